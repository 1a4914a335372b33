//! What the sender wrote now, what he quoted, what he forwarded.

use super::Body;

/// Separates a text with `\n` line ends.
pub(super) fn separate(text: &str) -> Body {
    Body { own: text.trim().to_owned(), ..Body::default() }
}
