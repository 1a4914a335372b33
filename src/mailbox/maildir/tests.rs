//! A Maildir as deliverers, readers and accidents leave it.

use std::fs;
use std::os::unix::fs::symlink;
use std::time::Duration;

use tempfile::TempDir;

use super::*;

const JUNE: &str = "Received: by mx.example; Fri, 5 Jun 2020 08:00:00 +0700\r\nSubject: b\r\n\r\nb";
const MAY: &str = "Received: by mx.example; Tue, 5 May 2020 08:00:00 +0700\r\nSubject: a\r\n\r\na";

fn maildir() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["new", "cur", "tmp"] {
        fs::create_dir(folder.path().join(name)).unwrap();
    }
    folder
}

fn put(folder: &TempDir, name: &str, mail: &str) {
    fs::write(folder.path().join(name), mail).unwrap();
}

fn keys(entries: &[Entry]) -> Vec<&str> {
    entries.iter().map(|entry| entry.key.as_str()).collect()
}

#[test]
fn mails_come_oldest_first_under_the_name_that_readers_do_not_change() {
    let box_ = maildir();
    put(&box_, "new/2.b.host,S=90", JUNE);
    put(&box_, "cur/1.a.host:2,S", MAY);
    put(&box_, "tmp/3.c.host", MAY);
    put(&box_, "cur/.hidden", MAY);
    fs::create_dir(box_.path().join("cur/folder")).unwrap();
    let found = scan(box_.path(), &Known::default()).unwrap();
    assert_eq!(keys(&found), ["1.a.host", "2.b.host,S=90"]);
    assert_eq!(found[0].received_at.to_string(), "2020-05-05T01:00:00Z");
    let known = Known::from_iter(["1.a.host".to_owned()]);
    assert_eq!(keys(&scan(box_.path(), &known).unwrap()), ["2.b.host,S=90"]);
}

#[test]
fn a_mail_without_received_header_is_dated_by_its_file() {
    let box_ = maildir();
    put(&box_, "new/1", "Subject: x\n\nDate 2035");
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_591_318_800);
    File::options().write(true).open(box_.path().join("new/1")).unwrap().set_modified(at).unwrap();
    assert_eq!(scan(box_.path(), &Known::default()).unwrap()[0].received_at.as_second(), 1_591_318_800);
}

#[test]
fn a_vanished_mail_is_skipped_a_large_one_is_cut_and_an_unreadable_one_is_shown() {
    let box_ = maildir();
    put(&box_, "new/1", MAY);
    put(&box_, "new/2", JUNE);
    symlink("/dev/zero", box_.path().join("new/3")).unwrap();
    let found = scan(box_.path(), &Known::default()).unwrap();
    let by_key = |key: &str| found.iter().find(|entry| entry.key == key).unwrap();
    fs::remove_file(box_.path().join("new/1")).unwrap();
    assert!(read(by_key("1"), 1_000).is_none());
    let Some(RawContent::TooLarge { header, size }) = read(by_key("2"), 10) else { panic!("not cut") };
    assert!(header.ends_with(b"\r\n\r\n") && size == JUNE.len() as u64);
    assert!(matches!(read(by_key("2"), 1_000), Some(RawContent::Whole(bytes)) if bytes == JUNE.as_bytes()));
    assert!(matches!(read(by_key("3"), 1_000), Some(RawContent::Unfetchable { why }) if why.contains("new/3")));
}

#[test]
fn a_folder_that_is_no_maildir_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let fault = scan(empty.path(), &Known::default()).unwrap_err();
    assert!(matches!(&fault, MailboxError::FolderMissing { folder, .. } if folder.ends_with("new")), "{fault}");
}
