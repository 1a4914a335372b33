//! The morning of a clerk, from log-in to the last mail that waits, in one browser.

use std::collections::BTreeMap;

use serde_json::Value;

use super::chromium::{Chromium, Seat};
use super::morning::at;
use super::post::{Mail, WORD, report, take_in};
use super::{CLERK, Site};

/// A person who works for two districts and mails from an address that nobody knows.
const PRIVATE: &str = "hai.huyen@mail.example";
/// Somebody whose mail names the wrong unit.
const WRONG: &str = "nham.ten@mail.example";
/// Somebody who sends a form to look at, which is no report.
const SAMPLE: &str = "mau.tham-khao@mail.example";

/// What comes besides what the demonstration leaves open.
fn mails() -> Vec<Mail<'static>> {
    let text = "Trong 6 tháng đầu năm đơn vị đã triển khai các nhiệm vụ về khoa giáo theo kế hoạch, kết quả như sau.";
    let title = "công tác khoa giáo 6 tháng đầu năm 2020";
    let district = |name: &str, symbol: &str| report(name, symbol, title, text);
    vec![
        Mail {
            name: "Chuyên viên hai huyện",
            from: PRIVATE,
            subject: "Báo cáo của hai huyện",
            body: ("text/plain", "Xin gửi hai báo cáo."),
            files: vec![
                ("phu khe.docx", WORD, district("HUYỆN ỦY PHÚ KHÊ", "HUPK")),
                ("phu son.docx", WORD, district("HUYỆN ỦY PHÚ SƠN", "HUPS")),
            ],
        },
        Mail {
            name: "Văn thư",
            from: WRONG,
            subject: "Báo cáo 6 tháng đầu năm 2020",
            body: ("text/plain", "Xin gửi báo cáo."),
            files: vec![("bao cao.docx", WORD, district("TRƯỜNG CAO ĐẲNG Y TẾ VÂN SƠN", "CĐYT"))],
        },
        Mail {
            name: "Người quen",
            from: SAMPLE,
            subject: "Báo cáo 6 tháng đầu năm 2020",
            body: ("text/plain", "Gửi phòng mẫu để tham khảo."),
            files: vec![(
                "mau.docx",
                WORD,
                report("MẪU THAM KHẢO", "MTK", title, "Điền số liệu vào các chỗ trống dưới đây."),
            )],
        },
    ]
}

/// Opens the mail of this sender where people find it: in the list of what waits.
fn open(site: &Site, browser: &Chromium, sender: &str) {
    browser.go(&site.base);
    browser.click("nav a[href='/can-kiem-tra']");
    browser.sees(sender);
    let link = format!(
        "[...document.querySelectorAll('ul.waiting li')].find((one) => one.innerText.includes('{sender}'))\
         .querySelector('a').getAttribute('href')"
    );
    let to = browser.value(&link);
    browser.click(&format!("a[href='{}']", to.as_str().unwrap()));
    browser.sees("Xem đầy đủ: dấu hiệu");
}

/// Lays the mail that is open aside.
fn dismiss(browser: &Chromium, why: &str) {
    if browser.count("#khong[open]") == 0 {
        browser.click("#khong summary");
    }
    browser.write("#khong input[name=ly-do]", why);
    browser.click("#khong button[value=bo-qua]");
    browser.comes(".flash", why);
}

/// Unit and standing of each obligation, by the page of the board.
fn on_the_page(browser: &Chromium) -> BTreeMap<String, String> {
    let rows = browser.value(
        "[...document.querySelectorAll('tr[data-ten]')].map((row) => [row.dataset.ten, \
         row.querySelector('td').className])",
    );
    let rows = rows.as_array().unwrap();
    rows.iter().map(|row| (row[0].as_str().unwrap().to_owned(), row[1].as_str().unwrap().to_owned())).collect()
}

/// The same by the command line.
fn on_the_terminal(site: &Site) -> BTreeMap<String, String> {
    let board = site.run(&["board", "--period", "2020-H1", "--report", "6-thang", "--at", "30/6/2020", "--json"]);
    let board: Value = serde_json::from_str(&board).unwrap();
    let rows = board.as_array().unwrap();
    rows.iter()
        .map(|row| (row["unit_name"].as_str().unwrap().to_owned(), row["standing"].as_str().unwrap().to_owned()))
        .collect()
}

