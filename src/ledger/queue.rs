//! The letters: queued once for each purpose, claimed, settled.

use std::sync::Arc;
use std::sync::atomic::Ordering;

use jiff::Timestamp;
use rusqlite::params;

use super::claim::{CLAIMED, claimed};
use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::tries::said;
use super::{Ledger, Tx};
use crate::delivery::Outcome;
use crate::letter::{Letter, Priority, Purpose};
use crate::outbox::{Cause, Claimed, Queue, Tally};

/// The queue as the outbox sees it: the ledger's letters, with the office's envelope sender.
#[derive(Debug, Clone)]
pub struct LetterQueue {
    /// Where the letters are.
    pub ledger: Arc<Ledger>,
    /// Envelope sender of everything that leaves; reports about delivery come back to it.
    pub from: String,
}

impl Tx<'_> {
    /// Queues a letter, unless one with the same purpose was queued before. Whether it is new.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn queue(&mut self, letter: &Letter, mail: Option<i64>, now: Timestamp) -> Result<bool, LedgerError> {
        const WHAT: &str = "xếp thư gửi đi";
        let not_before = letter.not_before.unwrap_or(now).max(now);
        let queued = self
            .conn
            .prepare_cached(
                "INSERT INTO letter (purpose, kind, mail, recipient, unit, subject, message_id, mime, priority, \
                 not_before, next_try, created_at, gist) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11, ?12) \
                 ON CONFLICT (purpose) DO NOTHING",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    letter.purpose.to_string(),
                    letter.purpose.kind(),
                    mail,
                    letter.to,
                    letter.unit.as_ref().map(Word),
                    letter.subject,
                    letter.message_id,
                    letter.mime.frame,
                    rank(letter.purpose.priority()),
                    Ms(not_before),
                    Ms(now),
                    letter.gist,
                ])
            })
            .during(WHAT)?;
        if queued == 0 {
            return Ok(false);
        }
        let id = self.conn.last_insert_rowid();
        self.enclose(id, &letter.mime)?;
        for (report, period) in &letter.about {
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO letter_about (letter, report, period) VALUES (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute(params![id, report.as_str(), Word(period)]))
                .during(WHAT)?;
        }
        Ok(true)
    }

    /// Takes out a letter that waits and is not true any more. Whether there was one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn withdraw(&mut self, purpose: &Purpose, why: &str, now: Timestamp) -> Result<bool, LedgerError> {
        self.waiting_letter(purpose)?.map_or(Ok(false), |letter| self.drop_letter(letter, why, now).map(|()| true))
    }

    /// The same, unless it may have left: it is looked for, and sent again, when it may leave.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn withdraw_untried(&mut self, purpose: &Purpose, why: &str, now: Timestamp) -> Result<bool, LedgerError> {
        let unknown = self
            .conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM letter WHERE purpose = ?1 AND unknowns > 0)")
            .and_then(|mut select| select.query_row([purpose.to_string()], |row| row.get::<_, bool>(0)))
            .during("tìm thư chờ gửi")?;
        if unknown { Ok(false) } else { self.withdraw(purpose, why, now) }
    }

    /// Takes a letter out, and frees its purpose, so that a truer one may be written the same day. What may have left
    /// keeps it: nobody gets a second one.
    pub(super) fn drop_letter(&mut self, letter: i64, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "UPDATE letter SET state = 'dropped', last_reply = ?2, \
                 purpose = CASE unknowns WHEN 0 THEN 'dropped:' || id || ':' || purpose ELSE purpose END, \
                 message_id = CASE unknowns WHEN 0 THEN 'dropped.' || id || '.' || message_id ELSE message_id END \
                 WHERE id = ?1",
            )
            .and_then(|mut update| update.execute(params![letter, why]))
            .during("bỏ thư không còn cần gửi")?;
        self.release(letter)?;
        self.journal(now, PROGRAM, "letter-dropped", &subject(letter), why)
    }

    fn settle(
        &mut self,
        id: i64,
        outcome: &Outcome,
        next: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi kết quả gửi thư";
        let (reply, unknown) = (said(outcome), matches!(outcome, Outcome::Unknown { .. }));
        let sent = matches!(outcome, Outcome::Sent { .. });
        let state = if sent {
            "sent"
        } else if next.is_some() {
            "queued"
        } else {
            "failed"
        };
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE letter SET state = ?2, last_reply = ?3, unknowns = unknowns + ?4, \
                 next_try = coalesce(?5, next_try), sent_at = ?6 WHERE id = ?1 AND state = 'claimed'",
            )
            .and_then(|mut update| {
                update.execute(params![id, state, reply, unknown, next.map(Ms), sent.then_some(Ms(now))])
            })
            .during(WHAT)?;
        if changed == 0 {
            return Ok(());
        }
        self.end_try(id, outcome, now)?;
        if state == "failed" {
            self.journal(now, PROGRAM, "letter-failed", &subject(id), reply)?;
        }
        match outcome {
            Outcome::Sent { .. } => self.reached(id),
            Outcome::Never { code, dead: true, .. } => self.refused(id, *code, now),
            _ => Ok(()),
        }
    }

    /// A server that refused an address and now takes it has changed its mind; one that sent a report has not.
    fn reached(&mut self, letter: i64) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "DELETE FROM bounced WHERE mail IS NULL AND address = (SELECT recipient FROM letter WHERE id = ?1)",
            )
            .and_then(|mut delete| delete.execute([letter]))
            .during("ghi kết quả gửi thư")?;
        Ok(())
    }

    fn refused(&mut self, letter: i64, code: Option<u16>, now: Timestamp) -> Result<(), LedgerError> {
        let status = code.map(|code| code.to_string()).unwrap_or_default();
        self.conn
            .prepare_cached(
                "INSERT INTO bounced (address, status, permanent, at) SELECT recipient, ?2, 1, ?3 FROM letter WHERE id = ?1 \
                 ON CONFLICT DO UPDATE SET status = excluded.status, permanent = 1, at = excluded.at",
            )
            .and_then(|mut insert| insert.execute(params![letter, status, Ms(now)]))
            .during("ghi địa chỉ không nhận được thư")?;
        Ok(())
    }

    fn postpone(&mut self, id: i64, until: Timestamp, cause: &Cause, now: Timestamp) -> Result<(), LedgerError> {
        let why = match cause {
            Cause::Held(why) => why,
            Cause::Tried(outcome) => said(outcome),
        };
        let changed = self
            .conn
            .prepare_cached(
                "UPDATE letter SET state = 'queued', attempts = max(attempts - 1, 0), next_try = ?2, last_reply = ?3 \
                 WHERE id = ?1 AND state = 'claimed'",
            )
            .and_then(|mut update| update.execute(params![id, Ms(until), why]))
            .during("hoãn gửi thư")?;
        match cause {
            _ if changed == 0 => Ok(()),
            Cause::Held(_) => self.forget_try(id),
            Cause::Tried(outcome) => self.end_try(id, outcome, now),
        }
    }
}

