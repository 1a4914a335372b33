//! The words that mails and documents are read by, as data: what calls itself a report, what asks for time, which work is
//! another board's, how names are written short.
//!
//! One list is built in, an office lays its own over it. Phrases are found whatever marks, case and signs between the
//! words; all phrases of all lists in one pass over a line.

pub mod list;
mod read;

use std::sync::{Arc, LazyLock};

use aho_corasick::{AhoCorasick, MatchKind};

use crate::roster::check::Fault;
use crate::roster::name::Forms;
use crate::spelling::tokens::plain;
pub use list::List;

/// The dictionary built in, as offices see it.
pub const TABLE: &str = include_str!("../config/dictionary.toml");

static BUILT_IN: LazyLock<Arc<Dictionary>> = LazyLock::new(|| {
    let (dictionary, _) = read::read(TABLE, "dictionary.toml", None);
    Arc::new(dictionary)
});

/// All phrases, ready to be looked for, and how names are written.
#[derive(Debug, Clone, Default)]
pub struct Dictionary {
    /// The phrases of each list, folded, one space between words.
    lists: Vec<(List, Vec<String>)>,
    /// How parts of the names of units are written.
    forms: Forms,
    /// What the whole work of a kind of unit is called: words of its name, and phrases, all folded.
    works: Vec<(String, Vec<String>)>,
    /// Every phrase of every list with a space at both ends; none when there are no phrases.
    finder: Option<AhoCorasick>,
    /// List and place in it of each pattern of the finder.
    places: Vec<(List, usize)>,
}

/// A phrase found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'d> {
    /// The list it stands in.
    pub list: List,
    /// The phrase, folded.
    pub phrase: &'d str,
    /// First byte of it in the plain line.
    pub start: usize,
    /// First byte after it.
    pub end: usize,
}

/// What a plain line says, by the dictionary.
#[derive(Debug, Clone, Default)]
pub struct Said<'d> {
    hits: Vec<Hit<'d>>,
}

impl Dictionary {
    /// The dictionary built in.
    #[must_use]
    pub fn built_in() -> Arc<Self> {
        BUILT_IN.clone()
    }

    /// The dictionary built in with an office's own laid over it. With faults, nothing of a faulty line counts.
    #[must_use]
    pub fn with(own: &str, file: &str) -> (Arc<Self>, Vec<Fault>) {
        let (dictionary, faults) = read::read(own, file, Some(&BUILT_IN));
        (Arc::new(dictionary), faults)
    }

    fn of(lists: Vec<(List, Vec<String>)>, forms: Forms, works: Vec<(String, Vec<String>)>) -> Self {
        let mut patterns = Vec::new();
        let mut places = Vec::new();
        for (list, phrases) in &lists {
            for (index, phrase) in phrases.iter().enumerate() {
                patterns.push(format!(" {phrase} "));
                places.push((*list, index));
            }
        }
        // Too many phrases for one automaton is beyond any office; without it nothing is found and everything asked.
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns).ok();
        Self { lists, forms, works, finder, places }
    }

    /// How parts of names are written.
    #[must_use]
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// What the whole work of a unit so called is called, folded; `name` is [`plain`].
    pub fn work_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let theirs = self.works.iter().filter(move |(of, _)| name.contains(&format!(" {of} ")));
        theirs.flat_map(|(_, phrases)| phrases.iter().map(String::as_str))
    }

    /// The phrases of a list, folded.
    #[must_use]
    pub fn list(&self, list: List) -> &[String] {
        self.lists.iter().find(|(known, _)| *known == list).map_or(&[], |(_, phrases)| phrases)
    }

    /// What a line of [`plain`] words says.
    #[must_use]
    pub fn read<'d>(&'d self, plain: &str) -> Said<'d> {
        let Some(finder) = &self.finder else { return Said::default() };
        let hits = finder.find_overlapping_iter(plain).filter_map(|found| {
            let (list, index) = *self.places.get(found.pattern().as_usize())?;
            let phrase = self.list(list).get(index)?;
            Some(Hit { list, phrase, start: found.start().saturating_add(1), end: found.end().saturating_sub(1) })
        });
        Said { hits: hits.collect() }
    }

    /// What a text says, as typed.
    #[must_use]
    pub fn says(&self, text: &str) -> Said<'_> {
        self.read(&plain(text))
    }
}

impl<'d> Said<'d> {
    /// The first phrase of the list that is said.
    #[must_use]
    pub fn first(&self, list: List) -> Option<&'d str> {
        self.of(list).map(|hit| (hit.start, std::cmp::Reverse(hit.end), hit.phrase)).min().map(|(_, _, phrase)| phrase)
    }

    /// Whether any phrase of the list is said.
    #[must_use]
    pub fn has(&self, list: List) -> bool {
        self.of(list).next().is_some()
    }

    /// Whether the line opens with a phrase of the list.
    #[must_use]
    pub fn opens(&self, list: List) -> bool {
        self.of(list).any(|hit| hit.start == 1)
    }

    /// The phrases of the list, as they end one after another.
    pub fn of(&self, list: List) -> impl Iterator<Item = &Hit<'d>> {
        self.hits.iter().filter(move |hit| hit.list == list)
    }
}

#[cfg(test)]
mod tests;
