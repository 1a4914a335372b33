//! Periods in their many spellings: months, quarters, half years, nine months, years.

use super::scan::{Step, before, full_year, get, in_range, is, with_year, year_after};
use super::skip::skip_years;
use super::{Topic, close};
use crate::calendar::Span;
use crate::spelling::tokens::{Gap, Token};

/// "6 tháng đầu năm 2024", "6T-2024", "9 tháng", "sáu tháng", "nửa đầu năm", "cả năm".
pub(super) fn months_long(all: &[Token], at: usize) -> Option<Step> {
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
    // "sơ kết 6 tháng thực hiện Chỉ thị …" counts from the directive, not from January.
    if !first && !last && is(all, at, 2, "thuc") && is(all, at, 3, "hien") {
        return Some(Step::Topic(Topic::Theme, 4));
    }
    let span = match (count, last) {
        (6, true) => Span::Half(2),
        (6, false) => Span::Half(1),
        (9, false) => Span::NineMonths,
        (3, false) if first || unit.is("t") => Span::Quarter(1),
        (3, true) => Span::Quarter(4),
        (12, false) => Span::Year,
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

/// "tháng 5", "thang05", "T5/2024", "T.5", "tháng 11, 12", "tháng tư".
pub(super) fn month(all: &[Token], at: usize) -> Option<Step> {
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
pub(super) fn quarter(all: &[Token], at: usize) -> Option<Step> {
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
pub(super) fn year_word(all: &[Token], at: usize) -> Option<Step> {
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
pub(super) fn bare_number(all: &[Token], at: usize) -> Option<Step> {
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
