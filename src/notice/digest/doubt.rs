//! The units of whom nothing can be said, and why.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::late::DAYS;
use super::unit::{asked, by_unit};
use super::{ENOUGH, ONE_BY_ONE, is_maybe, name_list};
use crate::letter::values::DigestReport;
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::standing::{BoardFacts, Doubt, OpenMail, Row, Standing};

/// The units of whom nothing can be said, where they are too many for a letter: under each reason their names, once,
/// whatever each of them owes; else empty.
pub(super) fn doubts(units: usize, rows: &[Row], rules: &Rules, today: Date) -> Vec<DigestReport> {
    if units <= ONE_BY_ONE {
        return Vec::new();
    }
    let mut reasons: BTreeMap<&'static str, Vec<&str>> = BTreeMap::new();
    for unit in &rules.roster.units {
        let why =
            rows.iter().filter(|row| row.unit == unit.id && is_maybe(row, today)).find_map(|row| match row.standing {
                Standing::Maybe { why } => Some(why.words()),
                _ => None,
            });
        if let Some(why) = why {
            reasons.entry(why).or_default().push(unit.name_on(today));
        }
    }
    let line = |(why, names): (&str, Vec<&str>)| DigestReport {
        activity: false,
        missing: String::new(),
        title: wording::upper_first(why),
        due: String::new(),
        counts: name_list(&names, names.len()),
    };
    reasons.into_iter().map(line).collect()
}

/// A line for each reason, with the names unless they are more than `most`. Whose mail is among the `told` is named there; who is not reached
/// is named with what to do.
pub(super) fn reasons(
    rows: &[Row],
    rules: &Rules,
    (facts, today): (&BoardFacts, Date),
    (told, most): (&[&OpenMail], usize),
) -> Vec<DigestReport> {
    let by_unit = by_unit(rows, |row| is_maybe(row, today));
    let told: BTreeSet<&UnitId> = told.iter().filter_map(|mail| mail.unit.as_ref()).collect();
    let mut reasons: BTreeMap<&str, (Doubt, Vec<&Unit>)> = BTreeMap::new();
    for unit in &rules.roster.units {
        for row in by_unit.get(&unit.id).into_iter().flatten() {
            let Standing::Maybe { why } = row.standing else { continue };
            let (_, units) = reasons.entry(why.words()).or_insert((why, Vec::new()));
            if units.last().is_none_or(|last| last.id != unit.id) {
                units.push(unit);
            }
        }
    }
    let line = |(words, (why, units)): (&str, (Doubt, Vec<&Unit>))| {
        let name = |unit: &&Unit| match why {
            Doubt::NotReached => called(unit, by_unit.get(&unit.id).map_or(&[], Vec::as_slice), facts, today),
            _ => unit.name_on(today).to_owned(),
        };
        let names: Vec<String> = units.iter().map(name).collect();
        let above = why.has_mail() && units.iter().all(|unit| told.contains(&unit.id));
        let counts = if above { format!("{:02} đơn vị nêu trên", units.len()) } else { listed(&names, most) };
        let title = match why {
            Doubt::NotReached => "Chưa nhắc được".to_owned(),
            Doubt::Unheard => "Chưa thấy báo cáo".to_owned(),
            _ => wording::upper_first(words),
        };
        DigestReport { activity: false, title, due: String::new(), counts, missing: String::new() }
    };
    reasons.into_iter().map(line).collect()
}

/// Few names stand alone, more with how many they are, and what is more than `most` is only counted.
fn listed(names: &[String], most: usize) -> String {
    let shown: Vec<&str> = names.iter().map(String::as_str).collect();
    match names.len() {
        ..=ENOUGH => shown.join("; "),
        count if count > most => format!("{count:02} đơn vị"),
        count => name_list(&shown, count),
    }
}

/// "Huyện ủy Định Sơn (thư nhắc 16/6 bị trả lại, phải gọi điện; ĐT 0208 3000 205)".
fn called(unit: &Unit, rows: &[&Row], facts: &BoardFacts, today: Date) -> String {
    let phone = unit.phone.as_ref().map(|phone| format!("ĐT {phone}"));
    let known: Vec<String> = asked(unit, rows, (facts, today), DAYS).into_iter().chain(phone).collect();
    let name = unit.name_on(today);
    if known.is_empty() { name.to_owned() } else { format!("{name} ({})", known.join(", ")) }
}
