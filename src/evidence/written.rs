//! A report written in the mail itself: under its heading as in a file, or at once, when something has happened.
//!
//! What stands in such a report is its content, not what its sender says: it names other offices, speaks of drafts and
//! opinions. So it is taken out of the text, and only what stands around it is read as the sender's words.

mod told;

use std::ops::Range;

use super::{Claim, Clue, Ground, Source, Strength, attachment, document, intent, shortened};
use crate::dictionary::List;
use crate::evidence::document::Kind;
use crate::office::Rules;
use crate::roster::name::Names;
use crate::spelling::fold;

/// Fewer letters than these are an announcement, not a report.
const LEAST: usize = 200;
/// How the last sentence of a report begins, and how every official text ends (NĐ 30/2020/NĐ-CP, phụ lục I).
const LAST: &str = "tren day la ";
const END: &str = "./.";
/// What stands below that end and is the report's still: whom it goes to, and who signs it for whom.
const BELOW: [&str; 6] = ["noi nhan", "tm.", "kt.", "tl.", "tuq.", "q."];

/// The clues of a text that is itself a report, and its title; no title when it has none. Only where no file is: beside a
/// file the text covers it.
pub(super) fn clues(ground: &Ground<'_>) -> (Vec<Clue>, String) {
    let typed = ground.typed;
    let text = typed.written.as_deref().unwrap_or(&typed.own);
    if intent::has_files(ground) || (typed.told.is_none() && !is_long(text)) {
        return (Vec::new(), String::new());
    }
    let told = typed.told.as_ref().map(|title| format!("BÁO CÁO {title}"));
    let page = document::read(&ground.rules.dictionary, told.as_deref().unwrap_or(text));
    let clue = |quote: &str| Clue {
        source: Source::Body,
        claim: Claim::InText,
        strength: Strength::Strong,
        attachment: None,
        quote: shortened(quote),
    };
    if matches!(page.kind, Kind::Report | Kind::Flash) && (told.is_some() || !page.title.is_empty()) {
        let mut clues = attachment::of_page(ground, &page, None);
        clues.push(clue(told.as_deref().unwrap_or(&page.title)));
        return (clues, page.title);
    }
    (told_at_once(ground).map(|quote| vec![clue(quote)]).unwrap_or_default(), String::new())
}

fn is_long(text: &str) -> bool {
    text.chars().filter(|c| c.is_alphabetic()).count() >= LEAST
}

/// Where in a mail's text a report with a letterhead or a heading in capitals stands; none when there is none.
fn document(text: &str) -> Option<Range<usize>> {
    let mut at = 0_usize;
    let lines: Vec<(usize, &str)> = text
        .split_inclusive('\n')
        .map(|line| {
            let start = at;
            at = at.saturating_add(line.len());
            (start, line)
        })
        .collect();
    let heading = lines.iter().position(|(_, line)| document::is_heading(line))?;
    let above = lines.get(..heading)?;
    let head = above.iter().rev().take_while(|(_, line)| document::is_of_head(line)).count();
    let (start, _) = *lines.get(heading.checked_sub(head)?)?;
    let closes = |line: &str| line.trim_end().ends_with(END) || fold(line).starts_with(LAST);
    let last = lines.iter().skip(heading).rfind(|(_, line)| closes(line));
    let end = last.map_or(text.len(), |(from, line)| from.saturating_add(line.len()));
    let below = || text.get(end..).unwrap_or_default().lines().map(fold);
    let signed = below().any(|line| BELOW.iter().any(|words| line.starts_with(words)));
    let end = if signed { text.len() } else { end };
    text.get(start..end).is_some_and(is_long).then_some(start..end)
}

/// A report taken out of a mail's text.
pub(super) struct Written {
    /// The sender's words around it.
    pub around: String,
    /// The report.
    pub report: String,
    /// What it is about, when the sender's words announce it and no heading does.
    pub told: Option<String>,
}

/// The report that stands in a text, under a heading or announced by a sentence.
pub(super) fn taken(text: &str, subject: &str, rules: &Rules, names: &Names) -> Option<Written> {
    if let Some((around, report)) = document(text).and_then(|range| apart(text, range)) {
        return Some(Written { around, report, told: None });
    }
    let told = told::find(text, subject, rules, names)?;
    let (around, report) = apart(text, told.content)?;
    Some(Written { around, report, told: Some(told.title) })
}

/// The sender's words around the report, and the report.
fn apart(text: &str, report: Range<usize>) -> Option<(String, String)> {
    let (before, after) = (text.get(..report.start)?, text.get(report.end..)?);
    Some((format!("{before}\n{after}").trim().to_owned(), text.get(report)?.to_owned()))
}

/// "HỎA TỐC: …" with the whole story under it: who writes so does not wait for a file.
fn told_at_once<'g>(ground: &'g Ground<'_>) -> Option<&'g str> {
    let (subject, body) = (ground.subject(), ground.own());
    let announced = body.has(List::Announced) || body.has(List::Link) || body.text.contains('?');
    let reports = subject.has(List::Report) || body.has(List::Report);
    let told = subject.has(List::Incident) && reports && !announced && !intent::is_answer(&ground.typed.subject);
    told.then_some(ground.typed.subject.as_ref())
}
