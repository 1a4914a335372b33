//! The files beside a plan: the document itself and the form that units fill in.

use std::fmt;
use std::sync::Arc;

/// How much may go with a letter; bytes. base64 makes it a third larger, and mailboxes of offices often take no more
/// than 10 MB.
pub const LARGEST: u64 = 7 << 20;

/// A file that lies beside the plan file.
#[derive(Clone, PartialEq, Eq)]
pub struct Paper {
    /// Its name, without folders.
    pub name: String,
    /// Its content; empty until the folder of plans has been read.
    pub bytes: Arc<[u8]>,
}

impl Paper {
    /// A file of this name that nobody has opened yet.
    #[must_use]
    pub fn named(name: &str) -> Self {
        Self { name: name.to_owned(), bytes: Arc::from([]) }
    }

    /// The media type that its name promises.
    #[must_use]
    pub fn media_type(&self) -> &'static str {
        let ending = self.name.rsplit_once('.').map_or("", |(_, ending)| ending).to_ascii_lowercase();
        match ending.as_str() {
            "pdf" => "application/pdf",
            "doc" => "application/msword",
            "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "xls" => "application/vnd.ms-excel",
            "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "odt" => "application/vnd.oasis.opendocument.text",
            "ods" => "application/vnd.oasis.opendocument.spreadsheet",
            "rtf" => "application/rtf",
            "zip" => "application/zip",
            _ => "application/octet-stream",
        }
    }
}

impl fmt::Debug for Paper {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Paper({}, {} bytes)", self.name, self.bytes.len())
    }
}
