//! IMAP accounts: a real Dovecot, a bad line to it, and servers that misbehave on purpose.

use std::collections::{BTreeMap, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use jiff::Timestamp;
use sha2::{Digest, Sha256};
use tiepnhan::mailbox::imap::{Login, Security, Settings, probe, run};
use tiepnhan::mailbox::{Event, Journal, Known, MailboxError};
use tiepnhan::message::{Fault, Origin, RawContent, RawMail, read};
use tiepnhan::mime::Limits;
use tokio::sync::mpsc;
use tokio::time::timeout;
use tokio_util::sync::CancellationToken;

use crate::servers::{Dovecot, PASSWORD};
use crate::wire::{Act, Line, Proxy, Scripted, Stock};

/// Long enough for a busy machine; a scene that waits so long has failed.
const LIMIT: Duration = Duration::from_secs(40);

/// A ledger that remembers mails by where they stood.
#[derive(Default)]
struct Book(Mutex<HashSet<(String, u32, String)>>);

impl Book {
    fn record(&self, origin: &Origin) {
        self.0.lock().unwrap().insert((origin.folder.clone(), origin.uid_validity, origin.key.clone()));
    }
}

impl Journal for Book {
    fn known(&self, _source: &str, folder: &str, uid_validity: u32) -> Result<Known, String> {
        let all = self.0.lock().unwrap();
        Ok(all.iter().filter(|(f, v, _)| f == folder && *v == uid_validity).map(|(_, _, key)| key.clone()).collect())
    }
}

/// A source at work, and all that it told.
struct Reading {
    events: mpsc::Receiver<Event>,
    stop: CancellationToken,
    book: Arc<Book>,
    mails: Vec<RawMail>,
}

impl Reading {
    fn start(settings: Settings, book: &Arc<Book>) -> Self {
        let (sender, events) = mpsc::channel(4);
        let stop = CancellationToken::new();
        tokio::spawn(run(settings, book.clone(), sender, stop.clone()));
        Self { events, stop, book: book.clone(), mails: Vec::new() }
    }

    async fn next(&mut self) -> Event {
        let event = timeout(LIMIT, self.events.recv()).await.expect("nothing is told").expect("the source ended");
        if let Event::Mail(mail) = &event {
            self.book.record(&mail.origin);
            self.mails.push(mail.clone());
        }
        event
    }

    /// Until a pass is complete; how many mails it handed over.
    async fn pass(&mut self) -> u64 {
        loop {
            if let Event::PassComplete { mails, .. } = self.next().await {
                return mails;
            }
        }
    }

    async fn mail(&mut self) -> RawMail {
        loop {
            if let Event::Mail(mail) = self.next().await {
                return mail;
            }
        }
    }

    async fn until_mails(&mut self, count: usize) {
        while self.mails.len() < count {
            self.mail().await;
        }
    }

    fn subjects(&self) -> Vec<String> {
        self.mails.iter().map(subject).collect()
    }
}

impl Drop for Reading {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

fn mail(number: usize, size: usize) -> Vec<u8> {
    let head = format!(
        "Received: by mx.example; Fri, 5 Jun 2020 08:00:00 +0700\r\nFrom: don-vi@so.example\r\nSubject: {number}\r\n\r\n"
    );
    let mut mail = head.into_bytes();
    while mail.len() < size {
        mail.extend_from_slice(format!("{number} {} bao cao thang 6\r\n", mail.len()).as_bytes());
    }
    mail
}

fn subject(mail: &RawMail) -> String {
    let RawContent::Whole(bytes) = &mail.content else { return "?".to_owned() };
    let text = String::from_utf8_lossy(bytes);
    text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap().to_owned()
}

fn names(numbers: impl IntoIterator<Item = usize>) -> Vec<String> {
    numbers.into_iter().map(|number| number.to_string()).collect()
}

fn account(port: u16, security: Security) -> Settings {
    let now = Arc::new(Timestamp::now);
    let mut settings = Settings::new("localhost", port, "phong", Login::Password(PASSWORD.into()), now);
    settings.security = security;
    settings.junk = false;
    settings.back_off = (Duration::from_millis(10), Duration::from_millis(50));
    settings
}

fn over_tls(dovecot: &Dovecot) -> Settings {
    let mut settings = account(dovecot.imaps, Security::Tls);
    settings.trust.ca_file = Some(dovecot.ca_file());
    settings
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hundred_mails_over_tls_come_once_each_and_a_second_pass_finds_nothing() {
    let dovecot = Dovecot::start();
    for number in 0..100 {
        dovecot.save("phong", "INBOX", &mail(number, 300 + number * 97));
    }
    let book = Arc::new(Book::default());
    let proxy = Proxy::to(dovecot.imaps, [Line::Slow(Duration::from_millis(2))]);
    let mut settings = over_tls(&dovecot);
    settings.port = proxy.port;
    settings.batch_mails = 7;
    settings.poll = Duration::from_millis(50);
    let mut reading = Reading::start(settings.clone(), &book);
    assert_eq!(reading.pass().await, 100);
    assert_eq!(reading.subjects(), names(0..100));
    for (number, raw) in reading.mails.iter().enumerate() {
        assert!(matches!(&raw.content, RawContent::Whole(bytes) if *bytes == mail(number, 300 + number * 97)));
        assert_eq!(raw.origin.key, raw.origin.uid.to_string());
        assert!(Timestamp::now().duration_since(raw.received_at).as_secs() < 600, "not the server's date");
    }
    let passed = proxy.passed();
    assert_eq!(reading.pass().await, 0);
    assert!(proxy.passed() - passed < 200_000, "mails were fetched again");
    drop(reading);
    assert_eq!(Reading::start(settings, &book).pass().await, 0);
    let flags = dovecot.doveadm(&["fetch", "-u", "phong", "flags", "mailbox", "INBOX", "ALL"]);
    assert!(!flags.contains("\\Seen"), "a mail was marked as read:\n{flags}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_is_handed_over_once_even_while_the_ledger_has_not_recorded_it() {
    let dovecot = Dovecot::start();
    dovecot.save("phong", "INBOX", &mail(1, 100));
    let mut settings = account(dovecot.imap, Security::Plain);
    settings.poll = Duration::from_millis(20);
    let (sender, mut events) = mpsc::channel(1);
    let stop = CancellationToken::new();
    tokio::spawn(run(settings, Arc::new(Book::default()), sender, stop.clone()));
    let (mut mails, mut passes) = (0, 0);
    while passes < 4 {
        match timeout(LIMIT, events.recv()).await.unwrap().unwrap() {
            Event::Mail(_) => mails += 1,
            Event::PassComplete { .. } => passes += 1,
            _ => {}
        }
    }
    assert_eq!(mails, 1);
    stop.cancel();
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_come_over_starttls() {
    let dovecot = Dovecot::start();
    dovecot.save("phong", "INBOX", &mail(1, 100));
    let mut settings = account(dovecot.imap, Security::StartTls);
    settings.trust.ca_file = Some(dovecot.ca_file());
    assert_eq!(Reading::start(settings, &Arc::default()).pass().await, 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_renumbered_folder_is_read_anew_under_its_new_validity() {
    let dovecot = Dovecot::start();
    let (folder, book) = ("Báo cáo 2020", Arc::new(Book::default()));
    let mut settings = account(dovecot.imap, Security::Plain);
    settings.folders = vec![folder.to_owned()];
    settings.poll = Duration::from_millis(100);
    let fill = || {
        dovecot.doveadm(&["mailbox", "create", "-u", "phong", folder]);
        (0..3).for_each(|number| dovecot.save("phong", folder, &mail(number, 100)));
    };
    fill();
    let mut reading = Reading::start(settings, &book);
    reading.until_mails(3).await;
    dovecot.doveadm(&["mailbox", "delete", "-u", "phong", "-s", folder]);
    fill();
    reading.until_mails(6).await;
    let mut by_validity = BTreeMap::<u32, Vec<String>>::new();
    for raw in &reading.mails {
        assert_eq!(raw.origin.folder, folder);
        by_validity.entry(raw.origin.uid_validity).or_default().push(subject(raw));
    }
    assert_eq!(by_validity.into_values().collect::<Vec<_>>(), [names(0..3), names(0..3)]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_cut_in_the_middle_of_mails_loses_none() {
    let dovecot = Dovecot::start();
    for number in 0..20 {
        dovecot.save("phong", "INBOX", &mail(number, 20_000));
    }
    let plan = [Line::CutAfter(90_000), Line::CutAfter(150_000), Line::CutAfter(2_500)];
    let proxy = Proxy::to(dovecot.imap, plan);
    let mut settings = account(proxy.port, Security::Plain);
    settings.batch_bytes = 100_000;
    let mut reading = Reading::start(settings, &Arc::default());
    reading.pass().await;
    let mut subjects = reading.subjects();
    subjects.sort_by_key(|subject| subject.parse::<usize>().unwrap());
    assert_eq!(subjects, names(0..20));
    assert!(proxy.connections() >= 4, "{} connections", proxy.connections());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_goes_silent_in_the_middle_of_mails_loses_none() {
    let dovecot = Dovecot::start();
    for number in 0..10 {
        dovecot.save("phong", "INBOX", &mail(number, 20_000));
    }
    let proxy = Proxy::to(dovecot.imap, [Line::StallAfter(90_000)]);
    let mut settings = account(proxy.port, Security::Plain);
    settings.patience = Duration::from_millis(500);
    let mut reading = Reading::start(settings, &Arc::default());
    reading.pass().await;
    assert_eq!(reading.subjects().into_iter().collect::<HashSet<_>>().len(), 10);
    assert_eq!(reading.mails.len(), 10);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_arrives_during_idle_comes_at_once_and_again_after_the_line_was_cut() {
    let dovecot = Dovecot::start();
    let proxy = Proxy::to(dovecot.imaps, []);
    let mut settings = over_tls(&dovecot);
    settings.port = proxy.port;
    settings.poll = Duration::from_secs(3_600);
    let mut reading = Reading::start(settings, &Arc::default());
    assert_eq!(reading.pass().await, 0);
    dovecot.save("phong", "INBOX", &mail(1, 100));
    assert_eq!(subject(&reading.mail().await), "1");
    proxy.cut();
    dovecot.save("phong", "INBOX", &mail(2, 100));
    assert_eq!(subject(&reading.mail().await), "2");
    assert_eq!(proxy.connections(), 2);
    dovecot.save("phong", "INBOX", &mail(3, 100));
    assert_eq!(subject(&reading.mail().await), "3");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dead_line_is_noticed_told_once_and_told_again_when_it_is_back() {
    let dovecot = Dovecot::start();
    let proxy = Proxy::to(dovecot.imap, []);
    let mut settings = account(proxy.port, Security::Plain);
    settings.poll = Duration::from_millis(200);
    settings.patience = Duration::from_millis(300);
    settings.deaf_after = Duration::from_millis(900);
    let mut reading = Reading::start(settings, &Arc::default());
    reading.pass().await;
    proxy.black_hole(true);
    let why = loop {
        match reading.next().await {
            Event::Deaf { why, .. } => break why,
            Event::PassComplete { .. } => {}
            other => panic!("{other:?}"),
        }
    };
    assert!(why.contains("không trả lời"), "{why}");
    dovecot.save("phong", "INBOX", &mail(1, 100));
    // More than one more alarm would have come by now.
    assert!(timeout(Duration::from_secs(2), reading.next()).await.is_err(), "told twice");
    proxy.black_hole(false);
    let mut told = Vec::new();
    while told.len() < 3 {
        told.push(match reading.next().await {
            Event::Mail(_) => "mail",
            Event::Recovered { .. } => "recovered",
            Event::PassComplete { .. } => "pass",
            other => panic!("{other:?}"),
        });
    }
    assert_eq!(told, ["mail", "recovered", "pass"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn junk_and_folders_with_vietnamese_names_are_read() {
    let dovecot = Dovecot::start();
    dovecot.doveadm(&["mailbox", "create", "-u", "phong", "Đã xử lý/Quý I & II"]);
    dovecot.save("phong", "Đã xử lý/Quý I & II", &mail(1, 100));
    dovecot.save("phong", "Thư rác", &mail(2, 100));
    let mut settings = account(dovecot.imap, Security::Plain);
    settings.folders = vec!["Đã xử lý/Quý I & II".to_owned()];
    settings.junk = true;
    let mut reading = Reading::start(settings.clone(), &Arc::default());
    assert_eq!(reading.pass().await, 2);
    let folders: Vec<_> = reading.mails.iter().map(|raw| raw.origin.folder.as_str()).collect();
    assert_eq!(folders, ["Đã xử lý/Quý I & II", "Thư rác"]);

    let report = probe(&settings, Some(jiff::civil::date(2020, 6, 1))).await.unwrap();
    let junk = report.folders.iter().find(|folder| folder.name == "Thư rác").unwrap();
    assert_eq!((junk.special_use.as_deref(), junk.mails, junk.since), (Some("\\Junk"), Some(1), Some(1)));
    assert!(report.idle && report.capabilities.contains(&"IMAP4REV1".to_owned()));
    assert_eq!(report.folders.iter().filter(|folder| folder.read).count(), 3);
    assert_eq!(report.newest, Vec::<Vec<u8>>::new(), "the inbox is empty");
    dovecot.save("phong", "INBOX", &mail(3, 100));
    let newest = probe(&settings, None).await.unwrap().newest;
    assert!(newest.len() == 1 && newest[0].ends_with(b"Subject: 3\r\n\r\n"), "{newest:?}");
    let far = probe(&settings, Some(jiff::civil::date(2999, 1, 1))).await.unwrap();
    assert_eq!(far.folders.iter().filter_map(|folder| folder.since).collect::<Vec<_>>(), [0, 0, 0]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_missing_folder_keeps_nobody_from_being_read_but_is_told() {
    let dovecot = Dovecot::start();
    dovecot.save("phong", "INBOX", &mail(1, 100));
    let mut settings = account(dovecot.imap, Security::Plain);
    settings.folders = vec!["Không có".to_owned()];
    settings.deaf_after = Duration::from_millis(300);
    let fault = probe(&settings, None).await.unwrap_err();
    assert!(matches!(&fault, MailboxError::FolderMissing { folder, .. } if folder == "Không có"), "{fault}");
    let mut reading = Reading::start(settings, &Arc::default());
    assert_eq!(subject(&reading.mail().await), "1");
    let Event::Deaf { why, .. } = reading.next().await else { panic!("not told") };
    assert!(why.contains("Không có"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_mail_that_is_too_large_the_header_comes() {
    let dovecot = Dovecot::start();
    dovecot.save("phong", "INBOX", &mail(1, 100));
    dovecot.save("phong", "INBOX", &mail(2, 50_000));
    dovecot.save("phong", "INBOX", &mail(3, 100));
    let mut settings = account(dovecot.imap, Security::Plain);
    settings.max_mail_bytes = 10_000;
    let mut reading = Reading::start(settings, &Arc::default());
    assert_eq!(reading.pass().await, 3);
    assert_eq!(reading.subjects(), ["1", "?", "3"]);
    let RawContent::TooLarge { header, size } = &reading.mails[1].content else { panic!("not cut") };
    assert!(header.ends_with(b"Subject: 2\r\n\r\n") && *size >= 50_000, "{size} {}", header.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_keeps_a_login_from_working_is_named() {
    let dovecot = Dovecot::start();
    let fault_of = async |change: &dyn Fn(&mut Settings)| {
        let mut settings = over_tls(&dovecot);
        change(&mut settings);
        timeout(LIMIT, probe(&settings, None)).await.unwrap().unwrap_err()
    };
    let fault = fault_of(&|settings| settings.login = Login::Password("wrong".into())).await;
    assert!(matches!(&fault, MailboxError::LoginRefused { user, .. } if user == "phong"), "{fault}");
    assert!(!fault.is_temporary() && !format!("{fault:?}{fault}").contains("wrong"));
    let fault = fault_of(&|settings| settings.trust.ca_file = None).await;
    assert!(matches!(fault, MailboxError::CertificateUnknown { .. }), "{fault}");
    let fault = fault_of(&|settings| settings.host = "127.0.0.1".to_owned()).await;
    assert!(matches!(fault, MailboxError::CertificateName { .. }), "{fault}");
    let fault = fault_of(&|settings| settings.port = crate::servers::free_port()).await;
    assert!(matches!(fault, MailboxError::Unreachable { .. }) && fault.is_temporary(), "{fault}");
    let fault = fault_of(&|settings| settings.trust.pin_sha256 = Some("00".repeat(32))).await;
    let MailboxError::CertificatePin { found, .. } = fault else { panic!("{fault}") };
    let pem = std::fs::read_to_string(dovecot.certificate_file()).unwrap();
    let der = rustls_pemfile::certs(&mut pem.as_bytes()).next().unwrap().unwrap();
    let right: String = Sha256::digest(&der).iter().map(|byte| format!("{byte:02x}")).collect();
    assert_eq!(found, right);
    let mut pinned = over_tls(&dovecot);
    (pinned.trust.ca_file, pinned.trust.pin_sha256) = (None, Some(right));
    probe(&pinned, None).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn an_expired_certificate_is_named() {
    let dovecot = Dovecot::with_expired_certificate();
    let fault = probe(&over_tls(&dovecot), None).await.unwrap_err();
    assert!(matches!(fault, MailboxError::CertificateExpired { .. }), "{fault}");
}

fn three() -> Stock {
    Stock { mails: (1..=3).map(|uid| (uid, mail(uid as usize, 100))).collect(), ..Stock::default() }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_server_says_instead_of_an_answer_ends_the_connection_and_loses_no_mail() {
    let bad_things = [
        Act::Say("{tag} NO not now\r\n".to_owned()),
        Act::Say("{tag} BAD what?\r\n".to_owned()),
        Act::Say("* BYE shutting down\r\n".to_owned()),
        Act::Close("* BYE shutting down\r\n".to_owned()),
        Act::Close(String::new()),
        Act::Close("* 1 FETCH (UID 1 BODY[] {500}\r\nhalf of it".to_owned()),
        Act::Say("* ESEARCH (TAG \"x\") UID ALL 1:3\r\n{tag} OK done\r\n".to_owned()),
        Act::Say("* 1 FETCH (UID 1 INTERNALDATE NIL)\r\n{tag} OK done\r\n".to_owned()),
        Act::Say("A9999 OK somebody else's\r\n".to_owned()),
        Act::Say("\u{0}\u{1}rubbish\r\n\r\n".to_owned()),
        Act::Silent,
    ];
    for bad in bad_things {
        for command in
            ["CAPABILITY", "EXAMINE", "UID SEARCH", "UID FETCH 1:3 (UID RFC822.SIZE", "UID FETCH 1:3 (UID BODY"]
        {
            let act = bad.clone();
            let server = Scripted::start(three(), move |connection, line| {
                if connection == 0 && line.starts_with(command) { act.clone() } else { Act::Decent }
            });
            let mut settings = account(server.port, Security::Plain);
            settings.patience = Duration::from_millis(300);
            let mut reading = Reading::start(settings, &Arc::default());
            reading.pass().await;
            let mut subjects = reading.subjects();
            subjects.sort();
            assert_eq!(subjects, ["1", "2", "3"], "after {bad:?} to {command}");
            assert_eq!(server.seen().iter().filter(|line| *line == "CAPABILITY").count(), 2, "{bad:?} to {command}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mails_that_come_before_the_last_command_is_completed_are_taken() {
    let stock = Stock { mails: (1..=6).map(|uid| (uid, mail(uid as usize, 100))).collect(), ..Stock::default() };
    let server = Scripted::start(stock, |_, line| match line {
        "UID FETCH 1:2 (UID BODY.PEEK[])" | "UID FETCH 3:4 (UID BODY.PEEK[])" => Act::LateOk,
        _ => Act::Decent,
    });
    let mut settings = account(server.port, Security::Plain);
    settings.batch_mails = 2;
    settings.patience = Duration::from_secs(2);
    let mut reading = Reading::start(settings, &Arc::default());
    reading.pass().await;
    assert_eq!(reading.subjects(), names(1..=6));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_kills_every_connection_is_shown_to_a_person_and_stops_nobody() {
    let server =
        Scripted::start(three(), |_, line| match line.strip_prefix("UID FETCH ").map(|rest| rest.split_once(' ')) {
            Some(Some((set, items))) if items.contains("BODY") && (set == "2" || set == "1:3") => {
                Act::Close(String::new())
            }
            _ => Act::Decent,
        });
    let mut reading = Reading::start(account(server.port, Security::Plain), &Arc::default());
    reading.pass().await;
    assert_eq!(reading.subjects(), ["1", "3", "?"]);
    let RawContent::Unfetchable { why, header } = &reading.mails[2].content else { panic!("{:?}", reading.mails[2]) };
    assert!(why.contains("INBOX") && why.contains("7/2"), "{why}");
    assert!(header.is_empty());
    let asked =
        |item: &str| server.seen().iter().filter(|line| line.starts_with(&format!("UID FETCH 2 (UID {item}"))).count();
    assert_eq!((asked("BODY.PEEK[])"), asked("BODY.PEEK[HEADER]")), (3, 2));
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_mail_that_will_not_come_the_header_tells_the_sender() {
    // Once it closes the connection, once it says that there is nothing: what a damaged index does.
    for act in [Act::Close(String::new()), Act::Say("{tag} OK done\r\n".to_owned())] {
        let server = Scripted::start(three(), move |_, line| {
            match line.strip_prefix("UID FETCH ").map(|rest| rest.split_once(' ')) {
                Some(Some((set, "(UID BODY.PEEK[])"))) if set == "2" || set == "1:3" => act.clone(),
                _ => Act::Decent,
            }
        });
        let mut settings = account(server.port, Security::Plain);
        settings.poll = Duration::from_millis(50);
        let mut reading = Reading::start(settings, &Arc::default());
        while reading.mails.len() < 3 {
            reading.pass().await;
        }
        let last = &reading.mails[2];
        let RawContent::Unfetchable { why, header } = &last.content else { panic!("{last:?}") };
        assert!(why.contains("7/2"), "{why}");
        let parsed = read::split(last, &Limits::default());
        assert_eq!(parsed.message.subject, "2");
        assert!(matches!(parsed.message.faults.as_slice(), [Fault::Unreadable(said), ..] if said == why));
        assert_eq!(last.bytes(), header);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_idle_or_that_refuses_it_is_polled() {
    for (capabilities, refusal) in
        [("IMAP4rev1 AUTH=PLAIN", ""), ("IMAP4rev1 IDLE AUTH=PLAIN", "{tag} NO no idling\r\n")]
    {
        let stock = Stock { capabilities: capabilities.to_owned(), ..three() };
        let server = Scripted::start(stock, move |_, line| match line {
            "IDLE" => Act::Say(refusal.to_owned()),
            _ => Act::Decent,
        });
        let mut settings = account(server.port, Security::Plain);
        settings.poll = Duration::from_millis(50);
        let mut reading = Reading::start(settings, &Arc::default());
        assert_eq!((reading.pass().await, reading.pass().await, reading.pass().await), (3, 0, 0));
        let seen = server.seen();
        assert_eq!(seen.iter().filter(|line| line.starts_with("AUTHENTICATE")).count(), 1, "reconnected: {seen:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn mail_announced_between_two_commands_is_not_slept_over() {
    // EXISTS comes before the continuation of IDLE and is never repeated.
    let server = Scripted::start(three(), |_, line| match line {
        "IDLE" => Act::Say("* 4 EXISTS\r\n+ idling\r\n".to_owned()),
        _ => Act::Decent,
    });
    let mut settings = account(server.port, Security::Plain);
    settings.poll = Duration::from_secs(3_600);
    settings.patience = Duration::from_millis(300);
    let mut reading = Reading::start(settings, &Arc::default());
    reading.pass().await;
    let searches = || server.seen().iter().filter(|line| line.starts_with("UID SEARCH")).count();
    let before = searches();
    timeout(LIMIT, async {
        while searches() <= before + 1 {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("the folder was not searched again");
}

#[tokio::test(flavor = "multi_thread")]
async fn words_slipped_in_before_starttls_took_hold_are_not_believed() {
    let server = Scripted::start(three(), |_, line| match line {
        "STARTTLS" => Act::Say("{tag} OK go\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n".to_owned()),
        _ => Act::Decent,
    });
    let settings = account(server.port, Security::StartTls);
    let fault = timeout(LIMIT, probe(&settings, None)).await.unwrap().unwrap_err();
    assert!(matches!(&fault, MailboxError::Garbled { doing } if doing == "STARTTLS"), "{fault}");
    assert_eq!(server.seen(), ["STARTTLS"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn gmails_own_name_for_a_mail_is_kept() {
    let row =
        "* 1 FETCH (X-GM-MSGID 1278455344230334865 UID 1 RFC822.SIZE 100 INTERNALDATE \"05-Jun-2020 08:15:00 +0700\")";
    let stock = Stock { capabilities: "IMAP4rev1 AUTH=PLAIN X-GM-EXT-1".to_owned(), ..three() };
    let server = Scripted::start(stock, move |_, line| match line {
        "UID FETCH 1:3 (UID RFC822.SIZE INTERNALDATE X-GM-MSGID)" => Act::Say(format!("{row}\r\n{{tag}} OK\r\n")),
        _ => Act::Decent,
    });
    let mut reading = Reading::start(account(server.port, Security::Plain), &Arc::default());
    let raw = reading.mail().await;
    assert_eq!(raw.server_id.as_deref(), Some("1278455344230334865"));
    assert_eq!(raw.received_at.to_string(), "2020-06-05T01:15:00Z");
}

struct Token;

impl tiepnhan::mailbox::imap::Credentials for Token {
    fn access_token(&self, renew: bool) -> Result<secrecy::SecretString, String> {
        Ok(if renew { "fresh" } else { "stale" }.into())
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_withdrawn_token_is_renewed_once_and_its_refusal_is_answered() {
    use base64::Engine as _;
    let base64 = |text: &str| base64::engine::general_purpose::STANDARD.encode(text);
    let token = |which: &str| base64(&format!("user=phong\u{1}auth=Bearer {which}\u{1}\u{1}"));
    let (stale, fresh) = (token("stale"), token("fresh"));
    let (refuse, challenge) = (format!("= {stale}"), base64("{\"status\":\"401\"}"));
    let stock = Stock { greeting: "* OK hello\r\n".to_owned(), ..three() };
    let server = Scripted::start(stock, move |_, line| match line {
        "= " => Act::Say("{tag} NO [AUTHENTICATIONFAILED] token\r\n".to_owned()),
        refused if refused == refuse => Act::Say(format!("+ {challenge}\r\n")),
        _ => Act::Decent,
    });
    let mut settings = account(server.port, Security::Plain);
    settings.login = Login::OAuth(Arc::new(Token));
    assert_eq!(Reading::start(settings, &Arc::default()).pass().await, 3);
    let said: Vec<_> = server.seen().into_iter().filter(|line| line.starts_with("= ")).collect();
    assert_eq!(said, [format!("= {stale}"), "= ".to_owned(), format!("= {fresh}")]);
}
