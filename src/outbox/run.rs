//! The loop: claim, send, settle, until nothing is due; then wait.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::sync::Notify;
use tokio::sync::mpsc::UnboundedSender;
use tokio::time::Instant;
use tokio_util::sync::CancellationToken;

use super::budget::Brake;
use super::retry::{self, Next};
use super::{Alarm, Cause, Claimed, Queue, Settings, Trace};
use crate::clock::Clock;
use crate::delivery::{Delivery, Outcome};

/// Minutes of rest after the first, second … time that the channel did not work.
const DOWN_PAUSES: [i64; 5] = [1, 2, 5, 10, 15];
/// Minutes that a letter waits for a brake before it is looked at again.
const BRAKE_PAUSE: i64 = 60;
/// A brake is reported again after this many hours; a day's letters have left its window by then.
const BRAKE_SILENCE: i64 = 36;
/// Longest sleep: the machine may have slept, the clock may have been set.
const LONGEST_WAIT: Duration = Duration::from_secs(60);
/// Shortest sleep: should the ledger call something due and not hand it out, we ask again without racing.
const SHORTEST_WAIT: Duration = Duration::from_millis(100);
/// Rest after the ledger failed.
const LEDGER_PAUSE: Duration = Duration::from_secs(30);

/// What a round has done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drained {
    /// Letters sent.
    pub sent: u32,
    /// Tries with another end.
    pub unsent: u32,
}

/// How a try is written down.
#[derive(Debug, Clone)]
pub(super) enum Note {
    Settle(Outcome, Option<Timestamp>),
    Postpone(Timestamp, Cause),
}

/// The outbox at work.
pub struct Outbox {
    queue: Arc<dyn Queue>,
    pub(super) delivery: Delivery,
    pub(super) clock: Arc<dyn Clock>,
    pub(super) settings: Settings,
    alarms: UnboundedSender<Alarm>,
    /// Nothing leaves before this moment.
    paused_until: Option<Timestamp>,
    downs: usize,
    /// When the last letter was tried; by the machine's own clock, which nobody sets.
    pub(super) last_try: Option<Instant>,
    /// When each brake was last reported, and to whom the letter was.
    braked: HashMap<(Brake, String), Timestamp>,
    /// A note that the ledger would not take; nothing else is tried before it is on disk.
    unwritten: Option<(i64, Note)>,
    /// Where letters of unknown fate are looked for.
    pub(super) trace: Option<Arc<dyn Trace>>,
    /// How often each of them could not be looked for.
    pub(super) blind: HashMap<i64, u32>,
    /// The largest mail of the server, as the ledger knows it.
    pub(super) heeded: Option<Option<u64>>,
}

/// Sends what is due until told to stop. `wake`: a letter was queued.
pub async fn run(mut outbox: Outbox, cancel: CancellationToken, wake: Arc<Notify>) {
    while let Err(error) = outbox.recover().await {
        tracing::error!(%error, "outbox: ledger failed at start");
        if sleep_or_stop(LEDGER_PAUSE, &cancel).await {
            return;
        }
    }
    while !cancel.is_cancelled() {
        let wait = match outbox.drain(&cancel).await {
            Ok(_) => outbox.wait().await,
            Err(error) => Err(error),
        };
        let wait = wait.unwrap_or_else(|error| {
            tracing::error!(%error, "outbox: ledger failed");
            LEDGER_PAUSE
        });
        outbox.idle(wait, &cancel, &wake).await;
    }
    outbox.delivery.rest().await;
}

pub(super) async fn sleep_or_stop(time: Duration, cancel: &CancellationToken) -> bool {
    cancel.run_until_cancelled(tokio::time::sleep(time)).await.is_none()
}

impl Outbox {
    /// Ready to run; nothing is sent yet.
    pub fn new(
        queue: Arc<dyn Queue>,
        delivery: Delivery,
        clock: Arc<dyn Clock>,
        settings: Settings,
        alarms: UnboundedSender<Alarm>,
    ) -> Self {
        Self {
            queue,
            delivery,
            clock,
            settings,
            alarms,
            paused_until: None,
            downs: 0,
            last_try: None,
            braked: HashMap::new(),
            unwritten: None,
            trace: None,
            blind: HashMap::new(),
            heeded: None,
        }
    }

    /// The same, looking for letters of unknown fate before they are sent again.
    #[must_use]
    pub fn looking(self, trace: Option<Arc<dyn Trace>>) -> Self {
        Self { trace, ..self }
    }

    /// Settles what an earlier process left claimed: it may have been sent. Once, before the first [`drain`](Self::drain).
    ///
    /// # Errors
    /// The ledger's.
    pub async fn recover(&mut self) -> Result<(), String> {
        self.write_down().await?;
        for letter in self.ask(|queue| queue.unsettled()).await? {
            let why = "chương trình dừng giữa chừng khi đang gửi thư này, không rõ máy chủ đã nhận hay chưa".to_owned();
            self.judge(&letter, Outcome::Unknown { why }).await?;
        }
        // A server that has had enough is not asked again by each start.
        let refused = self.ask(|queue| queue.refused_at()).await?.map(|refused| refused.min(self.clock.now()));
        self.paused_until = self.paused_until.max(refused.map(|refused| after(refused, self.settings.quota_pause)));
        Ok(())
    }

