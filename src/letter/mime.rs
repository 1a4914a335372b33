//! A letter as bytes that every mail program reads.
