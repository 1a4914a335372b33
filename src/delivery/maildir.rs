//! Letters into a Maildir instead of the wire.
