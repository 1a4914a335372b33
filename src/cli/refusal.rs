//! A refusal as the command line answers it: with the option to type.

use crate::desk::{Field, Refusal};
use crate::dossier::amendment;
use crate::failure::{Exit, Failure};
use crate::ledger::LedgerError;

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        match &refusal {
            Refusal::Missing(field) => match option(*field) {
                Some((option, value)) => Self::input(format!("{refusal}: {option} {value}")),
                None => Self::input(refusal),
            },
            Refusal::Choose(field, what, keys) => match option(*field) {
                Some((option, _)) => Self::input(format!("{what}; cho biết {option}: {keys}")),
                None => Self::input(refusal),
            },
            Refusal::Wrong(Field::Received, why) => Self::input(format!("{why}; kiểm tra lại --received")),
            Refusal::Wrong(field, why) => match option(*field) {
                Some((option, _)) => Self::input(format!("{option}: {why}")),
                None => Self::input(refusal),
            },
            // Who types commands keeps the plans.
            Refusal::NoIncidents => Self::input(
                "không kế hoạch nào yêu cầu đơn vị này báo cáo đột xuất, nên chưa mở được vụ việc; thêm vào tệp kế \
                 hoạch một mục [[report]] có period = \"adhoc\", với groups hoặc units gồm đơn vị này",
            ),
            Refusal::Unchangeable(why) => Self::input(format!("{why}{}", how(why))),
            Refusal::Overtaken(why, ..) => Self::input(format!("{refusal}{}", how(why))),
            Refusal::Impossible(_) | Refusal::Settled(..) | Refusal::Changed(_) => Self::input(refusal),
            Refusal::Failed(Failure { exit, message }) => Self { exit: *exit, message: message.clone() },
        }
    }
}

/// The command that does what a refusal recommends.
fn how(why: &amendment::Refusal) -> String {
    use amendment::Refusal as No;
    match why {
        No::Withdrawn(number) => format!("; `tiepnhan undo {number}` phục hồi nó"),
        No::Future => "; kiểm tra lại --received".to_owned(),
        No::Activity(_) => ": `tiepnhan excuse`".to_owned(),
        No::OtherUnit(..) | No::NotAPart(_) => ": `tiepnhan correct`".to_owned(),
        No::SameObligation => ": --unit, --report, --period".to_owned(),
        No::NothingToUndo(number) => format!(": `tiepnhan withdraw {number}`"),
        _ => String::new(),
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
