//! Notices after it.
