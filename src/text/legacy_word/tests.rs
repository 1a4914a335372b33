//! Old Word files: pieces, marks, passwords, damage.

use std::io::{Cursor, Write};

use crate::text::{self, FileKind, FileText, Limits, Problem};

/// A `.doc` whose text consists of these pieces: Windows-1252 or UTF-16.
fn doc(flags: u16, pieces: &[(&[u8], bool)]) -> Vec<u8> {
    let mut word = vec![0; 0x400];
    let (mut positions, mut descriptors, mut at) = (vec![0_u32], Vec::new(), 0_u32);
    for (bytes, compressed) in pieces {
        let start = u32::try_from(word.len()).unwrap();
        word.extend_from_slice(bytes);
        let characters = if *compressed { bytes.len() } else { bytes.len() / 2 };
        at = at.saturating_add(u32::try_from(characters).unwrap());
        positions.push(at);
        let fc = if *compressed { start.saturating_mul(2) | 0x4000_0000 } else { start };
        descriptors.extend_from_slice(&[0, 0]);
        descriptors.extend_from_slice(&fc.to_le_bytes());
        descriptors.extend_from_slice(&[0, 0]);
    }
    let table: Vec<u8> = positions.iter().flat_map(|cp| cp.to_le_bytes()).chain(descriptors).collect();
    let mut clx = vec![1, 2, 0, 9, 9, 2];
    clx.extend_from_slice(&u32::try_from(table.len()).unwrap().to_le_bytes());
    clx.extend_from_slice(&table);
    word[..2].copy_from_slice(&[0xec, 0xa5]);
    word[2..4].copy_from_slice(&0x00c1_u16.to_le_bytes());
    word[0x0a..0x0c].copy_from_slice(&(flags | 0x0200).to_le_bytes());
    word[0x01a6..0x01aa].copy_from_slice(&u32::try_from(clx.len()).unwrap().to_le_bytes());
    compound(&[("/WordDocument", &word), ("/1Table", &clx)])
}

fn compound(streams: &[(&str, &[u8])]) -> Vec<u8> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    for (name, bytes) in streams {
        compound.create_stream(name).unwrap().write_all(bytes).unwrap();
    }
    compound.into_inner().into_inner()
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "a.doc", "", &Limits::default())
}

#[test]
fn a_real_report_with_letterhead_and_table() {
    let file = read(include_bytes!("../../../tests/data/files/huyen-uy-6-thang.doc"));
    assert_eq!((file.kind, &file.problem), (FileKind::Doc, &None));
    assert!(file.text.starts_with("HUYỆN ỦY QUẢNG KHÊ\nBAN TUYÊN GIÁO\n*\nSố 188-BC/BTGHU\tĐẢNG CỘNG SẢN VIỆT NAM\n"));
    assert!(file.text.contains("\n2\tXã Quảng Thọ\t3\t245\n"));
}

#[test]
fn pieces_of_both_codings_marks_and_fields() {
    let text = wide("Báo cáo\rtháng \u{13} PAGE \u{14}6\u{15}\ra\u{7}b\u{7}\u{7}c\u{7}\u{1e}\u{7}\u{7}");
    let file = read(&doc(0, &[(b"caf\xe9 \x01", true), (&text, false)]));
    assert_eq!(file.text, "café Báo cáo\ntháng 6\na\tb\nc\t-");
}

#[test]
fn a_password_is_told_from_damage() {
    assert_eq!(read(&doc(0x0100, &[(b"x", true)])).problem, Some(Problem::Encrypted));
    let locked = compound(&[("/EncryptedPackage", b"x"), ("/EncryptionInfo", b"x")]);
    let file = text::read(&locked, "a.docx", "", &Limits::default());
    assert_eq!((file.kind, file.problem), (FileKind::Docx, Some(Problem::Encrypted)));
}

#[test]
fn a_cut_off_file_is_broken_wherever_it_is_cut() {
    let whole = include_bytes!("../../../tests/data/files/huyen-uy-6-thang.doc");
    for end in (600..whole.len() - 4096).step_by(997) {
        let file = read(&whole[..end]);
        assert!(matches!(file.problem, Some(Problem::Broken(_))), "cut at {end}: {:?}", file.problem);
    }
}

#[test]
fn pieces_that_overlap_a_million_times_end_at_the_limit() {
    let mut bytes = doc(0, &[(&[b'a'; 60_000], true)]);
    let limits = Limits { text: 100_000, ..Limits::default() };
    let mut pieces: Vec<(&[u8], bool)> = Vec::new();
    let block = [b'a'; 600];
    pieces.resize(2000, (&block, true));
    assert_eq!(text::read(&doc(0, &pieces), "", "", &limits).text.len(), 100_000);
    bytes.truncate(2000);
    assert!(read(&bytes).problem.is_some());
}
