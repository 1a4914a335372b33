//! 7z archives, packed by 7-Zip: `7z a [-mhe=on] [-pKhoagiao@2026] [-m0=METHOD]`; the bomb is 300 MiB of zeros.

use crate::text::{self, FileKind, FileText, Limits, Problem, sniff};

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn read(bytes: &[u8], passwords: &[&str]) -> FileText {
    let passwords: Vec<String> = passwords.iter().map(|word| (*word).to_owned()).collect();
    text::read_sniffed(sniff::sniff(bytes, "a.7z", ""), bytes, "a.7z", &Limits::default(), &passwords)
}

fn is_whole(file: &FileText) {
    let names: Vec<&str> = file.members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["Báo cáo tháng 6.txt", "Phụ lục.txt"], "{:?}", file.problem);
    assert!(file.members[0].file.text.trim_end().ends_with("tổng số 62 lượt người."));
    assert!(file.members[1].file.text.starts_with("Phụ lục 1"));
    assert_eq!((file.kind, &file.problem), (FileKind::SevenZip, &None));
}

#[test]
fn every_usual_packing_is_read() {
    for name in ["bao-cao.7z", "bao-cao-ppmd.7z", "bao-cao-bzip2.7z"] {
        is_whole(&read(&sample(name), &[]));
    }
}

#[test]
fn a_locked_archive_opens_with_the_password_among_others() {
    for name in ["bao-cao-khoa.7z", "bao-cao-khoa-ten.7z"] {
        is_whole(&read(&sample(name), &["sai", " Khoagiao@2026 "]));
    }
}

#[test]
fn without_the_password_names_are_told_where_they_are_open() {
    for (name, names) in [("bao-cao-khoa.7z", 2), ("bao-cao-khoa-ten.7z", 0)] {
        for passwords in [&[][..], &["sai"][..]] {
            let file = read(&sample(name), passwords);
            assert_eq!((file.problem, file.members.len()), (Some(Problem::Encrypted), names), "{name} {passwords:?}");
            assert!(file.members.iter().all(|member| member.file.problem == Some(Problem::Encrypted)));
        }
    }
}

#[test]
fn a_bomb_is_not_unpacked() {
    let file = read(&sample("bom.7z"), &[]);
    assert_eq!(file.members[0].name, "zero.txt");
    assert!(matches!(file.members[0].file.problem, Some(Problem::TooLarge(_))));
}

#[test]
fn cut_off_or_damaged_at_any_byte_it_answers() {
    let whole = sample("bao-cao.7z");
    for at in 6..whole.len() {
        assert!(read(&whole[..at], &[]).problem.is_some(), "cut at {at}");
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        read(&damaged, &[]);
    }
}
