//! zip archives, and the names inside.
