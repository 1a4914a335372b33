//! Figures: two units send their workbooks, a person sees one table.

use std::fs;
use std::net::TcpListener;
use std::path::Path;
use std::process::Stdio;
use std::time::{Duration, Instant};

use base64::Engine as _;
use calamine::{Data, Reader as _, Xlsx};
use rust_xlsxwriter::Workbook;
use serde_json::Value;

use super::{CLERK, LEADER, Site, add_user, between, program};

/// The longest that the scene waits for the program to take two mails on a busy machine.
const PATIENCE: Duration = Duration::from_secs(100);
const PAGE: &str = "/so-lieu?ky=2020-H1";

/// The form with these figures; none leaves the place empty.
pub fn workbook(figures: [Option<&str>; 3]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("Biểu 1").unwrap();
    sheet.write_string(0, 0, "BIỂU SỐ LIỆU 6 THÁNG ĐẦU NĂM").unwrap();
    for (column, name) in (0_u16..).zip(["STT", "Chỉ tiêu", "Đơn vị tính", "Số liệu"]) {
        sheet.write_string(2, column, name).unwrap();
    }
    let lines = [("Số cuộc tuyên truyền", "cuộc"), ("Số lượt người dự", "lượt"), ("Số đề tài", "đề tài")];
    for (row, ((label, measure), figure)) in (3_u32..).zip(lines.into_iter().zip(figures)) {
        sheet.write_number(row, 0, row - 2).unwrap();
        sheet.write_string(row, 1, label).unwrap();
        sheet.write_string(row, 2, measure).unwrap();
        // Whoever writes a dot between thousands has Excel write text.
        match figure.map(|figure| (figure, figure.replace('.', "x").parse::<f64>())) {
            Some((_, Ok(number))) => sheet.write_number(row, 3, number).unwrap(),
            Some((text, Err(_))) => sheet.write_string(row, 3, text).unwrap(),
            None => sheet,
        };
    }
    book.save_to_buffer().unwrap()
}

/// A sample mail with a workbook attached to it.
fn mail(sample: &str, name: &str, workbook: &[u8]) -> String {
    let samples = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices/van-son-2020/thu-mau");
    let text = fs::read_to_string(samples.join(sample)).unwrap();
    let boundary = between(&text, "boundary=\"", "\"").unwrap().to_owned();
    let packed = base64::engine::general_purpose::STANDARD.encode(workbook);
    let packed: Vec<&str> = packed.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    let part = format!(
        "--{boundary}\r\nContent-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}\r\n--{boundary}--",
        packed.join("\r\n")
    );
    text.replacen(&format!("--{boundary}--"), &part, 1)
}

/// An office whose plan gives a form, after two units have sent it back.
fn office() -> Site {
    let health = workbook([Some("12"), Some("=HYPERLINK(\"http://x.example\")<script>"), Some("3")]);
    let science = workbook([Some("1.008"), None, Some("4")]);
    office_with(&[
        ("1.syt", mail("07-syt-dung-han.eml", "bieu so lieu.xlsx", &health)),
        ("2.skhcn", mail("03-skhcn-som.eml", "bieu.xlsx", &science)),
    ])
}

/// An office whose plan gives a form, after these mails were entered.
fn office_with(mails: &[(&str, String)]) -> Site {
    office_after(mails, mails.len())
}

/// The same after so many of the mails were entered; the others wait for a person.
fn office_after(mails: &[(&str, String)], entered: usize) -> Site {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("van-son");
    let done = program().arg("init").arg(&place).args(["--sample", "van-son-2020"]).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let settings = place.join("tiepnhan.toml");
    let text = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{text}\n[web]\nlisten = \"127.0.0.1:{port}\"\n")).unwrap();
    let plan = place.join("plans/giao-ban-6-thang-2020.toml");
    let text = fs::read_to_string(&plan).unwrap();
    fs::write(&plan, text.replacen("period = \"once\"", "figures_form = \"bieu.xlsx\"\nperiod = \"once\"", 1)).unwrap();
    fs::write(place.join("plans/bieu.xlsx"), workbook([None; 3])).unwrap();
    for part in ["new", "cur", "tmp"] {
        fs::create_dir_all(place.join("thu-den").join(part)).unwrap();
    }
    for (name, text) in mails {
        fs::write(place.join("thu-den/new").join(name), text).unwrap();
    }
    take(&place, entered, mails.len().saturating_sub(entered));
    for ((name, full), role) in [(CLERK, "staff"), (LEADER, "leader")] {
        add_user(&place, name, full, role);
    }
    let (server, base) = super::serve(&place);
    Site { folder, server, base }
}

