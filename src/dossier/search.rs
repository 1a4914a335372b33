//! What a person seeks in the register: words, with or without diacritics, and where a text has them.
//!
//! A word that is typed with diacritics is sought as it is spelt; one typed without stands for all its spellings. Words
//! that say nothing alone (most Vietnamese syllables) say much together: in long texts they must stand side by side.

use std::collections::BTreeMap;
use std::ops::Range;

use crate::roster::{Roster, Unit, UnitId};
use crate::spelling::{both, fold, lower};

/// More words than a person types; the rest is left aside.
const MOST: usize = 8;
/// From so many letters on the last word may be the beginning of one.
const BEGINNING: usize = 4;
/// Letters of a text that are shown on each side of what was found.
const ROUND: usize = 70;

/// Letters of a word that count.
const LETTERS: usize = 40;
/// Between two words that stand side by side, where both are one word of the index.
pub(crate) const BESIDE: &str = "\u{e000}";
/// Behind the letter that says where a word of the index stands.
pub(crate) const KIND: char = '\u{e001}';

/// A word that is sought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// In lower case, as it was typed.
    pub typed: String,
    /// Without diacritics.
    pub folded: String,
    /// Whether it must be spelt as typed.
    pub marked: bool,
    /// Whether it stands beside the word before it, as the parts of "123/BC-SYT" do.
    pub glued: bool,
    /// Whether a longer word that begins so will do.
    pub open: bool,
}

/// What is sought: at least one word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sought {
    words: Vec<Word>,
}

/// Units that some of the words name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// Which words.
    pub words: Range<usize>,
    /// The units.
    pub units: Vec<UnitId>,
}

/// A piece of a text, and whether it is what was sought.
pub type Piece = (String, bool);

impl Sought {
    /// What was typed; none when no letter or digit is in it.
    #[must_use]
    pub fn typed(text: &str) -> Option<Self> {
        let mut words: Vec<Word> = Vec::new();
        for typed in text.split_whitespace() {
            for (place, part) in parts(typed).enumerate() {
                words.push(word(part, place > 0));
            }
        }
        words.truncate(MOST);
        if let Some(last) = words.last_mut() {
            last.open = last.folded.chars().count() >= BEGINNING && last.folded.chars().all(char::is_alphabetic);
        }
        (!words.is_empty()).then_some(Self { words })
    }

    /// The words in order.
    #[must_use]
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// The longest runs of words that name units, each with its units; runs inside longer ones are left out.
    #[must_use]
    pub fn units(&self, roster: &Roster) -> Vec<Named> {
        let mut found: BTreeMap<(usize, usize), Vec<UnitId>> = BTreeMap::new();
        for unit in &roster.units {
            let names: Vec<Vec<(String, String)>> = names(unit).map(spelt).collect();
            for run in self.runs() {
                if let Some(words) = self.words.get(run.clone())
                    && names.iter().any(|name| stands_in(name, words))
                {
                    found.entry((run.start, run.end)).or_default().push(unit.id.clone());
                }
            }
        }
        let keys: Vec<(usize, usize)> = found.keys().copied().collect();
        let inside = |(start, end): (usize, usize)| {
            keys.iter().any(|other| *other != (start, end) && other.0 <= start && end <= other.1)
        };
        found
            .into_iter()
            .filter(|(run, _)| !inside(*run))
            .map(|((start, end), units)| Named { words: start..end, units })
            .collect()
    }

    fn runs(&self) -> impl Iterator<Item = Range<usize>> {
        let all = self.words.len();
        (0..all).flat_map(move |start| (start.saturating_add(1)..=all).map(move |end| start..end))
    }

    /// The place in `text` where most of the words stand side by side, with some text round it; none when not one of
    /// them is there.
    #[must_use]
    pub fn found_in(&self, text: &str) -> Option<Vec<Piece>> {
        let mut best: Option<(usize, Range<usize>)> = None;
        let places = places(text);
        for start in 0..places.len() {
            for first in 0..self.words.len() {
                let length = self.length_at(text, &places, start, first);
                if length > best.as_ref().map_or(0, |(longest, _)| *longest) {
                    let last = start.saturating_add(length).saturating_sub(1);
                    let (from, to) = (places.get(start)?.start, places.get(last)?.end);
                    best = Some((length, from..to));
                    if length == self.words.len() {
                        return Some(shown(text, &(from..to)));
                    }
                }
            }
        }
        best.map(|(_, place)| shown(text, &place))
    }

    /// How many of the words from `first` on stand in the text from word `start` on.
    fn length_at(&self, text: &str, places: &[Range<usize>], start: usize, first: usize) -> usize {
        let words = self.words.iter().skip(first);
        let there = places.iter().skip(start);
        words
            .zip(there)
            .take_while(|(word, place)| text.get((*place).clone()).is_some_and(|text| word.is(text)))
            .count()
    }
}

impl Word {
    /// Whether a word of a text is it.
    fn is(&self, text: &str) -> bool {
        // Most words of a text are none of those sought: told by the first letter where that is plain.
        let (first, sought) = (text.chars().next(), self.folded.chars().next());
        if let (Some(first), Some(sought)) = (first, sought)
            && first.is_ascii()
            && first.to_ascii_lowercase() != sought
        {
            return false;
        }
        let (own, other) = if self.marked { (&self.typed, lower(text)) } else { (&self.folded, fold(text)) };
        if self.open { other.starts_with(own.as_str()) } else { other == *own }
    }
}

