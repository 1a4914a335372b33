//! Letters typed for digits and the other way round: `2O2O`, `l9/6`, `tháng l2`, `quý lll`, `quý 11`.

use std::ops::Range;

use super::{Edit, in_address, runs};
use crate::spelling::{fold, lower};

/// The numbers of the line that were typed with letters, and quarters with digits.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    let tokens = runs(line, |c| c.is_alphanumeric() || c == '|');
    let mut found = Vec::new();
    for (at, range) in tokens.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|at| tokens.get(at));
        if !in_address(line, range.start) {
            found.extend(edit(line, range, before));
        }
    }
    found
}

fn edit(line: &str, range: &Range<usize>, before: Option<&Range<usize>>) -> Option<Edit> {
    let token = line.get(range.clone())?;
    let word = before.and_then(|range| line.get(range.clone())).unwrap_or_default();
    // Only a space or a dot between: "quý - 11" and "tháng, l" are other things.
    let gap = before.and_then(|before| line.get(before.end..range.start)).unwrap_or_default();
    let follows = !gap.is_empty() && gap.chars().all(|c| c.is_whitespace() || matches!(c, '_' | '.'));
    if follows && is_quarter(word) {
        return quarter(token).map(|meant| Edit::new(range.clone(), meant));
    }
    if let Some(rest) = glued_quarter(token) {
        let meant = format!(" {}", quarter(rest)?);
        return Some(Edit::new(range.end.saturating_sub(rest.len())..range.end, meant));
    }
    let head = fold(word);
    let most = match head.as_str() {
        "thang" if follows => 12,
        "ngay" if follows => 31,
        _ => 0,
    };
    let meant = year(token)
        .or_else(|| numbered(token, most))
        .or_else(|| in_date(line, range).then(|| numbered(token, 31).filter(|_| has_digit(token)))?)
        .or_else(|| month(token))?;
    Some(Edit::new(range.clone(), meant))
}

/// "quý" in its spellings; "quỹ" is a fund.
fn is_quarter(word: &str) -> bool {
    matches!(lower(word).as_str(), "quý" | "quí" | "quy" | "qui")
}

/// The numeral of `quýlll` or `quy11`.
fn glued_quarter(token: &str) -> Option<&str> {
    let rest = token.trim_start_matches(|c: char| !matches!(c, '1' | 'l' | 'I' | '|' | '!' | 'V'));
    let head = token.strip_suffix(rest)?;
    (is_quarter(head) && !rest.is_empty() && rest.len() <= 3).then_some(rest)
}

/// The Roman numeral that a mixture of strokes stands for; none for one that is right as it stands.
fn quarter(token: &str) -> Option<&'static str> {
    let stroke = |c: char| matches!(c, '1' | 'l' | 'I' | '|');
    let roman = match token.strip_suffix(['V', 'v']) {
        Some(one) if one.len() == 1 && one.chars().all(stroke) => "IV",
        Some(_) => return None,
        None if !token.chars().all(stroke) => return None,
        None => match token.len() {
            1 if !token.starts_with(['1', 'I']) => "I",
            2 => "II",
            3 => "III",
            _ => return None,
        },
    };
    (token != roman).then_some(roman)
}

/// The digits that a mixture of digits and their look-alikes stands for; none when it has no letter.
fn as_digits(token: &str) -> Option<String> {
    if token.len() > 4 || token.chars().all(|c| c.is_ascii_digit()) {
        return None;
    }
    token
        .chars()
        .map(|c| match c {
            'O' | 'o' => Some('0'),
            'l' | 'I' | '|' => Some('1'),
            digit => digit.is_ascii_digit().then_some(digit),
        })
        .collect()
}

fn has_digit(token: &str) -> bool {
    token.contains(|c: char| c.is_ascii_digit())
}

/// `2O24`, `202O`.
fn year(token: &str) -> Option<String> {
    let digits = as_digits(token).filter(|digits| digits.len() == 4 && has_digit(token))?;
    let year: u32 = digits.parse().ok()?;
    (1990..2100).contains(&year).then_some(digits)
}

/// `l2`, `lO` up to `most`; `II` is a Roman numeral.
fn numbered(token: &str, most: u32) -> Option<String> {
    let digits = as_digits(token).filter(|digits| digits.len() <= 2 && !token.chars().all(|c| c == 'I'))?;
    let number: u32 = digits.parse().ok()?;
    (1..=most).contains(&number).then_some(digits)
}

/// Whether a number stands before or after it with a slash between.
fn in_date(line: &str, range: &Range<usize>) -> bool {
    let digit = |c: char| c.is_ascii_digit() || matches!(c, 'O' | 'l');
    let before =
        line.get(..range.start).and_then(|head| head.strip_suffix('/')).is_some_and(|head| head.ends_with(digit));
    let after =
        line.get(range.end..).and_then(|tail| tail.strip_prefix('/')).is_some_and(|tail| tail.starts_with(digit));
    before || after
}

/// `T1O`, `Tl2`.
fn month(token: &str) -> Option<String> {
    let number = token.strip_prefix('T').filter(|number| has_digit(number))?;
    numbered(number, 12).map(|digits| format!("T{digits}"))
}
