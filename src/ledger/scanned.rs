//! Which files are pictures of pages, and whether anything has read them.

use super::column::Word;
use super::failure::{During, LedgerError};
use super::{Bucket, Snapshot};
use crate::evidence::{Scan, Scans};

impl Snapshot<'_> {
    /// Which files of all mails, or of those in one bucket, are scans.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn scans(&self, bucket: Option<Bucket>) -> Result<Scans, LedgerError> {
        self.scans_where(if bucket.is_some() { "bucket = ?1" } else { "?1 IS NULL" }, [bucket.map(Word)])
    }

    pub(super) fn scans_where(&self, which: &str, values: impl rusqlite::Params) -> Result<Scans, LedgerError> {
        const WHAT: &str = "đọc tệp nào là bản chụp";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT id, json_extract(evidence, '$.scans') FROM mail \
                 WHERE ({which}) AND instr(evidence, '\"scans\":') > 0"
            ))
            .during(WHAT)?;
        let rows = select.query_map(values, |row| Ok((row.get(0)?, row.get::<_, Option<String>>(1)?)));
        let mut found = Scans::new();
        for row in rows.during(WHAT)? {
            let (mail, scans) = row.during(WHAT)?;
            // The same letters may stand in a quotation: then there is no such field.
            let scans: Vec<Option<Scan>> = scans.and_then(|json| serde_json::from_str(&json).ok()).unwrap_or_default();
            found.extend(scans.into_iter().enumerate().filter_map(|(place, scan)| Some(((mail, place), scan?))));
        }
        Ok(found)
    }
}
