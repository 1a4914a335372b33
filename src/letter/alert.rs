//! Alerts to staff, of incidents also to the leaders on duty: one letter to each of them, once an event.

use jiff::Timestamp;

use super::template::{Fault, Kind};
use super::values::{Alert, Common};
use super::{Cover, Letter, Purpose, Templates, seal};
use crate::office::Rules;

/// Something that staff must know at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What makes it this event and no other: "deaf:imap:2020-06-16". One letter to each of the staff for each key.
    pub key: String,
    /// In a line, to follow "Cần xử lý: ".
    pub title: String,
    /// What happened, and what to do.
    pub paragraphs: Vec<String>,
}

/// The letters about `event`. Without staff in the configuration there is nobody to tell.
#[must_use]
pub fn letters(
    event: &Event,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let staff = rules.office.staff.iter().map(|to| (to, "Cán bộ phụ trách"));
    written(event, staff, rules, templates, now, faults)
}

/// The letters about an incident: also to the leaders on duty.
#[must_use]
pub fn to_staff_and_duty(
    event: &Event,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let office = &rules.office;
    let staff = office.staff.iter().map(|to| (to, "Cán bộ phụ trách"));
    let duty = office.duty().iter().filter(|leader| !office.staff.contains(leader)).map(|to| (to, "Lãnh đạo trực"));
    written(event, staff.chain(duty), rules, templates, now, faults)
}

fn written<'a>(
    event: &Event,
    recipients: impl Iterator<Item = (&'a String, &'static str)>,
    rules: &Rules,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Vec<Letter> {
    let mut letters = Vec::new();
    for (to, who) in recipients {
        let purpose = Purpose::Alert(to.clone(), event.key.clone());
        let addressee = format!("{who}, {}", rules.office.name);
        let common = Common::of(&rules.office, addressee, purpose.reference(), now);
        let values = Alert { common, title: event.title.clone(), paragraphs: event.paragraphs.clone() };
        let Some(words) = templates.words(Kind::Alert, &values, faults) else { continue };
        let cover = Cover { purpose, to, unit: None, about: Vec::new(), answers: None, enclosures: Vec::new() };
        letters.push(seal(&rules.office, cover, words, now));
    }
    letters
}
