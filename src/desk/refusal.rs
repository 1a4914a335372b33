//! Why something was not done.

use crate::dossier::amendment;
use crate::failure::{Exit, Failure};
use crate::ledger::LedgerError;

/// What a person says, so that whoever asks can say where it is said: an option of a command, a field of a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Field {
    /// The unit.
    Unit,
    /// The group of units.
    Group,
    /// The kind of report.
    Report,
    /// The period.
    Period,
    /// The day up to which.
    Until,
    /// The moment of receipt.
    Received,
    /// The files of a mail or line.
    Files,
    /// What is to be learned.
    Learn,
    /// The number in the register.
    Number,
    /// The person.
    By,
    /// The reason.
    Why,
}

impl Field {
    /// What people call it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Unit => "đơn vị",
            Self::Group => "nhóm đơn vị",
            Self::Report => "loại báo cáo",
            Self::Period => "kỳ báo cáo",
            Self::Until => "ngày gia hạn đến",
            Self::Received => "thời điểm nhận",
            Self::Files => "tệp",
            Self::Learn => "điều cần ghi nhớ",
            Self::Number => "số tiếp nhận",
            Self::By => "người quyết định",
            Self::Why => "lý do",
        }
    }
}

/// Why something was not done. Nothing has changed, unless a [`Refusal::Failed`] says what has.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// The person has not said this yet.
    #[error("cần cho biết {}", .0.words())]
    Missing(Field),
    /// What the person said of this is wrong: what, and what would be right.
    #[error("{1}")]
    Wrong(Field, String),
    /// The person must choose one of these: what there is too much of, and the keys.
    #[error("{1}; cần chọn một: {2}")]
    Choose(Field, &'static str, String),
    /// Things do not stand so that it could be done; when somebody else was first, who and when.
    #[error("{0}")]
    Impossible(String),
    /// No plan asks these units for reports on incidents.
    #[error(
        "kế hoạch của cơ quan không yêu cầu đơn vị này báo cáo đột xuất, nên chưa mở được vụ việc; người quản lý kế hoạch \
         trên máy chủ cần thêm loại báo cáo này cho đơn vị"
    )]
    NoIncidents,
    /// A line of the register cannot be changed so.
    #[error("{0}")]
    Unchangeable(Box<amendment::Refusal>),
    /// A line of the register was changed by somebody else meanwhile: who, and when in words.
    #[error("{0} ({1}, {2})")]
    Overtaken(Box<amendment::Refusal>, String, String),
    /// A mail was settled by somebody meanwhile: the mail, who, and when in words.
    #[error("thư {0} đã được {1} xử lý lúc {2}; hãy mở lại nếu cần")]
    Settled(i64, String, String),
    /// A mail waits, but is not as the person saw it: it was settled and reopened, or a reply was laid beside it.
    #[error("thư {0} đã thay đổi từ khi mở trang")]
    Changed(i64),
    /// It is not the person's matter, or not only.
    #[error("{0}")]
    Failed(Failure),
}

impl Refusal {
    pub(super) fn missing(about: Field) -> Self {
        Self::Missing(about)
    }

    pub(super) fn impossible(why: impl std::fmt::Display) -> Self {
        Self::Impossible(why.to_string())
    }
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        match error {
            LedgerError::Refused(_) | LedgerError::Missing(_) => Self::impossible(error),
            other => Self::Failed(Failure::from_ledger(other)),
        }
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure.exit {
            Exit::Input => Self::Impossible(failure.message),
            _ => Self::Failed(failure),
        }
    }
}

impl From<amendment::Refusal> for Refusal {
    fn from(refusal: amendment::Refusal) -> Self {
        Self::Unchangeable(Box::new(refusal))
    }
}
