//! Scans: read where the machine has an optical reader, bounded in every way, and never more than a hint.

mod packed;

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tiepnhan::extraction::{Extractor, Settings, ocr};
use tiepnhan::message::read::split_hashed;
use tiepnhan::message::{Origin, RawContent, RawMail, Sha256};
use tiepnhan::text::{FileKind, FileText, Problem};

const REPORT: &[u8] = include_bytes!("data/files/scan-so-y-te.pdf");
const FAX: &[u8] = include_bytes!("data/files/scan-huyen-uy.pdf");
const INVITATION: &[u8] = include_bytes!("data/files/anh-giay-moi.jpg");

/// What a scripted reader claims to have read.
const WORDS: &str = "BÁO CÁO kết quả công tác khoa giáo quý một của huyện";

fn extractor(ocr: ocr::Settings) -> Extractor {
    let own = PathBuf::from(env!("CARGO_BIN_EXE_tiepnhan"));
    Extractor::start(Settings { ocr: Some(ocr), ..Settings::new(own) }).unwrap()
}

async fn read_with(ocr: ocr::Settings, name: &str, bytes: &[u8]) -> FileText {
    extractor(ocr).read_mail(&[(name, "", bytes)]).await.remove(0)
}

async fn read(name: &str, bytes: &[u8]) -> FileText {
    read_with(ocr::Settings::default(), name, bytes).await
}

/// A reader that knows Vietnamese and does this with every page.
fn scripted(folder: &Path, page: &str) -> ocr::Settings {
    program(folder, &format!("case \"$*\" in *--list-langs*) echo vie;; *) {page};; esac"))
}

fn program(folder: &Path, lines: &str) -> ocr::Settings {
    let path = folder.join("reader");
    std::fs::write(&path, format!("#!/bin/sh\n{lines}\n")).unwrap();
    std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    ocr::Settings { tesseract: path, ..ocr::Settings::default() }
}

fn answers(folder: &Path) -> ocr::Settings {
    scripted(folder, &format!("cat >/dev/null; echo '{WORDS}'"))
}

#[tokio::test]
async fn a_scanned_report_says_who_what_and_when_and_stays_a_scan() {
    let file = read("bao cao.pdf", REPORT).await;
    assert_eq!((file.kind, file.text.as_str(), &file.problem), (FileKind::Pdf, "", &Some(Problem::NoText)));
    let read = file.scanned.unwrap();
    for words in ["SỞ Y TẾ", "214/BC-SYT", "17 tháng 6 năm 2024", "BÁO CÁO", "6 tháng đầu năm", "512.340"]
    {
        assert!(read.contains(words), "{words} is not in\n{read}");
    }
}

#[tokio::test]
async fn fax_codes_and_photographs_are_read_too() {
    let read_fax = read("BC quy I.pdf", FAX).await.scanned.unwrap();
    for words in ["HUYỆN ỦY ĐÔNG KHÊ", "87-BC/HU", "khoa giáo quý I năm 2024"] {
        assert!(read_fax.contains(words), "{words} is not in\n{read_fax}");
    }
    let file = read("anh.jpg", INVITATION).await;
    assert_eq!((file.kind, &file.problem), (FileKind::Picture, &Some(Problem::NoText)));
    let read = file.scanned.unwrap();
    assert!(read.contains("GIẤY MỜI") && read.contains("45-GM/BDVTU"), "{read}");
}

