//! Letters slipped in the words that every report has: `khao giáo`, `bao cóa`, `báo cáp`, `thagn 5`.
//!
//! Short words are one slip from many others, so a word is mended only beside its partner (`báo` and `cáo`), or when it
//! is no syllable and stands by a number (`thagn 5`). Names of units are not mended here.

use std::ops::Range;

use smol_str::SmolStr;

use super::{Edit, in_address, runs};
use crate::spelling::{both, fold, syllable};

/// A word with its marks and without.
type Spelt = (&'static str, &'static str);

/// Words that go together.
const PAIRS: [(Spelt, Spelt); 6] = [
    (("báo", "bao"), ("cáo", "cao")),
    (("khoa", "khoa"), ("giáo", "giao")),
    (("tuyên", "tuyen"), ("giáo", "giao")),
    (("tổng", "tong"), ("kết", "ket")),
    (("phương", "phuong"), ("hướng", "huong")),
    (("nhiệm", "nhiem"), ("vụ", "vu")),
];

/// A word of the line: as typed, in lower case, and without marks.
#[derive(Default)]
struct Word<'l> {
    typed: &'l str,
    lower: SmolStr,
    folded: SmolStr,
}

impl<'l> Word<'l> {
    fn of(typed: &'l str) -> Self {
        let (lower, folded) = both(typed);
        Self { typed, lower, folded }
    }
}

/// The words of the line that are slips.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    let words: Vec<Range<usize>> =
        runs(line, char::is_alphanumeric).into_iter().filter(|word| !in_address(line, word.start)).collect();
    let spelt: Vec<Word<'_>> =
        words.iter().map(|range| Word::of(line.get(range.clone()).unwrap_or_default())).collect();
    let none = Word::default();
    let mut found: Vec<Edit> = Vec::new();
    for (at, (range, word)) in words.iter().zip(&spelt).enumerate() {
        if !word.typed.chars().all(char::is_alphabetic) {
            continue;
        }
        let before = at.checked_sub(1).and_then(|at| spelt.get(at)).unwrap_or(&none);
        let after = at.checked_add(1).and_then(|at| spelt.get(at)).unwrap_or(&none);
        let meant = partner(word, before, after).or_else(|| month(word, before, after));
        found.extend(meant.map(|meant| Edit::new(range.clone(), written(word.typed, meant))));
    }
    found
}

/// The word of a pair whose other half stands beside it.
fn partner(word: &Word<'_>, before: &Word<'_>, after: &Word<'_>) -> Option<&'static str> {
    PAIRS.iter().find_map(|(first, second)| {
        if before.folded == first.1 && slipped(word, *second, before.lower == first.0) {
            return Some(second.0);
        }
        (after.folded == second.1 && slipped(word, *first, after.lower == second.0)).then_some(first.0)
    })
}

/// Whether `word` is one slip from `meant`. Two letters changed places: always. One letter too few, too many or another
/// one: when that is no syllable, or when the other half has all its marks (`sure`) and only a key beside was hit.
fn slipped(Word { typed: word, lower, folded }: &Word<'_>, (meant, wanted): Spelt, sure: bool) -> bool {
    if folded == wanted || folded.len() < 2 || wanted.len() < 3 {
        return false;
    }
    if transposed(folded, wanted) {
        return true;
    }
    if !one_edit(folded, wanted) {
        return false;
    }
    let odd = if word.is_ascii() { !syllable::is_plain_syllable(word) } else { !syllable::is_syllable(word) };
    // Words of two or three letters that are no syllable may be symbols.
    let symbol = word.chars().all(char::is_uppercase) && word.is_ascii();
    let beside = sure && !word.is_ascii() && neighbours(lower, meant);
    (odd && !symbol && folded.starts_with(wanted.get(..1).unwrap_or_default())) || beside
}

/// `tháng` before or behind a number, when what stands there is no syllable.
fn month(Word { typed, folded, .. }: &Word<'_>, before: &Word<'_>, after: &Word<'_>) -> Option<&'static str> {
    let number =
        |word: &Word<'_>| (1..=2).contains(&word.typed.len()) && word.typed.bytes().all(|byte| byte.is_ascii_digit());
    let near = number(after) || number(before);
    let odd = || !syllable::is_plain_syllable(folded) && folded.len() >= 4 && typed.chars().any(char::is_lowercase);
    (near && odd() && (transposed(folded, "thang") || one_edit(folded, "thang"))).then_some("tháng")
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_pairs_are_spelt_rightly_without_marks() {
        for (marked, folded) in PAIRS.into_iter().flat_map(|(first, second)| [first, second]) {
            assert_eq!(both(marked), (marked.into(), folded.into()));
        }
    }
}
