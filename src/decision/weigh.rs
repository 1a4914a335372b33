//! Clues to one reading, or to a question.
