//! What a file is, by its bytes.
//!
//! Names and declared media types lie: clerks rename, mail gateways relabel, attackers disguise. The bytes decide;
//! the name is asked only where bytes cannot tell (scripts are text, an encrypted workbook shows nothing).

use std::io::{Cursor, Read};

use file_format::{FileFormat, Kind};

use super::package::Package;
use super::{FileKind, Problem, volumes};

/// Endings that Windows runs on a double click.
const PROGRAM_ENDINGS: [&str; 26] = [
    "exe", "scr", "com", "pif", "cpl", "msi", "msp", "dll", "js", "jse", "vbs", "vbe", "wsf", "wsh", "hta", "bat",
    "cmd", "ps1", "psm1", "lnk", "url", "reg", "jar", "chm", "sct", "apk",
];

/// How a compound file begins ([MS-CFB] 2.2): old Office, Outlook, and what is locked of new Office.
pub(crate) const COMPOUND: &[u8] = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1";

/// Endings of formats whose first bytes never vary; `.doc` and `.xls` are not here, Word and Excel open text under them.
const BY_THEIR_HEAD: [&str; 10] = ["docx", "docm", "xlsx", "pptx", "odt", "ods", "pdf", "zip", "rar", "7z"];

/// What the first look told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sniffed {
    /// The kind.
    pub kind: FileKind,
    /// Macros are in it, whatever it is called.
    pub macros: bool,
    /// What already forbids reading on.
    pub problem: Option<Problem>,
}

impl From<FileKind> for Sniffed {
    fn from(kind: FileKind) -> Self {
        let problem = match kind {
            FileKind::Empty => Some(Problem::Empty),
            FileKind::Picture => Some(Problem::NoText),
            FileKind::Program | FileKind::Unknown => Some(Problem::Unsupported),
            _ => None,
        };
        Self { kind, macros: false, problem }
    }
}

/// Looks at the bytes, then where they cannot tell at name and declared media type.
#[must_use]
pub fn sniff(bytes: &[u8], name: &str, media_type: &str) -> Sniffed {
    if bytes.is_empty() {
        return FileKind::Empty.into();
    }
    let ending = ending(name);
    if let Some(kind) = volumes::kind(name, bytes) {
        return Sniffed { kind, macros: false, problem: Some(Problem::Volume) };
    }
    // The third mark begins the first of several disks.
    if [b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"].iter().any(|mark| bytes.starts_with(*mark)) {
        return in_zip(bytes, &ending);
    }
    if bytes.starts_with(COMPOUND) {
        return in_compound(bytes, &ending);
    }
    if let Some(kind) = by_magic(bytes) {
        return kind.into();
    }
    if PROGRAM_ENDINGS.contains(&ending.as_str()) {
        return FileKind::Program.into();
    }
    let sniffed = Sniffed::from(by_content(bytes, &ending, media_type));
    // The program that such a name opens will refuse it too: a head cut off, or an encoding that was never undone.
    let named_in_vain =
        matches!(sniffed.kind, FileKind::Text | FileKind::Unknown) && BY_THEIR_HEAD.contains(&ending.as_str());
    let broken = || Problem::Broken(format!("no {ending} inside"));
    Sniffed { problem: if named_in_vain { Some(broken()) } else { sniffed.problem }, ..sniffed }
}

/// The ending of a file name, lower case, without the dot.
#[must_use]
pub fn ending(name: &str) -> String {
    name.trim_end().rsplit_once('.').map(|(_, ending)| ending.to_lowercase()).unwrap_or_default()
}

/// Whether Windows would run a file of this name.
#[must_use]
pub fn is_program_name(name: &str) -> bool {
    PROGRAM_ENDINGS.contains(&ending(name).as_str())
}

