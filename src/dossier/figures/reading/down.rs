//! Indicators below each other.

use std::collections::{BTreeMap, BTreeSet};

use super::Spot;
use crate::dossier::figures::form::{Page, Table, key};

/// Where each indicator stands on a page; none when less than half of the form's names stand on it.
pub(super) fn places(table: &Table, labels: u32, page: &Page<'_>) -> Option<Vec<Spot>> {
    let names = Names::of(table);
    let column = names.column(page, labels)?;
    let lines: Vec<(u32, String)> =
        page.rows.keys().filter_map(|row| Some((*row, key(page.label(*row, column)?)))).collect();
    let known = names.rows.values().filter(|(name, _)| lines.iter().any(|(_, line)| line == name)).count();
    if known == 0 || known.saturating_mul(2) < names.rows.len() {
        return None;
    }
    let first = lines.iter().find(|(_, line)| names.count(line) > 0).map_or(0, |(row, _)| *row);
    let places = table.indicators.iter().map(|indicator| {
        let rows = names.find(indicator.named_at.0, &lines);
        let Some(column) = heading(table, indicator.at.1, (labels, column), page, first) else { return Spot::Gone };
        settle(rows, column, page)
    });
    Some(places.collect())
}

/// One row, or those of several that alone are filled in.
fn settle(rows: Vec<u32>, column: u32, page: &Page<'_>) -> Spot {
    match rows.as_slice() {
        [] => Spot::Gone,
        [row] => Spot::Here((*row, column)),
        several => {
            let filled: Vec<(u32, u32)> =
                several.iter().map(|row| (*row, column)).filter(|at| page.at(at.0, at.1).is_some()).collect();
            match filled.as_slice() {
                [] => several.first().map_or(Spot::Gone, |row| Spot::Here((*row, column))),
                [only] => Spot::Here(*only),
                _ => Spot::Doubtful(filled),
            }
        }
    }
}

/// The names of a form by row, each with the last name above it that stands in the form only once: that tells apart two
/// that are alike.
struct Names {
    rows: BTreeMap<u32, (String, Option<String>)>,
    once: BTreeSet<String>,
}

impl Names {
    fn of(table: &Table) -> Self {
        let named: BTreeMap<u32, String> =
            table.indicators.iter().map(|one| (one.named_at.0, key(&one.label))).collect();
        let count = |name: &String| named.values().filter(|other| *other == name).count();
        let once: BTreeSet<String> = named.values().filter(|name| count(name) == 1).cloned().collect();
        let above =
            |row: u32| named.range(..row).rev().map(|(_, name)| name).find(|name| once.contains(*name)).cloned();
        let rows = named.iter().map(|(row, name)| (*row, (name.clone(), above(*row)))).collect();
        Self { rows, once }
    }

    fn count(&self, name: &str) -> usize {
        self.rows.values().filter(|(known, _)| known == name).count()
    }

    /// The column of the page in which most of the names stand; the form's own of several.
    fn column(&self, page: &Page<'_>, own: u32) -> Option<u32> {
        let mut hits: BTreeMap<u32, usize> = BTreeMap::new();
        for (row, cells) in &page.rows {
            for column in cells.keys() {
                if page.label(*row, *column).is_some_and(|label| self.count(&key(label)) > 0) {
                    let count = hits.entry(*column).or_default();
                    *count = count.saturating_add(1);
                }
            }
        }
        let best = hits.into_iter().max_by_key(|(column, count)| (*count, *column == own, std::cmp::Reverse(*column)));
        best.map(|(column, _)| column)
    }

    /// The rows of the page that may be the form's `row`.
    fn find(&self, row: u32, lines: &[(u32, String)]) -> Vec<u32> {
        let Some((name, above)) = self.rows.get(&row) else { return Vec::new() };
        let hits = lines.iter().enumerate().filter(|(_, (_, line))| line == name);
        if self.once.contains(name) {
            return hits.map(|(_, (row, _))| *row).collect();
        }
        let told = |place: usize| {
            let before = lines.get(..place).unwrap_or_default().iter().rev();
            before.map(|(_, line)| line).find(|line| self.once.contains(*line)).cloned()
        };
        hits.filter(|(place, _)| told(*place) == *above).map(|(_, (row, _))| *row).collect()
    }
}

/// The column of the page that bears the heading of the form's column `own`.
fn heading(table: &Table, own: u32, (labels, column): (u32, u32), page: &Page<'_>, first: u32) -> Option<u32> {
    let mut heads: BTreeMap<u32, String> = BTreeMap::new();
    for indicator in &table.indicators {
        heads.insert(indicator.at.1, key(&indicator.head));
    }
    let head = heads.get(&own)?;
    let bears = |column: u32| (0..first).any(|row| page.label(row, column).is_some_and(|label| key(label) == *head));
    let moved = column.checked_add(own)?.checked_sub(labels)?;
    if bears(moved) {
        return Some(moved);
    }
    let columns: BTreeSet<u32> = page.rows.values().flat_map(|cells| cells.keys().copied()).collect();
    let bearing: Vec<u32> = columns.into_iter().filter(|other| bears(*other)).collect();
    match (bearing.as_slice(), heads.len()) {
        ([only], _) if heads.values().filter(|other| *other == head).count() == 1 => Some(*only),
        // The only column beside the names, under a heading of the unit's own.
        ([], 1) => Some(moved),
        _ => None,
    }
}
