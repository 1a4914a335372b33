//! A letter of orientation (S2): much to do, one sentence on reports, no date.

use jiff::civil::date;

use super::office::{due, group, meetings, open, owing, report, stands};
use super::post::{decided, judged, mail, paper};

const OFFICE: &str = "ha-khe-2018";

pub fn o10_districts_of_party_and_state_report_without_a_date() {
    let mut world = open(OFFICE);
    let mut both = group(&world.rules, "huyen-thanh-uy");
    both.extend(group(&world.rules, "ubnd-huyen-thanh-pho"));
    for (id, of) in [("dinh-ky-6-thang", "2018-H1"), ("dinh-ky-nam", "2018")] {
        assert_eq!(owing(&world.rules, id, of), both);
        assert_eq!(due(&world.rules, id, of), None);
        assert_eq!(report(&world.rules, id).via.as_deref(), Some("Phòng Khoa giáo"));
    }
    // An office below the district's committee writes from its own mailbox, under the committee's name.
    let file = paper(
        "BC khoa giao 6T.docx",
        "ỦY BAN NHÂN DÂN HUYỆN NẬM KHÊ\nPHÒNG GIÁO DỤC VÀ ĐÀO TẠO",
        "Số: 98/BC-PGDĐT",
        "Nậm Khê, ngày 20 tháng 6 năm 2018",
        "Kết quả công tác khoa giáo 6 tháng đầu năm 2018",
    );
    let subject = "Phòng GDĐT huyện Nậm Khê: báo cáo công tác khoa giáo 6 tháng đầu năm 2018";
    let mut mail = mail(&world.rules, "ubnd-nam-khe", "2018-06-21 08:30", subject, vec![file]);
    mail.from = Some(super::post::person("phonggddt@ubnd.namkhe.hakhe.example"));
    assert_eq!(decided(&world.rules, &mail), "accept ubnd-nam-khe dinh-ky-6-thang 2018-H1");
    world.run_mornings(date(2018, 1, 2), date(2018, 12, 31));
    assert!(world.letters.iter().all(|letter| letter.about.is_empty()), "no date, nobody is asked");
}

pub fn o11_what_stirs_people_is_reported_at_once() {
    let world = open(OFFICE);
    assert!(owing(&world.rules, "dot-xuat", "adhoc-2018-03-02").is_empty(), "never owed before it happens");
    let file = paper(
        "BC nhanh.docx",
        "TỈNH ỦY HÀ KHÊ\nHUYỆN ỦY SƠN KHÊ",
        "Số 61-BC/HU",
        "Sơn Khê, ngày 02 tháng 3 năm 2018",
        "Nhanh về tâm trạng băn khoăn của giáo viên khi sắp xếp trường, lớp",
    );
    let subject = "Báo cáo nhanh: giáo viên băn khoăn về sắp xếp trường, lớp";
    let mail = mail(&world.rules, "huyen-uy-son-khe", "2018-03-02 16:20", subject, vec![file]);
    assert_eq!(decided(&world.rules, &mail), "accept huyen-uy-son-khe dot-xuat adhoc-2018-03-02");
    let (office, letters) = (&world.rules.office, judged(&world.rules, &mail).letters);
    for person in office.staff.iter().chain(&office.leaders) {
        assert!(letters.iter().any(|letter| letter.to == *person), "{person} hears of it at once");
    }
}

pub fn m3_districts_meet_in_turn() {
    let mut world = open(OFFICE);
    assert_eq!(
        meetings(&world.rules, date(2018, 1, 1), date(2018, 12, 31)),
        ["giao-ban-luan-phien 2018-H1: 2018-06-25 to 2018-06-29"]
    );
    // That it was held leaves no file: a person records it.
    assert_eq!(owing(&world.rules, "giao-ban-cap-huyen", "2018-H1"), group(&world.rules, "huyen-thanh-uy"));
    world.receive("huyen-uy-son-khe", "giao-ban-cap-huyen", "2018-H1", "2018-05-10 08:00");
    let now = "2018-12-31 08:00";
    assert_eq!(stands(&world, "huyen-uy-son-khe", "giao-ban-cap-huyen", "2018-H1", now), "đã nhận");
}
