//! By which other periods reports call themselves: the one of nine months is "báo cáo quý III" where a plan says so.

use super::Desk;
use crate::calendar::{Period, Span};
use crate::evidence::words;
use crate::plan::obligation::spans;
use crate::plan::{Asks, Report};

/// The report's own period that is meant by one of which its names speak and that ends with it; none when they do not.
pub(super) fn meant(report: &Report, period: Period) -> Option<Period> {
    let (_, own) = of_report(report).into_iter().find(|(theirs, _)| *theirs == period.span())?;
    Period::new(period.year(), own).ok()
}

/// Whether some report of the plans calls itself by both.
pub(super) fn join(desk: &Desk<'_>, one: Period, other: Period) -> bool {
    let mut reports = desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    let spans = |period: Period, report: &Report| meant(report, period).map(Period::span);
    reports.any(|report| spans(one, report) == Some(other.span()) || spans(other, report) == Some(one.span()))
}

/// The spans in a report's names that are not its own and end with one of its own: (theirs, own).
fn of_report(report: &Report) -> Vec<(Span, Span)> {
    let own = spans(&report.periods);
    let names = std::iter::once(&report.name).chain(&report.aliases);
    let spoken = names.flat_map(|name| words::read(name).periods).map(|mention| mention.span);
    let foreign = spoken.filter(|span| !own.contains(span));
    let pair = |span: Span| {
        let same_end = own.iter().find(|own| words::last_month(**own) == words::last_month(span));
        same_end.map(|own| (span, *own))
    };
    foreign.filter_map(pair).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::{OwedBy, PeriodRule, ReportId};

    fn pairs(name: &str, periods: PeriodRule) -> Vec<(Span, Span)> {
        of_report(&Report::new(ReportId::new("bc").unwrap(), name, periods, OwedBy::default()))
    }

    #[test]
    fn a_report_is_also_called_by_a_period_that_ends_with_its_own() {
        assert_eq!(pairs("Báo cáo 9 tháng (quý III)", PeriodRule::NineMonths), [(Span::Quarter(3), Span::NineMonths)]);
        let third = pairs("Báo cáo quý III (9 tháng đầu năm)", PeriodRule::Quarters(vec![1, 3]));
        assert_eq!(third, [(Span::NineMonths, Span::Quarter(3))]);
        assert_eq!(pairs("Báo cáo quý II và 6 tháng", PeriodRule::FirstHalf), [(Span::Quarter(2), Span::Half(1))]);
    }

    #[test]
    fn a_period_that_ends_on_another_day_is_no_name_of_it() {
        assert_eq!(pairs("Báo cáo 9 tháng, có số liệu 6 tháng", PeriodRule::NineMonths), []);
        assert_eq!(pairs("Báo cáo quý I", PeriodRule::Quarters(vec![1])), []);
    }
}
