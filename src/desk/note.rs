//! What staff write down while they work: that they called a unit, and what it promised.

use super::{Desk, Refusal, Said};
use crate::roster::UnitId;
use crate::standing::Owed;
use crate::standing::grant::{self, Whose};

/// Writes a note beside an obligation: the note is the reason.
///
/// # Errors
/// A report that the unit does not owe.
pub fn obligation(desk: &Desk, owed: &Owed, said: &Said) -> Result<(), Refusal> {
    let (unit, report, period) = owed;
    grant::meant(desk.rules(), &Whose::Units(vec![unit.clone()]), report, *period).map_err(Refusal::impossible)?;
    desk.ledger.write(|tx| Ok(tx.note_obligation(owed, said.by(), said.why(), desk.now)?))
}

/// Writes a note beside a unit: the note is the reason.
///
/// # Errors
/// A unit that is not in the office's list.
pub fn unit(desk: &Desk, unit: &UnitId, said: &Said) -> Result<(), Refusal> {
    if desk.rules().roster.unit(unit).is_none() {
        return Err(Refusal::Impossible(format!("không có đơn vị `{unit}` trong danh sách đơn vị")));
    }
    desk.ledger.write(|tx| Ok(tx.note_unit(unit, said.by(), said.why(), desk.now)?))
}
