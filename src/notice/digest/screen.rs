//! The morning on one screen of a telephone.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::came::{self, Came};
use super::unit::by_unit;
use super::{count, doubt, is_maybe, late, mail};
use crate::letter::values::Screen;
use crate::office::Rules;
use crate::roster::UnitId;
use crate::standing::{BoardFacts, OpenMail, Row};

/// What is known of a morning.
pub(super) struct Morning<'m> {
    pub rules: &'m Rules,
    pub facts: &'m BoardFacts,
    pub rows: &'m [Row],
    pub today: Date,
    pub habits: &'m BTreeMap<&'m UnitId, String>,
    pub reviews: &'m [&'m OpenMail],
    pub came: &'m [Came<'m>],
    /// More names than these stand in the workbook only; no bound where none goes with the letter.
    pub most: usize,
}

/// What of it must be said.
pub(super) fn screen(morning: &Morning<'_>) -> Screen {
    let Morning { rules, facts, rows, today, habits, reviews, came, most } = *morning;
    let late = late::late(rows, rules, (facts, today), habits, most < usize::MAX);
    let told = mail::told(reviews);
    let oldest = reviews.iter().min_by_key(|mail| mail.received_at).filter(|_| told.len() < reviews.len());
    let doubtful = by_unit(rows, |row| is_maybe(row, today)).len();
    Screen {
        late: late.groups,
        one_by_one: late.one_by_one,
        late_more: late.more,
        late_names: late.names,
        doubts: doubt::reasons(rows, rules, (facts, today), (&told, most)),
        doubt_count: count(doubtful),
        mails: told.iter().map(|mail| mail::short(mail, rules)).collect(),
        mails_since: oldest.map(|mail| mail::day(mail, rules)).unwrap_or_default(),
        came: came::named(came, rules),
    }
}
