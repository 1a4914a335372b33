//! How letters write dates, times, sizes, names of files and counts.

use jiff::Zoned;
use jiff::civil::{Date, Time, Weekday};

use crate::calendar::deadline::{Deadline, DueKind, Timeliness};
use crate::office::Office;
use crate::roster::Unit;

/// "thứ Sáu", "Chủ nhật".
#[must_use]
pub fn weekday(day: Date) -> &'static str {
    match day.weekday() {
        Weekday::Monday => "thứ Hai",
        Weekday::Tuesday => "thứ Ba",
        Weekday::Wednesday => "thứ Tư",
        Weekday::Thursday => "thứ Năm",
        Weekday::Friday => "thứ Sáu",
        Weekday::Saturday => "thứ Bảy",
        Weekday::Sunday => "Chủ nhật",
    }
}

/// "19/6/2020".
#[must_use]
pub fn date(day: Date) -> String {
    format!("{}/{}/{}", day.day(), day.month(), day.year())
}

/// "18/6", for short lists of days.
#[must_use]
pub fn day_and_month(day: Date) -> String {
    format!("{}/{}", day.day(), day.month())
}

/// "ngày 19/6/2020 (thứ Sáu)".
#[must_use]
pub fn date_with_weekday(day: Date) -> String {
    format!("ngày {} ({})", date(day), weekday(day))
}

/// "15 giờ 42".
#[must_use]
pub fn time(time: Time) -> String {
    format!("{:02} giờ {:02}", time.hour(), time.minute())
}

/// "15 giờ 42, thứ Năm ngày 18/6/2026".
#[must_use]
pub fn moment(at: &Zoned) -> String {
    format!("{}, {} ngày {}", time(at.time()), weekday(at.date()), date(at.date()))
}

/// "15 giờ 42 ngày 18/6/2026".
#[must_use]
pub fn short_moment(at: &Zoned) -> String {
    format!("{} ngày {}", time(at.time()), date(at.date()))
}

/// A file's size as people see it in their folders: "86 KB", "1,2 MB", "0 byte".
#[must_use]
pub fn size(bytes: u64) -> String {
    const KB: u64 = 1024;
    const MB: u64 = 1024 * 1024;
    if bytes < KB {
        return format!("{bytes} byte");
    }
    let kilobytes = bytes.div_ceil(KB);
    if kilobytes < KB {
        return format!("{kilobytes} KB");
    }
    let tenths = bytes.saturating_mul(10) / MB;
    format!("{},{} MB", tenths / 10, tenths % 10)
}

/// A name or subject from a stranger, fit for a line of ours: no control or direction signs, one line, not endless.
#[must_use]
pub fn foreign(text: &str, longest: usize) -> String {
    let hidden =
        |c: char| matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}');
    let visible: String = text.chars().filter(|c| !hidden(*c)).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = visible.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest {
        return line;
    }
    let mut short: String = line.chars().take(longest.saturating_sub(1)).collect();
    short.push('…');
    short
}

/// The due date with the plan's own words and the weekday: "trước ngày 20/9/2026 (Chủ nhật)", "trước ngày 20 của tháng đó
/// (tức trước ngày 20/1/2026, thứ Ba)"; and until when it counts where that is a day off: "chậm nhất ngày 20/6/2026 (thứ
/// Bảy; tính đến hết ngày 22/6/2026, thứ Hai)".
#[must_use]
pub fn due(deadline: &Deadline) -> String {
    let day = weekday(deadline.nominal);
    let counted = deadline.rolled.map(|last| format!("; tính đến hết ngày {}, {}", date(last), weekday(last)));
    let counted = counted.unwrap_or_default();
    match with_day(deadline) {
        Some(words) => format!("{words} ({day}{counted})"),
        None => {
            format!("{} (tức {} {}, {day}{counted})", deadline.wording, until(deadline.kind), date(deadline.nominal))
        }
    }
}

/// What a date of this kind begins with.
fn until(kind: DueKind) -> &'static str {
    match kind {
        DueKind::Before => "trước ngày",
        DueKind::By => "chậm nhất ngày",
        DueKind::Within => "đến hết ngày",
        DueKind::At => "ngày",
    }
}

/// The plan's words when they name the day, completed by its year where they leave that out.
fn with_day(deadline: &Deadline) -> Option<String> {
    let (words, day) = (&deadline.wording, deadline.nominal);
    let short = [format!("{}/{}", day.day(), day.month()), format!("{:02}/{:02}", day.day(), day.month())];
    if short.iter().any(|short| words.contains(&format!("{short}/{}", day.year()))) {
        return Some(words.clone());
    }
    short.iter().find_map(|short| {
        let (before, behind) = words.split_once(short.as_str())?;
        let apart = |c: char| c.is_ascii_digit() || c == '/';
        let whole = !before.ends_with(apart) && !behind.starts_with(apart);
        whole.then(|| format!("{before}{short}/{}{behind}", day.year()))
    })
}

