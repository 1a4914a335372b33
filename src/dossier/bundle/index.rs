//! The index of a dossier (mục lục): every unit, what came of it and where that lies, and who is missing. As a sheet
//! whose names open the files, and as CSV.

use std::collections::BTreeMap;

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Url, Workbook, Worksheet, XlsxError,
};

use super::{Bundle, Entry, Packed};
use crate::calendar::period;
use crate::dossier::csv::harmless;

/// The headers of the index.
const HEADERS: [&str; 11] = [
    "STT",
    "Nhóm",
    "Đơn vị",
    "Báo cáo",
    "Số TN",
    "Ngày giờ nhận",
    "Tình trạng",
    "Số ký hiệu",
    "Tệp",
    "Dung lượng (byte)",
    "Ghi chú",
];
/// Widths of the columns in characters.
const WIDTHS: [f64; 11] = [6.0, 20.0, 28.0, 28.0, 10.0, 16.0, 16.0, 14.0, 60.0, 12.0, 36.0];
/// Row of the header.
const HEADER: u32 = 4;
const LAST: u16 = 10;
/// The column of the files.
const FILE: u16 = 8;

/// Files that could not be put into the dossier, by path, and why.
pub type Faults = BTreeMap<String, String>;

/// One line of the index.
struct Line<'b> {
    entry: &'b Entry,
    file: Option<&'b Packed>,
}

impl Line<'_> {
    fn row(&self) -> Option<&crate::dossier::Row> {
        self.entry.rows.get(self.file.map_or(0, |file| file.row))
    }

    fn size(&self) -> Option<u64> {
        let file = self.file?;
        self.row()?.line.files.get(file.place).map(|file| file.size)
    }

    fn cells(&self, faults: &Faults) -> [String; 11] {
        let (entry, row) = (self.entry, self.row());
        let mut notes = entry.notes();
        let scan = self.file.and_then(|file| *row?.scans.get(file.place)?);
        notes.extend(scan.map(|scan| scan.words().to_owned()));
        if let Some(fault) = self.file.and_then(|file| faults.get(&file.path)) {
            notes.insert(0, format!("KHÔNG CÓ TRONG HỒ SƠ: {fault}"));
        }
        [
            entry.place.to_string(),
            entry.group.clone(),
            entry.name.clone(),
            entry.title.clone(),
            row.map(|row| row.number.clone()).unwrap_or_default(),
            row.map(|row| row.received.strftime("%d/%m/%Y %H:%M").to_string()).unwrap_or_default(),
            entry.words(),
            row.map(|row| row.document_number.clone()).unwrap_or_default(),
            self.file.map(|file| file.path.clone()).unwrap_or_default(),
            self.size().map(|size| size.to_string()).unwrap_or_default(),
            notes.join("; "),
        ]
    }
}

/// A line for each file; one for each entry without files.
fn lines(bundle: &Bundle) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    for entry in &bundle.entries {
        lines.extend(entry.files.iter().map(|file| Line { entry, file: Some(file) }));
        if entry.files.is_empty() {
            lines.push(Line { entry, file: None });
        }
    }
    lines
}

/// As CSV that Excel opens with its diacritics and without running anything.
///
/// # Errors
/// Only when memory runs out.
pub fn csv(bundle: &Bundle, faults: &Faults) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer("\u{feff}".as_bytes().to_vec());
    writer.write_record(HEADERS)?;
    for line in lines(bundle) {
        writer.write_record(line.cells(faults).iter().map(|cell| harmless(cell)))?;
    }
    writer.into_inner().map_err(|error| csv::Error::from(error.into_error()))
}

/// As a workbook: the index, and the units of which there is no file. The same dossier gives the same bytes.
///
/// # Errors
/// What the writer of workbooks says, in English; none is expected.
pub fn xlsx(bundle: &Bundle, faults: &Faults) -> Result<Vec<u8>, XlsxError> {
    let mut book = Workbook::new();
    let made = ExcelDateTime::parse_from_str(&bundle.made.strftime("%Y-%m-%dT%H:%M:%S").to_string())?;
    let properties = DocProperties::new().set_title("Mục lục hồ sơ báo cáo").set_author(&bundle.office);
    book.set_properties(&properties.set_creation_datetime(&made));
    let lines = lines(bundle);
    sheet(book.add_worksheet(), "Mục lục", "MỤC LỤC HỒ SƠ BÁO CÁO", bundle, &lines, faults)?;
    let without: Vec<Line<'_>> = lines.into_iter().filter(|line| line.file.is_none()).collect();
    sheet(book.add_worksheet(), "Chưa có tệp", "ĐƠN VỊ CHƯA CÓ TỆP BÁO CÁO", bundle, &without, faults)?;
    book.save_to_buffer()
}

/// "Đã nhận 17/22 báo cáo."
#[must_use]
pub fn counted(bundle: &Bundle) -> String {
    let tally = &bundle.tally;
    format!("Đã nhận {}/{} báo cáo; {} tệp", tally.received, tally.owed, bundle.files().count())
}

fn sheet(
    sheet: &mut Worksheet,
    name: &str,
    title: &str,
    bundle: &Bundle,
    lines: &[Line<'_>],
    faults: &Faults,
) -> Result<(), XlsxError> {
    let font = Format::new().set_font_name("Times New Roman").set_font_size(12);
    let centred = font.clone().set_align(FormatAlign::Center);
    let cell = font.clone().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    sheet.set_name(name)?;
    sheet.set_paper_size(9).set_landscape().set_print_fit_to_pages(1, 0);
    sheet.set_footer("&C&\"Times New Roman\"&11Trang &P/&N");
    sheet.set_repeat_rows(HEADER, HEADER)?;
    sheet.set_freeze_panes(HEADER.saturating_add(1), 0)?;
    let (hour, day) = (bundle.made.strftime("%H:%M"), period::day_name(bundle.made.date()));
    let scope = format!("Kỳ: {}. {}. Lập lúc {hour} ngày {day}", bundle.scope, counted(bundle));
    sheet.merge_range(0, 0, 0, LAST, &bundle.office, &font.clone().set_bold())?;
    sheet.merge_range(1, 0, 1, LAST, title, &centred.clone().set_bold().set_font_size(14))?;
    sheet.merge_range(2, 0, 2, LAST, &scope, &centred.clone().set_italic())?;
    let head = centred.set_bold().set_border(FormatBorder::Thin).set_text_wrap();
    for (column, (name, width)) in (0_u16..).zip(HEADERS.into_iter().zip(WIDTHS)) {
        sheet.set_column_width(column, width)?;
        sheet.write_string_with_format(HEADER, column, name, &head)?;
    }
    for (row, line) in (HEADER.saturating_add(1)..).zip(lines) {
        write(sheet, row, line, faults, &cell)?;
    }
    Ok(())
}

fn write(sheet: &mut Worksheet, row: u32, line: &Line<'_>, faults: &Faults, format: &Format) -> Result<(), XlsxError> {
    for (column, text) in (0_u16..).zip(line.cells(faults)) {
        sheet.write_string_with_format(row, column, text, format)?;
    }
    let place = u32::try_from(line.entry.place).unwrap_or(u32::MAX);
    sheet.write_number_with_format(row, 0, place, format)?;
    if let Some(file) = line.file.filter(|file| !faults.contains_key(&file.path)) {
        let link = Url::new(format!("file:///{}", file.path)).set_text(&file.path);
        sheet.write_url_with_format(row, FILE, &link, format)?;
    }
    Ok(())
}
