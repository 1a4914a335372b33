//! The one row about the ledger itself: its name, and whether it may send.

use jiff::Timestamp;
use rusqlite::params;

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};

/// A person stopped all sending.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pause {
    /// Since when.
    pub at: Timestamp,
    /// Who.
    pub by: String,
    /// In people's words.
    pub why: String,
}

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

    /// The pause that is in force, if any. Letters are written and wait; none leaves.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pause(&self) -> Result<Option<Pause>, LedgerError> {
        self.conn
            .prepare_cached("SELECT paused_at, paused_by, paused_why FROM installation WHERE id = 1")
            .and_then(|mut select| {
                select.query_row([], |row| {
                    let Some(Ms(at)) = row.get(0)? else { return Ok(None) };
                    Ok(Some(Pause { at, by: row.get(1)?, why: row.get(2)? }))
                })
            })
            .during("đọc lệnh dừng gửi thư")
    }

    /// Whether the outbox may take letters out: the ledger is the office's own, and nobody has stopped sending.
    pub(super) fn lets_letters_leave(&self) -> Result<bool, LedgerError> {
        Ok(self.may_send()? && self.pause()?.is_none())
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
    /// Stops all sending, for this process and any other on the ledger. Whether that was news; an earlier pause keeps
    /// its date and reason.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn pause_sending(&mut self, pause: &Pause) -> Result<bool, LedgerError> {
        let Pause { at, by, why } = pause;
        let changed = self
            .conn
            .execute(
                "UPDATE installation SET paused_at = ?1, paused_by = ?2, paused_why = ?3 WHERE paused_at IS NULL",
                params![Ms(*at), by, why],
            )
            .during("dừng gửi thư")?;
        if changed > 0 {
            self.journal(*at, by, "sending-paused", "installation", why)?;
        }
        Ok(changed > 0)
    }

    /// Ends the pause. Whether there was one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn resume_sending(&mut self, by: &str, why: &str, now: Timestamp) -> Result<bool, LedgerError> {
        let changed = self
            .conn
            .execute(
                "UPDATE installation SET paused_at = NULL, paused_by = NULL, paused_why = NULL \
                 WHERE paused_at IS NOT NULL",
                [],
            )
            .during("cho gửi thư trở lại")?;
        if changed > 0 {
            self.journal(now, by, "sending-resumed", "installation", why)?;
        }
        Ok(changed > 0)
    }
}