/// Lets the program run until so many mails stand in the register, and so many wait for a person.
fn take(place: &Path, entered: usize, waiting: usize) {
    let mut daemon =
        program().arg("--config").arg(place).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let begin = Instant::now();
    let output = |line: &[&str]| program().arg("--config").arg(place).args(line).output().unwrap().stdout;
    let counted = || {
        let log = serde_json::from_slice::<Value>(&output(&["log", "--json"])).ok();
        let list = String::from_utf8(output(&["review", "list", "--json"])).unwrap();
        (log.and_then(|log| Some(log.as_array()?.len())).unwrap_or(0), list.lines().count())
    };
    let wanted = (entered, waiting);
    while counted() != wanted && begin.elapsed() < PATIENCE {}
    let count = counted();
    daemon.kill().unwrap();
    daemon.wait().unwrap();
    assert_eq!(count, wanted, "in the register, waiting for a person");
}

#[test]
fn what_units_wrote_stands_in_one_table_on_the_page_in_the_workbook_and_on_the_terminal() {
    let site = office();
    let mut leader = site.logged_in(LEADER);
    let page = leader.get(PAGE).body;
    for words in [
        "Số cuộc tuyên truyền",
        "(cuộc)",
        "1.020",
        "không phải số",
        "để trống",
        "&lt;script&gt;",
        "Biểu 1!D4",
        "/tep/1",
    ] {
        assert!(page.contains(words), "{words}: {page}");
    }
    assert!(!page.contains("<script>\""), "{page}");
    assert!(leader.get("/mang-ve?ky=2020-H1").body.contains("href=\"/so-lieu?ky=2020-H1&amp;bc="));

    let bytes = leader.get("/so-lieu.xlsx?ky=2020-H1").bytes;
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Số liệu").unwrap();
    let texts: Vec<String> = range.used_cells().map(|(.., cell)| cell.to_string()).collect();
    assert!(texts.iter().any(|text| text.starts_with("=HYPERLINK")), "{texts:?}");
    assert!(range.used_cells().any(|(.., cell)| *cell == Data::Float(1020.0)), "{texts:?}");
    let formulas = book.worksheet_formula("Số liệu").unwrap();
    assert!(formulas.used_cells().all(|(.., text)| text.starts_with("SUM(") || text.starts_with("COUNT(")));

    let told: Value = serde_json::from_str(&site.run(&["figures", "--period", "2020-H1", "--json"])).unwrap();
    assert_eq!(told["indicators"][0]["sum"], 1020.0);
    assert_eq!(told["indicators"][2]["sum"], 7.0);
}

#[test]
fn figures_that_came_packed_stand_in_the_table_with_their_place_in_the_archive() {
    let health = packed(&[
        ("Bao cao/bieu so lieu.xlsx", workbook([Some("12"), Some("30"), Some("3")])),
        ("doc toi.txt", b"Kem bieu so lieu".to_vec()),
    ]);
    let science = workbook([Some("1"), None, Some("4")]);
    let site = office_with(&[
        ("1.syt", mail("07-syt-dung-han.eml", "phu luc.zip", &health)),
        ("2.skhcn", mail("03-skhcn-som.eml", "bieu.xlsx", &science)),
    ]);
    let page = site.logged_in(LEADER).get(PAGE).body;
    assert!(page.contains("phu luc.zip › bieu so lieu.xlsx"), "{page}");
    let told: Value = serde_json::from_str(&site.run(&["figures", "--period", "2020-H1", "--json"])).unwrap();
    assert_eq!(told["indicators"][0]["sum"], 13.0);
    assert_eq!(told["indicators"][1]["sum"], 30.0);
}

/// The form filled in and locked, as Excel locks it; made by openpyxl and msoffcrypto-tool.
const LOCKED: &[u8] = include_bytes!("../data/files/bieu-so-lieu-khoa.xlsx");

