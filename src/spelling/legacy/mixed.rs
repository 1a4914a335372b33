//! Lines typed under the old fonts, wholly or in part: forwarded subjects and pasted titles mix them with Unicode.

use super::{from_tcvn3, from_vni};
use crate::spelling::syllable::{divides, is_letter, is_syllable};

/// What a word tells about the coding of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sort {
    /// Nothing: ASCII only.
    Silent,
    /// A syllable as it stands and perhaps another one under a font.
    Either,
    /// Letters that only Unicode has: nobody typed this under an old font.
    Unicode,
    /// No syllable as it stands.
    Odd,
}

/// The sort of a word that would read `is` under the font.
fn sort(word: &str, is: &str) -> Sort {
    if word.is_ascii() {
        Sort::Silent
    } else if word.chars().any(|c| c > '\u{ff}' && c.is_alphabetic()) {
        Sort::Unicode
    } else if !is_syllable(word) || !is_well_spelt(word) || super::is_swollen(word) {
        Sort::Odd
    } else if is_syllable(is) {
        Sort::Either
    } else {
        Sort::Unicode
    }
}

/// Whether the tone stands where the old style or the new one puts it: "xaõ" is no "xão" but VNI.
fn is_well_spelt(word: &str) -> bool {
    let old = crate::spelling::lower(word);
    let new = ["oà", "oá", "oả", "oã", "oạ", "oè", "oé", "oẻ", "oẽ", "oẹ", "uỳ", "uý", "uỷ", "uỹ", "uỵ"];
    let small = word.to_lowercase();
    old == small || new.iter().any(|end| small.ends_with(end))
}

/// A line under one of the fonts, as converted.
struct Candidate {
    text: String,
    was: &'static str,
    sorts: Vec<Sort>,
    /// Odd words that are syllables afterwards.
    turned: usize,
}

impl Candidate {
    fn of(line: &str, text: String, was: &'static str) -> Self {
        let pairs = || line.split(divides).zip(text.split(divides));
        let sorts: Vec<Sort> = pairs().map(|(word, is)| sort(word, is)).collect();
        let turns = |((word, is), sort): &((&str, &str), &Sort)| {
            **sort == Sort::Odd && word != is && is_syllable(is) && word.contains(|c: char| c.is_ascii_alphabetic())
        };
        let turned = pairs().zip(&sorts).filter(turns).count();
        Self { text, was, sorts, turned }
    }

    fn odd(&self) -> usize {
        self.sorts.iter().filter(|sort| **sort == Sort::Odd).count()
    }
}

/// The line made readable, and the coding it had; none when neither font makes Vietnamese of its odd words.
pub(super) fn repair(line: &str) -> Option<(String, &'static str)> {
    let candidates = [(from_tcvn3(line), "TCVN3"), (from_vni(line), "VNI")];
    let candidates = candidates.map(|(text, was)| Candidate::of(line, text, was));
    let best = candidates.into_iter().max_by_key(|candidate| candidate.turned)?;
    let most = best.turned > 0 && best.turned.saturating_mul(10) >= best.odd().saturating_mul(7);
    (most && (best.turned > 1 || is_telling(line, &best))).then(|| (chosen(line, &best), best.was))
}

/// One odd word alone must begin like a word ("µm" is a measure). Among good Vietnamese it must have a character that
/// Vietnamese lacks, or a vowel with its mark behind it: "Müller" has one too, but makes no syllable.
fn is_telling(line: &str, candidate: &Candidate) -> bool {
    let alone = !candidate.sorts.iter().any(|sort| matches!(sort, Sort::Unicode | Sort::Either));
    let odd = line.split(divides).zip(&candidate.sorts).filter(|(_, sort)| **sort == Sort::Odd).map(|(word, _)| word);
    odd.into_iter().any(|word| {
        let begins = word.starts_with(|c: char| c.is_ascii_alphabetic());
        let foreign = word.chars().any(|c| !is_letter(c));
        if alone { begins } else { foreign || candidate.was == "VNI" }
    })
}

/// Of each word the reading that belongs to it: what may be either goes with its neighbours when they agree.
fn chosen(line: &str, candidate: &Candidate) -> String {
    let mixed = candidate.sorts.contains(&Sort::Unicode);
    let mut out = String::with_capacity(candidate.text.len());
    let mut gaps = line.chars().filter(|c| divides(*c));
    for (at, (word, is)) in line.split(divides).zip(candidate.text.split(divides)).enumerate() {
        let take = match candidate.sorts.get(at) {
            Some(Sort::Odd) => !mixed || is_syllable(is),
            Some(Sort::Either) => !mixed || is_among_odd(&candidate.sorts, at),
            _ => false,
        };
        out.push_str(if take { is } else { word });
        out.extend(gaps.next());
    }
    out
}

/// Whether the words that are sure on both sides (or on the only one) are odd.
fn is_among_odd(sorts: &[Sort], at: usize) -> bool {
    let sure = |sort: &&Sort| matches!(sort, Sort::Unicode | Sort::Odd);
    let before = sorts.iter().take(at).rfind(sure);
    let after = sorts.iter().skip(at).find(sure);
    before.or(after) == Some(&Sort::Odd) && after.or(before) == Some(&Sort::Odd)
}
