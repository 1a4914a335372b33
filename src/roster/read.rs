//! Reads the office's list of units from the cells of a sheet or the fields of a csv file.

mod address;
mod column;
mod row;
mod succession;
mod version;
mod whole;

use super::Roster;
use super::check::{Fault, fatal};
use super::name::Forms;
pub(crate) use address::{BARE, PUBLIC};
use column::Columns;
pub(crate) use row::{id_of, parse_date};

/// The cells of one sheet, or the fields of a csv file.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Table {
    /// The file as the office names it.
    pub file: String,
    /// The sheet; none for csv.
    pub sheet: Option<String>,
    /// Each row with its number as the office counts (from 1), and its cells from column A.
    pub rows: Vec<(usize, Vec<String>)>,
}

impl Table {
    /// What a person looks for: "Danh sách!B7", or "dòng 7, cột 2" in csv.
    #[must_use]
    pub fn place(&self, row: usize, column: usize) -> String {
        match &self.sheet {
            Some(sheet) => format!("{sheet}!{}{row}", letters(column)),
            None => format!("dòng {row}, cột {}", column.saturating_add(1)),
        }
    }
}

/// Column 0 is A, 25 is Z, 26 is AA.
fn letters(column: usize) -> String {
    let mut name = Vec::new();
    let mut rest = column;
    loop {
        let digit = u8::try_from(rest % 26).unwrap_or(0);
        name.push(char::from(b'A'.saturating_add(digit)));
        match (rest / 26).checked_sub(1) {
            Some(higher) => rest = higher,
            None => break,
        }
    }
    name.iter().rev().collect()
}

/// What is wrong with an address, already lower case, and the remedy; none when nothing is.
#[must_use]
pub fn bad_address(address: &str) -> Option<(String, &'static str)> {
    address::check(address).err()
}

/// Reads a roster: the sheet with a header row that we know, in Vietnamese or English, its columns in any order.
/// `ours` are the office's own addresses (mailbox, staff), which no unit may have; `forms` are how names are written.
/// Warnings come with the roster.
///
/// # Errors
/// All faults at once, warnings among them, when at least one forbids to use the list.
pub fn read(tables: &[Table], ours: &[String], forms: &Forms) -> Result<(Roster, Vec<Fault>), Vec<Fault>> {
    let mut faults = Vec::new();
    let Some((table, at, columns)) = tables.iter().find_map(|table| {
        let (at, columns) = Columns::find(table)?;
        Some((table, at, columns))
    }) else {
        return Err(vec![no_header(tables)]);
    };
    columns.check(table, at, &mut faults);
    let rows = table.rows.get(at.saturating_add(1)..).unwrap_or_default();
    let rows: Vec<row::Row> = rows.iter().filter_map(|row| row::read(table, &columns, row, &mut faults)).collect();
    let roster = whole::assemble(table, &columns, rows, (ours, forms), &mut faults);
    if fatal(&faults) { Err(faults) } else { Ok((roster, faults)) }
}

fn no_header(tables: &[Table]) -> Fault {
    let file = tables.first().map_or("", |table| table.file.as_str());
    Fault::error(
        file,
        "",
        "không tìm thấy dòng tiêu đề của danh sách đơn vị".to_owned(),
        "Trong 20 dòng đầu phải có một dòng tiêu đề với ít nhất cột “Tên đơn vị” và một cột khác",
        "đặt lại tiêu đề như tệp mẫu mà lệnh `tiepnhan init` tạo ra",
    )
}

#[cfg(test)]
mod tests;
