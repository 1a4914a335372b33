//! What people name in words: a unit, a report, a group, a period, a day.

mod when;

use jiff::civil::{Date, DateTime};

use super::{Field, Refusal};
use crate::calendar::Period;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::{GroupId, UnitId};

pub use when::{typed_day, typed_moment};

/// A unit by key or by any name that it bears or bore; without diacritics as long as that names one unit only.
///
/// # Errors
/// No unit of this name, or several; which.
pub fn unit(text: &str, rules: &Rules) -> Result<UnitId, Refusal> {
    match rules.roster.meant(text).as_slice() {
        [unit] => Ok(unit.id.clone()),
        [] => {
            let near = nearest(text, rules.roster.units.iter().map(|unit| unit.id.as_str()));
            Err(Refusal::Wrong(Field::Unit, format!("không có đơn vị `{text}` trong danh sách đơn vị.{near}")))
        }
        several => {
            let keys: Vec<&str> = several.iter().map(|unit| unit.id.as_str()).collect();
            let keys = keys.join(", ");
            let why = format!("`{text}` là tên của nhiều đơn vị; ghi mã của một đơn vị: {keys}.");
            Err(Refusal::Wrong(Field::Unit, why))
        }
    }
}

/// A unit as a person types it on a page: as [`unit()`], or by a few words of its name when no other unit has them.
///
/// # Errors
/// No unit has such a name, or several do; which, by their names.
pub fn typed_unit(text: &str, rules: &Rules) -> Result<UnitId, Refusal> {
    const SHOWN: usize = 5;
    let refused = |why: String| Err(Refusal::Wrong(Field::Unit, why));
    let meant = rules.roster.meant(text);
    let units = if meant.is_empty() { rules.roster.sought(text) } else { meant };
    match units.as_slice() {
        [unit] => Ok(unit.id.clone()),
        [] => refused(format!("không có đơn vị nào tên “{text}” trong danh sách đơn vị; hãy gõ vài chữ của tên")),
        several => {
            let names: Vec<&str> = several.iter().take(SHOWN).map(|unit| unit.name.as_str()).collect();
            let more = if several.len() > SHOWN { "; …" } else { "" };
            refused(format!("nhiều đơn vị có tên “{text}”: {}{more}; hãy chọn một", names.join("; ")))
        }
    }
}

/// A report by its key.
///
/// # Errors
/// No plan asks for such a report; which is nearest.
pub fn report(text: &str, rules: &Rules) -> Result<ReportId, Refusal> {
    if let Some((_, report)) = rules.plans.reports().find(|(_, report)| report.id.as_str() == text) {
        return Ok(report.id.clone());
    }
    let near = nearest(text, rules.plans.reports().map(|(_, report)| report.id.as_str()));
    Err(Refusal::Wrong(Field::Report, format!("không có báo cáo `{text}` trong kế hoạch.{near}")))
}

/// The group of this key or name.
///
/// # Errors
/// There is none; which there are.
pub fn group(text: &str, rules: &Rules) -> Result<GroupId, Refusal> {
    let groups = &rules.roster.groups;
    let known = groups.iter().find(|group| group.id.as_str() == text || group.name == text);
    known.map(|group| group.id.clone()).ok_or_else(|| {
        let all = groups.iter().map(|group| group.id.as_str()).collect::<Vec<_>>().join(", ");
        Refusal::Wrong(Field::Group, format!("không có nhóm `{text}`; các nhóm: {all}"))
    })
}

/// A period.
///
/// # Errors
/// Not written as periods are.
pub fn period(text: &str) -> Result<Period, Refusal> {
    let how = || format!("`{text}` không phải kỳ báo cáo; viết 2020-06, 2020-Q1, 2020-H1, 2020-9M hoặc 2020.");
    text.parse().map_err(|_| Refusal::Wrong(Field::Period, how()))
}

/// A day as programs or as offices write it.
///
/// # Errors
/// Not a day.
pub fn day(text: &str) -> Result<Date, String> {
    let office = Date::strptime("%d/%m/%Y", text);
    text.parse().or(office).map_err(|_| format!("`{text}` không phải ngày; viết 2020-06-01 hoặc 1/6/2020."))
}

/// A moment of the office's civil time as programs or as offices write it.
///
/// # Errors
/// Not a moment.
pub fn moment(text: &str) -> Result<DateTime, String> {
    let office = DateTime::strptime("%H:%M %d/%m/%Y", text).or_else(|_| DateTime::strptime("%d/%m/%Y %H:%M", text));
    let how = |_| format!("`{text}` không phải thời điểm; viết 9:00 18/6/2020.");
    text.parse().or(office).map_err(how)
}

fn nearest<'a>(text: &str, known: impl Iterator<Item = &'a str>) -> String {
    let score = |name: &&str| strsim::jaro_winkler(text, name);
    let near = known.filter(|name| score(name) > 0.8).max_by(|a, b| score(a).total_cmp(&score(b)));
    near.map(|name| format!(" Có phải `{name}`?")).unwrap_or_default()
}
