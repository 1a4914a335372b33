//! Letters whose answer was lost are looked for in a real mailbox before they are sent again.

use std::path::Path;
use std::sync::{Arc, Mutex};

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use tiepnhan::clock::SetClock;
use tiepnhan::ledger::{LedgerError, LetterQueue, LetterState, Outgoing};
use tiepnhan::mailbox::imap::{self, Login, Security};
use tiepnhan::outbox::Trace;
use tokio_util::sync::CancellationToken;

use super::crash::{ledger, receipt};
use super::postbox::{minutes, monday};
use super::server::{Act, Server, Step};
use super::waiting::{outbox, to_the_end};
use super::{parcel, sender};
use crate::servers::{Dovecot, PASSWORD};

/// The mailbox of the user `phong`.
struct Mailbox(imap::Settings);

impl Trace for Mailbox {
    fn look(&self, message_id: String, _written: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>> {
        // The mails of a scene arrive today, its letters are of 2020.
        let day = Timestamp::now().to_zoned(jiff::tz::TimeZone::UTC).date();
        Box::pin(async move { imap::find(&self.0, &message_id, day).await.map_err(|fault| fault.to_string()) })
    }
}

fn mailbox(dovecot: &Dovecot) -> imap::Settings {
    let login = Login::Password(PASSWORD.into());
    let mut settings = imap::Settings::new("localhost", dovecot.imap, "phong", login, Arc::new(Timestamp::now));
    settings.security = Security::Plain;
    settings
}

fn queued(path: &Path, count: u32) -> Arc<LetterQueue> {
    let queue = Arc::new(ledger(path));
    let queued: Result<Vec<bool>, LedgerError> =
        queue.ledger.write(|tx| (1..=count).map(|number| tx.queue(&receipt(number), None, monday())).collect());
    assert_eq!(queued.unwrap().len(), count as usize);
    queue
}

fn letter(queue: &LetterQueue, id: i64) -> Outgoing {
    queue.ledger.read(|snapshot| snapshot.letter(id)).unwrap()
}

/// Every mail of the user as the server knows it: folder, flags, subject.
fn listing(dovecot: &Dovecot) -> String {
    dovecot.doveadm(&["fetch", "-u", "phong", "mailbox flags uid size.physical", "ALL"])
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_the_mailbox_shows_is_not_sent_again_and_what_it_does_not_show_is() {
    let dovecot = Dovecot::start();
    dovecot.doveadm(&["mailbox", "create", "-u", "phong", "Thư đi"]);
    dovecot.save("phong", "Thư đi", &parcel(1).mime);
    let bounce = "From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered\r\n\r\nNo such user.\r\n\r\n\
                  Message-ID: <letter-2@songlam.example>\r\nSubject: 2\r\n";
    dovecot.save("phong", "INBOX", bounce.as_bytes());
    let answer =
        "From: <vanthu3@donvi.example>\r\nReferences: <letter-3@songlam.example>\r\nSubject: Re: 3\r\n\r\nOk\r\n";
    dovecot.save("phong", "INBOX", answer.as_bytes());
    // Another letter in the folder of sent mail names this one; that is no proof.
    dovecot.save(
        "phong",
        "Thư đi",
        b"Message-ID: <x@songlam.example>\r\nReferences: <letter-4@songlam.example>\r\n\r\n.\r\n",
    );
    let before = listing(&dovecot);

    let folder = tempfile::tempdir().unwrap();
    let queue = queued(&folder.path().join("so.db"), 4);
    let server = Server::first(4, Step::Dot, Act::TakeAndCut).await;
    let clock = Arc::new(SetClock::at(monday()));
    let (outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    let mut outbox = outbox.looking(Some(Arc::new(Mailbox(mailbox(&dovecot)))));
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;

    for (id, copies, place) in [(1, 1, "“Thư đi”"), (2, 1, "“INBOX”"), (3, 1, "“INBOX”"), (4, 2, "")] {
        let letter = letter(&queue, id);
        assert_eq!((letter.state, letter.unknowns), (LetterState::Sent, 1), "{letter:?}");
        assert_eq!(server.copies(&letter.to), copies, "{letter:?}");
        assert!(letter.last_reply.contains(place), "{letter:?}");
        assert_eq!(letter.last_reply.contains("không gửi lại"), copies == 1, "{letter:?}");
    }
    assert!(alarms.try_recv().is_err());
    assert_eq!(listing(&dovecot), before, "the mailbox was changed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_letter_that_a_dead_process_left_behind_is_found_where_the_office_says() {
    let dovecot = Dovecot::start();
    dovecot.doveadm(&["mailbox", "create", "-u", "phong", "Công văn đi"]);
    dovecot.save("phong", "Công văn đi", &parcel(1).mime);
    let folder = tempfile::tempdir().unwrap();
    let queue = queued(&folder.path().join("so.db"), 2);
    let server = Server::kind().await;
    let clock = Arc::new(SetClock::at(monday()));
    for id in [1, 2] {
        let claimed = tiepnhan::outbox::Queue::claim(queue.as_ref(), monday()).unwrap().unwrap();
        assert_eq!(claimed.id, id);
    }
    let mut settings = mailbox(&dovecot);
    settings.sent = Some("Công văn đi".into());
    let (outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    let mut outbox = outbox.looking(Some(Arc::new(Mailbox(settings))));
    outbox.recover().await.unwrap();
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    let copies = [1, 2].map(|number| server.copies(&parcel(number).to));
    assert_eq!((copies, letter(&queue, 1).state), ([0, 1], LetterState::Sent));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_lost_three_times_is_no_failure_when_the_letter_can_be_seen() {
    let dovecot = Dovecot::start();
    let folder = tempfile::tempdir().unwrap();
    let queue = queued(&folder.path().join("so.db"), 1);
    let server = Server::always(Step::Dot, Act::TakeAndCut).await;
    let clock = Arc::new(SetClock::at(monday()));
    let (outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    let mut outbox = outbox.looking(Some(Arc::new(Mailbox(mailbox(&dovecot)))));
    let never = CancellationToken::new();
    for round in 0..2 {
        clock.set(monday() + minutes(round * 180));
        outbox.drain(&never).await.unwrap();
    }
    assert_eq!((letter(&queue, 1).state, server.letters().len()), (LetterState::Queued, 2));
    // A server that files slowly: the third try ends in the unknown too, and now the copy is there.
    dovecot.doveadm(&["mailbox", "create", "-u", "phong", "Sent"]);
    let late = Late { mailbox: Mailbox(mailbox(&dovecot)), dovecot, looks: Mutex::new(0) };
    let mut outbox = outbox.looking(Some(Arc::new(late)));
    clock.set(monday() + minutes(600));
    outbox.drain(&never).await.unwrap();
    assert_eq!((letter(&queue, 1).state, server.letters().len()), (LetterState::Sent, 3));
    assert!(alarms.try_recv().is_err(), "nobody is told of a failure that was none");
}

/// A mailbox whose server files the copy before the second look.
struct Late {
    dovecot: Dovecot,
    looks: Mutex<u32>,
    mailbox: Mailbox,
}

impl Trace for Late {
    fn look(&self, message_id: String, written: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>> {
        let mut looks = self.looks.lock().unwrap();
        *looks += 1;
        if *looks == 2 {
            self.dovecot.save("phong", "Sent", &parcel(1).mime);
        }
        drop(looks);
        self.mailbox.look(message_id, written)
    }
}

#[tokio::test]
async fn a_mailbox_that_cannot_be_searched_is_waited_for_but_not_for_ever() {
    struct Deaf(Mutex<u32>);
    impl Trace for Deaf {
        fn look(&self, _: String, _: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>> {
            *self.0.lock().unwrap() += 1;
            Box::pin(async { Err("không kết nối được".to_owned()) })
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let queue = queued(&folder.path().join("so.db"), 1);
    let server = Server::once(Step::Dot, Act::TakeAndCut).await;
    let clock = Arc::new(SetClock::at(monday()));
    let deaf = Arc::new(Deaf(Mutex::new(0)));
    let (outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    let mut outbox = outbox.looking(Some(Arc::clone(&deaf) as _));
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!((letter(&queue, 1).state, server.letters().len()), (LetterState::Sent, 2));
    assert_eq!(*deaf.0.lock().unwrap(), 9);
}
