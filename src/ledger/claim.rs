//! The next letter to send: looked at once more, counted, put together.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, Row, params};

use super::Tx;
use super::column::Ms;
use super::enclosed::Filled;
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::queue::{priority, subject};
use crate::delivery::Parcel;
use crate::outbox::Claimed;

/// No office works longer in a day: what asks and is older was written on another.
const LONGEST_DAY: SignedDuration = SignedDuration::from_hours(14);

impl Tx<'_> {
    /// Takes the next letter due at `now`, none that asks while those are `held`; see [`crate::outbox::Queue::claim`].
    pub(super) fn claim(&mut self, (from, held): (&str, bool), now: Timestamp) -> Result<Option<Claimed>, LedgerError> {
        const WHAT: &str = "lấy thư chờ gửi";
        loop {
            let next = self
                .conn
                .prepare_cached(
                    "SELECT id FROM letter WHERE state = 'queued' AND next_try <= ?1 \
                     AND NOT (?2 AND kind IN ('reminder', 'overdue')) ORDER BY priority, id LIMIT 1",
                )
                .and_then(|mut select| select.query_row(params![Ms(now), held], |row| row.get::<_, i64>(0)).optional())
                .during(WHAT)?;
            let Some(id) = next else { return Ok(None) };
            if self.is_pointless(id, now)? {
                self.drop_letter(id, "không còn cần nhắc", now)?;
                continue;
            }
            self.conn
                .prepare_cached(
                    "UPDATE letter SET state = 'claimed', attempts = attempts + 1, claimed_at = ?2 WHERE id = ?1",
                )
                .and_then(|mut update| update.execute(params![id, Ms(now)]))
                .during(WHAT)?;
            let mut letter = self
                .conn
                .prepare_cached(&format!("{CLAIMED} WHERE id = ?1"))
                .and_then(|mut select| select.query_row([id], |row| claimed(row, from)))
                .during(WHAT)?;
            match self.filled(id, std::mem::take(&mut letter.parcel.mime))? {
                Filled::Whole(mime) => letter.parcel.mime = mime,
                Filled::Damaged { why, .. } => {
                    self.give_up(id, &why, now)?;
                    continue;
                }
            }
            self.begin_try(id, now)?;
            return Ok(Some(letter));
        }
    }

    /// A letter that cannot be put together is never sent in part; it must not hold up the others either.
    fn give_up(&mut self, letter: i64, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("UPDATE letter SET state = 'failed', last_reply = ?2 WHERE id = ?1")
            .and_then(|mut update| update.execute(params![letter, why]))
            .during("ghi thư không gửi được")?;
        self.journal(now, PROGRAM, "letter-failed", &subject(letter), why)
    }

    /// A letter that asks for something which has come, or was excused, or may lie in review, would accuse wrongly, and
    /// one that names a date which was granted or taken back since names a wrong one; so
    /// would one of a day gone by, which a machine finds that comes back after days, before the clock is looked at.
    fn is_pointless(&self, letter: i64, now: Timestamp) -> Result<bool, LedgerError> {
        let written_today = now.checked_sub(LONGEST_DAY).unwrap_or(Timestamp::MIN);
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM letter JOIN letter_about about ON about.letter = letter.id \
                 WHERE letter.id = ?1 AND letter.kind IN ('reminder', 'overdue') AND ( \
                 EXISTS (SELECT 1 FROM receipt WHERE receipt.unit = letter.unit AND receipt.report = about.report \
                 AND receipt.period = about.period \
                 AND NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id) \
                 AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id)) \
                 OR EXISTS (SELECT 1 FROM exception WHERE exception.unit = letter.unit \
                 AND exception.report = about.report AND exception.period = about.period \
                 AND coalesce(exception.revoked_at, exception.at) >= letter.created_at) \
                 OR EXISTS (SELECT 1 FROM review JOIN mail ON mail.id = review.mail \
                 WHERE review.state = 'open' AND mail.unit = letter.unit) \
                 OR letter.created_at < ?2)) \
                 OR EXISTS (SELECT 1 FROM letter WHERE id = ?1 AND kind IN ('digest', 'desk') AND created_at < ?2)",
            )
            .and_then(|mut select| select.query_row(params![letter, Ms(written_today)], |row| row.get(0)))
            .during("xem lại thư chờ gửi")
    }
}

pub(super) const CLAIMED: &str =
    "SELECT id, recipient, message_id, mime, attempts, unknowns, kind, priority, created_at FROM letter";

pub(super) fn claimed(row: &Row<'_>, from: &str) -> rusqlite::Result<Claimed> {
    let parcel = Parcel { from: from.to_owned(), to: row.get(1)?, message_id: row.get(2)?, mime: row.get(3)? };
    let (priority, written) = (priority(row.get(7)?), row.get::<_, Ms>(8)?.0);
    let (attempt, unknowns, kind) = (row.get(4)?, row.get(5)?, row.get(6)?);
    Ok(Claimed { id: row.get(0)?, parcel, attempt, unknowns, kind, priority, written })
}
