//! Alerts to staff: one letter to each of them, once an event.

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
    let mut letters = Vec::new();
    for to in &rules.office.staff {
        let purpose = Purpose::Alert(to.clone(), event.key.clone());
        let addressee = format!("Cán bộ phụ trách, {}", rules.office.name);
        let common = Common::of(&rules.office, addressee, purpose.reference(), now);
        let values = Alert { common, title: event.title.clone(), paragraphs: event.paragraphs.clone() };
        let Some(words) = templates.words(Kind::Alert, &values, faults) else { continue };
        let cover = Cover { purpose, to, unit: None, about: Vec::new(), answers: None, enclosures: Vec::new() };
        letters.push(seal(&rules.office, cover, words, now));
    }
    letters
}
