//! What people granted a unit, or took back, told to the unit.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Period;
use crate::letter::template::{Fault, Kind};
use crate::letter::values::{self, Common, Grant};
use crate::letter::{Cover, Letter, Purpose, Templates, seal, wording};
use crate::office::Rules;
use crate::plan::ReportId;
use crate::plan::obligation::{Obligation, owed, periods};
use crate::plan::{Asks, Plan};
use crate::roster::{Unit, UnitId};
use crate::standing::grant::title;
use crate::standing::{BoardFacts, Exception, address, one};

/// What is told.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// Its number in the ledger: each grant is told once, and its end once.
    pub id: i64,
    /// To whom it was granted, and what for.
    pub owed: (&'a UnitId, &'a ReportId, Period),
    /// What was granted.
    pub exception: Exception,
    /// Whether it is no longer in force.
    pub lifted: bool,
    /// The paper or request that the decision rests on, in the words of whoever decided; may be empty.
    pub authority: &'a str,
}

impl Told<'_> {
    /// The one letter that tells it.
    #[must_use]
    pub fn purpose(&self) -> Purpose {
        if self.lifted { Purpose::Lifted(self.id) } else { Purpose::Granted(self.id) }
    }

    fn decision(&self) -> &'static str {
        match (self.exception, self.lifted) {
            (Exception::Extended(_), false) => "extended",
            (Exception::Excused, false) => "excused",
            (Exception::Extended(_), true) => "extension-lifted",
            (Exception::Excused, true) => "exemption-lifted",
        }
    }
}

/// The letter to the unit; none when it has no address that can be reached, or before the day from which the office
/// writes at all.
#[must_use]
pub fn letter(
    told: &Told<'_>,
    rules: &Rules,
    facts: &BoardFacts,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Option<Letter> {
    let (unit, report, period) = told.owed;
    let today = rules.office.time_zone.to_datetime(now).date();
    let (unit, (plan, _)) = (rules.roster.unit(unit)?, rules.plans.report(report)?);
    let to = address(unit, facts, today).filter(|_| today >= rules.office.start_date)?;
    let due = owed(rules, unit, report, period).and_then(|owed: Obligation| owed.deadline);
    let until = match told.exception {
        Exception::Extended(day) => Some(day),
        Exception::Excused => None,
    };
    let purpose = told.purpose();
    let values = Grant {
        common: Common::of(&rules.office, wording::greeting(unit, today), purpose.reference(), now),
        decision: told.decision().into(),
        title_inside: wording::lower_first(&title(rules, report, period)),
        past: due.as_ref().is_some_and(|due| due.last_day() < today),
        due: due.as_ref().map(wording::due).unwrap_or_default(),
        basis: values::basis(plan),
        others: owes_more(rules, unit, (plan, report, period), today),
        until: until.map(wording::date_with_weekday).unwrap_or_default(),
        until_short: until.map(|day| format!("ngày {}", wording::date(day))).unwrap_or_default(),
        authority: told.authority.to_owned(),
        instead: replaced(told, facts).map(wording::date_with_weekday).unwrap_or_default(),
        received: received(told, rules, facts, now).unwrap_or_default(),
    };
    let words = templates.words(Kind::Grant, &values, faults)?;
    let about = vec![(report.clone(), period)];
    let cover = Cover { purpose, to, unit: Some(unit.id.clone()), about, answers: None, enclosures: Vec::new() };
    Some(seal(&rules.office, cover, words, now))
}

/// The day of the extension that was in force before this one.
fn replaced(told: &Told<'_>, facts: &BoardFacts) -> Option<Date> {
    let (unit, report, period) = told.owed;
    match facts.exceptions.get(&(unit.clone(), report.clone(), period)) {
        Some(Exception::Extended(day)) if !told.lifted && told.exception != Exception::Extended(*day) => Some(*day),
        _ => None,
    }
}

/// What came already: nobody asks for it again, whatever becomes of its date.
fn received(told: &Told<'_>, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Option<String> {
    let (unit, report, period) = told.owed;
    let row = one(rules, facts, &(unit.clone(), report.clone(), period), now)?;
    let receipt = row.current.or(row.first)?;
    let at = wording::short_moment(&receipt.received_at.to_zoned(rules.office.time_zone.clone()));
    Some(format!("số tiếp nhận {:04}/{}, nhận lúc {at}", receipt.number.1, receipt.number.0))
}

/// Whether the unit has still to send another report under the plan than this one.
fn owes_more(rules: &Rules, unit: &Unit, (plan, this, of): (&Plan, &ReportId, Period), today: Date) -> bool {
    let reports = plan.reports.iter().filter(|report| report.asks == Asks::Report);
    let mut others = reports.flat_map(|report| {
        let periods = periods(&report.periods, today, today).into_iter();
        periods.filter(|period| (&report.id, *period) != (this, of)).map(|period| (&report.id, period))
    });
    others.any(|(report, period)| {
        let deadline = owed(rules, unit, report, period).map(|owed| owed.deadline);
        deadline.is_some_and(|due| due.map_or(period.last_day(), |due| due.last_day()) >= today)
    })
}
