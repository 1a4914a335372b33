//! Archives of every age, and those that mean harm.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use crate::text::package::pack;
use crate::text::{self, FileKind, FileText, Limits, Problem};

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "a.zip", "", &Limits::default())
}

/// Replaces the names in a finished zip byte by byte: for names that no writer of today would write.
fn renamed(mut zip: Vec<u8>, from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    while let Some(at) = zip.windows(from.len()).position(|window| window == from) {
        zip.splice(at..at.saturating_add(from.len()), to.iter().copied());
    }
    zip
}

#[test]
fn members_are_read_and_litter_is_left() {
    let bytes = pack(&[
        ("6 tháng/", b""),
        ("6 tháng/Báo cáo.txt", "Báo cáo 6 tháng".as_bytes()),
        ("__MACOSX/._x", b"x"),
        ("Thumbs.db", b"x"),
        ("..\\..\\chay.EXE", b"MZ\0\0"),
        ("ảnh.png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"),
    ]);
    let file = read(&bytes);
    let found: Vec<_> = file.members.iter().map(|member| (member.name.as_str(), member.file.kind)).collect();
    let expected = [("Báo cáo.txt", FileKind::Text), ("chay.EXE", FileKind::Program), ("ảnh.png", FileKind::Picture)];
    assert_eq!((file.kind, found.as_slice()), (FileKind::Zip, expected.as_slice()));
    assert_eq!(file.members[0].file.text, "Báo cáo 6 tháng");
    assert_eq!(file.problem, None);
}

#[test]
fn names_of_old_packers_are_repaired() {
    let name = |raw: &[u8]| {
        let ascii = "x".repeat(raw.len());
        read(&renamed(pack(&[(&ascii, b"a")]), ascii.as_bytes(), raw)).members[0].name.clone()
    };
    assert_eq!(name("Báo cáo.txt".as_bytes()), "Báo cáo.txt");
    assert_eq!(name("Ba\u{301}o ca\u{301}o.txt".as_bytes()), "Báo cáo.txt");
    assert_eq!(name("B├ío c├ío.txt".as_bytes()), "Báo cáo.txt");
    assert_eq!(name(b"nh\xe2\xf2n.txt"), "nhận.txt");
}

#[test]
fn a_password_is_told_and_names_are_kept() {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    writer.start_file("bao cao.docx", SimpleFileOptions::default()).unwrap();
    writer.write_all(b"x").unwrap();
    let mut bytes = writer.finish().unwrap().into_inner();
    // Bit 0 of the flags, in the local header and in the directory.
    let directory = bytes.windows(4).position(|window| window == b"PK\x01\x02").unwrap();
    bytes[6] |= 1;
    bytes[directory + 8] |= 1;
    let file = read(&bytes);
    assert_eq!(file.problem, Some(Problem::Encrypted));
    assert_eq!(
        (file.members[0].name.as_str(), &file.members[0].file.problem),
        ("bao cao.docx", &Some(Problem::Encrypted))
    );
}

#[test]
fn a_bomb_is_not_unpacked() {
    let zeros = vec![0; 400_000_000];
    let bytes = pack(&[("a.txt", &zeros), ("b.txt", b"b")]);
    drop(zeros);
    assert!(bytes.len() < 2_000_000);
    let file = read(&bytes);
    assert!(matches!(file.members[0].file.problem, Some(Problem::TooLarge(_))));
    assert_eq!(file.members[1].file.text, "b");
}

#[test]
fn archives_in_archives_end_at_the_third() {
    let inner = pack(&[("c.txt", b"c")]);
    let middle = pack(&[("i.zip", &inner), ("b.txt", b"b")]);
    let file = read(&pack(&[("o.zip", &pack(&[("m.zip", &middle)]))]));
    let middle = &file.members[0].file.members[0].file;
    assert_eq!(middle.members[1].file.text, "b");
    let inner = &middle.members[0].file;
    assert!(matches!(inner.problem, Some(Problem::TooLarge(_))) && inner.members.is_empty());
}

