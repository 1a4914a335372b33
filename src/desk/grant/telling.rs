//! A decision is told to the unit in the same transaction: one letter, unless it has no address or the person wants to
//! tell it otherwise.

use crate::desk::{Desk, Refusal};
use crate::ledger::{LedgerError, Snapshot, Tx};
use crate::letter::template::Fault;
use crate::letter::{Letter, Purpose, Templates};
use crate::notice::grant as notice;
use crate::roster::UnitId;
use crate::standing::BoardFacts;

/// Which units are told of a decision, and which could not be.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The letters on their way.
    pub letters: Vec<Letter>,
    /// Units that no letter reaches: somebody must call.
    pub unreached: Vec<UnitId>,
    /// Units whose letter had not left and was taken back instead.
    pub taken_back: Vec<UnitId>,
    /// Texts of the office that failed; the built in ones spoke in their place.
    pub faults: Vec<Fault>,
}

/// The letters of one decision, in its transaction.
pub(super) struct Telling<'d> {
    templates: Option<&'d Templates>,
    /// What came of it.
    pub told: Told,
}

impl<'d> Telling<'d> {
    /// With the office's letters; `quiet`: nobody is told.
    pub fn new(desk: &'d Desk, quiet: bool) -> Result<Self, Refusal> {
        let templates = if quiet { None } else { Some(desk.templates()?) };
        Ok(Self { templates, told: Told::default() })
    }

    /// A grant, in place of an earlier one perhaps, whose letter is no longer true.
    pub fn granted(
        &mut self,
        tx: &mut Tx<'_>,
        told: &notice::Told<'_>,
        before: Option<i64>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let replaced = match before {
            Some(before) => tx.withdraw(&Purpose::Granted(before), "đã có quyết định khác thay thế", desk.now)?,
            None => false,
        };
        let mut unsaid = None;
        if replaced {
            // Of what it was never told the unit is not told that it is replaced.
            let (unit, report, period) = told.owed;
            let mut facts = facts.clone();
            facts.exceptions.remove(&(unit.clone(), report.clone(), period));
            unsaid = Some(facts);
        }
        match self.letter(told, unsaid.as_ref().unwrap_or(facts), desk) {
            Some(letter) => tx.queue(letter, None, desk.now).map(drop),
            None => Ok(()),
        }
    }

    /// The end of a grant. A unit that was not told of the grant has nothing to be told of its end.
    pub fn lifted(
        &mut self,
        tx: &mut Tx<'_>,
        told: &notice::Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        if let Some(letter) = self.would_lift(tx, told, facts, desk)? {
            return tx.queue(letter, None, desk.now).map(drop);
        }
        tx.withdraw(&Purpose::Granted(told.id), "quyết định đã được bỏ trước khi thư gửi đi", desk.now).map(drop)
    }

    /// Takes back the letter of a grant that is undone. Whether nobody has read it: it had not left, or there was none.
    pub fn taken_back(&mut self, tx: &mut Tx<'_>, told: &notice::Told<'_>, desk: &Desk) -> Result<bool, LedgerError> {
        let purpose = Purpose::Granted(told.id);
        if tx.withdraw(&purpose, "quyết định đã được bỏ trước khi thư gửi đi", desk.now)? {
            self.told.taken_back.push(told.owed.0.clone());
            return Ok(true);
        }
        Ok(!tx.has_letter(&purpose)?)
    }

    /// A grant that is in force again: its letter is written anew when it went back before it left.
    pub fn again(
        &mut self,
        tx: &mut Tx<'_>,
        told: &notice::Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let purpose = Purpose::Granted(told.id);
        if tx.has_letter(&purpose)? || !tx.took_back(&purpose)? {
            return Ok(());
        }
        self.granted(tx, told, None, facts, desk)
    }

    /// What [`Telling::lifted`] comes to, and the letter that it would queue; nothing is done.
    pub fn would_lift(
        &mut self,
        snapshot: &Snapshot<'_>,
        told: &notice::Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<Option<&Letter>, LedgerError> {
        let purpose = Purpose::Granted(told.id);
        if snapshot.waiting_letter(&purpose)?.is_some() {
            self.told.taken_back.push(told.owed.0.clone());
            return Ok(None);
        }
        Ok(if snapshot.has_letter(&purpose)? { self.letter(told, facts, desk) } else { None })
    }

    /// The letter, if somebody is told and it reaches the unit.
    pub fn letter(&mut self, told: &notice::Told<'_>, facts: &BoardFacts, desk: &Desk) -> Option<&Letter> {
        let templates = self.templates?;
        match notice::letter(told, desk.rules(), facts, templates, desk.now, &mut self.told.faults) {
            Some(letter) => {
                self.told.letters.push(letter);
                self.told.letters.last()
            }
            None => {
                self.told.unreached.push(told.owed.0.clone());
                None
            }
        }
    }
}
