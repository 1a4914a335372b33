//! Nhật ký thao tác: who did what, when and why. Lines are only ever added.

use jiff::Timestamp;
use rusqlite::params;

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};

/// Who writes journal lines when no person did.
pub(crate) const PROGRAM: &str = "tiepnhan";

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// When.
    pub at: Timestamp,
    /// A person's name as given, or `tiepnhan`.
    pub who: String,
    /// What was done, one word of the program: `receipt`, `review-dismissed`.
    pub what: String,
    /// To what: `receipt 2020/147`, `mail 12`.
    pub subject: String,
    /// In people's words.
    pub why: String,
}

impl Tx<'_> {
    /// Adds a line to the journal.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal(
        &mut self,
        at: Timestamp,
        who: &str,
        what: &str,
        subject: &str,
        why: &str,
    ) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("INSERT INTO journal (at, who, what, subject, why) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut insert| insert.execute(params![Ms(at), who, what, subject, why]))
            .during("ghi nhật ký")?;
        Ok(())
    }
}

impl Snapshot<'_> {
    /// The number of the newest line; 0 of an empty journal. It grows with whatever anybody does.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_end(&self) -> Result<i64, LedgerError> {
        self.conn
            .prepare_cached("SELECT coalesce(max(id), 0) FROM journal")
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .during("đọc nhật ký")
    }

    /// The journal of one thing, or of everything, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of(&self, subject: Option<&str>) -> Result<Vec<JournalLine>, LedgerError> {
        const WHAT: &str = "đọc nhật ký";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT at, who, what, subject, why FROM journal WHERE ?1 IS NULL OR subject = ?1 ORDER BY id",
            )
            .during(WHAT)?;
        let rows = select.query_map([subject], |row| {
            Ok(JournalLine {
                at: row.get::<_, Ms>(0)?.0,
                who: row.get(1)?,
                what: row.get(2)?,
                subject: row.get(3)?,
                why: row.get(4)?,
            })
        });
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}
