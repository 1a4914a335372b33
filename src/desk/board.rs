//! What the ledger knows of what is looked at, and no more: a page shows a few hundred lines of a hundred thousand.

use std::collections::BTreeSet;

use super::Desk;
use crate::calendar::Period;
use crate::ledger::{LedgerError, Reach};
use crate::notice;
use crate::roster::UnitId;
use crate::standing::{self, BoardFacts, Filter};

impl Desk {
    /// What is known of all that these filters show, as [`standing::board`] needs it.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn facts(&self, filters: &[&Filter]) -> Result<BoardFacts, LedgerError> {
        let periods = filters.iter().flat_map(|filter| standing::periods(self.rules(), filter, self.now));
        self.facts_about(&periods.collect())
    }

    /// What decides how everything stands that these filters show; nothing else is known in it.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn standings(&self, filters: &[&Filter]) -> Result<BoardFacts, LedgerError> {
        let periods = filters.iter().flat_map(|filter| standing::periods(self.rules(), filter, self.now));
        self.standings_about(&periods.collect())
    }

    /// The same about these periods.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn standings_about(&self, periods: &BTreeSet<Period>) -> Result<BoardFacts, LedgerError> {
        self.ledger.read(|snapshot| snapshot.board_within(Reach::Standings(periods), self.now))
    }

    /// What is known about these periods.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn facts_about(&self, periods: &BTreeSet<Period>) -> Result<BoardFacts, LedgerError> {
        self.ledger.read(|snapshot| snapshot.board_within(Reach::Periods(periods, self.now), self.now))
    }

    /// What is known of a unit.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn facts_of(&self, unit: &UnitId) -> Result<BoardFacts, LedgerError> {
        self.ledger.read(|snapshot| snapshot.board_within(Reach::Unit(unit), self.now))
    }

    /// What letters of the clock would speak of today, and whatever came of late.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn facts_of_letters(&self) -> Result<BoardFacts, LedgerError> {
        let periods = notice::periods(self.rules(), self.today());
        let since = notice::untold_since(self.now);
        self.ledger.read(|snapshot| snapshot.board_within(Reach::Periods(&periods, since), self.now))
    }
}
