//! What would be written in a span of time if nothing more arrived: the same looks as at work, each at the moment at
//! which something can change.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Annex, Pen, agenda, is_office_time, look, moment, outdated};
use crate::letter::template::Fault;
use crate::letter::{Letter, Purpose, Templates};
use crate::office::Rules;
use crate::standing::facts::{Health, REMEMBERED_DAYS};
use crate::standing::{Agenda, BoardFacts, days_after};

/// Letters of so many days past still count; the ledger hands the scheduler no older ones.
const MEMORY: i32 = -REMEMBERED_DAYS;

/// A letter, and when it would be written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Foreseen {
    /// The moment.
    pub at: Timestamp,
    /// The letter.
    pub letter: Letter,
}

/// Every letter that the clock would call for from `from` until before `until`, beginning with what `facts` know and
/// assuming that nothing more arrives, that nobody decides anything and that every letter leaves. Only what is `wanted`
/// is put into words.
#[must_use]
pub fn foresee(
    rules: &Rules,
    mut facts: BoardFacts,
    templates: &Templates,
    (from, until): (Timestamp, Timestamp),
    wanted: &dyn Fn(Timestamp, &Purpose) -> bool,
    faults: &mut Vec<Fault>,
) -> Vec<Foreseen> {
    let day = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    let agenda = agenda(rules, day(from), day(until));
    // Whether digests of days gone by still wait is for the ledger to know; they count as written.
    let asking = |purpose: &Purpose| !matches!(purpose, Purpose::Digest(..) | Purpose::Desk(..));
    facts.health = Health::default();
    // What is foreseen is what the clock calls for once all mailboxes are read.
    facts.mailboxes = Vec::new();
    for (purpose, _) in outdated(rules, &facts, from).into_iter().filter(|(purpose, _)| asking(purpose)) {
        forget(&mut facts, &purpose);
    }
    let mut foreseen = Vec::new();
    // Nobody reads the workbooks of a whole year, and each takes its time.
    let pen = Pen { templates, annex: Annex::Without };
    for at in turning_points(rules, &agenda, from, until) {
        facts.notices.retain(|notice| notice.day >= days_after(day(at), MEMORY));
        let look = look(&agenda, rules, &facts, pen, at, &|purpose| wanted(at, purpose), faults);
        foreseen.extend(look.letters.into_iter().map(|letter| Foreseen { at, letter }));
        facts.notices.extend(look.notices);
        facts.openings.extend(look.openings);
        facts.written.extend(look.purposes.iter().map(ToString::to_string));
    }
    foreseen
}

/// What was known at `moment`, when it lies in the past: nothing that came or was written later.
#[must_use]
pub fn known_at(mut facts: BoardFacts, rules: &Rules, moment: Timestamp) -> BoardFacts {
    let today = rules.office.time_zone.to_datetime(moment).date();
    for receipts in facts.receipts.values_mut() {
        receipts.retain(|receipt| receipt.received_at <= moment);
    }
    facts.receipts.retain(|_, receipts| !receipts.is_empty());
    facts.open.retain(|mail| mail.received_at <= moment);
    facts.incidents.retain(|incident| incident.opened_at <= moment);
    facts.bounced.retain(|_, at| *at <= moment);
    facts.mailboxes.retain(|mailbox| mailbox.silence.as_ref().is_none_or(|silence| silence.since <= moment));
    facts.notices.retain(|notice| notice.day < today);
    facts.decided.retain(|told| told.at <= moment);
    let gone: Vec<String> =
        facts.openings.iter().filter(|opening| opening.at > moment).map(|o| o.purpose().to_string()).collect();
    facts.openings.retain(|opening| opening.at <= moment);
    facts.written.retain(|purpose| !gone.contains(purpose));
    facts.written.retain(|purpose| match purpose.parse() {
        Ok(
            Purpose::Reminder(_, day)
            | Purpose::Overdue(_, day)
            | Purpose::Escalated(_, day, _)
            | Purpose::Digest(day, _)
            | Purpose::Desk(day, _),
        ) => day < today,
        _ => true,
    });
    facts
}

fn forget(facts: &mut BoardFacts, withdrawn: &Purpose) {
    facts.written.remove(&withdrawn.to_string());
    facts.openings.retain(|opening| opening.purpose() != *withdrawn);
    if let Purpose::Escalated(unit, day, to) = withdrawn {
        let theirs = facts.notices.iter_mut().filter(|notice| (&notice.unit, notice.day) == (unit, *day));
        theirs.for_each(|notice| notice.copies.retain(|copy| copy.to != *to));
    }
    facts.notices.retain(|notice| match withdrawn {
        Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day) => (&notice.unit, notice.day) != (unit, *day),
        _ => true,
    });
}

/// Every moment from `from` until before `until` at which the clock can call for something new, whatever arrives: the
/// begin, each opening of the office, each hour of the digest, and each deadline that passes while the office works.
#[must_use]
pub fn moments(rules: &Rules, from: Timestamp, until: Timestamp) -> BTreeSet<Timestamp> {
    let day = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    turning_points(rules, &agenda(rules, day(from), day(until)), from, until)
}

fn turning_points(rules: &Rules, agenda: &Agenda, from: Timestamp, until: Timestamp) -> BTreeSet<Timestamp> {
    let zone = &rules.office.time_zone;
    let mut moments = BTreeSet::from([from]);
    let first: Date = zone.to_datetime(from).date();
    let days = first.series(jiff::Span::new().days(1)).take_while(|day| *day <= zone.to_datetime(until).date());
    let hours: Vec<_> = rules.office.digest_hours().into_iter().chain([rules.office.working_hours.0]).collect();
    for day in days.filter(|day| rules.calendar.is_workday(*day)) {
        for time in hours.iter().copied() {
            moments.extend(moment(rules, day, time));
        }
    }
    for deadline in agenda.deadlines() {
        let ends = [Some(deadline.on_time_until), deadline.due_day_until, Some(deadline.grace_until)];
        let while_open = |at: &Timestamp| is_office_time(rules, zone.to_datetime(*at));
        moments.extend(ends.into_iter().flatten().filter(|at| (from..until).contains(at)).filter(while_open));
    }
    moments.retain(|at| (from..until).contains(at));
    moments
}
