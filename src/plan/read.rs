//! Reads a plan from the TOML file that the office writes for it.

mod due;

use super::{OwedBy, PeriodRule, Plan, PlanId, Plans, Report, ReportId};
use crate::calendar::Period;
use crate::office::form::{Form, Put, Section};
use crate::roster::check::{Fault, fatal};
use crate::roster::read::id_of;
use crate::roster::{GroupId, Roster, UnitId, Validity};

/// Reads a plan. `file` is its name in the plans folder; without an `id` the plan is called after it.
///
/// # Errors
/// All faults at once when one of them forbids to use the plan; else they come with it.
pub fn read(text: &str, file: &str) -> Result<(Plan, Vec<Fault>), Vec<Fault>> {
    let form = Form::parse(file, text);
    let root = form.root();
    let plan = plan(&root, file);
    root.finish();
    let faults = form.into_faults();
    match plan {
        Some(plan) if !fatal(&faults) => Ok((plan, faults)),
        _ => Err(faults),
    }
}

fn plan(root: &Section<'_, '_>, file: &str) -> Option<Plan> {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = base.strip_suffix(".toml").unwrap_or(base);
    let id = match root.text("id") {
        Some(written) => id(root, &written, |text| PlanId::new(text).ok()),
        None => id_of(stem).and_then(|id| PlanId::new(id.as_str()).ok()),
    };
    let title = root.required("title", "tên kế hoạch");
    let number = root.text("number").map(|text| text.value).filter(|text| !text.is_empty());
    let date = root.date("date").map(|date| date.value);
    let validity = validity(root);
    let sections = root.sections("report");
    if sections.is_empty() {
        root.error(
            root.span(),
            "kế hoạch chưa có loại báo cáo nào".to_owned(),
            "Mỗi loại báo cáo là một mục [[report]]",
            "thêm ít nhất một mục [[report]] như tệp mẫu",
        );
    }
    let reports: Vec<Report> = sections.iter().filter_map(report).collect();
    for section in sections {
        section.finish();
    }
    Some(Plan { id: id?, title: title?.value, number, date, validity, reports })
}

fn validity(root: &Section<'_, '_>) -> Validity {
    let (from, to) = (root.date("valid_from"), root.date("valid_to"));
    if let (Some(from), Some(to)) = (&from, &to)
        && from.value > to.value
    {
        root.error(
            to.span.clone(),
            "valid_to trước valid_from".to_owned(),
            "Ngày hết hiệu lực không được trước ngày có hiệu lực",
            "đổi lại hai ngày, hoặc bỏ dòng chưa biết",
        );
    }
    Validity { from: from.map(|day| day.value), to: to.map(|day| day.value) }
}

fn id<T>(section: &Section<'_, '_>, written: &Put<String>, make: impl Fn(&str) -> Option<T>) -> Option<T> {
    let made = make(&written.value);
    if made.is_none() {
        section.error(
            written.span.clone(),
            format!("mã “{}” không hợp lệ", written.value),
            "Mã gồm chữ thường không dấu, số và gạch nối, dài không quá 64",
            "ghi mã như 6-thang, so-nganh",
        );
    }
    made
}

/// Groups and units may be given by key or by name: "Sở, ngành" is "so-nganh".
fn ids<T>(section: &Section<'_, '_>, key: &'static str, make: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let written = section.texts(key).unwrap_or_default();
    let make = |text: &str| make(text).or_else(|| make(id_of(text)?.as_str()));
    written.iter().filter_map(|text| id(section, text, make)).collect()
}

fn report(section: &Section<'_, '_>) -> Option<Report> {
    let written = section.required("id", "mã của loại báo cáo");
    let id = written.and_then(|text| id(section, &text, |text| ReportId::new(text).ok()));
    let name = section.required("name", "tên loại báo cáo");
    let aliases = section.texts("aliases").unwrap_or_default().into_iter().map(|text| text.value).collect();
    let periods = periods(section);
    let owed_by = OwedBy {
        groups: ids(section, "groups", |text| GroupId::new(text).ok()),
        units: ids(section, "units", |text| UnitId::new(text).ok()),
        except: ids(section, "except", |text| UnitId::new(text).ok()),
    };
    if owed_by.groups.is_empty() && owed_by.units.is_empty() {
        section.error(
            section.span(),
            "chưa ghi ai phải gửi báo cáo này".to_owned(),
            "Mỗi loại báo cáo có groups (nhóm đơn vị) hoặc units (đơn vị)",
            "thêm dòng groups = [\"so-nganh\"]",
        );
    }
    let due = due::read(section, periods.as_ref());
    let remind_before = section.numbers("remind_before", 0..=60).unwrap_or_else(|| vec![3, 1]);
    let overdue_after = section.numbers("overdue_after", 1..=60).unwrap_or_else(|| vec![1, 3]);
    let paper = section.flag("paper").unwrap_or(false);
    let (id, name, periods) = (id?, name?.value, periods?);
    Some(Report { id, name, aliases, periods, owed_by, due, remind_before, overdue_after, paper })
}

