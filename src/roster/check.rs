//! Named checks over a roster; all faults at once.
