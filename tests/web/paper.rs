//! Sheets to print: whose they are, what they are and of when, on each page its number.

use super::chromium::Seat;
use super::morning::{at, is_sound};
use super::{CLERK, LEADER, Site, between};

#[test]
fn every_sheet_bears_the_office_what_it_is_and_when_it_was_printed() {
    let site = Site::open();
    let mut browser = site.logged_in(LEADER);
    for (path, title, scope) in [
        ("/?ky=2020-H1", "BẢNG THEO DÕI VIỆC GỬI BÁO CÁO", "Báo cáo 6 tháng đầu năm 2020"),
        ("/nam/2020", "BẢNG THEO DÕI VIỆC GỬI BÁO CÁO", "Năm 2020"),
        ("/goi-dien", "DANH SÁCH GỌI ĐIỆN", "12 đơn vị"),
        ("/lanh-dao", "TÌNH HÌNH GỬI BÁO CÁO", "In lúc"),
        ("/mang-ve", "MỤC LỤC HỒ SƠ BÁO CÁO", "năm 2020"),
        ("/so", "SỔ TIẾP NHẬN BÁO CÁO", "Toàn bộ sổ"),
        ("/so?tu=khong", "SỔ TIẾP NHẬN BÁO CÁO", "In lúc"),
    ] {
        let page = browser.get(path).body;
        let head = between(&page, "<div class=\"letterhead print-only\">", "<h1 class=\"no-print\"")
            .unwrap_or_else(|| panic!("{page}"));
        assert!(head.contains("Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Vân Sơn"), "{path}: {head}");
        assert!(head.contains(title) && head.contains(scope), "{path}: {head}");
        assert!(head.contains("In lúc 16 giờ 00 ngày 30/6/2020"), "{path}: {head}");
    }
}

#[test]
fn the_head_of_a_sheet_is_not_on_the_screen() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    browser.sees("31 đơn vị");
    let hidden = "getComputedStyle(document.querySelector('.letterhead')).display";
    assert_eq!(browser.value(hidden), "none");
    let headings =
        "[...document.querySelectorAll('h1')].filter((one) => one.offsetParent).map((one) => one.textContent)";
    assert_eq!(browser.value(headings), serde_json::json!(["Bảng theo dõi"]), "one heading on the screen");
    browser.on_paper();
    assert_eq!(browser.value(headings), serde_json::json!(["BẢNG THEO DÕI VIỆC GỬI BÁO CÁO"]), "and one on paper");
    is_sound(&browser, "a sheet");
    let numbered = "[...document.styleSheets].flatMap((sheet) => [...sheet.cssRules]).some((rule) => rule.cssText.includes('counter(pages)'))";
    assert_eq!(browser.value(numbered), true, "the browser knows how pages are numbered");
}

#[test]
fn a_sheet_is_a_table_however_narrow_the_printers_paper_is() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    for (page, table) in [("/so", ".register"), ("/goi-dien", ".calls"), ("/thu-di", ".letters")] {
        browser.go(&format!("{}{page}", site.base));
        browser.sees("Nhật ký");
        browser.looks((700, 900), false);
        browser.on_paper();
        let row = format!("getComputedStyle(document.querySelector('{table} tbody tr')).display");
        assert_eq!(browser.value(&row), "table-row", "{page}");
        let head = format!("getComputedStyle(document.querySelector('{table} thead')).display");
        assert_eq!(browser.value(&head), "table-header-group", "{page}");
    }
}
