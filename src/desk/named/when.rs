//! Days and moments as people type them on a page: in any of the office's ways, the year left out when it is plain.

use jiff::civil::{Date, DateTime, Time};

/// What stands between day, month and year.
const BETWEEN: [char; 5] = ['/', '.', '-', ',', ' '];

/// A day: "19/6/2020", "19-6-2020", "19.6.2020", "19062020", "2020-06-19"; without a year the one nearest to `today`.
///
/// # Errors
/// Not a day, or one that no calendar has; how it is written.
pub fn typed_day(text: &str, today: Date) -> Result<Date, String> {
    let bare = text.trim().trim_start_matches("ngày").trim();
    let parts: Vec<&str> = bare.split(BETWEEN).filter(|part| !part.is_empty()).collect();
    let numbers: Option<Vec<i16>> = parts.iter().map(|part| number(part)).collect();
    let how = || format!("“{}” không phải ngày; ghi như 19/6/2020 hoặc 19/6", text.trim());
    let found = match (parts.as_slice(), numbers.as_deref()) {
        ([run], _) if run.len() == 8 && run.bytes().all(|byte| byte.is_ascii_digit()) => together(run),
        ([first, ..], Some([year, month, day])) if first.len() == 4 => on(*year, *month, *day),
        ([_, _, written], Some([day, month, year])) => {
            // "19/6/20".
            let century = if written.len() == 2 { 2000 } else { 0 };
            on(year.saturating_add(century), *month, *day)
        }
        (_, Some([day, month])) => nearest(*day, *month, today),
        _ => return Err(how()),
    };
    found.ok_or_else(|| if numbers.is_some() { format!("không có ngày {bare}; ghi như 19/6/2020") } else { how() })
}

/// A moment of the office's civil time: "9:00 19/6/2020", "19/6 9h30", "9 giờ 30 ngày 19/6/2020"; without a day: today.
///
/// # Errors
/// Not a moment; how it is written.
pub fn typed_moment(text: &str, today: Date) -> Result<DateTime, String> {
    if let Ok(moment) = text.trim().parse() {
        return Ok(moment);
    }
    let how = || format!("“{}” không phải giờ và ngày; ghi như 9:00 19/6/2020", text.trim());
    let said = text.trim().to_lowercase().replace("ngày", " ").replace("lúc", " ").replace("phút", " ");
    let said = said.replace("giờ", ":").replace(['h', 'g'], ":");
    let (before, after) = said.split_once(':').ok_or_else(how)?;
    let (day_before, hour) = ending_digits(before.trim_end());
    let after = after.trim_start();
    let digits = after.find(|sign: char| !sign.is_ascii_digit()).unwrap_or(after.len());
    let (minute, rest) = after.split_at(digits);
    // "9h 19/6": what follows the hour begins the day.
    let (minute, day_after) = if rest.starts_with(['/', '.', '-']) { ("", after) } else { (minute, rest) };
    let minute = if minute.is_empty() { Some(0) } else { minute.parse().ok() };
    let time = hour.parse().ok().zip(minute).and_then(|(hour, minute)| Time::new(hour, minute, 0, 0).ok());
    let day = format!("{day_before} {day_after}");
    let day = day.trim_matches(BETWEEN);
    let time = time.ok_or_else(how)?;
    // What is left of a sentence says nothing to who typed it.
    let refused = |why: String| if day.contains(char::is_alphabetic) { how() } else { why };
    let day = if day.is_empty() { today } else { typed_day(day, today).map_err(refused)? };
    Ok(day.to_datetime(time))
}

fn number(text: &str) -> Option<i16> {
    let digits = text.len() <= 4 && text.bytes().all(|byte| byte.is_ascii_digit());
    digits.then(|| text.parse().ok())?
}

