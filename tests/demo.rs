//! The demonstration: a month of a sample office through the whole program, and the commands on what it leaves.

use std::path::Path;
use std::process::{Command, Output};

use jiff::Timestamp;
use tiepnhan::ledger::{Bucket, Ledger};

fn tiepnhan(arguments: &[&str]) -> (String, i32) {
    let Output { status, stdout, stderr } =
        Command::new(env!("CARGO_BIN_EXE_tiepnhan")).args(arguments).output().unwrap();
    let said = [stdout, stderr].concat();
    (String::from_utf8(said).expect("people read UTF-8"), status.code().unwrap())
}

fn path(folder: &Path) -> &str {
    folder.to_str().unwrap()
}

#[test]
fn a_month_is_told_and_every_command_works_on_what_it_leaves() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    let (story, code) = tiepnhan(&["demo", path(&office)]);
    assert_eq!(code, 0, "{story}");
    let too_wide = story.lines().filter(|line| line.chars().count() > 80 && !line.contains(path(folder.path())));
    assert_eq!(too_wide.collect::<Vec<_>>(), Vec::<&str>::new(), "wider than a terminal");
    let flowing = story.split_whitespace().collect::<Vec<_>>().join(" ");
    for told in [
        "Thứ Hai 8/6/2020",
        "vào sổ số 0001: Báo cáo 6 tháng đầu năm 2020, Sở Khoa học và Công nghệ, đúng hạn",
        "Nhắc 25 đơn vị chưa gửi",
        "Hội Cựu chiến binh tỉnh: “Xin gửi chậm báo cáo”",
        "trong ngày hạn",
        "bản thay thế",
        "Chưa nhắc được: Huyện ủy Định Sơn",
        "Cần xử lý: thư có dấu hiệu giả mạo đơn vị gửi",
        "Hết tháng: 28 thư đến",
    ] {
        assert!(flowing.contains(told), "the story does not tell: {told}\n{story}");
    }
    let digests: Vec<&str> = flowing.split("Tổng hợp gửi lãnh đạo: ").skip(1).collect();
    let counts = |digest: &&str| digest.starts_with("đã nhận ") && digest.get(..24).is_some_and(|d| d.contains("/31 "));
    assert!(digests.len() > 5 && digests.iter().all(counts), "each morning counts the report: {digests:#?}");

    let ledger = Ledger::open(&office.join("du-lieu/so.db"), Timestamp::now()).unwrap();
    let buckets = ledger.read(|snapshot| snapshot.buckets()).unwrap();
    assert_eq!(buckets.values().sum::<u64>(), 28);
    assert_eq!((buckets[&Bucket::Recorded], buckets[&Bucket::Machine]), (17, 3));

    let config = ["--config", path(&office)];
    let run = |command: &[&str]| tiepnhan(&[&config[..], command].concat());
    let (verified, code) = run(&["verify"]);
    assert_eq!(code, 0, "{verified}");
    let (board, code) = run(&["board", "--period", "2020-H1", "--at", "30/6/2020", "--json"]);
    let rows: Vec<serde_json::Value> = serde_json::from_str(&board).unwrap();
    let of_report = |id: &str| rows.iter().filter(|row| row["report"] == id).count();
    assert_eq!((code, of_report("6-thang"), of_report("giao-ban-cap-huyen")), (0, 31, 9));
    let of = |unit: &str| rows.iter().find(|row| row["unit"] == unit).unwrap()["words"].as_str().unwrap().to_owned();
    assert_eq!(of("so-y-te"), "đúng hạn");
    assert_eq!(of("hoi-phu-nu"), "trong ngày hạn");
    assert_eq!(of("huyen-uy-dong-van"), "gửi chậm 3 ngày");
    assert_eq!(of("huyen-uy-dinh-son"), "chưa nhắc được");
    assert_eq!(of("so-ldtbxh"), "có thể đã gửi (thư người lạ)");
    assert_eq!(of("hoi-khuyen-hoc"), "quá hạn 11 ngày");
    let (log, code) = run(&["log"]);
    assert_eq!(code, 0);
    assert!(log.lines().all(|line| line.chars().count() <= 80), "{log}");
    assert!(log.contains("17 lượt tiếp nhận"), "{log}");
}

