//! Units named in a text: official names, abbreviations and places, as office people really write them.
//!
//! Names are compared as runs of whole words without spaces, so that "So Yte", "H ội" and "DangUyCongAn" meet their
//! unit. A name with its marks beats the same name typed without; two units that differ only by marks stay two.

mod keys;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

use crate::evidence::tokens::{Gap, Token, tokens};
use crate::roster::{Roster, UnitId};

/// What kind of name it is, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// The bare place of a district or commune ("Hồng Phong"): it may be where something happened.
    Place,
    /// An abbreviation ("SYT").
    Symbol,
    /// A name ("Sở Y tế", "HU Đông Khê").
    Name,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The units that are so called; more than one when the writing does not tell them apart.
    pub units: Vec<UnitId>,
    /// What kind of name.
    pub form: Form,
    /// Written as in the roster, with its marks.
    pub exact: bool,
    /// Named as addressee, place or partner ("gửi Sở Y tế", "tại", "phối hợp với"), not as author.
    pub aside: bool,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// All written forms of all units.
#[derive(Debug, Clone, Default)]
pub struct Names {
    keys: BTreeMap<String, Vec<Key>>,
    longest: usize,
}

#[derive(Debug, Clone)]
struct Key {
    unit: UnitId,
    /// Lower case with marks, without spaces.
    marked: String,
    form: Form,
}

impl Names {
    /// The written forms of a roster.
    #[must_use]
    pub fn of(roster: &Roster) -> Self {
        let mut names = Self::default();
        for unit in &roster.units {
            for (text, form) in keys::of(unit) {
                names.add(&unit.id, &text, form);
            }
        }
        names
    }

    fn add(&mut self, unit: &UnitId, text: &str, form: Form) {
        let words = tokens(text);
        let folded: String = words.iter().map(|token| token.folded.as_str()).collect();
        let marked: String = words.iter().map(|token| token.lower.as_str()).collect();
        if folded.chars().count() < 2 {
            return;
        }
        self.longest = self.longest.max(folded.len());
        let keys = self.keys.entry(folded).or_default();
        if !keys.iter().any(|key| key.unit == *unit && key.marked == marked && key.form >= form) {
            keys.push(Key { unit: unit.clone(), marked, form });
        }
    }

    /// The units named in `text`, longest names first taken, in the order of the text.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<Named> {
        let all = tokens(text);
        // Who types marks anywhere in a line means "Thanh Lam" when writing "Thanh Lam".
        let plain = all.iter().all(Token::is_plain);
        let mut found = Vec::new();
        let mut at = 0;
        while at < all.len() {
            match self.longest_at(&all, at, plain) {
                Some((named, taken)) => {
                    at = at.saturating_add(taken);
                    found.push(named);
                }
                None => at = at.saturating_add(1),
            }
        }
        found.retain(|named| !named.units.is_empty());
        found
    }

    fn longest_at(&self, all: &[Token], at: usize, plain: bool) -> Option<(Named, usize)> {
        let (mut folded, mut marked) = (String::new(), String::new());
        let mut best = None;
        for (taken, token) in all.iter().skip(at).enumerate() {
            if taken > 0 && token.gap == Gap::Break {
                break;
            }
            folded.push_str(&token.folded);
            marked.push_str(&token.lower);
            if folded.len() > self.longest {
                break;
            }
            if let Some(keys) = self.keys.get(&folded) {
                let taken = taken.saturating_add(1);
                best = named(all, at, taken, &marked, keys, plain).map(|named| (named, taken)).or(best);
            }
        }
        best
    }
}

/// The name that the tokens `at..at+taken` are, when it is one.
fn named(all: &[Token], at: usize, taken: usize, marked: &str, keys: &[Key], plain: bool) -> Option<Named> {
    let slice = all.get(at..at.saturating_add(taken))?;
    let unmarked = slice.iter().all(Token::is_plain);
    let split = slice.iter().skip(1).any(|token| token.gap >= Gap::Space);
    let usable = |key: &&Key| key.form != Form::Symbol || !split;
    let exact: Vec<&Key> = keys.iter().filter(usable).filter(|key| key.marked == marked).collect();
    let chosen = match exact.is_empty() {
        false => exact,
        // Words typed with other marks are another name, unless the roster itself has it without.
        true if !unmarked && keys.iter().all(|key| key.marked.chars().any(|c| !c.is_ascii())) => return None,
        true => keys.iter().filter(usable).collect(),
    };
    // Typed without marks, a name that the roster also holds without marks still means every unit so written.
    let chosen = if plain { keys.iter().filter(usable).collect() } else { chosen };
    let form = chosen.iter().map(|key| key.form).max()?;
    let units: BTreeSet<UnitId> =
        chosen.iter().filter(|key| key.form == form).map(|key| key.unit.clone()).collect();
    let range = slice.first()?.range.start..slice.last()?.range.end;
    if is_part_of_other(all, at, taken, form) {
        return Some(Named { units: Vec::new(), form, exact: false, aside: true, range });
    }
    Some(Named { units: units.into_iter().collect(), form, exact: !plain, aside: is_aside(all, at), range })
}

/// "Phòng GDĐT", "Đảng bộ Sở Y tế", "Hội Nông dân huyện …": an office inside or below, not the unit.
fn is_part_of_other(all: &[Token], at: usize, taken: usize, form: Form) -> bool {
    let before = |back: usize| at.checked_sub(back).and_then(|at| all.get(at)).map_or("", |token| token.folded.as_str());
    let inside = match (before(2), before(1)) {
        ("dang", "bo" | "uy") | ("chi", "bo" | "uy") | ("cong", "doan") => true,
        (_, "phong" | "pgd") if form == Form::Symbol => true,
        _ => false,
    };
    let next = |ahead: usize| {
        all.get(at.saturating_add(taken).saturating_add(ahead))
            .filter(|token| token.gap <= Gap::Space)
            .map_or("", |token| token.folded.as_str())
    };
    let below = matches!(
        (next(0), next(1)),
        ("huyen" | "xa" | "phuong" | "quan" | "tx" | "co", _) | ("thi", "xa" | "tran") | ("thanh", "pho") | ("dac", "khu")
    ) && form == Form::Name
        && next(0) != "co"
        && !(next(0) == "quan" && matches!(next(1), "su" | "ly" | "tri" | "tam" | "doi" | "khu"));
    inside || below
}

/// Whether the words before make it an addressee, a place or a partner.
fn is_aside(all: &[Token], at: usize) -> bool {
    const WORDS: [&str; 12] =
        ["voi", "cung", "tai", "den", "gui", "cho", "o", "qua", "ve", "nhu", "giua", "thuoc"];
    const PAIRS: [(&str, &str); 7] = [
        ("dia", "ban"),
        ("la", "so"),
        ("truoc", "la"),
        ("day", "la"),
        ("cua", "nguyen"),
        ("kinh", "gui"),
        ("nganh", "cua"),
    ];
    let back = |by: usize| at.checked_sub(by).and_then(|at| all.get(at)).map_or("", |token| token.folded.as_str());
    // Whatever opens a phrase is its subject: "gửi: Sở Y tế" names the addressee all the same.
    WORDS.contains(&back(1)) || PAIRS.contains(&(back(2), back(1)))
}
