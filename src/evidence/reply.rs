//! A reply without files to a question of ours: which mail it speaks of, whether it says one thing plainly, and what.

use super::{Asked, Claim, Clue, Evidence, Ground, MailKind, Source, Strength, intent};
use crate::calendar::Period;
use crate::dictionary::List;

/// Words of a reply that is an answer and nothing else; longer ones are for a person.
const WORDS: usize = 80;
/// Words that deny, correct or announce: what stands beside them is not simply so.
const TURNS: [&str; 9] = ["khong", "chua", "nham", "sai", "huy", "rut", "lai", "kem", "thay"];

/// What a unit replied about another mail: the words that name one unit, one period, or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// The mail that says it.
    pub mail: i64,
    /// The words.
    pub clues: Vec<Clue>,
}

impl Reply {
    /// The mail about which the mail with this evidence says one thing plainly, and what it says.
    #[must_use]
    pub fn of(mail: i64, evidence: &Evidence) -> Option<(i64, Self)> {
        let about = evidence.clues.iter().find_map(|clue| match clue.claim {
            Claim::Answers(about) if clue.strength >= Strength::Fair => Some(about),
            _ => None,
        })?;
        Some((about, Self { mail, clues: reading(&evidence.clues)? }))
    }

    /// The clues that name the unit.
    pub fn units(&self) -> impl Iterator<Item = &Claim> {
        self.clues.iter().map(|clue| &clue.claim).filter(|claim| is_unit(claim))
    }

    /// The period that it names.
    #[must_use]
    pub fn period(&self) -> Option<Period> {
        self.clues.iter().find_map(|clue| period(&clue.claim))
    }
}

/// Our question that a mail replies to: the newest of our letters that it names; the older ones stand in every mail of
/// the conversation.
#[must_use]
pub fn asked(facts: &super::Facts) -> Option<(&super::SentLetter, Asked)> {
    let newest = facts.answers.iter().max_by_key(|letter| letter.sent_at)?;
    newest.asked.map(|asked| (newest, asked))
}

/// Says to which mail's question this one replies; fairly, when whom we asked says one thing and nothing besides.
pub(super) fn clue(ground: &Ground<'_>, clues: &[Clue]) -> Option<Clue> {
    if intent::has_files(ground) {
        return None;
    }
    let (letter, asked) = asked(ground.facts)?;
    let from = ground.message.from.as_ref().map(|from| from.address.as_str());
    let plain = asked.open && from == Some(letter.to.as_str()) && is_plain(ground, clues) && reading(clues).is_some();
    Some(Clue {
        source: Source::Thread,
        claim: Claim::Answers(asked.mail),
        strength: if plain { Strength::Fair } else { Strength::Weak },
        attachment: None,
        quote: format!("trả lời câu hỏi về thư số {}", asked.mail),
    })
}

fn is_plain(ground: &Ground<'_>, clues: &[Clue]) -> bool {
    let own = ground.own();
    let words: Vec<&str> = own.words().split_whitespace().collect();
    let more = clues.iter().any(|clue| {
        matches!(
            clue.claim,
            Claim::Asks
                | Claim::Kind(MailKind::Question)
                | Claim::Nil
                | Claim::InText
                | Claim::Later
                | Claim::Draft
                | Claim::Replaces
                | Claim::Supplements
                | Claim::CopyOnly
                | Claim::Incident
                | Claim::Password
                | Claim::Alarm(_)
        )
    });
    let link = own.has(List::Link) || ground.message.body.own.contains("://");
    let turns = words.iter().any(|word| TURNS.contains(word));
    words.len() <= WORDS && !more && !link && !turns && !own.has(List::ForReading)
}

/// The words that name one unit and one period, as the subject of a mail would say them; none when they name two.
fn reading(clues: &[Clue]) -> Option<Vec<Clue>> {
    let said = |wanted: &dyn Fn(&Claim) -> bool| -> Vec<Clue> {
        clues.iter().filter(|clue| clue.source == Source::Body && wanted(&clue.claim)).cloned().collect()
    };
    let mut units = said(&is_unit);
    if units.iter().any(|clue| clue.strength >= Strength::Fair) {
        units.retain(|clue| clue.strength >= Strength::Fair);
    }
    let whose = distinct(units.iter().map(|clue| &clue.claim));
    let periods = said(&|claim| period(claim).is_some());
    let when = distinct(periods.iter().filter_map(|clue| period(&clue.claim)));
    let one = whose <= 1 && when <= 1;
    let outright = |clue: Clue| Clue { source: Source::Subject, strength: clue.strength.max(Strength::Fair), ..clue };
    let words: Vec<Clue> = units.into_iter().chain(periods).map(outright).collect();
    (one && !words.is_empty()).then_some(words)
}

fn distinct<T: std::hash::Hash + Eq>(said: impl Iterator<Item = T>) -> usize {
    said.collect::<std::collections::HashSet<_>>().len()
}

/// Whom we asked about what his mail leaves open has answered: his answer stands in the place of the words that left it
/// open. What the document itself says stays beside it, and may contradict it.
pub(super) fn taken_up(ground: &Ground<'_>, clues: &mut Vec<Clue>) {
    let Some(reply) = &ground.facts.reply else { return };
    let (unit, when) = (reply.units().next().is_some(), reply.period().is_some());
    let only = ground.message.attachments.iter().filter(|file| !file.inline).count() == 1;
    clues.retain(|clue| {
        let words = matches!(clue.source, Source::Subject | Source::Body | Source::Thread)
            || (clue.source == Source::FileName && only);
        let answered = (unit && is_unit(&clue.claim)) || (when && period(&clue.claim).is_some());
        !(words && answered)
    });
    clues.extend(reply.clues.iter().cloned());
}

fn is_unit(claim: &Claim) -> bool {
    matches!(claim, Claim::Unit(_) | Claim::OneOf(_))
}

fn period(claim: &Claim) -> Option<Period> {
    match claim {
        Claim::Period(period) | Claim::YearlessPeriod(period) => Some(*period),
        _ => None,
    }
}
