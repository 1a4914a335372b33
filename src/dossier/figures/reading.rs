//! The workbook of a unit beside the form: where each figure stands in it. At the form's own place when its name stands
//! there too, else wherever the name was moved; never by a name that stands twice.

mod across;
mod down;

use std::collections::BTreeSet;

use super::form::{Form, Page, Table, key, numbers_columns};
use super::number::{Said, said};
use crate::text::sheet::cells::{Sheet, Value};

/// More numbers beside a form than anybody writes there; the rest is counted.
const STRAYS: usize = 200;

/// A place in the workbooks of a unit.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// Which workbook, by its place among those given.
    pub book: usize,
    /// The tab.
    pub sheet: String,
    /// Row and column from 0.
    pub at: (u32, u32),
}

impl Place {
    /// As Excel calls it: "Biểu 1!C12".
    #[must_use]
    pub fn name(&self) -> String {
        let (row, mut column) = self.at;
        let mut letters = Vec::new();
        loop {
            let digit = u8::try_from(column.checked_rem(26).unwrap_or(0)).unwrap_or(0);
            letters.push(char::from(b'A'.saturating_add(digit)));
            match (column / 26).checked_sub(1) {
                Some(rest) => column = rest,
                None => break,
            }
        }
        let column: String = letters.iter().rev().collect();
        format!("{}!{column}{}", self.sheet, row.saturating_add(1))
    }
}

/// What was found of one figure.
#[derive(Debug, Clone, PartialEq)]
pub enum Found {
    /// Its place is there and empty.
    Nothing,
    /// The form's line or column is not in the workbook.
    Nowhere,
    /// Several places could be meant, and they do not say the same.
    Several(Vec<Place>),
    /// This.
    Value(Value, Place),
}

/// A number that stands in no place of the form.
#[derive(Debug, Clone, PartialEq)]
pub struct Stray {
    /// Where.
    pub place: Place,
    /// The name left of it or above it; empty when there is none.
    pub label: String,
    /// The number.
    pub number: f64,
}

/// What was read in the workbooks of a unit.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// For each table of the form its figures in order.
    pub tables: Vec<Vec<Found>>,
    /// Numbers that stand in none of its places.
    pub strays: Vec<Stray>,
    /// How many more of them there are.
    pub more: usize,
}

impl Reading {
    /// Whether anything of the form was recognised.
    #[must_use]
    pub fn knows_the_form(&self) -> bool {
        self.tables.iter().flatten().any(|found| *found != Found::Nowhere)
    }
}

/// A cell of all workbooks: which of them, which sheet, row and column.
type Taken = (usize, usize, (u32, u32));

/// What one sheet shows of a table: for each indicator the cell in which it stands.
struct Sight {
    book: usize,
    sheet: usize,
    places: Vec<Spot>,
}

/// Where an indicator stands on a sheet.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Spot {
    Here((u32, u32)),
    Gone,
    Doubtful(Vec<(u32, u32)>),
}

/// Reads the workbooks of a unit by the form.
#[must_use]
pub fn read(form: &Form, empty: &[Sheet], books: &[Vec<Sheet>]) -> Reading {
    let pages: Vec<Vec<Page<'_>>> = books.iter().map(|book| book.iter().map(Page::of).collect()).collect();
    let mut reading = Reading::default();
    let mut taken: BTreeSet<Taken> = BTreeSet::new();
    for table in &form.tables {
        let sights = sights(table, &pages);
        for sight in &sights {
            let here = sight.places.iter().filter_map(|spot| match spot {
                Spot::Here(at) => Some((sight.book, sight.sheet, *at)),
                _ => None,
            });
            taken.extend(here);
        }
        let found: Vec<Found> =
            (0..table.indicators.len()).map(|nth| found(nth, &sights, &pages, &mut taken)).collect();
        reading.tables.push(found);
    }
    strays(form, empty, &pages, &taken, &mut reading);
    reading
}

