//! Vietnamese office text as tokens: words and numbers, with what stands between them.

use std::ops::Range;

use smol_str::SmolStr;

use crate::spelling;

/// What stands between a token and the one before it, from the closest to the widest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gap {
    /// Nothing: "T5", "quýIII".
    None,
    /// "&".
    And,
    /// Spaces, underscores.
    Space,
    /// A dash.
    Dash,
    /// A full stop.
    Dot,
    /// A slash.
    Slash,
    /// A comma or a plus sign.
    Comma,
    /// A stronger stop: brackets, colon, semicolon, quotation mark, line end, or the start of the text.
    Break,
}

/// A run of letters or of digits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Token {
    /// Lower case with marks, tones unified.
    pub lower: SmolStr,
    /// Lower case without marks.
    pub folded: SmolStr,
    /// What stands before it.
    pub gap: Gap,
    /// Its value, when it is a number of at most six digits.
    pub number: Option<u32>,
    /// Where it stands in the text, in bytes.
    pub range: Range<usize>,
}

impl Token {
    /// Whether it is the word `folded`, read without marks where the writer left them out: "năm" is "nam" only when
    /// typed "nam" or "năm".
    #[must_use]
    pub fn is(&self, folded: &str) -> bool {
        self.folded == folded
    }

    /// Whether it is the word `lower`, or the same word typed without any marks.
    #[must_use]
    pub fn reads(&self, lower: &str) -> bool {
        self.lower == lower || (self.is_plain() && spelling::folds_to(lower, &self.folded))
    }

    /// Whether it was typed without marks.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        self.lower == self.folded
    }
}

/// Splits `text`: letters and digits apart, and "iPhone", "DangUy", "qI" before the capital.
#[must_use]
pub fn tokens(text: &str) -> Vec<Token> {
    first(text, usize::MAX)
}

/// The first tokens of `text`, at most that many: where only its beginning counts.
#[must_use]
pub fn first(text: &str, most: usize) -> Vec<Token> {
    let mut found = Vec::new();
    let mut gap = Gap::Break;
    let mut run: Option<Run> = None;
    for (at, c) in text.char_indices() {
        let class = Class::of(c);
        let joins = run.as_ref().is_some_and(|run| run.takes(class, c));
        if !joins && let Some(done) = run.take() {
            found.push(done.token(text, at));
            if found.len() >= most {
                return found;
            }
            gap = Gap::None;
        }
        match (&mut run, class) {
            (Some(run), _) => run.last = c,
            (None, Class::Gap(wider)) => gap = gap.max(wider),
            (None, class) => {
                run = Some(Run { class, start: at, last: c, gap });
            }
        }
    }
    if let Some(done) = run {
        found.push(done.token(text, text.len()));
    }
    found
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Class {
    Letter,
    Digit,
    Gap(Gap),
}

impl Class {
    fn of(c: char) -> Self {
        match c {
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '&' => Self::Gap(Gap::And),
            '_' | '\u{a0}' | ' ' | '\t' => Self::Gap(Gap::Space),
            '-' | '\u{2010}'..='\u{2015}' | '~' => Self::Gap(Gap::Dash),
            '.' => Self::Gap(Gap::Dot),
            '/' | '\\' => Self::Gap(Gap::Slash),
            ',' | '+' => Self::Gap(Gap::Comma),
            c if spelling::is_latin(c) || c.is_alphabetic() || unicode_normalization::char::is_combining_mark(c) => {
                Self::Letter
            }
            c if c.is_whitespace() && c != '\n' && c != '\r' => Self::Gap(Gap::Space),
            _ => Self::Gap(Gap::Break),
        }
    }
}

struct Run {
    class: Class,
    start: usize,
    last: char,
    gap: Gap,
}

impl Run {
    fn takes(&self, class: Class, c: char) -> bool {
        self.class == class && !(class == Class::Letter && self.last.is_lowercase() && c.is_uppercase())
    }

    fn token(self, text: &str, end: usize) -> Token {
        let word = text.get(self.start..end).unwrap_or_default();
        let (lower, folded) = spelling::both(word);
        Token {
            lower,
            folded,
            gap: self.gap,
            number: if self.class == Class::Digit && word.len() <= 6 { word.parse().ok() } else { None },
            range: self.start..end,
        }
    }
}

/// The words of `text` without marks, one space between them: what phrases are looked for in.
#[must_use]
pub fn plain(text: &str) -> String {
    plain_of(&tokens(text))
}

/// As [`plain`], of a text whose tokens these are.
#[must_use]
pub fn plain_of(tokens: &[Token]) -> String {
    let length = tokens.iter().map(|token| token.folded.len().saturating_add(1)).sum::<usize>();
    let mut line = String::with_capacity(length.saturating_add(1));
    line.push(' ');
    for token in tokens {
        line.push_str(&token.folded);
        line.push(' ');
    }
    line
}

/// Whether one of the `phrases` (words without marks, one space between) stands in a [`plain`] text as whole words.
#[must_use]
pub fn says<'a>(plain: &str, phrases: &[&'a str]) -> Option<&'a str> {
    phrases.iter().find(|phrase| stands(plain, phrase)).copied()
}

/// Whether a phrase stands in a [`plain`] text as whole words: with a space at both ends.
#[must_use]
pub fn stands(plain: &str, phrase: &str) -> bool {
    let mut rest = plain;
    while let Some((_, behind)) = rest.split_once(' ') {
        if behind.strip_prefix(phrase).is_some_and(|after| after.starts_with(' ')) {
            return true;
        }
        rest = behind;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(text: &str) -> Vec<SmolStr> {
        tokens(text).into_iter().map(|token| token.folded).collect()
    }

    #[test]
    fn letters_digits_and_inner_capitals_part() {
        assert_eq!(
            words("BC_DangUy_BacNhaTrang_T10_2026"),
            ["bc", "dang", "uy", "bac", "nha", "trang", "t", "10", "2026"]
        );
        assert_eq!(words("qI-2024 HUTLâm"), ["q", "i", "2024", "hutlam"]);
    }

    #[test]
    fn the_widest_gap_counts() {
        let all = tokens("quý I - Sở; Y");
        assert_eq!(all.iter().map(|t| t.gap).collect::<Vec<_>>(), [Gap::Break, Gap::Space, Gap::Dash, Gap::Break]);
    }

    #[test]
    fn decomposed_letters_stay_in_one_word() {
        assert_eq!(words("tha\u{301}ng 5"), ["thang", "5"]);
    }

    #[test]
    fn phrases_match_whole_words_only() {
        let text = plain("Xin gia hạn đến 25/3");
        assert_eq!(says(&text, &["gia han"]), Some("gia han"));
        assert_eq!(says(&text, &["gia ha"]), None);
        assert!(stands(" xa b a b a ", "a b a") && !stands(" xa b a ba ", "a b a"));
    }
}
