//! The Vietnamese lunar calendar at UTC+7, by the astronomical algorithms of Meeus (Astronomical Algorithms, ch. 25
//! and 49, shortened series): new moons and the sun's longitude. Chinese tables are wrong here in some years (2030).

use jiff::civil::Date;

/// The civil day of lunar `day`/`month` of the lunar year that begins in `year`; leap months are never meant.
///
/// None outside 1900-2199 or when that month has no such day.
#[must_use]
pub fn solar(year: i16, month: u8, day: u8) -> Option<Date> {
    if !(1900..=2199).contains(&year) || !(1..=12).contains(&month) || !(1..=30).contains(&day) {
        return None;
    }
    let (starts, leap) = months_of(year)?;
    let mut place = usize::from(month.checked_sub(1)?);
    if leap.is_some_and(|leap| place >= leap) {
        place = place.checked_add(1)?;
    }
    let (first, next) = (starts.get(place)?, starts.get(place.checked_add(1)?)?);
    let at = first.checked_add(i64::from(day).checked_sub(1)?)?;
    if at >= *next {
        return None;
    }
    civil(at)
}

fn civil(day_number: i64) -> Option<Date> {
    let days = i32::try_from(day_number.checked_sub(2_440_588)?).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(days).ok()?).ok()
}

fn day_number(date: Date) -> Option<i64> {
    let days = date.since(jiff::civil::date(1970, 1, 1)).ok()?.get_days();
    i64::from(days).checked_add(2_440_588)
}

/// First days of the months of a lunar year, from month 1 on to the first of the next year, and which place in the
/// list a leap month holds. A leap month is the first month without a major solar term in a year of 13 months.
fn months_of(year: i16) -> Option<(Vec<i64>, Option<usize>)> {
    let before = eleventh_month(year.checked_sub(1)?)?;
    let this = eleventh_month(year)?;
    let next = eleventh_month(year.checked_add(1)?)?;
    let (first, first_leap) = between(before, this)?;
    let (second, second_leap) = between(this, next)?;
    // Month 1 is the second after month 11; a leap month 11 or 12 of the year before comes in between.
    let skip = if first_leap.is_some_and(|leap| leap <= 2) { 3 } else { 2 };
    let mut starts: Vec<i64> = first.iter().skip(skip).copied().collect();
    let mut leap = first_leap.and_then(|place| place.checked_sub(skip));
    let head = starts.len();
    let tail = if second_leap.is_some_and(|leap| leap <= 2) { 4 } else { 3 };
    starts.extend(second.iter().take(tail));
    if let Some(place) = second_leap.filter(|place| *place <= 2) {
        leap = leap.or(place.checked_add(head));
    }
    Some((starts, leap))
}

/// New moons from one eleventh month up to, not including, the next; and the place of the leap month among them.
fn between(first: i64, next: i64) -> Option<(Vec<i64>, Option<usize>)> {
    let mut starts = Vec::new();
    let mut k = lunation(first);
    for _ in 0..16 {
        let start = new_moon(k);
        if start >= next {
            break;
        }
        if start >= first {
            starts.push(start);
        }
        k += 1.0;
    }
    let mut leap = None;
    if starts.len() == 13 {
        let ends = starts.iter().skip(1).chain(std::iter::once(&next));
        leap = starts.iter().zip(ends).position(|(start, end)| major_term(*start) == major_term(*end));
    }
    Some((starts, leap))
}

/// First day of the lunar month with the winter solstice of `year`.
fn eleventh_month(year: i16) -> Option<i64> {
    let end = day_number(Date::new(year, 12, 31).ok()?)?;
    let mut k = lunation(end) + 1.0;
    while new_moon(k) > end {
        k -= 1.0;
    }
    // Sector 9 begins at 270°, the solstice; the month that begins after it is already the twelfth.
    if major_term(new_moon(k)) >= 9 {
        k -= 1.0;
    }
    Some(new_moon(k))
}

#[expect(clippy::cast_precision_loss, reason = "day numbers are below 2^23")]
fn lunation(day: i64) -> f64 {
    ((day as f64 - 2_415_021.076_998_695) / 29.530_588_853).floor() - 1.0
}

