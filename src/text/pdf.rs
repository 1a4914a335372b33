//! The text layer of PDF.

use std::panic::{AssertUnwindSafe, catch_unwind};

use pdf_extract::encryption::DecryptionError;
use pdf_extract::{Document, Error, LoadOptions, PlainTextOutput, output_doc_page};

use super::members::Means;
use super::{Problem, Reading, plausible};

/// Fewer visible characters than this on a page: a stamp over a scan, or nothing.
const TEXT_OF_A_PAGE: usize = 40;

/// The first pages. What cannot be read on one page is tried with a second, simpler reader.
pub(crate) fn read(bytes: &[u8], means: Means<'_>) -> Reading {
    let limits = means.limits;
    let opened = match open(bytes) {
        Err(Problem::Encrypted) => means.passwords().find_map(|word| unlocked(bytes, word)).ok_or(Problem::Encrypted),
        other => other,
    };
    let document = match opened {
        Ok(document) => document,
        Err(problem) => return Reading::of(problem),
    };
    let pages: Vec<u32> = document.get_pages().into_keys().take(limits.pages).collect();
    if pages.is_empty() {
        return Reading::broken("no page in it");
    }
    let mut text = String::new();
    let mut failed = 0_usize;
    for page in &pages {
        match page_text(&document, *page) {
            Some(found) => text.push_str(&found),
            None => failed = failed.saturating_add(1),
        }
        text.push('\n');
        if text.len() > limits.text {
            break;
        }
    }
    let text = tidy(&text);
    let visible = text.chars().filter(|c| !c.is_whitespace()).count();
    let problem = if visible >= TEXT_OF_A_PAGE {
        plausible::is_garbled(&text).then_some(Problem::Garbled)
    } else if failed == pages.len() {
        Some(Problem::Broken("the content of the pages cannot be read".to_owned()))
    } else {
        Some(Problem::NoText)
    };
    Reading { text, recoded: None, problem }
}

/// The document, decrypted when it only forbids printing: such files have an owner's password and no user's.
pub(super) fn open(bytes: &[u8]) -> Result<Document, Problem> {
    let mut document = match Document::load_mem(bytes) {
        Ok(document) => document,
        Err(error) => from_mark(bytes).ok_or_else(|| refusal(&error))?,
    };
    if document.is_encrypted() {
        document.decrypt("").map_err(|error| refusal(&error))?;
    }
    Ok(document)
}

/// The document, when this is its password.
fn unlocked(bytes: &[u8], password: &str) -> Option<Document> {
    let mut document = Document::load_mem_with_options(bytes, LoadOptions::with_password(password)).ok()?;
    if document.is_encrypted() {
        document.decrypt(password).ok()?;
    }
    Some(document)
}

/// Some gateways put lines in front of `%PDF`; all offsets in the file count from the mark.
fn from_mark(bytes: &[u8]) -> Option<Document> {
    let start = bytes.get(..1024).unwrap_or(bytes).windows(4).position(|window| window == b"%PDF")?;
    if start == 0 {
        return None;
    }
    Document::load_mem(bytes.get(start..)?).ok()
}

fn refusal(error: &Error) -> Problem {
    match error {
        Error::Decryption(DecryptionError::IncorrectPassword) | Error::InvalidPassword => Problem::Encrypted,
        other => Problem::Broken(other.to_string()),
    }
}

fn page_text(document: &Document, page: u32) -> Option<String> {
    let attempt = AssertUnwindSafe(|| {
        let mut text = String::new();
        output_doc_page(document, &mut PlainTextOutput::new(&mut text), page).ok().map(|()| text)
    });
    if let Ok(Some(text)) = catch_unwind(attempt) {
        return Some(text);
    }
    catch_unwind(AssertUnwindSafe(|| document.extract_text(&[page]).ok())).ok().flatten()
}

/// Lines without space at their ends, and never two blank ones.
fn tidy(text: &str) -> String {
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines().map(str::trim) {
        if !line.is_empty() || lines.last().is_some_and(|last| !last.is_empty()) {
            lines.push(line);
        }
    }
    lines.join("\n").trim_end().to_owned()
}

#[cfg(test)]
mod tests;
