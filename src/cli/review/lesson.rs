//! What a settled mail teaches: offered by number, taken only when a person says so.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::decision::lesson::{Offer, Settled, offered};
use crate::evidence::Facts;
use crate::evidence::lesson::Taught;
use crate::failure::{Exit, Failure};
use crate::ledger::{LedgerError, LessonRow, Review, Teaching, Tx};
use crate::message::Message;
use crate::roster::UnitId;

/// Which offers a person takes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::cli) enum Pick {
    /// Every one.
    All,
    /// Those with these numbers, from 1.
    These(BTreeSet<usize>),
}

/// An offer, and the number of the lesson when it was taken.
pub(super) struct Taken {
    offer: Offer,
    lesson: Option<i64>,
}

/// Reads "1,3"; a star is every one.
///
/// # Errors
/// Anything else.
pub(super) fn pick(text: &str) -> Result<Pick, &'static str> {
    if text == "*" {
        return Ok(Pick::All);
    }
    let numbers: Option<BTreeSet<usize>> =
        text.split(',').map(|number| number.trim().parse().ok().filter(|number| *number > 0)).collect();
    numbers.map(Pick::These).ok_or("viết số thứ tự, cách nhau dấu phẩy: 1,3")
}

/// What the mail teaches when it is settled for these units, each with its files; for none, when it is laid aside.
///
/// # Errors
/// What the ledger says.
pub(super) fn offers(
    tx: &mut Tx<'_>,
    desk: &Desk,
    review: &Review,
    message: &Message,
    whose: &[(UnitId, Vec<usize>)],
) -> Result<Vec<Offer>, LedgerError> {
    let year = desk.rules().office.time_zone.to_datetime(message.received_at).year();
    let facts = tx.facts(message, year, desk.now)?;
    offers_with(tx, desk, review, message, whose, &facts)
}

/// As [`offers`], with facts at hand.
///
/// # Errors
/// What the ledger says.
pub(super) fn offers_with(
    tx: &Tx<'_>,
    desk: &Desk,
    review: &Review,
    message: &Message,
    whose: &[(UnitId, Vec<usize>)],
    facts: &Facts,
) -> Result<Vec<Offer>, LedgerError> {
    let evidence = tx.evidence(review.mail.id)?;
    let settled = Settled { message, evidence: &evidence, question: review.question, whose };
    Ok(offered(&settled, facts, desk.rules()))
}

/// Takes what was picked, in the transaction that settles the mail.
///
/// # Errors
/// [`LedgerError::Refused`] for a number that was not offered; then nothing is settled either.
pub(super) fn take(
    tx: &mut Tx<'_>,
    desk: &Desk,
    review: &Review,
    offers: Vec<Offer>,
    pick: Option<&Pick>,
    (by, why): (&str, &str),
) -> Result<Vec<Taken>, LedgerError> {
    if let Some(Pick::These(numbers)) = pick
        && let Some(beyond) = numbers.iter().find(|number| **number > offers.len())
    {
        return Err(LedgerError::Refused(format!(
            "không có điều số {beyond} để ghi nhớ; thư này có {} điều, xem `review show {}`",
            offers.len(),
            review.mail.id
        )));
    }
    let received = desk.rules().office.time_zone.to_datetime(review.mail.received_at).date();
    let mut taken = Vec::new();
    for (number, offer) in (1..).zip(offers) {
        let wanted = match pick {
            None => false,
            Some(Pick::All) => true,
            Some(Pick::These(numbers)) => numbers.contains(&number),
        };
        let since = matches!(offer.taught, Taught::Alias { .. }).then_some(received);
        let teaching = Teaching { mail: Some(review.mail.id), since, by, why, now: desk.now };
        let lesson = if wanted { tx.teach(&offer.taught, teaching)? } else { None };
        taken.push(Taken { offer, lesson });
    }
    Ok(taken)
}

