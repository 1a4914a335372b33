//! Whether a source still hears its mailbox: the last sign of life, one alarm when it is too old, one when it is back.

use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::{Event, Now};

/// The hearing of one source.
pub(super) struct Hearing {
    source: String,
    deaf_after: Duration,
    now: Now,
    state: Mutex<State>,
}

struct State {
    heard: Instant,
    heard_at: Timestamp,
    deaf: bool,
    passes: u64,
    why: String,
}

impl Hearing {
    /// A source that starts now and counts as heard.
    pub(super) fn new(source: &str, deaf_after: Duration, now: Now) -> Self {
        let state = State { heard: Instant::now(), heard_at: now(), deaf: false, passes: 0, why: String::new() };
        Self { source: source.to_owned(), deaf_after, now, state: Mutex::new(state) }
    }

    /// The last error, told when the alarm is raised.
    pub(super) fn failed(&self, why: String) {
        self.with(|state| state.why = why);
    }

    /// A mail was handed over: a long first pass is not deafness, as long as nothing goes wrong.
    pub(super) fn alive(&self) {
        self.with(|state| {
            if state.why.is_empty() {
                state.heard = Instant::now();
            }
        });
    }

    /// How many passes were completed.
    pub(super) fn passes(&self) -> u64 {
        self.with(|state| state.passes)
    }

    /// A pass is complete: tells so, and that hearing is back if it was lost.
    pub(super) async fn complete(&self, mails: u64, events: &mpsc::Sender<Event>) -> Result<(), Gone> {
        let at = (self.now)();
        let was_deaf = self.with(|state| {
            state.heard = Instant::now();
            state.heard_at = at;
            state.why.clear();
            state.passes = state.passes.saturating_add(1);
            std::mem::take(&mut state.deaf)
        });
        if was_deaf {
            tell(events, Event::Recovered { source: self.source.clone(), at }).await?;
        }
        tell(events, Event::PassComplete { source: self.source.clone(), at, mails }).await
    }

    /// Raises the alarm when it is due, for ever; ends when nobody listens.
    pub(super) async fn watch(&self, events: &mpsc::Sender<Event>) -> Gone {
        loop {
            let (due, deaf) = self.with(|state| (state.heard.checked_add(self.deaf_after), state.deaf));
            let Some(due) = due else { return std::future::pending().await };
            if deaf || due > Instant::now() {
                // While deaf only a complete pass changes anything; looking again later is enough.
                let next = if deaf { Instant::now().checked_add(self.deaf_after).unwrap_or(due) } else { due };
                tokio::time::sleep_until(next).await;
                continue;
            }
            let (why, since) = self.with(|state| {
                state.deaf = true;
                (state.why.clone(), state.heard_at)
            });
            let why = if why.is_empty() { "chưa xem hết được hộp thư lần nào".to_owned() } else { why };
            if tell(events, Event::Deaf { source: self.source.clone(), why, since }).await.is_err() {
                return Gone;
            }
        }
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        let mut state = self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        act(&mut state)
    }
}

/// Nobody listens any more: the source may end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Gone;

/// Tells the program something.
pub(super) async fn tell(events: &mpsc::Sender<Event>, event: Event) -> Result<(), Gone> {
    events.send(event).await.map_err(|_| Gone)
}
