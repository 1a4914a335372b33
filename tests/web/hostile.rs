//! An office to which somebody sends script, markup and formulas wherever a sender can write: nothing of it runs.

use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use calamine::{Data, Reader as _, Xlsx};
use serde_json::Value;

use super::chromium::Seat;
use super::figures::workbook;
use super::morning::at;
use super::pages::walk;
use super::post::{EXCEL, Mail, WORD, report, take_in};
use super::units::with_incidents;
use super::{CLERK, Site, between};

/// Nobody knows this sender.
const STRANGER: &str = "ke.xau@la.example";
/// A unit of the office, whose clerk has been robbed of the password.
const KNOWN: &str = "hoikhuyenhoc@hoidoan.vanson.example";
/// Whatever runs leaves a mark in the page.
const SCRIPT: &str = "<script>window.bichiem=1;document.title='BI CHIEM';alert(1)</script>";
/// The same for places where markup ends before it.
const BROKEN_OUT: &str = "\"'><img src=x onerror=\"window.bichiem=1;alert(2)\"><svg onload=alert(3)>";
/// What a template would compute, and what a spreadsheet would.
const FORMULA: &str = "=HYPERLINK(\"http://la.example\",{{ 7*191 }})";

/// The office after those mails, with all that can be filled in filled in with the like.
pub fn office() -> Site {
    let site = Site::changed(|place| {
        let plan = place.join("plans/giao-ban-6-thang-2020.toml");
        let text = fs::read_to_string(&plan).unwrap();
        let formed = text.replacen("period = \"once\"", "figures_form = \"bieu.xlsx\"\nperiod = \"once\"", 1);
        fs::write(&plan, formed).unwrap();
        with_incidents(place);
        fs::write(place.join("plans/bieu.xlsx"), workbook([None; 3])).unwrap();
        take_in(place, &mails());
        let run = |arguments: &[&str]| {
            let done = super::program().arg("--config").arg(place).args(arguments).output().unwrap();
            assert!(done.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&done.stderr));
        };
        let open = |sender: &str| waiting(place, sender);
        if let Some(mail) = open(KNOWN) {
            let entry = ["--unit", "hoi-khuyen-hoc", "--report", "6-thang", "--period", "2020-H1", "--why", SCRIPT];
            run(&[&["review", "assign", &mail.to_string()], entry.as_slice()].concat());
        }
        let paper = ["--unit", "bhxh", "--report", "6-thang", "--period", "2020-H1", "--received", "2020-06-20 08:00"];
        let said = ["--number", FORMULA, "--why", SCRIPT, "--by", BROKEN_OUT];
        run(&[&["record"], paper.as_slice(), said.as_slice()].concat());
        run(&["withdraw", "1/2020", "--why", BROKEN_OUT, "--by", FORMULA]);
        let told = ["--phone", "--received", "2020-06-29 08:00", "--by", BROKEN_OUT];
        run(&[&["case", "open", "--unit", "so-y-te", "--title", SCRIPT], told.as_slice()].concat());
        run(&["case", "note", "1", "--by", FORMULA, BROKEN_OUT]);
    });
    let mut browser = site.logged_in(CLERK);
    for unit in ["hoi-khuyen-hoc", "bhxh"] {
        let page = format!("/don-vi/{unit}");
        browser.get(&page);
        browser.submit(&page, &[("ly-do", &format!("{SCRIPT} {BROKEN_OUT}"))]);
    }
    site
}

/// The mail of this sender that waits.
fn waiting(place: &Path, sender: &str) -> Option<i64> {
    let done = super::program().arg("--config").arg(place).args(["review", "list", "--json"]).output().unwrap();
    let list = String::from_utf8(done.stdout).unwrap();
    let lines: Vec<Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.iter().find(|line| line["from"] == sender).and_then(|line| line["mail"].as_i64())
}

