//! Indicators side by side: the figures stand in one row below.

use std::collections::BTreeMap;

use super::Spot;
use crate::dossier::figures::form::{Page, Table, key, numbers_columns};
use crate::dossier::figures::number::{Said, said};

/// Where each indicator stands on a page; none when less than half of the form's headings stand on it.
pub(super) fn places(table: &Table, page: &Page<'_>) -> Option<Vec<Spot>> {
    let columns = columns(table, page)?;
    let bottom = columns.iter().filter_map(|column| column.as_ref().map(|(row, _)| *row)).max()?;
    let rows = filled(&columns, page, bottom);
    let places = columns.iter().map(|column| match (column, rows.as_slice()) {
        (None, _) => Spot::Gone,
        (Some((_, column)), []) => Spot::Here((bottom.saturating_add(1), *column)),
        (Some((_, column)), [row]) => Spot::Here((*row, *column)),
        (Some((_, column)), rows) => match rows.last().filter(|row| is_total(page, **row)) {
            Some(total) => Spot::Here((*total, *column)),
            None => Spot::Doubtful(rows.iter().map(|row| (*row, *column)).collect()),
        },
    });
    Some(places.collect())
}

/// Row and column of each heading. Where two are alike only the way that the others were moved tells them apart.
fn columns(table: &Table, page: &Page<'_>) -> Option<Vec<Option<(u32, u32)>>> {
    let mut cells: BTreeMap<String, Vec<(u32, u32)>> = BTreeMap::new();
    for (row, line) in &page.rows {
        for (column, label) in line.keys().filter_map(|column| Some((*column, page.label(*row, *column)?))) {
            cells.entry(key(label)).or_default().push((*row, column));
        }
    }
    let heads: Vec<String> = table.indicators.iter().map(|one| key(&one.head)).collect();
    let hits = |head: &String| cells.get(head).map_or(&[][..], Vec::as_slice);
    let shift = |own: (u32, u32), at: (u32, u32)| {
        (i64::from(at.0).saturating_sub(own.0.into()), i64::from(at.1).saturating_sub(own.1.into()))
    };
    let mut shifts: BTreeMap<(i64, i64), usize> = BTreeMap::new();
    for (indicator, head) in table.indicators.iter().zip(&heads) {
        for at in hits(head) {
            let count = shifts.entry(shift(indicator.named_at, *at)).or_default();
            *count = count.saturating_add(1);
        }
    }
    let (most, _) = shifts
        .into_iter()
        .max_by_key(|((down, right), count)| (*count, std::cmp::Reverse((down.abs(), right.abs()))))?;
    let places: Vec<Option<(u32, u32)>> = table
        .indicators
        .iter()
        .zip(&heads)
        .map(|(indicator, head)| {
            let moved = hits(head).iter().find(|at| shift(indicator.named_at, **at) == most);
            let alone = heads.iter().filter(|other| *other == head).count() == 1;
            match (moved, hits(head)) {
                (Some(at), _) => Some(*at),
                (None, [only]) if alone => Some(*only),
                _ => None,
            }
        })
        .collect();
    let known = places.iter().flatten().count();
    (known > 0 && known.saturating_mul(2) >= places.len()).then_some(places)
}

/// The rows below the headings, up to the first blank one behind them, in which a number stands under a heading.
fn filled(columns: &[Option<(u32, u32)>], page: &Page<'_>, bottom: u32) -> Vec<u32> {
    let mut rows = Vec::new();
    let mut begun = false;
    for (row, cells) in page.rows.range(bottom.saturating_add(1)..) {
        if begun && !page.rows.contains_key(&row.saturating_sub(1)) {
            break;
        }
        begun = true;
        if numbers_columns(cells) && *row == bottom.saturating_add(1) && page.rows.contains_key(&row.saturating_add(1))
        {
            continue;
        }
        let counts = |column: &u32| cells.get(column).is_some_and(|value| said(value, "") != Said::Words);
        if columns.iter().flatten().any(|(_, column)| counts(column)) {
            rows.push(*row);
        }
    }
    rows
}

fn is_total(page: &Page<'_>, row: u32) -> bool {
    let names = [" tong cong ", " tong so ", " tong ", " cong "];
    let mut cells = page.rows.get(&row).into_iter().flat_map(|cells| cells.keys());
    cells.any(|column| page.label(row, *column).is_some_and(|label| names.contains(&key(label).as_str())))
}
