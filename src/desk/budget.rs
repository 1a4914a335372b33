//! How many letters may leave in a day, and how many have.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};

use super::{Desk, Refusal};
use crate::daemon::wiring;
use crate::failure::Failure;
use crate::ledger::LetterQueue;
use crate::outbox::Queue as _;

const DAY: SignedDuration = SignedDuration::from_hours(24);

/// What left within 24 hours, and what still may.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Budget {
    /// Letters that left.
    pub sent: u32,
    /// For receipts, questions and alerts.
    pub left: u32,
    /// For reminders and digests.
    pub left_for_notices: u32,
    /// What the office allows in 24 hours.
    pub total: u32,
}

/// The budget at this moment.
///
/// # Errors
/// What the ledger says.
pub fn budget(desk: &Desk) -> Result<Budget, Refusal> {
    let limits = wiring::outbox(&desk.config).budget;
    let queue = LetterQueue { ledger: Arc::clone(&desk.ledger), from: String::new() };
    let since = desk.now.checked_sub(DAY).unwrap_or(Timestamp::MIN);
    let sent = queue.tally(since, "").map_err(Failure::outside)?.total;
    let (left, left_for_notices) = limits.room(sent);
    Ok(Budget { sent, left, left_for_notices, total: limits.total })
}
