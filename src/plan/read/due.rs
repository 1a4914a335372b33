//! The due rule of a report: `due = { before = "20/6" }`.

use crate::calendar::deadline::{DueDate, DueKind, DueRule, Roll};
use crate::office::form::{Put, Section};
use crate::plan::PeriodRule;
use crate::roster::read::parse_date;

const RULE: &str = "Hạn ghi \"ngày 20\" (của tháng đó), \"ngày 5 tháng sau\", \"20/6\", \"19/6/2020\" hoặc \"cuối kỳ\"";

/// Reads it, or the words for a date that a later document will set; neither when the report has no date, or a faulty
/// one.
pub(super) fn read(report: &Section<'_, '_>, periods: Option<&PeriodRule>) -> (Option<DueRule>, Option<String>) {
    let Some(section) = report.section("due") else { return (None, None) };
    let later = section.text("later").map(|text| text.value).filter(|text| !text.is_empty());
    if later.is_some() {
        let dated = [section.text("before"), section.text("by"), section.text("within"), section.text("at")];
        if let Some(dated) = dated.into_iter().flatten().next() {
            section.error(
                dated.span,
                "hạn vừa ghi ngày vừa ghi later".to_owned(),
                "later là câu chữ của kế hoạch khi chưa có hạn; đã có hạn thì ghi before, by, within hoặc at",
                "bỏ một trong hai",
            );
        }
        section.finish();
        return (None, later);
    }
    (rule(section, periods), None)
}

fn rule(section: Section<'_, '_>, periods: Option<&PeriodRule>) -> Option<DueRule> {
    let chosen = kind(&section);
    let wording = section.text("wording").map(|text| text.value).filter(|text| !text.is_empty());
    let hour = section.time("hour").map(|hour| hour.value);
    let roll = roll(&section);
    let grace = section.number("grace", 0..=30).map_or(0, |days| u8::try_from(days.value).unwrap_or(30));
    let rule = chosen.and_then(|(kind, text)| {
        let date = one(&section, &text, periods)?;
        let wording = wording.unwrap_or_else(|| words(kind, hour));
        Some(DueRule { kind, date, hour, wording, roll, grace })
    });
    if rule.as_ref().is_some_and(|rule| (rule.kind == DueKind::At) != rule.hour.is_some()) {
        section.error(
            section.span(),
            "hour và at phải đi cùng nhau".to_owned(),
            "Hạn theo giờ ghi cả ngày và giờ; hạn theo ngày không có giờ",
            "ghi due = { at = \"2/2/2022\", hour = \"09:00\" }",
        );
    }
    section.finish();
    rule
}

fn kind(section: &Section<'_, '_>) -> Option<(DueKind, Put<String>)> {
    let kinds = [
        (DueKind::Before, section.text("before")),
        (DueKind::By, section.text("by")),
        (DueKind::Within, section.text("within")),
        (DueKind::At, section.text("at")),
    ];
    let mut given = kinds.into_iter().filter_map(|(kind, text)| Some((kind, text?)));
    if let (Some(only), None) = (given.next(), given.next()) {
        return Some(only);
    }
    section.error(
        section.span(),
        "hạn gửi phải có đúng một trong before, by, within, at".to_owned(),
        "before = trước ngày; by = chậm nhất ngày; within = trong kỳ; at = trước giờ … ngày …; chưa có hạn thì later",
        "ghi ví dụ: due = { before = \"20/6\" }",
    );
    None
}

fn roll(section: &Section<'_, '_>) -> Roll {
    let Some(written) = section.text("roll") else { return Roll::default() };
    match written.value.as_str() {
        "none" => Roll::None,
        "next" => Roll::Next,
        "previous" => Roll::Previous,
        other => {
            section.error(
                written.span,
                format!("roll = “{other}” không có"),
                "roll là none (giữ nguyên), next (sang ngày làm việc sau) hoặc previous (về ngày làm việc trước)",
                "chọn một trong ba, hoặc bỏ dòng này (mặc định next)",
            );
            Roll::default()
        }
    }
}

pub(super) fn one(section: &Section<'_, '_>, text: &Put<String>, periods: Option<&PeriodRule>) -> Option<DueDate> {
    let Some(date) = date(&text.value) else {
        let what = format!("“{}” không phải là hạn", text.value);
        section.error(text.span.clone(), what, RULE, "ghi lại hạn theo một trong các dạng trên");
        return None;
    };
    let fixed = matches!(date, DueDate::On(_));
    if fixed && !matches!(periods, Some(PeriodRule::Once(_)) | None) {
        section.error(
            text.span.clone(),
            "hạn có cả năm nhưng báo cáo lặp lại nhiều kỳ".to_owned(),
            "Ngày có năm chỉ dùng cho báo cáo một kỳ (period = \"once\")",
            "bỏ năm (\"20/6\"), hoặc dùng period = \"once\"",
        );
    }
    if matches!(date, DueDate::DayMonth(..)) && matches!(periods, Some(PeriodRule::Months(months)) if months.len() > 1)
    {
        section.error(
            text.span.clone(),
            "hạn ghi ngày/tháng nhưng báo cáo có nhiều tháng".to_owned(),
            "Báo cáo tháng ghi hạn theo ngày trong tháng",
            "ghi \"ngày 20\" hoặc \"ngày 5 tháng sau\"",
        );
    }
    Some(date)
}

/// The date of a rule as people write it.
fn date(text: &str) -> Option<DueDate> {
    let lower = crate::spelling::lower(text);
    let words = lower.trim().trim_start_matches("ngày ").trim_start_matches("day ").trim();
    if matches!(words, "cuối kỳ" | "hết kỳ" | "end") {
        return Some(DueDate::Day(31));
    }
    if let Some(date) = parse_date(words) {
        return Some(DueDate::On(date));
    }
    if let Some((day, month)) = words.split_once('/') {
        let (day, month): (u8, u8) = (day.trim().parse().ok()?, month.trim().parse().ok()?);
        let longest = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
        let fits = longest.get(usize::from(month).checked_sub(1)?).is_some_and(|last| (1..=*last).contains(&day));
        return fits.then_some(DueDate::DayMonth(day, month));
    }
    let (day, rest) = words.split_once(' ').unwrap_or((words, ""));
    let day: u8 = day.parse().ok().filter(|day| (1..=31).contains(day))?;
    match rest.trim() {
        "" | "của tháng đó" | "tháng đó" | "trong tháng" | "hằng tháng" | "hàng tháng" => {
            Some(DueDate::Day(day))
        }
        "tháng sau" | "của tháng sau" | "next month" => Some(DueDate::DayAfter(day)),
        _ => None,
    }
}

/// The wording when the office gives none.
fn words(kind: DueKind, hour: Option<jiff::civil::Time>) -> String {
    match (kind, hour) {
        (DueKind::Before, _) => "trước ngày {ngày}".to_owned(),
        (DueKind::By, _) => "chậm nhất ngày {ngày}".to_owned(),
        (DueKind::Within, _) => "hết ngày {ngày}".to_owned(),
        (DueKind::At, hour) => {
            let hour = hour.unwrap_or_default();
            format!("trước {:02} giờ {:02} ngày {{ngày}}", hour.hour(), hour.minute())
        }
    }
}
