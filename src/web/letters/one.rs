//! One letter: the text as it was sent, what became of it, what staff did about it.

use axum::extract::State;
use minijinja::{Value, context};
use serde::Serialize;

use super::super::pages::file_name;
use super::fate::{end, fate, moment, sent};
use crate::ledger::{LedgerError, LetterState};
use crate::letter::wording;
use crate::mime;
use crate::standing::grant;
use crate::web::address::Path;
use crate::web::answer::Refusal;
use crate::web::frame::{Page, page};
use crate::web::guard::Who;
use crate::web::journal::words::said;
use crate::web::pages::value;
use crate::web::{Look, Shared};

/// One try.
#[derive(Debug, Serialize)]
struct Tried {
    number: u32,
    moment: String,
    end: &'static str,
    said: String,
}

/// The page.
pub(in crate::web) async fn show(State(site): State<Shared>, who: Who, Path(id): Path<i64>) -> Page {
    page(site, who, "/thu-di", "thu-di-mot.html", move |look| shown(look, id)).await
}

pub(super) fn shown(look: &Look<'_>, id: i64) -> Result<Value, Refusal> {
    let rules = look.rules();
    let zone = &rules.office.time_zone;
    let (letter, bytes, journal, tries, about) = look.read(|snapshot| {
        let letter = snapshot.letter(id)?;
        let (bytes, journal) = (snapshot.letter_bytes(id)?, snapshot.journal_of_letter(id)?);
        Ok::<_, LedgerError>((letter, bytes, journal, snapshot.tries(id)?, snapshot.about(id)?))
    })?;
    let mail = mime::parse(&bytes, &mime::Limits::default());
    let files: Vec<String> =
        mail.walk().into_iter().filter_map(|part| part.file_name.as_deref()).map(|name| file_name(name, 200)).collect();
    let tries: Vec<Tried> = tries
        .iter()
        .map(|one| Tried {
            number: one.number,
            moment: moment(one.began_at, zone),
            end: end(one.end.map(|(_, end)| end)),
            said: wording::foreign(&one.said, 300),
        })
        .collect();
    let about: Vec<Value> = about
        .iter()
        .filter_map(|(report, period)| {
            let to = format!("/nghia-vu/{}/{report}/{period}", letter.unit.as_ref()?);
            Some(context! { to, title => grant::title(rules, report, *period) })
        })
        .collect();
    let journal: Vec<_> = journal.iter().map(|line| said(line, rules)).collect();
    let unit = letter.unit.as_ref().map(|unit| grant::name(rules, unit));
    Ok(context! {
        letter => value(sent(&letter, zone)),
        fate => wording::upper_first(&fate(&letter, zone)),
        unit => unit.unwrap_or_default(),
        from => wording::foreign(&mail.header("from").unwrap_or_default(), 200),
        written => moment(letter.created_at, zone),
        text => mime::plain_text(&bytes),
        mail => letter.mail,
        unsure => letter.unknowns > 0,
        files => value(&files),
        tries => value(&tries),
        journal => value(&journal),
        about,
        may => context! {
            retry => letter.state == LetterState::Failed,
            cancel => letter.state == LetterState::Queued,
            seen => letter.state == LetterState::Failed && letter.seen.is_none(),
        },
    })
}
