//! A shipped office at work: what its plans ask of whom, and how that stands.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;
use tiepnhan::config::{self, Loaded};
use tiepnhan::letter::Templates;
use tiepnhan::office::Rules;
use tiepnhan::plan::meeting::sittings;
use tiepnhan::plan::obligation::{Obligation, obligations};
use tiepnhan::plan::upward::duties;
use tiepnhan::plan::{Plan, Report};
use tiepnhan::standing::{BoardFacts, Filter, Row, board};

pub use crate::letters::world::{World, at, period, report_id, unit_id};

/// Loads a sample office as it ships.
pub fn load(name: &str) -> Loaded {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices").join(name);
    config::load(&folder).unwrap_or_else(|faults| panic!("{name}: {faults:#?}"))
}

/// An office to which nothing has happened yet.
pub fn open(name: &str) -> World {
    at_work(load(name).rules)
}

/// The same with other rules.
pub fn at_work(rules: Rules) -> World {
    World { rules, facts: BoardFacts::default(), templates: Templates::shipped().unwrap(), letters: Vec::new() }
}

pub fn plan<'r>(rules: &'r Rules, id: &str) -> &'r Plan {
    rules.plans.plans.iter().find(|plan| plan.id.as_str() == id).unwrap_or_else(|| panic!("no plan {id}"))
}

pub fn report<'r>(rules: &'r Rules, id: &str) -> &'r Report {
    rules.plans.report(&report_id(id)).unwrap_or_else(|| panic!("no report {id}")).1
}

/// What is owed in these days by everybody.
pub fn owed(rules: &Rules, first: Date, last: Date) -> Vec<Obligation> {
    obligations(rules, first, last)
}

/// The units that owe `report` for the period.
pub fn owing(rules: &Rules, report: &str, of: &str) -> BTreeSet<String> {
    let of = period(of);
    let owed = obligations(rules, of.first_day(), of.last_day()).into_iter();
    owed.filter(|owed| owed.report.as_str() == report && owed.period == of).map(|owed| owed.unit.to_string()).collect()
}

/// The day that the plan names for a report and period.
pub fn due(rules: &Rules, report: &str, of: &str) -> Option<Date> {
    let of = period(of);
    let owed = obligations(rules, of.first_day(), of.last_day()).into_iter();
    let mut days: Vec<Option<Date>> = owed
        .filter(|owed| owed.report.as_str() == report && owed.period == of)
        .map(|owed| owed.deadline.map(|deadline| deadline.nominal))
        .collect();
    days.dedup();
    assert!(days.len() <= 1, "one date for everybody: {days:?}");
    days.pop().flatten()
}

/// The row of one unit.
pub fn row(world: &World, unit: &str, report: &str, of: &str, now: &str) -> Row {
    let filter = Filter {
        unit: Some(unit_id(unit)),
        report: Some(report_id(report)),
        period: Some(period(of)),
        ..Filter::default()
    };
    let rows = board(&world.rules, &world.facts, &filter, at(now));
    assert_eq!(rows.len(), 1, "{unit} {report} {of}: {rows:?}");
    rows.into_iter().next().unwrap()
}

/// How one unit stands, in words.
pub fn stands(world: &World, unit: &str, report: &str, of: &str, now: &str) -> String {
    row(world, unit, report, of, now).standing.words()
}

/// The units of a group.
pub fn group(rules: &Rules, id: &str) -> BTreeSet<String> {
    let units = rules.roster.units.iter().filter(|unit| unit.group.as_str() == id);
    let found: BTreeSet<String> = units.map(|unit| unit.id.to_string()).collect();
    assert!(!found.is_empty(), "no group {id}");
    found
}

/// The meetings of some days, each "id period: first to last".
pub fn meetings(rules: &Rules, first: Date, last: Date) -> Vec<String> {
    let sittings = sittings(rules, first, last).into_iter();
    sittings.map(|one| format!("{} {}: {} to {}", one.meeting.id, one.period, one.first, one.last)).collect()
}

/// The office's own reports of some days, each "id period to whom: what it waits for".
pub fn upward(rules: &Rules, first: Date, last: Date) -> Vec<String> {
    let all = duties(rules, first, last).into_iter();
    all.map(|duty| {
        let awaited: Vec<String> =
            duty.awaited(&rules.plans).iter().map(|(report, of)| format!("{report} {of}")).collect();
        let to = duty.report.to.as_deref().unwrap_or("?");
        format!("{} {} {to}: {}", duty.report.id, duty.period, awaited.join(", "))
    })
    .collect()
}
