//! Reminders before the due date.
