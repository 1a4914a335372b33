//! The page of one mail: what it says, why it was decided so, and what a hostile one cannot do.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use super::{CLERK, LEADER, Site, program};

/// The place of the mail with this subject, found where people look for it.
pub fn address(page: &str, words: &str) -> String {
    let before = page.split(words).next().unwrap();
    let link = before.rsplit("href=\"").next().unwrap();
    link.split('"').next().unwrap().replace("/can-kiem-tra/", "/thu/")
}

#[test]
fn a_mail_that_was_entered_tells_why_what_was_answered_and_what_happened() {
    let site = Site::open();
    let page = site.logged_in(LEADER).get("/thu/4").body;
    for words in
        ["Chương trình cho vào sổ", "Trong sổ tiếp nhận", "Dấu hiệu trong thư", "Thư của cơ quan về thư này", "vào sổ"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(page.contains("<mark title="), "clues are marked where they stand: {page}");
}

#[test]
fn what_stands_in_a_file_is_shown_with_its_clues_and_the_file_is_only_ever_saved() {
    let site = Site::open();
    let mut browser = site.logged_in(CLERK);
    let text = browser.get("/thu/15/tep/0/chu").body;
    assert!(text.contains("BÁO CÁO") && text.contains("<mark title="), "{text}");
    let file = browser.get("/thu/15/tep/0?xem=1");
    assert_eq!(file.headers["content-type"], "application/octet-stream");
    assert!(file.headers["content-disposition"].starts_with("attachment; filename*=UTF-8''BC"), "{:?}", file.headers);
    assert!(file.headers["content-security-policy"].starts_with("sandbox; default-src 'none'"), "{:?}", file.headers);
    assert_eq!((browser.get("/thu/15/tep/9").status, browser.get("/thu/9999").status), (404, 404));
}

#[test]
fn nobody_reads_a_mail_who_is_not_logged_in() {
    let site = Site::open();
    for path in
        ["/thu/1", "/thu/15/tep/0", "/thu/15/tep/0/chu", "/thu/15/tep/0/trong/0", "/can-kiem-tra", "/can-kiem-tra/15"]
    {
        assert_eq!(site.browser().get(path).status, 303, "{path}");
    }
}

#[test]
fn a_mail_that_tries_everything_does_nothing() {
    let site = Site::changed(|place| receive(place, HOSTILE, "la.example"));
    let mut browser = site.logged_in(CLERK);
    let list = browser.get("/can-kiem-tra").body;
    let mail = address(&list, "x@la.example");
    let pages = [
        list,
        browser.get(&mail).body,
        browser.get(&mail.replace("/thu/", "/can-kiem-tra/")).body,
        browser.get(&format!("{mail}/tep/0/chu")).body,
    ];
    for page in &pages {
        assert!(!page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("<b>anh"), "{page}");
        assert!(!page.contains("javascript:") && !page.contains("theo-doi.example/a.gif\""), "{page}");
    }
    assert!(pages[1].contains("&lt;script&gt;alert(1)&lt;/script&gt;"), "shown as text: {}", pages[1]);
    let svg = browser.get(&format!("{mail}/tep/0?xem=1"));
    assert!(svg.status == 422 || svg.headers["content-type"] == "application/octet-stream", "{:?}", svg.headers);
}

#[test]
fn of_a_mail_with_a_secrecy_mark_nothing_is_shown_and_nothing_handed_out() {
    let site = Site::changed(|place| receive(place, SECRET, "mat@la.example"));
    let mut browser = site.logged_in(CLERK);
    let list = browser.get("/can-kiem-tra").body;
    let mail = address(&list, "mat@la.example");
    for path in [mail.clone(), mail.replace("/thu/", "/can-kiem-tra/")] {
        let page = browser.get(&path).body;
        assert!(page.contains("Thư có dấu độ mật") && !page.contains("Lời riêng của thư"), "{page}");
        assert!(!page.contains("van-ban.txt"), "not even the names of its files: {page}");
        assert!(!page.contains("Đúng: "), "nothing is one press away: {page}");
    }
    for path in ["/tep/0", "/tep/0?xem=1", "/tep/0/chu", "/tep/0/trong/0"] {
        assert_eq!(browser.get(&format!("{mail}{path}")).status, 422, "{path}");
    }
    let journal = browser.get("/nhat-ky?viec=xem").body;
    assert_eq!(journal.matches("muốn mở tệp có dấu mật, không được").count(), 4, "who asked is known: {journal}");
    assert!(!journal.contains("van-ban.txt"), "{journal}");
}

/// Script wherever a sender can write: subject, name, file name, HTML, SVG.
const HOSTILE: &str = "From: \"<img src=x onerror=alert(2)>\" <x@la.example>\r\n\
    Subject: <script>alert(1)</script> =?UTF-8?B?QsOhbyBjw6FvIDYgdGjDoW5nIMSR4bqndSBuxINt?= 2020\r\n\
    Message-ID: <doc@la.example>\r\nTo: khoagiao@btgtu.vanson.example\r\nDate: Tue, 23 Jun 2020 07:59:00 +0700\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
    Content-Type: text/html; charset=utf-8\r\n\r\n<p>Gửi báo cáo 6 tháng đầu năm 2020</p><script>alert(3)</script>\
    <img src=\"https://theo-doi.example/a.gif\"><a href=\"javascript:alert(4)\">xem</a>\r\n--b\r\n\
    Content-Type: image/svg+xml\r\nContent-Disposition: attachment; filename=\"<b>anh.svg\"\r\n\r\n\
    <svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(5)</script></svg>\r\n--b--\r\n";

/// A mail that says of itself that it is secret.
const SECRET: &str = "From: \"Lan\" <mat@la.example>\r\nSubject: =?UTF-8?B?QsOhbyBjw6FvIChN4bqsVCk=?=\r\n\
    Message-ID: <mat@la.example>\r\nTo: khoagiao@btgtu.vanson.example\r\nDate: Tue, 23 Jun 2020 07:59:00 +0700\r\n\
    MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
    Content-Type: text/plain; charset=utf-8\r\n\r\nLời riêng của thư. Độ mật: MẬT\r\n--b\r\n\
    Content-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename=\"van-ban.txt\"\r\n\r\n\
    MẬT\r\nSố: 12-BC/TU\r\n--b--\r\n";

/// The program takes this mail in; its sender is found in the list of what waits then.
pub fn receive(place: &Path, mail: &str, sender: &str) {
    let came = format!("Received: from a by mx.btgtu.vanson.example; Tue, 23 Jun 2020 08:00:00 +0700\r\n{mail}");
    fs::write(place.join("thu-den/new/1592874000.la.mx"), came).unwrap();
    let mut daemon = program();
    let mut daemon =
        daemon.arg("--config").arg(place).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let waits = || {
        let done = program().arg("--config").arg(place).args(["review", "list"]).output().unwrap();
        String::from_utf8_lossy(&done.stdout).contains(sender)
    };
    let taken = (0..600).any(|_| waits());
    Command::new("kill").args(["-TERM", &daemon.id().to_string()]).status().unwrap();
    daemon.wait().unwrap();
    assert!(taken, "the mail was never put before a person");
}
