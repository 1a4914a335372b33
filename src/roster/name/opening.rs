//! How names begin: asked at every word of every line, so it is told by one number, without a string being made.

use std::collections::HashSet;
use std::hash::{BuildHasherDefault, Hasher};

/// The letters from the beginning of a name, as one number (FNV-1a).
#[derive(Debug, Clone, Copy)]
pub(super) struct Opening(u64);

impl Default for Opening {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Opening {
    /// With more letters behind it.
    pub(super) fn with(self, letters: &str) -> Self {
        let next = |number: u64, byte: u8| (number ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3);
        Self(letters.bytes().fold(self.0, next))
    }
}

/// The openings of all names. Two that share a number only cost a look at the names themselves.
#[derive(Debug, Clone, Default)]
pub(super) struct Openings(HashSet<u64, BuildHasherDefault<AsItIs>>);

impl Openings {
    /// Takes every beginning of a form, down to the whole of it.
    pub(super) fn add(&mut self, form: &str) {
        let mut opening = Opening::default();
        for letter in form.chars() {
            opening = opening.with(letter.encode_utf8(&mut [0; 4]));
            self.0.insert(opening.0);
        }
    }

    /// Whether a name may begin so; certain when it says no.
    pub(super) fn has(&self, opening: Opening) -> bool {
        self.0.contains(&opening.0)
    }
}

/// Takes a number that is a hash already for its own hash.
#[derive(Debug, Clone, Copy, Default)]
struct AsItIs(u64);

impl Hasher for AsItIs {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.0 = (self.0 << 8) | u64::from(*byte));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_told_from_its_first_letters_on() {
        let mut names = Openings::default();
        names.add("soyte");
        let opens =
            |words: &[&str]| names.has(words.iter().fold(Opening::default(), |opening, word| opening.with(word)));
        assert!(opens(&["so"]) && opens(&["so", "y"]) && opens(&["so", "y", "te"]));
        assert!(!opens(&["so", "te"]) && !opens(&["y"]) && !opens(&["so", "y", "tex"]));
    }
}