/// The mails.
fn mails() -> Vec<Mail<'static>> {
    let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"alert(4)\"><script>alert(5)</script></svg>";
    let page = format!("<!doctype html><title>x</title>{SCRIPT}");
    let html = "<style>*{display:none}</style><p>Gửi báo cáo 6 tháng đầu năm 2020</p>\
                <script>window.bichiem=1;alert(6)</script><img src=\"https://theo-doi.example/a.gif\" onerror=\"alert(7)\">\
                <a href=\"javascript:alert(8)\">xem</a><iframe src=\"https://la.example\"></iframe>\
                <form action=\"/can-kiem-tra/2\"><button>Bấm</button></form><base href=\"https://la.example/\">\
                <meta http-equiv=\"refresh\" content=\"0;url=https://la.example\">";
    let word = |text: &str| {
        report("HỘI KHUYẾN HỌC TỈNH", "HKH", "công tác khuyến học 6 tháng đầu năm 2020", &format!("{SCRIPT} {text}"))
    };
    let figures = workbook([Some("12"), Some("=HYPERLINK(\"http://la.example\")<script>alert(9)</script>"), Some("3")]);
    vec![
        Mail {
            name: BROKEN_OUT,
            from: STRANGER,
            subject: "<script>alert(1)</script>\"'> {{ 7*191 }} Báo cáo 6 tháng đầu năm 2020",
            body: ("text/html", html),
            files: vec![
                ("\"><script>alert(1)</script>{{ 7*191 }}.docx", WORD, word(BROKEN_OUT)),
                ("anh<img src=x onerror=alert(1)>.svg", "image/svg+xml", svg.as_bytes().to_vec()),
                ("trang.html", "text/html", page.clone().into_bytes()),
                ("anh.png", "image/png", page.into_bytes()),
            ],
        },
        Mail {
            name: "=cmd|' /C calc'!A0",
            from: KNOWN,
            subject: "Báo cáo 6 tháng đầu năm 2020 của Hội Khuyến học tỉnh",
            body: ("text/plain", "Hội Khuyến học tỉnh gửi báo cáo 6 tháng đầu năm 2020."),
            files: vec![
                ("=HYPERLINK(\"http://la.example\")<img src=x onerror=alert(1)>.docx", WORD, word(FORMULA)),
                ("bieu so lieu.xlsx", EXCEL, figures),
            ],
        },
    ]
}

/// What the addresses of `pages` stand for in this office.
pub fn named(site: &Site) -> Vec<(&'static str, String)> {
    let log: Value = serde_json::from_str(&site.run(&["log", "--json"])).unwrap();
    let lines = log.as_array().unwrap();
    let line = lines.iter().find(|line| line["sender"] == KNOWN).expect("the known sender's report is in the register");
    let mut browser = site.logged_in(CLERK);
    let letters = browser.get("/thu-di?dv=hoi-khuyen-hoc").body;
    let letter = between(&letters, "<th scope=\"row\"><a href=\"/thu-di/", "\"").expect("the sender was written to");
    vec![
        ("waits", waiting(&site.place(), STRANGER).expect("the stranger's mail waits").to_string()),
        ("entered", line["mail"].to_string()),
        ("number", format!("{}/{}", line["year"], line["number"])),
        ("unit", "hoi-khuyen-hoc".to_owned()),
        ("letter", letter.to_owned()),
    ]
}

#[test]
fn what_strangers_write_runs_on_no_page() {
    let site = office();
    let named = named(&site);
    let browser = at(&site, Seat::DESK, CLERK);
    let mut seen = 0;
    walk(&browser, &site.base, &named, |address| {
        let grave = browser.value(
            "[...document.querySelectorAll('*')].filter((one) => (one.localName === 'script' && \
             !one.getAttribute('src')?.startsWith('/tep/')) || (one.localName === 'iframe' && (!one.sandbox.length && \
             !one.hasAttribute('sandbox') || one.sandbox.contains('allow-scripts'))) || ['base', 'object', 'embed']\
             .includes(one.localName) || [...one.attributes].some((said) => said.name.startsWith('on') || \
             said.name === 'style' || /^\\s*(javascript|data:text)/i.test(said.value))).map((one) => one.outerHTML)",
        );
        assert_eq!(grave, serde_json::json!([]), "{address}");
        let ran = "[window.bichiem ?? null, document.title === 'BI CHIEM', \
                   performance.getEntriesByType('resource').filter((one) => !one.name.startsWith(location.origin)).length]";
        assert_eq!(browser.value(ran), serde_json::json!([null, false, 0]), "{address}");
        assert_eq!(browser.complaints(), Vec::<String>::new(), "{address}");
        let words = browser.text("body");
        assert!(!words.contains("1337"), "{address}: a template computed what a stranger wrote: {words}");
        seen += usize::from(words.contains("alert("));
    });
    assert!(seen >= 14, "what was written is to be read on the pages as text: on {seen}");
}

