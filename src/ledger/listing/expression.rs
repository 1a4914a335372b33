//! A selection as FTS5 asks it. What a person typed stands in it as quoted words only, never as syntax.
//!
//! Words are found when they stand in the head of a line (subject, sender, document number, names of files, the unit's
//! names) in any order, or side by side in the text, or the first ones here and the last ones there.

use std::ops::Range;

use super::super::search::fact;
use crate::dossier::Selection;
use crate::dossier::search::{Place, Sought, Word, indexed_words};
use crate::office::Rules;

/// The words of the index that begin as this one does.
type Longer<'l> = &'l dyn Fn(&str) -> Vec<String>;

/// What the index is asked; none when the selection needs no index.
pub(super) fn of(selection: &Selection, rules: &Rules, longer: Longer<'_>) -> Option<String> {
    let mut facts: Vec<String> = Vec::new();
    if let Some(units) = selection.units(rules) {
        facts.push(any(units.iter().map(|unit| is('u', unit.as_str()))));
    }
    if let Some(report) = &selection.report {
        facts.push(is('r', report.as_str()));
    }
    if let Some(period) = selection.period {
        facts.push(is('p', &period.to_string()));
    }
    if let Some(channel) = selection.channel {
        let known = crate::dossier::selection::CHANNELS.iter().find(|(of, ..)| *of == channel);
        facts.extend(known.map(|(_, key, _)| is('c', key)));
    }
    if let Some(stood) = selection.stood {
        facts.push(is('s', stood.key()));
    }
    if let Some(sought) = &selection.sought {
        facts.push(words(sought, selection.loose, rules, longer));
    }
    (!facts.is_empty()).then(|| all(facts))
}

fn is(kind: char, value: &str) -> String {
    quoted(&fact(kind, value))
}

/// A string of FTS5.
fn quoted(text: &str) -> String {
    format!("\"{}\"", text.replace('"', "\"\""))
}

/// All of these; each stands for itself.
fn all(parts: impl IntoIterator<Item = String>) -> String {
    joined(parts, " AND ")
}

/// One of these; of nothing, what no line has.
fn any(parts: impl IntoIterator<Item = String>) -> String {
    let any = joined(parts, " OR ");
    if any.is_empty() { is('u', "") } else { any }
}

fn joined(parts: impl IntoIterator<Item = String>, by: &str) -> String {
    let mut parts: Vec<String> = parts.into_iter().collect();
    parts.dedup();
    match parts.len() {
        0 => String::new(),
        1 => parts.swap_remove(0),
        _ => format!("({})", parts.join(by)),
    }
}

/// The words, or some of them as names of units and the rest. What names a unit is one thing: its syllables alone stand
/// everywhere.
fn words(sought: &Sought, loose: bool, rules: &Rules, longer: Longer<'_>) -> String {
    let named = sought.units(&rules.roster);
    let inside = |at: usize| named.iter().any(|named| named.words.start < at && at < named.words.end);
    let whole: Vec<Word> = (0_usize..)
        .zip(sought.words())
        .map(|(at, word)| Word { glued: word.glued || (inside(at) && !loose), ..word.clone() })
        .collect();
    let whole: Vec<&Word> = whole.iter().collect();
    let mut ways = vec![found(&whole, loose, longer)];
    for named in named {
        let Range { start, end } = named.words;
        let rest = (0_usize..).zip(&whole).filter(|(at, _)| !(start..end).contains(at));
        let rest: Vec<&Word> = rest.map(|(_, word)| *word).collect();
        let units = any(named.units.iter().map(|unit| is('u', unit.as_str())));
        ways.push(if rest.is_empty() { units } else { all([units, found(&rest, loose, longer)]) });
    }
    any(ways)
}

fn found(words: &[&Word], loose: bool, longer: Longer<'_>) -> String {
    let beside = |words: &[&Word], place: Place| beside(words, place, longer);
    if loose {
        return all(groups(words)
            .into_iter()
            .map(|group| any([beside(group, Place::Head), beside(group, Place::Text)])));
    }
    let in_head = |words: &[&Word]| all(groups(words).into_iter().map(|group| beside(group, Place::Head)));
    let cuts = (0..words.len()).filter(|cut| *cut == 0 || words.get(*cut).is_some_and(|word| !word.glued));
    any(cuts.filter_map(|cut| words.split_at_checked(cut)).flat_map(|(first, last)| {
        let one = [(first, last), (last, first)];
        one.map(|(head, text)| {
            all([in_head(head), beside(text, Place::Text)].into_iter().filter(|part| !part.is_empty()))
        })
    }))
}

/// Words that were typed as one thing stay together.
fn groups<'w, 's>(words: &'s [&'w Word]) -> Vec<&'s [&'w Word]> {
    words.chunk_by(|_, next| next.glued).collect()
}

/// The words side by side in a place; as spelt where they are typed with diacritics.
fn beside(words: &[&Word], place: Place, longer: Longer<'_>) -> String {
    let terms: Vec<String> = match words {
        [one] => vec![indexed_words(place, &[one])],
        several => several.windows(2).map(|two| indexed_words(place, two)).collect(),
    };
    let last = terms.len().saturating_sub(1);
    let open = |at: usize| at == last && words.last().is_some_and(|word| word.open);
    all((0_usize..).zip(&terms).map(|(at, term)| {
        let longer = if open(at) { longer(term) } else { Vec::new() };
        any(std::iter::once(term).chain(&longer).map(|term| quoted(term)))
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(text: &str) -> String {
        let sought = Sought::typed(text).unwrap();
        found(&sought.words().iter().collect::<Vec<_>>(), false, &|_| Vec::new())
    }

    #[test]
    fn what_is_typed_is_quoted() {
        for hostile in ["\" OR *", "a\"b", "NEAR(", "-x ^y", "head:x", "x*", "AND", "\u{0}\u{e001}u"] {
            let Some(sought) = Sought::typed(hostile) else { continue };
            let asked = found(&sought.words().iter().collect::<Vec<_>>(), false, &|_| Vec::new());
            let outside: String = asked.split('"').step_by(2).collect();
            assert!(
                outside.split_whitespace().all(|word| ["", "AND", "OR"].contains(&word.trim_matches(['(', ')']))),
                "{asked}"
            );
        }
    }

    #[test]
    fn a_document_number_stays_together_also_in_the_head() {
        let both = |place: char| format!("(\"{place}:123~bc\" AND \"{place}:bc~syt\")");
        assert_eq!(shown("123/BC-SYT"), format!("({} OR {})", both('t'), both('h')));
    }

    #[test]
    fn words_with_diacritics_ask_for_the_spelling_also_beside_words_without() {
        assert_eq!(shown("tế"), "(\"w:tế\" OR \"d:tế\")");
        assert!(shown("so y tế").starts_with("((\"t:so~y\" AND \"w:y~tế\") OR "), "{}", shown("so y tế"));
    }

    fn shown(text: &str) -> String {
        asked(text).replace('\u{e001}', ":").replace('\u{e000}', "~")
    }
}
