//! Codings from before Unicode: TCVN3 and VNI typed under their fonts, and text that was decoded wrongly.
//!
//! TCVN3 and VNI put Vietnamese shapes on the codes of western letters: text typed so looks right under its font and
//! nowhere else (`B¸o c¸o`, `Baùo caùo`). UTF-8 read in a single-byte coding shows two or three characters for one
//! (`BÃ¡o cÃ¡o`, `B├ío c├ío`).

mod confused;
mod misread;
mod mixed;

use super::{nfc, syllable};

/// Lower-case letters of TCVN3 (TCVN 5712:1993, third table) by the western letter that stands for each.
const TCVN3: [(&str, &str); 12] = [
    ("µ¶·¸¹", "àảãáạ"),
    ("¨»¼½¾Æ", "ăằẳẵắặ"),
    ("©ÇÈÉÊË", "âầẩẫấậ"),
    ("®ÌÎÏÐÑ", "đèẻẽéẹ"),
    ("ªÒÓÔÕÖ", "êềểễếệ"),
    ("×ØÜÝÞ", "ìỉĩíị"),
    ("ßáâãä", "òỏõóọ"),
    ("«åæçèé", "ôồổỗốộ"),
    ("¬êëìíî", "ơờởỡớợ"),
    ("ïñòóô\u{ad}õö÷øù", "ùủũúụưừửữứự"),
    ("úûüýþ", "ỳỷỹýỵ"),
    ("¡¢£¤¥¦§", "ĂÂÊÔƠƯĐ"),
];

/// Marks of VNI for Windows: after a plain vowel, after one whose shape they carry as well.
const VNI_MARKS: [(char, &str); 15] = [
    ('ù', "\u{301}"),
    ('ø', "\u{300}"),
    ('û', "\u{309}"),
    ('õ', "\u{303}"),
    ('ï', "\u{323}"),
    ('â', "\u{302}"),
    ('á', "\u{302}\u{301}"),
    ('à', "\u{302}\u{300}"),
    ('å', "\u{302}\u{309}"),
    ('ã', "\u{302}\u{303}"),
    ('ä', "\u{302}\u{323}"),
    ('ê', "\u{306}"),
    ('é', "\u{306}\u{301}"),
    ('è', "\u{306}\u{300}"),
    ('ú', "\u{306}\u{309}"),
];

/// More marks of VNI, for the letter a only.
const VNI_BREVES: [(char, &str); 2] = [('ü', "\u{306}\u{303}"), ('ë', "\u{306}\u{323}")];

/// Letters that VNI for Windows codes alone.
const VNI_LETTERS: [(char, char); 8] =
    [('ñ', 'đ'), ('ô', 'ơ'), ('ö', 'ư'), ('í', 'í'), ('ì', 'ì'), ('æ', 'ỉ'), ('ó', 'ĩ'), ('ò', 'ị')];

/// Text typed under a TCVN3 font (`.VnTime`), composed. The capitals come from the font (`.VnTimeH`), so a word whose
/// plain letters are all capitals is made capital. What is no code of TCVN3 stays.
#[must_use]
pub fn from_tcvn3(text: &str) -> String {
    let small_line = text.chars().any(|c| c.is_ascii_lowercase());
    let mut out = String::with_capacity(text.len());
    for piece in text.split_inclusive(syllable::divides) {
        let plain: Vec<char> = piece.chars().filter(char::is_ascii_alphabetic).collect();
        let capitals = !plain.is_empty() && plain.iter().all(char::is_ascii_uppercase);
        let word: String = piece.chars().map(tcvn3_letter).collect();
        if capitals && (plain.len() > 1 || !small_line) {
            out.push_str(&word.to_uppercase())
        } else {
            out.push_str(&word)
        }
    }
    nfc(&out)
}

fn tcvn3_letter(code: char) -> char {
    TCVN3
        .iter()
        .find_map(|(codes, letters)| codes.chars().position(|c| c == code).and_then(|at| letters.chars().nth(at)))
        .unwrap_or(code)
}

