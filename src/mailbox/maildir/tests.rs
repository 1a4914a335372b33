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
    assert!(matches!(read(by_key("3"), 1_000), Some(RawContent::Unfetchable { why, .. }) if why.contains("new/3")));
}

#[test]
fn a_folder_that_is_no_maildir_is_named() {
    let empty = tempfile::tempdir().unwrap();
    let fault = scan(empty.path(), &Known::default()).unwrap_err();
    assert!(matches!(&fault, MailboxError::FolderMissing { folder, .. } if folder.ends_with("new")), "{fault}");
}

/// A ledger that records what it is told.
#[derive(Default)]
struct Book(std::sync::Mutex<Vec<String>>);

impl Journal for Book {
    fn known(&self, _source: &str, _folder: &str, uid_validity: u32) -> Result<Known, String> {
        assert_eq!(uid_validity, 0);
        Ok(self.0.lock().unwrap().iter().cloned().collect())
    }
}

struct Reading {
    events: mpsc::Receiver<Event>,
    stop: CancellationToken,
    book: Arc<Book>,
}

impl Reading {
    fn start(folder: &TempDir) -> Self {
        let mut settings = Settings::new(folder.path().to_owned(), Arc::new(|| Timestamp::UNIX_EPOCH));
        settings.poll = Duration::from_millis(5);
        settings.deaf_after = Duration::from_millis(100);
        let (sender, events) = mpsc::channel(1);
        let (stop, book) = (CancellationToken::new(), Arc::new(Book::default()));
        tokio::spawn(run(settings, book.clone(), sender, stop.clone()));
        Self { events, stop, book }
    }

    async fn next(&mut self) -> Event {
        tokio::time::timeout(Duration::from_secs(20), self.events.recv()).await.unwrap().unwrap()
    }

    /// Keys of the mails that come until so many passes are complete.
    async fn passes(&mut self, count: usize) -> Vec<String> {
        let mut keys = Vec::new();
        for _ in 0..count {
            loop {
                match self.next().await {
                    Event::Mail(mail) => keys.push(mail.origin.key),
                    Event::PassComplete { .. } => break,
                    _ => {}
                }
            }
        }
        keys
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

#[tokio::test]
async fn a_mail_comes_once_whoever_moves_or_flags_it() {
    let box_ = maildir();
    put(&box_, "new/1.a", MAY);
    let mut reading = Reading::start(&box_);
    assert_eq!(reading.passes(3).await, ["1.a"]);
    fs::rename(box_.path().join("new/1.a"), box_.path().join("cur/1.a:2,S")).unwrap();
    assert_eq!(reading.passes(4).await, [""; 0]);
    reading.book.0.lock().unwrap().push("1.a".to_owned());
    fs::rename(box_.path().join("cur/1.a:2,S"), box_.path().join("cur/1.a:2,RS")).unwrap();
    assert_eq!(reading.passes(4).await, [""; 0]);
}

#[tokio::test]
async fn mails_that_are_delivered_while_we_look_all_come() {
    let box_ = maildir();
    let path = box_.path().to_owned();
    let mut reading = Reading::start(&box_);
    let deliverer = std::thread::spawn(move || {
        for number in 0..300 {
            let name = format!("{number}.x");
            fs::write(path.join("tmp").join(&name), MAY).unwrap();
            fs::rename(path.join("tmp").join(&name), path.join("new").join(&name)).unwrap();
        }
    });
    let mut keys = Vec::new();
    while keys.len() < 300 {
        keys.extend(reading.passes(1).await);
    }
    deliverer.join().unwrap();
    keys.extend(reading.passes(3).await);
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 300);
}

#[tokio::test]
async fn a_folder_that_disappears_is_told_once_and_its_return_too() {
    let box_ = maildir();
    let mut reading = Reading::start(&box_);
    reading.passes(1).await;
    let away = box_.path().join("away");
    fs::rename(box_.path().join("cur"), &away).unwrap();
    let why = loop {
        if let Event::Deaf { why, .. } = reading.next().await {
            break why;
        }
    };
    assert!(why.contains("cur"), "{why}");
    fs::rename(&away, box_.path().join("cur")).unwrap();
    assert!(matches!(reading.next().await, Event::Recovered { .. }));
}
