//! A unit answers a reminder: what it asks is one press away on the page of its mail, and can be taken back.

use super::chromium::Seat;
use super::letter::{address, receive};
use super::morning::{at, is_sound};
use super::{CLERK, LEADER, Site, between};

/// A mail of Bảo hiểm xã hội tỉnh without a file; what it says.
fn answer(words: &str) -> String {
    format!(
        "From: \"BHXH\" <vanphong@bhxh.vanson.example>\r\nSubject: Ve bao cao 6 thang\r\nMessage-ID: <tl@bhxh.vanson.example>\r\n\
         To: khoagiao@btgtu.vanson.example\r\nDate: Tue, 23 Jun 2020 07:59:00 +0700\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{words}\r\n"
    )
}

/// The office after that mail came; the page on which it is settled.
fn asked(words: &str) -> (Site, String) {
    let site = Site::changed(|place| receive(place, &answer(words), "vanphong@bhxh"));
    let page = site.logged_in(CLERK).get("/can-kiem-tra").body;
    let mail = address(&page, "Ve bao cao 6 thang").replace("/thu/", "/can-kiem-tra/");
    (site, mail)
}

#[test]
fn more_time_is_granted_by_one_press_and_taken_back_by_one() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm đến ngày 3/7/2020.");
    let browser = at(&site, Seat::DESK, CLERK);
    browser.go(&format!("{}{mail}", site.base));
    browser.sees("Đơn vị đề nghị gia hạn");
    let before = site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]);
    is_sound(&browser, "the wish");
    browser.press("Thư sẽ gửi vanphong@bhxh.vanson.example");
    assert!(browser.text(".wishes pre").contains("3/7/2020"), "the letter is read before it leaves");
    assert!(!site.run(&["outbox", "list"]).contains("Gia hạn"), "reading it sends nothing");
    browser.press("Gia hạn đến 3/7/2020 cho Báo cáo 6 tháng đầu năm 2020");
    browser.sees("Đã gia hạn báo cáo 6 tháng đầu năm 2020 của Bảo hiểm xã hội tỉnh đến hết ngày 3/7/2020 (thứ Sáu)");
    assert!(!site.run(&["review", "list"]).contains("bhxh"), "the mail is settled");
    let board = site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]);
    assert!(board.contains("gia hạn đến 3/7"), "{board}");
    browser.press("Hoàn tác");
    browser.sees("Đã bỏ gia hạn");
    assert!(site.run(&["review", "list"]).contains("bhxh"));
    assert_eq!(site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]), before, "the board is as it was");
    browser.sees("Gia hạn đến 3/7/2020 cho");
}

#[test]
fn where_the_mail_names_no_day_a_person_does_and_reads_the_letter_first() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm thêm ít hôm.");
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(&mail).body;
    let form = page.split("<form").find(|form| form.contains("value=\"gia-han\"")).unwrap_or_else(|| panic!("{page}"));
    let hidden = |name: &str| between(form, &format!("name=\"{name}\" value=\""), "\"").unwrap().to_owned();
    let (state, unit, report) = (hidden("luot"), hidden("don-vi"), hidden("bao-cao"));
    let fields = |day: &'static str| {
        vec![
            ("viec", "gia-han"),
            ("luot", state.as_str()),
            ("don-vi", unit.as_str()),
            ("bao-cao", report.as_str()),
            ("den", day),
        ]
    };
    let late = browser.post(&mail, &fields("2020-06-20")).body;
    assert!(late.contains("đã qua; gia hạn phải đến hôm nay hoặc muộn hơn"), "{late}");
    assert!(late.contains("value=\"2020-06-20\""), "what was typed is kept: {late}");
    let shown = browser.post(&mail, &fields("2020-07-06")).body;
    assert!(shown.contains("Chưa có gì thay đổi") && shown.contains("6/7/2020"), "{shown}");
    assert!(site.run(&["review", "list"]).contains("bhxh"));
    let mut done = fields("2020-07-06");
    done.push(("buoc", "lam"));
    let told = browser.submit(&mail, &done).body;
    assert!(told.contains("Đã gia hạn") && told.contains("6/7/2020"), "{told}");
    assert!(!site.run(&["review", "list"]).contains("bhxh"));
}

