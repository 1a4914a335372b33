//! Header fields: unfolding, encoded words (RFC 2047), parameters (RFC 2045, RFC 2231) and how they are really written.

use crate::spelling::{charset, nfc};

use super::transfer;

/// Fields of one header that are read: what gateways pile up stays below it by far.
const MOST_FIELDS: usize = 2_000;
/// Bytes of one value that are read. A thousand recipients fit; what is longer was made to keep the reader busy.
const LONGEST_VALUE: usize = 64 << 10;
/// Parameters of one value that are read: a long name takes some fifty continuations.
const MOST_PARAMS: usize = 500;

/// A header field.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Field {
    /// Lower-case name.
    pub name: String,
    /// Value, unfolded; raw 8-bit letters are text already, encoded words are not yet decoded.
    pub value: String,
}

/// Where the header that begins at `start` ends: after the first empty line, or at the end.
pub(super) fn header_end(raw: &[u8], start: usize) -> usize {
    let mut at = start;
    for line in raw.get(start..).unwrap_or_default().split_inclusive(|byte| *byte == b'\n') {
        at = at.saturating_add(line.len());
        if line.iter().all(|byte| matches!(byte, b'\r' | b'\n')) {
            break;
        }
    }
    at
}

/// Fields of a header block, so many and so long at most. Lines that are no fields are skipped.
pub(super) fn fields(block: &[u8]) -> Vec<Field> {
    let mut unfolded: Vec<(String, Vec<u8>)> = Vec::new();
    for line in block.split(|byte| *byte == b'\n') {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        if matches!(line.first(), Some(b' ' | b'\t')) {
            if let Some((_, value)) = unfolded.last_mut() {
                value.extend(line.iter().take(LONGEST_VALUE.saturating_sub(value.len())));
            }
        } else if unfolded.len() >= MOST_FIELDS {
            break;
        } else if let Some(colon) = line.iter().position(|byte| *byte == b':') {
            let (name, value) = line.split_at(colon);
            let name = String::from_utf8_lossy(name).trim().to_ascii_lowercase();
            if !name.is_empty() && !name.contains(' ') {
                unfolded.push((name, value.iter().skip(1).take(LONGEST_VALUE).copied().collect()));
            }
        }
    }
    unfolded
        .into_iter()
        .map(|(name, value)| Field { name, value: charset::decode(&value, None).trim().to_owned() })
        .collect()
}

/// Decodes encoded words wherever they stand (also inside quotes, where mailers put them), on one line, composed.
/// Neighbouring words are joined before their bytes become text: senders split letters between words.
#[must_use]
pub fn encoded_words(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    let mut open: Option<(String, Vec<u8>)> = None;
    let mut rest = value;
    // Behind the last end of a word no word can stand: without this, each beginning would be searched to the end.
    let last_end = value.rfind("?=").map_or(value.len(), |end| value.len().saturating_sub(end));
    while !rest.is_empty() {
        if rest.len() <= last_end {
            close(&mut open, &mut out);
            out.push_str(rest);
            break;
        }
        if let Some((label, bytes, after)) = encoded_word(rest) {
            match &mut open {
                Some((same, gathered)) if same.eq_ignore_ascii_case(&label) => gathered.extend(bytes),
                _ => {
                    close(&mut open, &mut out);
                    open = Some((label, bytes));
                }
            }
            let gap = after.trim_start();
            // White space between two encoded words is not part of the text (RFC 2047 §6.2).
            rest = if encoded_word(gap).is_some() { gap } else { after };
            continue;
        }
        close(&mut open, &mut out);
        let first = rest.chars().next().map_or(1, char::len_utf8);
        let next = rest.get(first..).and_then(|tail| tail.find("=?")).map_or(rest.len(), |at| at.saturating_add(first));
        let (plain, tail) = rest.split_at_checked(next).unwrap_or((rest, ""));
        out.push_str(plain);
        rest = tail;
    }
    close(&mut open, &mut out);
    one_line(&out)
}

fn close(open: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((label, bytes)) = open.take() {
        out.push_str(&charset::decode(&bytes, Some(&label)));
    }
}

/// An encoded word at the very start: its charset, its bytes, and what follows.
fn encoded_word(text: &str) -> Option<(String, Vec<u8>, &str)> {
    let (label, rest) = text.strip_prefix("=?")?.split_once('?')?;
    let (coding, rest) = rest.split_once('?')?;
    let coded = matches!(coding, "B" | "b" | "Q" | "q");
    if !coded || label.is_empty() || label.len() > 40 || label.contains(|c: char| c.is_whitespace()) {
        return None;
    }
    let (payload, after) = rest.split_once("?=")?;
    // `charset*language` (RFC 2231 §5).
    let label = label.split('*').next().unwrap_or(label).to_owned();
    match coding {
        "B" | "b" => Some((label, transfer::base64(payload.as_bytes()).0, after)),
        "Q" | "q" => Some((label, transfer::quoted_printable(payload.replace('_', "=20").as_bytes()).0, after)),
        _ => None,
    }
}

fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        let c = if c.is_control() { ' ' } else { c };
        if c != ' ' || !line.ends_with(' ') {
            line.push(c);
        }
    }
    nfc(line.trim())
}

/// A value with parameters: the value lower case, then the parameters with lower-case names and decoded values.
pub(super) fn with_params(value: &str) -> (String, Vec<(String, String)>) {
    let mut pieces = split_outside_quotes(value, ';').into_iter();
    let main = strip_comment(pieces.next().unwrap_or_default()).trim().to_ascii_lowercase();
    let raw: Vec<(String, String)> = pieces
        .take(MOST_PARAMS)
        .filter_map(|piece| {
            let (name, value) = piece.split_once('=')?;
            Some((name.trim().to_ascii_lowercase(), unquote(value.trim())))
        })
        .collect();
    (main, join_continuations(raw))
}

fn strip_comment(text: &str) -> &str {
    text.split('(').next().unwrap_or(text)
}

/// Pieces between separators that stand outside quotation marks.
pub(super) fn split_outside_quotes(text: &str, separator: char) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0usize, false, false);
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' => quoted = !quoted,
            _ if c == separator && !quoted => {
                pieces.push(text.get(start..at).unwrap_or_default());
                start = at.saturating_add(c.len_utf8());
            }
            _ => {}
        }
    }
    pieces.push(text.get(start..).unwrap_or_default());
    pieces
}

fn unquote(value: &str) -> String {
    let Some(inner) = value.strip_prefix('"') else { return value.to_owned() };
    let mut out = String::new();
    let mut letters = inner.chars().peekable();
    while let Some(c) = letters.next() {
        match c {
            '"' => break,
            // Only quotes and backslashes are escaped in practice; `C:\bao cao` is a path.
            '\\' if matches!(letters.peek(), Some('"' | '\\')) => out.extend(letters.next()),
            _ => out.push(c),
        }
    }
    out
}

/// Puts `name*0*=…; name*1=…` together (RFC 2231 §3-4); an extended value wins over a plain one of the same name.
fn join_continuations(raw: Vec<(String, String)>) -> Vec<(String, String)> {
    let mut joined: Vec<(String, String)> = Vec::new();
    let mut parts: Vec<(String, u32, bool, String)> = Vec::new();
    for (name, value) in raw {
        let mut split = name.splitn(3, '*');
        let base = split.next().unwrap_or_default().to_owned();
        match (split.next(), split.next()) {
            (None, _) => {
                if !joined.iter().any(|(key, _)| *key == base) {
                    joined.push((base, encoded_words(&value)));
                }
            }
            (Some(""), _) => parts.push((base, 0, true, value)),
            (Some(number), star) => parts.push((base, number.parse().unwrap_or(0), star.is_some(), value)),
        }
    }
    parts.sort_by(|a, b| (&a.0, a.1).cmp(&(&b.0, b.1)));
    for group in parts.chunk_by(|a, b| a.0 == b.0) {
        let Some((base, ..)) = group.first() else { continue };
        let value = extended_value(group);
        joined.retain(|(key, _)| key != base);
        joined.push((base.clone(), value));
    }
    joined
}

fn extended_value(parts: &[(String, u32, bool, String)]) -> String {
    let mut label: Option<String> = None;
    let mut bytes = Vec::new();
    for (place, (_, _, extended, value)) in parts.iter().enumerate() {
        if !extended {
            bytes.extend_from_slice(value.as_bytes());
            continue;
        }
        let mut payload = value.as_str();
        if place == 0
            && let Some((charset, rest)) = value.split_once('\'')
            && let Some((_, rest)) = rest.split_once('\'')
        {
            label = Some(charset.to_owned());
            payload = rest;
        }
        bytes.extend(transfer::percent(payload.as_bytes()));
    }
    let text = charset::decode(&bytes, label.as_deref());
    if text.contains("=?") { encoded_words(&text) } else { one_line(&text) }
}

/// Message-IDs of a field, without brackets; without any bracket the words themselves.
#[must_use]
pub fn message_ids(value: &str) -> Vec<String> {
    let bracketed: Vec<String> = value
        .split('<')
        .skip(1)
        .filter_map(|piece| piece.split_once('>'))
        .map(|(id, _)| id.split_whitespace().collect::<String>())
        .filter(|id| !id.is_empty())
        .collect();
    if !bracketed.is_empty() {
        return bracketed;
    }
    value
        .split_whitespace()
        .map(|word| word.trim_matches(['<', '>', ',']).to_owned())
        .filter(|id| id.contains('@'))
        .collect()
}