/// Day number at UTC+7 of new moon `k` after 1900-01-01 (Meeus, ch. 49, the terms above a minute).
#[expect(clippy::cast_possible_truncation, reason = "a day number of these centuries fits")]
fn new_moon(k: f64) -> i64 {
    let t = k / 1236.85;
    let (t2, t3) = (t * t, t * t * t);
    let rad = std::f64::consts::PI / 180.0;
    let mean = 2_415_020.759_33 + 29.530_588_68 * k + 0.000_117_8 * t2 - 0.000_000_155 * t3
        + 0.000_33 * ((166.56 + 132.87 * t - 0.009_173 * t2) * rad).sin();
    let sun = (359.224_2 + 29.105_356_08 * k - 0.000_033_3 * t2 - 0.000_003_47 * t3) * rad;
    let moon = (306.025_3 + 385.816_918_06 * k + 0.010_730_6 * t2 + 0.000_012_36 * t3) * rad;
    let node = (21.296_4 + 390.670_506_46 * k - 0.001_652_8 * t2 - 0.000_002_39 * t3) * rad;
    let correction = (0.173_4 - 0.000_393 * t) * sun.sin() + 0.002_1 * (2.0 * sun).sin() - 0.406_8 * moon.sin()
        + 0.016_1 * (2.0 * moon).sin()
        - 0.000_4 * (3.0 * moon).sin()
        + 0.010_4 * (2.0 * node).sin()
        - 0.005_1 * (sun + moon).sin()
        - 0.007_4 * (sun - moon).sin()
        + 0.000_4 * (2.0 * node + sun).sin()
        - 0.000_4 * (2.0 * node - sun).sin()
        - 0.000_6 * (2.0 * node + moon).sin()
        + 0.001_0 * (2.0 * node - moon).sin()
        + 0.000_5 * (sun + 2.0 * moon).sin();
    // Dynamical time to universal time.
    let delta = if t < -11.0 {
        0.001 + 0.000_839 * t + 0.000_226_1 * t2 - 0.000_008_45 * t3
    } else {
        -0.000_278 + 0.000_265 * t + 0.000_262 * t2
    };
    (mean + correction - delta + 0.5 + 7.0 / 24.0).floor() as i64
}

/// Which twelfth of the ecliptic (0-11) the sun stands in at the beginning of `day`, UTC+7 (Meeus, ch. 25).
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "day numbers are below 2^23, twelfths below 12"
)]
fn major_term(day: i64) -> i64 {
    let t = (day as f64 - 2_451_545.5 - 7.0 / 24.0) / 36_525.0;
    let rad = std::f64::consts::PI / 180.0;
    let anomaly = (357.529_1 + 35_999.050_3 * t - 0.000_155_9 * t * t - 0.000_000_48 * t * t * t) * rad;
    let mean = 280.466_45 + 36_000.769_83 * t + 0.000_303_2 * t * t;
    let center = (1.914_6 - 0.004_817 * t - 0.000_014 * t * t) * anomaly.sin()
        + (0.019_993 - 0.000_101 * t) * (2.0 * anomaly).sin()
        + 0.000_29 * (3.0 * anomaly).sin();
    let longitude = (mean + center).rem_euclid(360.0);
    (longitude / 30.0).floor() as i64
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    // 2020-2040 as python-holidays 0.109 has them too. 2030 is the only one of these years in which China, an hour
    // ahead, begins its new year on another day (3/2).
    #[test]
    fn new_years_days_are_those_of_vietnam() {
        let tet = [
            (1985, 1, 21),
            (2007, 2, 17),
            (2020, 1, 25),
            (2021, 2, 12),
            (2022, 2, 1),
            (2023, 1, 22),
            (2024, 2, 10),
            (2025, 1, 29),
            (2026, 2, 17),
            (2027, 2, 6),
            (2028, 1, 26),
            (2029, 2, 13),
            (2030, 2, 2),
            (2031, 1, 23),
            (2032, 2, 11),
            (2033, 1, 31),
            (2034, 2, 19),
            (2035, 2, 8),
            (2036, 1, 28),
            (2037, 2, 15),
            (2038, 2, 4),
            (2039, 1, 24),
            (2040, 2, 12),
        ];
        for (year, month, day) in tet {
            assert_eq!(solar(year, 1, 1), Some(date(year, month, day)), "Tết {year}");
        }
    }

    #[test]
    fn the_hung_kings_are_remembered_on_the_right_days() {
        let days = [
            (2020, 4, 2),
            (2021, 4, 21),
            (2022, 4, 10),
            (2023, 4, 29),
            (2024, 4, 18),
            (2025, 4, 7),
            (2026, 4, 26),
            (2027, 4, 16),
            (2028, 4, 4),
            (2029, 4, 23),
            (2030, 4, 12),
            (2031, 4, 1),
            (2032, 4, 19),
            (2033, 4, 9),
            (2034, 4, 28),
            (2035, 4, 17),
            (2036, 4, 6),
            (2037, 4, 24),
            (2038, 4, 13),
            (2039, 4, 3),
            (2040, 4, 20),
        ];
        for (year, month, day) in days {
            assert_eq!(solar(year, 3, 10), Some(date(year, month, day)), "Giỗ Tổ {year}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_none() {
        assert_eq!(solar(2024, 13, 1), None);
        assert_eq!(solar(2024, 1, 31), None);
        assert_eq!(solar(1600, 1, 1), None);
    }

    #[test]
    fn each_lunar_year_follows_the_one_before_without_gap() {
        for year in 1901_i16..2190 {
            let (starts, leap) = months_of(year).unwrap();
            assert_eq!(starts.len(), if leap.is_some() { 14 } else { 13 }, "months of {year}");
            let (next, _) = months_of(year + 1).unwrap();
            assert_eq!(starts.last(), next.first(), "end of {year}");
            for pair in starts.windows(2) {
                assert!((29..=30).contains(&(pair[1] - pair[0])), "a month of {year} has {} days", pair[1] - pair[0]);
            }
        }
    }
}
