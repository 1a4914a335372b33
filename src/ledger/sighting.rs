//! Which mails of a folder are known: what a mailbox asks before it hands over the rest.

use rusqlite::params;

use super::Ledger;
use super::failure::{During, LedgerError};
use crate::mailbox::{Journal, Known};

impl Journal for Ledger {
    fn known(&self, source: &str, folder: &str, uid_validity: u32) -> Result<Known, String> {
        const WHAT: &str = "đọc danh sách thư đã thấy";
        self.read(|snapshot| -> Result<Known, LedgerError> {
            let mut select = snapshot
                .conn
                .prepare_cached("SELECT key FROM sighting WHERE source = ?1 AND folder = ?2 AND uid_validity = ?3")
                .during(WHAT)?;
            let keys = select.query_map(params![source, folder, uid_validity], |row| row.get(0)).during(WHAT)?;
            keys.collect::<Result<_, _>>().during(WHAT)
        })
        .map_err(|error| error.to_string())
    }
}
