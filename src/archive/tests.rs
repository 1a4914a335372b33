//! Scenes of the archive.

use super::*;

fn shelfless() -> (tempfile::TempDir, Archive) {
    let folder = tempfile::tempdir().unwrap();
    let archive = Archive::open(folder.path()).unwrap();
    (folder, archive)
}

#[test]
fn a_kept_mail_is_read_back_and_lies_under_its_hash() {
    let (folder, archive) = shelfless();
    let sha256 = archive.keep(b"From: a@b.example\r\n\r\n").unwrap();
    assert_eq!(archive.raw(&sha256).unwrap(), b"From: a@b.example\r\n\r\n");
    let (first, rest) = sha256.as_str().split_at(2);
    assert!(folder.path().join(format!("thu/{first}/{rest}.eml")).is_file());
}

#[test]
fn a_flipped_byte_is_noticed() {
    let (_folder, archive) = shelfless();
    let sha256 = archive.keep(b"abc").unwrap();
    fs::write(archive.path(&sha256), b"abd").unwrap();
    assert!(matches!(archive.raw(&sha256), Err(ArchiveError::Damaged(_))));
}

#[test]
fn a_file_cut_short_by_someone_is_written_again() {
    let (_folder, archive) = shelfless();
    let sha256 = archive.keep(b"abc").unwrap();
    fs::write(archive.path(&sha256), b"a").unwrap();
    archive.keep(b"abc").unwrap();
    assert_eq!(archive.raw(&sha256).unwrap(), b"abc");
}

#[test]
fn a_group_with_the_same_mail_twice_leaves_nothing_but_the_mails() {
    let (folder, archive) = shelfless();
    let bytes: Vec<Vec<u8>> = (0..60_u8).map(|n| vec![n % 50; 1000]).collect();
    let hashes: Vec<Sha256> = bytes.iter().map(|bytes| Sha256::of(bytes)).collect();
    let group: Vec<(&Sha256, &[u8])> =
        hashes.iter().zip(&bytes).map(|(hash, bytes)| (hash, bytes.as_slice())).collect();
    archive.keep_all(&group).unwrap();
    let mut files = 0;
    for shard in fs::read_dir(folder.path().join("thu")).unwrap() {
        for file in fs::read_dir(shard.unwrap().path()).unwrap() {
            assert!(file.unwrap().file_name().to_string_lossy().ends_with(".eml"));
            files += 1;
        }
    }
    assert_eq!(files, 50);
}

fn shelved(name: &str) -> Shelved<'_> {
    static UNIT: std::sync::LazyLock<crate::roster::UnitId> =
        std::sync::LazyLock::new(|| crate::roster::UnitId::new("so-y-te").unwrap());
    let period = "2020-H1".parse().unwrap();
    Shelved { number: (2020, 147), version: 1, period, unit: &UNIT, place: 0, name }
}

#[test]
fn an_accepted_file_that_was_lost_is_missed_and_laid_there_again() {
    let (_folder, archive) = shelfless();
    let files = [shelved("a.docx"), shelved("b.docx")];
    for file in &files {
        archive.shelve(file, b"x").unwrap();
    }
    assert!(archive.missing(&files).is_empty());
    fs::remove_file(archive.shelf(&files[1])).unwrap();
    assert_eq!(archive.missing(&files), [&files[1]]);
    archive.shelve(&files[1], b"x").unwrap();
    assert!(archive.missing(&files).is_empty());
}

#[test]
fn a_group_of_accepted_files_lies_on_its_shelves_and_what_lay_there_is_left() {
    let (_folder, archive) = shelfless();
    let names: Vec<String> = (0..20).map(|number| format!("{number}.docx")).collect();
    archive.shelve(&shelved(&names[3]), b"first").unwrap();
    let files: Vec<_> = names.iter().map(|name| (shelved(name), name.as_bytes())).collect();
    archive.shelve_all(&files).unwrap();
    for (file, bytes) in &files {
        let expected = if file.name == "3.docx" { b"first" } else { *bytes };
        archive.check(file, &Sha256::of(expected)).unwrap();
        assert_eq!(fs::metadata(archive.shelf(file)).unwrap().permissions().mode() & 0o777, 0o444);
    }
}

#[test]
fn what_a_crash_left_half_written_is_swept_and_nothing_else() {
    let (_folder, archive) = shelfless();
    let sha256 = archive.keep(b"abc").unwrap();
    let half = archive.path(&sha256).with_file_name(".ghi-do-x1y2");
    fs::write(&half, b"a").unwrap();
    archive.sweep().unwrap();
    assert!(!half.exists());
    assert_eq!(archive.raw(&sha256).unwrap(), b"abc");
}

#[test]
fn a_full_disk_is_temporary_and_a_damaged_file_is_not() {
    let full = ArchiveError::new("lưu tệp", Path::new("x"), std::io::ErrorKind::StorageFull.into());
    assert!(full.is_temporary());
    assert!(!ArchiveError::damaged(Path::new("x")).is_temporary());
}

#[test]
fn what_could_not_be_kept_is_not_there() {
    let (_folder, archive) = shelfless();
    let sha256 = Sha256::of(b"abc");
    fs::write(archive.path(&sha256).parent().unwrap(), b"a file where the folder should be").unwrap();
    assert!(archive.keep(b"abc").is_err());
    assert!(archive.raw(&sha256).is_err());
}
