//! A clerk without a mouse: everything is reached, the focus is always seen, and after each action it is where one goes on.

use super::chromium::{Chromium, Seat};
use super::{CLERK, PASSWORD, Site};

/// The focus is on words that say what was done.
fn told(browser: &Chromium, words: &str) {
    browser.sees(words);
    let here = browser.focus();
    assert!(here.is_seen && here.words.contains(words), "after the action the focus is on {here:?}");
}

#[test]
fn with_the_keyboard_alone_a_clerk_logs_in_decides_takes_back_and_logs_out() {
    let site = Site::open();
    let browser = Chromium::open(Seat::DESK);
    browser.go(&site.base);
    browser.types(CLERK.0);
    browser.keys(&["Tab"]);
    browser.types(PASSWORD);
    browser.keys(&["Enter"]);
    browser.sees("Bảng theo dõi");

    // Past the menu to the content, and there on.
    browser.keys(&["Tab"]);
    let first = browser.focus();
    assert!(first.words == "Đến phần nội dung" && first.is_seen && first.is_marked, "{first:?}");
    browser.keys(&["Enter", "Tab"]);
    assert_eq!(browser.value("document.activeElement.closest('main') !== null"), true, "{:?}", browser.focus());

    // To what waits: from mail to mail, in and back.
    browser.go(&site.base);
    browser.tab_to("Cần kiểm tra");
    browser.keys(&["Enter"]);
    browser.sees("Thư này có thật của Sở Y tế không?");
    browser.keys(&["j"]);
    let item = browser.focus();
    assert!(item.is_seen && item.is_marked && item.words.contains("Thư này có thật của Sở Y tế"), "{item:?}");
    browser.keys(&["Enter"]);
    browser.sees("Gọi điện hỏi theo số đã biết");
    browser.tab_to("Cần kiểm tra");
    browser.keys(&["Enter"]);
    browser.sees("Đang chờ");
    let items = browser.count("a[data-muc]");
    let found = (0..items).any(|_| {
        browser.keys(&["j"]);
        browser.focus().words.contains("hoangmaitrang")
    });
    assert!(found && browser.focus().is_marked, "{:?}", browser.focus());
    browser.keys(&["Enter"]);
    browser.sees("Đúng: Sở Lao động");

    // Decided by a figure, taken back by Tab and Enter, decided again by Tab and Enter.
    browser.keys(&["1"]);
    told(&browser, "Đã vào sổ số ");
    browser.keys(&["Tab"]);
    assert!(browser.focus().words == "Hoàn tác" && browser.focus().is_marked, "{:?}", browser.focus());
    browser.keys(&["Enter"]);
    told(&browser, "Thư này chờ kiểm tra trở lại");
    browser.tab_to("Đúng: Sở Lao động");
    browser.keys(&["Enter"]);
    told(&browser, "Đã vào sổ số ");

    // Another unit: its name is typed, its reports follow, and the focus is on them.
    browser.go(&format!("{}/can-kiem-tra/19", site.base));
    browser.tab_to("Đơn vị, báo cáo khác");
    browser.keys(&["Enter", "Tab"]);
    assert_eq!(browser.focus().name, "input", "{:?}", browser.focus());
    browser.types("hoi khuyen hoc");
    browser.keys(&["Tab"]);
    browser.becomes("document.querySelector('#khac input[name=don-vi-0]').value", "Hội Khuyến học tỉnh");
    let list = browser.focus();
    assert!(list.name == "select" && list.is_seen && list.is_marked, "{list:?}");
    browser.types("B");
    browser.tab_to("Ghi chú");
    browser.types("đã hỏi lại");
    browser.keys(&["Tab", "Enter"]);
    told(&browser, "Hội Khuyến học tỉnh");

    // What is refused is said where the focus is.
    browser.go(&format!("{}/can-kiem-tra/28", site.base));
    browser.tab_to("Không phải báo cáo");
    browser.keys(&["Enter", "Tab", "Space", "Enter"]);
    told(&browser, "Cần cho biết lý do.");
    browser.tab_to("Lý do");
    browser.types("thư giả");
    browser.keys(&["Enter"]);
    told(&browser, "Đã đưa thư");

    browser.tab_to("Đăng xuất");
    browser.keys(&["Enter"]);
    browser.sees("Mật khẩu");
    assert_eq!(browser.focus().name, "input", "who logs out may log in again: {:?}", browser.focus());
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
