//! Finds the units that a text names: official names, other names, symbols and the short forms that offices make of
//! them, whatever stands between the words and whether or not the marks were typed.

mod opening;
mod slip;
mod tokens;
mod variant;

use std::collections::BTreeMap;
use std::ops::Range;

use super::{Roster, UnitId};
use crate::spelling;
use opening::{Opening, Openings};
use tokens::Token;
pub use variant::{Forms, Title};

/// How exactly a text agrees with a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Tier {
    /// All but one letter of one word: a hint that somebody is asked about.
    Slip,
    /// Only when the marks are taken off both: "huyen uy thanh lam".
    Folded,
    /// Letter by letter, marks included.
    Marked,
}

/// What kind of name was found, from the least to the most telling.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NameKind {
    /// The bare place of a committee: "Đông Khê". Reports on other things name places too: a hint, never more.
    Place,
    /// The name without its "tỉnh": "Bảo hiểm xã hội" may also be a subject, not a unit.
    Short,
    /// An abbreviation or document symbol: "SYT".
    Symbol,
    /// Another name from the roster, or a form made of the official one.
    Alias,
    /// The official name.
    Name,
}

/// A unit named in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NameHit {
    /// Which unit.
    pub unit: UnitId,
    /// First byte of the words in the text that was searched.
    pub start: usize,
    /// First byte after them.
    pub end: usize,
    /// How exactly they agree.
    pub tier: Tier,
    /// What kind of name it is.
    pub kind: NameKind,
    /// A symbol of at most three letters: it counts only next to a document number, or when nothing else is meant.
    pub brief: bool,
    /// The same words name another unit too; that one is a hit of its own. Callers may tell by validity, else ask.
    pub shared: bool,
}

impl NameHit {
    /// Where the words stand.
    #[must_use]
    pub fn range(&self) -> Range<usize> {
        self.start..self.end
    }
}

/// Two or more units that one written form would name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Collision {
    /// The form, folded and without spaces: "huyenuythanhlam".
    pub form: String,
    /// Who is meant by it.
    pub units: Vec<UnitId>,
}

#[derive(Debug, Clone)]
struct Key {
    unit: usize,
    marked: String,
    kind: NameKind,
    brief: bool,
    /// Whether the form itself has spaces or hyphens inside; a symbol without any must stand in one piece.
    loose: bool,
}

/// The names of all units, ready to be looked for.
#[derive(Debug, Clone, Default)]
pub struct Names {
    units: Vec<UnitId>,
    /// By folded form without separators.
    keys: BTreeMap<String, Vec<Key>>,
    /// How the forms begin, so that what begins no name is given up at once.
    openings: Openings,
    long: slip::Long,
}

impl Names {
    /// Collects the names of a roster, present and former, with the forms that offices make of them.
    #[must_use]
    pub fn of(roster: &Roster, forms: &Forms) -> Self {
        let mut names = Self::default();
        for (index, unit) in roster.units.iter().enumerate() {
            names.units.push(unit.id.clone());
            names.add_all(index, (&unit.name, &unit.aliases, &unit.symbols), forms);
            // What it was called once is read at any time: letterheads outlive their offices by months.
            for former in &unit.former {
                names.add_all(index, (&former.name, &former.aliases, &former.symbols), forms);
            }
        }
        names
    }

    /// Adds what staff have taught that a unit calls itself; one word in capitals is a symbol. A unit that the roster
    /// does not have is left out, and words that name another unit too name both.
    pub fn teach(&mut self, unit: &UnitId, words: &str) {
        let letters = || words.chars().filter(|c| c.is_alphabetic());
        let symbol = !words.contains(char::is_whitespace) && letters().all(char::is_uppercase);
        let kind = if symbol { NameKind::Symbol } else { NameKind::Alias };
        if let Some(index) = self.units.iter().position(|known| known == unit) {
            self.add(index, words, kind);
        }
    }

    fn add_all(&mut self, unit: usize, (name, aliases, symbols): (&str, &[String], &[String]), forms: &Forms) {
        self.add(unit, name, NameKind::Name);
        // An office may list the bare place of a committee as its alias: it stays a place, which a school of that town
        // bears in its name too.
        let fold = |form: &str| tokens::joined(&spelling::fold(form));
        let made = variant::of(name, forms);
        let places = made.iter().filter(|(_, kind)| *kind == NameKind::Place).map(|(form, _)| fold(form));
        let bare = places.min_by_key(String::len);
        for alias in aliases {
            let kind = if bare.as_ref() == Some(&fold(alias)) { NameKind::Place } else { NameKind::Alias };
            self.add(unit, alias, kind);
        }
        for symbol in symbols {
            self.add(unit, symbol, NameKind::Symbol);
        }
        for form in std::iter::once(name).chain(aliases.iter().map(String::as_str)) {
            self.long.add(unit, form, NameKind::Name);
            for (variant, kind) in variant::of(form, forms) {
                self.add(unit, &variant, kind);
                self.long.add(unit, &variant, kind);
            }
        }
    }

