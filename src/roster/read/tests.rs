//! Scenes.

use jiff::civil::date;

use super::*;
use crate::dictionary::Dictionary;
use crate::roster::Validity;

/// A sheet as an office would have it: title above, header in row 3.
fn sheet(header: &[&str], rows: &[&[&str]]) -> Table {
    let cells = |row: &[&str]| row.iter().map(|cell| (*cell).to_owned()).collect();
    let mut table = Table {
        file: "don-vi.xlsx".to_owned(),
        sheet: Some("Danh sách".to_owned()),
        rows: vec![(1, vec!["DANH SÁCH ĐƠN VỊ".to_owned()]), (3, cells(header))],
    };
    table.rows.extend((4..).zip(rows.iter().map(|row| cells(row))));
    table
}

fn roster(table: Table) -> (Roster, Vec<String>) {
    let (roster, warnings) =
        read(&[table], &[], Dictionary::built_in().forms()).unwrap_or_else(|faults| panic!("{faults:?}"));
    (roster, warnings.iter().map(|fault| format!("{} {}", fault.place, fault.what)).collect())
}

fn faults(table: Table, ours: &[&str]) -> Vec<String> {
    let ours: Vec<String> = ours.iter().map(|our| (*our).to_owned()).collect();
    let found = read(&[table], &ours, Dictionary::built_in().forms()).expect_err("it should be refused");
    found.iter().map(|fault| format!("{} {}", fault.place, fault.what)).collect()
}

#[test]
fn columns_may_stand_in_any_order_and_language() {
    let (roster, warnings) = roster(sheet(
        &["Email", "STT", "GROUP", "Tên đơn vị (đầy đủ)", "Ký hiệu"],
        &[&["A@syt.example;b@syt.example\nC@syt.example", "1", "Sở, ngành", "Sở Y tế", "SYT, YTE"]],
    ));
    assert_eq!(warnings, Vec::<String>::new());
    let unit = &roster.units[0];
    assert_eq!((unit.id.as_str(), unit.group.as_str()), ("so-y-te", "so-nganh"));
    assert_eq!(unit.addresses, ["a@syt.example", "b@syt.example", "c@syt.example"]);
    assert_eq!(unit.symbols, ["SYT", "YTE"]);
    assert_eq!(roster.groups[0].name, "Sở, ngành");
}

#[test]
fn the_leaders_address_is_read_and_a_bare_name_is_no_address() {
    let header = ["Tên đơn vị", "Nhóm", "Thư điện tử", "Lãnh đạo"];
    let row = |leader: &'static str| ["Sở Y tế", "Sở", "vt@syt.example", leader];
    let read_as = |leader: &'static str| {
        let (roster, warnings) = roster(sheet(&header, &[&row(leader)]));
        (roster.units[0].leader.clone(), warnings)
    };
    assert_eq!(read_as("Nguyễn Văn An <GD@syt.example>"), (Some("gd@syt.example".into()), Vec::new()));
    assert_eq!(read_as(""), (None, Vec::new()));
    let (leader, warnings) = read_as("Nguyễn Văn An");
    assert!(leader.is_none() && warnings[0].contains("không có địa chỉ thư"), "{warnings:?}");
    assert_eq!(faults(sheet(&header, &[&row("gd@syt")]), &[]).len(), 1);
    let ours = faults(sheet(&header, &[&row("gd@btg.example")]), &["gd@btg.example"]);
    assert!(ours[0].contains("của chính cơ quan"), "{ours:?}");
}

#[test]
fn dates_and_successors_are_read() {
    let (roster, _) = roster(sheet(
        &["Tên đơn vị", "Nhóm", "Thư điện tử", "Đến ngày", "Từ ngày", "Kế thừa"],
        &[
            &["Sở TNMT", "Sở", "a@a.example", "30/6/2025", "", "Sở NNMT"],
            &["Sở NNMT", "Sở", "b@b.example", "", "2025-07-01", ""],
        ],
    ));
    assert_eq!(roster.units[0].validity.to, Some(date(2025, 6, 30)));
    assert_eq!(roster.units[1].validity.from, Some(date(2025, 7, 1)));
    assert_eq!(roster.units[0].successors[0].unit.as_str(), "so-nnmt");
}

const DATED: &[&str] = &["Mã", "Tên đơn vị", "Nhóm", "Email", "Từ ngày", "Đến ngày", "Kế thừa"];

