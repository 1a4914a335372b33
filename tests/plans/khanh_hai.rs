//! Khánh Hải: a standing plan (S4) for eleven offices of the bloc and nine districts, and what overrides it.

use jiff::civil::{Date, date};
use tiepnhan::decision::Verdict;

use super::desk::Desk;
use super::office::{at_work, due, group, load, meetings, open, owed, owing, plan, report, stands, unit_id, upward};
use super::post::{decided, judged, mail, paper, person};
use crate::letters::world::shown;

const OFFICE: &str = "khanh-hai";

/// The obligations of one unit that are due in a year: report, period and day.
fn year_of(unit: &str, year: i16) -> Vec<(String, String, Option<Date>)> {
    let owed = owed(&load(OFFICE).rules, date(year, 1, 1), date(year, 12, 31)).into_iter();
    let mut dated: Vec<_> = owed
        .filter(|owed| owed.unit.as_str() == unit && owed.period.year() == year)
        .map(|owed| (owed.report.to_string(), owed.period.to_string(), owed.deadline.map(|due| due.nominal)))
        .collect();
    dated.sort_by_key(|(_, period, due)| (*due, period.clone()));
    dated
}

pub fn o13_month_m_is_due_in_month_m() {
    let months: Vec<(String, Option<Date>)> = year_of("bhxh", 2019)
        .into_iter()
        .filter(|(report, ..)| report == "thang")
        .map(|(_, period, due)| (period, due))
        .collect();
    let expected: Vec<(String, Option<Date>)> =
        [1, 2, 4, 5, 7, 8, 10, 12].map(|month| (format!("2019-{month:02}"), Some(date(2019, month, 20)))).to_vec();
    assert_eq!(months, expected, "in March, June, September and November the longer report stands for the month");
    let rules = load(OFFICE).rules;
    assert_eq!(owing(&rules, "thang", "2019-05").len(), 20, "eleven of the bloc and nine districts");
    assert!(
        rules.roster.units.iter().all(|unit| !unit.name.contains("Ban Tuyên giáo Tỉnh ủy")),
        "not the office itself"
    );
}

fn stands_for(report: &str, of: &str, month: &str, due_on: Date) {
    let rules = load(OFFICE).rules;
    assert_eq!(due(&rules, report, of), Some(due_on));
    assert_eq!(owing(&rules, report, of).len(), 20);
    assert!(owing(&rules, "thang", month).is_empty(), "{report} stands for {month}");
}

pub fn o14_the_first_quarter_stands_for_march() {
    stands_for("quy-1", "2019-Q1", "2019-03", date(2019, 3, 20));
}

pub fn o15_the_half_year_stands_for_june_and_the_second_quarter() {
    stands_for("6-thang", "2019-H1", "2019-06", date(2019, 6, 20));
    let second = |(_, period, _): &(String, String, Option<Date>)| period == "2019-Q2";
    assert!(
        !year_of("so-y-te", 2019).iter().any(|row| second(row) && row.0 != "du-giao-ban"),
        "no report of quarter II"
    );
}

pub fn o16_nine_months_are_the_third_quarter() {
    stands_for("quy-3", "2019-Q3", "2019-09", date(2019, 9, 20));
    let rules = load(OFFICE).rules;
    let file = paper(
        "BC 9 thang.docx",
        "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ KHOA HỌC VÀ CÔNG NGHỆ",
        "Số: 220/BC-SKHCN",
        "Khánh Hải, ngày 16 tháng 9 năm 2019",
        "Công tác khoa giáo 9 tháng đầu năm,\nnhiệm vụ trọng tâm 3 tháng cuối năm 2019",
    );
    let mail = mail(&rules, "so-khcn", "2019-09-17 10:00", "Sở KHCN: báo cáo 9 tháng đầu năm 2019", vec![file]);
    assert_eq!(decided(&rules, &mail), "accept so-khcn quy-3 2019-Q3");
}

pub fn o17_the_year_stands_for_november_and_the_fourth_quarter() {
    stands_for("nam", "2019", "2019-11", date(2019, 11, 30));
    let rules = load(OFFICE).rules;
    assert_eq!(owing(&rules, "thang", "2019-12").len(), 20, "December has its month");
    for other in ["quy-1", "quy-3", "6-thang", "viec-phoi-hop"] {
        assert!(owing(&rules, other, "2019-Q4").is_empty());
    }
}

