//! The table as a workbook: numbers as numbers, sums as formulas of our own, what must be looked at with the reason in a
//! note and on a sheet of its own.

use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Formula, Note, Workbook, Worksheet,
    XlsxError,
};

use super::number::shown;
use super::{Cell, Line, Mark, Table};
use crate::calendar::period;

/// What stands above the table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Head {
    /// The office.
    pub office: String,
    /// "Báo cáo 6 tháng đầu năm 2020".
    pub scope: String,
    /// When it was made.
    pub made: DateTime,
}

/// The row with what is counted; above it stands the name, below it the units.
const NAMES: u32 = 4;
const FIRST: u32 = 6;
/// Before the figures: STT, group, unit, what a reader must know.
const BEFORE: u16 = 4;

struct Look {
    text: Format,
    head: Format,
    number: Format,
    marked: Format,
    sum: Format,
}

impl Look {
    fn new() -> Self {
        let text = font().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
        let number = text.clone().set_num_format("#,##0.###").set_align(FormatAlign::Right);
        Self {
            head: text.clone().set_bold().set_align(FormatAlign::Center),
            marked: number.clone().set_italic().set_background_color(Color::RGB(0x00FF_F2CC)),
            sum: number.clone().set_bold(),
            number,
            text,
        }
    }
}

fn font() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

/// The bytes of the workbook; the same table gives the same bytes. What units wrote is never a formula in it.
///
/// # Errors
/// What the writer of workbooks says, in English; none is expected.
pub fn xlsx(table: &Table, head: &Head) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(&head.made.strftime("%Y-%m-%dT%H:%M:%S").to_string())?;
    let properties = DocProperties::new().set_title("Số liệu tổng hợp").set_author(&head.office);
    book.set_properties(&properties.set_creation_datetime(&made));
    let look = Look::new();
    figures(book.add_worksheet(), table, head, &look)?;
    doubts(book.add_worksheet(), table, &look)?;
    book.save_to_buffer()
}

fn title(sheet: &mut Worksheet, head: &Head, last: u16) -> Result<(), XlsxError> {
    let centred = font().set_align(FormatAlign::Center);
    let (hour, day) = (head.made.strftime("%H:%M"), period::day_name(head.made.date()));
    let scope = format!("{}. Lập lúc {hour} ngày {day}", head.scope);
    sheet.merge_range(0, 0, 0, last, &head.office, &font().set_bold())?;
    sheet.merge_range(1, 0, 1, last, "SỐ LIỆU TỔNG HỢP", &centred.clone().set_bold().set_font_size(14))?;
    sheet.merge_range(2, 0, 2, last, &scope, &centred.set_italic())?;
    Ok(())
}

fn figures(sheet: &mut Worksheet, table: &Table, head: &Head, look: &Look) -> Result<(), XlsxError> {
    let count = u16::try_from(table.indicators.len()).unwrap_or(u16::MAX);
    sheet.set_name("Số liệu")?;
    sheet.set_paper_size(8).set_landscape().set_print_fit_to_pages(1, 0);
    title(sheet, head, BEFORE.saturating_add(count).saturating_sub(1))?;
    sheet.set_repeat_rows(NAMES, NAMES.saturating_add(1))?;
    sheet.set_freeze_panes(FIRST, 3)?;
    for (column, (name, width)) in (0_u16..).zip([("STT", 6.0), ("Nhóm", 18.0), ("Đơn vị", 30.0), ("Ghi chú", 30.0)])
    {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(NAMES, column, name, &look.head)?;
        sheet.write_blank(NAMES.saturating_add(1), column, &look.head)?;
    }
    for (column, indicator) in (BEFORE..).zip(&table.indicators) {
        sheet.set_column_width(column, 14.0)?;
        sheet.write_string_with_format(NAMES, column, indicator.name(), &look.head)?;
        sheet.write_string_with_format(NAMES.saturating_add(1), column, &indicator.measure, &look.head)?;
    }
    for (row, (place, line)) in (FIRST..).zip((1_u32..).zip(&table.lines)) {
        unit(sheet, row, place, line, table.indicators.len(), look)?;
    }
    sums(sheet, table, look)
}

