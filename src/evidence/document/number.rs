//! Numbers and symbols of documents: "112/BC-SYT" (state), "71-BC/BTGHU" (Party), "1876/STNMT-BVMT" (letter).

use crate::spelling::tokens::{Gap, Token, tokens};

/// A document's number and symbol.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// As written, without "Số": "112/BC-SYT".
    pub text: String,
    /// The number; none when left open.
    pub number: Option<u32>,
    /// The kind, upper case without marks: "BC", "KH"; none for a letter.
    pub kind: Option<String>,
    /// Who issued it: "SYT", "BTGHU", "MTTQ-BTT".
    pub symbol: String,
}

/// Abbreviated kinds of documents (NĐ 30/2020, HD 36-HD/VPTW), without marks.
const KINDS: [&str; 20] = [
    "bc", "kh", "cv", "tb", "hd", "ctr", "ttr", "nq", "qd", "kl", "gm", "da", "ct", "qc", "bb", "cd", "ctrinh", "qyd",
    "tt", "gt",
];

/// The number in a line of a letterhead.
pub(super) fn read(line: &str) -> Option<Number> {
    read_in(line, &tokens(line))
}

/// As [`read`], in a line whose tokens these are.
pub(super) fn read_in(line: &str, all: &[Token]) -> Option<Number> {
    (0..all.len())
        .find_map(|at| party(line, all, at).or_else(|| state(line, all, at)).or_else(|| letter(line, all, at)))
}

/// The kind of document that a file name gives beside its number: "29.GM-SKHCN", "402_BC-BHXH", "71-BC.BTGHU".
#[must_use]
pub fn named_in_file(name: &str) -> Option<String> {
    let all = tokens(name);
    all.iter().enumerate().find_map(|(at, token)| {
        let numbered = at.checked_sub(1).and_then(|at| all.get(at)).is_some_and(|token| token.number.is_some());
        let signed = all.get(at.saturating_add(1)).is_some_and(|next| next.gap <= Gap::Slash && next.number.is_none());
        let first = at == 0 && token.is("gm");
        ((numbered && signed || first) && KINDS.contains(&token.folded.as_str())).then(|| token.folded.to_uppercase())
    })
}

/// The character before a token, spaces aside.
fn mark_before(line: &str, token: &Token) -> Option<char> {
    line.get(..token.range.start)?.trim_end().chars().next_back()
}

fn is_dash(mark: Option<char>) -> bool {
    matches!(mark, Some('-' | '\u{2010}'..='\u{2015}'))
}

fn before(all: &[Token], at: usize) -> Option<&Token> {
    at.checked_sub(1).and_then(|at| all.get(at))
}

/// `71-BC/BTGHU`: dash before the kind, slash after.
fn party(line: &str, all: &[Token], at: usize) -> Option<Number> {
    let kind = all.get(at).filter(|kind| KINDS.contains(&kind.folded.as_str()))?;
    let symbol = at.saturating_add(1);
    let slash = all.get(symbol).is_some_and(|token| mark_before(line, token) == Some('/'));
    (is_dash(mark_before(line, kind)) && slash).then(|| number(line, all, at, symbol, Some(kind)))?
}

/// `112/BC-SYT`: slash before the kind, dash after.
fn state(line: &str, all: &[Token], at: usize) -> Option<Number> {
    let kind = all.get(at).filter(|kind| KINDS.contains(&kind.folded.as_str()))?;
    let symbol = at.saturating_add(1);
    let dash = all.get(symbol).is_some_and(|token| is_dash(mark_before(line, token)));
    // A year in the middle ("41/2019/QĐ-UBND") is a cited act.
    let act = before(all, at).is_some_and(|token| token.range.len() == 4 && mark_before(line, token) == Some('/'));
    (mark_before(line, kind) == Some('/') && dash && !act).then(|| number(line, all, at, symbol, Some(kind)))?
}

/// `1876/STNMT-BVMT`: a number, then two symbols.
fn letter(line: &str, all: &[Token], at: usize) -> Option<Number> {
    let first = all.get(at).filter(|token| token.number.is_none() && token.range.len() >= 2)?;
    let number_before = before(all, at).is_some_and(|token| token.number.is_some());
    let dash = all.get(at.saturating_add(1)).is_some_and(|token| token.gap == Gap::Dash && token.number.is_none());
    let capital = line.get(first.range.clone()).is_some_and(|word| word.chars().next().is_some_and(char::is_uppercase));
    (number_before && dash && capital && mark_before(line, first) == Some('/'))
        .then(|| number(line, all, at, at, None))?
}

fn number(line: &str, all: &[Token], kind_at: usize, symbol_at: usize, kind: Option<&Token>) -> Option<Number> {
    let first = all.get(symbol_at)?;
    let last = all
        .iter()
        .skip(symbol_at.saturating_add(1))
        .take_while(|token| matches!(token.gap, Gap::None | Gap::And | Gap::Dash) && token.number.is_none())
        .last()
        .unwrap_or(first);
    let digits = before(all, kind_at).filter(|token| token.number.is_some());
    let from = digits.or(kind).unwrap_or(first).range.start;
    Some(Number {
        text: line.get(from..last.range.end)?.split_whitespace().collect(),
        number: digits.and_then(|token| token.number),
        kind: kind.map(|kind| kind.folded.to_uppercase()),
        symbol: line.get(first.range.start..last.range.end)?.to_owned(),
    })
}
