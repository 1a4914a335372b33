//! Each letter with sample values: what an office's texts look like before the first one leaves.

use std::io::Write;

use jiff::Timestamp;
use serde_json::{Value, json};

use super::table::WIDTH;
use crate::failure::{Exit, Failure};
use crate::letter::Templates;
use crate::letter::samples::samples;
use crate::letter::template::Kind;
use crate::letter::values::Common;
use crate::office::Rules;

/// Prints every sample of a letter in this office's texts, signed by this office.
pub(super) fn run(
    kind: Kind,
    templates: &Templates,
    rules: &Rules,
    as_json: bool,
    now: Timestamp,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let mut faults = Vec::new();
    let mut written = Vec::new();
    for mut values in samples(kind) {
        sign(&mut values, rules, now);
        written.extend(templates.words(kind, &values, &mut faults));
    }
    if as_json {
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
        for fault in &faults {
            writeln!(out, "{fault}")?;
        }
    }
    Ok(if faults.is_empty() { Exit::Fine } else { Exit::Attention })
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