impl Ledger {
    /// Keeps reminders and overdue notices in the queue, as long as what they ask for may lie in a mailbox that has not
    /// been read: they wait, with what is known of their tries.
    pub fn hold_asking(&self) {
        self.asking_held.store(true, Ordering::SeqCst);
    }

    /// Lets them leave. Whether they were held.
    pub fn release_asking(&self) -> bool {
        self.asking_held.swap(false, Ordering::SeqCst)
    }
}

impl LetterQueue {
    fn held(&self) -> bool {
        self.ledger.asking_held.load(Ordering::SeqCst)
    }

    fn read<T>(&self, work: impl FnOnce(&super::Snapshot<'_>) -> Result<T, LedgerError>) -> Result<T, String> {
        self.ledger.read(work).map_err(|error| error.to_string())
    }

    fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, LedgerError>) -> Result<T, String> {
        self.ledger.write(work).map_err(|error| error.to_string())
    }
}

impl Queue for LetterQueue {
    fn claim(&self, now: Timestamp) -> Result<Option<Claimed>, String> {
        self.write(|tx| if tx.lets_letters_leave()? { tx.claim((&self.from, self.held()), now) } else { Ok(None) })
    }

    fn settle(&self, id: i64, outcome: &Outcome, next: Option<Timestamp>, now: Timestamp) -> Result<(), String> {
        self.write(|tx| tx.settle(id, outcome, next, now))
    }

