//! Until when somebody asks for more time: the one day that his words name, or none. Where two days could be meant a
//! person reads the mail.

pub mod said;

use jiff::Span;
use jiff::civil::{Date, Weekday};

use crate::calendar::Calendar;
use crate::spelling::fold;

/// Words of a sentence that asks for time.
const ASKS: [&str; 8] = ["gia han", "lui", "cham", "muon", "hoan", "xin", "de nghi", "cho phep"];
/// Words that lead to the day that is asked for; "hạn 20/6", "trước ngày 20/6" may name the old one.
const LEADS: [&str; 5] = ["den", "toi", "sang", "vao", "nhat"];
/// Words that may stand between such a word and the day.
const BETWEEN: [&str; 5] = ["het", "ngay", "hom", "cuoi", "khoang"];
/// A day without its year is this far ahead at most, in days; else the writer speaks of one gone by.
const AHEAD: i32 = 180;
/// Two days of which one is meant stand so near each other, in words.
const NEAR: usize = 6;

/// The day until which `text`, written on `today`, asks for time: never one gone by.
#[must_use]
pub fn until(text: &str, today: Date, calendar: &Calendar) -> Option<Date> {
    let text = text.replace(". ", "\n");
    let mut led = Vec::new();
    let mut loose = Vec::new();
    for sentence in text.split(['\n', ';', '!', '?']) {
        let folded = fold(sentence);
        let padded = format!(" {folded} ");
        if !ASKS.iter().any(|word| padded.contains(&format!(" {word} "))) {
            continue;
        }
        let words: Vec<&str> =
            folded.split(' ').map(|word| word.trim_matches([',', '.', ':', '(', ')', '"'])).collect();
        for at in 0..words.len() {
            let rest = words.get(at..).unwrap_or_default();
            let is_led = is_led(words.get(..at).unwrap_or_default());
            match day(rest, is_led, today, calendar).filter(|day| *day >= today) {
                // "ngày 23 hoặc 24/6", "ngày 24, 25": whoever writes so has not decided.
                Some(_) if is_led && names_another(rest) => return None,
                Some(_) if follows_another(words.get(..at).unwrap_or_default()) => return None,
                Some(day) if is_led => led.push(day),
                Some(day) => loose.push(day),
                None => {}
            }
        }
    }
    only(led).or_else(|found| if found == 0 { only(loose) } else { Err(found) }).ok()
}

/// The one day, or how many there are.
fn only(mut days: Vec<Date>) -> Result<Date, usize> {
    days.sort_unstable();
    days.dedup();
    match days.as_slice() {
        [day] => Ok(*day),
        days => Err(days.len()),
    }
}

/// Words that join two days of which one is meant.
const EITHER: [&str; 4] = ["hoac", "hay", "va", "cung"];

/// Whether behind the day that begins with the first of `words` another one is named beside it.
fn names_another(words: &[&str]) -> bool {
    let numbered = |word: &&str| word.bytes().next().is_some_and(|byte| byte.is_ascii_digit());
    let near = words.get(..words.len().min(NEAR)).unwrap_or_default();
    let day = |word: &&str| numbered(word) || matches!(*word, "thu" | "mai");
    let joined = near.iter().position(|word| EITHER.contains(word)).is_some_and(|at| {
        let behind = words.get(at.saturating_add(1)..).unwrap_or_default();
        match behind {
            ["ngay" | "den" | "toi" | "hom" | "sang", next, ..] => day(next),
            [next, ..] => day(next),
            [] => false,
        }
    });
    // "24, 25 tháng này"; not "25 tháng 6", nor the time of day "25/6 10".
    let listed = near.windows(2).take(2).any(|pair| pair.iter().all(|word| whole(word).is_some()));
    joined || listed
}

/// The same of a day before it that is only a number: "đến 24 - 25/6".
fn follows_another(before: &[&str]) -> bool {
    let lone = |words: &[&str]| match words {
        [lead, number] => {
            whole(number).is_some_and(|day| (1..=31).contains(&day)) && *lead != "thang" && *lead != "quy"
        }
        _ => false,
    };
    let last = |words: &[&str]| words.get(words.len().saturating_sub(2)..).is_some_and(lone);
    match before {
        [rest @ .., joint] if EITHER.contains(joint) || matches!(*joint, "-" | "–" | "") => last(rest),
        _ => is_led(before.get(..before.len().saturating_sub(1)).unwrap_or_default()) && last(before),
    }
}

fn is_led(before: &[&str]) -> bool {
    let last = before.iter().rev().find(|word| !BETWEEN.contains(word));
    last.is_some_and(|word| LEADS.contains(word))
}

