//! The outbox over time: order, brakes, pauses, alarms, stopping.

use std::sync::Arc;
use std::time::{Duration, Instant};

use tiepnhan::clock::{Clock as _, SetClock};
use tiepnhan::delivery::Delivery;
use tiepnhan::delivery::smtp::Sender;
use tiepnhan::letter::Priority;
use tiepnhan::outbox::budget::Budget;
use tiepnhan::outbox::{Alarm, Outbox, Queue, Settings};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedReceiver;
use tokio_util::sync::CancellationToken;

use super::postbox::{Postbox, State, minutes, monday};
use super::server::{Act, Manner, Server, Step};
use super::{parcel, sender};

const QUICK: Settings = Settings {
    budget: Budget { per_address: 1000, per_domain: 1000, total: 1000, kept_for_answers: 20 },
    pace: Duration::ZERO,
    grace: Duration::from_millis(100),
    hold: Duration::from_millis(50),
    quota_pause: jiff::SignedDuration::from_hours(1),
};

pub fn outbox<Q: Queue + 'static>(
    queue: &Arc<Q>,
    sender: Sender,
    clock: &Arc<SetClock>,
) -> (Outbox, UnboundedReceiver<Alarm>) {
    with(queue, sender, clock, QUICK)
}

fn with<Q: Queue + 'static>(
    queue: &Arc<Q>,
    sender: Sender,
    clock: &Arc<SetClock>,
    settings: Settings,
) -> (Outbox, UnboundedReceiver<Alarm>) {
    let (alarms, heard) = tokio::sync::mpsc::unbounded_channel();
    let delivery = Delivery::Smtp(Box::new(sender));
    (Outbox::new(Arc::clone(queue) as _, delivery, Arc::clone(clock) as _, settings, alarms), heard)
}

/// Drains, moves the clock to the next due letter, drains again, for a month at most.
pub async fn to_the_end(outbox: &mut Outbox, queue: &dyn Queue, clock: &SetClock) {
    let never = CancellationToken::new();
    let mut now = clock.now();
    let end = now + minutes(60 * 24 * 30);
    loop {
        outbox.drain(&never).await.unwrap();
        let Some(due) = queue.next_due(now).unwrap() else { return };
        assert!(now < end, "still waiting after a month");
        // A pause may outlast what is due.
        now = due.max(now + minutes(1));
        clock.set(now);
    }
}

fn heard(alarms: &mut UnboundedReceiver<Alarm>) -> Vec<&'static str> {
    let mut names = Vec::new();
    while let Ok(alarm) = alarms.try_recv() {
        names.push(match alarm {
            Alarm::GivenUp { .. } => "given up",
            Alarm::ChannelDown { .. } => "down",
            Alarm::ChannelUp => "up",
            Alarm::QuotaReached { .. } => "quota",
            Alarm::Braked { .. } => "braked",
            Alarm::TooLarge { .. } => "too large",
        });
    }
    names
}

fn world(letters: &[(i64, Priority)]) -> (Arc<Postbox>, Arc<SetClock>) {
    let queue = Arc::new(Postbox::default());
    for (id, priority) in letters {
        queue.put(*id, parcel(u32::try_from(*id).unwrap()), *priority, monday());
    }
    (queue, Arc::new(SetClock::at(monday())))
}

fn answers(count: i64) -> Vec<(i64, Priority)> {
    (1..=count).map(|id| (id, Priority::Answer)).collect()
}

