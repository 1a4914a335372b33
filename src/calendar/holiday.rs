//! Public holidays of Vietnam as far as the law fixes them: what stands when the office's table says nothing.
//!
//! Bộ luật Lao động 2019 Đ.112 (12 days a year from 2026 with 24/11, Nghị quyết 28/2026/QH16). The government decrees
//! the exact Tết and Quốc khánh breaks each autumn; swaps come at a week's notice. Hence the table decides.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::{Entry, lunar};

const NEW_YEAR: &str = "Tết Dương lịch";
const TET: &str = "Tết Nguyên đán";
const HUNG_KINGS: &str = "Giỗ Tổ Hùng Vương";
const VICTORY: &str = "Ngày Chiến thắng 30/4";
const LABOUR: &str = "Quốc tế Lao động";
const NATIONAL: &str = "Quốc khánh";
const CULTURE: &str = "Ngày Văn hóa Việt Nam";

/// The days off of one year that the law and the moon give: fixed days, Tết from the day before to the fourth, the
/// Hùng kings' day, and a day in lieu for each that falls on a weekend. All of them estimates: a year without a notice
/// of the government has none of its swaps, and perhaps another Tết break.
#[must_use]
pub fn of_year(year: i16) -> Vec<(Date, Entry)> {
    let mut days = named_by_law(year);
    let eve = lunar::solar(year, 1, 1).and_then(|day| day.yesterday().ok());
    days.extend(eve.iter().flat_map(|eve| eve.series(1.day()).take(5)).map(|day| (day, TET)));
    days.extend(Date::new(year, 9, 2).ok().and_then(second_national_day).map(|day| (day, NATIONAL)));
    let days = days.into_iter().map(|(day, name)| (day, name.to_owned())).collect();
    let expected = |name: String| Entry { name, announced: None, estimate: true };
    in_lieu(days).into_iter().map(|(day, name)| (day, expected(name))).collect()
}

/// The days of `year` that the law names, whichever the government adds around them: what no table may lack.
#[must_use]
pub fn named_by_law(year: i16) -> Vec<(Date, &'static str)> {
    let fixed = |month, day| Date::new(year, month, day).ok();
    let days = [
        (fixed(1, 1), NEW_YEAR),
        (lunar::solar(year, 1, 1), TET),
        (lunar::solar(year, 3, 10), HUNG_KINGS),
        (fixed(4, 30), VICTORY),
        (fixed(5, 1), LABOUR),
        (fixed(9, 2), NATIONAL),
        (fixed(11, 24).filter(|_| year >= 2026), CULTURE),
    ];
    days.into_iter().filter_map(|(day, name)| Some((day?, name))).collect()
}

/// The second day of Quốc khánh (from 2021) is the one beside 2/9 that makes the break whole.
fn second_national_day(day: Date) -> Option<Date> {
    if day.year() < 2021 {
        return None;
    }
    match day.weekday() {
        // As decreed from 2021 on.
        Weekday::Tuesday | Weekday::Wednesday | Weekday::Friday | Weekday::Saturday => day.yesterday().ok(),
        _ => day.tomorrow().ok(),
    }
}

/// Adds a working day off for each holiday on a Saturday or Sunday (Đ.111(3)).
fn in_lieu(mut days: Vec<(Date, String)>) -> Vec<(Date, String)> {
    days.sort();
    days.dedup_by_key(|(day, _)| *day);
    let lost: Vec<(Date, String)> = days.iter().filter(|(day, _)| weekend(*day)).cloned().collect();
    for (day, name) in lost {
        let mut at = day;
        while weekend(at) || days.iter().any(|(taken, _)| *taken == at) {
            let Ok(next) = at.tomorrow() else { break };
            at = next;
        }
        days.push((at, format!("nghỉ bù {name}")));
    }
    days.sort();
    days
}

fn weekend(day: Date) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}
