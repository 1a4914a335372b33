//! A mail whose files stand apart: two hundred letters of one plan carry the same one, and it is kept once.

use std::fmt;
use std::sync::Arc;

use super::base64_lines;

/// A file that goes with a letter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Enclosure {
    /// Its name, as people shall see it.
    pub name: String,
    /// `application/pdf`; anything malformed becomes `application/octet-stream`.
    pub media_type: String,
    /// Its content.
    pub bytes: Arc<[u8]>,
}

/// A complete mail.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct Mime {
    /// The mail but for the content of its files: CRLF, 7-bit. It can be read by itself; its files are empty then.
    pub frame: Vec<u8>,
    /// The files, each with the place in the frame where its content belongs, in ascending order.
    pub files: Vec<(usize, Arc<[u8]>)>,
}

impl Mime {
    /// The mail as it is sent. The same frame and files give the same bytes for good: how a content is written (base64 in
    /// lines of 76) never changes.
    #[must_use]
    pub fn whole(&self) -> Vec<u8> {
        let mut out = Vec::new();
        let mut rest = self.frame.as_slice();
        let mut done = 0_usize;
        for (place, bytes) in &self.files {
            let (before, after) = rest.split_at_checked(place.saturating_sub(done)).unwrap_or((rest, &[]));
            out.extend_from_slice(before);
            out.extend_from_slice(base64_lines(bytes).as_bytes());
            (rest, done) = (after, *place);
        }
        out.extend_from_slice(rest);
        out
    }
}

/// Shows no content: what an office writes does not belong into a log.
impl fmt::Debug for Mime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Mime({} bytes, {} files)", self.frame.len(), self.files.len())
    }
}

impl From<Vec<u8>> for Mime {
    /// A mail that carries nothing.
    fn from(frame: Vec<u8>) -> Self {
        Self { frame, files: Vec::new() }
    }
}
