//! Which letter of ours a mail answers.