#[test]
fn what_two_press_is_done_once() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm đến ngày 3/7/2020.");
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(&mail).body;
    let state = between(&page, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let fields = [
        ("viec", "gia-han"),
        ("buoc", "lam"),
        ("luot", state.as_str()),
        ("don-vi", "bhxh"),
        ("bao-cao", "6-thang 2020-H1"),
        ("den", "2020-07-03"),
    ];
    assert_eq!(browser.post(&mail, &fields).status, 303);
    let second = browser.post(&mail, &fields);
    assert!(second.status == 200 && second.body.contains("đã xử lý thư này lúc"), "{}", second.body);
    let letters = site.run(&["outbox", "list"]);
    assert!(letters.matches("vanphong@bhxh.vanson.example").count() >= 1, "{letters}");
    let mut leader = site.logged_in(LEADER);
    leader.get(&mail);
    assert_eq!(leader.post(&mail, &fields).status, 403);
}

#[test]
fn who_says_that_it_was_sent_is_asked_to_send_it_again_by_a_letter_that_was_read() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh đã gửi báo cáo 6 tháng từ hôm qua rồi ạ.");
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(&mail).body;
    assert!(page.contains("Đơn vị báo đã gửi") && page.contains("Không thấy thư nào khác của đơn vị từ"), "{page}");
    assert!(page.contains("href=\"/nghia-vu/bhxh/6-thang/2020-H1#ghi-nhan\">Ghi nhận báo cáo"), "{page}");
    let link =
        between(&page, "href=\"", "\">Xem trước thư đề nghị gửi lại").unwrap().rsplit('"').next().unwrap().to_owned();
    let letter = browser.get(&link).body;
    assert!(
        letter.contains("Thư không có tệp báo cáo kèm theo") && letter.contains("vanphong@bhxh.vanson.example"),
        "{letter}"
    );
}

#[test]
fn a_mail_that_is_fetched_back_later_takes_its_extension_along() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm đến ngày 3/7/2020.");
    let mut browser = site.logged_in(CLERK);
    let before = site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]);
    browser.get(&mail);
    let grant = super::review::fields(&browser.page, "Gia hạn đến 3/7/2020 cho");
    let mut grant: Vec<(&str, &str)> = grant.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    grant.push(("buoc", "lam"));
    browser.submit(&mail, &grant);
    let settled = browser.get(&mail).body;
    let along =
        "Gia hạn báo cáo 6 tháng đầu năm 2020 đến hết ngày 3/7/2020 (thứ Sáu) đã cấp từ thư này sẽ được bỏ theo";
    assert!(settled.contains(along), "{settled}");
    let told = browser.submit(&mail, &[("viec", "mo-lai"), ("ly-do", "bấm nhầm thư")]).body;
    assert!(told.contains("Đã bỏ gia hạn") && told.contains("chờ kiểm tra trở lại"), "{told}");
    assert_eq!(site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]), before, "the board is as it was");
    let queued = site.run(&["outbox", "list", "--state", "queued", "--json"]);
    assert!(!queued.contains("granted"), "its letter does not leave: {queued}");
}

#[test]
fn the_command_line_takes_the_extension_along_too() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm đến ngày 3/7/2020.");
    let mut browser = site.logged_in(CLERK);
    browser.get(&mail);
    let grant = super::review::fields(&browser.page, "Gia hạn đến 3/7/2020 cho");
    let mut grant: Vec<(&str, &str)> = grant.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    grant.push(("buoc", "lam"));
    browser.submit(&mail, &grant);
    let number = mail.rsplit('/').next().unwrap();
    let said = site.run(&["review", "reopen", number, "--why", "bấm nhầm thư"]);
    assert!(said.contains("Đã bỏ gia hạn đến hết ngày 3/7/2020 (thứ Sáu): báo cáo 6 tháng đầu năm 2020"), "{said}");
    assert!(!site.run(&["board", "--unit", "bhxh", "--at", "2020-06-30"]).contains("gia hạn đến 3/7"));
}

#[test]
fn who_asks_for_time_that_was_granted_otherwise_is_shown_with_what_stands() {
    let (site, mail) = asked("Bảo hiểm xã hội tỉnh xin gia hạn nộp báo cáo 6 tháng đầu năm đến ngày 3/7/2020.");
    let mut browser = site.logged_in(CLERK);
    browser.get("/nghia-vu/bhxh/6-thang/2020-H1");
    let wish =
        [("viec", "gia-han"), ("den", "2020-07-06"), ("ly-do", "lãnh đạo đồng ý qua điện thoại"), ("buoc", "lam")];
    browser.submit("/nghia-vu/bhxh/6-thang/2020-H1", &wish);
    let page = browser.get(&mail).body;
    assert!(page.contains("Đang được gia hạn đến hết ngày 6/7/2020 (thứ Hai)"), "{page}");
}
