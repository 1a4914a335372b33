//! What the officer takes away of a period.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::{Path, PathBuf};

use serde_json::Value;
use tiepnhan::message::Sha256;
use zip::ZipArchive;

use super::{CLERK, LEADER, Site};

const DOSSIER: &str = "/mang-ve/ho-so.zip?ky=2020-H1";

/// The files of a dossier with their bytes.
fn unpacked(bytes: &[u8]) -> BTreeMap<String, Vec<u8>> {
    let mut zip = ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = BTreeMap::new();
    for at in 0..zip.len() {
        let mut file = zip.by_index(at).unwrap();
        let mut content = Vec::new();
        file.read_to_end(&mut content).unwrap();
        let name = file.name().unwrap().into_owned();
        assert!(files.insert(name.clone(), content).is_none(), "{name} stands twice");
    }
    files
}

/// The hashes of the files of all lines that count, of a period.
fn accepted(site: &Site, period: &str) -> BTreeSet<String> {
    let log: Value = serde_json::from_str(&site.run(&["log", "--json", "--period", period])).unwrap();
    let lines = log.as_array().unwrap().iter();
    let counts = lines.filter(|line| line["stands"] == true && line["relation"] != "duplicate");
    let files = counts.flat_map(|line| line["files"].as_array().unwrap().clone());
    files.map(|file| file["sha256"].as_str().unwrap().to_owned()).collect()
}

fn below(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(below(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn the_dossier_holds_every_accepted_file_as_it_came_and_an_index_of_all_units() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let page = leader.get("/mang-ve?ky=2020-H1").body;
    assert!(page.contains("href=\"/mang-ve/ho-so.zip?ky=2020-H1\""), "{page}");
    let answer = leader.get(DOSSIER);
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"ho-so-2020-H1.zip\"");
    assert_eq!(answer.headers["content-length"], answer.bytes.len().to_string());
    let mut files = unpacked(&answer.bytes);
    let index = String::from_utf8(files.remove("muc-luc.csv").unwrap()).unwrap();
    assert!(files.remove("muc-luc.xlsx").is_some());
    let packed: BTreeSet<String> = files.values().map(|bytes| Sha256::of(bytes).as_str().to_owned()).collect();
    let accepted = accepted(&site, "2020-H1");
    assert!(!packed.is_empty() && packed.is_subset(&accepted), "{:?}", files.keys());
    for path in files.keys() {
        assert!(index.contains(path.as_str()), "{path}: {index}");
    }
    let board: Value = serde_json::from_str(&site.run(&["board", "--json", "--period", "2020-H1"])).unwrap();
    let text = index.to_lowercase();
    for row in board["rows"].as_array().or(board.as_array()).unwrap() {
        let unit = row["unit_name"].as_str().unwrap().to_lowercase();
        assert!(text.contains(&unit), "{unit} is in the index: {index}");
    }
    assert!(index.contains("quá hạn"), "{index}");
}

#[test]
fn the_same_dossier_is_the_same_file() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    let first = clerk.get(DOSSIER).bytes;
    assert!(first == clerk.get(DOSSIER).bytes && first.len() > 1000);
}

#[test]
fn what_is_lost_on_the_shelf_comes_from_the_mail_and_what_is_lost_altogether_is_named() {
    let site = Site::open();
    let data = site.place().join("du-lieu");
    let shelf = below(&data.join("bao-cao"));
    for file in &shelf {
        fs::remove_file(file).unwrap();
    }
    let target = site.place().join("a.zip");
    let said = site.run(&["bundle", "--period", "2020-H1", "--to", target.to_str().unwrap()]);
    let whole = unpacked(&fs::read(&target).unwrap());
    assert!(said.contains("tệp") && !said.contains("Không đưa vào được"), "{said}");
    assert!(whole.len() > 2, "{:?}", whole.keys());
    for mail in below(&data.join("thu")) {
        fs::remove_file(mail).unwrap();
    }
    let target = site.place().join("b.zip");
    let said = site.run(&["bundle", "--period", "2020-H1", "--to", target.to_str().unwrap()]);
    let rest = unpacked(&fs::read(&target).unwrap());
    assert_eq!(rest.keys().collect::<Vec<_>>(), ["muc-luc.csv", "muc-luc.xlsx"]);
    let index = String::from_utf8(rest["muc-luc.csv"].clone()).unwrap();
    for path in whole.keys().filter(|path| path.contains('/')) {
        assert!(said.contains(path.as_str()) && index.contains(path.as_str()), "{path}: {said}");
    }
    assert_eq!(index.matches("KHÔNG CÓ TRONG HỒ SƠ").count(), whole.len() - 2, "{index}");
}

