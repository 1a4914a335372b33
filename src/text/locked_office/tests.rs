//! A Word file as Office locks it, made by msoffcrypto-tool.

use crate::text::{self, FileKind, FileText, Limits, Problem};

const LOCKED: &[u8] = include_bytes!("../../../tests/data/files/bao-cao-khoa.docx");

fn read(bytes: &[u8], passwords: &[&str]) -> FileText {
    let passwords: Vec<String> = passwords.iter().map(|word| (*word).to_owned()).collect();
    let name = "bao cao.docx";
    text::read_sniffed(text::sniff::sniff(bytes, name, ""), bytes, name, &Limits::default(), &passwords)
}

#[test]
fn a_locked_document_opens_with_the_password_among_others() {
    let file = read(LOCKED, &["sai", "Khoagiao@2026"]);
    assert_eq!((file.kind, &file.problem), (FileKind::Docx, &None));
    assert!(file.text.contains("Toàn tỉnh đã khám cho 512.340 lượt người"), "{}", file.text);
}

#[test]
fn without_the_password_it_stays_locked() {
    for passwords in [&[][..], &["sai"], &["khoagiao@2026"]] {
        let file = read(LOCKED, passwords);
        assert_eq!((file.kind, file.problem, file.text.as_str()), (FileKind::Docx, Some(Problem::Encrypted), ""));
    }
}

#[test]
fn a_lock_that_is_damaged_stays_one() {
    for at in (512..LOCKED.len()).step_by(509) {
        let mut bytes = LOCKED.to_vec();
        bytes[at] ^= 0x55;
        read(&bytes, &["Khoagiao@2026"]);
    }
}
