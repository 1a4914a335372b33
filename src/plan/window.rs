//! The time that a report's figures cover, where the plan counts them from one report to the next.
//!
//! "Số liệu được cập nhật giữa hai kỳ báo cáo" says where one report's figures end and the next one's begin. It is said
//! of reports that follow each other: each month's after the month's before, or each quarter's where none is asked for
//! by the month. A report that gathers several of those comes in their row and in the place of one of them, but a
//! half-year's figures cut at the last month's report would be a month's. It tells the figures of the period that it is
//! called after, from its first day, and where it is due before the period ends, as far as they go when it is written.
//! Half-years and years are never told otherwise: nobody understands anything else by "6 tháng đầu năm".
//!
//! No day is counted twice: who must send "trước ngày 20" tells the 19th at most, and the next report begins with the
//! 20th.

use jiff::civil::Date;

use super::obligation::{owed, periods};
use super::{Asks, DueKind, Report, ReportId};
use crate::calendar::{Period, Span};
use crate::office::Rules;
use crate::roster::Unit;

/// Months of the longest report that may be one of a row.
const QUARTER: u8 = 3;
/// A year back holds at least one report of any plan that has a next one.
const BACK: i64 = 400;

/// The days that figures cover.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The first.
    pub from: Date,
    /// The last; none: that of writing the report, which is due before its period ends.
    pub until: Option<Date>,
}

/// Which figures `unit` reports when `report` for `period` is due on the day `due`. None when the plan does not count
/// so, and for the first report under it.
#[must_use]
pub fn window(rules: &Rules, unit: &Unit, report: &ReportId, period: Period, due: Date) -> Option<Window> {
    let (plan, report) = rules.plans.report(report)?;
    if !plan.figures_between || !is_periodic(report) {
        return None;
    }
    let last = last_told(report, due);
    // The report of a later plan asked for instead of one of these is one of the series.
    let series = rules.plans.reports().map(|(_, other)| other).filter(|other| {
        let theirs = |id: &ReportId| plan.reports.iter().any(|own| own.id == *id);
        is_periodic(other) && (theirs(&other.id) || other.instead_of.iter().any(theirs))
    });
    let since = due.checked_sub(jiff::Span::new().days(BACK)).ok()?;
    let mut before: Vec<(Date, &Report, Period)> = Vec::new();
    let own = Window { from: period.first_day(), until: Some(period.last_day()).filter(|end| *end <= last) };
    if months(period) > QUARTER {
        return Some(own);
    }
    for other in series {
        let of_unit = |period: &Period| owed(rules, unit, &other.id, *period).is_some();
        let around = periods(&other.periods, since, due);
        if around.iter().any(|other| months(*other) < months(period) && of_unit(other)) {
            return Some(own);
        }
        let named = around.into_iter().filter_map(|period| Some((other.due.as_ref()?.nominal(period)?, other, period)));
        before.extend(named.filter(|(day, ..)| (since..due).contains(day)));
    }
    before.sort_by_key(|(day, ..)| std::cmp::Reverse(*day));
    let (day, other, _) =
        before.into_iter().find(|(_, other, period)| owed(rules, unit, &other.id, *period).is_some())?;
    Some(Window { from: last_told(other, day).tomorrow().ok()?, until: Some(last) })
}

/// The last day that a report due on `due` can tell of.
fn last_told(report: &Report, due: Date) -> Date {
    let by = report.due.as_ref().is_some_and(|rule| rule.kind == DueKind::By);
    if by { due } else { due.yesterday().unwrap_or(due) }
}

/// How long a period is.
fn months(period: Period) -> u8 {
    match period.span() {
        Span::AdHoc(..) => 0,
        Span::Month(_) => 1,
        Span::Quarter(_) => QUARTER,
        Span::Half(_) => 6,
        Span::NineMonths => 9,
        Span::Year => 12,
    }
}

/// Due on a day; a list wanted "within the quarter" interrupts no series.
fn is_periodic(report: &Report) -> bool {
    let dated = report.due.as_ref().is_some_and(|due| matches!(due.kind, DueKind::Before | DueKind::By));
    report.asks == Asks::Report && dated
}
