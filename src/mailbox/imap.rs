//! An IMAP account, read without touching it.
