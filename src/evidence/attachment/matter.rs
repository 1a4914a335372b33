//! What a report is about, by its title: its unit's work as a whole, or one matter.
//!
//! Units report on many matters by the same calendar, to many boards, and no list of those is ever complete. So a title is
//! taken for what a plan asks for only when its first words of content are known: the office's own field, the unit's own
//! work, what the plan names; or when it has none. A matter that nobody knows is shown to a person.

mod beside;

use std::ops::Range;

use crate::dictionary::List;
use crate::evidence::{Ground, Line};
use crate::office::Terms;
use crate::roster::{Unit, UnitId};
use crate::spelling::tokens::{Gap, Token, plain};

/// The one matter that a title is about, in its own words; none when it is about the work as a whole. `units` are those
/// whose work it may be.
pub(super) fn single(ground: &Ground<'_>, line: &Line<'_>, units: &[UnitId]) -> Option<String> {
    if let Some(words) = line.written(List::NeverWork) {
        return Some(words.to_owned());
    }
    let title = Title::of(ground, line);
    let field = names_our_field(ground, line) && !title.has_field_as_place();
    if field && !title.may_join() {
        return None;
    }
    let terms = ground.rules.terms();
    let mut own = Own::of(&terms, units);
    if field {
        return title.beside_field(own.with_field(ground));
    }
    own.leave_others(ground, units);
    let head = title.head()?;
    let alone = title.unknown(&own, head).or_else(|| title.unknown(&own, title.reopened()?));
    own.with_field(ground);
    match alone {
        Some(_) if is_department(ground, units) && title.names_parts(&own, head) => None,
        Some(matter) => Some(matter),
        None => title.narrowed(&own, head),
    }
}

/// What kind of report it is, where words beside BÁO CÁO make it one of its own, whatever its title says below: "BÁO CÁO THẨM
/// TRA", "BÁO CÁO THAM LUẬN". None where they are words of every report.
pub(super) fn qualifying(ground: &Ground<'_>, line: &Line<'_>, units: &[UnitId]) -> Option<String> {
    const AGAIN: [List; 5] = [List::Supplements, List::Replaces, List::Draft, List::NoDraft, List::OurField];
    // "BÁO CÁO CỦA BAN THƯỜNG VỤ": whose it is.
    if line.words().starts_with(" cua ")
        || line.words().starts_with(" bo sung ")
        || AGAIN.iter().any(|list| line.has(*list))
    {
        return None;
    }
    let title = Title::of(ground, line);
    let terms = ground.rules.terms();
    let mut own = Own::of(&terms, units);
    own.with_field(ground);
    title.unknown(&own, title.head()?)
}

/// Whether they are departments of the province's administration.
fn is_department(ground: &Ground<'_>, units: &[UnitId]) -> bool {
    let department = |unit: &UnitId| {
        let unit = ground.rules.roster.unit(unit);
        unit.is_some_and(|unit| unit.every_name().any(|name| plain(name).starts_with(" so ")))
    };
    !units.is_empty() && units.iter().all(department)
}

/// Whether the line names the office's own field, and not only as a part of another one: "dân vận khéo" is a movement.
pub(super) fn names_our_field(ground: &Ground<'_>, line: &Line<'_>) -> bool {
    let inside = |start: usize, end: usize| {
        let around = line.said.of(List::OtherWork).filter(|other| other.start <= start && end <= other.end);
        around.into_iter().any(|other| other.end.saturating_sub(other.start) > end.saturating_sub(start))
    };
    // "dân vận" is asked for by a plan that says so, and is another board's where none does, whatever the office is called.
    let joint = line.said.of(List::JointField).filter(|hit| ground.rules.papers().ask_for(hit.phrase));
    line.said.of(List::OurField).chain(joint).any(|hit| !inside(hit.start, hit.end))
}

/// The one matter that a subject or a file name gives its report: what stands between "báo cáo" and the period. Elsewhere
/// in a line people write what they like.
pub(super) fn single_in_line(ground: &Ground<'_>, line: &Line<'_>, units: &[UnitId]) -> Option<String> {
    let first = line.said.of(List::Report).map(|hit| hit.end).min()?;
    let title = Title::of(ground, line);
    let head = title.head().filter(|head| title.starts.get(*head).is_some_and(|start| *start > first))?;
    let period = title.periods.iter().map(|range| range.start).min()?;
    let before = title.tokens.get(head).is_some_and(|token| token.range.start < period);
    before.then(|| single(ground, line, units)).flatten()
}

