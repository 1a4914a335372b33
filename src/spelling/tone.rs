//! The letters of a syllable with their shapes and tones apart, and where the tone stands.

use unicode_normalization::char::{compose, decompose_canonical};

/// A letter of a syllable, its shape (circumflex, breve, horn) and its tone apart.
#[derive(Clone, Copy)]
pub(super) struct Letter {
    pub(super) base: char,
    pub(super) shape: Option<char>,
    pub(super) tone: Option<char>,
}

impl Letter {
    fn is(self, base: char) -> bool {
        self.base == base && self.shape.is_none()
    }

    fn is_vowel(self) -> bool {
        matches!(self.base, 'a' | 'e' | 'i' | 'o' | 'u' | 'y')
    }
}

/// Takes shapes and tones off the vowels that bear them. Other marks stay letters of their own.
pub(super) fn split(decomposed: impl Iterator<Item = char>) -> Vec<Letter> {
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
pub(super) fn placed(mut letters: Vec<Letter>) -> Vec<Letter> {
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
    letters
}

/// The letters as base, shape and tone, each a character.
pub(super) fn parts(letters: Vec<Letter>) -> impl Iterator<Item = char> {
    letters.into_iter().flat_map(|letter| [Some(letter.base), letter.shape, letter.tone].into_iter().flatten())
}

/// What [`lower`](super::lower) makes of a text in which every letter is ASCII, Vietnamese and composed, or has no
/// marks to decompose; none for any other text. Nearly all text is such.
pub(super) fn composed(text: &str) -> Option<String> {
    let mut letters: Vec<Letter> = Vec::with_capacity(text.len());
    for c in text.chars() {
        letters.push(small(c)?);
    }
    let mut lower = String::with_capacity(text.len());
    for Letter { base, shape, tone } in placed(letters) {
        let shaped = shape.map_or(Some(base), |shape| compose(base, shape))?;
        lower.push(tone.map_or(Some(shaped), |tone| compose(shaped, tone))?);
    }
    Some(lower)
}

/// A composed letter in lower case, taken apart; none when that takes more than one look at one letter.
fn small(c: char) -> Option<Letter> {
    let plain = |base| Some(Letter { base, shape: None, tone: None });
    match c {
        c if c.is_ascii() => plain(c.to_ascii_lowercase()),
        'đ' | 'Đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' => plain('đ'),
        '\u{c0}'..='\u{1b0}' | '\u{1ea0}'..='\u{1ef9}' => {
            let mut letter: Option<Letter> = None;
            let mut fits = true;
            decompose_canonical(c, |part| match (&mut letter, part) {
                (None, base) if base.is_ascii_alphabetic() => {
                    letter = Some(Letter { base: base.to_ascii_lowercase(), shape: None, tone: None });
                }
                (Some(letter), '\u{302}' | '\u{306}' | '\u{31b}') if letter.is_vowel() => letter.shape = Some(part),
                (Some(letter), '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}') if letter.is_vowel() => {
                    letter.tone = Some(part);
                }
                _ => fits = false,
            });
            letter.filter(|_| fits)
        }
        // Dashes, quotation marks, bullets, spaces: no case, no marks.
        '\u{2010}'..='\u{2027}' | '\u{a0}' => plain(c),
        _ => None,
    }
}
