//! Letters through a real Postfix of our own: on a free loopback port, in a folder of its own, gone when dropped.

mod faults;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use mail_parser::{Message, MessageParser, MimeHeaders as _};
use tiepnhan::clock::SetClock;
use tiepnhan::delivery::smtp::{Limits, LogIn, Security, Sender, Settings};
use tiepnhan::delivery::{Outcome, Parcel};
use tiepnhan::letter::Priority;
use tiepnhan::letter::mime::{Draft, Enclosure, render};
use tiepnhan::message::Person;
use tiepnhan::trust::Trust;
use tokio_util::sync::CancellationToken;

use crate::smtp::kind;
use crate::smtp::postbox::{Postbox, State, minutes, monday};
use crate::smtp::server::certificate;
use crate::smtp::waiting::{outbox, to_the_end};

/// A private instance; everything for `donvi.example`, or for everyone, ends in one Maildir. It sends nothing on.
pub struct Postfix {
    folder: tempfile::TempDir,
    /// Where it listens.
    pub port: u16,
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}

impl Postfix {
    /// Starts one. Panics when Postfix is missing or may not be started.
    pub fn start() -> Self {
        Self::serving("donvi.example")
    }

    /// Starts one that takes letters to any domain for its own.
    pub fn for_everyone() -> Self {
        Self::serving("static:all")
    }

    fn serving(domains: &str) -> Self {
        Self::with(domains, "", &[])
    }

    /// Starts one with further lines in its configuration, and files that these name as `{root}/config/NAME`.
    fn with(domains: &str, more: &str, files: &[(&str, &str)]) -> Self {
        let programs = ["/usr/sbin/postfix", "/usr/lib/postfix/sbin/smtpd"];
        assert!(
            programs.iter().all(|path| Path::new(path).exists()),
            "these scenes need Postfix: `apt-get install postfix` (tests/run does it)"
        );
        let id = |flag: &str, name: &str| {
            let out = Command::new("id").args([flag, name]).output().unwrap();
            String::from_utf8(out.stdout).unwrap().trim().to_owned()
        };
        assert_eq!(id("-u", "root"), id_of_this_process(), "these scenes start Postfix, which only root may do");
        let (uid, gid) = (id("-u", "postfix"), id("-g", "postfix"));
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        for name in ["config", "queue", "data", "mail"] {
            fs::create_dir(folder.path().join(name)).unwrap();
        }
        for name in ["data", "mail"] {
            let number = |text: &str| Some(text.parse().unwrap());
            std::os::unix::fs::chown(folder.path().join(name), number(&uid), number(&gid)).unwrap();
        }
        certificate("localhost", &folder.path().join("config"));
        let port = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap().local_addr().unwrap().port();
        let root = folder.path().display();
        let main = MAIN.replace("{root}", &root.to_string()).replace("{uid}", &uid).replace("{gid}", &gid);
        let main = main.replace("{domains}", domains);
        let more = more.replace("{root}", &root.to_string());
        fs::write(folder.path().join("config/sound.cf"), &main).unwrap();
        fs::write(folder.path().join("config/main.cf"), main + &more).unwrap();
        for (name, content) in files {
            fs::write(folder.path().join("config").join(name), content).unwrap();
        }
        // What a killed cleanup leaves unfinished in the queue is reported by the check at the next start, which writes as
        // the user postfix; where it may not, Postfix never starts again.
        let log = folder.path().join("postfix.log");
        fs::write(&log, "").unwrap();
        std::os::unix::fs::chown(&log, Some(uid.parse().unwrap()), None).unwrap();
        fs::write(folder.path().join("config/master.cf"), MASTER.replace("{port}", &port.to_string())).unwrap();
        let postfix = Self { folder, port };
        postfix.go();
        postfix
    }

    fn control(&self, order: &str) -> bool {
        let mut command = Command::new("/usr/sbin/postfix");
        command.arg("-c").arg(self.folder.path().join("config")).arg(order);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.status().unwrap().success()
    }

    /// Starts it (again) and waits until it answers.
    pub fn go(&self) {
        let log = || fs::read_to_string(self.folder.path().join("postfix.log")).unwrap_or_default();
        until(|| self.control("start"), || format!("Postfix would not start:\n{}", log()));
        until(|| std::net::TcpStream::connect(("127.0.0.1", self.port)).is_ok(), log);
    }

