//! Why a mail is open, so that twenty mails with one cause are one line.

use std::collections::BTreeSet;

use crate::calendar::period;
use crate::decision::{Decision, Question, explain};
use crate::evidence::{Claim, Clue, Evidence, Role, Source, Strength};
use crate::message::Message;
use crate::roster::UnitId;

/// What open mails have in common; in the order in which groups are told.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "cause")]
pub enum Cause {
    /// Marked secret, dangerous, or perhaps forged: each is a matter of its own.
    Alarm {
        /// Which.
        question: String,
    },
    /// An address that the roster does not know; the units that its documents name.
    Stranger {
        /// The address.
        address: String,
        /// The units.
        units: BTreeSet<UnitId>,
    },
    /// A stranger's address that looks almost like a unit's: perhaps a forger's.
    Resembling {
        /// The address.
        address: String,
    },
    /// A document of an issuer that the roster does not know.
    Issuer {
        /// Its words.
        words: String,
    },
    /// An address that writes for one unit sends what belongs to another, or to one of several.
    Behalf {
        /// The address.
        address: String,
        /// The units.
        units: BTreeSet<UnitId>,
    },
    /// A report or period that no plan asks for.
    Unasked {
        /// Its period or matter, in words.
        what: String,
    },
    /// No period could be told.
    Period,
    /// The mail says one thing, the document another.
    Contradiction,
    /// Files that cannot be opened: of which kind and why.
    File {
        /// ".rar, đặt mật khẩu".
        kind: String,
    },
    /// Announced, and not there.
    MissingFile,
    /// Drafts, annexes without their report.
    Incomplete,
    /// Perhaps a report, perhaps not.
    Unsure {
        /// Who sends such mails.
        address: String,
    },
    /// A person asks for something.
    Person,
}

impl Cause {
    /// The cause of an open mail.
    pub fn of(message: &Message, evidence: &Evidence, decision: &Decision) -> Self {
        let address = || message.from.as_ref().map(|from| from.address.clone()).unwrap_or_default();
        let sender = |clue: &Clue| matches!(clue.source, Source::SenderAddress | Source::SenderDomain);
        let known = evidence.clues.iter().any(|clue| sender(clue) && matches!(clue.claim, Claim::Unit(_)));
        let units = documents(evidence, decision);
        match decision.question.unwrap_or(Question::Unsure) {
            question @ (Question::Secret | Question::Dangerous | Question::Forged | Question::UnreadableMail) => {
                Self::Alarm { question: explain::question(question).to_owned() }
            }
            _ if evidence
                .clues
                .iter()
                .any(|clue| clue.source == Source::SenderName && matches!(clue.claim, Claim::Resembles(_))) =>
            {
                Self::Resembling { address: address() }
            }
            Question::SenderUnknown | Question::UnitUnclear => match issuer(evidence) {
                Some(words) if units.is_empty() || known => Self::Issuer { words },
                _ if known => Self::Behalf { address: address(), units },
                _ => Self::Stranger { address: address(), units },
            },
            Question::NotOwed => Self::Unasked { what: unasked(evidence, decision) },
            Question::PeriodUnclear | Question::Answered => Self::Period,
            Question::Contradiction => Self::Contradiction,
            Question::UnreadableFile | Question::Unlocked => Self::File { kind: file(message, evidence) },
            Question::MissingFile => Self::MissingFile,
            Question::Incomplete => Self::Incomplete,
            Question::Unsure => Self::Unsure { address: address() },
            Question::PersonAsks => Self::Person,
        }
    }
}

/// The units that letterheads name, else symbols, titles and file names, else the mail.
fn documents(evidence: &Evidence, decision: &Decision) -> BTreeSet<UnitId> {
    let places = [Source::Letterhead, Source::Symbol, Source::FileName, Source::Subject, Source::Body];
    let named = |place: Source| {
        let clues = evidence.clues.iter().filter(move |clue| clue.source == place && clue.strength > Strength::Weak);
        clues.flat_map(|clue| match &clue.claim {
            Claim::Unit(unit) => vec![unit.clone()],
            Claim::OneOf(several) => several.clone(),
            _ => Vec::new(),
        })
    };
    let first = places.into_iter().map(|place| named(place).collect::<BTreeSet<_>>()).find(|units| !units.is_empty());
    decision.unit.clone().map(|unit| BTreeSet::from([unit])).or(first).unwrap_or_default()
}

fn issuer(evidence: &Evidence) -> Option<String> {
    evidence.clues.iter().find_map(|clue| match &clue.claim {
        Claim::OtherIssuer(words) => Some(words.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()),
        _ => None,
    })
}

/// The matter of a report that nobody asks for: another field, a week or school year, else its period.
fn unasked(evidence: &Evidence, decision: &Decision) -> String {
    use crate::evidence::Topic;
    let matter = evidence.clues.iter().find_map(|clue| match &clue.claim {
        Claim::OtherField(field) if field.chars().count() < 40 => Some(format!("báo cáo về {field}")),
        Claim::OtherField(_) => Some("báo cáo về một việc riêng".to_owned()),
        Claim::OtherKind(kind) => Some(format!("báo cáo {}", kind.to_lowercase())),
        Claim::Topic(Topic::Week) => Some("báo cáo tuần".to_owned()),
        Claim::Topic(Topic::SchoolYear) => Some("báo cáo năm học".to_owned()),
        Claim::Topic(Topic::Event) => Some("báo cáo về một sự kiện".to_owned()),
        _ => None,
    });
    let period = || {
        let entry = decision.entries.first().map(|entry| entry.period);
        let said = evidence.clues.iter().find_map(|clue| match clue.claim {
            Claim::Period(period) | Claim::YearlessPeriod(period) => Some(period),
            _ => None,
        });
        entry.or(said).map(|period| format!("báo cáo {}", period::name(period)))
    };
    matter.or_else(period).unwrap_or_else(|| "báo cáo chuyên đề, không rõ kỳ".to_owned())
}

fn file(message: &Message, evidence: &Evidence) -> String {
    let bad = message.attachments.iter().zip(&evidence.roles).find(|(_, role)| **role == Role::Unreadable);
    let Some((file, _)) = bad else { return "không rõ".to_owned() };
    let ending = file.file_name.rsplit_once('.').map(|(_, ending)| ending.to_lowercase());
    let ending =
        ending.filter(|ending| ending.len() <= 5).map_or("không đuôi".to_owned(), |ending| format!(".{ending}"));
    format!("{ending}, {}", explain::trouble(file))
}
