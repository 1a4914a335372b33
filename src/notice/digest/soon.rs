//! What is due within a week, and who has not sent it.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{NAMES, name_list};
use crate::calendar::Period;
use crate::letter::values::DigestReport;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::standing::{Row, Standing, days_after};

/// Until when it is to come, when that is within a week.
fn due_day(row: &Row, today: Date) -> Option<Date> {
    let due = row.deadline.as_ref()?;
    let day = match row.standing {
        Standing::Extended { until } => until,
        // On the day to which a day off moved it, it is still to come.
        Standing::Waiting => due.nominal.max(due.last_day()),
        _ => return None,
    };
    (today..=days_after(today, 7)).contains(&day).then_some(day)
}

/// Of one report and period, unless they are more than `most`: "Sở Y tế; Tỉnh đoàn (gia hạn đến 25/6)".
pub(super) fn names(rows: &[&Row], rules: &Rules, today: Date, most: usize) -> String {
    let soon = rows.iter().filter(|row| due_day(row, today).is_some());
    let named = |row: &&Row| {
        let unit = rules.roster.unit(&row.unit)?.name_on(today);
        Some(match row.standing {
            Standing::Extended { .. } => format!("{unit} ({})", row.standing.words()),
            _ => unit.to_owned(),
        })
    };
    let names: Vec<String> = soon.filter_map(named).collect();
    if names.len() > most { String::new() } else { names.join("; ") }
}

/// Each report and period, with the names.
pub(super) fn reports(rows: &[Row], rules: &Rules, today: Date) -> Vec<DigestReport> {
    let mut groups: BTreeMap<(Date, &ReportId, Period), (String, Vec<&str>)> = BTreeMap::new();
    for row in rows {
        let Some(due) = &row.deadline else { continue };
        let Some(day) = due_day(row, today) else { continue };
        let Some(unit) = rules.roster.unit(&row.unit) else { continue };
        let said = match row.standing {
            Standing::Extended { until } => format!("đến hết {}, đã gia hạn", wording::date_with_weekday(until)),
            _ => wording::due(due),
        };
        let group = groups.entry((day, &row.report, row.period)).or_insert((said, Vec::new()));
        group.1.push(&unit.name);
    }
    let line = |((_, report, period), (due, names)): ((Date, &ReportId, Period), (String, Vec<&str>))| {
        let report = rules.plans.report(report)?.1;
        Some(DigestReport {
            activity: report.asks == Asks::Activity,
            missing: String::new(),
            title: crate::calendar::period::title(&report.name, period),
            due,
            counts: name_list(&names, NAMES),
        })
    };
    groups.into_iter().filter_map(line).collect()
}
