//! Passwords: the mail that gives one belongs to the mail that it opens, and what was locked is entered by a person.

use super::{Decision, Desk, Doubt, Question, Verdict, ask, ignore};
use crate::dictionary::List;
use crate::evidence::{MailKind, password};
use crate::text::Problem;

/// A mail that only brings the password of a file that waits: nobody need look at it for itself.
pub(super) fn of_another(desk: &Desk<'_>) -> Option<Decision> {
    let files = desk.message.attachments.iter().any(|file| !file.inline);
    if files || is_machine(desk.evidence.kind) || !password::is_all(desk.evidence) {
        return None;
    }
    let units = password::units(desk.evidence);
    let waiting = desk.facts.keys.waiting.iter().filter(|waiting| waiting.is_continued_by(desk.message, &units));
    let mails: Vec<String> = waiting.map(|waiting| waiting.mail.to_string()).collect();
    (!mails.is_empty()).then(|| ignore(MailKind::Other, &format!("Mật khẩu của thư số {}.", mails.join(", "))))
}

/// Whether a file is locked and the writer says how to get the password ("gọi số trực ban"): to ask him for a file that opens
/// would be deaf.
pub(super) fn is_spoken_of(desk: &Desk<'_>) -> bool {
    let locked = desk.message.attachments.iter().any(|file| file.text.problem == Some(Problem::Encrypted));
    locked && desk.rules.dictionary.says(&desk.message.body.own).has(List::Password)
}

fn is_machine(kind: MailKind) -> bool {
    matches!(kind, MailKind::Own | MailKind::Bounce | MailKind::AutoReply | MailKind::Bulk)
}

/// The decision about a mail of which a password opened a file: the proposal of a person's decision, never more. Who
/// locks a file means it for eyes that he knows, and a machine cannot tell what else the lock was for.
pub(super) fn held(desk: &Desk<'_>, mut decision: Decision) -> Decision {
    let opened = desk.message.attachments.iter().filter(|file| file.text.unlocked);
    let names: Vec<String> = opened.map(|file| format!("\"{}\"", file.file_name)).collect();
    if names.is_empty() || is_machine(decision.kind) {
        return decision;
    }
    let place = match desk.facts.keys.opened_by {
        Some(mail) => format!("trong thư số {mail}"),
        None => "ghi trong chính thư này".to_owned(),
    };
    let why = format!("Tệp {} có mật khẩu; mở được bằng mật khẩu {place}.", names.join(", "));
    match decision.verdict {
        Verdict::Accept => {
            decision.reasons.insert(0, why);
            Decision { verdict: Verdict::Ask, question: Some(Question::Unlocked), acknowledge: false, ..decision }
        }
        Verdict::Ask => {
            decision.reasons.push(why);
            decision
        }
        Verdict::Ignore => {
            let mut asked = ask(desk, Doubt::new(Question::Unsure, why));
            asked.reasons.extend(decision.reasons);
            asked
        }
    }
}
