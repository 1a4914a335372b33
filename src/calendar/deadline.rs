//! When something is due, and how an arrival stands to it.
