//! What stands in a file: its kind, its text, its members. The values; the readers are one module a format.

pub mod archive;
pub mod html;
pub mod legacy_word;
pub mod mail;
pub mod pdf;
pub mod sheet;
pub mod sniff;
pub mod word;

/// What a file turned out to be, by its bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// Word 2007 and later.
    Docx,
    /// Word 97-2003.
    Doc,
    /// Rich Text Format.
    Rtf,
    /// OpenDocument text.
    Odt,
    /// PDF.
    Pdf,
    /// Excel 2007 and later.
    Xlsx,
    /// Excel 97-2003.
    Xls,
    /// OpenDocument sheet.
    Ods,
    /// PowerPoint 2007 and later.
    Pptx,
    /// Plain text.
    Text,
    /// HTML.
    Html,
    /// zip archive.
    Zip,
    /// rar archive.
    Rar,
    /// 7z archive.
    SevenZip,
    /// A mail (message/rfc822).
    Mail,
    /// Outlook's winmail.dat.
    Tnef,
    /// A picture.
    Picture,
    /// A program or script, whatever its name says.
    Program,
    /// An iCalendar object.
    Calendar,
    /// A detached signature (p7s, asc).
    Signature,
    /// Zero bytes.
    Empty,
    /// None of these.
    Unknown,
}

/// Why the text of a file is not known.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Zero bytes.
    Empty,
    /// Needs a password.
    Encrypted,
    /// Cut off or not what it claims to be.
    Broken(String),
    /// Pages without a text layer: a scan, a photograph.
    NoText,
    /// A text layer that is not language (damaged fonts, missing maps).
    Garbled,
    /// Larger, deeper or more numerous than the limits.
    TooLarge(String),
    /// The worker needed too long.
    TimedOut,
    /// The worker died on it.
    Crashed,
    /// A kind we do not read.
    Unsupported,
}

/// What the worker read in a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct FileText {
    /// What it is.
    pub kind: FileKind,
    /// Its text in reading order, NFC, `\n` between paragraphs, `\t` between cells; the first pages suffice.
    pub text: String,
    /// Text typed in a legacy coding and converted (TCVN3, VNI), or repaired: which.
    pub recoded: Option<String>,
    /// Whether it carries macros.
    pub macros: bool,
    /// Members of an archive, or the attachments of a mail inside a mail, at most two levels deep.
    pub members: Vec<Member>,
    /// Why there is no text or not all of it.
    pub problem: Option<Problem>,
}

/// A file inside a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Member {
    /// Base name, repaired and NFC.
    pub name: String,
    /// Size unpacked, as declared.
    pub size: u64,
    /// What stands in it.
    pub file: FileText,
}

impl FileText {
    /// A file of which nothing but the kind, or a problem, is known.
    #[must_use]
    pub fn blank(kind: FileKind, problem: Option<Problem>) -> Self {
        Self { kind, text: String::new(), recoded: None, macros: false, members: Vec::new(), problem }
    }
}
