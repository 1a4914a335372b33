//! Who owes which report for which period: the list that arrivals close.

use jiff::civil::Date;

use super::{DueRule, PeriodRule, Plan, Report, ReportId};
use crate::calendar::deadline::Deadline;
use crate::calendar::{Calendar, Period, Span};
use crate::office::Rules;
use crate::roster::{Unit, UnitId};

/// One line of that list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// Who owes it.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// For which period.
    pub period: Period,
    /// By when; none for reports without a date.
    pub deadline: Option<Deadline>,
}

/// Every obligation whose period or due day touches `first..=last`: by plan, report, period, then in the roster's
/// order. Reports on incidents are never owed before they happen, so none of them is here.
#[must_use]
pub fn obligations(rules: &Rules, first: Date, last: Date) -> Vec<Obligation> {
    let mut owed = Vec::new();
    for (plan, report) in rules.plans.reports() {
        for period in periods(&report.periods, first, last) {
            owed.extend(of_period(rules, plan, report, period, (first, last)));
        }
    }
    owed
}

/// Whether `unit` owes `report` for `period` under `plan`, with its deadline; none when it does not.
#[must_use]
pub fn owed(rules: &Rules, unit: &Unit, report: &ReportId, period: Period) -> Option<Obligation> {
    let (plan, report) = rules.plans.report(report)?;
    if !has_period(&report.periods, period) {
        return None;
    }
    let deadline = deadline(report.due.as_ref(), period, &rules.calendar, rules);
    owes(plan, report, unit, period, deadline.as_ref()).then(|| Obligation {
        unit: unit.id.clone(),
        report: report.id.clone(),
        period,
        deadline,
    })
}

fn of_period(rules: &Rules, plan: &Plan, report: &Report, period: Period, range: (Date, Date)) -> Vec<Obligation> {
    let deadline = deadline(report.due.as_ref(), period, &rules.calendar, rules);
    let (first, last) = range;
    let due_inside = deadline.as_ref().is_some_and(|due| (first..=last).contains(&due.nominal));
    let touches = period.first_day() <= last && first <= period.last_day();
    if !due_inside && !touches {
        return Vec::new();
    }
    let units = rules.roster.units.iter().filter(|unit| owes(plan, report, unit, period, deadline.as_ref()));
    units
        .map(|unit| Obligation { unit: unit.id.clone(), report: report.id.clone(), period, deadline: deadline.clone() })
        .collect()
}

/// A unit owes a period when it exists during it and on the due day: what ended earlier is not accused, and what came
/// after owes nothing for the time before. The plan must be in force then, and not be younger than the due day.
fn owes(plan: &Plan, report: &Report, unit: &Unit, period: Period, deadline: Option<&Deadline>) -> bool {
    let (first, last) = (period.first_day(), period.last_day());
    let due = deadline.map(|deadline| deadline.nominal);
    report.owed_by.includes(unit)
        && unit.validity.overlaps(first, last)
        && due.is_none_or(|due| unit.validity.contains(due))
        && plan.validity.overlaps(first, last)
        && due.is_none_or(|due| plan.validity.from.is_none_or(|from| from <= due))
}

fn deadline(rule: Option<&DueRule>, period: Period, calendar: &Calendar, rules: &Rules) -> Option<Deadline> {
    Deadline::of(rule?, period, calendar, &rules.office.time_zone)
}

/// Whether a report with this rule has `period`.
#[must_use]
pub fn has_period(rule: &PeriodRule, period: Period) -> bool {
    match (rule, period.span()) {
        (PeriodRule::Months(months), Span::Month(month)) => months.contains(&month),
        (PeriodRule::Quarters(quarters), Span::Quarter(quarter)) => quarters.contains(&quarter),
        (PeriodRule::FirstHalf, Span::Half(1))
        | (PeriodRule::SecondHalf, Span::Half(2))
        | (PeriodRule::NineMonths, Span::NineMonths)
        | (PeriodRule::Year, Span::Year)
        | (PeriodRule::AdHoc, Span::AdHoc(..)) => true,
        (PeriodRule::Once(once), _) => *once == period,
        _ => false,
    }
}

/// The periods of a rule in the years around the range: one year to either side suffices, as nothing is due more than
/// a year after its period.
fn periods(rule: &PeriodRule, first: Date, last: Date) -> Vec<Period> {
    let years = first.year().saturating_sub(1)..=last.year().saturating_add(1);
    let spans: Vec<Span> = match rule {
        PeriodRule::Months(months) => months.iter().map(|month| Span::Month(*month)).collect(),
        PeriodRule::Quarters(quarters) => quarters.iter().map(|quarter| Span::Quarter(*quarter)).collect(),
        PeriodRule::FirstHalf => vec![Span::Half(1)],
        PeriodRule::SecondHalf => vec![Span::Half(2)],
        PeriodRule::NineMonths => vec![Span::NineMonths],
        PeriodRule::Year => vec![Span::Year],
        PeriodRule::Once(period) => return vec![*period],
        PeriodRule::AdHoc => return Vec::new(),
    };
    years.flat_map(|year| spans.iter().filter_map(move |span| Period::new(year, *span).ok())).collect()
}

#[cfg(test)]
mod tests;
