//! The largest mail that the mail server takes.

use jiff::Timestamp;
use rusqlite::params;

use super::column::Count;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};

/// What DKIM and the way may add to a letter; bytes.
const ADDED: i64 = 2_000;

impl Snapshot<'_> {
    /// The largest mail that the mail server takes, as it last said; bytes. None: it names no limit, or was never asked.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letter_limit(&self) -> Result<Option<u64>, LedgerError> {
        self.conn
            .prepare_cached("SELECT letter_limit FROM installation WHERE id = 1")
            .and_then(|mut select| select.query_row([], |row| row.get::<_, Option<Count<u64>>>(0)))
            .map(|limit| limit.map(|bytes| bytes.0))
            .during("đọc mức thư của máy chủ")
    }
}

impl Tx<'_> {
    /// Notes it, and takes back what carries files, has not left and is larger; see [`crate::outbox::Queue::heed`]. What
    /// is too large without files is left: no other letter would be smaller.
    pub(super) fn heed(&mut self, most: Option<u64>, now: Timestamp) -> Result<Vec<i64>, LedgerError> {
        const WHAT: &str = "ghi mức thư của máy chủ";
        let limit = most.and_then(|most| i64::try_from(most).ok()).filter(|most| *most > 0);
        self.conn.execute("UPDATE installation SET letter_limit = ?1 WHERE id = 1", [limit]).during(WHAT)?;
        let Some(limit) = limit else { return Ok(Vec::new()) };
        let too_large: Vec<i64> = self
            .conn
            .prepare_cached(
                "SELECT letter.id FROM letter JOIN letter_enclosure carried ON carried.letter = letter.id \
                 JOIN enclosure ON enclosure.sha256 = carried.sha256 \
                 WHERE letter.state IN ('queued', 'claimed') AND letter.unknowns = 0 GROUP BY letter.id \
                 HAVING length(letter.mime) + sum((coalesce(length(enclosure.bytes), 0) + 56) / 57 * 78) + ?2 > ?1 \
                 ORDER BY letter.id",
            )
            .and_then(|mut select| {
                select.query_map(params![limit, ADDED], |row| row.get(0)).and_then(Iterator::collect)
            })
            .during(WHAT)?;
        for letter in &too_large {
            self.forget_try(*letter)?;
            self.drop_letter(*letter, "thư kèm tệp lớn hơn mức máy chủ gửi thư nhận", now)?;
        }
        Ok(too_large)
    }
}
