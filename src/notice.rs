//! Letters that no mail calls for. The clock's: reminders, overdue notices, the morning digest, which are due now and not
//! yet written, and whether a written one is still true when it leaves. People's: what they granted a unit.

pub mod alert;
pub mod correction;
mod desk;
pub mod digest;
mod escalation;
pub mod foresight;
pub mod grant;
pub mod official;
pub mod opening;
pub mod overdue;
pub mod reminder;
pub mod request;
pub mod silence;
pub mod stop;
mod truth;
pub mod writing;

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, DateTime, Time};
use jiff::{SignedDuration, Timestamp};

use crate::calendar::Period;
use crate::letter::template::Fault;
use crate::letter::{Enclosure, Letter, Purpose, Templates};
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::standing::{
    Agenda, BoardFacts, Filter, Notice, NoticeKind, Opening, Owed, Row, Standing, address, days_after,
};
use truth::stage;
pub use truth::{Truth, Written, held, is_owing, outdated, still_true};

/// An asking day that was missed (the machine stood still) is made up for within two weeks; later the digest tells
/// the leaders, and a person asks.
const CATCH_UP_DAYS: i32 = 14;

/// So often is asked again, on later days, what came back; then only a person can reach the unit.
const MOST_IN_VAIN: usize = 3;

/// The file that goes with a leader's digest. What makes workbooks stands behind this module, so it is handed in.
#[derive(Clone, Copy)]
pub enum Annex<'a> {
    /// There is none.
    Without,
    /// This one for this leader's address, if it could be made.
    Made(&'a dyn Fn(&str) -> Option<Enclosure>),
}

/// What letters are written with.
#[derive(Clone, Copy)]
pub struct Pen<'a> {
    /// Their texts.
    pub templates: &'a Templates,
    /// What goes with a digest.
    pub annex: Annex<'a>,
}

/// The letters that are due at `now` and not written yet. Asking again without recording them gives the same ones.
///
/// Office texts that fail are reported in `faults`; the shipped text speaks in their place.
#[must_use]
pub fn due(rules: &Rules, facts: &BoardFacts, pen: Pen<'_>, now: Timestamp, faults: &mut Vec<Fault>) -> Vec<Letter> {
    let today = rules.office.time_zone.to_datetime(now).date();
    look(&agenda(rules, today, today), rules, facts, pen, now, &|_| true, faults).letters
}

/// What one look at the clock calls for.
#[derive(Default)]
struct Look {
    /// The letters that were wanted in words.
    letters: Vec<Letter>,
    /// Everybody who is asked, in words or not.
    notices: Vec<Notice>,
    /// Everybody who is told of what opens, in words or not.
    openings: Vec<Opening>,
    /// The purposes of all of it.
    purposes: Vec<Purpose>,
}

/// What is called for at `now` and not written yet; put into words where `wanted`.
fn look(
    agenda: &Agenda,
    rules: &Rules,
    facts: &BoardFacts,
    pen: Pen<'_>,
    now: Timestamp,
    wanted: &dyn Fn(&Purpose) -> bool,
    faults: &mut Vec<Fault>,
) -> Look {
    let mut look = Look::default();
    let local = rules.office.time_zone.to_datetime(now);
    let today = local.date();
    let (leaders, staff) = (digest::due(rules, facts, now), desk::due(rules, facts, now));
    if today < rules.office.start_date || (leaders.is_empty() && !is_office_time(rules, local)) {
        return look;
    }
    let rows = rows(agenda, rules, facts, now);
    // What is missed may lie in a mailbox that is not read.
    if is_office_time(rules, local) && !facts.is_unheard() {
        for (unit, asked) in asked_now(rules, facts, &rows, today) {
            let (purpose, notice) = writing::noted(unit, &asked, rules, facts, now);
            if wanted(&purpose) {
                look.letters.extend(writing::letters(unit, &asked, rules, facts, pen.templates, now, faults));
            }
            look.purposes.push(purpose);
            look.purposes.extend(notice.iter().flat_map(Notice::copy_purposes));
            look.notices.extend(notice);
        }
        open_now(&mut look, &rows, wanted, opening::Desk { rules, facts, templates: pen.templates, now }, faults);
    }
    if let Some(work) = (!staff.is_empty()).then(|| desk::work(rules, facts, &rows, now)).flatten() {
        let (said, unsaid): (Vec<Purpose>, Vec<Purpose>) = staff.into_iter().partition(wanted);
        look.letters.extend(desk::letters(&work, rules, pen, &said, now, faults));
        look.purposes.extend(said.into_iter().chain(unsaid));
    }
    let (said, unsaid): (Vec<Purpose>, Vec<Purpose>) = leaders.into_iter().partition(wanted);
    look.letters.extend(digest::letters(rules, facts, &rows, pen, &said, now, faults));
    look.purposes.extend(said.into_iter().chain(unsaid));
    look
}

