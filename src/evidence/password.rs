//! Passwords that a mail gives for a file: found, and taken out of its text before anything else reads that.
//!
//! Whoever quotes the text later, a reason, a letter or a list, then cannot repeat what opens a file. The mail itself,
//! as it was kept, still has it.

use std::fmt;
use std::ops::Range;

use super::{Claim, Clue, Evidence, Ground, MailKind, Source, Strength};
use crate::dictionary::{Dictionary, List, Plain};
use crate::message::Message;
use crate::roster::UnitId;
use crate::spelling::fold;
use crate::spelling::tokens::tokens;
use crate::text::{FileText, Problem};

/// Letters of a password: shorter ones are no words of their own, longer ones nobody types.
const LENGTH: std::ops::RangeInclusive<usize> = 3..=64;
/// Letters between "mật khẩu" and what introduces the password: "mật khẩu giải nén tệp báo cáo của đơn vị là …".
const REACH: usize = 70;
/// Passwords that are taken from one mail.
const MOST: usize = 10;
/// Ways to read the signs at the end of one.
const SIGNS: usize = 3;
/// What stands in their place.
const MASK: &str = "•••";
/// From this length on a password is no part of other words, and taken out wherever it stands.
const UNLIKE_WORDS: usize = 6;

/// What may open a file, in the order in which it stands in the mail. Never shown, not even to who debugs.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Passwords(Vec<String>);

impl Passwords {
    /// The words to try.
    #[must_use]
    pub fn words(&self) -> &[String] {
        &self.0
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// These and more.
    #[must_use]
    pub fn with(mut self, more: &Self) -> Self {
        let new: Vec<String> = more.0.iter().filter(|word| !self.0.contains(word)).cloned().collect();
        self.0.extend(new);
        self
    }
}

impl fmt::Debug for Passwords {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Passwords({})", self.0.len())
    }
}

/// What is known about passwords when a mail is judged.
#[derive(Debug, Clone, Default)]
pub struct Keys {
    /// The mail gave a password; it stands in its text no more.
    pub given: bool,
    /// The mail whose password opened a file of this one; none: its own.
    pub opened_by: Option<i64>,
    /// Mails that wait for a person with a file that nobody could open.
    pub waiting: Vec<Waiting>,
}

/// A mail, as far as it tells which others belong to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    /// Its row in the ledger.
    pub mail: i64,
    /// Who sent it; empty when unreadable.
    pub from: String,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// The units that it is, or may be, from.
    pub units: Vec<UnitId>,
}

impl Waiting {
    /// Whether `message`, which the people of `units` sent, goes on from this mail: the same sender, the same unit, or an
    /// answer to it. Nobody else's password is tried: what opens another unit's file is none of this one's.
    #[must_use]
    pub fn is_continued_by(&self, message: &Message, units: &[UnitId]) -> bool {
        let from = message.from.as_ref().map_or("", |from| from.address.as_str());
        let answers = self.message_id.as_ref().is_some_and(|id| message.references.contains(id));
        (!from.is_empty() && from == self.from) || self.units.iter().any(|unit| units.contains(unit)) || answers
    }
}

/// The units that the sender of a mail is known to write for, by its clues.
#[must_use]
pub fn units(evidence: &Evidence) -> Vec<UnitId> {
    let known =
        evidence.clues.iter().filter(|clue| matches!(clue.source, Source::SenderAddress | Source::SenderDomain));
    let units = known.filter_map(|clue| match &clue.claim {
        Claim::Unit(unit) => Some(unit.clone()),
        _ => None,
    });
    units.collect()
}

/// Whether a mail gives a password and asks for nothing besides.
#[must_use]
pub fn is_all(evidence: &Evidence) -> bool {
    let has = |claim: Claim| evidence.clues.iter().any(|clue| clue.claim == claim);
    has(Claim::Password) && !has(Claim::Asks) && !has(Claim::Kind(MailKind::Question))
}

/// How many files in it, itself included, want a password.
#[must_use]
pub fn locked(file: &FileText) -> usize {
    let own = usize::from(file.problem == Some(Problem::Encrypted));
    file.members.iter().fold(own, |sum, member| sum.saturating_add(locked(&member.file)))
}

