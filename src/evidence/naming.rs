//! Units named in a line of text, and in which part: as author, as addressee, as the place where something happened.

#[cfg(test)]
mod tests;

use std::ops::Range;

use crate::roster::name::{NameHit, NameKind, Names, Tier};
use crate::roster::{Roster, UnitId};
use crate::spelling;
use crate::spelling::tokens::{Gap, Token, tokens};

/// What kind of name it is, from the weakest to the strongest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Form {
    /// A bare place ("Hồng Phong") or a name that is also a subject ("Bảo hiểm xã hội").
    Hint,
    /// An abbreviation ("SYT"); up to three letters may mean other things.
    Symbol,
    /// A name ("Sở Y tế", "HU Đông Khê").
    Name,
}

/// A name found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The units that are so called; more than one when the writing does not tell them apart.
    pub units: Vec<UnitId>,
    /// What kind of name.
    pub form: Form,
    /// The place of a committee without the committee's own title: "Đông Khê", "xã Cam Lâm".
    pub place: bool,
    /// A symbol of at most three letters.
    pub brief: bool,
    /// Named as addressee, place or partner ("gửi Sở Y tế", "tại", "phối hợp với"), not as author.
    pub aside: bool,
    /// Where it stands, in bytes.
    pub range: Range<usize>,
}

/// The units named in `text`, in its order. Offices inside or below a unit ("Đảng bộ Sở Y tế", "Hội Nông dân
/// huyện …") are other offices and left out.
#[must_use]
pub fn find(names: &Names, roster: &Roster, text: &str) -> Vec<Named> {
    let hits = names.find(text);
    // Most lines name nobody, and need no words.
    if hits.is_empty() { Vec::new() } else { placed(hits, roster, text, &tokens(text)) }
}

/// As [`find`], in a text whose tokens these are.
pub(crate) fn find_in(names: &Names, roster: &Roster, text: &str, all: &[Token]) -> Vec<Named> {
    placed(names.find(text), roster, text, all)
}

fn placed(mut hits: Vec<NameHit>, roster: &Roster, text: &str, all: &[Token]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    if hits.is_empty() {
        return found;
    }
    let marks = !all.iter().all(Token::is_plain);
    if marks {
        tell_apart(&mut hits, roster, text);
    }
    for hit in hits {
        match found.last_mut().filter(|last| last.range == hit.range()) {
            Some(last) => last.units.push(hit.unit),
            None => found.extend(named(all, hit)),
        }
    }
    found
}

/// The unit whose name stands in `text` with one slip in it, as author, and where; none when several are so near. Asked
/// only where [`find`] finds nothing.
#[must_use]
pub fn slip(names: &Names, text: &str) -> Option<(UnitId, Range<usize>)> {
    let hits = names.slips(text);
    if hits.is_empty() || hits.iter().any(|hit| hit.shared) {
        return None;
    }
    let all = tokens(text);
    let mut meant = hits.into_iter().filter_map(|hit| named(&all, hit)).filter(|named| !named.aside);
    let first = meant.next()?;
    let unit = first.units.first()?.clone();
    meant.all(|other| other.units == first.units).then_some((unit, first.range))
}

/// Who types marks anywhere in a line means "Thanh Lam" when writing "Thanh Lam".
fn tell_apart(hits: &mut Vec<NameHit>, roster: &Roster, text: &str) {
    let fits = |hit: &NameHit| {
        let written = text.get(hit.range()).map(spelling::lower).unwrap_or_default();
        roster
            .unit(&hit.unit)
            .is_some_and(|unit| unit.every_name().any(|name| spelling::lower(name).contains(&written)))
    };
    let kept: Vec<Range<usize>> = hits.iter().filter(|hit| hit.shared && fits(hit)).map(NameHit::range).collect();
    hits.retain(|hit| !hit.shared || !kept.contains(&hit.range()) || fits(hit));
}

fn named(all: &[Token], hit: NameHit) -> Option<Named> {
    let first = all.iter().position(|token| token.range.end > hit.start)?;
    let after = all.iter().position(|token| token.range.start >= hit.end).unwrap_or(all.len());
    let form = match hit.kind {
        NameKind::Place | NameKind::Short => Form::Hint,
        NameKind::Symbol => Form::Symbol,
        NameKind::Alias | NameKind::Name => Form::Name,
    };
    // Words with other marks are other words, unless they were typed without any.
    let typed = all.get(first..after)?.iter().any(|token| !token.is_plain());
    let unlike = hit.tier == Tier::Folded && typed && form == Form::Hint;
    if unlike || is_part_of_other(all, first, after, form) {
        return None;
    }
    let aside = is_aside(all, first);
    let place = hit.kind == NameKind::Place;
    Some(Named { range: hit.range(), units: vec![hit.unit], form, place, brief: hit.brief, aside })
}

/// "Phòng GDĐT", "Đảng bộ Sở Y tế", "Hội Nông dân huyện …": an office inside or below, not the unit.
fn is_part_of_other(all: &[Token], first: usize, after: usize, form: Form) -> bool {
    let before =
        |back: usize| first.checked_sub(back).and_then(|at| all.get(at)).map_or("", |token| token.folded.as_str());
    let inside = match (before(2), before(1)) {
        ("dang", "bo" | "uy") | ("chi", "bo" | "uy") | ("cong", "doan") => true,
        (_, "phong" | "pgd") => form == Form::Symbol,
        _ => false,
    };
    let next = |ahead: usize| {
        all.get(after.saturating_add(ahead))
            .filter(|token| token.gap <= Gap::Space)
            .map_or("", |token| token.folded.as_str())
    };
    let below = match (next(0), next(1)) {
        ("quan", "su" | "ly" | "tri" | "tam" | "doi" | "khu" | "chung") => false,
        ("huyen" | "xa" | "phuong" | "quan", _) | ("thi", "xa" | "tran") | ("thanh", "pho") | ("dac", "khu") => true,
        _ => false,
    };
    inside || (below && form != Form::Symbol)
}

/// Whether the words before make it an addressee, a place or a partner.
fn is_aside(all: &[Token], first: usize) -> bool {
    const WORDS: [&str; 13] =
        ["voi", "cung", "tai", "den", "gui", "cho", "o", "qua", "ve", "nhu", "giua", "thuoc", "tren"];
    const PAIRS: [(&str, &str); 5] = [("dia", "ban"), ("la", "so"), ("truoc", "la"), ("day", "la"), ("kinh", "gui")];
    let back = |by: usize| first.checked_sub(by).and_then(|at| all.get(at)).map_or("", |token| token.folded.as_str());
    WORDS.contains(&back(1)) || PAIRS.contains(&(back(2), back(1)))
}
