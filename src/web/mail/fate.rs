//! What was written about a mail and what was done with it, in people's words.

use minijinja::{Value, context};

use super::super::Look;
use super::super::journal::words;
use super::super::review::moment;
use crate::ledger::{JournalLine, LetterState, Outgoing};
use crate::letter::wording;

/// A letter of ours with its fate.
pub(super) fn letter(look: &Look<'_>, letter: &Outgoing) -> Value {
    let at = |at: Option<jiff::Timestamp>| at.map(|at| moment(look.rules(), at)).unwrap_or_default();
    let reply = wording::foreign(&letter.last_reply, 200);
    let because = if reply.is_empty() { String::new() } else { format!(": {reply}") };
    let fate = match (letter.state, letter.returned_at) {
        (LetterState::Sent, Some(back)) => format!("đã gửi, bị trả lại {}", at(Some(back))),
        (LetterState::Sent, None) => format!("đã gửi {}", at(letter.sent_at)),
        (LetterState::Queued, _) => format!("chờ gửi, từ {}", at(Some(letter.next_try))),
        (LetterState::Claimed, _) => "đang gửi".to_owned(),
        (LetterState::Failed, _) => format!("gửi không được{because}"),
        (LetterState::Dropped, _) => format!("không gửi{because}"),
    };
    context! {
        to => format!("/thu-di/{}", letter.id),
        address => wording::foreign(&letter.to, 120),
        subject => wording::foreign(&letter.subject, 200),
        fate,
    }
}

/// A line of the journal; none for what says nothing to people.
pub(super) fn deed(look: &Look<'_>, line: &JournalLine) -> Value {
    context! {
        at => moment(look.rules(), line.at),
        who => super::super::review::person(&line.who),
        what => words::what(&line.what),
        why => line.why.as_str(),
    }
}
