//! What people take away from the page: the journal says who took what, and when.

use super::{Desk, Refusal};
use crate::calendar::Period;

/// What a file that leaves holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Lines of the register.
    Register,
    /// Reports or figures of a period.
    Period(Period),
}

/// Notes that `by` takes a file with this name away. Written before it leaves: what could not be noted is not given.
///
/// # Errors
/// What the ledger says.
pub fn note(desk: &Desk, what: Taken, by: &str, file: &str) -> Result<(), Refusal> {
    let subject = match what {
        Taken::Register => "register".to_owned(),
        Taken::Period(period) => format!("period {period}"),
    };
    desk.ledger.write(|tx| Ok(tx.journal(desk.now, by, "taken-away", &subject, file)?))
}