#[test]
fn what_strangers_write_is_text_in_everything_that_is_taken_away() {
    let site = office();
    let named = named(&site);
    let mut browser = site.logged_in(CLERK);

    // Files of a mail leave as files, never as something that the browser would open as a page of ours.
    for (mail, files) in [("waits", 4), ("entered", 2)] {
        let mail = &named.iter().find(|(name, _)| *name == mail).unwrap().1;
        for place in 0..files {
            let answer = browser.get(&format!("/thu/{mail}/tep/{place}?xem=1"));
            // What may run somewhere is not even shown.
            if answer.status == 422 {
                continue;
            }
            let kind = &answer.headers["content-type"];
            assert!(!kind.contains("html") && !kind.contains("svg"), "{mail} {place}: {kind}");
            let policy = &answer.headers["content-security-policy"];
            assert!(policy.starts_with("sandbox") && policy.contains("default-src 'none'"), "{mail} {place}: {policy}");
            let name = answer.headers.get("content-disposition").cloned().unwrap_or_default();
            assert!(!name.contains(['<', '>', '\r', '\n']), "{name}");
        }
    }

    // Workbooks: what begins like a formula is text, and no formula is there but our own sums.
    for (path, ours) in
        [("/so.xlsx", &[][..]), ("/so-lieu.xlsx?ky=2020-H1", &["SUM(", "COUNT("]), ("muc-luc.xlsx", &["HYPERLINK("])]
    {
        let bytes = match path {
            "muc-luc.xlsx" => packed(&browser.bytes("/mang-ve/ho-so.zip?ky=2020-H1"), path),
            path => browser.bytes(path),
        };
        let mut book = Xlsx::new(Cursor::new(bytes)).unwrap();
        let mut traps = 0;
        for sheet in book.sheet_names() {
            let formulas = book.worksheet_formula(&sheet).unwrap();
            for (.., formula) in formulas.used_cells() {
                assert!(
                    ours.iter().any(|ours| formula.starts_with(ours)) && !formula.contains("la.example"),
                    "{formula}"
                );
            }
            let cells = book.worksheet_range(&sheet).unwrap();
            let hit = |cell: &Data| matches!(cell, Data::String(text) if text.contains("HYPERLINK"));
            traps += cells.used_cells().filter(|(.., cell)| hit(cell)).count();
        }
        assert!(traps > 0, "{path}: what was written stands there as text");
    }
    let index = String::from_utf8(packed(&browser.bytes("/mang-ve/ho-so.zip?ky=2020-H1"), "muc-luc.csv")).unwrap();
    for text in [browser.get("/so.csv").body, index] {
        let mut reader = csv::Reader::from_reader(text.as_bytes());
        let mut traps = 0;
        for record in reader.records() {
            for cell in &record.unwrap() {
                assert!(!cell.starts_with(['=', '+', '-', '@', '\t', '\r']), "{cell}");
                traps += usize::from(cell.contains("HYPERLINK"));
            }
        }
        assert!(traps > 0, "what was written stands there as text: {text}");
    }

    // The names in the dossier stay inside its folders, and the Word file holds words.
    let zip = browser.bytes("/mang-ve/ho-so.zip?ky=2020-H1");
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    for at in 0..zip.len() {
        let name = zip.by_index(at).unwrap().name().unwrap().into_owned();
        assert!(!name.contains(['<', '>', '"', '|', '\\', ':', '*', '?']) && !name.contains(".."), "{name}");
    }
    let document = packed(&browser.bytes("/mang-ve/toan-van.docx?ky=2020-H1"), "word/document.xml");
    let document = String::from_utf8(document).unwrap();
    assert!(document.contains("&lt;script&gt;window.bichiem") && !document.contains("<script"), "{document}");
}

/// One file of a zip.
fn packed(zip: &[u8], name: &str) -> Vec<u8> {
    let mut zip = zip::ZipArchive::new(Cursor::new(zip)).unwrap();
    let mut content = Vec::new();
    zip.by_name(name).unwrap().read_to_end(&mut content).unwrap();
    content
}
