//! One of two mailboxes falls silent: staff are told which, once, and told when it is heard again; the other goes on.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use tiepnhan::clock::{SetClock, SystemClock};
use tiepnhan::config::{self, Mailbox};
use tiepnhan::daemon::{self, Works, wiring};
use tiepnhan::ledger::{LedgerError, LetterFilter, LetterState};
use tiepnhan::mime::plain_text;
use tokio_util::sync::CancellationToken;

use super::moving::{NEW_USER, moved};
use super::{Imap, Mail, Office, PATIENCE, USER};

/// As staff read of the two mailboxes.
const OLD: &str = "hộp thư khoagiao (máy chủ localhost)";
const NEW: &str = "hộp thư khoagiao-moi (máy chủ localhost)";

/// A mail without a file, each another one.
fn mail(number: u32) -> Mail {
    let text = format!(
        "From: Van thu <vanphong@syt.songlam.example>\r\nTo: khoagiao@songlam.example\r\nSubject: Hoi han nop {number}\r\n\
         Date: Wed, 5 Jun 2024 09:00:00 +0700\r\nMessage-ID: <{number}@syt.songlam.example>\r\n\r\n\
         Xin hoi han nop bao cao lan {number}?\r\n"
    );
    Mail::at("2024-06-05T02:00:00Z", text)
}

/// Every alert so far, oldest first: its recipient, and its subject and text in one line.
fn alerts(works: &Works) -> Vec<(String, String)> {
    let read = works.ledger.read(|snapshot| {
        let letters = snapshot.letters_where(&LetterFilter::default(), 1000)?;
        let alerts = letters.into_iter().rev().filter(|letter| letter.kind == "alert");
        alerts.map(|letter| Ok((letter.to, letter.subject, snapshot.letter_bytes(letter.id)?))).collect()
    });
    let read: Result<Vec<(String, String, Vec<u8>)>, LedgerError> = read;
    let line = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    let told = read.unwrap().into_iter();
    told.map(|(to, subject, bytes)| (to, line(format!("{subject} {}", plain_text(&bytes))))).collect()
}

