//! Letters: queued once, claimed in order, settled, dropped when they have lost their object.

use crate::delivery::Outcome;
use crate::message::{Bounce, BouncedRecipient};
use crate::outbox::{Cause, Queue};

use super::*;

const MORNING: &str = "2020-06-15T01:00:00Z";

pub(super) fn queue_of(world: World) -> (TempDir, LetterQueue) {
    (world.folder, LetterQueue { ledger: Arc::new(world.ledger), from: "baocao@office.example".to_owned() })
}

fn reminder(unit_id: &str) -> Letter {
    let mut letter = letter(Purpose::Reminder(unit(unit_id), "2020-06-15".parse().unwrap()), "syt@unit.example");
    letter.unit = Some(unit(unit_id));
    letter
}

fn queue_letters(queue: &LetterQueue, letters: &[Letter]) -> Vec<bool> {
    queue
        .ledger
        .write(|tx| {
            letters.iter().map(|letter| tx.queue(letter, None, at(MORNING))).collect::<Result<_, LedgerError>>()
        })
        .unwrap()
}

#[test]
fn the_same_purpose_twice_is_queued_once() {
    let (_folder, queue) = queue_of(world());
    assert_eq!(queue_letters(&queue, &[reminder("so-y-te"), reminder("so-y-te")]), [true, false]);
}

#[test]
fn receipts_leave_before_reminders_and_each_is_claimed_once() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te"), letter(Purpose::Receipt("ab".to_owned()), "a@unit.example")]);
    let kinds: Vec<_> = std::iter::from_fn(|| queue.claim(at(MORNING)).unwrap()).map(|claimed| claimed.kind).collect();
    assert_eq!(kinds, ["receipt", "reminder"]);
    let left = queue.unsettled().unwrap();
    assert_eq!((left.len(), left[0].attempt, left[0].parcel.from.as_str()), (2, 1, "baocao@office.example"));
}

#[test]
fn a_letter_waits_for_its_hour() {
    let (_folder, queue) = queue_of(world());
    let mut later = reminder("so-y-te");
    later.not_before = Some(at("2020-06-15T06:00:00Z"));
    queue_letters(&queue, &[later]);
    assert_eq!(queue.claim(at(MORNING)).unwrap(), None);
    assert_eq!(queue.next_due(at(MORNING)).unwrap(), Some(at("2020-06-15T06:00:00Z")));
    assert!(queue.claim(at("2020-06-15T06:00:00Z")).unwrap().is_some());
}

#[test]
fn a_try_is_settled_once_and_counted() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    let unknown = Outcome::Unknown { why: "mất kết nối".to_owned() };
    queue.settle(id, &unknown, Some(at("2020-06-15T05:00:00Z")), at(MORNING)).unwrap();
    assert_eq!(
        queue.tally(at(MORNING), "x@UNIT.example").unwrap(),
        crate::outbox::Tally { to_address: 0, to_domain: 1, total: 1 }
    );
    let again = queue.claim(at("2020-06-15T05:00:00Z")).unwrap().unwrap();
    assert_eq!((again.attempt, again.unknowns), (2, 1));
    queue.settle(id, &Outcome::Sent { reply: "250 ok".to_owned() }, None, at("2020-06-15T05:00:00Z")).unwrap();
    queue.settle(id, &unknown, None, at("2020-06-15T05:00:00Z")).unwrap();
    assert_eq!(queue.next_due(at(MORNING)).unwrap(), None);
    assert_eq!(queue.tally(at(MORNING), "syt@unit.example").unwrap().to_address, 1);
}

#[test]
fn a_postponed_letter_has_not_lost_a_try() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    let held = Cause::Held("ngoài giờ".to_owned());
    queue.postpone(id, at("2020-06-15T05:00:00Z"), &held, at(MORNING)).unwrap();
    assert!(queue.ledger.read(|snapshot| snapshot.tries(id)).unwrap().is_empty());
    assert_eq!(queue.claim(at("2020-06-15T05:00:00Z")).unwrap().unwrap().attempt, 1);
}

#[test]
fn a_reminder_whose_report_has_come_is_dropped_and_may_be_written_anew() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    report(1, "so-y-te").hand_in(&queue.ledger, MORNING);
    assert_eq!(queue.claim(at(MORNING)).unwrap().unwrap().kind, "receipt");
    assert_eq!(queue.claim(at(MORNING)).unwrap(), None);
    let board = queue.ledger.read(|snapshot| snapshot.board(at(MORNING))).unwrap();
    assert!(board.notices.is_empty());
    assert_eq!(queue_letters(&queue, &[reminder("so-y-te")]), [true]);
}