#[test]
fn a_part_of_the_dossier_by_group_and_a_file_that_is_there_is_not_written_over() {
    let site = Site::open();
    let target = site.place().join("mot-phan.zip");
    let to = target.to_str().unwrap();
    site.run(&["bundle", "--period", "2020-H1", "--group", "so-nganh", "--to", to]);
    let files = unpacked(&fs::read(&target).unwrap());
    let folders: BTreeSet<&str> =
        files.keys().filter_map(|path| path.split_once('/')).map(|(folder, _)| folder).collect();
    assert_eq!(folders.len(), 1, "{folders:?}");
    let mut again = super::program();
    again.arg("--config").arg(site.place()).args(["bundle", "--period", "2020-H1", "--to", to]);
    let again = again.output().unwrap();
    assert_eq!(again.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&again.stderr).contains("tệp đã có"));
}

#[test]
fn the_page_shows_what_is_there_and_who_is_missing() {
    let site = Site::open();
    let mut clerk = site.logged_in(CLERK);
    let page = clerk.get("/mang-ve").body;
    for words in ["6 tháng đầu năm 2020", "Sở Y tế", "Chưa có tệp", "quá hạn", "Tải hồ sơ (.zip)"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(clerk.get("/mang-ve?ky=2020-H7").status, 404);
    assert_eq!(clerk.get("/mang-ve?ky=2020-H1&nhom=khong-co").status, 422);
    assert_eq!(clerk.get("/mang-ve/ho-so.zip").status, 404);
    assert_eq!(site.browser().get(DOSSIER).status, 303, "strangers log in first");
}

#[test]
fn a_name_with_markup_is_shown_as_it_is_written() {
    let site = Site::changed(|place| {
        for plan in below(&place.join("plans")) {
            let text = fs::read_to_string(&plan).unwrap_or_default();
            if plan.extension().is_some_and(|ending| ending == "toml") {
                let marked = text.replace("name = \"Báo cáo", "name = \"<script>alert(1)</script> Báo cáo");
                fs::write(&plan, marked).unwrap();
            }
        }
    });
    let page = site.logged_in(CLERK).get("/mang-ve").body;
    assert!(page.contains("&lt;script&gt;alert(1)") && !page.contains("<script>alert"), "{page}");
}

#[test]
fn the_texts_of_a_period_stand_in_one_word_file_in_the_order_of_the_roster() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let page = leader.get("/mang-ve?ky=2020-H1").body;
    assert!(page.contains("href=\"/mang-ve/toan-van.docx?ky=2020-H1\""), "{page}");
    let answer = leader.get("/mang-ve/toan-van.docx?ky=2020-H1");
    assert_eq!(answer.status, 200, "{}", answer.body);
    assert_eq!(answer.headers["content-disposition"], "attachment; filename=\"toan-van-2020-H1.docx\"");
    assert!(answer.headers["content-type"].ends_with("wordprocessingml.document"), "{:?}", answer.headers);
    let document = String::from_utf8(unpacked(&answer.bytes)["word/document.xml"].clone()).unwrap();
    let text: String = document.split('<').filter_map(|piece| Some(piece.split_once('>')?.1)).collect();
    let board: Value = serde_json::from_str(&site.run(&["board", "--json", "--period", "2020-H1"])).unwrap();
    let mut last = 0;
    let mut units = 0;
    for row in board.as_array().unwrap().iter().filter(|row| row["report"] == "6-thang" && !row["number"].is_null()) {
        let unit = row["unit_name"].as_str().unwrap();
        let at = text[last..].find(unit).unwrap_or_else(|| panic!("{unit} is missing, or not in its place: {text}"));
        last += at;
        units += 1;
    }
    assert!(units > 10, "{units}");
    // A sentence of a report that came as a Word file.
    assert!(text.contains("412/BC-SKHCN"), "{text}");
}

#[test]
fn the_journal_says_who_took_what_away() {
    let site = Site::open();
    let mut leader = site.logged_in(LEADER);
    let mut clerk = site.logged_in(CLERK);
    let taken = [
        (&mut leader, "/mang-ve/ho-so.zip?ky=2020-H1", "ho-so-2020-H1.zip"),
        (&mut clerk, "/mang-ve/toan-van.docx?ky=2020-H1&nhom=so-nganh", "toan-van-2020-H1-so-nganh.docx"),
    ];
    for (browser, path, name) in taken {
        assert_eq!(browser.get(path).status, 200, "{path}");
        assert!(browser.get("/nhat-ky?ai=nguoi").body.contains(name), "{name}: {}", browser.page);
    }
    for path in ["/so.xlsx", "/so.csv"] {
        assert_eq!(clerk.get(path).status, 200, "{path}");
    }
    let page = clerk.get("/nhat-ky?ai=nguoi").body;
    for words in [LEADER.1, CLERK.1, "mang về", "6 tháng đầu năm 2020", "sổ tiếp nhận", "so-tiep-nhan-2020-06-30.xlsx"]
    {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert_eq!(page.matches("so-tiep-nhan-2020-06-30").count(), 2, "{page}");
    assert_eq!(clerk.get("/mang-ve/ho-so.zip?ky=2020-H9").status, 404);
    assert!(!clerk.get("/nhat-ky?ai=nguoi").body.contains("2020-H9"), "what was not given is not noted");
}
