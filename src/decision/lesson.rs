//! What a settled review teaches, and which lessons a decision rests on.
//!
//! Nothing is learned by itself: these are offers, and staff take them or not. One forged mail must not open the door
//! to the next, so a mail that raised an alarm offers nothing, and what is taught still meets every alarm.

pub mod address;
pub mod alias;
#[cfg(test)]
mod tests;

use super::{Desk, Question};
use jiff::civil::Date;

use crate::calendar::period;
use crate::evidence::lesson::{Lesson, Taught, ignoring};
use crate::evidence::{Alarm, Claim, Clue, Evidence, MailKind, Source};
use crate::message::Message;
use crate::office::Rules;
use crate::roster::read::PUBLIC;
use crate::roster::{Outcome, UnitId};
use crate::spelling;

/// Something that staff may teach from a mail that they have settled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Offer {
    /// What would be taught.
    pub taught: Taught,
    /// What it would do from now on, in Vietnamese, one sentence.
    pub does: String,
    /// What to think of first, in Vietnamese.
    pub caution: Option<String>,
}

/// A mail that a person settles.
#[derive(Clone, Copy)]
pub struct Settled<'a> {
    /// The mail; the texts of its files are not needed.
    pub message: &'a Message,
    /// The clues that were found when it came.
    pub evidence: &'a Evidence,
    /// What was asked.
    pub question: Question,
    /// For which units the person enters it, each with its files; none when it is no report.
    pub whose: &'a [(UnitId, Vec<usize>)],
}

/// What a settled review teaches: addresses first, then names, or that the sender reports nothing. `lessons` are those
/// in force about the sender and about names.
#[must_use]
pub fn offered(settled: &Settled<'_>, lessons: &[Lesson], rules: &Rules) -> Vec<Offer> {
    let alarms = |clue: &Clue| matches!(clue.claim, Claim::Alarm(Alarm::Forged | Alarm::Dangerous | Alarm::Secret));
    let alarming = matches!(
        settled.question,
        Question::Forged | Question::Dangerous | Question::Secret | Question::UnreadableMail
    );
    if alarming || settled.evidence.clues.iter().any(alarms) {
        return Vec::new();
    }
    if settled.whose.is_empty() {
        return address::to_ignore(settled, lessons, rules).into_iter().collect();
    }
    let mut offers = Vec::new();
    for (unit, files) in settled.whose {
        offers.extend(address::of_unit(settled, unit, lessons, rules));
        offers.extend(alias::of_unit(settled, unit, files, lessons, rules));
    }
    offers
}

/// Why something must not be taught, in Vietnamese; none when it may be. The same for an offer and for what staff write
/// down by hand.
#[must_use]
pub fn refusal(taught: &Taught, known: &[Lesson], rules: &Rules) -> Option<String> {
    if let Some(unit) = taught.unit().filter(|unit| rules.roster.unit(unit).is_none()) {
        return Some(format!("không có đơn vị `{unit}` trong danh sách"));
    }
    match taught {
        Taught::Address { address, unit } => address::refusal(address, unit, known, rules),
        Taught::Alias { words, unit } => alias::refusal(words, unit, known, rules),
        Taught::Ignore { address } => address::refusal_to_ignore(address, known, rules),
    }
}

/// What now speaks against a lesson, in Vietnamese; none when nothing does. `against` are the units, and the lines as
/// people call them, that were entered from its sender for others.
#[must_use]
pub fn contradicted(
    lesson: &Lesson,
    against: &[(UnitId, String)],
    known: &[Lesson],
    rules: &Rules,
    today: Date,
) -> Option<String> {
    let roster = &rules.roster;
    if let Some(id) = lesson.taught.unit() {
        let Some(unit) = roster.unit(id) else {
            return Some(format!("đơn vị `{id}` không còn trong danh sách: ghi nhớ này không còn tác dụng"));
        };
        if roster.successors_on(unit, today) == Outcome::Dissolved {
            return Some(format!("{} đã thôi, không có đơn vị kế thừa: thư như vậy sẽ hỏi lại", unit.name));
        }
    }
    if let Taught::Alias { words, unit } = &lesson.taught {
        return alias::other_meaning(words, unit, rules);
    }
    let address = lesson.taught.words();
    let expected = |other: &UnitId| {
        let taught = |lesson: &Lesson| lesson.taught.words() == address && lesson.taught.unit() == Some(other);
        let heir =
            lesson.taught.unit().is_some_and(|unit| roster.inherits(unit, other) || roster.inherits(other, unit));
        heir || known.iter().any(taught)
    };
    let name = |unit: &UnitId| roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
    let lines: Vec<String> = against
        .iter()
        .filter(|(unit, _)| !expected(unit))
        .map(|(unit, number)| format!("{} (số {number})", name(unit)))
        .collect();
    if !lines.is_empty() {
        return Some(format!("thư của địa chỉ này đã vào sổ cho {}", lines.join(", ")));
    }
    let holder =
        roster.units.iter().find(|unit| lesson.taught.unit() != Some(&unit.id) && unit.ever_wrote_from(address));
    let held = holder.filter(|unit| !expected(&unit.id));
    held.map(|unit| format!("địa chỉ này có trong danh sách là của {}", unit.name))
        .or_else(|| outlived(lesson, rules, today))
}

