//! Where mail comes from: what a source promises.

pub mod imap;
pub mod maildir;