/// Says that a password was given, and which files want one.
pub(super) fn clues(ground: &Ground<'_>) -> Vec<Clue> {
    let say = |source: Source, claim: Claim, attachment: Option<usize>, quote: &str| Clue {
        source,
        claim,
        strength: Strength::Weak,
        attachment,
        quote: quote.to_owned(),
    };
    let files = ground.message.attachments.iter().enumerate().filter(|(_, file)| locked(&file.text) > 0);
    let mut clues: Vec<Clue> =
        files.map(|(index, file)| say(Source::FileName, Claim::Locked, Some(index), &file.file_name)).collect();
    clues.extend(ground.facts.keys.given.then(|| say(Source::Body, Claim::Password, None, "")));
    clues
}

/// The passwords that the mail gives, taken out of its subject and text.
pub fn take_out(dictionary: &Dictionary, message: &mut Message) -> Passwords {
    let mut found: Vec<String> = Vec::new();
    let body = &mut message.body;
    let texts = [&mut message.subject, &mut body.own, &mut body.forwarded, &mut body.quoted];
    for text in texts {
        let places = offered(dictionary, text);
        let words: Vec<String> = places.iter().filter_map(|place| text.get(place.clone())).map(str::to_owned).collect();
        mask(text, places);
        for word in &words {
            if word.chars().count() >= UNLIKE_WORDS && text.contains(word.as_str()) {
                *text = text.replace(word.as_str(), MASK);
            }
        }
        found.extend(words);
    }
    let mut passwords = Passwords::default();
    for word in found {
        passwords = passwords.with(&Passwords(vec![word]));
    }
    passwords.0.truncate(MOST);
    passwords
}

/// Whether a text gives a password.
#[must_use]
pub fn is_given(dictionary: &Dictionary, text: &str) -> bool {
    !offered(dictionary, text).is_empty()
}

fn mask(text: &mut String, mut places: Vec<Range<usize>>) {
    // Backwards, so that those before keep their places; of two that overlap the wider one.
    places.sort_by_key(|place| (std::cmp::Reverse(place.end), place.start));
    let mut begun = usize::MAX;
    for place in places {
        if place.end <= begun {
            begun = place.start;
            text.replace_range(place, MASK);
        }
    }
}

/// Where the passwords stand that a text gives, in order.
fn offered(dictionary: &Dictionary, text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0_usize;
    for line in text.split_inclusive('\n') {
        for end in introductions(dictionary, line) {
            let from = start.saturating_add(end);
            for place in given(text, from) {
                if !found.contains(&place) && found.len() < MOST {
                    found.push(place);
                }
            }
        }
        start = start.saturating_add(line.len());
    }
    found
}

/// Where the words for a password end in a line.
fn introductions(dictionary: &Dictionary, line: &str) -> Vec<usize> {
    let tokens = tokens(line);
    let plain = Plain::of(&tokens);
    let said = dictionary.read_marked(&tokens, &plain);
    let end = |hit: &crate::dictionary::Hit<'_>| {
        let last = plain.starts.partition_point(|start| *start < hit.end).checked_sub(1)?;
        tokens.get(last).map(|token| token.range.end)
    };
    said.of(List::Password).filter_map(end).collect()
}

/// The passwords that follow the words for one, which end at `from`.
fn given(text: &str, from: usize) -> Vec<Range<usize>> {
    let mut places = Vec::new();
    let Some(mut at) = introduced(text, from) else { return places };
    for _ in 0..3 {
        let Some((found, end)) = value(text, at) else { break };
        places.extend(found);
        let Some(next) = alternative(text, end) else { break };
        at = next;
    }
    places
}

/// Where a password begins: behind a colon, an equals sign or "là", or at a quotation mark, in the same sentence.
fn introduced(text: &str, from: usize) -> Option<usize> {
    let rest = text.get(from..)?;
    let line = rest.lines().next()?;
    for (number, (at, c)) in line.char_indices().enumerate() {
        let here = line.get(at..)?;
        let after = here.chars().nth(1);
        let ends = matches!(c, '.' | ';' | '!' | '?') && after.is_none_or(char::is_whitespace);
        if number > REACH || ends {
            return None;
        }
        if closing(c).is_some() {
            return from.checked_add(at);
        }
        if is_sign(c) || copula(line, at).is_some() {
            return from.checked_add(at).map(|at| past_signs(text, at));
        }
    }
    None
}

fn is_sign(c: char) -> bool {
    matches!(c, ':' | '=' | '：' | '→')
}

