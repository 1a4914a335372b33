//! A person asks the sender of a mail that waits: one of the questions that letters know how to put, shown first.

use super::settle::waiting;
use super::{Desk, Refusal, Said};
use crate::decision::{Question, explain};
use crate::judgment;
use crate::ledger::Snapshot;
use crate::letter::Letter;
use crate::letter::answer::query::answerable;
use crate::message::Message;

/// What a sender can be asked, in the order in which people should choose.
pub const QUESTIONS: [Question; 8] = [
    Question::UnitUnclear,
    Question::PeriodUnclear,
    Question::Contradiction,
    Question::MissingFile,
    Question::UnreadableFile,
    Question::Incomplete,
    Question::NotOwed,
    Question::UnreadableMail,
];

/// The question of this key: `unit-unclear`.
#[must_use]
pub fn question(key: &str) -> Option<Question> {
    QUESTIONS.into_iter().find(|question| answerable(*question) == Some(key))
}

/// The letter that would ask; nothing is queued.
///
/// # Errors
/// A mail that does not wait (any more: who settled it, when), a sender who must not be asked or cannot be reached,
/// what was asked today already (by whom, when).
pub fn letter(desk: &Desk, mail: i64, question: Question) -> Result<Letter, Refusal> {
    let message = desk.reread(mail)?.message;
    desk.ledger.read(|snapshot| written(snapshot, desk, mail, &message, question))
}

/// Asks: the letter is on its way.
///
/// # Errors
/// As [`letter`].
pub fn send(desk: &Desk, mail: i64, question: Question, said: &Said) -> Result<Letter, Refusal> {
    let message = desk.reread(mail)?.message;
    desk.ledger.write(|tx| {
        let letter = written(tx, desk, mail, &message, question)?;
        if !tx.queue(&letter, Some(mail), desk.now)? {
            return Err(Refusal::impossible("thư hỏi này đã được lập hôm nay"));
        }
        let asked = format!("{}: {}", explain::question(question), said.why());
        tx.journal(desk.now, said.by(), ASKED, &format!("mail {mail}"), &asked)?;
        Ok(letter)
    })
}

/// What the journal calls it.
const ASKED: &str = "review-queried";

fn written(
    snapshot: &Snapshot<'_>,
    desk: &Desk,
    mail: i64,
    message: &Message,
    question: Question,
) -> Result<Letter, Refusal> {
    let review = waiting(snapshot, desk, mail, None)?;
    if matches!(review.question, Question::Secret | Question::Dangerous | Question::Forged) {
        let why = explain::question(review.question);
        return Err(Refusal::Impossible(format!("thư {mail} {why}: không hỏi qua thư, hãy gọi điện cho đơn vị")));
    }
    let (templates, rules) = (desk.templates()?, desk.rules());
    let mut decision = snapshot.decision(mail)?;
    decision.unit = decision.unit.or_else(|| review.mail.unit.clone());
    let evidence = snapshot.evidence(mail)?;
    let facts = snapshot.facts_of(
        message,
        &decision.unit.iter().cloned().collect(),
        desk.day(message.received_at).year(),
        desk.now,
    )?;
    let letter = judgment::ask(message, (&evidence, &decision), question, &facts, rules, templates, desk.now);
    let Some(letter) = letter else {
        let who = "không trả lời được người gửi bằng thư (thư máy, thư nội bộ hoặc thư trước ngày bắt đầu)";
        return Err(Refusal::Impossible(format!("thư {mail}: {who}; hãy liên hệ cách khác")));
    };
    if snapshot.unreached(desk.now)?.contains_key(&letter.to) {
        return Err(Refusal::Impossible(format!("{} không nhận được thư; hãy gọi điện cho đơn vị", letter.to)));
    }
    // The program's own question of today says the same.
    let own = judgment::query_of(message);
    let today = desk.day(message.received_at) == desk.today() && decision.question == Some(question);
    if today && snapshot.has_letter(&own)? {
        return Err(Refusal::Impossible(format!(
            "thư {mail}: chương trình đã hỏi điều này hôm nay, chờ đơn vị trả lời"
        )));
    }
    if snapshot.has_letter(&letter.purpose)? {
        let acts = snapshot.journal_of(Some(&format!("mail {mail}")))?;
        let first = acts.iter().rev().find(|act| act.what == ASKED);
        let first = first.map(|act| format!(" ({}, {})", act.who, desk.moment(act.at))).unwrap_or_default();
        return Err(Refusal::Impossible(format!("thư {mail}: đã hỏi điều này hôm nay{first}, chờ đơn vị trả lời")));
    }
    Ok(letter)
}