/// The opening notices that a plan has the program send: to units that nobody asks for anything today.
fn open_now(
    look: &mut Look,
    rows: &[Row],
    wanted: &dyn Fn(&Purpose) -> bool,
    desk: opening::Desk<'_>,
    faults: &mut Vec<Fault>,
) {
    let today = desk.rules.office.time_zone.to_datetime(desk.now).date();
    let asked: BTreeSet<UnitId> = look.notices.iter().map(|notice| notice.unit.clone()).collect();
    for (unit, scope, rows) in opening::due(desk.rules, desk.facts, rows, today) {
        let to = address(unit, desk.facts, today).filter(|_| !asked.contains(&unit.id));
        let Some(to) = to else { continue };
        let purpose = Purpose::Opening(unit.id.clone(), scope.plan.id.clone(), scope.of.clone());
        if wanted(&purpose) {
            look.letters.extend(opening::letter(unit, (to, &rows), &scope, &[], &desk, faults));
        }
        look.openings.push(opening::noted(unit, to, &scope, &rows, desk.now));
        look.purposes.push(purpose);
    }
}

/// How far back and ahead of a day the obligations lie that a notice of that day can concern.
const REACH: (i32, i32) = (-180, 60);

/// All obligations that notices of `first..=last` can concern.
fn agenda(rules: &Rules, first: Date, last: Date) -> Agenda {
    Agenda::of(rules, days_after(first, REACH.0), days_after(last, REACH.1))
}

/// The periods of all obligations that a notice of `today` can concern.
#[must_use]
pub fn periods(rules: &Rules, today: Date) -> BTreeSet<Period> {
    agenda(rules, today, today).periods()
}

/// How long ago the digest may have been written since which the next one tells what came.
const UNTOLD: SignedDuration = SignedDuration::from_hours(120 * 24);

/// Since when whatever came may be told in a letter of the clock.
#[must_use]
pub fn untold_since(now: Timestamp) -> Timestamp {
    now.checked_sub(UNTOLD).unwrap_or(Timestamp::MIN)
}

/// Where everything stands that a notice of today can concern.
fn rows(agenda: &Agenda, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<Row> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let days = (days_after(today, REACH.0), days_after(today, REACH.1));
    agenda.rows(rules, facts, &Filter::default(), days, now)
}

/// Whether letters that no one awaits may leave now: on a working day, within working hours.
#[must_use]
pub fn is_office_time(rules: &Rules, local: DateTime) -> bool {
    let (first, last) = rules.office.working_hours;
    rules.calendar.is_workday(local.date()) && (first..last).contains(&local.time())
}

/// A report that a unit is asked for now.
#[derive(Debug, Clone)]
pub struct Asked<'a> {
    /// Which.
    pub row: &'a Row,
    /// Before or after the date.
    pub kind: NoticeKind,
}

/// How often a unit was told before what it is told now.
fn told_before(asked: &Asked<'_>) -> usize {
    match asked.kind {
        NoticeKind::Reminder => asked.row.asked.len(),
        NoticeKind::Overdue => escalation::told_late(asked.row),
    }
}

/// Who is asked today, for what: who was told least often first, else in the order of the office's list. One letter a unit and day, so nobody who got one
/// today is here.
fn asked_now<'a>(
    rules: &'a Rules,
    facts: &BoardFacts,
    rows: &'a [Row],
    today: Date,
) -> Vec<(&'a Unit, Vec<Asked<'a>>)> {
    let mut by_unit: BTreeMap<&UnitId, Vec<Asked<'a>>> = BTreeMap::new();
    let on = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    let decided: BTreeMap<&Owed, Date> = facts.decided.iter().map(|told| (&told.owed, on(told.at))).collect();
    let mut before = None;
    for row in rows {
        if let Some(asked) = ask(row, rules, &decided, today, &mut before) {
            by_unit.entry(&row.unit).or_default().push(asked);
        }
    }
    join(&mut by_unit, rows, rules, (&decided, today));
    for asked in by_unit.values_mut() {
        asked.sort_by_key(|asked| asked.row.deadline.as_ref().map_or(Date::MAX, |due| due.nominal));
    }
    let reminded = facts.notices.iter().filter(|notice| notice.day == today).map(|notice| &notice.unit);
    let told = facts.openings.iter().filter(|opening| on(opening.at) == today).map(|opening| &opening.unit);
    let busy: BTreeSet<&UnitId> = reminded.chain(told).collect();
    let free = |unit: &&Unit| {
        let key = [Purpose::Reminder(unit.id.clone(), today), Purpose::Overdue(unit.id.clone(), today)];
        unit.validity.contains(today)
            && address(unit, facts, today).is_some()
            && !busy.contains(&unit.id)
            && !key.iter().any(|purpose| facts.written.contains(&purpose.to_string()))
    };
    let units = rules.roster.units.iter();
    let mut asked: Vec<_> =
        units.filter_map(|unit| Some((unit, by_unit.remove(&unit.id)?))).filter(|(unit, _)| free(unit)).collect();
    // Where the day's letters do not reach for everybody, nobody is told twice before all were told once.
    asked.sort_by_key(|(_, asked)| asked.iter().map(told_before).min());
    asked
}