pub fn o18_districts_report_on_propaganda_work() {
    let rules = load(OFFICE).rules;
    let page = |title: &str| {
        paper("BC.docx", "TỈNH ỦY KHÁNH HẢI\nHUYỆN ỦY VẠN SA", "Số 88-BC/HU", "Vạn Sa, ngày 14 tháng 5 năm 2019", title)
    };
    let month = page("Công tác tuyên giáo tháng 5 năm 2019,\nnhiệm vụ trọng tâm tháng 6 năm 2019");
    let subject = "Huyện ủy Vạn Sa: báo cáo công tác tuyên giáo tháng 5/2019";
    let of_may = mail(&rules, "huyen-uy-van-sa", "2019-05-15 08:00", subject, vec![month]);
    assert_eq!(decided(&rules, &of_may), "accept huyen-uy-van-sa thang 2019-05");
}

pub fn o19_the_due_days_leave_no_gap_in_the_figures() {
    // Figures run from one due day to the next: each date but the first begins where another ends.
    let days: Vec<Date> = year_of("so-gddt", 2019)
        .into_iter()
        .filter(|(report, ..)| ["thang", "quy-1", "6-thang", "quy-3", "nam"].contains(&report.as_str()))
        .filter_map(|(_, _, due)| due)
        .collect();
    let expected =
        [(1, 20), (2, 20), (3, 20), (4, 20), (5, 20), (6, 20), (7, 20), (8, 20), (9, 20), (10, 20), (11, 30), (12, 20)];
    assert_eq!(days, expected.map(|(month, day)| date(2019, month, day)), "twelve windows, one report each");
    // What the departments report on is what the plan says, no more.
    let rules = load(OFFICE).rules;
    let fields = |unit: &str| plan(&rules, "12-kh-tgtu").fields_of(&unit_id(unit)).join(", ");
    assert_eq!(fields("so-tnmt"), "môi trường");
    assert_eq!(fields("so-ldtbxh"), "dạy nghề, bình đẳng giới, chăm sóc, giáo dục và bảo vệ trẻ em");
    assert_eq!(fields("so-vhtt"), "thể dục, thể thao, công tác gia đình");
    assert_eq!(fields("so-y-te"), "");
    let mut world = open(OFFICE);
    let letters = world.tick("2019-01-17 08:00");
    let to = |unit: &str| shown(letters.iter().find(|letter| letter.unit.as_ref() == Some(&unit_id(unit))).unwrap());
    assert!(to("so-ldtbxh").contains("bình đẳng giới"), "{}", to("so-ldtbxh"));
    assert!(!to("so-y-te").contains("Lĩnh vực"), "{}", to("so-y-te"));
    // And the letter says which window it is, the year before's last report among them.
    assert!(to("so-y-te").contains("Số liệu cập nhật từ ngày 20/12/2018 đến ngày 19/1/2019"), "{}", to("so-y-te"));
    // A half-year is more than the month before it.
    let letters = world.tick("2019-06-17 08:00");
    let half = shown(letters.iter().find(|letter| letter.unit.as_ref() == Some(&unit_id("so-y-te"))).unwrap());
    assert!(half.contains("Số liệu cập nhật từ ngày 1/1/2019 đến thời điểm báo cáo"), "{half}");
}

pub fn o20_either_of_the_two_addresses_will_do() {
    let rules = load(OFFICE).rules;
    let file = || {
        paper(
            "BC thang 8.docx",
            "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ Y TẾ",
            "Số: 2101/BC-SYT",
            "Khánh Hải, ngày 14 tháng 8 năm 2019",
            "Công tác khoa giáo tháng 8 năm 2019",
        )
    };
    let private = person("tuananh.khoagiao@thurieng.example");
    let shared = person(&rules.office.mailbox);
    for (to, cc) in [
        (vec![shared.clone()], vec![]),
        (vec![private.clone()], vec![shared.clone()]),
        (vec![private.clone()], vec![]),
        (vec![shared, private], vec![]),
    ] {
        let mut mail = mail(&rules, "so-y-te", "2019-08-15 09:00", "Sở Y tế: báo cáo tháng 8/2019", vec![file()]);
        (mail.to, mail.cc) = (to, cc);
        assert_eq!(decided(&rules, &mail), "accept so-y-te thang 2019-08", "{:?} {:?}", mail.to, mail.cc);
    }
    // The file goes beside the document, not in its place; where only the document comes, a person enters it.
    assert!(report(&rules, "thang").paper);
    let desk = Desk::of(OFFICE);
    desk.records("hoi-khuyen-hoc", "thang", "2019-08", "2019-08-19 10:00");
    assert_eq!(desk.stands("hoi-khuyen-hoc", "thang", "2019-08", "31/8/2019"), "đúng hạn");
    assert_eq!(desk.stands("hoi-dong-y", "thang", "2019-08", "31/8/2019"), "quá hạn 11 ngày");
}

