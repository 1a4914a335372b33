//! What stands in a file: its kind, its text, its members. The values; the readers are one module a format.

pub mod archive;
mod bytes;
mod flow;
mod font;
pub mod html;
pub mod legacy_word;
mod locked_office;
pub mod mail;
mod mapi;
mod members;
pub mod odt;
mod outlook;
pub mod package;
pub mod pdf;
pub(crate) mod plausible;
pub mod plain;
mod rar;
pub mod rtf;
pub mod scan;
mod seven_zip;
pub mod sheet;
mod signed;
pub mod sniff;
mod taking;
mod tnef;
pub mod volumes;
pub mod word;
mod xml;

use std::cell::Cell;

use members::Means;
pub use taking::take;
use unicode_normalization::UnicodeNormalization;

use crate::spelling::legacy;

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
    /// A mail (message/rfc822, or Outlook's .msg).
    Mail,
    /// Outlook's winmail.dat.
    Tnef,
    /// A picture.
    Picture,
    /// A program or script, whatever its name says.
    Program,
    /// An iCalendar object.
    Calendar,
    /// A signature (p7s, asc); with a member when it wraps what was signed (p7m).
    Signature,
    /// Zero bytes.
    Empty,
    /// None of these.
    Unknown,
}

impl FileKind {
    /// Whether it is a workbook.
    #[must_use]
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Xls | Self::Ods)
    }
}

/// Why the text of a file is not known.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Problem {
    /// Zero bytes.
    Empty,
    /// Needs a password.
    Encrypted,
    /// One volume of an archive that was split into several of which not all are there: nothing can be read from it.
    Volume,
    /// A later volume of an archive that was read together with its first one, where its members stand.
    Continued,
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
    /// Members of an archive, or the attachments of a mail inside a mail, at most three levels deep.
    pub members: Vec<Member>,
    /// Why there is no text or not all of it.
    pub problem: Option<Problem>,
    /// What an optical reader made of the pictures of its pages, where `text` is missing or damaged. It misreads
    /// letters and digits: a hint, never proof, and so never mixed with `text`, and `problem` stays as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub scanned: Option<String>,
    /// Whether a password opened it, or something in it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub unlocked: bool,
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
        Self {
            kind,
            text: String::new(),
            recoded: None,
            macros: false,
            members: Vec::new(),
            problem,
            scanned: None,
            unlocked: false,
        }
    }

    /// Whether it may have pages to be read by eye only: a scan, a photograph, letters in damaged fonts.
    #[must_use]
    pub fn is_scan(&self) -> bool {
        matches!(self.kind, FileKind::Pdf | FileKind::Picture)
            && matches!(self.problem, Some(Problem::NoText | Problem::Garbled))
    }

    /// Whether files may stand inside.
    #[must_use]
    pub fn wraps(&self) -> bool {
        taking::wraps(self.kind)
    }

    /// Whether it is an archive of pictures and nothing else.
    #[must_use]
    pub fn is_album(&self) -> bool {
        let archive = matches!(self.kind, FileKind::Zip | FileKind::Rar | FileKind::SevenZip);
        let picture = |member: &Member| member.file.kind == FileKind::Picture || member.file.is_album();
        archive && !self.members.is_empty() && self.members.iter().all(picture)
    }

    /// Whether no text was read, in it or in what it wraps.
    #[must_use]
    pub fn is_silent(&self) -> bool {
        self.text.trim().is_empty() && self.members.iter().all(|member| member.file.is_silent())
    }

    /// Its members and theirs, each before those inside it: the place in this list is the member's number.
    #[must_use]
    pub fn numbered(&self) -> Vec<&Member> {
        self.members.iter().flat_map(|member| std::iter::once(member).chain(member.file.numbered())).collect()
    }
}

/// How much of a file is read; what goes beyond is left aside and said so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Limits {
    /// Longest text of one file, in bytes.
    pub text: usize,
    /// Most bytes unpacked from one part of a document (one XML file of a docx).
    pub part: u64,
    /// Most members of an archive, nested ones included.
    pub members: usize,
    /// Most bytes unpacked from one archive, nested ones included.
    pub unpacked: u64,
    /// Highest ratio of unpacked to packed size of an archive's member above 1 MiB.
    pub ratio: u64,
    /// How many archives or mails may stand inside each other.
    pub depth: usize,
    /// Most cells of a workbook.
    pub cells: usize,
    /// Most pages of a PDF.
    pub pages: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text: 4 * 1024 * 1024,
            part: 64 * 1024 * 1024,
            members: 200,
            unpacked: 256 * 1024 * 1024,
            ratio: 200,
            depth: 3,
            cells: 200_000,
            pages: 5,
        }
    }
}

