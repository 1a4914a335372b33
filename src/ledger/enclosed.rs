//! The files that letters carry: each content once, as long as a letter needs it.
//!
//! Content and letter are written in one transaction, so that neither is ever there without the other. A letter needs
//! its files while it may leave, and for good when it has left or may have left: what an office sent can be shown. One
//! that was dropped before it left needs them no more.

use std::sync::Arc;

use rusqlite::{OptionalExtension as _, params};

use super::column::Word;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::letter::Mime;
use crate::message::Sha256;

/// Letters that will not leave and never did.
const NEVER_LEAVES: &str = "(letter.state = 'dropped' AND letter.unknowns = 0)";

/// A letter put together.
pub(super) enum Filled {
    /// As every try sends it.
    Whole(Vec<u8>),
    /// A file of it is gone, or is not what was kept.
    Damaged {
        /// The letter without its files.
        frame: Vec<u8>,
        /// What is wrong.
        why: String,
    },
}

impl Filled {
    /// The letter to look at: whole, or without its files.
    pub(super) fn into_shown(self) -> Vec<u8> {
        match self {
            Self::Whole(bytes) | Self::Damaged { frame: bytes, .. } => bytes,
        }
    }
}

impl Tx<'_> {
    /// Keeps the files of a letter that was just queued.
    pub(super) fn enclose(&mut self, letter: i64, mime: &Mime) -> Result<(), LedgerError> {
        const WHAT: &str = "lưu tệp kèm thư gửi đi";
        for (place, bytes) in &mime.files {
            let sha256 = Sha256::of(bytes);
            if !self.has_content(&sha256)? {
                self.conn
                    .prepare_cached(
                        "INSERT INTO enclosure (sha256, bytes) VALUES (?1, ?2) \
                         ON CONFLICT DO UPDATE SET bytes = excluded.bytes",
                    )
                    .and_then(|mut insert| insert.execute(params![Word(&sha256), bytes.as_ref()]))
                    .during(WHAT)?;
            }
            let place = i64::try_from(*place).unwrap_or(i64::MAX);
            self.conn
                .prepare_cached("INSERT INTO letter_enclosure (letter, place, sha256) VALUES (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute(params![letter, place, Word(&sha256)]))
                .during(WHAT)?;
        }
        Ok(())
    }

    /// Lets go of what only letters like this one needed: dropped before they left.
    pub(super) fn release(&mut self, letter: i64) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(&format!(
                "UPDATE enclosure SET bytes = NULL WHERE bytes IS NOT NULL \
                 AND sha256 IN (SELECT sha256 FROM letter_enclosure WHERE letter = ?1) \
                 AND NOT EXISTS (SELECT 1 FROM letter_enclosure carried JOIN letter ON letter.id = carried.letter \
                 WHERE carried.sha256 = enclosure.sha256 AND NOT {NEVER_LEAVES})"
            ))
            .and_then(|mut update| update.execute([letter]))
            .during("bỏ tệp kèm thư không gửi nữa")?;
        Ok(())
    }

    fn has_content(&self, sha256: &Sha256) -> Result<bool, LedgerError> {
        self.conn
            .prepare_cached("SELECT 1 FROM enclosure WHERE sha256 = ?1 AND bytes IS NOT NULL")
            .and_then(|mut select| select.query_row([Word(sha256)], |_| Ok(())).optional())
            .map(|found| found.is_some())
            .during("tìm tệp kèm thư gửi đi")
    }
}

impl Snapshot<'_> {
    /// The whole mail of a letter from its frame.
    pub(super) fn filled(&self, letter: i64, frame: Vec<u8>) -> Result<Filled, LedgerError> {
        const WHAT: &str = "đọc tệp kèm thư gửi đi";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT place, carried.sha256, bytes FROM letter_enclosure carried \
                 LEFT JOIN enclosure ON enclosure.sha256 = carried.sha256 WHERE letter = ?1 ORDER BY place",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([letter], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get::<_, Option<Vec<u8>>>(2)?))
            })
            .during(WHAT)?;
        let mut mime = Mime::from(frame);
        for row in rows {
            let (place, sha256, bytes) = row.during(WHAT)?;
            let place = usize::try_from(place).ok().filter(|place| *place <= mime.frame.len());
            let bytes = bytes.filter(|bytes| Sha256::of(bytes).as_str() == sha256);
            let (Some(place), Some(bytes)) = (place, bytes) else {
                let why = format!("tệp kèm theo ({sha256:.12}…) không còn nguyên trong sổ");
                return Ok(Filled::Damaged { frame: mime.frame, why });
            };
            mime.files.push((place, Arc::from(bytes)));
        }
        Ok(Filled::Whole(mime.whole()))
    }

    /// Kept contents that are not what was kept; counts all of them.
    pub(super) fn examine_enclosures(&self) -> Result<(u64, Vec<String>), LedgerError> {
        const WHAT: &str = "kiểm tra tệp kèm thư gửi đi";
        let mut select =
            self.conn.prepare("SELECT sha256, bytes FROM enclosure WHERE bytes IS NOT NULL").during(WHAT)?;
        let mut rows = select.query([]).during(WHAT)?;
        let (mut count, mut faults) = (0_u64, Vec::new());
        while let Some(row) = rows.next().during(WHAT)? {
            let sha256: String = row.get(0).during(WHAT)?;
            let bytes = row.get_ref(1).and_then(|value| Ok(value.as_blob()?)).during(WHAT)?;
            count = count.saturating_add(1);
            if Sha256::of(bytes).as_str() != sha256 {
                faults.push(format!("tệp kèm thư gửi đi không còn đúng nội dung lúc lưu: {sha256:.12}…"));
            }
        }
        Ok((count, faults))
    }
}
