//! What the sender of a mail that waits was asked, and what came of it: whoever opens it next need not ask again.

use super::super::Look;
use super::super::answer::Refusal;
use super::fate::person;
use super::list::moment;
use crate::ledger::{JournalLine, LedgerError, LetterState, Outgoing};
use crate::letter::wording;
use crate::office::Rules;

/// What the journal calls a question of a person, and an answer.
const ASKED: &str = "review-queried";
const ANSWERED: [&str; 2] = ["review-answered", "reply-left"];

/// "đã hỏi người gửi 16:00, 30/6/2020 (Trần Minh Hòa), chờ trả lời"; none when nobody asked.
fn asked(look: &Look<'_>, mail: i64) -> Result<Option<String>, Refusal> {
    let (letters, journal) = look.read(|snapshot| {
        Ok::<_, LedgerError>((snapshot.letters_about(mail)?, snapshot.journal_of(Some(&format!("mail {mail}")))?))
    })?;
    let last = letters.iter().rev().find(|letter| letter.kind == "query" && letter.state != LetterState::Dropped);
    Ok(last.map(|letter| words(letter, &journal, look.rules())))
}

fn words(letter: &Outgoing, journal: &[JournalLine], rules: &Rules) -> String {
    let by = journal.iter().find(|line| line.what == ASKED && line.at == letter.created_at);
    let by = by.map(|line| format!(" ({})", person(&line.who))).unwrap_or_default();
    let day = |at| format!("{}{by}", moment(rules, at));
    if journal.iter().any(|line| ANSWERED.contains(&line.what.as_str()) && line.at >= letter.created_at) {
        return format!("đã hỏi người gửi {}, người gửi đã trả lời", day(letter.sent_at.unwrap_or(letter.created_at)));
    }
    match (letter.returned_at, letter.sent_at) {
        (Some(_), _) => format!("đã hỏi người gửi {}, thư hỏi bị trả lại: cần gọi điện", day(letter.created_at)),
        (None, Some(at)) => format!("đã hỏi người gửi {}, chờ trả lời", day(at)),
        (None, None) if letter.state == LetterState::Failed => {
            format!("thư hỏi người gửi {} không gửi được: cần gọi điện", day(letter.created_at))
        }
        (None, None) => format!("thư hỏi người gửi đã lập {}, chưa gửi đi", day(letter.created_at)),
    }
}

/// The same as the beginning of a sentence.
pub(super) fn sentence(look: &Look<'_>, mail: i64) -> Result<Option<String>, Refusal> {
    Ok(asked(look, mail)?.map(|words| format!("{}.", wording::upper_first(&words))))
}
