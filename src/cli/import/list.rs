//! Each mail with its verdict: for a spreadsheet, and everything for programs.

use std::path::Path;

use jiff::Timestamp;
use rust_xlsxwriter::{Format, FormatAlign, FormatBorder, Workbook, XlsxError};
use serde_json::{Value, json};

use super::seen::Seen;
use super::summary::Summary;
use crate::failure::Failure;
use crate::office::Rules;

const HEADERS: [&str; 8] =
    ["Nhận lúc", "Nơi lấy thư", "Người gửi", "Tiêu đề", "Kết quả", "Báo cáo (hoặc có thể là)", "Vì", "Tệp"];
const WIDTHS: [f64; 8] = [16.0, 30.0, 28.0, 40.0, 18.0, 40.0, 40.0, 40.0];
/// Letters that a cell of Excel holds.
const CELL: usize = 32_000;

fn cells(mail: &Seen, rules: &Rules) -> [String; 8] {
    let unit = || mail.unit.as_ref().and_then(|unit| rules.roster.unit(unit)).map(|unit| unit.name.clone());
    let about = mail.about(rules);
    [
        moment(mail.received_at, rules),
        mail.file.clone(),
        mail.from.clone(),
        mail.subject.clone(),
        mail.outcome.words().to_owned(),
        if about.is_empty() { unit().unwrap_or_default() } else { about },
        mail.reasons.join(" "),
        mail.files.join("; "),
    ]
}

/// "18/1/2024 08:42" at the office.
pub fn moment(at: Timestamp, rules: &Rules) -> String {
    let local = rules.office.time_zone.to_datetime(at);
    format!("{} {}", crate::calendar::period::day_name(local.date()), local.strftime("%H:%M"))
}

/// Refuses a list that could not be written, before hours are spent on what it would say.
///
/// # Errors
/// [`crate::failure::Exit::Input`] when its folder is not there, or a folder has its name.
pub fn has_place(path: &Path) -> Result<(), Failure> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    if folder.is_dir() && !path.is_dir() {
        return Ok(());
    }
    let what = if path.is_dir() { "đây là thư mục, không phải tệp" } else { "không có thư mục này" };
    Err(Failure::input(format!("không ghi được {}: {what}; hãy ghi tên tệp ở nơi khác", path.display())))
}

fn cannot(path: &Path, error: impl std::fmt::Display) -> Failure {
    Failure::outside(format!("không ghi được {}: {error}", path.display()))
}

/// UTF-8 with a byte order mark; cells that a spreadsheet would take for a formula begin with an apostrophe.
///
/// # Errors
/// The file cannot be written.
pub fn csv(path: &Path, mails: &[Seen], rules: &Rules) -> Result<(), Failure> {
    let mut bytes = "\u{feff}".as_bytes().to_vec();
    let mut writer = csv::Writer::from_writer(&mut bytes);
    writer.write_record(HEADERS).map_err(Failure::ours)?;
    for mail in mails {
        let cells = cells(mail, rules)
            .map(|cell| if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell });
        writer.write_record(&cells).map_err(Failure::ours)?;
    }
    writer.flush().map_err(Failure::ours)?;
    drop(writer);
    std::fs::write(path, bytes).map_err(|error| cannot(path, error))
}

/// The same as a workbook.
///
/// # Errors
/// The file cannot be written.
pub fn xlsx(path: &Path, mails: &[Seen], rules: &Rules) -> Result<(), Failure> {
    let bytes = workbook(mails, rules).map_err(Failure::ours)?;
    std::fs::write(path, bytes).map_err(|error| cannot(path, error))
}

fn workbook(mails: &[Seen], rules: &Rules) -> Result<Vec<u8>, XlsxError> {
    let text = Format::new().set_font_name("Times New Roman").set_text_wrap().set_align(FormatAlign::Top);
    let text = text.set_border(FormatBorder::Thin);
    let head = text.clone().set_bold().set_align(FormatAlign::Center);
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Thư đã xét")?.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0);
    sheet.set_freeze_panes(1, 0)?;
    for ((column, width), name) in (0_u16..).zip(WIDTHS).zip(HEADERS) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(0, column, name, &head)?;
    }
    for (row, mail) in (1_u32..).zip(mails) {
        for (column, cell) in (0_u16..).zip(cells(mail, rules)) {
            sheet.write_string_with_format(row, column, cell.chars().take(CELL).collect::<String>(), &text)?;
        }
    }
    let last = u32::try_from(mails.len()).unwrap_or(u32::MAX).max(1);
    sheet.autofilter(0, 0, last, 7)?;
    book.save_to_buffer()
}

/// Everything in one object.
pub fn json(summary: &Summary<'_>, mails: &[Seen], rules: &Rules) -> Value {
    let mut object = summary.json(rules);
    if let Value::Object(fields) = &mut object {
        fields.insert("mails".to_owned(), json!(mails));
    }
    object
}
