//! Workbooks, as rows of cells.

pub mod cells;

use std::fmt::Display;
use std::io::{Cursor, Read};

use calamine::{
    Data, DataRef, DataType, ExcelDateTime, Ods, OdsError, Reader, SheetVisible, Xls, XlsError, Xlsb, Xlsx,
};

use super::flow::Flow;
use super::package::Package;
use super::{Limits, Problem, Reading, odt};

/// Beginning of `sharedStrings.xml` in which its count of strings stands.
const COUNT_WITHIN: u64 = 4096;

/// Excel 2007 and later: streamed cell by cell, because cells at two far ends of a sheet would else be a table of
/// half a terabyte.
pub(crate) fn xlsx(bytes: &[u8], limits: &Limits) -> Reading {
    match check(bytes, limits) {
        Err(problem) => Reading::of(problem),
        Ok(true) => ranges(Xlsb::new(Cursor::new(bytes)), limits, |_| false),
        Ok(false) => streamed(bytes, limits),
    }
}

/// Excel 97-2003.
pub(crate) fn xls(bytes: &[u8], limits: &Limits) -> Reading {
    ranges(Xls::new(Cursor::new(bytes)), limits, |error| matches!(error, XlsError::Password))
}

/// OpenDocument.
pub(crate) fn ods(bytes: &[u8], limits: &Limits) -> Reading {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return Reading::broken(reason),
    };
    if odt::is_locked(&mut package) {
        return Reading::of(Problem::Encrypted);
    }
    match oversize(&package, limits) {
        Some(problem) => Reading::of(problem),
        None => ranges(Ods::new(Cursor::new(bytes)), limits, |error| matches!(error, OdsError::Password)),
    }
}

/// Looks at what the reader below would believe: sizes, and the announced number of strings, for which it reserves
/// memory unseen. Tells whether the workbook is a binary one (`.xlsb`).
fn check(bytes: &[u8], limits: &Limits) -> Result<bool, Problem> {
    let mut package = Package::open(bytes).map_err(Problem::Broken)?;
    if let Some(problem) = oversize(&package, limits) {
        return Err(problem);
    }
    for name in package.names("xl/sharedStrings", ".xml") {
        let size = package.size(&name).unwrap_or(0);
        let mut begin = Vec::new();
        if let Some(part) = package.part(&name, COUNT_WITHIN) {
            let mut part = part;
            // What cannot be unpacked here will not be unpacked below either.
            let _ = part.read_to_end(&mut begin);
        }
        if announced(&String::from_utf8_lossy(&begin)) > size {
            return Err(Problem::Broken("announces more strings than can stand in it".to_owned()));
        }
    }
    Ok(package.has("xl/workbook.bin"))
}

fn oversize(package: &Package<'_>, limits: &Limits) -> Option<Problem> {
    let largest = package.entries().iter().map(|entry| entry.size).max().unwrap_or(0);
    (largest > limits.part).then(|| Problem::TooLarge(format!("a part of {largest} bytes")))
}

/// The larger of `count` and `uniqueCount`; what is no number counts as too many.
fn announced(begin: &str) -> u64 {
    let Some((_, tag)) = begin.split_once("<sst") else { return 0 };
    let tag = tag.split('>').next().unwrap_or_default();
    let values = tag.split("ount=").skip(1).filter_map(|value| value.get(1..)?.split(['"', '\'']).next());
    values.map(|value| value.trim().parse().unwrap_or(u64::MAX)).max().unwrap_or(0)
}

