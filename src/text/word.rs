//! Word 2007 and later.
