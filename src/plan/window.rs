//! The time that a report's figures cover, where the plan counts them from one report to the next.

use jiff::civil::Date;

use super::obligation::{owed, periods};
use super::{Asks, DueKind, Report, ReportId};
use crate::calendar::Period;
use crate::office::Rules;
use crate::roster::Unit;

/// A year back holds at least one report of any plan that has a next one.
const BACK: i64 = 400;

/// From which day to which the figures run that `unit` reports when `report` is due on `until`: from the day that the
/// plan names for its report before ("số liệu được cập nhật giữa hai kỳ báo cáo"). None when the plan does not count
/// so, and for the first report under it.
#[must_use]
pub fn window(rules: &Rules, unit: &Unit, report: &ReportId, until: Date) -> Option<(Date, Date)> {
    let (plan, report) = rules.plans.report(report)?;
    if !plan.figures_between || !is_periodic(report) {
        return None;
    }
    let since = until.checked_sub(jiff::Span::new().days(BACK)).ok()?;
    let mut before: Vec<(Date, &Report, Period)> = Vec::new();
    // The report of a later plan asked for instead of one of these is one of the series.
    let series = rules.plans.reports().map(|(_, other)| other).filter(|other| {
        let theirs = |id: &ReportId| plan.reports.iter().any(|own| own.id == *id);
        is_periodic(other) && (theirs(&other.id) || other.instead_of.iter().any(theirs))
    });
    for other in series {
        let due = other.due.as_ref();
        let named = periods(&other.periods, since, until)
            .into_iter()
            .filter_map(|period| Some((due?.nominal(period)?, other, period)));
        before.extend(named.filter(|(day, ..)| (since..until).contains(day)));
    }
    before.sort_by_key(|(day, ..)| std::cmp::Reverse(*day));
    let last = before.into_iter().find(|(_, other, period)| owed(rules, unit, &other.id, *period).is_some())?;
    Some((last.0, until))
}

/// Due on a day; a list wanted "within the quarter" interrupts no series.
fn is_periodic(report: &Report) -> bool {
    let dated = report.due.as_ref().is_some_and(|due| matches!(due.kind, DueKind::Before | DueKind::By));
    report.asks == Asks::Report && dated
}