fn unit(sheet: &mut Worksheet, row: u32, place: u32, line: &Line, count: usize, look: &Look) -> Result<(), XlsxError> {
    sheet.write_number_with_format(row, 0, place, &look.text)?;
    sheet.write_string_with_format(row, 1, &line.sent.group, &look.text)?;
    sheet.write_string_with_format(row, 2, &line.sent.name, &look.text)?;
    sheet.write_string_with_format(row, 3, line.notes().join("; "), &look.text)?;
    for (column, nth) in (BEFORE..).zip(0..count) {
        match line.cells.get(nth) {
            None => {
                sheet.write_blank(row, column, &look.text)?;
            }
            Some(cell) => figure(sheet, (row, column), cell, look)?,
        }
    }
    Ok(())
}

fn figure(sheet: &mut Worksheet, (row, column): (u32, u16), cell: &Cell, look: &Look) -> Result<(), XlsxError> {
    let format = if cell.marks.iter().any(Mark::is_doubt) { &look.marked } else { &look.number };
    match cell.number {
        Some(number) => sheet.write_number_with_format(row, column, number, format)?,
        None => sheet.write_string_with_format(row, column, &cell.written, format)?,
    };
    if !cell.marks.is_empty() {
        sheet.insert_note(row, column, &Note::new(cell.words()).set_author("tiepnhan"))?;
    }
    Ok(())
}

/// Sums by formula, so that who mends a figure by hand has the right sum at once.
fn sums(sheet: &mut Worksheet, table: &Table, look: &Look) -> Result<(), XlsxError> {
    let count = u32::try_from(table.lines.len()).unwrap_or(u32::MAX);
    let row = FIRST.saturating_add(count);
    let given = row.saturating_add(1);
    for column in 0..BEFORE {
        sheet.write_blank(row, column, &look.text)?;
        sheet.write_blank(given, column, &look.text)?;
    }
    sheet.write_string_with_format(row, 2, "Cộng", &look.sum)?;
    sheet.write_string_with_format(given, 2, "Số đơn vị có số liệu", &look.text)?;
    for (column, (nth, sum)) in (BEFORE..).zip(table.sums.iter().enumerate()) {
        let last = row.saturating_sub(1);
        let range = rust_xlsxwriter::utility::cell_range(FIRST, column, last, column);
        match sum {
            Some(sum) if count > 0 => {
                let formula = Formula::new(format!("=SUM({range})")).set_result(sum.to_string());
                sheet.write_formula_with_format(row, column, formula, &look.sum)?
            }
            _ => sheet.write_string_with_format(row, column, "–", &look.sum)?,
        };
        let given_by = table.given(nth);
        let formula = Formula::new(format!("=COUNT({range})")).set_result(given_by.to_string());
        sheet.write_formula_with_format(given, column, formula, &look.number)?;
    }
    Ok(())
}

fn doubts(sheet: &mut Worksheet, table: &Table, look: &Look) -> Result<(), XlsxError> {
    sheet.set_name("Cần xem lại")?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 0)?;
    let heads = [
        ("Đơn vị", 30.0),
        ("Chỉ tiêu", 40.0),
        ("Ô trong biểu của đơn vị", 24.0),
        ("Đơn vị ghi", 20.0),
        ("Lý do", 60.0),
    ];
    for (column, (name, width)) in (0_u16..).zip(heads) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &look.head)?;
    }
    let mut row = 1_u32;
    for line in &table.lines {
        for entry in entries(line, table) {
            for (column, text) in (0_u16..).zip(entry) {
                sheet.write_string_with_format(row, column, text, &look.text)?;
            }
            row = row.saturating_add(1);
        }
    }
    Ok(())
}

/// What must be looked at of a unit: its figures with marks, and its numbers that stand in no place of the form.
fn entries(line: &Line, table: &Table) -> Vec<[String; 5]> {
    let mut entries = Vec::new();
    let unit = &line.sent.name;
    if let Err(why) = &line.sent.reading {
        entries.push([unit.clone(), String::new(), String::new(), String::new(), why.clone()]);
    }
    for (cell, indicator) in line.cells.iter().zip(&table.indicators).filter(|(cell, _)| !cell.marks.is_empty()) {
        let place = cell.place.as_ref().map(super::Place::name).unwrap_or_default();
        entries.push([unit.clone(), indicator.name(), place, cell.written.clone(), cell.words()]);
    }
    let (strays, more) = line.strays();
    for stray in strays {
        let why = "số không nằm trong ô nào của biểu mẫu, chưa tính vào tổng".to_owned();
        entries.push([unit.clone(), stray.label.clone(), stray.place.name(), shown(stray.number), why]);
    }
    if more > 0 {
        let why = format!("còn {more} số khác ngoài biểu mẫu; mở tệp của đơn vị để xem");
        entries.push([unit.clone(), String::new(), String::new(), String::new(), why]);
    }
    entries
}
