//! The register set right from the page of a line: shown first, done once, undone, refused as at the command line.

use super::chromium::Seat;
use super::morning::{at, is_sound};
use super::{Browser, CLERK, LEADER, Site, between};

/// Liên đoàn Lao động tỉnh, half-year, one file.
const LINE: &str = "/so/2020/3";
const RIGHT: [(&str, &str); 5] = [
    ("viec", "sua"),
    ("don-vi", "hoi khuyen hoc tinh"),
    ("bao-cao", "6-thang 2020-H1"),
    ("nhan-luc", "2020-06-11T16:48"),
    ("ly-do", "gửi hộ Hội Khuyến học"),
];

/// The form of the page that is shown, sent with these fields and done.
fn done(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    browser.get(path);
    browser.submit(path, &[fields, &[("buoc", "lam")]].concat()).body
}

fn status(page: &str) -> &str {
    between(page, "role=\"status\"", "</p>").unwrap_or_else(|| panic!("{page}"))
}

#[test]
fn a_line_is_corrected_after_its_letter_was_read_and_the_correction_undone() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(LINE);
    let (before, board) = (site.run(&["log", "--csv"]), site.run(&["board", "--at", "2020-06-30"]));
    let shown = browser.post(LINE, &RIGHT).body;
    assert!(shown.contains("Chưa có gì thay đổi") && shown.contains("đính chính"), "{shown}");
    assert!(
        shown.contains("Sẽ thay bằng số mới: Hội Khuyến học tỉnh; Báo cáo 6 tháng đầu năm 2020; đúng hạn"),
        "{shown}"
    );
    assert_eq!(site.run(&["log", "--csv"]), before, "shown only");
    let back = browser.post(LINE, &[&RIGHT[..], &[("buoc", "sua")]].concat()).body;
    assert!(
        back.contains("value=\"gửi hộ Hội Khuyến học\"") && back.contains("value=\"hoi khuyen hoc tinh\""),
        "{back}"
    );
    let told = done(&mut browser, LINE, &RIGHT);
    assert!(status(&told).contains("Đã thay số 3/2020 bằng số 18/2020: Hội Khuyến học tỉnh"), "{}", status(&told));
    assert!(status(&told).contains("Thư đính chính đã xếp để gửi"), "{}", status(&told));
    assert!(told.contains("<h1>Số 18/2020"), "{told}");
    assert!(site.run(&["board", "--unit", "hoi-khuyen-hoc", "--at", "2020-06-30"]).contains("đúng hạn"));
    let path = between(&told, "<form method=\"post\" action=\"", "\"").unwrap();
    assert_eq!(path, "/dang-xuat", "the first form is the frame's");
    browser.page = told;
    let undone = browser.submit("/so/2020/18", &[("viec", "hoan-tac"), ("buoc", "lam"), ("ly-do", "hoàn tác")]).body;
    assert!(status(&undone).contains("Đã hoàn tác, nay là số 19/2020: Liên đoàn Lao động tỉnh"), "{}", status(&undone));
    assert!(status(&undone).contains("Thư đính chính chưa gửi, đã rút lại"), "{}", status(&undone));
    assert_eq!(site.run(&["board", "--at", "2020-06-30"]), board, "the board is as it was");
    assert!(site.run(&["verify"]).contains("Sổ"), "the ledger is whole");
}

