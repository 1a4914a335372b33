//! How Vietnamese is spelt by people and machines: one normal form, one folded form.

pub mod charset;
pub mod legacy;
mod syllable;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, is_combining_mark};

/// Composed form (NFC): what Windows types and what we keep. macOS and "Unicode tổ hợp" send decomposed letters.
#[must_use]
pub fn nfc(text: &str) -> String {
    text.nfc().collect()
}

/// The form in which names typed without marks still meet: marks off, `đ` to `d`, lower case, every dash, underscore
/// and space to one space, invisible characters gone, no space at either end.
#[must_use]
pub fn fold(text: &str) -> String {
    let mut folded = String::with_capacity(text.len());
    for letter in text.nfd().filter(|letter| !is_combining_mark(*letter) && !is_invisible(*letter)) {
        if separates(letter) {
            if !folded.is_empty() && !folded.ends_with(' ') {
                folded.push(' ');
            }
            continue;
        }
        match letter {
            'đ' | 'Đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' => folded.push('d'),
            other => folded.extend(other.to_lowercase().filter(|part| !is_combining_mark(*part))),
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

/// Lower case with marks kept, composed, and the tone where the old style puts it, whichever way it was typed:
/// `hoà` and `hòa` are one word, so are `uỷ` and `ủy`, `tòan` and `toàn`, `qúy` and `quý`.
#[must_use]
pub fn lower(text: &str) -> String {
    // Ð (Icelandic) and Ɖ (African) look like Đ and are typed for it.
    let small = text.nfd().flat_map(char::to_lowercase).map(|c| if matches!(c, 'ð' | 'ɖ') { 'đ' } else { c });
    let letters: Vec<Letter> = split_tones(small);
    place_tones(letters).nfc().collect()
}

/// A letter of a syllable, its shape (circumflex, breve, horn) and its tone apart.
#[derive(Clone, Copy)]
struct Letter {
    base: char,
    shape: Option<char>,
    tone: Option<char>,
}

impl Letter {
    fn is(self, base: char) -> bool {
        self.base == base && self.shape.is_none()
    }

    fn is_vowel(self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }
}

fn split_tones(decomposed: impl Iterator<Item = char>) -> Vec<Letter> {
    let mut letters: Vec<Letter> = Vec::new();
    for c in decomposed {
        match (c, letters.last_mut()) {
            ('\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}', Some(last))
                if last.tone.is_none() && last.is_vowel() =>
            {
                last.tone = Some(c);
            }
            ('\u{302}' | '\u{306}' | '\u{31b}', Some(last)) if last.shape.is_none() && last.is_vowel() => {
                last.shape = Some(c);
            }
            _ => letters.push(Letter { base: c, shape: None, tone: None }),
        }
    }
    letters
}

/// The one rule: in `oa`, `oe` and `uy` the tone stands on the first vowel when the syllable ends there, on the second
/// when it goes on; after `qu` and `gi` (which are consonants before a vowel) it stands on the vowel that follows.
fn place_tones(mut letters: Vec<Letter>) -> impl Iterator<Item = char> {
    for second in 1..letters.len() {
        let first = second.saturating_sub(1);
        let before = first.checked_sub(1).and_then(|at| letters.get(at)).copied();
        let goes_on =
            second.checked_add(1).and_then(|at| letters.get(at)).is_some_and(|next| next.base.is_alphabetic());
        let (Some(&left), Some(&right)) = (letters.get(first), letters.get(second)) else { break };
        if left.tone.is_some() == right.tone.is_some() {
            continue;
        }
        let consonant = before.is_some_and(|c| {
            (c.is('q') && left.is('u')) || (c.is('g') && left.is('i') && !right.is('y')) && right.is_vowel()
        });
        let glide = (left.is('o') && (right.is('a') || right.is('e'))) || (left.is('u') && right.is('y'));
        let onto_second = if consonant && right.is_vowel() {
            true
        } else if glide {
            goes_on
        } else {
            continue;
        };
        let tone = left.tone.or(right.tone);
        if let Some(letter) = letters.get_mut(first) {
            letter.tone = if onto_second { None } else { tone };
        }
        if let Some(letter) = letters.get_mut(second) {
            letter.tone = if onto_second { tone } else { None };
        }
    }
    letters.into_iter().flat_map(|letter| [Some(letter.base), letter.shape, letter.tone].into_iter().flatten())
}

/// Every dash, the underscore and every kind of space: people use them for each other in file names.
fn separates(letter: char) -> bool {
    letter.is_whitespace()
        || matches!(
            letter,
            '-' | '_' | '\u{ad}' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '\u{fe58}' | '\u{fe63}' | '\u{ff0d}'
        )
}

/// Zero-width characters that copying from the web leaves inside words.
fn is_invisible(letter: char) -> bool {
    matches!(letter, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2064}' | '\u{feff}')
        && canonical_combining_class(letter) == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folding_leaves_what_a_keyboard_without_marks_types() {
        assert_eq!(fold("BÁO CÁO  6_tháng–đầu\u{a0}năm 2024 - Ð.Ư Ɖông"), "bao cao 6 thang dau nam 2024 d.u dong");
        assert_eq!(fold("Ba\u{301}o ca\u{301}o"), "bao cao");
        assert_eq!(fold(" \t"), "");
    }

    #[test]
    fn both_styles_of_tone_are_one_word() {
        for (typed, kept) in [
            ("Hoà", "hòa"),
            ("HÒA", "hòa"),
            ("Uỷ ban", "ủy ban"),
            ("thuý", "thúy"),
            ("khoẻ", "khỏe"),
            ("quý", "quý"),
            ("qúy", "quý"),
            ("tòan", "toàn"),
            ("hùynh", "huỳnh"),
            ("ngoài", "ngoài"),
            ("gía", "giá"),
            ("gì", "gì"),
            ("mía", "mía"),
            ("hoàn thuế", "hoàn thuế"),
            ("khuya", "khuya"),
            ("chùa", "chùa"),
        ] {
            assert_eq!(lower(typed), kept, "{typed}");
        }
    }

    proptest! {
        #[test]
        fn all_three_forms_are_settled_at_once(text in "\\PC{0,40}") {
            prop_assert_eq!(nfc(&nfc(&text)), nfc(&text));
            prop_assert_eq!(lower(&lower(&text)), lower(&text));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(fold(&lower(&text)), fold(&text));
        }
    }
}
