//! One pass over the tokens of a line: periods, spans that are none, dates stepped over.

use super::skip::{date, is_year_range, no_period};
use super::span::{bare_number, month, months_long, quarter, year_word};
use super::{Found, Topic};
use crate::calendar::Span;
use crate::spelling::tokens::{Gap, Token};

/// Everything one pass finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub mentions: Vec<Found>,
    pub topics: Vec<(usize, Topic)>,
    /// Years standing alone, bound to no word.
    pub loose_years: Vec<i16>,
}

/// What stands at a place, and how many tokens it takes.
pub(super) enum Step {
    Periods(Vec<Span>, Option<i16>, usize),
    Topic(Topic, usize),
    Year(i16),
    Skip(usize),
}

pub(super) fn scan(all: &[Token]) -> Scan {
    let mut found = Scan::default();
    let mut at = 0;
    while at < all.len() {
        let taken = match step(all, at) {
            Some(Step::Skip(taken)) => taken,
            Some(Step::Topic(topic, taken)) => {
                found.topics.push((at, topic));
                taken
            }
            Some(Step::Year(year)) => {
                found.loose_years.push(year);
                1
            }
            Some(Step::Periods(spans, year, taken)) => {
                let joined = joined(all, at);
                let range = start(all, at)..end(all, at, taken);
                found.mentions.extend(spans.into_iter().map(|span| Found {
                    span,
                    year,
                    at,
                    range: range.clone(),
                    joined,
                }));
                taken
            }
            None => 1,
        };
        at = at.saturating_add(taken.max(1));
    }
    found.loose_years.dedup();
    found
}

fn step(all: &[Token], at: usize) -> Option<Step> {
    date(all, at)
        .or_else(|| no_period(all, at))
        .or_else(|| months_long(all, at))
        .or_else(|| month(all, at))
        .or_else(|| quarter(all, at))
        .or_else(|| year_word(all, at))
        .or_else(|| bare_number(all, at))
        .or_else(|| paper(all, at))
        .or_else(|| event(all, at))
        .or_else(|| occasion(all, at))
}

/// One paper carried out: "kết quả thực hiện Nghị quyết 57 năm 2025". Our own plan may be named so too, and is none of
/// these.
fn paper(all: &[Token], at: usize) -> Option<Step> {
    const PAPERS: [(&str, &str); 8] = [
        ("nghi", "quyet"),
        ("chi", "thi"),
        ("ket", "luan"),
        ("quyet", "dinh"),
        ("nghi", "dinh"),
        ("thong", "tu"),
        ("de", "an"),
        ("cuoc", "van"),
    ];
    let carried_out = before(all, at).is_some_and(|token| token.is("hien") || token.is("khai"));
    let named = PAPERS.iter().any(|words| is(all, at, 0, words.0) && is(all, at, 1, words.1));
    (carried_out && named).then_some(Step::Topic(Topic::Event, 2))
}

/// One event: "tổng kết Hội thi …", "kết quả tổ chức Ngày hội …". A meeting that sums up a period is none.
fn event(all: &[Token], at: usize) -> Option<Step> {
    const EVENTS: [(&str, &str); 20] = [
        ("hoi", "thi"),
        ("hoi", "nghi"),
        ("hoi", "thao"),
        ("hoi", "trai"),
        ("hoi", "dien"),
        ("cuoc", "thi"),
        ("ky", "thi"),
        ("ky", "hop"),
        ("ngay", "hoi"),
        ("le", "hoi"),
        ("le", "ky"),
        ("le", "phat"),
        ("dai", "hoi"),
        ("lien", "hoan"),
        ("chien", "dich"),
        ("toa", "dam"),
        ("tuan", "le"),
        ("giai", "thuong"),
        ("giai", "bong"),
        ("thang", "hanh"),
    ];
    let pair = |words: &(&str, &str)| is(all, at, 0, words.0) && is(all, at, 1, words.1);
    let named = EVENTS.iter().any(pair);
    let opened =
        before(all, at).is_none_or(|token| ["ket", "qua", "chuc", "cao", "bc"].contains(&token.folded.as_str()));
    let meeting = (is(all, at, 2, "tong") || is(all, at, 2, "so")) && is(all, at, 3, "ket") || is(all, at, 2, "giao");
    (named && opened && !meeting).then_some(Step::Topic(Topic::Event, 2))
}

