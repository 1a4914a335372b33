//! Figures: what a form asks for, how it is found in a unit's workbook, and what must be looked at.

use calamine::{Data, Reader, Xlsx};
use proptest::prelude::*;

use super::form::form;
use super::reading::read;
use super::sheet::{Head, xlsx};
use super::*;
use crate::text::sheet::cells::{Cell as At, Sheet};

/// A sheet as it is drawn: one line a row, cells between bars; what reads as a number is one.
fn drawn(name: &str, rows: &[&str]) -> Sheet {
    let mut cells = Vec::new();
    for (row, line) in (0_u32..).zip(rows) {
        for (column, text) in (0_u32..).zip(line.split('|')) {
            let text = text.trim();
            let value = match text.parse::<f64>() {
                _ if text.is_empty() => continue,
                Ok(number) => Value::Number(number),
                Err(_) => Value::Text(text.strip_prefix('\'').unwrap_or(text).to_owned()),
            };
            cells.push(At { row, column, value });
        }
    }
    Sheet { name: name.to_owned(), cells }
}

const FORM: [&str; 12] = [
    "UBND TỈNH SÔNG LAM|||CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
    "|||Độc lập - Tự do - Hạnh phúc",
    "",
    "BIỂU SỐ LIỆU CÔNG TÁC KHOA GIÁO",
    "STT|Chỉ tiêu|Đơn vị tính|Số liệu|Ghi chú",
    "A|B|C|1|2",
    "I|Giáo dục|||",
    "1|Số trường học|trường||",
    "2|Số giáo viên|người||",
    "3|Số lớp|lớp||",
    "",
    "|||Người lập biểu",
];

fn empty() -> Vec<Sheet> {
    vec![drawn("Biểu 1", &FORM)]
}

/// The form with figures in it, and other changes.
fn filled(change: impl Fn(&mut Vec<String>)) -> Sheet {
    let mut rows: Vec<String> = FORM.iter().map(|row| (*row).to_owned()).collect();
    change(&mut rows);
    let rows: Vec<&str> = rows.iter().map(String::as_str).collect();
    drawn("Biểu 1", &rows)
}

fn put(rows: &mut [String], label: &str, value: &str) {
    let row = rows.iter_mut().find(|row| row.contains(label)).unwrap();
    let mut cells: Vec<String> = row.split('|').map(str::to_owned).collect();
    cells[3] = value.to_owned();
    *row = cells.join("|");
}

fn three(rows: &mut [String], values: [&str; 3]) {
    for (label, value) in ["Số trường học", "Số giáo viên", "Số lớp"].into_iter().zip(values) {
        put(rows, label, value);
    }
}

fn sent(unit: &str, sheets: Vec<Vec<Sheet>>, empty: &[Sheet]) -> Sent {
    Sent {
        unit: UnitId::new(unit).unwrap(),
        name: format!("Đơn vị {unit}"),
        group: "Sở, ngành".to_owned(),
        files: vec![(Some((1, 0)), "bieu.xlsx".to_owned())],
        reading: Ok(read(&form(empty), empty, &sheets)),
        notes: Vec::new(),
    }
}

fn table_of(books: Vec<Sheet>) -> Table {
    let units = books.into_iter().enumerate().map(|(nth, book)| sent(&format!("u{nth}"), vec![vec![book]], &empty()));
    table(&form(&empty()), units.collect())
}

fn numbers(line: &Line) -> Vec<Option<f64>> {
    line.cells.iter().map(|cell| cell.number).collect()
}

#[test]
fn a_form_asks_for_its_lines_and_not_for_its_headings() {
    let form = form(&empty());
    let asked: Vec<_> = form.tables[0].indicators.iter().map(|one| (one.name(), one.measure.clone(), one.at)).collect();
    let one = |name: &str, measure: &str, row| (name.to_owned(), measure.to_owned(), (row, 3));
    assert_eq!(form.tables.len(), 1);
    assert_eq!(asked, [one("Số trường học", "trường", 7), one("Số giáo viên", "người", 8), one("Số lớp", "lớp", 9)]);
}

