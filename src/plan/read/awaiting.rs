//! What only shows when meetings and the office's own reports are seen beside all plans and the list of units.

use jiff::civil::date;

use super::whole::{near_report, stranger, strangers};
use crate::plan::meeting::inside;
use crate::plan::obligation::periods;
use crate::plan::{PeriodRule, Plans, ReportId};
use crate::roster::Roster;
use crate::roster::check::Fault;

/// Keys used twice, groups and units that nobody has, reports that cannot be waited for.
pub(super) fn check(plans: &Plans, files: &[String], roster: &Roster) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (plan, file) in plans.plans.iter().zip(files) {
        for meeting in &plan.meetings {
            let place = format!("hội nghị “{}”", meeting.id);
            faults.extend(taken(&mut seen, meeting.id.as_str(), file, &place));
            strangers(&meeting.attended_by, roster, |what, remedy| faults.push(stranger(file, &place, what, &remedy)));
            faults.extend(awaited(&meeting.waits_for, &meeting.periods, plans, file, &place));
        }
    }
    let mut seen: Vec<(&str, &str)> = Vec::new();
    for (plan, file) in plans.plans.iter().zip(files) {
        seen.extend(plan.reports.iter().map(|report| (report.id.as_str(), file.as_str())));
    }
    for (plan, file) in plans.plans.iter().zip(files) {
        for own in &plan.own {
            let place = format!("báo cáo của cơ quan “{}”", own.id);
            faults.extend(taken(&mut seen, own.id.as_str(), file, &place));
            faults.extend(awaited(&own.waits_for, &own.periods, plans, file, &place));
        }
    }
    faults
}

fn taken<'p>(seen: &mut Vec<(&'p str, &'p str)>, id: &'p str, file: &'p str, place: &str) -> Option<Fault> {
    let first = seen.iter().find(|(known, _)| *known == id).map(|(_, first)| *first);
    seen.push((id, file));
    let what = format!("mã “{id}” đã dùng trong {}", first?);
    let rule = "Mã của hội nghị, mã của báo cáo là duy nhất trong tất cả các kế hoạch";
    Some(Fault::error(file, place, what, rule, "đặt mã khác, ví dụ thêm năm: giao-ban-2020"))
}

/// Faults of the reports that something waits for.
fn awaited(waits_for: &[ReportId], rule: &PeriodRule, plans: &Plans, file: &str, place: &str) -> Vec<Fault> {
    let fault = |what: String, rule: &str, remedy: &str| Fault::error(file, place, what, rule, remedy);
    let judge = |id: &ReportId| match plans.report(id) {
        None => Some(fault(
            format!("waits_for nêu báo cáo “{id}” không có trong kế hoạch nào"),
            "waits_for ghi mã của báo cáo mà đơn vị gửi",
            &near_report(id, plans),
        )),
        Some((_, report)) if report.periods == PeriodRule::AdHoc => Some(fault(
            format!("waits_for nêu “{id}” là báo cáo đột xuất"),
            "Chỉ chờ được báo cáo có kỳ",
            "bỏ mã này khỏi waits_for",
        )),
        Some((_, report)) if !meets(rule, &report.periods) => Some(fault(
            format!("waits_for nêu “{id}” nhưng không kỳ nào của báo cáo ấy kết thúc trong kỳ này"),
            "Báo cáo được chờ là báo cáo có kỳ kết thúc trong kỳ của hội nghị hoặc báo cáo của cơ quan",
            "sửa period, quarters hoặc waits_for",
        )),
        Some(_) => None,
    };
    waits_for.iter().filter_map(judge).collect()
}

/// Whether a period of `awaited` ends within one of `rule`.
fn meets(rule: &PeriodRule, awaited: &PeriodRule) -> bool {
    let year = match (rule, awaited) {
        (PeriodRule::Once(period), _) | (_, PeriodRule::Once(period)) => period.year(),
        _ => 2024,
    };
    let mut all = periods(rule, date(year, 1, 1), date(year, 12, 31)).into_iter();
    all.any(|whole| inside(awaited, whole).next().is_some())
}

#[cfg(test)]
mod tests;
