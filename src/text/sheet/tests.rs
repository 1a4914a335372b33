//! Workbooks, and what kills readers that believe them.

use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};

use crate::text::package::pack;
use crate::text::{self, FileKind, FileText, Limits, Problem};

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "a.xlsx", "", &Limits::default())
}

fn workbook(sheet: &str, strings: &str) -> Vec<u8> {
    let relation = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    pack(&[
        ("[Content_Types].xml", b"<Types/>"),
        (
            "_rels/.rels",
            format!("<Relationships><Relationship Id=\"r0\" Type=\"{relation}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>").as_bytes(),
        ),
        (
            "xl/workbook.xml",
            format!("<workbook xmlns=\"{main}\" xmlns:r=\"{relation}\"><sheets><sheet name=\"S\" sheetId=\"1\" r:id=\"r1\"/></sheets></workbook>").as_bytes(),
        ),
        (
            "xl/_rels/workbook.xml.rels",
            format!(
                "<Relationships><Relationship Id=\"r1\" Type=\"{relation}/worksheet\" Target=\"worksheets/sheet1.xml\"/>\
                 <Relationship Id=\"r2\" Type=\"{relation}/sharedStrings\" Target=\"sharedStrings.xml\"/></Relationships>"
            )
            .as_bytes(),
        ),
        ("xl/worksheets/sheet1.xml", format!("<worksheet xmlns=\"{main}\"><sheetData>{sheet}</sheetData></worksheet>").as_bytes()),
        ("xl/sharedStrings.xml", format!("<sst xmlns=\"{main}\" {strings}</sst>").as_bytes()),
    ])
}

#[test]
fn rows_of_visible_sheets_with_days_and_numbers() {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.write(0, 1, "BIỂU SỐ LIỆU\nquý III").unwrap();
    sheet.write(2, 0, 12).unwrap();
    sheet.write(2, 2, 3.5).unwrap();
    let day = ExcelDateTime::from_ymd(2024, 9, 20).unwrap();
    sheet.write_with_format(2, 3, &day, &Format::new().set_num_format("dd/mm/yyyy")).unwrap();
    book.add_worksheet().set_hidden(true).write(0, 0, "ẩn").unwrap();
    book.add_worksheet().write(0, 0, "Trang hai").unwrap();
    let file = read(&book.save_to_buffer().unwrap());
    assert_eq!((file.kind, file.problem), (FileKind::Xlsx, None));
    assert_eq!(file.text, "BIỂU SỐ LIỆU quý III\n12\t3.5\t20/09/2024\nTrang hai");
}

#[test]
fn two_cells_at_far_ends_are_two_cells() {
    let sheet = "<row r=\"1\"><c r=\"A1\"><v>1</v></c></row><row r=\"1048576\"><c r=\"XFD1048576\"><v>2</v></c></row>";
    let file = read(&workbook(sheet, "count=\"0\" uniqueCount=\"0\">"));
    assert_eq!((file.text.as_str(), file.problem), ("1\n2", None));
}

#[test]
fn four_thousand_million_announced_strings_are_not_believed() {
    for count in ["4000000000", "99999999999999999999999", "-1"] {
        let file = read(&workbook("", &format!("count=\"1\" uniqueCount='{count}'><si><t>a</t></si>")));
        assert!(matches!(file.problem, Some(Problem::Broken(_))), "{count}: {:?}", file.problem);
    }
}

#[test]
fn more_cells_than_the_limit_are_left_and_said() {
    let row: String = (0..1000).map(|_| "<c><v>1</v></c>").collect();
    let rows: String = (0..50).map(|_| format!("<row>{row}</row>")).collect();
    let limits = Limits { cells: 10_000, ..Limits::default() };
    let file = text::read(&workbook(&rows, ">"), "", "", &limits);
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
    assert_eq!(file.text.matches('1').count(), 10_000);
}

#[test]
fn a_sheet_of_four_hundred_megabytes_is_not_unpacked() {
    let file = read(&workbook(&" ".repeat(400_000_000), ">"));
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
}
