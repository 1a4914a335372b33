//! Letters that wait or could not leave: tried again, cancelled, noted as seen; all sending stopped and resumed.

use jiff::Timestamp;

use super::{Desk, Refusal, Said};
use crate::calendar::Period;
use crate::ledger::{LedgerError, LetterState, Outgoing, Pause, Reach, Snapshot};
use crate::notice::{self, Truth, Written};
use crate::plan::ReportId;
use crate::standing::BoardFacts;

/// Which letters somebody has seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Which {
    /// Every one that was given up.
    All,
    /// These, by their numbers.
    These(Vec<i64>),
}

/// What a pause did.
#[derive(Debug, Clone)]
pub struct Paused {
    /// The pause in force: this one, or an earlier one of somebody else.
    pub pause: Pause,
    /// Whether it is this one.
    pub news: bool,
    /// Letters that wait.
    pub waiting: usize,
}

/// What ended a pause.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumed {
    /// Whether there was one.
    pub news: bool,
    /// Letters that grew old meanwhile and were taken out.
    pub old: usize,
}

/// Tries a letter again that was given up. When it may leave.
///
/// # Errors
/// A letter that does not exist, was not given up (any more: who did what, when) or is no longer true.
pub fn retry(desk: &Desk, id: i64, said: &Said) -> Result<Timestamp, Refusal> {
    desk.ledger.write(|tx| {
        let letter = tx.letter(id)?;
        let next = match truth(&letter, &tx.about(id)?, &facts(tx, &tx.about(id)?, desk)?, desk) {
            Truth::NotBefore(opening) => opening,
            Truth::Withdraw(why) if letter.state == LetterState::Failed => {
                let why = format!("thư gửi đi số {id} không còn đúng nên không gửi lại: {why}");
                return Err(Refusal::Impossible(why));
            }
            Truth::Send | Truth::Withdraw(_) => desk.now,
        };
        let retried = tx.retry_letter(id, next, (said.by(), said.why()), desk.now);
        retried.map_err(|error| with_first(tx, desk, id, error))?;
        Ok(next)
    })
}

/// Cancels a letter that waits; the same is not written again. The letter as it was.
///
/// # Errors
/// A letter that does not exist, or does not wait (any more: who did what, when).
pub fn cancel(desk: &Desk, id: i64, said: &Said) -> Result<Outgoing, Refusal> {
    desk.ledger.write(|tx| {
        let cancelled = tx.cancel_letter(id, (said.by(), said.why()), desk.now);
        cancelled.map_err(|error| with_first(tx, desk, id, error))
    })
}

/// Notes that somebody knows of letters that were given up. How many that is new of. One that does not fit leaves all of
/// them as they were.
///
/// # Errors
/// A letter that does not exist or was not given up.
pub fn seen(desk: &Desk, which: &Which, said: &Said) -> Result<usize, Refusal> {
    desk.ledger.write(|tx| {
        let letters = match which {
            Which::All => tx.letters(LetterState::Failed, Timestamp::MIN)?.iter().map(|letter| letter.id).collect(),
            Which::These(letters) => letters.clone(),
        };
        let mut noted = 0_usize;
        for id in letters {
            let new = tx.note_seen(id, (said.by(), said.why()), desk.now);
            noted = noted.saturating_add(usize::from(new.map_err(|error| with_first(tx, desk, id, error))?));
        }
        Ok(noted)
    })
}

/// Stops all sending. Nothing changes when it was stopped before.
///
/// # Errors
/// What the ledger says.
pub fn pause(desk: &Desk, said: &Said) -> Result<Paused, Refusal> {
    let pause = Pause { at: desk.now, by: said.by().to_owned(), why: said.why().to_owned() };
    desk.ledger.write(|tx| {
        let news = tx.pause_sending(&pause)?;
        let waiting = tx.letters(LetterState::Queued, desk.now)?.len();
        let pause = tx.pause()?.unwrap_or(pause);
        Ok(Paused { pause, news, waiting })
    })
}

/// Ends the pause. What grew old meanwhile is taken out in the same transaction, before any of it can leave.
///
/// # Errors
/// What the ledger says.
pub fn resume(desk: &Desk, said: &Said) -> Result<Resumed, Refusal> {
    desk.ledger.write(|tx| {
        let mut old = 0_usize;
        let mut known = facts(tx, &[], desk)?;
        for letter in tx.letters(LetterState::Queued, desk.now)? {
            let truth = truth(&letter, &tx.about(letter.id)?, &known, desk);
            if let (Truth::Withdraw(why), Ok(purpose)) = (truth, letter.purpose.parse())
                && tx.withdraw(&purpose, why, desk.now)?
            {
                old = old.saturating_add(1);
                known = facts(tx, &[], desk)?;
            }
        }
        Ok(Resumed { news: tx.resume_sending(said.by(), said.why(), desk.now)?, old })
    })
}

/// Whether a letter may still leave: one that the clock called for grows old.
fn truth(letter: &Outgoing, about: &[(ReportId, Period)], facts: &BoardFacts, desk: &Desk) -> Truth {
    let Ok(purpose) = letter.purpose.parse() else { return Truth::Send };
    let written = Written { purpose: &purpose, about, to: &letter.to, gist: &letter.gist };
    notice::still_true(&written, desk.rules(), facts, desk.now)
}

/// What is known of all that letters speak of which wait, and of this.
fn facts(snapshot: &Snapshot<'_>, about: &[(ReportId, Period)], desk: &Desk) -> Result<BoardFacts, LedgerError> {
    let periods = about.iter().map(|(_, period)| *period).collect();
    snapshot.board_within(Reach::Periods(&periods, desk.now), desk.now)
}

/// The refusal, with the person who brought the letter to where it is, and when.
fn with_first(snapshot: &Snapshot<'_>, desk: &Desk, id: i64, error: LedgerError) -> Refusal {
    let LedgerError::Refused(why) = error else { return error.into() };
    let did = match snapshot.letter(id).map(|letter| letter.state) {
        Ok(LetterState::Queued) => "letter-retried",
        Ok(LetterState::Dropped) => "letter-cancelled",
        // What is being sent, was sent or given up since is the program's doing, whoever wanted it tried.
        _ => return Refusal::Impossible(why),
    };
    let acts = snapshot.journal_of(Some(&format!("letter {id}"))).unwrap_or_default();
    let first = acts.iter().rev().find(|act| act.what == did);
    let first = first.map(|act| format!(" ({}, {})", act.who, desk.moment(act.at))).unwrap_or_default();
    Refusal::Impossible(format!("{why}{first}"))
}