async fn until(what: &str, works: &Works, mut come: impl FnMut(&Works) -> bool) {
    let begun = Instant::now();
    while !come(works) {
        assert!(begun.elapsed() < PATIENCE, "{what}: not within {PATIENCE:?}: {:?}", alerts(works));
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

fn mails(works: &Works) -> usize {
    works.ledger.read(|snapshot| snapshot.mails(None)).map_err(|error: LedgerError| error).unwrap().len()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn staff_are_told_once_which_of_two_mailboxes_cannot_be_read_and_when_it_can() {
    let mut office = Office::open();
    let (old, proxy) = moved(&mut office);
    office.configure();
    let mut loaded = config::load(office.place()).unwrap();
    let Mailbox::Imap(own) = &mut loaded.config.mailbox else { panic!("not on a server") };
    for account in [&mut **own, &mut loaded.config.also[0].imap] {
        // Both are deaf by the same rule; the one that is read must not be told of.
        (account.poll, account.deaf_after) = (Duration::from_millis(200), Duration::from_secs(10));
    }
    let staff: BTreeSet<String> = loaded.rules.office.staff.iter().cloned().collect();
    assert!(staff.len() > 1);
    let fingerprint = loaded.fingerprint.clone();
    let works = Arc::new(Works::open(loaded, Arc::new(SystemClock)).unwrap());
    let stop = CancellationToken::new();
    let (serving, place, asked) = (Arc::clone(&works), office.place().to_owned(), stop.clone());
    let served = tokio::spawn(async move {
        daemon::serve(&serving, place, fingerprint, async move { asked.cancelled().await }).await
    });
    let mut at_old = Imap::log_in_as(USER, old.imap);
    at_old.append(&mail(1));
    office.append(&[mail(2)]);
    until("both are read", &works, |works| mails(works) == 2).await;

    proxy.shut(true);
    at_old.append(&mail(3));
    until("staff are told", &works, |works| alerts(works).len() >= staff.len()).await;
    office.append(&[mail(4)]);
    until("the other goes on", &works, |works| mails(works) == 3).await;
    proxy.shut(false);
    until("it is read again", &works, |works| mails(works) == 4).await;
    until("staff are told that, too", &works, |works| alerts(works).len() >= staff.len() * 2).await;
    stop.cancel();
    served.await.unwrap().unwrap();

    let told = alerts(&works);
    let (lost, back) = told.split_at(staff.len());
    for (words, told) in [("không đọc được", lost), ("đã đọc lại được", back)] {
        assert_eq!(told.iter().map(|(to, _)| to.clone()).collect::<BTreeSet<_>>(), staff, "{told:?}");
        assert_eq!(told.len(), staff.len(), "one letter to each: {told:?}");
        for (_, text) in told {
            assert!(text.contains(&format!("{words} {OLD}")) && !text.contains(NEW), "{text}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_is_looked_for_in_both_mailboxes_and_it_is_said_in_which() {
    let mut office = Office::open();
    let (old, proxy) = moved(&mut office);
    office.configure();
    let loaded = config::load(office.place()).unwrap();
    let trace = wiring::trace(&loaded.config, &(Arc::new(SystemClock) as _)).unwrap().unwrap();
    let written = Timestamp::now();
    let kept = |id: &str| format!("Message-ID: <{id}@songlam.example>\r\nSubject: 1\r\n\r\n.\r\n");
    old.doveadm(&["mailbox", "create", "-u", USER, "Sent"]);
    old.save(USER, "Sent", kept("cu").as_bytes());
    office.dovecot.doveadm(&["mailbox", "create", "-u", NEW_USER, "Sent"]);
    office.dovecot.save(NEW_USER, "Sent", kept("moi").as_bytes());
    let look = |id: &str| trace.look(format!("{id}@songlam.example"), written);
    let place = |mailbox: &str| Ok(Some(format!("thấy trong thư mục “Sent” của {mailbox}")));
    assert_eq!([look("cu").await, look("moi").await, look("khac").await], [place(OLD), place(NEW), Ok(None)]);

    // What the mailbox that answers does not hold may lie in the other.
    proxy.shut(true);
    assert_eq!(look("moi").await, place(NEW));
    let why = look("cu").await.unwrap_err();
    assert!(why.starts_with(&format!("{OLD}: ")), "{why}");
}

/// Every letter of a kind so far, as text in one line.
fn letters(works: &Works, kind: &str) -> Vec<String> {
    let read = works.ledger.read(|snapshot| {
        let letters = snapshot.letters_where(&LetterFilter::default(), 1000)?;
        let wanted = letters.into_iter().filter(|letter| letter.kind == kind && letter.state != LetterState::Dropped);
        wanted.map(|letter| snapshot.letter_bytes(letter.id)).collect()
    });
    let read: Result<Vec<Vec<u8>>, LedgerError> = read;
    let line = |bytes: &Vec<u8>| plain_text(bytes).split_whitespace().collect::<Vec<_>>().join(" ");
    read.unwrap().iter().map(line).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn while_the_old_mailbox_is_locked_leaders_read_what_is_known_until_staff_let_it_go() {
    let mut office = Office::open();
    let (old, proxy) = moved(&mut office);
    office.configure();
    let mut loaded = config::load(office.place()).unwrap();
    let Mailbox::Imap(own) = &mut loaded.config.mailbox else { panic!("not on a server") };
    for account in [&mut **own, &mut loaded.config.also[0].imap] {
        (account.poll, account.deaf_after) = (Duration::from_millis(200), Duration::from_secs(10));
    }
    let (staff, leaders) = (loaded.rules.office.staff.len(), loaded.rules.office.leaders.len());
    let fingerprint = loaded.fingerprint.clone();
    // The evening before the day before the half-yearly reports are due.
    let clock = Arc::new(SetClock::at("2024-06-18T10:40:00Z".parse().unwrap()));
    let works = Arc::new(Works::open(loaded, Arc::clone(&clock) as _).unwrap());
    let stop = CancellationToken::new();
    let (serving, place, asked) = (Arc::clone(&works), office.place().to_owned(), stop.clone());
    let served = tokio::spawn(async move {
        daemon::serve(&serving, place, fingerprint, async move { asked.cancelled().await }).await
    });
    Imap::log_in_as(USER, old.imap).append(&mail(1));
    office.append(&[mail(2)]);
    until("both are read", &works, |works| mails(works) == 2).await;

    proxy.shut(true);
    clock.set("2024-06-19T01:10:00Z".parse().unwrap());
    until("leaders have their letter", &works, |works| letters(works, "digest").len() == leaders).await;
    until("staff have theirs", &works, |works| letters(works, "desk").len() == staff).await;
    let since = format!("{} chưa đọc được từ 17 giờ 40 ngày 18/6/2024", OLD.replacen('h', "H", 1));
    for text in letters(&works, "digest").iter().chain(&letters(&works, "desk")) {
        assert!(text.contains(&since), "{text}");
    }
    let digest = &letters(&works, "digest")[0];
    assert!(digest.contains("I. Quá hạn: chưa kết luận được") && !digest.contains("(quá hạn"), "{digest}");
    assert_eq!((letters(&works, "reminder").len(), letters(&works, "overdue").len()), (0, 0));

    // Staff say so beside the daemon; what waited goes on.
    clock.set("2024-06-19T01:20:00Z".parse().unwrap());
    let said = office.run(&["mailbox", "let-go", "khoagiao.cu@songlam.example", "--why", "đã chuyển hẳn"]);
    assert!(
        said.status.success(),
        "{}{}",
        String::from_utf8_lossy(&said.stdout),
        String::from_utf8_lossy(&said.stderr)
    );
    until("units are asked", &works, |works| !letters(works, "reminder").is_empty()).await;
    let listed = office.run(&["mailbox", "list"]);
    let listed = String::from_utf8_lossy(&listed.stdout).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(listed.contains("CHƯA ĐỌC ĐƯỢC từ 17:40 18/6/2024") && listed.contains("đã thôi chờ"), "{listed}");
    stop.cancel();
    served.await.unwrap().unwrap();
}
