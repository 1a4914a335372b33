//! What a Vietnamese official document says of itself.
