//! What looks like a period and is none: dates, school years, terms, cumulated months, numbers of documents.

use super::scan::{Step, before, full_year, get, in_range, is, year_after};
use crate::evidence::words::Topic;
use crate::spelling::tokens::{Gap, Token};

/// "2023-2024", "2021 - 2025": two years are no year.
pub(super) fn is_year_range(all: &[Token], at: usize) -> bool {
    let dash = |token: &Token| matches!(token.gap, Gap::Dash | Gap::Slash) && full_year(token).is_some();
    get(all, at, 1).is_some_and(dash)
        || all.get(at).is_some_and(dash) && before(all, at).is_some_and(|token| full_year(token).is_some())
}

/// Dates: signing days, deadlines, incidents.
pub(super) fn date(all: &[Token], at: usize) -> Option<Step> {
    let day = if is(all, at, 0, "ngay") { 1 } else { 0 };
    if day == 1 && is(all, at, 1, "thang") {
        // The day left open in a draft: "ngày     tháng 5 năm 2024".
        let (_, years) = year_after(all, at.saturating_add(3));
        return Some(Step::Skip(years.saturating_add(3)));
    }
    let first = in_range(get(all, at, day), 1, 31)?;
    if day == 1 && is(all, at, 2, "thang") {
        let (_, years) = year_after(all, at.saturating_add(4));
        return Some(Step::Skip(years.saturating_add(4)));
    }
    let second = get(all, at, day.saturating_add(1))?;
    let month = in_range(Some(second), 1, 12).filter(|_| matches!(second.gap, Gap::Slash | Gap::Dot | Gap::Dash));
    month?;
    let third = get(all, at, day.saturating_add(2)).filter(|third| third.gap == second.gap);
    let dated =
        third.is_some_and(|third| full_year(third).is_some() || (third.range.len() == 2 && third.number.is_some()));
    if dated {
        return Some(Step::Skip(day.saturating_add(3)));
    }
    let _ = first;
    (day == 1).then_some(Step::Skip(3))
}

/// Spans that look like periods and are none.
pub(super) fn no_period(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    let next = |word: &str| is(all, at, 1, word);
    if token.reads("năm") && next("hoc") {
        return Some(Step::Topic(Topic::SchoolYear, skip_years(all, at, 2)));
    }
    if (token.is("giai") && next("doan")) || (token.is("nhiem") && next("ky")) {
        return Some(Step::Topic(Topic::Span, skip_years(all, at, 2)));
    }
    if full_year(token).is_some() && is_year_range(all, at) {
        return Some(Step::Topic(Topic::Span, 2));
    }
    if token.number.is_some() && get(all, at, 1).is_some_and(|year| year.reads("năm") && year.gap <= Gap::Space) {
        let not_year = full_year(token).is_none();
        return not_year.then_some(Step::Topic(Topic::Theme, 2));
    }
    if token.is("luy") && next("ke") {
        let number = get(all, at, 2).is_some_and(|token| token.number.is_some());
        return Some(Step::Skip(if number { 4 } else { 2 }));
    }
    if token.is("cung") && next("ky") {
        let (_, years) = year_after(all, at.saturating_add(2));
        return Some(Step::Skip(years.saturating_add(2)));
    }
    // The number of a document: "123/BC-SYT", "số 45".
    if token.number.is_some() && get(all, at, 1).is_some_and(|after| after.gap == Gap::Slash && after.number.is_none())
    {
        return Some(Step::Skip(1));
    }
    None
}

pub(super) fn skip_years(all: &[Token], at: usize, words: usize) -> usize {
    let years = all.iter().skip(at.saturating_add(words)).take(2).take_while(|token| token.number.is_some()).count();
    words.saturating_add(years)
}
