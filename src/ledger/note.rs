//! What staff write down beside an obligation or a unit: that they called, what was promised. Journal lines, so that
//! they stay and nobody needs to ask who wrote them.

use jiff::Timestamp;

use super::failure::LedgerError;
use super::grant::obligation;
use super::{JournalLine, Snapshot, Tx};
use crate::roster::UnitId;
use crate::standing::Owed;

/// How the journal calls a note on an obligation, and one on a unit.
pub(super) const NOTES: [&str; 2] = ["obligation-note", "unit-note"];

/// How the journal names a unit.
fn subject(unit: &UnitId) -> String {
    format!("unit {unit}")
}

impl Tx<'_> {
    /// Writes a note beside an obligation.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_obligation(&mut self, owed: &Owed, by: &str, note: &str, now: Timestamp) -> Result<(), LedgerError> {
        let (unit, report, period) = owed;
        self.journal(now, by, NOTES[0], &obligation(unit, report, *period), note)
    }

    /// Writes a note beside a unit.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_unit(&mut self, unit: &UnitId, by: &str, note: &str, now: Timestamp) -> Result<(), LedgerError> {
        self.journal(now, by, NOTES[1], &subject(unit), note)
    }
}

impl Snapshot<'_> {
    /// What the journal says of an obligation, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of_obligation(&self, (unit, report, period): &Owed) -> Result<Vec<JournalLine>, LedgerError> {
        self.journal_of(Some(&obligation(unit, report, *period)))
    }

    /// What the journal says of a unit as a whole, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of_unit(&self, unit: &UnitId) -> Result<Vec<JournalLine>, LedgerError> {
        self.journal_of(Some(&subject(unit)))
    }
}
