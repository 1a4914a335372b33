//! One pass over the tokens of a line: periods, spans that are none, dates stepped over.

use super::{Found, Topic, close};
use crate::calendar::Span;
use crate::evidence::tokens::{Gap, Token};

/// Everything one pass finds.
#[derive(Debug, Default)]
pub(super) struct Scan {
    pub mentions: Vec<Found>,
    pub topics: Vec<(usize, Topic)>,
    /// Years standing alone, bound to no word.
    pub loose_years: Vec<i16>,
}

/// What stands at a place, and how many tokens it takes.
enum Step {
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
        .or_else(|| occasion(all, at))
}

fn get(all: &[Token], at: usize, ahead: usize) -> Option<&Token> {
    all.get(at.saturating_add(ahead))
}

fn before(all: &[Token], at: usize) -> Option<&Token> {
    at.checked_sub(1).and_then(|at| all.get(at))
}

fn is(all: &[Token], at: usize, ahead: usize, word: &str) -> bool {
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
        || at
            .checked_sub(3)
            .is_some_and(|from| is(all, from, 0, "va") && is(all, from, 1, "bao") && is(all, from, 2, "cao"))
}

fn in_range(token: Option<&Token>, low: u32, high: u32) -> Option<u8> {
    token
        .filter(|token| token.range.len() <= 2)
        .and_then(|token| token.number)
        .filter(|number| (low..=high).contains(number))
        .and_then(|number| u8::try_from(number).ok())
}

/// A year of four digits.
fn full_year(token: &Token) -> Option<i16> {
    let year = token.number.filter(|year| token.range.len() == 4 && (1990..=2199).contains(year))?;
    i16::try_from(year).ok()
}

