//! Texts that the office edits, with a strict list of values.
