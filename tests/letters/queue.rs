//! Clock, ledger and outbox together: a small budget, a clock that is set back.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use tempfile::TempDir;
use tiepnhan::clock::SetClock;
use tiepnhan::delivery::{Delivery, Outcome, maildir};
use tiepnhan::ledger::{Ledger, LedgerError, LetterQueue, LetterState, Outgoing};
use tiepnhan::notice::alert::{self, Held};
use tiepnhan::outbox::budget::Budget;
use tiepnhan::outbox::{Alarm, Outbox, Queue as _, Settings};
use tiepnhan::scheduler;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::world::{World, at, half_year, unit};

/// An office whose letters really pass through ledger and outbox, into a Maildir.
struct Line {
    world: World,
    ledger: Arc<Ledger>,
    outbox: Outbox,
    clock: Arc<SetClock>,
    alarms: UnboundedReceiver<Alarm>,
    _folder: TempDir,
}

impl Line {
    fn of(units: usize, a_day: u32) -> Self {
        let mut report = half_year();
        // Thursday 11/6; the report is due before Friday 19/6, and nobody is called overdue.
        (report.remind_before, report.overdue_after) = (vec![8], Vec::new());
        let mut world = World::new(vec![report]);
        world.rules.office.leaders.clear();
        world.rules.roster.units =
            (1..=units).map(|n| unit(&format!("don-vi-{n}"), &format!("Đơn vị {n}"), "so-nganh")).collect();
        let folder = tempfile::tempdir().unwrap();
        let start = at("2020-06-10 07:00");
        let ledger = Arc::new(Ledger::open(&folder.path().join("so.db"), start).unwrap());
        let queue = LetterQueue { ledger: Arc::clone(&ledger), from: world.rules.office.mailbox.clone() };
        let (alarm, alarms) = tokio::sync::mpsc::unbounded_channel();
        let clock = Arc::new(SetClock::at(start));
        let budget = Budget { total: a_day, ..Budget::default() };
        let delivery = Delivery::Maildir(maildir::Drop::new(folder.path().join("thu-di")));
        let settings = Settings { budget, ..Settings::default() };
        let outbox = Outbox::new(Arc::new(queue), delivery, Arc::clone(&clock) as _, settings, alarm);
        Self { world, ledger, outbox, clock, alarms, _folder: folder }
    }

    async fn at(&mut self, now: Timestamp) -> u32 {
        self.clock.set(now);
        scheduler::tick(&self.ledger, &self.world.rules, &self.world.templates, now).unwrap();
        self.outbox.drain(&CancellationToken::new()).await.unwrap().sent
    }

    fn letters(&self, state: LetterState) -> Vec<Outgoing> {
        let read: Result<_, LedgerError> = self.ledger.read(|snapshot| snapshot.letters(state, Timestamp::MIN));
        read.unwrap()
    }
}

#[tokio::test]
async fn fifty_letters_a_day_reach_a_hundred_and_thirty_units_once_each() {
    let mut line = Line::of(130, 50);
    line.world.rules.office.staff.clear();
    let mut by_day: BTreeMap<u32, u32> = BTreeMap::new();
    for day in 10..=18 {
        for minute in (0..22).map(|half| 7 * 60 + half * 30) {
            let sent = line.at(at(&format!("2020-06-{day} {:02}:{:02}", minute / 60, minute % 60))).await;
            *by_day.entry(day).or_default() += sent;
        }
    }
    by_day.retain(|_, sent| *sent > 0);
    // Ten of the fifty are kept for receipts; nothing leaves at the weekend.
    assert_eq!(by_day, BTreeMap::from([(11, 40), (12, 40), (15, 40), (16, 10)]));
    let mut reminded: BTreeMap<String, u32> = BTreeMap::new();
    for letter in line.letters(LetterState::Sent) {
        *reminded.entry(letter.unit.unwrap().to_string()).or_default() += 1;
    }
    assert!(reminded.len() == 130 && reminded.values().all(|count| *count == 1), "{reminded:?}");
    let held = line.letters(LetterState::Dropped);
    assert_eq!(held.len(), 90 + 50 + 10, "what did not leave on its day was written anew on the next");
    assert!(held.iter().all(|letter| letter.last_reply == "đã qua giờ làm việc của ngày lập thư"), "{held:?}");
    assert!(line.letters(LetterState::Queued).is_empty() && line.letters(LetterState::Failed).is_empty());
    let mut brakes = 0;
    while let Ok(alarm) = line.alarms.try_recv() {
        assert!(matches!(&alarm, Alarm::Braked { why, .. } if why.contains("gần hết 50 thư")), "{alarm:?}");
        brakes += 1;
    }
    assert!((1..=4).contains(&brakes), "{brakes} alarms");
}

#[tokio::test]
async fn a_clock_set_back_by_an_hour_sends_nothing_twice_and_loses_nothing() {
    let mut line = Line::of(5, 400);
    assert_eq!(line.at(at("2020-06-11 09:00")).await, 5);
    for moment in ["2020-06-11 08:00", "2020-06-11 08:30", "2020-06-11 09:00", "2020-06-11 10:00"] {
        assert_eq!(line.at(at(moment)).await, 0, "{moment}");
    }
    // Even into the night before the letters were written.
    assert_eq!(line.at(at("2020-06-11 06:00")).await, 0);
    line.world.rules.roster.units.push(unit("don-vi-6", "Đơn vị 6", "so-nganh"));
    assert_eq!(line.at(at("2020-06-11 08:15")).await, 1, "what is new leaves by the clock as it is");
    assert_eq!(line.letters(LetterState::Sent).len(), 6);
}

