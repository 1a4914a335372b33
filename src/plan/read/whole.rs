//! What only shows when all plans and the list of units are seen together.

use std::collections::BTreeSet;

use jiff::civil::{Date, date};

use crate::plan::obligation::{has_period, periods};
use crate::plan::{Asks, OwedBy, PeriodRule, Plan, Plans, Report, ReportId};
use crate::roster::check::Fault;
use crate::roster::{Roster, Unit, UnitId};
use crate::spelling;

/// One plan and the file in which it stands.
#[derive(Clone, Copy)]
struct Sheet<'a> {
    plan: &'a Plan,
    file: &'a str,
}

/// What only shows when plans and roster are seen together: report keys used twice, groups, units and reports that
/// nobody has, two reports that a mail cannot tell apart. `files` names the file of each plan.
#[must_use]
pub fn check(plans: &Plans, files: &[String], roster: &Roster) -> Vec<Fault> {
    let mut faults = Vec::new();
    let sheets = || plans.plans.iter().zip(files).map(|(plan, file)| Sheet { plan, file });
    let mut seen: Vec<(&ReportId, &str)> = Vec::new();
    faults.extend(keys(plans, files));
    for Sheet { plan, file } in sheets() {
        for report in &plan.reports {
            let place = place(report);
            if let Some((_, first)) = seen.iter().find(|(id, _)| **id == report.id) {
                faults.push(Fault::error(
                    file,
                    &place,
                    format!("mã báo cáo đã dùng trong {first}"),
                    "Mã báo cáo là duy nhất trong tất cả các kế hoạch",
                    "đặt mã khác, ví dụ thêm năm: 6-thang-2020",
                ));
            }
            seen.push((&report.id, file));
            for owed_by in std::iter::once(&report.owed_by).chain(report.topics.iter().map(|topic| &topic.owed_by)) {
                strangers(owed_by, roster, |what, remedy| faults.push(stranger(file, &place, what, &remedy)));
            }
            faults.extend(named(report, plan, file, plans));
            faults.extend(idle_topics(report, file, roster));
            faults.extend(idle(report, file, roster));
        }
        for field in plan.fields.iter().filter(|field| roster.unit(&field.unit).is_none()) {
            let (what, remedy) = unknown_unit(&field.unit, roster);
            faults.push(stranger(file, "mục [[field]]", what, &remedy));
        }
    }
    let all: Vec<(Sheet<'_>, &Report)> =
        sheets().flat_map(|sheet| sheet.plan.reports.iter().map(move |report| (sheet, report))).collect();
    for (index, (sheet, report)) in all.iter().enumerate() {
        let earlier = all.iter().take(index);
        faults.extend(earlier.filter_map(|other| alike((*sheet, report), (other.0, other.1), roster)));
    }
    faults.extend(super::awaiting::check(plans, files, roster));
    faults
}

/// Topics for units that do not owe the report: nobody would ever be told of them.
fn idle_topics(report: &Report, file: &str, roster: &Roster) -> Vec<Fault> {
    let owed_by = &report.owed_by;
    let sends = |unit: &Unit| {
        let groups = std::iter::once(&unit.group).chain(unit.former.iter().map(|former| &former.group));
        let named = owed_by.units.contains(&unit.id) || groups.into_iter().any(|group| owed_by.groups.contains(group));
        named && !owed_by.except.contains(&unit.id)
    };
    let named = report.topics.iter().flat_map(|topic| topic.owed_by.units.iter().map(move |id| (topic, id)));
    let idle = named.filter_map(|(topic, id)| roster.unit(id).filter(|unit| !sends(unit)).map(|unit| (topic, unit)));
    idle.map(|(topic, unit)| {
        Fault::warning(
            file,
            &place(report),
            format!("“{}” phải làm rõ “{}” nhưng không phải gửi báo cáo này", unit.name, topic.name),
            "Nội dung phải làm rõ chỉ được nhắc cho đơn vị gửi báo cáo",
            "thêm đơn vị vào units của báo cáo, hoặc bỏ khỏi nội dung",
        )
    })
    .collect()
}

/// Plans that bear the key of one before them.
fn keys(plans: &Plans, files: &[String]) -> Vec<Fault> {
    let sheets: Vec<_> = plans.plans.iter().zip(files).collect();
    let twice = sheets.iter().enumerate().filter_map(|(index, (plan, file))| {
        let (_, first) = sheets.iter().take(index).find(|(other, _)| other.id == plan.id)?;
        Some(Fault::error(
            file,
            &format!("kế hoạch “{}”", plan.id),
            format!("mã kế hoạch đã dùng trong {first}"),
            "Mỗi kế hoạch một mã; không ghi id thì mã là tên tệp",
            "đặt mã khác ở dòng id, hoặc xóa tệp nếu là bản chép",
        ))
    });
    twice.collect()
}

fn place(report: &Report) -> String {
    format!("báo cáo “{}”", report.id)
}

pub(super) fn stranger(file: &str, place: &str, what: String, remedy: &str) -> Fault {
    Fault::error(file, place, what, "Nhóm và đơn vị trong kế hoạch phải có trong danh sách đơn vị", remedy)
}

pub(super) fn strangers(owed_by: &OwedBy, roster: &Roster, mut complain: impl FnMut(String, String)) {
    for group in owed_by.groups.iter().filter(|id| !roster.groups.iter().any(|group| group.id == **id)) {
        let known: Vec<&str> = roster.groups.iter().map(|group| group.id.as_str()).collect();
        complain(format!("không có nhóm “{group}”"), format!("các nhóm hiện có: {}", known.join(", ")));
    }
    for unit in owed_by.units.iter().chain(&owed_by.except).filter(|id| roster.unit(id).is_none()) {
        let (what, remedy) = unknown_unit(unit, roster);
        complain(what, remedy);
    }
}

fn unknown_unit(unit: &UnitId, roster: &Roster) -> (String, String) {
    let known = roster.units.iter().map(|known| known.id.as_str());
    let remedy = near_or(unit.as_str(), known, "xem mã ở cột “Mã” của danh sách đơn vị");
    (format!("không có đơn vị “{unit}”"), remedy)
}

/// The known key that is meant, when one is written alike; else what to do.
fn near_or<'k>(written: &str, known: impl Iterator<Item = &'k str>, otherwise: &str) -> String {
    let near = known.map(|known| (strsim::damerau_levenshtein(known, written), known)).min();
    let alike = near.filter(|(distance, _)| *distance <= (written.len() / 2).clamp(1, 4));
    alike.map_or_else(|| otherwise.to_owned(), |(_, known)| format!("có phải là “{known}”?"))
}

