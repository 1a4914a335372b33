//! Codings of the mail and of the web that were left in: `=C3=A1`, `=?UTF-8?B?…?=`, `&aacute;`, `%C3%A1`, `#U00e1`.

use base64::Engine;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use super::{Edit, in_address};
use crate::spelling::{charset, nfc};

/// What stands coded in the line.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    let mut found: Vec<Edit> = Vec::new();
    let mut at = 0;
    while let Some(rest) = line.get(at..) {
        let Some(ahead) = rest.find(['=', '&', '%', '#', '\\']) else { break };
        at = at.saturating_add(ahead);
        let rest = rest.get(ahead..).unwrap_or_default();
        match decoded(rest).filter(|_| !in_address(line, at)) {
            Some((text, length)) => {
                let end = at.saturating_add(length);
                found.push(Edit::new(at..end, text));
                at = end;
            }
            None => at = at.saturating_add(1),
        }
    }
    // "=20" alone is arithmetic; beside "=C3=A1" it is a space.
    let quoted = |edit: &Edit| line.get(edit.range.clone()).is_some_and(|was| was.starts_with('='));
    let real = found.iter().any(|edit| quoted(edit) && !edit.text.is_ascii());
    found.retain(|edit| real || !quoted(edit) || line.get(edit.range.clone()).is_some_and(|was| was.starts_with("=?")));
    found
}

/// What the coded piece at the head of `rest` says, and how long it is.
fn decoded(rest: &str) -> Option<(String, usize)> {
    let (text, length) = match rest.chars().next()? {
        '=' => encoded_word(rest).or_else(|| octets(rest, '='))?,
        '%' => octets(rest, '%')?,
        '&' => entity(rest)?,
        _ => code_point(rest)?,
    };
    (!text.chars().any(char::is_control)).then_some((text, length))
}

/// A run of `=C3=A1` or `%C3%A1`.
fn octets(rest: &str, lead: char) -> Option<(String, usize)> {
    let mut bytes = Vec::new();
    let mut tail = rest;
    while let Some(hex) = tail.strip_prefix(lead).and_then(|tail| tail.get(..2)) {
        let Some(byte) = hex_value(hex).and_then(|value| u8::try_from(value).ok()) else { break };
        bytes.push(byte);
        tail = tail.get(3..).unwrap_or_default();
    }
    let text = String::from_utf8(bytes).ok().filter(|text| !text.is_empty())?;
    // "100%20" may be a share; "bao%20cao" is a name that came through a browser.
    let spaces = lead == '=' || text.chars().all(|c| c == ' ');
    (!text.is_ascii() || spaces).then(|| (nfc(&text), rest.len().saturating_sub(tail.len())))
}

fn hex_value(hex: &str) -> Option<u32> {
    hex.bytes().all(|b| b.is_ascii_hexdigit()).then(|| u32::from_str_radix(hex, 16).ok())?
}

/// `#U00e1` (unzip), `\u00e1` (JSON).
fn code_point(rest: &str) -> Option<(String, usize)> {
    let hex = rest.strip_prefix("#U").or_else(|| rest.strip_prefix("\\u"))?.get(..4)?;
    let letter = char::from_u32(hex_value(hex)?).filter(|letter| *letter >= '\u{a0}')?;
    Some((letter.to_string(), 6))
}

/// `=?UTF-8?B?…?=`, also cut short at the end of the line or with spaces inside.
fn encoded_word(rest: &str) -> Option<(String, usize)> {
    let (label, tail) = rest.strip_prefix("=?")?.split_once('?')?;
    let (coding, tail) = tail.split_once('?')?;
    if label.is_empty() || label.len() > 40 || label.contains(char::is_whitespace) {
        return None;
    }
    let (payload, after) = tail.split_once("?=").unwrap_or((tail, ""));
    let bytes = match coding {
        "B" | "b" => base64(payload),
        "Q" | "q" => quoted(payload),
        _ => return None,
    };
    let text = charset::decode(&bytes, Some(label));
    let text = text.trim_end_matches(char::REPLACEMENT_CHARACTER).to_owned();
    // White space between two encoded words is none of the text (RFC 2047 §6.2).
    let next = after.trim_start();
    let after = if next.starts_with("=?") { next } else { after };
    (!text.is_empty()).then(|| (text, rest.len().saturating_sub(after.len())))
}

fn base64(payload: &str) -> Vec<u8> {
    let config = GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true);
    let engine = GeneralPurpose::new(&base64::alphabet::STANDARD, config);
    let letters: String = payload.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/')).collect();
    let whole = if letters.len() % 4 == 1 { letters.len().saturating_sub(1) } else { letters.len() };
    engine.decode(letters.get(..whole).unwrap_or_default()).unwrap_or_default()
}

fn quoted(payload: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut tail = payload;
    while let Some(c) = tail.chars().next() {
        let byte = tail.strip_prefix('=').and_then(|tail| tail.get(..2)).and_then(hex_value);
        match byte.and_then(|value| u8::try_from(value).ok()) {
            Some(byte) => {
                bytes.push(byte);
                tail = tail.get(3..).unwrap_or_default();
            }
            None => {
                let c = if c == '_' { ' ' } else { c };
                bytes.extend(c.to_string().bytes());
                tail = tail.get(tail.chars().next().map_or(1, char::len_utf8)..).unwrap_or_default();
            }
        }
    }
    bytes
}

/// Names of HTML that are no letter with a mark.
const NAMED: [(&str, char); 22] = [
    ("nbsp", ' '),
    ("amp", '&'),
    ("quot", '"'),
    ("apos", '\''),
    ("lt", '<'),
    ("gt", '>'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("hellip", '…'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("laquo", '«'),
    ("raquo", '»'),
    ("middot", '·'),
    ("bull", '•'),
    ("ETH", 'Đ'),
    ("eth", 'đ'),
    ("Dstrok", 'Đ'),
    ("dstrok", 'đ'),
    ("shy", '\u{ad}'),
];

/// `&aacute;`, `&#225;`, `&#xE1;`, and each of them with its `&` written `&amp;`.
fn entity(rest: &str) -> Option<(String, usize)> {
    if let Some(tail) = rest.strip_prefix("&amp;")
        && let Some((text, length)) = single(&format!("&{tail}"))
    {
        return Some((text, length.saturating_add(4)));
    }
    single(rest)
}

fn single(rest: &str) -> Option<(String, usize)> {
    let (name, _) = rest.strip_prefix('&')?.split_once(';').filter(|(name, _)| name.len() <= 8)?;
    let letter = match name.strip_prefix('#') {
        Some(number) => char::from_u32(match number.strip_prefix(['x', 'X']) {
            Some(hex) => hex_value(hex)?,
            None => number.parse().ok()?,
        })?,
        None => NAMED.iter().find(|(known, _)| *known == name).map(|(_, letter)| *letter).or_else(|| marked(name))?,
    };
    let letter = if letter == '\u{a0}' { ' ' } else { letter };
    Some((letter.to_string(), name.len().saturating_add(2)))
}

/// `aacute` is a with an acute.
fn marked(name: &str) -> Option<char> {
    let mut chars = name.chars();
    let base = chars.next().filter(char::is_ascii_alphabetic)?;
    let mark = match chars.as_str() {
        "acute" => '\u{301}',
        "grave" => '\u{300}',
        "circ" => '\u{302}',
        "tilde" => '\u{303}',
        "breve" => '\u{306}',
        "uml" => '\u{308}',
        _ => return None,
    };
    unicode_normalization::char::compose(base, mark)
}
