//! Out-of-office answers to our letters: whose, and until when. One that names no day is believed for a time, and no
//! longer than until the unit writes again.

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
use crate::standing::Away;

impl Tx<'_> {
    /// Notes until when the author of an automatic answer is away. Only answers to letters that we wrote to a unit are
    /// noted: the answer names our letter, or else comes from the address that it went to.
    pub(super) fn note_absence(&mut self, mail: i64, message: &Message, now: Timestamp) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi thư báo vắng";
        let Some(away) = told(message) else { return Ok(()) };
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
                "INSERT INTO absence (mail, letter, unit, until, named) \
                 SELECT ?1, id, unit, ?3, ?4 FROM letter WHERE id = ?2 AND unit IS NOT NULL",
            )
            .and_then(|mut insert| insert.execute(params![mail, letter, away.until.to_string(), away.named]))
            .during(WHAT)?;
        if noted > 0 {
            let why = match away.named {
                true => format!("thư đến số {mail} báo vắng đến hết {}", away.until.strftime("%-d/%-m/%Y")),
                false => format!("thư đến số {mail} báo vắng, không nêu đến ngày nào"),
            };
            self.journal(now, PROGRAM, "letter-away", &subject(letter), &why)?;
        }
        Ok(())
    }
}

/// How long an answer is believed that names no day: hardly anybody is away longer without saying so, and every
/// further letter brings a new answer.
const BELIEVED: i32 = 14;

/// What an automatic answer says of its author's absence.
fn told(message: &Message) -> Option<Away> {
    if let Some(until) = message.robot.away_until {
        return Some(Away { until, named: true });
    }
    let received = message.received_at.to_zoned(jiff::tz::TimeZone::UTC).date();
    message.robot.away.then(|| Away { until: received.saturating_add(BELIEVED.days()), named: false })
}

impl Snapshot<'_> {
    /// Units somebody of whom is away at `now`, as the newest answer says.
    pub(super) fn absences(&self, now: Timestamp) -> Result<BTreeMap<UnitId, Away>, LedgerError> {
        const WHAT: &str = "đọc thư báo vắng";
        // A day more than any time zone needs; who reads it knows the office's day.
        let today = now.to_zoned(jiff::tz::TimeZone::UTC).date().saturating_sub(1.day());
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT unit, until, named FROM absence WHERE until >= ?1 AND NOT EXISTS \
                 (SELECT 1 FROM absence later WHERE later.unit = absence.unit AND later.mail > absence.mail) \
                 AND (named OR NOT EXISTS (SELECT 1 FROM mail answer JOIN mail later ON later.received_at > answer.received_at \
                 WHERE answer.id = absence.mail AND later.kind IN ('submission', 'question', 'other') \
                 AND (later.unit = absence.unit OR later.from_address = answer.from_address)))",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([today.to_string()], |row| {
                let away = Away { until: row.get::<_, Word<Date>>(1)?.0, named: row.get(2)? };
                Ok((row.get::<_, Word<UnitId>>(0)?.0, away))
            })
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}
