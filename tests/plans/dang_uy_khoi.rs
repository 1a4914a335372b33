//! A committee that runs tiepnhan for its own branches (S1): periodic reports without a date, themes dated later.

use jiff::civil::date;

use super::office::{at_work, due, load, open, owing, plan, report, stands, unit_id, upward};
use super::post::{decided, judged, mail, paper};
use crate::letters::world::shown;

const OFFICE: &str = "dang-uy-khoi-2024";

pub fn o7_the_committee_reports_upward_itself() {
    let rules = load(OFFICE).rules;
    assert_eq!(
        upward(&rules, date(2024, 1, 5), date(2024, 12, 31)),
        [
            "bc-btgtu-6-thang 2024-H1 Ban Tuyên giáo Tỉnh ủy Bình Vân: dinh-ky-6-thang 2024-H1",
            "bc-btgtu-nam 2024 Ban Tuyên giáo Tỉnh ủy Bình Vân: dinh-ky-nam 2024",
        ]
    );
    assert!(
        plan(&rules, "31-kh-btgduk").own.iter().all(|own| own.due.is_none()),
        "no date is stated, none is invented"
    );
}

pub fn o8_without_a_date_nobody_is_asked_or_late() {
    let mut world = open(OFFICE);
    let branches = owing(&world.rules, "dinh-ky-6-thang", "2024-H1");
    assert_eq!(branches.len(), 42);
    assert_eq!(due(&world.rules, "dinh-ky-6-thang", "2024-H1"), None);
    let half = report(&world.rules, "dinh-ky-6-thang");
    assert_eq!(half.to.as_deref(), Some("Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh"));
    assert_eq!(half.via.as_deref(), Some("Ban Tuyên giáo Đảng ủy Khối"));
    let silent = stands(&world, "chi-bo-thanh-tra", "dinh-ky-6-thang", "2024-H1", "2024-12-31 08:00");
    assert_eq!(silent, "không định hạn");
    // What comes is received, neither in time nor late, and its receipt names no date.
    let file = paper(
        "BC 6 thang.docx",
        "ĐẢNG BỘ KHỐI CÁC CƠ QUAN TỈNH\nĐẢNG ỦY SỞ Y TẾ",
        "Số 45-BC/ĐU",
        "Bình Vân, ngày 12 tháng 6 năm 2024",
        "Kết quả công tác khoa giáo 6 tháng đầu năm 2024",
    );
    let subject = "Đảng ủy Sở Y tế: báo cáo công tác khoa giáo 6 tháng đầu năm 2024";
    let mail = mail(&world.rules, "dang-bo-so-y-te", "2024-06-13 10:00", subject, vec![file]);
    assert_eq!(decided(&world.rules, &mail), "accept dang-bo-so-y-te dinh-ky-6-thang 2024-H1");
    assert!(!shown(&judged(&world.rules, &mail).letters[0]).contains("hạn gửi"));
    world.receive("dang-bo-so-y-te", "dinh-ky-6-thang", "2024-H1", "2024-11-30 10:00");
    assert_eq!(stands(&world, "dang-bo-so-y-te", "dinh-ky-6-thang", "2024-H1", "2024-12-01 08:00"), "đã nhận");
    // A whole half year, day by day: only the dated theme of the later letter is ever asked for.
    world.run_mornings(date(2024, 1, 8), date(2024, 7, 31));
    assert!(world.letters.iter().all(|letter| letter.about.is_empty()));
}

