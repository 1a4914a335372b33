//! Words of a text with their places, cut also where file names glue them: `BC_DangUyBacNhaTrang2026`.

use smol_str::SmolStr;

use crate::spelling;

/// A run of letters, or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    /// Lower case, marks kept.
    pub marked: SmolStr,
    /// Lower case, marks off.
    pub folded: SmolStr,
    /// First byte.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
    /// Whether white space stands before it.
    pub spaced: bool,
}

/// The letters and digits of a normalised form, without anything between them.
pub(super) fn joined(form: &str) -> String {
    form.chars().filter(|c| c.is_alphanumeric()).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Sort {
    Upper,
    Lower,
    Digit,
    Mark,
    Gap,
}

fn sort_of(c: char) -> Sort {
    if spelling::is_latin(c) {
        return if c.is_uppercase() { Sort::Upper } else { Sort::Lower };
    }
    if c.is_ascii() {
        return if c.is_ascii_digit() { Sort::Digit } else { Sort::Gap };
    }
    if c.is_numeric() {
        Sort::Digit
    } else if ('\u{300}'..='\u{36f}').contains(&c) {
        Sort::Mark
    } else if c.is_uppercase() {
        Sort::Upper
    } else if c.is_alphabetic() {
        Sort::Lower
    } else {
        Sort::Gap
    }
}

/// Cuts a text into words.
pub(super) fn of(text: &str) -> Vec<Token> {
    let mut cuts: Vec<(usize, usize, bool)> = Vec::new();
    let (mut open, mut before, mut spaced): (Option<usize>, Sort, bool) = (None, Sort::Gap, true);
    let mut open_spaced = true;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let sort = sort_of(c);
        let next = chars.peek().map_or(Sort::Gap, |(_, next)| sort_of(*next));
        let cut = match (before, sort) {
            (_, Sort::Mark) => false,
            (_, Sort::Gap) | (Sort::Digit, _) | (_, Sort::Digit) => before != sort,
            (Sort::Lower, Sort::Upper) => true,
            (Sort::Upper, Sort::Upper) => next == Sort::Lower,
            _ => false,
        };
        if let Some(start) = open.filter(|_| cut) {
            cuts.push((start, at, open_spaced));
            (open, spaced) = (None, false);
        }
        match sort {
            Sort::Gap => spaced = spaced || c.is_whitespace(),
            Sort::Mark => {}
            _ if open.is_none() => {
                (open, open_spaced) = (Some(at), spaced);
                spaced = false;
            }
            _ => {}
        }
        if sort != Sort::Mark {
            before = sort;
        }
    }
    if let Some(start) = open {
        cuts.push((start, text.len(), open_spaced));
    }
    cuts.into_iter().filter_map(|cut| token(text, cut)).collect()
}

fn token(text: &str, (start, end, spaced): (usize, usize, bool)) -> Option<Token> {
    let word = text.get(start..end)?;
    let (marked, folded) = spelling::both(word);
    let tidy = |form: SmolStr| if form.chars().all(char::is_alphanumeric) { form } else { joined(&form).into() };
    let (marked, folded) = (tidy(marked), tidy(folded));
    (!folded.is_empty()).then_some(Token { marked, folded, start, end, spaced })
}
