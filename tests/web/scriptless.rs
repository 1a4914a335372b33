//! A browser in which no script runs: everything that staff need each day is done all the same.

use super::chromium::Seat;
use super::morning::at;
use super::{CLERK, Site};

#[test]
fn without_script_a_clerk_reads_decides_extends_and_finds() {
    let site = Site::open();
    let browser = at(&site, Seat::SCRIPTLESS, CLERK);
    assert_eq!(browser.count("p[data-phim]:not([hidden])"), 0, "the page's own script did not run");

    // The board, narrowed.
    browser.go(&format!("{}/?ky=2020-H1", site.base));
    browser.choose("select[name=tt]", "qua-han");
    browser.press("Lọc");
    browser.sees("Bảo hiểm xã hội tỉnh");
    assert_eq!(browser.count("tr[data-ten='Sở Y tế']"), 0);

    // An obligation of it is extended: shown first, then done, then taken back.
    browser.press("quá hạn 11 ngày");
    browser.sees("Kế hoạch yêu cầu");
    let owed = browser.place();
    browser.press("Gia hạn");
    browser.value("document.querySelector('details[open] input[name=den]').value = '2020-07-03'");
    browser.write("details[open] input[name=ly-do]", "lãnh đạo đồng ý");
    browser.press("Xem trước");
    browser.sees("Chưa có gì thay đổi.");
    browser.sees("Kính gửi");
    browser.click("main button[value=lam]");
    browser.sees("Được gia hạn đến hết ngày 3/7/2020");
    assert!(site.run(&["grants"]).contains("3/7/2020"));
    browser.press("Bỏ gia hạn");
    browser.write("details[open] input[name=ly-do]", "ghi nhầm đơn vị");
    browser.click("details[open] .row button");
    browser.click("main button[value=lam]");
    assert_eq!(browser.place(), owed);
    browser.sees("Quá hạn");

    // A mail is decided: by its proposal, taken back, and by hand with another unit.
    browser.click("nav a[href='/can-kiem-tra']");
    browser.press("hoangmaitrang.work@gmail.com có gửi thay");
    browser.press("Đúng: Sở Lao động");
    browser.shows(".flash", "Đã vào sổ số ");
    browser.press("Hoàn tác");
    browser.shows(".flash", "chờ kiểm tra trở lại");
    browser.press("Đơn vị, báo cáo khác");
    browser.write("#khac input[name=don-vi-0]", "hoi khuyen hoc");
    browser.press("Xem báo cáo của đơn vị này");
    browser.choose("select[name=bao-cao-0]", "6-thang 2020-H1");
    browser.click("#khac form > div > button[value=vao-so]");
    browser.shows(".flash", "Hội Khuyến học tỉnh");

    // The sender of another is asked, after the letter was read.
    browser.go(&format!("{}/can-kiem-tra/19", site.base));
    browser.press("Hỏi lại người gửi");
    browser.press("Xem trước thư hỏi");
    browser.press("Gửi thư hỏi");
    browser.shows(".flash", "Thư hỏi sẽ gửi đến vanphong@mttq.vanson.example");

    // The register finds what was just entered, without diacritics.
    browser.click("nav a[href='/so']");
    browser.write("input[name=tim]", "khuyen hoc");
    browser.press("Tìm");
    browser.sees("1 lượt tiếp nhận");
    assert_eq!(browser.count("table.register tbody th[scope=row]"), 1);
    assert!(browser.text("table.register").contains("Hội Khuyến học tỉnh"));
    assert_eq!(browser.complaints(), Vec::<String>::new());
}
