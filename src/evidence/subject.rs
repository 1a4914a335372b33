//! What subject and text of the mail say: unit, period, the word "báo cáo".

use super::naming::{Form, Named};
use super::{Claim, Clue, Ground, Line, Source, Strength, shortened};
use crate::dictionary::List;

pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let subject = Subject::of(&ground.typed.subject);
    let words = ground.headline();
    let mut clues = line(ground, words, Source::Subject, None, subject.strength());
    if let Some((matter, strength)) = super::attachment::other_matter(ground, words).filter(|_| !subject.answer) {
        let quote = shortened(subject.text);
        let claim = Claim::OtherField(matter);
        clues.push(Clue { source: Source::Subject, claim, strength, attachment: None, quote });
    }
    if let Some((mark, _)) = subject.text.split_once(':').filter(|(mark, _)| is_urgent(mark) && !subject.answer) {
        let quote = mark.trim().to_owned();
        clues.push(Clue {
            source: Source::Subject,
            claim: Claim::Incident,
            strength: Strength::Fair,
            attachment: None,
            quote,
        });
    }
    for sentence in sentences(&ground.typed.own) {
        let sentence = ground.line(sentence);
        // A sentence about another delivery: one to come, one gone before, last year's; but what is supplemented was sent
        // before, and tells where the supplement belongs.
        if !sentence.has(List::OtherDelivery) || sentence.has(List::Supplements) {
            clues.extend(line(ground, &sentence, Source::Body, None, Strength::Weak));
        }
    }
    clues
}

/// "KHẨN: BC tình hình dịch …": a mark before a colon; the word alone is in many others.
fn is_urgent(mark: &str) -> bool {
    let folded = crate::spelling::fold(mark);
    matches!(folded.trim_matches(['[', ']', '(', ')', ' ', '*', '!']), "khan" | "khan cap" | "thuong khan" | "hoa toc")
}

/// A subject without what mail programs put before it.
pub(super) struct Subject<'t> {
    pub text: &'t str,
    /// It stands in an answer: the words may be another writer's.
    pub answer: bool,
}

impl<'t> Subject<'t> {
    pub(super) fn of(subject: &'t str) -> Self {
        let (mut text, mut answer) = (subject.trim(), false);
        while let Some((head, rest)) = text.split_once(':') {
            match crate::spelling::fold(head).as_str() {
                "re" | "tl" | "tra loi" | "aw" | "phan hoi" => answer = true,
                "fw" | "fwd" | "chuyen tiep" | "chuyen" | "tr" => {}
                _ => break,
            }
            text = rest.trim_start();
        }
        Self { text, answer }
    }

    fn strength(&self) -> Strength {
        if self.answer { Strength::Weak } else { Strength::Fair }
    }
}

/// What one line says; `strength` for what is said outright.
pub(super) fn line(
    ground: &Ground<'_>,
    line: &Line<'_>,
    source: Source,
    attachment: Option<usize>,
    strength: Strength,
) -> Vec<Clue> {
    let text = line.text;
    let mut clues = Vec::new();
    let clue = |claim: Claim, strength: Strength, quote: String| Clue { source, claim, strength, attachment, quote };
    for (claim, quote) in ground.periods(line) {
        clues.push(clue(claim, strength, quote));
    }
    for named in line.named(ground).iter().filter(|named| !named.aside) {
        let quote = text.get(named.range.clone()).unwrap_or_default().to_owned();
        // Naming a unit in so many words is an act ("gửi hộ báo cáo của …"), also in the text; a hint is not.
        let plainly = source == Source::Body && named.form == Form::Name && named.units.len() == 1;
        let outright = if plainly { strength.max(Strength::Fair) } else { strength };
        clues.push(clue(unit(named), outright.min(weight(named)), quote));
    }
    if line.has(List::Report) {
        clues.push(clue(Claim::Report, strength, shortened(text)));
    }
    if let Some(incident) = line.written(List::Incident) {
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

/// The sentences of a text, without signature separators.
pub(super) fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', ';', '!'])
        .flat_map(|part| part.split(". "))
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .take(200)
}
