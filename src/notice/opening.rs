//! The opening notice: what a unit owes under a plan, or one report for one period, told before anybody is reminded.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Asked, writing};
use crate::calendar::Period;
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{self, Common, FileValues, Opening as Values, ReportValues};
use crate::letter::{Cover, Enclosure, Letter, Purpose, Templates, mime, seal, wording};
use crate::office::Rules;
use crate::plan::{PeriodRule, Plan, ReportId};
use crate::roster::{Unit, UnitId};
use crate::standing::{BoardFacts, Doubt, Filter, NoticeKind, Opening, Row, Standing, address, board, days_after};

/// What is opened.
#[derive(Debug, Clone)]
pub struct Scope<'r> {
    /// Under which plan.
    pub plan: &'r Plan,
    /// One report for one period; none for the whole plan.
    pub of: Option<(ReportId, Period)>,
}

/// All that is needed to write one.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The office's rules.
    pub rules: &'a Rules,
    /// What the ledger knows.
    pub facts: &'a BoardFacts,
    /// The office's texts.
    pub templates: &'a Templates,
    /// Now.
    pub now: Timestamp,
}

/// How a unit stands to an opening notice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// It is told of these; the address it is told at.
    Now(String, Vec<Row>),
    /// It was told before.
    Before,
    /// It owes nothing (any more) that this notice could tell.
    Nothing,
    /// A mail of it waits for a person, and may be the very report.
    InReview,
    /// No letter reaches it.
    NotReached,
}

/// Every unit that owes something in `scope`, in the order of the office's list, and whether it is told now.
#[must_use]
pub fn units<'r>(scope: &Scope<'_>, rules: &'r Rules, facts: &BoardFacts, now: Timestamp) -> Vec<(&'r Unit, Told)> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let mut owed: BTreeMap<UnitId, Vec<Row>> = BTreeMap::new();
    for row in board(rules, facts, &filter(scope, today), now) {
        if scope.plan.reports.iter().any(|report| report.id == row.report) {
            owed.entry(row.unit.clone()).or_default().push(row);
        }
    }
    let units = rules.roster.units.iter().filter(|unit| unit.validity.contains(today));
    units
        .filter_map(|unit| {
            let rows = owed.remove(&unit.id)?;
            Some((unit, told(unit, rows, scope, rules, facts, today)))
        })
        .collect()
}

/// The whole of a plan means what falls due until it ends; a plan without an end is told of a year at a time.
fn filter(scope: &Scope<'_>, today: Date) -> Filter {
    if let Some((report, period)) = &scope.of {
        return Filter { period: Some(*period), report: Some(report.clone()), ..Filter::default() };
    }
    let validity = scope.plan.validity;
    let first = validity.from.map_or(today, |from| from.max(today));
    let year_end = first.last_of_year();
    let last = validity.to.map_or(year_end, |to| to.min(year_end)).max(first);
    Filter { days: Some((first, last)), ..Filter::default() }
}

fn told(unit: &Unit, rows: Vec<Row>, scope: &Scope<'_>, rules: &Rules, facts: &BoardFacts, today: Date) -> Told {
    let purpose = Purpose::Opening(unit.id.clone(), scope.plan.id.clone(), scope.of.clone());
    if facts.written.contains(&purpose.to_string()) {
        return Told::Before;
    }
    let alone = scope.of.is_some();
    if alone && rows.iter().any(is_in_review) {
        return Told::InReview;
    }
    let mut rows: Vec<Row> = rows.into_iter().filter(|row| is_open(row, rules, today)).collect();
    if rows.is_empty() {
        return Told::Nothing;
    }
    rows.sort_by_key(|row| row.deadline.as_ref().map_or(Date::MAX, |deadline| deadline.nominal));
    match address(unit, facts, today) {
        Some(to) => Told::Now(to.to_owned(), rows),
        None => Told::NotReached,
    }
}

fn is_in_review(row: &Row) -> bool {
    matches!(row.standing, Standing::Maybe { why } if why.has_mail())
}

/// Whether it has still to be sent: what is past its date is a matter for the overdue notice.
fn is_open(row: &Row, rules: &Rules, today: Date) -> bool {
    let open = matches!(
        row.standing,
        Standing::Waiting | Standing::Extended { .. } | Standing::NoDate | Standing::Maybe { why: Doubt::NotReminded }
    );
    let last = row.deadline.as_ref().map_or(Date::MAX, |deadline| deadline.last_day());
    (open || is_in_review(row)) && last >= today && last >= rules.office.start_date
}

