//! Units in a digest: what of theirs is open, when they were asked, whom to call, and whether it is a habit.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{ONE_BY_ONE, name_list, report_of};
use crate::calendar::Period;
use crate::letter::values::{DigestReport, DigestUnit};
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::{Unit, UnitId};
use crate::standing::figures::{Repeater, repeaters};
use crate::standing::{BoardFacts, Doubt, Escalated, Row, Standing, address};

/// The units with rows of the `wanted` standings, in the office's order, each with all of them in one line.
pub(in crate::notice) fn units(
    rows: &[Row],
    rules: &Rules,
    (facts, today): (&BoardFacts, Date),
    habits: &BTreeMap<&UnitId, String>,
    wanted: impl Fn(&Row) -> bool,
) -> Vec<DigestUnit> {
    let by_unit = by_unit(rows, wanted);
    // Two hundred units may miss the same report; its title is put together once.
    let mut titles: BTreeMap<(Period, &ReportId), String> = BTreeMap::new();
    for row in by_unit.values().flatten() {
        titles.entry((row.period, &row.report)).or_insert_with(|| report_of(rules, &row.report, row.period));
    }
    let line = |unit: &Unit| {
        let rows = by_unit.get(&unit.id)?;
        let said = rows.iter().map(|row| {
            let title = titles.get(&(row.period, &row.report)).map_or("", String::as_str);
            format!("{title} ({})", row.standing.words())
        });
        let what = said.collect::<Vec<_>>().join(", ");
        let habit = habits.get(&unit.id).cloned();
        let note = habit.into_iter().chain([note(unit, rows, facts, today)]).collect::<Vec<_>>().join("; ");
        Some(DigestUnit { unit: unit.name_on(today).to_owned(), what, note })
    };
    rules.roster.units.iter().filter_map(line).collect()
}

/// The rows of the `wanted` standings by their units, what is due first before the rest.
pub(super) fn by_unit(rows: &[Row], wanted: impl Fn(&Row) -> bool) -> BTreeMap<&UnitId, Vec<&Row>> {
    let mut by_unit: BTreeMap<&UnitId, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| wanted(row)) {
        by_unit.entry(&row.unit).or_default().push(row);
    }
    for rows in by_unit.values_mut() {
        rows.sort_by_key(|row| due_day(row));
    }
    by_unit
}

/// The same where they (so many `units`) are too many for a letter: what is open, and under it the names; else empty.
pub(super) fn brief(
    units: usize,
    rows: &[Row],
    rules: &Rules,
    today: Date,
    wanted: impl Fn(&Row) -> bool,
) -> Vec<DigestReport> {
    if units <= ONE_BY_ONE {
        return Vec::new();
    }
    type Named<'r> = ((Period, &'r ReportId, String), Vec<&'r str>);
    let mut groups: Vec<Named<'_>> = Vec::new();
    let mut rows: Vec<&Row> = rows.iter().filter(|row| wanted(row)).collect();
    rows.sort_by_key(|row| (due_day(row), row.period, &row.report, std::cmp::Reverse(row.standing.days())));
    for row in rows {
        let Some(unit) = rules.roster.unit(&row.unit) else { continue };
        let words = row.standing.words();
        let same = |group: &&mut Named<'_>| group.0.0 == row.period && *group.0.1 == row.report && group.0.2 == words;
        match groups.iter_mut().find(same) {
            Some((_, names)) => names.push(unit.name_on(today)),
            None => groups.push(((row.period, &row.report, words), vec![unit.name_on(today)])),
        }
    }
    let line = |((period, report, words), names): Named<'_>| DigestReport {
        activity: false,
        missing: String::new(),
        title: wording::upper_first(&format!("{} ({words})", report_of(rules, report, period))),
        due: String::new(),
        counts: name_list(&names, names.len()),
    };
    groups.into_iter().map(line).collect()
}

/// When it is due; what has no date comes last.
fn due_day(row: &Row) -> Date {
    row.deadline.as_ref().map_or(Date::MAX, |due| due.nominal)
}