#[test]
fn too_many_files_are_counted_not_read() {
    let names: Vec<String> = (0..300).map(|number| format!("{number}.txt")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"x".as_slice())).collect();
    let file = read(&pack(&parts));
    assert_eq!(file.members.len(), 200);
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
}

#[test]
fn a_damaged_member_costs_only_itself() {
    let bytes = renamed(pack(&[("a.txt", b"aaaa"), ("b.txt", b"bbbb")]), b"aaaa", b"aaac");
    let file = read(&bytes);
    assert_eq!(file.members[1].file.text, "bbbb");
}

#[test]
fn a_locked_archive_opens_with_the_password_among_others() {
    // Packed with `7z a -tzip -pKhoagiao@2026 -mem=AES256`, and with the cipher of old.
    for name in ["bao-cao-khoa-aes.zip", "bao-cao-khoa-cu.zip"] {
        let bytes = std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap();
        let read = |passwords: &[String]| {
            text::read_sniffed(text::sniff::sniff(&bytes, name, ""), &bytes, name, &Limits::default(), passwords)
        };
        let wrong: Vec<String> = (0..9).map(|number| format!("sai {number}")).collect();
        for passwords in [&[][..], &wrong] {
            let file = read(passwords);
            assert_eq!(file.problem, Some(Problem::Encrypted), "{name}");
            assert_eq!(file.members[0].file.problem, Some(Problem::Encrypted));
            assert_eq!(file.members[0].name, "Báo cáo tháng 6.txt");
        }
        let file = read(&["sai".to_owned(), "Khoagiao@2026".to_owned()]);
        assert_eq!((file.problem, file.members.len()), (None, 2), "{name}");
        assert!(file.members[0].file.text.trim_end().ends_with("tổng số 62 lượt người."));
    }
}

#[test]
fn bytes_unpacked_count_over_all_archives_inside() {
    let inner = pack(&[("a.txt", &vec![b'a'; 900_000])]);
    let parts: Vec<(&str, &[u8])> = ["1.zip", "2.zip", "3.zip"].iter().map(|name| (*name, inner.as_slice())).collect();
    let limits = Limits { unpacked: 2_000_000, text: 100, ..Limits::default() };
    let file = text::read(&pack(&parts), "a.zip", "", &limits);
    let problems: Vec<bool> = file.members.iter().map(|m| m.file.members[0].file.problem.is_none()).collect();
    assert_eq!(problems, [true, true, false]);
    assert!(matches!(file.members[2].file.members[0].file.problem, Some(Problem::TooLarge(_))));
}

#[test]
fn long_names_same_names_and_a_hundred_thousand_files() {
    let long = format!("{}.docx", "a".repeat(60_000));
    let file = read(&pack(&[(&long, b"a"), ("a/bc.txt", b"1"), ("b/bc.txt", b"2")]));
    let name = &file.members[0].name;
    assert!(name.len() == 300 && name.ends_with("a.docx"), "{} letters", name.len());
    assert_eq!((file.members[1].file.text.as_str(), file.members[2].file.text.as_str()), ("1", "2"));
    assert_eq!((file.members[1].name.as_str(), file.members[2].name.as_str()), ("bc.txt", "bc.txt"));
    let names: Vec<String> = (0..100_000).map(|number| format!("{number}.txt")).collect();
    let parts: Vec<(&str, &[u8])> = names.iter().map(|name| (name.as_str(), b"".as_slice())).collect();
    let file = read(&pack(&parts));
    assert_eq!(file.members.len(), 200);
    assert_eq!(file.problem, Some(Problem::TooLarge("100000 files, 200 are read".to_owned())));
}

#[test]
fn cut_off_or_damaged_at_any_byte_it_answers() {
    let whole = pack(&[("Báo cáo.txt", "Báo cáo".as_bytes()), ("i.zip", &pack(&[("a.txt", b"a")]))]);
    for at in 0..whole.len() {
        read(&whole[..at]);
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        read(&damaged);
    }
}
