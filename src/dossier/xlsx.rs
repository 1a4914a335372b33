//! The register as an office prints it: A4 landscape, the office's name above, the header on every page.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::csv::cells;
use super::register::{Extract, HEADERS, Row};
use crate::calendar::period;

/// Widths of the columns in characters; together they fill an A4 page lying down.
const WIDTHS: [f64; 11] = [9.0, 15.0, 24.0, 24.0, 18.0, 11.0, 14.0, 15.0, 30.0, 15.0, 20.0];
/// Row of the header; above it stand the office, the title and the scope.
const HEADER: u32 = 4;
const LAST: u16 = 10;
/// Column with the time of receipt, a real date that Excel can sort.
const RECEIVED: usize = 1;

/// The bytes of the workbook; the same extract gives the same bytes.
///
/// # Errors
/// What the writer of workbooks says, in English; none is expected for a register of an office.
pub fn xlsx(extract: &Extract) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(&extract.made.strftime("%Y-%m-%dT%H:%M:%S").to_string())?;
    let properties = DocProperties::new().set_title("Sổ tiếp nhận báo cáo").set_author(&extract.office);
    book.set_properties(&properties.set_creation_datetime(&made));
    let sheet = book.add_worksheet();
    sheet.set_name("Sổ tiếp nhận")?;
    page(sheet)?;
    heading(sheet, extract)?;
    let cell = Cells::new();
    for (index, row) in (HEADER.saturating_add(1)..).zip(&extract.rows) {
        write_row(sheet, index, row, &cell)?;
    }
    if extract.rows.is_empty() {
        let below = HEADER.saturating_add(1);
        sheet.merge_range(below, 0, below, LAST, "Chưa có lượt tiếp nhận nào", &cell.text)?;
    } else {
        let last = HEADER.saturating_add(u32::try_from(extract.rows.len()).unwrap_or(u32::MAX));
        sheet.autofilter(HEADER, 0, last, LAST)?;
    }
    book.save_to_buffer()
}

/// The formats of the table's cells.
struct Cells {
    text: Format,
    centred: Format,
    moment: Format,
}

impl Cells {
    fn new() -> Self {
        let base = font().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
        Self {
            centred: base.clone().set_align(FormatAlign::Center),
            moment: base.clone().set_align(FormatAlign::Center).set_num_format("dd/mm/yyyy hh:mm"),
            text: base,
        }
    }
}

/// The typeface that Decree 30/2020 asks of documents.
fn font() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

fn page(sheet: &mut Worksheet) -> Result<(), XlsxError> {
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.5, 0.6, 0.7, 0.3, 0.3);
    sheet.set_footer("&C&\"Times New Roman\"&11Trang &P/&N");
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.set_freeze_panes(HEADER.saturating_add(1), 0)?;
    for (column, width) in (0_u16..).zip(WIDTHS) {
        sheet.set_column_width(column, width)?;
    }
    Ok(())
}

fn heading(sheet: &mut Worksheet, extract: &Extract) -> Result<(), XlsxError> {
    let centred = font().set_align(FormatAlign::Center);
    let made = format!(
        "{}. Lập lúc {} ngày {}",
        extract.scope,
        extract.made.strftime("%H:%M"),
        period::day_name(extract.made.date())
    );
    sheet.merge_range(0, 0, 0, LAST, &extract.office, &font().set_bold())?;
    sheet.merge_range(1, 0, 1, LAST, "SỔ TIẾP NHẬN BÁO CÁO", &centred.clone().set_bold().set_font_size(14))?;
    sheet.merge_range(2, 0, 2, LAST, &made, &centred.clone().set_italic())?;
    let header =
        centred.set_bold().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
    for (column, name) in (0_u16..).zip(HEADERS.iter().copied().chain(["Ghi chú"])) {
        sheet.write_string_with_format(HEADER, column, name, &header)?;
    }
    Ok(())
}

fn write_row(sheet: &mut Worksheet, index: u32, row: &Row, format: &Cells) -> Result<(), XlsxError> {
    for (place, (column, text)) in (0_u16..).zip(cells(row)).enumerate() {
        match place {
            RECEIVED => sheet.write_datetime_with_format(index, column, row.received, &format.moment)?,
            0 | 5 | 6 => sheet.write_string_with_format(index, column, text, &format.centred)?,
            _ => sheet.write_string_with_format(index, column, text, &format.text)?,
        };
    }
    Ok(())
}
