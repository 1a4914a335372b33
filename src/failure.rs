//! What went wrong, whose matter it is, and the exit code.