pub fn o21_a_copy_of_what_goes_to_others_is_not_the_report() {
    let rules = load(OFFICE).rules;
    let file = paper(
        "BC tre em.docx",
        "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ LAO ĐỘNG - THƯƠNG BINH VÀ XÃ HỘI",
        "Số: 77/BC-SLĐTBXH",
        "Khánh Hải, ngày 13 tháng 8 năm 2019",
        "Kết quả công tác trẻ em tháng 8 năm 2019",
    );
    let subject = "Báo cáo kết quả công tác trẻ em tháng 8/2019";
    let mut mail = mail(&rules, "so-ldtbxh", "2019-08-14 09:00", subject, vec![file]);
    mail.to = vec![person("vanthu@ubnd.khanhhai.example")];
    mail.cc = vec![person(&rules.office.mailbox)];
    let judgment = judged(&rules, &mail);
    assert_ne!(judgment.decision.verdict, Verdict::Accept, "a person decides: {:?}", judgment.decision);
    assert!(judgment.letters.iter().all(|letter| letter.unit.is_none()), "and the unit is not written to");
}

pub fn o22_an_incident_rings_at_night_and_has_no_clock() {
    let rules = load(OFFICE).rules;
    assert!(report(&rules, "dot-xuat").due.is_none());
    assert!(owing(&rules, "dot-xuat", "adhoc-2019-07-06").is_empty(), "nothing is owed before it happens");
    let file = paper(
        "BC nhanh o nhiem.docx",
        "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG",
        "Số: 415/BC-STNMT",
        "Khánh Hải, ngày 06 tháng 7 năm 2019",
        "Nhanh về sự cố ô nhiễm môi trường nghiêm trọng tại khu công nghiệp",
    );
    // A Saturday, two in the morning.
    let subject = "HỎA TỐC: báo cáo đột xuất sự cố ô nhiễm môi trường";
    let mail = mail(&rules, "so-tnmt", "2019-07-06 02:00", subject, vec![file]);
    assert_eq!(decided(&rules, &mail), "accept so-tnmt dot-xuat adhoc-2019-07-06");
    let letters = judged(&rules, &mail).letters;
    for person in rules.office.staff.iter().chain(&rules.office.leaders) {
        assert!(letters.iter().any(|letter| letter.to == *person), "{person} hears of it at once");
    }
    // The telephone comes first, the documents after it, several of one matter; a person closes it.
    let desk = Desk::of(OFFICE);
    let call = ["case", "open", "--unit", "so-tnmt", "--phone", "--title", "Ô nhiễm môi trường tại khu công nghiệp"];
    desk.types(&[&call[..], &["--received", "2019-07-06 01:30", "--by", "Lê Tuấn Anh"]].concat());
    for came in ["2019-07-06 09:00", "2019-07-08 15:00"] {
        desk.records("so-tnmt", "dot-xuat", "adhoc-2019-07-06", came);
    }
    let case = desk.types(&["case", "show", "1"]);
    for line in ["01:30 6/7/2019  số 1/2019, điện thoại", "số 2/2019, bản giấy", "số 3/2019, bản giấy"]
    {
        assert!(case.contains(line), "{line}: {case}");
    }
    desk.types(&["case", "close", "1", "--why", "đã khắc phục", "--by", "Lê Tuấn Anh"]);
    assert!(desk.types(&["case", "list"]).contains("Không có vụ việc nào đang mở"));
}

