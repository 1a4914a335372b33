//! Before the due date: on which days a unit is reminded.

use jiff::civil::Date;

use crate::office::Rules;
use crate::standing::{Exception, Row, days_after};

/// The days on which `row` is reminded of, if it is still missing then: so many days before the date that the plan
/// names, or to which the office extended it. A day off gives way to the working day before, so that the unit still
/// has the days that the office meant to give it.
#[must_use]
pub fn days(row: &Row, rules: &Rules) -> Vec<Date> {
    let Some((_, report)) = rules.plans.report(&row.report) else { return Vec::new() };
    let Some(deadline) = &row.deadline else { return Vec::new() };
    let until = match row.exception {
        Some(Exception::Extended(until)) => until,
        _ => deadline.nominal,
    };
    let ahead = report.remind_before.iter();
    ahead.map(|days| rules.calendar.previous_workday(days_after(until, i32::from(*days).saturating_neg()))).collect()
}
