//! How the outbox behaves.

use std::time::Duration;

use jiff::SignedDuration;

use super::budget::Budget;

/// How the outbox behaves.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The brakes.
    pub budget: Budget,
    /// Least time between two letters; zero unless the real clock runs.
    pub pace: Duration,
    /// How long the letter in flight may go on after the order to stop.
    pub grace: Duration,
    /// How long an idle line is kept open for the next letter.
    pub hold: Duration,
    /// Rest after the server said that we send too much.
    pub quota_pause: SignedDuration,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            budget: Budget::default(),
            pace: Duration::ZERO,
            grace: Duration::from_secs(5),
            hold: Duration::from_secs(10),
            quota_pause: SignedDuration::from_hours(1),
        }
    }
}
