//! Which reports a person may choose for a mail: first what the unit owes around that time.

use jiff::civil::Date;
use serde::Serialize;

use super::super::Look;
use super::form::what;
use crate::desk::named;
use crate::dossier::register::number_name;
use crate::letter::wording;
use crate::plan::obligation;
use crate::roster::UnitId;
use crate::standing::{self, BoardFacts, Filter, days_after, grant};

/// Reports whose periods touch so many days around the receipt are offered.
const AROUND: (i32, i32) = (-200, 45);

/// One report for one period.
#[derive(Debug, Serialize)]
pub(in crate::web) struct Choice {
    value: String,
    words: String,
    pub chosen: bool,
}

/// What the unit owes around the day of receipt, then every other report of that time.
pub(in crate::web) fn choices(
    look: &Look<'_>,
    facts: &BoardFacts,
    (unit, day): (Option<&UnitId>, Date),
    chosen: &str,
) -> (Vec<Choice>, Vec<Choice>) {
    let rules = look.rules();
    let days = (days_after(day, AROUND.0), days_after(day, AROUND.1));
    let filter = Filter { unit: unit.cloned(), days: Some(days), ..Filter::default() };
    let rows = unit.map(|_| standing::board(rules, facts, &filter, look.now())).unwrap_or_default();
    let mut owed: Vec<Choice> = Vec::new();
    for row in rows {
        let title = grant::title(rules, &row.report, row.period);
        let known = match (&row.current, &row.deadline) {
            (Some(receipt), _) => format!("đã có số {}", number_name(receipt.number)),
            (None, Some(due)) => format!("chưa có, hạn {}", wording::date(due.nominal)),
            (None, None) => "chưa có".to_owned(),
        };
        let value = what(row.report.as_str(), row.period);
        owed.push(Choice { chosen: value == chosen, words: format!("{title} – {known}"), value });
    }
    let mut others: Vec<Choice> = Vec::new();
    for (_, report) in rules.plans.reports() {
        for period in obligation::periods(&report.periods, days.0, days.1) {
            let near = period.first_day() <= days.1 && days.0 <= period.last_day();
            let value = what(report.id.as_str(), period);
            if near && !owed.iter().any(|choice| choice.value == value) {
                let words = grant::title(rules, &report.id, period);
                others.push(Choice { chosen: value == chosen, words, value });
            }
        }
    }
    let known = owed.iter().chain(&others).any(|choice| choice.chosen);
    if let Some((report, period)) = chosen.split_once(' ').filter(|_| !known)
        && let (Ok(report), Ok(period)) = (named::report(report, rules), named::period(period))
    {
        let words = grant::title(rules, &report, period);
        others.push(Choice { chosen: true, words, value: chosen.to_owned() });
    }
    (owed, others)
}
