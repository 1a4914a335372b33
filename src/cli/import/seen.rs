//! What became of one mail: what is kept of it in memory when it has been judged.

use jiff::Timestamp;

use super::cause::Cause;
use super::source::{Found, Timed};
use crate::decision::explain;
use crate::decision::{Entry, Question};
use crate::intake::rehearsal::Rehearsed;
use crate::judgment::Bucket;
use crate::office::Rules;
use crate::roster::UnitId;

/// Where a mail ended. Each in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// Entered in the register.
    Recorded,
    /// A person must settle it.
    Review,
    /// Not a report.
    NotReport,
    /// A machine wrote it.
    Machine,
    /// The same bytes came before.
    Copy,
    /// A letter that went out, a draft: not judged.
    Outgoing,
    /// It could not be read or judged.
    Failed,
}

impl Outcome {
    /// All, in the order in which they are told.
    pub const ALL: [Self; 7] =
        [Self::Recorded, Self::Review, Self::NotReport, Self::Machine, Self::Copy, Self::Outgoing, Self::Failed];

    /// As people read it.
    pub fn words(self) -> &'static str {
        match self {
            Self::Recorded => "vào sổ",
            Self::Review => "cần kiểm tra",
            Self::NotReport => "không phải báo cáo",
            Self::Machine => "thư máy (trả lời tự động, báo không gửi được, hàng loạt)",
            Self::Copy => "bản sao của thư đã xét",
            Self::Outgoing => "thư đi, thư nháp (không xét)",
            Self::Failed => "không đọc được thư",
        }
    }
}

/// A mail and what became of it.
#[derive(Debug, serde::Serialize)]
pub struct Seen {
    /// Where it lies.
    pub file: String,
    /// When it was received.
    pub received_at: Timestamp,
    /// What told so.
    pub timed: Timed,
    /// Its author's address.
    pub from: String,
    /// Its subject.
    pub subject: String,
    /// Where it ended.
    pub outcome: Outcome,
    /// What a person must settle.
    pub question: Option<Question>,
    /// Whose it is, or the best guess.
    pub unit: Option<UnitId>,
    /// What was, or may be, entered.
    pub entries: Vec<Entry>,
    /// Why.
    pub reasons: Vec<String>,
    /// Names of its files.
    pub files: Vec<String>,
    /// Why it is open; what open mails are grouped by.
    #[serde(skip)]
    pub cause: Option<Cause>,
}

impl Seen {
    fn new(found: &Found, outcome: Outcome) -> Self {
        Self {
            file: found.name.clone(),
            received_at: found.received_at,
            timed: found.timed,
            from: String::new(),
            subject: String::new(),
            outcome,
            question: None,
            unit: None,
            entries: Vec::new(),
            reasons: Vec::new(),
            files: Vec::new(),
            cause: None,
        }
    }

    /// A mail that is not judged.
    pub fn aside(found: &Found) -> Self {
        Self::new(found, Outcome::Outgoing)
    }

    /// A mail that went through the draft.
    pub fn of(found: &Found, rehearsed: Rehearsed) -> Self {
        let Rehearsed { message, taken, judgment } = rehearsed;
        let unreadable =
            judgment.as_ref().is_some_and(|judged| judged.decision.question == Some(Question::UnreadableMail));
        let outcome = match (taken.mail, taken.bucket) {
            (None, _) | (_, Some(Bucket::Failed)) => Outcome::Failed,
            (Some(_), Some(Bucket::Review)) if unreadable => Outcome::Failed,
            (Some(_), None) => Outcome::Copy,
            (Some(_), Some(Bucket::Recorded)) => Outcome::Recorded,
            (Some(_), Some(Bucket::Review | Bucket::Earlier)) => Outcome::Review,
            (Some(_), Some(Bucket::NotReport)) => Outcome::NotReport,
            (Some(_), Some(Bucket::Machine)) => Outcome::Machine,
        };
        let mut seen = Self::new(found, outcome);
        seen.from = message.from.as_ref().map(|from| from.address.clone()).unwrap_or_default();
        seen.files = message.attachments.iter().map(|file| file.file_name.clone()).collect();
        if let Some(judged) = judgment {
            if matches!(outcome, Outcome::Review) {
                seen.cause = Some(Cause::of(&message, &judged.evidence, &judged.decision));
            }
            let decision = judged.decision;
            (seen.question, seen.unit) = (decision.question, decision.unit);
            (seen.entries, seen.reasons) = (decision.entries, decision.reasons);
        }
        seen.subject = message.subject;
        seen
    }

    /// What was found, in words: "Sở Y tế: Báo cáo tháng 1 năm 2024".
    pub fn about(&self, rules: &Rules) -> String {
        self.entries.iter().map(|entry| explain::entry_line(entry, rules)).collect::<Vec<_>>().join("; ")
    }
}
