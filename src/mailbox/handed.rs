//! Which mails are on their way to the ledger: handed over, not yet recorded.

use std::collections::HashMap;
use std::time::{Duration, Instant};

/// After this long a mail that is still not in the ledger is handed over once more.
const PATIENCE: Duration = Duration::from_mins(15);

/// Mails handed over by a source, by folder, validity and key.
#[derive(Debug, Default)]
pub(super) struct Handed<K> {
    when: HashMap<K, Instant>,
}

impl<K: std::hash::Hash + Eq> Handed<K> {
    /// Notes that this mail was handed over.
    pub(super) fn note(&mut self, key: K, now: Instant) {
        self.when.insert(key, now);
    }

    /// Whether it was, and the ledger may still be busy with it.
    pub(super) fn pending(&self, key: &K, now: Instant) -> bool {
        self.when.get(key).is_some_and(|then| now.saturating_duration_since(*then) < PATIENCE)
    }

    /// Forgets what has waited too long, so that memory stays flat; true when there was such a mail.
    pub(super) fn tidy(&mut self, now: Instant) -> bool {
        let before = self.when.len();
        self.when.retain(|_, then| now.saturating_duration_since(*then) < PATIENCE);
        self.when.len() < before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_ledger_never_recorded_is_offered_again() {
        let start = Instant::now();
        let mut handed = Handed::default();
        handed.note(7, start);
        assert!(handed.pending(&7, start + PATIENCE / 2));
        assert!(!handed.pending(&8, start));
        assert!(!handed.pending(&7, start + PATIENCE));
        assert!(handed.tidy(start + PATIENCE));
        assert!(handed.when.is_empty());
    }
}
