//! The staff's letter of the day, and what is looked at again before a letter leaves.

use std::sync::Arc;

use jiff::civil::date;
use tiepnhan::decision::Question;
use tiepnhan::delivery::Outcome;
use tiepnhan::ledger::{Ledger, LedgerError, LetterQueue, LetterState};
use tiepnhan::letter::{Letter, Purpose, Templates};
use tiepnhan::outbox::Queue as _;
use tiepnhan::scheduler;
use tiepnhan::standing::OpenMail;
use tiepnhan::standing::facts::{GivenUp, Health};
use tiepnhan::standing::hearing::{Mailbox, Silence};

use super::world::{World, at, golden, half_year, rules, shown, unit_id};

fn open_mail(mail: i64, unit: &str, question: Question, received: &str) -> OpenMail {
    OpenMail {
        mail,
        received_at: at(received),
        unit: Some(unit_id(unit)),
        question: Some(question),
        from: format!("vanthu@{unit}.example"),
        subject: "bc gửi Ban".into(),
        words: String::new(),
        unread_scan: false,
        taught: false,
        delivers: true,
        brings: Vec::new(),
    }
}

fn desks(letters: Vec<Letter>) -> Vec<Letter> {
    letters.into_iter().filter(|letter| letter.purpose.kind() == "desk").collect()
}

/// Two units whose letters do not arrive or are not answered, and two mails that wait.
fn busy() -> World {
    let mut world = World::new(vec![half_year()]);
    for day in [16, 18, 22, 24] {
        world.tick(&format!("2020-06-{day} 12:00"));
    }
    let facts = &mut world.facts;
    for place in ["vanthu", "canbo.hoi-khuyen-hoc"] {
        let domain = if place == "vanthu" { "hoi-khuyen-hoc" } else { "thu" };
        facts.bounced.insert(format!("{place}@{domain}.example"), at("2020-06-24 15:00"));
    }
    facts.open.push(open_mail(12, "mttq", Question::PeriodUnclear, "2020-06-22 09:10"));
    facts.open.push(open_mail(15, "mttq", Question::PersonAsks, "2020-06-24 14:20"));
    facts.health = Health {
        last_mail: Some(at("2020-06-25 07:12")),
        last_sent: Some(at("2020-06-24 16:02")),
        paused: None,
        stops: Vec::new(),
        waiting: 12,
        waiting_since: Some(at("2020-06-24 08:00")),
        given_up: vec![GivenUp {
            id: 31,
            kind: "reminder".into(),
            to: "vanthu@hoi-khuyen-hoc.example".into(),
            at: at("2020-06-24 15:00"),
        }],
    };
    world
}

#[test]
fn what_waits_for_a_person_is_told_in_the_morning() {
    let mut world = busy();
    let letters = desks(world.tick("2020-06-25 07:30"));
    assert_eq!(letters.len(), 1);
    golden("viec-trong-ngay", &shown(&letters[0]));
    assert!(desks(world.tick("2020-06-25 08:00")).is_empty(), "once a day");
    assert_eq!(desks(world.tick("2020-06-26 07:30")).len(), 1);
}

#[test]
fn a_scan_that_nothing_has_read_is_called_that() {
    let mut world = busy();
    world.facts.open[1].unread_scan = true;
    let letter = shown(&desks(world.tick("2020-06-25 07:30"))[0]);
    let letter = letter.split_whitespace().collect::<Vec<_>>().join(" ");
    let (_, item) = letter.split_once("Thư 15: ").unwrap();
    assert!(item.contains("; có bản chụp, chưa đọc được"), "{letter}");
}

#[test]
fn nothing_to_do_is_no_letter_and_what_comes_later_waits_until_tomorrow() {
    let mut world = World::new(vec![half_year()]);
    assert!(desks(world.tick("2020-06-15 07:30")).is_empty());
    world.facts.open.push(open_mail(12, "mttq", Question::PeriodUnclear, "2020-06-15 09:50"));
    assert!(desks(world.tick("2020-06-15 10:00")).is_empty());
    assert_eq!(desks(world.tick("2020-06-16 07:30")).len(), 1);
    assert!(desks(busy().tick("2020-06-27 07:30")).is_empty(), "a Saturday");
}

#[test]
fn what_an_alert_of_today_has_told_is_not_told_again() {
    let mut world = World::new(vec![half_year()]);
    world.facts.open.push(open_mail(12, "mttq", Question::Secret, "2020-06-15 06:50"));
    assert!(desks(world.tick("2020-06-15 07:30")).is_empty());
    assert_eq!(desks(world.tick("2020-06-16 07:30")).len(), 1, "nobody has settled it");
}