/// The length of "là" standing as a word at this place.
fn copula(line: &str, at: usize) -> Option<usize> {
    let before = line.get(..at)?.chars().next_back();
    let word = line.get(at..)?.split(|c: char| !c.is_alphanumeric()).next()?;
    let whole = before.is_none_or(|c| !c.is_alphanumeric());
    (whole && matches!(fold(word).as_str(), "la" | "is")).then_some(word.len())
}

/// Behind all that introduces: "là: ", " = ", an empty line.
fn past_signs(text: &str, mut at: usize) -> usize {
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let word = copula(text, at).filter(|length| {
            let next = at.checked_add(*length).and_then(|end| text.get(end..)).and_then(|rest| rest.chars().next());
            next.is_none_or(|c| c.is_whitespace() || is_sign(c))
        });
        let step = match word {
            Some(length) => length,
            None if is_sign(c) || c.is_whitespace() || c == '>' => c.len_utf8(),
            None => break,
        };
        at = at.saturating_add(step);
    }
    at
}

/// What closes this quotation mark.
fn closing(c: char) -> Option<char> {
    Some(match c {
        '"' => '"',
        '\'' => '\'',
        '`' => '`',
        '“' | '„' => '”',
        '‘' => '’',
        '«' => '»',
        '[' => ']',
        _ => return None,
    })
}

/// The password at a place, without and with the signs at its end, and where it ends. None for words that only
/// describe it.
fn value(text: &str, at: usize) -> Option<(Vec<Range<usize>>, usize)> {
    let line = text.get(at..)?.lines().next()?;
    let first = line.chars().next()?;
    if let Some(mark) = closing(first) {
        let inside = line.get(first.len_utf8()..)?;
        let length = inside.find(mark)?;
        let start = at.checked_add(first.len_utf8())?;
        let end = start.checked_add(length)?;
        let sane = LENGTH.contains(&inside.get(..length)?.trim().chars().count());
        return sane.then(|| (std::iter::once(start..end).collect(), end.saturating_add(mark.len_utf8())));
    }
    let word = line.split_whitespace().next()?;
    let bare = word.trim_end_matches(['.', ',', ';', '!', '?', '…', ')', '"', '”', '\'', '’', '»', ']']);
    let stops = bare.len() < word.len();
    let rest = line.get(word.len()..)?;
    if !LENGTH.contains(&bare.chars().count()) || !(is_made_up(bare) || (is_one_word(bare) && (stops || ends(rest)))) {
        return None;
    }
    let end = at.checked_add(word.len())?;
    // Of the signs at its end nobody knows which are its own.
    let signs = word.get(bare.len()..)?.char_indices().map(|(sign, _)| bare.len().saturating_add(sign));
    let lengths = signs.chain([word.len()]).take(SIGNS);
    Some((lengths.map(|length| at..at.saturating_add(length)).collect(), end))
}

/// No word of the language: with a digit or a sign in it.
fn is_made_up(word: &str) -> bool {
    word.chars().any(|c| c.is_ascii_digit() || (c.is_ascii_punctuation() && !matches!(c, '-' | '/' | '(')))
}

/// A word that may be a password, and is none that tells what the password is.
fn is_one_word(word: &str) -> bool {
    const DESCRIBES: [&str; 6] = ["sdt", "dt", "email", "zalo", "gmail", "sau"];
    word.chars().all(|c| c.is_ascii_alphabetic()) && !DESCRIBES.contains(&fold(word).as_str())
}

/// Whether nothing but politeness follows.
fn ends(rest: &str) -> bool {
    const POLITE: [&str; 7] = ["a", "ah", "nhe", "nha", "em", "anh", "chi"];
    let sentence = rest.split(['.', ';', '!', ',', '(']).next().unwrap_or_default();
    let words = sentence.split_whitespace().map(fold);
    let mut words = words.take_while(|word| !matches!(word.as_str(), "hoac" | "or"));
    words.all(|word| POLITE.contains(&word.as_str()))
}

/// Where a second password begins: "khoagiao1 hoặc khoagiao2".
fn alternative(text: &str, end: usize) -> Option<usize> {
    let line = text.get(end..)?.lines().next()?;
    let trimmed = line.trim_start_matches([' ', ',', '\t']);
    let word = trimmed.split_whitespace().next()?;
    if !matches!(fold(word).as_str(), "hoac" | "or") {
        return None;
    }
    let skipped = line.len().checked_sub(trimmed.len())?.checked_add(word.len())?;
    Some(past_signs(text, end.checked_add(skipped)?))
}

#[cfg(test)]
mod tests;
