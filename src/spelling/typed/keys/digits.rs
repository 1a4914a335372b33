//! VNI: digits behind letters, `1`-`5` tones, `6` circumflex, `7` horn, `8` breve, `9` the bar of đ.

use std::ops::Range;

use super::Candidate;
use super::typing::{Shape, Typing};
use crate::spelling::typed::{Edit, in_address, runs};

/// Words that a number follows at once: `quy1` is the first quarter, `thang5` is May.
const COUNTED: [&str; 4] = ["thang", "quy", "t", "q"];

/// The words that VNI would have made into others.
pub(super) fn candidates(line: &str) -> Vec<Candidate> {
    let found: Vec<Range<usize>> = runs(line, char::is_alphanumeric)
        .into_iter()
        .filter(|range| line.get(range.clone()).is_some_and(is_typed) && !in_address(line, range.start))
        .collect();
    found.iter().filter_map(|range| candidate(line, range.clone())).collect()
}

fn is_typed(word: &str) -> bool {
    word.starts_with(|c: char| c.is_alphabetic()) && word.contains(|c: char| c.is_ascii_digit())
}

fn candidate(line: &str, range: Range<usize>) -> Option<Candidate> {
    let word = line.get(range.clone())?;
    let (letters, last) = word.split_at_checked(word.len().checked_sub(1)?)?;
    let digits = letters.chars().filter(char::is_ascii_digit).count();
    let inside = letters.char_indices().any(|(at, c)| {
        c.is_ascii_digit() && word.get(at.saturating_add(1)..).is_some_and(|rest| rest.contains(char::is_alphabetic))
    });
    // Shape and tone one after the other are no number that follows a word: "te61", but "xa 61".
    let shaped = letters.ends_with(['6', '7', '8']) && last.starts_with(['1', '2', '3', '4', '5']) && digits == 1;
    let sure = inside || shaped || is_report(line, &range);
    let counted = COUNTED.contains(&letters.to_ascii_lowercase().as_str());
    if !sure && counted && !beside_number(line, &range) {
        return None;
    }
    Some(Candidate { edit: Edit::new(range, typed(word)?), sure })
}

/// Whether the number that such a word needs stands apart from it: "thang1 5", "6 thang1".
fn beside_number(line: &str, range: &Range<usize>) -> bool {
    let after = line.get(range.end..).unwrap_or_default().trim_start();
    let before = line.get(..range.start).unwrap_or_default().trim_end();
    after.starts_with(|c: char| c.is_ascii_digit() || matches!(c, 'I' | 'V'))
        || before.ends_with(|c: char| c.is_ascii_digit())
}

/// `bao1 cao1`: the tone at the end, twice, in the two words that every subject has.
fn is_report(line: &str, range: &Range<usize>) -> bool {
    let small = line.to_ascii_lowercase();
    small.match_indices("bao1 cao1").any(|(at, pair)| at <= range.start && range.end <= at.saturating_add(pair.len()))
}

fn typed(word: &str) -> Option<String> {
    let mut typing = Typing::default();
    for c in word.chars() {
        let done = match c {
            '1' => typing.tone('\u{301}'),
            '2' => typing.tone('\u{300}'),
            '3' => typing.tone('\u{309}'),
            '4' => typing.tone('\u{303}'),
            '5' => typing.tone('\u{323}'),
            '6' => typing.shape(Shape::Circumflex),
            '7' => typing.shape(Shape::Horn),
            '8' => typing.shape(Shape::Breve),
            '9' => typing.bar(),
            _ => typing.letter(c),
        };
        if !done {
            return None;
        }
    }
    typing.word()
}
