//! Scenes: something is damaged, and `verify` says so.

use std::fs;

use rusqlite::Connection;

use super::*;
use crate::ledger::tests::{World, at, doubtful, report, world};
use crate::message::{Message, Sha256};

const NOON: &str = "2020-06-12T05:00:00Z";

/// Three mails in the ledger, two of them in the register, all files in their places.
fn whole() -> (World, Archive) {
    let world = world();
    let archive = Archive::open(world.folder.path()).unwrap();
    for mut scene in [report(1, "so-y-te"), report(2, "so-giao-duc"), doubtful(3, "so-tu-phap")] {
        let Message { sha256, .. } = &mut scene.message;
        *sha256 = archive.keep(format!("raw mail {}", scene.origin.uid).as_bytes()).unwrap();
        scene.hand_in(&world.ledger, NOON);
    }
    for line in world.ledger.read(|snapshot| snapshot.lines()).unwrap() {
        archive.shelve(&shelved(&line), b"file").unwrap();
    }
    (world, archive)
}

fn shelved(line: &Line) -> Shelved<'_> {
    let Line { number, version, period, .. } = *line;
    Shelved { number, version, period, unit: &line.unit, place: 0, name: &line.files[0].name }
}

fn said(world: &World, archive: &Archive) -> (Exit, String) {
    let mut out = Vec::new();
    let exit = run(&world.ledger, archive, false, &mut out).unwrap();
    (exit, String::from_utf8(out).unwrap())
}

/// Changes the file behind the program's back, as a person with a tool might.
fn tamper(world: &World, sql: &str) {
    let conn = Connection::open(world.folder.path().join("so.db")).unwrap();
    conn.execute_batch(&format!("PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON; {sql}")).unwrap();
}

#[track_caller]
fn assert_named(world: &World, archive: &Archive, words: &str) {
    let (exit, text) = said(world, archive);
    assert_eq!(exit, Exit::Attention, "{text}");
    assert!(text.contains(words), "{text}");
}

#[test]
fn a_whole_ledger_is_called_whole_with_its_sums() {
    let (world, archive) = whole();
    let (exit, text) = said(&world, &archive);
    assert_eq!(exit, Exit::Fine, "{text}");
    for words in [
        "3 thư, mỗi thư ở đúng một ngăn",
        "2  đã tiếp nhận",
        "1  cần kiểm tra",
        "3  cộng",
        "3 thư gốc và 2 tệp",
        "Sổ nguyên vẹn",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
}

#[test]
fn a_flipped_byte_in_a_raw_mail_is_named() {
    let (world, archive) = whole();
    fs::write(archive.path(&Sha256::of(b"raw mail 1")), b"raw mail X").unwrap();
    assert_named(&world, &archive, "nội dung không còn đúng");
}

#[test]
fn a_deleted_raw_mail_is_named() {
    let (world, archive) = whole();
    fs::remove_file(archive.path(&Sha256::of(b"raw mail 3"))).unwrap();
    assert_named(&world, &archive, "thiếu tệp");
}

#[test]
fn a_changed_or_deleted_accepted_file_is_named() {
    let (world, archive) = whole();
    let lines = world.ledger.read(|snapshot| snapshot.lines()).unwrap();
    let path = archive.shelf(&shelved(&lines[0]));
    fs::remove_file(&path).unwrap();
    assert_named(&world, &archive, "số 1/2020: thiếu tệp");
    fs::write(&path, b"eile").unwrap();
    assert_named(&world, &archive, "số 1/2020");
}

#[test]
fn every_kind_of_tampering_with_rows_is_named() {
    let damages = [
        ("DROP TRIGGER receipt_kept; DELETE FROM receipt WHERE number = 1", "số tiếp nhận bị thiếu trước số: 2/2020"),
        (
            "DROP TRIGGER receipt_kept; DELETE FROM receipt WHERE number = 2",
            "nhật ký có số tiếp nhận mà sổ không có: receipt 2020/2",
        ),
        ("DROP TRIGGER receipt_stays", "receipt_stays"),
        ("DROP TRIGGER journal_kept; DELETE FROM journal WHERE id = 1", "nhật ký bị mất dòng"),
        ("UPDATE mail SET bucket = 'not-report' WHERE id = 1", "không xếp là đã tiếp nhận nhưng có số"),
        ("UPDATE mail SET bucket = 'recorded' WHERE id = 3", "không có số tiếp nhận nào"),
        ("UPDATE mail SET bucket = 'somewhere' WHERE id = 3", "ngăn"),
        ("DELETE FROM review", "không có trong danh sách chờ"),
        ("UPDATE mail SET bucket = 'machine' WHERE id = 3", "còn trong danh sách chờ"),
        ("DELETE FROM sighting WHERE mail = 2", "không ghi đã thấy ở đâu"),
        (
            "DELETE FROM sighting WHERE mail = 3; DELETE FROM review WHERE mail = 3; DELETE FROM mail WHERE id = 3; \
          INSERT INTO sighting VALUES ('imap', 'INBOX', 7, '3', 3, 0)",
            "trỏ đến",
        ),
        ("DELETE FROM attachment WHERE mail = 1", "không khớp với tệp trong thư"),
        (
            "INSERT INTO letter (purpose, kind, mail, recipient, subject, message_id, mime, priority, not_before, next_try, created_at) \
          SELECT 'receipt:again', kind, mail, recipient, subject, 'again', mime, 1, 0, 0, 0 FROM letter WHERE id = 1",
            "được xác nhận hai lần",
        ),
        (
            "INSERT INTO enclosure VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', NULL); INSERT INTO \
          letter_enclosure VALUES (1, 0, 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa')",
            "thư gửi đi thiếu tệp kèm theo: thư số: 1",
        ),
        (
            "INSERT INTO enclosure VALUES ('aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', X'00')",
            "tệp kèm theo không thuộc thư gửi đi nào: aaaaaaaaaaaa",
        ),
    ];
    for (sql, words) in damages {
        let (world, archive) = whole();
        tamper(&world, sql);
        match world.ledger.read(|snapshot| snapshot.verify()) {
            Ok(findings) => assert!(findings.faults.iter().any(|fault| fault.contains(words)), "{sql}\n{findings:#?}"),
            Err(error) => assert!(sql.contains("somewhere"), "{sql}: {error}"),
        }
        assert!(!matches!(run(&world.ledger, &archive, true, &mut Vec::new()), Ok(Exit::Fine)), "{sql}");
    }
}

#[test]
fn a_damaged_page_is_named_or_refused_but_never_called_whole() {
    let (world, archive) = whole();
    let path = world.folder.path().join("so.db");
    let World { folder, ledger } = world;
    drop(ledger);
    let mut bytes = fs::read(&path).unwrap();
    let size = bytes.len();
    for place in (4096..size).step_by(4096) {
        bytes[place..place + 8].fill(0xff);
    }
    fs::write(&path, bytes).unwrap();
    let fine = Ledger::open(&path, at(NOON))
        .map_err(Failure::from_ledger)
        .and_then(|ledger| run(&ledger, &archive, false, &mut Vec::new()));
    assert!(!matches!(fine, Ok(Exit::Fine)));
    drop(folder);
}
