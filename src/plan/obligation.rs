//! Who owes which report for which period: the list that arrivals close.

use jiff::civil::Date;

use super::{DueKind, PeriodRule, Plan, Report, ReportId};
use crate::calendar::deadline::Deadline;
use crate::calendar::{Period, Span};
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
            let term = Term::of(rules, plan, report, period);
            if term.touches(first, last) {
                owed.extend(rules.roster.units.iter().filter_map(|unit| term.of_unit(unit)));
            }
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
    Term::of(rules, plan, report, period).of_unit(unit)
}

/// A report for one period: when it is due, and which other reports take its place.
struct Term<'r> {
    plan: &'r Plan,
    report: &'r Report,
    period: Period,
    deadline: Option<Deadline>,
    /// Longer reports that stand for it, and later plans' reports asked for instead of it. They owe nothing to others
    /// themselves here: a plan that overrides a plan that overrides a third names both.
    rivals: Vec<Term<'r>>,
}

impl<'r> Term<'r> {
    fn of(rules: &'r Rules, plan: &'r Plan, report: &'r Report, period: Period) -> Self {
        let mut term = Self::alone(rules, plan, report, period);
        for (their_plan, other) in rules.plans.reports() {
            let instead = other.instead_of.contains(&report.id) && their_plan.id != plan.id;
            let longer = other.stands_for.contains(&report.id);
            if !instead && !longer {
                continue;
            }
            let theirs = periods(&other.periods, period.first_day(), period.last_day()).into_iter();
            let rivals = theirs.map(|period| Self::alone(rules, their_plan, other, period));
            term.rivals.extend(rivals.filter(|rival| {
                (instead && encloses(rival.period, period) && rival.period.last_day() == period.last_day())
                    || (longer && rival.stands_for(period))
            }));
        }
        term
    }

    fn alone(rules: &'r Rules, plan: &'r Plan, report: &'r Report, period: Period) -> Self {
        let zone = &rules.office.time_zone;
        let deadline = report.due.as_ref().and_then(|due| Deadline::of(due, period, &rules.calendar, zone));
        Self { plan, report, period, deadline, rivals: Vec::new() }
    }

    fn of_unit(&self, unit: &Unit) -> Option<Obligation> {
        let owed = self.is_owed_by(unit) && !self.rivals.iter().any(|rival| rival.is_owed_by(unit));
        owed.then(|| Obligation {
            unit: unit.id.clone(),
            report: self.report.id.clone(),
            period: self.period,
            deadline: self.deadline.clone(),
        })
    }

    fn touches(&self, first: Date, last: Date) -> bool {
        let due_inside = self.deadline.as_ref().is_some_and(|due| (first..=last).contains(&due.nominal));
        due_inside || (self.period.first_day() <= last && first <= self.period.last_day())
    }

    /// A unit owes a period when it exists during it and on the due day: what ended earlier is not accused, and what
    /// came after owes nothing for the time before. The plan must be in force then, and not be younger than the due day.
    fn is_owed_by(&self, unit: &Unit) -> bool {
        let (first, last) = (self.period.first_day(), self.period.last_day());
        let due = self.deadline.as_ref().map(|deadline| deadline.nominal);
        // A unit that changed its group owes what its group of that day owes.
        self.report.owed_by.includes_on(unit, due.unwrap_or(last))
            && unit.validity.overlaps(first, last)
            && due.is_none_or(|due| unit.validity.contains(due))
            && self.plan.validity.overlaps(first, last)
            && due.is_none_or(|due| self.plan.validity.from.is_none_or(|from| from <= due))
    }

    /// Whether this longer report stands for the shorter `period`: it holds the last day on which the longer one is on
    /// time, or the end of the longer one where that is due later. So the half year due "trước ngày 20/6" stands for
    /// June (and for the second quarter), the year due "trước ngày 30/11" for November.
    fn stands_for(&self, period: Period) -> bool {
        let end = self.period.last_day();
        let before = |deadline: &Deadline| match deadline.kind {
            DueKind::Before => deadline.nominal.yesterday().unwrap_or(deadline.nominal),
            DueKind::By | DueKind::Within | DueKind::At => deadline.nominal,
        };
        let day = self.deadline.as_ref().map_or(end, before).clamp(self.period.first_day(), end);
        encloses(self.period, period) && (period.first_day()..=period.last_day()).contains(&day)
    }
}

fn encloses(wider: Period, period: Period) -> bool {
    wider.first_day() <= period.first_day() && period.last_day() <= wider.last_day()
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
pub fn periods(rule: &PeriodRule, first: Date, last: Date) -> Vec<Period> {
    if let PeriodRule::Once(period) = rule {
        return vec![*period];
    }
    let years = first.year().saturating_sub(1)..=last.year().saturating_add(1);
    let spans = spans(rule);
    years.flat_map(|year| spans.iter().filter_map(move |span| Period::new(year, *span).ok())).collect()
}

/// The spans of a year that a rule asks for; none of incidents, which have no calendar.
#[must_use]
pub fn spans(rule: &PeriodRule) -> Vec<Span> {
    match rule {
        PeriodRule::Months(months) => months.iter().map(|month| Span::Month(*month)).collect(),
        PeriodRule::Quarters(quarters) => quarters.iter().map(|quarter| Span::Quarter(*quarter)).collect(),
        PeriodRule::FirstHalf => vec![Span::Half(1)],
        PeriodRule::SecondHalf => vec![Span::Half(2)],
        PeriodRule::NineMonths => vec![Span::NineMonths],
        PeriodRule::Year => vec![Span::Year],
        PeriodRule::Once(period) => vec![period.span()],
        PeriodRule::AdHoc => Vec::new(),
    }
}

#[cfg(test)]
mod tests;