/// "năm 2024", "/2024", "-2024", "(2024)", "/24" after a period; how many tokens it takes.
fn year_after(all: &[Token], at: usize) -> (Option<i16>, usize) {
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

/// "2023-2024", "2021 - 2025": two years are no year.
fn is_year_range(all: &[Token], at: usize) -> bool {
    let dash = |token: &Token| matches!(token.gap, Gap::Dash | Gap::Slash) && full_year(token).is_some();
    get(all, at, 1).is_some_and(dash)
        || all.get(at).is_some_and(dash) && before(all, at).is_some_and(|token| full_year(token).is_some())
}

/// Dates: signing days, deadlines, incidents.
fn date(all: &[Token], at: usize) -> Option<Step> {
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
fn no_period(all: &[Token], at: usize) -> Option<Step> {
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

fn skip_years(all: &[Token], at: usize, words: usize) -> usize {
    let years = all.iter().skip(at.saturating_add(words)).take(2).take_while(|token| token.number.is_some()).count();
    words.saturating_add(years)
}

/// "6 tháng đầu năm 2024", "6T-2024", "9 tháng", "sáu tháng", "nửa đầu năm", "cả năm".
fn months_long(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    if token.is("nua") && is(all, at, 1, "dau") && is(all, at, 2, "nam") {
        return Some(with_year(all, at, Span::Half(1), 3));
    }
    if token.is("ban") && get(all, at, 1).is_some_and(|next| next.reads("niên")) {
        return Some(with_year(all, at, Span::Half(1), 2));
    }
    let count = in_range(Some(token), 1, 12).or_else(|| counted(token))?;
    let unit = get(all, at, 1)?;
    let long =
        (unit.is("thang") && unit.gap <= Gap::Dash) || (unit.gap == Gap::None && (unit.is("t") || unit.is("tdn")));
    if !long || is_month_number(all, at) {
        return None;
    }
    let first = unit.is("tdn") || (is(all, at, 2, "dau") && is(all, at, 3, "nam"));
    let last = is(all, at, 2, "cuoi") && is(all, at, 3, "nam");
    if (first || last) && is(all, at, 4, "hoc") {
        return Some(Step::Topic(Topic::SchoolYear, skip_years(all, at, 5)));
    }
    let words = if (first || last) && !unit.is("tdn") { 4 } else { 2 };
    let span = match (count, last) {
        (6, true) => Span::Half(2),
        (6, false) => Span::Half(1),
        (9, false) => Span::NineMonths,
        (3, false) if first || unit.is("t") => Span::Quarter(1),
        (3, true) => Span::Quarter(4),
        (12, false) => Span::Year,
        (11, false) => Span::Year,
        _ => return Some(Step::Skip(words)),
    };
    Some(with_year(all, at, span, words))
}

/// Whether the number belongs to a month before it: "tháng 6 tháng …" does not occur, "tháng 6" does.
fn is_month_number(all: &[Token], at: usize) -> bool {
    before(all, at).is_some_and(|token| token.is("thang")) && all.get(at).is_some_and(|token| token.gap <= Gap::Dot)
}

fn counted(token: &Token) -> Option<u8> {
    match token.lower.as_str() {
        "sáu" => Some(6),
        "chín" => Some(9),
        "ba" => Some(3),
        "sau" | "chin" if token.is_plain() && token.lower == "chin" => Some(9),
        _ => None,
    }
}

fn with_year(all: &[Token], at: usize, span: Span, words: usize) -> Step {
    let (year, years) = year_after(all, at.saturating_add(words));
    Step::Periods(vec![span], year, words.saturating_add(years))
}

/// "tháng 5", "thang05", "T5/2024", "T.5", "tháng 11, 12", "tháng tư".
fn month(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    let next = get(all, at, 1)?;
    let long = matches!(token.folded.as_str(), "thang" | "bcthang" | "baocaothang" | "thangs");
    let short = matches!(token.folded.as_str(), "t" | "th" | "thg" | "bct") && matches!(next.gap, Gap::None | Gap::Dot);
    let opens = (long && next.gap <= Gap::Dot) || (short && !is_weekday(all, at));
    if !opens {
        return None;
    }
    let Some(first) = in_range(Some(next), 1, 12) else {
        return long.then(|| spelt_month(all, at)).flatten();
    };
    let mut spans = vec![Span::Month(first)];
    let mut taken = 2;
    while let Some(more) = listed_month(all, at.saturating_add(taken)) {
        spans.push(Span::Month(more.0));
        taken = taken.saturating_add(more.1);
    }
    let (year, years) = year_after(all, at.saturating_add(taken));
    Some(Step::Periods(spans, year, taken.saturating_add(years)))
}

/// ", 12" or "và 12" after a month, when no word makes it a count of something else.
fn listed_month(all: &[Token], at: usize) -> Option<(u8, usize)> {
    let and = usize::from(is(all, at, 0, "va"));
    let token = get(all, at, and)?;
    if and == 0 && !matches!(token.gap, Gap::Comma | Gap::And) {
        return None;
    }
    let month = in_range(Some(token), 1, 12)?;
    let free = get(all, at, and.saturating_add(1)).is_none_or(|after| {
        after.gap >= Gap::Comma
            || (after.gap == Gap::Slash || after.gap == Gap::Dash) && full_year(after).is_some()
            || matches!(after.folded.as_str(), "va" | "nam" | "cua")
    });
    free.then_some((month, and.saturating_add(1)))
}

/// "T5" is Thursday after "thứ" or "sáng", and a Gmail date writes "Th 3, 18 thg 6".
fn is_weekday(all: &[Token], at: usize) -> bool {
    let weekday = ["thu", "sang", "chieu", "toi", "trua", "ngay", "hom"];
    before(all, at).is_some_and(|token| weekday.contains(&token.folded.as_str()))
        || (all.get(at).is_some_and(|token| token.is("thg"))
            && before(all, at).is_some_and(|token| token.number.is_some()))
}

/// "tháng tư", "tháng mười hai": only with their marks, because "thang nam" may be anything.
fn spelt_month(all: &[Token], at: usize) -> Option<Step> {
    const NAMES: [(&str, u8); 11] = [
        ("giêng", 1),
        ("hai", 2),
        ("ba", 3),
        ("tư", 4),
        ("sáu", 6),
        ("bảy", 7),
        ("tám", 8),
        ("chín", 9),
        ("mười", 10),
        ("một", 1),
        ("chạp", 12),
    ];
    if all.get(at).is_some_and(Token::is_plain) {
        return None;
    }
    let name = get(all, at, 1)?;
    let (_, month) = NAMES.iter().find(|(word, _)| name.lower == *word)?;
    let (month, words) = match (month, get(all, at, 2).map(|token| token.lower.as_str())) {
        (10, Some("một")) => (11, 3),
        (10, Some("hai")) => (12, 3),
        _ => (*month, 2),
    };
    Some(with_year(all, at, Span::Month(month), words))
}

/// "quý I", "quy 3", "Q1", "qI", "QIII", "quýIV", and "quý ll" typed with small L.
fn quarter(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    let marked = matches!(token.lower.as_str(), "quý" | "quí" | "quy" | "qui" | "quys" | "q");
    if marked
        && let Some(next) = get(all, at, 1).filter(|next| next.gap <= Gap::Dot)
        && let Some(quarter) = ordinal(next)
        && !before(all, at).is_some_and(|token| token.is("quan"))
    {
        return Some(with_year(all, at, Span::Quarter(quarter), 2));
    }
    let rest = ["bcquy", "quy", "quí", "q"].iter().find_map(|prefix| token.folded.strip_prefix(prefix))?;
    let quarter = roman(rest)?;
    Some(with_year(all, at, Span::Quarter(quarter), 1))
}

fn ordinal(token: &Token) -> Option<u8> {
    match token.number {
        Some(number @ 1..=4) if token.range.len() <= 2 => u8::try_from(number).ok(),
        Some(11) => Some(2),
        Some(111) => Some(3),
        Some(_) => None,
        None => roman(&token.folded),
    }
}

fn roman(word: &str) -> Option<u8> {
    match word {
        "i" | "l" => Some(1),
        "ii" | "ll" => Some(2),
        "iii" | "lll" => Some(3),
        "iv" | "lv" => Some(4),
        _ => None,
    }
}

/// "năm 2024", "báo cáo năm", "cả năm", "cuối năm", "tổng kết 2024".
fn year_word(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    if !token.reads("năm") {
        return None;
    }
    if before(all, at).is_some_and(|token| token.is("viet")) && token.is_plain() {
        return None;
    }
    if let (Some(year), words) = year_after(all, at) {
        return Some(Step::Periods(vec![Span::Year], Some(year), words));
    }
    let opened = before(all, at)
        .is_some_and(|token| matches!(token.folded.as_str(), "bc" | "cao" | "ket" | "tac" | "ca" | "cuoi" | "qua"));
    let closed = get(all, at, 1).is_some_and(|next| {
        next.number.is_some() || matches!(next.folded.as_str(), "hoc" | "truoc" | "ngoai" | "moi" | "qua" | "sau")
    });
    (opened && !closed).then_some(Step::Periods(vec![Span::Year], None, 1))
}

/// "05/2024" is a month; a year of four digits after "tổng kết" is the year; elsewhere it only completes a period.
fn bare_number(all: &[Token], at: usize) -> Option<Step> {
    let token = all.get(at)?;
    if let Some(month) = in_range(Some(token), 1, 12)
        && let Some(next) = get(all, at, 1).filter(|next| matches!(next.gap, Gap::Slash | Gap::Dot | Gap::Dash))
        && let Some(year) = full_year(next)
        && token.gap >= Gap::Space
    {
        return Some(Step::Periods(vec![Span::Month(month)], Some(year), 2));
    }
    let year = full_year(token)?;
    let summary = before(all, at).is_some_and(|token| matches!(token.folded.as_str(), "ket" | "bctk" | "tk"));
    if summary && close(token.gap) {
        return Some(Step::Periods(vec![Span::Year], Some(year), 1));
    }
    Some(Step::Year(year))
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
