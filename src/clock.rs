//! The only reader of the system clock.
