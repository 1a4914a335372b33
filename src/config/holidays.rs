//! The table of days off and make-up Saturdays: the one built in, and the office's own above it.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::{Date, Weekday};

use super::{Fault, files};
use crate::calendar::{Calendar, Entry, holiday, lunar, period};
use crate::office::form::{Form, Section};

/// The table built in.
pub(super) const TABLE: &str = include_str!("../../config/holidays.toml");

/// Loads the table built in, and the office's own above it.
pub(super) fn load(path: Option<&Path>, faults: &mut Vec<Fault>) -> Calendar {
    let built_in = built_in(faults);
    let Some(path) = path else { return built_in };
    let name = files::name(path);
    match files::text(path, &name) {
        Ok(text) => own(&text, &name, built_in, faults),
        Err(found) => {
            faults.extend(found);
            built_in
        }
    }
}

/// The table built in; years of which it lists no day off are completed by the law and the moon.
pub(super) fn built_in(faults: &mut Vec<Fault>) -> Calendar {
    let mut calendar = read(TABLE, "holidays.toml", None, faults);
    let listed: Vec<i16> = calendar.days_off.keys().map(|day| day.year()).collect();
    for year in (2020..=2060).filter(|year| !listed.contains(year)) {
        calendar.days_off.extend(holiday::of_year(year));
    }
    calendar
}

/// Lays the office's lines over `base`. They are added day by day, so that a swap takes two lines; in a year whose Tết
/// the office lists, what was only expected no longer holds.
pub(super) fn own(text: &str, file: &str, base: Calendar, faults: &mut Vec<Fault>) -> Calendar {
    let own = read(text, file, Some(&base), faults);
    let mut calendar = base;
    let years: Vec<i16> = (2020..=2060).filter(|year| lists_tet(&own, *year)).collect();
    for year in &years {
        take_back(&mut calendar, &own, *year);
    }
    let Calendar { days_off, worked } = own;
    lay(&mut calendar.days_off, &mut calendar.worked, days_off);
    lay(&mut calendar.worked, &mut calendar.days_off, worked);
    faults.extend(years.into_iter().filter_map(|year| lacking(&calendar, year, file)));
    calendar
}

fn lists_tet(table: &Calendar, year: i16) -> bool {
    lunar::solar(year, 1, 1).is_some_and(|day| table.days_off.contains_key(&day))
}

/// From the day of the office's notice on, the days that were only expected are working days again; until then they
/// stay off, because deadlines may have been judged by them.
fn take_back(calendar: &mut Calendar, own: &Calendar, year: i16) {
    let expected = |day: &Date, entry: &Entry| entry.estimate && day.year() == year && !own.days_off.contains_key(day);
    let notice =
        own.days_off.iter().filter(|(day, _)| day.year() == year).filter_map(|(_, entry)| entry.announced).max();
    let days: Vec<Date> =
        calendar.days_off.iter().filter(|(day, entry)| expected(day, entry)).map(|(day, _)| *day).collect();
    for day in days {
        if notice.is_none() || matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday) {
            calendar.days_off.remove(&day);
        } else {
            calendar.worked.insert(day, Entry { announced: notice, ..Entry::from("không nghỉ như dự kiến") });
        }
    }
}

/// Adds the office's days of one kind. A day that was known before stays known since then; one without a date holds
/// against whatever stood there.
fn lay(same: &mut BTreeMap<Date, Entry>, opposite: &mut BTreeMap<Date, Entry>, own: BTreeMap<Date, Entry>) {
    for (day, mut entry) in own {
        if entry.announced.is_none() {
            opposite.remove(&day);
        }
        if let Some(before) = same.get(&day) {
            entry.announced = before.announced.min(entry.announced);
        }
        same.insert(day, entry);
    }
}

/// What the law names and a year that the office wrote itself lacks.
fn lacking(calendar: &Calendar, year: i16, file: &str) -> Option<Fault> {
    let worked = holiday::named_by_law(year).into_iter().filter(|(day, _)| calendar.is_workday(*day));
    let days: Vec<String> = worked.map(|(day, name)| format!("{name} ({})", period::day_name(day))).collect();
    (!days.is_empty()).then(|| {
        Fault::warning(
            file,
            &format!("năm {year}"),
            format!("chưa có ngày nghỉ {}", days.join(", ")),
            "Năm nào cơ quan ghi lịch nghỉ Tết thì các ngày dự kiến của năm ấy thôi tính, nên phải ghi đủ ngày nghỉ",
            "thêm mục [[off]] cho những ngày này",
        )
    })
}

/// Reads a table as it is written. Lines that say something else than `base` should say since when that is known.
fn read(text: &str, file: &str, base: Option<&Calendar>, faults: &mut Vec<Fault>) -> Calendar {
    let form = Form::parse(file, text);
    let root = form.root();
    let mut calendar = Calendar::default();
    let estimates = root.number("estimate_from", 2020..=2199).map(|year| year.value);
    for (key, name) in [("off", "nghỉ"), ("worked", "làm bù")] {
        for section in root.sections(key) {
            let (table, known) = match key {
                "off" => (&mut calendar.days_off, base.map(|base| &base.days_off)),
                _ => (&mut calendar.worked, base.map(|base| &base.worked)),
            };
            let days = days(&section, name, estimates);
            let new = |(day, entry): &&(Date, Entry)| {
                entry.announced.is_none() && !entry.estimate && known.is_some_and(|known| !known.contains_key(day))
            };
            if let Some((day, _)) = days.iter().find(new) {
                undated(&section, *day);
            }
            table.extend(days);
            section.finish();
        }
    }
    root.finish();
    faults.extend(form.into_faults());
    calendar
}

fn undated(section: &Section<'_, '_>, day: Date) {
    section.warning(
        section.span(),
        format!("ngày {} khác bảng có sẵn mà chưa ghi ngày công bố (announced)", period::day_name(day)),
        "Lịch công bố sau hạn không làm đổi đơn vị quá hạn hay chưa; không ghi announced thì coi như biết từ trước",
        "thêm dòng announced = \"25/12/2025\" (ngày của văn bản thông báo)",
    );
}

/// The days of one entry: `from` alone is one day, `to` makes it a span.
fn days(section: &Section<'_, '_>, default: &str, estimates: Option<u32>) -> Vec<(Date, Entry)> {
    let name = section.text("name").map_or_else(|| default.to_owned(), |text| text.value);
    let (to, announced) = (section.date("to"), section.date("announced").map(|day| day.value));
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
    let to = to.map_or(from.value, |to| to.value);
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
    let expected = |day: Date| estimates.is_some_and(|first| u32::try_from(day.year()).is_ok_and(|year| year >= first));
    span.map(|day| (day, Entry { name: name.clone(), announced, estimate: announced.is_none() && expected(day) }))
        .collect()
}

#[cfg(test)]
mod tests;
