//! One scan that lets good text pass: no allocation, no list looked through.

use crate::spelling::{legacy, syllable};

/// Whether some pass may find something. Good Vietnamese with marks or without, numbers, dates and symbols pass.
pub(super) fn is_suspect(line: &str) -> bool {
    has_signs(line.as_bytes()) || has_odd_word(line)
}

/// Signs of a coding left in (`=C3`, `=?`, `%C3`, `&x…;`, `#U00`, `\\u00`), marks of VIQR behind a vowel, strokes.
fn has_signs(bytes: &[u8]) -> bool {
    let vowel = |byte: u8| matches!(byte.to_ascii_lowercase(), b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    bytes.iter().enumerate().any(|(at, byte)| {
        let ahead = |by: usize| bytes.get(at.saturating_add(by)).copied().unwrap_or_default();
        match byte {
            b'|' => true,
            b'=' | b'%' => {
                (*byte == b'=' && ahead(1) == b'?') || (ahead(1).is_ascii_hexdigit() && ahead(2).is_ascii_hexdigit())
            }
            b'#' => ahead(1) == b'U',
            b'\\' => ahead(1) == b'u',
            b'&' => ahead(1) == b'#' || (ahead(1).is_ascii_alphabetic() && ahead(2).is_ascii_alphabetic()),
            b'\'' | b'`' | b'~' | b'^' | b'+' => {
                at.checked_sub(1).and_then(|at| bytes.get(at)).is_some_and(|before| vowel(*before))
            }
            _ => false,
        }
    })
}

/// A word that is neither a syllable nor a symbol nor a number, a number with letters in it, or one of the few good
/// words that a slip makes of those that every report has.
fn has_odd_word(line: &str) -> bool {
    // Signs beyond ASCII that stand in no good word belong to it: they are the bytes of others.
    let belongs = |c: char| c.is_ascii_alphanumeric() || !(c.is_ascii() || syllable::divides(c) || is_sign(c));
    let (mut rest, mut before, mut gap) = (line, Base::default(), "");
    while let Some(start) = rest.find(belongs) {
        let (skipped, tail) = rest.split_at_checked(start).unwrap_or_default();
        let end = tail.find(|c| !belongs(c)).unwrap_or(tail.len());
        let (word, next) = tail.split_at_checked(end).unwrap_or_default();
        gap = if before.length == 0 { gap } else { skipped };
        let here = Base::of(word);
        let file_type =
            next.is_empty() && gap == "." && FILE_TYPES.iter().any(|known| known.eq_ignore_ascii_case(word));
        if (is_odd(word) && !file_type) || is_telling(&before, gap, &here, word) {
            return true;
        }
        (before, rest) = (here, next);
    }
    false
}

/// Ends of file names, which are no words.
const FILE_TYPES: [&str; 8] = ["doc", "docx", "pdf", "xls", "xlsx", "zip", "rar", "jpg"];

fn is_odd(word: &str) -> bool {
    if !word.is_ascii() {
        return legacy::is_odd_word(word);
    }
    let bytes = word.as_bytes();
    let digits = bytes.iter().filter(|byte| byte.is_ascii_digit()).count();
    match (digits, bytes) {
        (0, _) if bytes.iter().all(u8::is_ascii_uppercase) => {
            // Symbols are short and mostly without vowels: "SYT", "BTGHU".
            bytes.len() > 3 && !syllable::is_plain_syllable(word) && !is_symbol(bytes)
        }
        (0, _) => !syllable::is_plain_syllable(word) && bytes.len() > 1,
        (all, _) if all == bytes.len() => false,
        // "T5", "Q1", "6T".
        (_, [b'I' | b'O' | b'l' | b'o', ..]) => true,
        (all, [letter, rest @ ..]) if letter.is_ascii_alphabetic() && all == rest.len() => false,
        (all, [rest @ .., b'T' | b't']) if all == rest.len() => false,
        // "BC05", "NQ57".
        (all, _)
            if bytes.len() <= 5 && bytes.iter().take(bytes.len().saturating_sub(all)).all(u8::is_ascii_uppercase) =>
        {
            false
        }
        _ => true,
    }
}

/// No two vowels apart: "BTGHU" has one, "THANGS" and "BAOCAO" could be words.
fn is_symbol(bytes: &[u8]) -> bool {
    let vowel = |byte: &&u8| matches!(byte, b'A' | b'E' | b'I' | b'O');
    bytes.iter().filter(vowel).count() == 0
}

/// Good words that stand for others only beside the right neighbour.
fn is_telling(before: &Base, gap: &str, here: &Base, word: &str) -> bool {
    match (before.letters(), here.letters()) {
        (b"bao", b"cap" | b"coa" | b"aco") | (b"boa" | b"vao" | b"nao" | b"hao" | b"gao", b"cao") => true,
        (b"khao" | b"koha", b"giao") | (b"khoa" | b"tuyen", b"gaio" | b"gioa" | b"igao") => true,
        (b"quy" | b"qui", _) => matches!(word, "11" | "111" | "l"),
        (head, tail) => gap == " " && !word.is_ascii() && is_torn(head, tail),
    }
}

/// Whether two stretches may be halves of one word: "H ội", "Th áng", "T háng", "U ỷ", "Hu yện".
fn is_torn(head: &[u8], tail: &[u8]) -> bool {
    let vowel = |letter: &u8| matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y');
    match (head, tail) {
        (b"u", [b'y', ..]) | (b"hu", [b'y', b'e', ..]) | (b"huy" | b"tuy", [b'e', ..]) => true,
        (b"gi" | b"qu", [first, ..]) => vowel(first),
        (b"t" | b"k" | b"p" | b"c" | b"n" | b"g", [b'h', ..]) | (b"n", [b'g', ..]) | (b"t", [b'r', ..]) => true,
        (head, [first, ..]) => !head.is_empty() && head.len() <= 3 && vowel(first) && !head.iter().any(vowel),
        _ => false,
    }
}

/// Signs that people type in good text and that are no letters of another coding in it.
fn is_sign(c: char) -> bool {
    matches!(
        c,
        '°' | '²'
            | '³'
            | '§'
            | '©'
            | '®'
            | '™'
            | '•'
            | '→'
            | '–'
            | '—'
            | '«'
            | '»'
            | '±'
            | '×'
            | '\u{feff}'
            | '\u{200b}'
    )
}

/// The letters of a short word without their marks.
#[derive(Default)]
struct Base {
    letters: [u8; 6],
    length: usize,
}

impl Base {
    /// A longer word has none, nor has one with other characters.
    fn of(word: &str) -> Self {
        let mut base = Self { letters: [0; 6], length: 0 };
        for c in word.chars() {
            match (base.letters.get_mut(base.length), syllable::base(c)) {
                (Some(place), letter) if letter != 0 => *place = letter,
                _ => return Self { letters: [0; 6], length: 0 },
            }
            base.length = base.length.saturating_add(1);
        }
        base
    }

    fn letters(&self) -> &[u8] {
        self.letters.get(..self.length).unwrap_or_default()
    }
}
