//! What nobody answers goes to more people of the unit: when the office says so, to whom, and what is left of it when
//! something comes in between.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use tiepnhan::delivery::Outcome;
use tiepnhan::ledger::{Granted, Ledger, LedgerError, LetterQueue, LetterState, Outgoing};
use tiepnhan::letter::{Letter, Purpose};
use tiepnhan::notice::{self, Truth};
use tiepnhan::office::Escalation;
use tiepnhan::outbox::Queue as _;
use tiepnhan::scheduler;
use tiepnhan::standing::{Exception, board};

use super::world::{World, at, golden, half_year, period, report_id, shown, unit_id, written};

const FIRST: &str = "vanthu@so-y-te.example";
const SECOND: &str = "canbo.so-y-te@thu.example";
const LEADER: &str = "giamdoc@so-y-te.example";

/// Overdue on working days 1, 3 and 5 after Thursday 18/6: 19/6 (in the due day's time), so from Monday on.
fn world(after: u8, to_leader: bool) -> World {
    let mut report = half_year();
    (report.remind_before, report.overdue_after) = (vec![3], vec![1, 3, 5]);
    let mut world = World::new(vec![report]);
    world.rules.roster.units.truncate(1);
    world.rules.roster.units[0].leader = Some(LEADER.into());
    world.rules.office.leaders.clear();
    world.rules.office.staff.clear();
    world.rules.office.escalation = Escalation { after, to_leader };
    world
}

fn recipients(letters: &[Letter]) -> Vec<&str> {
    letters.iter().map(|letter| letter.to.as_str()).collect()
}

/// Day and recipients of everything that is written from Monday 15/6 on.
fn told(world: &mut World) -> Vec<(i8, Vec<String>)> {
    let days = date(2020, 6, 15).series(jiff::Span::new().days(1)).take_while(|day| *day <= date(2020, 7, 10));
    let told = days.map(|day| {
        let letters = world.tick(&format!("{day} 09:00"));
        world.facts.notices.iter_mut().for_each(|notice| notice.sent = true);
        (day.day(), recipients(&letters).into_iter().map(str::to_owned).collect::<Vec<_>>())
    });
    told.filter(|(_, to)| !to.is_empty()).collect()
}

fn said(world: &World, now: &str) -> Option<String> {
    let rows = board(&world.rules, &world.facts, &Default::default(), at(now));
    tiepnhan::standing::Escalated::words(&rows[0].escalated)
}

#[test]
fn after_two_notices_without_an_answer_the_third_goes_to_the_second_address_too() {
    let mut world = world(2, false);
    let told = told(&mut world);
    let to: Vec<Vec<&str>> = told.iter().map(|(_, to)| to.iter().map(String::as_str).collect()).collect();
    assert_eq!(to, [vec![FIRST], vec![FIRST], vec![FIRST], vec![FIRST, SECOND]], "{told:?}");
    let last = told[3].0;
    assert_eq!(said(&world, "2020-07-10 09:00").unwrap(), format!("từ {last}/6 gửi cả địa chỉ thứ hai của đơn vị"));
    let copies: Vec<&Letter> = world.letters.iter().rev().take(2).collect();
    assert_eq!(copies[0].purpose, Purpose::Escalated(unit_id("so-y-te"), date(2020, 6, last), SECOND.into()));
    assert_eq!(copies[0].subject, copies[1].subject, "the same letter");
    assert_ne!(copies[0].message_id, copies[1].message_id, "each copy has its own fate");
    assert_eq!(shown(copies[0]), shown(copies[1]));
}

#[test]
fn after_an_outage_letters_count_and_not_the_days_that_they_stand_for() {
    let to = |after: u8| {
        let mut world = world(after, false);
        // The first two notices were of 22/6 and 24/6.
        let days = ["2020-06-23 09:00", "2020-06-24 09:00", "2020-06-25 09:00", "2020-06-26 09:00"];
        let told = days.map(|now| {
            let letters = world.tick(now);
            world.facts.notices.iter_mut().for_each(|notice| notice.sent = true);
            recipients(&letters).into_iter().map(str::to_owned).collect::<Vec<_>>()
        });
        told.into_iter().filter(|to| !to.is_empty()).collect::<Vec<_>>()
    };
    assert_eq!(to(1), [vec![FIRST], vec![FIRST, SECOND]]);
    assert_eq!(to(2), [vec![FIRST], vec![FIRST]], "nobody is told of two notices of which one was never written");
}

