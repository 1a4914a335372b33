//! A letter becomes an outcome: claim, send, settle.
//!
//! # Contract
//!
//! *What is failure.* Every try ends in one [`Outcome`]. `Later` (refused for now) and `Never` (refused for good) speak
//! about the letter; `Down` speaks about the channel and costs the letter nothing; `Unknown` means that the line was
//! lost after the last byte.
//!
//! *What is retried.* `Later` by [`retry`]'s timetable, for three days. `Down` for as long as it lasts, all letters
//! together. `Unknown` at most twice more, hours later, with the same Message-ID.
//!
//! *What is reported.* A letter given up, a channel down, a brake that bites, a quota used up, letters larger than the
//! server takes: each once, as an
//! [`Alarm`], and each settlement in the ledger.
//!
//! *The one window.* The claim is on disk, with the try counted, before the first byte leaves. What is found claimed at
//! the next start may have been sent: it counts as `Unknown`. Before it is sent again it is looked for by its Message-ID
//! ([`trace`]) where the office's server keeps what left, and where answers to it arrive; what is found counts as sent.
//! So a letter can go out twice in one case only, when the server's 250 was given, the process or the line died before
//! it was on our disk, and no trace of it can be found; both copies then bear the same Message-ID, by which mail
//! programs and servers recognise a duplicate.

pub mod budget;
mod pace;
pub mod retry;
mod run;
mod settings;
mod size;
pub mod trace;

use jiff::Timestamp;

use crate::delivery::{Outcome, Parcel};
use crate::letter::Priority;

pub use run::{Drained, Outbox, run};
pub use settings::Settings;
pub use trace::Trace;

/// A letter taken out of the queue to be tried now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Claimed {
    /// Its number in the queue.
    pub id: i64,
    /// What is handed over.
    pub parcel: Parcel,
    /// Which try this is; the first is 1. Already counted on disk.
    pub attempt: u32,
    /// How many earlier tries ended [`Outcome::Unknown`].
    pub unknowns: u32,
    /// The kind of its purpose: `receipt`, `reminder` …
    pub kind: String,
    /// Its rank.
    pub priority: Priority,
    /// When it was written: no trace of it is older.
    pub written: Timestamp,
}

/// Why a claimed letter goes back as if it had not been tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// It was not tried: what holds it, in Vietnamese.
    Held(String),
    /// It was, and the end of the try says nothing about the letter.
    Tried(Outcome),
}

/// How much has left within a span of time; `Unknown` tries count as if they had been sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Tally {
    /// To this very address.
    pub to_address: u32,
    /// To its domain.
    pub to_domain: u32,
    /// To anyone.
    pub total: u32,
}

/// The waiting letters, on disk. Every method has finished on disk when it returns. Errors are for the log.
pub trait Queue: Send + Sync {
    /// Takes the next letter due at `now` (not before its time, best priority first, then oldest), marks it as being
    /// sent and counts the try. A letter that has lost its object meanwhile (a reminder whose report has come) may be
    /// dropped here instead.
    ///
    /// # Errors
    /// The store's own words.
    fn claim(&self, now: Timestamp) -> Result<Option<Claimed>, String>;

    /// Ends a try. With `next` the letter waits until then; without, it is finished: sent, or given up. A letter that is
    /// not claimed is left as it is, without an error: the same note may come twice after a failure.
    ///
    /// # Errors
    /// The store's own words.
    fn settle(&self, id: i64, outcome: &Outcome, next: Option<Timestamp>, now: Timestamp) -> Result<(), String>;

    /// Puts a claimed letter back until `until`: the try is taken back from the count.
    ///
    /// # Errors
    /// The store's own words.
    fn postpone(&self, id: i64, until: Timestamp, cause: &Cause, now: Timestamp) -> Result<(), String>;

    /// Letters claimed by a process that ended before settling them. Asked once, at start.
    ///
    /// # Errors
    /// The store's own words.
    fn unsettled(&self) -> Result<Vec<Claimed>, String>;

    /// When the server last said that it has had enough of us, if nothing was tried since. Asked once, at start.
    ///
    /// # Errors
    /// The store's own words.
    fn refused_at(&self) -> Result<Option<Timestamp>, String> {
        Ok(None)
    }

    /// The earliest moment at which [`claim`](Self::claim) would hand out a letter; a past one when it would now. None as
    /// long as nothing may leave.
    ///
    /// # Errors
    /// The store's own words.
    fn next_due(&self, now: Timestamp) -> Result<Option<Timestamp>, String>;

    /// Notes the largest mail that the server takes, in bytes; none: it names no limit. Letters written from now on heed
    /// it. Of those that are too large and have not left, claimed or not, all are taken back, so that they are written
    /// anew without what makes them too large; their numbers.
    ///
    /// # Errors
    /// The store's own words.
    fn heed(&self, most: Option<u64>, now: Timestamp) -> Result<Vec<i64>, String>;

    /// What has left since `since`, seen from `address` (compared without regard to case).
    ///
    /// # Errors
    /// The store's own words.
    fn tally(&self, since: Timestamp, address: &str) -> Result<Tally, String>;
}

/// Something the staff should know, said once per event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Alarm {
    /// A letter will not be tried again.
    GivenUp {
        /// Its number in the queue.
        id: i64,
        /// The recipient.
        to: String,
        /// The kind of its purpose.
        kind: String,
        /// Whether the address is at fault; else the letter, or the server.
        dead: bool,
        /// Reason, Vietnamese.
        why: String,
    },
    /// Nothing can be sent.
    ChannelDown {
        /// Reason, Vietnamese.
        why: String,
    },
    /// It works again.
    ChannelUp,
    /// The server's own limit is reached; sending pauses.
    QuotaReached {
        /// Reason, Vietnamese.
        why: String,
    },
    /// Letters are larger than the server takes; they were taken back.
    TooLarge {
        /// How many.
        letters: usize,
        /// The largest mail that the server takes; bytes.
        most: u64,
    },
    /// One of our own brakes bites.
    Braked {
        /// Which.
        brake: budget::Brake,
        /// Whose: [`budget::Brake::of`].
        of: String,
        /// What it says, Vietnamese.
        why: String,
    },
}
