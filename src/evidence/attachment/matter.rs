//! Titles that bear a period and yet are about one matter only: "Thành tích đề nghị khen thưởng năm 2020".

use std::collections::BTreeSet;

use crate::calendar::Span;
use crate::dictionary::List;
use crate::evidence::{Ground, Line, naming, sender, words};
use crate::roster::{Unit, UnitId};
use crate::spelling;
use crate::spelling::tokens::tokens;

/// Whether a title names one matter, or has a year and at least three words that are neither its unit's own nor any word
/// for the work as a whole.
pub(super) fn is_single(ground: &Ground<'_>, line: &Line<'_>) -> bool {
    let title = line.text;
    let periods = words::read(title).periods;
    if line.has(List::NeverWork) {
        return true;
    }
    if !periods.is_empty() && is_one_disease(ground, line) {
        return true;
    }
    // Of a month or quarter a sector reports in its own words ("Thu, chi BHXH, BHYT tháng 5"); over half a year and more
    // there are many reports on one matter.
    let long = |span: Span| matches!(span, Span::Year | Span::Half(_) | Span::NineMonths);
    if periods.is_empty() || !periods.iter().all(|period| long(period.span)) || whole(line) {
        return false;
    }
    let named = naming::find(&ground.names, &ground.rules.roster, title);
    let told = |at: usize| {
        let mut ranges = periods.iter().map(|period| &period.range).chain(named.iter().map(|named| &named.range));
        ranges.any(|range| range.contains(&at))
    };
    let own = own_words(ground);
    let rest = tokens(title).into_iter().filter(|token| {
        let word = token.folded.as_str();
        !told(token.range.start)
            && token.number.is_none()
            && !is_in(ground, List::Filler, word)
            && !own.contains(word)
            && !is_in(ground, List::Opening, word)
    });
    rest.count() >= 3
}

/// "Tình hình dịch sốt xuất huyết tháng 5" is about the disease alone; "Công tác y tế, phòng chống sốt xuất huyết tháng 5"
/// names the unit's own work too.
fn is_one_disease(ground: &Ground<'_>, line: &Line<'_>) -> bool {
    if !line.has(List::Disease) || whole(line) {
        return false;
    }
    let own = own_words(ground);
    !tokens(line.text).iter().any(|token| {
        let word = token.folded.as_str();
        own.contains(word) && !is_in(ground, List::Filler, word) && !is_in(ground, List::Disease, word)
    })
}

/// Words for a unit's work as a whole, or for what these offices collect on.
fn whole(line: &Line<'_>) -> bool {
    line.has(List::WholeWork) || line.has(List::OurField)
}

/// Whether a word is part of a phrase of the list.
fn is_in(ground: &Ground<'_>, list: List, word: &str) -> bool {
    ground.rules.dictionary.list(list).iter().any(|phrase| phrase.split(' ').any(|part| part == word))
}

/// The words of the names of the sender's unit, after which its whole work is called; of every unit when the sender is
/// nobody's.
fn own_words(ground: &Ground<'_>) -> BTreeSet<String> {
    let address = ground.message.from.as_ref().map_or("", |from| from.address.as_str());
    let senders: Vec<UnitId> = sender::writes_for(ground, address).into_iter().map(|(unit, _)| unit).collect();
    let units = ground.rules.roster.units.iter().filter(|unit| senders.is_empty() || senders.contains(&unit.id));
    let names = units.flat_map(Unit::every_name);
    names.flat_map(words_of).collect()
}

fn words_of(name: &str) -> Vec<String> {
    spelling::fold(name).split_whitespace().map(str::to_owned).collect()
}
