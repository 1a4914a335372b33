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
use crate::spelling::tokens::{Token, plain, stands, tokens};
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
    /// The phrases of each list.
    lists: Vec<(List, Vec<Phrase>)>,
    /// How parts of the names of units are written.
    forms: Forms,
    /// What the whole work of a kind of unit is called: words of its name, and phrases, all folded.
    works: Vec<(String, Vec<String>)>,
    /// Every phrase of every list with a space at both ends; none when there are no phrases.
    finder: Option<AhoCorasick>,
    /// List and place in it of each pattern of the finder.
    places: Vec<(List, usize)>,
    /// The first words of phrases that ask for macros: looked for in whole pages before their words are made.
    bait: Option<AhoCorasick>,
    /// The parts of the field that are the office's own because its name tells them, folded.
    parts: Vec<String>,
}

/// A phrase: one space between words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Phrase {
    /// Lower case with marks, as the file has it.
    pub lower: String,
    /// Without marks.
    pub folded: String,
}

impl Phrase {
    /// The words of a text; none when it has none.
    fn of(text: &str) -> Option<Self> {
        let words = tokens(text);
        let join = |part: fn(&Token) -> &str| words.iter().map(part).collect::<Vec<_>>().join(" ");
        let phrase = Self { lower: join(|token| &token.lower), folded: join(|token| &token.folded) };
        (!phrase.folded.is_empty()).then_some(phrase)
    }

    /// Its first word as people write it: with marks or without, small, in capitals, or with one.
    fn openings(&self) -> Vec<String> {
        let first = |phrase: &str| phrase.split(' ').next().unwrap_or_default().to_owned();
        let cases = |word: String| {
            let mut letters = word.chars();
            let capital: String = letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect();
            [word.to_uppercase(), capital, word]
        };
        [first(&self.lower), first(&self.folded)].into_iter().flat_map(cases).collect()
    }
}

/// The plain words of a line: what phrases are looked for in.
#[derive(Debug, Clone, Default)]
pub struct Plain {
    /// Folded words, a space around each.
    pub words: String,
    /// Where each token begins in it.
    pub starts: Vec<usize>,
}

impl Plain {
    /// The plain words of these tokens.
    #[must_use]
    pub fn of(tokens: &[Token]) -> Self {
        let mut plain = Self { words: String::from(" "), starts: Vec::with_capacity(tokens.len()) };
        for token in tokens {
            plain.starts.push(plain.words.len());
            plain.words.push_str(&token.folded);
            plain.words.push(' ');
        }
        plain
    }
}

