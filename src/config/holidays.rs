//! The table of days off and make-up Saturdays: the office's own, or the one built in.

use std::collections::BTreeSet;
use std::path::Path;

use super::{Fault, files};
use crate::calendar::{Calendar, holiday};
use crate::office::form::{Form, Section};

/// The table built in.
pub(super) const TABLE: &str = include_str!("../../config/holidays.toml");

/// Loads the office's table, or the one built in.
pub(super) fn load(path: Option<&Path>, faults: &mut Vec<Fault>) -> Calendar {
    let Some(path) = path else {
        return read(TABLE, "holidays.toml", faults);
    };
    let name = files::name(path);
    match files::text(path, &name) {
        Ok(text) => read(&text, &name, faults),
        Err(found) => {
            faults.extend(found);
            Calendar::default()
        }
    }
}

/// Reads a table. Years of which it lists no day off are completed by the law and the moon.
pub(super) fn read(text: &str, file: &str, faults: &mut Vec<Fault>) -> Calendar {
    let form = Form::parse(file, text);
    let root = form.root();
    let mut calendar = Calendar::default();
    for section in root.sections("off") {
        for (day, name) in days(&section, "nghỉ") {
            calendar.days_off.insert(day, name);
        }
        section.finish();
    }
    for section in root.sections("worked") {
        for (day, name) in days(&section, "làm bù") {
            calendar.worked.insert(day, name);
        }
        section.finish();
    }
    root.finish();
    faults.extend(form.into_faults());
    let listed: BTreeSet<i16> = calendar.days_off.keys().map(|day| day.year()).collect();
    for year in (2020..=2060).filter(|year| !listed.contains(year)) {
        calendar.days_off.extend(holiday::of_year(year));
    }
    calendar
}

/// The days of one entry: `from` alone is one day, `to` makes it a span.
fn days(section: &Section<'_, '_>, default: &str) -> Vec<(jiff::civil::Date, String)> {
    let name = section.text("name").map_or_else(|| default.to_owned(), |text| text.value);
    let Some(from) = section.date("from") else {
        if !section.has("from") {
            section.error(
                section.span(),
                "thiếu ngày (from)".to_owned(),
                "Mỗi mục có from, và to nếu nghỉ nhiều ngày liền",
                "thêm dòng from = \"1/1/2026\"",
            );
        }
        return Vec::new();
    };
    let to = section.date("to").map_or(from.value, |to| to.value);
    if to < from.value || to.since(from.value).is_ok_and(|span| span.get_days() > 30) {
        section.error(
            from.span,
            "khoảng ngày nghỉ không hợp lý".to_owned(),
            "to không trước from và không quá 30 ngày sau from",
            "xem lại hai ngày",
        );
        return Vec::new();
    }
    let span = from.value.series(jiff::Span::new().days(1)).take_while(|day| *day <= to);
    span.map(|day| (day, name.clone())).collect()
}
