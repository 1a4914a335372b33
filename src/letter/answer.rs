//! Answers to mails: receipt, question back, and what staff settled.

pub mod query;
pub mod receipt;
