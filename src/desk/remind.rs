//! A unit reminded now because a person says so, by the rules that hold for the program's own reminders; shown first.

use super::{Desk, Refusal, Said};
use crate::ledger::{Reach, Snapshot};
use crate::letter::Letter;
use crate::letter::template::Fault;
use crate::notice::request::{self, Wanted};

/// One reminder.
#[derive(Debug, Clone)]
pub struct Reminder {
    /// The letter to the unit's own address, then the copies; never empty.
    pub letters: Vec<Letter>,
    /// Texts of the office that failed in it; the built in ones spoke in their place.
    pub faults: Vec<Fault>,
}

/// The letter that would remind; nothing is queued.
///
/// # Errors
/// What came, is in review, excused or not due soon; a unit that no letter reaches or that got one today (by whom, when);
/// out of office hours.
pub fn preview(desk: &Desk, wanted: &Wanted) -> Result<Reminder, Refusal> {
    desk.ledger.read(|snapshot| written(snapshot, desk, wanted))
}

/// Reminds: the letter is on its way.
///
/// # Errors
/// As [`preview`].
pub fn send(desk: &Desk, wanted: &Wanted, said: &Said) -> Result<Reminder, Refusal> {
    desk.ledger.write(|tx| {
        let reminder = written(tx, desk, wanted)?;
        for letter in &reminder.letters {
            if !tx.queue(letter, None, desk.now)? {
                return Err(Refusal::impossible("đơn vị đã có thư nhắc hôm nay"));
            }
        }
        tx.journal(desk.now, said.by(), REMINDED, &format!("unit {}", wanted.unit), said.why())?;
        Ok(reminder)
    })
}

/// What the journal calls it.
const REMINDED: &str = "unit-reminded";

fn written(snapshot: &Snapshot<'_>, desk: &Desk, wanted: &Wanted) -> Result<Reminder, Refusal> {
    let facts = snapshot.board_within(Reach::Unit(&wanted.unit), desk.now)?;
    let mut faults = Vec::new();
    match request::letters(wanted, desk.rules(), &facts, desk.templates()?, desk.now, &mut faults) {
        Ok(letters) => Ok(Reminder { letters, faults }),
        Err(refusal @ request::Refusal::Today(_)) => {
            let acts = snapshot.journal_of(Some(&format!("unit {}", wanted.unit)))?;
            let first = acts.iter().rev().find(|act| act.what == REMINDED && desk.day(act.at) == desk.today());
            let first = first.map(|act| format!(" ({}, {})", act.who, desk.moment(act.at))).unwrap_or_default();
            Err(Refusal::Impossible(format!("{refusal}{first}")))
        }
        Err(refusal) => Err(Refusal::impossible(refusal)),
    }
}
