//! How many mails go together: as many as are waiting, within bounds, so that one flush to disk serves them all.

use std::pin::pin;
use std::sync::Arc;

use tokio::sync::mpsc::Receiver;
use tokio_util::sync::CancellationToken;

use super::{Come, Step};
use crate::mailbox::Event;

/// Mails of one group, at most.
const MAILS: usize = 64;
/// Bytes after which a group is closed; a single larger mail is a group of its own.
const BYTES: usize = 8 << 20;

/// What has come and is not being kept yet.
pub(super) struct Gathering {
    events: Receiver<Event>,
    group: Vec<Come>,
    size: usize,
    word: Option<Event>,
    gone: bool,
}

impl Gathering {
    /// Gathers from a source.
    pub(super) fn new(events: Receiver<Event>) -> Self {
        Self { events, group: Vec::new(), size: 0, word: None, gone: false }
    }

    /// Waits until something is there and gives all of it. A word of the source closes a group, so that it is heard
    /// only when everything before it is in the ledger. None when the source is gone or `cancel` was called.
    pub(super) async fn next(&mut self, cancel: &CancellationToken) -> Option<Step<Come>> {
        if self.is_empty() {
            cancel.run_until_cancelled(self.hear()).await?;
        }
        while self.has_room() {
            let Ok(event) = self.events.try_recv() else { break };
            self.take(event);
        }
        if self.is_empty() || cancel.is_cancelled() {
            return None;
        }
        self.size = 0;
        Some(Step { group: std::mem::take(&mut self.group), word: self.word.take() })
    }

    /// Does `work` and gathers meanwhile, so that the source goes on fetching.
    pub(super) async fn meanwhile<T>(&mut self, work: impl Future<Output = T>) -> T {
        let mut work = pin!(work);
        loop {
            tokio::select! {
                biased;
                done = &mut work => return done,
                () = self.hear(), if self.has_room() => {}
            }
        }
    }

    async fn hear(&mut self) {
        match self.events.recv().await {
            Some(event) => self.take(event),
            None => self.gone = true,
        }
    }

    fn take(&mut self, event: Event) {
        match event {
            Event::Mail(mail) => {
                self.size = self.size.saturating_add(mail.bytes().len());
                self.group.push(Arc::new(mail));
            }
            word => self.word = Some(word),
        }
    }

    fn is_empty(&self) -> bool {
        self.group.is_empty() && self.word.is_none()
    }

    fn has_room(&self) -> bool {
        !self.gone && self.word.is_none() && self.group.len() < MAILS && self.size < BYTES
    }
}
