//! Strangers whose address or name looks like a unit's: a clerk at another provider, or somebody who counts on a
//! hurried reader. Nothing follows by itself; the person who is asked sees what to compare.

use super::{clue, writes_for};
use crate::evidence::{Claim, Clue, Ground, Source, Strength};
use crate::message::Person;
use crate::message::address::organisation;
use crate::roster::Unit;
use crate::roster::read::PUBLIC;

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
    let alike: Vec<(&Unit, String)> =
        ground.rules.roster.units.iter().filter_map(|unit| Some((unit, likeness(&from.address, unit)?))).collect();
    // What resembles every other office's mailbox points to none.
    if let [(unit, known)] = alike.as_slice() {
        found.push((unit.id.clone(), format!("địa chỉ gần giống {known} của {}", unit.name)));
    }
    found
        .into_iter()
        .map(|(unit, quote)| clue(Source::SenderName, Claim::Resembles(unit), Strength::Weak, &quote))
        .collect()
}

/// Which address or domain of a unit an unknown address is nearly.
fn likeness(address: &str, unit: &Unit) -> Option<String> {
    let (local, domain) = address.rsplit_once('@')?;
    let public = |domain: &str| PUBLIC.contains(&domain);
    let near = |known: &&String| {
        let Some((known_local, known_domain)) = known.rsplit_once('@') else { return false };
        if domain == known_domain {
            return public(domain) && is_slip(local, known_local);
        }
        let moved = public(domain) && !public(known_domain) && local == known_local;
        moved || ((local == known_local || !public(known_domain)) && is_alike(domain, known_domain))
    };
    let by_address = unit.addresses.iter().find(near).cloned();
    by_address.or_else(|| unit.domains.iter().find(|known| is_alike(domain, known)).cloned())
}

/// One slip of the finger in a name long enough to be one's own; another number is another mailbox.
fn is_slip(one: &str, other: &str) -> bool {
    let letters = |name: &str| name.chars().filter(|c| !c.is_ascii_digit()).collect::<String>();
    one.chars().count() >= 8 && strsim::osa_distance(one, other) == 1 && letters(one) != letters(other)
}

/// Whether one domain can be taken for the other by eye: letters of another script, a dot for a hyphen, labels the
/// other way round, the known name in front of a strange one or under another ending, one letter more, less or other.
fn is_alike(domain: &str, known: &str) -> bool {
    let (seen, meant) = (skeleton(domain), skeleton(known));
    if domain == known || domain.ends_with(&format!(".{known}")) || known.is_empty() {
        return false;
    }
    let bare = |name: &str| name.replace(['.', '-'], "");
    let sorted = |name: &str| {
        let mut labels: Vec<String> = name.split(['.', '-']).map(str::to_owned).collect();
        labels.sort();
        labels
    };
    seen == meant
        || bare(&seen) == bare(&meant)
        || sorted(&seen) == sorted(&meant)
        || seen.starts_with(&format!("{meant}."))
        || is_under_another_ending(&seen, &meant)
        || (strsim::osa_distance(&seen, &meant) == 1 && is_telling(&seen, &meant))
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

/// A domain as the eye takes it in: punycode shown, letters of other scripts and digits as the Latin ones they look like.
fn skeleton(domain: &str) -> String {
    let shown = idna::domain_to_unicode(domain).0;
    let mut plain = String::with_capacity(shown.len());
    for letter in crate::spelling::fold(&shown).replace(' ', "-").chars() {
        plain.push(match letter {
            'а' | 'α' | 'ɑ' => 'a',
            'ь' | 'Ь' => 'b',
            'с' | 'ϲ' => 'c',
            'ԁ' => 'd',
            'е' | 'ҽ' => 'e',
            'ɡ' => 'g',
            'һ' | 'н' => 'h',
            'і' | 'ı' | 'ι' | 'l' | '1' | '|' => 'i',
            'ј' => 'j',
            'к' | 'κ' => 'k',
            'м' => 'm',
            'ո' | 'п' => 'n',
            'о' | 'ο' | '0' => 'o',
            'р' | 'ρ' => 'p',
            'ѕ' => 's',
            'т' | 'τ' => 't',
            'υ' => 'u',
            'ν' | 'ѵ' => 'v',
            'ԝ' => 'w',
            'х' | 'χ' => 'x',
            'у' | 'γ' => 'y',
            other => other,
        });
    }
    plain.replace("rn", "m").replace("vv", "w")
}

#[cfg(test)]
mod tests {
    use super::*;

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
            assert!(is_alike(seen, known), "{seen}");
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
            assert!(!is_alike(seen, known), "{seen}");
        }
        assert!(!is_slip("phongvan1", "phongvan2"));
        assert!(is_slip("vanphongsyt", "vanphongsyl"));
        assert!(!is_slip("syt", "sct"));
    }
}