    fn postpone(&self, id: i64, until: Timestamp, cause: &Cause, now: Timestamp) -> Result<(), String> {
        self.write(|tx| tx.postpone(id, until, cause, now))
    }

    fn unsettled(&self) -> Result<Vec<Claimed>, String> {
        const WHAT: &str = "đọc thư đang gửi dở";
        self.read(|snapshot| {
            let mut select =
                snapshot.conn.prepare_cached(&format!("{CLAIMED} WHERE state = 'claimed' ORDER BY id")).during(WHAT)?;
            let rows = select.query_map([], |row| claimed(row, &self.from)).during(WHAT)?;
            let filled = |letter: rusqlite::Result<Claimed>| {
                let mut letter = letter.during(WHAT)?;
                let mime = snapshot.filled(letter.id, std::mem::take(&mut letter.parcel.mime))?;
                letter.parcel.mime = mime.into_shown();
                Ok(letter)
            };
            rows.map(filled).collect()
        })
    }

    fn refused_at(&self) -> Result<Option<Timestamp>, String> {
        self.read(|snapshot| snapshot.refused_at())
    }

    fn next_due(&self, _now: Timestamp) -> Result<Option<Timestamp>, String> {
        self.read(|snapshot| {
            if !snapshot.lets_letters_leave()? {
                return Ok(None);
            }
            snapshot
                .conn
                .prepare_cached("SELECT min(next_try) FROM letter WHERE state = 'queued' AND NOT (?1 AND kind IN ('reminder', 'overdue'))")
                .and_then(|mut select| select.query_row([self.held()], |row| row.get::<_, Option<Ms>>(0)))
                .map(|due| due.map(|ms| ms.0))
                .during("tìm thư chờ gửi")
        })
    }

    fn heed(&self, most: Option<u64>, now: Timestamp) -> Result<Vec<i64>, String> {
        if self.read(|snapshot| snapshot.letter_limit())? == most && most.is_none() {
            return Ok(Vec::new());
        }
        self.write(|tx| tx.heed(most, now))
    }

    fn tally(&self, since: Timestamp, address: &str) -> Result<Tally, String> {
        self.read(|snapshot| snapshot.tally(since, address))
    }
}

impl super::Snapshot<'_> {
    /// What has left since `since`, seen from `address`; see [`Queue::tally`].
    ///
    /// # Errors
    /// What SQLite says.
    pub fn tally(&self, since: Timestamp, address: &str) -> Result<Tally, LedgerError> {
        let address = address.to_lowercase();
        let domain = address.rsplit_once('@').map_or(String::new(), |(_, domain)| format!("@{domain}"));
        self.conn
            .prepare_cached(
                "SELECT coalesce(sum(lower(recipient) = ?2), 0), \
                     coalesce(sum(substr(lower(recipient), -length(?3)) = ?3), 0), count(*) FROM ( \
                     SELECT recipient FROM letter WHERE sent_at >= ?1 UNION ALL \
                     SELECT recipient FROM letter WHERE unknowns > 0 AND claimed_at >= ?1 AND sent_at IS NULL)",
            )
            .and_then(|mut select| {
                select.query_row(params![Ms(since), address, domain], |row| {
                    Ok(Tally { to_address: row.get(0)?, to_domain: row.get(1)?, total: row.get(2)? })
                })
            })
            .during("đếm thư đã gửi")
    }
}

/// How the journal names a letter.
pub(super) fn subject(letter: i64) -> String {
    format!("letter {letter}")
}

/// Low goes first. Written down, so that the order of the enum may change.
fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Alert => 0,
        Priority::Answer => 1,
        Priority::Digest => 3,
        Priority::Reminder => 4,
    }
}

pub(super) fn priority(rank: i64) -> Priority {
    match rank {
        0 => Priority::Alert,
        1 => Priority::Answer,
        3 => Priority::Digest,
        // Those of an earlier program stand at 2.
        _ => Priority::Reminder,
    }
}
