//! The one row about the ledger itself: its name, and whether it may send.

use jiff::Timestamp;

use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};

impl Snapshot<'_> {
    /// Whether letters may leave. A copy taken by `backup` may not, until a person says that it is the office's ledger
    /// now: two of them must never both send.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn may_send(&self) -> Result<bool, LedgerError> {
        self.conn
            .prepare_cached("SELECT sending = 'allowed' FROM installation WHERE id = 1")
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .during("đọc quyền gửi thư của sổ")
    }
}

impl Tx<'_> {
    /// Says that this copy is the office's ledger now. Whether that was news.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn allow_sending(&mut self, by: &str, now: Timestamp) -> Result<bool, LedgerError> {
        let changed = self
            .conn
            .execute("UPDATE installation SET sending = 'allowed' WHERE sending <> 'allowed'", [])
            .during("cho phép sổ gửi thư")?;
        if changed > 0 {
            self.journal(now, by, "sending-allowed", "installation", "bản khôi phục trở thành sổ chính thức")?;
        }
        Ok(changed > 0)
    }
}