/// The one file of a mail of the corpus.
fn attachment(mail: &str) -> Vec<u8> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus/eml").join(mail);
    let bytes = std::fs::read(path).unwrap();
    let sha256 = Sha256::of(&bytes);
    let origin = Origin { source: "file".into(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
    let received_at = jiff::Timestamp::UNIX_EPOCH;
    let mail = RawMail { origin, received_at, server_id: None, content: RawContent::Whole(bytes) };
    split_hashed(&mail, sha256, &Default::default()).contents.remove(0)
}

#[tokio::test]
async fn letters_in_damaged_fonts_are_drawn_and_read_beside_what_is_left_of_them() {
    let bytes = attachment("sl-026-kyphong-pdf-mat-chu.eml");
    let file = read("bao cao.pdf", &bytes).await;
    assert_eq!(file.problem, Some(Problem::Garbled));
    assert!(!file.text.contains("đơn vị"), "the damaged layer stays what it is");
    let seen = file.scanned.unwrap();
    assert!(seen.contains("BÁO CÁO") && seen.chars().count() > 300, "{seen}");
    let without = ocr::Settings { pdftoppm: "/no/such/program".into(), ..ocr::Settings::default() };
    assert_eq!(read_with(without, "bao cao.pdf", &bytes).await.scanned, None);
}

#[tokio::test]
async fn without_the_program_or_without_its_vietnamese_a_scan_stands_unread() {
    let folder = tempfile::tempdir().unwrap();
    let absent = ocr::Settings { tesseract: "/no/such/program".into(), ..ocr::Settings::default() };
    let english =
        program(folder.path(), &format!("case \"$*\" in *--list-langs*) echo eng;; *) echo '{WORDS}';; esac"));
    for ocr in [absent, english] {
        let file = read_with(ocr, "bao cao.pdf", REPORT).await;
        assert_eq!((file.problem, file.scanned), (Some(Problem::NoText), None));
    }
}

#[tokio::test]
async fn a_reader_that_hangs_is_ended_and_the_mail_goes_on() {
    let folder = tempfile::tempdir().unwrap();
    let endless = "1000.4711";
    let ocr =
        ocr::Settings { page: Duration::from_millis(300), ..scripted(folder.path(), &format!("exec sleep {endless}")) };
    let begin = Instant::now();
    let files: [(&str, &str, &[u8]); 2] = [("a.pdf", "", REPORT), ("b.txt", "", b"Xin chao")];
    let texts = extractor(ocr).read_mail(&files).await;
    assert!(begin.elapsed() < Duration::from_secs(20));
    assert_eq!((texts[0].problem.clone(), texts[0].scanned.clone()), (Some(Problem::NoText), None));
    assert_eq!(texts[1].text, "Xin chao");
    let lives = std::fs::read_dir("/proc").unwrap().flatten().any(|process| {
        let line = std::fs::read_to_string(process.path().join("cmdline")).unwrap_or_default();
        line == format!("sleep\0{endless}\0")
    });
    assert!(!lives, "the program outlived its time");
}

#[tokio::test]
async fn a_reader_that_dies_or_babbles_costs_one_page() {
    let folder = tempfile::tempdir().unwrap();
    for lines in ["exit 1", "kill -SEGV $$", "cat /dev/zero", "echo 'x1 q7 zz'", "while :; do :; done"] {
        let ocr = ocr::Settings { page: Duration::from_secs(1), ..scripted(folder.path(), lines) };
        let file = read_with(ocr, "bao cao.pdf", REPORT).await;
        assert_eq!((file.problem, file.scanned), (Some(Problem::NoText), None), "{lines}");
    }
}

/// A PNG that announces this size, with nothing behind the header but zeros.
fn png(width: u32, height: u32, length: usize) -> Vec<u8> {
    let mut file = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
    file.extend_from_slice(&width.to_be_bytes());
    file.extend_from_slice(&height.to_be_bytes());
    file.extend_from_slice(&[8, 0, 0, 0, 0]);
    file.resize(length, 0);
    file
}

#[tokio::test]
async fn bombs_and_ornaments_never_reach_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let page = read_with(answers(folder.path()), "a.png", &png(1240, 1754, 50_000)).await;
    assert_eq!(page.scanned.as_deref(), Some(&*format!("{WORDS}\n")), "a page would");
    for (width, height, length) in [(20_000, 20_000, 50_000), (1240, 1754, 5_000), (400, 300, 50_000), (0, 900, 50_000)]
    {
        let file = read_with(answers(folder.path()), "a.png", &png(width, height, length)).await;
        assert_eq!((file.kind, file.scanned), (FileKind::Picture, None), "{width} x {height}");
    }
}

#[tokio::test]
async fn a_broken_picture_stays_unread() {
    for end in [2_000, 20_000] {
        let mut bytes = INVITATION[..end].to_vec();
        bytes.resize(30_000, 0x5a);
        assert_eq!(read("anh.jpg", &bytes).await.scanned, None);
    }
    assert_eq!(read("anh.png", &png(1240, 1754, 50_000)).await.scanned, None);
}

#[tokio::test]
async fn pictures_beside_a_document_are_no_pages() {
    let folder = tempfile::tempdir().unwrap();
    let files: [(&str, &str, &[u8]); 3] =
        [("bc.txt", "", "Báo cáo".as_bytes()), ("anh.jpg", "", INVITATION), ("a.pdf", "", REPORT)];
    let texts = extractor(answers(folder.path())).read_mail(&files).await;
    assert_eq!(texts[1].scanned, None);
    assert!(texts[2].scanned.is_some());
}

#[tokio::test]
async fn a_mail_of_many_scans_has_its_share_of_pages() {
    let folder = tempfile::tempdir().unwrap();
    let ocr = ocr::Settings { pages: 2, ..answers(folder.path()) };
    let files: Vec<(&str, &str, &[u8])> = vec![("a.jpg", "", INVITATION); 10];
    let texts = extractor(ocr).read_mail(&files).await;
    assert_eq!(texts.iter().filter(|text| text.scanned.is_some()).count(), 2);
}

#[tokio::test]
async fn mails_wait_in_line_for_the_reader() {
    let folder = tempfile::tempdir().unwrap();
    let busy = folder.path().join("busy");
    let busy = busy.display();
    let page = format!("cat >/dev/null; mkdir {busy} && sleep 0.05 && rmdir {busy} && echo '{WORDS}'");
    let extractor = Arc::new(extractor(scripted(folder.path(), &page)));
    let mails: Vec<_> = (0..6)
        .map(|_| {
            let extractor = Arc::clone(&extractor);
            tokio::spawn(async move { extractor.read_mail(&[("a.jpg", "", INVITATION)]).await.remove(0) })
        })
        .collect();
    for mail in mails {
        assert!(mail.await.unwrap().scanned.is_some(), "two ran at the same time");
    }
}

fn confined(arguments: &[&str]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_tiepnhan")).arg("confined").args(arguments).stdin(Stdio::null()).output().unwrap()
}

#[test]
fn what_is_confined_can_write_no_file_and_start_no_process() {
    let said = confined(&["800000000", "7", "/bin/cat", "/proc/self/limits"]);
    let said = String::from_utf8(said.stdout).unwrap();
    for (name, limit) in [
        ("Max cpu time", "7"),
        ("Max file size", "0"),
        ("Max core file size", "0"),
        ("Max processes", "0"),
        ("Max open files", "32"),
        ("Max address space", "800000000"),
    ] {
        let line = said.lines().find(|line| line.starts_with(name)).unwrap();
        let limits: Vec<&str> = line[name.len()..].split_whitespace().take(2).collect();
        assert_eq!(limits, [limit, limit], "{name}");
    }
    for wrong in [&["x"][..], &["1000000000", "1"], &["1000000000", "1", "/no/such/program"]] {
        assert_eq!(confined(wrong).status.code(), Some(2), "{wrong:?}");
    }
}