#[test]
fn the_leader_stands_in_copy_only_where_the_office_says_so() {
    let mut quiet = world(2, false);
    told(&mut quiet);
    assert!(!quiet.letters.iter().any(|letter| letter.to == LEADER));
    let mut world = world(2, true);
    told(&mut world);
    let letters: Vec<&Letter> = world.letters.iter().rev().take(3).collect();
    let mut to: Vec<&str> = letters.iter().map(|letter| letter.to.as_str()).collect();
    to.sort_unstable();
    assert_eq!(to, [SECOND, LEADER, FIRST]);
    golden("qua-han-nang-muc", &shown(letters[0]));
    let digest = world.rules.roster.units.first().unwrap().name.clone();
    let words = said(&world, "2020-07-10 09:00").unwrap();
    assert!(words.ends_with("gửi cả địa chỉ thứ hai và lãnh đạo đơn vị"), "{digest}: {words}");
}

#[test]
fn without_the_setting_and_before_the_date_nobody_else_is_written_to() {
    let mut never = world(0, true);
    told(&mut never);
    assert!(never.letters.iter().all(|letter| letter.to == FIRST));
    // Two reminders before the date are no notices that it is overdue.
    let mut early = world(1, true);
    early.rules.plans.plans[0].reports[0].remind_before = vec![5, 3, 1];
    early.rules.plans.plans[0].reports[0].overdue_after = vec![1];
    told(&mut early);
    assert!(early.letters.iter().all(|letter| letter.to == FIRST), "{:?}", early.letters.len());
}

#[test]
fn what_came_back_told_nobody_and_a_dead_second_address_gets_nothing() {
    let mut lost = world(1, false);
    let first = lost.tick("2020-06-22 09:00");
    assert_eq!(recipients(&first), [FIRST]);
    lost.facts.notices.iter_mut().for_each(|notice| (notice.sent, notice.lost) = (true, true));
    assert_eq!(recipients(&lost.tick("2020-06-23 09:00")), [FIRST], "it has not been told yet");
    let mut dead = world(1, true);
    dead.facts.bounced.insert(SECOND.into(), at("2020-06-10 08:00"));
    let told = told(&mut dead);
    assert!(told.iter().all(|(_, to)| !to.contains(&SECOND.to_owned())), "{told:?}");
    assert!(told.last().unwrap().1.contains(&LEADER.to_owned()), "{told:?}");
    dead.facts.bounced.insert(LEADER.into(), at("2020-06-10 08:00"));
    let notice = dead.facts.notices.last_mut().unwrap();
    notice.copies.iter_mut().for_each(|copy| copy.lost = true);
    let words = said(&dead, "2020-07-10 09:00").unwrap_or_default();
    assert!(!words.contains(&format!("từ {}/", dead.facts.notices.last().unwrap().day.day())), "{words}");
}

#[test]
fn more_time_begins_the_count_anew() {
    let mut world = world(2, true);
    for day in ["2020-06-22", "2020-06-24"] {
        world.tick(&format!("{day} 09:00"));
    }
    let key = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
    world.facts.exceptions.insert(key, Exception::Extended(date(2020, 6, 30)));
    world.rules.plans.plans[0].reports[0].overdue_after = vec![1];
    let log = told(&mut world);
    assert!(log.iter().all(|(_, to)| to.iter().all(|to| to == FIRST)), "{log:?}");
    assert!(log.iter().any(|(day, _)| *day < 10), "it is told of its new date");
}

#[test]
fn a_copy_is_looked_at_again_before_it_leaves() {
    let mut world = world(1, true);
    world.tick("2020-06-22 09:00");
    world.facts.notices.iter_mut().for_each(|notice| notice.sent = true);
    let letters = world.tick("2020-06-24 09:00");
    assert_eq!(recipients(&letters), [FIRST, SECOND, LEADER]);
    let now = at("2020-06-24 10:00");
    let truth = |world: &World, letter: &Letter| notice::still_true(&written(letter), &world.rules, &world.facts, now);
    assert!(letters.iter().all(|letter| truth(&world, letter) == Truth::Send));
    let copies = world.facts.notices.iter().flat_map(|notice| &notice.copies).filter(|copy| !copy.sent);
    assert_eq!(copies.count(), 2, "they wait beside the first letter");
    world.rules.office.escalation.to_leader = false;
    assert!(matches!(truth(&world, &letters[2]), Truth::Withdraw(_)), "the office has changed its mind");
    assert_eq!(truth(&world, &letters[1]), Truth::Send);
    world.facts.bounced.insert(SECOND.into(), now);
    assert!(matches!(truth(&world, &letters[1]), Truth::Withdraw(_)));
    world.receive("so-y-te", "6-thang", "2020-H1", "2020-06-24 09:30");
    assert_eq!(notice::outdated(&world.rules, &world.facts, now).len(), 3);
}

