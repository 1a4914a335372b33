//! What a mail answers: our letter, known by Message-ID or by the reference in its subject.

use super::{Claim, Clue, Ground, Source, Strength};

/// A thread is a weak voice: people answer an old letter to send a new report.
pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let mut clues = Vec::new();
    for letter in &ground.facts.answers {
        let quote = format!(
            "trả lời thư của cơ quan gửi {}",
            letter.sent_at.to_zoned(ground.rules.office.time_zone.clone()).strftime("%d/%m/%Y")
        );
        let mut say = |claim: Claim| {
            clues.push(Clue {
                source: Source::Thread,
                claim,
                strength: Strength::Weak,
                attachment: None,
                quote: quote.clone(),
            });
        };
        if let Some(unit) = &letter.unit {
            say(Claim::Unit(unit.clone()));
        }
        for (_, period) in &letter.about {
            say(Claim::Period(*period));
        }
    }
    clues
}
