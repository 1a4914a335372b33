//! A whole office: mailbox, mail server, files that people wrote, and the program as it is installed, all on loopback.

mod backlog;
mod corpus;
mod crash;
mod deaf;
mod disk;
mod lines;
mod moving;
mod poison;
mod running;
mod starting;

use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, File};
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use mail_parser::MessageParser;
use rusqlite::{Connection, OpenFlags};
use tempfile::TempDir;
use tiepnhan::config;
use tiepnhan::judgment::Bucket;
use tiepnhan::ledger::{Ledger, LedgerError};

use crate::postfix::Postfix;
use crate::servers::{Dovecot, PASSWORD};

/// The user of the mailbox at Dovecot.
const USER: &str = "khoagiao";
/// The longest that a scene waits for another process; a busy machine is slow, a broken program never ready.
const PATIENCE: Duration = Duration::from_secs(300);

/// The sample office Sông Lam at work.
pub struct Office {
    folder: TempDir,
    pub dovecot: Dovecot,
    pub postfix: Postfix,
    daemon: Option<Child>,
    /// Where the program finds its servers; proxies may stand between.
    pub imap: u16,
    pub smtp: u16,
    /// The user of the office's own mailbox.
    pub user: &'static str,
    /// Lines that come last in tiepnhan.toml, by section.
    pub settings: BTreeMap<&'static str, String>,
}

/// All that must come out the same whatever happens meanwhile: how often each mail lies where, the register, the
/// letters.
#[derive(Debug, PartialEq, Eq)]
pub struct Picture {
    pub buckets: BTreeMap<String, Bucket>,
    pub register: Vec<String>,
    pub letters: BTreeSet<(String, String)>,
}

