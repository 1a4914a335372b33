//! Gọi điện: whom to call, because a report is overdue or because our letters do not reach the unit.

use axum::extract::State;
use axum::response::Response;
use jiff::civil::Date;
use minijinja::{Value, context};
use serde::Serialize;

use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::{Posted, Who};
use super::journal::words::{Said, said};
use super::letters::{done, reason};
use super::pages::value;
use super::phone::{Phone, phones};
use super::{Look, Shared, flash::Flash};
use crate::desk::{self, named, note};
use crate::ledger::{JournalLine, LedgerError};
use crate::letter::wording;
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::{self, Doubt, Filter, Row, Standing, days_after, grant};

/// What was due longer ago is no longer called for.
const BACK: i32 = -400;
/// And so many days ahead, for whom no letter reaches.
const AHEAD: i32 = 7;
/// So many notes are shown beside a unit, the newest.
const NOTES: usize = 3;
/// Older notes say nothing of what is missing now.
const NOTE_DAYS: i32 = -60;

#[derive(Debug, Serialize)]
struct Band {
    name: String,
    calls: Vec<Call>,
}

/// A unit to call.
#[derive(Debug, Serialize)]
struct Call {
    unit: String,
    name: String,
    contact: String,
    phones: Vec<Phone>,
    missing: Vec<Missing>,
    notes: Vec<Said>,
    /// Why letters are no use; empty when they arrive.
    unreached: bool,
    worst: u32,
}

/// What it owes.
#[derive(Debug, Serialize)]
struct Missing {
    to: String,
    title: String,
    sign: &'static str,
    tone: &'static str,
    words: String,
    due: String,
    asked: String,
}

/// The list.
pub(super) async fn list(State(site): State<Shared>, who: Who) -> Page {
    page(site, who, "/", "goi-dien.html", listed).await
}

/// A note is written beside a unit.
pub(super) async fn act(State(site): State<Shared>, posted: Posted) -> Response {
    let there =
        format!("/goi-dien#{}", posted.text("don-vi").filter(|unit| crate::roster::is_id(unit)).unwrap_or_default());
    let work = |look: &Look<'_>, posted: &Posted| {
        let unit = named::unit(posted.text("don-vi").unwrap_or_default(), look.rules())?;
        note::unit(&look.desk, &unit, &reason(posted, "")?)?;
        Ok::<_, desk::Refusal>(Flash::done(format!("Đã ghi chú về {}.", grant::name(look.rules(), &unit))))
    };
    done(site, posted, &there, work, ("/", "goi-dien.html"), listed).await
}

/// Whether somebody must call about it.
fn calls_for(row: &Row) -> bool {
    matches!(row.standing, Standing::Overdue { .. } | Standing::Maybe { why: Doubt::NotReached | Doubt::NotReminded })
}

fn listed(look: &Look<'_>) -> Result<Value, Refusal> {
    let (rules, today) = (look.rules(), look.desk.today());
    let filter = Filter { days: Some((days_after(today, BACK), days_after(today, AHEAD))), ..Filter::default() };
    let facts = look.desk.facts(&[&filter])?;
    let mut rows = standing::board(rules, &facts, &filter, look.now());
    rows.retain(calls_for);
    let units: Vec<&Unit> =
        rules.roster.units.iter().filter(|unit| rows.iter().any(|row| row.unit == unit.id)).collect();
    let notes = look.read(|snapshot| {
        units.iter().map(|unit| snapshot.journal_of_unit(&unit.id)).collect::<Result<Vec<_>, LedgerError>>()
    })?;
    let mut bands: Vec<Band> = rules
        .roster
        .groups
        .iter()
        .map(|group| {
            let of_group = units.iter().zip(&notes).filter(|(unit, _)| *unit.group_on(today) == group.id);
            let mut calls: Vec<Call> = of_group.map(|(unit, notes)| call(unit, &rows, notes, rules, today)).collect();
            calls.sort_by_key(|call| std::cmp::Reverse(call.worst));
            Band { name: group.name.clone(), calls }
        })
        .collect();
    bands.retain(|band| !band.calls.is_empty());
    let (total, reports) = (units.len(), rows.len());
    Ok(context! { bands => value(&bands), total, reports, today => wording::date(today) })
}

fn call(unit: &Unit, rows: &[Row], notes: &[JournalLine], rules: &Rules, today: Date) -> Call {
    let theirs = || rows.iter().filter(|row| row.unit == unit.id);
    let since = days_after(today, NOTE_DAYS);
    let recent = |line: &&JournalLine| rules.office.time_zone.to_datetime(line.at).date() >= since;
    let notes = notes.iter().rev().filter(recent).take(NOTES).map(|line| said(line, rules)).collect();
    let mut missing: Vec<&Row> = theirs().collect();
    missing.sort_by_key(|row| std::cmp::Reverse(row.standing.days()));
    Call {
        unit: unit.id.to_string(),
        name: unit.name_on(today).to_owned(),
        contact: unit.contact.clone().unwrap_or_default(),
        phones: phones(unit.phone.as_deref()),
        unreached: theirs().any(|row| matches!(row.standing, Standing::Maybe { .. })),
        worst: theirs().filter_map(|row| row.standing.days()).max().unwrap_or(0),
        missing: missing.into_iter().map(|row| owes(row, rules, today)).collect(),
        notes,
    }
}

fn owes(row: &Row, rules: &Rules, today: Date) -> Missing {
    let days = |days: &[Date]| days.iter().copied().map(wording::day_and_month).collect::<Vec<_>>().join(", ");
    let sent: Vec<Date> = row.sent_days().collect();
    let asked = match (sent.as_slice(), row.vain.as_slice()) {
        ([], _) if !row.unsent.is_empty() => format!("thư nhắc {} chưa gửi đi", days(&row.unsent)),
        ([], []) if row.is_beyond_memory(today) => String::new(),
        ([], []) => "chưa nhắc".to_owned(),
        ([], vain) => format!("thư nhắc {} không đến", days(vain)),
        (asked, _) => format!("đã nhắc {}", days(asked)),
    };
    Missing {
        to: format!("/nghia-vu/{}/{}/{}", row.unit, row.report, row.period),
        title: grant::title(rules, &row.report, row.period),
        sign: row.standing.mark(),
        tone: row.standing.key(),
        words: row.standing.words(),
        due: row.deadline.as_ref().map(wording::due).unwrap_or_default(),
        asked,
    }
}