#[test]
fn a_heading_of_two_lines_names_its_columns() {
    let form = form(&[drawn(
        "Biểu",
        &["TT|Nội dung|Học sinh||Giáo viên", "||Tổng số|Nữ|", "1|Mầm non|||", "2|Tiểu học|||", "|Tổng cộng|||"],
    )]);
    let names: Vec<String> = form.tables[0].indicators.iter().map(Indicator::name).collect();
    assert_eq!(names[..3], ["Mầm non – Học sinh, Tổng số", "Mầm non – Học sinh, Nữ", "Mầm non – Giáo viên"]);
    assert_eq!(form.tables[0].indicators[7].sum_of, [1, 4], "the sum of girls is that of its column");
}

#[test]
fn a_form_across_asks_for_the_row_below() {
    let empty = vec![drawn("Biểu", &["SỐ LIỆU", "Tên đơn vị|Số trường|Số lớp|Số học sinh|Ghi chú"])];
    let asked = form(&empty);
    let names: Vec<_> = asked.tables[0].indicators.iter().map(|one| (one.name(), one.at)).collect();
    assert_eq!(names, [("Số trường".into(), (2, 1)), ("Số lớp".into(), (2, 2)), ("Số học sinh".into(), (2, 3))]);
    let told = |rows: &[&str]| numbers(&table(&asked, vec![sent("u", vec![vec![drawn("x", rows)]], &empty)]).lines[0]);
    let head = "Tên đơn vị|Số trường|Số lớp|Số học sinh|Ghi chú";
    let all = [Some(3.0), Some(40.0), Some(1200.0)];
    assert_eq!(told(&["SỐ LIỆU", head, "Sở A|3|40|1200"]), all);
    assert_eq!(told(&["SỐ LIỆU", "của Sở A", head, "|1|2|3|4", "Sở A|3|40|1200"]), all, "moved, with numbered columns");
    assert_eq!(
        told(&[head, "Trường 1|1|20|500", "Trường 2|2|20|700", "Cộng|3|40|1200"]),
        all,
        "the sum of several rows"
    );
    assert_eq!(
        told(&[head, "Trường 1|1|20|500", "Trường 2|2|20|700"]),
        [None; 3],
        "nobody adds up what was not added up"
    );
}

#[test]
fn figures_are_taken_at_their_place_and_added_up() {
    let table = table_of(vec![
        filled(|rows| three(rows, ["12", "340", "96"])),
        filled(|rows| three(rows, ["8", "'1.234", "'40 lớp"])),
    ]);
    assert_eq!(numbers(&table.lines[0]), [Some(12.0), Some(340.0), Some(96.0)]);
    assert_eq!(numbers(&table.lines[1]), [Some(8.0), Some(1234.0), Some(40.0)]);
    assert_eq!(table.sums, [Some(20.0), Some(1574.0), Some(136.0)]);
    assert_eq!(table.lines[1].cells[1].marks, [Mark::Written]);
    assert_eq!(table.lines[0].cells[2].place.as_ref().unwrap().name(), "Biểu 1!D10");
}

#[test]
fn a_moved_line_is_found_and_an_inserted_one_is_told() {
    let table = table_of(vec![filled(|rows| {
        three(rows, ["12", "340", "96"]);
        rows.insert(8, "1a|Trong đó: trường dân lập|trường|5|".to_owned());
        rows.insert(0, "Kèm báo cáo số 12".to_owned());
        for row in rows.iter_mut() {
            row.insert(0, '|');
        }
    })]);
    assert_eq!(numbers(&table.lines[0]), [Some(12.0), Some(340.0), Some(96.0)]);
    let (strays, _) = table.lines[0].strays();
    let told: Vec<_> = strays.iter().map(|stray| (stray.label.as_str(), stray.number)).collect();
    assert!(told.contains(&("trường", 5.0)), "{told:?}");
}

