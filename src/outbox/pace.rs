//! The least time between two letters: servers dislike bursts.

use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::run::{Outbox, sleep_or_stop};

impl Outbox {
    /// Waits until the next letter may follow the last one; no letter is claimed meanwhile, so that the one that ranks
    /// first then is the next. False: nothing is due, or we were told to stop.
    pub(super) async fn is_time(&self, cancel: &CancellationToken) -> Result<bool, String> {
        let left = self.last_try.map_or(Duration::ZERO, |last| self.settings.pace.saturating_sub(last.elapsed()));
        if left.is_zero() {
            return Ok(true);
        }
        let now = self.clock.now();
        let due = self.ask(move |queue| queue.next_due(now)).await?;
        Ok(due.is_some_and(|due| due <= now) && !sleep_or_stop(left, cancel).await)
    }
}
