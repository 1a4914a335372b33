//! Header fields: cleaned of line breaks, encoded (RFC 2047, RFC 2231), folded.

use base64::Engine as _;

use crate::message::Person;

/// Longest header line, without CRLF (RFC 2047 §2).
const WIDTH: usize = 76;

/// A header under construction.
#[derive(Default)]
pub(super) struct Fields {
    out: String,
    names: Vec<String>,
}

impl Fields {
    /// A value that is known to be short ASCII.
    pub(super) fn raw(&mut self, name: &str, value: &str) {
        self.names.push(name.to_ascii_lowercase());
        self.out.push_str(&format!("{name}: {value}\r\n"));
    }

    /// Free text; an empty one is left out.
    pub(super) fn text(&mut self, name: &str, value: &str) {
        let value = one_line(value);
        if !value.is_empty() {
            self.folded(name, text_words(&value, name.len().saturating_add(2)));
        }
    }

    /// Name and address.
    pub(super) fn person(&mut self, name: &str, person: &Person) {
        self.people(name, std::slice::from_ref(person));
    }

    /// Names and addresses; nobody, no field.
    pub(super) fn people(&mut self, name: &str, people: &[Person]) {
        let mut words = Vec::new();
        for (place, person) in people.iter().enumerate() {
            let shown = one_line(&person.name);
            if !shown.is_empty() {
                words.extend(phrase(&shown, name.len().saturating_add(2)));
            }
            let comma = if place.saturating_add(1) < people.len() { "," } else { "" };
            words.push(format!("<{}>{comma}", clean_address(&person.address)));
        }
        if !words.is_empty() {
            self.folded(name, words);
        }
    }

    /// Message-IDs; none of them, no field.
    pub(super) fn ids(&mut self, name: &str, ids: &[String]) {
        let words: Vec<String> =
            ids.iter().map(|id| clean_id(id)).filter(|id| !id.is_empty()).map(|id| format!("<{id}>")).collect();
        if !words.is_empty() {
            self.folded(name, words);
        }
    }

    /// A field that somebody else asks for; ours and malformed ones are refused.
    pub(super) fn custom(&mut self, name: &str, value: &str) {
        let lower = name.to_ascii_lowercase();
        let well_formed = !name.is_empty()
            && name.len() <= 60
            && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-');
        let ours = self.names.contains(&lower) || lower.starts_with("content-") || RESERVED.contains(&lower.as_str());
        if well_formed && !ours {
            self.text(name, value);
        }
    }

    pub(super) fn into_bytes(self) -> Vec<u8> {
        self.out.into_bytes()
    }

    fn folded(&mut self, name: &str, words: Vec<String>) {
        self.names.push(name.to_ascii_lowercase());
        self.out.push_str(name);
        self.out.push(':');
        let mut column = name.len().saturating_add(1);
        for (index, word) in words.iter().enumerate() {
            let next = column.saturating_add(1).saturating_add(word.len());
            if index > 0 && next > WIDTH {
                self.out.push_str("\r\n");
                column = 0;
            }
            self.out.push(' ');
            self.out.push_str(word);
            column = column.saturating_add(1).saturating_add(word.len());
        }
        self.out.push_str("\r\n");
    }
}

/// Fields that only the letter itself or the mail servers may write.
const RESERVED: &[&str] = &[
    "from",
    "to",
    "cc",
    "bcc",
    "sender",
    "reply-to",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
    "mime-version",
    "received",
    "return-path",
    "dkim-signature",
    "authentication-results",
];