#[test]
fn a_refused_address_is_unreachable_until_the_server_takes_it_again() {
    let (_folder, queue) = queue_of(world());
    let bounced = || queue.ledger.read(|snapshot| snapshot.board(at(MORNING))).unwrap().bounced;
    queue_letters(&queue, &[reminder("so-y-te")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    queue
        .settle(
            id,
            &Outcome::Never { why: "không có hộp thư".to_owned(), code: Some(550), dead: true },
            None,
            at(MORNING),
        )
        .unwrap();
    assert!(bounced().contains_key("syt@unit.example"));
    queue_letters(&queue, &[letter(Purpose::Query("cd".to_owned()), "syt@unit.example")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    queue.settle(id, &Outcome::Sent { reply: "250 ok".to_owned() }, None, at(MORNING)).unwrap();
    assert!(bounced().is_empty());
}

#[test]
fn an_answer_is_found_by_header_or_by_the_reference_in_its_subject() {
    let (_folder, queue) = queue_of(world());
    let mut ours = reminder("so-y-te");
    ours.message_id = ours.purpose.message_id("baocao@office.example");
    queue_letters(&queue, std::slice::from_ref(&ours));
    let mut by_header = report(1, "so-y-te").message;
    by_header.references = vec!["other@x.example".to_owned(), ours.message_id.clone()];
    let mut by_subject = report(2, "so-y-te").message;
    by_subject.subject = format!("Re: Nhắc gửi báo cáo [{}]", ours.purpose.reference());
    for mail in [by_header, by_subject] {
        let facts = queue.ledger.write(|tx| tx.facts(&mail, 2020, at(MORNING))).unwrap();
        assert_eq!(facts.answers.len(), 1, "{}", mail.subject);
        assert_eq!(facts.answers[0].unit, Some(unit("so-y-te")));
        assert_eq!(facts.answers[0].about.len(), 1);
    }
}

#[test]
fn every_try_is_written_down_with_its_end() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    let hours = ["01", "02", "03", "04"].map(|hour| at(&format!("2020-06-15T{hour}:00:00Z")));
    let words = |why: &str| why.to_owned();
    let id = queue.claim(hours[0]).unwrap().unwrap().id;
    queue.settle(id, &Outcome::Later { why: words("450 4.2.0"), quota: false }, Some(hours[1]), hours[0]).unwrap();
    queue.claim(hours[1]).unwrap().unwrap();
    let down = Cause::Tried(Outcome::Down { why: words("không kết nối được") });
    queue.postpone(id, hours[2], &down, hours[1]).unwrap();
    queue.claim(hours[2]).unwrap().unwrap();
    let tries = queue.ledger.read(|snapshot| snapshot.tries(id)).unwrap();
    let ends: Vec<_> = tries.iter().map(|one| (one.number, one.began_at, one.end, one.said.as_str())).collect();
    assert_eq!(
        ends,
        [
            (1, hours[0], Some((hours[0], TryEnd::Later)), "450 4.2.0"),
            (2, hours[1], Some((hours[1], TryEnd::Down)), "không kết nối được"),
            (3, hours[2], None, ""),
        ]
    );
    queue.settle(id, &Outcome::Sent { reply: words("250 ok") }, None, hours[3]).unwrap();
    let last = queue.ledger.read(|snapshot| snapshot.tries(id)).unwrap().pop().unwrap();
    assert_eq!((last.end, last.said.as_str()), (Some((hours[3], TryEnd::Sent)), "250 ok"));
}

#[test]
fn a_reminder_that_may_have_left_is_ended_for_good_when_it_has_lost_its_object() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    queue.settle(id, &Outcome::Unknown { why: "mất kết nối".to_owned() }, Some(at(MORNING)), at(MORNING)).unwrap();
    let purpose = reminder("so-y-te").purpose;
    assert!(queue.ledger.write(|tx| tx.withdraw(&purpose, "đã qua giờ làm việc", at(MORNING))).unwrap());
    assert_eq!(queue.claim(at(MORNING)).unwrap(), None);
    assert_eq!(queue_letters(&queue, &[reminder("so-y-te")]), [false], "the unit may have it already");
    let board = queue.ledger.read(|snapshot| snapshot.board(at(MORNING))).unwrap();
    assert!(board.notices.is_empty(), "nobody says that it was reminded: {:?}", board.notices);
}

#[test]
fn a_letter_that_is_not_wanted_leaves_its_address_alive_and_asked_nobody() {
    let (_folder, queue) = queue_of(world());
    queue_letters(&queue, &[reminder("so-y-te")]);
    let id = queue.claim(at(MORNING)).unwrap().unwrap().id;
    let spam = Outcome::Never { why: "554 5.7.1 spam".to_owned(), code: Some(554), dead: false };
    queue.settle(id, &spam, None, at(MORNING)).unwrap();
    let board = queue.ledger.read(|snapshot| snapshot.board(at(MORNING))).unwrap();
    assert!(board.bounced.is_empty());
    assert_eq!(board.notices.iter().map(|notice| notice.lost).collect::<Vec<_>>(), [true]);
}

fn returned(uid: u32, original: Option<&str>, address: &str, status: &str, delayed: bool) -> Scene {
    let mut scene = report(uid, "so-y-te");
    let permanent = status == "5.1.1";
    let recipients =
        vec![BouncedRecipient { address: address.to_owned(), status: Some(status.to_owned()), permanent, delayed }];
    scene.message.bounce = Some(Bounce { recipients, original_message_id: original.map(str::to_owned) });
    scene.message.received_at = at("2020-06-15T02:00:00Z");
    scene.decision = Decision {
        verdict: Verdict::Ignore,
        kind: MailKind::Bounce,
        entries: Vec::new(),
        acknowledge: false,
        ..scene.decision
    };
    scene.bucket = Bucket::Machine;
    scene.letters = Vec::new();
    scene
}

#[test]
fn a_report_of_failure_is_joined_to_its_letter_and_a_delay_to_none() {
    let later = at("2020-06-15T03:00:00Z");
    for (name, original, address, status, delayed, lost, dead) in [
        ("by Message-ID", true, "syt@unit.example", "5.1.1", false, true, true),
        ("passed on to another mailbox", true, "ca-nhan@gmail.example", "5.1.1", false, true, true),
        ("by recipient", false, "syt@unit.example", "5.1.1", false, true, true),
        ("mailbox full", true, "syt@unit.example", "5.2.2", false, true, false),
        ("expired", true, "syt@unit.example", "4.4.7", false, true, false),
        ("late", true, "syt@unit.example", "4.4.1", true, false, false),
        ("forged about somebody else", false, "x@other.example", "5.1.1", false, false, false),
    ] {
        let (_folder, queue) = queue_of(world());
        queue_letters(&queue, &[reminder("so-y-te")]);
        let claimed = queue.claim(at(MORNING)).unwrap().unwrap();
        let sent = Outcome::Sent { reply: "250 ok".to_owned() };
        queue.settle(claimed.id, &sent, None, at(MORNING)).unwrap();
        let original = original.then_some(claimed.parcel.message_id.as_str());
        returned(1, original, address, status, delayed).hand_in(&queue.ledger, "2020-06-15T02:00:01Z");
        let board = queue.ledger.read(|snapshot| snapshot.board(later)).unwrap();
        assert_eq!(board.notices[0].lost, lost, "{name}");
        assert_eq!(board.bounced.contains_key("syt@unit.example"), dead, "{name}");
        let letter = queue.ledger.read(|snapshot| snapshot.letter(claimed.id)).unwrap();
        assert_eq!(letter.returned_at.is_some(), lost, "{name}");
    }
}

#[test]
fn a_report_of_failure_says_nothing_of_letters_that_had_not_left_when_it_came() {
    const BEFORE: &str = "2020-06-15T01:59:00Z";
    const AFTER: &str = "2020-06-15T02:01:00Z";
    for (name, claimed, sent, dead) in [
        ("it waits", None, None, false),
        ("claimed since", Some(AFTER), None, false),
        ("sent since", Some(AFTER), Some(AFTER), false),
        ("claimed before, its fate unknown", Some(BEFORE), None, true),
        ("claimed before, sent since", Some(BEFORE), Some(AFTER), false),
        ("sent before", Some(BEFORE), Some(BEFORE), true),
    ] {
        let (_folder, queue) = queue_of(world());
        queue_letters(&queue, &[reminder("so-y-te")]);
        let taken = claimed.map(|moment| queue.claim(at(moment)).unwrap().unwrap());
        if let (Some(taken), Some(moment)) = (taken, sent) {
            let sent = Outcome::Sent { reply: "250 ok".to_owned() };
            queue.settle(taken.id, &sent, None, at(moment)).unwrap();
        }
        // It lay in the mailbox; it is read now.
        returned(1, None, "syt@unit.example", "5.1.1", false).hand_in(&queue.ledger, "2020-06-15T03:00:00Z");
        let board = queue.ledger.read(|snapshot| snapshot.board(at("2020-06-15T03:00:00Z"))).unwrap();
        assert_eq!(board.bounced.contains_key("syt@unit.example"), dead, "{name}");
        let journal = queue.ledger.read(|snapshot| snapshot.journal_of(None)).unwrap();
        assert_eq!(journal.iter().any(|line| line.what == "bounced"), dead, "{name}");
    }
}
