//! What a unit was called before, and who took over from a unit that ended (vn-reporting §3).

use jiff::civil::Date;

use super::{GroupId, Roster, Unit, UnitId, Validity};
use crate::spelling;

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

impl Roster {
    /// Whether `new` took over all that `old` did, over any number of reorganisations and across no split.
    #[must_use]
    pub fn became(&self, old: &UnitId, new: &UnitId) -> bool {
        let mut at = self.unit(old);
        for _ in 0..16 {
            let Some([next]) = at.map(|unit| unit.successors.as_slice()) else { return false };
            if next.unit == *new {
                return true;
            }
            at = self.unit(&next.unit);
        }
        false
    }

    /// Whether `new` took over anything that `old` did, be it a part.
    #[must_use]
    pub fn inherits(&self, old: &UnitId, new: &UnitId) -> bool {
        let mut open: Vec<&UnitId> = vec![old];
        let mut seen: Vec<&UnitId> = Vec::new();
        while let Some(unit) = open.pop() {
            for next in self.unit(unit).map_or(&[][..], |unit| unit.successors.as_slice()) {
                if next.unit == *new {
                    return true;
                }
                if !seen.contains(&&next.unit) {
                    seen.push(&next.unit);
                    open.push(&next.unit);
                }
            }
        }
        false
    }

    /// `unit` and every unit which it follows or which follows it: a mail from any of their mailboxes may be its own. It
    /// proves nothing; it is enough not to accuse.
    #[must_use]
    pub fn kin<'r>(&'r self, unit: &'r Unit) -> Vec<&'r Unit> {
        // Most units follow nobody and are followed by nobody.
        let heir = |old: &Unit, new: &Unit| !old.successors.is_empty() && self.inherits(&old.id, &new.id);
        let near = |other: &&Unit| other.id == unit.id || heir(other, unit) || heir(unit, other);
        self.units.iter().filter(near).collect()
    }
}

impl Roster {
    /// The units that a person means by a key or a name of any time: exact ones before those that differ in marks or
    /// case. More than one when they do not tell units apart.
    #[must_use]
    pub fn meant(&self, text: &str) -> Vec<&Unit> {
        if let Some(unit) = self.units.iter().find(|unit| unit.id.as_str() == text) {
            return vec![unit];
        }
        let by = |form: fn(&str) -> String| {
            let written = form(text);
            let called = |unit: &&Unit| unit.every_name().any(|name| form(name) == written);
            self.units.iter().filter(called).collect::<Vec<_>>()
        };
        let exact = by(spelling::lower);
        if exact.is_empty() { by(spelling::fold) } else { exact }
    }

    /// The units in whose names these words stand side by side, with or without marks, the last one perhaps not written
    /// to its end: for a person who types a few letters and sees the unit before anything is decided.
    #[must_use]
    pub fn sought(&self, text: &str) -> Vec<&Unit> {
        let written = spelling::fold(text.trim());
        if written.is_empty() {
            return Vec::new();
        }
        let begins = |name: &str| format!(" {}", spelling::fold(name)).contains(&format!(" {written}"));
        self.units.iter().filter(|unit| unit.every_name().any(begins)).collect()
    }
}

/// Whether a domain, or one above it, is among these.
#[must_use]
pub fn is_of_domain(address: &str, domains: &[String]) -> bool {
    let Some((_, domain)) = address.rsplit_once('@') else { return false };
    domains.iter().any(|own| domain == own || domain.strip_suffix(own.as_str()).is_some_and(|sub| sub.ends_with('.')))
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
            leader: None,
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

    /// Its official names and other names of all times, the present ones first.
    pub fn every_name(&self) -> impl Iterator<Item = &str> {
        let past = self.former.iter().flat_map(|former| std::iter::once(&former.name).chain(&former.aliases));
        std::iter::once(&self.name).chain(&self.aliases).chain(past).map(String::as_str)
    }

    /// Its official names of all times, the present one first.
    pub fn official_names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(self.former.iter().map(|former| &former.name)).map(String::as_str)
    }

    /// Its addresses and domains on `day`.
    #[must_use]
    pub fn mailboxes_on(&self, day: Date) -> (&[String], &[String]) {
        self.former_on(day).map_or((&self.addresses, &self.domains), |former| (&former.addresses, &former.domains))
    }

    /// The address of its leader on `day`; of days before the unit was renamed none is known.
    #[must_use]
    pub fn leader_on(&self, day: Date) -> Option<&str> {
        self.leader.as_deref().filter(|_| self.former_on(day).is_none())
    }

    /// Whether an address is or was its own, by itself or by its domain.
    #[must_use]
    pub fn ever_wrote_from(&self, address: &str) -> bool {
        let has = |addresses: &[String], domains: &[String]| {
            addresses.iter().any(|own| own == address) || is_of_domain(address, domains)
        };
        has(&self.addresses, &self.domains) || self.former.iter().any(|former| has(&former.addresses, &former.domains))
    }

    /// Its group on `day`. Before its first day and after its last the nearest group holds.
    #[must_use]
    pub fn group_on(&self, day: Date) -> &GroupId {
        self.former_on(day).map_or(&self.group, |former| &former.group)
    }
}

#[cfg(test)]
mod tests;