/// A report that nobody owes: every unit that is named is excepted, or its group is empty.
fn idle(report: &Report, file: &str, roster: &Roster) -> Option<Fault> {
    let named = !report.owed_by.groups.is_empty() || !report.owed_by.units.is_empty();
    let ever = |unit: &Unit| {
        let days = unit.former.iter().filter_map(|former| former.validity.to);
        report.owed_by.includes(unit) || days.into_iter().any(|day| report.owed_by.includes_on(unit, day))
    };
    let known = report.owed_by.groups.iter().all(|id| roster.groups.iter().any(|group| group.id == *id));
    (named && known && !roster.units.iter().any(ever)).then(|| {
        Fault::warning(
            file,
            &place(report),
            "không đơn vị nào phải gửi báo cáo này".to_owned(),
            "Đơn vị phải gửi là đơn vị nêu ở groups, units và không nêu ở except",
            "xem lại groups, units, except",
        )
    })
}

/// The remedy for a report that no plan has.
pub(super) fn near_report(written: &ReportId, plans: &Plans) -> String {
    let known: Vec<&str> = plans.reports().map(|(_, known)| known.id.as_str()).collect();
    near_or(written.as_str(), known.iter().copied(), &format!("các mã đã có: {}", known.join(", ")))
}

/// Faults of the other reports that a report names.
fn named(report: &Report, plan: &Plan, file: &str, plans: &Plans) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut fault = |what: String, rule: &str, remedy: &str| {
        faults.push(Fault::error(file, &place(report), what, rule, remedy));
    };
    for (key, ids) in [("stands_for", &report.stands_for), ("instead_of", &report.instead_of)] {
        for id in ids {
            let Some((theirs, other)) = plans.report(id) else {
                fault(
                    format!("{key} nêu báo cáo “{id}” không có trong kế hoạch nào"),
                    "stands_for và instead_of ghi mã của báo cáo đã có",
                    &near_report(id, plans),
                );
                continue;
            };
            if other.id == report.id || (key == "instead_of" && theirs.id == plan.id) {
                fault(
                    format!("{key} nêu “{id}” của chính kế hoạch này"),
                    "instead_of thay báo cáo của một kế hoạch khác; stands_for nêu một báo cáo ngắn hơn",
                    "bỏ dòng này, hoặc xóa báo cáo cũ khỏi kế hoạch",
                );
            } else if key == "instead_of" && !share_a_period(&report.periods, &other.periods) {
                fault(
                    format!("instead_of nêu “{id}” nhưng hai báo cáo không có kỳ nào chung"),
                    "Báo cáo của kế hoạch sau chỉ thay báo cáo cùng kỳ của kế hoạch trước",
                    "sửa period, for hoặc instead_of",
                );
            }
        }
    }
    faults
}