/// The sheets on which a table is recognised. The tab of the form's own name goes before others of its workbook.
fn sights(table: &Table, pages: &[Vec<Page<'_>>]) -> Vec<Sight> {
    let mut all = Vec::new();
    for (book, pages) in pages.iter().enumerate() {
        let mut seen: Vec<Sight> = Vec::new();
        for (sheet, page) in pages.iter().enumerate() {
            let places = match table.labels {
                Some(labels) => down::places(table, labels, page),
                None => across::places(table, page),
            };
            seen.extend(places.map(|places| Sight { book, sheet, places }));
        }
        let named = |sight: &Sight| pages.get(sight.sheet).is_some_and(|page| key(page.name) == key(&table.sheet));
        if seen.iter().any(named) {
            seen.retain(named);
        }
        all.extend(seen);
    }
    all
}

/// One figure over all sheets that show the table: those that are empty do not count, and what is said twice alike is
/// said once.
fn found(nth: usize, sights: &[Sight], pages: &[Vec<Page<'_>>], taken: &mut BTreeSet<Taken>) -> Found {
    let mut said: Vec<(Value, Place, Taken)> = Vec::new();
    let mut doubtful = Vec::new();
    let mut there = false;
    for sight in sights {
        let Some(page) = pages.get(sight.book).and_then(|pages| pages.get(sight.sheet)) else { continue };
        let place = |at| Place { book: sight.book, sheet: page.name.to_owned(), at };
        match sight.places.get(nth) {
            Some(Spot::Here(at)) => {
                there = true;
                let value = page.at(at.0, at.1).cloned();
                said.extend(value.map(|value| (value, place(*at), (sight.book, sight.sheet, *at))));
            }
            Some(Spot::Doubtful(several)) => doubtful.extend(several.iter().map(|at| place(*at))),
            _ => {}
        }
    }
    let alike = said.windows(2).all(|pair| matches!(pair, [(one, ..), (other, ..)] if one == other));
    match said.first() {
        Some((value, place, _)) if alike && doubtful.is_empty() => Found::Value(value.clone(), place.clone()),
        None if doubtful.is_empty() && there => Found::Nothing,
        None if doubtful.is_empty() => Found::Nowhere,
        _ => {
            // What nobody could choose among is not lost: each number is told as one that stands nowhere.
            for (_, _, spot) in &said {
                taken.remove(spot);
            }
            Found::Several(said.into_iter().map(|(_, place, _)| place).chain(doubtful).collect())
        }
    }
}

/// Numbers in no place of the form. Numbering, and what the empty form itself says there, are none of theirs.
fn strays(form: &Form, empty: &[Sheet], pages: &[Vec<Page<'_>>], taken: &BTreeSet<Taken>, reading: &mut Reading) {
    let blank: Vec<Page<'_>> = empty.iter().map(Page::of).collect();
    for (book, pages) in pages.iter().enumerate() {
        for (sheet, page) in pages.iter().enumerate() {
            let ours = blank.iter().find(|ours| ours.name == page.name);
            for (row, cells) in page.rows.iter().filter(|(_, cells)| !numbers_columns(cells)) {
                for (column, value) in cells {
                    let at = (*row, *column);
                    let number = match said(value, "") {
                        Said::Number(number) | Said::Written(number) => number,
                        _ => continue,
                    };
                    let preset = ours.and_then(|ours| ours.at(*row, *column)) == Some(*value);
                    if taken.contains(&(book, sheet, at)) || preset || is_numbering(form, page, at) {
                        continue;
                    }
                    if reading.strays.len() >= STRAYS {
                        reading.more = reading.more.saturating_add(1);
                        continue;
                    }
                    let place = Place { book, sheet: page.name.to_owned(), at };
                    reading.strays.push(Stray { place, label: nearest(page, at), number });
                }
            }
        }
    }
}

/// Whether a number stands left of a name in a column for numbering: whole, small, and nothing left of it.
fn is_numbering(form: &Form, page: &Page<'_>, (row, column): (u32, u32)) -> bool {
    let Some(cells) = page.rows.get(&row) else { return false };
    let leftmost = cells.keys().next() == Some(&column);
    let named = page.label(row, column.saturating_add(1)).is_some();
    let down = form.tables.iter().any(|table| table.labels.is_some_and(|labels| labels > 0));
    let small = matches!(page.at(row, column), Some(Value::Number(number)) if number.fract() == 0.0 && (0.0..1000.0).contains(number));
    down && leftmost && named && small
}

fn nearest(page: &Page<'_>, (row, column): (u32, u32)) -> String {
    let left = (0..column).rev().find_map(|column| page.label(row, column));
    let above = || (0..row).rev().find_map(|row| page.label(row, column));
    left.or_else(above).unwrap_or_default().to_owned()
}
