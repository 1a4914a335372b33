//! Each letter with sample values: what an office's texts look like before the first one leaves.

use std::io::Write;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::table::WIDTH;
use crate::failure::{Exit, Failure};
use crate::letter::alert::Event;
use crate::letter::samples::samples;
use crate::letter::template::{Kind, Words};
use crate::letter::values::Common;
use crate::letter::{Templates, wrap};
use crate::notice::alert::{self, Held};
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
    let mut all = samples(kind);
    if kind == Kind::Alert {
        all.extend(occasions(all.first().cloned().unwrap_or_default(), rules, now));
    }
    for mut values in all {
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

/// What else staff are alerted of, each in the words of this office, in the form of `sample`.
fn occasions(sample: Value, rules: &Rules, now: Timestamp) -> Vec<Value> {
    let day = rules.office.time_zone.to_datetime(now).date();
    let unit = rules.roster.units.iter().find_map(|unit| Some(unit.mailboxes_on(day).0.first()?.clone()));
    let unit = unit.unwrap_or_else(|| "vanthu@donvi.example".to_owned());
    let source = format!("imap:{}@imap.example", rules.office.mailbox);
    let since = now.checked_sub(SignedDuration::from_hours(3)).unwrap_or(now);
    let full =
        "đã gần hết số thư được gửi trong 24 giờ, phần còn lại dành cho thư xác nhận, thư tổng hợp; thư nhắc tạm hoãn";
    let events = [
        alert::undeliverable(rules, &|address| address == unit, &unit, "550 5.1.1 không có hộp thư này", day),
        alert::undeliverable(rules, &|_| true, &unit, "550 5.1.1 không có hộp thư này", day),
        alert::given_up(rules, 15, &unit, "451 4.3.0 máy chủ bận, đã thử nhiều lần trong ba ngày", day),
        alert::deaf(rules, (&source, true), since, "máy chủ báo sai mật khẩu"),
        alert::recovered(rules, &source, since, now),
        alert::braked(Held::Notices, full, None, day),
        alert::too_large(3, 10_000_000, day),
        alert::broken_file("don-vi.csv", "", &["dòng 12: thiếu tên đơn vị".to_owned()]),
    ];
    let filled = |event: Event| {
        let mut values = sample.clone();
        if let Some(fields) = values.as_object_mut() {
            fields.insert("title".into(), event.title.into());
            fields.insert("paragraphs".into(), event.paragraphs.into());
        }
        values
    };
    events.into_iter().map(filled).collect()
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
