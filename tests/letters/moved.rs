//! What a letter says was true when it was written. Until it leaves, dates move: by a new file of plans, by a grant, by
//! one taken back. It must not leave with the old words.

use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::date;
use tempfile::TempDir;
use tiepnhan::ledger::{Granted, Ledger, LedgerError, LetterQueue, LetterState};
use tiepnhan::outbox::Queue as _;
use tiepnhan::plan::DueDate;
use tiepnhan::scheduler;
use tiepnhan::standing::Exception;

use super::world::{World, at, half_year, period, report_id, unit_id};

/// Letters that are written and wait, and the rules under which they do.
struct Waiting {
    world: World,
    ledger: Arc<Ledger>,
    _folder: TempDir,
}

impl Waiting {
    /// What the half-year report "trước ngày 19/6/2020" calls for at `now`, and has not left.
    fn since(now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), at("2020-06-01 08:00")).unwrap());
        let mut world = World::new(vec![half_year()]);
        (world.rules.office.staff, world.rules.office.leaders) = (Vec::new(), Vec::new());
        let waiting = Self { world, ledger, _folder: folder };
        assert_eq!(waiting.tick(now).0, 3);
        waiting
    }

    /// How many letters a look at the clock writes, and how many it takes back.
    fn tick(&self, now: &str) -> (usize, usize) {
        let ticked = scheduler::tick(&self.ledger, &self.world.rules, &self.world.templates, at(now)).unwrap();
        (ticked.written.len(), ticked.withdrawn.len())
    }

    fn due(&mut self, day: i8) {
        let due = self.world.rules.plans.plans[0].reports[0].due.as_mut().unwrap();
        due.date = DueDate::On(date(2020, 6, day));
    }

    fn grant(&self, until: i8, now: &str) {
        let granted = Granted {
            unit: unit_id("so-y-te"),
            report: report_id("6-thang"),
            period: period("2020-H1"),
            exception: Exception::Extended(date(2020, 6, until)),
            at: at(now),
            by: "Nam".into(),
            why: "xin thêm thời gian".into(),
        };
        self.ledger.write(|tx| tx.grant(&granted)).unwrap();
    }

    fn subjects(&self, state: LetterState) -> Vec<String> {
        let read: Result<_, LedgerError> = self.ledger.read(|snapshot| snapshot.letters(state, Timestamp::MIN));
        read.unwrap().into_iter().map(|letter| letter.subject).collect()
    }

    fn reasons(&self) -> Vec<String> {
        let read: Result<_, LedgerError> =
            self.ledger.read(|snapshot| snapshot.letters(LetterState::Dropped, Timestamp::MIN));
        read.unwrap().into_iter().map(|letter| letter.last_reply).collect()
    }
}

#[test]
fn nothing_is_taken_back_as_long_as_nothing_has_changed() {
    for (first, later) in [("2020-06-16 08:00", "2020-06-16 16:59"), ("2020-06-22 08:00", "2020-06-22 16:59")] {
        assert_eq!(Waiting::since(first).tick(later), (0, 0));
    }
}

#[test]
fn nobody_is_called_late_for_a_date_that_has_moved_meanwhile() {
    let mut waiting = Waiting::since("2020-06-22 08:00");
    waiting.due(29);
    // Three days before it and one day before it they are reminded of the new date.
    assert_eq!(waiting.tick("2020-06-22 08:01"), (0, 3));
    assert!(waiting.reasons().iter().all(|why| why.contains("hạn gửi")), "{:?}", waiting.reasons());
    assert_eq!(waiting.tick("2020-06-26 08:00"), (3, 0));
    let subjects = waiting.subjects(LetterState::Queued);
    assert!(subjects.iter().all(|subject| subject.contains("29/6/2020")), "{subjects:?}");
}

#[test]
fn a_reminder_of_a_date_that_has_moved_gives_way_to_one_of_the_new_date() {
    let mut waiting = Waiting::since("2020-06-16 08:00");
    waiting.due(18);
    assert_eq!(waiting.tick("2020-06-16 08:01"), (3, 3), "the day of reminding has come for the new date too");
    let subjects = waiting.subjects(LetterState::Queued);
    assert!(subjects.iter().all(|subject| subject.contains("18/6/2020")), "{subjects:?}");
}

#[test]
fn a_letter_that_names_the_plan_or_the_report_otherwise_than_today_is_written_anew() {
    let changes: [fn(&mut World); 4] = [
        |world| world.rules.plans.plans[0].number = Some("46-KH/BTGTU".into()),
        |world| world.rules.plans.plans[0].reports[0].name = "Báo cáo sơ kết".into(),
        |world| world.rules.plans.plans[0].reports[0].paper = false,
        |world| world.rules.office.phone = Some("0238 3 844 200".into()),
    ];
    for change in changes {
        let mut waiting = Waiting::since("2020-06-16 08:00");
        change(&mut waiting.world);
        assert_eq!(waiting.tick("2020-06-16 08:01"), (3, 3));
    }
}

#[test]
fn a_grant_and_its_end_are_seen_by_the_next_look_and_by_the_sender() {
    let waiting = Waiting::since("2020-06-22 08:00");
    waiting.grant(29, "2020-06-22 08:01");
    assert_eq!(waiting.tick("2020-06-22 08:02"), (0, 1));

    // Reminded of the 29th, to which it had more time; then that is taken back.
    let waiting = Waiting::since("2020-06-16 08:00");
    waiting.grant(26, "2020-06-16 08:01");
    assert_eq!(waiting.tick("2020-06-16 08:02"), (0, 1));
    assert_eq!(waiting.tick("2020-06-23 08:00").0, 3);
    let lift = |tx: &mut tiepnhan::ledger::Tx<'_>| {
        let owed = (unit_id("so-y-te"), report_id("6-thang"), period("2020-H1"));
        tx.lift((&owed.0, &owed.1, owed.2), "Nam", "nhầm", at("2020-06-23 08:01"))
    };
    waiting.ledger.write(lift).unwrap();
    let queue = LetterQueue { ledger: Arc::clone(&waiting.ledger), from: "khoagiao@tinhuy.songlam.example".into() };
    let mut left = Vec::new();
    while let Some(letter) = queue.claim(at("2020-06-23 08:02")).unwrap() {
        left.push(letter.parcel.to);
    }
    assert!(left.len() == 2 && !left.iter().any(|to| to.contains("so-y-te")), "{left:?}");
}
