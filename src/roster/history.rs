//! What a unit was called before, and who took over from a unit that ended (vn-reporting §3).

use jiff::civil::Date;

use super::{GroupId, Unit, UnitId, Validity};

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
