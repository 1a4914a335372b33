//! What a unit's answer asks or says, one press away: more time with the letter that grants it, or the mail that it says
//! it sent.

use jiff::Timestamp;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::flash::Flash;
use super::super::guard::Posted;
use super::super::obligation::Drafts;
use super::form::what;
use super::{LIST, moment};
use crate::desk::reply::agree::{self, Agreement};
use crate::desk::reply::{Extension, Proposal, proposals};
use crate::desk::settle::Seen;
use crate::desk::shown::Shown;
use crate::desk::{self, Field, Said, named};
use crate::evidence::wish::said::Way;
use crate::judgment::Bucket;
use crate::ledger::{LedgerError, MailRow};
use crate::letter::wording;
use crate::standing::{Owed, grant};

/// Extensions that are shown with their letters; a unit owes no more around one day.
const MOST: usize = 6;

/// More time for one report.
#[derive(Debug, Serialize)]
struct Extend {
    words: String,
    unit: String,
    report: String,
    /// `2020-06-25`; empty when the mail names no one day.
    until: String,
    /// In words, for the button.
    day: String,
    /// Why it cannot be granted.
    refusal: String,
    /// A later day than the one asked for may be granted.
    later: bool,
    /// What is granted already; empty when nothing is.
    stands: String,
    shown: Option<Drafts>,
}

/// What may be done; empty lists when the mail asks nothing of the kind.
pub(super) fn view(look: &Look<'_>, shown: &Shown, person: &str) -> Result<Value, Refusal> {
    let found = proposals(&look.desk, &shown.review, &shown.decision, &shown.message).map_err(Refusal::from)?;
    let (mut extends, mut sent, mut asks) = (Vec::new(), Vec::new(), false);
    for proposal in found {
        match proposal {
            Proposal::AlreadySent { before, way, of, .. } => {
                let records: Vec<_> = of.iter().take(MOST).map(|owed| record(look, owed)).collect();
                let by = way.map(Way::words).unwrap_or_default();
                sent.push(context! { before => seen(look, before.as_deref()), by, records });
            }
            Proposal::Extend { until, of } => {
                asks = true;
                let mail = shown.review.mail.id;
                for one in of.iter().take(MOST) {
                    extends.push(extend(look, (mail, person), one, until)?);
                }
            }
        }
    }
    Ok(context! {
        extends => super::super::pages::value(&extends),
        asks_time => asks,
        sent,
        seen => look.now().as_millisecond(),
        since => wording::date(look.rules().office.start_date),
    })
}

/// What the office granted for this before.
fn stands(look: &Look<'_>, (unit, report, period): &Owed) -> Result<String, Refusal> {
    match look.desk.ledger.read(|snapshot| snapshot.in_force((unit, report, *period))) {
        Ok((_, exception)) => Ok(format!("Đang được {}", grant::words(exception))),
        Err(LedgerError::Missing(_)) => Ok(String::new()),
        Err(error) => Err(error.into()),
    }
}

fn extend(
    look: &Look<'_>,
    (mail, person): (i64, &str),
    one: &Extension,
    until: Option<Date>,
) -> Result<Extend, Refusal> {
    let (unit, report, period) = &one.owed;
    let refused = one.refusal.as_ref().map(ToString::to_string);
    let agreement = |until| {
        let said = Said::new(person, &reason(mail))?;
        Ok::<_, desk::Refusal>(Agreement { mail, review: None, owed: one.owed.clone(), until, seen: None, said })
    };
    let tried = until.filter(|_| refused.is_none()).map(|day| agree::preview(&look.desk, &agreement(day)?));
    let (drafts, refusal) = match tried {
        None => (None, refused.unwrap_or_default()),
        Some(Ok(done)) => (Some(Drafts::of_grant(String::new(), "", &done.told, look)), String::new()),
        Some(Err(refusal)) => (None, refusal.to_string()),
    };
    Ok(Extend {
        stands: stands(look, &one.owed)?,
        words: grant::title(look.rules(), report, *period),
        unit: unit.to_string(),
        report: what(report.as_str(), period),
        until: until.map(|day| day.to_string()).unwrap_or_default(),
        day: until.map(wording::date).unwrap_or_default(),
        refusal: wording::upper_first(&refusal),
        later: matches!(one.refusal, Some(grant::Refusal::Passed { .. } | grant::Refusal::TooEarly { .. })),
        shown: drafts,
    })
}

