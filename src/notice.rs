//! Letters that the clock calls for.

pub mod alert;
pub mod digest;
pub mod overdue;
pub mod reminder;
