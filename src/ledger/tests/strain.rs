//! A full disk, a crowd of writers, a process that is killed, a copy that must not send.

use std::process::{Command, Stdio};

use super::*;

const NOON: &str = "2020-06-12T05:00:00Z";

#[test]
fn on_a_full_disk_the_group_is_undone_and_goes_through_when_there_is_room() {
    let World { ledger, .. } = &world();
    report(1, "so-y-te").hand_in(ledger, NOON);
    let pages = |limit: &str| {
        let writer = super::super::lock(&ledger.writer);
        let now: i64 = writer.conn.query_row("PRAGMA page_count", [], |row| row.get(0)).unwrap();
        let limit = if limit == "now" { now } else { 1_000_000 };
        writer.conn.pragma_update(None, "max_page_count", limit).unwrap();
    };
    let group = || {
        ledger.write(|tx| -> Result<(), LedgerError> {
            for uid in 2..200 {
                tx.part(|tx| report(uid, "so-giao-duc").record(tx, at(NOON)))?;
            }
            Ok(())
        })
    };
    pages("now");
    let full = group().unwrap_err();
    assert!(matches!(full, LedgerError::Full { .. }) && full.is_temporary(), "{full:?}");
    assert_eq!(["mail", "receipt", "letter", "journal"].map(|table| count(ledger, table)), [1; 4]);
    pages("room");
    group().unwrap();
    assert_eq!(["mail", "receipt"].map(|table| count(ledger, table)), [199; 2]);
}

/// Alone it writes into a ledger of its own; the scenes below start it as the other process, on theirs.
#[test]
fn a_process_hands_in_forty_reports() {
    let own = tempfile::tempdir().unwrap();
    let path = std::env::var_os("TIEPNHAN_LEDGER").map_or_else(|| own.path().join("so.db"), Into::into);
    let first: u32 = std::env::var("TIEPNHAN_FIRST").map_or(1, |first| first.parse().unwrap());
    let ledger = Ledger::open(&path, at(NOON)).unwrap();
    for uid in first..first + 40 {
        report(uid, "so-giao-duc").hand_in(&ledger, NOON);
    }
    let lines = ledger.read(|snapshot| snapshot.lines()).unwrap();
    assert_eq!(lines.iter().filter(|line| line.unit == unit("so-giao-duc")).count(), 40);
    if std::env::var("TIEPNHAN_HANG").is_ok() {
        let _: Result<(), LedgerError> = ledger.write(|tx| {
            report(first + 900, "so-y-te").record(tx, at(NOON))?;
            println!("inside");
            loop {
                std::thread::park();
            }
        });
    }
}

fn another(ledger: &Ledger, first: u32, hang: bool) -> std::process::Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "ledger::tests::strain::a_process_hands_in_forty_reports", "--nocapture"])
        .env("TIEPNHAN_LEDGER", ledger.path())
        .env("TIEPNHAN_FIRST", first.to_string())
        .stdout(Stdio::piped());
    if hang {
        command.env("TIEPNHAN_HANG", "1");
    }
    command.spawn().unwrap()
}

#[test]
fn two_processes_write_at_once_and_no_number_is_given_twice() {
    let World { ledger, .. } = &world();
    let child = another(ledger, 1000, false);
    for uid in 1..=40 {
        report(uid, "so-y-te").hand_in(ledger, NOON);
    }
    assert!(child.wait_with_output().unwrap().status.success());
    let lines = ledger.read(|snapshot| snapshot.lines()).unwrap();
    let numbers: Vec<u32> = lines.iter().map(|line| line.number.1).collect();
    assert_eq!(numbers, (1..=80).collect::<Vec<_>>());
    let versions = lines.iter().filter(|line| line.unit == unit("so-y-te")).map(|line| line.version);
    assert_eq!(versions.collect::<Vec<_>>(), (1..=40).collect::<Vec<_>>());
    let facts = ledger.write(|tx| tx.facts(&report(1, "x").message, 2020, at(NOON))).unwrap();
    assert_eq!(facts.register.receipts.values().map(Vec::len).sum::<usize>(), 80);
}

#[test]
fn a_process_killed_inside_a_group_leaves_what_was_committed_and_nothing_else() {
    use std::io::BufRead;
    let World { ledger, .. } = &world();
    let mut child = another(ledger, 1000, true);
    let lines = std::io::BufReader::new(child.stdout.take().unwrap()).lines();
    assert!(lines.map(Result::unwrap).any(|line| line.contains("inside")));
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(["mail", "receipt", "letter", "journal"].map(|table| count(ledger, table)), [40; 4]);
    report(1, "so-y-te").hand_in(ledger, NOON);
    assert!(ledger.read(|snapshot| snapshot.verify()).unwrap().faults.is_empty());
}

#[test]
fn a_backup_is_whole_and_cannot_send_until_a_person_says_so() {
    use crate::outbox::Queue;
    let World { folder, ledger } = world();
    report(1, "so-y-te").hand_in(&ledger, NOON);
    let target = folder.path().join("sao-luu.db");
    ledger.backup(&target).unwrap();
    assert!(matches!(ledger.backup(&target), Err(LedgerError::Refused(_))));
    assert!(ledger.read(|snapshot| snapshot.may_send()).unwrap());
    let copy = Arc::new(Ledger::open(&target, at(NOON)).unwrap());
    let queue = LetterQueue { ledger: Arc::clone(&copy), from: "a@office.example".to_owned() };
    assert_eq!(queue.claim(at(NOON)).unwrap(), None);
    assert_eq!(queue.next_due(at(NOON)).unwrap(), None);
    report(2, "so-y-te").hand_in(&copy, NOON);
    assert!(copy.write(|tx| tx.allow_sending("Hòa", at(NOON))).unwrap());
    assert!(queue.claim(at(NOON)).unwrap().is_some());
}

#[test]
fn thousands_of_mails_in_groups_end_in_a_whole_ledger() {
    let World { ledger, .. } = &world();
    for group in 0..10_u32 {
        ledger
            .write(|tx| -> Result<(), LedgerError> {
                for uid in group * 200..group * 200 + 200 {
                    tx.part(|tx| report(uid, &format!("don-vi-{}", uid % 50)).record(tx, at(NOON)))?;
                }
                Ok(())
            })
            .unwrap();
    }
    assert_eq!(count(ledger, "receipt"), 2000);
    assert!(ledger.read(|snapshot| snapshot.verify()).unwrap().faults.is_empty());
}