/// What `period` may be.
const PERIODS: &str = "month (tháng), quarter (quý), half (6 tháng đầu năm), second-half (6 tháng cuối năm), \
     nine-months (9 tháng), year (năm), once (một kỳ, ghi ở for), adhoc (đột xuất)";

fn periods(section: &Section<'_, '_>) -> Option<PeriodRule> {
    let months = section.numbers("months", 1..=12);
    let quarters = section.numbers("quarters", 1..=4);
    let once = section.text("for");
    let written = section.required("period", "kỳ báo cáo")?;
    let rule = match written.value.as_str() {
        "month" => PeriodRule::Months(months.clone().unwrap_or_else(|| (1..=12).collect())),
        "quarter" => PeriodRule::Quarters(quarters.clone().unwrap_or_else(|| (1..=4).collect())),
        "half" | "first-half" => PeriodRule::FirstHalf,
        "second-half" => PeriodRule::SecondHalf,
        "nine-months" => PeriodRule::NineMonths,
        "year" => PeriodRule::Year,
        "adhoc" => PeriodRule::AdHoc,
        "once" => PeriodRule::Once(single(section, once.as_ref(), &written)?),
        other => {
            let what = format!("kỳ báo cáo “{other}” không có");
            section.error(
                written.span,
                what,
                &format!("period là một trong: {PERIODS}"),
                "chọn một kỳ trong danh sách",
            );
            return None;
        }
    };
    let idle = [
        (months.is_some() && !matches!(rule, PeriodRule::Months(_)), "months"),
        (quarters.is_some() && !matches!(rule, PeriodRule::Quarters(_)), "quarters"),
        (once.is_some() && !matches!(rule, PeriodRule::Once(_)), "for"),
    ];
    for (_, key) in idle.iter().filter(|(idle, _)| *idle) {
        section.error(
            written.span.clone(),
            format!("“{key}” không đi với period = \"{}\"", written.value),
            "months đi với month, quarters với quarter, for với once",
            "bỏ dòng thừa hoặc sửa period",
        );
    }
    Some(rule)
}

fn single(section: &Section<'_, '_>, once: Option<&Put<String>>, period: &Put<String>) -> Option<Period> {
    let written = once.unwrap_or(period);
    let parsed = once.and_then(|once| once.value.parse().ok());
    if parsed.is_none() {
        section.error(
            written.span.clone(),
            "period = \"once\" cần khóa for ghi đúng một kỳ".to_owned(),
            "Kỳ ghi dạng 2020-06, 2020-Q1, 2020-H1 (6 tháng đầu năm), 2020-9M, 2020",
            "thêm dòng for = \"2020-H1\"",
        );
    }
    parsed
}

/// What only shows when plans and roster are seen together: report keys used twice, groups and units that nobody has.
/// `files` names the file of each plan.
#[must_use]
pub fn check(plans: &Plans, files: &[String], roster: &Roster) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: Vec<(&ReportId, &str)> = Vec::new();
    for (plan, file) in plans.plans.iter().zip(files) {
        for report in &plan.reports {
            let place = format!("báo cáo “{}”", report.id);
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
            strangers(report, roster, |what, remedy| {
                let rule = "Nhóm và đơn vị trong kế hoạch phải có trong danh sách đơn vị";
                faults.push(Fault::error(file, &place, what, rule, &remedy));
            });
        }
    }
    faults
}

fn strangers(report: &Report, roster: &Roster, mut complain: impl FnMut(String, String)) {
    for group in report.owed_by.groups.iter().filter(|id| !roster.groups.iter().any(|group| group.id == **id)) {
        let known: Vec<&str> = roster.groups.iter().map(|group| group.id.as_str()).collect();
        complain(format!("không có nhóm “{group}”"), format!("các nhóm hiện có: {}", known.join(", ")));
    }
    for unit in report.owed_by.units.iter().chain(&report.owed_by.except).filter(|id| roster.unit(id).is_none()) {
        let near = roster.units.iter().map(|known| {
            let distance = strsim::damerau_levenshtein(known.id.as_str(), unit.as_str());
            (distance, known.id.as_str())
        });
        let near = near.min().map_or("", |(_, id)| id);
        complain(format!("không có đơn vị “{unit}”"), format!("có phải là “{near}”?"));
    }
}

#[cfg(test)]
mod tests;