/// The media type of a picture that a browser shows and that can do nothing there, by its bytes: SVG is none of them.
#[must_use]
pub fn still_picture(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xd8, 0xff, ..] => Some("image/jpeg"),
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some("image/png"),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some("image/gif"),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some("image/webp"),
        _ => None,
    }
}

/// Formats that say at their start what they are.
pub(super) fn by_magic(bytes: &[u8]) -> Option<FileKind> {
    let head = bytes.get(..1024).unwrap_or(bytes);
    let starts = |magic: &[u8]| head.starts_with(magic);
    let kind = if head.windows(4).any(|window| window == b"%PDF") {
        FileKind::Pdf
    } else if (starts(b"MZ") && head.get(..128).unwrap_or(head).contains(&0))
        || starts(b"\x7fELF")
        || starts(b"#!")
        || starts(b"L\0\0\0\x01\x14\x02\0")
        || starts(b"\xca\xfe\xba\xbe")
        || starts(b"\xcf\xfa\xed\xfe")
    {
        FileKind::Program
    } else if starts(b"Rar!\x1a\x07") {
        FileKind::Rar
    } else if starts(b"7z\xbc\xaf\x27\x1c") {
        FileKind::SevenZip
    } else if starts(b"\x78\x9f\x3e\x22") {
        FileKind::Tnef
    } else if head.starts_with(b"\x30") && head.windows(8).any(|window| window == b"\x2a\x86\x48\x86\xf7\x0d\x01\x07") {
        FileKind::Signature
    } else if trimmed(head).starts_with(b"{\\rtf") {
        FileKind::Rtf
    } else {
        return None;
    };
    Some(kind)
}

/// Text, mail, page, picture or nothing known.
fn by_content(bytes: &[u8], ending: &str, media_type: &str) -> FileKind {
    let head = bytes.get(..16_384).unwrap_or(bytes);
    let lower = String::from_utf8_lossy(trimmed(head)).to_ascii_lowercase();
    let signature = matches!(ending, "p7s" | "p7m" | "asc" | "sig") || media_type.ends_with("-signature");
    if lower.starts_with("-----begin pgp") || (signature && !lower.contains("content-type:")) {
        FileKind::Signature
    } else if lower.starts_with("begin:vcalendar") {
        FileKind::Calendar
    } else if is_html(&lower) {
        FileKind::Html
    } else if is_mail(&lower, ending == "eml" || media_type == "message/rfc822") {
        FileKind::Mail
    } else if FileFormat::from_bytes(bytes).kind() == Kind::Image {
        FileKind::Picture
    } else if is_text(head) {
        FileKind::Text
    } else {
        FileKind::Unknown
    }
}

fn trimmed(head: &[u8]) -> &[u8] {
    head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head).trim_ascii_start()
}

fn is_html(lower: &str) -> bool {
    let begin = lower.get(..1000).unwrap_or(lower);
    ["<!doctype html", "<html", "<head", "<body", "<meta", "<table", "<div", "<style"]
        .iter()
        .any(|tag| begin.starts_with(tag))
        || (begin.starts_with("<?xml") && begin.contains("<html"))
}

/// A header of several known fields; one of them suffices when the file is declared a mail.
fn is_mail(lower: &str, declared: bool) -> bool {
    let fields = ["from:", "date:", "subject:", "message-id:", "mime-version:", "received:", "return-path:", "to:"];
    let header = lower.split("\n\n").next().unwrap_or_default().split("\r\n\r\n").next().unwrap_or_default();
    let first_is_field = header
        .lines()
        .next()
        .and_then(|line| line.split_once(':'))
        .is_some_and(|(name, _)| name.bytes().all(|b| b.is_ascii_graphic()));
    let known = header.lines().filter(|line| fields.iter().any(|field| line.starts_with(field))).take(3).count();
    first_is_field && (known >= 3 || (declared && known >= 1))
}

