//! What staff teach the program by hand, and take back.

use super::{Desk, Refusal, Said};
use crate::decision::lesson::refusal;
use crate::evidence::lesson::{Lesson, Taught};
use crate::ledger::{LessonRow, Revoked, Teaching};

/// Teaches; `mail`: that from which it is known. The number of the lesson; none when it is known already.
///
/// # Errors
/// A mail that does not exist, and what must not be taught.
pub fn add(desk: &Desk, taught: &Taught, mail: Option<i64>, said: &Said) -> Result<Option<i64>, Refusal> {
    desk.ledger.write(|tx| {
        let row = mail.map(|mail| tx.mail(mail)).transpose()?;
        let known: Vec<Lesson> = tx.lessons(false)?.into_iter().map(|row| row.lesson).collect();
        if let Some(why) = refusal(taught, &known, desk.rules()) {
            return Err(Refusal::Impossible(why));
        }
        let day = desk.day(row.map_or(desk.now, |row| row.received_at));
        let since = matches!(taught, Taught::Alias { .. }).then_some(day);
        Ok(tx.teach(taught, Teaching { mail, since, by: said.by(), why: said.why(), now: desk.now })?)
    })
}

/// Takes lessons back, all of them or none.
///
/// # Errors
/// A lesson that does not exist, or was taken back: by whom and when.
pub fn revoke(desk: &Desk, ids: &[i64], said: &Said) -> Result<Vec<LessonRow>, Refusal> {
    desk.ledger.write(|tx| {
        let mut revoked = Vec::new();
        for id in ids {
            if let Some(Revoked { at, by, .. }) = tx.lesson(*id)?.revoked {
                let when = desk.moment(at);
                return Err(Refusal::Impossible(format!("ghi nhớ số {id} đã được {by} bỏ lúc {when}")));
            }
            revoked.push(tx.revoke_lesson(*id, said.by(), said.why(), desk.now)?);
        }
        Ok(revoked)
    })
}
