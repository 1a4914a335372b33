//! What is said to people: letters, rendered whole before anything is recorded.

pub mod alert;
pub mod answer;
pub mod demand;
pub mod docx;
pub mod mime;
pub mod official;
pub mod purpose;
pub mod samples;
pub mod template;
pub mod values;
pub mod wording;
pub mod wrap;

use jiff::Timestamp;

use crate::calendar::Period;
use crate::message::{Message, Person};
use crate::office::Office;
use crate::plan::ReportId;
use crate::roster::UnitId;

pub use mime::{Enclosure, Mime};
pub use purpose::{BadPurpose, Priority, Purpose};
pub use template::{Templates, Words};

/// A letter, fully rendered. What stands here is what will be sent, at every try.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Letter {
    /// Why it is written; unique in the ledger, so that asking twice queues once.
    pub purpose: Purpose,
    /// The recipient, one.
    pub to: String,
    /// The unit it is written to, when it is one.
    pub unit: Option<UnitId>,
    /// The obligations it is about.
    pub about: Vec<(ReportId, Period)>,
    /// Subject.
    pub subject: String,
    /// Message-ID without brackets, derived from the purpose: the same at every try.
    pub message_id: String,
    /// What it says that can grow false while it waits, as one mark: written again with other words, it bears another.
    /// Empty where nothing can.
    pub gist: String,
    /// The complete mail.
    pub mime: Mime,
    /// Not before this moment (working hours); none for at once.
    pub not_before: Option<Timestamp>,
}

/// Everything that becomes a [`Letter`] but the words.
#[derive(Debug, Clone)]
pub struct Cover<'a> {
    /// Why.
    pub purpose: Purpose,
    /// To whom.
    pub to: &'a str,
    /// The unit it is written to.
    pub unit: Option<UnitId>,
    /// The obligations it is about.
    pub about: Vec<(ReportId, Period)>,
    /// The mail it answers; its conversation goes on.
    pub answers: Option<&'a Message>,
    /// What goes with it.
    pub enclosures: Vec<Enclosure>,
}

/// Puts words into an envelope: the letter as it will be sent.
#[must_use]
pub fn seal(office: &Office, cover: Cover<'_>, words: Words, now: Timestamp) -> Letter {
    seal_after(office, cover, words, now, Vec::new())
}

/// The same for a letter that follows others of ours, named by their Message-IDs, oldest first. Mail programs show them
/// as one conversation by `References`. `In-Reply-To` stays away: nobody wrote what would be answered, and a letter of
/// the clock is `auto-generated`, never `auto-replied`.
#[must_use]
pub fn seal_after(office: &Office, cover: Cover<'_>, words: Words, now: Timestamp, earlier: Vec<String>) -> Letter {
    let heads = Heads { to: vec![cover.to.to_owned()], cc: Vec::new() };
    seal_for(office, cover, words, now, (earlier, &heads))
}

/// Who stands at the head of a letter that several people of a unit get.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Heads {
    /// Who is asked.
    pub to: Vec<String>,
    /// Who shall know of it.
    pub cc: Vec<String>,
}

/// The same for a letter that goes to several, each of whom gets his own copy: every copy has its fate, so that one
/// dead address neither hides the others nor makes them get it twice.
#[must_use]
pub fn seal_for(
    office: &Office,
    cover: Cover<'_>,
    words: Words,
    now: Timestamp,
    (earlier, heads): (Vec<String>, &Heads),
) -> Letter {
    let message_id = cover.purpose.message_id(&office.mailbox);
    let in_reply_to = cover.answers.and_then(|mail| mail.message_id.clone());
    let references = cover.answers.map_or(earlier, conversation);
    let draft = mime::Draft {
        from: Person { name: office.name.clone(), address: office.mailbox.clone() },
        to: people(&heads.to),
        cc: people(&heads.cc),
        reply_to: None,
        subject: words.subject.clone(),
        text: words.text,
        html: Some(words.html),
        message_id: message_id.clone(),
        date: now.to_zoned(office.time_zone.clone()),
        in_reply_to,
        references,
        kind: cover.purpose.kind().to_owned(),
        headers: Vec::new(),
        enclosures: cover.enclosures,
    };
    Letter {
        purpose: cover.purpose,
        to: cover.to.to_owned(),
        unit: cover.unit,
        about: cover.about,
        subject: words.subject,
        message_id,
        gist: String::new(),
        mime: mime::render(&draft),
        not_before: None,
    }
}

fn people(addresses: &[String]) -> Vec<Person> {
    addresses.iter().map(|address| Person { name: String::new(), address: address.clone() }).collect()
}

/// References of an answer (RFC 5322 §3.6.4): the mail's own references, then the mail. Long chains keep the first
/// and the last ones, as mail programs do, so that no header line grows without end.
fn conversation(mail: &Message) -> Vec<String> {
    let mut chain = mail.references.clone();
    if let Some(id) = &mail.message_id {
        chain.retain(|known| known != id);
        chain.push(id.clone());
    }
    let surplus = chain.len().saturating_sub(LONGEST_CHAIN);
    if surplus > 0 {
        chain.drain(1..surplus.saturating_add(1));
    }
    chain
}

const LONGEST_CHAIN: usize = 12;