#[test]
fn rows_of_one_key_are_one_unit_under_its_names() {
    let (roster, warnings) = roster(sheet(
        DATED,
        &[
            &["bhxh", "Bảo hiểm xã hội khu vực IX", "Ngành", "b@bhxh.example", "1/3/2025", "31/12/2025", ""],
            &["hoi", "Hội Đông y tỉnh", "Hội", "a@hoi.example", "", "", ""],
            &["bhxh", "Bảo hiểm xã hội tỉnh", "Sở", "a@bhxh.example", "", "28/2/2025", ""],
            &["bhxh", "Bảo hiểm xã hội tỉnh Hà Xuyên", "Sở", "a@bhxh.example", "1/1/2026", "", ""],
        ],
    ));
    assert_eq!(warnings, Vec::<String>::new());
    let unit = &roster.units[0];
    assert_eq!((roster.units.len(), unit.id.as_str(), unit.validity), (2, "bhxh", Validity::default()));
    let on = |day| (unit.name_on(day), unit.group_on(day).as_str());
    assert_eq!(on(date(2025, 2, 28)), ("Bảo hiểm xã hội tỉnh", "so"));
    assert_eq!(on(date(2025, 3, 1)), ("Bảo hiểm xã hội khu vực IX", "nganh"));
    assert_eq!(on(date(2026, 1, 1)), ("Bảo hiểm xã hội tỉnh Hà Xuyên", "so"));
    assert_eq!(
        (&unit.addresses, &unit.former[1].addresses),
        (&vec!["a@bhxh.example".into()], &vec!["b@bhxh.example".into()])
    );
}

#[test]
fn rows_of_one_key_follow_one_another_day_by_day() {
    let found = faults(
        sheet(
            DATED,
            &[
                &["a", "A cũ", "Sở", "", "", "", ""],
                &["a", "A mới", "Sở", "", "1/3/2025", "", ""],
                &["b", "B cũ", "Sở", "", "", "31/3/2025", ""],
                &["b", "B mới", "Sở", "", "1/3/2025", "", ""],
                &["c", "C cũ", "Sở", "", "", "28/2/2025", ""],
                &["c", "C mới", "Sở", "", "1/7/2025", "", ""],
                &["d", "D cũ", "Sở", "", "", "28/2/2025", "a"],
                &["d", "D mới", "Sở", "", "", "", ""],
            ],
        ),
        &[],
    );
    assert_eq!(
        found.iter().filter(|fault| !fault.contains("địa chỉ")).collect::<Vec<_>>(),
        [
            "Danh sách!F4 chưa ghi “đến ngày”, trong khi dòng 5 cùng mã “a” bắt đầu từ 1/3/2025",
            "Danh sách!E7 bắt đầu từ 1/3/2025, khi dòng 6 cùng mã “b” còn đến 31/3/2025",
            "Danh sách!E9 từ 1/3/2025 đến trước 1/7/2025 không dòng nào của mã “c” có hiệu lực",
            "Danh sách!E11 dòng 10 và 11 cùng mã “d” đều chưa ghi “từ ngày”",
            "Danh sách!G10 ghi kế thừa, trong khi mã “d” còn dòng sau",
        ]
    );
}

#[test]
fn a_unit_may_be_split_by_field_or_merged() {
    let (roster, warnings) = roster(sheet(
        DATED,
        &[
            &[
                "ld",
                "Sở LĐTBXH",
                "Sở",
                "a@a.example",
                "",
                "28/2/2025",
                "Sở GDĐT (dạy nghề); nv (bình đẳng giới, lao động)",
            ],
            &["cu", "Sở Nội vụ cũ", "Sở", "b@a.example", "", "28/2/2025", "nv"],
            &["gd", "Sở GDĐT", "Sở", "c@a.example", "", "", ""],
            &["nv", "Sở Nội vụ", "Sở", "d@a.example", "1/3/2025", "", ""],
        ],
    ));
    assert_eq!(warnings, Vec::<String>::new());
    let heirs = |at: usize| {
        let line = |heir: &crate::roster::Succession| format!("{} [{}]", heir.unit, heir.fields.join("; "));
        roster.units[at].successors.iter().map(line).collect::<Vec<_>>()
    };
    assert_eq!(heirs(0), ["gd [dạy nghề]", "nv [bình đẳng giới; lao động]"]);
    assert_eq!(heirs(1), ["nv []"]);
}