/// The letter to `unit` about `rows`, not before the office works, and on another day when one leaves today.
#[must_use]
pub fn letter(
    unit: &Unit,
    (to, rows): (&str, &[Row]),
    scope: &Scope<'_>,
    more: &[Enclosure],
    desk: &Desk<'_>,
    faults: &mut Vec<Fault>,
) -> Option<Letter> {
    let Desk { rules, facts, templates, now } = *desk;
    let not_before = leaves(&unit.id, rules, facts, now)?;
    let today = rules.office.time_zone.to_datetime(now).date();
    let purpose = Purpose::Opening(unit.id.clone(), scope.plan.id.clone(), scope.of.clone());
    let (enclosures, left_out) = fitting(enclosures(scope.plan, more), largest(rules, facts));
    let asked = |row: &Row| writing::report(&Asked { row, kind: NoticeKind::Reminder }, rules, now);
    let reports: Vec<ReportValues> = rows.iter().filter_map(asked).collect();
    let basis = values::basis(scope.plan);
    let values = Values {
        common: Common::of(&rules.office, wording::greeting(unit, today), purpose.reference(), now),
        plan_title: if scope.plan.number.is_some() { scope.plan.title.clone() } else { String::new() },
        basis,
        whole: scope.of.is_none(),
        report_count: format!("{:02}", reports.len()),
        reports,
        ad_hoc: if scope.of.is_none() { ad_hoc(scope.plan, unit, today) } else { Vec::new() },
        enclosures: enclosures.iter().map(shown).collect(),
        left_out: left_out.iter().map(shown).collect(),
    };
    let words = templates.words(Kind::Opening, &values, faults)?;
    let named = rows.iter().map(|row| (row.report.clone(), row.period));
    // A reply to a letter about everything says nothing about what is sent with it.
    let about = if scope.of.is_some() { named.collect() } else { Vec::new() };
    let cover = Cover { purpose, to, unit: Some(unit.id.clone()), about, answers: None, enclosures };
    Some(Letter { not_before: Some(not_before), ..seal(&rules.office, cover, words, now) })
}

/// What the ledger will know of such a letter.
pub(super) fn noted(unit: &Unit, to: &str, scope: &Scope<'_>, rows: &[Row], now: Timestamp) -> Opening {
    Opening {
        unit: unit.id.clone(),
        plan: scope.plan.id.clone(),
        of: scope.of.clone(),
        about: rows.iter().map(|row| (row.report.clone(), row.period)).collect(),
        at: now,
        to: to.to_owned(),
        waits: false,
    }
}

fn enclosures(plan: &Plan, more: &[Enclosure]) -> Vec<Enclosure> {
    let papers = plan.papers.iter().map(|paper| Enclosure {
        name: paper.name.clone(),
        media_type: paper.media_type().to_owned(),
        bytes: Arc::clone(&paper.bytes),
    });
    papers.chain(more.iter().cloned()).collect()
}

/// The files that go with a letter of at most so many bytes, and those that do not: a server refuses a letter too large
/// for good, and the unit would learn nothing at all. Earlier files have precedence: the plan itself comes first.
fn fitting(files: Vec<Enclosure>, most: u64) -> (Vec<Enclosure>, Vec<Enclosure>) {
    let mut sum = WORDS;
    files.into_iter().partition(|file| {
        let with = sum.saturating_add(mime::carried(file));
        if with <= most {
            sum = with;
        }
        with <= most
    })
}

/// Files of `plan` that automatic letters leave out because they would grow beyond `most` bytes.
#[must_use]
pub fn left_out(plan: &Plan, most: u64) -> Vec<String> {
    fitting(enclosures(plan, &[]), most).1.into_iter().map(|file| file.name).collect()
}

/// The largest letter that may leave: as the office says, and no larger than its server takes.
fn largest(rules: &Rules, facts: &BoardFacts) -> u64 {
    facts.letter_limit.map_or(rules.office.largest_letter, |limit| limit.min(rules.office.largest_letter))
}

/// Whether a letter with this file is no larger than may leave.
pub(super) fn fits(file: &Enclosure, rules: &Rules, facts: &BoardFacts) -> bool {
    WORDS.saturating_add(mime::carried(file)) <= largest(rules, facts)
}

/// What header and words of a letter take at most; bytes.
const WORDS: u64 = 100_000;

fn shown(file: &Enclosure) -> FileValues {
    let size = wording::size(u64::try_from(file.bytes.len()).unwrap_or(u64::MAX));
    FileValues { name: wording::foreign(&file.name, 80), size, trouble: String::new() }
}

fn ad_hoc(plan: &Plan, unit: &Unit, today: Date) -> Vec<String> {
    let reports = plan.reports.iter().filter(|report| report.periods == PeriodRule::AdHoc);
    let owed = reports.filter(|report| report.owed_by.includes_on(unit, today));
    owed.map(|report| wording::lower_first(&report.name)).collect()
}

