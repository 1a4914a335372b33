//! What becomes of a mail: accepted, asked about, or left alone, with reasons a clerk would sign.

pub mod explain;
pub mod weigh;

use crate::calendar::Period;
use crate::evidence::MailKind;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// The three ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// Entered in the register.
    Accept,
    /// A person must settle it (cần kiểm tra).
    Ask,
    /// Nothing to do.
    Ignore,
}

/// What was decided about a mail.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Decision {
    /// The way.
    pub verdict: Verdict,
    /// What kind of mail it is.
    pub kind: MailKind,
    /// The unit; for [`Verdict::Ask`] the best guess.
    pub unit: Option<UnitId>,
    /// What is entered; for [`Verdict::Ask`] the best guess.
    pub entries: Vec<Entry>,
    /// What a person must settle; exactly when the verdict is [`Verdict::Ask`].
    pub question: Option<Question>,
    /// Whether the sender may be answered by a machine.
    pub acknowledge: bool,
    /// Why, in Vietnamese, most important first.
    pub reasons: Vec<String>,
}

/// One line for the register.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Entry {
    /// Whose report.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// Its attachments, by index; empty for a nil report in the text.
    pub attachments: Vec<usize>,
    /// How it stands to what came before.
    pub relation: Relation,
    /// The document's own number and symbol, when found: "123/BC-SYT".
    pub document_number: Option<String>,
}

/// How a delivery stands to earlier ones of the same obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// Nothing came before.
    First,
    /// It takes the place of what came before (bản thay thế): a new version.
    Replacement,
    /// It joins what came before (bản bổ sung).
    Supplement,
    /// The same files again (bản trùng).
    Duplicate,
    /// Nothing happened in the period (không phát sinh).
    Nil,
}

/// What a person must settle, from the most to the least urgent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Question {
    /// Marked MẬT: not opened, not forwarded.
    Secret,
    /// Programs, macros: not opened.
    Dangerous,
    /// The sender may be forged.
    Forged,
    /// The mail itself could not be read.
    UnreadableMail,
    /// Zero bytes, cut off, encrypted, winmail.dat: the unit should send it again.
    UnreadableFile,
    /// A link, or "file đính kèm" without a file.
    MissingFile,
    /// Which unit?
    UnitUnclear,
    /// Which period or report?
    PeriodUnclear,
    /// The sender is not known to write for that unit.
    SenderUnknown,
    /// Mail, file name and document contradict each other.
    Contradiction,
    /// A draft, or only a part ("báo cáo sẽ gửi sau").
    Incomplete,
    /// Not what any plan asks for.
    NotOwed,
    /// A person asks, requests time, withdraws.
    PersonAsks,
    /// Perhaps a report, perhaps not.
    Unsure,
}
