//! Where letters go: what became of a try.

pub mod maildir;
pub mod smtp;