/// Reads a file. May panic, abort or run for ever on hostile bytes, because the crates below do: only the worker
/// process calls it, under its limits.
#[must_use]
pub fn read(bytes: &[u8], name: &str, media_type: &str, limits: &Limits) -> FileText {
    read_sniffed(sniff::sniff(bytes, name, media_type), bytes, name, limits, &[])
}

/// The same after a first look that was taken before; `passwords` are tried on what is locked.
#[must_use]
pub fn read_sniffed(
    sniffed: sniff::Sniffed,
    bytes: &[u8],
    name: &str,
    limits: &Limits,
    passwords: &[String],
) -> FileText {
    let unpacked = Cell::new(limits.unpacked);
    read_as(sniffed, bytes, name, Means { limits, passwords, unpacked: &unpacked, taking: None })
}

/// A file inside another.
fn read_within(bytes: &[u8], name: &str, media_type: &str, means: Means<'_>) -> FileText {
    read_as(sniff::sniff(bytes, name, media_type), bytes, name, means)
}

fn read_as(sniffed: sniff::Sniffed, bytes: &[u8], name: &str, means: Means<'_>) -> FileText {
    let limits = means.limits;
    let mut file = FileText { macros: sniffed.macros, ..FileText::blank(sniffed.kind, sniffed.problem) };
    if means.taking.is_some() && !file.wraps() {
        return file;
    }
    if file.problem == Some(Problem::Encrypted)
        && let Some(package) = locked_office::open(bytes, means)
    {
        return read_within(&package, name, "", means);
    }
    if file.problem.is_some() {
        return file;
    }
    match file.kind {
        FileKind::Text | FileKind::Calendar => plain::read(bytes, limits).fill(&mut file, limits),
        FileKind::Html => plain::read(bytes, limits).map(|page| html::to_text(&page)).fill(&mut file, limits),
        FileKind::Pdf => pdf::read(bytes, means).fill(&mut file, limits),
        FileKind::Doc => legacy_word::read(bytes, limits).fill(&mut file, limits),
        FileKind::Rtf => rtf::read(bytes, limits).fill(&mut file, limits),
        FileKind::Odt => odt::read(bytes, limits).fill(&mut file, limits),
        FileKind::Xlsx => sheet::xlsx(bytes, limits).fill(&mut file, limits),
        FileKind::Xls => sheet::xls(bytes, limits).fill(&mut file, limits),
        FileKind::Ods => sheet::ods(bytes, limits).fill(&mut file, limits),
        FileKind::Docx => word::read(bytes, limits).fill(&mut file, limits),
        FileKind::Pptx => word::slides(bytes, limits).fill(&mut file, limits),
        FileKind::Zip => archive::read(bytes, &mut file, means),
        FileKind::Rar => rar::read(bytes, &mut file, means),
        FileKind::SevenZip => seven_zip::read(bytes, &mut file, means),
        FileKind::Tnef => tnef::read(bytes, &mut file, means),
        FileKind::Signature => signed::read(bytes, name, &mut file, means),
        FileKind::Mail if bytes.starts_with(sniff::COMPOUND) => return outlook::read(bytes, means),
        FileKind::Mail => return mail::read(bytes, means),
        _ => file.problem = Some(Problem::Unsupported),
    }
    file
}

/// Whether a character of a text is seen: no control character but the ends of lines and the tabulator.
fn is_seen(c: char) -> bool {
    matches!(c, '\n' | '\t') || !c.is_control()
}

/// What a format's reader brings home.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Reading {
    text: String,
    recoded: Option<String>,
    problem: Option<Problem>,
}

impl Reading {
    fn broken(reason: impl Into<String>) -> Self {
        Self::of(Problem::Broken(reason.into()))
    }

    fn of(problem: Problem) -> Self {
        Self { problem: Some(problem), ..Self::default() }
    }

    fn map(mut self, change: impl FnOnce(String) -> String) -> Self {
        self.text = change(self.text);
        self
    }

    /// Puts the text into `file`: letters from before Unicode converted, NFC, without control characters, not longer
    /// than the limit.
    fn fill(self, file: &mut FileText, limits: &Limits) {
        let repaired = legacy::repair(&self.text);
        file.recoded = repaired.as_ref().map(|(_, coding)| (*coding).to_owned()).or(self.recoded);
        let text = repaired.map_or(self.text, |(text, _)| text);
        // The soft hyphen is a letter of TCVN3: only now is it sure to be none.
        let mut text: String = text.chars().filter(|c| is_seen(*c) && *c != '\u{ad}').nfc().collect();
        if text.len() > limits.text {
            text.truncate(text.floor_char_boundary(limits.text));
        }
        file.text = text;
        file.problem = self.problem;
    }
}