/// Where what came on another way is entered.
fn record(look: &Look<'_>, (unit, report, period): &Owed) -> Value {
    context! {
        to => format!("{}#ghi-nhan", super::super::obligation::path(&(unit.to_string(), report.to_string(), period.to_string()))),
        words => wording::lower_first(&grant::title(look.rules(), report, *period)),
    }
}

/// What the journal says when the person says nothing.
fn reason(mail: i64) -> String {
    format!("đơn vị đề nghị, thư {mail}")
}

/// The mail that the unit may mean.
fn seen(look: &Look<'_>, before: Option<&MailRow>) -> Value {
    before.map_or_else(
        || Value::from(()),
        |mail| {
            let place = if mail.bucket == Bucket::Review { LIST } else { "/thu" };
            context! {
                to => format!("{place}/{}", mail.id),
                waits => mail.bucket == Bucket::Review,
                entered => mail.bucket == Bucket::Recorded,
                subject => match wording::foreign(&mail.subject, 120) {
                    subject if subject.is_empty() => "(không có tiêu đề)".to_owned(),
                    subject => subject,
                },
                received => moment(look.rules(), mail.received_at),
            }
        },
    )
}

/// What a form asks to be granted.
fn asked(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<Agreement, desk::Refusal> {
    let rules = look.rules();
    let unit = named::unit(posted.text("don-vi").ok_or(desk::Refusal::Missing(Field::Unit))?, rules)?;
    let what = posted.text("bao-cao").and_then(|what| what.split_once(' '));
    let (report, period) = what.ok_or(desk::Refusal::Missing(Field::Report))?;
    let owed: Owed = (unit, named::report(report, rules)?, named::period(period)?);
    let until = posted.text("den").ok_or(desk::Refusal::Missing(Field::Until))?;
    let until = named::typed_day(until, look.today()).map_err(|why| desk::Refusal::Wrong(Field::Until, why))?;
    let seen = posted.text("xem-luc").and_then(|ms| Timestamp::from_millisecond(ms.parse().ok()?).ok());
    let why = posted.text("ly-do").map_or_else(|| reason(mail), str::to_owned);
    let review = posted.text("luot").map(Seen::from);
    Ok(Agreement { mail, review, owed, until, seen, said: Said::new(&posted.who.account.full_name, &why)? })
}

/// The letters that would leave, for a day that the person typed.
pub(super) fn before(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<(Drafts, String, String), desk::Refusal> {
    let asked = asked(look, mail, posted)?;
    let done = agree::preview(&look.desk, &asked)?;
    let (unit, report, period) = &asked.owed;
    let title = format!("Gia hạn đến hết {}", wording::date_with_weekday(asked.until));
    let drafts = Drafts::of_grant(title, "Gia hạn, xong thư này", &done.told, look);
    Ok((drafts, grant::name(look.rules(), unit), grant::title(look.rules(), report, *period)))
}

/// Grants it and settles the mail.
pub(super) fn grant_it(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<Flash, desk::Refusal> {
    let asked = asked(look, mail, posted)?;
    let done = agree::agree(&look.desk, &asked)?;
    let (unit, report, period) = &asked.owed;
    let (name, title) = (grant::name(look.rules(), unit), grant::title(look.rules(), report, *period));
    let text = format!(
        "Đã gia hạn {} của {name} đến hết {}. {} Thư này đã xử lý.",
        wording::lower_first(&title),
        wording::date_with_weekday(asked.until),
        super::super::obligation::told(&done.told, look.rules()),
    );
    let (unit, what, until) = (unit.to_string(), what(report.as_str(), period), asked.until.to_string());
    let fields = [
        ("viec", "bo-gia-han"),
        ("don-vi", unit.as_str()),
        ("bao-cao", what.as_str()),
        ("den", until.as_str()),
        ("ly-do", "hoàn tác"),
    ];
    Ok(Flash::done(text).undoable(&format!("{LIST}/{mail}"), "Hoàn tác", &fields))
}

/// Takes both back.
pub(super) fn take_back(look: &Look<'_>, mail: i64, posted: &Posted) -> Result<Flash, desk::Refusal> {
    let asked = asked(look, mail, posted)?;
    let done = agree::take_back(&look.desk, &asked)?;
    let told = super::super::obligation::told(&done.told, look.rules());
    let again = super::super::obligation::holds_again(&done);
    Ok(Flash::done(format!("Đã bỏ gia hạn.{again} {told} Thư này chờ kiểm tra trở lại.")))
}
