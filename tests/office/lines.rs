//! Passes, renumbered folders and cut lines: whatever happens on the way, the same comes out.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

use secrecy::SecretString;
use tiepnhan::ledger::Ledger;
use tiepnhan::mailbox::{Event, Journal, imap};
use tokio_util::sync::CancellationToken;

use super::corpus::{mails, undisturbed};
use super::{Mail, Office, PASSWORD, Picture, USER};
use crate::wire::{Line, Proxy};

/// The program as often as needed until every letter has left: hours are let pass between two runs.
pub fn finish(office: &mut Office, mails: u64) {
    const DISTURBED: [&str; 3] = ["nothing can be sent", "letter of unknown fate", "letter refused for now"];
    let disturbed = |office: &Office| DISTURBED.iter().map(|words| office.told(words)).sum::<usize>();
    for _ in 0..12 {
        let before = disturbed(office);
        office.start();
        office.until("everything is done, or something went wrong", |office| {
            office.mails() >= mails && (disturbed(office) > before || office.unsent() == 0)
        });
        let waiting = office.count("SELECT count(*) FROM letter WHERE state IN ('queued', 'claimed')");
        if waiting == 0 {
            return;
        }
        assert!(office.stop().0.success());
        office.hours_pass();
    }
    panic!("letters wait for ever:\n{}", office.log());
}

/// Everything as it would have been, and no letter twice but those whose fate was unknown once.
pub fn assert_same(office: &mut Office) {
    let delivered = office.delivered();
    let (Picture { buckets, register, letters }, expected) = (office.picture(), &undisturbed().0);
    assert_eq!(buckets, expected.buckets);
    let differs = register.iter().zip(&expected.register).find(|(one, other)| one != other);
    assert!(
        differs.is_none() && register.len() == expected.register.len(),
        "register: {differs:#?}\n{}",
        office.warnings()
    );
    assert_eq!(letters, expected.letters);
    let mut copies = BTreeMap::<&str, u64>::new();
    for letter in &delivered {
        *copies.entry(&letter.message_id).or_default() += 1;
    }
    assert_eq!(copies.len(), letters.len(), "each letter reached its recipient");
    for (message_id, count) in copies {
        let unknowns = office.count(&format!("SELECT unknowns FROM letter WHERE message_id = '{message_id}'"));
        assert!(count <= 1 + unknowns, "{message_id} came {count} times; unknown {unknowns} times");
    }
    office.assert_whole();
}

fn with_earlier_letters() -> Office {
    let office = Office::open();
    office.remember_earlier_letters();
    office
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_second_and_a_hundredth_pass_change_nothing_and_send_nothing() {
    let mut office = with_earlier_letters();
    office.receive_the_corpus();
    for passes in 1..=2 {
        office.start();
        office.settle(100);
        office.until("a pass ends", |office| office.told("mail taken") == 100);
        assert!(office.stop().0.success());
        assert_same(&mut office);
        println!("pass {passes}");
    }
    let ledger: Arc<dyn Journal> =
        Arc::new(Ledger::open(&office.data().join("so.db"), jiff::Timestamp::now()).unwrap());
    let password = imap::Login::Password(SecretString::from(PASSWORD));
    let mut settings = imap::Settings::new("localhost", office.imap, USER, password, Arc::new(jiff::Timestamp::now));
    settings.trust.ca_file = Some(office.dovecot.ca_file());
    settings.poll = Duration::from_millis(1);
    let (events, mut heard) = tokio::sync::mpsc::channel(8);
    let stop = CancellationToken::new();
    let reading = tokio::spawn(imap::run(settings, ledger, events, stop.clone()));
    let mut passes = 0;
    while passes < 98 {
        match heard.recv().await.unwrap() {
            Event::PassComplete { mails: 0, .. } => passes += 1,
            other => panic!("after {passes} passes: {other:?}"),
        }
    }
    stop.cancel();
    reading.await.unwrap();
    assert_same(&mut office);
}

#[test]
fn a_folder_renumbered_in_the_middle_comes_out_the_same() {
    let mut office = with_earlier_letters();
    let proxy = Proxy::to(office.dovecot.imaps, []);
    office.imap = proxy.port;
    office.receive_the_corpus();
    office.start();
    office.until("some mails are taken", |office| office.mails() >= 5);
    office.dovecot.renumber(USER);
    proxy.cut();
    office.settle(100);
    office.until("all are seen anew", |office| office.count("SELECT count(*) FROM sighting") > 100);
    assert!(office.stop().0.success());
    finish(&mut office, 100);
    assert_eq!(office.count("SELECT count(DISTINCT uid_validity) FROM sighting WHERE folder = 'INBOX'"), 2);
    assert_same(&mut office);
}

#[test]
fn lines_cut_in_the_middle_of_mails_and_of_idle_come_out_the_same() {
    let mut office = with_earlier_letters();
    let proxy =
        Proxy::to(office.dovecot.imaps, [Line::CutAfter(60_000), Line::CutAfter(900_000), Line::CutAfter(4_000)]);
    office.imap = proxy.port;
    let mut mails: Vec<Mail> = mails().into_iter().map(|known| known.mail).collect();
    let last = mails.pop().unwrap();
    office.append(&mails);
    office.start();
    office.settle(99);
    assert!(proxy.connections() >= 4, "{} connections", proxy.connections());
    proxy.cut();
    office.append(&[last]);
    office.settle(100);
    assert_same(&mut office);
}

#[test]
fn lines_cut_in_the_middle_of_letters_come_out_the_same() {
    let mut office = with_earlier_letters();
    let cuts = [5_000, 9_000, 40_000, 70_000].map(Line::CutAfterSent);
    let proxy = Proxy::to(office.postfix.port, cuts);
    office.smtp = proxy.port;
    office.receive_the_corpus();
    finish(&mut office, 100);
    assert!(proxy.connections() >= 5, "{} connections", proxy.connections());
    assert_same(&mut office);
}