/// The day that begins with the first of `words`.
fn day(words: &[&str], is_led: bool, today: Date, calendar: &Calendar) -> Option<Date> {
    match words {
        ["ngay", number, "thang", ..] | [number, "thang", ..] if whole(number).is_some() => {
            let rest = words.iter().skip_while(|word| **word != "thang").skip(1).copied().collect::<Vec<_>>();
            let year = match rest.as_slice() {
                [_, "nam", year, ..] => whole(year),
                _ => None,
            };
            civil(whole(number)?, whole(rest.first()?)?, year, today)
        }
        [written, ..] if written.contains(['/', '.']) => {
            let parts: Vec<Option<i16>> = written.split(['/', '.']).map(whole).collect();
            match parts.as_slice() {
                [Some(day), Some(month)] => civil(*day, *month, None, today),
                [Some(day), Some(month), Some(year)] => civil(*day, *month, Some(*year), today),
                _ => None,
            }
        }
        ["ngay", "mai", ..] => today.tomorrow().ok(),
        ["ngay", "kia", ..] => after(today, 2),
        ["hom" | "chieu", "nay", ..] if is_led || words.first() == Some(&"chieu") => Some(today),
        ["ngay", number, ..] => {
            let day = i8::try_from(whole(number)?).ok()?;
            Date::new(today.year(), today.month(), day).ok()
        }
        ["thu", name, "tuan", which, ..] => in_week(weekday(name)?, which, today),
        ["thu", name, ..] if is_led => coming(weekday(name)?, today),
        ["het" | "cuoi", "tuan", rest @ ..] => end_of_week(rest.first().copied(), today, calendar),
        ["het" | "cuoi", "thang", rest @ ..] => end_of_month(rest.first().copied(), today),
        _ => None,
    }
}

fn whole(text: &str) -> Option<i16> {
    text.bytes().all(|byte| byte.is_ascii_digit()).then(|| text.parse().ok())?
}

fn after(day: Date, days: i32) -> Option<Date> {
    day.checked_add(Span::new().days(days)).ok()
}

/// Without a year, the next such day that is not too far ahead.
fn civil(day: i16, month: i16, year: Option<i16>, today: Date) -> Option<Date> {
    let (day, month) = (i8::try_from(day).ok()?, i8::try_from(month).ok()?);
    if let Some(year) = year {
        return Date::new(year, month, day).ok();
    }
    let years = [today.year(), today.year().saturating_add(1)];
    let next = years.into_iter().filter_map(|year| Date::new(year, month, day).ok()).find(|day| *day >= today)?;
    (next <= after(today, AHEAD)?).then_some(next)
}

fn weekday(name: &str) -> Option<Weekday> {
    Some(match name {
        "hai" | "2" => Weekday::Monday,
        "ba" | "3" => Weekday::Tuesday,
        "tu" | "4" => Weekday::Wednesday,
        "nam" | "5" => Weekday::Thursday,
        "sau" | "6" => Weekday::Friday,
        "bay" | "7" => Weekday::Saturday,
        _ => return None,
    })
}

/// Monday of this week or the next. At a weekend people mean either by "tuần này": nobody guesses.
fn monday(which: Option<&str>, today: Date) -> Option<Date> {
    if matches!(today.weekday(), Weekday::Saturday | Weekday::Sunday) {
        return None;
    }
    let this = after(today, i32::from(today.weekday().to_monday_zero_offset()).saturating_neg())?;
    match which {
        Some("sau" | "toi") => after(this, 7),
        _ => Some(this),
    }
}

fn in_week(day: Weekday, which: &str, today: Date) -> Option<Date> {
    let which = matches!(which, "sau" | "toi" | "nay").then_some(which)?;
    after(monday(Some(which), today)?, i32::from(day.to_monday_zero_offset()))
}

/// "đến thứ Sáu": the next one; said on a Friday it may be either.
fn coming(day: Weekday, today: Date) -> Option<Date> {
    let ahead = i32::from(day.since(today.weekday()));
    (ahead > 0).then(|| after(today, ahead))?
}

/// The last working day of the week.
fn end_of_week(which: Option<&str>, today: Date, calendar: &Calendar) -> Option<Date> {
    let sunday = after(monday(which, today)?, 6)?;
    Some(calendar.previous_workday(sunday))
}

fn end_of_month(which: Option<&str>, today: Date) -> Option<Date> {
    let first = match which {
        Some("sau" | "toi") => today.first_of_month().checked_add(Span::new().months(1)).ok()?,
        Some(word) if whole(word).is_some() => civil(1, whole(word)?, Some(today.year()), today)?,
        _ => today.first_of_month(),
    };
    Some(first.last_of_month())
}

#[cfg(test)]
mod tests;
