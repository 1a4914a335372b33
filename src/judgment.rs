//! Evidence, decision and letters of one mail, in that order.

mod alarm;
mod answer;
pub mod withheld;

use jiff::Timestamp;

use crate::calendar::deadline::Timeliness;
use crate::decision::{self, Decision, Entry, Question, Verdict};
use crate::evidence::{self, Evidence, Facts, MailKind};
use crate::letter::{Letter, Purpose, Templates, template};
use crate::message::Message;
use crate::office::Rules;

/// Where a mail ends. Every mail stands in exactly one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Bucket {
    /// Entered in the register (đã tiếp nhận).
    Recorded,
    /// A person must settle it (cần kiểm tra).
    Review,
    /// Not a report (không phải báo cáo).
    NotReport,
    /// A machine wrote it (thư máy).
    Machine,
    /// It could not be taken (lỗi).
    Failed,
    /// From before the office's start date: nobody need act (thư cũ).
    Earlier,
}

/// What becomes of one mail.
#[derive(Debug, Clone)]
pub struct Judgment {
    /// The clues.
    pub evidence: Evidence,
    /// What was decided.
    pub decision: Decision,
    /// What is said to its sender and to staff.
    pub letters: Vec<Letter>,
    /// Where it ends.
    pub bucket: Bucket,
    /// Office templates that failed on this mail; the shipped text spoke in their place. For the log and an alert.
    pub faults: Vec<template::Fault>,
}

/// Judges a mail: what speaks for what, what is decided, what is answered.
#[must_use]
pub fn judge(message: &Message, facts: &Facts, rules: &Rules, templates: &Templates, now: Timestamp) -> Judgment {
    let evidence = evidence::gather(message, facts, rules);
    let decision = decision::decide(message, &evidence, facts, rules);
    letters(message, evidence, decision, facts, rules, templates, now)
}

/// The letters and the bucket of a mail that is decided already.
#[must_use]
pub fn letters(
    message: &Message,
    evidence: Evidence,
    decision: Decision,
    facts: &Facts,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
) -> Judgment {
    let mut faults = Vec::new();
    let desk = answer::Desk { message, facts, rules, templates, now };
    let mut letters = Vec::new();
    letters.extend(desk.answer(&evidence, &decision, &mut faults));
    // What a copy tells has been told.
    if decision.verdict != Verdict::Ignore || facts.copied().is_none() {
        letters.extend(desk.alerts(&evidence, &decision, &mut faults));
    }
    let bucket = bucket(message, &decision, rules);
    Judgment { evidence, decision, letters, bucket, faults }
}

/// What is said to the sender when staff entered a reviewed mail as `entries`: a receipt for what was settled.
///
/// `count` tells settlements of the same mail apart.
#[must_use]
pub fn settle(
    message: &Message,
    entries: &[Entry],
    count: u32,
    facts: &Facts,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
) -> Vec<Letter> {
    let desk = answer::Desk { message, facts, rules, templates, now };
    desk.settled(entries, count, &mut Vec::new()).into_iter().collect()
}

/// Why a mail that staff enter is answered with no receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unanswered {
    /// Nobody knows its sender: neither the list of units nor what staff taught.
    Stranger,
    /// A machine wrote it, or our own people, or it came before the office began.
    NoPerson,
}

/// Why [`settle`] answers a mail with nothing; none when it answers.
#[must_use]
pub fn unanswered(
    message: &Message,
    facts: &Facts,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
) -> Option<Unanswered> {
    let desk = answer::Desk { message, facts, rules, templates, now };
    match desk.sender() {
        None => Some(Unanswered::NoPerson),
        Some(_) => (!desk.sender_is_known()).then_some(Unanswered::Stranger),
    }
}

/// The question that a person puts to the sender of a mail that waits; none when a machine wrote the mail, our own
/// staff did, or it came before the start date. A person is no machine, so no brake.
#[must_use]
pub fn ask(
    message: &Message,
    read: (&Evidence, &Decision),
    question: Question,
    facts: &Facts,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
) -> Option<Letter> {
    let desk = answer::Desk { message, facts, rules, templates, now };
    desk.asked(read, question, &mut Vec::new())
}

/// The purpose of the program's own question about a mail.
#[must_use]
pub fn query_of(message: &Message) -> Purpose {
    Purpose::Query(message.sha256.as_str().to_owned())
}

/// How an entry of a mail received at `received_at` stands to its date, extensions granted; none without a date.
#[must_use]
pub fn timeliness(entry: &Entry, received_at: Timestamp, facts: &Facts, rules: &Rules) -> Option<Timeliness> {
    crate::letter::answer::receipt::timeliness(entry, received_at, facts, rules)
}

/// Where a decided mail ends.
fn bucket(message: &Message, decision: &Decision, rules: &Rules) -> Bucket {
    match decision.verdict {
        Verdict::Accept => Bucket::Recorded,
        // What may be secret, dangerous or forged is shown however old it is.
        Verdict::Ask if before_start(message, rules) && !is_alarm(decision.question) => Bucket::Earlier,
        Verdict::Ask => Bucket::Review,
        Verdict::Ignore => match decision.kind {
            MailKind::AutoReply | MailKind::Bounce | MailKind::Bulk | MailKind::Own => Bucket::Machine,
            MailKind::Submission | MailKind::Question | MailKind::Other => Bucket::NotReport,
        },
    }
}

fn is_alarm(question: Option<Question>) -> bool {
    matches!(question, Some(Question::Secret | Question::Dangerous | Question::Forged))
}

/// Whether the mail came before the day from which this office answers.
fn before_start(message: &Message, rules: &Rules) -> bool {
    rules.office.time_zone.to_datetime(message.received_at).date() < rules.office.start_date
}