#[tokio::test]
async fn staff_hear_once_of_a_dead_address_and_whom_to_call() {
    let mut line = Line::of(1, 400);
    let unit = &mut line.world.rules.roster.units[0];
    (unit.contact, unit.phone) = (Some("đồng chí Lê Thị Hoa".into()), Some("0238 3 500 111".into()));
    let (now, queue) =
        (at("2020-06-11 09:00"), LetterQueue { ledger: Arc::clone(&line.ledger), from: "a@b.example".into() });
    scheduler::tick(&line.ledger, &line.world.rules, &line.world.templates, now).unwrap();
    let staff = line.world.rules.office.staff[0].clone();
    let refuse = |at: Timestamp| {
        let mut claimed = queue.claim(at).unwrap().unwrap();
        if claimed.parcel.to == staff {
            // The work of the day, which names yesterday's letter.
            queue.settle(claimed.id, &Outcome::Sent { reply: "250 ok".into() }, None, at).unwrap();
            claimed = queue.claim(at).unwrap().unwrap();
        }
        let gone = Outcome::Never { why: "550 5.1.1".into(), code: Some(550), dead: true };
        queue.settle(claimed.id, &gone, None, at).unwrap();
        claimed.parcel.to
    };
    assert_eq!(refuse(now), "vanthu@don-vi-1.example");
    assert_eq!(line.at(at("2020-06-11 09:01")).await, 1);
    assert_eq!(line.at(at("2020-06-11 15:00")).await, 0, "once");
    let alert = |line: &Line| {
        let sent = line.letters(LetterState::Sent);
        let last = sent.iter().rfind(|letter| letter.kind == "alert").unwrap();
        let bytes: Result<_, LedgerError> = line.ledger.read(|snapshot| snapshot.letter_bytes(last.id));
        let mail = tiepnhan::mime::parse(&bytes.unwrap(), &tiepnhan::mime::Limits::default());
        let text = mail.walk().into_iter().find(|part| part.media_type == "text/plain").unwrap().text();
        text.split_whitespace().collect::<Vec<_>>().join(" ")
    };
    let said = alert(&line);
    assert!(said.contains("địa chỉ khác của đơn vị là canbo.don-vi-1@thu.example"), "{said}");
    // The next day's letter goes to the second address; that is dead too.
    let next = at("2020-06-12 09:00");
    scheduler::tick(&line.ledger, &line.world.rules, &line.world.templates, next).unwrap();
    assert_eq!(refuse(next), "canbo.don-vi-1@thu.example");
    assert_eq!(line.at(at("2020-06-12 09:01")).await, 1);
    let said = alert(&line);
    assert!(said.contains("phải gọi điện (đồng chí Lê Thị Hoa, ĐT 0238 3 500 111)"), "{said}");
}

#[test]
fn every_brake_is_told_by_its_own_name_once_a_day() {
    let day = jiff::civil::date(2020, 6, 16);
    let told = |held: Held<'_>| {
        let event = alert::braked(held, "đã gửi 30 thư", None, day);
        (event.key, event.title)
    };
    let all = [
        Held::All,
        Held::Notices,
        Held::Domain("syt.example"),
        Held::Address("vanthu@syt.example"),
        Held::Address("vanthu@bhxh.example"),
    ]
    .map(told);
    let keys: std::collections::BTreeSet<&str> = all.iter().map(|(key, _)| key.as_str()).collect();
    assert_eq!(keys.len(), all.len());
    assert!(all[1].1.contains("sắp đến") && all[2].1.contains("@syt.example"), "{all:?}");
    assert!(all[0].1.starts_with("thư gửi đi đã đến mức tối đa"), "{all:?}");
    assert_eq!(told(Held::Notices), all[1]);
}

#[tokio::test]
async fn a_small_budget_keeps_no_digest_back_and_tells_nobody_twice_before_all_were_told() {
    let mut line = Line::of(130, 50);
    line.world.rules.plans.plans[0].reports[0].remind_before = vec![8, 7, 3];
    line.world.rules.office.leaders = vec!["truongban@tinhuy.songlam.example".into()];
    for day in 10..=18 {
        for minute in (0..22).map(|half| 7 * 60 + half * 30) {
            line.at(at(&format!("2020-06-{day} {:02}:{:02}", minute / 60, minute % 60))).await;
        }
    }
    let mut sent = line.letters(LetterState::Sent);
    sent.sort_by_key(|letter| (letter.sent_at, letter.id));
    let zone = &line.world.rules.office.time_zone;
    let digests = sent.iter().filter(|letter| letter.kind == "digest");
    let hours: Vec<String> =
        digests.map(|letter| zone.to_datetime(letter.sent_at.unwrap()).strftime("%d %H:%M").to_string()).collect();
    assert_eq!(hours, [10, 11, 12, 15, 16, 17, 18].map(|day| format!("{day} 07:30")));
    let mut told: BTreeMap<String, u32> = BTreeMap::new();
    for letter in sent.iter().filter(|letter| letter.kind == "reminder") {
        let times = told.entry(letter.unit.clone().unwrap().to_string()).or_default();
        *times += 1;
        let times = *times;
        assert!(times == 1 || told.len() == 130, "{} is told twice, {} were told once", letter.to, told.len());
    }
    assert_eq!(told.len(), 130);
}
