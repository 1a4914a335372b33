//! The single tries of each letter: when, and what came of it.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, params};
use serde::{Deserialize, Serialize};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::delivery::Outcome;

/// How a try ended; the kinds of [`Outcome`], with the server's own quota apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TryEnd {
    /// The mail server took it, or it was found to have left before.
    Sent,
    /// Refused for now.
    Later,
    /// Refused because the server has had enough of us.
    Quota,
    /// Refused for good.
    Never,
    /// Nobody knows.
    Unknown,
    /// The channel did not work.
    Down,
}

impl From<&Outcome> for TryEnd {
    fn from(outcome: &Outcome) -> Self {
        match outcome {
            Outcome::Sent { .. } => Self::Sent,
            Outcome::Later { quota: false, .. } => Self::Later,
            Outcome::Later { quota: true, .. } => Self::Quota,
            Outcome::Never { .. } => Self::Never,
            Outcome::Unknown { .. } => Self::Unknown,
            Outcome::Down { .. } => Self::Down,
        }
    }
}

/// One try of a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Try {
    /// Which; counts all tries ever, from 1.
    pub number: u32,
    /// When it began.
    pub began_at: Timestamp,
    /// When and how it ended; none while it is under way.
    pub end: Option<(Timestamp, TryEnd)>,
    /// Where in the dialogue, and the server's words; '' while it is under way.
    pub said: String,
}

/// The words of an end, for people.
pub(super) fn said(outcome: &Outcome) -> &str {
    match outcome {
        Outcome::Sent { reply } => reply,
        Outcome::Later { why, .. } | Outcome::Never { why, .. } | Outcome::Down { why } | Outcome::Unknown { why } => {
            why
        }
    }
}

const WHAT: &str = "ghi lần gửi thư";

impl Tx<'_> {
    /// Notes that a try begins.
    pub(super) fn begin_try(&mut self, letter: i64, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "INSERT INTO letter_try (letter, n, began_at) \
                 SELECT ?1, coalesce(max(n), 0) + 1, ?2 FROM letter_try WHERE letter = ?1",
            )
            .and_then(|mut insert| insert.execute(params![letter, Ms(now)]))
            .during(WHAT)?;
        Ok(())
    }

    /// Notes how the try under way ended.
    pub(super) fn end_try(&mut self, letter: i64, outcome: &Outcome, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "UPDATE letter_try SET ended_at = ?2, outcome = ?3, said = ?4 WHERE letter = ?1 AND ended_at IS NULL",
            )
            .and_then(|mut update| update.execute(params![letter, Ms(now), Word(TryEnd::from(outcome)), said(outcome)]))
            .during(WHAT)?;
        Ok(())
    }

    /// The try under way was none: nothing was said to the server.
    pub(super) fn forget_try(&mut self, letter: i64) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("DELETE FROM letter_try WHERE letter = ?1 AND ended_at IS NULL")
            .and_then(|mut delete| delete.execute([letter]))
            .during(WHAT)?;
        Ok(())
    }
}

impl Snapshot<'_> {
    /// When the last try of any letter ended, if the server had had enough of us then.
    pub(super) fn refused_at(&self) -> Result<Option<Timestamp>, LedgerError> {
        let last: Option<(Ms, Word<TryEnd>)> = self
            .conn
            .prepare_cached(
                "SELECT ended_at, outcome FROM letter_try WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, n DESC LIMIT 1",
            )
            .and_then(|mut select| select.query_row([], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .during("đọc các lần gửi thư")?;
        Ok(last.filter(|(_, end)| end.0 == TryEnd::Quota).map(|(at, _)| at.0))
    }

    /// The tries of a letter, oldest first. Those of an older program are not known.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tries(&self, letter: i64) -> Result<Vec<Try>, LedgerError> {
        const WHAT: &str = "đọc các lần gửi thư";
        let mut select = self
            .conn
            .prepare_cached("SELECT n, began_at, ended_at, outcome, said FROM letter_try WHERE letter = ?1 ORDER BY n")
            .during(WHAT)?;
        let rows = select.query_map([letter], |row| {
            let ended: Option<Ms> = row.get(2)?;
            let outcome: Option<Word<TryEnd>> = row.get(3)?;
            Ok(Try {
                number: row.get(0)?,
                began_at: row.get::<_, Ms>(1)?.0,
                end: ended.zip(outcome).map(|(at, end)| (at.0, end.0)),
                said: row.get(4)?,
            })
        });
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}
