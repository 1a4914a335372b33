//! Units named with one slip of the keyboard, looked for only where no unit is named as it should be.
//!
//! A hint, never more: it points a person to the likely unit, or helps to choose among those that another clue names.
//! Words that may mean two units say nothing.

use super::subject::{Subject, sentences};
use super::{Claim, Clue, Ground, Source, Strength, naming};

/// The hints of a mail whose own words (`clues`) name no unit outright.
pub(super) fn clues(ground: &Ground<'_>, clues: &[Clue]) -> Vec<Clue> {
    let words = |source: Source| {
        matches!(source, Source::Letterhead | Source::FileName | Source::Subject | Source::Body | Source::Forwarded)
    };
    let unit = |claim: &Claim| matches!(claim, Claim::Unit(_) | Claim::OneOf(_));
    if clues.iter().any(|clue| words(clue.source) && unit(&clue.claim) && clue.strength >= Strength::Fair) {
        return Vec::new();
    }
    let mut found = Vec::new();
    let mut look = |source: Source, text: &str, attachment: Option<usize>, first: bool| {
        let Some((unit, range)) = naming::slip(&ground.names, text).filter(|(_, at)| !first || at.start == 0) else {
            return;
        };
        let quote = text.get(range).unwrap_or_default().to_owned();
        found.push(Clue { source, claim: Claim::Resembles(unit), strength: Strength::Weak, attachment, quote });
    };
    // An issuer is whom its words begin with: what follows may be the office above or the place.
    for clue in clues.iter().filter(|clue| clue.source == Source::Letterhead) {
        if let Claim::OtherIssuer(issuer) = &clue.claim {
            look(Source::Letterhead, issuer, clue.attachment, true);
        }
    }
    for (index, name) in ground.typed.names.iter().enumerate() {
        look(Source::FileName, name, Some(index), false);
    }
    look(Source::Subject, Subject::of(&ground.typed.subject).text, None, false);
    sentences(&ground.typed.own).for_each(|sentence| look(Source::Body, sentence, None, false));
    found
}
