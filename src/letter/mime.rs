//! A letter as bytes that every mail program reads: 7-bit, CRLF, lines of at most 76 characters.
//!
//! Written by hand because the same letter must be the same bytes at every try: no clock, no random boundary.
//! Outlook of old and Zimbra read file names only from `name=`, others only from `filename*=`: both are written.

mod header;
mod whole;

use std::sync::Arc;

use base64::Engine as _;
use jiff::Zoned;
use sha2::{Digest as _, Sha256};

use crate::message::Person;
use header::{Fields, clean_id};
pub use whole::{Enclosure, Mime};

/// Everything a letter is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Who writes: the office.
    pub from: Person,
    /// To whom, as everybody who gets it reads.
    pub to: Vec<Person>,
    /// Who gets a copy, likewise.
    pub cc: Vec<Person>,
    /// Where answers go, when not to `from`.
    pub reply_to: Option<Person>,
    /// Subject, one line.
    pub subject: String,
    /// The text.
    pub text: String,
    /// The same as HTML, for those who read it so.
    pub html: Option<String>,
    /// Message-ID without brackets.
    pub message_id: String,
    /// When it was written, in the office's time.
    pub date: Zoned,
    /// Message-ID of the mail it answers, without brackets. Its presence makes the letter `auto-replied` (RFC 3834).
    pub in_reply_to: Option<String>,
    /// The conversation before it, oldest first, without brackets.
    pub references: Vec<String>,
    /// The kind of its purpose (`receipt`, `reminder` …), for our own header `X-Tiepnhan`.
    pub kind: String,
    /// Further header fields; those that the letter has anyway, and malformed names, are left out.
    pub headers: Vec<(String, String)>,
    /// Files that go with it.
    pub enclosures: Vec<Enclosure>,
}

/// The complete mail. The same draft gives the same bytes.
#[must_use]
pub fn render(draft: &Draft) -> Mime {
    let mut fields = Fields::default();
    head(draft, &mut fields);
    fields.raw("MIME-Version", "1.0");
    let mut frame = fields.into_bytes();
    let seed = hex(&Sha256::digest(draft.message_id.as_bytes()));
    if draft.enclosures.is_empty() {
        frame.extend(body(draft, &seed));
        return Mime::from(frame);
    }
    let before = frame.len();
    let parts = std::iter::once(body(draft, &seed)).chain(draft.enclosures.iter().map(enclosure)).collect();
    let (content, ends) = multipart("mixed", &seed, parts);
    frame.extend(content);
    let places = ends.into_iter().skip(1).map(|end| before.saturating_add(end));
    let files = places.zip(draft.enclosures.iter().map(|file| Arc::clone(&file.bytes))).collect();
    Mime { frame, files }
}

fn head(draft: &Draft, fields: &mut Fields) {
    fields.person("From", &draft.from);
    fields.people("To", &draft.to);
    fields.people("Cc", &draft.cc);
    if let Some(person) = &draft.reply_to {
        fields.person("Reply-To", person);
    }
    fields.text("Subject", &draft.subject);
    // Fails only for years beyond 9999.
    fields.raw("Date", &jiff::fmt::rfc2822::to_string(&draft.date).unwrap_or_default());
    fields.ids("Message-ID", std::slice::from_ref(&draft.message_id));
    let answered: Vec<String> = draft.in_reply_to.iter().map(|id| clean_id(id)).filter(|id| !id.is_empty()).collect();
    fields.ids("In-Reply-To", &answered);
    fields.ids("References", &conversation(&draft.references, answered.first()));
    // RFC 3834 §5: what answers a mail is auto-replied, what the clock wrote is auto-generated.
    fields.raw("Auto-Submitted", if answered.is_empty() { "auto-generated" } else { "auto-replied" });
    // No List-Unsubscribe: this is an office's official mail to units that a plan obliges. They
    // cannot leave the list, and a button that says so would be untrue.
    // Exchange and Outlook keep their absence notes to themselves.
    fields.raw("X-Auto-Response-Suppress", "All");
    fields.text("X-Tiepnhan", &draft.kind);
    fields.raw("Content-Language", "vi");
    for (name, value) in &draft.headers {
        fields.custom(name, value);
    }
}

/// References of an answer (RFC 5322 §3.6.4): the conversation and, last, the mail answered. A long one keeps its
/// first mail, by which programs find the thread, and the newest.
fn conversation(references: &[String], answered: Option<&String>) -> Vec<String> {
    const MOST: usize = 20;
    let mut ids: Vec<String> = Vec::new();
    for id in references.iter().map(|id| clean_id(id)).filter(|id| !id.is_empty()) {
        if !ids.contains(&id) && Some(&id) != answered {
            ids.push(id);
        }
    }
    ids.extend(answered.cloned());
    let surplus = ids.len().saturating_sub(MOST);
    if surplus > 0 {
        ids.drain(1..=surplus);
    }
    ids
}

