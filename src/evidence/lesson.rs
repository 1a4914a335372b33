//! What staff have taught: who writes for whom, what a unit calls itself, and whose mail is no report.
//!
//! A lesson is evidence like any other. It makes a sender or a name known; it never speaks against an alarm.

use std::sync::{Arc, Mutex};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Claim, Clue, Ground, MailKind, Role, Source, Strength, sender};
use crate::office::Rules;
use crate::roster::UnitId;
use crate::roster::name::Names;
use crate::spelling;

/// What was taught.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Taught {
    /// This address writes for this unit.
    Address {
        /// Lower case.
        address: String,
        /// For whom it writes.
        unit: UnitId,
    },
    /// These words name this unit.
    Alias {
        /// As they were written.
        words: String,
        /// Whom they name.
        unit: UnitId,
    },
    /// What this address sends is no report.
    Ignore {
        /// Lower case.
        address: String,
    },
}

impl Taught {
    /// Whom it is about; none for a sender of no unit.
    #[must_use]
    pub fn unit(&self) -> Option<&UnitId> {
        match self {
            Self::Address { unit, .. } | Self::Alias { unit, .. } => Some(unit),
            Self::Ignore { .. } => None,
        }
    }

    /// The address or the words that are known by it.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Address { address, .. } | Self::Ignore { address } => address,
            Self::Alias { words, .. } => words,
        }
    }
}

/// A lesson in force: what, since when, and who taught it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lesson {
    /// Its number in the ledger.
    pub id: i64,
    /// What was taught.
    pub taught: Taught,
    /// The first civil day of receipt for which it counts; none: for every mail.
    pub since: Option<Date>,
    /// The mail that taught it; none when staff wrote it down by hand.
    pub mail: Option<i64>,
    /// When it was taught.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
}

impl Lesson {
    /// "đã được đồng chí Hòa xác nhận ngày 12/6/2024", on a civil day of the office.
    #[must_use]
    pub fn confirmed(&self, day: Date) -> String {
        let comrade = if spelling::lower(&self.by).starts_with("đồng chí") { "" } else { "đồng chí " };
        format!("đã được {comrade}{} xác nhận ngày {}/{}/{}", self.by, day.day(), day.month(), day.year())
    }

    /// Whether it counts for a mail received on `day`.
    #[must_use]
    pub fn counts_on(&self, day: Date) -> bool {
        self.since.is_none_or(|since| since <= day)
    }
}

/// Of all lessons in force those that bear on a mail of this sender: what is taught of him, and every name.
#[must_use]
pub fn bearing_on(lessons: &[Lesson], sender: &str) -> Vec<Lesson> {
    let bears = |lesson: &&Lesson| match &lesson.taught {
        Taught::Alias { .. } => true,
        Taught::Address { address, .. } | Taught::Ignore { address } => !sender.is_empty() && address == sender,
    };
    lessons.iter().filter(bears).cloned().collect()
}

/// The units for which lessons say that their sender writes.
#[must_use]
pub fn units(lessons: &[Lesson]) -> Vec<UnitId> {
    let address = |lesson: &&Lesson| matches!(lesson.taught, Taught::Address { .. });
    lessons.iter().filter(address).filter_map(|lesson| lesson.taught.unit().cloned()).collect()
}

/// What staff taught beside the names of the office's own lists, asked for last: with what, and what it made.
type Extended = (Arc<Names>, Vec<(UnitId, String)>, Arc<Names>);
static LAST: Mutex<Option<Extended>> = Mutex::new(None);

/// The names of the roster with those that were taught and count on `day`.
#[must_use]
pub fn names(rules: &Rules, lessons: &[Lesson], day: Date) -> Arc<Names> {
    let counting = lessons.iter().filter(|lesson| lesson.counts_on(day));
    let aliases = counting.filter_map(|lesson| match &lesson.taught {
        Taught::Alias { words, unit } => Some((unit.clone(), words.clone())),
        Taught::Address { .. } | Taught::Ignore { .. } => None,
    });
    with(rules.names(), aliases.collect())
}

/// Somebody teaches a name once a month, mails come by the thousand: made anew only when it is another list.
fn with(base: Arc<Names>, aliases: Vec<(UnitId, String)>) -> Arc<Names> {
    if aliases.is_empty() {
        return base;
    }
    let make = || {
        let mut names = Names::clone(&base);
        aliases.iter().for_each(|(unit, words)| names.teach(unit, words));
        Arc::new(names)
    };
    let Ok(mut last) = LAST.lock() else { return make() };
    match last.as_ref() {
        Some((known, taught, names)) if Arc::ptr_eq(known, &base) && *taught == aliases => names.clone(),
        _ => {
            let names = make();
            *last = Some((base, aliases, names.clone()));
            names
        }
    }
}

/// The units of the roster for which staff have said that the sender writes.
pub(super) fn taught_units<'g>(ground: &'g Ground<'_>) -> impl Iterator<Item = &'g UnitId> {
    ground.facts.learned_units.iter().filter(|unit| ground.rules.roster.unit(unit).is_some())
}

/// That staff have said that this sender's mail is no report. Whoever writes for a unit, by the roster or by another
/// lesson, is heard all the same.
pub(super) fn ignored(ground: &Ground<'_>, address: &str) -> Option<Clue> {
    if taught_units(ground).next().is_some() || !sender::writes_for(ground, address).is_empty() {
        return None;
    }
    let said = |lesson: &&Lesson| matches!(&lesson.taught, Taught::Ignore { address: known } if known == address);
    let lesson = ground.facts.lessons.iter().find(said)?;
    let day = ground.rules.office.time_zone.to_datetime(lesson.at).date();
    let quote =
        format!("Địa chỉ {address} {} là nơi không gửi báo cáo (ghi nhớ số {})", lesson.confirmed(day), lesson.id);
    let claim = Claim::Kind(MailKind::Other);
    Some(Clue { source: Source::SenderAddress, claim, strength: Strength::Strong, attachment: None, quote })
}

/// The words of the lesson by which this mail is left alone, when there is one.
#[must_use]
pub fn ignoring(clues: &[Clue]) -> Option<&str> {
    let says = |clue: &&Clue| clue.source == Source::SenderAddress && clue.claim == Claim::Kind(MailKind::Other);
    clues.iter().find(says).map(|clue| clue.quote.as_str())
}

/// What a mail of such a sender is: nothing to look at, unless it brings a document that calls itself a report, or one
/// that nobody could read under words that announce a report. That one goes to a person, whatever was taught: the sender
/// speaks for no unit, so nothing of it is ever entered by itself.
pub(super) fn kind_of_ignored(ground: &Ground<'_>, clues: &[Clue], roles: &[Role]) -> Option<MailKind> {
    ignoring(clues)?;
    let report = |clue: &Clue| matches!(clue.claim, Claim::Report | Claim::Incident);
    let titled = clues.iter().any(|clue| clue.attachment.is_some() && report(clue));
    let unread = ground
        .message
        .attachments
        .iter()
        .zip(roles)
        .any(|(file, role)| matches!(role, Role::Report | Role::Annex | Role::Unreadable) && file.text.is_silent());
    let announced = unread && clues.iter().any(report);
    Some(if titled || announced { MailKind::Submission } else { MailKind::Other })
}
