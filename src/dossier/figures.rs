//! Figures of a period: what the units wrote in the form that the plan gave them, as one table, units × indicators, with
//! what must be looked at marked and told why.

pub mod form;
pub mod number;
pub mod reading;
pub mod sheet;

use form::{Form, Indicator};
use number::{Said, said, shown};
use reading::{Found, Place, Reading, Stray};

use crate::roster::UnitId;
use crate::text::sheet::cells::Value;

/// So many others must have given a number before one is called far from them.
const ENOUGH: usize = 4;
/// How many times the middle of the others is far from them.
const FAR: f64 = 10.0;

/// What is known of one unit before the table is made.
#[derive(Debug, Clone, PartialEq)]
pub struct Sent {
    /// Who.
    pub unit: UnitId,
    /// Its name.
    pub name: String,
    /// Its group's name.
    pub group: String,
    /// The files that were read: the mail, the place in it, the name.
    pub files: Vec<(Option<(i64, usize)>, String)>,
    /// What stands in them, or why there is nothing.
    pub reading: Result<Reading, String>,
    /// What a reader must know beside: a file that could not be opened.
    pub notes: Vec<String>,
}

/// The table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the form asks for, over all its tables.
    pub indicators: Vec<Indicator>,
    /// The units, in the office's order.
    pub lines: Vec<Line>,
    /// For each indicator the sum of the numbers that were read; none of shares.
    pub sums: Vec<Option<f64>>,
}

/// One unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// What it sent.
    pub sent: Sent,
    /// A cell for each indicator; empty when nothing was read.
    pub cells: Vec<Cell>,
}

/// One figure of one unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Cell {
    /// The number, when one could be read.
    pub number: Option<f64>,
    /// What the unit wrote; empty when it wrote nothing.
    pub written: String,
    /// Where.
    pub place: Option<Place>,
    /// What must be looked at.
    pub marks: Vec<Mark>,
}

/// Why a figure must be looked at.
#[derive(Debug, Clone, PartialEq)]
pub enum Mark {
    /// Empty.
    Missing,
    /// The form's line or column is not in the workbook.
    Nowhere,
    /// Several places could be meant.
    Several(Vec<Place>),
    /// Not a number.
    Words,
    /// A number that stands as text.
    Written,
    /// "1,234".
    Unclear,
    /// "-".
    Dash,
    /// Excel made a day of it.
    Day,
    /// A formula that could not be computed.
    Fault,
    /// Below nought.
    Negative,
    /// More than ten times the middle of the others.
    Far(f64),
    /// Not the sum of the lines above it, which is this.
    Total(f64),
}

impl Mark {
    /// Why, in words.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Missing => "để trống".into(),
            Self::Nowhere => "không thấy dòng hoặc cột này trong biểu của đơn vị".into(),
            Self::Several(places) => {
                let places: Vec<String> = places.iter().map(Place::name).collect();
                format!("có nhiều ô có thể là số này ({}), cần chọn", places.join(", "))
            }
            Self::Words => "không phải số".into(),
            Self::Written => "số ghi dạng chữ".into(),
            Self::Unclear => "không rõ dấu phẩy là hàng nghìn hay phần lẻ".into(),
            Self::Dash => "ghi gạch ngang, không có số".into(),
            Self::Day => "Excel đã đổi thành ngày, tháng".into(),
            Self::Fault => "công thức lỗi".into(),
            Self::Negative => "số âm".into(),
            Self::Far(middle) => format!("lớn hơn 10 lần mức giữa của các đơn vị khác ({})", shown(*middle)),
            Self::Total(sum) => format!("không bằng tổng các dòng trên ({})", shown(*sum)),
        }
    }

    /// A sign that is read without colour.
    #[must_use]
    pub fn sign(&self) -> &'static str {
        match self {
            Self::Missing | Self::Nowhere => "□",
            Self::Dash => "–",
            Self::Written => "″",
            Self::Several(_) | Self::Unclear => "?",
            Self::Words | Self::Day | Self::Fault => "✗",
            Self::Negative | Self::Far(_) | Self::Total(_) => "!",
        }
    }

    /// Whether a person must look at it; a number that stands as text was read and is only told.
    #[must_use]
    pub fn is_doubt(&self) -> bool {
        !matches!(self, Self::Written)
    }
}

/// The table of what the units sent.
#[must_use]
pub fn table(form: &Form, sent: Vec<Sent>) -> Table {
    let indicators: Vec<Indicator> = all(form);
    let mut lines: Vec<Line> = sent
        .into_iter()
        .map(|sent| {
            let cells = match &sent.reading {
                Ok(reading) => indicators.iter().zip(reading.tables.iter().flatten()).map(cell).collect(),
                Err(_) => Vec::new(),
            };
            Line { sent, cells }
        })
        .collect();
    mark_far(&mut lines, indicators.len());
    for line in &mut lines {
        mark_totals(&indicators, &mut line.cells);
    }
    let sums = indicators.iter().enumerate().map(|(nth, indicator)| {
        let numbers = lines.iter().filter_map(|line| line.cells.get(nth)?.number);
        (!indicator.is_share()).then(|| numbers.sum())
    });
    Table { sums: sums.collect(), indicators, lines }
}

/// The indicators of all tables of a form; what a table says of its own places is said of theirs here.
fn all(form: &Form) -> Vec<Indicator> {
    let mut all: Vec<Indicator> = Vec::new();
    for table in &form.tables {
        let before = all.len();
        all.extend(table.indicators.iter().cloned().map(|mut indicator| {
            indicator.sum_of.iter_mut().for_each(|part| *part = part.saturating_add(before));
            indicator
        }));
    }
    all
}

