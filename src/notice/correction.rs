//! A receipt that was told and is true no more: told to whoever got it.

use jiff::Timestamp;

use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{Common, Correction};
use crate::letter::{Cover, Letter, Purpose, Templates, seal, wording};
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grant::{name, title};
use crate::standing::{BoardFacts, one};

/// A line of the register, as far as a letter names it.
#[derive(Debug, Clone, Copy)]
pub struct Entered<'a> {
    /// Year and number.
    pub number: (i16, u32),
    /// Whose.
    pub owed: (&'a UnitId, &'a ReportId, Period),
    /// When it came.
    pub received_at: Timestamp,
    /// How it stands to its date.
    pub timeliness: Option<Timeliness>,
}

/// What became of the line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It is something else, or somebody else's.
    Corrected,
    /// It should not have been entered; whether a person looks at its mail again.
    Withdrawn {
        /// The mail waits for a person.
        reviewed: bool,
    },
    /// It is a part of another.
    Merged,
    /// Some of its files are something else: two lines stand in its place.
    Split,
    /// What was done to it is taken back.
    Restored,
}

/// What was taken out of a line that was split.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// As what it is entered now.
    pub line: Entered<'a>,
    /// Its files.
    pub files: Vec<&'a str>,
}

/// What is told, and to whom.
#[derive(Debug, Clone)]
pub struct Told<'a> {
    /// The address that got the receipt.
    pub to: &'a str,
    /// The unit to which it was written.
    pub unit: &'a UnitId,
    /// The line that no longer stands.
    pub old: Entered<'a>,
    /// The line in its place.
    pub new: Option<Entered<'a>>,
    /// What was taken out of it, when it was split.
    pub part: Option<Part<'a>>,
    /// What became of it.
    pub change: Change,
}

/// The letter; none when its address is known to be dead, or before the day from which the office writes at all.
#[must_use]
pub fn letter(
    told: &Told<'_>,
    rules: &Rules,
    facts: &BoardFacts,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Option<Letter> {
    let today = rules.office.time_zone.to_datetime(now).date();
    if facts.bounced.contains_key(told.to) || today < rules.office.start_date {
        return None;
    }
    let purpose = Purpose::Corrected(told.old.number, told.new.map(|new| new.number));
    let unit = rules.roster.unit(told.unit);
    let addressee = unit.map_or_else(|| told.unit.to_string(), |unit| wording::greeting(unit, today));
    let common = Common::of(&rules.office, addressee, purpose.reference(), now);
    let values = values(told, common, rules, facts, now);
    let words = templates.words(Kind::Correction, &values, faults)?;
    let about = vec![(told.old.owed.1.clone(), told.old.owed.2)];
    let unit = Some(told.unit.clone());
    let cover = Cover { purpose, to: told.to, unit, about, answers: None, enclosures: Vec::new() };
    Some(seal(&rules.office, cover, words, now))
}

fn values(told: &Told<'_>, common: Common, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Correction {
    let (whose, report, period) = told.old.owed;
    let moved = told.new.is_none_or(|new| new.owed != told.old.owed);
    let owed = one(rules, facts, &(whose.clone(), report.clone(), period), now);
    let missing = owed.filter(|row| moved && row.first.is_none() && row.exception.is_none());
    Correction {
        common,
        change: word(told.change).into(),
        reviewed: told.change == Change::Withdrawn { reviewed: true },
        received: wording::short_moment(&told.old.received_at.to_zoned(rules.office.time_zone.clone())),
        number: number(told.old.number),
        title_inside: wording::lower_first(&title(rules, report, period)),
        unit: name(rules, whose),
        new_number: told.new.map(|new| number(new.number)).unwrap_or_default(),
        new_title: told.new.map(|new| told_title(rules, &new)).unwrap_or_default(),
        new_unit: told.new.map(|new| name(rules, new.owed.0)).unwrap_or_default(),
        new_standing: told.new.and_then(|new| new.timeliness).map(wording::arrival).unwrap_or_default(),
        part_number: told.part.as_ref().map(|part| number(part.line.number)).unwrap_or_default(),
        part_title: told.part.as_ref().map(|part| told_title(rules, &part.line)).unwrap_or_default(),
        part_unit: told.part.as_ref().map(|part| name(rules, part.line.owed.0)).unwrap_or_default(),
        part_files: told.part.iter().flat_map(|part| &part.files).map(|file| wording::foreign(file, 80)).collect(),
        due: missing.as_ref().and_then(|row| row.deadline.as_ref()).map(wording::due).unwrap_or_default(),
        missing: missing.is_some(),
    }
}

fn told_title(rules: &Rules, line: &Entered<'_>) -> String {
    wording::lower_first(&title(rules, line.owed.1, line.owed.2))
}

fn word(change: Change) -> &'static str {
    match change {
        Change::Corrected => "corrected",
        Change::Withdrawn { .. } => "withdrawn",
        Change::Merged => "merged",
        Change::Split => "split",
        Change::Restored => "restored",
    }
}

fn number((year, number): (i16, u32)) -> String {
    format!("{number:04}/{year}")
}
