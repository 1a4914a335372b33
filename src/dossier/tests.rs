//! Scenes of the register on paper, on the terminal and in files.

use calamine::{Reader, Xlsx};

use super::register::HEADERS;
use super::*;
use crate::calendar::Calendar;
use crate::calendar::deadline::Timeliness;
use crate::decision::Relation;
use crate::evidence::Scans;
use crate::message::Sha256;
use crate::office::{Office, Rules};
use crate::plan::{Plans, ReportId};
use crate::roster::{Group, GroupId, Roster, Unit, UnitId};

fn unit(id: &str, name: &str) -> Unit {
    Unit::new(UnitId::new(id).unwrap(), name, GroupId::new("so-nganh").unwrap())
}

/// The rules of a small office without plans.
pub(crate) fn rules() -> Rules {
    rules_of(Plans::default())
}

/// The office of these scenes with these plans.
pub(super) fn rules_of(plans: Plans) -> Rules {
    let office = Office {
        name: "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam".to_owned(),
        short_name: "Ban Tuyên giáo".to_owned(),
        mailbox: "baocao@office.example".to_owned(),
        own_addresses: Vec::new(),
        staff: Vec::new(),
        leaders: Vec::new(),
        briefings: Vec::new(),
        contact: None,
        phone: None,
        time_zone: jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").unwrap(),
        start_date: "2020-01-01".parse().unwrap(),
        working_hours: ("07:30".parse().unwrap(), "17:00".parse().unwrap()),
        digest_at: "07:30".parse().unwrap(),
        on_duty: Vec::new(),
        due_day_counts: true,
        authserv_id: None,
        also_signed_by: Vec::new(),
        largest_letter: 20_000_000,
        placing: crate::spelling::placing::Placing::default(),
        escalation: crate::office::Escalation::default(),
    };
    let group = Group { id: GroupId::new("so-nganh").unwrap(), name: "Sở, ngành".to_owned() };
    let units = vec![unit("so-y-te", "Sở Y tế"), unit("dang-uy", "Đảng ủy Khối các cơ quan và doanh nghiệp tỉnh")];
    let roster = Roster { groups: vec![group], units };
    Rules::new(office, roster, plans, Calendar::default())
}

/// A line of the register with one file.
pub(super) fn line(number: u32, unit: &str) -> Line {
    Line {
        id: i64::from(number),
        number: (2020, number),
        mail: Some(1),
        channel: Channel::Email,
        unit: UnitId::new(unit).unwrap(),
        report: ReportId::new("bao-cao-6-thang").unwrap(),
        period: "2020-H1".parse().unwrap(),
        version: 1,
        relation: Relation::First,
        received_at: "2020-06-18T17:30:00Z".parse().unwrap(),
        dated_at: Some("2020-06-17T01:00:00Z".parse().unwrap()),
        sender: "vanthu@unit.example".to_owned(),
        timeliness: Some(Timeliness::Late { days: 12 }),
        document_number: Some("123/BC-SYT".to_owned()),
        decided_by: "tiepnhan".to_owned(),
        decided_at: "2020-06-19T01:00:00Z".parse().unwrap(),
        why: "Địa chỉ gửi có trong danh sách".to_owned(),
        corrects: None,
        split_from: None,
        corrected_by: None,
        revoked: None,
        files: vec![LineFile {
            attachment: Some(0),
            name: "=HYPERLINK(\"http://x.example\")_bao_cao_rat_dai_khong_dau_cach_de_xem_bang_co_vo_khong.docx"
                .to_owned(),
            media_type: "application/msword".to_owned(),
            size: 5,
            sha256: Sha256::of(b"file"),
        }],
    }
}

fn all(lines: Vec<Line>, filter: &Filter, order: Order) -> Extract {
    extract(lines, &Scans::new(), filter, order, &rules(), "2020-07-01T02:00:00Z".parse().unwrap())
}

