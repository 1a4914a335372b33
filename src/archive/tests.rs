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
