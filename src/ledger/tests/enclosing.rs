//! Files that letters carry: kept once, put back as they were, let go of when nobody needs them.

use rusqlite::Connection;

use super::sending::queue_of;
use super::*;
use crate::delivery::Outcome;
use crate::letter::Mime;
use crate::outbox::Queue;

const MORNING: &str = "2020-06-15T01:00:00Z";

/// Two million bytes in which nothing repeats for long.
fn plan() -> Arc<[u8]> {
    (0_u32..500_000).flat_map(|n| n.wrapping_mul(2_654_435_761).to_be_bytes()).collect()
}

/// A notice to the unit of this number, with these files.
fn notice(number: usize, files: &[Arc<[u8]>]) -> Letter {
    let unit = unit(&format!("don-vi-{number}"));
    let purpose = Purpose::Reminder(unit.clone(), "2020-06-15".parse().unwrap());
    let head = format!("Subject: {number}\r\n\r\n--x\r\n\r\n").into_bytes();
    let places = (head.len()..).step_by(7);
    let frame = [head.as_slice(), b"--x\r\n\r\n".repeat(files.len()).as_slice(), b"--x--\r\n"].concat();
    let mime = Mime { frame, files: places.zip(files.iter().cloned()).collect() };
    Letter { unit: Some(unit), about: Vec::new(), mime, ..letter(purpose, &format!("don-vi-{number}@unit.example")) }
}

fn queued(queue: &LetterQueue, letters: &[Letter]) {
    let all = queue.ledger.write(|tx| {
        letters.iter().map(|letter| tx.queue(letter, None, at(MORNING))).collect::<Result<Vec<_>, LedgerError>>()
    });
    assert!(all.unwrap().into_iter().all(|new| new));
}

/// How many contents there are.
fn kept(queue: &LetterQueue) -> i64 {
    count(&queue.ledger, "enclosure WHERE bytes IS NOT NULL")
}

#[test]
fn a_plan_to_two_hundred_units_stands_in_the_ledger_once_and_every_letter_is_whole() {
    let (folder, queue) = queue_of(world());
    let (plan, form): (_, Arc<[u8]>) = (plan(), Arc::from(*b"form"));
    let letters: Vec<Letter> = (0..200).map(|number| notice(number, &[plan.clone(), form.clone()])).collect();
    queued(&queue, &letters);
    let copy = folder.path().join("sao.db");
    queue.ledger.backup(&copy).unwrap();
    let size = std::fs::metadata(&copy).unwrap().len();
    assert!(size < 4_000_000, "{size} bytes for one plan of two million");
    assert_eq!(kept(&queue), 2);
    for letter in &letters {
        let claimed = queue.claim(at(MORNING)).unwrap().unwrap();
        assert!(claimed.parcel.mime == letter.mime.whole(), "{} is not what was written", letter.to);
    }
    let copy = Ledger::open(&copy, at(MORNING)).unwrap();
    assert!(copy.read(|snapshot| snapshot.letter_bytes(200)).unwrap() == letters[199].mime.whole());
    let findings = copy.read(|snapshot| snapshot.verify()).unwrap();
    assert_eq!((findings.enclosures, findings.faults), (2, Vec::<String>::new()));
}

#[test]
fn a_file_goes_when_no_letter_needs_it_and_comes_back_with_the_next() {
    let (_folder, queue) = queue_of(world());
    let (shared, own): (Arc<[u8]>, Arc<[u8]>) = (Arc::from(*b"shared"), Arc::from(*b"own"));
    let letters = [notice(1, &[shared.clone(), own]), notice(2, &[shared])];
    queued(&queue, &letters);
    let withdraw =
        |letter: &Letter| queue.ledger.write(|tx| tx.withdraw(&letter.purpose, "không còn đúng", at(MORNING))).unwrap();
    assert!(withdraw(&letters[0]));
    assert_eq!(kept(&queue), 1, "the second letter still carries the one they share");
    queue.ledger.write(|tx| tx.cancel_letter(2, ("Hòa", "thôi"), at(MORNING))).unwrap();
    assert_eq!(kept(&queue), 0);
    assert!(queue.ledger.read(|snapshot| snapshot.letter_bytes(1)).unwrap() == letters[0].mime.frame);
    queued(&queue, &letters[..1]);
    assert_eq!(kept(&queue), 2);
    assert!(queue.claim(at(MORNING)).unwrap().unwrap().parcel.mime == letters[0].mime.whole());
    let findings = queue.ledger.read(|snapshot| snapshot.verify()).unwrap();
    assert_eq!(findings.faults, Vec::<String>::new());
}

#[test]
fn what_left_or_may_have_left_can_be_shown_for_good() {
    let (_folder, queue) = queue_of(world());
    let letters = [notice(1, &[Arc::from(*b"one")]), notice(2, &[Arc::from(*b"two")])];
    queued(&queue, &letters);
    let claim = || queue.claim(at(MORNING)).unwrap().unwrap().id;
    queue.settle(claim(), &Outcome::Sent { reply: "250 ok".to_owned() }, None, at(MORNING)).unwrap();
    let unknown = Outcome::Unknown { why: "mất kết nối".to_owned() };
    queue.settle(claim(), &unknown, Some(at("2020-06-15T05:00:00Z")), at(MORNING)).unwrap();
    queue.ledger.write(|tx| tx.cancel_letter(2, ("Hòa", "thôi"), at(MORNING))).unwrap();
    for (id, letter) in (1..).zip(&letters) {
        assert!(queue.ledger.read(|snapshot| snapshot.letter_bytes(id)).unwrap() == letter.mime.whole());
    }
}

#[test]
fn a_letter_whose_file_is_damaged_is_given_up_and_holds_up_nobody() {
    let (folder, queue) = queue_of(world());
    queued(&queue, &[notice(1, &[Arc::from(*b"plan")]), notice(2, &[])]);
    let other = Connection::open(folder.path().join("so.db")).unwrap();
    other.execute("UPDATE enclosure SET bytes = X'00'", []).unwrap();
    assert_eq!(queue.claim(at(MORNING)).unwrap().unwrap().id, 2);
    let letter = queue.ledger.read(|snapshot| snapshot.letter(1)).unwrap();
    assert_eq!(letter.state, LetterState::Failed);
    assert!(letter.last_reply.contains("không còn nguyên"), "{}", letter.last_reply);
    let findings = queue.ledger.read(|snapshot| snapshot.verify()).unwrap();
    assert!(findings.faults.iter().any(|fault| fault.contains("không còn đúng nội dung")), "{:?}", findings.faults);
}

#[test]
fn what_breaks_off_leaves_neither_letter_nor_file() {
    let (_folder, queue) = queue_of(world());
    let broken: Result<(), LedgerError> = queue.ledger.write(|tx| {
        tx.queue(&notice(1, &[Arc::from(*b"plan")]), None, at(MORNING))?;
        Err(LedgerError::Refused("đứt giữa chừng".to_owned()))
    });
    assert!(broken.is_err());
    assert_eq!((count(&queue.ledger, "letter"), count(&queue.ledger, "enclosure")), (0, 0));
}
