//! After the due date: on which days a missing report is called overdue.

use jiff::civil::Date;

use super::escalation::told_late;
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

/// How many working days ahead a notice reaches that came later than its day.
const STANDS_FOR: usize = 2;

/// Whether the notice of `day` was given by an earlier one: by one that named this report beside another, since whichever
/// letter names it counts, and it is named no oftener than the plan says; or by one that came late.
#[must_use]
pub fn is_given(row: &Row, rules: &Rules, day: Date) -> bool {
    let days = days(row, rules);
    days.iter().filter(|step| **step <= day).count() <= told_late(row) || came_late(row, rules, &days, day)
}

/// Whether an earlier one came late, because the machine stood still or a letter came back, so short a time before that a
/// second would only pester.
fn came_late(row: &Row, rules: &Rules, days: &[Date], day: Date) -> bool {
    let earlier = row.asked.iter().filter(|asked| **asked < day);
    earlier.filter(|asked| rules.calendar.workdays_between(**asked, day) <= STANDS_FOR).any(|asked| {
        let meant = days.iter().filter(|meant| *meant <= asked).max();
        meant.is_some_and(|meant| meant < asked && !row.asked.iter().any(|other| (meant..asked).contains(&other)))
    })
}

/// How many working days have passed since the last day that was not late.
#[must_use]
pub fn workdays(row: &Row, rules: &Rules, today: Date) -> usize {
    row.deadline.as_ref().map_or(0, |deadline| rules.calendar.workdays_between(deadline.last_day(), today))
}