fn body(draft: &Draft, seed: &str) -> Vec<u8> {
    let plain = text_part("plain", &draft.text);
    match &draft.html {
        None => plain,
        Some(html) => multipart("alternative", seed, vec![plain, text_part("html", html)]).0,
    }
}

/// The parts as one, and where each of them ends in it.
fn multipart(kind: &str, seed: &str, parts: Vec<Vec<u8>>) -> (Vec<u8>, Vec<usize>) {
    // `=_` stands in no quoted-printable and no base64 line, so the boundary cannot occur in a part (RFC 2045 §6.7).
    let boundary: String = format!("=_{kind}_").chars().chain(seed.chars().take(24)).collect();
    let mut out = format!("Content-Type: multipart/{kind};\r\n boundary=\"{boundary}\"\r\n\r\n").into_bytes();
    let mut ends = Vec::new();
    for part in parts {
        out.extend(format!("--{boundary}\r\n").into_bytes());
        out.extend(part);
        if !out.ends_with(b"\r\n") {
            out.extend(b"\r\n");
        }
        ends.push(out.len());
    }
    out.extend(format!("--{boundary}--\r\n").into_bytes());
    (out, ends)
}

fn text_part(kind: &str, text: &str) -> Vec<u8> {
    let lines: Vec<&str> = text.trim_end().split('\n').map(|line| line.strip_suffix('\r').unwrap_or(line)).collect();
    let canonical = format!("{}\r\n", lines.join("\r\n"));
    let packed = base64_lines(canonical.as_bytes());
    // Vietnamese in quoted-printable is up to three times as long; English or numbers stay readable in it.
    let quoted = quoted_printable(&lines, packed.len());
    let (encoding, content) = quoted.map_or(("base64", packed), |quoted| ("quoted-printable", quoted));
    let mut out = format!("Content-Type: text/{kind}; charset=utf-8\r\nContent-Transfer-Encoding: {encoding}\r\n\r\n")
        .into_bytes();
    out.extend(content.into_bytes());
    out
}

/// The part of a file without its content.
fn enclosure(file: &Enclosure) -> Vec<u8> {
    let mut out = header::content_type(&file.media_type, &file.name);
    out.push_str(&header::disposition(&file.name));
    out.push_str("Content-Transfer-Encoding: base64\r\n\r\n");
    out.into_bytes()
}

/// How many bytes a file adds to a letter: base64 in lines, and the header of its part.
#[must_use]
pub fn carried(file: &Enclosure) -> u64 {
    let lines = u64::try_from(file.bytes.len().div_ceil(57)).unwrap_or(u64::MAX);
    lines.saturating_mul(78).saturating_add(2_000)
}

fn base64_lines(bytes: &[u8]) -> String {
    // 57 bytes are 76 characters.
    let mut out = String::with_capacity(bytes.len().saturating_mul(4).div_ceil(3).saturating_mul(78).div_ceil(76));
    for chunk in bytes.chunks(57) {
        base64::engine::general_purpose::STANDARD.encode_string(chunk, &mut out);
        out.push_str("\r\n");
    }
    out
}

/// RFC 2045 §6.7: lines of at most 76, no white space at their ends. None as soon as it is longer than `most` bytes.
fn quoted_printable(lines: &[&str], most: usize) -> Option<String> {
    let mut out = String::new();
    for (index, line) in lines.iter().enumerate() {
        if index > 0 {
            out.push_str("\r\n");
        }
        if out.len() > most {
            return None;
        }
        let mut column = 0_usize;
        let last = line.len().saturating_sub(1);
        for (at, byte) in line.bytes().enumerate() {
            let literal = matches!(byte, b'!'..=b'<' | b'>'..=b'~') || (matches!(byte, b' ' | b'\t') && at != last);
            let width = if literal { 1 } else { 3 };
            if column.saturating_add(width) > 75 {
                out.push_str("=\r\n");
                column = 0;
            }
            if literal {
                out.push(char::from(byte));
            } else {
                out.push('=');
                out.extend(
                    [byte >> 4, byte & 0xF]
                        .map(|digit| char::from(HEX.get(usize::from(digit)).copied().unwrap_or(b'0'))),
                );
            }
            column = column.saturating_add(width);
        }
    }
    out.push_str("\r\n");
    (out.len() <= most).then_some(out)
}

const HEX: &[u8; 16] = b"0123456789ABCDEF";

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests;