    /// Starts it anew without the further lines, open dialogues ended.
    fn mend(&self) {
        self.stop();
        fs::rename(self.folder.path().join("config/sound.cf"), self.folder.path().join("config/main.cf")).unwrap();
        self.go();
    }

    /// Ends it, dialogues and all. `postfix stop` gives it five seconds, then kills it with all that it started and does
    /// not look whether they are gone: as long as one is there a new Postfix refuses to start, or meets files that move.
    pub fn stop(&self) {
        let master = fs::read_to_string(self.folder.path().join("queue/pid/master.pid")).unwrap();
        let group = format!("-{}", master.trim());
        self.control("stop");
        let lives =
            || Command::new("kill").args(["-0", "--", &group]).stderr(Stdio::null()).status().unwrap().success();
        until(|| !lives(), || format!("Postfix would not end: {group}"));
    }

    fn new_folder(&self) -> PathBuf {
        self.folder.path().join("mail/all/new")
    }

    /// The letters that were delivered so far.
    pub fn files(&self) -> Vec<PathBuf> {
        fs::read_dir(self.new_folder()).into_iter().flatten().map(|file| file.unwrap().path()).collect()
    }

    /// The certificate, which is its own authority.
    pub fn certificate_file(&self) -> PathBuf {
        self.folder.path().join("config/cert.pem")
    }

    /// What lies in the Maildir, once `count` mails are there. A busy machine delivers slowly: it is waited for as long
    /// as anything comes.
    fn mails(&self, count: usize) -> Vec<Vec<u8>> {
        let mut seen = self.files().len();
        while seen < count {
            until(
                || self.files().len() > seen,
                || fs::read_to_string(self.folder.path().join("postfix.log")).unwrap_or_default(),
            );
            seen = self.files().len();
        }
        self.files().iter().map(|path| fs::read(path).unwrap()).collect()
    }

    fn settings(&self, security: Security) -> Settings {
        Settings {
            host: "localhost".into(),
            port: self.port,
            security,
            trust: Trust { ca_file: Some(self.folder.path().join("config/cert.pem")), pin_sha256: None },
            hello: "tiepnhan.songlam.example".into(),
            log_in: LogIn::None,
            limits: Limits::default(),
        }
    }

    fn sender(&self) -> Sender {
        Sender::new(self.settings(Security::StartTls)).unwrap()
    }
}

fn id_of_this_process() -> String {
    use std::os::unix::fs::MetadataExt as _;
    fs::metadata("/proc/self").unwrap().uid().to_string()
}

/// Another process acts in its own time: looks again every few milliseconds, for 20 seconds at most.
fn until(mut come: impl FnMut() -> bool, explain: impl FnOnce() -> String) {
    let end = Instant::now() + Duration::from_secs(20);
    while !come() {
        assert!(Instant::now() < end, "nothing came within 20 seconds:\n{}", explain());
        std::thread::sleep(Duration::from_millis(10));
    }
}

const MAIN: &str = "compatibility_level = 3.6
queue_directory = {root}/queue
data_directory = {root}/data
maillog_file = {root}/postfix.log
maillog_file_prefixes = {root}
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mail.donvi.example
mydestination =
default_transport = error:nothing leaves this machine
relay_transport = error:nothing leaves this machine
mynetworks = 192.0.2.0/24
alias_maps =
message_size_limit = 200000
smtpd_tls_security_level = may
smtpd_tls_received_header = yes
smtpd_tls_cert_file = {root}/config/cert.pem
smtpd_tls_key_file = {root}/config/key.pem
virtual_mailbox_domains = {domains}
virtual_mailbox_base = {root}/mail
virtual_mailbox_maps = static:all/
virtual_uid_maps = static:{uid}
virtual_gid_maps = static:{gid}
virtual_minimum_uid = 1
smtpd_recipient_restrictions = check_recipient_access inline:{ {nobody@donvi.example = 550 5.1.1 no such user} \
                               {grey@donvi.example = 450 4.2.0 greylisted} }, reject_unauth_destination
