//! A mail becomes rows.
