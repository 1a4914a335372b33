//! Scenes.

use super::*;

fn set_of(names: &[&str]) -> Vec<(String, Vec<usize>, Vec<u32>)> {
    sets(names).into_iter().map(|set| (set.name, set.files, set.missing)).collect()
}

#[test]
fn the_volumes_of_a_mail_are_put_in_order_whoever_cut_them() {
    for (names, whole) in [
        (["BC T5.part2.rar", "BC T5.part1.rar"], "BC T5.rar"),
        (["BC T5.part02.RAR", "bc t5.part01.rar"], "bc t5.rar"),
        (["BC T5.7z.002", "BC T5.7z.001"], "BC T5.7z"),
        (["BC T5.docx.002", "BC T5.docx.001"], "BC T5.docx"),
        (["BC T5.zip", "BC T5.z01"], "BC T5.zip"),
        (["BC T5.r00", "BC T5.rar"], "BC T5.rar"),
        (["Ba\u{301}o ca\u{301}o.zip.002", "Báo cáo.zip.001"], "Báo cáo.zip"),
    ] {
        assert_eq!(set_of(&names), [(whole.to_owned(), vec![1, 0], vec![])], "{names:?}");
    }
}

#[test]
fn what_is_missing_is_known_by_the_numbers() {
    assert_eq!(set_of(&["a.part3.rar", "a.part1.rar"])[0].2, [2]);
    assert_eq!(set_of(&["a.part2.rar"])[0].2, [1]);
    assert_eq!(set_of(&["a.7z.001"])[0].2, [0; 0]);
    assert_eq!(set_of(&["a.z01", "a.z02"])[0].2, [LAST]);
    assert_eq!(set_of(&["a.r01", "a.rar"])[0].2, [2]);
}

#[test]
fn archives_of_one_file_and_of_other_names_are_no_set() {
    assert_eq!(set_of(&["a.zip", "b.rar", "bc.docx", "part1.docx", "a.000", "x"]), []);
    let two = sets(&["a.part1.rar", "b.part2.rar", "a.part2.rar", "b.part1.rar"]);
    assert_eq!(two.iter().map(|set| set.files.clone()).collect::<Vec<_>>(), [vec![0, 2], vec![3, 1]]);
    // A volume that was attached twice.
    assert_eq!(sets(&["a.part1.rar", "a.part1.rar", "a.part2.rar"])[0].files, [0, 2]);
    assert!(are_akin("BC.part1.rar", "bc.part2.rar"));
    assert!(!are_akin("BC.part1.rar", "BC.part1.rar") && !are_akin("BC.part1.rar", "BC.7z.002"));
}

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn joined(volumes: &[Vec<u8>], name: &str, passwords: &[&str]) -> FileText {
    let passwords: Vec<String> = passwords.iter().map(|word| (*word).to_owned()).collect();
    let lengths: Vec<u64> = volumes.iter().map(|volume| u64::try_from(volume.len()).unwrap()).collect();
    read(&volumes.concat(), &lengths, name, &Limits::default(), &passwords)
}

fn names(file: &FileText) -> Vec<&str> {
    file.members.iter().map(|member| member.name.as_str()).collect()
}

fn is_whole(file: &FileText) {
    assert_eq!((&file.problem, names(file)), (&None, vec!["Báo cáo tháng 6.txt", "Phụ lục.txt"]));
    assert!(file.members[0].file.text.trim_end().ends_with("tổng số 62 lượt người."), "{:?}", file.members[0].file);
    assert!(file.members[1].file.text.starts_with("Phụ lục 1"));
}

#[test]
fn rar_volumes_are_read_as_one_archive_or_ask_for_what_is_missing() {
    let volumes = [sample("bao-cao-rar5.part1.rar"), sample("bao-cao-rar5.part2.rar")];
    is_whole(&joined(&volumes, "bao-cao.rar", &[]));
    for part in [&volumes[..1], &volumes[1..]] {
        assert_eq!(joined(part, "bao-cao.rar", &[]).problem, Some(Problem::Volume));
    }
    let mut damaged = volumes.clone();
    let at = damaged[1].len() / 2;
    damaged[1][at] ^= 0x55;
    let damaged = joined(&damaged, "bao-cao.rar", &[]);
    assert!(damaged.members.iter().all(|member| member.file.text.is_empty() || member.file.problem.is_none()));
    assert!(damaged.problem.is_some() || damaged.members.iter().any(|member| member.file.problem.is_some()));
}

