//! UTF-8 that somebody read in a single-byte coding.

use encoding_rs::{WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::char::is_combining_mark;

use crate::spelling::{nfc, syllable};

/// Code page 437 from 0x80, sixteen a row: what unpackers take for the coding of names in a zip.
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅ\
    ÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»\
    ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩\
    ≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Second bytes of combining marks as code page 437 shows them.
const MARKS: [(char, char); 8] = [
    ('Ç', '\u{300}'),
    ('ü', '\u{301}'),
    ('é', '\u{302}'),
    ('â', '\u{303}'),
    ('å', '\u{306}'),
    ('ë', '\u{309}'),
    ('¢', '\u{31b}'),
    ('ú', '\u{323}'),
];

/// The line as it was meant, and how it had been read.
pub(super) fn repair(line: &str) -> Option<(String, &'static str)> {
    let western = [(WINDOWS_1252, "UTF-8 đọc nhầm là Windows-1252"), (WINDOWS_1258, "UTF-8 đọc nhầm là Windows-1258")];
    for (encoding, was) in western {
        let (bytes, _, unmappable) = encoding.encode(line);
        if !unmappable && let Some(text) = meant(&bytes) {
            return Some((text, was));
        }
    }
    if let Some(text) = cp437_bytes(line).as_deref().and_then(meant) {
        return Some((text, "UTF-8 đọc nhầm là CP437"));
    }
    underscored(line).map(|text| (text, "UTF-8 đọc nhầm là CP437, mất ký tự"))
}

/// Text of bytes that turn out to be UTF-8 beyond ASCII.
fn meant(bytes: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(bytes).ok()?;
    (!text.is_ascii() && !text.chars().any(|c| c.is_control() && !c.is_ascii())).then(|| nfc(text))
}

fn cp437_bytes(line: &str) -> Option<Vec<u8>> {
    line.chars()
        .map(|c| {
            if c.is_ascii() {
                return u8::try_from(c).ok();
            }
            let place = CP437.chars().position(|known| known == c)?;
            u8::try_from(place.checked_add(0x80)?).ok()
        })
        .collect()
}

/// `Danh_sa_üch__Éo_é_Çng`: decomposed letters whose first byte, a line-drawing character, became an underscore.
fn underscored(line: &str) -> Option<String> {
    if line.chars().any(|c| !c.is_ascii() && !matches!(c, 'É' | 'æ') && !MARKS.iter().any(|(shown, _)| *shown == c)) {
        return None;
    }
    let mut out = String::with_capacity(line.len());
    let mut letters = line.chars().peekable();
    while let Some(c) = letters.next() {
        if !c.is_ascii() {
            return None;
        }
        let after_letter = out.chars().next_back().is_some_and(|last| last.is_alphabetic() || is_combining_mark(last));
        let found = match (c, letters.peek()) {
            ('_', Some('É')) => Some('Đ'),
            ('_', Some('æ')) => Some('đ'),
            ('_', Some(next)) if after_letter => MARKS.iter().find(|(shown, _)| shown == next).map(|(_, mark)| *mark),
            _ => None,
        };
        if found.is_some() {
            letters.next();
        }
        out.push(found.unwrap_or(c));
    }
    let text = nfc(&out);
    let count = syllable::count(&text);
    (count.words > 0 && count.valid == count.words).then_some(text)
}
