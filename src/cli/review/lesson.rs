//! What a settled mail teaches, as people and programs read it.

use std::collections::BTreeSet;
use std::io::Write;

use serde_json::{Value, json};

use crate::decision::lesson::Offer;
use crate::desk::{Pick, Taken};
use crate::evidence::lesson::Taught;
use crate::failure::{Exit, Failure};
use crate::ledger::LessonRow;

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

/// Tells which lessons went with the settlement that taught them.
pub(in crate::cli) fn taken_back(lessons: &[LessonRow], out: &mut dyn Write) -> std::io::Result<()> {
    for row in lessons {
        writeln!(out, "Ghi nhớ số {} từ thư này (“{}”) cũng được bỏ.", row.lesson.id, row.lesson.taught.words())?;
    }
    Ok(())
}
