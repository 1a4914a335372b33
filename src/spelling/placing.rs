//! Where a text of ours puts the tone of an open syllable in oa, oe, uy: "hòa, khỏe, ủy" or "hoà, khoẻ, uỷ". Both are
//! taught; an office writes one of them throughout.

use unicode_normalization::char::{compose, decompose_canonical};

use super::nfc;

/// Which of the two an office writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Placing {
    /// On the first vowel: "hòa, khỏe, ủy".
    #[default]
    First,
    /// On the second vowel: "hoà, khoẻ, uỷ".
    Second,
}

/// The text, NFC, with the tones of its open syllables where `placing` has them. In all other syllables both ways agree:
/// a consonant follows (hoàn, huỳnh), a third vowel (khoái), a shape (thuở), or the `u` belongs to the `q` (quý).
#[must_use]
pub fn placed(text: &str, placing: Placing) -> String {
    let text = nfc(text);
    let mut out = String::with_capacity(text.len());
    let mut word = Vec::new();
    for letter in text.chars() {
        if letter.is_alphabetic() {
            word.push(letter);
        } else {
            close(&mut word, placing, &mut out);
            out.push(letter);
        }
    }
    close(&mut word, placing, &mut out);
    out
}

/// Ends a word.
fn close(word: &mut Vec<char>, placing: Placing, out: &mut String) {
    if let [before @ .., first, second] = word.as_mut_slice() {
        settle(before.last().copied(), first, second, placing);
    }
    out.extend(word.drain(..));
}

/// Moves the tone of the last two letters of a word, when they are such a pair and one of them bears it.
fn settle(before: Option<char>, first: &mut char, second: &mut char, placing: Placing) {
    let ((one, one_tone), (two, two_tone)) = (apart(*first), apart(*second));
    let pair = matches!((small(one), small(two)), ('o', 'a' | 'e') | ('u', 'y'));
    let before = before.map(|before| small(apart(before).0));
    let joined = before.is_some_and(|before| matches!(before, 'a' | 'e' | 'i' | 'o' | 'u' | 'y' | 'q'));
    let tone = match (one_tone, two_tone) {
        (Some(tone), None) | (None, Some(tone)) => tone,
        _ => return,
    };
    if !pair || joined {
        return;
    }
    let with = |bare: char| compose(bare, tone).unwrap_or(bare);
    (*first, *second) = match placing {
        Placing::First => (with(one), two),
        Placing::Second => (one, with(two)),
    };
}

fn small(letter: char) -> char {
    letter.to_ascii_lowercase()
}

/// A letter without its tone, and the tone. A letter with a shape keeps it, and is none of the pair.
fn apart(letter: char) -> (char, Option<char>) {
    let mut parts = Vec::with_capacity(3);
    decompose_canonical(letter, |part| parts.push(part));
    match parts.as_slice() {
        [base, tone] if is_tone(*tone) => (*base, Some(*tone)),
        _ => (letter, None),
    }
}

fn is_tone(mark: char) -> bool {
    matches!(mark, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::spelling::{fold, lower};

    /// The same words in both ways.
    const PAIRS: [(&str, &str); 8] = [
        ("hòa", "hoà"),
        ("khỏe", "khoẻ"),
        ("Tỉnh ủy", "Tỉnh uỷ"),
        ("THÀNH ỦY", "THÀNH UỶ"),
        ("đã hủy, xóa", "đã huỷ, xoá"),
        ("Thúy Họa", "Thuý Hoạ"),
        ("“tùy”", "“tuỳ”"),
        ("lũy/đọa", "luỹ/đoạ"),
    ];

    #[test]
    fn open_syllables_are_written_either_way() {
        for (first, second) in PAIRS {
            assert_eq!(
                (placed(second, Placing::First).as_str(), placed(first, Placing::Second).as_str()),
                (first, second)
            );
        }
    }

    #[test]
    fn syllables_that_both_ways_write_alike_stay() {
        let text = "Quý III, quỹ, hoàn toàn, khoái, huỳnh, khuỷu, thuở, nghĩa, tuần, của, toà án {{ hoá_đơn }}";
        let kept = "Quý III, quỹ, hoàn toàn, khoái, huỳnh, khuỷu, thuở, nghĩa, tuần, của, ";
        for placing in [Placing::First, Placing::Second] {
            assert!(placed(text, placing).starts_with(kept), "{}", placed(text, placing));
        }
    }

    #[test]
    fn decomposed_letters_are_read_too() {
        assert_eq!(placed("u\u{309}y ban", Placing::Second), "uỷ ban");
    }

    proptest! {
        #[test]
        fn it_is_the_same_text_whichever_way(text in "[ a-zA-ZàáảãạèéẻẽẹòóỏõọùúủũụỳýỷỹỵôơưăâêđĐ.,-]{0,40}") {
            for placing in [Placing::First, Placing::Second] {
                let written = placed(&text, placing);
                prop_assert_eq!(fold(&written), fold(&text));
                prop_assert_eq!(placed(&written, placing), written.clone(), "twice is once");
                prop_assert_eq!(placed(&written, Placing::First), placed(&text, Placing::First));
                prop_assert_eq!(written.chars().count(), text.chars().count());
            }
        }

        #[test]
        fn reading_knows_both(word in "[bcdghklmnprstvx]{1,2}(oà|oé|uỷ|òa|óe|ủy)") {
            prop_assert_eq!(lower(&placed(&word, Placing::Second)), lower(&placed(&word, Placing::First)));
        }
    }
}
