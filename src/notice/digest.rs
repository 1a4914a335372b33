//! The morning mail to leaders.
