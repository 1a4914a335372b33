//! Many letters, many misdeeds, and processes that end in the middle: nobody gets two, nobody gets none.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex};

use tiepnhan::clock::SetClock;
use tiepnhan::ledger::Ledger;
use tiepnhan::ledger::LedgerError;
use tiepnhan::ledger::LetterQueue;
use tiepnhan::letter::{Letter, Priority, Purpose};
use tiepnhan::outbox::Queue as _;
use tokio_util::sync::CancellationToken;

use super::postbox::{Postbox, State, minutes, monday};
use super::server::{Act, Manner, Server, Step};
use super::waiting::{outbox, to_the_end};
use super::{parcel, sender};

/// A small generator (xorshift), so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % sides
    }
}

fn misdeed(dice: &mut Dice, step: Step) -> Option<Act> {
    if step == Step::Content || dice.roll(12) != 0 {
        return None;
    }
    Some(match (step, dice.roll(8)) {
        (Step::Dot, 0) => Act::TakeAndCut,
        (Step::Dot, 1) => Act::Cut,
        (Step::Dot, 2) => Act::Say("451 4.3.0 later"),
        (Step::Greeting, 0..=3) => Act::SayAndCut("421 4.3.2 busy"),
        (Step::Mail, 0..=1) => Act::Say("452 4.5.3 daily sending limit"),
        (Step::Rcpt, 0..=3) => Act::Say("450 4.2.0 greylisted"),
        (Step::Data, 0) => Act::SayAndCut("354 go\r\n250 2.0.0 queued as NOTHING"),
        (Step::Idle, 0..=3) => Act::SayAndCut("421 4.4.2 idle"),
        (Step::Idle, 4) => Act::Say("250 surplus"),
        (Step::Rset | Step::Ehlo, 0) => Act::Silence,
        (_, 5) => Act::SayAndCut("250 ok"),
        _ => Act::Cut,
    })
}

async fn hostile_server(seed: u64) -> (Server, Arc<Mutex<u32>>) {
    let mut dice = Dice(seed);
    let lost_answers = Arc::new(Mutex::new(0));
    let count = Arc::clone(&lost_answers);
    let server = Server::start(Manner::default(), move |step| {
        let act = misdeed(&mut dice, step);
        // After the dot any of these takes the answer from us, and some the letter too.
        let act = match act {
            Some(Act::SayAndCut("250 ok")) if step == Step::Dot => Some(Act::TakeAndCut),
            other => other,
        };
        *count.lock().unwrap() += u32::from(matches!(act, Some(Act::TakeAndCut)));
        act
    })
    .await;
    (server, lost_answers)
}

#[tokio::test]
async fn two_hundred_letters_through_random_faults_arrive_once_each() {
    for seed in [0x5eed_0001, 0x5eed_0002] {
        let (server, lost_answers) = hostile_server(seed).await;
        let queue = Arc::new(Postbox::default());
        for id in 0..200 {
            queue.put(id, parcel(u32::try_from(id).unwrap()), Priority::Answer, monday());
        }
        let clock = Arc::new(SetClock::at(monday()));
        let (mut outbox, _alarms) = outbox(&queue, sender(&server), &clock);
        to_the_end(&mut outbox, queue.as_ref(), &clock).await;

        let mut unknowns = 0;
        for (id, state) in queue.states() {
            let row = queue.row(id);
            let copies = server.copies(&row.parcel.to);
            assert_eq!(state, State::Sent, "letter {id} (seed {seed:x}): {row:?}");
            assert!(copies >= 1, "letter {id} (seed {seed:x}) was lost: {row:?}");
            assert!(copies <= 1 + row.unknowns as usize, "letter {id} (seed {seed:x}) came {copies} times: {row:?}");
            unknowns += row.unknowns;
        }
        assert!(unknowns > 0, "the server was too kind to prove anything (seed {seed:x})");
        // Every surplus copy is one whose answer was lost on the way, and bears the same Message-ID.
        let surplus = server.letters().len() - 200;
        assert!(
            surplus <= *lost_answers.lock().unwrap() as usize,
            "{surplus} surplus copies, {unknowns} unknown tries"
        );
        let mut contents: BTreeMap<String, Vec<u8>> = BTreeMap::new();
        for (to, content) in server.letters() {
            assert_eq!(*contents.entry(to).or_insert_with(|| content.clone()), content);
        }
    }
}

