//! The letters: queued once for each purpose, claimed, settled.

use jiff::Timestamp;
use rusqlite::params;

use super::Tx;
use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use crate::letter::{Letter, Priority, Purpose};

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
                 not_before, next_try, created_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?10, ?11) ON CONFLICT (purpose) DO NOTHING",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    key(&letter.purpose),
                    kind(&letter.purpose),
                    mail,
                    letter.to,
                    letter.unit.as_ref().map(Word),
                    letter.subject,
                    letter.message_id,
                    letter.mime,
                    rank(priority(&letter.purpose)),
                    Ms(not_before),
                    Ms(now),
                ])
            })
            .during(WHAT)?;
        if queued == 0 {
            return Ok(false);
        }
        let id = self.conn.last_insert_rowid();
        for (report, period) in &letter.about {
            self.conn
                .prepare_cached("INSERT OR IGNORE INTO letter_about (letter, report, period) VALUES (?1, ?2, ?3)")
                .and_then(|mut insert| insert.execute(params![id, report.as_str(), Word(period)]))
                .during(WHAT)?;
        }
        Ok(true)
    }
}

/// Low goes first. Written down, so that the order of the enum may change.
fn rank(priority: Priority) -> i64 {
    match priority {
        Priority::Alert => 0,
        Priority::Answer => 1,
        Priority::Reminder => 2,
        Priority::Digest => 3,
    }
}

fn priority(purpose: &Purpose) -> Priority {
    match purpose {
        Purpose::Alert(..) => Priority::Alert,
        Purpose::Receipt(_) | Purpose::Query(_) | Purpose::Settled(..) => Priority::Answer,
        Purpose::Reminder(..) | Purpose::Overdue(..) => Priority::Reminder,
        Purpose::Digest(..) => Priority::Digest,
    }
}

fn kind(purpose: &Purpose) -> &'static str {
    match purpose {
        Purpose::Receipt(_) => "receipt",
        Purpose::Query(_) => "query",
        Purpose::Settled(..) => "settled",
        Purpose::Reminder(..) => "reminder",
        Purpose::Overdue(..) => "overdue",
        Purpose::Digest(..) => "digest",
        Purpose::Alert(..) => "alert",
    }
}

/// What makes a purpose unique.
fn key(purpose: &Purpose) -> String {
    let kind = kind(purpose);
    match purpose {
        Purpose::Receipt(mail) | Purpose::Query(mail) => format!("{kind}:{mail}"),
        Purpose::Settled(mail, count) => format!("{kind}:{count}:{mail}"),
        Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day) => format!("{kind}:{day}:{unit}"),
        Purpose::Digest(day, address) => format!("{kind}:{day}:{address}"),
        Purpose::Alert(address, event) => format!("{kind}:{address}:{event}"),
    }
}
