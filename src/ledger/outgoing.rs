//! The letters as people look after them: what waits, what became of each, try again, cancel.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, params};
use serde::{Deserialize, Serialize};

use super::column::{Ms, Word};
use super::enclosed::Filled;
use super::failure::{During, LedgerError};
use super::queue::subject;
use super::{JournalLine, Snapshot, Tx};
use crate::letter::Purpose;
use crate::roster::UnitId;

/// Where a letter stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LetterState {
    /// Being handed to the mail server at this moment.
    Claimed,
    /// Waits for its time.
    Queued,
    /// Given up; only a person may try again.
    Failed,
    /// Taken by the mail server.
    Sent,
    /// Not sent and never will be: it had lost its object, or a person cancelled it.
    Dropped,
}

/// A letter of ours with its fate.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outgoing {
    /// Its number.
    pub id: i64,
    /// The key of its purpose; begins with `dropped:` once the purpose was given back.
    pub purpose: String,
    /// The kind of its purpose: `receipt`, `reminder` …
    pub kind: String,
    /// The mail that it answers.
    pub mail: Option<i64>,
    /// The recipient.
    pub to: String,
    /// The unit it is written to.
    pub unit: Option<UnitId>,
    /// Subject.
    pub subject: String,
    /// What it says that can grow false: [`crate::letter::Letter::gist`].
    pub gist: String,
    /// Where it stands.
    pub state: LetterState,
    /// Tries since it was queued or a person had it tried again.
    pub attempts: u32,
    /// Tries after which nobody knew whether it had been sent.
    pub unknowns: u32,
    /// When it is tried next; has a meaning only while it waits.
    pub next_try: Timestamp,
    /// The server's last answer, or why it was held back; '' before the first try.
    pub last_reply: String,
    /// When it was written.
    pub created_at: Timestamp,
    /// When the last try began.
    pub claimed_at: Option<Timestamp>,
    /// When the server took it.
    pub sent_at: Option<Timestamp>,
    /// When a report came that it did not arrive.
    pub returned_at: Option<Timestamp>,
    /// When and who took note of it after it was given up.
    pub seen: Option<(Timestamp, String)>,
}

pub(super) const COLUMNS: &str = "SELECT id, purpose, kind, mail, recipient, unit, subject, state, attempts, unknowns, next_try, \
     last_reply, created_at, claimed_at, sent_at, seen_at, seen_by, returned_at, gist FROM letter";

pub(super) fn outgoing(row: &Row<'_>) -> rusqlite::Result<Outgoing> {
    Ok(Outgoing {
        id: row.get(0)?,
        purpose: row.get(1)?,
        kind: row.get(2)?,
        mail: row.get(3)?,
        to: row.get(4)?,
        unit: row.get::<_, Option<Word<_>>>(5)?.map(|unit| unit.0),
        subject: row.get(6)?,
        state: row.get::<_, Word<_>>(7)?.0,
        attempts: row.get(8)?,
        unknowns: row.get(9)?,
        next_try: row.get::<_, Ms>(10)?.0,
        last_reply: row.get(11)?,
        created_at: row.get::<_, Ms>(12)?.0,
        claimed_at: row.get::<_, Option<Ms>>(13)?.map(|ms| ms.0),
        sent_at: row.get::<_, Option<Ms>>(14)?.map(|ms| ms.0),
        seen: row.get::<_, Option<Ms>>(15)?.map(|ms| ms.0).zip(row.get(16)?),
        returned_at: row.get::<_, Option<Ms>>(17)?.map(|ms| ms.0),
        gist: row.get(18)?,
    })
}

impl Snapshot<'_> {
    /// The letters in `state` in the order of their numbers; of those that are finished, the ones since `since` (by
    /// when they were sent, last tried, or written).
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters(&self, state: LetterState, since: Timestamp) -> Result<Vec<Outgoing>, LedgerError> {
        const WHAT: &str = "đọc thư gửi đi";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "{COLUMNS} WHERE state = ?1 AND (state IN ('queued', 'claimed') \
                 OR coalesce(sent_at, claimed_at, created_at) >= ?2) ORDER BY id"
            ))
            .during(WHAT)?;
        let rows = select.query_map(params![Word(state), Ms(since)], outgoing).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// The letters about a mail: its receipt, what was asked about it, what was told of it later.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters_about(&self, mail: i64) -> Result<Vec<Outgoing>, LedgerError> {
        const WHAT: &str = "đọc thư gửi đi";
        let mut select = self.conn.prepare_cached(&format!("{COLUMNS} WHERE mail = ?1 ORDER BY id")).during(WHAT)?;
        let rows = select.query_map([mail], outgoing).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// One letter.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none of this number.
    pub fn letter(&self, id: i64) -> Result<Outgoing, LedgerError> {
        self.conn
            .prepare_cached(&format!("{COLUMNS} WHERE id = ?1"))
            .and_then(|mut select| select.query_row([id], outgoing).optional())
            .during("đọc thư gửi đi")?
            .ok_or_else(|| LedgerError::Missing(format!("thư gửi đi số {id}")))
    }

    /// The whole MIME message of a letter, as every try sends it; of one that never left, perhaps without its files.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letter_bytes(&self, id: i64) -> Result<Vec<u8>, LedgerError> {
        let frame = self
            .conn
            .prepare_cached("SELECT mime FROM letter WHERE id = ?1")
            .and_then(|mut select| select.query_row([id], |row| row.get(0)))
            .during("đọc thư gửi đi")?;
        self.filled(id, frame).map(Filled::into_shown)
    }

    /// What the journal says of a letter, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of_letter(&self, id: i64) -> Result<Vec<JournalLine>, LedgerError> {
        self.journal_of(Some(&subject(id)))
    }
}

