//! Letters slipped in the words that every report has: `khao giáo`, `bao cóa`, `báo cáp`, `thagn 5`.
//!
//! Short words are one slip from many others, so a word is mended only beside its partner (`báo` and `cáo`), or when it
//! is no syllable and stands by a number (`thagn 5`). Names of units are not mended here.

use std::ops::Range;

use super::{Edit, in_address, runs};
use crate::spelling::{fold, lower, syllable};

/// Words that go together.
const PAIRS: [(&str, &str); 6] =
    [("báo", "cáo"), ("khoa", "giáo"), ("tuyên", "giáo"), ("tổng", "kết"), ("phương", "hướng"), ("nhiệm", "vụ")];

/// The words of the line that are slips.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    let words: Vec<Range<usize>> =
        runs(line, char::is_alphanumeric).into_iter().filter(|word| !in_address(line, word.start)).collect();
    let of = |at: usize| words.get(at).and_then(|range| line.get(range.clone()));
    let mut found: Vec<Edit> = Vec::new();
    for (at, range) in words.iter().enumerate() {
        let Some(word) = of(at).filter(|word| word.chars().all(char::is_alphabetic)) else { continue };
        let before = at.checked_sub(1).and_then(of).unwrap_or_default();
        let after = at.checked_add(1).and_then(of).unwrap_or_default();
        let meant = partner(word, before, after).or_else(|| month(word, before, after));
        found.extend(meant.map(|meant| Edit::new(range.clone(), written(word, meant))));
    }
    found
}

/// The word of a pair whose other half stands beside it.
fn partner(word: &str, before: &str, after: &str) -> Option<&'static str> {
    PAIRS.iter().find_map(|(first, second)| {
        let fits = |beside: &str, other: &str| fold(beside) == fold(other);
        if fits(before, first) && slipped(word, second, lower(before) == *first) {
            return Some(*second);
        }
        (fits(after, second) && slipped(word, first, lower(after) == *second)).then_some(*first)
    })
}

/// Whether `word` is one slip from `meant`. Two letters changed places: always. One letter too few, too many or another
/// one: when that is no syllable, or when the other half has all its marks (`sure`) and only a key beside was hit.
fn slipped(word: &str, meant: &str, sure: bool) -> bool {
    let (typed, wanted) = (fold(word), fold(meant));
    if typed == wanted || typed.len() < 2 || wanted.len() < 3 {
        return false;
    }
    if transposed(&typed, &wanted) {
        return true;
    }
    if !one_edit(&typed, &wanted) {
        return false;
    }
    let odd = if word.is_ascii() { !syllable::is_plain_syllable(word) } else { !syllable::is_syllable(word) };
    // Words of two or three letters that are no syllable may be symbols.
    let symbol = word.chars().all(char::is_uppercase) && word.is_ascii();
    let beside = sure && !word.is_ascii() && neighbours(&lower(word), meant);
    (odd && !symbol && typed.starts_with(wanted.get(..1).unwrap_or_default())) || beside
}

/// `tháng` before or behind a number, when what stands there is no syllable.
fn month(word: &str, before: &str, after: &str) -> Option<&'static str> {
    let number = |text: &str| (1..=2).contains(&text.len()) && text.chars().all(|c| c.is_ascii_digit());
    let typed = fold(word);
    let odd = !syllable::is_plain_syllable(&typed) && typed.len() >= 4 && word.chars().any(char::is_lowercase);
    let near = number(after) || number(before);
    (odd && near && (transposed(&typed, "thang") || one_edit(&typed, "thang"))).then_some("tháng")
}

/// Whether two neighbouring letters changed places.
fn transposed(typed: &str, wanted: &str) -> bool {
    let (a, b) = (typed.as_bytes(), wanted.as_bytes());
    let unlike: Vec<usize> = a.iter().zip(b).enumerate().filter(|(_, (a, b))| a != b).map(|(at, _)| at).collect();
    match unlike.as_slice() {
        [first, second] => {
            a.len() == b.len()
                && first.saturating_add(1) == *second
                && a.get(*first) == b.get(*second)
                && a.get(*second) == b.get(*first)
        }
        _ => false,
    }
}

/// Whether one letter is missing, too many or another.
fn one_edit(typed: &str, wanted: &str) -> bool {
    let (a, b) = (typed.as_bytes(), wanted.as_bytes());
    let same = a.iter().zip(b).take_while(|(a, b)| a == b).count();
    let (a, b) = (a.get(same..).unwrap_or_default(), b.get(same..).unwrap_or_default());
    let tail = |part: &'static str, list: &[u8]| match part {
        "one" => list.get(1..).unwrap_or_default().to_vec(),
        _ => list.to_vec(),
    };
    match a.len().cmp(&b.len()) {
        std::cmp::Ordering::Equal => !a.is_empty() && tail("one", a) == tail("one", b),
        std::cmp::Ordering::Less => tail("all", a) == tail("one", b),
        std::cmp::Ordering::Greater => tail("one", a) == tail("all", b),
    }
}

/// Whether one letter is another that lies beside it on the keyboard; the tone is the same.
fn neighbours(typed: &str, meant: &str) -> bool {
    const BESIDE: [&str; 4] = ["op", "bv", "bn", "gh"];
    // "báo cái gì" is said.
    let unlike: Vec<(char, char)> = typed.chars().zip(meant.chars()).filter(|(a, b)| a != b).collect();
    match unlike.as_slice() {
        [(a, b)] => {
            typed.chars().count() == meant.chars().count()
                && BESIDE.iter().any(|pair| pair.contains(*a) && pair.contains(*b))
        }
        _ => false,
    }
}

/// `meant` in the manner of `word`: without marks, with a capital, in capitals.
fn written(word: &str, meant: &str) -> String {
    let text = if word.is_ascii() { fold(meant) } else { meant.to_owned() };
    if word.chars().all(char::is_uppercase) {
        return text.to_uppercase();
    }
    let mut letters = text.chars();
    match letters.next().filter(|_| word.starts_with(char::is_uppercase)) {
        Some(first) => first.to_uppercase().chain(letters).collect(),
        None => text,
    }
}
