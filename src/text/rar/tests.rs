//! rar archives of both generations; the samples in `tests/data/files` were packed by a RAR packer and checked with
//! libarchive, a reader of another making.

use crate::text::{self, FileKind, FileText, Limits, Problem, sniff};

const PASSWORD: &str = "Khoagiao@2026";

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(bytes: &[u8], passwords: &[&str]) -> FileText {
    let passwords: Vec<String> = passwords.iter().map(|word| (*word).to_owned()).collect();
    text::read_sniffed(sniff::sniff(bytes, "a.rar", ""), bytes, "a.rar", &Limits::default(), &passwords)
}

fn is_whole(file: &FileText) {
    let names: Vec<&str> = file.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Báo cáo tháng 6.txt", "Phụ lục.txt"]);
    assert!(file.members[0].file.text.starts_with("BÁO CÁO\nCông tác khoa giáo tháng 6"));
    assert!(file.members[0].file.text.trim_end().ends_with("tổng số 62 lượt người."), "{}", file.members[0].file.text);
    assert!(file.members[1].file.text.starts_with("Phụ lục 1"));
    assert_eq!((file.kind, &file.problem), (FileKind::Rar, &None));
}

/// The fields of a header of RAR 4 behind its checksum, and the checksum in front of them (technote 4.20).
fn block(fields: &[u8]) -> Vec<u8> {
    let mut block = crc32(fields).to_le_bytes()[..2].to_vec();
    block.extend(fields);
    block
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut crc = u32::MAX;
    for byte in bytes {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    !crc
}

/// A stored file of RAR 4 whose name is these bytes.
fn stored(name: &[u8], content: &[u8], flags: u16) -> Vec<u8> {
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    let mut fields = vec![0x74];
    fields.extend((0x8000 | flags).to_le_bytes());
    fields.extend(u16::try_from(name.len().saturating_add(32)).unwrap().to_le_bytes());
    fields.extend(size);
    fields.extend(size);
    fields.push(2);
    fields.extend(crc32(content).to_le_bytes());
    fields.extend([0, 0, 0x21, 0x50, 20, 0x30]);
    fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    fields.extend([0x20, 0, 0, 0]);
    fields.extend(name);
    let mut block = block(&fields);
    block.extend(content);
    block
}

fn rar4(files: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = b"Rar!\x1a\x07\0".to_vec();
    bytes.extend(block(&[0x73, 0, 0, 13, 0, 0, 0, 0, 0, 0, 0]));
    for file in files {
        bytes.extend(file);
    }
    bytes.extend(block(&[0x7b, 0, 0x40, 7, 0]));
    bytes
}

#[test]
fn both_generations_are_unpacked_solid_or_not() {
    for name in ["bao-cao-rar4.rar", "bao-cao-rar4-lien.rar", "bao-cao-rar5.rar", "bao-cao-rar5-lien.rar"] {
        println!("{name}");
        is_whole(&read(&sample(name), &[]));
    }
}

#[test]
fn a_locked_archive_opens_with_the_password_among_others() {
    for name in
        ["bao-cao-rar4-khoa.rar", "bao-cao-rar5-khoa.rar", "bao-cao-rar4-khoa-ten.rar", "bao-cao-rar5-khoa-ten.rar"]
    {
        println!("{name}");
        is_whole(&read(&sample(name), &["sai", PASSWORD]));
    }
}

#[test]
fn without_the_password_names_are_told_where_they_are_open() {
    for (name, names) in [
        ("bao-cao-rar4-khoa.rar", 2),
        ("bao-cao-rar5-khoa.rar", 2),
        ("bao-cao-rar4-khoa-ten.rar", 0),
        ("bao-cao-rar5-khoa-ten.rar", 0),
    ] {
        for passwords in [&[][..], &["sai", ""][..]] {
            let file = read(&sample(name), passwords);
            assert_eq!((file.problem, file.members.len()), (Some(Problem::Encrypted), names), "{name} {passwords:?}");
            assert!(file.members.iter().all(|member| member.file.problem == Some(Problem::Encrypted)));
        }
    }
}

#[test]
fn names_of_every_age_and_no_paths() {
    for (raw, name) in [
        (b"nh\xe2\xf2n.txt".as_slice(), "nhận.txt"),
        ("Ba\u{301}o ca\u{301}o.txt".as_bytes(), "Báo cáo.txt"),
        (b"..\\..\\Windows\\BC.txt", "BC.txt"),
        (b"..\\chay.exe.txt", "chay.exe.txt"),
    ] {
        let file = read(&rar4(&[stored(raw, b"abc", 0)]), &[]);
        let found: Vec<_> = file.members.iter().map(|m| (m.name.as_str(), m.file.text.as_str())).collect();
        assert_eq!(found, [(name, "abc")], "{:?}", file.problem);
    }
}

#[test]
fn a_part_of_a_set_says_so_by_its_name() {
    let file = read(&rar4(&[stored(b"bc.txt", b"ab", 2), stored(b"pl.txt", b"pl", 0)]), &[]);
    assert_eq!((file.members[0].name.as_str(), &file.members[0].file.problem), ("bc.txt", &Some(Problem::Volume)));
    assert_eq!(file.members[1].file.text, "pl");
}

#[test]
fn a_damaged_member_costs_only_itself() {
    let mut bytes = rar4(&[stored(b"a.txt", b"aaaa", 0), stored(b"b.txt", b"bbbb", 0)]);
    let at = bytes.windows(4).position(|window| window == b"aaaa").unwrap();
    bytes[at] = b'x';
    let file = read(&bytes, &[]);
    assert!(matches!(file.members[0].file.problem, Some(Problem::Broken(_))), "{:?}", file.members);
    assert_eq!(file.members[1].file.text, "bbbb");
}

#[test]
fn more_files_than_are_read_and_twice_the_same_name() {
    let files: Vec<Vec<u8>> = (0..5000).map(|_| stored(b"a.txt", b"a", 0)).collect();
    let file = read(&rar4(&files), &[]);
    assert_eq!(file.members.len(), 200);
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
}

#[test]
fn cut_off_or_damaged_at_any_byte_it_answers() {
    for name in ["bao-cao-rar4.rar", "bao-cao-rar5.rar", "bao-cao-rar5-lien.rar"] {
        let whole = sample(name);
        for at in 0..whole.len() {
            read(&whole[..at], &[]);
            let mut damaged = whole.clone();
            damaged[at] ^= 0x41;
            read(&damaged, &[]);
        }
    }
}
