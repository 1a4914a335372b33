//! The daemon from start to stop: quick, polite, one at a time, and with files that people change meanwhile.

use std::fs;
use std::time::{Duration, Instant};

use tiepnhan::judgment::Bucket;

use super::corpus::mails;
use super::lines::{assert_same, finish};
use super::{Imap, Mail, Office};

fn first_mails(count: usize) -> Vec<Mail> {
    mails().into_iter().take(count).map(|known| known.mail).collect()
}

#[test]
fn a_mail_that_arrives_while_nothing_happens_has_its_receipt_within_a_second() {
    let mut office = Office::open();
    office.start();
    let mut times = Vec::new();
    let mut server = Imap::log_in(office.dovecot.imap);
    for (number, mail) in first_mails(3).iter().enumerate() {
        server.append(mail);
        let appended = Instant::now();
        // On the morning of a working day the office's own letters arrive too.
        office.until("the receipt is delivered", |office| {
            office.count("SELECT count(*) FROM letter WHERE kind = 'receipt' AND state = 'sent'") > number as u64
        });
        times.push(appended.elapsed());
    }
    // The first may have come before the program idled.
    println!("from mail to receipt: {times:?}");
    // Other scenes keep this machine busy: the quickest says what the program can do.
    assert!(times.iter().any(|time| *time < Duration::from_secs(1)), "{times:?}");
    assert_eq!(receipts(&mut office), 3);
}

fn receipts(office: &mut Office) -> usize {
    office.delivered().iter().filter(|letter| letter.kind == "receipt").count()
}

#[test]
fn asked_to_stop_it_stops_cleanly_at_rest_and_at_work() {
    let mut office = Office::open();
    office.remember_earlier_letters();
    office.start();
    let (status, took) = office.stop();
    println!("stopped at rest after {took:?}");
    assert!(status.success() && took < Duration::from_secs(5), "{status} after {took:?}");
    office.receive_the_corpus();
    for share in [1, 100] {
        office.start();
        office.until("some mails are taken", |office| office.mails() >= share);
        let (status, took) = office.stop();
        println!("stopped with {} mails after {took:?}", office.mails());
        assert!(status.success() && took < Duration::from_secs(10), "{status} after {took:?}");
        assert_eq!(office.count("SELECT count(*) FROM letter WHERE state = 'claimed'"), 0, "it knows what it sent");
        office.assert_whole();
    }
    finish(&mut office, 100);
    assert_same(&mut office);
    assert_eq!(office.count("SELECT coalesce(sum(unknowns), 0) FROM letter"), 0);
}

#[test]
fn a_second_daemon_on_the_same_folder_is_refused_and_the_first_goes_on() {
    let mut office = Office::open();
    office.start();
    let second = office.run(&["run"]);
    let said = String::from_utf8_lossy(&second.stderr);
    assert_eq!(second.status.code(), Some(3), "{said}");
    assert!(said.contains(&office.pid().to_string()) && said.contains("du-lieu"), "{said}");
    office.append(&first_mails(1));
    office.settle(1);
    assert_eq!(receipts(&mut office), 1);
}

#[test]
fn a_broken_roster_leaves_the_old_one_in_force_until_it_is_mended() {
    let mut office = Office::open();
    let roster = office.place().join("don-vi.csv");
    let good = fs::read_to_string(&roster).unwrap();
    office.start();
    fs::write(&roster, good.replacen('@', " ", 3)).unwrap();
    office.until("the broken file is noticed", |office| office.told("the old ones stay in force") == 1);
    let mails = first_mails(2);
    office.append(&mails[..1]);
    office.settle(1);
    assert_eq!(office.picture().register.len(), 1, "the old roster knows the unit");

    let without = good.lines().filter(|line| !line.starts_with("so-gddt,")).map(|line| format!("{line}\n"));
    let without: String = without.collect();
    assert_ne!(without, good);
    fs::write(&roster, without).unwrap();
    office.until("the mended file is noticed", |office| office.told("changed files are in force") == 1);
    office.append(&mails[1..]);
    office.settle(2);
    assert_eq!(office.picture().register.len(), 1, "the new roster does not know the second unit");
    assert!(office.picture().buckets.values().any(|bucket| *bucket == Bucket::Review));

    let alerts: Vec<_> = office.delivered().into_iter().filter(|letter| letter.kind == "alert").collect();
    let mut told: Vec<_> = alerts.iter().map(|letter| letter.to.as_str()).collect();
    told.sort_unstable();
    assert_eq!(told, ["lhnam.btg@tinhuy.songlam.example", "ntthuy.btg@tinhuy.songlam.example"], "each once");
    assert!(alerts[0].text.contains("don-vi.csv"), "{} {}", alerts[0].subject, alerts[0].text);
}

#[test]
fn stopped_from_beside_it_goes_on_receiving_and_sends_only_when_told() {
    let mut office = Office::open();
    office.start();
    let stopped = office.run(&["outbox", "pause", "--why", "đổi máy chủ thư", "--by", "Nam"]);
    assert_eq!(stopped.status.code(), Some(0), "{}", String::from_utf8_lossy(&stopped.stderr));
    office.append(&first_mails(2));
    office.until("the mails are in the ledger", |office| office.mails() == 2);
    office.until("the log says so", |office| office.told("sending is stopped") == 1);
    office.kill();
    office.start();
    office.until("the log says so again", |office| office.told("sending is stopped") == 2);
    // On the morning of a working day the staff's own letter may have left before.
    assert_eq!(office.count("SELECT count(*) FROM letter WHERE attempts > 0 AND kind = 'receipt'"), 0);
    assert_eq!(receipts(&mut office), 0);
    let resumed = office.run(&["outbox", "resume", "--by", "Nam"]);
    assert_eq!(resumed.status.code(), Some(0), "{}", String::from_utf8_lossy(&resumed.stdout));
    office.settle(2);
    assert_eq!(receipts(&mut office), 2);
    office.assert_whole();
}