";

const MASTER: &str = "127.0.0.1:{port} inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
";

const TEXT: &str = "Kính gửi: Sở Y tế\n\nPhòng Khoa giáo xác nhận đã nhận thư của đơn vị lúc 15 giờ 42, thứ Năm ngày \
                    18/6/2020, gồm 02 tệp.\n\nTrân trọng!";
const SUBJECT: &str = "Re: Báo cáo kết quả công tác khoa giáo 6 tháng đầu năm 2020, phương hướng 6 tháng cuối năm";

fn parcel(number: usize) -> Parcel {
    let to = format!("vanthu{number}@donvi.example");
    let draft = Draft {
        from: Person { name: "Phòng Khoa giáo".into(), address: "khoagiao@songlam.example".into() },
        to: vec![Person { name: "Văn thư Sở Y tế".into(), address: to.clone() }],
        cc: Vec::new(),
        reply_to: None,
        subject: SUBJECT.into(),
        text: TEXT.into(),
        html: Some("<p>Kính gửi: Sở Y tế</p>".into()),
        message_id: format!("receipt-{number}@songlam.example"),
        date: "2020-06-18T15:42:07+07:00[Asia/Ho_Chi_Minh]".parse().unwrap(),
        in_reply_to: Some("baocao@soyte.example".into()),
        references: vec!["truoc@soyte.example".into(), "baocao@soyte.example".into()],
        kind: "receipt".into(),
        headers: Vec::new(),
        enclosures: vec![Enclosure {
            name: "Sổ tiếp nhận quý II.xlsx".into(),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".into(),
            bytes: (0..=255).cycle().take(5000).collect(),
        }],
    };
    let mime = render(&draft).whole();
    Parcel { from: "khoagiao@songlam.example".into(), to, message_id: draft.message_id, mime }
}

fn header<'a>(mail: &'a Message<'_>, name: &'a str) -> &'a str {
    mail.header_raw(name).unwrap_or_default().trim()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_arrives_as_it_was_written() {
    let postfix = Postfix::start();
    let mut sender = postfix.sender();
    let outcome = sender.deliver(&parcel(1)).await;
    assert_eq!(kind(&outcome), "sent", "{outcome:?}");
    sender.rest().await;

    let mails = postfix.mails(1);
    let raw = String::from_utf8(mails[0].clone()).unwrap();
    let written = String::from_utf8(parcel(1).mime).unwrap().replace("\r\n", "\n");
    assert!(raw.ends_with(&written), "changed on the way:\n{raw:.1500}");
    assert!(raw.contains("using TLSv1.3"), "{raw:.1500}");
    let mail = MessageParser::default().parse(&mails[0]).unwrap();
    assert_eq!(mail.subject(), Some(SUBJECT));
    assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), TEXT);
    assert_eq!(header(&mail, "In-Reply-To"), "<baocao@soyte.example>");
    assert_eq!(header(&mail, "References"), "<truoc@soyte.example> <baocao@soyte.example>");
    assert_eq!(header(&mail, "Message-ID"), "<receipt-1@songlam.example>");
    assert_eq!(header(&mail, "Return-Path"), "<khoagiao@songlam.example>");
    let file = mail.attachment(0).unwrap();
    assert_eq!((file.attachment_name(), file.contents().len()), (Some("Sổ tiếp nhận quý II.xlsx"), 5000));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn its_refusals_mean_what_they_say() {
    let postfix = Postfix::start();
    let mut sender = postfix.sender();
    let report = sender.probe("khoagiao@songlam.example").await.unwrap();
    assert_eq!((report.server.as_str(), report.encrypted), ("mail.donvi.example", true));
    assert_eq!(report.largest, Some(200_000), "message_size_limit");
    let large = Parcel { mime: [parcel(9).mime, b"0123456789 and so on\r\n".repeat(20_000)].concat(), ..parcel(9) };
    for (letter, expected) in [
        (Parcel { to: "nobody@donvi.example".into(), ..parcel(1) }, "never"),
        (Parcel { to: "grey@donvi.example".into(), ..parcel(2) }, "later"),
        (Parcel { to: "someone@elsewhere.example".into(), ..parcel(3) }, "later"),
        (large, "never"),
        (parcel(4), "sent"),
    ] {
        let outcome = sender.deliver(&letter).await;
        assert_eq!(kind(&outcome), expected, "{} {outcome:?}", letter.to);
        if let Outcome::Never { why, .. } = outcome {
            let told = why.contains("no such user") || why.contains("chỉ nhận đến 0,2 MB: không gửi");
            assert!(told, "{why}");
        }
    }
    assert_eq!(postfix.mails(1).len(), 1);
}

