//! The largest mail that the server takes, as it says at each greeting (RFC 1870): heeded from then on.

use super::{Alarm, Outbox};

impl Outbox {
    /// Passes on what the server says when it is news. The letters that were taken back for it.
    ///
    /// # Errors
    /// The ledger's.
    pub(super) async fn heed(&mut self) -> Result<Vec<i64>, String> {
        let Some(most) = self.delivery.announced().filter(|most| self.heeded != Some(*most)) else {
            return Ok(Vec::new());
        };
        let now = self.clock.now();
        let taken_back = self.ask(move |queue| queue.heed(most, now)).await?;
        self.heeded = Some(most);
        if let (Some(most), false) = (most, taken_back.is_empty()) {
            tracing::warn!(letters = taken_back.len(), most, "outbox: letters larger than the server takes");
            self.alarm(Alarm::TooLarge { letters: taken_back.len(), most });
        }
        Ok(taken_back)
    }
}
