//! A report written in the mail itself: under its heading as in a file, or at once, when something has happened.

use super::{Claim, Clue, Ground, Source, Strength, attachment, document, intent, shortened};
use crate::dictionary::List;
use crate::evidence::document::Kind;

/// Fewer letters than these are an announcement, not a report.
const LEAST: usize = 200;

/// The clues of a text that is itself a report. Only where no file is: beside a file the text covers it.
pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let own = &ground.typed.own;
    if intent::has_files(ground) || own.chars().filter(|c| c.is_alphabetic()).count() < LEAST {
        return Vec::new();
    }
    let page = document::read(&ground.rules.dictionary, own);
    let headed = matches!(page.kind, Kind::Report | Kind::Flash) && !page.title.is_empty();
    let clue = |quote: &str| Clue {
        source: Source::Body,
        claim: Claim::InText,
        strength: Strength::Strong,
        attachment: None,
        quote: shortened(quote),
    };
    if headed {
        let mut clues = attachment::of_page(ground, &page, None);
        clues.push(clue(&page.title));
        return clues;
    }
    told_at_once(ground).map(|quote| vec![clue(quote)]).unwrap_or_default()
}

/// "HỎA TỐC: …" with the whole story under it: who writes so does not wait for a file.
fn told_at_once<'g>(ground: &'g Ground<'_>) -> Option<&'g str> {
    let (subject, body) = (ground.subject(), ground.own());
    let announced = body.has(List::Announced) || body.has(List::Link) || body.text.contains('?');
    let reports = subject.has(List::Report) || body.has(List::Report);
    let told = subject.has(List::Incident) && reports && !announced && !intent::is_answer(&ground.typed.subject);
    told.then_some(ground.typed.subject.as_ref())
}
