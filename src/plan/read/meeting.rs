//! One meeting of a plan: a `[[meeting]]` section.

use super::{due, id, ids, line, owed_by, report};
use crate::office::form::{Put, Section};
use crate::plan::meeting::{Held, Meeting, MeetingId, Week};
use crate::plan::{PeriodRule, ReportId};

const RULE: &str = "held là { week = \"first\" } hoặc { week = \"last\" } (kèm month nếu không phải tháng cuối kỳ), \
     { before = \"26/6/2020\" } (xong trước ngày), hoặc { on = \"30/6/2020\" } (đúng ngày)";

/// Reads it; none when it lacks what it cannot be without.
pub(super) fn read(section: &Section<'_, '_>) -> Option<Meeting> {
    let written = section.required("id", "mã của hội nghị");
    let id = written.and_then(|text| id(section, &text, |text| MeetingId::new(text).ok()));
    let name = section.required("name", "tên hội nghị");
    let periods = report::periods(section);
    if periods == Some(PeriodRule::AdHoc) {
        section.error(
            section.span(),
            "hội nghị không theo vụ việc đột xuất".to_owned(),
            "Hội nghị định kỳ có period là month, quarter, half, second-half, nine-months, year hoặc once",
            "chọn một kỳ trong danh sách",
        );
    }
    let held = held(section, periods.as_ref());
    let attended_by = owed_by(section);
    let wording = line(section, "wording");
    let waits_for = ids(section, "waits_for", |text| ReportId::new(text).ok());
    Some(Meeting { id: id?, name: name?.value, periods: periods?, held, attended_by, wording, waits_for })
}

/// None where the plan leaves the day open, or its rule is faulty.
fn held(meeting: &Section<'_, '_>, periods: Option<&PeriodRule>) -> Option<Held> {
    let section = meeting.section("held")?;
    let (week, month) = (section.text("week"), section.number("month", 1..=12));
    let (before, on) = (section.text("before"), section.text("on"));
    let held = match (week, before, on) {
        (Some(week), None, None) => {
            let month = month.as_ref().and_then(|month| u8::try_from(month.value).ok());
            which(&section, &week).map(|week| Held::InWeek(week, month))
        }
        (None, Some(day), None) => due::one(&section, &day, periods).map(Held::Before),
        (None, None, Some(day)) => due::one(&section, &day, periods).map(Held::On),
        (None, None, None) => {
            complain(&section, "chưa ghi hội nghị họp khi nào", "ghi một trong ba, hoặc bỏ held nếu chưa định ngày");
            None
        }
        _ => {
            complain(&section, "hội nghị có nhiều cách định ngày", "chỉ giữ một trong week, before, on");
            None
        }
    };
    if let (Some(month), Some(Held::Before(_) | Held::On(_))) = (month, held) {
        section.error(month.span, "“month” chỉ đi với week".to_owned(), RULE, "bỏ month; ghi tháng vào ngày");
    }
    section.finish();
    held
}

fn complain(section: &Section<'_, '_>, what: &str, remedy: &str) {
    section.error(section.span(), what.to_owned(), RULE, remedy);
}

fn which(section: &Section<'_, '_>, written: &Put<String>) -> Option<Week> {
    match written.value.as_str() {
        "first" => Some(Week::First),
        "last" => Some(Week::Last),
        other => {
            let what = format!("week = “{other}” không có");
            section.error(written.span.clone(), what, "week là first (tuần đầu) hoặc last (tuần cuối)", RULE);
            None
        }
    }
}