fn cell((indicator, found): (&Indicator, &Found)) -> Cell {
    let blank = |mark| Cell { number: None, written: String::new(), place: None, marks: vec![mark] };
    let (value, place) = match found {
        Found::Nothing => return blank(Mark::Missing),
        Found::Nowhere => return blank(Mark::Nowhere),
        Found::Several(places) => return blank(Mark::Several(places.clone())),
        Found::Value(value, place) => (value, place),
    };
    let (number, mark) = match said(value, &indicator.measure) {
        Said::Number(number) => (Some(number), None),
        Said::Written(number) => (Some(number), Some(Mark::Written)),
        Said::Unclear => (None, Some(Mark::Unclear)),
        Said::Dash => (None, Some(Mark::Dash)),
        Said::Day => (None, Some(Mark::Day)),
        Said::Fault => (None, Some(Mark::Fault)),
        Said::Words => (None, Some(Mark::Words)),
    };
    let mut marks: Vec<Mark> = mark.into_iter().collect();
    if number.is_some_and(|number| number < 0.0) {
        marks.push(Mark::Negative);
    }
    let written = match value {
        Value::Number(number) => shown(*number),
        Value::Text(text) | Value::Day(text) | Value::Fault(text) => text.clone(),
    };
    Cell { number, written, place: Some(place.clone()), marks }
}

/// Marks what is far from what the others wrote: a nought too many, another unit of measure.
fn mark_far(lines: &mut [Line], count: usize) {
    for nth in 0..count {
        let numbers: Vec<Option<f64>> =
            lines.iter().map(|line| line.cells.get(nth).and_then(|cell| cell.number)).collect();
        for (place, line) in lines.iter_mut().enumerate() {
            let Some(cell) = line.cells.get_mut(nth) else { continue };
            let Some(number) = cell.number else { continue };
            let others = numbers.iter().enumerate().filter(|(other, _)| *other != place);
            let Some(middle) = middle(others.filter_map(|(_, number)| *number).collect()) else { continue };
            if middle > 0.0 && number > FAR * middle {
                cell.marks.push(Mark::Far(middle));
            }
        }
    }
}

/// The middle of at least [`ENOUGH`] numbers; of an even count the mean of the two in the middle.
fn middle(mut numbers: Vec<f64>) -> Option<f64> {
    if numbers.len() < ENOUGH {
        return None;
    }
    numbers.sort_by(f64::total_cmp);
    let half = numbers.len() / 2;
    let upper = *numbers.get(half)?;
    if !numbers.len().is_multiple_of(2) {
        return Some(upper);
    }
    Some(f64::midpoint(*numbers.get(half.checked_sub(1)?)?, upper))
}

/// Marks a stated sum that is not the sum of its lines. Empty lines add nothing; where a line could not be read nobody
/// can tell.
fn mark_totals(indicators: &[Indicator], cells: &mut [Cell]) {
    for (nth, indicator) in indicators.iter().enumerate().filter(|(_, one)| !one.sum_of.is_empty()) {
        let parts: Vec<&Cell> = indicator.sum_of.iter().filter_map(|part| cells.get(*part)).collect();
        let empty = |cell: &Cell| cell.marks.iter().all(|mark| matches!(mark, Mark::Missing | Mark::Dash));
        if !parts.iter().all(|cell| cell.number.is_some() || empty(cell)) {
            continue;
        }
        let sum: f64 = parts.iter().filter_map(|cell| cell.number).sum();
        let slack = 0.005 + sum.abs() * 1e-9;
        if let Some(cell) = cells.get_mut(nth)
            && cell.number.is_some_and(|stated| (stated - sum).abs() > slack)
        {
            cell.marks.push(Mark::Total(sum));
        }
    }
}

impl Table {
    /// How many units gave a number for an indicator.
    #[must_use]
    pub fn given(&self, nth: usize) -> usize {
        self.lines.iter().filter(|line| line.cells.get(nth).is_some_and(|cell| cell.number.is_some())).count()
    }

    /// How many figures a person must look at.
    #[must_use]
    pub fn doubts(&self) -> usize {
        let cells = self.lines.iter().flat_map(|line| &line.cells);
        cells.filter(|cell| cell.marks.iter().any(Mark::is_doubt)).count()
    }
}

impl Cell {
    /// Everything that must be looked at, in words.
    #[must_use]
    pub fn words(&self) -> String {
        self.marks.iter().map(Mark::words).collect::<Vec<_>>().join("; ")
    }
}

impl Line {
    /// What a reader must know beside the figures.
    #[must_use]
    pub fn notes(&self) -> Vec<String> {
        let mut notes: Vec<String> = self.sent.reading.as_ref().err().cloned().into_iter().collect();
        notes.extend(self.sent.notes.iter().cloned());
        let (strays, more) = self.strays();
        match strays.len().saturating_add(more) {
            0 => {}
            count => notes.push(format!("{count} số ngoài biểu mẫu")),
        }
        notes
    }

    /// Numbers that stand in no place of the form, and how many more of them there are.
    #[must_use]
    pub fn strays(&self) -> (&[Stray], usize) {
        self.sent.reading.as_ref().map_or((&[], 0), |reading| (reading.strays.as_slice(), reading.more))
    }
}

#[cfg(test)]
mod tests;
