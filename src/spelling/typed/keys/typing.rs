//! What an input method does with keys: shapes and tones go to letters already typed.

use crate::spelling::tone::{Letter, parts, placed, small};
use crate::spelling::{nfc, syllable};

/// A word being typed.
#[derive(Default)]
pub(super) struct Typing {
    letters: Vec<(Letter, bool)>,
    tone: Option<char>,
    /// Keys that were no letters.
    pub(super) keys: usize,
}

/// What a key adds to vowels.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Circumflex,
    Breve,
    Horn,
    /// The w of Telex: breve or horn, whichever fits.
    BreveOrHorn,
}

impl Typing {
    /// A letter as it is, perhaps with its shape already; false when it is none.
    pub(super) fn letter(&mut self, c: char) -> bool {
        let letter = small(c).filter(|letter| letter.base.is_alphabetic() && letter.tone.is_none());
        self.letters.extend(letter.map(|letter| (letter, c.is_uppercase())));
        letter.is_some()
    }

    /// The letter typed last, small.
    pub(super) fn last(&self) -> Option<Letter> {
        self.letters.last().map(|(letter, _)| *letter)
    }

    pub(super) fn has_vowel(&self) -> bool {
        self.letters.iter().any(|(letter, _)| letter.is_vowel())
    }

    /// Whether nothing but one letter stands there.
    pub(super) fn is_first(&self) -> bool {
        self.letters.len() == 1
    }

    /// A tone; false without a vowel before it or when there is one.
    pub(super) fn tone(&mut self, tone: char) -> bool {
        let fits = self.has_vowel() && self.tone.is_none();
        if fits {
            self.tone = Some(tone);
            self.keys = self.keys.saturating_add(1);
        }
        fits
    }

    /// Turns a d typed before into đ.
    pub(super) fn bar(&mut self) -> bool {
        let d = self.letters.iter_mut().find(|(letter, _)| letter.base == 'd');
        let found = d.is_some();
        if let Some((letter, _)) = d {
            letter.base = 'đ';
            self.keys = self.keys.saturating_add(1);
        }
        found
    }

    /// Shapes the last vowel that takes it, and both of `uo`; false when none does.
    pub(super) fn shape(&mut self, shape: Shape) -> bool {
        let mark = |base: char| match (shape, base) {
            (Shape::Circumflex, 'a' | 'e' | 'o') => Some('\u{302}'),
            (Shape::Breve | Shape::BreveOrHorn, 'a') => Some('\u{306}'),
            (Shape::Horn | Shape::BreveOrHorn, 'o' | 'u') => Some('\u{31b}'),
            _ => None,
        };
        let takes = |(letter, _): &(Letter, bool)| letter.shape.is_none() && mark(letter.base).is_some();
        let Some(mut place) = self.letters.iter().rposition(takes) else { return false };
        let base = |at: Option<usize>| at.and_then(|at| self.letters.get(at)).map(|(letter, _)| letter.base);
        // "mua" with a horn is "mưa", never "muă": the breve goes to an a that stands without u.
        if shape == Shape::BreveOrHorn && base(Some(place)) == Some('a') && base(place.checked_sub(1)) == Some('u') {
            place = if base(place.checked_sub(2)) == Some('q') { place } else { place.saturating_sub(1) };
        }
        let both = base(Some(place)) == Some('o') && base(place.checked_sub(1)) == Some('u');
        let first = if both { place.saturating_sub(1) } else { place };
        for (letter, _) in self.letters.get_mut(first..=place).unwrap_or_default() {
            letter.shape = mark(letter.base);
        }
        self.keys = self.keys.saturating_add(1);
        true
    }

    /// The word that the keys make, when they made something of it and it is a syllable.
    pub(super) fn word(self) -> Option<String> {
        if self.keys == 0 {
            return None;
        }
        let mut letters: Vec<Letter> = self.letters.iter().map(|(letter, _)| *letter).collect();
        if let Some(tone) = self.tone {
            letters.iter_mut().find(|letter| letter.is_vowel())?.tone = Some(tone);
        }
        let large: Vec<bool> = self.letters.iter().map(|(_, large)| *large).collect();
        let word: String = placed(letters)
            .into_iter()
            .zip(large)
            .map(|(letter, large)| {
                let word = nfc(&parts(vec![letter]).collect::<String>());
                if large { word.to_uppercase() } else { word }
            })
            .collect();
        syllable::is_syllable(&word).then_some(word)
    }
}