/// The same for a subject: the plan's words when they name the day, else the day itself, because "ngày 20 của tháng đó"
/// is no date to whoever reads only the subject.
#[must_use]
pub fn due_short(deadline: &Deadline) -> String {
    let counted = deadline.rolled.map(|last| format!(", tính đến hết {}", date(last))).unwrap_or_default();
    let words = match (with_day(deadline), deadline.kind) {
        (Some(words), _) => words,
        (None, DueKind::Within | DueKind::At) => deadline.wording.clone(),
        (None, kind) => format!("{} {}", until(kind), date(deadline.nominal)),
    };
    format!("{words}{counted}")
}

/// How a letter of that day addresses the unit. The roster's own form belongs to the name that it bears last.
#[must_use]
pub fn greeting(unit: &Unit, day: Date) -> String {
    let own = unit.greeting.as_ref().filter(|_| unit.former_on(day).is_none());
    own.map_or_else(|| unit.name_on(day).to_owned(), Clone::clone)
}

/// Whom to call: "đồng chí Trần Minh Hòa (điện thoại 0238 3 844 100)"; empty when the office names nobody.
#[must_use]
pub fn contact(office: &Office) -> String {
    match (&office.contact, &office.phone) {
        (Some(person), Some(phone)) => format!("{person} (điện thoại {phone})"),
        (Some(person), None) => person.clone(),
        (None, Some(phone)) => format!("số điện thoại {phone}"),
        (None, None) => String::new(),
    }
}

/// With a small first letter, for the middle of a sentence: "báo cáo 6 tháng đầu năm 2020".
#[must_use]
pub fn lower_first(text: &str) -> String {
    let mut letters = text.chars();
    let second_is_lower = text.chars().nth(1).is_some_and(char::is_lowercase);
    match letters.next() {
        Some(first) if second_is_lower => first.to_lowercase().chain(letters).collect(),
        _ => text.to_owned(),
    }
}

/// With a capital, as a sentence begins.
#[must_use]
pub fn upper_first(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

/// How a letter says when something came: "đúng hạn", "trong ngày hạn", "nhận sau hạn 02 ngày".
#[must_use]
pub fn arrival(timeliness: Timeliness) -> String {
    match timeliness {
        Timeliness::OnTime => "đúng hạn".into(),
        Timeliness::OnDueDay => "trong ngày hạn".into(),
        Timeliness::Late { days } => format!("nhận sau hạn {days:02} ngày"),
    }
}

/// A mailbox as people know it, from the name of its source: "khoagiao@gmail.com (máy chủ imap.gmail.com)".
#[must_use]
pub fn mailbox(source: &str) -> String {
    match source.strip_prefix("imap:").and_then(|account| account.rsplit_once('@')) {
        Some((user, host)) => format!("{user} (máy chủ {host})"),
        None if source == "maildir" => "trên máy chạy chương trình (Maildir)".to_owned(),
        None => source.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes_read_as_in_a_folder() {
        let said: Vec<String> = [0, 900, 1024, 87_500, 1_048_576, 3_900_000].map(size).to_vec();
        assert_eq!(said, ["0 byte", "900 byte", "1 KB", "86 KB", "1,0 MB", "3,7 MB"]);
    }

    #[test]
    fn a_due_date_is_the_plans_words_with_the_day_that_they_mean() {
        let of = |wording: &str, kind: DueKind| {
            let (at, zone) = (jiff::Timestamp::UNIX_EPOCH, jiff::tz::TimeZone::UTC);
            let (nominal, wording) = (Date::constant(2026, 3, 20), wording.to_owned());
            Deadline {
                nominal,
                kind,
                wording,
                on_time_until: at,
                due_day_until: None,
                grace_until: at,
                rolled: None,
                zone,
            }
        };
        for (wording, kind, long, short) in [
            ("trước ngày 20/3", DueKind::Before, "trước ngày 20/3/2026 (thứ Sáu)", "trước ngày 20/3/2026"),
            ("trước ngày 20/03/2026", DueKind::Before, "trước ngày 20/03/2026 (thứ Sáu)", "trước ngày 20/03/2026"),
            (
                "trước ngày 20 của tháng đó",
                DueKind::Before,
                "trước ngày 20 của tháng đó (tức trước ngày 20/3/2026, thứ Sáu)",
                "trước ngày 20/3/2026",
            ),
            ("trong quý I", DueKind::Within, "trong quý I (tức đến hết ngày 20/3/2026, thứ Sáu)", "trong quý I"),
            (
                "chậm nhất ngày 20 hằng tháng",
                DueKind::By,
                "chậm nhất ngày 20 hằng tháng (tức chậm nhất ngày 20/3/2026, thứ Sáu)",
                "chậm nhất ngày 20/3/2026",
            ),
        ] {
            let deadline = of(wording, kind);
            assert_eq!((due(&deadline).as_str(), due_short(&deadline).as_str()), (long, short));
        }
    }

    #[test]
    fn names_from_strangers_cannot_forge_lines_or_turn_the_writing_direction() {
        assert_eq!(foreign("bao cao\r\nBcc: x\u{202e}fdp.exe", 80), "bao cao Bcc: xfdp.exe");
        assert_eq!(foreign(&"a".repeat(100), 10).chars().count(), 10);
    }

    #[test]
    fn only_ordinary_words_lose_their_capital() {
        assert_eq!(lower_first("Báo cáo năm 2020"), "báo cáo năm 2020");
        assert_eq!(lower_first("BC năm 2020"), "BC năm 2020");
    }
}
