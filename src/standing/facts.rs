//! What the ledger knows when the board is drawn or the clock is asked. Filled by `ledger`, read by the core.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::decision::{Question, Relation};
use crate::letter::Purpose;
use crate::plan::{Piece, PlanId, ReportId};
use crate::roster::UnitId;
use crate::standing::hearing::Mailbox;

/// One thing owed: who, what, for which period.
pub type Owed = (UnitId, ReportId, Period);

/// Letters of so many days past are known here; older ones stand in the ledger only.
pub const REMEMBERED_DAYS: i32 = 120;

/// The whole ledger, as far as standings and notices depend on it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BoardFacts {
    /// Every receipt that was not revoked, oldest first under each obligation.
    pub receipts: BTreeMap<Owed, Vec<BoardReceipt>>,
    /// Mails in the buckets "review" and "failed" that nobody has settled, oldest first.
    pub open: Vec<OpenMail>,
    /// The largest mail that the mail server says it takes, in bytes; none when it names no limit.
    pub letter_limit: Option<u64>,
    /// What the office granted.
    pub exceptions: BTreeMap<Owed, Exception>,
    /// The cases that are open, in the order in which they were opened.
    pub incidents: Vec<OpenIncident>,
    /// Addresses (lower case) that refused a letter for good, and when; not those that accepted one since.
    pub bounced: BTreeMap<String, Timestamp>,
    /// Units that answered a letter automatically: somebody is away. Absences that ended yesterday may be among them.
    pub away: BTreeMap<UnitId, Away>,
    /// Reminders and overdue notices of the last [`REMEMBERED_DAYS`], withdrawn ones left out.
    pub notices: Vec<Notice>,
    /// Opening notices of the last [`REMEMBERED_DAYS`], withdrawn ones left out.
    pub openings: Vec<Opening>,
    /// What units were told of decisions about what they owe, in letters of the last [`REMEMBERED_DAYS`].
    pub decided: Vec<Decided>,
    /// How mail comes and goes.
    pub health: Health,
    /// The mailboxes that the program reads, and which of them it cannot; empty as long as it has never run.
    pub mailboxes: Vec<Mailbox>,
    /// Purposes ([`crate::letter::Purpose`] as text) of all letters of the last [`REMEMBERED_DAYS`], in whatever state.
    pub written: BTreeSet<String>,
}

/// A receipt, as far as standings need it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BoardReceipt {
    /// Year and number: 2024, 147.
    pub number: (i16, u32),
    /// Version of the report: 1, 2, …
    pub version: u32,
    /// Time of receipt.
    pub received_at: Timestamp,
    /// When it became news: when it was entered; of a line that takes the place of another, the time of receipt.
    pub news_at: Timestamp,
    /// How it stands to earlier ones.
    pub relation: Relation,
    /// How it stood to its date when it was entered; none when the report had no date then.
    pub timeliness: Option<Timeliness>,
    /// Which pieces of a whole delivery its files are.
    pub pieces: Vec<Piece>,
}

/// Somebody of a unit is away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Away {
    /// The last day that the answer names; when it names none, the last day on which it is believed.
    pub until: Date,
    /// Whether the answer names the day.
    pub named: bool,
}

/// How mail comes and goes, for the staff's letter of the day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Health {
    /// When the newest mail was received.
    pub last_mail: Option<Timestamp>,
    /// When a letter last left.
    pub last_sent: Option<Timestamp>,
    /// Since when a person has stopped all sending.
    pub paused: Option<Timestamp>,
    /// When and why persons stopped it of late, the earliest first; the last may last.
    pub stops: Vec<Stop>,
    /// How many letters wait that were written over an hour ago.
    pub waiting: u32,
    /// When the oldest of them was written.
    pub waiting_since: Option<Timestamp>,
    /// Letters of the last week that were given up and that nobody has tried again.
    pub given_up: Vec<GivenUp>,
}

/// A person stopped all sending for some time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stop {
    /// Since when.
    pub from: Timestamp,
    /// Until when; none while it lasts.
    pub until: Option<Timestamp>,
    /// Why, in that person's words.
    pub why: String,
}

/// A letter that was given up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenUp {
    /// Its number.
    pub id: i64,
    /// The kind of its purpose: `reminder`.
    pub kind: String,
    /// The recipient.
    pub to: String,
    /// When it was last tried.
    pub at: Timestamp,
}