pub fn o9_a_later_letter_sets_the_date() {
    let both = load(OFFICE).rules;
    let mut before = both.clone();
    before.plans.plans.retain(|plan| plan.id.as_str() == "31-kh-btgduk");
    let theme = report(&before, "chuyen-de");
    assert_eq!(theme.due_later.as_deref(), Some("sẽ có hướng dẫn cụ thể sau khi Ban Tuyên giáo Tỉnh ủy hướng dẫn"));
    assert_eq!((owing(&before, "chuyen-de", "2024").len(), due(&before, "chuyen-de", "2024")), (42, None));
    // The letter of 15/4 names report and date; what came under the old key still counts.
    assert!(owing(&both, "chuyen-de", "2024").is_empty(), "asked once, not twice");
    assert_eq!(owing(&both, "tong-ket-nghi-quyet", "2024").len(), 42);
    assert_eq!(due(&both, "tong-ket-nghi-quyet", "2024"), Some(date(2024, 8, 30)));
    let mut world = at_work(both);
    world.receive("chi-bo-mttq", "chuyen-de", "2024", "2024-03-20 09:00");
    let now = "2024-09-05 08:00";
    let early = stands(&world, "chi-bo-mttq", "tong-ket-nghi-quyet", "2024", now);
    assert!(["đúng hạn", "đã nhận"].contains(&early.as_str()), "{early}");
    assert!(stands(&world, "chi-bo-ldld", "tong-ket-nghi-quyet", "2024", now).starts_with("quá hạn"));
    // The report is known by its whole name, which holds no period of a calendar; by half of it a person is asked.
    let page = |title: &str| {
        let head = "ĐẢNG BỘ KHỐI CÁC CƠ QUAN TỈNH\nĐẢNG ỦY SỞ Y TẾ";
        let file = paper("BC tong ket.docx", head, "Số 61-BC/ĐU", "Bình Vân, ngày 20 tháng 8 năm 2024", title);
        mail(&world.rules, "dang-bo-so-y-te", "2024-08-21 10:00", "Đảng ủy Sở Y tế gửi báo cáo", vec![file])
    };
    let whole = page("Tổng kết 10 năm thực hiện nghị quyết về lĩnh vực khoa giáo");
    assert_eq!(decided(&world.rules, &whole), "accept dang-bo-so-y-te tong-ket-nghi-quyet 2024");
    let half = page("Tổng kết 10 năm thực hiện nghị quyết về lĩnh vực y tế");
    assert!(decided(&world.rules, &half).starts_with("ask"), "{}", decided(&world.rules, &half));
    // The first reminder, a week ahead, says to whom it goes and through whom.
    let letters = world.tick("2024-08-23 08:00");
    let to = |unit: &str| letters.iter().find(|letter| letter.unit.as_ref() == Some(&unit_id(unit)));
    assert!(to("chi-bo-mttq").is_none());
    let reminder = shown(to("chi-bo-ldld").unwrap());
    let flowing = reminder.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(flowing.contains("Ban Thường vụ Đảng ủy Khối các cơ quan tỉnh"), "{reminder}");
    assert!(flowing.contains("qua Ban Tuyên giáo Đảng ủy Khối"), "{reminder}");
}

#[test]
fn a_year_mistyped_in_january_is_put_right_in_the_plan_file() {
    let rules = load(OFFICE).rules;
    let plan = plan(&rules, "31-kh-btgduk");
    assert_eq!((plan.number.as_deref(), plan.date), (Some("31-KH/BTGĐUK"), Some(date(2024, 1, 5))));
    assert!(plan.basis[0].contains("28/12/2023"), "it cannot be older than what it rests on");
}

#[test]
fn a_theme_that_no_letter_names_is_laid_before_a_person_and_never_taken_for_the_years_report() {
    let rules = load(OFFICE).rules;
    let decided_as = |received: &str, day: &str, title: &str| {
        let issuer = "ĐẢNG BỘ KHỐI CÁC CƠ QUAN TỈNH\nĐẢNG ỦY SỞ Y TẾ";
        let file = paper("BC.docx", issuer, "Số 52-BC/ĐU", day, title);
        let subject = format!("Đảng ủy Sở Y tế: báo cáo {}", title.to_lowercase());
        decided(&rules, &mail(&rules, "dang-bo-so-y-te", received, &subject, vec![file]))
    };
    let theme = "Tổng kết 10 năm thực hiện nghị quyết về công tác thanh niên";
    assert_eq!(decided_as("2024-08-21 09:00", "Bình Vân, ngày 20 tháng 8 năm 2024", theme), "ask NotOwed");
    let year = "Kết quả công tác khoa giáo năm 2024";
    let day = "Bình Vân, ngày 10 tháng 12 năm 2024";
    assert_eq!(decided_as("2024-12-11 09:00", day, year), "accept dang-bo-so-y-te dinh-ky-nam 2024");
}
