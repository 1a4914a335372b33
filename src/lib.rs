//! tiepnhan (tiếp nhận): knows who owes which report for which period by when, watches a mailbox, and closes that
//! list from what arrives. Units only ever use email; staff read the register; leaders read one mail.
//!
//! # The line
//!
//! One direction, each stage one module, each arrow one value:
//!
//! ```text
//! mailbox → message → evidence → decision → letter → ledger → outbox → SMTP
//!  bytes    Message   Evidence   Decision   Letter    rows     Outcome
//! ```
//!
//! Three sentences run the program and meet only at the ledger:
//!
//! - [`intake`]: a mail becomes rows. Bytes are kept, then read, then judged against what is known ([`judgment`]), then
//!   recorded in one transaction with everything that is said about it.
//! - [`scheduler`]: a tick becomes letters. Which reminders, overdue notices and digests are due and not yet written.
//! - [`outbox`]: a letter becomes an outcome. Claimed, sent, settled.
//!
//! # Invariants
//!
//! - Every mail that a source showed stands in exactly one [`judgment::Bucket`]; `verify` proves the sum.
//! - Raw bytes are on disk before a mail is read; a mail enters the journal of its source only with its rows.
//! - A letter is rendered whole before it is recorded, has a purpose that is unique, and never changes afterwards.
//! - What judges has nothing writable in scope: no connection, no clock, no chance. `now` is an argument.
//! - The mailbox is never written to.
//! - Attachments are opened in worker processes only; what dies there makes one attachment unreadable.
//! - No subject, body or secret in a log; a sender's address only where it is needed.
//!
//! `tests/tidy.rs` checks who may know whom.

// -- three sentences
pub mod intake;
pub mod scheduler;
pub mod outbox;

// -- what people write (pure)
pub mod office;
pub mod roster;
pub mod dictionary;
pub mod plan;
pub mod calendar;
pub mod standing;

// -- the line (pure)
pub mod spelling;
pub mod mime;
pub mod message;
pub mod text;
pub mod evidence;
pub mod decision;
pub mod letter;
pub mod judgment;
pub mod notice;
pub mod dossier;

// -- edges (I/O; none knows another)
pub mod mailbox;
pub mod extraction;
pub mod archive;
pub mod ledger;
pub mod delivery;
pub mod trust;
pub mod clock;

// -- shell
pub mod config;
pub mod desk;
pub mod daemon;
pub mod demo;
pub mod web;
pub mod cli;
pub mod failure;
