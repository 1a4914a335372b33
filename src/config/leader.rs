//! The entries `[[leader]]`: which leader is told of what, and when.

use jiff::civil::{Time, Weekday};

use super::read::{address, filled};
use super::{FILE, Fault};
use crate::office::form::{Put, Section};
use crate::office::{Briefing, Office};
use crate::plan::{Plans, ReportId};
use crate::roster::{GroupId, Roster};

/// Reads them all.
pub(super) fn briefings(root: &Section<'_, '_>) -> Vec<Briefing> {
    root.sections("leader").into_iter().filter_map(briefing).collect()
}

fn briefing(section: Section<'_, '_>) -> Option<Briefing> {
    let to = section.required("address", "địa chỉ thư của lãnh đạo").and_then(|text| address(&section, &text));
    let name = filled(&section, "name").map(|text| text.value);
    let groups = ids(&section, "groups", |text| GroupId::new(text).ok());
    let reports = ids(&section, "reports", |text| ReportId::new(text).ok());
    let at = section.time("at").map(|time| time.value);
    let days = section.texts("days").unwrap_or_default();
    let days = days.iter().filter_map(|text| weekday(&section, text)).collect();
    section.finish();
    Some(Briefing { address: to?, name, groups, reports, at, days })
}

fn ids<T>(section: &Section<'_, '_>, key: &'static str, read: impl Fn(&str) -> Option<T>) -> Vec<T> {
    let written = section.texts(key).unwrap_or_default();
    let one = |text: &Put<String>| {
        let id = read(&text.value);
        if id.is_none() {
            section.error(
                text.span.clone(),
                format!("“{}” không phải mã trong {}", text.value, section.full(key)),
                "Mã chỉ gồm chữ thường không dấu, chữ số và gạch nối",
                "ghi mã như trong danh sách đơn vị, tệp kế hoạch",
            );
        }
        id
    };
    written.iter().filter_map(one).collect()
}

/// "thứ Hai", "thứ 2", "T2".
fn weekday(section: &Section<'_, '_>, text: &Put<String>) -> Option<Weekday> {
    let folded = crate::spelling::fold(&text.value);
    let day = match folded.trim_start_matches("thu").trim_start_matches('t').trim() {
        "hai" | "2" => Some(Weekday::Monday),
        "ba" | "3" => Some(Weekday::Tuesday),
        "tu" | "4" => Some(Weekday::Wednesday),
        "nam" | "5" => Some(Weekday::Thursday),
        "sau" | "6" => Some(Weekday::Friday),
        "bay" | "7" => Some(Weekday::Saturday),
        _ => None,
    };
    if day.is_none() {
        section.error(
            text.span.clone(),
            format!("“{}” không phải ngày trong tuần", text.value),
            "Bản tổng hợp chỉ gửi vào ngày làm việc",
            "ghi days = [\"thứ Hai\", \"thứ Năm\"]; bỏ dòng này nếu gửi mọi ngày làm việc",
        );
    }
    day
}

/// What an entry names must exist; an hour outside the office's is a slip more often than a wish.
pub(super) fn check(office: &Office, roster: &Roster, plans: &Plans) -> Vec<Fault> {
    let mut faults = Vec::new();
    let mut seen: Vec<&str> = Vec::new();
    for briefing in &office.briefings {
        let place = format!("[[leader]] {}", briefing.address);
        let unknown = |what: String, key: &str, known: String| {
            Fault::error(FILE, &place, what, &format!("{key} của [[leader]] phải có thật. Hiện có: {known}"), "sửa mã")
        };
        if seen.contains(&briefing.address.as_str()) {
            let rule = "Mỗi lãnh đạo một mục [[leader]]";
            faults.push(Fault::error(FILE, &place, "ghi hai lần".to_owned(), rule, "gộp hai mục làm một"));
        }
        seen.push(&briefing.address);
        let groups: Vec<&str> = roster.groups.iter().map(|group| group.id.as_str()).collect();
        for group in briefing.groups.iter().filter(|group| !groups.contains(&group.as_str())) {
            faults.push(unknown(format!("không có nhóm đơn vị “{group}”"), "groups", groups.join(", ")));
        }
        let reports: Vec<&str> = plans.reports().map(|(_, report)| report.id.as_str()).collect();
        for report in briefing.reports.iter().filter(|report| !reports.contains(&report.as_str())) {
            faults.push(unknown(format!("không có báo cáo “{report}”"), "reports", reports.join(", ")));
        }
        faults.extend(briefing.at.and_then(|at| outside(office, at, &place)));
    }
    faults
}

fn outside(office: &Office, at: Time, place: &str) -> Option<Fault> {
    let (first, last) = office.working_hours;
    (!(first..last).contains(&at)).then(|| {
        Fault::warning(
            FILE,
            place,
            format!("giờ gửi bản tổng hợp {} nằm ngoài giờ làm việc", crate::letter::wording::time(at)),
            "Bản tổng hợp vẫn gửi vào giờ ấy của ngày làm việc",
            "sửa at nếu ghi nhầm",
        )
    })
}
