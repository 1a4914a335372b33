//! What the receiving server found out about the sender (RFC 8601).
