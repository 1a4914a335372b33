//! Lines as they were meant: keystrokes left in, letters slipped, spaces lost, codings left undecoded.
//!
//! A mended line is for reading only. What people are shown and what is quoted stays what stood there, so every mended
//! line knows where each of its words came from.

#[cfg(test)]
mod damage;
mod digits;
mod encoded;
mod gaps;
mod keys;
mod slips;
mod suspect;
#[cfg(test)]
mod tests;

use std::ops::Range;

use super::legacy;

/// A line as it was meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mended {
    text: String,
    /// The changes of each pass, in the order they were made.
    layers: Vec<Vec<Moved>>,
}

/// Where a changed stretch stands after a pass and stood before it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Moved {
    is: Range<usize>,
    was: Range<usize>,
}

/// One change of a pass: bytes of the line before it, and what is meant there.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    range: Range<usize>,
    text: String,
}

impl Edit {
    fn new(range: Range<usize>, text: impl Into<String>) -> Self {
        Self { range, text: text.into() }
    }
}

impl Mended {
    /// The line to read.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The bytes of the line as it was typed that `range` of the mended one came from; a word that was changed comes
    /// from the whole of what stood there.
    #[must_use]
    pub fn original(&self, range: Range<usize>) -> Range<usize> {
        self.layers.iter().rev().fold(range, |range, layer| {
            let start = before(layer, range.start, |moved| moved.was.start);
            let end = before(layer, range.end, |moved| moved.was.end);
            start..end.max(start)
        })
    }
}

/// Where a place stood before a pass; `inside` says which end of a changed stretch stands for all of it.
fn before(layer: &[Moved], place: usize, inside: fn(&Moved) -> usize) -> usize {
    let Some(last) = layer.iter().rfind(|moved| moved.is.start <= place) else { return place };
    if place == last.is.start {
        return last.was.start;
    }
    if place < last.is.end {
        return inside(last);
    }
    place.saturating_sub(last.is.end).saturating_add(last.was.end)
}

/// The line with every pass made over it that finds something, or none when it stands as it was meant. Good text costs
/// one scan and no allocation.
#[must_use]
pub fn mend(line: &str) -> Option<Mended> {
    if line.len() > LONGEST || !suspect::is_suspect(line) {
        return None;
    }
    let mut mended = Mended { text: line.to_owned(), layers: Vec::new() };
    // Coding first, then keys, then letters: each pass reads what the ones before it made readable.
    for pass in [encoded::edits, recoded, keys::edits, digits::edits, gaps::edits, slips::edits] {
        let edits = pass(&mended.text);
        mended.apply(edits);
    }
    (mended.text != line).then_some(mended)
}

/// Bytes beyond which a line is no subject, title or sentence.
const LONGEST: usize = 4096;

impl Mended {
    /// Makes changes that are in order and do not overlap; one that would overlap is left out.
    fn apply(&mut self, edits: Vec<Edit>) {
        let mut text = String::with_capacity(self.text.len());
        let (mut layer, mut from) = (Vec::new(), 0);
        for Edit { range, text: meant } in edits {
            let Some(kept) = self.text.get(from..range.start) else { continue };
            text.push_str(kept);
            let start = text.len();
            text.push_str(&meant);
            from = range.end;
            layer.push(Moved { is: start..text.len(), was: range });
        }
        if layer.is_empty() {
            return;
        }
        text.push_str(self.text.get(from..).unwrap_or_default());
        self.text = text;
        self.layers.push(layer);
    }
}

/// The codings from before Unicode, word by word where the words are as many as before.
fn recoded(line: &str) -> Vec<Edit> {
    let Some((text, _)) = legacy::repair(line) else { return Vec::new() };
    let (was, is) = (words(line), words(&text));
    if was.len() != is.len() {
        return vec![Edit::new(0..line.len(), text)];
    }
    let of = |text: &str, range: &Range<usize>| text.get(range.clone()).unwrap_or_default().to_owned();
    was.into_iter()
        .zip(is)
        .map(|(was, is)| Edit::new(was, of(&text, &is)))
        .filter(|edit| of(line, &edit.range) != edit.text)
        .collect()
}

/// The stretches between plain spaces.
fn words(line: &str) -> Vec<Range<usize>> {
    runs(line, |c| !c.is_whitespace())
}

/// The stretches of characters that `belongs`.
fn runs(line: &str, belongs: impl Fn(char) -> bool) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut open: Option<usize> = None;
    for (at, c) in line.char_indices() {
        match (belongs(c), open) {
            (true, None) => open = Some(at),
            (false, Some(start)) => {
                found.push(start..at);
                open = None;
            }
            _ => {}
        }
    }
    found.extend(open.map(|start| start..line.len()));
    found
}

/// Whether the place lies in an e-mail address, a link or a name of a host, where every character counts.
fn in_address(line: &str, place: usize) -> bool {
    let start = line.get(..place).and_then(|head| head.rfind(char::is_whitespace)).map_or(0, |at| at.saturating_add(1));
    let token = line.get(start..).unwrap_or_default().split(char::is_whitespace).next().unwrap_or_default();
    token.contains('@') || token.contains("://") || token.starts_with("www.")
}
