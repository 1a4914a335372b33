//! Public holidays of Vietnam as far as the law fixes them: what stands when the office's table says nothing.
//!
//! Bộ luật Lao động 2019 Đ.112 (12 days a year from 2026 with 24/11, Nghị quyết 28/2026/QH16). The government decrees
//! the exact Tết and Quốc khánh breaks each autumn; swaps come at a week's notice. Hence the table decides.

use jiff::civil::{Date, Weekday};

use super::lunar;

/// The days off of one year that the law and the moon give: fixed days, Tết from the day before to the fourth, the
/// Hùng kings' day, and a day in lieu for each that falls on a weekend.
#[must_use]
pub fn of_year(year: i16) -> Vec<(Date, String)> {
    let mut days: Vec<(Date, String)> = Vec::new();
    let mut add = |date: Option<Date>, name: &str| {
        if let Some(date) = date {
            days.push((date, name.to_owned()));
        }
    };
    add(Date::new(year, 1, 1).ok(), "Tết Dương lịch");
    let tet = lunar::solar(year, 1, 1);
    let eve = tet.and_then(|day| day.yesterday().ok());
    for day in eve.iter().flat_map(|eve| eve.series(jiff::Span::new().days(1)).take(5)) {
        add(Some(day), "Tết Nguyên đán");
    }
    add(lunar::solar(year, 3, 10), "Giỗ Tổ Hùng Vương");
    add(Date::new(year, 4, 30).ok(), "Ngày Chiến thắng 30/4");
    add(Date::new(year, 5, 1).ok(), "Quốc tế Lao động");
    let national_day = Date::new(year, 9, 2).ok();
    add(national_day, "Quốc khánh");
    add(national_day.and_then(second_national_day), "Quốc khánh");
    if year >= 2026 {
        add(Date::new(year, 11, 24).ok(), "Ngày Văn hóa Việt Nam");
    }
    in_lieu(days)
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