#[tokio::test]
async fn receipts_go_before_digests_before_reminders_and_none_before_its_time() {
    let server = Server::kind().await;
    let (queue, clock) =
        world(&[(1, Priority::Digest), (2, Priority::Reminder), (3, Priority::Answer), (4, Priority::Alert)]);
    queue.put(5, parcel(5), Priority::Alert, monday() + minutes(90));
    let (mut outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    outbox.drain(&CancellationToken::new()).await.unwrap();
    let order: Vec<String> = server.letters().into_iter().map(|(to, _)| to).collect();
    assert_eq!(order, [4, 3, 1, 2].map(|number| parcel(number).to));
    clock.set(monday() + minutes(90));
    outbox.drain(&CancellationToken::new()).await.unwrap();
    assert_eq!(server.letters().len(), 5);
}

#[tokio::test]
async fn greylisting_is_waited_out() {
    let server = Server::once(Step::Rcpt, Act::Say("450 4.2.0 greylisted")).await;
    let (queue, clock) = world(&answers(1));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!((queue.row(1).state, queue.row(1).attempts, server.letters().len()), (State::Sent, 2, 1));
    assert!(heard(&mut alarms).is_empty());
}

#[tokio::test]
async fn an_address_refused_for_good_is_given_up_loudly_and_alone() {
    let server = Server::once(Step::Rcpt, Act::Say("550 5.1.1 user unknown")).await;
    let (queue, clock) = world(&answers(3));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!(queue.states().into_values().collect::<Vec<_>>(), [State::Failed, State::Sent, State::Sent]);
    assert_eq!(heard(&mut alarms), ["given up"]);
}

#[tokio::test]
async fn a_letter_refused_for_three_days_is_given_up() {
    let server = Server::always(Step::Rcpt, Act::Say("451 4.3.0 later")).await;
    let (queue, clock) = world(&answers(1));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!((queue.row(1).state, queue.row(1).attempts), (State::Failed, 22));
    assert_eq!(heard(&mut alarms), ["given up"]);
}

#[tokio::test]
async fn an_answer_lost_again_and_again_costs_three_copies_at_most() {
    let server = Server::always(Step::Dot, Act::TakeAndCut).await;
    let (queue, clock) = world(&answers(1));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!((queue.row(1).state, server.letters().len()), (State::Failed, 3));
    assert_eq!(heard(&mut alarms), ["given up"]);
}

#[tokio::test]
async fn a_dead_channel_costs_no_letter_a_try_and_is_reported_once() {
    let mut greetings = 0;
    let server = Server::start(Manner::default(), move |step| {
        greetings += usize::from(step == Step::Greeting);
        (step == Step::Greeting && greetings <= 40).then_some(Act::Cut)
    })
    .await;
    let (queue, clock) = world(&answers(5));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert!(queue.rows.lock().unwrap().values().all(|row| row.state == State::Sent && row.attempts == 1));
    assert_eq!(heard(&mut alarms), ["down", "up"]);
    assert!(server.connections() < 60, "one try for each pause: {}", server.connections());
}

#[tokio::test]
async fn a_quota_stops_everything_for_a_while() {
    let server = Server::once(Step::Dot, Act::Say("550 5.4.5 Daily user sending limit exceeded")).await;
    let (queue, clock) = world(&answers(3));
    let (mut outbox, mut alarms) = outbox(&queue, sender(&server), &clock);
    outbox.drain(&CancellationToken::new()).await.unwrap();
    clock.set(monday() + minutes(59));
    outbox.drain(&CancellationToken::new()).await.unwrap();
    assert!(server.letters().is_empty());
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!(server.letters().len(), 3);
    assert_eq!(heard(&mut alarms), ["quota"]);
}

#[tokio::test]
async fn brakes_put_letters_off_until_tomorrow_and_speak_once() {
    let server = Server::kind().await;
    let queue = Arc::new(Postbox::default());
    for id in 1..=8 {
        queue.put(id, super::Parcel { to: "same@donvi.example".into(), ..parcel(1) }, Priority::Answer, monday());
    }
    let clock = Arc::new(SetClock::at(monday()));
    let budget = Budget { per_address: 5, ..QUICK.budget };
    let (mut outbox, mut alarms) = with(&queue, sender(&server), &clock, Settings { budget, ..QUICK });
    outbox.drain(&CancellationToken::new()).await.unwrap();
    assert_eq!(server.letters().len(), 5);
    assert!(queue.rows.lock().unwrap().values().all(|row| row.attempts <= 1));
    to_the_end(&mut outbox, queue.as_ref(), &clock).await;
    assert_eq!(server.letters().len(), 8);
    assert_eq!(heard(&mut alarms), ["braked"]);
    assert!(queue.rows.lock().unwrap().values().all(|row| row.attempts == 1), "a brake is no try");
}

#[tokio::test]
async fn stopping_lets_the_letter_in_flight_end_or_writes_down_how_it_stands() {
    for (step, act, state, unknowns) in
        [(Step::Rcpt, Act::Silence, State::Waiting, 0), (Step::Dot, Act::TakeAndSilence, State::Waiting, 1)]
    {
        let server = Server::once(step, act).await;
        let (queue, clock) = world(&answers(3));
        let patient =
            super::Settings { limits: tiepnhan::delivery::smtp::Limits::default(), ..super::settings(&server) };
        let (outbox, _alarms) = outbox(&queue, Sender::new(patient).unwrap(), &clock);
        let (cancel, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
        let running = tokio::spawn(tiepnhan::outbox::run(outbox, cancel.clone(), wake));
        server.has_reached(step).await;
        let asked = Instant::now();
        cancel.cancel();
        running.await.unwrap();
        assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
        let row = queue.row(1);
        assert_eq!((row.state, row.unknowns, row.attempts), (state, unknowns, unknowns), "{step:?}");
        assert_eq!(queue.row(2).attempts, 0, "no further letter is begun");
    }
}

#[tokio::test]
async fn a_letter_queued_while_it_sleeps_leaves_at_once() {
    let server = Server::kind().await;
    let (queue, clock) = world(&answers(1));
    let (outbox, _alarms) = outbox(&queue, sender(&server), &clock);
    let (cancel, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
    let running = tokio::spawn(tiepnhan::outbox::run(outbox, cancel.clone(), Arc::clone(&wake)));
    server.has_taken(1).await;
    let queued = Instant::now();
    queue.put(2, parcel(2), Priority::Answer, monday());
    wake.notify_one();
    server.has_taken(2).await;
    assert!(queued.elapsed() < Duration::from_millis(700), "{:?}", queued.elapsed());
    cancel.cancel();
    running.await.unwrap();
}

#[tokio::test]
async fn a_burst_is_paced_and_neither_the_first_letter_nor_a_stop_waits_for_it() {
    let server = Server::kind().await;
    let (queue, clock) = world(&answers(2));
    let hourly = Settings { pace: Duration::from_secs(3600), ..QUICK };
    let (outbox, _alarms) = with(&queue, sender(&server), &clock, hourly);
    let (cancel, wake) = (CancellationToken::new(), Arc::new(Notify::new()));
    let running = tokio::spawn(tiepnhan::outbox::run(outbox, cancel.clone(), wake));
    server.has_taken(1).await;
    let asked = Instant::now();
    cancel.cancel();
    running.await.unwrap();
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
    assert_eq!((queue.row(1).state, server.letters().len()), (State::Sent, 1));
    assert_eq!(
        (queue.row(2).state, queue.row(2).attempts),
        (State::Waiting, 0),
        "what waits for its turn is not claimed"
    );
}

#[tokio::test]
async fn letters_of_a_burst_keep_their_distance_and_nothing_else_waits() {
    let server = Server::kind().await;
    let (queue, clock) = world(&answers(3));
    let (mut outbox, _alarms) =
        with(&queue, sender(&server), &clock, Settings { pace: Duration::from_millis(200), ..QUICK });
    let begun = Instant::now();
    assert_eq!(outbox.drain(&CancellationToken::new()).await.unwrap().sent, 3);
    assert!(begun.elapsed() >= Duration::from_millis(400), "{:?}", begun.elapsed());
    let (mut hourly, _alarms) =
        with(&queue, sender(&server), &clock, Settings { pace: Duration::from_secs(3600), ..QUICK });
    queue.put(4, parcel(4), Priority::Answer, monday());
    assert_eq!(hourly.drain(&CancellationToken::new()).await.unwrap().sent, 1, "after it, nothing is waited for");
}
