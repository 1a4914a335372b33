//! Old mailboxes, tried out before an office goes live: the program itself, over the corpus in every form in which old
//! mail lies about.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant, SystemTime};

use serde_json::Value;
use tempfile::TempDir;
use tiepnhan::{config, mailbox};

use crate::servers::{Dovecot, PASSWORD};

/// A sample office, a folder for old mail, and an empty one for what is temporary.
struct World {
    office: TempDir,
    mails: TempDir,
    temporary: TempDir,
}

impl World {
    fn new() -> Self {
        let folder = || tempfile::tempdir().unwrap();
        let world = Self { office: folder(), mails: folder(), temporary: folder() };
        config::sample::write("song-lam", world.office.path()).unwrap();
        // Reading scans by machine is another file's scenes, and costs a second a page.
        let file = world.office.path().join(config::FILE);
        let text = fs::read_to_string(&file).unwrap();
        fs::write(file, format!("{text}\n[scans]\nread = \"off\"\n")).unwrap();
        world
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiepnhan"));
        command.arg("--config").arg(self.office.path()).arg("import").args(arguments);
        command.env("TMPDIR", self.temporary.path()).stdin(Stdio::null());
        command
    }

    fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    fn json(&self, source: &Path) -> Value {
        let output = self.run(&[source.to_str().unwrap(), "--dry-run", "--json"]);
        assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Nothing was left, in the office or beside it.
    fn assert_untouched(&self) {
        let left: Vec<_> = fs::read_dir(self.temporary.path()).unwrap().map(|entry| entry.unwrap().path()).collect();
        assert!(left.is_empty(), "{left:?}");
        assert!(!self.office.path().join("du-lieu").exists(), "a ledger was made");
    }
}

fn corpus() -> Vec<(PathBuf, Vec<u8>)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/corpus/eml");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| (file.clone(), fs::read(file).unwrap())).collect()
}

/// The mails in one file, as mboxrd and mboxcl2 write it.
fn mbox(mails: &[(PathBuf, Vec<u8>)], with_length: bool) -> Vec<u8> {
    let mut all = Vec::new();
    for (_, mail) in mails {
        all.extend_from_slice(b"From x@mail.example Mon Jan  1 00:00:00 2024\n");
        // Where the empty line after the header begins.
        let unix = mail.windows(2).position(|two| two == b"\n\n").map(|at| at + 1);
        let dos = mail.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 2);
        let end = unix.into_iter().chain(dos).min().unwrap();
        if with_length {
            let body = mail.len() - end - if mail[end] == b'\r' { 2 } else { 1 };
            all.extend_from_slice(&mail[..end]);
            all.extend_from_slice(format!("Content-Length: {body}\n").as_bytes());
            all.extend_from_slice(&mail[end..]);
        } else {
            for line in mail.split_inclusive(|byte| *byte == b'\n') {
                let bare = line.iter().position(|byte| *byte != b'>').unwrap_or(line.len());
                if line[bare..].starts_with(b"From ") {
                    all.push(b'>');
                }
                all.extend_from_slice(line);
            }
        }
        all.extend_from_slice(if mail.ends_with(b"\n") { b"\n" } else { b"\n\n" });
    }
    all
}

/// "recorded" → 63 …; their sum is the number of mails.
fn outcomes(said: &Value) -> BTreeMap<String, u64> {
    let counts: BTreeMap<String, u64> = said["outcomes"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(key, count)| (key.clone(), count.as_u64().unwrap()))
        .collect();
    assert_eq!(counts.values().sum::<u64>(), said["count"].as_u64().unwrap());
    assert_eq!(said["mails"].as_array().unwrap().len() as u64, said["count"].as_u64().unwrap());
    counts
}

