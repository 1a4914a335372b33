//! How Vietnamese is spelt by people and machines: one normal form, one folded form.

pub mod charset;
pub mod file_name;
pub mod legacy;
pub mod placing;
mod syllable;
pub mod tokens;
mod tone;
pub mod typed;

use smol_str::{SmolStr, StrExt as _};
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{canonical_combining_class, decompose_canonical, is_combining_mark};

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
    for letter in text.chars() {
        let base = char::from(syllable::base(letter));
        if letter.is_ascii() {
            fold_letter(letter, &mut folded);
        } else if base.is_ascii_lowercase() {
            folded.push(base);
        } else {
            // One by one is enough: the order of the marks does not matter where all of them are left out.
            decompose_canonical(letter, |part| {
                if !is_combining_mark(part) && !is_invisible(part) {
                    fold_letter(part, &mut folded);
                }
            });
        }
    }
    if folded.ends_with(' ') {
        folded.pop();
    }
    folded
}

fn fold_letter(letter: char, folded: &mut String) {
    if separates(letter) {
        if !folded.is_empty() && !folded.ends_with(' ') {
            folded.push(' ');
        }
        return;
    }
    match letter {
        'đ' | 'Đ' | 'Ð' | 'ð' | 'Ɖ' | 'ɖ' => folded.push('d'),
        ascii if ascii.is_ascii() => folded.push(ascii.to_ascii_lowercase()),
        other => folded.extend(other.to_lowercase().filter(|part| !is_combining_mark(*part))),
    }
}

/// Lower case with marks kept, composed, and the tone where the old style puts it, whichever way it was typed:
/// `hoà` and `hòa` are one word, so are `uỷ` and `ủy`, `tòan` and `toàn`, `qúy` and `quý`.
#[must_use]
pub fn lower(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    if let Some(lower) = tone::composed(text) {
        return lower;
    }
    // Ð (Icelandic) and Ɖ (African) look like Đ and are typed for it.
    let small = text.nfd().flat_map(char::to_lowercase).map(|c| if matches!(c, 'ð' | 'ɖ') { 'đ' } else { c });
    tone::parts(tone::placed(tone::split(small))).nfc().collect()
}

/// What [`lower`] and [`fold`] make of one word. Every word of every mail comes by here: short ones allocate nothing.
#[must_use]
pub fn both(word: &str) -> (SmolStr, SmolStr) {
    if word.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        let lower = word.to_ascii_lowercase_smolstr();
        return (lower.clone(), lower);
    }
    tone::both(word).unwrap_or_else(|| (lower(word).into(), fold(word).into()))
}

/// Whether `folded` is what [`fold`] makes of `lower`, a word in lower case; told without making it.
fn folds_to(lower: &str, folded: &str) -> bool {
    let mut bytes = folded.bytes();
    for letter in lower.chars() {
        let base = syllable::base(letter);
        if !base.is_ascii_alphanumeric() {
            return fold(lower) == folded;
        }
        if bytes.next() != Some(base) {
            return false;
        }
    }
    bytes.next().is_none()
}

/// Whether it is a letter of the blocks that Vietnamese is written in: told without a look at the tables of Unicode,
/// because every character of every mail is asked.
pub(crate) fn is_latin(c: char) -> bool {
    c.is_ascii_alphabetic() || matches!(c, 'À'..='Ö' | 'Ø'..='ö' | 'ø'..='\u{1b0}' | '\u{1ea0}'..='\u{1ef9}')
}

/// Whether a word may be a syllable of Vietnamese, typed with its marks or without: people can speak it.
#[must_use]
pub fn is_spoken(word: &str) -> bool {
    syllable::is_syllable(word) || syllable::is_plain_syllable(word)
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
            ("gíao dục", "giáo dục"),
            ("baó caó", "báo cáo"),
            ("tíêp nhận", "tiếp nhận"),
            ("thừơng", "thường"),
            ("ngừơi", "người"),
            ("hứơng dẫn", "hướng dẫn"),
            ("cuôí", "cuối"),
            ("ngòai", "ngoài"),
            ("khủyu", "khuỷu"),
            ("quaý", "quáy"),
            ("gìơ", "giờ"),
            ("của giữa lịa nghĩa chịu thuở xoong", "của giữa lịa nghĩa chịu thuở xoong"),
        ] {
            assert_eq!(lower(typed), kept, "{typed}");
        }
    }

    #[test]
    fn letters_of_latin_are_letters() {
        let letters: Vec<char> = ('\0'..='\u{2000}').filter(|c| is_latin(*c)).collect();
        assert!(letters.iter().all(|c| c.is_alphabetic() && !c.is_numeric()));
        assert!("aĐđưỵỲß".chars().all(is_latin) && !"×÷1 .\u{301}".chars().any(is_latin));
    }

    /// The long way: decomposed as a whole, composed as a whole.
    fn lower_the_long_way(text: &str) -> String {
        let small = text.nfd().flat_map(char::to_lowercase).map(|c| if matches!(c, 'ð' | 'ɖ') { 'đ' } else { c });
        tone::parts(tone::placed(tone::split(small))).nfc().collect()
    }

    proptest! {
        #[test]
        fn the_short_way_says_what_the_long_way_says(
            text in "[a-zA-ZàảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵĐƯƠÂÔÊĂỦỶÒÁẬÐçñüŷ –“”.0-9]{0,30}"
        ) {
            prop_assert_eq!(lower(&text), lower_the_long_way(&text));
        }

        #[test]
        fn one_look_says_what_two_say(
            word in "[a-zA-ZàảãáạằâấđèẹêễìỉọơớởộùủựýỳĐƯƠÂÔÊĂỦỶÒÁẬÐçñüŷ\u{301}\u{200b} .0-9-]{0,20}",
            apart in "([nghtqcđ]{0,2}[aeiouyâêôươă\u{302}\u{306}\u{31b}\u{300}\u{301}\u{303}\u{309}\u{323}]{0,4}){0,2}"
        ) {
            prop_assert_eq!(both(&apart), (lower(&apart).into(), fold(&apart).into()));
            prop_assert_eq!(both(&word), (lower(&word).into(), fold(&word).into()));
            prop_assert!(folds_to(&lower(&word), &fold(&word)));
            prop_assert_eq!(folds_to(&lower(&word), &word), fold(&word) == word);
        }

        #[test]
        fn all_three_forms_are_settled_at_once(text in "\\PC{0,40}") {
            prop_assert_eq!(nfc(&nfc(&text)), nfc(&text));
            prop_assert_eq!(lower(&lower(&text)), lower(&text));
            prop_assert_eq!(fold(&fold(&text)), fold(&text));
            prop_assert_eq!(fold(&lower(&text)), fold(&text));
        }
    }
}