#[test]
fn what_cannot_be_is_refused_beside_its_form_and_nothing_typed_is_lost() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get(LINE);
    for (fields, words) in [
        (
            vec![
                ("viec", "sua"),
                ("don-vi", "Liên đoàn Lao động tỉnh"),
                ("bao-cao", "6-thang 2020-H1"),
                ("ly-do", "x1"),
            ],
            "đã ghi đúng như vậy",
        ),
        (
            vec![("viec", "sua"), ("don-vi", "Sở Trên Trời"), ("bao-cao", "6-thang 2020-H1"), ("ly-do", "x1")],
            "Không có đơn vị `Sở Trên Trời`",
        ),
        (
            vec![("viec", "sua"), ("don-vi", "bhxh"), ("bao-cao", "6-thang 2020-H1"), ("ly-do", "")],
            "Cần cho biết lý do",
        ),
        (
            vec![
                ("viec", "sua"),
                ("don-vi", "bhxh"),
                ("bao-cao", "6-thang 2020-H1"),
                ("nhan-luc", "2020-07-09T08:00"),
                ("ly-do", "x1"),
            ],
            "tương lai",
        ),
        (vec![("viec", "gop"), ("vao-so", "5/2020"), ("ly-do", "x1")], "sửa đơn vị trước khi gộp"),
        (vec![("viec", "gop"), ("vao-so", "999"), ("ly-do", "x1")], "999/2020"),
        (vec![("viec", "gop"), ("vao-so", "năm"), ("ly-do", "x1")], "không phải số tiếp nhận"),
        (
            vec![("viec", "tach"), ("don-vi", "bhxh"), ("bao-cao", "6-thang 2020-H1"), ("ly-do", "x1")],
            "Cần cho biết tệp",
        ),
        (vec![("viec", "hoan-tac"), ("ly-do", "x1")], "chưa sửa lần nào"),
    ] {
        for step in [None, Some(("buoc", "lam"))] {
            let all: Vec<(&str, &str)> = fields.iter().copied().chain(step).collect();
            let answer = browser.post(LINE, &all);
            assert_eq!(answer.status, 422, "{fields:?}: {}", answer.body);
            assert!(answer.body.contains(words), "{words}: {}", answer.body);
            let form = answer.body.split("<details open>").nth(1);
            if let Some(form) = form.and_then(|form| form.split("</details>").next()) {
                let kept = fields
                    .iter()
                    .filter(|(name, value)| matches!(*name, "don-vi" | "vao-so" | "ly-do") && !value.is_empty());
                for (name, value) in kept {
                    assert!(form.contains(&format!("name=\"{name}\" value=\"{value}\"")), "{name}={value}: {form}");
                }
            }
        }
    }
    assert!(!site.run(&["log", "--csv"]).contains("18/2020"));
}

#[test]
fn a_line_with_two_files_becomes_two_and_one_again() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let fields = [
        ("viec", "tach"),
        ("tep-2", "1"),
        ("don-vi", "bhxh"),
        ("bao-cao", "6-thang 2020-H1"),
        ("ly-do", "hai báo cáo"),
    ];
    let told = done(&mut browser, "/so/2020/6", &fields);
    assert!(status(&told).contains("Đã tách số 6/2020 thành số 18/2020: Sở Giáo dục và Đào tạo"), "{}", status(&told));
    assert!(status(&told).contains("số 19/2020: Bảo hiểm xã hội tỉnh"), "{}", status(&told));
    let undone = done(&mut browser, "/so/2020/18", &[("viec", "hoan-tac"), ("ly-do", "nhầm")]);
    assert!(status(&undone).contains("Số 19/2020 đã tách ra được hủy"), "{}", status(&undone));
}

#[test]
fn a_second_mail_becomes_a_part_of_the_first() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let told = done(&mut browser, "/so/2020/15", &[("viec", "gop"), ("vao-so", "5"), ("ly-do", "phụ lục gửi sau")]);
    assert!(
        status(&told).contains("Đã gộp số 15/2020 vào số 5/2020, thành bản bổ sung số 18/2020"),
        "{}",
        status(&told)
    );
}