pub fn o23_a_request_concerns_only_those_it_names() {
    let rules = load(OFFICE).rules;
    let asked = owing(&rules, "rac-thai-nhua", "2019-Q2");
    assert_eq!(asked.len(), 6);
    assert!(asked.contains("so-tnmt") && asked.contains("huyen-uy-hai-dao") && !asked.contains("so-y-te"));
    assert_eq!(due(&rules, "rac-thai-nhua", "2019-Q2"), Some(date(2019, 7, 5)));
    let page = |received: &str, unit: &str, head: &str, title: &str| {
        let file = paper("BC.docx", head, "Số: 300/BC-STNMT", "Khánh Hải, ngày 02 tháng 7 năm 2019", title);
        decided(&rules, &mail(&rules, unit, received, "Báo cáo theo Công văn số 112-CV/TGTU", vec![file]))
    };
    let head = "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG";
    let title = "Tình hình rác thải nhựa ven biển";
    assert_eq!(page("2019-07-03 09:00", "so-tnmt", head, title), "accept so-tnmt rac-thai-nhua 2019-Q2");
    assert!(page("2020-07-03 09:00", "so-tnmt", head, title).starts_with("ask"), "a year later it is another matter");
    let health = "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ Y TẾ";
    assert!(!page("2019-07-03 09:00", "so-y-te", health, title).contains("rac-thai"), "was not asked");
    assert!(
        owing(&rules, "rac-thai-nhua", "2018-Q2").is_empty() && owing(&rules, "rac-thai-nhua", "2020-Q2").is_empty()
    );
}

pub fn o24_a_list_within_the_first_quarter() {
    let mut world = open(OFFICE);
    assert_eq!(owing(&world.rules, "viec-phoi-hop", "2019-Q1"), group(&world.rules, "khoi-khoa-giao"));
    assert!(owing(&world.rules, "viec-phoi-hop", "2019-Q2").is_empty(), "the first quarter only");
    // The quarter ends on Sunday 31/3: through Monday it is in time.
    for (unit, received, standing) in [
        ("so-khcn", "2019-03-31 23:59", "đúng hạn"),
        ("bhxh", "2019-04-01 16:00", "đúng hạn"),
        ("so-vhtt", "2019-04-02 00:00", "gửi chậm 1 ngày"),
    ] {
        world.receive(unit, "viec-phoi-hop", "2019-Q1", received);
        assert_eq!(stands(&world, unit, "viec-phoi-hop", "2019-Q1", "2019-04-10 08:00"), standing);
    }
}

pub fn o25_attending_is_recorded_by_a_person() {
    let mut world = open(OFFICE);
    for quarter in 1..=4 {
        assert_eq!(owing(&world.rules, "du-giao-ban", &format!("2019-Q{quarter}")).len(), 20);
    }
    let now = "2019-04-10 08:00";
    let unknown = stands(&world, "hoi-dong-y", "du-giao-ban", "2019-Q1", now);
    assert!(!unknown.starts_with("quá hạn"), "{unknown}");
    world.receive("hoi-dong-y", "du-giao-ban", "2019-Q1", "2019-03-27 08:00");
    assert_eq!(stands(&world, "hoi-dong-y", "du-giao-ban", "2019-Q1", now), "đã nhận");
}

pub fn o26_the_office_reports_upward_after_the_units() {
    let rules = load(OFFICE).rules;
    let to = "Ban Thường vụ Tỉnh ủy";
    assert_eq!(
        upward(&rules, date(2019, 1, 1), date(2019, 12, 31)),
        [
            format!("bc-btv-quy 2019-Q1 {to}: quy-1 2019-Q1"),
            format!("bc-btv-6-thang 2019-H1 {to}: 6-thang 2019-H1"),
            format!("bc-btv-quy 2019-Q3 {to}: quy-3 2019-Q3"),
            format!("bc-btv-nam 2019 {to}: nam 2019"),
        ]
    );
}

pub fn m4_the_bloc_meets_each_quarter() {
    let rules = load(OFFICE).rules;
    assert_eq!(
        meetings(&rules, date(2019, 1, 1), date(2019, 12, 31)),
        [
            "giao-ban-khoi 2019-Q1: 2019-03-25 to 2019-03-29",
            "giao-ban-khoi 2019-Q2: 2019-06-24 to 2019-06-28",
            "giao-ban-khoi 2019-Q3: 2019-09-23 to 2019-09-27",
            "danh-gia-nam 2019: 2019-12-02 to 2019-12-06",
        ],
        "30/9 is a Monday by itself: the week before it is September's last"
    );
}