/// Years of no office are slips.
fn on(year: i16, month: i16, day: i16) -> Option<Date> {
    let known = (1945..=2199).contains(&year);
    known.then(|| Date::new(year, month.try_into().ok()?, day.try_into().ok()?).ok())?
}

/// "19062020", or "20200619" as programs write it.
fn together(run: &str) -> Option<Date> {
    let cut = |from: usize, to: usize| run.get(from..to).and_then(number);
    let office = || on(cut(4, 8)?, cut(2, 4)?, cut(0, 2)?);
    office().or_else(|| on(cut(0, 4)?, cut(4, 6)?, cut(6, 8)?))
}

fn nearest(day: i16, month: i16, today: Date) -> Option<Date> {
    // 29/2 lies up to four years away, eight around 2100.
    let years = today.year().saturating_sub(8)..=today.year().saturating_add(8);
    let days = years.filter_map(|year| on(year, month, day));
    days.min_by_key(|day| day.duration_since(today).abs())
}

/// The digits at the end of a text, and what stands before them.
fn ending_digits(text: &str) -> (&str, &str) {
    let digits = text.bytes().rev().take_while(u8::is_ascii_digit).count();
    text.split_at(text.len().saturating_sub(digits))
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;

    use super::*;

    #[test]
    fn a_day_is_read_in_every_way_in_which_offices_write_it() {
        let today = date(2020, 6, 30);
        for text in [
            "19/6/2020",
            "19/06/2020",
            "19-6-2020",
            "19.6.2020",
            "19 6 2020",
            "19/6/20",
            "19062020",
            "2020-06-19",
            "19/6",
            "19-06",
            " ngày 19/6 ",
        ] {
            assert_eq!(typed_day(text, today), Ok(date(2020, 6, 19)), "{text}");
        }
    }

    #[test]
    fn without_a_year_the_nearest_day_is_meant() {
        assert_eq!(typed_day("5/1", date(2020, 12, 28)), Ok(date(2021, 1, 5)));
        assert_eq!(typed_day("28/12", date(2021, 1, 5)), Ok(date(2020, 12, 28)));
        assert_eq!(typed_day("29/2", date(2021, 3, 1)), Ok(date(2020, 2, 29)));
    }

    #[test]
    fn what_is_no_day_is_said_in_words() {
        let today = date(2020, 6, 30);
        assert_eq!(typed_day("31/6/2020", today).unwrap_err(), "không có ngày 31/6/2020; ghi như 19/6/2020");
        for text in ["hôm qua", "19", "1/2/3/4", "6/19x", "", "99999", "19/6/0001", "ngày"] {
            assert!(typed_day(text, today).unwrap_err().contains("ghi như 19/6/2020"), "{text}");
        }
    }

    #[test]
    fn a_moment_is_read_with_the_hour_before_or_behind() {
        let today = date(2020, 6, 30);
        for text in [
            "9:30 19/6/2020",
            "19/6/2020 9:30",
            "9h30 19/6",
            "9 giờ 30 ngày 19/6/2020",
            "lúc 09g30, 19/6",
            "2020-06-19T09:30",
            "2020-06-19 09:30",
        ] {
            assert_eq!(typed_moment(text, today), Ok(date(2020, 6, 19).at(9, 30, 0, 0)), "{text}");
        }
        assert_eq!(typed_moment("9h 19/6", today), Ok(date(2020, 6, 19).at(9, 0, 0, 0)));
        assert_eq!(typed_moment("14:05", today), Ok(today.at(14, 5, 0, 0)));
    }

    #[test]
    fn what_is_no_moment_is_said_in_words() {
        let today = date(2020, 6, 30);
        for text in ["sáng nay", "25:00 19/6/2020", "9:75", "19/6/2020", ":", "h"] {
            assert!(typed_moment(text, today).unwrap_err().contains("9:00 19/6/2020"), "{text}");
        }
        assert!(typed_moment("9:00 31/6", today).unwrap_err().contains("không có ngày 31/6"));
    }
}