/// On the ledger: every copy is a letter of its own that is counted, tried and given up by itself.
struct Books {
    world: World,
    ledger: Arc<Ledger>,
    queue: LetterQueue,
    _folder: tempfile::TempDir,
}

impl Books {
    fn open() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-10 08:00")).unwrap());
        let queue = LetterQueue { ledger: Arc::clone(&ledger), from: "khoagiao@tinhuy.songlam.example".into() };
        Self { world: world(1, true), ledger, queue, _folder: folder }
    }

    fn tick(&self, now: &str) -> usize {
        scheduler::tick(&self.ledger, &self.world.rules, &self.world.templates, at(now)).unwrap().written.len()
    }

    fn send(&self, now: &str, outcome: &Outcome) -> String {
        let claimed = self.queue.claim(at(now)).unwrap().unwrap();
        self.queue.settle(claimed.id, outcome, None, at(now)).unwrap();
        claimed.parcel.to
    }

    fn letters(&self, state: LetterState) -> Vec<Outgoing> {
        let read: Result<_, LedgerError> = self.ledger.read(|snapshot| snapshot.letters(state, Timestamp::MIN));
        read.unwrap()
    }
}

#[test]
fn each_copy_is_counted_and_one_that_is_refused_hides_no_other() {
    let books = Books::open();
    let taken = Outcome::Sent { reply: "250 ok".into() };
    assert_eq!(books.tick("2020-06-22 09:00"), 1);
    assert_eq!(books.send("2020-06-22 09:01", &taken), FIRST);
    assert_eq!((books.tick("2020-06-24 09:00"), books.tick("2020-06-24 09:00")), (3, 0), "once");
    let gone = Outcome::Never { why: "550 5.1.1".into(), code: Some(550), dead: true };
    assert_eq!(books.send("2020-06-24 09:01", &taken), FIRST);
    assert_eq!(books.send("2020-06-24 09:01", &gone), SECOND);
    assert_eq!(books.send("2020-06-24 09:01", &taken), LEADER);
    let tally = books.queue.tally(at("2020-06-24 00:00"), FIRST).unwrap();
    assert_eq!((tally.total, tally.to_address), (2, 1), "the budget counts every recipient");
    let facts = books.ledger.read(|snapshot| snapshot.board(at("2020-06-25 09:00"))).unwrap();
    let rows = board(&books.world.rules, &facts, &Default::default(), at("2020-06-25 09:00"));
    assert_eq!((rows[0].asked.len(), rows[0].vain.len()), (2, 0));
    let words = tiepnhan::standing::Escalated::words(&rows[0].escalated).unwrap();
    assert_eq!(words, "từ 24/6 gửi cả lãnh đạo đơn vị", "the refused address was told nothing");
}

#[test]
fn what_arrives_meanwhile_takes_back_every_copy() {
    let books = Books::open();
    let taken = Outcome::Sent { reply: "250 ok".into() };
    books.tick("2020-06-22 09:00");
    books.send("2020-06-22 09:01", &taken);
    books.tick("2020-06-24 09:00");
    books.send("2020-06-24 09:01", &taken);
    let grant = |tx: &mut tiepnhan::ledger::Tx<'_>| {
        tx.grant(&Granted {
            unit: unit_id("so-y-te"),
            report: report_id("6-thang"),
            period: period("2020-H1"),
            exception: Exception::Excused,
            at: at("2020-06-24 09:02"),
            by: "canbo".into(),
            why: "miễn".into(),
        })
    };
    books.ledger.write(grant).unwrap();
    assert_eq!(books.queue.claim(at("2020-06-24 09:03")).unwrap(), None, "looked at again when it is claimed");
    assert_eq!(books.letters(LetterState::Dropped).len(), 2);
}