/// Two documents asked of one unit for one period: only the words of a mail can tell which it is.
fn alike(new: (Sheet<'_>, &Report), old: (Sheet<'_>, &Report), roster: &Roster) -> Option<Fault> {
    let ((sheet, report), (other_sheet, other)) = (new, old);
    let documents = report.asks == Asks::Report && other.asks == Asks::Report;
    let settled = report.instead_of.contains(&other.id)
        || other.instead_of.contains(&report.id)
        || report.stands_for.contains(&other.id)
        || other.stands_for.contains(&report.id);
    let incidents = report.periods == PeriodRule::AdHoc && other.periods == PeriodRule::AdHoc;
    let meet = |a: &Plan, b: &Plan| {
        let (from, to) = (a.validity.from.unwrap_or(Date::MIN), a.validity.to.unwrap_or(Date::MAX));
        b.validity.overlaps(from, to)
    };
    let both = |unit: &&Unit| report.owed_by.includes(unit) && other.owed_by.includes(unit);
    if !documents || settled || are_called_apart(report, other) || !meet(sheet.plan, other_sheet.plan) {
        return None;
    }
    if !incidents && !share_a_period(&report.periods, &other.periods) {
        return None;
    }
    let unit = roster.units.iter().find(both)?;
    let remedy = if sheet.plan.id == other_sheet.plan.id {
        "ghi name, aliases của hai báo cáo khác hẳn nhau, hoặc để nguyên nếu đã khác".to_owned()
    } else {
        let key = &other.id;
        format!("nếu kế hoạch này thay kế hoạch trước thì thêm instead_of = [\"{key}\"]; nếu không thì để nguyên")
    };
    Some(Fault::warning(
        sheet.file,
        &place(report),
        format!("“{}” phải gửi cả báo cáo này và “{}” ({}) cho cùng một kỳ", unit.name, other.id, other_sheet.file),
        "Hai báo cáo cùng đơn vị, cùng kỳ chỉ phân biệt được bằng tên gọi; thư không rõ tên phải có người xem",
        &remedy,
    ))
}

/// Whether each of two reports has a word of its own in its names beside those for reports and periods: then a mail that
/// uses the plan's words is told apart.
fn are_called_apart(one: &Report, other: &Report) -> bool {
    const SHARED: [&str; 14] =
        ["bao", "cao", "ket", "qua", "thang", "quy", "nam", "dau", "cuoi", "so", "tong", "cong", "tac", "thuc"];
    let words = |report: &Report| {
        let names = std::iter::once(&report.name).chain(&report.aliases).map(|name| spelling::fold(name));
        let words = names.flat_map(|name| name.split(' ').map(str::to_owned).collect::<Vec<_>>());
        let telling = |word: &String| word.chars().count() > 2 && !SHARED.contains(&word.as_str());
        words.filter(telling).collect::<BTreeSet<String>>()
    };
    let (one, other) = (words(one), words(other));
    one.difference(&other).next().is_some() && other.difference(&one).next().is_some()
}

/// Whether there is a period that both rules have; those of a single year stand for all years.
fn share_a_period(one: &PeriodRule, other: &PeriodRule) -> bool {
    let year = match (one, other) {
        (PeriodRule::Once(period), _) | (_, PeriodRule::Once(period)) => period.year(),
        _ => 2024,
    };
    let mut of_one = periods(one, date(year, 1, 1), date(year, 12, 31)).into_iter();
    of_one.any(|period| has_period(other, period))
}
