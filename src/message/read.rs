//! Bytes to a message: which part is text, which is a file, what was quoted.
