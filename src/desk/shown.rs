//! One mail that waits, whole: what was asked and why, the files, the guess, and what may be learned from it.

use super::lesson;
use super::{Desk, Refusal};
use crate::decision::Decision;
use crate::decision::lesson::Offer;
use crate::ledger::{AttachmentRow, LedgerError, Review};
use crate::message::{self, Message};
use crate::roster::UnitId;

/// What is known of a mail that waits or was settled.
#[derive(Debug)]
pub struct Shown {
    /// What is asked about it, since when, and how it was settled.
    pub review: Review,
    /// The guess and the reasons.
    pub decision: Decision,
    /// The mail itself, from its kept bytes.
    pub message: Message,
    /// The bytes of its files.
    pub contents: Vec<Vec<u8>>,
    /// The same as its sender's program showed it.
    pub face: message::Shown,
    /// The mails that reply to our question about it.
    pub replies: Vec<i64>,
    /// Its files.
    pub files: Vec<AttachmentRow>,
    /// What may be learned when it is entered for the unit that was asked about or guessed.
    pub entered: Vec<Offer>,
    /// What may be learned when it is laid aside.
    pub dismissed: Vec<Offer>,
}

/// A mail, and what may be learned from it when it is entered for `unit`, or else for the unit that was guessed.
///
/// # Errors
/// A mail that was never in review.
pub fn shown(desk: &Desk, mail: i64, unit: Option<&UnitId>) -> Result<Shown, Refusal> {
    let (parsed, face) = desk.reread_shown(mail)?;
    let (message, contents) = (parsed.message, parsed.contents);
    desk.ledger
        .read(|snapshot| {
            let (review, decision) = (snapshot.review(mail)?, snapshot.decision(mail)?);
            let (files, replies) = (snapshot.attachments(mail)?, snapshot.replies_to(mail)?);
            let guessed = decision.entries.first().map(|entry| entry.attachments.clone());
            let every = || (0..files.len()).collect();
            let whose: Vec<(UnitId, Vec<usize>)> = unit
                .cloned()
                .or_else(|| decision.entries.first().map(|entry| entry.unit.clone()).or(decision.unit.clone()))
                .map(|unit| (unit, guessed.filter(|files| !files.is_empty()).unwrap_or_else(every)))
                .into_iter()
                .collect();
            let offers = |whose: &[_]| lesson::offers(snapshot, desk, &review, &message, whose);
            let entered = if whose.is_empty() { Vec::new() } else { offers(&whose)? };
            let dismissed = offers(&[])?;
            Ok::<_, LedgerError>((review, decision, replies, files, entered, dismissed))
        })
        .map(|(review, decision, replies, files, entered, dismissed)| Shown {
            review,
            decision,
            message,
            contents,
            face,
            replies,
            files,
            entered,
            dismissed,
        })
        .map_err(Refusal::from)
}