/// Where words of a line stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Place {
    /// Subject, sender, document number, names of files.
    Head,
    /// What stands in mail and files.
    Text,
}

/// A word as the index has it: behind a letter for where and what it is. Nobody can type one.
#[must_use]
pub fn indexed_word(kind: char, word: &str) -> String {
    format!("{kind}{KIND}{word}")
}

/// Words of a place as the index has them; two words are such as stand side by side. They must be spelt as typed when
/// one of them is marked.
#[must_use]
pub fn indexed_words(place: Place, words: &[&Word]) -> String {
    let marked = words.iter().any(|word| word.marked);
    let kind = match (place, marked) {
        (Place::Head, false) => 'h',
        (Place::Head, true) => 'd',
        (Place::Text, false) => 't',
        (Place::Text, true) => 'w',
    };
    let spelt: Vec<&str> = words.iter().map(|word| if marked { &*word.typed } else { &*word.folded }).collect();
    indexed_word(kind, &spelt.join(BESIDE))
}

/// What the index has of a text: its words, and each with the one after it.
#[must_use]
pub fn indexed(place: Place, text: &str) -> String {
    let mut all = String::with_capacity(text.len().saturating_mul(6));
    let mut add = |words: &[&Word]| {
        let plain: Vec<Word> = words.iter().map(|word| Word { marked: false, ..(*word).clone() }).collect();
        all.push_str(&indexed_words(place, &plain.iter().collect::<Vec<_>>()));
        all.push(' ');
        if words.iter().any(|word| word.marked) {
            all.push_str(&indexed_words(place, words));
            all.push(' ');
        }
    };
    let mut before: Option<Word> = None;
    for part in parts(text) {
        let word = word(part, false);
        if let Some(before) = &before {
            add(&[before, &word]);
        }
        add(&[&word]);
        before = Some(word);
    }
    all
}

/// Letters and digits; everything else parts words.
fn parts(text: &str) -> impl Iterator<Item = &str> {
    places(text).into_iter().filter_map(|place| text.get(place))
}

/// Marks that stand after their letter, as macOS sends them.
fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn word(part: &str, glued: bool) -> Word {
    let (typed, folded) = both(part);
    let cut = |word: &str| word.chars().take(LETTERS).collect::<String>();
    let (typed, folded) = (cut(&typed), cut(&folded));
    Word { marked: typed != folded, folded, typed, glued, open: false }
}

fn names(unit: &Unit) -> impl Iterator<Item = &str> {
    unit.every_name().chain(unit.symbols.iter().map(String::as_str)).chain([unit.id.as_str()])
}

/// The words of a name: as spelt, and without diacritics.
fn spelt(name: &str) -> Vec<(String, String)> {
    parts(name).map(|part| (lower(part), fold(part))).collect()
}

fn stands_in(name: &[(String, String)], words: &[Word]) -> bool {
    name.windows(words.len()).any(|window| {
        window.iter().zip(words).all(|((marked, folded), word)| {
            let (own, other) = if word.marked { (&word.typed, marked) } else { (&word.folded, folded) };
            if word.open { other.starts_with(own.as_str()) } else { own == other }
        })
    })
}

/// Where the words of a text stand.
fn places(text: &str) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let mut begun = None;
    for (at, letter) in text.char_indices() {
        let inside = letter.is_alphanumeric() || (is_mark(letter) && begun.is_some());
        match (inside, begun) {
            (true, None) => begun = Some(at),
            (false, Some(start)) => {
                places.push(start..at);
                begun = None;
            }
            _ => {}
        }
    }
    places.extend(begun.map(|start| start..text.len()));
    places
}

fn shown(text: &str, place: &Range<usize>) -> Vec<Piece> {
    let before = text.get(..place.start).unwrap_or_default();
    let after = text.get(place.end..).unwrap_or_default();
    let mut head: Vec<char> = before.chars().rev().take(ROUND).collect();
    head.reverse();
    let cut = before.chars().nth(ROUND).is_some();
    let mut head = one_line(&head.into_iter().collect::<String>());
    if cut {
        // A word that was cut in two is left out.
        head = head.split_once(' ').map_or(String::new(), |(_, rest)| format!("… {rest}"));
    }
    let tail: String = after.chars().take(ROUND).collect();
    let mut tail = one_line(&tail);
    if after.chars().nth(ROUND).is_some() {
        tail = tail.rsplit_once(' ').map_or(String::new(), |(rest, _)| format!("{rest} …"));
    }
    let found = one_line(text.get(place.clone()).unwrap_or_default());
    [(head, false), (found, true), (tail, false)].into_iter().filter(|(piece, _)| !piece.is_empty()).collect()
}

/// Every run of white space as one blank; blanks at the ends stay, because the pieces stand side by side.
fn one_line(text: &str) -> String {
    let mut line = String::with_capacity(text.len());
    for c in text.chars() {
        match c.is_whitespace() || c.is_control() {
            true if line.ends_with(' ') => {}
            true => line.push(' '),
            false => line.push(c),
        }
    }
    line
}

#[cfg(test)]
mod tests;
