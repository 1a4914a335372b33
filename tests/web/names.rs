//! Names that senders give their files: how they read, and what opens them, is what people see.

use std::io::Cursor;

use zip::ZipArchive;

use super::post::{Mail, WORD, report, take_in};
use super::{CLERK, Site};

const KNOWN: &str = "hoikhuyenhoc@hoidoan.vanson.example";
/// Reads as `BC thang 6 exe.docx` where the sign is obeyed.
const TURNED: &str = "BC thang 6 \u{202e}xcod.exe";

fn office() -> (Site, String) {
    let word = report("HỘI KHUYẾN HỌC TỈNH", "HKH", "công tác khuyến học 6 tháng đầu năm 2020", "Kết quả như sau.");
    let long: &'static str = Box::leak(format!("{}.docx", "A".repeat(400)).into_boxed_str());
    let mail = Mail {
        name: "Hội \u{202e}Khuyến học",
        from: KNOWN,
        subject: "Báo cáo 6 tháng đầu năm 2020 \u{202e}của Hội Khuyến học tỉnh",
        body: ("text/plain", "Hội Khuyến học tỉnh gửi \u{202e}báo cáo 6 tháng đầu năm 2020."),
        files: vec![(long, WORD, word), (TURNED, "application/octet-stream", b"MZ\x90\0program".to_vec())],
    };
    let site = Site::changed(|place| take_in(place, &[mail]));
    let list = site.logged_in(CLERK).get("/can-kiem-tra").body;
    let mail = super::letter::address(&list, KNOWN).replace("/thu/", "/can-kiem-tra/");
    (site, mail)
}

#[test]
fn no_page_holds_a_sign_that_turns_what_follows_and_a_long_name_keeps_its_ending() {
    let (site, mail) = office();
    let mut browser = site.logged_in(CLERK);
    let list = browser.get("/can-kiem-tra").body;
    assert!(list.contains("Nhận 08:00, 26/6/2020 · chờ 4 ngày"), "it waits since it came: {list}");
    let state = super::between(&browser.get(&mail).body, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let thu = mail.replace("/can-kiem-tra/", "/thu/");
    let mut pages = vec![list, browser.page.clone(), browser.get(&thu).body];
    let fields = [
        ("viec", "vao-so"),
        ("luot", state.as_str()),
        ("so-dong", "1"),
        ("don-vi-0", "hoi-khuyen-hoc"),
        ("bao-cao-0", "6-thang 2020-H1"),
        ("tep-0", "0"),
    ];
    browser.submit(&mail, &fields);
    let register = browser.get("/so").body;
    let line = super::between(&register, "rowheader\"><a href=\"", "\"").unwrap().to_owned();
    pages.extend([register, browser.get(&line).body, browser.get(&thu).body]);
    for page in &pages {
        assert!(!page.contains('\u{202e}'), "{page}");
    }
    assert!(pages[1].contains("…AAAAAAAA.docx"), "{}", pages[1]);
    let saved = browser.get(&format!("{thu}/tep/0")).headers["content-disposition"].clone();
    assert!(saved.ends_with(".docx"), "{saved}");
    let dossier = browser.get("/mang-ve/ho-so.zip?ky=2020-H1").bytes;
    let zip = ZipArchive::new(Cursor::new(dossier)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|name| name.contains("AAAA") && name.ends_with(".docx")), "{names:?}");
}