#[test]
fn a_plan_of_one_year_overrides_the_standing_one() {
    let rules = load(OFFICE).rules;
    assert!(owing(&rules, "6-thang", "2020-H1").is_empty());
    assert_eq!(owing(&rules, "6-thang-2020", "2020-H1").len(), 20);
    assert_eq!(due(&rules, "6-thang-2020", "2020-H1"), Some(date(2020, 6, 19)), "19/6 over 20/6");
    assert!(owing(&rules, "thang", "2020-06").is_empty(), "June is still stood for");
    assert_eq!((owing(&rules, "6-thang", "2019-H1").len(), owing(&rules, "6-thang", "2021-H1").len()), (20, 20));
    // Who had sent before the new plan came has sent.
    let mut world = at_work(rules);
    world.rules.office.start_date = date(2020, 6, 1);
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-05-24 10:00");
    assert_eq!(stands(&world, "so-y-te", "6-thang-2020", "2020-H1", "2020-07-01 08:00"), "đúng hạn");
    // On 18/6 the last reminder; nobody hears of 20/6.
    let log = world.run_mornings(date(2020, 6, 1), date(2020, 6, 30));
    assert!(!log.iter().any(|line| line.contains("so-y-te")), "{log:?}");
    let asked: Vec<&str> = log.iter().filter_map(|line| line.strip_suffix(" hoi-dong-y")).collect();
    let expected =
        ["2020-06-12 08:00 nhắc", "2020-06-18 08:00 nhắc", "2020-06-22 08:00 quá hạn", "2020-06-24 08:00 quá hạn"];
    assert_eq!(asked, expected);
}

#[test]
fn a_list_of_the_years_work_is_not_the_years_report() {
    let rules = load(OFFICE).rules;
    let issuer = "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ Y TẾ";
    let day = "Khánh Hải, ngày 12 tháng 3 năm 2019";
    let mut list = paper("Danh muc dau viec 2019.docx", issuer, "Số: 300/SYT-VP", day, "x");
    let title = "DANH MỤC\nĐầu việc cần phối hợp công tác khoa giáo năm 2019";
    list.text.text = list.text.text.replace("BÁO CÁO\nx", title);
    let subject = "Sở Y tế gửi danh mục đầu việc cần phối hợp năm 2019";
    let of_march = mail(&rules, "so-y-te", "2019-03-12 09:00", subject, vec![list]);
    assert_eq!(decided(&rules, &of_march), "ask NotOwed", "a list under its own heading is no report");
    let title = "Tổng kết công tác khoa giáo năm 2019,\nphương hướng, nhiệm vụ năm 2020";
    let day = "Khánh Hải, ngày 20 tháng 11 năm 2019";
    let file = paper("BC tong ket 2019.docx", issuer, "Số: 912/BC-SYT", day, title);
    let of_november = mail(&rules, "so-y-te", "2019-11-21 09:00", "Báo cáo tổng kết năm 2019", vec![file]);
    assert_eq!(decided(&rules, &of_november), "accept so-y-te nam 2019");
}

#[test]
fn an_answer_to_a_request_is_known_by_the_name_in_the_request() {
    let rules = load(OFFICE).rules;
    let issuer = "ỦY BAN NHÂN DÂN TỈNH KHÁNH HẢI\nSỞ TÀI NGUYÊN VÀ MÔI TRƯỜNG";
    let day = "Khánh Hải, ngày 03 tháng 7 năm 2019";
    let title = "Tình hình rác thải nhựa ven biển quý II năm 2019";
    let file = paper("BC rac thai nhua.docx", issuer, "Số: 301/BC-STNMT", day, title);
    let subject = "Báo cáo tình hình rác thải nhựa ven biển quý II/2019";
    let mail = mail(&rules, "so-tnmt", "2019-07-04 09:00", subject, vec![file]);
    assert_eq!(decided(&rules, &mail), "accept so-tnmt rac-thai-nhua 2019-Q2");
}
