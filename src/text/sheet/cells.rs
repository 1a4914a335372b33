//! Workbooks as cells at their places, for figures that units fill in where a form asks for them.

use std::fmt::{Debug, Display};
use std::io::Cursor;

use calamine::{Data, Ods, Reader, Xls, Xlsb, Xlsx};

use super::{check, day, oversize, visible};
use crate::spelling::nfc;
use crate::text::package::Package;
use crate::text::{FileKind, Limits, Problem, sniff};

/// A sheet that a reader sees.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Sheet {
    /// What stands on its tab.
    pub name: String,
    /// The cells that are not empty, row by row.
    pub cells: Vec<Cell>,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub struct Cell {
    /// From 0.
    pub row: u32,
    /// From 0.
    pub column: u32,
    /// What stands in it.
    pub value: Value,
}

/// What stands in a cell.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Value {
    /// A number, or what a formula gave.
    Number(#[serde(with = "exact")] f64),
    /// Text, NFC, one space between words.
    Text(String),
    /// A day, as day/month/year: Excel makes one of "1/2" and "12.5" by itself.
    Day(String),
    /// A formula that could not be computed: "#REF!".
    Fault(String),
}

/// A number travels as its bits: read back from decimals it could be another by the last digit.
mod exact {
    use serde::{Deserialize as _, Deserializer, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde asks for a reference")]
    pub(super) fn serialize<S: Serializer>(number: &f64, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_u64(number.to_bits())
    }

    pub(super) fn deserialize<'d, D: Deserializer<'d>>(from: D) -> Result<f64, D::Error> {
        u64::deserialize(from).map(f64::from_bits)
    }
}

/// The cells of a workbook. To be called as [`crate::text::read`] is: of strangers' files by the worker process only.
///
/// # Errors
/// Not a workbook, or one that cannot be read whole: figures are never taken from half a workbook.
pub fn cells(bytes: &[u8], name: &str, media_type: &str, limits: &Limits) -> Result<Vec<Sheet>, Problem> {
    let sniffed = sniff::sniff(bytes, name, media_type);
    if let Some(problem) = sniffed.problem {
        return Err(problem);
    }
    match sniffed.kind {
        FileKind::Xlsx if check(bytes, limits)? => ranges(Xlsb::new(Cursor::new(bytes)), limits),
        FileKind::Xlsx => streamed(bytes, limits),
        FileKind::Xls => ranges(Xls::new(Cursor::new(bytes)), limits),
        FileKind::Ods => {
            let package = Package::open(bytes).map_err(Problem::Broken)?;
            match oversize(&package, limits) {
                Some(problem) => Err(problem),
                None => ranges(Ods::new(Cursor::new(bytes)), limits),
            }
        }
        _ => Err(Problem::Unsupported),
    }
}

fn broken(error: impl Display) -> Problem {
    Problem::Broken(error.to_string())
}

fn too_many(limits: &Limits) -> Problem {
    Problem::TooLarge(format!("more than {} cells", limits.cells))
}

fn streamed(bytes: &[u8], limits: &Limits) -> Result<Vec<Sheet>, Problem> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(broken)?;
    let mut sheets = Vec::new();
    let mut left = limits.cells;
    for name in visible(&workbook) {
        let mut cells = Vec::new();
        let mut reader = workbook.worksheet_cells_reader(&name).map_err(broken)?;
        while let Some(cell) = reader.next_cell().map_err(broken)? {
            left = left.checked_sub(1).ok_or_else(|| too_many(limits))?;
            let (row, column) = cell.get_position();
            let value = value(&Data::from(cell.get_value().clone()));
            cells.extend(value.map(|value| Cell { row, column, value }));
        }
        sheets.push(Sheet { name: nfc(&name), cells });
    }
    Ok(sheets)
}

fn ranges<'a, R, E>(opened: Result<R, E>, limits: &Limits) -> Result<Vec<Sheet>, Problem>
where
    R: Reader<Cursor<&'a [u8]>, Error = E>,
    E: Display + Debug,
{
    let mut workbook = opened.map_err(broken)?;
    let mut sheets = Vec::new();
    let mut left = limits.cells;
    for name in visible(&workbook) {
        let range = workbook.worksheet_range(&name).map_err(broken)?;
        let (top, edge) = range.start().unwrap_or_default();
        let mut cells = Vec::new();
        for (row, column, data) in range.used_cells() {
            left = left.checked_sub(1).ok_or_else(|| too_many(limits))?;
            let place = |from: u32, at: usize| from.saturating_add(u32::try_from(at).unwrap_or(u32::MAX));
            let (row, column) = (place(top, row), place(edge, column));
            cells.extend(value(data).map(|value| Cell { row, column, value }));
        }
        sheets.push(Sheet { name: nfc(&name), cells });
    }
    Ok(sheets)
}

/// None of an empty cell.
fn value(data: &Data) -> Option<Value> {
    let number = |number: f64| {
        if number.is_finite() { Value::Number(number) } else { Value::Fault("#NUM!".to_owned()) }
    };
    match data {
        Data::Empty => None,
        // Every whole number that a person counts is exact as a float.
        #[expect(clippy::cast_precision_loss, reason = "Excel's own numbers are floats")]
        Data::Int(whole) => Some(number(*whole as f64)),
        Data::Float(float) => Some(number(*float)),
        Data::DateTime(at) => Some(Value::Day(day(at))),
        Data::DateTimeIso(text) | Data::DurationIso(text) => Some(Value::Day(text.clone())),
        Data::Error(error) => Some(Value::Fault(error.to_string())),
        other => {
            let text = nfc(&other.to_string()).split_whitespace().collect::<Vec<_>>().join(" ");
            (!text.is_empty()).then_some(Value::Text(text))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rust_xlsxwriter::Workbook;

    #[test]
    fn cells_stand_at_their_places_as_what_they_are() {
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        sheet.set_name("Biểu 1").unwrap();
        sheet.write_string(2, 1, " Số  trường ").unwrap();
        sheet.write_number(2, 3, 12.5).unwrap();
        sheet.write_boolean(4, 0, true).unwrap();
        let bytes = book.save_to_buffer().unwrap();
        let sheets = cells(&bytes, "bieu.xlsx", "", &Limits::default()).unwrap();
        let text = |row, column, text: &str| Cell { row, column, value: Value::Text(text.to_owned()) };
        let number = Cell { row: 2, column: 3, value: Value::Number(12.5) };
        assert_eq!(sheets[0].name, "Biểu 1");
        assert_eq!(sheets[0].cells, [text(2, 1, "Số trường"), number, text(4, 0, "true")]);
    }

    #[test]
    fn what_is_no_workbook_or_only_half_of_one_gives_no_figures() {
        assert!(cells(b"Bao cao", "bieu.xlsx", "", &Limits::default()).is_err());
        let mut book = Workbook::new();
        let sheet = book.add_worksheet();
        for row in 0..20 {
            sheet.write_number(row, 0, row).unwrap();
        }
        let bytes = book.save_to_buffer().unwrap();
        let limits = Limits { cells: 10, ..Limits::default() };
        assert!(matches!(cells(&bytes, "bieu.xlsx", "", &limits), Err(Problem::TooLarge(_))));
        assert!(cells(&bytes[..bytes.len() / 2], "bieu.xlsx", "", &Limits::default()).is_err());
    }
}
