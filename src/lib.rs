//! tiepnhan (tiếp nhận): knows who owes which report for which period by when, watches a mailbox, and closes that
//! list from what arrives.
//!
//! The line, one direction, each stage one module, each arrow one value:
//!
//! ```text
//! mailbox → message → evidence → decision → letter → ledger → outbox → SMTP
//!  bytes    Message   Evidence   Decision   Letter    rows     Outcome
//! ```

// -- three sentences
pub mod intake;
pub mod outbox;
pub mod scheduler;

// -- what people write (pure)
pub mod calendar;
pub mod office;
pub mod plan;
pub mod roster;
pub mod standing;

// -- the line (pure)
pub mod decision;
pub mod dossier;
pub mod evidence;
pub mod judgment;
pub mod letter;
pub mod message;
pub mod mime;
pub mod notice;
pub mod spelling;
pub mod text;

// -- edges
pub mod archive;
pub mod clock;
pub mod delivery;
pub mod extraction;
pub mod ledger;
pub mod mailbox;
pub mod trust;

// -- shell
pub mod demo;
pub mod cli;
pub mod config;
pub mod daemon;
pub mod failure;