#[test]
fn a_unit_whose_workbook_wants_a_password_has_sent_it_and_the_table_says_so() {
    let science = workbook([Some("1"), None, Some("4")]);
    let mails = [
        ("1.syt", mail("07-syt-dung-han.eml", "bieu so lieu.xlsx", LOCKED)),
        ("2.skhcn", mail("03-skhcn-som.eml", "bieu.xlsx", &science)),
    ];
    let site = office_after(&mails, 1);
    let mut clerk = site.logged_in(CLERK);
    let row = |page: &str| {
        let row = page.split("<tr").find(|row| row.contains(">Sở Y tế<")).unwrap_or_else(|| panic!("{page}"));
        row.split("</tr>").next().unwrap().to_owned()
    };
    let waits = row(&clerk.get(PAGE).body);
    assert!(waits.contains("có thể đã gửi"), "it came, and a person must look at it: {waits}");
    let list = clerk.get("/can-kiem-tra").body;
    let mail = format!("/can-kiem-tra/{}", between(&list, "href=\"/can-kiem-tra/", "\"").unwrap());
    let page = clerk.get(&mail).body;
    let seen = between(&page, "name=\"luot\" value=\"", "\"").unwrap().to_owned();
    let entered = [
        ("viec", "vao-so"),
        ("luot", seen.as_str()),
        ("so-dong", "1"),
        ("don-vi-0", "so-y-te"),
        ("bao-cao-0", "6-thang 2020-H1"),
        ("tep-0", "0"),
        ("tep-0", "1"),
    ];
    clerk.submit(&mail, &entered);
    let row = row(&site.logged_in(LEADER).get(PAGE).body);
    assert!(row.contains("tệp có mật khẩu, chưa đọc được"), "{row}");
    assert!(!row.contains("chưa nộp") && !row.contains("chưa gửi") && !row.contains("không có tệp Excel"), "{row}");
    assert!(row.contains("bieu so lieu.xlsx"), "which file: {row}");
    let told: Value = serde_json::from_str(&site.run(&["figures", "--period", "2020-H1", "--json"])).unwrap();
    assert_eq!(told["indicators"][0]["sum"], 1.0, "the others are summed up");
    let bytes = site.logged_in(LEADER).get("/so-lieu.xlsx?ky=2020-H1").bytes;
    let mut book = Xlsx::new(std::io::Cursor::new(bytes)).unwrap();
    let range = book.worksheet_range("Số liệu").unwrap();
    let texts: Vec<String> = range.used_cells().map(|(.., cell)| cell.to_string()).collect();
    assert!(texts.iter().any(|text| text.contains("tệp có mật khẩu, chưa đọc được")), "{texts:?}");
}

/// A zip of these files.
fn packed(files: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        zip.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        std::io::Write::write_all(&mut zip, bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn an_office_without_forms_is_told_how_to_have_one() {
    let site = Site::open();
    let page = site.logged_in(CLERK).get(PAGE).body;
    assert!(page.contains("figures_form"), "{page}");
}

#[test]
fn a_form_that_asks_for_nothing_is_a_fault_of_the_plan() {
    let folder = tempfile::tempdir().unwrap();
    let place = folder.path().join("van-son");
    assert!(program().arg("init").arg(&place).args(["--sample", "van-son-2020"]).status().unwrap().success());
    let plan = place.join("plans/giao-ban-6-thang-2020.toml");
    let text = fs::read_to_string(&plan).unwrap();
    let told = |form: &str, bytes: Option<Vec<u8>>| {
        let named = format!("figures_form = \"{form}\"\nperiod = \"once\"");
        fs::write(&plan, text.replacen("period = \"once\"", &named, 1)).unwrap();
        if let Some(bytes) = bytes {
            fs::write(place.join("plans").join(form), bytes).unwrap();
        }
        let done = program().arg("--config").arg(&place).arg("check").output().unwrap();
        format!("{}{}", String::from_utf8_lossy(&done.stdout), String::from_utf8_lossy(&done.stderr))
    };
    let mut blank = Workbook::new();
    blank.add_worksheet().write_string(0, 0, "Biểu số liệu").unwrap();
    assert!(told("khong-co.xlsx", None).contains("không mở được"));
    assert!(told("rong.xlsx", Some(blank.save_to_buffer().unwrap())).contains("không thấy bảng chỉ tiêu nào"));
    assert!(told("hong.xlsx", Some(b"PK\x03\x04 hong".to_vec())).contains("hong.xlsx"));
    assert!(told("../bieu.xlsx", None).contains("không dùng được"));
}
