//! A leader's telephone: one page to read, nothing to change.

use super::chromium::{Chromium, Seat};
use super::morning::is_sound;
use super::pages::routes;
use super::{LEADER, PASSWORD, Site};

/// What everybody may send: the own password, and that one goes.
const OWN: &[&str] = &["/tai-khoan", "/dang-xuat", "/dang-nhap"];

#[test]
fn a_leader_reads_all_that_matters_on_one_page_of_a_telephone_and_can_change_nothing() {
    let site = Site::open();
    let browser = Chromium::open(Seat::LEADERS_PHONE);
    browser.go(&site.base);
    is_sound(&browser, "log-in");
    browser.write("input[name=ten]", LEADER.0);
    browser.write("input[name=mat-khau]", PASSWORD);
    browser.press("Đăng nhập");
    browser.sees("Tình hình gửi báo cáo");
    assert_eq!(browser.place(), "/lanh-dao", "the first page is the summary");
    let here = "(({ left, right }) => left >= 0 && right <= innerWidth)(document.querySelector('.top nav [aria-current]').getBoundingClientRect())";
    assert_eq!(browser.value(here), true, "the place where one is stands in sight");
    assert_eq!(browser.value("[innerWidth, screen.width]"), serde_json::json!([390, 390]));
    is_sound(&browser, "the summary");
    let told = browser.text("main");
    for words in ["Quá hạn: ", "Các báo cáo", "đã nhận 16/31 đơn vị", "Có thể đã gửi hoặc chưa nhắc được"]
    {
        assert!(told.contains(words), "{words}: {told}");
    }

    // What can be pressed is large enough for a thumb (WCAG 2.2, 2.5.8), and changes nothing.
    assert_eq!(browser.count("main form[method=post]"), 0);
    for (place, what) in [
        ("/", "the board"),
        ("/nghia-vu/bhxh/6-thang/2020-H1", "what is behind a cell"),
        ("/can-kiem-tra/15", "a mail that waits"),
        ("/goi-dien", "whom to call"),
        ("/thu-di", "letters"),
        ("/vu-viec", "cases"),
        ("/don-vi/bhxh", "a unit"),
    ] {
        browser.go(&format!("{}{place}", site.base));
        assert_eq!(browser.overflow(), 0, "{what}: wider than the telephone");
        assert_eq!(browser.count("main form[method=post]"), 0, "{what}: something can be changed");
    }

    // Nor by who sends what the pages do not offer.
    let before = (site.run(&["log", "--csv"]), site.run(&["review", "list"]), site.run(&["grants"]));
    let csrf = browser.value("document.querySelector('input[name=csrf]').value");
    let mut tried = 0;
    for (route, _) in routes().iter().filter(|(_, methods)| methods.contains("post(")) {
        if OWN.contains(&route.as_str()) {
            continue;
        }
        let place = route
            .replace("{mail}", "15")
            .replace("{unit}", "bhxh")
            .replace("{report}", "6-thang")
            .replace("{period}", "2020-H1")
            .replace("{letter}", "1")
            .replace("{id}", "1")
            .replace("{year}", "2020")
            .replace("{number}", "3");
        let answer = browser.posts(&place, &[("csrf", csrf.as_str().unwrap()), ("viec", "bo-qua"), ("ly-do", "tôi")]);
        assert_eq!(answer, 403, "{route}");
        tried += 1;
    }
    assert!(tried >= 8, "{tried}");
    assert_eq!(before, (site.run(&["log", "--csv"]), site.run(&["review", "list"]), site.run(&["grants"])));
}
