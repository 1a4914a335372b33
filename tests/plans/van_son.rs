//! Vân Sơn 2020: a meeting after the first half year (S0), held on 30/6 with a conclusion (S3).

use jiff::civil::date;
use tiepnhan::plan::Piece;
use tiepnhan::standing::pieces;

use super::desk::Desk;
use super::office::{due, group, meetings, open, owed, owing, plan, report, row, stands, unit_id, upward};
use super::post::{decided, judged, mail, paper};
use crate::letters::world::shown;

const OFFICE: &str = "van-son-2020";

pub fn o1_departments_write_of_their_own_work() {
    let world = open(OFFICE);
    let rules = &world.rules;
    assert!(owing(rules, "6-thang", "2020-H1").is_superset(&group(rules, "so-nganh")));
    assert_eq!(due(rules, "6-thang", "2020-H1"), Some(date(2020, 6, 19)));
    // "Khoa giáo" stands nowhere: the department reports on its own sector.
    let file = paper(
        "BC SYT.docx",
        "ỦY BAN NHÂN DÂN TỈNH VÂN SƠN\nSỞ Y TẾ",
        "Số: 812/BC-SYT",
        "Vân Sơn, ngày 16 tháng 6 năm 2020",
        "Kết quả thực hiện nhiệm vụ công tác y tế 6 tháng đầu năm\nvà phương hướng, nhiệm vụ 6 tháng cuối năm 2020",
    );
    let mail = mail(rules, "so-y-te", "2020-06-16 09:00", "Sở Y tế gửi báo cáo ngành 6 tháng đầu năm 2020", vec![file]);
    assert_eq!(decided(rules, &mail), "accept so-y-te 6-thang 2020-H1");
    let receipt = shown(&judged(rules, &mail).letters[0]);
    assert!(receipt.contains("trước ngày 19/6/2020") && receipt.contains("bản giấy"), "{receipt}");
}

pub fn o2_districts_report_before_they_meet() {
    let mut world = open(OFFICE);
    let districts = group(&world.rules, "huyen-thanh-thi-uy");
    assert_eq!(districts.len(), 9);
    assert!(owing(&world.rules, "6-thang", "2020-H1").is_superset(&districts));
    let (written, held) = (due(&world.rules, "6-thang", "2020-H1"), due(&world.rules, "giao-ban-cap-huyen", "2020-H1"));
    assert!(written < held, "the report is due on 19/6, before their own meeting: {written:?} {held:?}");
    for (unit, received, standing) in [
        ("huyen-uy-dai-van", "2020-06-18 23:59", "đúng hạn"),
        ("huyen-uy-phu-khe", "2020-06-19 23:59", "trong ngày hạn"),
        ("huyen-uy-phu-son", "2020-06-20 00:00", "gửi chậm 1 ngày"),
    ] {
        world.receive(unit, "6-thang", "2020-H1", received);
        assert_eq!(stands(&world, unit, "6-thang", "2020-H1", "2020-06-30 08:00"), standing, "{received}");
    }
}

pub fn o3_a_report_on_propaganda_work_fulfils_it() {
    let world = open(OFFICE);
    for (unit, issuer, number) in [
        ("dang-uy-cong-an", "TỈNH ỦY VÂN SƠN\nĐẢNG ỦY CÔNG AN TỈNH", "Số 214-BC/ĐUCA"),
        ("mttq", "ỦY BAN MẶT TRẬN TỔ QUỐC VIỆT NAM\nTỈNH VÂN SƠN\nBAN THƯỜNG TRỰC", "Số: 77/BC-MTTQ-BTT"),
    ] {
        assert!(owing(&world.rules, "6-thang", "2020-H1").contains(unit));
        assert!(!owing(&world.rules, "giao-ban-cap-huyen", "2020-H1").contains(unit), "{unit} holds no meeting");
        let title = "Sơ kết công tác tuyên giáo 6 tháng đầu năm,\nphương hướng, nhiệm vụ 6 tháng cuối năm 2020";
        let file = paper("BC tuyen giao 6T.docx", issuer, number, "Vân Sơn, ngày 15 tháng 6 năm 2020", title);
        let subject = "Báo cáo sơ kết công tác tuyên giáo 6 tháng đầu năm 2020";
        let mail = mail(&world.rules, unit, "2020-06-15 14:00", subject, vec![file]);
        assert_eq!(decided(&world.rules, &mail), format!("accept {unit} 6-thang 2020-H1"));
    }
}