pub(super) fn get(all: &[Token], at: usize, ahead: usize) -> Option<&Token> {
    all.get(at.saturating_add(ahead))
}

pub(super) fn before(all: &[Token], at: usize) -> Option<&Token> {
    at.checked_sub(1).and_then(|at| all.get(at))
}

pub(super) fn is(all: &[Token], at: usize, ahead: usize, word: &str) -> bool {
    get(all, at, ahead).is_some_and(|token| token.is(word))
}

fn start(all: &[Token], at: usize) -> usize {
    all.get(at).map_or(0, |token| token.range.start)
}

fn end(all: &[Token], at: usize, taken: usize) -> usize {
    get(all, at, taken.saturating_sub(1)).map_or(0, |token| token.range.end)
}

fn joined(all: &[Token], at: usize) -> bool {
    all.get(at).is_some_and(|token| matches!(token.gap, Gap::And | Gap::Comma))
        || before(all, at).is_some_and(|token| token.is("va"))
        || (before(all, at).is_some_and(|token| token.is("ca"))
            && at.checked_sub(2).is_some_and(|from| is(all, from, 0, "va")))
        || at
            .checked_sub(3)
            .is_some_and(|from| is(all, from, 0, "va") && is(all, from, 1, "bao") && is(all, from, 2, "cao"))
}

pub(super) fn in_range(token: Option<&Token>, low: u32, high: u32) -> Option<u8> {
    token
        .filter(|token| token.range.len() <= 2)
        .and_then(|token| token.number)
        .filter(|number| (low..=high).contains(number))
        .and_then(|number| u8::try_from(number).ok())
}

/// A year of four digits.
pub(super) fn full_year(token: &Token) -> Option<i16> {
    let year = token.number.filter(|year| token.range.len() == 4 && (1990..=2199).contains(year))?;
    i16::try_from(year).ok()
}

/// "năm 2024", "/2024", "-2024", "(2024)", "/24" after a period; how many tokens it takes.
pub(super) fn year_after(all: &[Token], at: usize) -> (Option<i16>, usize) {
    let Some(token) = all.get(at) else { return (None, 0) };
    if let Some(year) = full_year(token) {
        let range = is_year_range(all, at);
        return if range { (None, 0) } else { (Some(year), 1) };
    }
    if token.gap == Gap::Slash && token.range.len() == 2 && token.number.is_some_and(|number| number >= 15) {
        return (token.number.and_then(|number| i16::try_from(number.saturating_add(2000)).ok()), 1);
    }
    if token.reads("năm")
        && let Some(next) = get(all, at, 1)
    {
        if let Some(year) = full_year(next).filter(|_| next.gap <= Gap::Dot) {
            return (Some(year), 2);
        }
        let ago = match next.folded.as_str() {
            "nay" => return (None, 2),
            "ngoai" | "truoc" => return (None, 2),
            _ => 0,
        };
        return (None, ago);
    }
    (None, 0)
}

/// Occasions without a period of their own.
fn occasion(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    let next = get(all, at, 1);
    let followed = |word: &str| next.is_some_and(|next| next.is(word));
    if (token.is("so") && followed("ket")) || (token.is("s") && followed("ket")) {
        return Some(Step::Topic(Topic::HalfSummary, 2));
    }
    // One token only: the year may follow "kết".
    if (token.is("tong") && followed("ket")) || token.is("bctk") {
        return Some(Step::Topic(Topic::YearSummary, 1));
    }
    if (token.is("chuyen") && next.is_some_and(|next| next.reads("đề"))) || (token.is("hoi") && followed("thi")) {
        return Some(Step::Topic(Topic::Theme, 2));
    }
    if token.reads("tuần")
        && (next.is_some_and(|next| next.number.is_some())
            || before(all, at).is_some_and(|t| t.is("cao") || t.is("bc")))
    {
        return Some(Step::Topic(Topic::Week, 1));
    }
    None
}

pub(super) fn with_year(all: &[Token], at: usize, span: Span, words: usize) -> Step {
    let (year, years) = year_after(all, at.saturating_add(words));
    Step::Periods(vec![span], year, words.saturating_add(years))
}
