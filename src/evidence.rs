//! Clues: what in a mail speaks for which unit, report and period, how strongly, and where it stands.

pub mod document;
pub mod naming;
pub mod tokens;
pub mod sender;
pub mod subject;
pub mod thread;
pub mod words;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;

use crate::calendar::Period;
use crate::message::Sha256;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// What kind of mail it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MailKind {
    /// Something is delivered, or meant to be.
    Submission,
    /// A person asks, announces, requests time, withdraws.
    Question,
    /// A machine answers (vacation, read receipt).
    AutoReply,
    /// A delivery report.
    Bounce,
    /// Newsletters, lists, advertising.
    Bulk,
    /// Our own mail came back.
    Own,
    /// Anything else: plans, invitations, letters of other business.
    Other,
}

/// What an attachment is in its mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Role {
    /// A report, or another form of it.
    Report,
    /// Goes with a report: figures, phụ lục.
    Annex,
    /// A covering letter.
    Cover,
    /// A logo, a photograph that is no page.
    Picture,
    /// Cannot be opened or read.
    Unreadable,
    /// Never opened by us: programs, macros.
    Dangerous,
    /// Something else.
    Other,
}

/// Where a clue stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Source {
    /// The exact sender address is in the roster, or was learned from staff.
    SenderAddress,
    /// The sender's domain is a unit's.
    SenderDomain,
    /// The sender's display name.
    SenderName,
    /// Letterhead of a document: issuer.
    Letterhead,
    /// Number and symbol of a document.
    Symbol,
    /// Title of a document, left of its outlook.
    Title,
    /// Place and date of a document.
    DocumentDate,
    /// File name.
    FileName,
    /// Subject.
    Subject,
    /// What the sender wrote.
    Body,
    /// The mail it forwards.
    Forwarded,
    /// Our letter that it answers.
    Thread,
    /// What that unit owes at that time.
    Expected,
    /// What the receiving server says about the sender.
    Authenticity,
    /// The header of the mail.
    Header,
}

/// How much a clue can carry. A clerk's ranking, not a number to be tuned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Strength {
    /// Fits, but would fit others too.
    Weak,
    /// Speaks for it, wants a second voice.
    Fair,
    /// Sufficient when nothing contradicts.
    Strong,
    /// Settles it against weaker voices.
    Decisive,
}

/// What a clue says.
#[derive(Debug, Clone, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Claim {
    /// It is this unit's.
    Unit(UnitId),
    /// It is this kind of report.
    Report(ReportId),
    /// It is about this period. The year may be missing in the mail; then it was completed from what is owed.
    Period(Period),
    /// It replaces what was sent before.
    Replaces,
    /// It supplements what was sent before.
    Supplements,
    /// It is a draft.
    Draft,
    /// Nothing happened in the period (không phát sinh).
    Nil,
    /// A word for the kind of mail or document ("GIẤY MỜI", "xin gia hạn").
    Kind(MailKind),
    /// Something that forbids acceptance: forged sender, macros, secrecy marking. The words name it.
    Alarm(String),
}

/// One clue: what it says, how strongly, and where it stands.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Clue {
    /// Where.
    pub source: Source,
    /// What it says.
    pub claim: Claim,
    /// How much it can carry.
    pub strength: Strength,
    /// The attachment it concerns; none for the whole mail.
    pub attachment: Option<usize>,
    /// The words as they stand in the mail, shortened.
    pub quote: String,
}

/// All clues of a mail, and what each attachment is.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Evidence {
    /// What kind of mail it is, and why.
    pub kind: MailKind,
    /// In the order of their sources.
    pub clues: Vec<Clue>,
    /// One role per attachment, in order.
    pub roles: Vec<Role>,
}

/// What the ledger knows before a mail is judged. Filled by `ledger`, read by the core.
#[derive(Debug, Clone, Default)]
pub struct Facts {
    /// Earlier mails with the same Message-ID or the same bytes: their ledger ids.
    pub twins: Vec<Twin>,
    /// Our letters that this mail answers (by Message-ID or by the reference in its subject).
    pub answers: Vec<SentLetter>,
    /// Units for which staff have said that this sender writes.
    pub learned_units: Vec<UnitId>,
    /// Everything received so far that still stands.
    pub register: Arc<Register>,
    /// Extensions that the office granted (gia hạn): through 24:00 of this day. Receipts must honour them.
    pub extended: BTreeMap<(UnitId, ReportId, Period), jiff::civil::Date>,
    /// The number that the next receipt of this year gets.
    pub next_number: u32,
    /// Automatic letters to this sender in the last 24 hours (brake against loops).
    pub recent_letters: u32,
}

/// An earlier copy of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Row of the earlier mail.
    pub mail: i64,
    /// Whether its bytes are the same (else only the Message-ID is).
    pub same_bytes: bool,
}

/// A letter of ours that a mail refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// The unit it was written to.
    pub unit: Option<UnitId>,
    /// The obligations it was about.
    pub about: Vec<(ReportId, Period)>,
    /// When it was written.
    pub sent_at: Timestamp,
}

/// What has been received and still stands, by obligation.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Register {
    /// Oldest first under each obligation.
    pub receipts: BTreeMap<(UnitId, ReportId, Period), Vec<KnownReceipt>>,
}

/// A receipt already in the register.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KnownReceipt {
    /// Year and number: 2024, 147.
    pub number: (i16, u32),
    /// Version of the report: 1, 2, …
    pub version: u32,
    /// Time of receipt.
    pub received_at: Timestamp,
    /// Hashes of its files.
    pub files: Vec<Sha256>,
}