#[test]
fn two_lines_of_one_name_are_asked_about_and_no_number_is_lost() {
    let table = table_of(vec![filled(|rows| {
        three(rows, ["12", "340", "96"]);
        rows.insert(9, "2|Số trường học|trường|15|".to_owned());
    })]);
    let cell = &table.lines[0].cells[0];
    assert_eq!(cell.number, None);
    assert!(matches!(cell.marks.as_slice(), [Mark::Several(places)] if places.len() == 2), "{:?}", cell.marks);
    let strays: Vec<f64> = table.lines[0].strays().0.iter().map(|stray| stray.number).collect();
    assert!(strays.contains(&12.0) && strays.contains(&15.0), "{strays:?}");
}

#[test]
fn lines_alike_in_the_form_are_told_apart_by_what_stands_above_them() {
    let rows = ["STT|Chỉ tiêu|Số liệu", "1|Số giáo viên|", "|Trong đó: nữ|", "2|Số học sinh|", "|Trong đó: nữ|"];
    let empty = vec![drawn("B", &rows)];
    let sheet = drawn(
        "B",
        &[
            "STT|Chỉ tiêu|Số liệu",
            "0|Số trường|3",
            "1|Số giáo viên|100",
            "|Trong đó: nữ|60",
            "2|Số học sinh|2000",
            "|Trong đó: nữ|900",
        ],
    );
    let line = &table(&form(&empty), vec![sent("u", vec![vec![sheet]], &empty)]).lines[0];
    assert_eq!(numbers(line), [Some(100.0), Some(60.0), Some(2000.0), Some(900.0)]);
}

#[test]
fn what_is_missing_or_no_number_says_why() {
    let table = table_of(vec![filled(|rows| {
        three(rows, ["", "'-", "'12 trường, 3 điểm"]);
    })]);
    let marks: Vec<_> = table.lines[0].cells.iter().map(|cell| cell.marks.clone()).collect();
    assert_eq!(marks, [vec![Mark::Missing], vec![Mark::Dash], vec![Mark::Words]]);
    assert_eq!((table.sums[0], table.given(0), table.doubts()), (Some(0.0), 0, 3));
    let gone = table_of(vec![filled(|rows| {
        three(rows, ["12", "340", "96"]);
        rows.retain(|row| !row.contains("Số lớp"));
    })]);
    assert_eq!(gone.lines[0].cells[2].marks, [Mark::Nowhere]);
}

#[test]
fn what_is_implausible_is_marked_and_still_counted() {
    let mut books: Vec<Sheet> =
        (10..15).map(|count| filled(|rows| three(rows, [&count.to_string(), "1", "1"]))).collect();
    books.push(filled(|rows| three(rows, ["1200", "-1", "1"])));
    let table = table_of(books);
    let last = &table.lines[5].cells;
    assert_eq!(last[0].marks, [Mark::Far(12.0)]);
    assert_eq!(last[1].marks, [Mark::Negative]);
    assert_eq!(table.sums[0], Some(1260.0));
    assert!(table.lines[..5].iter().all(|line| line.cells.iter().all(|cell| cell.marks.is_empty())));
}

#[test]
fn a_stated_sum_that_is_not_one_is_marked() {
    let rows = ["STT|Cấp học|Số học sinh", "1|Mầm non|", "2|Tiểu học|", "|Tổng cộng|"];
    let empty = vec![drawn("B", &rows)];
    let told = |total: &str| {
        let total = format!("|Tổng cộng|{total}");
        let sheet = drawn("B", &["STT|Cấp học|Số học sinh", "1|Mầm non|10", "2|Tiểu học|20", &total]);
        table(&form(&empty), vec![sent("u", vec![vec![sheet]], &empty)]).lines[0].cells[2].marks.clone()
    };
    assert_eq!(told("30"), []);
    assert_eq!(told("33"), [Mark::Total(30.0)]);
}

#[test]
fn two_workbooks_that_say_the_same_are_one_and_two_that_differ_are_asked_about() {
    let book = |count: &str| vec![filled(|rows| three(rows, [count, "1", "1"]))];
    let told = |books| numbers(&table(&form(&empty()), vec![sent("u", books, &empty())]).lines[0])[0];
    assert_eq!(told(vec![book("12"), book("12")]), Some(12.0));
    assert_eq!(told(vec![book("12"), book("")]), Some(12.0));
    assert_eq!(told(vec![book("12"), book("13")]), None);
}

