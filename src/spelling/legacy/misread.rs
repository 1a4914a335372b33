//! UTF-8 that somebody read in a single-byte coding, once or twice.

use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::char::is_combining_mark;

use crate::spelling::{nfc, syllable, tone};

/// Code page 437 from 0x80, sixteen a row: what unpackers take for the coding of names in a zip.
pub(super) const CP437: &str = "ÇüéâäàåçêëèïîìÄÅ\
    ÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
    áíóúñÑªº¿⌐¬½¼¡«»\
    ░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
    └┴┬├─┼╞╟╚╔╩╦╠═╬╧\
    ╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
    αßΓπΣσµτΦΘΩδ∞φε∩\
    ≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// Code page 850, the other one of unpackers.
const CP850: &str = "ÇüéâäàåçêëèïîìÄÅ\
    ÉæÆôöòûùÿÖÜø£Ø×ƒ\
    áíóúñÑªº¿®¬½¼¡«»\
    ░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
    └┴┬├─┼ãÃ╚╔╩╦╠═╬¤\
    ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
    ÓßÔÒõÕµþÞÚÛÙýÝ¯´\
    \u{ad}±‗¾¶§÷¸°¨·¹³²■\u{a0}";

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

/// A coding in which UTF-8 was read, and how that is called.
struct Misreading {
    was: &'static str,
    byte: fn(char) -> Option<u8>,
}

const MISREADINGS: [Misreading; 5] = [
    Misreading { was: "UTF-8 đọc nhầm là Windows-1252", byte: |c| encoded(WINDOWS_1252, c) },
    Misreading { was: "UTF-8 đọc nhầm là Windows-1258", byte: |c| encoded(WINDOWS_1258, c) },
    Misreading { was: "UTF-8 đọc nhầm là CP437", byte: |c| paged(CP437, c) },
    Misreading { was: "UTF-8 đọc nhầm là CP850", byte: |c| paged(CP850, c) },
    Misreading { was: "UTF-8 đọc nhầm là Mac Roman", byte: |c| encoded(MACINTOSH, c) },
];

/// The line as it was meant, and how it had been read.
pub(super) fn repair(line: &str) -> Option<(String, &'static str)> {
    let (mut text, was) = once(line)?;
    // What was misread twice still is misread: each mail program on the way may have done so.
    for _ in 0..2 {
        match once(&text) {
            Some((better, _)) => text = better,
            None => break,
        }
    }
    Some((nfc(&text), was))
}

fn once(line: &str) -> Option<(String, &'static str)> {
    for misreading in &MISREADINGS {
        if let Some(text) = whole(line, misreading.byte) {
            return Some((text, misreading.was));
        }
    }
    let readings = MISREADINGS.iter().filter_map(|misreading| Some((pieces(line, misreading.byte)?, misreading.was)));
    if let Some(((_, text), was)) = readings.max_by_key(|((letters, _), _)| *letters) {
        return Some((text, was));
    }
    underscored(line).map(|text| (text, "UTF-8 đọc nhầm là CP437, mất ký tự"))
}

fn encoded(encoding: &'static Encoding, c: char) -> Option<u8> {
    let mut buffer = [0; 4];
    let (bytes, _, unmappable) = encoding.encode(c.encode_utf8(&mut buffer));
    match (&*bytes, unmappable) {
        ([byte], false) => Some(*byte),
        _ => None,
    }
}

fn paged(page: &str, c: char) -> Option<u8> {
    if c.is_ascii() {
        return u8::try_from(c).ok();
    }
    let place = page.chars().position(|known| known == c)?;
    u8::try_from(place.checked_add(0x80)?).ok()
}

/// A line that is misread from end to end.
fn whole(line: &str, byte: fn(char) -> Option<u8>) -> Option<String> {
    let bytes: Vec<u8> = line.chars().map(byte).collect::<Option<_>>()?;
    let text = String::from_utf8(bytes).ok().filter(|text| !text.is_ascii())?;
    // Control characters are right only as bytes of what is still misread.
    let broken = text.chars().any(|c| c.is_control() && !c.is_ascii());
    if broken { whole(&text, byte) } else { Some(nfc(&text)) }
}

/// A line of which only parts are misread (somebody answered, or typed the rest): each letter of Vietnamese whose
/// bytes show. None unless all words touched by it become syllables.
fn pieces(line: &str, byte: fn(char) -> Option<u8>) -> Option<(usize, String)> {
    let mut out = String::with_capacity(line.len());
    let (mut letters, mut rest) = (0_usize, line);
    while let Some(c) = rest.chars().next() {
        match sequence(rest, out.chars().next_back(), byte) {
            Some((letter, length)) => {
                out.push(letter);
                letters = letters.saturating_add(1);
                rest = rest.get(length..).unwrap_or_default();
            }
            None => {
                out.push(c);
                rest = rest.get(c.len_utf8()..).unwrap_or_default();
            }
        }
    }
    let text = nfc(&out);
    let (before, after) = (syllable::count(line), syllable::count(&text));
    let wrong = |count: syllable::Count| count.words.saturating_sub(count.valid);
    (letters > 0 && wrong(after) <= wrong(before) && (after.valid > before.valid || wrong(after) == 0))
        .then_some((letters, text))
}

/// A character of Vietnamese text whose UTF-8 bytes stand here as characters of their own, and how long they are.
fn sequence(text: &str, before: Option<char>, byte: fn(char) -> Option<u8>) -> Option<(char, usize)> {
    let mut chars = text.char_indices();
    let first = chars.next()?.1;
    if first.is_ascii() {
        return None;
    }
    let lead = byte(first)?;
    let more: usize = match lead {
        0xc2..=0xc6 | 0xcc => 1,
        0xe1 | 0xe2 => 2,
        _ => return None,
    };
    let mut bytes = [lead, 0, 0];
    for place in bytes.get_mut(1..=more)? {
        let (_, c) = chars.next()?;
        // A no-break space, last byte of "à", "Ơ" and "Ạ", often became a plain one; "XÃ " is right as it stands.
        let lost = c == ' ' && lost_space(text, before);
        // What is no continuation of UTF-8 ends it: nearly every letter of good text does.
        let shown = if lost {
            Some(0xa0)
        } else if c.is_ascii() {
            None
        } else {
            byte(c)
        };
        *place = shown.filter(|byte| (0x80..=0xbf).contains(byte))?;
    }
    let letter = std::str::from_utf8(bytes.get(..=more)?).ok()?.chars().next()?;
    let fits = (tone::small(letter).is_some() && !letter.is_alphabetic())
        || syllable::is_letter(letter)
        || matches!(letter, '\u{300}'..='\u{323}');
    fits.then(|| (letter, chars.next().map_or(text.len(), |(at, _)| at)))
}

/// Whether the space behind the first character of `text` may be the no-break space that was its last byte: inside a
/// word, or after a small letter. "XÃ " is right as it stands.
fn lost_space(text: &str, before: Option<char>) -> bool {
    let rest = text.split(' ').nth(1).unwrap_or_default();
    let end = rest.find(|c: char| !c.is_alphabetic()).unwrap_or(rest.len());
    let next = rest.get(..end).unwrap_or_default();
    let torn = next.starts_with(char::is_lowercase)
        && (next.len() == 1 || !syllable::is_plain_syllable(next) && next.is_ascii());
    match text.chars().next() {
        Some('Ã' | 'Ă') => before.is_some_and(char::is_lowercase) || torn,
        Some(c) => matches!(c, 'Æ' | 'á'),
        None => false,
    }
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
