//! Names with one slip of the keyboard: `Hội Khuyeens học`, `Sở Gaio dục và Đào tạo`.
//!
//! A hint, never more: whoever reads it asks. Places and offices differ from each other by a letter, so only a word that
//! nobody can speak is a slip: `Tân Thạch` is another commune than `Tân Thạnh`, `Đảng ủy Kho bạc` no `Đảng ủy Khối`.

use std::collections::{BTreeMap, HashMap, HashSet};

use smol_str::SmolStr;

use super::tokens::{self, Token};
use super::{NameHit, NameKind, Names, Tier};
use crate::spelling;

/// The names long enough to be known by their other words.
#[derive(Debug, Clone, Default)]
pub(super) struct Long {
    names: Vec<LongName>,
    /// Names and the place in them, by word.
    by_word: HashMap<SmolStr, Vec<(usize, usize)>>,
    /// Every word of every form: what stands here is no slip.
    known: HashSet<SmolStr>,
}

#[derive(Debug, Clone)]
struct LongName {
    unit: usize,
    words: Vec<SmolStr>,
}

/// Letters that a name needs so that one of them may be wrong.
const LETTERS: usize = 8;

impl Long {
    /// Takes a form of a unit's name.
    pub(super) fn add(&mut self, unit: usize, form: &str, kind: NameKind) {
        let words: Vec<SmolStr> = tokens::of(form).into_iter().map(|token| token.folded).collect();
        self.known.extend(words.iter().cloned());
        let whole = matches!(kind, NameKind::Name | NameKind::Alias);
        let letters: usize = words.iter().map(SmolStr::len).sum();
        if !whole || words.len() < 2 || letters < LETTERS {
            return;
        }
        let index = self.names.len();
        for (at, word) in words.iter().enumerate() {
            self.by_word.entry(word.clone()).or_default().push((index, at));
        }
        self.names.push(LongName { unit, words });
    }

    /// Units, each with the tokens from first to last, whose name stands around `at` but for the word there.
    fn around(&self, all: &[Token], at: usize) -> BTreeMap<usize, (usize, usize)> {
        let mut found: BTreeMap<usize, (usize, usize)> = BTreeMap::new();
        let Some(odd) = all.get(at).filter(|token| self.may_be_slip(token)) else { return found };
        for (beside, step) in [(at.checked_sub(1), true), (at.checked_add(1), false)] {
            let postings = beside.and_then(|at| all.get(at)).and_then(|token| self.by_word.get(&token.folded));
            for (index, place) in postings.into_iter().flatten() {
                let wrong = if step { place.checked_add(1) } else { place.checked_sub(1) };
                let Some((name, wrong)) = self.names.get(*index).zip(wrong) else { continue };
                if let Some(span) = name.span(all, at, wrong).filter(|_| name.allows(odd, wrong)) {
                    let longest = found.entry(name.unit).or_insert(span);
                    if span.1.saturating_sub(span.0) > longest.1.saturating_sub(longest.0) {
                        *longest = span;
                    }
                }
            }
        }
        found
    }

    /// A word of three letters or more that no name has and nobody can speak.
    fn may_be_slip(&self, token: &Token) -> bool {
        token.folded.len() >= 3
            && token.folded.bytes().all(|byte| byte.is_ascii_alphabetic())
            && !self.known.contains(&token.folded)
            && !spelling::is_spoken(&token.folded)
    }
}

impl LongName {
    /// The tokens that are this name, when the one at `at` stands for its word at `wrong` and the rest agree.
    fn span(&self, all: &[Token], at: usize, wrong: usize) -> Option<(usize, usize)> {
        let first = at.checked_sub(wrong)?;
        let last = first.checked_add(self.words.len())?.checked_sub(1)?;
        let tokens = all.get(first..=last)?;
        let agree = tokens.iter().zip(&self.words).enumerate();
        agree.into_iter().all(|(place, (token, word))| place == wrong || token.folded == *word).then_some((first, last))
    }

    /// Whether `odd` is its word at `wrong` with one slip. Short words count too: a word near two names names both.
    fn allows(&self, odd: &Token, wrong: usize) -> bool {
        self.words.get(wrong).is_some_and(|word| strsim::damerau_levenshtein(&odd.folded, word) == 1)
    }
}

impl Names {
    /// The units whose name stands in `text` with one slip in one word, where no name is found as it should be; all of
    /// them when several are so near. None of it is told where [`Names::find`] finds a name.
    #[must_use]
    pub fn slips(&self, text: &str) -> Vec<NameHit> {
        let all = tokens::of(text);
        let mut hits: Vec<NameHit> = Vec::new();
        for at in 0..all.len() {
            let near = self.long.around(&all, at);
            let shared = near.len() > 1;
            hits.extend(near.into_iter().filter_map(|(unit, (first, last))| {
                let (start, end) = (all.get(first)?.start, all.get(last)?.end);
                let unit = self.units.get(unit)?.clone();
                Some(NameHit { unit, start, end, tier: Tier::Slip, kind: NameKind::Short, brief: false, shared })
            }));
        }
        if !hits.is_empty() {
            let named = self.find(text);
            let taken = |hit: &NameHit| {
                named
                    .iter()
                    .any(|other| other.kind != NameKind::Place && other.start < hit.end && hit.start < other.end)
            };
            hits.retain(|hit| !taken(hit));
        }
        hits
    }
}
