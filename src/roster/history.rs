//! What a unit was called before, and who took over from a unit that ended (vn-reporting §3).

use jiff::civil::Date;

use super::{GroupId, Roster, Unit, UnitId, Validity};

/// What a unit was until it was renamed, re-addressed or moved to another group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Former {
    /// The official name of those days.
    pub name: String,
    /// Abbreviations and document symbols of those days.
    pub symbols: Vec<String>,
    /// Other names of those days.
    pub aliases: Vec<String>,
    /// Addresses of those days, lower case.
    pub addresses: Vec<String>,
    /// Domains of those days, lower case.
    pub domains: Vec<String>,
    /// The group of those days.
    pub group: GroupId,
    /// Those days; the last one is always known.
    pub validity: Validity,
}

/// One unit that took over from another (kế thừa).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Succession {
    /// Who took over.
    pub unit: UnitId,
    /// The fields of work that went there (lĩnh vực), as written; none named means everything.
    pub fields: Vec<String>,
}

/// Where a unit stands on a day, and who stands in its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It does not exist yet.
    NotYet,
    /// It exists.
    Lives,
    /// It was renamed or merged: one unit does now what it did.
    Became(UnitId),
    /// Several units share what it did, each with its fields. Nobody may choose among them but a person.
    Split(Vec<Succession>),
    /// It ended and nobody took over.
    Dissolved,
}

impl Roster {
    /// Who stands in the place of `unit` on `day`, over any number of reorganisations.
    #[must_use]
    pub fn successors_on(&self, unit: &Unit, day: Date) -> Outcome {
        self.successors_within(unit, day, 16)
    }

    /// As [`successors_on`](Self::successors_on), with a bound against rings that no reader has refused.
    fn successors_within(&self, unit: &Unit, day: Date, steps: u8) -> Outcome {
        if unit.validity.contains(day) {
            return Outcome::Lives;
        }
        if unit.validity.from.is_some_and(|from| day < from) {
            return Outcome::NotYet;
        }
        let Some(left) = steps.checked_sub(1) else { return Outcome::Dissolved };
        let mut heirs: Vec<Succession> = Vec::new();
        let mut divided = false;
        for heir in &unit.successors {
            let Some(next) = self.unit(&heir.unit) else { continue };
            let own = |unit: &UnitId| Succession { unit: unit.clone(), fields: heir.fields.clone() };
            match self.successors_within(next, day, left) {
                Outcome::Lives | Outcome::NotYet => join(&mut heirs, own(&heir.unit)),
                Outcome::Became(unit) => join(&mut heirs, own(&unit)),
                Outcome::Split(several) => {
                    divided = true;
                    for part in several {
                        let fields = if part.fields.is_empty() { heir.fields.clone() } else { part.fields };
                        join(&mut heirs, Succession { unit: part.unit, fields });
                    }
                }
                Outcome::Dissolved => divided = true,
            }
        }
        match heirs.as_slice() {
            [] => Outcome::Dissolved,
            // What went to two units of which one is gone was still divided.
            [only] if !divided => Outcome::Became(only.unit.clone()),
            _ => Outcome::Split(heirs),
        }
    }
}

fn join(heirs: &mut Vec<Succession>, new: Succession) {
    match heirs.iter_mut().find(|known| known.unit == new.unit) {
        Some(known) => known.fields.extend(new.fields),
        None => heirs.push(new),
    }
}

impl Unit {
    /// A unit that always was and still is, of which only the name is known.
    #[must_use]
    pub fn new(id: UnitId, name: impl Into<String>, group: GroupId) -> Self {
        Self {
            id,
            name: name.into(),
            group,
            symbols: Vec::new(),
            aliases: Vec::new(),
            addresses: Vec::new(),
            domains: Vec::new(),
            greeting: None,
            contact: None,
            phone: None,
            validity: Validity::default(),
            former: Vec::new(),
            successors: Vec::new(),
        }
    }

    /// What it was on `day`; none when it was then what it is now.
    #[must_use]
    pub fn former_on(&self, day: Date) -> Option<&Former> {
        self.former.iter().find(|former| former.validity.to.is_some_and(|to| day <= to))
    }

    /// Its official name on `day`. Before its first day and after its last the nearest name holds.
    #[must_use]
    pub fn name_on(&self, day: Date) -> &str {
        self.former_on(day).map_or(&self.name, |former| &former.name)
    }

    /// Its group on `day`. Before its first day and after its last the nearest group holds.
    #[must_use]
    pub fn group_on(&self, day: Date) -> &GroupId {
        self.former_on(day).map_or(&self.group, |former| &former.group)
    }
}

#[cfg(test)]
mod tests;
