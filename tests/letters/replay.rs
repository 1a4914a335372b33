//! A year of the sample office with everything that happens in one: reports in time, late and never; mails that somebody
//! must settle; more time, exemptions, both taken back; lines set right and withdrawn; addresses that refuse, letters that
//! come back, a unit that gets a new mailbox. Ledger, scheduler and queue are the real ones, and staff decide in the room
//! in which they work, with the letters that this brings; every letter that leaves is looked at in the moment in which it
//! leaves, every digest beside the board of that moment.

mod events;
mod watch;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::{Date, date};
use jiff::{SignedDuration, Timestamp};
use tiepnhan::clock::SetClock;
use tiepnhan::config;
use tiepnhan::daemon::Works;
use tiepnhan::delivery::Outcome;
use tiepnhan::intake::Ground;
use tiepnhan::ledger::{Ledger, LedgerError, LetterQueue};
use tiepnhan::message::{Origin, RawContent, RawMail};
use tiepnhan::mime::{Limits, parse};
use tiepnhan::notice::foresight;
use tiepnhan::office::{Escalation, Rules};
use tiepnhan::outbox::{Claimed, Queue as _};
use tiepnhan::scheduler;
use tiepnhan::standing::facts::Owed;

use events::{Event, Fate, Story, story};
use watch::Watch;

pub const DAYS: (Date, Date) = (date(2024, 1, 1), date(2024, 12, 31));

/// The office at work for a year.
pub struct Year {
    pub works: Works,
    clock: Arc<SetClock>,
    queue: LetterQueue,
    /// Every moment at which something happens or can be called for.
    pub moments: BTreeMap<Timestamp, Vec<Event>>,
    /// What becomes of letters to an address.
    pub fates: BTreeMap<String, Fate>,
    pub watch: Watch,
    mails: u32,
    /// What staff would have granted when it had come already.
    refused: BTreeSet<Owed>,
    _folder: tempfile::TempDir,
}

pub fn moment(rules: &Rules, day: Date, hour: i8, minute: i8) -> Timestamp {
    rules.office.time_zone.to_timestamp(day.at(hour, minute, 0, 0)).unwrap()
}

impl Year {
    fn begin() -> Self {
        let folder = tempfile::tempdir().unwrap();
        config::sample::write("song-lam", folder.path()).unwrap();
        let mut loaded = config::load(folder.path()).unwrap();
        let rules = &mut loaded.rules;
        rules.office.escalation = Escalation { after: 2, to_leader: true };
        for report in rules.plans.plans.iter_mut().flat_map(|plan| &mut plan.reports) {
            report.overdue_after.push(6);
        }
        let start = moment(rules, DAYS.0, 0, 0);
        let end = moment(rules, DAYS.1, 23, 0);
        let mut moments: BTreeMap<Timestamp, Vec<Event>> = BTreeMap::new();
        for at in foresight::moments(rules, start, end) {
            moments.entry(at).or_default();
        }
        let Story { events, fates, quiet } = story(rules);
        let full = |address: &String| matches!(fates.get(&address.to_lowercase()), Some(Fate::Full(_)));
        let slow = rules.roster.units.iter().filter(|unit| unit.addresses.iter().any(full));
        let slow = slow.map(|unit| unit.id.clone()).collect();
        for (at, event) in events.into_iter().filter(|(at, _)| *at < end) {
            moments.entry(at).or_default().push(event);
        }
        let clock = Arc::new(SetClock::at(start));
        let works = Works::open(loaded, Arc::clone(&clock) as _).unwrap();
        let from = works.ground.borrow().rules.office.mailbox.clone();
        let queue = LetterQueue { ledger: Arc::clone(&works.ledger), from };
        Self {
            works,
            clock,
            queue,
            moments,
            fates,
            watch: Watch::of(quiet, slow),
            mails: 0,
            refused: BTreeSet::new(),
            _folder: folder,
        }
    }

    pub fn ground(&self) -> Arc<Ground> {
        Arc::clone(&self.works.ground.borrow())
    }

    pub fn ledger(&self) -> Arc<Ledger> {
        Arc::clone(&self.works.ledger)
    }