    /// Sends everything that is due and may leave now.
    ///
    /// # Errors
    /// The ledger's; nothing more is sent until it works again.
    pub async fn drain(&mut self, cancel: &CancellationToken) -> Result<Drained, String> {
        let mut drained = Drained::default();
        self.write_down().await?;
        while !cancel.is_cancelled() && !self.is_paused() {
            if !self.is_time(cancel).await? {
                break;
            }
            let now = self.clock.now();
            let Some(letter) = self.ask(move |queue| queue.claim(now)).await? else { break };
            if self.has_left(&letter).await? || !self.is_admitted(&letter).await? {
                continue;
            }
            let outcome = self.send(&letter, cancel).await;
            self.last_try = Some(Instant::now());
            if self.heed().await?.contains(&letter.id) {
                continue;
            }
            match &outcome {
                Some(Outcome::Sent { .. }) => drained.sent = drained.sent.saturating_add(1),
                _ => drained.unsent = drained.unsent.saturating_add(1),
            }
            match outcome {
                Some(outcome) => self.judge(&letter, outcome).await?,
                None => {
                    let cause = Cause::Held("chương trình dừng trước khi gửi xong".to_owned());
                    self.note(letter.id, Note::Postpone(now, cause)).await?
                }
            }
        }
        Ok(drained)
    }

    /// None: broken off before the letter can have been taken.
    async fn send(&mut self, letter: &Claimed, cancel: &CancellationToken) -> Option<Outcome> {
        let stop = async {
            cancel.cancelled().await;
            tokio::time::sleep(self.settings.grace).await;
        };
        let outcome = tokio::select! {
            outcome = self.delivery.deliver(&letter.parcel) => Some(outcome),
            () = stop => None,
        };
        outcome.or_else(|| self.delivery.broken_off())
    }

    /// Looks at the brakes; puts the letter back when one bites.
    async fn is_admitted(&mut self, letter: &Claimed) -> Result<bool, String> {
        let now = self.clock.now();
        let since = after(now, SignedDuration::from_hours(-24));
        let to = letter.parcel.to.clone();
        let tally = self.ask(move |queue| queue.tally(since, &to)).await;
        let tally = match tally {
            Ok(tally) => tally,
            Err(error) => {
                self.unwritten = Some((letter.id, Note::Postpone(now, Cause::Held("sổ không đọc được".to_owned()))));
                return Err(error);
            }
        };
        let Err(brake) = self.settings.budget.admit(&tally, letter.priority) else { return Ok(true) };
        let why = self.settings.budget.words(brake, &letter.parcel.to);
        let key = (brake, brake.of(&letter.parcel.to));
        let silent_since = after(now, SignedDuration::from_hours(-BRAKE_SILENCE));
        self.braked.retain(|_, reported| *reported > silent_since);
        if !self.braked.contains_key(&key) {
            tracing::warn!(brake = ?brake, letter = letter.id, "outbox: brake");
            self.alarm(Alarm::Braked { brake, of: key.1.clone(), why: why.clone() });
            self.braked.insert(key, now);
        }
        let until = after(now, SignedDuration::from_mins(BRAKE_PAUSE));
        self.note(letter.id, Note::Postpone(until, Cause::Held(why))).await?;
        Ok(false)
    }

    /// Draws the conclusion of a try and writes it down.
    async fn judge(&mut self, letter: &Claimed, outcome: Outcome) -> Result<(), String> {
        let now = self.clock.now();
        log(letter, &outcome);
        match &outcome {
            Outcome::Down { why } => {
                let pause = self.go_down(now, why);
                return self.note(letter.id, Note::Postpone(pause, Cause::Tried(outcome))).await;
            }
            Outcome::Later { why, quota: true } => {
                let pause = after(now, self.settings.quota_pause);
                self.paused_until = Some(pause);
                self.alarm(Alarm::QuotaReached { why: why.clone() });
                return self.note(letter.id, Note::Postpone(pause, Cause::Tried(outcome))).await;
            }
            Outcome::Sent { .. } | Outcome::Later { .. } | Outcome::Never { .. } => self.go_up(),
            Outcome::Unknown { .. } => {}
        }
        let next = match retry::next(letter.id, letter.attempt, letter.unknowns, &outcome, now) {
            Next::Finished => None,
            Next::Again(then) => Some(then),
            Next::GiveUp => {
                let (Outcome::Never { why, .. } | Outcome::Later { why, .. } | Outcome::Unknown { why }) = &outcome
                else {
                    return self.note(letter.id, Note::Settle(outcome, None)).await;
                };
                // Nobody is told that it failed when it can be seen that it did not.
                if matches!(outcome, Outcome::Unknown { .. }) && self.is_found(letter).await? {
                    return Ok(());
                }
                let (to, kind, why) = (letter.parcel.to.clone(), letter.kind.clone(), why.clone());
                let dead = matches!(outcome, Outcome::Never { dead: true, .. });
                self.alarm(Alarm::GivenUp { id: letter.id, to, kind, dead, why });
                None
            }
        };
        self.note(letter.id, Note::Settle(outcome, next)).await
    }

