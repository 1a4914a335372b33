//! What the work of the units is called: by their names, by what such units do, and by what the plans ask of them.

use crate::dictionary::Dictionary;
use crate::plan::{Plan, Plans, UnitField};
use crate::roster::{Roster, Unit, UnitId};
use crate::spelling::tokens::plain;

/// Folded phrases for the work of each unit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// Of one unit each: what its names and its kind say.
    units: Vec<(UnitId, Vec<String>)>,
    /// Of one unit each: the fields that a plan gives to it.
    fields: Vec<(UnitId, Vec<String>)>,
    /// Of every unit: what the plans ask for.
    asked: Vec<String>,
    /// All of these, in order.
    all: Vec<String>,
    /// What kinds of units do.
    works: Vec<String>,
}

impl Terms {
    pub(super) fn of(roster: &Roster, plans: &Plans, dictionary: &Dictionary) -> Self {
        let of_name = |name: &str| {
            let name = plain(name);
            dictionary.work_of(&name).map(ToOwned::to_owned).chain(pairs(&name)).collect::<Vec<_>>()
        };
        let of_unit = |unit: &Unit| (unit.id.clone(), unit.every_name().flat_map(of_name).collect());
        let mut units: Vec<(UnitId, Vec<String>)> = roster.units.iter().map(of_unit).collect();
        inherit(roster, &mut units);
        let of_field =
            |field: &UnitField| (field.unit.clone(), field.names.iter().flat_map(|name| pairs(&plain(name))).collect());
        let fields: Vec<(UnitId, Vec<String>)> =
            plans.plans.iter().flat_map(|plan| &plan.fields).map(of_field).collect();
        let asked: Vec<String> = plans.plans.iter().flat_map(asked).flat_map(|name| pairs(&plain(name))).collect();
        let mut all: Vec<String> =
            units.iter().chain(&fields).flat_map(|(_, terms)| terms).chain(&asked).cloned().collect();
        all.sort_unstable();
        all.dedup();
        Self { units, fields, asked, all, works: dictionary.works().map(ToOwned::to_owned).collect() }
    }

    /// Those of these units, or of all when none is given; in order.
    #[must_use]
    pub fn of_units(&self, units: &[UnitId]) -> Vec<&str> {
        if units.is_empty() {
            return self.all.iter().map(String::as_str).collect();
        }
        let theirs = self.units.iter().chain(&self.fields).filter(|(unit, _)| units.contains(unit));
        let mut terms: Vec<&str> = theirs.flat_map(|(_, terms)| terms).chain(&self.asked).map(String::as_str).collect();
        terms.sort_unstable();
        terms.dedup();
        terms
    }

    /// What any kind of unit does.
    pub fn works(&self) -> impl Iterator<Item = &str> {
        self.works.iter().map(String::as_str)
    }
}

/// Who takes over a unit goes on with its work: "người có công" is Sở Nội vụ's since the department for it went into it.
fn inherit(roster: &Roster, units: &mut [(UnitId, Vec<String>)]) {
    for old in &roster.units {
        let Some((_, theirs)) = units.iter().find(|(id, _)| *id == old.id).cloned() else { continue };
        for heir in &old.successors {
            if let Some((_, terms)) = units.iter_mut().find(|(id, _)| *id == heir.unit) {
                terms.extend(theirs.iter().cloned());
            }
        }
    }
}

/// What a plan asks of every unit, in its words.
fn asked(plan: &Plan) -> impl Iterator<Item = &String> {
    plan.reports.iter().flat_map(|report| {
        let topics = report.topics.iter().map(|topic| &topic.name);
        std::iter::once(&report.name).chain(&report.aliases).chain(topics)
    })
}

/// Neighbouring words of a name, two by two: "khoa hoc", "hoc va", "va cong", "cong nghe". One syllable alone is no term.
fn pairs(name: &str) -> Vec<String> {
    let words: Vec<&str> = name.split_whitespace().collect();
    words.windows(2).map(|pair| pair.join(" ")).collect()
}