#[test]
fn shares_are_not_added_up() {
    let empty = vec![drawn("B", &["STT|Chỉ tiêu|Đơn vị tính|Số liệu", "1|Tỷ lệ phổ cập|%|", "2|Số xã|xã|"])];
    let sheet = drawn("B", &["STT|Chỉ tiêu|Đơn vị tính|Số liệu", "1|Tỷ lệ phổ cập|%|98.5", "2|Số xã|xã|20"]);
    assert_eq!(table(&form(&empty), vec![sent("u", vec![vec![sheet]], &empty)]).sums, [None, Some(20.0)]);
}

#[test]
fn the_workbook_adds_up_by_itself_and_runs_nothing_that_a_unit_wrote() {
    let table = table_of(vec![
        filled(|rows| three(rows, ["12", "'=HYPERLINK(\"http://x.example\")", "96"])),
        filled(|rows| three(rows, ["8", "5", "4"])),
    ]);
    let made = "2020-07-01T08:00:00".parse().unwrap();
    let head = Head { office: "Ban Tuyên giáo".into(), scope: "Báo cáo 6 tháng đầu năm 2020".into(), made };
    let bytes = xlsx(&table, &head).unwrap();
    assert_eq!(bytes, xlsx(&table, &head).unwrap());
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Số liệu").unwrap();
    assert_eq!(range.get((6, 5)), Some(&Data::String("=HYPERLINK(\"http://x.example\")".into())));
    assert_eq!(range.get((8, 4)), Some(&Data::Float(20.0)), "what a reader without formulas sees");
    let formulas = book.worksheet_formula("Số liệu").unwrap();
    let written: Vec<&String> = formulas.cells().map(|(.., formula)| formula).filter(|text| !text.is_empty()).collect();
    assert!(written.iter().all(|text| text.starts_with("SUM(") || text.starts_with("COUNT(")), "{written:?}");
    assert_eq!(written.len(), 6);
}

proptest! {
    /// Whatever lines a unit inserts, moves or copies: each number that it wrote stands in the table or is told.
    #[test]
    fn no_number_is_lost(
        values in prop::array::uniform3(prop::option::of(0_u32..100_000)),
        inserted in prop::collection::vec((0_usize..12, "[A-ZĐa-zđ ]{0,12}", 0_u32..100_000, 1_usize..6), 0..5),
        copied in prop::option::of(7_usize..10),
        down in 0_usize..4,
        right in 0_usize..3,
    ) {
        let sheet = filled(|rows| {
            let text = |nth: usize| values[nth].map(|value: u32| value.to_string()).unwrap_or_default();
            three(rows, [&text(0), &text(1), &text(2)]);
            if let Some(copied) = copied {
                let copy = rows[copied].clone();
                rows.push(copy);
            }
            for (at, label, number, column) in &inserted {
                rows.insert(*at, format!("|{label}{}{number}", "|".repeat(*column)));
            }
            for row in rows.iter_mut() {
                row.insert_str(0, &"|".repeat(right));
            }
            for _ in 0..down {
                rows.insert(0, String::new());
            }
        });
        let mut written: Vec<f64> = sheet.cells.iter().filter_map(|cell| match cell.value {
            Value::Number(number) if cell.column as usize > right => Some(number),
            _ => None,
        }).collect();
        // The form's own numbering of its columns.
        for own in [1.0, 2.0] {
            if let Some(at) = written.iter().position(|number| *number == own) {
                written.remove(at);
            }
        }
        let table = table_of(vec![sheet]);
        let line = &table.lines[0];
        if line.cells.is_empty() {
            return Ok(());
        }
        let mut told: Vec<f64> = numbers(line).into_iter().flatten().collect();
        told.extend(line.strays().0.iter().map(|stray| stray.number));
        for number in written {
            let at = told.iter().position(|told| *told == number);
            prop_assert!(at.is_some(), "{number} is neither in the table nor told: {line:?}");
            told.remove(at.unwrap());
        }
    }
}