#[test]
fn a_clerk_settles_all_that_waits_and_nothing_waits_any_more() {
    let site = Site::changed(|place| take_in(place, &mails()));
    let browser = at(&site, Seat::DESK, CLERK);
    let waiting = site.run(&["review", "list", "--json"]).lines().count();
    assert_eq!(browser.text(".top .count"), waiting.to_string(), "the first page says how much waits");

    // What may be forged is called about, not answered.
    open(&site, &browser, "vanphong@syt.vanson.example");
    assert_eq!(browser.count("button[data-so]"), 0, "nothing is one press away");
    dismiss(&browser, "đã gọi Sở Y tế: không phải thư của Sở");

    // The reading is right; taken back once, and entered again.
    open(&site, &browser, "hoangmaitrang.work@gmail.com");
    browser.press("Đúng: Sở Lao động - Thương binh và Xã hội");
    browser.comes(".flash", "Đã vào sổ số ");
    browser.press("Hoàn tác");
    browser.comes(".flash", "Thư này chờ kiểm tra trở lại");
    browser.press("Đúng: Sở Lao động - Thương binh và Xã hội");
    browser.comes(".flash", "Đã vào sổ số ");

    // Two reports in one mail.
    open(&site, &browser, PRIVATE);
    if browser.count("#khac[open]") == 0 {
        browser.click("#khac summary");
    }
    browser.renewed(|| browser.press("Thêm báo cáo nữa trong thư"));
    for (n, unit) in [(0, "huyen uy phu khe"), (1, "huyen uy phu son")] {
        browser.retype(&format!("#khac input[name=don-vi-{n}]"), unit);
        browser.choose(&format!("select[name=bao-cao-{n}]"), "6-thang 2020-H1");
        for place in [0, 1] {
            let tick = format!("#khac input[name=tep-{n}][value=\"{place}\"]");
            if browser.value(&format!("document.querySelector('{tick}').checked")) != (place == n) {
                browser.click(&tick);
            }
        }
    }
    browser.click("#khac form > div > button[value=vao-so]");
    browser.comes(".flash", "Huyện ủy Phú Khê");
    browser.comes(".flash", "Huyện ủy Phú Sơn");

    // Another unit than the one that the document names.
    open(&site, &browser, WRONG);
    if browser.count("#khac[open]") == 0 {
        browser.click("#khac summary");
    }
    browser.retype("#khac input[name=don-vi-0]", "hoi khuyen hoc");
    browser.choose("select[name=bao-cao-0]", "6-thang 2020-H1");
    browser.write("#khac input[name=ly-do]", "văn thư ghi nhầm tên cơ quan");
    browser.click("#khac form > div > button[value=vao-so]");
    browser.comes(".flash", "Hội Khuyến học tỉnh");

    // The sender is asked, and the letter is read first. Then the mail no longer waits: a new one is to come.
    open(&site, &browser, "vanphong@mttq.vanson.example");
    browser.press("Hỏi lại người gửi");
    browser.press("Xem trước thư hỏi");
    browser.sees("Kính gửi");
    let queued = || site.run(&["outbox", "list", "--state", "queued", "--json"]);
    assert!(!queued().contains("vanphong@mttq.vanson.example"), "reading it sends nothing");
    browser.press("Gửi thư hỏi");
    browser.comes(".flash", "Thư hỏi sẽ gửi đến vanphong@mttq.vanson.example");
    assert!(queued().contains("vanphong@mttq.vanson.example"), "{}", queued());
    dismiss(&browser, "chờ đơn vị gửi lại");

    for (sender, why) in [
        (SAMPLE, "trao đổi công việc"),
        ("hoidongy@hoidoan.vanson.example", "đã trả lời qua điện thoại"),
        ("hoiccb@doanthe.vanson.example", "đã trả lời bằng thư"),
    ] {
        open(&site, &browser, sender);
        dismiss(&browser, why);
    }
    browser.go(&format!("{}/can-kiem-tra", site.base));
    browser.sees("Không có thư nào chờ kiểm tra");
    assert_eq!(browser.count(".top .count"), 0);
    assert_eq!(site.run(&["review", "list", "--json"]).lines().count(), 0);

    // The board and the register say what the command line says.
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    assert_eq!(on_the_page(&browser), on_the_terminal(&site));
    browser.click("nav a[href='/so']");
    let log: Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let log = log.as_array().unwrap();
    assert_eq!(browser.count("table.register tbody th[scope=row]"), log.len());
    for line in log {
        let row = format!("a[href='/so/{}/{}']", line["year"], line["number"]);
        let shown = browser.value(&format!("document.querySelector(\"{row}\").closest('tr').innerText"));
        assert!(shown.as_str().unwrap().contains(line["unit_name"].as_str().unwrap()), "{line}: {shown}");
    }
    assert!(site.run(&["verify"]).contains("Sổ nguyên vẹn."), "{}", site.run(&["verify"]));
    assert_eq!(browser.complaints(), Vec::<String>::new());

    browser.press("Đăng xuất");
    browser.sees("Mật khẩu");
    browser.go(&format!("{}/so", site.base));
    assert!(browser.place().starts_with("/dang-nhap"), "{}", browser.place());
}

#[test]
fn what_is_typed_after_another_unit_was_named_stays_and_changes_nothing_else() {
    let site = Site::open();
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}/can-kiem-tra/15", site.base));
    browser.press("Đơn vị, báo cáo khác");
    let report = "document.querySelector('select[name=bao-cao-0]').value";
    let before = browser.value(report);
    browser.write("#khac input[name=don-vi-0]", "hoi khuyen hoc");
    browser.click("#khac input[name=ly-do]");
    for letter in "tháng 11 năm 2026".chars() {
        browser.types(&letter.to_string());
    }
    browser.becomes("document.querySelector('#khac input[name=don-vi-0]').value", "Hội Khuyến học tỉnh");
    browser.comes("#khac [data-nho]", "Hội Khuyến học tỉnh");
    assert_eq!(browser.value("document.querySelector('#khac input[name=ly-do]').value"), "tháng 11 năm 2026");
    assert_eq!(browser.value("document.activeElement.name"), "ly-do", "the focus stays where one types");
    assert_eq!(browser.value(report), before, "the report is the one that was chosen");
    browser.click("#khac form > div > button[value=vao-so]");
    browser.comes(".flash", "Hội Khuyến học tỉnh");
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
