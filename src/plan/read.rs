//! A plan from its file.