#[test]
fn while_the_mailbox_is_not_read_what_asks_waits_and_goes_on_as_it_stood() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap());
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-16 08:00")).unwrap();
    let queue = LetterQueue { ledger: Arc::clone(&ledger), from: "a@b.example".into() };
    let claimed = |now: &str| queue.claim(at(now)).unwrap().map(|letter| (letter.id, letter.kind));
    ledger.hold_asking();
    let (digest, kind) = claimed("2020-06-16 08:01").unwrap();
    assert_eq!(kind, "digest", "what tells leaves");
    queue.settle(digest, &Outcome::Sent { reply: "250 ok".into() }, None, at("2020-06-16 08:01")).unwrap();
    assert_eq!((claimed("2020-06-16 08:30"), queue.next_due(at("2020-06-16 08:30")).unwrap()), (None, None));
    assert_eq!((ledger.release_asking(), ledger.release_asking()), (true, false));
    assert_eq!(claimed("2020-06-16 08:31").unwrap().1, "reminder");
}

/// The first of three reminders went when the line was lost; nobody knows whether it arrived.
fn unknown() -> (tempfile::TempDir, Arc<Ledger>, LetterQueue, i64) {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap());
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-16 08:00")).unwrap();
    let queue = LetterQueue { ledger: Arc::clone(&ledger), from: "a@b.example".into() };
    let mut claimed = queue.claim(at("2020-06-16 08:01")).unwrap().unwrap();
    while claimed.kind != "reminder" {
        queue.settle(claimed.id, &Outcome::Sent { reply: "250 ok".into() }, None, at("2020-06-16 08:01")).unwrap();
        claimed = queue.claim(at("2020-06-16 08:01")).unwrap().unwrap();
    }
    let (lost, again) = (Outcome::Unknown { why: "đứt".into() }, at("2020-06-16 10:01"));
    queue.settle(claimed.id, &lost, Some(again), at("2020-06-16 08:01")).unwrap();
    (folder, ledger, queue, claimed.id)
}

#[test]
fn a_reminder_of_unknown_fate_waits_for_its_second_try_while_the_mailbox_is_silent() {
    let (_folder, ledger, _, id) = unknown();
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    let silent = Mailbox {
        source: "maildir".into(),
        own: true,
        read_at: Some(at("2020-06-16 08:00")),
        silence: Some(Silence { since: at("2020-06-16 08:00"), why: "mất mạng".into() }),
        let_go: None,
    };
    let noted: Result<(), LedgerError> = ledger.write(|tx| tx.note_mailboxes(&[silent]));
    noted.unwrap();
    let ticked = scheduler::tick(&ledger, &rules, &templates, at("2020-06-16 09:00")).unwrap();
    assert_eq!(ticked.withdrawn.len(), 2, "the others are written anew when it is read again");
    let letter = ledger.read(|snapshot| snapshot.letter(id)).unwrap();
    assert_eq!(letter.state, LetterState::Queued);
}

#[test]
fn a_reminder_that_never_is_known_to_have_left_was_none() {
    let (_folder, ledger, _, id) = unknown();
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    let unit = ledger.read(|snapshot| snapshot.letter(id)).unwrap().unit;
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-16 17:30")).unwrap();
    assert_eq!(ledger.read(|snapshot| snapshot.letter(id)).unwrap().state, LetterState::Dropped);
    let facts = ledger.read(|snapshot| snapshot.board(at("2020-06-17 07:00"))).unwrap();
    assert!(!facts.notices.iter().any(|notice| Some(&notice.unit) == unit.as_ref()), "{:?}", facts.notices);
    let again = scheduler::tick(&ledger, &rules, &templates, at("2020-06-17 08:00")).unwrap();
    assert!(again.written.contains(&Purpose::Reminder(unit.unwrap(), date(2020, 6, 17))), "{:?}", again.written);
}

#[test]
fn letters_of_days_gone_by_never_leave_even_before_the_clock_is_looked_at() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap());
    let (rules, templates) = (rules(vec![half_year()]), Templates::shipped().unwrap());
    scheduler::tick(&ledger, &rules, &templates, at("2020-06-16 08:00")).unwrap();
    let queue = LetterQueue { ledger: Arc::clone(&ledger), from: "a@b.example".into() };
    assert!(queue.claim(at("2020-06-21 09:00")).unwrap().is_none());
    let dropped = ledger.read(|snapshot| snapshot.letters(LetterState::Dropped, at("2020-06-01 00:00"))).unwrap();
    assert_eq!(dropped.len(), 4);
    // After five days in the dark, over the due date: one letter to each, and it is true.
    let ticked = scheduler::tick(&ledger, &rules, &templates, at("2020-06-22 08:00")).unwrap();
    let kinds: Vec<&str> = ticked.written.iter().map(|purpose| purpose.kind()).collect();
    assert_eq!(kinds, ["overdue", "overdue", "overdue", "digest"]);
}