/// An offer for programs.
pub(super) fn offer(number: usize, offer: &Offer) -> Value {
    let mut object = taught(&offer.taught);
    if let Value::Object(fields) = &mut object {
        fields.insert("number".to_owned(), json!(number));
        fields.insert("does".to_owned(), json!(offer.does));
        fields.insert("caution".to_owned(), json!(offer.caution));
    }
    object
}

/// What is taught, for programs.
pub(in crate::cli) fn taught(taught: &Taught) -> Value {
    match taught {
        Taught::Address { address, unit } => json!({"kind": "address", "address": address, "unit": unit}),
        Taught::Alias { words, unit } => json!({"kind": "alias", "words": words, "unit": unit}),
        Taught::Ignore { address } => json!({"kind": "ignore", "address": address}),
    }
}

/// All offers of a settled mail for programs, with the numbers of the lessons taken.
pub(super) fn json(taken: &[Taken]) -> Value {
    let one = |(number, taken): (usize, &Taken)| {
        let mut object = offer(number, &taken.offer);
        if let Value::Object(fields) = &mut object {
            fields.insert("lesson".to_owned(), json!(taken.lesson));
        }
        object
    };
    (1..).zip(taken).map(one).collect()
}

/// The offers under a heading; nothing when there are none.
pub(super) fn list(heading: &str, offers: &[Offer], out: &mut dyn Write) -> std::io::Result<()> {
    if offers.is_empty() {
        return Ok(());
    }
    writeln!(out, "\n{heading}")?;
    for (number, offer) in (1..).zip(offers) {
        writeln!(out, "  {number}. {}", offer.does)?;
        if let Some(caution) = &offer.caution {
            writeln!(out, "     Lưu ý: {caution}.")?;
        }
    }
    Ok(())
}

/// Tells what was learned, and how to learn the rest later.
pub(super) fn tell(taken: &[Taken], mail: i64, asked: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    for Taken { offer, lesson } in taken {
        if let Some(id) = lesson {
            writeln!(out, "Đã ghi nhớ (số {id}): {} Bỏ: tiepnhan learned revoke {id} --why \"…\"", offer.does)?;
        }
    }
    if asked && taken.is_empty() {
        writeln!(out, "Thư này không có điều gì để ghi nhớ.")?;
    }
    let left: Vec<&Offer> = taken.iter().filter(|taken| taken.lesson.is_none()).map(|taken| &taken.offer).collect();
    if !left.is_empty() {
        writeln!(out, "Chưa ghi nhớ; nếu muốn:")?;
    }
    for offer in left {
        writeln!(out, "- {}\n  {}", offer.does, command(&offer.taught, mail))?;
        if let Some(caution) = &offer.caution {
            writeln!(out, "  Lưu ý: {caution}.")?;
        }
    }
    Ok(Exit::Fine)
}

/// The command that teaches the same by hand.
fn command(taught: &Taught, mail: i64) -> String {
    match taught {
        Taught::Address { address, unit } => {
            format!("tiepnhan learned add address {address} --unit {unit} --mail {mail}")
        }
        Taught::Alias { words, unit } => {
            format!("tiepnhan learned add alias \"{words}\" --unit {unit} --mail {mail}")
        }
        Taught::Ignore { address } => format!("tiepnhan learned add ignore {address} --mail {mail}"),
    }
}

/// The lessons in force that a mail taught.
///
/// # Errors
/// What the ledger says.
pub(in crate::cli) fn of_mail(desk: &Desk, mail: i64) -> Result<Vec<LessonRow>, Failure> {
    let rows = desk.ledger.read(|snapshot| snapshot.lessons(false)).map_err(Failure::from_ledger)?;
    Ok(rows.into_iter().filter(|row| row.lesson.mail == Some(mail)).collect())
}

/// Tells which lessons went with the settlement that taught them.
pub(in crate::cli) fn taken_back(lessons: &[LessonRow], out: &mut dyn Write) -> std::io::Result<()> {
    for row in lessons {
        writeln!(out, "Ghi nhớ số {} từ thư này (“{}”) cũng được bỏ.", row.lesson.id, row.lesson.taught.words())?;
    }
    Ok(())
}
