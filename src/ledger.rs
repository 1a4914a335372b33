//! SQLite: what happened, for good.
