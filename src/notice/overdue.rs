//! After the due date: on which days a missing report is called overdue.

use jiff::civil::Date;

use crate::office::Rules;
use crate::standing::Row;

/// The days on which `row` is called overdue, if it is still missing then: so many working days after the last day on
/// which nobody is called overdue: that of an arrival in time, or the end of the plan's grace.
#[must_use]
pub fn days(row: &Row, rules: &Rules) -> Vec<Date> {
    let Some((_, report)) = rules.plans.report(&row.report) else { return Vec::new() };
    let Some(deadline) = &row.deadline else { return Vec::new() };
    let last = deadline.last_graced_day();
    report.overdue_after.iter().map(|days| rules.calendar.add_workdays(last, u16::from(*days))).collect()
}

/// How many working days have passed since the last day that was not late.
#[must_use]
pub fn workdays(row: &Row, rules: &Rules, today: Date) -> usize {
    row.deadline.as_ref().map_or(0, |deadline| rules.calendar.workdays_between(deadline.last_day(), today))
}
