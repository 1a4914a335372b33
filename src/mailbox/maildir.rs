//! A Maildir.