    fn add(&mut self, unit: usize, form: &str, kind: NameKind) {
        let marked = tokens::joined(&spelling::lower(form));
        let folded = tokens::joined(&spelling::fold(form));
        let letters = folded.chars().filter(|c| c.is_alphabetic()).count();
        if letters < 2 {
            return;
        }
        let brief = kind == NameKind::Symbol && letters <= 3;
        let loose = kind != NameKind::Symbol || form.contains(char::is_whitespace);
        self.openings.add(&folded);
        let keys = self.keys.entry(folded).or_default();
        if let Some(known) = keys.iter_mut().find(|key| key.unit == unit && key.marked == marked) {
            if kind > known.kind {
                *known = Key { kind, brief, loose: loose || known.loose, ..known.clone() };
            }
            return;
        }
        keys.push(Key { unit, marked, kind, brief, loose });
    }

    /// Every unit that `text` names, in the order of the text; of names inside longer names only the longest.
    ///
    /// Words named by several units give one hit for each. The work is bounded by the length of the text times the
    /// length of the longest name.
    #[must_use]
    pub fn find(&self, text: &str) -> Vec<NameHit> {
        let tokens = tokens::of(text);
        let mut spans: Vec<(Range<usize>, Vec<NameHit>)> = Vec::new();
        for first in 0..tokens.len() {
            // The longest name that begins here hides those that begin here and are shorter.
            if let Some(found) = self.longest_at(tokens.get(first..).unwrap_or_default()) {
                let inside = spans.last().is_some_and(|(span, _)| found.0.end <= span.end);
                if !inside {
                    let begins = found.0.start;
                    let hides = |span: &Range<usize>| span.start >= begins && span.end <= found.0.end;
                    spans.retain(|(span, _)| !hides(span));
                    spans.push(found);
                }
            }
        }
        spans.into_iter().flat_map(|(_, hits)| hits).collect()
    }

    fn longest_at(&self, tokens: &[Token]) -> Option<(Range<usize>, Vec<NameHit>)> {
        let start = tokens.first()?.start;
        let (mut folded, mut opening, mut tight) = (String::new(), Opening::default(), true);
        let mut best: Option<(Range<usize>, Vec<NameHit>)> = None;
        for (count, token) in tokens.iter().enumerate() {
            opening = opening.with(&token.folded);
            if !self.openings.has(opening) {
                break;
            }
            tight = tight && (count == 0 || !token.spaced);
            folded.push_str(&token.folded);
            if let Some(keys) = self.keys.get(&folded) {
                let marked: String =
                    tokens.iter().take(count.saturating_add(1)).map(|token| token.marked.as_str()).collect();
                let hits = self.hits(keys, &marked, &folded, tight, start..token.end);
                if !hits.is_empty() {
                    best = Some((start..token.end, hits));
                }
            }
        }
        best
    }

    /// The units meant by one span. Typed marks choose among units whose names differ only in them; without marks
    /// all of them are meant.
    fn hits(&self, keys: &[Key], marked: &str, folded: &str, tight: bool, span: Range<usize>) -> Vec<NameHit> {
        let usable: Vec<&Key> = keys.iter().filter(|key| key.loose || tight).collect();
        let exact: Vec<&Key> = usable.iter().copied().filter(|key| key.marked == marked).collect();
        let typed_marks = marked != folded;
        let chosen = if typed_marks && !exact.is_empty() { &exact } else { &usable };
        let mut by_unit: BTreeMap<usize, (&Key, Tier)> = BTreeMap::new();
        for key in chosen {
            // A form that the roster lists without marks proves nothing about marks, unless it never had any.
            let bare = !typed_marks && usable.iter().any(|other| other.unit == key.unit && other.marked != folded);
            let tier = if key.marked == marked && !bare { Tier::Marked } else { Tier::Folded };
            let best = by_unit.entry(key.unit).or_insert((key, tier));
            if (tier, key.kind) > (best.1, best.0.kind) {
                *best = (key, tier);
            }
        }
        let shared = by_unit.len() > 1;
        let hits = by_unit.into_iter().filter_map(|(unit, (key, tier))| {
            let tier = if shared && !typed_marks { Tier::Folded } else { tier };
            let unit = self.units.get(unit)?.clone();
            Some(NameHit { unit, start: span.start, end: span.end, tier, kind: key.kind, brief: key.brief, shared })
        });
        hits.collect()
    }

    /// Forms that name more than one unit when the marks are off; bare places are left out, as they settle nothing. The shortest
    /// come first.
    #[must_use]
    pub fn collisions(&self) -> Vec<Collision> {
        let mut found: Vec<Collision> = Vec::new();
        for (form, keys) in &self.keys {
            let mut units: Vec<usize> =
                keys.iter().filter(|key| key.kind != NameKind::Place).map(|key| key.unit).collect();
            units.sort_unstable();
            units.dedup();
            if units.len() > 1 {
                let units = units.iter().filter_map(|unit| self.units.get(*unit).cloned()).collect();
                found.push(Collision { form: form.clone(), units });
            }
        }
        found.sort_by(|a, b| (a.form.len(), &a.form).cmp(&(b.form.len(), &b.form)));
        found
    }
}

#[cfg(test)]
mod tests;
