//! Strangers whose address or name looks like a unit's: a clerk at another provider, or somebody who counts on a
//! hurried reader. Nothing follows by itself; the person who is asked sees what to compare.

use std::collections::HashMap;

use super::{clue, writes_for};
use crate::evidence::{Claim, Clue, Ground, Source, Strength};
use crate::message::Person;
use crate::message::address::organisation;
use crate::roster::read::PUBLIC;
use crate::roster::{Look, Mailboxes, Unit};

/// Abbreviations of offices differ by one letter: of shorter labels one edit says nothing.
const TELLING: usize = 4;

/// What an unknown sender's address and name resemble.
pub(super) fn clues(ground: &Ground<'_>, from: &Person) -> Vec<Clue> {
    let quoted = from
        .name
        .split(|c: char| c.is_whitespace() || "<>()[]\"',;:".contains(c))
        .filter(|word| word.split_once('@').is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.')));
    let quoted = quoted.map(str::to_lowercase).filter(|address| *address != from.address);
    let by_name = quoted.flat_map(|address| {
        let units = writes_for(ground, &address).into_iter();
        units.map(move |(unit, _)| (unit, format!("tên người gửi ghi địa chỉ {address}"))).collect::<Vec<_>>()
    });
    let mut found: Vec<_> = by_name.collect();
    let boxes = ground.rules.mailboxes();
    let mut seen = Seen::of(&from.address, &boxes);
    let units = ground.rules.roster.units.iter();
    let alike: Vec<(&Unit, String)> = units.filter_map(|unit| Some((unit, seen.as_mut()?.likeness(unit)?))).collect();
    // What resembles every other office's mailbox points to none.
    if let [(unit, known)] = alike.as_slice() {
        found.push((unit.id.clone(), format!("địa chỉ gần giống {known} của {}", unit.name)));
    }
    found
        .into_iter()
        .map(|(unit, quote)| clue(Source::SenderName, Claim::Resembles(unit), Strength::Weak, &quote))
        .collect()
}

/// An unknown address, and which domains of the roster its own was found to be like: many units share one.
struct Seen<'a> {
    local: &'a str,
    domain: &'a str,
    look: Look,
    boxes: &'a Mailboxes,
    alike: HashMap<&'a str, bool>,
}

impl<'a> Seen<'a> {
    fn of(address: &'a str, boxes: &'a Mailboxes) -> Option<Self> {
        let (local, domain) = address.rsplit_once('@')?;
        Some(Self { local, domain, look: Look::of(domain), boxes, alike: HashMap::new() })
    }

    /// Which address or domain of a unit it nearly is.
    fn likeness(&mut self, unit: &'a Unit) -> Option<String> {
        let by_address = unit.addresses.iter().find(|known| self.is_near(known.as_str())).cloned();
        by_address.or_else(|| unit.domains.iter().find(|known| self.is_alike(known.as_str())).cloned())
    }

    fn is_near(&mut self, known: &'a str) -> bool {
        let public = |domain: &str| PUBLIC.contains(&domain);
        let Some((local, domain)) = known.rsplit_once('@') else { return false };
        if self.domain == domain {
            return public(domain) && is_slip(self.local, local);
        }
        let moved = public(self.domain) && !public(domain) && self.local == local;
        moved || ((self.local == local || !public(domain)) && self.is_alike(domain))
    }

    fn is_alike(&mut self, known: &'a str) -> bool {
        let Self { domain, look, boxes, alike, .. } = self;
        let compared = || match boxes.look(known) {
            Some(meant) => is_alike((domain, look), (known, meant)),
            None => is_alike((domain, look), (known, &Look::of(known))),
        };
        *alike.entry(known).or_insert_with(compared)
    }
}

/// One slip of the finger in a name long enough to be one's own; another number is another mailbox.
fn is_slip(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    one.chars().count() >= 8 && strsim::osa_distance(one, other) == 1 && letters(one) != letters(other)
}