#[test]
fn a_year_of_mail_is_told_the_same_whatever_it_lies_in() {
    let (world, corpus) = (World::new(), corpus());
    let from_folder = outcomes(&world.json(corpus[0].0.parent().unwrap()));
    assert_eq!(from_folder.values().sum::<u64>(), corpus.len() as u64);
    for (name, with_length) in [("cu.mbox", false), ("co-do-dai.mbox", true)] {
        let file = world.mails.path().join(name);
        fs::write(&file, mbox(&corpus, with_length)).unwrap();
        assert_eq!(outcomes(&world.json(&file)), from_folder, "{name}");
    }
    let maildir = world.mails.path().join("Maildir");
    for part in ["cur", "new", "tmp"] {
        fs::create_dir_all(maildir.join(part)).unwrap();
    }
    for (nth, (_, mail)) in corpus.iter().enumerate() {
        fs::write(maildir.join("cur").join(format!("{nth}.x:2,S")), mail).unwrap();
    }
    assert_eq!(outcomes(&world.json(&maildir)), from_folder, "Maildir");
    world.assert_untouched();
}

/// A mail of a stranger with his unit's report.
fn stranger(nth: u32) -> Vec<u8> {
    format!(
        "Received: from mx.example by mail.example; Mon, {} Jan 2024 09:{:02}:00 +0700\r\nFrom: vanthu.hdy@mail.example\r\n\
         To: khoagiao@mail.example\r\nMessage-ID: <{nth}@mail.example>\r\nSubject: =?utf-8?Q?B=C3=A1o_c=C3=A1o_th=C3=A1ng?= 1/2024\r\n\
         MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         Kính gửi báo cáo.\r\n--b\r\nContent-Type: text/plain; charset=utf-8; name=\"bao cao {nth}.txt\"\r\n\
         Content-Disposition: attachment; filename=\"bao cao {nth}.txt\"\r\n\r\nHỘI ĐÔNG Y TỈNH SÔNG LAM\r\nSố: {nth}/BC-HĐY\r\n\r\n\
         BÁO CÁO\r\nKết quả công tác tháng 1 năm 2024\r\n--b--\r\n",
        10 + nth / 60,
        nth % 60
    )
    .into_bytes()
}

#[test]
fn twenty_mails_with_one_cause_are_one_line_with_what_to_copy() {
    let world = World::new();
    for nth in 1..=20 {
        fs::write(world.mails.path().join(format!("{nth:02}.eml")), stranger(nth)).unwrap();
    }
    // A mail that is none holds up nobody.
    fs::write(world.mails.path().join("hong.eml"), b"\xff\xfe").unwrap();
    let output = world.run(&[world.mails.path().to_str().unwrap(), "--dry-run"]);
    let said = String::from_utf8(output.stdout).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(said.contains("- vanthu.hdy@mail.example, văn bản của Hội Đông y tỉnh: 20 thư"), "{said}");
    assert!(said.lines().any(|line| line.ends_with(", vanthu.hdy@mail.example")), "a cell to copy: {said}");
    assert!(said.contains("      21  cộng"), "{said}");
    assert!(said.contains("hong.eml"), "{said}");
    assert!(said.lines().all(|line| line.chars().count() <= 80 || line.starts_with("    ")), "{said}");
    world.assert_untouched();
}