/// Whoever is written to today is told of all that is missed and was told, or may be told, already: one letter for all.
fn join<'a>(
    by_unit: &mut BTreeMap<&UnitId, Vec<Asked<'a>>>,
    rows: &'a [Row],
    rules: &Rules,
    (decided, today): (&BTreeMap<&Owed, Date>, Date),
) {
    for row in rows.iter().filter(|row| matches!(row.standing, Standing::Overdue { .. })) {
        let Some(asked) = by_unit.get_mut(&row.unit) else { continue };
        // What was told as often as the plan says, and long ago, is a matter for a person.
        let days = overdue::days(row, rules);
        let begun = escalation::told_late(row) < days.len()
            && days.iter().min().is_some_and(|first| (rules.office.start_date..=today).contains(first))
            && days.iter().max().is_some_and(|last| days_after(*last, CATCH_UP_DAYS) >= today);
        let owed = || (row.unit.clone(), row.report.clone(), row.period);
        let told = || !decided.is_empty() && decided.get(&owed()).is_some_and(|told| *told >= today);
        if begun && !asked.iter().any(|asked| asked.row == row) && !told() {
            asked.push(Asked { row, kind: NoticeKind::Overdue });
        }
    }
}

/// Whether `row` is asked for on `today`: its latest asking day has come and nobody asked since, nor did a letter tell
/// of a decision about it (`decided`: the last day of each), which names the date, too. `before` remembers the asking
/// day of the row before, because most rows of a report share their date.
fn ask<'a>(
    row: &'a Row,
    rules: &Rules,
    decided: &BTreeMap<&Owed, Date>,
    today: Date,
    before: &mut Option<(&'a Row, Option<Date>)>,
) -> Option<Asked<'a>> {
    let kind = stage(row.standing)?;
    let same = |other: &Row| {
        let asks_alike = (other.period, other.standing) == (row.period, row.standing) && other.report == row.report;
        asks_alike && other.deadline == row.deadline
    };
    let latest = match before {
        Some((other, latest)) if same(other) => *latest,
        _ => {
            let days = match kind {
                NoticeKind::Reminder => reminder::days(row, rules),
                NoticeKind::Overdue => overdue::days(row, rules),
            };
            days.into_iter().filter(|day| *day <= today).max()
        }
    };
    *before = Some((row, latest));
    let day = latest?;
    let in_time = day >= rules.office.start_date && days_after(day, CATCH_UP_DAYS) >= today;
    let in_vain = row.vain.iter().filter(|tried| **tried >= day).count() >= MOST_IN_VAIN;
    let owed = || (row.unit.clone(), row.report.clone(), row.period);
    let told = !decided.is_empty() && decided.get(&owed()).is_some_and(|told| *told >= day);
    let is_new = in_time && !in_vain && !told && !row.asked.iter().any(|asked| *asked >= day);
    let given = || kind == NoticeKind::Overdue && overdue::is_given(row, rules, day);
    (is_new && !given()).then_some(Asked { row, kind })
}

/// When office hours begin on `day`, if they do.
fn opening_of(rules: &Rules, day: Date) -> Option<Timestamp> {
    rules.calendar.is_workday(day).then(|| moment(rules, day, rules.office.working_hours.0))?
}

fn moment(rules: &Rules, day: Date, time: Time) -> Option<Timestamp> {
    rules.office.time_zone.to_timestamp(day.to_datetime(time)).ok()
}

/// When to look again: when the office opens or closes, at the next digest, and at least once an hour because reports
/// arrive and people decide at any time.
#[must_use]
pub fn next_look(rules: &Rules, now: Timestamp) -> Timestamp {
    let hour = now.checked_add(jiff::SignedDuration::from_hours(1)).unwrap_or(Timestamp::MAX);
    let today = rules.office.time_zone.to_datetime(now).date();
    let days = [today, rules.calendar.next_workday(days_after(today, 1))];
    let office = &rules.office;
    let hours: Vec<Time> =
        office.digest_hours().into_iter().chain([office.working_hours.0, office.working_hours.1]).collect();
    let moments = days
        .into_iter()
        .filter(|day| rules.calendar.is_workday(*day))
        .flat_map(|day| hours.iter().filter_map(move |time| moment(rules, day, *time)));
    moments.filter(|moment| *moment > now).min().map_or(hour, |next| next.min(hour))
}
