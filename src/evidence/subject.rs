//! What subject and text of the mail say: unit, period, the word "báo cáo".

use super::naming::{Form, Named};
use super::{Claim, Clue, Ground, Source, Strength, shortened};
use crate::spelling::tokens::{plain, says};

/// Words that make a line speak of a report.
const REPORT: [&str; 7] = ["bao cao", "bc", "b c", "baocao", "bcao", "bctk", "bcsk"];

pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let subject = Subject::of(&ground.message.subject);
    let mut clues = line(ground, &subject.text, Source::Subject, None, subject.strength());
    for sentence in sentences(&ground.message.body.own) {
        if is_about_another(sentence) {
            continue;
        }
        clues.extend(line(ground, sentence, Source::Body, None, Strength::Weak).into_iter().map(|mut clue| {
            // Naming a unit in so many words is an act ("gửi hộ báo cáo của …"); a hint is not.
            if matches!(clue.claim, Claim::Unit(_)) && names_plainly(ground, sentence, &clue) {
                clue.strength = Strength::Fair;
            }
            clue
        }));
    }
    clues
}

/// A subject without what mail programs put before it.
pub(super) struct Subject {
    pub text: String,
    /// It stands in an answer: the words may be another writer's.
    pub answer: bool,
}

impl Subject {
    pub(super) fn of(subject: &str) -> Self {
        let (mut text, mut answer) = (subject.trim(), false);
        while let Some((head, rest)) = text.split_once(':') {
            match crate::spelling::fold(head).as_str() {
                "re" | "tl" | "tra loi" | "aw" | "phan hoi" => answer = true,
                "fw" | "fwd" | "chuyen tiep" | "chuyen" | "tr" => {}
                _ => break,
            }
            text = rest.trim_start();
        }
        Self { text: text.to_owned(), answer }
    }

    fn strength(&self) -> Strength {
        if self.answer { Strength::Weak } else { Strength::Fair }
    }
}

/// What one line says; `strength` for what is said outright.
pub(super) fn line(
    ground: &Ground<'_>,
    text: &str,
    source: Source,
    attachment: Option<usize>,
    strength: Strength,
) -> Vec<Clue> {
    let mut clues = Vec::new();
    let clue = |claim: Claim, strength: Strength, quote: String| Clue { source, claim, strength, attachment, quote };
    for (claim, quote) in ground.periods(text) {
        clues.push(clue(claim, strength, quote));
    }
    for named in super::naming::find(&ground.names, &ground.rules.roster, text).iter().filter(|named| !named.aside) {
        let quote = text.get(named.range.clone()).unwrap_or_default().to_owned();
        clues.push(clue(unit(named), strength.min(weight(named)), quote));
    }
    let words = plain(text);
    if says(&words, &REPORT).is_some() {
        clues.push(clue(Claim::Report, strength, shortened(text)));
    }
    if let Some(incident) = incident(&words) {
        clues.push(clue(Claim::Incident, strength, incident.to_owned()));
    }
    clues
}

fn unit(named: &Named) -> Claim {
    match named.units.as_slice() {
        [only] => Claim::Unit(only.clone()),
        several => Claim::OneOf(several.to_vec()),
    }
}

fn weight(named: &Named) -> Strength {
    match (named.form, named.brief) {
        (Form::Name, _) | (Form::Symbol, false) => Strength::Fair,
        (Form::Symbol, true) | (Form::Hint, _) => Strength::Weak,
    }
}

fn names_plainly(ground: &Ground<'_>, sentence: &str, clue: &Clue) -> bool {
    super::naming::find(&ground.names, &ground.rules.roster, sentence).iter().any(|named| {
        named.form == Form::Name && !named.aside && Some(clue.quote.as_str()) == sentence.get(named.range.clone())
    })
}

/// Words for a report on one incident.
pub(super) fn incident(words: &str) -> Option<&'static str> {
    const INCIDENT: [&str; 8] = [
        "dot xuat",
        "bao cao nhanh",
        "bc nhanh",
        "hoa toc",
        "bao cao vu viec",
        "bao cao su viec",
        "bc vu viec",
        "bao cao khan",
    ];
    says(words, &INCIDENT)
}

/// The sentences of a text, without signature separators.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '!'])
        .flat_map(|part| part.split(". "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .take(200)
}

/// A sentence about another delivery: one to come, one gone before, last year's.
fn is_about_another(sentence: &str) -> bool {
    const OTHER: [&str; 12] = [
        "gui sau",
        "se gui",
        "gui rieng",
        "da gui",
        "cung ky",
        "nam ngoai",
        "nam truoc",
        "ban truoc",
        "gui truoc do",
        "truoc day la",
        "lan truoc",
        "gui hom",
    ];
    says(&plain(sentence), &OTHER).is_some()
}
