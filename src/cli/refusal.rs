//! A refusal as the command line answers it: with the option to type.

use crate::desk::{Field, Refusal};
use crate::failure::{Exit, Failure};
use crate::ledger::LedgerError;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::Missing(field) => match option(*field) {
                Some((option, value)) => Self::input(format!("{refusal}: {option} {value}")),
                None => Self::input(refusal),
            },
            Refusal::Wrong(field, why) => match option(*field) {
                Some((option, _)) => Self::input(format!("{option}: {why}")),
                None => Self::input(refusal),
            },
            Refusal::Impossible(_) | Refusal::Unchangeable(_) => Self::input(refusal),
            Refusal::Failed(Failure { exit, message }) => Self { exit: *exit, message: message.clone() },
        }
    }
}

/// Where it is typed, and what stands for the value.
fn option(field: Field) -> Option<(&'static str, &'static str)> {
    match field {
        Field::Unit => Some(("--unit", "MÃ")),
        Field::Group => Some(("--group", "MÃ")),
        Field::Report => Some(("--report", "MÃ")),
        Field::Period => Some(("--period", "KỲ")),
        Field::Until => Some(("--until", "NGÀY")),
        Field::By => Some(("--by", "TÊN")),
        Field::Why => Some(("--why", "LÝ DO")),
        Field::Received | Field::Files | Field::Learn | Field::Number => None,
    }
}

/// A refusal of the ledger is the person's matter; anything else is the outside's.
pub(super) fn refused(error: LedgerError) -> Failure {
    match error {
        LedgerError::Refused(_) | LedgerError::Missing(_) => Failure::input(error),
        other => Failure { exit: Exit::Outside, message: other.to_string() },
    }
}
