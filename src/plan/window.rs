//! The time that a report's figures cover, where the plan counts them from one report to the next.
//!
//! "Số liệu được cập nhật giữa hai kỳ báo cáo" says where one report's figures end and the next one's begin. It is said
//! of reports that follow each other: each month's after the month's before, or each quarter's where none is asked for
//! by the month. A report that gathers several of those comes in their row and in the place of one of them, but a
//! half-year's figures cut at the last month's report would be a month's. It tells the figures of the period that it is
//! called after, from its first day, and where it is due before the period ends, as far as they go when it is written.
//! Half-years and years are never told otherwise: nobody understands anything else by "6 tháng đầu năm".
//!
//! A report in whose months this one is asked for, too, is another row: a monthly report on public opinion ends nothing
//! of the monthly report on the office's field, on whatever day each of them is due.
//!
//! No day is counted twice: who must send "trước ngày 20" tells the 19th at most, and the next report begins with the
//! 20th.

use jiff::civil::Date;

use super::obligation::{owed, periods};
use super::{Asks, DueKind, Plan, Report, ReportId};
use crate::calendar::{Period, Span};
use crate::office::Rules;
use crate::roster::Unit;

/// Months of the longest report that may be one of a row.
const QUARTER: u8 = 3;
/// A year back holds at least one report of any plan that has a next one.
const BACK: i64 = 400;
/// A report of the same month or quarter is due so many days away at most, and its period ends so near.
const AROUND: i64 = 130;

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
    let series = series(rules, plan);
    let since = due.checked_sub(jiff::Span::new().days(BACK)).ok()?;
    let mut before: Vec<(Date, &Report, Period)> = Vec::new();
    let own = Window { from: period.first_day(), until: Some(period.last_day()).filter(|end| *end <= last) };
    if months(period) > QUARTER {
        return Some(own);
    }
    for other in series {
        let of_unit = |period: &Period| owed(rules, unit, &other.id, *period).is_some();
        let around = periods(&other.periods, since, due);
        if around.iter().any(|other| (1..months(period)).contains(&months(*other)) && of_unit(other)) {
            return Some(own);
        }
        let named = around.into_iter().filter_map(|period| Some((other.due.as_ref()?.nominal(period)?, other, period)));
        before.extend(named.filter(|(day, ..)| (since..due).contains(day)));
    }
    before.retain(|(day, other, of)| {
        let beside = || other.id != report.id && is_asked_in(rules, unit, report, (*day, period));
        owed(rules, unit, &other.id, *of).is_some() && !beside()
    });
    let (day, other, _) = *before.iter().max_by_key(|(day, ..)| *day)?;
    // Two of them in one place: which of them ends it, nobody has said.
    let told = last_told(other, day);
    let rivals = before.iter().filter(|(rival, ..)| slot(*rival, period) == slot(day, period));
    if rivals.into_iter().any(|(rival, report, _)| last_told(report, *rival) != told) {
        return None;
    }
    Some(Window { from: told.tomorrow().ok()?, until: Some(last) })
}

/// The reports of `plan` that come on a day, and those of a later plan that are asked for instead of one of them.
fn series<'r>(rules: &'r Rules, plan: &'r Plan) -> impl Iterator<Item = &'r Report> {
    rules.plans.reports().map(|(_, other)| other).filter(|other| {
        let theirs = |id: &ReportId| plan.reports.iter().any(|own| own.id == *id);
        is_periodic(other) && (theirs(&other.id) || other.instead_of.iter().any(theirs))
    })
}

/// Whether `report` itself is asked for in the month or quarter of `day`: what is due then comes beside it, not in the
/// place of one of them, and is a row of its own.
fn is_asked_in(rules: &Rules, unit: &Unit, report: &Report, (day, period): (Date, Period)) -> bool {
    let (first, last) =
        (day.saturating_sub(jiff::Span::new().days(AROUND)), day.saturating_add(jiff::Span::new().days(AROUND)));
    periods(&report.periods, first, last).into_iter().any(|own| {
        let due = report.due.as_ref().and_then(|due| due.nominal(own));
        due.is_some_and(|due| slot(due, period) == slot(day, period)) && owed(rules, unit, &report.id, own).is_some()
    })
}

/// The month or quarter, as long as `period`, in which a day lies.
fn slot(day: Date, period: Period) -> (i16, i8) {
    let length = i8::try_from(months(period).max(1)).unwrap_or(1);
    (day.year(), day.month().saturating_sub(1).checked_div(length).unwrap_or_default())
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