pub fn o4_topics_go_to_the_units_named() {
    let mut world = open(OFFICE);
    let half = report(&world.rules, "6-thang").clone();
    let topics = |unit: &str| {
        let unit = world.rules.roster.unit(&unit_id(unit)).unwrap();
        half.topics_of(unit, date(2020, 6, 19)).map(str::to_owned).collect::<Vec<_>>()
    };
    assert!(topics("so-tnmt")[0].contains("môi trường"));
    assert!(topics("so-gddt")[0].contains("sách giáo khoa"));
    assert!(topics("so-y-te")[0].contains("Covid-19"));
    assert!(topics("so-ldtbxh")[0].contains("42/NQ-CP"));
    assert!(topics("hoi-dong-y").is_empty() && topics("huyen-uy-dai-van").is_empty());
    // They are asked for with the report, and are no obligation of their own with a date.
    assert_eq!(owing(&world.rules, "6-thang", "2020-H1").len(), 31);
    let letters = world.tick("2020-06-16 08:00");
    let to = |unit: &str| letters.iter().find(|letter| letter.unit.as_ref() == Some(&unit_id(unit))).unwrap();
    assert!(shown(to("so-gddt")).contains("sách giáo khoa"), "{}", shown(to("so-gddt")));
    assert!(!shown(to("hoi-dong-y")).contains("sách giáo khoa"));
}

pub fn o5_a_meeting_that_is_held_leaves_no_file() {
    let mut world = open(OFFICE);
    assert_eq!(owing(&world.rules, "giao-ban-cap-huyen", "2020-H1"), group(&world.rules, "huyen-thanh-thi-uy"));
    let now = "2020-06-29 08:00";
    let unknown = stands(&world, "huyen-uy-vo-linh", "giao-ban-cap-huyen", "2020-H1", now);
    assert_eq!(unknown, "chưa ghi nhận", "nobody is accused of what the program cannot see");
    world.receive("huyen-uy-vo-linh", "giao-ban-cap-huyen", "2020-H1", "2020-06-24 16:00");
    assert_eq!(stands(&world, "huyen-uy-vo-linh", "giao-ban-cap-huyen", "2020-H1", now), "đúng hạn");
    world.run(date(2020, 6, 1), date(2020, 7, 31));
    let about = world.letters.iter().flat_map(|letter| &letter.about);
    assert_eq!(about.filter(|(report, _)| report.as_str() == "giao-ban-cap-huyen").count(), 0, "nor asked");
    // A person enters it when the district says that it met.
    let desk = Desk::of(OFFICE);
    desk.records("huyen-uy-vo-linh", "giao-ban-cap-huyen", "2020-H1", "2020-06-24 16:00");
    let met = |unit: &str| desk.stands(unit, "giao-ban-cap-huyen", "2020-H1", "30/6/2020");
    assert_eq!((met("huyen-uy-vo-linh").as_str(), met("huyen-uy-phu-son").as_str()), ("đúng hạn", "chưa ghi nhận"));
}

pub fn o6_the_provinces_own_report_waits_for_the_others() {
    let rules = open(OFFICE).rules;
    let own = upward(&rules, date(2020, 6, 1), date(2020, 7, 31));
    assert_eq!(own, ["bao-cao-tinh-6-thang 2020-H1 ?: 6-thang 2020-H1"]);
    // It is the office's own: no unit owes it, and no mail can be it.
    assert!(owing(&rules, "bao-cao-tinh-6-thang", "2020-H1").is_empty());
}

pub fn m1_the_province_meets_in_the_last_week_of_june() {
    let rules = open(OFFICE).rules;
    let june = meetings(&rules, date(2020, 6, 30), date(2020, 6, 30));
    assert_eq!(june, ["giao-ban-tinh 2020-H1: 2020-06-29 to 2020-06-30"], "it was held on Tuesday 30/6");
    assert!(due(&rules, "6-thang", "2020-H1") < Some(date(2020, 6, 29)), "the reports are there before it");
}

