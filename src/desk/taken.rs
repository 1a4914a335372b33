//! What people see and take away: the journal says who, what, and when.

use super::{Desk, Refusal};
use crate::calendar::Period;
use crate::ledger::{LedgerError, Tx};

/// What somebody saw or took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Taken {
    /// Lines of the register, as a file.
    Register,
    /// Lines of the register, as a sheet to print.
    Printed,
    /// Reports or figures of a period.
    Period(Period),
    /// A file of this mail, saved.
    File(i64),
    /// A file of this mail, opened.
    Opened(i64),
    /// A file of this mail that bears a secrecy mark: asked for, and not given.
    Withheld(i64),
}

/// Notes that `by` saw or took this; `file` is its name. Written before it leaves: what could not be noted is not given.
///
/// # Errors
/// What the ledger says.
pub fn note(desk: &Desk, what: Taken, by: &str, file: &str) -> Result<(), Refusal> {
    desk.ledger.write(|tx| Ok(line(tx, desk, what, by, file)?))
}

fn line(tx: &mut Tx<'_>, desk: &Desk, what: Taken, by: &str, file: &str) -> Result<(), LedgerError> {
    let word = match what {
        Taken::Register | Taken::Period(_) => "taken-away",
        Taken::Printed => "register-printed",
        Taken::File(_) => "file-taken",
        Taken::Opened(_) => "file-opened",
        Taken::Withheld(_) => "file-withheld",
    };
    let subject = match what {
        Taken::Register | Taken::Printed => "register".to_owned(),
        Taken::Period(period) => format!("period {period}"),
        Taken::File(mail) | Taken::Opened(mail) | Taken::Withheld(mail) => format!("mail {mail}"),
    };
    tx.journal(desk.now, by, word, &subject, file)
}
