//! What of the office concerns one leader: all of it, or the groups and reports of his field.

use jiff::civil::Date;

use crate::calendar::Period;
use crate::office::{Briefing, Rules};
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grid::day_of;
use crate::standing::{BoardFacts, OpenIncident, OpenMail, Row};

/// What a leader is told of.
#[derive(Debug, Clone, Copy)]
pub struct Scope<'r> {
    rules: &'r Rules,
    briefing: Option<&'r Briefing>,
    today: Date,
}

impl<'r> Scope<'r> {
    /// That of `leader`.
    #[must_use]
    pub fn of(rules: &'r Rules, leader: &str, today: Date) -> Self {
        Self { rules, briefing: rules.office.briefing(leader), today }
    }

    /// Whether it is the whole office.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.briefing.is_none_or(|briefing| briefing.groups.is_empty() && briefing.reports.is_empty())
    }

    /// Whether a line of the board lies in it.
    #[must_use]
    pub fn row(&self, row: &Row) -> bool {
        self.report(&row.report) && self.unit(&row.unit, day_of(row))
    }

    /// Whether a receipt lies in it.
    pub(super) fn receipt(&self, unit: &UnitId, report: &ReportId, period: Period) -> bool {
        self.report(report) && self.unit(unit, period.last_day())
    }

    /// The mails that wait and lie in it. Whose one is may be unclear: then it may be anybody's.
    pub(super) fn mails<'f>(&self, facts: &'f BoardFacts) -> Vec<&'f OpenMail> {
        let mine = |mail: &&OpenMail| mail.unit.as_ref().is_none_or(|unit| self.unit(unit, self.today));
        facts.open.iter().filter(mine).collect()
    }

    /// Whether a case lies in it. One that concerns no unit concerns everybody.
    pub(super) fn case(&self, case: &OpenIncident) -> bool {
        case.units.is_empty() || case.units.iter().any(|unit| self.unit(unit, self.today))
    }

    /// The names of its groups and reports; empty for the whole office.
    #[must_use]
    pub fn words(&self) -> String {
        let Some(briefing) = self.briefing else { return String::new() };
        let groups = self.rules.roster.groups.iter().filter(|group| briefing.groups.contains(&group.id));
        let reports = briefing.reports.iter().filter_map(|id| self.rules.plans.report(id));
        let names = groups.map(|group| group.name.clone());
        let names = names.chain(reports.map(|(_, report)| crate::letter::wording::lower_first(&report.name)));
        names.collect::<Vec<_>>().join("; ")
    }

    fn report(&self, report: &ReportId) -> bool {
        self.briefing.is_none_or(|briefing| briefing.reports.is_empty() || briefing.reports.contains(report))
    }

    fn unit(&self, unit: &UnitId, day: Date) -> bool {
        let Some(briefing) = self.briefing.filter(|briefing| !briefing.groups.is_empty()) else { return true };
        self.rules.roster.unit(unit).is_some_and(|unit| briefing.groups.contains(unit.group_on(day)))
    }
}
