//! The form that units fill in (biểu số liệu): which figures it asks for, and where they stand in it.
//!
//! Two shapes are known, as offices draw them:
//!
//! - indicators down: a column of names (Chỉ tiêu), to the right of it one or more columns that have a heading and are
//!   empty in the form; a column with text in it (Đơn vị tính) tells what is counted;
//! - indicators across: a heading of at least three names over an empty row.
//!
//! A blank row ends a table. What a heading calls Ghi chú is for words, not for figures.

use std::collections::BTreeMap;

use crate::spelling::tokens::{plain, says};
use crate::text::sheet::cells::{Sheet, Value};

/// Everything a form asks for.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Form {
    /// Its tables, in order.
    pub tables: Vec<Table>,
}

/// One table of a form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Table {
    /// The tab on which it stands.
    pub sheet: String,
    /// Whether indicators stand below each other, in this column; else side by side.
    pub labels: Option<u32>,
    /// What it asks for, row by row.
    pub indicators: Vec<Indicator>,
}

/// One figure that is asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Indicator {
    /// Its name as written: "Số trường học".
    pub label: String,
    /// The heading of its column, from the top down: "Năm 2020", "Tổng số". Indicators across have theirs as label.
    pub heading: String,
    /// The lowest line of that heading, as it stands in one cell.
    pub head: String,
    /// What is counted: "trường", "%"; empty when the form does not say it.
    pub measure: String,
    /// Row and column in which units write it.
    pub at: (u32, u32),
    /// Row and column of its name.
    pub named_at: (u32, u32),
    /// The indicators of this table whose sum it is ("Tổng cộng" under them).
    pub sum_of: Vec<usize>,
}

impl Indicator {
    /// As one name: "Số trường học, năm 2020".
    #[must_use]
    pub fn name(&self) -> String {
        if self.heading.is_empty() { self.label.clone() } else { format!("{} – {}", self.label, self.heading) }
    }

    /// Whether adding it up over units says nothing: shares and averages.
    #[must_use]
    pub fn is_share(&self) -> bool {
        let words = format!("{}{}", plain(&self.label), plain(&self.heading));
        self.measure.contains('%')
            || self.label.contains('%')
            || self.heading.contains('%')
            || says(&words, &["ty le", "ti le", "binh quan", "trung binh", "mat do"]).is_some()
    }
}

/// A sheet by place.
pub(super) struct Page<'s> {
    pub name: &'s str,
    pub rows: BTreeMap<u32, BTreeMap<u32, &'s Value>>,
}

impl<'s> Page<'s> {
    pub fn of(sheet: &'s Sheet) -> Self {
        let mut rows: BTreeMap<u32, BTreeMap<u32, &Value>> = BTreeMap::new();
        for cell in &sheet.cells {
            rows.entry(cell.row).or_default().insert(cell.column, &cell.value);
        }
        Self { name: &sheet.name, rows }
    }

    pub fn at(&self, row: u32, column: u32) -> Option<&'s Value> {
        self.rows.get(&row)?.get(&column).copied()
    }

    /// What is written there, when it is a name.
    pub fn label(&self, row: u32, column: u32) -> Option<&'s str> {
        self.at(row, column).and_then(name)
    }

    /// The names in a row, from left to right.
    fn labels(&self, row: u32) -> Vec<(u32, &'s str)> {
        let cells = self.rows.get(&row).into_iter().flatten();
        cells.filter_map(|(column, value)| Some((*column, name(value)?))).collect()
    }
}

/// The text of a cell, when it names something: at least two letters that are no numbering.
fn name(value: &Value) -> Option<&str> {
    let Value::Text(text) = value else { return None };
    let letters: Vec<char> = text.chars().filter(|c| c.is_alphabetic()).collect();
    let numeral = letters.iter().all(|c| matches!(c, 'I' | 'V' | 'X'));
    (letters.len() >= 2 && !numeral).then_some(text.as_str())
}