/// That the unit for which an address was taught has ended since. A mailbox at a great provider is its owner's, who may
/// work elsewhere by now; one of the unit's own domain went to whoever took over.
fn outlived(lesson: &Lesson, rules: &Rules, today: Date) -> Option<String> {
    let Taught::Address { address, unit } = &lesson.taught else { return None };
    let unit = rules.roster.unit(unit)?;
    let to = unit.validity.to.filter(|to| *to < today)?;
    let taught = rules.office.time_zone.to_datetime(lesson.at).date();
    let public = address.rsplit_once('@').is_some_and(|(_, domain)| PUBLIC.contains(&domain));
    (public && taught <= to).then(|| {
        let day = period::day_name(to);
        format!("{} đã thôi từ sau ngày {day}: hỏi lại người dùng hộp thư này nay ở đơn vị nào", unit.name)
    })
}

/// Why a mail of other business is left alone.
pub(super) fn why_ignored(desk: &Desk<'_>) -> String {
    ignoring(&desk.evidence.clues).map_or_else(|| "Không phải báo cáo.".to_owned(), |lesson| format!("{lesson}."))
}

/// The lessons that a decision for these units rests on, each in one sentence with its author, day and number.
pub(super) fn relied_on(desk: &Desk<'_>, units: &[&UnitId]) -> Vec<String> {
    let from = desk.message.from.as_ref().map(|from| from.address.as_str());
    let roster = &desk.rules.roster;
    let theirs = |unit: &UnitId| units.iter().any(|own| *own == unit || roster.inherits(unit, own));
    let mut said = Vec::new();
    for lesson in &desk.facts.lessons {
        let day = desk.rules.office.time_zone.to_datetime(lesson.at).date();
        let (confirmed, number) = (lesson.confirmed(day), lesson.id);
        match &lesson.taught {
            Taught::Address { address, unit } if from == Some(address) && theirs(unit) => {
                let name = desk.unit_name(unit);
                said.push(format!("Địa chỉ {address} {confirmed} là của {name} (ghi nhớ số {number})."));
            }
            Taught::Alias { words, unit } if theirs(unit) && names_by(desk, words, unit) => {
                let name = desk.unit_name(unit);
                said.push(format!("Tên “{words}” {confirmed} là của {name} (ghi nhớ số {number})."));
            }
            _ => {}
        }
    }
    if let Some(lesson) = ignoring(&desk.evidence.clues).filter(|_| desk.evidence.kind == MailKind::Submission) {
        said.push(format!("{lesson}, nhưng lần này có văn bản báo cáo kèm theo."));
    }
    said
}

/// Whether a clue for this unit stands in these very words.
fn names_by(desk: &Desk<'_>, words: &str, unit: &UnitId) -> bool {
    let words = squeezed(words);
    desk.clues().any(|clue| {
        let quote = squeezed(&clue.quote);
        let cut = clue.quote.ends_with('…') && words.starts_with(&quote);
        let sender = matches!(clue.source, Source::SenderAddress | Source::SenderDomain | Source::Thread);
        clue.claim == Claim::Unit(unit.clone()) && !sender && (quote.contains(&words) || cut)
    })
}

/// Letters and digits only, without marks and case.
fn squeezed(text: &str) -> String {
    spelling::fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}