#[tokio::test]
async fn a_process_that_ends_before_the_dot_leaves_a_letter_that_is_sent_once() {
    for (step, act, copies) in
        [(Step::Rcpt, Act::Silence, 1), (Step::Dot, Act::Silence, 1), (Step::Dot, Act::TakeAndSilence, 2)]
    {
        let server = Server::once(step, act).await;
        let queue = Arc::new(Postbox::default());
        queue.put(1, parcel(1), Priority::Answer, monday());
        let clock = Arc::new(SetClock::at(monday()));
        {
            let patient =
                super::Settings { limits: tiepnhan::delivery::smtp::Limits::default(), ..super::settings(&server) };
            let (mut first, _alarms) = outbox(&queue, super::Sender::new(patient).unwrap(), &clock);
            let never = CancellationToken::new();
            // Killed while the server keeps it waiting.
            tokio::select! {
                _ = first.drain(&never) => panic!("the server should have kept it waiting"),
                () = server.has_reached(step) => {}
            }
        }
        assert_eq!(queue.row(1).state, State::Claimed);
        assert_eq!(queue.row(1).attempts, 1, "the try was counted before the first byte left");

        let (mut second, _alarms) = outbox(&queue, sender(&server), &clock);
        second.recover().await.unwrap();
        assert_eq!((queue.row(1).state, queue.row(1).unknowns), (State::Waiting, 1));
        assert!(queue.row(1).next >= monday() + minutes(60), "not at once: the server may still be at it");
        to_the_end(&mut second, queue.as_ref(), &clock).await;
        assert_eq!((queue.row(1).state, server.copies(&parcel(1).to)), (State::Sent, copies), "{step:?}");
    }
}

/// Runs the outbox over the ledger on disk until the server has taken `count` letters, then drops it as a kill would.
async fn run_and_kill(path: &std::path::Path, server: &Server, clock: &Arc<SetClock>, count: usize) {
    let queue = Arc::new(ledger(path));
    let (mut outbox, _alarms) = outbox(&queue, sender(server), clock);
    outbox.recover().await.unwrap();
    let never = CancellationToken::new();
    tokio::select! {
        drained = outbox.drain(&never) => drop(drained.unwrap()),
        () = server.has_taken(count) => {}
    }
}

pub fn ledger(path: &std::path::Path) -> LetterQueue {
    LetterQueue { ledger: Arc::new(Ledger::open(path, monday()).unwrap()), from: "khoagiao@songlam.example".into() }
}

pub fn receipt(number: u32) -> Letter {
    let parcel = parcel(number);
    Letter {
        purpose: Purpose::Receipt(format!("{number:064}")),
        to: parcel.to,
        unit: None,
        about: Vec::new(),
        subject: "Đã nhận báo cáo".into(),
        message_id: parcel.message_id,
        gist: String::new(),
        mime: parcel.mime.into(),
        not_before: None,
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn killed_again_and_again_over_the_real_ledger_each_letter_arrives() {
    const COUNT: u32 = 40;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.db");
    let queue = Arc::new(ledger(&path));
    let queued: Result<Vec<bool>, LedgerError> =
        queue.ledger.write(|tx| (0..COUNT).map(|number| tx.queue(&receipt(number), None, monday())).collect());
    assert_eq!(queued.unwrap(), vec![true; COUNT as usize]);

    let server = Server::kind().await;
    let clock = Arc::new(SetClock::at(monday()));
    let kills = [3, 4, 9, 20, 21, 35];
    for count in kills {
        run_and_kill(&path, &server, &clock, count).await;
        assert!(server.letters().len() < COUNT as usize, "killed too late to prove anything");
    }
    let (mut last, _alarms) = outbox(&queue, sender(&server), &clock);
    last.recover().await.unwrap();
    to_the_end(&mut last, queue.as_ref(), &clock).await;

    let copies: Vec<usize> = (0..COUNT).map(|number| server.copies(&parcel(number).to)).collect();
    assert!(copies.iter().all(|count| (1..=2).contains(count)), "{copies:?}");
    let surplus = server.letters().len() - COUNT as usize;
    assert!(surplus <= kills.len(), "at most one letter for each kill may go twice: {copies:?}");
    assert!(queue.unsettled().unwrap().is_empty());
}

#[tokio::test]
async fn a_disk_that_is_full_stops_sending_before_anyone_gets_two() {
    let server = Server::kind().await;
    let queue = Arc::new(Postbox::default());
    for id in 0..3 {
        queue.put(id, parcel(u32::try_from(id).unwrap()), Priority::Answer, monday());
    }
    *queue.disk_full.lock().unwrap() = 3;
    let clock = Arc::new(SetClock::at(monday()));
    let (mut outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    let never = CancellationToken::new();
    for _ in 0..3 {
        assert!(outbox.drain(&never).await.is_err());
        assert_eq!(server.letters().len(), 1, "nothing else leaves while the first is not written down");
    }
    outbox.drain(&never).await.unwrap();
    assert_eq!(server.letters().len(), 3);
    assert!(queue.states().values().all(|state| *state == State::Sent));
}
