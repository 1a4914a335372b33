//! Mornings in a real browser: what people see, press and read.

use super::chromium::{Chromium, Seat};
use super::{CLERK, LEADER, PASSWORD, Site};

/// A browser in which somebody has logged in through the form.
pub fn at(site: &Site, seat: Seat, (name, _): (&str, &str)) -> Chromium {
    let browser = Chromium::open(seat);
    browser.go(&site.base);
    browser.write("input[name=ten]", name);
    browser.write("input[name=mat-khau]", PASSWORD);
    browser.press("Đăng nhập");
    browser.sees("Bảng theo dõi");
    browser
}

/// Nothing that a person would stumble over: no complaint of the browser, nothing cut off, nothing unreachable.
pub fn is_sound(browser: &Chromium, what: &str) {
    assert_eq!(browser.faults_of_access(), Vec::<String>::new(), "{what}: axe-core");
    assert_eq!(browser.overflow(), 0, "{what}: wider than the window");
    assert_eq!(browser.complaints(), Vec::<String>::new(), "{what}: the browser complains");
}

#[test]
fn the_board_at_a_desk_and_on_a_telephone() {
    let site = Site::open();
    for seat in [Seat::DESK, Seat::PHONE] {
        let browser = at(&site, seat, CLERK);
        is_sound(&browser, "home");
        browser.go(&format!("{}/nam/2020", site.base));
        is_sound(&browser, "the year");
    }
}

#[test]
fn the_list_narrows_while_one_types_without_diacritics() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.write("input[name=tim]", "so y te");
    let shown = browser.value(
        "[...document.querySelectorAll('tr[data-ten]')].filter((row) => !row.hidden).map((row) => row.dataset.ten)",
    );
    assert_eq!(shown, serde_json::json!(["Sở Y tế"]));
}

#[test]
fn without_script_the_board_is_read_and_filtered() {
    let site = Site::open();
    let browser = at(&site, Seat { script: false, ..Seat::DESK }, CLERK);
    browser.write("input[name=tim]", "so y te");
    browser.press("Lọc");
    browser.sees("1 trong 31 đơn vị");
    assert_eq!((browser.count("tr[data-ten]"), browser.text("caption")), (1, "1 trong 31 đơn vị".to_owned()));
    assert_eq!(browser.place(), "/?tim=so+y+te&nhom=&tt=&xep=");
    browser.click("a[href='/nam/2020']");
    browser.sees("Báo cáo năm 2020");
}

#[test]
fn with_the_keyboard_alone_one_logs_in_and_comes_to_the_content() {
    let site = Site::open();
    let browser = Chromium::open(Seat::DESK);
    browser.go(&site.base);
    browser.keys(&CLERK.0.chars().map(String::from).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>());
    browser.keys(&["Tab"]);
    browser
        .keys(&PASSWORD.chars().map(String::from).collect::<Vec<_>>().iter().map(String::as_str).collect::<Vec<_>>());
    browser.keys(&["Enter"]);
    browser.sees("Bảng theo dõi");
    browser.keys(&["Tab", "Enter"]);
    assert_eq!(browser.value("document.activeElement.id"), "noi-dung", "the first stop leads past the menu");
}

#[test]
fn a_leader_sees_on_the_telephone_who_is_overdue() {
    let site = Site::open();
    let browser = Chromium::open(Seat::PHONE);
    browser.go(&site.base);
    browser.write("input[name=ten]", LEADER.0);
    browser.write("input[name=mat-khau]", PASSWORD);
    browser.press("Đăng nhập");
    browser.sees("Tình hình gửi báo cáo");
    assert_eq!(browser.place(), "/lanh-dao");
    browser.sees("Quá hạn:");
    is_sound(&browser, "the summary");
}

#[test]
fn what_is_entered_meanwhile_appears_by_itself() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    let row = "tr[data-ten='Hội Khuyến học tỉnh']";
    assert!(browser.text(row).contains("quá hạn"), "{}", browser.text(row));
    browser.value("window.marked = true");
    let entered = [
        "record",
        "--unit",
        "hoi-khuyen-hoc",
        "--report",
        "6-thang",
        "--period",
        "2020-H1",
        "--received",
        "2020-06-30 10:00",
    ];
    site.run(&entered);
    browser.comes(row, "gửi chậm");
    assert_eq!(browser.value("window.marked"), true, "the page was not loaded anew");
}

#[test]
fn what_waits_and_a_mail_at_a_desk_and_on_a_telephone() {
    let site = Site::open();
    for seat in [Seat::DESK, Seat::PHONE] {
        let browser = at(&site, seat, CLERK);
        for path in [
            "/can-kiem-tra",
            "/can-kiem-tra?xem=da-xu-ly",
            "/can-kiem-tra/15",
            "/can-kiem-tra/15/hoi?cau=unit-unclear",
            "/thu/15",
            "/thu/15/tep/0/chu",
        ] {
            browser.go(&format!("{}{path}", site.base));
            is_sound(&browser, path);
        }
    }
}

#[test]
fn a_mail_is_opened_and_settled_by_keys_and_taken_back() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/can-kiem-tra", site.base));
    browser.keys(&["j"]);
    assert_eq!(browser.value("document.activeElement.hasAttribute('data-muc')"), true, "the first mail has the focus");
    browser.keys(&["Enter"]);
    browser.sees("Thư này có thật của Sở Y tế không?");
    browser.keys(&["1"]);
    browser.go(&format!("{}/can-kiem-tra/15", site.base));
    browser.keys(&["1"]);
    browser.sees("Đã vào sổ số");
    browser.press("Hoàn tác");
    browser.sees("chờ kiểm tra trở lại");
    assert!(site.run(&["review", "list"]).contains("hoangmaitrang"));
    assert!(site.run(&["review", "list"]).contains("vanphong@syt"), "what may be forged is not one key away");
}
