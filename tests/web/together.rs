//! Two clerks in two browsers: what one does the other sees, and nobody's work is lost.

use super::chromium::{Chromium, Seat};
use super::morning::at;
use super::{CLERK, Site};

/// The other member of the staff, who may do the same.
const OTHER: (&str, &str) = ("quan.tri", "Lê Quản Trị");
/// What a stranger sent for Sở Lao động.
const STRANGER: &str = "/can-kiem-tra/15";
/// The row of the board of the unit that this is about.
const ROW: &str = "tr[data-ten='Sở Lao động - Thương binh và Xã hội']";

/// Whether this browser is told that its press entered the report.
fn entered(browser: &Chromium) -> bool {
    browser.text("main").contains("Đã vào sổ số ")
}

#[test]
fn what_one_settles_the_other_sees_and_of_two_presses_one_counts() {
    let site = Site::open();
    let (hoa, other) = (at(&site, Seat::DESK, CLERK), at(&site, Seat::DESK, OTHER));

    // What is settled here changes the board there, which nobody loads anew.
    other.go(&format!("{}/?ky=2020-H1", site.base));
    assert!(other.text(ROW).contains("có thể đã gửi"), "{}", other.text(ROW));
    let waiting: usize = other.text(".top .count").parse().unwrap();
    other.value("window.marked = true");
    hoa.go(&format!("{}{STRANGER}", site.base));
    hoa.press("Đúng: Sở Lao động");
    hoa.sees("Đã vào sổ số ");
    other.comes(ROW, "đúng hạn");
    other.comes(".top .count", &(waiting - 1).to_string());
    hoa.press("Hoàn tác");
    hoa.sees("chờ kiểm tra trở lại");
    other.comes(ROW, "có thể đã gửi");
    assert_eq!(other.value("window.marked"), true, "the page was not loaded anew");

    // Both have it before them; one is quicker. The other is told by whom and when, and keeps what was typed.
    other.go(&format!("{}{STRANGER}", site.base));
    other.press("Đơn vị, báo cáo khác");
    other.write("#khac input[name=ly-do]", "đã gọi điện cho Sở");
    hoa.go(&format!("{}{STRANGER}", site.base));
    hoa.press("Đúng: Sở Lao động");
    hoa.sees("Đã vào sổ số ");
    let register = site.run(&["log", "--csv"]);
    other.click("#khac form > div > button[value=vao-so]");
    other.sees(&format!("{} đã xử lý thư này lúc 16:00 ngày 30/6/2020; điều vừa nhập chưa ghi", CLERK.1));
    other.sees("Lý do: đã gọi điện cho Sở");
    other.sees("Sở Lao động - Thương binh và Xã hội · Báo cáo 6 tháng đầu năm 2020");
    assert_eq!(site.run(&["log", "--csv"]), register, "only the first one's line stands");

    // Both press at the same moment, several times over: one line each time, and the other is told.
    for _ in 0..3 {
        let log = site.run(&["log", "--json"]);
        let number = last_standing(&log);
        site.run(&["withdraw", &number, "--why", "thử lại", "--quiet"]);
        let before = site.run(&["log", "--json"]).matches("\"stands\": true").count();
        for browser in [&hoa, &other] {
            browser.go(&format!("{}{STRANGER}", site.base));
            browser.sees("Đúng: Sở Lao động");
        }
        std::thread::scope(|scope| {
            for browser in [&hoa, &other] {
                scope.spawn(|| browser.press("Đúng: Sở Lao động"));
            }
        });
        let told = [entered(&hoa), entered(&other)];
        assert!(told[0] != told[1], "one of them entered it: {told:?}");
        let (loser, winner) = if told[0] { (&other, CLERK.1) } else { (&hoa, OTHER.1) };
        loser.sees(&format!("{winner} đã xử lý thư này lúc "));
        assert_eq!(site.run(&["log", "--json"]).matches("\"stands\": true").count(), before + 1);
    }
    for browser in [&hoa, &other] {
        assert_eq!(browser.complaints(), Vec::<String>::new());
    }
}

/// The number of the newest line that stands: "18/2020".
fn last_standing(log: &str) -> String {
    let log: serde_json::Value = serde_json::from_str(log).unwrap();
    let line = log.as_array().unwrap().iter().rev().find(|line| line["stands"] == true).unwrap();
    format!("{}/{}", line["number"], line["year"])
}

#[test]
fn the_register_and_the_count_of_what_waits_follow_by_themselves() {
    let site = Site::open();
    let (hoa, register, queue) =
        (at(&site, Seat::DESK, CLERK), at(&site, Seat::DESK, OTHER), at(&site, Seat::DESK, OTHER));
    register.go(&format!("{}/so", site.base));
    register.sees("17 lượt tiếp nhận");
    queue.go(&format!("{}/can-kiem-tra", site.base));
    queue.comes(".tabs", "Đang chờ (5)");
    hoa.go(&format!("{}{STRANGER}", site.base));
    hoa.press("Đúng: Sở Lao động");
    hoa.sees("Đã vào sổ số ");
    register.comes(".takeaway", "18 lượt tiếp nhận");
    register.comes(".register tbody", "18/2020");
    queue.comes(".tabs", "Đang chờ (4)");
    assert_eq!(register.complaints(), Vec::<String>::new());
}

#[test]
fn a_page_that_renews_itself_does_not_take_the_word_that_a_person_is_to_read() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    browser.get("/don-vi/so-y-te");
    let sent = browser.post("/don-vi/so-y-te", &[("ly-do", "đã gọi")]);
    assert_eq!(sent.status, 303);
    let renewed = browser.ask("GET", "/can-kiem-tra", &[("Sec-Fetch-Dest", "empty")], &[]).body;
    assert!(!renewed.contains("class=\"flash\""), "{renewed}");
    assert!(browser.get("/don-vi/so-y-te").body.contains("class=\"flash\""), "{}", browser.page);
}