/// Letters that wait while a server stops: however long that takes, there is one more to send.
struct Stream {
    queue: Arc<Postbox>,
    numbers: AtomicUsize,
}

impl Stream {
    fn count(&self, state: State) -> usize {
        self.queue.states().values().filter(|one| **one == state).count()
    }

    /// Puts letters in as long as `stopped` is false, always some ahead of those that left.
    fn flow(&self, stopped: &AtomicBool) {
        while !stopped.load(Ordering::SeqCst) {
            if self.count(State::Waiting) < 50 {
                self.put(50);
            }
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    fn put(&self, count: usize) {
        for _ in 0..count {
            let number = self.numbers.fetch_add(1, Ordering::SeqCst);
            self.queue.put(i64::try_from(number).unwrap(), parcel(number), Priority::Answer, monday());
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_restarted_in_the_middle_loses_and_doubles_nothing() {
    let postfix = Postfix::start();
    let queue = Arc::new(Postbox::default());
    let stream = Stream { queue: Arc::clone(&queue), numbers: AtomicUsize::new(0) };
    let stopped = AtomicBool::new(false);
    let clock = Arc::new(SetClock::at(monday()));
    let (mut outbox, _alarms) = outbox(&queue, postfix.sender(), &clock);
    let never = CancellationToken::new();
    let sent = std::thread::scope(|threads| {
        threads.spawn(|| stream.flow(&stopped));
        threads.spawn(|| {
            until(|| stream.count(State::Sent) >= 5, String::new);
            postfix.stop();
            stopped.store(true, Ordering::SeqCst);
        });
        let sending = async {
            let mut sent = 0;
            while !stopped.load(Ordering::SeqCst) {
                sent += outbox.drain(&never).await.unwrap().sent;
                tokio::task::yield_now().await;
            }
            sent
        };
        tokio::task::block_in_place(|| tokio::runtime::Handle::current().block_on(sending))
    });
    // Nobody is there for these.
    stream.put(5);
    assert_eq!(outbox.drain(&never).await.unwrap().sent, 0);
    let count = stream.numbers.into_inner();
    assert!(sent >= 5 && (sent as usize) < count, "{sent} of {count}");

    postfix.go();
    clock.set(monday() + minutes(1));
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;

    assert!(queue.states().values().all(|state| *state == State::Sent), "{:?}", queue.states());
    let mut laid_down = count;
    let accepted = loop {
        let mails = postfix.mails(laid_down);
        let accepted = acceptances(&mails);
        if accepted.len() == count {
            break accepted;
        }
        laid_down = mails.len() + 1;
    };
    for (number, times) in accepted {
        let unknowns = queue.row(i64::try_from(number).unwrap()).unknowns as usize;
        let count = times.len();
        assert!(count <= 1 + unknowns, "letter {number} was taken {count} times, {unknowns} unknown tries: {times:?}");
    }
}

/// Under which of its own numbers Postfix accepted each letter. What it accepted once it may lay down twice: one that is
/// stopped while it delivers does not know afterwards whether it had.
fn acceptances(mails: &[Vec<u8>]) -> BTreeMap<usize, BTreeSet<String>> {
    let mut accepted = BTreeMap::<usize, BTreeSet<String>>::new();
    for mail in mails {
        let mail = MessageParser::default().parse(mail).unwrap();
        let number = header(&mail, "Message-ID").trim_start_matches("<receipt-").split('@').next().unwrap();
        let mut received = header(&mail, "Received").split_whitespace();
        received.find(|word| *word == "id").unwrap();
        accepted.entry(number.parse().unwrap()).or_default().insert(received.next().unwrap().to_owned());
    }
    accepted
}
