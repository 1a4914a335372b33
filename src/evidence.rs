//! Clues: what in a mail speaks for which unit, report and period, how strongly, and where it stands.

pub mod attachment;
pub mod document;
mod disown;
mod fruitless;
mod ground;
pub mod incident;
pub mod intent;
mod kind;
pub mod lesson;
pub mod naming;
pub mod password;
mod register;
pub mod reply;
pub mod scan;
pub mod sender;
mod slip;
pub mod subject;
pub mod thanks;
pub mod thread;
pub mod wish;
pub mod words;
mod written;

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::Date;

use crate::calendar::{Period, Span};
use crate::message::Message;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;

pub use fruitless::Fruitless;
use ground::Typed;
pub(crate) use ground::{Ground, Line};
pub use register::{KnownReceipt, Register, brought};
pub use scan::{Scan, Scans};
pub use thread::{Asked, SentLetter};
pub use words::Topic;

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
    /// What an optical reader made of a scan: compared with the decision at the end, never counted for it.
    Scan,
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
    /// It is one of these units'; the writing does not tell them apart.
    OneOf(Vec<UnitId>),
    /// A document was issued by an office that no unit of the roster is: its words.
    OtherIssuer(String),
    /// It calls itself a report.
    Report,
    /// It reports at once on an incident (đột xuất, báo cáo nhanh).
    Incident,
    /// It is about this period, year and all.
    Period(Period),
    /// It is about this period, but no year is written: the year is the one nearest to the arrival.
    YearlessPeriod(Period),
    /// It is about a span that no calendar period is, or about one theme.
    Topic(Topic),
    /// It reports on a field that other offices collect by themselves (cải cách hành chính, tiếp công dân …).
    OtherField(String),
    /// It calls itself a report of a kind of its own ("BÁO CÁO THẨM TRA"), whatever it is about.
    OtherKind(String),
    /// The document's own number and symbol.
    Numbered(String),
    /// The day on which the document was signed.
    Signed(Date),
    /// Number and day are left open.
    Unsigned,
    /// It replaces what was sent before.
    Replaces,
    /// It supplements what was sent before.
    Supplements,
    /// It is a draft.
    Draft,
    /// Nothing happened in the period (không phát sinh).
    Nil,
    /// The report itself comes later (báo cáo gửi sau).
    Later,
    /// The report stands in the mail itself, not in a file.
    InText,
    /// A file is announced, or a link given, and no file is there.
    Missing,
    /// The sender sends for another unit (gửi hộ).
    OnBehalf,
    /// A question stands in the text, whatever else the mail brings.
    Asks,
    /// It is written to others; we have a copy.
    CopyOnly,
    /// It looks like this unit: the address or name of an unknown sender, or a name with a slip in it. For the person
    /// who is asked; beside a known sender it may tell which of his units he means.
    Resembles(UnitId),
    /// One of our own staff sends it.
    Colleague,
    /// A machine sends it; no one reads an answer.
    Machine,
    /// A word for the kind of mail or document ("GIẤY MỜI", "xin gia hạn").
    Kind(MailKind),
    /// It gives a password.
    Password,
    /// A file that wants a password.
    Locked,
    /// It replies, without a file, to our question about this mail (its row in the ledger).
    Answers(i64),
    /// Something that forbids acceptance.
    Alarm(Alarm),
}

/// What forbids acceptance, whatever else a mail says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Alarm {
    /// A secrecy mark: MẬT, TỐI MẬT, TUYỆT MẬT.
    Secret,
    /// A program, a macro, or the request to switch macros on.
    Dangerous,
    /// The receiving server found the sender forged, or answers would go to a stranger.
    Forged,
    /// The mail could not be read as one.
    UnreadableMail,
    /// A file is empty, cut off, encrypted or wrapped.
    UnreadableFile,
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
    /// The title of each attachment's first document, in order; empty when none is read.
    #[serde(default)]
    pub titles: Vec<String>,
    /// The title of the report that is written in the mail itself; empty when none is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub written_title: String,
    /// The titles of the further reports in archives, by attachment.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub further_titles: BTreeMap<usize, Vec<String>>,
    /// Which attachments are scans, one per attachment; empty when none is.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scans: Vec<Option<Scan>>,
}

