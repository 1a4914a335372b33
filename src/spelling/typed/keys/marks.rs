//! VIQR: punctuation behind letters, as mail without eight bits needed it: `So+? Y te^'`.

use std::ops::Range;

use super::typing::{Shape, Typing};
use super::{Candidate, is_plain};
use crate::spelling::typed::{Edit, in_address, words};

/// The words that VIQR would have made into others. The dot and the question mark are its keys too, but they are sure
/// only beside others.
pub(super) fn candidates(line: &str) -> Vec<Candidate> {
    let mut found = Vec::new();
    for word in words(line) {
        let mut from = word.start;
        while let Some(range) = next(line, from, word.end) {
            from = range.end.max(from.saturating_add(1));
            found.extend(candidate(line, range));
        }
    }
    found
}

/// The next run of letters with marks behind them.
fn next(line: &str, from: usize, end: usize) -> Option<Range<usize>> {
    let rest = line.get(from..end)?;
    let start = rest.find(char::is_alphabetic)?;
    let tail = rest.get(start..)?;
    let length = tail.find(|c: char| !c.is_alphabetic() && !is_mark(c)).unwrap_or(tail.len());
    Some(from.saturating_add(start)..from.saturating_add(start).saturating_add(length))
}

fn is_mark(c: char) -> bool {
    matches!(c, '\'' | '`' | '?' | '~' | '.' | '^' | '(' | '+' | '*' | '’' | '‘')
}

fn candidate(line: &str, range: Range<usize>) -> Option<Candidate> {
    let run = line.get(range.clone())?;
    let typed_so = run.contains(is_mark) || run.starts_with(['d', 'D']);
    if !typed_so || is_plain(run) || in_address(line, range.start) {
        return None;
    }
    (0..=2).find_map(|cut| {
        let end = range.end.checked_sub(cut)?;
        let word = line.get(range.start..end)?;
        let closes = line.get(end..range.end)?.chars().all(|c| matches!(c, '.' | '?' | '\'' | '('));
        let shaped = word.contains(['^', '+', '~', '`', '(']);
        let inside = word.char_indices().any(|(at, c)| {
            let rest = word.get(at.saturating_add(1)..).unwrap_or_default();
            matches!(c, '\'' | '’') && rest.starts_with(|c: char| c.is_alphabetic())
        });
        let sure = shaped || inside;
        let meant = typed(word).filter(|_| closes && (sure || !closes_sentence(line, word, end)))?;
        Some(Candidate { edit: Edit::new(range.start..end, meant), sure })
    })
}

/// Whether the mark at the end of `word` may close a sentence: nothing follows it, or after a dot a capital.
fn closes_sentence(line: &str, word: &str, end: usize) -> bool {
    let rest = line.get(end..).unwrap_or_default();
    let next = rest.trim_start().chars().next();
    let apart = rest.starts_with(' ');
    match word.chars().next_back() {
        Some('.') => !(apart && next.is_some_and(|c| c.is_lowercase() || c.is_ascii_digit())),
        Some('?') => !(apart && next.is_some_and(char::is_alphanumeric)),
        _ => false,
    }
}

fn typed(word: &str) -> Option<String> {
    let mut typing = Typing::default();
    for c in word.chars() {
        let doubled = typing.is_first() && typing.last().is_some_and(|last| last.base == 'd');
        let done = match c {
            '\'' | '’' => typing.tone('\u{301}'),
            '`' | '‘' => typing.tone('\u{300}'),
            '?' => typing.tone('\u{309}'),
            '~' => typing.tone('\u{303}'),
            '.' => typing.tone('\u{323}'),
            '^' => typing.shape(Shape::Circumflex),
            '+' | '*' => typing.shape(Shape::Horn),
            '(' => typing.shape(Shape::Breve),
            'd' | 'D' if doubled => typing.bar(),
            _ => typing.letter(c),
        };
        if !done {
            return None;
        }
    }
    typing.word()
}