#[test]
fn locked_rar_volumes_open_with_the_password() {
    for name in ["bao-cao-rar5-khoa", "bao-cao-rar5-khoa-ten"] {
        let volumes = [1, 2].map(|number| sample(&format!("{name}.part{number}.rar")));
        is_whole(&joined(&volumes, "a.rar", &["sai", "Khoagiao@2026"]));
        for words in [&[][..], &["sai"][..]] {
            let locked = joined(&volumes, "a.rar", words);
            assert_eq!(locked.problem, Some(Problem::Encrypted), "{name} {words:?}");
            assert!(locked.members.iter().all(|member| member.file.problem == Some(Problem::Encrypted)));
        }
    }
}

#[test]
fn a_finished_archive_that_was_cut_is_glued_together() {
    let whole = sample("bao-cao.7z");
    let cut = |at: usize| [whole[..at].to_vec(), whole[at..].to_vec()];
    for at in [40, 200, whole.len() - 1] {
        is_whole(&joined(&cut(at), "bao-cao.7z", &[]));
        assert_eq!(joined(&cut(at)[..1], "bao-cao.7z", &[]).problem, Some(Problem::Volume), "{at}");
    }
}

/// A stored file of a zip archive: its head with content, and its line in the directory.
fn stored(name: &str, content: &[u8]) -> (Vec<u8>, Vec<u8>) {
    let mut crc = u32::MAX;
    for byte in content {
        crc ^= u32::from(*byte);
        for _ in 0..8 {
            crc = if crc & 1 == 1 { (crc >> 1) ^ 0xedb8_8320 } else { crc >> 1 };
        }
    }
    let size = u32::try_from(content.len()).unwrap().to_le_bytes();
    let mut fields = vec![20, 0, 0, 8, 0, 0, 0, 0, 0, 0];
    fields.extend((!crc).to_le_bytes());
    fields.extend(size);
    fields.extend(size);
    fields.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
    fields.extend([0, 0]);
    let head = [b"PK\x03\x04".as_slice(), &fields, name.as_bytes(), content].concat();
    let line = [b"PK\x01\x02\x14\x00".as_slice(), &fields, &[0; 14], name.as_bytes()].concat();
    (head, line)
}

/// A zip archive on two disks: the second file begins on the second, and so does the directory.
fn disks() -> [Vec<u8>; 2] {
    let (one, mut line_of_one) = stored("a.txt", "Báo cáo".as_bytes());
    let (two, mut line_of_two) = stored("b.txt", "Phụ lục".as_bytes());
    let first = [b"PK\x07\x08".as_slice(), &one].concat();
    line_of_one[42] = 4;
    line_of_two[34] = 1;
    let at = u32::try_from(two.len()).unwrap().to_le_bytes();
    let length = u32::try_from([&line_of_one[..], &line_of_two].concat().len()).unwrap().to_le_bytes();
    let end = [b"PK\x05\x06\x01\0\x01\0\x02\0\x02\0".as_slice(), &length, &at, &[0, 0]].concat();
    [first, [two, line_of_one, line_of_two, end].concat()]
}

#[test]
fn a_zip_archive_on_disks_is_counted_anew() {
    let disks = disks();
    let whole = joined(&disks, "a.zip", &[]);
    let texts: Vec<_> = whole.members.iter().map(|one| (one.name.as_str(), one.file.text.as_str())).collect();
    assert_eq!((whole.problem.clone(), texts), (None, vec![("a.txt", "Báo cáo"), ("b.txt", "Phụ lục")]));
    assert_eq!(joined(&disks[1..], "a.zip", &[]).problem, Some(Problem::Volume));
    // The last disk alone is called like a whole archive.
    assert_eq!(crate::text::read(&disks[1], "a.zip", "", &Limits::default()).problem, Some(Problem::Volume));
    for at in 0..disks[1].len() {
        let mut damaged = disks.clone();
        damaged[1][at] ^= 0xff;
        let _answers = joined(&damaged, "a.zip", &[]);
    }
}

#[test]
fn lengths_that_cannot_be_are_no_archive() {
    let file = read(b"PK", &[5], "a.zip", &Limits::default(), &[]);
    assert_eq!(file.problem, Some(Problem::Volume));
    assert_eq!(read(b"", &[], "a.zip", &Limits::default(), &[]).problem, Some(Problem::Volume));
}
