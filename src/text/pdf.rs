//! The text layer of PDF.
