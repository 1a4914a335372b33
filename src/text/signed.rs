//! A signature that wraps what was signed (p7m, CMS SignedData: RFC 5652 section 5).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::members::{Gathering, Means};
use super::{FileText, Problem, mail};

/// Levels of nesting that are followed; a signature has five, pieces of content one or two more.
const DEEPEST: usize = 12;

/// 1.2.840.113549.1.7, the family of wrappings; the number behind it says which.
const WRAPPINGS: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07";
const SIGNED: u8 = 2;
const SEALED: u8 = 3;

const SEQUENCE: u8 = 0x30;
const SET: u8 = 0x31;
const NUMBER: u8 = 0x02;
const NAME: u8 = 0x06;
const EXPLICIT: u8 = 0xa0;
const BYTES: u8 = 0x04;
const BYTES_IN_PIECES: u8 = 0x24;

/// What was signed as the only member; a signature that stands alone is none of our kinds.
pub(crate) fn read(bytes: &[u8], name: &str, file: &mut FileText, means: Means<'_>) {
    file.problem = Some(Problem::Unsupported);
    let unarmoured = armour_undone(bytes);
    let signed = match content(unarmoured.as_deref().unwrap_or(bytes)) {
        Some(Wrapped::Signed(signed)) => signed,
        Some(Wrapped::Sealed) => return file.problem = Some(Problem::Encrypted),
        None => return,
    };
    match Gathering::begin(means) {
        Err(problem) => file.problem = Some(problem),
        Ok(mut found) => {
            file.problem = None;
            let inner = inner_name(name);
            // Mail programs sign a whole mail without its subject (RFC 8551 section 3.5.2).
            let head: Vec<u8> = signed.iter().take(13).map(u8::to_ascii_lowercase).collect();
            if head.starts_with(b"content-type:") || head.starts_with(b"mime-version:") {
                means.spend(signed.len());
                let size = u64::try_from(signed.len()).unwrap_or(u64::MAX);
                found.add_read(inner, size, |means| mail::read(&signed, means));
            } else {
                found.add(inner, "", &signed);
            }
            found.end(file);
        }
    }
}

/// `BC.docx.p7m` wraps `BC.docx`.
fn inner_name(name: &str) -> String {
    let stem = match name.rsplit_once('.') {
        Some((stem, end)) if matches!(end.to_lowercase().as_str(), "p7m" | "p7s" | "p7" | "sig" | "signed") => stem,
        _ => name,
    };
    if stem.contains('.') { stem.to_owned() } else { format!("{stem}.eml") }
}

/// `-----BEGIN PKCS7-----` and the like.
fn armour_undone(bytes: &[u8]) -> Option<Vec<u8>> {
    let text = std::str::from_utf8(bytes).ok()?.trim_start();
    let body = text.strip_prefix("-----BEGIN ")?.split_once("-----")?.1.split("-----END").next()?;
    let body: String = body.chars().filter(|c| !c.is_whitespace()).collect();
    STANDARD.decode(body).ok()
}

enum Wrapped {
    Signed(Vec<u8>),
    Sealed,
}

fn content(bytes: &[u8]) -> Option<Wrapped> {
    let mut outer = Children(inside(&mut Children(bytes), SEQUENCE)?);
    let (family, which) = inside(&mut outer, NAME)?.split_at_checked(WRAPPINGS.len())?;
    match (family == WRAPPINGS, which) {
        (true, [SIGNED]) => {}
        (true, [SEALED]) => return Some(Wrapped::Sealed),
        _ => return None,
    }
    let mut body = Children(inside(&mut Children(inside(&mut outer, EXPLICIT)?), SEQUENCE)?);
    inside(&mut body, NUMBER)?;
    inside(&mut body, SET)?;
    let mut signed = Children(inside(&mut body, SEQUENCE)?);
    inside(&mut signed, NAME)?;
    let mut found = Vec::new();
    pieces(inside(&mut signed, EXPLICIT)?, DEEPEST, &mut found)?;
    (!found.is_empty()).then_some(Wrapped::Signed(found))
}

/// Content comes whole, or in pieces when the signer did not know its length.
fn pieces(bytes: &[u8], depth: usize, found: &mut Vec<u8>) -> Option<()> {
    let deeper = depth.checked_sub(1)?;
    let mut children = Children(bytes);
    while let Some((tag, inner)) = children.next() {
        match tag {
            BYTES => found.extend_from_slice(inner),
            BYTES_IN_PIECES => pieces(inner, deeper, found)?,
            _ => return None,
        }
    }
    Some(())
}

/// The content of the next element, when it has this tag.
fn inside<'a>(children: &mut Children<'a>, tag: u8) -> Option<&'a [u8]> {
    children.next().filter(|(found, _)| *found == tag).map(|(_, inner)| inner)
}

/// The elements of a constructed value, one after the other (X.690 8.1).
struct Children<'a>(&'a [u8]);

impl<'a> Children<'a> {
    fn next(&mut self) -> Option<(u8, &'a [u8])> {
        let (tag, inner, rest) = element(self.0, DEEPEST)?;
        self.0 = rest;
        // Two zeros end a value of unknown length.
        (tag != 0).then_some((tag, inner))
    }
}

/// Tag, content, and what follows.
fn element(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let (&[tag, first], rest) = bytes.split_first_chunk::<2>()?;
    if first < 0x80 {
        let (inner, rest) = rest.split_at_checked(usize::from(first))?;
        return Some((tag, inner, rest));
    }
    if first == 0x80 {
        return unknown_length(tag, rest, depth);
    }
    let (digits, rest) = rest.split_at_checked(usize::from(first & 0x7f))?;
    let significant = digits.iter().skip_while(|digit| **digit == 0);
    let length =
        significant.take(9).try_fold(0_usize, |sum, digit| sum.checked_mul(256)?.checked_add(usize::from(*digit)))?;
    let (inner, rest) = rest.split_at_checked(length)?;
    Some((tag, inner, rest))
}

fn unknown_length(tag: u8, bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let deeper = depth.checked_sub(1)?;
    let mut rest = bytes;
    loop {
        let (found, inner, after) = element(rest, deeper)?;
        if found == 0 && inner.is_empty() {
            let length = bytes.len().checked_sub(rest.len())?;
            return Some((tag, bytes.get(..length)?, after));
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests;
