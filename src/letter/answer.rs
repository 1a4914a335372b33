//! Answers to mails: receipt, question back, and what staff settled.

mod file;
pub mod query;
pub mod receipt;
