//! Word 97-2003: the text of a `.doc` by its piece table ([MS-DOC] 2.4.1, 2.5.1, 2.9.38).

use std::io::{Cursor, Read};

use cfb::CompoundFile;
use encoding_rs::WINDOWS_1252;

use super::flow::Flow;
use super::{Limits, Problem, Reading};

/// First version whose header has a piece table where we look for it (Word 97).
const WORD_97: u16 = 0x00c1;

/// Where the header keeps what we need.
mod header {
    pub const VERSION: usize = 0x02;
    pub const FLAGS: usize = 0x0a;
    pub const ENCRYPTED: u16 = 0x0100;
    pub const SECOND_TABLE: u16 = 0x0200;
    pub const PIECES_AT: usize = 0x01a2;
    pub const PIECES_LENGTH: usize = 0x01a6;
}

/// Body, footnotes and page headers, in the order in which Word stores them.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    match document(bytes, limits) {
        Ok(text) => Reading { text, ..Reading::default() },
        Err(problem) => Reading::of(problem),
    }
}

fn document(bytes: &[u8], limits: &Limits) -> Result<String, Problem> {
    let broken = |what: &str| Problem::Broken(what.to_owned());
    let mut compound = CompoundFile::open(Cursor::new(bytes)).map_err(|error| Problem::Broken(error.to_string()))?;
    let word = stream(&mut compound, "/WordDocument", limits)?;
    if word.get(..2) != Some(&[0xec, 0xa5]) {
        return Err(broken("no Word header"));
    }
    let flags = u16_at(&word, header::FLAGS).unwrap_or(0);
    if flags & header::ENCRYPTED != 0 {
        return Err(Problem::Encrypted);
    }
    if u16_at(&word, header::VERSION).unwrap_or(0) < WORD_97 {
        return Err(Problem::Unsupported);
    }
    let table = if flags & header::SECOND_TABLE != 0 { "/1Table" } else { "/0Table" };
    let table = stream(&mut compound, table, limits)?;
    let begin = usize_at(&word, header::PIECES_AT).ok_or_else(|| broken("header cut off"))?;
    let length = usize_at(&word, header::PIECES_LENGTH).ok_or_else(|| broken("header cut off"))?;
    let pieces = table.get(begin..begin.saturating_add(length)).ok_or_else(|| broken("piece table missing"))?;
    let pieces = piece_table(pieces).ok_or_else(|| broken("piece table damaged"))?;
    let mut story = Story::default();
    // Pieces may overlap in a hostile file: what counts is how much is read, not how large the file is.
    let mut left = limits.text;
    for (piece, characters) in pieces {
        let characters = characters.min(left);
        left = left.saturating_sub(characters);
        story.append(&piece_text(&word, piece, characters).ok_or_else(|| broken("text cut off"))?);
    }
    Ok(story.flow.finish())
}

fn stream(compound: &mut CompoundFile<Cursor<&[u8]>>, path: &str, limits: &Limits) -> Result<Vec<u8>, Problem> {
    let mut content = Vec::new();
    compound
        .open_stream(path)
        .and_then(|stream| stream.take(limits.part).read_to_end(&mut content))
        .map_err(|error| Problem::Broken(error.to_string()))?;
    Ok(content)
}

/// The pieces as (file position word, length in characters). In front of the table stand property groups to skip.
fn piece_table(mut clx: &[u8]) -> Option<Vec<(u32, usize)>> {
    while clx.first() == Some(&1) {
        let skip = usize::from(u16_at(clx, 1)?).checked_add(3)?;
        clx = clx.get(skip..)?;
    }
    if clx.first() != Some(&2) {
        return None;
    }
    let length = usize_at(clx, 1)?;
    let table = clx.get(5..length.checked_add(5)?)?;
    let count = length.checked_sub(4)?.checked_div(12)?;
    let positions = table.get(..count.checked_add(1)?.checked_mul(4)?)?;
    let descriptors = table.get(positions.len()..)?.chunks_exact(8);
    let starts = positions.chunks_exact(4).map(|four| usize_at(four, 0).unwrap_or(0));
    let ends = starts.clone().skip(1);
    let pieces = starts.zip(ends).zip(descriptors);
    pieces.map(|((start, end), descriptor)| Some((u32_at(descriptor, 2)?, end.checked_sub(start)?))).collect()
}

/// One bit says whether the piece is Windows-1252 (its position is then doubled) or UTF-16.
fn piece_text(word: &[u8], position: u32, characters: usize) -> Option<String> {
    let at = usize::try_from(position & 0x3fff_ffff).ok()?;
    if position & 0x4000_0000 != 0 {
        let bytes = word.get(at / 2..(at / 2).checked_add(characters)?)?;
        return Some(WINDOWS_1252.decode_without_bom_handling(bytes).0.into_owned());
    }
    let bytes = word.get(at..at.checked_add(characters.checked_mul(2)?)?)?;
    let units = bytes.chunks_exact(2).map(|pair| u16_at(pair, 0).unwrap_or(0));
    Some(char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect())
}

/// The text, its marks turned into breaks and tabs.
#[derive(Debug, Default)]
struct Story {
    flow: Flow,
    /// For each field that we are in, whether its result has begun; its instruction is not text.
    fields: Vec<bool>,
    after_cell: bool,
}

impl Story {
    fn append(&mut self, text: &str) {
        for c in text.chars() {
            match c {
                '\u{13}' if self.fields.len() < 100 => self.fields.push(false),
                '\u{14}' => {
                    if let Some(field) = self.fields.last_mut() {
                        *field = true;
                    }
                }
                '\u{15}' => {
                    self.fields.pop();
                }
                _ if self.fields.contains(&false) => {}
                _ => self.character(c),
            }
        }
    }

    fn character(&mut self, c: char) {
        let after_cell = std::mem::replace(&mut self.after_cell, c == '\u{7}');
        match c {
            // The mark that ends a row follows the mark of its last cell.
            '\u{7}' if after_cell => self.flow.row(),
            '\u{7}' => self.flow.cell(),
            '\r' | '\u{b}' | '\u{c}' | '\u{e}' => self.flow.newline(),
            '\u{1e}' => self.flow.push('-', ""),
            // The optional hyphen; on its code TCVN3 has the letter ư.
            '\u{1f}' => self.flow.push('\u{ad}', ""),
            '\t' => self.flow.push('\t', ""),
            _ if c.is_control() => {}
            _ => self.flow.text(c.encode_utf8(&mut [0; 4])),
        }
    }
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let two = bytes.get(at..at.checked_add(2)?)?;
    two.try_into().ok().map(u16::from_le_bytes)
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let four = bytes.get(at..at.checked_add(4)?)?;
    four.try_into().ok().map(u32::from_le_bytes)
}

fn usize_at(bytes: &[u8], at: usize) -> Option<usize> {
    u32_at(bytes, at).and_then(|value| usize::try_from(value).ok())
}

#[cfg(test)]
mod tests;