    /// The letter waits a little longer than the pause, so that another one tries the channel next: no single letter
    /// can hold up all others.
    fn go_down(&mut self, now: Timestamp, why: &str) -> Timestamp {
        let minutes = DOWN_PAUSES.get(self.downs).or(DOWN_PAUSES.last()).copied().unwrap_or(15);
        self.downs = self.downs.saturating_add(1);
        let pause = after(now, SignedDuration::from_mins(minutes));
        self.paused_until = Some(pause);
        // A restart of the server is over after the first pause and not worth a word.
        if self.downs == 2 {
            self.alarm(Alarm::ChannelDown { why: why.to_owned() });
        }
        after(pause, SignedDuration::from_secs(30))
    }

    fn go_up(&mut self) {
        if self.downs >= 2 {
            self.alarm(Alarm::ChannelUp);
        }
        self.downs = 0;
    }

    pub(super) fn alarm(&self, alarm: Alarm) {
        if self.alarms.send(alarm).is_err() {
            tracing::warn!("outbox: nobody listens to alarms");
        }
    }

    fn is_paused(&self) -> bool {
        self.paused_until.is_some_and(|until| self.clock.now() < until)
    }

    pub(super) async fn note(&mut self, id: i64, note: Note) -> Result<(), String> {
        self.unwritten = Some((id, note));
        self.write_down().await
    }

    async fn write_down(&mut self) -> Result<(), String> {
        let Some((id, note)) = self.unwritten.clone() else { return Ok(()) };
        let now = self.clock.now();
        let written = self.ask(move |queue| match &note {
            Note::Settle(outcome, next) => queue.settle(id, outcome, *next, now),
            Note::Postpone(until, cause) => queue.postpone(id, *until, cause, now),
        });
        if let Err(error) = written.await {
            // A letter that is no longer claimed has nothing left to be written; it must not stop all others for ever.
            let open = self.ask(|queue| queue.unsettled()).await?;
            if open.iter().any(|letter| letter.id == id) {
                return Err(error);
            }
            tracing::error!(id, %error, "outbox: note about a letter that is not claimed");
        }
        self.unwritten = None;
        Ok(())
    }

    pub(super) async fn ask<T: Send + 'static>(
        &self,
        question: impl FnOnce(&dyn Queue) -> Result<T, String> + Send + 'static,
    ) -> Result<T, String> {
        let queue = Arc::clone(&self.queue);
        let answer = tokio::task::spawn_blocking(move || question(queue.as_ref())).await;
        answer.unwrap_or_else(|_| Err("the ledger's thread ended early".to_owned()))
    }

    /// How long until something is due.
    async fn wait(&self) -> Result<Duration, String> {
        let now = self.clock.now();
        let Some(due) = self.ask(move |queue| queue.next_due(now)).await? else { return Ok(LONGEST_WAIT) };
        let due = self.paused_until.map_or(due, |paused| due.max(paused));
        let wait = Duration::try_from(due.duration_since(now)).unwrap_or(Duration::ZERO);
        Ok(wait.clamp(SHORTEST_WAIT, LONGEST_WAIT))
    }

    /// Waits; an open line is given up after a while.
    async fn idle(&mut self, wait: Duration, cancel: &CancellationToken, wake: &Notify) {
        let hold = wait.min(self.settings.hold);
        if stirred(hold, cancel, wake).await {
            return;
        }
        if wait > hold {
            self.delivery.rest().await;
            stirred(wait.saturating_sub(hold), cancel, wake).await;
        }
    }
}

async fn stirred(time: Duration, cancel: &CancellationToken, wake: &Notify) -> bool {
    tokio::select! {
        () = tokio::time::sleep(time) => false,
        () = cancel.cancelled() => true,
        () = wake.notified() => true,
    }
}

pub(super) fn after(now: Timestamp, time: SignedDuration) -> Timestamp {
    now.checked_add(time).unwrap_or(if time.is_negative() { Timestamp::MIN } else { Timestamp::MAX })
}

/// One line per try, without the address.
fn log(letter: &Claimed, outcome: &Outcome) {
    let (id, attempt, kind) = (letter.id, letter.attempt, letter.kind.as_str());
    match outcome {
        Outcome::Sent { reply } => tracing::info!(id, attempt, kind, reply, "letter sent"),
        Outcome::Later { why, quota } => tracing::info!(id, attempt, kind, quota, why, "letter refused for now"),
        Outcome::Never { why, code, .. } => tracing::warn!(id, attempt, kind, code, why, "letter refused for good"),
        Outcome::Unknown { why } => tracing::warn!(id, attempt, kind, why, "letter of unknown fate"),
        Outcome::Down { why } => tracing::error!(id, attempt, kind, why, "nothing can be sent"),
    }
}