impl Office {
    /// The office with both servers; the program does not run yet.
    pub fn open() -> Self {
        let (dovecot, postfix) = (Dovecot::start(), Postfix::for_everyone());
        let folder = tempfile::tempdir().unwrap();
        config::sample::write("song-lam", folder.path()).unwrap();
        // The plan ends with the corpus, so that what the clock calls for today stays out of the scenes.
        let plan = folder.path().join("plans/12-kh-btgtu.toml");
        let text = fs::read_to_string(&plan).unwrap();
        let ended = text.replacen("valid_from", "valid_to = \"31/10/2025\"\nvalid_from", 1);
        assert_ne!(text, ended);
        fs::write(&plan, ended).unwrap();
        let secret = folder.path().join("mat-khau-imap");
        fs::write(&secret, PASSWORD).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o600)).unwrap();
        let settings = BTreeMap::from([("limits", "letters_per_address = 100\n".to_owned())]);
        let (imap, smtp) = (dovecot.imaps, postfix.port);
        Self { folder, dovecot, postfix, daemon: None, imap, smtp, user: USER, settings }
    }

    /// The office's folder.
    pub fn place(&self) -> &Path {
        self.folder.path()
    }

    /// Where the program keeps everything.
    pub fn data(&self) -> PathBuf {
        self.place().join("du-lieu")
    }

    fn configure(&self) {
        let Self { imap, smtp, user, .. } = self;
        let sample = fs::read_to_string(self.place().join("tiepnhan.toml")).unwrap();
        let (office, _) = sample.split_once("[mailbox]").unwrap();
        let extra = |section| self.settings.get(section).map_or("", String::as_str);
        let (limits, mailbox, log) = (extra("limits"), extra("mailbox"), extra("log"));
        let (trusted, certificate) = (self.dovecot.ca_file(), self.postfix.certificate_file());
        let (trusted, certificate) = (trusted.display(), certificate.display());
        let source = if mailbox.contains("maildir") {
            mailbox.to_owned()
        } else {
            format!(
                "[mailbox]\nsource = \"imap\"\n[mailbox.imap]\nhost = \"localhost\"\nport = {imap}\nuser = \"{user}\"\n\
                 ca_file = \"{trusted}\"\n{mailbox}\n"
            )
        };
        let text = format!(
            "{office}{source}\n[delivery]\nway = \"smtp\"\n[delivery.smtp]\nhost = \"localhost\"\nport = {smtp}\n\
             tls = \"starttls\"\nauth = \"none\"\nca_file = \"{certificate}\"\n\
             [web]\nlisten = \"\"\n[times]\nstart_date = \"1/1/2024\"\n[limits]\nseconds_between_letters = 0\n{limits}\n[log]\n{log}\n"
        );
        fs::write(self.place().join("tiepnhan.toml"), text).unwrap();
    }

    /// A command of the program on this office; `TIEPNHAN_PROGRAM` names another build of it.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let program = std::env::var_os("TIEPNHAN_PROGRAM").unwrap_or_else(|| env!("CARGO_BIN_EXE_tiepnhan").into());
        let mut command = Command::new(program);
        command.arg("--config").arg(self.place()).args(arguments).stdin(Stdio::null());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command(arguments).output().unwrap()
    }

    /// Starts the daemon, and does not wait for it.
    pub fn launch(&mut self) {
        self.configure();
        let command = self.command(&["run"]);
        self.launch_as(command);
    }

    /// Starts the daemon by this command.
    pub fn launch_as(&mut self, mut command: Command) {
        assert!(self.daemon.is_none(), "it runs already");
        let log = File::options().create(true).append(true).open(self.log_file()).unwrap();
        self.daemon = Some(command.stdout(log.try_clone().unwrap()).stderr(log).spawn().unwrap());
    }

    /// Starts the daemon and waits until it serves.
    pub fn start(&mut self) {
        let served = self.told("serving");
        self.launch();
        self.until("the daemon serves", |office| office.told("serving") > served);
    }

    fn log_file(&self) -> PathBuf {
        self.place().join("daemon.log")
    }

    /// What the daemon said so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.log_file()).unwrap_or_default()
    }

    /// How many lines of the log hold these words.
    pub fn told(&self, words: &str) -> usize {
        self.log().lines().filter(|line| line.contains(words)).count()
    }

    /// The daemon's process.
    pub fn pid(&self) -> u32 {
        self.daemon.as_ref().expect("the daemon runs").id()
    }

    /// A line of /proc/PID/status, in kB.
    pub fn memory(&self, what: &str) -> u64 {
        let status = fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status.lines().find(|line| line.starts_with(what)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// kill -9, at once.
    pub fn kill(&mut self) {
        let mut daemon = self.daemon.take().expect("the daemon runs");
        daemon.kill().unwrap();
        daemon.wait().unwrap();
    }

    /// SIGTERM; how it ended and how long that took.
    pub fn stop(&mut self) -> (ExitStatus, Duration) {
        let mut daemon = self.daemon.take().expect("the daemon runs");
        let asked = Instant::now();
        let sent = Command::new("kill").args(["-TERM", &daemon.id().to_string()]).status().unwrap();
        assert!(sent.success());
        loop {
            if let Some(status) = daemon.try_wait().unwrap() {
                return (status, asked.elapsed());
            }
            if asked.elapsed() > Duration::from_secs(30) {
                daemon.kill().unwrap();
                daemon.wait().unwrap();
                panic!("SIGTERM did not end it within 30 s:\n{}", self.tail());
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// What the daemon warned of.
    pub fn warnings(&self) -> String {
        let log = self.log();
        log.lines().filter(|line| !line.contains(" INFO ")).collect::<Vec<_>>().join("\n")
    }

    fn tail(&self) -> String {
        let log = self.log();
        let lines: Vec<_> = log.lines().collect();
        lines[lines.len().saturating_sub(40)..].join("\n")
    }

    /// Waits for something that the daemon does; fails when that dies or takes too long.
    pub fn until(&mut self, what: &str, mut come: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !come(self) {
            let ended = self.daemon.as_mut().and_then(|daemon| daemon.try_wait().unwrap());
            assert!(ended.is_none(), "waiting until {what}, the daemon ended with {ended:?}:\n{}", self.tail());
            assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}:\n{}", self.tail());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// A number out of the ledger's file; 0 as long as there is none.
    pub fn count(&self, sql: &str) -> u64 {
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE;
        let Ok(file) = Connection::open_with_flags(self.data().join("so.db"), flags) else { return 0 };
        file.busy_timeout(PATIENCE).unwrap();
        match file.query_row(sql, [], |row| row.get::<_, i64>(0)) {
            Ok(count) => count.try_into().unwrap(),
            // The daemon is just making it.
            Err(error) if error.to_string().contains("no such table") => 0,
            Err(error) => panic!("{sql}: {error}"),
        }
    }

    /// How many mails are in the ledger.
    pub fn mails(&self) -> u64 {
        self.count("SELECT count(*) FROM mail")
    }

    /// Letters that may leave now or are on their way.
    pub fn unsent(&self) -> u64 {
        let now = jiff::Timestamp::now().as_millisecond();
        let waiting = format!("state = 'claimed' OR (state = 'queued' AND next_try <= {now})");
        self.count(&format!("SELECT count(*) FROM letter WHERE {waiting}"))
    }

    /// Waits until so many mails are in the ledger and every letter that may leave has left.
    pub fn settle(&mut self, mails: u64) {
        self.until(&format!("{mails} mails are in the ledger"), |office| office.mails() >= mails);
        self.until("no letter waits", |office| office.unsent() == 0);
        assert_eq!(self.mails(), mails);
    }

    /// What was delivered, once everything that the ledger calls sent is there.
    pub fn delivered(&mut self) -> Vec<Delivered> {
        let sent = self.count("SELECT count(*) FROM letter WHERE state = 'sent' AND attempts > 0");
        self.until("all letters are delivered", |office| office.postfix.files().len() as u64 >= sent);
        self.postfix.files().iter().map(|file| Delivered::read(&fs::read(file).unwrap())).collect()
    }

    /// The ledger, read from beside the daemon.
    pub fn ledger(&self) -> Ledger {
        Ledger::open(&self.data().join("so.db"), jiff::Timestamp::now()).unwrap()
    }

    /// What came out.
    pub fn picture(&self) -> Picture {
        let (mails, lines) =
            self.ledger().read(|snapshot| Ok::<_, LedgerError>((snapshot.mails(None)?, snapshot.lines()?))).unwrap();
        let names: BTreeMap<i64, String> =
            mails.iter().map(|mail| (mail.id, mail.sha256.as_str().to_owned())).collect();
        let buckets = mails.iter().map(|mail| (mail.sha256.as_str().to_owned(), mail.bucket)).collect();
        let line = |line: &tiepnhan::ledger::Line| {
            let mail = line.mail.and_then(|mail| names.get(&mail));
            let (year, number) = line.number;
            let files = line.files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>();
            format!(
                "{number}/{year} {} {} {} v{} {:?} {mail:?} {files:?}",
                line.unit, line.report, line.period, line.version, line.relation
            )
        };
        Picture { buckets, register: lines.iter().map(line).collect(), letters: self.letters() }
    }

    /// Purpose and recipient of each letter of the ledger.
    pub fn letters(&self) -> BTreeSet<(String, String)> {
        let file = Connection::open(self.data().join("so.db")).unwrap();
        file.busy_timeout(PATIENCE).unwrap();
        let mut select = file.prepare("SELECT purpose, recipient FROM letter WHERE attempts > 0").unwrap();
        let rows = select.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<Result<_, _>>().unwrap()
    }

    /// `verify` as staff run it must find nothing.
    pub fn assert_whole(&self) {
        let verified = self.run(&["verify"]);
        let said = String::from_utf8_lossy(&verified.stdout);
        assert_eq!(verified.status.code(), Some(0), "{said}{}", String::from_utf8_lossy(&verified.stderr));
    }

    /// After a kill files may be missing on the shelf until the next start; nothing else may.
    pub fn assert_whole_but_for_the_shelf(&self) {
        if self.data().join("so.db").exists() {
            let findings = self.ledger().read(|snapshot| snapshot.verify()).unwrap();
            assert!(findings.faults.is_empty(), "{findings:?}");
        }
    }

    /// Letters that wait for hours (of unknown fate, after a fault of the line) are due now.
    pub fn hours_pass(&self) {
        let file = Connection::open(self.data().join("so.db")).unwrap();
        file.busy_timeout(PATIENCE).unwrap();
        file.execute("UPDATE letter SET next_try = 0 WHERE state = 'queued'", []).unwrap();
    }

    /// Puts mails into the inbox, each with its time of receipt.
    pub fn append(&self, mails: &[Mail]) {
        let mut server = Imap::log_in_as(self.user, self.dovecot.imap);
        for mail in mails {
            server.append(mail);
        }
    }
}

impl Drop for Office {
    fn drop(&mut self) {
        if let Some(mut daemon) = self.daemon.take() {
            let _ = daemon.kill();
            let _ = daemon.wait();
        }
    }
}

/// A mail and when the server received it.
pub struct Mail {
    pub bytes: Vec<u8>,
    pub received_at: jiff::Zoned,
}

impl Mail {
    /// A mail that came at this moment (RFC 3339).
    pub fn at(received_at: &str, bytes: impl Into<Vec<u8>>) -> Self {
        let at: jiff::Timestamp = received_at.parse().unwrap();
        Self { bytes: bytes.into(), received_at: at.to_zoned(jiff::tz::TimeZone::get("Asia/Ho_Chi_Minh").unwrap()) }
    }
}

/// Just enough IMAP to put mails into a folder with their own time.
pub struct Imap(BufReader<TcpStream>);

impl Imap {
    pub fn log_in(port: u16) -> Self {
        Self::log_in_as(USER, port)
    }

    pub fn log_in_as(user: &str, port: u16) -> Self {
        let mut session = Self(BufReader::new(TcpStream::connect(("127.0.0.1", port)).unwrap()));
        session.line();
        session.say(format!("a LOGIN {user} {PASSWORD}\r\n").as_bytes());
        session
    }

    /// Returns when the server has it.
    pub fn append(&mut self, mail: &Mail) {
        let date = mail.received_at.strftime("%d-%b-%Y %H:%M:%S %z");
        let command = format!("a APPEND INBOX \"{date}\" {{{}+}}\r\n", mail.bytes.len());
        self.say(&[command.as_bytes(), &mail.bytes, b"\r\n"].concat());
    }

    fn line(&mut self) -> String {
        let mut line = String::new();
        assert!(self.0.read_line(&mut line).unwrap() > 0, "the server closed");
        line
    }

    fn say(&mut self, command: &[u8]) {
        self.0.get_mut().write_all(command).unwrap();
        loop {
            let line = self.line();
            if let Some(answer) = line.strip_prefix("a ") {
                assert!(answer.starts_with("OK"), "{line}");
                return;
            }
        }
    }
}

/// A letter as its recipient got it.
#[derive(Debug)]
pub struct Delivered {
    /// To whom it was delivered, by the server's word.
    pub to: String,
    /// The recipient that the letter names.
    pub header_to: String,
    /// `receipt`, `query`, `alert` …
    pub kind: String,
    pub message_id: String,
    pub in_reply_to: Option<String>,
    pub auto_submitted: Option<String>,
    pub subject: String,
    pub text: String,
}

impl Delivered {
    fn read(bytes: &[u8]) -> Self {
        let mail = MessageParser::default().parse(bytes).unwrap();
        let header = |name: &str| mail.header_raw(name).map(|value| value.trim().trim_matches(['<', '>']).to_owned());
        Self {
            to: header("Delivered-To").unwrap(),
            header_to: mail.to().unwrap().first().unwrap().address().unwrap().to_owned(),
            kind: header("X-Tiepnhan").unwrap(),
            message_id: header("Message-ID").unwrap(),
            in_reply_to: header("In-Reply-To"),
            auto_submitted: header("Auto-Submitted"),
            subject: mail.subject().unwrap().to_owned(),
            text: mail.body_text(0).unwrap().into_owned(),
        }
    }
}
