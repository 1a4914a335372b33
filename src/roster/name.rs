//! Written names of units as comparable keys, longest first.
