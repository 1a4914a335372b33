//! Bytes of a mail as a bounded tree of parts, each with decoded headers and content.
//!
//! The borders between parts come from `mail-parser`; headers and transfer encodings are read again from the raw bytes,
//! because real mail needs more patience than a standard gives: labels lie, names are folded, base64 is damaged.

mod field;
mod transfer;
mod tree;

pub use field::{Field, encoded_words, message_ids};

/// How much of a mail is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the raw mail; of a larger one only the header is read.
    pub bytes: usize,
    /// Parts; later ones are left aside.
    pub parts: usize,
    /// Levels of multiparts; what lies deeper is kept at the last level.
    pub depth: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self { bytes: 80 << 20, parts: 1_000, depth: 30 }
    }
}

/// What was wrong with the structure; noted on the root.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fault {
    /// No header, or the parser gave up; why.
    Unreadable(String),
    /// More bytes than the limit: the size.
    TooLarge(u64),
    /// More parts than the limit: how many there are.
    TooManyParts(usize),
    /// Nested more deeply than the limit.
    TooDeep,
}

/// A part of a mail; the mail itself is one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entity {
    /// Header fields in order, unfolded, not yet decoded.
    pub fields: Vec<Field>,
    /// `type/subtype`, lower case; `text/plain` when nothing is said.
    pub media_type: String,
    /// Parameters of the media type, names lower case, values decoded and composed.
    pub params: Vec<(String, String)>,
    /// `attachment`, `inline` …, lower case; none when nothing is said.
    pub disposition: Option<String>,
    /// Name of the file, decoded and composed, as the sender wrote it (it may contain a path); none when nameless.
    pub file_name: Option<String>,
    /// Content-ID without brackets.
    pub content_id: Option<String>,
    /// Content, transfer encoding undone; empty for a multipart.
    pub content: Vec<u8>,
    /// Whether the transfer encoding was damaged (what could be decoded is here).
    pub damaged: bool,
    /// Parts of a multipart.
    pub children: Vec<Entity>,
    /// Faults of the whole; only the root has them.
    pub faults: Vec<Fault>,
}

impl Entity {
    /// The first field of that name (lower case), decoded, on one line, composed.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<String> {
        self.raw(name).map(encoded_words)
    }

    /// The first field of that name (lower case) as it stands, unfolded.
    #[must_use]
    pub fn raw(&self, name: &str) -> Option<&str> {
        self.fields.iter().find(|field| field.name == name).map(|field| field.value.as_str())
    }

    /// All fields of that name (lower case), topmost first, as they stand.
    pub fn raw_all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> + 'a {
        self.fields.iter().filter(move |field| field.name == name).map(|field| field.value.as_str())
    }

    /// A parameter of the media type.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&str> {
        self.params.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The content as text by its declared charset.
    #[must_use]
    pub fn text(&self) -> String {
        crate::spelling::charset::decode(&self.content, self.param("charset"))
    }

    /// This part and everything below it, in the order of the mail.
    #[must_use]
    pub fn walk(&self) -> Vec<&Entity> {
        let mut waiting = vec![self];
        let mut found = Vec::new();
        while let Some(entity) = waiting.pop() {
            found.push(entity);
            waiting.extend(entity.children.iter().rev());
        }
        found
    }
}

/// The plain text of a mail of ours, as a mail program shows it; empty when it has none.
#[must_use]
pub fn plain_text(raw: &[u8]) -> String {
    let mail = parse(raw, &Limits::default());
    let plain = mail.walk().into_iter().find(|part| part.media_type == "text/plain");
    plain.map(|part| part.text().replace("\r\n", "\n")).unwrap_or_default()
}

/// Reads a mail. Never fails: what is wrong stands in the root's `faults`, and what could be read is there.
#[must_use]
pub fn parse(raw: &[u8], limits: &Limits) -> Entity {
    tree::read(raw, limits)
}

/// Reads the header only.
#[must_use]
pub fn parse_header(raw: &[u8]) -> Entity {
    let start = raw.len().saturating_sub(tree::without_envelope(raw).len());
    let end = field::header_end(raw, start);
    tree::entity(raw.get(start..end).unwrap_or_default(), &[], None)
}