/// Line breaks and other controls become spaces, so that no value can begin a field of its own.
fn one_line(text: &str) -> String {
    let spaced: String =
        text.chars().map(|c| if c.is_control() || matches!(c, '\u{2028}' | '\u{2029}') { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A Message-ID without brackets, blanks or anything beyond ASCII; empty when nothing usable is left.
pub(super) fn clean_id(id: &str) -> String {
    let cleaned: String = id.chars().filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>')).collect();
    // RFC 5322 §2.1.1: a line may not pass 998, and an identifier cannot be folded.
    if cleaned.len() > 900 { String::new() } else { cleaned }
}

/// RFC 5321 §4.5.3.1.3: no path is longer than 256, brackets included.
fn clean_address(address: &str) -> String {
    let address = address.chars().take(254);
    address.filter(|c| c.is_ascii_graphic() && !matches!(c, '<' | '>' | ',' | ';' | '(' | ')')).collect()
}

/// Words that fold at spaces: as they are when that is safe, else encoded words. `used`: columns already taken.
fn text_words(value: &str, used: usize) -> Vec<String> {
    let plain = value.bytes().all(|byte| matches!(byte, b' '..=b'~'))
        && !value.contains("=?")
        && value.split(' ').all(|word| word.len() < 60);
    if plain { value.split(' ').map(str::to_owned).collect() } else { encoded_words(value, used) }
}

/// A display name: a quoted string when ASCII, else encoded words.
fn phrase(name: &str, used: usize) -> Vec<String> {
    let plain = name.bytes().all(|byte| matches!(byte, b' '..=b'~')) && !name.contains("=?") && name.len() <= 60;
    if plain {
        vec![format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))]
    } else {
        encoded_words(name, used)
    }
}

/// RFC 2047 `B` words of at most 75 characters, each of whole UTF-8 characters; the first leaves room for `used`.
/// They break after spaces where they can: some readers add or drop a space before an encoded word.
fn encoded_words(text: &str, used: usize) -> Vec<String> {
    // "=?UTF-8?B?" and "?=" leave 63 characters, 15 groups of three bytes.
    const MOST: usize = 45;
    let groups = WIDTH.saturating_sub(used).saturating_sub(12).checked_div(4).unwrap_or(0);
    let mut room = groups.saturating_mul(3).clamp(9, MOST);
    let mut words = Vec::new();
    let mut piece = String::new();
    for word in text.split_inclusive(' ') {
        let whole = piece.len().saturating_add(word.len()) <= room;
        if !whole && !piece.is_empty() {
            words.push(encoded_word(&std::mem::take(&mut piece)));
            room = MOST;
        }
        for c in word.chars() {
            if piece.len().saturating_add(c.len_utf8()) > room {
                words.push(encoded_word(&std::mem::take(&mut piece)));
                room = MOST;
            }
            piece.push(c);
        }
    }
    words.push(encoded_word(&piece));
    words
}

fn encoded_word(piece: &str) -> String {
    format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(piece))
}

/// A file name as it may stand in a mail: the base name, one line, never empty.
fn clean_name(name: &str) -> String {
    let base = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let line = one_line(base);
    if line.is_empty() { "tep-dinh-kem".to_owned() } else { line.chars().take(200).collect() }
}

fn is_plain_name(name: &str) -> bool {
    name.len() <= 60
        && name.bytes().all(|byte| matches!(byte, b' '..=b'~') && !matches!(byte, b'"' | b'\\'))
        && !name.contains("=?")
}

/// Content-Type of a file, with the name as older programs want it: encoded words inside quotes.
pub(super) fn content_type(media_type: &str, name: &str) -> String {
    let token = |part: &str| {
        !part.is_empty()
            && part.len() <= 100
            && part.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'+' | b'_'))
    };
    let (kind, sub) = media_type.split_once('/').unwrap_or_default();
    // A multipart or a mail may not be base64 (RFC 2046 §5): as a file it is just bytes.
    let declared = token(kind) && token(sub) && !matches!(kind, "multipart" | "message");
    let media_type = if declared { media_type } else { "application/octet-stream" };
    let name = clean_name(name);
    let words = if is_plain_name(&name) { vec![name] } else { encoded_words(&name, 8) };
    format!("Content-Type: {media_type};\r\n name=\"{}\"\r\n", words.join("\r\n "))
}

/// Content-Disposition with the name in the form of RFC 2231, in pieces when long.
pub(super) fn disposition(name: &str) -> String {
    let name = clean_name(name);
    if is_plain_name(&name) {
        return format!("Content-Disposition: attachment;\r\n filename=\"{name}\"\r\n");
    }
    let mut pieces = vec!["UTF-8''".to_owned()];
    for c in name.chars() {
        let mut buffer = [0_u8; 4];
        let coded: String = c.encode_utf8(&mut buffer).bytes().map(percent).collect();
        match pieces.last_mut() {
            Some(piece) if piece.len().saturating_add(coded.len()) <= 58 => piece.push_str(&coded),
            _ => pieces.push(coded),
        }
    }
    let mut out = String::from("Content-Disposition: attachment");
    if let [only] = pieces.as_slice() {
        out.push_str(&format!(";\r\n filename*={only}"));
    } else {
        for (index, piece) in pieces.iter().enumerate() {
            out.push_str(&format!(";\r\n filename*{index}*={piece}"));
        }
    }
    out.push_str("\r\n");
    out
}

/// RFC 2231 `attribute-char`, the rest as `%XX`.
fn percent(byte: u8) -> String {
    if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_') {
        char::from(byte).to_string()
    } else {
        format!("%{byte:02X}")
    }
}