/// A phrase found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit<'d> {
    /// The list it stands in.
    pub list: List,
    /// The phrase, folded.
    pub phrase: &'d str,
    /// The phrase as people read it, with its marks.
    pub lower: &'d str,
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

    fn of(lists: Vec<(List, Vec<Phrase>)>, forms: Forms, works: Vec<(String, Vec<String>)>) -> Self {
        let mut patterns = Vec::new();
        let mut places = Vec::new();
        for (list, phrases) in &lists {
            for (index, phrase) in phrases.iter().enumerate() {
                patterns.push(format!(" {} ", phrase.folded));
                places.push((*list, index));
            }
        }
        // Too many phrases for one automaton is beyond any office; without it nothing is found and everything asked.
        let finder = AhoCorasick::builder().match_kind(MatchKind::Standard).build(&patterns).ok();
        let bait = lists.iter().filter(|(list, _)| *list == List::Bait).flat_map(|(_, phrases)| phrases);
        let bait =
            AhoCorasick::builder().match_kind(MatchKind::LeftmostFirst).build(bait.flat_map(Phrase::openings)).ok();
        Self { lists, forms, works, finder, places, bait, parts: Vec::new() }
    }

    /// The same for an office so named: the parts of the field that its name tells are its own field. "Phòng Tuyên truyền - Báo
    /// chí" asks for reports on "công tác tuyên truyền" as others do on "công tác khoa giáo".
    #[must_use]
    pub fn of_office(self: Arc<Self>, name: &str) -> Arc<Self> {
        let words = plain(name);
        let known = self.list(List::OurField);
        let parts =
            self.list(List::FieldPart).iter().filter(|part| stands(&words, &part.folded) && !known.contains(part));
        let parts: Vec<Phrase> = parts.cloned().collect();
        if parts.is_empty() {
            return self;
        }
        let mut lists = self.lists.clone();
        if let Some((_, phrases)) = lists.iter_mut().find(|(list, _)| *list == List::OurField) {
            phrases.extend(parts.iter().cloned());
        }
        let own = Self::of(lists, self.forms.clone(), self.works.clone());
        Arc::new(Self { parts: parts.into_iter().map(|part| part.folded).collect(), ..own })
    }

    /// The parts of the field that the office's name makes its own, folded; see [`of_office`](Self::of_office).
    #[must_use]
    pub fn parts(&self) -> &[String] {
        &self.parts
    }

    /// The same without what the office's name adds.
    #[must_use]
    pub fn of_all(&self) -> Self {
        let mut lists = self.lists.clone();
        if let Some((_, phrases)) = lists.iter_mut().find(|(list, _)| *list == List::OurField) {
            phrases.retain(|phrase| !self.parts.contains(&phrase.folded));
        }
        Self::of(lists, self.forms.clone(), self.works.clone())
    }

    /// Whether a text may ask for macros; certain when it says no.
    #[must_use]
    pub fn may_bait(&self, text: &str) -> bool {
        self.bait.as_ref().is_none_or(|bait| bait.is_match(text))
    }

    /// How parts of names are written.
    #[must_use]
    pub fn forms(&self) -> &Forms {
        &self.forms
    }

    /// What the whole work of a unit so called is called, folded; `name` is folded words, a space around each.
    pub fn work_of(&self, name: &str) -> impl Iterator<Item = &str> {
        let theirs = self.works.iter().filter(move |(of, _)| name.contains(&format!(" {of} ")));
        theirs.flat_map(|(_, phrases)| phrases.iter().map(String::as_str))
    }

    /// What the whole work of any kind of unit is called, folded.
    pub fn works(&self) -> impl Iterator<Item = &str> {
        self.works.iter().flat_map(|(_, phrases)| phrases.iter().map(String::as_str))
    }

    /// The phrases of a list.
    #[must_use]
    pub fn list(&self, list: List) -> &[Phrase] {
        self.lists.iter().find(|(known, _)| *known == list).map_or(&[], |(_, phrases)| phrases)
    }

    /// What a line says whose plain words are `words`, its marks left out of account.
    #[must_use]
    pub fn read<'d>(&'d self, words: &str) -> Said<'d> {
        Said { hits: self.hits(words).map(|(_, hit)| hit).collect() }
    }

    fn hits<'d>(&'d self, words: &str) -> impl Iterator<Item = (&'d Phrase, Hit<'d>)> {
        let found = self.finder.iter().flat_map(move |finder| finder.find_overlapping_iter(words).collect::<Vec<_>>());
        found.filter_map(|found| {
            let (list, index) = *self.places.get(found.pattern().as_usize())?;
            let phrase = self.list(list).get(index)?;
            let (start, end) = (found.start().saturating_add(1), found.end().saturating_sub(1));
            Some((phrase, Hit { list, phrase: &phrase.folded, lower: &phrase.lower, start, end }))
        })
    }

    /// What these tokens say. Who types marks in a phrase means them: "kính gửi Ban" is not "gửi bản".
    #[must_use]
    pub fn read_marked<'d>(&'d self, tokens: &[Token], plain: &Plain) -> Said<'d> {
        let meant = |phrase: &Phrase, hit: &Hit<'_>| {
            let first = plain.starts.partition_point(|start| *start < hit.start);
            let last = plain.starts.partition_point(|start| *start < hit.end);
            let written = tokens.get(first..last).unwrap_or_default();
            // "Báo cao" is a slip that everybody makes, and nothing else is meant by it.
            matches!(hit.list, List::Report | List::Incident)
                || written.iter().all(Token::is_plain)
                || written.iter().map(|token| token.lower.as_str()).eq(phrase.lower.split(' '))
                || (hit.list.is_of_titles() && is_slip(written, &phrase.lower))
        };
        Said { hits: self.hits(&plain.words).filter(|(phrase, hit)| meant(phrase, hit)).map(|(_, hit)| hit).collect() }
    }

    /// What a text says, as typed.
    #[must_use]
    pub fn says(&self, text: &str) -> Said<'_> {
        let tokens = tokens(text);
        self.read_marked(&tokens, &Plain::of(&tokens))
    }
}

/// "công tac", "tuyên giao": one syllable of several was typed without its marks.
fn is_slip(written: &[Token], lower: &str) -> bool {
    let pairs = || written.iter().zip(lower.split(' '));
    pairs().all(|(token, word)| token.reads(word))
        && pairs().filter(|(token, word)| token.lower != *word).count() == 1
        && written.iter().any(|token| !token.is_plain())
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
