//! Until when an automatic answer says that its author is away.

use std::sync::LazyLock;

use jiff::ToSpan;
use jiff::civil::Date;
use regex::{Captures, Regex};

use crate::spelling::fold;

/// Characters of an answer that are looked at; the day stands in its first sentences.
const LOOKED_AT: usize = 1_500;
/// An answer speaks of its own weeks: days further off are other things.
const FURTHEST: i32 = 400;

/// A day as Vietnamese and English offices write it, in folded text (dashes are spaces there).
const DAY: &str = concat!(
    r"(?:(?<iy>20\d\d)[ /](?<im>\d{1,2})[ /](?<id>\d{1,2})",
    r"|(?<d>\d{1,2})(?:(?:[/.]| thang )(?<m>\d{1,2})(?:(?:[/. ]| nam )(?<y>20\d\d))?| (?<sm>\d{1,2}) (?<sy>20\d\d))\b",
    r"|(?<ed>\d{1,2})(?:st|nd|rd|th)? (?:of )?(?<em>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*",
    r"(?:,? (?<ey>20\d\d))?",
    r"|(?<am>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]* (?<ad>\d{1,2})(?:st|nd|rd|th)?",
    r"(?:,? ?(?<ay>20\d\d))?)",
);

/// "… đến hết ngày": the last day away.
static LAST: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(
        r"\b(?:den het|cho den|den|het|toi|until|till|through|thru|to)(?: (?:het|the end of|end of))?(?: (?:ngay|thu \w+|chu nhat|monday|tuesday|wednesday|thursday|friday|saturday|sunday)[,]?)*[ :(]+(?:ngay )?{}",
        DAY
    ))
    .ok()
});
/// "… trở lại làm việc ngày": the first day back.
static BACK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(&format!(r"\b(?:tro lai|quay lai|di lam lai|back|return|returning)\b[^.;\n\d]{{0,40}}?{}", DAY)).ok()
});

/// The last day of absence that `text` names. `sent`: the day of the answer, which gives the year where none is written.
#[must_use]
pub fn until(text: &str, sent: Option<Date>) -> Option<Date> {
    let end = text.floor_char_boundary(LOOKED_AT.min(text.len()));
    let folded = fold(text.get(..end).unwrap_or_default());
    let last = || LAST.as_ref()?.captures_iter(&folded).filter_map(|found| day(&found, sent)).max();
    let back = || {
        let day = BACK.as_ref()?.captures_iter(&folded).find_map(|found| day(&found, sent))?;
        day.checked_sub(1.day()).ok()
    };
    last().or_else(back)
}

fn day(found: &Captures<'_>, sent: Option<Date>) -> Option<Date> {
    let number = |name: &str| found.name(name).and_then(|digits| digits.as_str().parse::<i16>().ok());
    let first = |names: &[&str]| names.iter().find_map(|name| number(name));
    let word = found.name("em").or_else(|| found.name("am")).map(|word| word.as_str());
    let month = first(&["im", "m", "sm"]).or_else(|| word.and_then(english_month))?;
    let day = first(&["id", "d", "ed", "ad"])?;
    let on = |year: i16| Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok();
    let near = |day: &Date| {
        sent.is_none_or(|sent| sent.until(*day).is_ok_and(|span| (-31..=FURTHEST).contains(&span.get_days())))
    };
    match first(&["iy", "y", "sy", "ey", "ay"]) {
        Some(year) => on(year).filter(near),
        None => {
            let sent = sent?;
            let this = on(sent.year()).filter(near);
            this.or_else(|| sent.year().checked_add(1).and_then(on).filter(near))
        }
    }
}

fn english_month(word: &str) -> Option<i16> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let place = MONTHS.iter().position(|month| *month == word)?;
    i16::try_from(place).ok()?.checked_add(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn the_last_day_away_is_read_in_both_languages() {
        let sent = Some(date(2024, 12, 20));
        for (text, day) in [
            ("Tôi nghỉ phép từ ngày 12/12/2024 đến hết ngày 25/12/2024.", date(2024, 12, 25)),
            ("Tôi đi công tác đến ngày 3/1, việc gấp xin liên hệ đ/c Lan.", date(2025, 1, 3)),
            ("Tôi vắng mặt từ 20/12 đến 27/12.", date(2024, 12, 27)),
            ("Nghỉ đến thứ Hai, ngày 30 tháng 12 năm 2024", date(2024, 12, 30)),
            ("Tôi sẽ trở lại làm việc vào ngày 02/01/2025.", date(2025, 1, 1)),
            ("I am out of the office until Friday, January 3, 2025.", date(2025, 1, 3)),
            ("I will be away through 5 January.", date(2025, 1, 5)),
            ("Away 2024-12-20 to 2024-12-31", date(2024, 12, 31)),
            ("I will be back in the office on 6 January 2025", date(2025, 1, 5)),
        ] {
            assert_eq!(until(text, sent), Some(day), "{text}");
        }
    }

    #[test]
    fn other_numbers_are_no_day() {
        let sent = Some(date(2024, 12, 20));
        for text in [
            "Tôi đang nghỉ phép, xin liên hệ 0912 345 678.",
            "Quyết định số 12/2024 đến nay",
            "hotline 24/7",
            "đến ngày 31/2",
            "đến ngày 5/6/2031",
        ] {
            assert_eq!(until(text, sent), None, "{text}");
        }
        assert_eq!(until("nghỉ đến ngày 3/1", None), None);
        assert_eq!(until("nghỉ đến ngày 3/1/2025", None), Some(date(2025, 1, 3)));
    }
}
