//! Out-of-office answers to our letters: whose, and until when.

use std::collections::BTreeMap;

use jiff::civil::Date;
use jiff::{Timestamp, ToSpan as _};
use rusqlite::params;

use super::column::Word;
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::queue::subject;
use super::{Snapshot, Tx};
use crate::message::Message;
use crate::roster::UnitId;

impl Tx<'_> {
    /// Notes until when the author of an automatic answer is away. Only answers to letters that we wrote to a unit are
    /// noted: the answer names our letter, or else comes from the address that it went to.
    pub(super) fn note_absence(&mut self, mail: i64, message: &Message, now: Timestamp) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi thư báo vắng";
        let Some(until) = message.robot.away_until else { return Ok(()) };
        let mut letter = None;
        for id in message.references.iter().rev() {
            letter = letter.or(self.letter_named(id)?.map(|(letter, _)| letter));
        }
        if let (None, Some(author)) = (letter, &message.from) {
            letter = self.last_letter_to(&author.address, message.received_at)?;
        }
        let Some(letter) = letter else { return Ok(()) };
        let noted = self
            .conn
            .prepare_cached(
                "INSERT INTO absence (mail, letter, unit, until) \
                 SELECT ?1, id, unit, ?3 FROM letter WHERE id = ?2 AND unit IS NOT NULL",
            )
            .and_then(|mut insert| insert.execute(params![mail, letter, until.to_string()]))
            .during(WHAT)?;
        if noted > 0 {
            let why = format!("thư đến số {mail} báo vắng đến hết {}", until.strftime("%-d/%-m/%Y"));
            self.journal(now, PROGRAM, "letter-away", &subject(letter), &why)?;
        }
        Ok(())
    }
}

impl Snapshot<'_> {
    /// Units somebody of whom is away at `now`, with the last day that the newest answer names.
    pub(super) fn absences(&self, now: Timestamp) -> Result<BTreeMap<UnitId, Date>, LedgerError> {
        const WHAT: &str = "đọc thư báo vắng";
        // A day more than any time zone needs; who reads it knows the office's day.
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_sub(1.day());
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT unit, until FROM absence WHERE until >= ?1 AND NOT EXISTS \
                 (SELECT 1 FROM absence later WHERE later.unit = absence.unit AND later.mail > absence.mail)",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([today.to_string()], |row| {
                Ok((row.get::<_, Word<UnitId>>(0)?.0, row.get::<_, Word<Date>>(1)?.0))
            })
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}