/// When a letter that nobody awaits may leave for `unit`: while the office works, one a day.
fn leaves(unit: &UnitId, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Option<Timestamp> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let first = today.max(rules.office.start_date);
    let days = (0..30).map(|ahead| days_after(first, ahead)).filter(|day| rules.calendar.is_workday(*day));
    let mut free = days.filter(|day| !is_busy(unit, *day, rules, facts)).filter_map(|day| {
        let opens = super::opening_of(rules, day)?;
        let closes = super::moment(rules, day, rules.office.working_hours.1)?;
        (now < closes).then(|| opens.max(now))
    });
    free.next()
}

/// Whether a letter that nobody awaits goes to the unit on `day` already.
pub(super) fn is_busy(unit: &UnitId, day: Date, rules: &Rules, facts: &BoardFacts) -> bool {
    let on = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    facts.notices.iter().any(|notice| notice.unit == *unit && notice.day == day)
        || facts.openings.iter().any(|opening| opening.unit == *unit && on(opening.at) == day)
}

/// The notices that a plan has the program send by itself, for `rows` that nobody has been told of.
pub(super) fn due<'r>(
    rules: &'r Rules,
    facts: &BoardFacts,
    rows: &[Row],
    today: Date,
) -> Vec<(&'r Unit, Scope<'r>, Vec<Row>)> {
    let mut due = Vec::new();
    for plan in rules.plans.plans.iter() {
        let Some(days) = plan.notice_days_before else { continue };
        let of_plan = rows.iter().filter(|row| plan.reports.iter().any(|report| report.id == row.report));
        let mut by_unit: BTreeMap<&UnitId, Vec<Row>> = BTreeMap::new();
        for row in of_plan.filter(|row| is_due(row, i32::from(days), plan, rules, facts, today)) {
            by_unit.entry(&row.unit).or_default().push(row.clone());
        }
        for unit in &rules.roster.units {
            let told = due.iter().any(|(other, ..): &(&Unit, Scope<'_>, Vec<Row>)| other.id == unit.id);
            let Some(rows) = by_unit.remove(&unit.id).filter(|_| !told) else { continue };
            let of = rows.first().map(|row| (row.report.clone(), row.period));
            due.push((unit, Scope { plan, of }, rows));
        }
    }
    let free = |unit: &Unit| unit.validity.contains(today) && address(unit, facts, today).is_some();
    due.retain(|(unit, ..)| free(unit) && !is_busy(&unit.id, today, rules, facts));
    due
}

/// Whether the day of its notice has come, the days of reminding have not, and no notice has named it lately.
fn is_due(row: &Row, days: i32, plan: &Plan, rules: &Rules, facts: &BoardFacts, today: Date) -> bool {
    let Some(deadline) = &row.deadline else { return false };
    if !matches!(row.standing, Standing::Waiting | Standing::Extended { .. }) {
        return false;
    }
    let day = rules.calendar.previous_workday(days_after(deadline.nominal, days.saturating_neg()));
    let reminded = super::reminder::days(row, rules).into_iter().min().unwrap_or(deadline.nominal);
    let in_time = day <= today && today < reminded && day >= rules.office.start_date && row.asked.is_empty();
    let since = days_after(day, days.saturating_neg());
    let key = (row.report.clone(), row.period);
    let names = |opening: &Opening| {
        let lately = rules.office.time_zone.to_datetime(opening.at).date() >= since;
        opening.about.contains(&key) || (opening.of.is_none() && opening.plan == plan.id && lately)
    };
    let told = facts.openings.iter().any(|opening| opening.unit == row.unit && names(opening));
    let purpose = Purpose::Opening(row.unit.clone(), plan.id.clone(), Some(key.clone()));
    in_time && !told && !facts.written.contains(&purpose.to_string())
}

/// Why a notice that waits shall not leave any more, or the moment to which it waits because the office is closed.
pub(super) fn still_true(opening: &Opening, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> super::Truth {
    use super::Truth;
    let local = rules.office.time_zone.to_datetime(now);
    let unit = rules.roster.unit(&opening.unit).filter(|unit| unit.validity.contains(local.date()));
    if unit.and_then(|unit| address(unit, facts, local.date())) != Some(opening.to.as_str()) {
        return Truth::Withdraw("địa chỉ của đơn vị đã thay đổi hoặc không nhận được thư");
    }
    let open = |(report, period): &(ReportId, Period)| {
        let row = crate::standing::one(rules, facts, &(opening.unit.clone(), report.clone(), *period), now);
        row.is_some_and(|row| is_open(&row, rules, local.date()))
    };
    if !opening.about.is_empty() && !opening.about.iter().any(open) {
        return Truth::Withdraw("báo cáo đã nhận, được miễn hoặc đã qua hạn");
    }
    if super::is_office_time(rules, local) {
        return Truth::Send;
    }
    let today = super::opening_of(rules, local.date()).filter(|opens| *opens > now);
    let next = rules.calendar.next_workday(days_after(local.date(), 1));
    let opens = today.or_else(|| super::opening_of(rules, next));
    opens.map_or(Truth::Send, Truth::NotBefore)
}
