//! The office's own reports upward: what it writes itself from what the units sent, by when, and what it waits for.

use jiff::civil::Date;

use super::meeting::awaited;
use super::obligation::periods;
use super::{DueRule, PeriodRule, Plan, Plans, ReportId};
use crate::calendar::deadline::Deadline;
use crate::calendar::{Period, period};
use crate::office::Rules;

/// A report that the office owes to others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OwnReport {
    /// The key; no report of the units has it.
    pub id: ReportId,
    /// "Báo cáo kết quả công tác khoa giáo".
    pub name: String,
    /// To whom: "Ban Thường vụ Tỉnh ủy".
    pub to: Option<String>,
    /// Which periods exist.
    pub periods: PeriodRule,
    /// By when; none where the plan names no date.
    pub due: Option<DueRule>,
    /// The units' reports that it is made from.
    pub waits_for: Vec<ReportId>,
}

/// An own report of one period, with its deadline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty<'r> {
    /// The plan that asks for it.
    pub plan: &'r Plan,
    /// The report.
    pub report: &'r OwnReport,
    /// For which period.
    pub period: Period,
    /// By when; none without a date.
    pub deadline: Option<Deadline>,
}

impl Duty<'_> {
    /// "Báo cáo kết quả công tác khoa giáo quý I năm 2019".
    #[must_use]
    pub fn title(&self) -> String {
        period::title(&self.report.name, self.period)
    }

    /// The day under which a calendar shows it: the named one, or the last of the period.
    #[must_use]
    pub fn day(&self) -> Date {
        self.deadline.as_ref().map_or_else(|| self.period.last_day(), |due| due.nominal)
    }

    /// The units' reports that it is made from, each with its period: those that end within this one's period. What
    /// is due only after this report cannot go into it.
    #[must_use]
    pub fn awaited(&self, plans: &Plans) -> Vec<(ReportId, Period)> {
        awaited(plans, &self.report.waits_for, self.period, self.deadline.as_ref().map(|due| due.nominal))
    }
}

/// The office's own reports whose [day](Duty::day) lies in `first..=last`, by day.
#[must_use]
pub fn duties<'r>(rules: &'r Rules, first: Date, last: Date) -> Vec<Duty<'r>> {
    let mut found = Vec::new();
    for plan in &rules.plans.plans {
        for report in &plan.own {
            let all = periods(&report.periods, first, last).into_iter();
            let duties = all.filter_map(|period| duty(rules, plan, report, period));
            found.extend(duties.filter(|duty| (first..=last).contains(&duty.day())));
        }
    }
    found.sort_by_key(Duty::day);
    found
}

fn duty<'r>(rules: &'r Rules, plan: &'r Plan, report: &'r OwnReport, period: Period) -> Option<Duty<'r>> {
    let deadline =
        report.due.as_ref().and_then(|due| Deadline::of(due, period, &rules.calendar, &rules.office.time_zone));
    let duty = Duty { plan, report, period, deadline };
    let in_force = plan.validity.overlaps(period.first_day(), period.last_day())
        && plan.validity.from.is_none_or(|from| from <= duty.day());
    in_force.then_some(duty)
}

#[cfg(test)]
mod tests;
