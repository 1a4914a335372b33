//! A mail becomes rows.

pub mod reading;