/// A title as words, and which of them carry content.
struct Title<'t> {
    line: &'t Line<'t>,
    tokens: &'t [Token],
    /// Where each token begins in the plain words.
    starts: &'t [usize],
    /// Words that say nothing about the matter: openings, fillers, numbers, periods.
    empty: Vec<bool>,
    /// Words that say nothing alone.
    weak: Vec<bool>,
    /// Names of units.
    named: Vec<Range<usize>>,
    periods: Vec<Range<usize>>,
}

impl<'t> Title<'t> {
    /// The part of the line left of its outlook.
    fn of(ground: &Ground<'_>, line: &'t Line<'t>) -> Self {
        let reading = line.reading();
        let cut = reading.cut.unwrap_or(line.text.len());
        let count = line.tokens.partition_point(|token| token.range.start < cut);
        let tokens = line.tokens.get(..count).unwrap_or_default();
        let starts = line.plain.starts.get(..count).unwrap_or_default();
        let periods: Vec<Range<usize>> = reading.periods.iter().map(|mention| mention.range.clone()).collect();
        let said = |list: List, start: usize| line.said.of(list).any(|hit| (hit.start..hit.end).contains(&start));
        let empty = tokens.iter().zip(starts).map(|(token, start)| {
            let in_period = periods.iter().any(|range| range.contains(&token.range.start));
            token.number.is_some() || in_period || said(List::Opening, *start) || said(List::Filler, *start)
        });
        let empty = empty.collect();
        let weak = starts.iter().map(|start| said(List::Weak, *start)).collect();
        let named = line.named(ground).iter().map(|named| named.range.clone()).collect();
        Self { line, tokens, starts, empty, weak, named, periods }
    }

    /// The first word of content. Behind the period only what is opened anew counts ("tháng 5 về …", "tháng 5 công tác …"):
    /// else it is a signature.
    fn head(&self) -> Option<usize> {
        let first = self.periods.iter().map(|range| range.start).min().unwrap_or(usize::MAX);
        let mut opened = true;
        for (at, token) in self.tokens.iter().enumerate() {
            let start = *self.starts.get(at)?;
            if self.periods.iter().any(|range| range.contains(&token.range.start)) {
                opened = false;
            } else if self.is_empty(at) || self.weak.get(at).copied().unwrap_or(false) {
                opened |= token.range.start > first && (token.is("ve") || self.says_at(List::Opening, start));
            } else if !opened {
                return None;
            } else if token.folded.chars().count() > 1 || token.is("y") {
                return Some(at);
            }
        }
        None
    }

    /// Whether our field is only where something else is done: "chuyển đổi số trong công tác khoa giáo".
    fn has_field_as_place(&self) -> bool {
        let fields = self.line.said.of(List::OurField).chain(self.line.said.of(List::JointField));
        let Some(field) = fields.map(|hit| hit.start).min() else { return false };
        let before = self.starts.partition_point(|start| *start < field);
        let between = (0..before).rev().take_while(|at| self.is_empty(*at));
        let mut words = between.filter_map(|at| self.tokens.get(at));
        words.any(|token| token.is("trong") || token.is("thuoc"))
    }

    /// The first word of what the title is about, where only that stands behind the period: "khoa học tháng 5 về …".
    fn reopened(&self) -> Option<usize> {
        let end = self.periods.iter().map(|range| range.end).max()?;
        let behind = self.tokens.partition_point(|token| token.range.start < end);
        self.tokens.get(behind).filter(|token| token.is("ve"))?;
        (behind..self.tokens.len()).find(|at| !self.is_empty(*at) && !self.weak.get(*at).copied().unwrap_or(false))
    }

    /// The matter whose first word stands at `head`; none when it is known work.
    fn unknown(&self, own: &Own<'_>, head: usize) -> Option<String> {
        let end = self.known_from(own, head);
        match end {
            Some(end) if !self.is_compound(end) => None,
            None if self.is_work_of_others(own, head) => self.words(head, head.saturating_add(1)),
            _ => self.matter(head, end),
        }
    }

    /// Whether one word alone is what other kinds of units do: "công tác Đoàn" of a department is its youth's.
    fn is_work_of_others(&self, own: &Own<'_>, at: usize) -> bool {
        self.tokens.get(at).is_some_and(|token| own.is_of_others(&token.folded))
    }

    fn is_empty(&self, at: usize) -> bool {
        self.empty.get(at).copied().unwrap_or(true)
    }

    fn says_at(&self, list: List, start: usize) -> bool {
        self.line.said.of(list).any(|hit| hit.start == start)
    }

    /// The token behind the known words that begin at a token; none when they are not known.
    fn known_from(&self, own: &Own<'_>, at: usize) -> Option<usize> {
        let mut end = at;
        while let Some(next) = self.known_at(own, end) {
            end = next;
        }
        (end > at).then_some(end)
    }