fn streamed(bytes: &[u8], limits: &Limits) -> Reading {
    let mut workbook: Xlsx<_> = match Xlsx::new(Cursor::new(bytes)) {
        Ok(workbook) => workbook,
        Err(error) => return Reading::broken(error.to_string()),
    };
    let mut rows = Rows::new(limits);
    let mut problem = None;
    for name in visible(&workbook) {
        rows.sheet();
        let mut cells = match workbook.worksheet_cells_reader(&name) {
            Ok(cells) => cells,
            Err(error) => {
                problem = Some(Problem::Broken(error.to_string()));
                continue;
            }
        };
        loop {
            match cells.next_cell() {
                Ok(Some(cell)) if !rows.full() => rows.cell(cell.get_position().0, &shared(cell.get_value())),
                Ok(_) => break,
                Err(error) => {
                    problem = Some(Problem::Broken(error.to_string()));
                    break;
                }
            }
        }
    }
    rows.finish(problem)
}

fn ranges<'a, R, E>(opened: Result<R, E>, limits: &Limits, locked: impl Fn(&E) -> bool) -> Reading
where
    R: Reader<Cursor<&'a [u8]>, Error = E>,
    E: Display + std::fmt::Debug,
{
    let mut workbook = match opened {
        Ok(workbook) => workbook,
        Err(error) if locked(&error) => return Reading::of(Problem::Encrypted),
        Err(error) => return Reading::broken(error.to_string()),
    };
    let mut rows = Rows::new(limits);
    let mut problem = None;
    for name in visible(&workbook) {
        rows.sheet();
        match workbook.worksheet_range(&name) {
            Ok(range) => {
                for (row, _, value) in range.used_cells().take_while(|_| !rows.full()).collect::<Vec<_>>() {
                    rows.cell(u32::try_from(row).unwrap_or(u32::MAX), &text(value));
                }
            }
            Err(error) => problem = Some(Problem::Broken(error.to_string())),
        }
    }
    rows.finish(problem)
}

/// Names of the sheets that a reader sees, in their order.
fn visible<'a, R: Reader<Cursor<&'a [u8]>>>(workbook: &R) -> Vec<String> {
    let sheets = workbook.sheets_metadata().iter();
    sheets.filter(|sheet| sheet.visible == SheetVisible::Visible).map(|sheet| sheet.name.clone()).collect()
}

/// The rows written so far.
struct Rows<'l> {
    flow: Flow,
    row: Option<u32>,
    cells: usize,
    limits: &'l Limits,
}

impl<'l> Rows<'l> {
    fn new(limits: &'l Limits) -> Self {
        Self { flow: Flow::default(), row: None, cells: 0, limits }
    }

    fn sheet(&mut self) {
        self.row = None;
    }

    fn full(&self) -> bool {
        self.cells >= self.limits.cells || self.flow.len() > self.limits.text
    }

    fn cell(&mut self, row: u32, value: &str) {
        self.cells = self.cells.saturating_add(1);
        let mut words = value.split_whitespace().peekable();
        if words.peek().is_none() {
            return;
        }
        if self.row != Some(row) {
            self.flow.row();
            self.row = Some(row);
        }
        self.flow.cell();
        for word in words {
            self.flow.text(word);
            self.flow.space();
        }
    }

    fn finish(self, problem: Option<Problem>) -> Reading {
        let full = self.full().then(|| Problem::TooLarge(format!("more than {} cells are not read", self.cells)));
        Reading { text: self.flow.finish(), recoded: None, problem: full.or(problem) }
    }
}

/// A value as a person would type it; days as day/month/year.
fn text(value: &Data) -> String {
    match value {
        Data::DateTime(at) => day(at),
        Data::Error(_) => String::new(),
        other => other.to_string(),
    }
}

fn shared(value: &DataRef<'_>) -> String {
    match value {
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::DateTime(at) => day(at),
        DataRef::Error(_) => String::new(),
        other => other.as_string().unwrap_or_default(),
    }
}

fn day(at: &ExcelDateTime) -> String {
    // Outside of what Excel shows as a day (1900 to 9999) it is a number in a wrong format.
    if at.is_duration() || !(1.0..2_958_466.0).contains(&at.as_f64()) {
        return at.as_f64().to_string();
    }
    let (year, month, day, ..) = at.to_ymd_hms_milli();
    format!("{day:02}/{month:02}/{year}")
}

#[cfg(test)]
mod tests;