/// "đã nhắc 16/6, 18/6", and where these are more days than `most`, "đã nhắc 6 lần, gần nhất 24/6"; none when that is not
/// known any more.
pub(super) fn asked(unit: &Unit, rows: &[&Row], (facts, today): (&BoardFacts, Date), most: usize) -> Option<String> {
    // What was written leaves within minutes, unless a person has stopped all sending.
    let stopped = facts.health.paused.is_some();
    let mut unsent: Vec<Date> = rows.iter().filter(|_| stopped).flat_map(|row| row.unsent.iter().copied()).collect();
    unsent.sort_unstable();
    unsent.dedup();
    let mut days: Vec<Date> =
        rows.iter().flat_map(|row| row.asked.iter().copied()).filter(|day| !unsent.contains(day)).collect();
    days.sort_unstable();
    days.dedup();
    let mut vain: Vec<Date> = rows.iter().flat_map(|row| row.vain.iter().copied()).collect();
    vain.sort_unstable();
    vain.dedup();
    let listed = |days: &[Date]| match days.last() {
        Some(last) if days.len() > most => format!("{} lần, gần nhất {}", days.len(), wording::day_and_month(*last)),
        _ => days.iter().copied().map(wording::day_and_month).collect::<Vec<_>>().join(", "),
    };
    let wider = Escalated::words(rows.iter().flat_map(|row| &row.escalated));
    let wider = wider.map(|words| format!(" ({words})")).unwrap_or_default();
    let doubtful = rows.iter().any(|row| matches!(row.standing, Standing::Maybe { why } if why.is_unreached()));
    let lost = address(unit, facts, today).is_none() && !unit.mailboxes_on(today).0.is_empty();
    Some(if !days.is_empty() && doubtful {
        let call = if lost { ", nay phải gọi điện" } else { "" };
        format!("đã gửi thư nhắc {}{wider}{call}", listed(&days))
    } else if !days.is_empty() {
        format!("đã nhắc {}{wider}", listed(&days))
    } else if !unsent.is_empty() {
        format!("thư nhắc {} chưa gửi đi", listed(&unsent))
    } else if !vain.is_empty() {
        format!("thư nhắc {} bị trả lại, phải gọi điện", listed(&vain))
    } else if unit.mailboxes_on(today).0.is_empty() {
        "chưa có địa chỉ thư điện tử".to_owned()
    } else if lost {
        "địa chỉ thư không nhận được, phải gọi điện".to_owned()
    } else if rows.iter().any(|row| row.is_beyond_memory(today)) {
        return None;
    } else {
        "chưa nhắc".to_owned()
    })
}

/// "đã nhắc 16/6, 18/6; liên hệ đồng chí Lê Thị Hoa, ĐT 0238 3 844 100".
fn note(unit: &Unit, rows: &[&Row], facts: &BoardFacts, today: Date) -> String {
    let doubt = rows.iter().find_map(|row| match row.standing {
        // Of that the letter tells before all else.
        Standing::Maybe { why: Doubt::Unheard } => None,
        Standing::Maybe { why } => Some(why.words().to_owned()),
        _ => None,
    });
    let asked = asked(unit, rows, (facts, today), usize::MAX);
    let phone = unit.phone.as_ref().map(|phone| format!("ĐT {phone}"));
    let call: Vec<String> = unit.contact.iter().cloned().chain(phone).collect();
    let call = (!call.is_empty()).then(|| format!("liên hệ {}", call.join(", ")));
    let away = away(unit, facts, today);
    doubt.into_iter().chain(asked).chain(away).chain(call).collect::<Vec<_>>().join("; ")
}

/// "báo vắng đến hết 25/6".
pub(super) fn away(unit: &Unit, facts: &BoardFacts, today: Date) -> Option<String> {
    let away = facts.away.get(&unit.id).filter(|away| away.until >= today)?;
    Some(match away.named {
        true => format!("báo vắng đến hết {}", wording::day_and_month(away.until)),
        false => "đang vắng, không rõ đến ngày nào".to_owned(),
    })
}

/// How many of its last obligations a habit is told from.
const LAST: usize = 6;

/// Who is late again and again: "chậm hoặc thiếu 3/6 lần gần đây".
pub(super) fn habits<'r>(rows: &'r [Row], rules: &'r Rules, now: Timestamp) -> BTreeMap<&'r UnitId, String> {
    let told = |who: &Repeater<'r>| format!("chậm hoặc thiếu {}/{} lần gần đây", who.lapses.len(), who.looked_at);
    repeaters(rows, rules, LAST, now).iter().map(|who| (&who.unit.id, told(who))).collect()
}
