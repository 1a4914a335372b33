//! Whose an address is or was: looked up, because a roster has hundreds of units and a mail asks several times.

use std::collections::HashMap;

use super::look::Look;
use super::{Roster, Unit};

/// The mailboxes of all units, of every time.
#[derive(Debug, Clone, Default)]
pub struct Mailboxes {
    /// Places in the roster, by address.
    addresses: HashMap<String, Vec<usize>>,
    /// Places in the roster, by domain.
    domains: HashMap<String, Vec<usize>>,
    /// How the domains of the units and of their addresses look.
    looks: HashMap<String, Look>,
}

impl Mailboxes {
    /// Those of a roster.
    #[must_use]
    pub fn of(roster: &Roster) -> Self {
        let mut all = Self::default();
        for (place, unit) in roster.units.iter().enumerate() {
            let past = unit.former.iter();
            let addresses = unit.addresses.iter().chain(past.clone().flat_map(|former| &former.addresses));
            addresses.for_each(|address| add(&mut all.addresses, address, place));
            let domains = unit.domains.iter().chain(past.flat_map(|former| &former.domains));
            domains.for_each(|domain| add(&mut all.domains, domain, place));
            let written =
                unit.addresses.iter().filter_map(|address| address.rsplit_once('@').map(|(_, domain)| domain));
            for domain in written.chain(unit.domains.iter().map(String::as_str)) {
                if !all.looks.contains_key(domain) {
                    all.looks.insert(domain.to_owned(), Look::of(domain));
                }
            }
        }
        all
    }

    /// The units that have or had this very address, in the order of the roster that this was made of.
    #[must_use]
    pub fn with_address<'r>(&self, roster: &'r Roster, address: &str) -> Vec<&'r Unit> {
        let places = self.addresses.get(address).into_iter().flatten();
        places.filter_map(|place| roster.units.get(*place)).collect()
    }

    /// The units that have or had the domain of this address, or one above it, in the order of the roster.
    #[must_use]
    pub fn with_domain<'r>(&self, roster: &'r Roster, address: &str) -> Vec<&'r Unit> {
        let mut places: Vec<usize> = Vec::new();
        let mut domain = address.rsplit_once('@').map(|(_, domain)| domain);
        while let Some(name) = domain {
            places.extend(self.domains.get(name).into_iter().flatten());
            domain = name.split_once('.').map(|(_, above)| above);
        }
        places.sort_unstable();
        places.dedup();
        places.into_iter().filter_map(|place| roster.units.get(place)).collect()
    }

    /// How a domain of the roster looks.
    #[must_use]
    pub fn look(&self, domain: &str) -> Option<&Look> {
        self.looks.get(domain)
    }
}

fn add(places: &mut HashMap<String, Vec<usize>>, name: &str, place: usize) {
    let known = places.entry(name.to_owned()).or_default();
    if known.last() != Some(&place) {
        known.push(place);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::roster::history::is_of_domain;
    use crate::roster::{GroupId, UnitId};

    #[test]
    fn looking_up_finds_what_searching_finds() {
        let unit = |id: &str, addresses: &[&str], domains: &[&str]| Unit {
            addresses: addresses.iter().map(|text| (*text).to_owned()).collect(),
            domains: domains.iter().map(|text| (*text).to_owned()).collect(),
            ..Unit::new(UnitId::new(id).unwrap(), id, GroupId::new("so").unwrap())
        };
        let units = vec![
            unit("y-te", &["vp@syt.example", "vt@chung.example"], &["syt.example"]),
            unit("giao-duc", &["vt@chung.example"], &["gd.example", "so.gd.example"]),
        ];
        let roster = Roster { groups: Vec::new(), units };
        let boxes = Mailboxes::of(&roster);
        for address in
            ["vp@syt.example", "vt@chung.example", "a@b.so.gd.example", "a@xsyt.example", "a@example", "", "@"]
        {
            let exact: Vec<&Unit> =
                roster.units.iter().filter(|unit| unit.addresses.iter().any(|known| known == address)).collect();
            let under: Vec<&Unit> = roster.units.iter().filter(|unit| is_of_domain(address, &unit.domains)).collect();
            assert_eq!(boxes.with_address(&roster, address), exact, "{address}");
            assert_eq!(boxes.with_domain(&roster, address), under, "{address}");
        }
    }
}
