//! A decision is told to the unit in the same transaction: one letter, unless it has no address or the person wants to
//! tell it otherwise.

use crate::desk::{Desk, Refusal};
use crate::ledger::{LedgerError, Tx};
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
        if let Some(before) = before {
            tx.withdraw(&Purpose::Granted(before), "đã có quyết định khác thay thế", desk.now)?;
        }
        self.tell(tx, told, facts, desk)
    }

    /// The end of a grant. A unit that was not told of the grant has nothing to be told of its end.
    pub fn lifted(
        &mut self,
        tx: &mut Tx<'_>,
        told: &notice::Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let purpose = Purpose::Granted(told.id);
        if !tx.has_letter(&purpose)? {
            return Ok(());
        }
        if tx.withdraw(&purpose, "quyết định đã được bỏ trước khi thư gửi đi", desk.now)? {
            self.told.taken_back.push(told.owed.0.clone());
            return Ok(());
        }
        self.tell(tx, told, facts, desk)
    }

    fn tell(
        &mut self,
        tx: &mut Tx<'_>,
        told: &notice::Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let Some(templates) = self.templates else { return Ok(()) };
        let unit = told.owed.0.clone();
        match notice::letter(told, desk.rules(), facts, templates, desk.now, &mut self.told.faults) {
            Some(letter) => {
                tx.queue(&letter, None, desk.now)?;
                self.told.letters.push(letter);
            }
            None => self.told.unreached.push(unit),
        }
        Ok(())
    }
}
