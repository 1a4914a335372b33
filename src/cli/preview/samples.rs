//! Each letter with sample values: what an office's texts look like before the first one leaves.

use std::io::Write;
use std::path::Path;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::WIDTH;
use crate::failure::{Exit, Failure};
use crate::letter::samples::samples;
use crate::letter::template::{Kind, Words};
use crate::letter::values::Common;
use crate::letter::{Templates, wrap};
use crate::office::Rules;

/// How the samples are shown.
#[derive(Clone, Copy)]
pub(super) struct Form<'a> {
    /// As JSON.
    pub(super) json: bool,
    /// Their HTML in this file.
    pub(super) html: Option<&'a Path>,
}

/// Shows every sample of a letter in this office's texts, signed by this office.
pub(super) fn run(
    kind: Kind,
    templates: &Templates,
    rules: &Rules,
    form: Form<'_>,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let mut faults = Vec::new();
    let mut written = Vec::new();
    for mut values in samples(kind) {
        sign(&mut values, rules, now);
        written.extend(templates.words(kind, &values, &mut faults));
    }
    if let Some(file) = form.html {
        std::fs::write(file, page(&written))
            .map_err(|error| Failure::outside(format!("{}: {error}", file.display())))?;
        writeln!(out, "Đã ghi {} ví dụ vào {}.", written.len(), file.display())?;
    } else if form.json {
        let letters: Vec<Value> = written
            .iter()
            .map(|words| json!({"letter": kind.folder(), "subject": words.subject, "text": words.text}))
            .collect();
        writeln!(out, "{:#}", Value::from(letters))?;
    } else {
        let count = written.len();
        for (place, words) in written.iter().enumerate() {
            let number = place.saturating_add(1);
            writeln!(
                out,
                "{}",
                format!("── ví dụ {number}/{count} ").chars().chain(line()).take(WIDTH).collect::<String>()
            )?;
            writeln!(out, "Tiêu đề: {}\n\n{}", words.subject, words.text)?;
        }
    }
    if !form.json {
        for fault in &faults {
            writeln!(out, "{fault}")?;
        }
    }
    Ok(if faults.is_empty() { Exit::Fine } else { Exit::Attention })
}

/// The HTML of the letters on one page, each below its subject.
fn page(letters: &[Words]) -> String {
    let mut page = String::from(
        "<!DOCTYPE html>\n<html lang=\"vi\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light dark\"></head>\n<body style=\"margin:0;padding:12px\">\n",
    );
    for (place, words) in letters.iter().enumerate() {
        let (number, count) = (place.saturating_add(1), letters.len());
        let subject = wrap::escape(&words.subject);
        page.push_str(&format!(
            "<p style=\"background:#ddd;color:#111;padding:4px\">Ví dụ {number}/{count}. {subject}</p>\n"
        ));
        page.push_str(body(&words.html));
    }
    page.push_str("</body></html>\n");
    page
}

/// What stands in the body of a letter; an office's own HTML may have none, and is all body then.
fn body(html: &str) -> &str {
    let begun = html.split_once("<body").and_then(|(_, rest)| rest.split_once('>')).map_or(html, |(_, inner)| inner);
    begun.rsplit_once("</body>").map_or(begun, |(inner, _)| inner)
}

fn line() -> impl Iterator<Item = char> {
    std::iter::repeat('─')
}

/// Puts this office in the place of the invented one; what only the invented one lacks stays lacking.
fn sign(values: &mut Value, rules: &Rules, now: Timestamp) {
    let own = Common::of(&rules.office, String::new(), String::new(), now);
    let Some(fields) = values.as_object_mut() else { return };
    let has_contact = fields.get("contact").is_some_and(|contact| contact != "");
    fields.insert("office".into(), serde_json::to_value(&own.office).unwrap_or_default());
    if has_contact {
        fields.insert("contact".into(), own.contact.into());
    }
}