pub fn m2_districts_meet_before_the_26th() {
    let rules = open(OFFICE).rules;
    let days = meetings(&rules, date(2020, 6, 20), date(2020, 6, 26));
    assert_eq!(days, ["giao-ban-huyen 2020-H1: 2020-06-25 to 2020-06-25"], "the last day is Thursday 25");
    let meeting = &plan(&rules, "giao-ban-6-thang-2020").meetings[1];
    let attend = rules.roster.units.iter().filter(|unit| meeting.attended_by.includes(unit)).count();
    assert_eq!(attend, 9);
}

pub fn o12_a_conclusion_restates_and_adds_no_date() {
    let world = open(OFFICE);
    let mut before = world.rules.clone();
    before.plans.plans.retain(|plan| plan.id.as_str() != "ket-luan-30-6-2020");
    let year = (date(2020, 1, 1), date(2021, 1, 31));
    assert_eq!(owed(&world.rules, year.0, year.1), owed(&before, year.0, year.1));
    assert_eq!(plan(&world.rules, "ket-luan-30-6-2020").date, Some(date(2020, 6, 30)));
    // From that day on whoever has news may send it at any time.
    let news = |day: &str, received: &str| {
        let title = "Nhanh về tình hình bệnh bạch hầu trên địa bàn";
        let day = format!("Vân Sơn, {day} năm 2020");
        let issuer = "ỦY BAN NHÂN DÂN TỈNH VÂN SƠN\nSỞ Y TẾ";
        let file = paper("BC nhanh bach hau.docx", issuer, "Số: 901/BC-SYT", &day, title);
        let subject = "HỎA TỐC: báo cáo nhanh tình hình bệnh bạch hầu";
        decided(&world.rules, &mail(&world.rules, "so-y-te", received, subject, vec![file]))
    };
    assert_eq!(news("ngày 08 tháng 7", "2020-07-08 10:00"), "accept so-y-te thong-tin adhoc-2020-07-08");
    assert_eq!(
        news("ngày 08 tháng 6", "2020-06-08 10:00"),
        "ask NotOwed",
        "before the conclusion no plan asked for it"
    );
}

#[test]
fn what_a_delivery_still_lacks_is_asked_for_and_not_held_against_it() {
    let mut world = open(OFFICE);
    world.receive("so-khcn", "6-thang", "2020-H1", "2020-06-10 08:00");
    let row = row(&world, "so-khcn", "6-thang", "2020-H1", "2020-06-30 08:00");
    assert_eq!(row.standing.words(), "đúng hạn");
    assert_eq!(pieces::lacking(&row, &world.rules, &world.facts), [Piece::Word], "the text, for the province's own");
}

#[test]
fn a_report_on_the_meeting_is_not_the_half_years_report() {
    let rules = open(OFFICE).rules;
    let decided_as = |title: &str| {
        let day = "Phú Khê, ngày 17 tháng 6 năm 2020";
        let file = paper("BC.docx", "TỈNH ỦY VÂN SƠN\nHUYỆN ỦY PHÚ KHÊ", "Số 252-BC/HU", day, title);
        let subject = format!("Huyện ủy Phú Khê: báo cáo {}", title.to_lowercase());
        decided(&rules, &mail(&rules, "huyen-uy-phu-khe", "2020-06-17 09:00", &subject, vec![file]))
    };
    let held = decided_as("Kết quả tổ chức giao ban công tác khoa giáo 6 tháng đầu năm 2020");
    assert_eq!(held, "ask PeriodUnclear", "a person records that it met; the report itself is still to come");
    let accepted = "accept huyen-uy-phu-khe 6-thang 2020-H1";
    assert_eq!(decided_as("Sơ kết công tác khoa giáo 6 tháng đầu năm 2020"), accepted);
    assert_eq!(decided_as("Phục vụ hội nghị giao ban công tác khoa giáo 6 tháng đầu năm 2020"), accepted);
}