    /// A mail arrives.
    pub async fn take(&mut self, mail: String, now: Timestamp) -> Option<i64> {
        self.mails += 1;
        let key = self.mails.to_string();
        let origin = Origin { source: "imap".into(), folder: "INBOX".into(), uid_validity: 1, uid: self.mails, key };
        let content = RawContent::Whole(mail.replace('\n', "\r\n").into_bytes());
        let raw = RawMail { origin, received_at: now, server_id: None, content };
        self.works.intake.take(vec![raw]).await.unwrap().remove(0).mail
    }

    /// What happens at `now`, what the clock calls for, what leaves.
    async fn turn(&mut self, now: Timestamp, events: Vec<Event>) {
        self.clock.set(now);
        for event in events {
            self.happen(event, now).await;
        }
        let ground = self.ground();
        let ticked = scheduler::tick(&self.works.ledger, &ground.rules, &ground.templates, now).unwrap();
        assert!(ticked.faults.is_empty(), "{:?}", ticked.faults);
        let facts = self.works.ledger.read(|snapshot| snapshot.board(now)).map_err(|error: LedgerError| error).unwrap();
        while let Some(letter) = self.queue.claim(now).unwrap() {
            let known = self.works.ledger.read(|snapshot| snapshot.letter(letter.id)).unwrap();
            self.watch.left(&ground.rules, &facts, &known, &letter, now);
            let outcome = self.deliver(&letter, now);
            if matches!(outcome, Outcome::Sent { .. }) {
                self.watch.taken(&facts, &known);
            }
            let later = matches!(outcome, Outcome::Later { .. });
            let next = later.then(|| now + SignedDuration::from_mins(25));
            if let Some(next) = next {
                self.moments.entry(next).or_default();
            }
            self.queue.settle(letter.id, &outcome, next, now).unwrap();
        }
    }

    /// What the mail server says, and what comes back of it.
    fn deliver(&mut self, letter: &Claimed, now: Timestamp) -> Outcome {
        let Some(fate) = self.fates.get(&letter.parcel.to).filter(|fate| fate.since() <= now).copied() else {
            return Outcome::Sent { reply: "250 2.0.0 queued".into() };
        };
        let day = self.ground().rules.office.time_zone.to_datetime(now).date();
        match fate {
            Fate::Refuses(_) => {
                self.watch.dead.entry(letter.parcel.to.clone()).or_insert(now);
                Outcome::Never { why: "550 5.1.1 no such user".into(), code: Some(550), dead: true }
            }
            Fate::Returns(_) => {
                let mail = parse(&letter.parcel.mime, &Limits::default());
                let id = mail.header("message-id").unwrap();
                let event = Event::Returned(letter.parcel.to.clone(), id);
                self.moments.entry(now + SignedDuration::from_mins(40)).or_default().push(event);
                Outcome::Sent { reply: "250 2.0.0 queued".into() }
            }
            // Full until the next day.
            Fate::Full(_) if day.day() % 2 == 0 => {
                Outcome::Later { why: "452 4.2.2 mailbox full".into(), quota: false }
            }
            Fate::Full(_) => Outcome::Sent { reply: "250 2.0.0 queued".into() },
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn in_a_year_with_everything_in_it_no_letter_is_wrong() {
    let mut year = Year::begin();
    while let Some((now, events)) = year.moments.pop_first() {
        year.turn(now, events).await;
    }
    let faults = year.works.ledger.read(|snapshot| snapshot.verify()).unwrap().faults;
    assert!(faults.is_empty(), "{faults:?}");
    let mut granted: BTreeMap<Owed, usize> = BTreeMap::new();
    let grants = year.works.ledger.read(|snapshot| snapshot.ever_granted()).unwrap();
    for (grant, _) in grants {
        *granted.entry((grant.unit, grant.report, grant.period)).or_default() += 1;
    }
    year.watch.judge(&year.ground().rules, &granted);
    assert!(!year.refused.is_empty());
    let kinds: BTreeSet<&str> = year.watch.kinds();
    for kind in ["reminder", "overdue", "digest", "desk", "query", "alert", "granted", "lifted"] {
        assert!(kinds.contains(kind), "no {kind} in the whole year: {kinds:?}");
    }
}
