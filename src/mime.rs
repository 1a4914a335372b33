//! Bytes of a mail as a bounded tree of parts, each with decoded headers and content.
