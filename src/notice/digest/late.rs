//! Who is overdue, the worst first, as the first screen of a telephone shows it: what several units owe alike and were
//! asked for on the same days is said once, above their names.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use jiff::civil::Date;

use super::unit::{asked, away, by_unit};
use super::{count, is_overdue, report_of};
use crate::letter::values::{DigestGroup, DigestUnit};
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::standing::{BoardFacts, Row};

/// How many units are told of one by one.
const WORST: usize = 10;
/// Up to so many overdue units each have a line with whom to call; of more the workbook tells that.
const CALLED: usize = 5;
/// So many more are told of as well: a line that says how many there are is no shorter.
const SPARE: usize = 2;
/// On how many days a unit was asked before they are only counted.
pub(super) const DAYS: usize = 4;
/// How many reports of one unit are named, the oldest first.
const REPORTS: usize = 2;

/// The overdue, as a letter tells of them.
pub(super) struct Late {
    pub groups: Vec<DigestGroup>,
    /// Whether each unit has a line of its own.
    pub one_by_one: bool,
    /// How many more there are; empty when there are none.
    pub more: String,
    /// Their names.
    pub names: String,
}

/// The worst of the overdue, and how many more there are. `enclosed`: whether a workbook goes with the letter.
pub(super) fn late(
    rows: &[Row],
    rules: &Rules,
    (facts, today): (&BoardFacts, Date),
    habits: &BTreeMap<&UnitId, String>,
    enclosed: bool,
) -> Late {
    let by_unit = by_unit(rows, is_overdue);
    let mut units: Vec<(&Unit, &Vec<&Row>)> =
        rules.roster.units.iter().filter_map(|unit| Some((unit, by_unit.get(&unit.id)?))).collect();
    units.sort_by_key(|(_, rows)| Reverse((rows.iter().filter_map(|row| row.standing.days()).max(), rows.len())));
    let one_by_one = !enclosed || units.len() <= CALLED;
    let rest = if units.len() > WORST.saturating_add(SPARE) { units.split_off(WORST) } else { Vec::new() };
    let mut alike: Vec<(String, Vec<DigestUnit>)> = Vec::new();
    for (unit, rows) in units {
        let about = std::iter::once(what(rows, rules)).chain(asked(unit, rows, (facts, today), DAYS));
        let about = about.collect::<Vec<_>>().join("; ");
        let call = call(unit).filter(|_| one_by_one);
        let note = habits.get(&unit.id).cloned().into_iter().chain(away(unit, facts, today)).chain(call);
        let note = note.collect::<Vec<_>>().join("; ");
        let line = DigestUnit { unit: unit.name_on(today).to_owned(), what: String::new(), note };
        match alike.iter_mut().find(|(known, _)| *known == about) {
            Some((_, units)) => units.push(line),
            None => alike.push((about, vec![line])),
        }
    }
    let names: Vec<&str> = rest.iter().map(|(unit, _)| unit.name_on(today)).collect();
    Late { groups: gathered(alike), one_by_one, more: count(rest.len()), names: names.join("; ") }
}

/// Whom to call.
fn call(unit: &Unit) -> Option<String> {
    let phone = unit.phone.as_ref().map(|phone| format!("ĐT {phone}"));
    phone.or_else(|| unit.contact.as_ref().map(|person| format!("liên hệ {person}")))
}

/// Under a line of their own only those that are several; the others each with what they owe.
fn gathered(alike: Vec<(String, Vec<DigestUnit>)>) -> Vec<DigestGroup> {
    let mut groups: Vec<DigestGroup> = Vec::new();
    for (about, units) in alike {
        if units.len() > 1 {
            groups.push(DigestGroup { about: wording::upper_first(&about), units });
            continue;
        }
        let alone = units.into_iter().map(|unit| DigestUnit { what: about.clone(), ..unit });
        match groups.last_mut().filter(|group| group.about.is_empty()) {
            Some(group) => group.units.extend(alone),
            None => groups.push(DigestGroup { about: String::new(), units: alone.collect() }),
        }
    }
    groups
}

/// "báo cáo tháng 5 năm 2020 (quá hạn 33 ngày), báo cáo tháng 6 năm 2020 (quá hạn 3 ngày)".
fn what(rows: &[&Row], rules: &Rules) -> String {
    let mut parts: Vec<(Vec<String>, String)> = Vec::new();
    for row in rows.iter().take(REPORTS) {
        let (title, words) = (report_of(rules, &row.report, row.period), row.standing.words());
        match parts.last_mut().filter(|(_, said)| *said == words) {
            Some((titles, _)) => titles.push(title),
            None => parts.push((vec![title], words)),
        }
    }
    let said: Vec<String> = parts.iter().map(|(titles, words)| format!("{} ({words})", titles.join(", "))).collect();
    match rows.len().saturating_sub(REPORTS) {
        0 => said.join(", "),
        more => format!("{}, và {more:02} báo cáo khác", said.join(", ")),
    }
}