#[test]
fn a_withdrawn_line_brings_its_mail_back_and_comes_back_itself() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let told = done(&mut browser, LINE, &[("viec", "huy"), ("ly-do", "thư mời họp")]);
    assert!(
        status(&told).contains("Đã hủy số 3/2020") && status(&told).contains("trở lại danh sách cần kiểm tra"),
        "{told}"
    );
    assert!(told.contains("Số này đã bị hủy: "), "{told}");
    let log = site.run(&["log", "--csv"]);
    let line = log.lines().find(|line| line.starts_with("3/2020") || line.starts_with("\"3/2020")).unwrap_or(&log);
    assert!(line.contains("đã hủy") && !line.contains("đúng hạn"), "who counts does not count it: {line}");
    let second =
        browser.post(LINE, &[("viec", "sua"), ("don-vi", "bhxh"), ("bao-cao", "6-thang 2020-H1"), ("ly-do", "x")]);
    let fault = between(&second.body, "role=\"alert\"", "</p>").unwrap_or_default();
    assert!(second.status == 422 && fault.contains(CLERK.1), "who was first: {}", second.body);
    let undone = done(&mut browser, LINE, &[("viec", "hoan-tac"), ("ly-do", "là báo cáo thật")]);
    assert!(status(&undone).contains("nay là số 18/2020: Liên đoàn Lao động tỉnh"), "{}", status(&undone));
}

#[test]
fn all_lines_of_one_mail_are_withdrawn_at_once_or_none() {
    const MAIL: &str = "/can-kiem-tra/15";
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(MAIL).body;
    let state = between(&page, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let two = [
        ("viec", "vao-so"),
        ("luot", state.as_str()),
        ("so-dong", "2"),
        ("don-vi-0", "bhxh"),
        ("bao-cao-0", "6-thang 2020-H1"),
        ("tep-0", "0"),
        ("don-vi-1", "hoi-khuyen-hoc"),
        ("bao-cao-1", "6-thang 2020-H1"),
        ("tep-1", "0"),
    ];
    browser.submit(MAIL, &two);
    assert!(status(&browser.page).contains("18/2020") && status(&browser.page).contains("19/2020"), "{}", browser.page);
    let foreign = [("viec", "huy"), ("so", "18/2020"), ("so", "3/2020"), ("ly-do", "nhầm")];
    let refused = browser.post(MAIL, &foreign).body;
    assert!(refused.contains("Số 3/2020 không phải của thư này"), "{refused}");
    let log = site.run(&["log", "--csv"]);
    assert!(log.lines().filter(|line| line.contains("đã hủy")).count() == 0, "all or none: {log}");
    let page = browser.get(MAIL).body;
    assert!(page.contains("Hủy cả 2 số của thư này"), "{page}");
    browser.submit(MAIL, &[("viec", "huy"), ("so", "18/2020"), ("so", "19/2020"), ("ly-do", "gửi nhầm")]);
    let said = status(&browser.page);
    assert!(
        said.contains("Đã hủy số 18/2020")
            && said.contains("Đã hủy số 19/2020")
            && said.contains("chờ kiểm tra trở lại"),
        "{said}"
    );
    assert!(site.run(&["review", "list"]).contains("hoangmaitrang"));
    let back = [("viec", "hoan-tac"), ("buoc", "lam"), ("ly-do", "hoàn tác việc hủy"), ("hoan-lai", "1")];
    assert!(browser.page.contains("<form method=\"post\" action=\"/so/2020/18\">"), "one button: {}", browser.page);
    browser.submit("/so/2020/18", &back);
    let said = status(&browser.page);
    assert!(
        said.contains("số 20/2020: Bảo hiểm xã hội tỉnh") && said.contains("số 21/2020: Hội Khuyến học tỉnh"),
        "{said}"
    );
    assert!(!site.run(&["review", "list"]).contains("hoangmaitrang"), "the mail waits no more");
}

#[test]
fn the_forms_are_sound_and_a_leader_has_none() {
    let site = Site::open();
    for seat in [Seat::DESK, Seat { window: (390, 800), script: true }] {
        let browser = at(&site, seat, CLERK);
        browser.go(&format!("{}/so/2020/6", site.base));
        browser.press("Tách thành hai số");
        browser.press("Sửa đơn vị, báo cáo, kỳ");
        is_sound(&browser, "the forms of a line");
    }
    let mut leader = site.logged_in(LEADER);
    let page = leader.get(LINE).body;
    assert!(!page.contains("value=\"sua\"") && !page.contains("Sửa sổ"), "{page}");
    assert_eq!(leader.post(LINE, &RIGHT).status, 403);
}
