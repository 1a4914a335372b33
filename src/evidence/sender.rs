//! Who wrote, and for which unit that speaks.
