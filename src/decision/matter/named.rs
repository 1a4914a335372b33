//! What one line names: the matters of reports, and the work as a whole beside them. "Công tác dân vận và thực hiện quy chế dân
//! chủ": one paper, and both reports are handed in with it. "Công tác dân vận trong thực hiện quy chế dân chủ" is one thing
//! with another in it, and only a person can tell which report it is.

use std::ops::Range;

use crate::decision::Desk;
use crate::dictionary::{Hit, List, Plain};
use crate::evidence::words::read_tokens;
use crate::office::is_filling;
use crate::plan::Report;
use crate::spelling::tokens::{Gap, Token, tokens};

/// What a line names.
pub(super) struct Named<'r> {
    /// The reports on the matters that it names, each matter apart; of one matter all that are asked for on it.
    pub matters: Vec<Vec<&'r Report>>,
    /// How the work as a whole is named.
    pub whole: Whole,
}

impl Named<'_> {
    /// Whether it names the work as a whole alone.
    pub fn is_of_the_whole(&self) -> bool {
        self.matters.is_empty() && self.whole == Whole::Joined
    }

    /// How many things it names side by side.
    pub fn count(&self) -> usize {
        self.matters.len().saturating_add(usize::from(self.whole == Whole::Joined))
    }
}

/// How a line names the work as a whole beside its matters.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Whole {
    /// Not at all.
    Unnamed,
    /// As a thing of its own: "công tác dân vận và …".
    Joined,
    /// Together with a matter: "công tác khoa giáo gắn với …".
    Mixed,
}

/// Reads a line left of its outlook, for the reports of which `counts` is true.
pub(super) fn read<'r>(desk: &'r Desk<'_>, line: &str, counts: impl Fn(&Report) -> bool) -> Named<'r> {
    let all = tokens(line);
    let cut = read_tokens(&all).cut.unwrap_or(line.len());
    let count = all.partition_point(|token| token.range.start < cut);
    let words = all.get(..count).unwrap_or_default();
    let found = longest(matters(desk, words, counts));
    let taken = |at: usize| found.iter().any(|(range, _)| range.contains(&at));
    let parts = parts(words, taken);
    let has_matter = |part: &Range<usize>| found.iter().any(|(range, _)| part.contains(&range.start));
    let whole = fields(desk, words).into_iter().filter(|at| !taken(*at)).map(|at| {
        let part = parts.iter().find(|part| part.contains(&at));
        if part.is_some_and(|part| has_matter(part) || is_place(words, part)) { Whole::Mixed } else { Whole::Joined }
    });
    let whole = whole.reduce(|one, other| if one == Whole::Mixed { one } else { other }).unwrap_or(Whole::Unnamed);
    Named { matters: one_a_part(&parts, found), whole }
}

type Found<'r> = (Range<usize>, Vec<&'r Report>);

/// Where the matters of reports stand, by tokens.
fn matters<'r>(desk: &'r Desk<'_>, words: &[Token], counts: impl Fn(&Report) -> bool) -> Vec<Found<'r>> {
    let known = desk.rules.matters();
    let told = told(desk, words);
    let mut found: Vec<Found<'r>> = Vec::new();
    for report in desk.rules.plans.reports().map(|(_, report)| report).filter(|report| counts(report)) {
        let Some(range) = known.phrases(&report.id).find_map(|phrase| place(words, &told, phrase)) else { continue };
        match found.iter_mut().find(|(other, _)| *other == range) {
            Some((_, reports)) => reports.push(report),
            None => found.push((range, vec![report])),
        }
    }
    found
}

/// The places of the words of content.
fn told(desk: &Desk<'_>, words: &[Token]) -> Vec<usize> {
    let plain = Plain::of(words);
    let said = desk.rules.dictionary.read_marked(words, &plain);
    let filling = |at: &usize| plain.starts.get(*at).is_none_or(|start| is_filling(&said, *start));
    (0..words.len()).filter(|at| !filling(at)).collect()
}

/// A phrase of fewer words must stand as it is.
const LONG: usize = 5;