#[test]
fn no_line_of_the_table_is_wider_than_eighty_columns() {
    let text = table::table(&all(vec![line(147, "so-y-te"), line(1148, "dang-uy")], &Filter::default(), Order::Number));
    for shown in text.lines() {
        assert!(shown.chars().count() <= 80, "{shown}");
    }
    for words in ["147/2020", "Sở Y tế", "gửi chậm", "123/BC-SYT", "2 lượt tiếp nhận"] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn days_are_the_offices_days() {
    let on = |from: &str, to: &str| {
        let filter = Filter { from: from.parse().ok(), to: to.parse().ok(), ..Filter::default() };
        all(vec![line(1, "so-y-te")], &filter, Order::Number).rows.len()
    };
    assert_eq!((on("2020-06-19", "2020-06-19"), on("2020-06-18", "2020-06-18")), (1, 0));
}

#[test]
fn a_list_by_unit_is_a_vietnamese_list() {
    let shown = all(vec![line(1, "so-y-te"), line(2, "dang-uy")], &Filter::default(), Order::Unit);
    let units: Vec<_> = shown.rows.iter().map(|row| row.line.unit.as_str()).collect();
    assert_eq!(units, ["dang-uy", "so-y-te"]);
}

#[test]
fn a_formula_in_a_file_name_stays_text_in_csv_and_xlsx() {
    let shown = all(vec![line(1, "so-y-te")], &Filter::default(), Order::Number);
    let csv = String::from_utf8(csv::csv(&shown).unwrap()).unwrap();
    assert!(csv.starts_with('\u{feff}') && csv.contains("\"'=HYPERLINK"), "{csv}");
    let mut book = Xlsx::new(std::io::Cursor::new(xlsx::xlsx(&shown).unwrap())).unwrap();
    let sheet = book.worksheet_range("Sổ tiếp nhận").unwrap();
    let header: Vec<_> = (0..10).map(|column| sheet.get((4, column)).unwrap().to_string()).collect();
    assert_eq!(header, HEADERS);
    assert_eq!(sheet.get((0, 0)).unwrap().to_string(), "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam");
    assert!(matches!(sheet.get((5, 1)).unwrap(), calamine::Data::DateTime(_)));
    assert!(matches!(sheet.get((5, 8)).unwrap(), calamine::Data::String(text) if text.starts_with("=HYPERLINK")));
}

#[test]
fn the_same_extract_gives_the_same_workbook() {
    let shown = all(vec![line(1, "so-y-te")], &Filter::default(), Order::Number);
    assert_eq!(xlsx::xlsx(&shown).unwrap(), xlsx::xlsx(&shown).unwrap());
}

#[test]
fn an_empty_register_is_said_and_can_be_printed() {
    let shown = all(Vec::new(), &Filter::default(), Order::Number);
    assert!(table::table(&shown).contains("chưa có lượt tiếp nhận nào"));
    assert!(!xlsx::xlsx(&shown).unwrap().is_empty());
}

#[test]
fn json_has_the_offices_clock_and_what_a_line_became() {
    let mut old = line(1, "so-y-te");
    old.corrected_by = Some((2020, 2));
    let shown = all(vec![old], &Filter::default(), Order::Number);
    let json = json::json(&shown, &rules().office.time_zone);
    assert_eq!(json[0]["received_at"], "2020-06-19T00:30:00+07:00");
    assert_eq!(json[0]["stands"], false);
    assert_eq!(json[0]["corrected_by"]["number"], 2);
    assert_eq!((json[0]["standing"].as_str(), json[0]["days_late"].as_u64()), (Some("late"), Some(12)));
}

#[test]
fn a_date_in_the_mail_that_is_far_from_the_receipt_is_noted() {
    let shown = all(vec![line(1, "so-y-te")], &Filter::default(), Order::Number);
    assert_eq!(shown.rows[0].notes, ["thư ghi 08:00 17/06/2020"]);
}
