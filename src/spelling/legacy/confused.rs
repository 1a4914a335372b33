//! Western letters that Windows showed in the Vietnamese code page: `QUẢN LƯ`, `xă`, `th́`, `chữ kư`.
//!
//! Windows-1252 and Windows-1258 differ in a few letters, all with an acute, a grave or a tilde. What was written
//! `ã ì ò õ ý` comes out as `ă`, a loose acute, a loose dot below, `ơ`, `ư`.

use unicode_normalization::UnicodeNormalization;

use crate::spelling::{fold, nfc, syllable};

/// A loose mark that stands on no vowel, and the letter that it was.
const LOOSE: [(char, char); 4] = [('\u{301}', 'ì'), ('\u{300}', 'Ì'), ('\u{309}', 'Ò'), ('\u{323}', 'ò')];

/// Letters for which another came out; each is right in other words.
const LETTERS: [(char, char); 6] = [('ă', 'ã'), ('ơ', 'õ'), ('ư', 'ý'), ('Ă', 'Ã'), ('Ơ', 'Õ'), ('Ư', 'Ý')];

/// Words with `ý` whose damaged form is a word too, with the word before or after that tells them: `quản lư`, `ư kiến`.
const TOLD_BEFORE: &str = " quan xu tam phap vat dia hop dong chu luu gop nguyen ";
const TOLD_AFTER: &str = " do luan lich kien nghia thuc tuong chi tu ";

/// The line with these letters put back, composed; none when there are none.
pub(super) fn repair(line: &str) -> Option<String> {
    if line.is_ascii() {
        return None;
    }
    let words: Vec<&str> = line.split(syllable::divides).collect();
    let mut out = String::with_capacity(line.len());
    let mut changed = false;
    let mut from = 0;
    for (at, word) in words.iter().enumerate() {
        let near = |step: Option<usize>| step.and_then(|at| words.get(at)).map_or(String::new(), |word| fold(word));
        let told = || {
            let (before, after) = (near(at.checked_sub(1)), near(at.checked_add(1)));
            TOLD_BEFORE.contains(&format!(" {before} ")) && !before.is_empty()
                || TOLD_AFTER.contains(&format!(" {after} ")) && !after.is_empty()
        };
        match mended(word, told) {
            Some(better) => {
                out.push_str(&better);
                changed = true;
            }
            None => out.push_str(word),
        }
        from = word.len().saturating_add(from);
        let gap = line.get(from..).and_then(|rest| rest.chars().next());
        out.extend(gap);
        from = from.saturating_add(gap.map_or(0, char::len_utf8));
    }
    changed.then_some(out)
}

fn mended(word: &str, told: impl Fn() -> bool) -> Option<String> {
    if word.is_ascii() {
        return None;
    }
    let lower = crate::spelling::lower(word);
    let y = |(damaged, _): &&(char, char)| matches!(damaged, 'ư' | 'Ư');
    if matches!(lower.as_str(), "lư" | "ư") && told() || matches!(lower.as_str(), "kư" | "quư") {
        let (from, to) = LETTERS.iter().filter(y).find(|(damaged, _)| word.contains(*damaged))?;
        return Some(word.replace(*from, &to.to_string()));
    }
    if syllable::is_syllable(word) {
        return None;
    }
    let whole = with_letters(word);
    LETTERS
        .iter()
        .filter(|(damaged, _)| whole.contains(*damaged))
        .map(|(damaged, meant)| whole.replace(*damaged, &meant.to_string()))
        .chain([whole.clone()])
        .find(|better| better != word && syllable::is_syllable(better))
}

/// Marks on consonants turned into the letters they were. Capitals have marks of their own, so the case is known.
fn with_letters(word: &str) -> String {
    let mut out = String::with_capacity(word.len());
    let mut vowel = false;
    for c in word.nfd() {
        match LOOSE.iter().find(|(mark, _)| *mark == c) {
            Some((_, letter)) if !vowel => out.push(*letter),
            _ => out.push(c),
        }
        if c.is_alphabetic() {
            vowel = matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y');
        }
    }
    nfc(&out)
}
