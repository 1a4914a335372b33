//! Telex: `s f r x j` are tones, a doubled vowel a circumflex, `w` a horn or breve, `dd` is đ.

use super::typing::{Shape, Typing};
use super::{Candidate, is_plain};
use crate::spelling::syllable;
use crate::spelling::typed::{Edit, in_address, runs};

/// The words that Telex would have made into others.
pub(super) fn candidates(line: &str) -> Vec<Candidate> {
    runs(line, char::is_alphabetic).into_iter().filter_map(|range| candidate(line, range)).collect()
}

fn candidate(line: &str, range: std::ops::Range<usize>) -> Option<Candidate> {
    let word = line.get(range.clone())?;
    // A symbol in capitals has no keys in it, and a syllable has none left.
    let short = word.chars().count() <= 4 && word.chars().all(char::is_uppercase);
    if in_address(line, range.start) {
        return None;
    }
    let meant = typed(word)?;
    // "coong" may be the word that it is.
    let sure = !is_plain(word) && !syllable::is_plain_syllable(word);
    let candidate = Candidate { edit: Edit::new(range, meant), sure };
    (!short || candidate.is_trade()).then_some(candidate)
}

fn typed(word: &str) -> Option<String> {
    let mut typing = Typing::default();
    for c in word.chars() {
        let small = c.to_ascii_lowercase();
        let doubled = |base: char| typing.last().is_some_and(|last| last.base == base && last.shape.is_none());
        let done = match small {
            's' | 'f' | 'r' | 'x' | 'j' if typing.has_vowel() => typing.tone(tone(small)?),
            'w' if typing.has_vowel() => typing.shape(Shape::BreveOrHorn),
            'w' => typing.letter(if c.is_uppercase() { 'Ư' } else { 'ư' }) && key(&mut typing),
            'a' | 'e' | 'o' if doubled(small) => typing.shape(Shape::Circumflex),
            'd' if typing.is_first() && doubled('d') => typing.bar(),
            _ => typing.letter(c),
        };
        if !done {
            return None;
        }
    }
    typing.word()
}

fn key(typing: &mut Typing) -> bool {
    typing.keys = typing.keys.saturating_add(1);
    true
}

fn tone(key: char) -> Option<char> {
    match key {
        's' => Some('\u{301}'),
        'f' => Some('\u{300}'),
        'r' => Some('\u{309}'),
        'x' => Some('\u{303}'),
        'j' => Some('\u{323}'),
        _ => None,
    }
}