impl Tx<'_> {
    /// Lets a letter that waits wait until then: the office is closed.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn hold(&mut self, purpose: &Purpose, until: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("UPDATE letter SET next_try = ?2 WHERE purpose = ?1 AND state = 'queued' AND next_try < ?2")
            .and_then(|mut update| update.execute(params![purpose.to_string(), Ms(until)]))
            .during("giữ thư đến giờ làm việc")?;
        Ok(())
    }

    /// Queues a failed letter again, with a fresh count of tries. The count of unknown ends stays: it speaks for what
    /// may have left already.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], and [`LedgerError::Refused`] for a letter that has not failed.
    pub fn retry_letter(
        &mut self,
        id: i64,
        next: Timestamp,
        by: (&str, &str),
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let letter = self.letter(id)?;
        let refusal = match letter.state {
            LetterState::Failed => None,
            LetterState::Sent => Some("đã gửi xong; chương trình không gửi một thư hai lần"),
            LetterState::Claimed => Some("đang được gửi; đợi một phút rồi xem lại"),
            LetterState::Queued => Some("đang chờ gửi, chương trình sẽ tự gửi"),
            LetterState::Dropped => Some("đã bị giữ lại hoặc hủy; không gửi nữa"),
        };
        if let Some(why) = refusal {
            return Err(LedgerError::Refused(format!("thư gửi đi số {id} {why}")));
        }
        self.conn
            .execute(
                "UPDATE letter SET state = 'queued', attempts = 0, next_try = ?2, seen_at = NULL, seen_by = NULL \
                 WHERE id = ?1",
                params![id, Ms(next)],
            )
            .during("xếp lại thư chờ gửi")?;
        self.journal(now, by.0, "letter-retried", &subject(id), by.1)
    }

    /// Cancels a letter that waits. It keeps its purpose, so that the same letter is not written again.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], and [`LedgerError::Refused`] for a letter that does not wait.
    pub fn cancel_letter(&mut self, id: i64, by: (&str, &str), now: Timestamp) -> Result<Outgoing, LedgerError> {
        let letter = self.letter(id)?;
        let refusal = match letter.state {
            LetterState::Queued => None,
            LetterState::Sent => Some("đã gửi xong, không hủy được"),
            LetterState::Claimed => Some("đang được gửi, không hủy được; đợi một phút rồi xem lại"),
            LetterState::Failed => Some("đã thôi gửi từ trước; không có gì để hủy"),
            LetterState::Dropped => Some("đã bị giữ lại hoặc hủy từ trước; không có gì để hủy"),
        };
        if let Some(why) = refusal {
            return Err(LedgerError::Refused(format!("thư gửi đi số {id} {why}")));
        }
        self.conn
            .execute("UPDATE letter SET state = 'dropped', last_reply = ?2 WHERE id = ?1", params![id, by.1])
            .during("hủy thư chờ gửi")?;
        self.release(id)?;
        self.journal(now, by.0, "letter-cancelled", &subject(id), by.1)?;
        Ok(letter)
    }

    /// Notes that a person knows of a letter that was given up. Whether that is new.
    ///
    /// # Errors
    /// [`LedgerError::Missing`], and [`LedgerError::Refused`] for a letter that was not given up.
    pub fn note_seen(&mut self, id: i64, by: (&str, &str), now: Timestamp) -> Result<bool, LedgerError> {
        let letter = self.letter(id)?;
        if letter.state != LetterState::Failed {
            let why = "không thuộc loại gửi không được; chỉ thư đã thôi gửi mới cần ghi là đã xem";
            return Err(LedgerError::Refused(format!("thư gửi đi số {id} {why}")));
        }
        if letter.seen.is_some() {
            return Ok(false);
        }
        self.conn
            .execute("UPDATE letter SET seen_at = ?2, seen_by = ?3 WHERE id = ?1", params![id, Ms(now), by.0])
            .during("ghi thư đã xem")?;
        self.journal(now, by.0, "letter-seen", &subject(id), by.1)?;
        Ok(true)
    }
}