    fn known_at(&self, own: &Own<'_>, at: usize) -> Option<usize> {
        let token = self.tokens.get(at)?;
        let start = *self.starts.get(at)?;
        let behind = |end: usize| self.starts.iter().position(|start| *start > end).unwrap_or(self.tokens.len());
        if let Some(hit) = self.line.said.of(List::WholeWork).find(|hit| hit.start == start) {
            return Some(behind(hit.end));
        }
        if let Some(range) = self.named.iter().find(|range| range.contains(&token.range.start)) {
            let end = self.tokens.iter().position(|token| token.range.start >= range.end);
            return Some(end.unwrap_or(self.tokens.len()));
        }
        let rest = self.line.words().get(start..)?;
        let fits = |phrase: &&&str| rest.strip_prefix(**phrase).is_some_and(|rest| rest.starts_with(' '));
        let phrase = own.phrases.iter().filter(fits).max_by_key(|phrase| phrase.len())?;
        Some(behind(start.saturating_add(phrase.len())))
    }

    /// Whether known words are only the beginning of another term: "y tế trường học", "giáo dục quốc phòng". A term of
    /// Vietnamese has two syllables at least; one alone is a slip or a name.
    fn is_compound(&self, end: usize) -> bool {
        let goes_on = |at: usize| {
            let content = !self.is_empty(at) && !self.named.iter().any(|range| self.begins_in(at, range));
            content && self.tokens.get(at).is_some_and(|token| token.gap == Gap::Space)
        };
        goes_on(end) && goes_on(end.saturating_add(1))
    }

    fn begins_in(&self, at: usize, range: &Range<usize>) -> bool {
        self.tokens.get(at).is_some_and(|token| range.contains(&token.range.start))
    }

    /// The words of one matter: two syllables or more, or an abbreviation.
    fn matter(&self, head: usize, known: Option<usize>) -> Option<String> {
        let from = known.unwrap_or(head);
        let goes_on = |at: &usize| {
            // "phòng, chống": a comma does not end a matter.
            let close = self.tokens.get(*at).is_some_and(|token| token.gap <= Gap::Comma);
            !self.is_empty(*at) && (*at == from || close)
        };
        let count = (from..self.tokens.len()).take_while(goes_on).count();
        let words = self.words(head, from.saturating_add(count))?;
        let capital = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
        let abbreviation = capital && words.chars().count() >= 3 && self.line.text.chars().any(char::is_lowercase);
        (count >= 2 || abbreviation).then_some(words)
    }

    fn words(&self, from: usize, to: usize) -> Option<String> {
        let (first, last) = (self.tokens.get(from)?, self.tokens.get(to.checked_sub(1)?)?);
        self.line.text.get(first.range.start..last.range.end).map(ToOwned::to_owned)
    }
}

/// What the work of the units that may have written it is called.
struct Own<'t> {
    /// Folded phrases.
    phrases: Vec<&'t str>,
    terms: &'t Terms,
}

impl<'t> Own<'t> {
    /// The terms of the units' names, what such units do, and what the plans ask for.
    fn of(terms: &'t Terms, units: &[UnitId]) -> Self {
        Self { phrases: terms.of_units(units), terms }
    }

    /// Without the fields of sister boards that a unit's name joins to ours: "Ban Tuyên giáo và Dân vận" reports on "dân vận"
    /// alone to the board for that, unless a plan of ours asks for it.
    fn leave_others(&mut self, ground: &Ground<'_>, units: &[UnitId]) {
        let dictionary = &ground.rules.dictionary;
        let names = || units.iter().filter_map(|unit| ground.rules.roster.unit(unit)).flat_map(Unit::every_name);
        if !names().any(|name| dictionary.says(name).has(List::OurField)) {
            return;
        }
        let papers = ground.rules.papers();
        let sisters = || dictionary.list(List::JointField).iter().map(|phrase| phrase.folded.as_str());
        self.phrases.retain(|phrase| papers.ask_for(phrase) || !sisters().any(|sister| sister == *phrase));
    }

    /// Whether other kinds of units do this, and these do not.
    fn is_of_others(&self, word: &str) -> bool {
        self.terms.works().any(|work| work == word) && !self.phrases.contains(&word)
    }
}

/// The units whose work a paper of this mail may be about: those that the sender writes for.
pub(super) fn of_sender(ground: &Ground<'_>) -> Vec<UnitId> {
    let address = ground.message.from.as_ref().map_or("", |from| from.address.as_str());
    let known = crate::evidence::sender::writes_for(ground, address).into_iter().map(|(unit, _)| unit);
    known.chain(ground.facts.learned_units.iter().cloned()).collect()
}
