//! Archives with several reports of one period.

use super::is_owed;
use super::named::{self, Whole};
use crate::calendar::Period;
use crate::decision::{Desk, when};
use crate::dictionary::List;
use crate::plan::{Asks, Report};
use crate::roster::UnitId;

/// The reports of an archive that holds several of one period: those whose matter a title names, and the one on the work as a
/// whole where a title names none. None where they are not told apart so.
pub(in crate::decision) fn packed<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    index: usize,
) -> Option<Vec<(&'r Report, Period)>> {
    let matters = desk.rules.matters();
    let further = desk.evidence.further_titles.get(&index).filter(|_| !matters.is_empty())?;
    let periods = when::periods_of(desk, Some(index)).ok()?;
    let [period] = periods.as_slice() else { return None };
    let asked = |report: &Report| report.asks == Asks::Report && is_owed(desk, unit, report, *period).is_some();
    let mut general =
        desk.rules.plans.reports().map(|(_, report)| report).filter(|report| asked(report) && !matters.has(&report.id));
    let general = general.next().filter(|_| general.next().is_none());
    let mut titles: Vec<&str> = std::iter::once(desk.title(index)).chain(further.iter().map(String::as_str)).collect();
    titles.dedup();
    let mut found: Vec<(&Report, Period)> = Vec::new();
    for title in titles {
        let named = named::read(desk, title, asked);
        let whole = named.whole == Whole::Joined
            || (named.matters.is_empty() && desk.rules.dictionary.says(title).has(List::WholeWork));
        let mut meant: Vec<&Report> = if whole { vec![general?] } else { Vec::new() };
        for reports in &named.matters {
            let [report] = reports.as_slice() else { return None };
            meant.push(report);
        }
        let again = |report: &&Report| found.iter().any(|(known, _)| known.id == report.id);
        if meant.is_empty() || named.whole == Whole::Mixed || meant.iter().any(again) {
            return None;
        }
        found.extend(meant.into_iter().map(|report| (report, *period)));
    }
    (found.len() > 1).then_some(found)
}
