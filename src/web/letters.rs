//! Thư đi: what we sent, what waits, what came back; try again, cancel, stop all sending.

mod act;
pub(super) mod fate;
mod one;

use axum::extract::State;
use jiff::SignedDuration;
use jiff::civil::{Date, Time};
use minijinja::{Value, context};
use serde::Deserialize;

pub(super) use act::{act, done, said as reason, sending, unclear};
pub(super) use one::show;

use super::address::Query;
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::Who;
use super::pages::value;
use super::{Look, Shared};
use crate::daemon::forecast::forecast;
use crate::daemon::wiring;
use crate::desk::budget::budget;
use crate::desk::named;
use crate::ledger::{Fate, LedgerError, LetterFilter};
use crate::letter::purpose::{KINDS, kind_words};
use crate::letter::wording;
use crate::notice::silence;
use crate::roster::UnitId;
use crate::standing::BoardFacts;
use fate::{Sent, moment, sent};

/// So many letters stand on a page.
const MOST: u32 = 50;
/// So far back what came back is counted.
const RECENT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// What one may ask for: key, words, what became of the letters.
const FATES: [(&str, &str, Fate); 5] = [
    ("cho", "Chờ gửi", Fate::Waiting),
    ("khong-duoc", "Không gửi được", Fate::Failed),
    ("tra-lai", "Bị trả lại", Fate::Returned),
    ("da-gui", "Đã gửi", Fate::Sent),
    ("khong-gui", "Giữ lại, hủy", Fate::Dropped),
];

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// What became of them: a key of [`FATES`].
    tt: String,
    /// Their kind.
    loai: String,
    /// The unit.
    dv: String,
    /// The day on which they were written, as typed.
    ngay: String,
    /// Letters before this number: the next page.
    truoc: String,
}

/// The list.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/thu-di", "thu-di.html", move |look| listed(look, &asked)).await
}

fn listed(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let rules = look.rules();
    let zone = &rules.office.time_zone;
    let (filter, day, fault) = match day(look, &asked.ngay) {
        Ok(day) => (filter(look, asked, day)?, day, String::new()),
        Err(fault) => (filter(look, asked, None)?, None, fault),
    };
    let recent = look.now().checked_sub(RECENT).unwrap_or(jiff::Timestamp::MIN);
    let limits = wiring::outbox(&look.desk.config).budget;
    let (letters, (waiting, failed, returned), forecast) = look.read(|snapshot| {
        Ok::<_, LedgerError>((
            if fault.is_empty() { snapshot.letters_where(&filter, MOST)? } else { Vec::new() },
            snapshot.letters_to_look_at(recent)?,
            forecast(snapshot, &limits, rules, look.now())?,
        ))
    })?;
    let budget = budget(&look.desk)?;
    let next = letters.last().filter(|_| letters.len() == MOST as usize).map(|letter| letter.id);
    let rows: Vec<(Sent, String)> = letters
        .iter()
        .map(|letter| {
            let name = letter.unit.as_ref().map(|unit| crate::standing::grant::name(rules, unit));
            (sent(letter, zone), name.unwrap_or_default())
        })
        .collect();
    let fates: Vec<Value> = FATES.iter().map(|(key, words, _)| context! { key => *key, words => *words }).collect();
    let kinds: Vec<Value> = KINDS.iter().map(|key| context! { key => *key, words => kind_words(key) }).collect();
    let units: Vec<Value> = rules
        .roster
        .units
        .iter()
        .map(|unit| context! { key => unit.id.as_str(), name => unit.name.as_str() })
        .collect();
    Ok(context! {
        letters => value(&rows),
        next, fates, kinds, units,
        counts => context! { waiting, failed, returned },
        forecast,
        budget => context! {
            sent => budget.sent, total => budget.total, left => budget.left, notices => budget.left_for_notices,
        },
        filter => context! {
            tt => asked.tt.as_str(), loai => asked.loai.as_str(), dv => asked.dv.as_str(),
            ngay => day.map_or_else(|| asked.ngay.clone(), wording::date),
        },
        fault,
        narrowed => !(asked.tt.is_empty() && asked.loai.is_empty() && asked.dv.is_empty() && asked.ngay.is_empty()),
        later => !asked.truoc.is_empty(),
    })
}

fn filter(look: &Look<'_>, asked: &Asked, day: Option<Date>) -> Result<LetterFilter, Refusal> {
    let fate = FATES.iter().find(|(key, ..)| *key == asked.tt).map(|(_, _, fate)| *fate);
    let unit = Some(asked.dv.as_str()).filter(|unit| !unit.is_empty());
    let unit = unit.map(|unit| UnitId::new(unit).map_err(|_| Refusal::missing("đơn vị này"))).transpose()?;
    Ok(LetterFilter {
        fate,
        kind: Some(asked.loai.clone()).filter(|kind| !kind.is_empty()),
        unit,
        written: day.map(|day| of_day(look, day)),
        before: asked.truoc.parse().ok(),
    })
}

/// The day that a filter names; none when it is left open.
///
/// # Errors
/// It names no day: the sentence that stands beside the field.
pub(super) fn day(look: &Look<'_>, typed: &str) -> Result<Option<Date>, String> {
    let typed = Some(typed.trim()).filter(|typed| !typed.is_empty());
    let day = typed.map(|typed| named::typed_day(typed, look.today())).transpose();
    day.map_err(|why| wording::upper_first(&format!("{why}.")))
}

/// The first moment of a day of the office, and that of the next.
pub(super) fn of_day(look: &Look<'_>, day: Date) -> (jiff::Timestamp, jiff::Timestamp) {
    let zone = &look.rules().office.time_zone;
    let begin = |day: Date| zone.to_timestamp(day.to_datetime(Time::midnight())).unwrap_or(jiff::Timestamp::MAX);
    (begin(day), begin(day.tomorrow().unwrap_or(day)))
}

/// Why nothing leaves, when nothing does; for the head of every page.
pub(super) fn halt(look: &Look<'_>) -> Result<Option<String>, Refusal> {
    let (pause, own) = look.read(|snapshot| Ok((snapshot.pause()?, snapshot.may_send()?)))?;
    let zone = &look.rules().office.time_zone;
    let paused = pause.map(|pause| {
        let (at, why) = (moment(pause.at, zone), wording::foreign(&pause.why, 200));
        format!("Đang dừng gửi mọi thư, từ {at} ({}): {why}.", pause.by)
    });
    let copy = (!own).then(|| "Sổ này là bản khôi phục, chưa được phép gửi thư; báo người quản trị.".to_owned());
    Ok(paused.or(copy))
}

/// Which mailbox is not read, when one is not; for the head of every page.
pub(super) fn silence(look: &Look<'_>) -> Result<Option<String>, Refusal> {
    let facts = BoardFacts { mailboxes: look.read(|snapshot| snapshot.mailboxes())?, ..BoardFacts::default() };
    Ok(silence::mailboxes(look.rules(), &facts))
}