/// The tokens that are a folded phrase: as it stands, without what only joins and opens, or, when it is long, all its words in
/// their order with others between ("tuyên truyền phòng, chống dịch … Covid-19").
fn place(words: &[Token], told: &[usize], phrase: &str) -> Option<Range<usize>> {
    let wanted: Vec<&str> = phrase.split(' ').collect();
    let fits = |window: &[Token]| window.iter().map(|token| token.folded.as_str()).eq(wanted.iter().copied());
    if let Some(start) = words.windows(wanted.len()).position(fits) {
        return Some(start..start.saturating_add(wanted.len()));
    }
    let is = |at: usize, word: &str| words.get(at).is_some_and(|token| token.is(word));
    let together = |window: &&[usize]| window.iter().zip(&wanted).all(|(at, word)| is(*at, word));
    let close = told.windows(wanted.len()).find(together);
    if let Some((first, last)) = close.and_then(|window| Some((*window.first()?, *window.last()?))) {
        return Some(first..last.saturating_add(1));
    }
    if wanted.len() < LONG {
        return None;
    }
    let in_order = |wanted: &[&str]| {
        let mut rest = told.iter().copied();
        let places: Vec<usize> = wanted.iter().map_while(|word| rest.find(|at| is(*at, word))).collect();
        let ends = places.first().zip(places.last()).map(|(first, last)| *first..last.saturating_add(1));
        ends.filter(|_| places.len() == wanted.len())
    };
    // One word inside may be left out of a very long one: "phòng, chống (dịch) Covid-19".
    let without = |at: usize| wanted.iter().enumerate().filter(|(own, _)| *own != at).map(|(_, word)| *word).collect();
    let shorter = || (1..wanted.len().saturating_sub(1)).map(without).collect::<Vec<Vec<&str>>>();
    in_order(&wanted).or_else(|| {
        let long = wanted.len() > LONG;
        long.then(shorter).into_iter().flatten().find_map(|wanted| in_order(&wanted))
    })
}

/// Of phrases that overlap the longest: "thực hiện dân chủ ở cơ sở" holds "dân chủ".
fn longest(mut found: Vec<Found<'_>>) -> Vec<Found<'_>> {
    found.sort_by_key(|(range, _)| (std::cmp::Reverse(range.len()), range.start));
    let mut kept: Vec<Found<'_>> = Vec::new();
    for (range, reports) in found {
        if !kept.iter().any(|(other, _)| other.start < range.end && range.start < other.end) {
            kept.push((range, reports));
        }
    }
    kept.sort_by_key(|(range, _)| range.start);
    kept
}

/// The things that the line names side by side: "… và …", "…, …". What stands in the words of a matter joins nothing.
fn parts(words: &[Token], taken: impl Fn(usize) -> bool) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let mut start = 0;
    for (at, token) in words.iter().enumerate() {
        let inside = taken(at) && at.checked_sub(1).is_some_and(&taken);
        let joins = token.is("va") || matches!(token.gap, Gap::And | Gap::Comma | Gap::Break);
        if joins && !inside && at > start {
            parts.push(start..at);
            start = at;
        }
    }
    parts.push(start..words.len());
    parts
}

/// Where the office's own field, or one that its plans ask for, is named.
fn fields(desk: &Desk<'_>, words: &[Token]) -> Vec<usize> {
    let plain = Plain::of(words);
    let said = desk.rules.dictionary.read_marked(words, &plain);
    let asked = |hit: &&Hit<'_>| desk.rules.papers().ask_for(hit.phrase);
    // "dân vận khéo" is a movement, not the field.
    let inside = |hit: &&Hit<'_>| {
        let mut others = said.of(List::OtherWork);
        let length = hit.end.saturating_sub(hit.start);
        others.any(|o| o.start <= hit.start && hit.end <= o.end && o.end.saturating_sub(o.start) > length)
    };
    let hits = said.of(List::OurField).chain(said.of(List::JointField).filter(asked)).filter(|hit| !inside(hit));
    let mut places: Vec<usize> = hits.map(|hit| plain.starts.partition_point(|start| *start < hit.start)).collect();
    places.sort_unstable();
    places.dedup();
    places
}

/// Whether the field is only where something is done: "phục vụ công tác tuyên giáo", "trong lĩnh vực khoa giáo".
fn is_place(words: &[Token], part: &Range<usize>) -> bool {
    const LEADING: [&str; 5] = ["phuc", "trong", "thuoc", "gan", "theo"];
    words.get(part.clone()).unwrap_or_default().iter().any(|token| LEADING.iter().any(|word| token.is(word)))
}

/// Of several matters in one part the one told by most words: "Kết luận 49 về xây dựng xã hội học tập".
fn one_a_part<'r>(parts: &[Range<usize>], found: Vec<Found<'r>>) -> Vec<Vec<&'r Report>> {
    let mut best: Vec<(usize, Found<'r>)> = Vec::new();
    for one in found {
        let part = parts.iter().position(|part| part.contains(&one.0.start)).unwrap_or_default();
        match best.iter_mut().find(|(other, _)| *other == part) {
            Some((_, known)) if known.0.len() >= one.0.len() => {}
            Some((_, known)) => *known = one,
            None => best.push((part, one)),
        }
    }
    best.into_iter().map(|(_, (_, reports))| reports).collect()
}