/// Whether a row only numbers the columns: "A B 1 2 3=1+2".
pub(super) fn numbers_columns(row: &BTreeMap<u32, &Value>) -> bool {
    let mut next = 1_u32;
    for value in row.values() {
        let number = match value {
            Value::Number(number) => *number,
            Value::Text(text) => {
                let text = text.trim_start_matches(['(', '[']);
                let letter = next == 1 && text.chars().filter(|c| c.is_alphabetic()).count() == 1;
                if letter && text.chars().count() <= 3 {
                    continue;
                }
                let digits = text.split(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
                digits.parse::<f64>().unwrap_or(f64::NAN)
            }
            _ => return false,
        };
        if number.total_cmp(&f64::from(next)).is_ne() {
            return false;
        }
        next = next.saturating_add(1);
    }
    next > 2 || (next == 2 && row.len() > 1)
}

/// What a heading or a name is compared by.
pub(super) fn key(text: &str) -> String {
    plain(text)
}

/// What the empty form asks for; no tables when none is found.
#[must_use]
pub fn form(sheets: &[Sheet]) -> Form {
    let mut tables = Vec::new();
    for sheet in sheets {
        let page = Page::of(sheet);
        let mut down = Vec::new();
        let mut below = 0;
        for row in page.rows.keys().copied() {
            if row >= below
                && let Some((table, last)) = indicators_down(&page, row)
            {
                below = last.saturating_add(1);
                down.push(table);
            }
        }
        if down.is_empty() {
            let across = page.rows.keys().filter_map(|row| indicators_across(&page, *row));
            down.extend(across.max_by_key(|table| table.indicators.len()));
        }
        tables.extend(down);
    }
    Form { tables }
}

/// A heading in columns: where each stands and what it says from the top down.
type Headings = BTreeMap<u32, Vec<String>>;

fn indicators_down(page: &Page<'_>, head: u32) -> Option<(Table, u32)> {
    let first = page.labels(head);
    if first.len() < 2 {
        return None;
    }
    let after = head.saturating_add(1);
    let body: Vec<u32> = (after..).take_while(|row| page.rows.contains_key(row)).collect();
    let named = |column: u32| body.iter().filter(|row| page.label(**row, column).is_some()).count();
    let (labels, _) = first
        .iter()
        .map(|(column, _)| (*column, named(*column)))
        .filter(|(_, count)| *count > 0)
        .max_by_key(|(column, count)| (*count, std::cmp::Reverse(*column)))?;
    let heads: Vec<u32> = std::iter::once(head)
        .chain(body.iter().copied().take_while(|row| page.at(*row, labels).is_none() && !page.labels(*row).is_empty()))
        .collect();
    let headings = headings(page, &heads, labels);
    let below = heads.last().copied().unwrap_or(head);
    let numbering = |row: &u32| page.rows.get(row).is_some_and(numbers_columns);
    let body: Vec<u32> = body.into_iter().filter(|row| *row > below && !numbering(row)).collect();
    let (columns, measure, body) = columns(page, &headings, &body, labels);
    let last = body.last().copied()?;
    let mut indicators = named_below(page, (labels, measure), &columns, &headings, &body);
    find_totals(&mut indicators);
    let table = Table { sheet: page.name.to_owned(), labels: Some(labels), indicators };
    (!table.indicators.is_empty()).then_some((table, last))
}

fn named_below(
    page: &Page<'_>,
    (labels, measure): (u32, Option<u32>),
    columns: &[u32],
    headings: &Headings,
    body: &[u32],
) -> Vec<Indicator> {
    let mut indicators = Vec::new();
    for row in body {
        let Some(label) = page.label(*row, labels) else { continue };
        let counted = measure.and_then(|column| text(page.at(*row, column)?)).unwrap_or_default();
        // A line without a measure among lines that have one only heads them.
        if measure.is_some() && counted.is_empty() {
            continue;
        }
        indicators.extend(columns.iter().map(|column| {
            let lines = headings.get(column).cloned().unwrap_or_default();
            Indicator {
                label: label.to_owned(),
                // One column needs no name beside that of the line.
                heading: if columns.len() > 1 { lines.join(", ") } else { String::new() },
                head: lines.last().cloned().unwrap_or_default(),
                measure: counted.to_owned(),
                at: (*row, *column),
                named_at: (*row, labels),
                sum_of: Vec::new(),
            }
        }));
    }
    indicators
}

fn text(value: &Value) -> Option<&str> {
    match value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The headings right of the names: a name over several columns stands in the first of them.
fn headings(page: &Page<'_>, heads: &[u32], labels: u32) -> Headings {
    let mut headings = Headings::new();
    for (nth, row) in heads.iter().enumerate() {
        let below = heads.get(nth.saturating_add(1)..).unwrap_or_default();
        let names: Vec<(u32, &str)> = page.labels(*row).into_iter().filter(|(column, _)| *column > labels).collect();
        for (place, (column, name)) in names.iter().enumerate() {
            let next = names.get(place.saturating_add(1)).map_or(u32::MAX, |(column, _)| *column);
            headings.entry(*column).or_default().push((*name).to_owned());
            let under = below.iter().flat_map(|row| page.labels(*row));
            let mut reached: Vec<u32> = under.map(|(under, _)| under).collect();
            reached.retain(|under| under > column && *under < next);
            reached.sort_unstable();
            reached.dedup();
            for under in reached {
                headings.entry(under).or_default().push((*name).to_owned());
            }
        }
    }
    headings
}

/// The columns that units fill in, the column that says what is counted, and the rows before anything else begins.
fn columns(page: &Page<'_>, headings: &Headings, body: &[u32], labels: u32) -> (Vec<u32>, Option<u32>, Vec<u32>) {
    let mut body = body.to_vec();
    let mut columns = Vec::new();
    let mut measure = None;
    for (column, lines) in headings {
        let words = key(&lines.join(" "));
        let written: Vec<u32> = body.iter().copied().filter(|row| page.label(*row, *column).is_some()).collect();
        let texts = body.iter().filter(|row| page.at(**row, *column).and_then(text).is_some()).count();
        let rows = body.iter().filter(|row| page.label(**row, labels).is_some()).count();
        if says(&words, &["don vi tinh", "dvt", "don vi do"]).is_some() {
            measure = Some(*column);
        } else if says(&words, &["ghi chu", "giai trinh", "nguon"]).is_none() && texts.saturating_mul(2) < rows.max(1) {
            // Words far below the empty cells are no part of the table: a place and date, who signs.
            if let Some(first) = written.first() {
                body.retain(|row| row < first);
            }
            columns.push(*column);
        }
    }
    (columns, measure, body)
}

fn indicators_across(page: &Page<'_>, head: u32) -> Option<Table> {
    // A title stands alone in its row; a second line of headings has the first above it.
    let above = head.checked_sub(1).is_some_and(|row| page.labels(row).len() > 1);
    if above || page.labels(head).len() < 2 {
        return None;
    }
    let mut heads = vec![head];
    let mut row = head.saturating_add(1);
    while !page.labels(row).is_empty() {
        heads.push(row);
        row = row.saturating_add(1);
    }
    if page.rows.get(&row).is_some_and(numbers_columns) {
        row = row.saturating_add(1);
    }
    if page.rows.get(&row).is_some_and(|cells| cells.values().any(|value| name(value).is_some())) {
        return None;
    }
    let mut headings = headings(page, &heads, 0);
    if let Some(first) = page.label(head, 0) {
        headings.insert(0, vec![first.to_owned()]);
    }
    headings.retain(|_, lines| {
        let words = key(&lines.join(" "));
        says(&words, &["stt", "tt", "ghi chu", "ten don vi"]).is_none() && words != " don vi "
    });
    let indicators = headings.into_iter().map(|(column, lines)| Indicator {
        label: lines.join(", "),
        heading: String::new(),
        head: lines.last().cloned().unwrap_or_default(),
        measure: String::new(),
        at: (row, column),
        named_at: (heads.iter().rev().copied().find(|row| page.label(*row, column).is_some()).unwrap_or(head), column),
        sum_of: Vec::new(),
    });
    let table = Table { sheet: page.name.to_owned(), labels: None, indicators: indicators.collect() };
    (table.indicators.len() >= 3).then_some(table)
}

/// A last line that is called the sum is the sum of those above it that count the same.
fn find_totals(indicators: &mut [Indicator]) {
    let Some(last) = indicators.last().map(|last| last.at.0) else { return };
    let totals: Vec<usize> = (0..indicators.len())
        .filter(|place| {
            let names = [" tong cong ", " tong so ", " tong ", " cong "];
            indicators.get(*place).is_some_and(|one| one.at.0 == last && names.contains(&key(&one.label).as_str()))
        })
        .collect();
    for place in totals {
        let Some((column, measure)) = indicators.get(place).map(|one| (one.at.1, key(&one.measure))) else { continue };
        let column_of = |one: &&Indicator| one.at.1 == column && one.at.0 != last;
        let parts: Vec<usize> =
            (0..indicators.len()).filter(|part| indicators.get(*part).as_ref().is_some_and(column_of)).collect();
        let alike = parts.iter().all(|part| {
            indicators.get(*part).is_some_and(|one| {
                let within = says(&key(&one.label), &["trong do", "trong so do"]).is_some();
                key(&one.measure) == measure && !within && !one.is_share()
            })
        });
        if let Some(total) = indicators.get_mut(place).filter(|_| alike && parts.len() >= 2) {
            total.sum_of = parts;
        }
    }
}
