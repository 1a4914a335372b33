//! What changed among the overdue since the last digest: who became so, and who has sent all the same.

use jiff::Timestamp;

use super::report_of;
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::{Row, Standing};

/// How many are named.
const NAMES: usize = 5;

/// A sentence for each kind of change; none when nothing changed.
pub(super) fn sentences(rows: &[Row], rules: &Rules, since: Timestamp, now: Timestamp) -> Vec<String> {
    let from = format!("ngày {}", wording::day_and_month(rules.office.time_zone.to_datetime(since).date()));
    let overdue: Vec<&Row> = rows.iter().filter(|row| matches!(row.standing, Standing::Overdue { .. })).collect();
    let (old, new): (Vec<&Row>, Vec<&Row>) = overdue.into_iter().partition(|row| was_overdue(row, since));
    let caught_up: Vec<&Row> = rows.iter().filter(|row| caught_up(row, since, now)).collect();
    let mut said = Vec::new();
    if !new.is_empty() && old.is_empty() {
        let units = names(&new, &old, rules).len();
        let who = if units == 1 { "Đơn vị này" } else { "Tất cả" };
        said.push(format!("{who} mới quá hạn so với {from}."));
    } else if !new.is_empty() {
        said.push(format!("Mới quá hạn so với {from}: {}.", listed(&names(&new, &old, rules))));
    }
    if !caught_up.is_empty() {
        let told: Vec<String> = caught_up.iter().filter_map(|row| late(row, rules)).collect();
        said.push(format!("Đã gửi bù từ {from}: {}.", listed(&told)));
    }
    said
}

/// Whether it was called overdue then, had somebody asked.
fn was_overdue(row: &Row, at: Timestamp) -> bool {
    row.deadline.as_ref().is_some_and(|due| {
        at >= due.on_time_until && due.due_day_until.is_none_or(|until| at >= until) && at >= due.grace_until
    })
}

fn caught_up(row: &Row, since: Timestamp, now: Timestamp) -> bool {
    let new = row.first.as_ref().is_some_and(|receipt| (since..now).contains(&receipt.news_at));
    new && matches!(row.standing, Standing::Late { .. }) && was_overdue(row, since)
}

/// Every unit once, in the order of the office's list; of one that was overdue with something else, what came to it.
fn names(new: &[&Row], old: &[&Row], rules: &Rules) -> Vec<String> {
    let named = |unit: &Unit| {
        let added = new.iter().filter(|row| row.unit == unit.id);
        let added: Vec<String> = added.map(|row| report_of(rules, &row.report, row.period)).collect();
        let before = old.iter().any(|row| row.unit == unit.id);
        match added.is_empty() {
            true => None,
            false if before => Some(format!("{} (thêm {})", unit.name, added.join(", "))),
            false => Some(unit.name.clone()),
        }
    };
    rules.roster.units.iter().filter_map(named).collect()
}

/// "Sở Y tế (báo cáo tháng 6 năm 2020, chậm 3 ngày)".
fn late(row: &Row, rules: &Rules) -> Option<String> {
    let unit = rules.roster.unit(&row.unit)?;
    let days = row.standing.days()?;
    Some(format!("{} ({}, chậm {days} ngày)", unit.name, report_of(rules, &row.report, row.period)))
}

fn listed(names: &[String]) -> String {
    let shown: Vec<&str> = names.iter().map(String::as_str).take(NAMES).collect();
    let more = names.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!("; và {more} đơn vị khác") };
    format!("{}{rest}", shown.join("; "))
}
