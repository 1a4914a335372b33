//! One report of a plan: a `[[report]]` section.

use super::{Route, due, id, ids, line, owed_by};
use crate::calendar::Period;
use crate::office::form::{Put, Section};
use crate::plan::paper::Paper;
use crate::plan::{Asks, PeriodRule, Piece, Report, ReportId, Topic};

/// Reads it; none when it lacks what it cannot be without.
pub(super) fn read(section: &Section<'_, '_>, route: &Route) -> Option<Report> {
    let written = section.required("id", "mã của loại báo cáo");
    let id = written.and_then(|text| id(section, &text, |text| ReportId::new(text).ok()));
    let name = section.required("name", "tên loại báo cáo");
    let aliases = section.texts("aliases").unwrap_or_default().into_iter().map(|text| text.value).collect();
    let periods = periods(section);
    let owed_by = owed_by(section);
    if owed_by.groups.is_empty() && owed_by.units.is_empty() {
        section.error(
            section.span(),
            "chưa ghi ai phải gửi báo cáo này".to_owned(),
            "Mỗi loại báo cáo có groups (nhóm đơn vị) hoặc units (đơn vị)",
            "thêm dòng groups = [\"so-nganh\"]",
        );
    }
    let (due, due_later) = due::read(section, periods.as_ref());
    let report_ids = |key| ids(section, key, |text| ReportId::new(text).ok());
    let (asks, needs, topics) = (asks(section), needs(section), topics(section));
    let figures_form = figures_form(section);
    let (stands_for, instead_of) = (report_ids("stands_for"), report_ids("instead_of"));
    let remind_before = section.numbers("remind_before", 0..=60);
    let overdue_after = section.numbers("overdue_after", 1..=60);
    let paper = section.flag("paper").unwrap_or(false);
    let joined = section.flag("joined").unwrap_or(false);
    let to = line(section, "to").or_else(|| route.to.clone());
    let via = line(section, "via").or_else(|| route.via.clone());
    // Every key has been asked for by now: a report without a name still tells all its other faults.
    let plain = Report::new(id?, &name?.value, periods?, owed_by);
    // Nobody is asked for what leaves no file unless the plan says so: the program cannot know that it was not done.
    let usual = |days: &Vec<u8>| if asks == Asks::Activity { Vec::new() } else { days.clone() };
    let remind_before = remind_before.unwrap_or_else(|| usual(&plain.remind_before));
    let overdue_after = overdue_after.unwrap_or_else(|| usual(&plain.overdue_after));
    let plain = Report { aliases, asks, due, due_later, remind_before, overdue_after, paper, joined, ..plain };
    Some(Report { needs, figures_form, to, via, topics, stands_for, instead_of, ..plain })
}

fn asks(section: &Section<'_, '_>) -> Asks {
    let Some(written) = section.text("asks") else { return Asks::default() };
    match written.value.as_str() {
        "report" => Asks::Report,
        "activity" => Asks::Activity,
        other => {
            section.error(
                written.span,
                format!("asks = “{other}” không có"),
                "asks là report (văn bản phải gửi) hoặc activity (việc phải làm, không có tệp)",
                "chọn một trong hai, hoặc bỏ dòng này (mặc định report)",
            );
            Asks::default()
        }
    }
}

fn needs(section: &Section<'_, '_>) -> Vec<Piece> {
    let mut needs = Vec::new();
    for written in section.texts("needs").unwrap_or_default() {
        match Piece::ALL.into_iter().find(|piece| piece.key() == written.value) {
            Some(piece) if needs.contains(&piece) => {}
            Some(piece) => needs.push(piece),
            None => section.error(
                written.span,
                format!("“{}” không phải là thành phần của báo cáo", written.value),
                "needs gồm pdf (bản đã ký), word (tệp văn bản), sheet (biểu số liệu)",
                "ghi ví dụ: needs = [\"pdf\", \"word\"]; bản giấy ghi riêng: paper = true",
            ),
        }
    }
    needs
}

fn figures_form(section: &Section<'_, '_>) -> Option<Paper> {
    let written = section.text("figures_form")?;
    let name = written.value.as_str();
    let ending = name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
    if name.starts_with('.') || name.contains(['/', '\\']) || !matches!(ending.as_str(), "xlsx" | "xls" | "ods") {
        section.error(
            written.span,
            format!("figures_form = “{name}” không dùng được"),
            "figures_form là tên một tệp Excel (biểu số liệu để trống) nằm cùng thư mục với tệp kế hoạch",
            "ghi ví dụ: figures_form = \"bieu-so-lieu.xlsx\"",
        );
        return None;
    }
    Some(Paper::named(name))
}

fn topics(section: &Section<'_, '_>) -> Vec<Topic> {
    let mut topics = Vec::new();
    for topic in section.sections("topic") {
        let name = topic.required("name", "nội dung phải làm rõ");
        let owed_by = owed_by(&topic);
        if owed_by.groups.is_empty() && owed_by.units.is_empty() {
            topic.error(
                topic.span(),
                "chưa ghi đơn vị nào phải làm rõ nội dung này".to_owned(),
                "Mục [[report.topic]] ghi nội dung (name) và đơn vị (units) hoặc nhóm (groups)",
                "thêm dòng units = [\"so-tnmt\"]",
            );
        }
        if let Some(name) = name {
            topics.push(Topic { name: name.value, owed_by });
        }
        topic.finish();
    }
    topics
}

/// What `period` may be.
const PERIODS: &str = "month (tháng), quarter (quý), half (6 tháng đầu năm), second-half (6 tháng cuối năm), \
     nine-months (9 tháng), year (năm), once (một kỳ, ghi ở for), adhoc (đột xuất)";

/// Which periods a report, a meeting has.
pub(super) fn periods(section: &Section<'_, '_>) -> Option<PeriodRule> {
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
