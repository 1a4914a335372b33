//! A letter becomes an outcome: claim, send, settle.

pub mod retry;