#[test]
fn a_folder_with_other_files_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("luận văn.docx"), "quý giá").unwrap();
    let (said, code) = tiepnhan(&["demo", path(folder.path())]);
    assert_eq!(code, 2);
    assert!(said.contains("hãy chọn thư mục trống"), "{said}");
    assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn a_review_is_settled_by_a_person_and_enters_the_register() {
    let folder = tempfile::tempdir().unwrap();
    let office = folder.path().join("office");
    assert_eq!(tiepnhan(&["demo", path(&office)]).1, 0);
    let run = |command: &[&str]| tiepnhan(&[&["--config", path(&office)], command].concat());
    let (list, _) = run(&["review", "list", "--json"]);
    let waiting: Vec<serde_json::Value> = list.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let stranger = waiting.iter().find(|row| row["question"] == "sender-unknown").unwrap();
    let mail = stranger["mail"].to_string();
    let (said, code) = run(&["review", "assign", &mail, "--unit", "so-ldtbx"]);
    assert_eq!(code, 2);
    assert!(said.contains("so-ldtbxh"), "the nearest unit is named: {said}");
    let (said, code) = run(&["review", "assign", &mail, "--period", "2019-H1"]);
    assert_eq!(code, 2, "{said}");
    assert!(said.contains("không phải gửi"), "nobody owes that period: {said}");
    let (said, code) = run(&["review", "assign", &mail, "--by", "Trần Minh Hòa", "--learn"]);
    assert_eq!(code, 0, "{said}");
    assert!(said.contains("Sở Lao động - Thương binh và Xã hội, 6 tháng đầu năm 2020"), "{said}");
    let (said, code) = run(&["review", "assign", &mail]);
    assert_eq!(code, 2, "settled once: {said}");
    let (said, code) = run(&["record", "--unit", "bhxh", "--report", "6-thang", "--period", "2020-H1", "--by", "Hòa"]);
    assert_eq!(code, 0, "{said}");
    let (log, _) = run(&["log", "--json"]);
    assert!(log.contains("Trần Minh Hòa"), "{log}");
    assert_eq!(run(&["verify"]).1, 0);
}

/// The letters in a Maildir without the digests: kind, recipient and subject, sorted.
fn letters_in(folder: &Path) -> Vec<(String, String, String)> {
    let mut letters: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| {
            let header = tiepnhan::mime::parse_header(&std::fs::read(entry.unwrap().path()).unwrap());
            let field = |name: &str| header.header(name).unwrap_or_default();
            (field("x-tiepnhan"), field("to").trim_matches(['<', '>']).to_owned(), field("subject"))
        })
        .filter(|(kind, ..)| kind != "digest")
        .collect();
    letters.sort();
    letters
}

#[test]
fn the_month_replayed_beforehand_writes_the_letters_that_the_month_wrote() {
    let folder = tempfile::tempdir().unwrap();
    let (lived, fresh) = (folder.path().join("lived"), folder.path().join("fresh"));
    assert_eq!(tiepnhan(&["demo", path(&lived)]).1, 0);
    tiepnhan::config::sample::write("van-son-2020", &fresh).unwrap();
    let names = |folder: &Path| std::fs::read_dir(folder).unwrap().count();
    let before = names(&fresh);
    let mails = Path::new(env!("CARGO_MANIFEST_DIR")).join("config/offices/van-son-2020/thu-mau");
    let days = ["--from", "1/6/2020", "--to", "30/6/2020", "--json"];
    let command = [&["--config", path(&fresh), "preview", "--mails", path(&mails)][..], &days].concat();
    let (json, code) = tiepnhan(&command);
    assert_eq!(code, 0, "{json}");
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    assert_eq!(json["mails"]["count"], 28);
    assert_eq!(json["mails"]["buckets"]["recorded"], 17);
    let text = |letter: &serde_json::Value, key: &str| letter[key].as_str().unwrap().to_owned();
    let letters = json["letters"].as_array().unwrap();
    let mut seen: Vec<_> =
        letters.iter().map(|letter| (text(letter, "letter"), text(letter, "to"), text(letter, "subject"))).collect();
    seen.retain(|(kind, ..)| kind != "digest");
    seen.sort();
    assert_eq!(seen, letters_in(&lived.join("thu-di/new")));
    assert_eq!(names(&fresh), before, "the office's folder gained something");
}
