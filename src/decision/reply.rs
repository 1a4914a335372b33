//! Replies to our questions: the reply is laid beside the mail that it speaks of, and what it says completes what is
//! proposed for that mail.

use super::{Decision, Desk, Doubt, Question, Verdict, ask, ignore};
use crate::calendar::{Period, Span};
use crate::evidence::reply::{self, Reply};
use crate::evidence::{Claim, Clue, MailKind, Source, Strength, thanks};

/// A reply without files to a question of ours: a person's, whatever its words are taken for. Who delivers something by
/// it ("không phát sinh", a report in the text) is judged by that.
pub(super) fn to_our_question(desk: &Desk<'_>) -> Option<Decision> {
    let (mail, strength) = desk.clues().find_map(|clue| match clue.claim {
        Claim::Answers(mail) => Some((mail, clue.strength)),
        _ => None,
    })?;
    let plain = strength >= Strength::Fair;
    let person = match desk.evidence.kind {
        MailKind::Question | MailKind::Other => true,
        MailKind::Submission => plain,
        MailKind::Own | MailKind::Bounce | MailKind::AutoReply | MailKind::Bulk => false,
    };
    if !person {
        return None;
    }
    // The question stays open: nobody has answered it.
    if !plain && is_bare(desk) && thanks::is_all(desk.message) {
        let why = format!("Chỉ cảm ơn, báo đã nhận thư; câu hỏi về thư số {mail} vẫn chờ trả lời.");
        return Some(ignore(MailKind::Other, &why));
    }
    let why = format!("Trả lời câu hỏi của cơ quan về thư số {mail}{}.", apart(desk, plain));
    Some(Decision { kind: MailKind::Question, acknowledge: false, ..ask(desk, Doubt::new(Question::PersonAsks, why)) })
}

/// Whether nothing in the mail, its subject included, names a unit, a period or a wish.
fn is_bare(desk: &Desk<'_>) -> bool {
    let told = |clue: &Clue| {
        matches!(clue.source, Source::Subject | Source::Body)
            && !matches!(clue.claim, Claim::Report | Claim::Kind(MailKind::Other))
    };
    crate::evidence::intent::is_answer(&desk.message.subject) && !desk.clues().any(told)
}

/// Why the reply is not simply taken up.
fn apart(desk: &Desk<'_>, plain: bool) -> &'static str {
    let from = desk.message.from.as_ref().map(|from| from.address.as_str());
    match reply::asked(desk.facts) {
        Some((_, asked)) if !asked.open => "; thư đó không còn chờ câu trả lời này, không có gì thay đổi",
        Some((letter, _)) if from != Some(letter.to.as_str()) => ", nhưng từ địa chỉ khác với địa chỉ đã được hỏi",
        _ if plain => "",
        _ => ", nhưng không chỉ nêu một đơn vị, một kỳ báo cáo: cần đọc cùng thư đó",
    }
}

/// The decision about a mail of which the unit has told more in a reply: the proposal of a person's decision, never more.
/// What one line of text completes, nobody has read in the document.
pub(super) fn held(desk: &Desk<'_>, mut decision: Decision) -> Decision {
    let Some(reply) = &desk.facts.reply else { return decision };
    let quotes: Vec<String> = reply.clues.iter().map(|clue| format!("“{}”", clue.quote)).collect();
    let why = format!("Theo trả lời của đơn vị trong thư số {}: {}.", reply.mail, quotes.join(", "));
    decision.reasons.insert(0, why);
    if decision.verdict == Verdict::Accept {
        return Decision { verdict: Verdict::Ask, question: Some(Question::Answered), acknowledge: false, ..decision };
    }
    decision
}

/// Whether a proposal made with the reply says what the reply says, and nothing in the mail speaks against it.
#[must_use]
pub fn fits(reply: &Reply, decision: &Decision) -> bool {
    use Question as Q;
    let open = matches!(
        decision.question,
        Some(Q::Answered | Q::UnitUnclear | Q::PeriodUnclear | Q::NotOwed | Q::Incomplete | Q::Unsure)
    );
    let unit = reply.units().all(|claim| match (claim, &decision.unit) {
        (Claim::Unit(said), Some(unit)) => said == unit,
        (Claim::OneOf(said), Some(unit)) => said.contains(unit),
        _ => false,
    });
    let period = reply.period().is_none_or(|said| {
        !decision.entries.is_empty() && decision.entries.iter().all(|entry| is_same(entry.period, said))
    });
    decision.verdict == Verdict::Ask && open && unit && period
}

/// "9 tháng" and "quý III" are one where the office asks for one of them only.
fn is_same(one: Period, other: Period) -> bool {
    let autumn = |period: Period| matches!(period.span(), Span::NineMonths | Span::Quarter(3));
    one == other || (one.year() == other.year() && autumn(one) && autumn(other))
}
