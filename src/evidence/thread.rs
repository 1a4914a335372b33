//! What a mail answers: our letter, known by Message-ID or by the reference in its subject.

use jiff::Timestamp;

use super::{Claim, Clue, Ground, Source, Strength};
use crate::calendar::Period;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// A letter of ours that a mail refers to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentLetter {
    /// The unit it was written to.
    pub unit: Option<UnitId>,
    /// The obligations it was about.
    pub about: Vec<(ReportId, Period)>,
    /// When it was written.
    pub sent_at: Timestamp,
    /// How many answers of ours in a row that brought no first delivery it is the last of; see [`super::Fruitless::in_a_row`].
    pub round: u32,
    /// The word for its kind: `query`, `reminder`.
    pub kind: String,
    /// Whom it went to.
    pub to: String,
    /// For a question: the mail that it asks about.
    pub asked: Option<Asked>,
}

/// What a question of ours asks about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// The mail.
    pub mail: i64,
    /// Whether that mail still waits for a person, for lack of words that a reply can bring.
    pub open: bool,
}

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