/// The period of that span whose end lies nearest to `day`: a report comes around the end of its period.
fn nearest(span: Span, day: Date) -> Option<Period> {
    let year = day.year();
    let periods = [year.checked_sub(1)?, year, year.checked_add(1)?].map(|year| Period::new(year, span).ok());
    let begun = periods.into_iter().flatten().filter(|period| period.first_day() <= day);
    begun.min_by_key(|period| days_between(day, period.last_day()).abs())
}

/// Days from one day to another; negative when the other is earlier. Both lie within the range of periods and mails.
pub(crate) fn days_between(from: Date, to: Date) -> i32 {
    from.until(to).map_or(0, |span| span.get_days())
}

/// Words for a person to recognise the place, at most some eighty characters.
fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or_default()),
        None => line,
    }
}

/// Collects what a mail says for which unit, report and period, and what each attachment is.
#[must_use]
pub fn gather(message: &Message, facts: &Facts, rules: &Rules) -> Evidence {
    let today = message.received_at.to_zoned(rules.office.time_zone.clone()).date();
    let names = lesson::names(rules, &facts.lessons, today);
    let typed = Typed::of(message, rules, &names);
    let ground = Ground::of(message, &typed, facts, rules, names, today);
    let mut clues = sender::clues(&ground);
    clues.extend(thread::clues(&ground));
    clues.extend(subject::clues(&ground));
    clues.extend(intent::clues(&ground));
    clues.extend(disown::clues(&ground, ground.own()));
    let (written, written_title) = written::clues(&ground);
    clues.extend(written);
    clues.extend(password::clues(&ground));
    let read = attachment::read(&ground);
    clues.extend(read.clues);
    reply::taken_up(&ground, &mut clues);
    clues.extend(slip::clues(&ground, &clues));
    clues.extend(reply::clue(&ground, &clues));
    clues.sort_by_key(|clue| (clue.source, clue.attachment));
    let kind = kind::of(&ground, &clues, &read.roles);
    clues.extend(attachment::scans(&ground));
    let scans = scan::all(&message.attachments, &read.roles);
    let (roles, titles, further_titles) = (read.roles, read.titles, read.further_titles);
    Evidence { kind, clues, roles, titles, written_title, further_titles, scans }
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
    /// What staff have taught about this sender, and every name that they have taught.
    pub lessons: Vec<lesson::Lesson>,
    /// Everything received so far that still stands.
    pub register: Arc<Register>,
    /// Extensions that the office granted (gia hạn): through 24:00 of this day. Receipts must honour them.
    pub extended: BTreeMap<(UnitId, ReportId, Period), jiff::civil::Date>,
    /// The cases that are open, and those that were opened around the day of receipt.
    pub incidents: Vec<incident::KnownIncident>,
    /// The number that the next receipt of this year gets.
    pub next_number: u32,
    /// What a loop is made of (brake).
    pub fruitless: Fruitless,
    /// Passwords, and what waits for them. Filled by `intake`.
    pub keys: password::Keys,
    /// What the unit replied to our question about this mail. Filled by `intake`.
    pub reply: Option<reply::Reply>,
    /// Mails of the same sender, about a day apart at most, with other volumes of an archive of which this mail has some.
    pub volumes: Vec<OtherVolume>,
}

/// A volume of an archive in another mail than the one that is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OtherVolume {
    /// That mail's row in the ledger.
    pub mail: i64,
    /// The name of the file.
    pub name: String,
}

/// An earlier copy of a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Twin {
    /// Row of the earlier mail.
    pub mail: i64,
    /// Whether its bytes are the same (else only the Message-ID is).
    pub same_bytes: bool,
    /// What became of it, when all of it is the same but for its way: Message-ID, sender, date, subject and files.
    pub copied: Option<Copied>,
}

/// The mail that this one is a copy of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    /// When the server received it.
    pub received_at: jiff::Timestamp,
    /// Where it stands now.
    pub fate: Fate,
}

/// Where an earlier mail stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fate {
    /// In the register.
    Entered,
    /// A person must settle it.
    Waiting,
    /// Nothing is to be done about it.
    Aside,
    /// It could not be taken.
    Failed,
}

impl Facts {
    /// The mail that this one is a copy of: the one that was entered, else the first.
    #[must_use]
    pub fn copied(&self) -> Option<(i64, &Copied)> {
        let copies = self.twins.iter().filter_map(|twin| Some((twin.mail, twin.copied.as_ref()?)));
        copies.min_by_key(|(mail, copied)| (copied.fate, *mail))
    }
}
