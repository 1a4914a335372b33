//! What is said to people: letters, rendered whole before anything is recorded.

pub mod mime;
pub mod template;

use jiff::Timestamp;

use crate::calendar::Period;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// A letter, fully rendered. What stands here is what will be sent, at every try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Why it is written; unique in the ledger, so that asking twice queues once.
    pub purpose: Purpose,
    /// The recipient, one.
    pub to: String,
    /// The unit it is written to, when it is one.
    pub unit: Option<UnitId>,
    /// The obligations it is about.
    pub about: Vec<(ReportId, Period)>,
    /// Subject.
    pub subject: String,
    /// Message-ID without brackets, derived from the purpose: the same at every try.
    pub message_id: String,
    /// The complete MIME message, CRLF, 7-bit.
    pub mime: Vec<u8>,
    /// Not before this moment (working hours); none for at once.
    pub not_before: Option<Timestamp>,
}

/// Why a letter is written. Its [`Display`](std::fmt::Display) form is the unique key in the ledger.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Receipt of a mail (key: hash of its bytes).
    Receipt(String),
    /// Question back about a mail.
    Query(String),
    /// Tells the sender how staff settled a review; key: mail and count of the settlement.
    Settled(String, u32),
    /// Reminder before the due date: unit and day.
    Reminder(UnitId, jiff::civil::Date),
    /// Overdue notice: unit and day.
    Overdue(UnitId, jiff::civil::Date),
    /// Digest of a day to one leader.
    Digest(jiff::civil::Date, String),
    /// Alert to one of the staff about an event (its key).
    Alert(String, String),
}

/// Which letters go first when not all can go (receipts before reminders before digests).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Alerts to staff.
    Alert,
    /// Receipts and questions: somebody waits for them.
    Answer,
    /// Reminders and overdue notices.
    Reminder,
    /// Digests.
    Digest,
}