/// Text typed under a VNI font (`VNI-Times`), composed. What is no code of VNI stays.
#[must_use]
pub fn from_vni(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut vowel: Option<char> = None;
    for code in text.chars() {
        let small = code.to_lowercase().next().unwrap_or(code);
        if let Some(base) = vowel.take()
            && let Some(marks) = vni_marks(base, small)
        {
            out.push_str(marks);
            continue;
        }
        let (letter, takes_marks) = match small {
            'a' | 'e' | 'o' | 'u' | 'y' => (code, Some(small)),
            'î' => (if code.is_uppercase() { 'Ỵ' } else { 'ỵ' }, None),
            _ => match VNI_LETTERS.iter().find(|(known, _)| *known == small) {
                Some((_, letter)) => {
                    let cased =
                        if code.is_uppercase() { letter.to_uppercase().next().unwrap_or(*letter) } else { *letter };
                    (cased, matches!(letter, 'ơ' | 'ư').then_some(*letter))
                }
                None => (code, None),
            },
        };
        out.push(letter);
        vowel = takes_marks;
    }
    nfc(&out)
}

/// The marks that `mark` adds to `base` in VNI, if it does.
fn vni_marks(base: char, mark: char) -> Option<&'static str> {
    let found =
        VNI_MARKS.iter().chain(if base == 'a' { &VNI_BREVES[..] } else { &[] }).find(|(code, _)| *code == mark)?.1;
    let shape = found.chars().next()?;
    let fits = match base {
        'a' => true,
        'e' | 'o' => shape != '\u{306}',
        'u' | 'y' | 'ơ' | 'ư' => !matches!(shape, '\u{302}' | '\u{306}'),
        _ => false,
    };
    fits.then_some(found)
}

/// Text made readable again, composed, and what it had been, for people; none when it is good as it stands.
///
/// A line is touched only if it becomes Vietnamese by it and was not before, so neither good Vietnamese nor other
/// languages are ever "repaired". Documents mix codings, hence line by line.
#[must_use]
pub fn repair(text: &str) -> Option<(String, &'static str)> {
    if text.is_ascii() {
        return None;
    }
    let mut repaired = String::with_capacity(text.len());
    let mut coding = None;
    for line in text.split_inclusive('\n') {
        match repair_line(line) {
            Some((better, was)) => {
                repaired.push_str(&better);
                coding = coding.or(Some(was));
            }
            None => repaired.push_str(line),
        }
    }
    coding.map(|was| (repaired, was))
}

fn repair_line(line: &str) -> Option<(String, &'static str)> {
    if !is_odd(line) {
        return None;
    }
    misread::repair(line)
        .or_else(|| mixed::repair(line))
        .or_else(|| Some((confused::repair(line)?, "chữ Windows-1252 hiện theo Windows-1258")))
        .map(|(text, was)| (nfc(&text), was))
}

/// Whether some word beyond ASCII is odd: nothing else is ever repaired. Allocates nothing on good text.
fn is_odd(line: &str) -> bool {
    !line.is_ascii() && line.split(syllable::divides).any(is_odd_word)
}

/// Whether a word beyond ASCII is no syllable, or is written as only damage writes it.
pub(super) fn is_odd_word(word: &str) -> bool {
    !word.is_ascii()
        && (!syllable::is_syllable(word) || is_swollen(word) || matches!(word, "lư" | "Lư" | "LƯ" | "ư" | "Ư"))
}

/// A capital of the west after a small letter: `tÕ`, `vÒ`. Glued words have theirs before plain letters.
fn is_swollen(word: &str) -> bool {
    let western = |c: char| ('À'..='ß').contains(&c);
    word.chars().zip(word.chars().skip(1)).any(|(before, c)| before.is_lowercase() && western(c))
}

#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::{misread_as_437, to_tcvn3, to_vni};