/// A case that nobody has closed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenIncident {
    /// Its number.
    pub id: i64,
    /// What it is called.
    pub title: String,
    /// Whom it concerns.
    pub units: Vec<UnitId>,
    /// When it was first reported.
    pub opened_at: Timestamp,
    /// When something of it last came.
    pub last_at: Timestamp,
}

/// A mail that a person must still look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenMail {
    /// Row of the mail.
    pub mail: i64,
    /// Time of receipt.
    pub received_at: Timestamp,
    /// Whose it probably is: the decision's guess, else the sender's unit.
    pub unit: Option<UnitId>,
    /// What must be settled; none for a mail that failed before it was judged.
    pub question: Option<Question>,
    /// The sender's address, for the digest.
    pub from: String,
    /// Its subject, for the digest. Not shown when the mail may hold a secret.
    pub subject: String,
    /// What a person asks or tells in it, in his words; empty in every other mail.
    pub words: String,
    /// Whether a scan came with it that nothing has read.
    pub unread_scan: bool,
    /// Whether staff have taught that its sender writes for that unit.
    pub taught: bool,
    /// Whether it is meant to deliver something, as far as can be told.
    pub delivers: bool,
    /// The periods of what it seems to bring; empty when that is not known.
    pub brings: Vec<Period>,
}

/// What the office granted for one obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Exception {
    /// miễn báo cáo.
    Excused,
    /// gia hạn, through 24:00 of this day.
    Extended(Date),
}

/// A reminder or overdue notice that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// To whom.
    pub unit: UnitId,
    /// On which day of the office's civil time.
    pub day: Date,
    /// Which kind.
    pub kind: NoticeKind,
    /// What it is about.
    pub about: Vec<(ReportId, Period)>,
    /// What it says of that: [`crate::letter::Letter::gist`].
    pub gist: String,
    /// To which address; when the unit's address changed since, the letter is withdrawn.
    pub to: String,
    /// Whether the mail server took it; false while it waits or when it failed.
    pub sent: bool,
    /// Whether it is known not to have arrived, nor any copy of it: it came back, or was given up. Nobody was asked by
    /// it.
    pub lost: bool,
    /// The same letter to others of the unit, when earlier ones had no answer.
    pub copies: Vec<Copied>,
}

/// A notice that also went to somebody else of the unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    /// To which address.
    pub to: String,
    /// As [`Notice::sent`].
    pub sent: bool,
    /// Whether this copy is known not to have arrived.
    pub lost: bool,
}

/// An opening notice that was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opening {
    /// To whom.
    pub unit: UnitId,
    /// Under which plan.
    pub plan: PlanId,
    /// The report and period that it opens; none for the whole plan.
    pub of: Option<(ReportId, Period)>,
    /// What it is about; empty for the whole plan.
    pub about: Vec<(ReportId, Period)>,
    /// When it left; when it will be tried, while it waits.
    pub at: Timestamp,
    /// To which address.
    pub to: String,
    /// Whether it still waits.
    pub waits: bool,
}

/// A letter told a unit that more time was granted, or nothing need be sent, or that this ends; it names the date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decided {
    /// About what.
    pub owed: Owed,
    /// When it was written.
    pub at: Timestamp,
}

/// The two letters that ask for a report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum NoticeKind {
    /// Before the due date.
    Reminder,
    /// After it.
    Overdue,
}

impl Notice {
    /// The purpose of the letter.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        match self.kind {
            NoticeKind::Reminder => Purpose::Reminder(self.unit.clone(), self.day),
            NoticeKind::Overdue => Purpose::Overdue(self.unit.clone(), self.day),
        }
    }

    /// The purpose of the copy to this address.
    #[must_use]
    pub fn copy_purpose(&self, copy: &Copied) -> Purpose {
        Purpose::Escalated(self.unit.clone(), self.day, copy.to.clone())
    }

    /// The purposes of its copies.
    pub fn copy_purposes(&self) -> impl Iterator<Item = Purpose> {
        self.copies.iter().map(|copy| self.copy_purpose(copy))
    }
}

impl Opening {
    /// The purpose of the letter.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        Purpose::Opening(self.unit.clone(), self.plan.clone(), self.of.clone())
    }
}