#[test]
fn successors_go_one_way_and_are_there() {
    let ring = faults(
        sheet(
            DATED,
            &[
                &["a", "Sở A", "Sở", "a@a.example", "", "28/2/2025", "b"],
                &["b", "Sở B", "Sở", "b@a.example", "1/3/2025", "30/6/2025", "a"],
            ],
        ),
        &[],
    );
    assert_eq!(
        ring,
        [
            "Danh sách!G5 “Sở A” không có vào ngày sau khi “Sở B” kết thúc",
            "Danh sách!G4 “Sở A” qua các đơn vị kế thừa lại trở về chính nó",
        ]
    );
}

#[test]
fn dividing_lines_and_empty_rows_are_no_units() {
    let (roster, warnings) = roster(sheet(
        &["STT", "Tên đơn vị", "Nhóm", "Email"],
        &[&["I. CÁC SỞ, NGÀNH", "", "", ""], &["", "", "", ""], &["1", "Sở Y tế", "Sở", "a@a.example"]],
    ));
    assert_eq!((roster.units.len(), warnings.len()), (1, 0));
}

#[test]
fn dirty_addresses_are_named_one_by_one() {
    let found = faults(
        sheet(
            &["Tên đơn vị", "Nhóm", "Email", "Tên miền"],
            &[
                &["A1", "Sở", "hoangthilananhquangninh.gov.vn", ""],
                &["A2", "Sở", "vp syt@a.example", ""],
                &["A3", "Sở", "@gov.vn", ""],
                &["A4", "Sở", "vp@laocai.go", ""],
                &["A5", "Sở", "vp@gov.vn", ""],
                &["A6", "Sở", "vị@a.example", ""],
                &["A7", "Sở", "a@b@c.example", ""],
                &["A8", "Sở", "khoagiao@tinhuy.example", ""],
                &["A9", "Sở", "ok@a9.example", "gmail.com"],
            ],
        ),
        &["khoagiao@tinhuy.example"],
    );
    assert_eq!(
        found,
        [
            "Danh sách!C4 địa chỉ “hoangthilananhquangninh.gov.vn” thiếu dấu @",
            "Danh sách!C5 địa chỉ “vp syt@a.example” có khoảng trắng",
            "Danh sách!C6 địa chỉ “@gov.vn” thiếu phần trước dấu @",
            "Danh sách!C7 địa chỉ “vp@laocai.go”: tên miền “laocai.go” có vẻ bị cụt hoặc gõ sai",
            "Danh sách!C8 địa chỉ “vp@gov.vn”: “gov.vn” chưa đủ để chỉ một đơn vị",
            "Danh sách!C9 địa chỉ “vị@a.example” có ký tự lạ “ị”",
            "Danh sách!C10 địa chỉ “a@b@c.example” có hai dấu @",
            "Danh sách!D12 “gmail.com” là nhà cung cấp thư công cộng",
            "Danh sách!C11 “khoagiao@tinhuy.example” là hộp thư hoặc cán bộ của chính cơ quan",
        ]
    );
}

#[test]
fn rows_are_compared() {
    let found = faults(
        sheet(
            &["Mã", "Tên đơn vị", "Nhóm", "Email", "Từ ngày", "Đến ngày", "Kế thừa"],
            &[
                &["so-y-te", "Sở Y tế", "Sở", "a@a.example", "", "", ""],
                &["so-y-te", "Sở Y tế (cũ)", "Sở", "b@a.example", "", "", ""],
                &["", "Hội Đông y", "Hội", "c@a.example", "1/7/2025", "30/6/2025", ""],
                &["", "Hội Khuyến học", "Hội", "d@a.example", "", "30/6/2025", "hoi-moi"],
                &["Xấu!", "Hội Y học", "", "e@a.example", "31/2/2025", "", ""],
            ],
        ),
        &[],
    );
    assert_eq!(
        found,
        [
            "Danh sách!F6 “đến ngày” (30/6/2025) trước “từ ngày” (1/7/2025)",
            "Danh sách!A8 mã “Xấu!” không hợp lệ",
            "Danh sách!A5 mã “so-y-te” đã dùng ở dòng 4",
            "Danh sách!G7 đơn vị kế thừa “hoi-moi” không có trong danh sách",
        ]
    );
}

