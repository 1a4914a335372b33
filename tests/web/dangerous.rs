//! Files that nobody should open: they wait with their mail, and go nowhere from there.

use std::io::Cursor;

use rusqlite::Connection;
use zip::ZipArchive;

use super::post::{Mail, WORD, report, take_in};
use super::{CLERK, Site, between};

/// A unit of the office.
const KNOWN: &str = "hoikhuyenhoc@hoidoan.vanson.example";
/// The program that pretends to be its report.
const PROGRAM: &str = "BC 6 thang.exe";

/// The office after a mail with a report and such a program came; the page on which that is settled.
fn office() -> (Site, String) {
    let word = report("HỘI KHUYẾN HỌC TỈNH", "HKH", "công tác khuyến học 6 tháng đầu năm 2020", "Kết quả như sau.");
    let mail = Mail {
        name: "Hội Khuyến học tỉnh",
        from: KNOWN,
        subject: "Báo cáo 6 tháng đầu năm 2020 của Hội Khuyến học tỉnh",
        body: ("text/plain", "Hội Khuyến học tỉnh gửi báo cáo 6 tháng đầu năm 2020."),
        files: vec![("bao cao.docx", WORD, word), (PROGRAM, "application/octet-stream", b"MZ\x90\0program".to_vec())],
    };
    let site = Site::changed(|place| take_in(place, &[mail]));
    let list = site.run(&["review", "list", "--json"]);
    let line = list.lines().find(|line| line.contains(KNOWN)).unwrap_or_else(|| panic!("{list}")).to_owned();
    let mail: serde_json::Value = serde_json::from_str(&line).unwrap();
    (site, format!("/can-kiem-tra/{}", mail["mail"]))
}

/// The names of the files of the newest line.
fn entered(site: &Site) -> Vec<String> {
    let log: serde_json::Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let line = log.as_array().unwrap().last().unwrap().clone();
    line["files"].as_array().unwrap().iter().map(|file| file["name"].as_str().unwrap().to_owned()).collect()
}

#[test]
fn what_nobody_may_open_is_not_ticked_and_enters_nothing() {
    let (site, mail) = office();
    let mut browser = site.logged_in(CLERK);
    let page = browser.get(&mail).body;
    let ticks = page.split("name=\"tep-0\"").skip(1).map(|tick| tick.split("</label>").next().unwrap());
    let ticks: Vec<&str> = ticks.collect();
    let program = ticks.iter().find(|tick| tick.contains(PROGRAM)).unwrap_or_else(|| panic!("{page}"));
    assert!(program.contains("disabled") && !program.contains("checked"), "{program}");
    assert!(ticks.iter().any(|tick| tick.contains("bao cao.docx") && tick.contains("checked")), "{ticks:?}");
    let state = between(&page, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let fields = [
        ("viec", "vao-so"),
        ("luot", state.as_str()),
        ("so-dong", "1"),
        ("don-vi-0", "hoi-khuyen-hoc"),
        ("bao-cao-0", "6-thang 2020-H1"),
        ("tep-0", "0"),
        ("tep-0", "1"),
    ];
    let refused = browser.post(&mail, &fields).body;
    assert!(refused.contains("nguy hiểm, không vào sổ"), "{refused}");
    browser.submit(&mail, &fields[..6]);
    assert_eq!(entered(&site), ["bao cao.docx"]);
}

#[test]
fn whoever_names_no_files_enters_all_but_those() {
    let (site, mail) = office();
    let number = mail.rsplit('/').next().unwrap();
    let entry = ["--unit", "hoi-khuyen-hoc", "--report", "6-thang", "--period", "2020-H1", "--why", "đã gọi hỏi"];
    site.run(&[&["review", "assign", number], entry.as_slice()].concat());
    assert_eq!(entered(&site), ["bao cao.docx"]);
}

#[test]
fn a_dossier_leaves_out_what_was_entered_before_that_was_refused_and_says_so() {
    let (site, mail) = office();
    let number = mail.rsplit('/').next().unwrap();
    let entry = ["--unit", "hoi-khuyen-hoc", "--report", "6-thang", "--period", "2020-H1", "--why", "đã gọi hỏi"];
    site.run(&[&["review", "assign", number], entry.as_slice()].concat());
    let ledger = Connection::open(site.place().join("du-lieu/so.db")).unwrap();
    let older = "INSERT INTO receipt_file (receipt, idx, attachment, name, media_type, size, sha256) SELECT \
                 max(receipt.id), 1, 1, attachment.name, media_type, size, attachment.sha256 FROM receipt, attachment \
                 WHERE attachment.mail = ?1 AND attachment.idx = 1";
    ledger.execute(older, [number]).unwrap();
    assert!(entered(&site).contains(&PROGRAM.to_owned()));
    let dossier = site.logged_in(CLERK).get("/mang-ve/ho-so.zip?ky=2020-H1").bytes;
    let mut zip = ZipArchive::new(Cursor::new(dossier)).unwrap();
    let names: Vec<String> = zip.file_names().map(|name| name.unwrap().into_owned()).collect();
    assert!(names.iter().any(|name| name.ends_with("bao cao.docx")), "{names:?}");
    assert!(!names.iter().any(|name| name.ends_with(".exe")), "{names:?}");
    let mut index = String::new();
    std::io::Read::read_to_string(&mut zip.by_name("muc-luc.csv").unwrap(), &mut index).unwrap();
    assert!(index.contains(PROGRAM) && index.contains("nguy hiểm"), "{index}");
}