/// No control characters but those of text; UTF-16 with its mark counts too.
fn is_text(head: &[u8]) -> bool {
    head.starts_with(b"\xff\xfe")
        || head.starts_with(b"\xfe\xff")
        || !head.iter().any(|b| *b < 32 && !matches!(b, b'\t' | b'\n' | b'\r' | 0x0c | 0x1a))
}

fn in_zip(bytes: &[u8], ending: &str) -> Sniffed {
    let Ok(mut package) = Package::open(bytes) else {
        let kind = zip_kind(|begin| contains(bytes, begin.as_bytes())).unwrap_or(FileKind::Zip);
        let problem = Problem::Broken("the zip directory at the end is missing or damaged".to_owned());
        return Sniffed { kind, macros: contains(bytes, b"vbaProject.bin"), problem: Some(problem) };
    };
    let macros = package.entries().iter().any(|entry| entry.name.ends_with("vbaProject.bin"));
    let kind = match open_document(&mut package) {
        Some(kind) => kind,
        None => zip_kind(|begin| package.entries().iter().any(|entry| entry.name.starts_with(begin)))
            .unwrap_or(if PROGRAM_ENDINGS.contains(&ending) { FileKind::Program } else { FileKind::Zip }),
    };
    Sniffed { macros, ..kind.into() }
}

/// The kinds that a zip container can hold, by the folders that they must have.
fn zip_kind(has: impl Fn(&str) -> bool) -> Option<FileKind> {
    if !has("[Content_Types].xml") && !has("_rels/") {
        let jar = has("META-INF/MANIFEST.MF") || has("AndroidManifest.xml");
        return jar.then_some(FileKind::Program);
    }
    [("word/", FileKind::Docx), ("xl/", FileKind::Xlsx), ("ppt/", FileKind::Pptx)]
        .into_iter()
        .find_map(|(begin, kind)| has(begin).then_some(kind))
}

/// OpenDocument names its type in the member `mimetype` (ODF 1.3 part 2, 3.3).
fn open_document(package: &mut Package<'_>) -> Option<FileKind> {
    let mut declared = String::new();
    package.part("mimetype", 100)?.read_to_string(&mut declared).ok()?;
    match declared.trim() {
        text if text.starts_with("application/vnd.oasis.opendocument.text") => Some(FileKind::Odt),
        sheet if sheet.starts_with("application/vnd.oasis.opendocument.spreadsheet") => Some(FileKind::Ods),
        other if other.starts_with("application/vnd.oasis.opendocument") => Some(FileKind::Unknown),
        _ => None,
    }
}

fn in_compound(bytes: &[u8], ending: &str) -> Sniffed {
    let named = match ending {
        "doc" | "dot" => FileKind::Doc,
        "xls" | "xlt" => FileKind::Xls,
        "docx" | "docm" => FileKind::Docx,
        "xlsx" | "xlsm" => FileKind::Xlsx,
        "pptx" | "pptm" => FileKind::Pptx,
        "msg" => FileKind::Mail,
        _ => FileKind::Unknown,
    };
    let compound = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(compound) => compound,
        Err(error) => {
            return Sniffed { kind: named, macros: false, problem: Some(Problem::Broken(error.to_string())) };
        }
    };
    let macros = ["/Macros", "/_VBA_PROJECT_CUR", "/VBA"].iter().any(|path| compound.exists(path));
    if compound.exists("/EncryptedPackage") {
        return Sniffed { kind: named, macros, problem: Some(Problem::Encrypted) };
    }
    let kind = if compound.exists("/__properties_version1.0") {
        FileKind::Mail
    } else if compound.exists("/WordDocument") {
        FileKind::Doc
    } else if compound.exists("/Workbook") || compound.exists("/Book") {
        FileKind::Xls
    } else if ending == "msi" {
        FileKind::Program
    } else {
        FileKind::Unknown
    };
    Sniffed { macros, ..kind.into() }
}

fn contains(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len().max(1)).any(|window| window == needle)
}

#[cfg(test)]
mod tests;