/// Whether one domain can be taken for the other by eye: letters of another script, a dot for a hyphen, labels the
/// other way round, the known name in front of a strange one or under another ending, one letter more, less or other.
fn is_alike((domain, look): (&str, &Look), (known, meant_look): (&str, &Look)) -> bool {
    let above = domain.strip_suffix(known).is_some_and(|under| under.is_empty() || under.ends_with('.'));
    if above || known.is_empty() {
        return false;
    }
    let (seen, meant) = (&look.skeleton, &meant_look.skeleton);
    seen == meant
        || look.bare == meant_look.bare
        || look.labels == meant_look.labels
        || seen.strip_prefix(meant.as_str()).is_some_and(|rest| rest.starts_with('.'))
        || is_under_another_ending(seen, meant)
        || (is_one_edit(seen, meant) && is_telling(seen, meant))
}

/// Whether one letter more, less, other or moved makes one the other. Counted only where the lengths allow it.
fn is_one_edit(one: &str, other: &str) -> bool {
    one.chars().count().abs_diff(other.chars().count()) <= 1 && strsim::osa_distance(one, other) == 1
}

/// `tinh.com.vn` for `syt.tinh.gov.vn`: the organisation's own name, elsewhere.
fn is_under_another_ending(seen: &str, meant: &str) -> bool {
    let own = |name: &str| organisation(name).split('.').next().unwrap_or_default().to_owned();
    own(seen) == own(meant) && own(seen).len() >= TELLING && organisation(seen) != organisation(meant)
}

/// Whether the labels that differ are long enough for the difference to be a slip or a trick.
fn is_telling(seen: &str, meant: &str) -> bool {
    let labels = seen.split('.').count() == meant.split('.').count();
    let longest = seen.split('.').zip(meant.split('.')).filter(|(one, other)| one != other);
    !labels || longest.map(|(one, other)| one.len().max(other.len())).max().is_some_and(|length| length >= TELLING)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alike(seen: &str, known: &str) -> bool {
        is_alike((seen, &Look::of(seen)), (known, &Look::of(known)))
    }

    #[test]
    fn domains_that_the_eye_takes_for_another() {
        for (seen, known) in [
            ("syt-example.gov.vn", "syt.example.gov.vn"),
            ("syt.example.com.vn", "syt.example.gov.vn"),
            ("example.com.vn", "syt.example.gov.vn"),
            ("sytt.example.gov.vn", "syt.example.gov.vn"),
            ("syt.exarnple.gov.vn", "syt.example.gov.vn"),
            ("syt.examp1e.gov.vn", "syt.example.gov.vn"),
            ("syt.exаmple.gov.vn", "syt.example.gov.vn"),
            ("syt.xn--exmple-4nf.gov.vn", "syt.example.gov.vn"),
            ("example.syt.gov.vn", "syt.example.gov.vn"),
            ("syt.example.gov.vn.evil.example", "syt.example.gov.vn"),
            ("sýt.example.gov.vn", "syt.example.gov.vn"),
        ] {
            assert!(alike(seen, known), "{seen}");
        }
    }

    #[test]
    fn neighbours_are_no_tricks() {
        for (seen, known) in [
            ("syt.example.gov.vn", "syt.example.gov.vn"),
            ("mail.syt.example.gov.vn", "syt.example.gov.vn"),
            ("sct.example.gov.vn", "syt.example.gov.vn"),
            ("other.gov.vn", "syt.example.gov.vn"),
            ("baosonglam.vn", "songlam.gov.vn"),
            ("gmail.com", "syt.example.gov.vn"),
        ] {
            assert!(!alike(seen, known), "{seen}");
        }
        assert!(!is_slip("phongvan1", "phongvan2"));
        assert!(is_slip("vanphongsyt", "vanphongsyl"));
        assert!(!is_slip("syt", "sct"));
    }
}