#[test]
fn without_dry_run_it_is_refused() {
    let world = World::new();
    let output = world.run(&[world.mails.path().to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--dry-run"));
    world.assert_untouched();
}

#[test]
fn letters_that_went_out_are_left_aside_and_days_and_labels_choose() {
    let world = World::new();
    let file = world.mails.path().join("All mail.mbox");
    let mut all = Vec::new();
    for (nth, labels) in
        ["Inbox,Unread", "=?UTF-8?Q?Th=C6=B0_=C4=91=C3=A3_g=E1=BB=ADi?=", "Inbox,2024/Q1"].iter().enumerate()
    {
        all.extend_from_slice(
            format!("From {nth}@xxx Mon Jan 01 00:00:00 +0000 2024\r\nX-Gmail-Labels: {labels}\r\n").as_bytes(),
        );
        all.extend_from_slice(&stranger(nth as u32 + 1));
        all.extend_from_slice(b"\r\n");
    }
    fs::write(&file, all).unwrap();
    let counts = outcomes(&world.json(&file));
    assert_eq!((counts.get("outgoing"), counts.get("review")), (Some(&1), Some(&2)), "{counts:?}");
    let path = file.to_str().unwrap();
    let chosen = world.run(&[path, "--dry-run", "--json", "--folder", "2024"]);
    assert_eq!(serde_json::from_slice::<Value>(&chosen.stdout).unwrap()["count"], 1);
    let none = world.run(&[path, "--dry-run", "--from", "1/1/2030"]);
    assert_eq!(none.status.code(), Some(2));
}

#[test]
fn sudden_death_leaves_nothing_behind() {
    let world = World::new();
    let corpus = corpus();
    let many: Vec<_> = std::iter::repeat_n(corpus, 20).flatten().collect();
    let file = world.mails.path().join("nhieu.mbox");
    fs::write(&file, mbox(&many, false)).unwrap();
    let mut child = world.command(&[file.to_str().unwrap(), "--dry-run"]).stdout(Stdio::null()).spawn().unwrap();
    let files = format!("/proc/{}/fd", child.id());
    let end = Instant::now() + Duration::from_secs(40);
    // The draft is open and has lost its name: the work is under way.
    let working = || {
        let open = fs::read_dir(&files).into_iter().flatten().flatten().filter_map(|fd| fs::read_link(fd.path()).ok());
        open.into_iter().any(|to| to.to_string_lossy().ends_with("so.db (deleted)"))
    };
    while !working() {
        assert!(Instant::now() < end && child.try_wait().unwrap().is_none(), "it never came to work");
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap();
    world.assert_untouched();
}

#[test]
fn the_configured_mailbox_is_read_and_stays_as_it_was() {
    let (world, dovecot, corpus) = (World::new(), Dovecot::start(), corpus());
    for (nth, (_, mail)) in corpus.iter().enumerate() {
        let received = SystemTime::from(mailbox::received_at(mail).unwrap());
        dovecot.lay("khoagiao", &format!("{nth:03}.x"), mail, received);
    }
    fs::write(world.office.path().join("mat-khau-imap"), PASSWORD).unwrap();
    let private = std::os::unix::fs::PermissionsExt::from_mode(0o600);
    fs::set_permissions(world.office.path().join("mat-khau-imap"), private).unwrap();
    let place = world.office.path().join("tiepnhan.toml");
    let text = fs::read_to_string(&place).unwrap();
    let account = format!(
        "source = \"imap\"\n[mailbox.imap]\nhost = \"localhost\"\nport = {}\nuser = \"khoagiao\"\nca_file = \"{}\"\n",
        dovecot.imaps,
        dovecot.ca_file().display()
    );
    fs::write(&place, text.replacen("source = \"maildir\"", &account, 1)).unwrap();
    let output = world.run(&["--mailbox", "--dry-run", "--json", "--from", "1/6/2024", "--to", "30/6/2024"]);
    assert!(output.stderr.is_empty(), "{}", String::from_utf8_lossy(&output.stderr));
    let said: Value = serde_json::from_slice(&output.stdout).unwrap();
    outcomes(&said);
    let june = |mail: &Vec<u8>| {
        let day = mailbox::received_at(mail).unwrap().to_string();
        day.as_str() >= "2024-05-31T17" && day.as_str() < "2024-06-30T17"
    };
    assert_eq!(said["count"], corpus.iter().filter(|(_, mail)| june(mail)).count());
    let flags = dovecot.doveadm(&["fetch", "-u", "khoagiao", "flags", "mailbox", "INBOX"]);
    assert!(!flags.contains("\\Seen"), "{flags}");
    world.assert_untouched();
}
