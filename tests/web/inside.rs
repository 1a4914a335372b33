//! Files inside a file: each is saved for itself, as harmlessly as the one that it came in.

use std::io::{Cursor, Write};

use base64::Engine as _;
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use super::letter::{address, receive};
use super::{CLERK, Site, between};

/// An archive with a report, a picture that is none, and a page that would act in a browser.
fn archive() -> Vec<u8> {
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in
        [("Báo cáo 6 tháng.txt", "BÁO CÁO\nKết quả 6 tháng đầu năm 2020"), ("ảnh.png", "<svg onload=alert(1)>")]
    {
        writer.start_file(name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A mail with these files, from somebody who is in no list.
fn mail(files: &[(&str, &[u8])]) -> String {
    let mut mail =
        "From: Lan <nen@la.example>\r\nSubject: Bao cao 6 thang dau nam 2020\r\nMessage-ID: <nen@la.example>\r\n\
        To: khoagiao@btgtu.vanson.example\r\nDate: Tue, 23 Jun 2020 07:59:00 +0700\r\nMIME-Version: 1.0\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n"
            .to_owned();
    for (name, bytes) in files {
        let content = base64::engine::general_purpose::STANDARD.encode(bytes);
        mail.push_str(&format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{content}\r\n"
        ));
    }
    format!("{mail}--b--\r\n")
}

#[test]
fn a_file_inside_an_archive_is_saved_for_itself() {
    let site = Site::changed(|place| receive(place, &mail(&[("BC.zip", &archive())]), "nen@la.example"));
    let mut browser = site.logged_in(CLERK);
    let mail = address(&browser.get("/can-kiem-tra").body, "nen@la.example");
    let page = browser.get(&format!("{mail}/tep/0/chu")).body;
    let first = format!("{mail}/tep/0/trong/0");
    assert!(page.contains(&first) && page.contains("Báo cáo 6 tháng.txt"), "{page}");
    let file = browser.get(&first);
    assert_eq!(file.body, "BÁO CÁO\nKết quả 6 tháng đầu năm 2020");
    assert!(file.headers["content-disposition"].contains("B%C3%A1o%20c%C3%A1o"), "{:?}", file.headers);
    // What was taken is named where it was taken from.
    let journal = browser.get(&mail).body;
    assert!(journal.contains("BC.zip › Báo cáo 6 tháng.txt"), "{journal}");
    // Called a picture, and none by its bytes.
    let picture = browser.get(&format!("{mail}/tep/0/trong/1?xem=1"));
    assert_eq!(picture.headers["content-type"], "application/octet-stream");
    assert!(picture.headers["content-disposition"].starts_with("attachment"), "{:?}", picture.headers);
    for path in ["/tep/0/trong/2", "/tep/7/trong/0", "/tep/0/trong/x"] {
        assert!([400, 404].contains(&browser.get(&format!("{mail}{path}")).status), "{path}");
    }
}

#[test]
fn volumes_of_one_mail_show_what_is_in_them_together() {
    let archive = archive();
    let (one, two) = archive.split_at(archive.len() / 2);
    let files = [("BC.zip.001", one), ("BC.zip.002", two)];
    let site = Site::changed(|place| receive(place, &mail(&files), "nen@la.example"));
    let mut browser = site.logged_in(CLERK);
    let mail = address(&browser.get("/can-kiem-tra").body, "nen@la.example");
    let page = browser.get(&format!("{mail}/tep/0/chu")).body;
    assert!(between(&page, "<h2>", "</h2>").is_some_and(|name| name == "Báo cáo 6 tháng.txt"), "{page}");
    assert_eq!(browser.get(&format!("{mail}/tep/0/trong/0")).body, "BÁO CÁO\nKết quả 6 tháng đầu năm 2020");
    let second = browser.get(&format!("{mail}/tep/1/chu")).body;
    assert!(second.contains("đã đọc cùng phần đầu"), "{second}");
}