#[test]
fn what_is_only_doubtful_is_a_warning() {
    let (roster, warnings) = roster(sheet(
        &["Tên đơn vị", "Nhóm", "Email", "Ghi nhớ", "Mã"],
        &[
            &["Đảng ủy xã Sơn Hà", "Xã", "a@x.example", "", ""],
            &["Đảng ủy xã Sơn Hạ", "Xã", "a@x.example", "", "son-ha-nang"],
            &["Hội Đông y", "Hội", "", "", ""],
        ],
    ));
    assert_eq!(roster.units.len(), 3);
    assert_eq!(
        warnings,
        [
            "Danh sách!D3 cột “Ghi nhớ” không được sử dụng",
            "Danh sách!C5 địa chỉ “a@x.example” cũng ghi ở “Đảng ủy xã Sơn Hà” (dòng 4)",
            "Danh sách!C6 “Hội Đông y” chưa có địa chỉ thư",
            "Danh sách!A5 “Đảng ủy xã Sơn Hạ” và “Đảng ủy xã Sơn Hà” cùng có cách viết không dấu “dang uy xa son ha”",
        ]
    );
}

#[test]
fn units_that_never_lived_together_do_not_collide() {
    let (_, warnings) = roster(sheet(
        &["Mã", "Tên đơn vị", "Nhóm", "Email", "Từ ngày", "Đến ngày"],
        &[
            &["cu", "Đảng ủy Khối", "Đảng ủy", "a@x.example", "", "31/1/2025"],
            &["moi", "Đảng ủy Khối", "Đảng ủy", "b@x.example", "1/2/2025", ""],
        ],
    ));
    assert_eq!(warnings, Vec::<String>::new());
}

#[test]
fn a_list_without_header_or_units_is_refused() {
    assert_eq!(faults(sheet(&["A", "B"], &[&["Sở Y tế", "a@a.example"]]), &[]).len(), 1);
    let empty = faults(sheet(&["Tên đơn vị", "Nhóm"], &[]), &[]);
    assert_eq!(empty, [" danh sách không có đơn vị nào"]);
}

#[test]
fn cells_are_named_as_spreadsheets_do() {
    let names: Vec<String> = [0, 25, 26, 51, 52, 701, 702].into_iter().map(letters).collect();
    assert_eq!(names, ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
}

proptest::proptest! {
    #[test]
    fn never_panics(cells in proptest::collection::vec(proptest::collection::vec(".{0,12}", 0..6), 0..6)) {
        let mut table = sheet(&["Tên đơn vị", "Nhóm", "Email", "Đến ngày", "Mã"], &[]);
        table.rows.extend((4..).zip(cells));
        let _ = read(&[table], &[], Dictionary::built_in().forms());
    }
}

const DAYS: [&str; 5] = ["", "1/1/2025", "30/6/2025", "1/7/2025", "31/12/2025"];
const HEIRS: [&str; 4] = ["", "b", "a (x, y); c", "N4"];

proptest::proptest! {
    /// Whatever is accepted has, on each day, the name of the one row that holds on that day.
    #[test]
    fn a_name_comes_from_the_row_of_the_day(
        rows in proptest::collection::vec((0..3_usize, 0..5_usize, 0..5_usize, 0..4_usize), 1..5),
    ) {
        let written: Vec<[String; 7]> = (1..).zip(&rows).map(|(at, (key, from, to, heir))| {
            let texts = [["a", "b", "c"][*key], "", "Sở", "", DAYS[*from], DAYS[*to], HEIRS[*heir]];
            let mut texts = texts.map(str::to_owned);
            texts[1] = format!("N{at}");
            texts
        }).collect();
        let cells: Vec<Vec<&str>> = written.iter().map(|row| row.iter().map(String::as_str).collect()).collect();
        let cells: Vec<&[&str]> = cells.iter().map(Vec::as_slice).collect();
        let Ok((roster, _)) = read(&[sheet(DATED, &cells)], &[], Dictionary::built_in().forms()) else { return Ok(()) };
        for day in [date(2024, 12, 31), date(2025, 1, 1), date(2025, 6, 30), date(2025, 7, 1), date(2026, 1, 1)] {
            for unit in roster.on(day) {
                let holds = |row: &&[String; 7]| {
                    let validity = Validity { from: parse_date(&row[4]), to: parse_date(&row[5]) };
                    row[0] == unit.id.as_str() && validity.contains(day)
                };
                let held: Vec<&str> = written.iter().filter(holds).map(|row| row[1].as_str()).collect();
                proptest::prop_assert_eq!(held, [unit.name_on(day)]);
            }
        }
    }
}
