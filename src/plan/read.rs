//! Reads a plan from the TOML file that the office writes for it.

mod awaiting;
mod due;
mod meeting;
mod report;
mod upward;
mod whole;

use super::paper::Paper;
use super::{OwedBy, Plan, PlanId, Report, UnitField};
use crate::office::form::{Form, Put, Section};
use crate::roster::check::{Fault, fatal};
use crate::roster::read::id_of;
use crate::roster::{GroupId, UnitId, Validity};

pub use whole::check;

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
    let id = plan_id(root, file);
    let title = root.required("title", "tên kế hoạch");
    let number = line(root, "number");
    let date = root.date("date").map(|date| date.value);
    let validity = validity(root);
    let figures_between = figures(root);
    let basis = root.texts("basis").unwrap_or_default().into_iter().map(|text| text.value).collect();
    let fields = fields(root);
    let papers = papers(root);
    let notice_days_before = root.number("notice_days_before", 1..=60).and_then(|days| u8::try_from(days.value).ok());
    let sections = root.sections("report");
    let meetings = all(root.sections("meeting"), meeting::read);
    let own = all(root.sections("own"), upward::read);
    if sections.is_empty() && !root.has("meeting") && !root.has("own") {
        root.error(
            root.span(),
            "kế hoạch chưa có loại báo cáo nào".to_owned(),
            "Mỗi loại báo cáo là một mục [[report]]",
            "thêm ít nhất một mục [[report]] như tệp mẫu",
        );
    }
    let route = Route { to: line(root, "to"), via: line(root, "via") };
    let reports: Vec<Report> = all(sections, |section| report::read(section, &route));
    Some(Plan {
        id: id?,
        title: title?.value,
        number,
        date,
        basis,
        validity,
        figures_between,
        fields,
        reports,
        meetings,
        own,
        papers,
        notice_days_before,
    })
}

/// As written, or made of the file's name.
fn plan_id(root: &Section<'_, '_>, file: &str) -> Option<PlanId> {
    let base = file.rsplit(['/', '\\']).next().unwrap_or(file);
    let stem = base.strip_suffix(".toml").unwrap_or(base);
    match root.text("id") {
        Some(written) => id(root, &written, |text| PlanId::new(text).ok()),
        None => id_of(stem).and_then(|id| PlanId::new(id.as_str()).ok()),
    }
}

/// Every section of one kind, its unknown keys named.
fn all<T>(sections: Vec<Section<'_, '_>>, read: impl Fn(&Section<'_, '_>) -> Option<T>) -> Vec<T> {
    let values = sections.iter().filter_map(read).collect();
    sections.into_iter().for_each(Section::finish);
    values
}

/// To whom and through whom the reports of a plan go, where a report does not say it itself.
struct Route {
    to: Option<String>,
    via: Option<String>,
}

/// A text that is there and not empty.
fn line(section: &Section<'_, '_>, key: &'static str) -> Option<String> {
    section.text(key).map(|text| text.value).filter(|text| !text.is_empty())
}

/// The files named by `document` and `form`; they lie beside the plan, so a name holds no folder.
fn papers(root: &Section<'_, '_>) -> Vec<Paper> {
    let mut papers = Vec::new();
    for written in ["document", "form"].into_iter().filter_map(|key| root.text(key)) {
        let name = written.value.as_str();
        if name.is_empty() || name.starts_with('.') || name.contains(['/', '\\']) {
            root.error(
                written.span,
                format!("“{name}” không phải tên tệp"),
                "document (văn bản kế hoạch) và form (biểu mẫu) là tên tệp nằm cùng thư mục với tệp kế hoạch này",
                "chép tệp vào thư mục kế hoạch và ghi tên tệp, ví dụ document = \"12-KH-TGTU.pdf\"",
            );
        } else {
            papers.push(Paper::named(name));
        }
    }
    papers
}

fn figures(root: &Section<'_, '_>) -> bool {
    let Some(written) = root.text("figures") else { return false };
    match written.value.as_str() {
        "period" => false,
        "between-reports" => true,
        other => {
            root.error(
                written.span,
                format!("figures = “{other}” không có"),
                "figures là period (số liệu của kỳ báo cáo) hoặc between-reports (số liệu giữa hai kỳ báo cáo)",
                "chọn một trong hai, hoặc bỏ dòng này (mặc định period)",
            );
            false
        }
    }
}

fn fields(root: &Section<'_, '_>) -> Vec<UnitField> {
    let mut fields: Vec<UnitField> = Vec::new();
    for section in root.sections("field") {
        let unit = section.required("unit", "mã đơn vị");
        let unit = unit.and_then(|unit| id(&section, &unit, |text| UnitId::new(text).ok()).map(|id| (id, unit.span)));
        let names: Vec<String> =
            section.texts("names").unwrap_or_default().into_iter().map(|text| text.value).collect();
        if names.is_empty() {
            section.error(
                section.span(),
                "lĩnh vực của đơn vị còn trống".to_owned(),
                "Mục [[field]] ghi đơn vị (unit) và các lĩnh vực đơn vị ấy báo cáo (names)",
                "thêm dòng names = [\"môi trường\"], hoặc bỏ cả mục nếu đơn vị báo cáo mọi lĩnh vực của mình",
            );
        }
        if let Some((unit, span)) = unit {
            if fields.iter().any(|known| known.unit == unit) {
                section.error(
                    span,
                    format!("đơn vị “{unit}” có hai mục lĩnh vực"),
                    "Mỗi đơn vị một mục [[field]]",
                    "gộp các lĩnh vực vào một danh sách names",
                );
            }
            fields.push(UnitField { unit, names });
        }
        section.finish();
    }
    fields
}

/// Who owes something: groups and single units, without the excepted ones.
fn owed_by(section: &Section<'_, '_>) -> OwedBy {
    OwedBy {
        groups: ids(section, "groups", |text| GroupId::new(text).ok()),
        units: ids(section, "units", |text| UnitId::new(text).ok()),
        except: ids(section, "except", |text| UnitId::new(text).ok()),
    }
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

#[cfg(test)]
mod tests;
