//! What a settled mail teaches: offered by number, taken only when a person says so.

use std::collections::BTreeSet;

use super::{Desk, Field, Refusal, Said};
use crate::decision::lesson::{Offer, Settled, offered};
use crate::evidence::lesson::Taught;
use crate::ledger::{LedgerError, LessonRow, Review, Snapshot, Teaching, Tx};
use crate::message::Message;
use crate::roster::UnitId;

/// Which offers a person takes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Pick {
    /// None.
    #[default]
    Nothing,
    /// Every one.
    All,
    /// Those with these numbers, from 1.
    These(BTreeSet<usize>),
    /// Those that teach this, whatever their number: what a form showed may stand elsewhere by now.
    Only(Vec<Taught>),
}

/// An offer, and the number of the lesson when it was taken.
#[derive(Debug, Clone)]
pub struct Taken {
    /// What was offered.
    pub offer: Offer,
    /// The lesson that it became.
    pub lesson: Option<i64>,
}

impl Pick {
    fn includes(&self, number: usize, offer: &Offer) -> bool {
        match self {
            Self::Nothing => false,
            Self::All => true,
            Self::These(numbers) => numbers.contains(&number),
            Self::Only(taught) => taught.contains(&offer.taught),
        }
    }

    /// Nothing may be asked for that was not offered.
    fn check(&self, offers: &[Offer]) -> Result<(), Refusal> {
        let wrong = |why: String| Err(Refusal::Wrong(Field::Learn, why));
        match self {
            Self::Nothing | Self::All => Ok(()),
            Self::These(numbers) => match numbers.iter().find(|number| !(1..=offers.len()).contains(*number)) {
                Some(beyond) => {
                    wrong(format!("không có điều số {beyond} để ghi nhớ; thư này có {} điều", offers.len()))
                }
                None => Ok(()),
            },
            Self::Only(taught) => match taught.iter().find(|one| !offers.iter().any(|offer| offer.taught == **one)) {
                Some(other) => wrong(format!("thư này không còn cho biết “{}” để ghi nhớ", other.words())),
                None => Ok(()),
            },
        }
    }
}

/// What the mail teaches when it is settled for these units, each with its files; for none, when it is laid aside.
///
/// # Errors
/// What the ledger says.
pub(super) fn offers(
    snapshot: &Snapshot<'_>,
    desk: &Desk,
    review: &Review,
    message: &Message,
    whose: &[(UnitId, Vec<usize>)],
) -> Result<Vec<Offer>, LedgerError> {
    let evidence = snapshot.evidence(review.mail.id)?;
    let settled = Settled { message, evidence: &evidence, question: review.question, whose };
    Ok(offered(&settled, &snapshot.lessons_for(message)?, desk.rules()))
}

/// Takes what was picked, in the transaction that settles the mail.
///
/// # Errors
/// What was not offered; then nothing is settled either.
pub(super) fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    review: &Review,
    offers: Vec<Offer>,
    pick: &Pick,
    said: &Said,
) -> Result<Vec<Taken>, Refusal> {
    pick.check(&offers)?;
    let received = desk.day(review.mail.received_at);
    let mut taken = Vec::new();
    for (number, offer) in (1..).zip(offers) {
        let since = matches!(offer.taught, Taught::Alias { .. }).then_some(received);
        let teaching = Teaching { mail: Some(review.mail.id), since, by: said.by(), why: said.why(), now: desk.now };
        let lesson = if pick.includes(number, &offer) { tx.teach(&offer.taught, teaching)? } else { None };
        taken.push(Taken { offer, lesson });
    }
    Ok(taken)
}

/// The lessons in force that a mail taught.
///
/// # Errors
/// What the ledger says.
pub(super) fn of_mail(snapshot: &Snapshot<'_>, mail: i64) -> Result<Vec<LessonRow>, LedgerError> {
    let rows = snapshot.lessons(false)?;
    Ok(rows.into_iter().filter(|row| row.lesson.mail == Some(mail)).collect())
}
