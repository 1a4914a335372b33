//! The board as an office prints and files it: a workbook of who stands where, the figures, and who is often late.

mod calls;
pub(crate) mod figures;
pub mod recent;
mod repeaters;
mod situation;

use jiff::Timestamp;
use jiff::civil::DateTime;
use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::calendar::period;
use crate::office::Rules;
use crate::standing::figures::Repeater;
use crate::standing::grid::Grid;
use crate::standing::{Row, Standing};

/// What goes into it.
#[derive(Debug)]
pub struct Book<'a> {
    /// Units and periods.
    pub grid: Grid<'a>,
    /// Who is late again and again.
    pub repeaters: Vec<Repeater<'a>>,
    /// Among how many of its last obligations a unit's lapses were looked for.
    pub looked_at: u8,
    /// What was asked for: "năm 2020".
    pub scope: String,
    /// Who is to be called about what, for a sheet of its own; none when nobody asked for it.
    pub calls: Vec<Row>,
}

/// The bytes of the workbook; the same board at the same moment gives the same bytes.
///
/// # Errors
/// What the writer of workbooks says, in English; none is expected for the board of an office.
pub fn xlsx(book: &Book<'_>, rules: &Rules, now: Timestamp) -> Result<Vec<u8>, XlsxError> {
    let made = rules.office.time_zone.to_datetime(now);
    let mut file = Workbook::new();
    let moment = ExcelDateTime::parse_from_str(&made.strftime("%Y-%m-%dT%H:%M:%S").to_string())?;
    let properties = DocProperties::new().set_title("Tình hình gửi báo cáo").set_author(&rules.office.name);
    file.set_properties(&properties.set_creation_datetime(&moment));
    situation::write(file.add_worksheet(), book, rules, made)?;
    figures::write(file.add_worksheet(), book, rules, now)?;
    repeaters::write(file.add_worksheet(), book, rules, made)?;
    if !book.calls.is_empty() {
        calls::write(file.add_worksheet(), book, rules, made)?;
    }
    file.save_to_buffer()
}

/// Row of the table's header; above it stand the office, the title and the scope.
const HEADER: u32 = 4;

/// The formats that all sheets share.
struct Look {
    text: Format,
    centred: Format,
    rate: Format,
    head: Format,
    group: Format,
    group_centred: Format,
    group_rate: Format,
    note: Format,
}

impl Look {
    fn new() -> Self {
        let cell = font().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::VerticalCenter);
        let centred = cell.clone().set_align(FormatAlign::Center);
        // Shares are floored to a tenth of a percent before they come here, so 100 % means all.
        let rate = centred.clone().set_num_format("0.0%");
        let band = |format: &Format| format.clone().set_bold().set_background_color(Color::RGB(0x00E7_E6E6));
        Self {
            head: centred.clone().set_bold(),
            group: band(&cell).unset_text_wrap(),
            group_centred: band(&centred),
            group_rate: band(&rate),
            note: font().set_font_size(11).set_text_wrap().set_align(FormatAlign::Top),
            text: cell,
            centred,
            rate,
        }
    }

    /// A cell of the picture. Every sign is told apart by its shape; colours only help, and red is for quá hạn alone.
    fn standing(&self, standing: Standing) -> Format {
        let tint = |rgb: u32| self.centred.clone().set_background_color(Color::RGB(rgb));
        match standing {
            Standing::OnTime | Standing::OnDueDay | Standing::Nil | Standing::Received => tint(0x00E2_EFDA),
            Standing::Late { .. } => tint(0x00FF_F2CC),
            Standing::Overdue { .. } => tint(0x00F8_CBAD).set_bold().set_font_color(Color::RGB(0x00C0_0000)),
            Standing::Maybe { .. } => tint(0x00DD_EBF7),
            Standing::Excused | Standing::Extended { .. } => tint(0x00F2_F2F2),
            Standing::Waiting | Standing::NoDate => self.centred.clone(),
        }
    }
}

/// The typeface that Decree 30/2020 asks of documents.
fn font() -> Format {
    Format::new().set_font_name("Times New Roman").set_font_size(12)
}

/// A4 lying down, one page wide, the header on every page.
fn page(sheet: &mut Worksheet, name: &str, header: (u32, u32), frozen: u16) -> Result<(), XlsxError> {
    sheet.set_name(name)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_margins(0.6, 0.5, 0.6, 0.7, 0.3, 0.3);
    sheet.set_footer("&C&\"Times New Roman\"&11Trang &P/&N");
    sheet.set_repeat_rows(header.0, header.1)?;
    sheet.set_freeze_panes(header.1.saturating_add(1), frozen)?;
    Ok(())
}

/// Office, title, scope and moment above the table.
fn heading(
    sheet: &mut Worksheet,
    last: u16,
    title: &str,
    scope: &str,
    rules: &Rules,
    made: DateTime,
) -> Result<(), XlsxError> {
    let centred = font().set_align(FormatAlign::Center);
    let moment =
        format!("{}. Lập lúc {} ngày {}", capital(scope), made.strftime("%H:%M"), period::day_name(made.date()));
    sheet.merge_range(0, 0, 0, last, &rules.office.name, &font().set_bold())?;
    sheet.merge_range(1, 0, 1, last, title, &centred.clone().set_bold().set_font_size(14))?;
    sheet.merge_range(2, 0, 2, last, &moment, &centred.set_italic())?;
    Ok(())
}

/// A line of remarks over the whole width, as high as it needs to be.
fn remark(sheet: &mut Worksheet, row: u32, last: u16, wide: f64, text: &str, look: &Look) -> Result<(), XlsxError> {
    sheet.merge_range(row, 0, row, last, text, &look.note)?;
    // Excel does not fit the height of merged cells. A letter is about as wide as a unit of column width.
    let letters = u32::try_from(text.chars().count()).map_or(0.0, f64::from);
    sheet.set_row_height(row, 16.0 * (letters / wide).ceil().max(1.0))?;
    Ok(())
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or(String::new(), |first| first.to_uppercase().chain(chars).collect())
}
