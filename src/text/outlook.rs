//! A message saved by Outlook (.msg, [MS-OXMSG]): the shape of a mail inside a mail, in a compound file.

use std::io::{Cursor, Read};
use std::path::{Path, PathBuf};

use cfb::CompoundFile;

use super::mapi::{Properties, kind, tag};
use super::members::{self, Gathering, Means, too_large};
use super::{FileKind, FileText, Problem};

/// Where a message, an attachment and a person keep what fits into eight bytes.
const FIXED: &str = "__properties_version1.0";
/// How the stream of a longer value begins: tag and type follow in hexadecimal.
const STREAM: &str = "__substg1.0_";
const ATTACHMENT: &str = "__attach_version1.0_";
/// The storage of a message that is attached.
const MESSAGE: &str = "__substg1.0_3701000D";

/// Bytes in front of the fixed values ([MS-OXMSG] 2.4).
mod head {
    pub const MESSAGE: usize = 32;
    pub const EMBEDDED: usize = 24;
    pub const ATTACHMENT: usize = 8;
}

type Compound<'a> = CompoundFile<Cursor<&'a [u8]>>;

/// Reads the message: header lines and text, its attachments as members.
pub(crate) fn read(bytes: &[u8], means: Means<'_>) -> FileText {
    match CompoundFile::open(Cursor::new(bytes)) {
        Ok(mut compound) => message(&mut compound, Path::new("/"), head::MESSAGE, means),
        Err(error) => FileText::blank(FileKind::Mail, Some(Problem::Broken(error.to_string()))),
    }
}

fn message(compound: &mut Compound<'_>, at: &Path, head: usize, means: Means<'_>) -> FileText {
    let mut file = FileText::blank(FileKind::Mail, None);
    let properties = match properties(compound, at, head, means) {
        Ok(properties) => properties,
        Err(problem) => {
            file.problem = Some(problem);
            return file;
        }
    };
    file.text = properties.message(means.limits);
    let attachments = entries(compound, at).into_iter().filter(|entry| entry.name.starts_with(ATTACHMENT));
    let mut attachments: Vec<Entry> = attachments.filter(|entry| entry.folder).collect();
    attachments.sort_by(|a, b| a.name.cmp(&b.name));
    if attachments.is_empty() {
        return file;
    }
    match Gathering::begin(means) {
        Err(problem) => file.problem = Some(problem),
        Ok(mut found) => {
            found.spend_text(file.text.len());
            for entry in &attachments {
                if !found.has_room(attachments.len()) {
                    break;
                }
                attachment(compound, &at.join(&entry.name), &mut found, means);
            }
            found.end(&mut file);
        }
    }
    file
}

fn attachment(compound: &mut Compound<'_>, at: &Path, found: &mut Gathering<'_>, means: Means<'_>) {
    let properties = match properties(compound, at, head::ATTACHMENT, means) {
        Ok(properties) => properties,
        Err(problem) => return found.add_closed("không tên.bin".to_owned(), 0, problem),
    };
    let name = properties.file_name().map(|name| members::name(&name)).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| properties.nameless());
    let inner = at.join(MESSAGE);
    if compound.is_storage(&inner) {
        return if compound.is_stream(inner.join(FIXED)) {
            let name = if name.to_lowercase().ends_with(".msg") { name } else { format!("{name}.msg") };
            found.add_read(name, 0, |means| message(compound, &inner, head::EMBEDDED, means));
        } else {
            // An object of another program, drawn inside the text.
            found.add_closed(name, 0, Problem::Unsupported);
        };
    }
    let media_type = properties.text(tag::MEDIA_TYPE).unwrap_or_default();
    match properties.blob(tag::DATA) {
        Some(content) => found.add(name, media_type, content),
        None => found.add_closed(name, 0, Problem::Broken("the attachment has no content".to_owned())),
    }
}

struct Entry {
    name: String,
    size: u64,
    folder: bool,
}

fn entries(compound: &Compound<'_>, at: &Path) -> Vec<Entry> {
    let Ok(entries) = compound.read_storage(at) else { return Vec::new() };
    entries
        .map(|entry| Entry { name: entry.name().to_owned(), size: entry.len(), folder: entry.is_storage() })
        .collect()
}

/// The values of one storage: short ones from the table, long ones from a stream each.
fn properties(compound: &mut Compound<'_>, at: &Path, head: usize, means: Means<'_>) -> Result<Properties, Problem> {
    let mut found = Properties::default();
    let table = stream(compound, &at.join(FIXED), means)?;
    for row in table.get(head..).unwrap_or_default().chunks_exact(16) {
        let (Some(&[k0, k1, t0, t1]), Some(value)) = (row.get(..4), row.get(8..)) else { continue };
        let kind = u16::from_le_bytes([k0, k1]);
        // Of a long value the table only knows the length.
        if !matches!(kind, kind::STRING8 | kind::UNICODE | kind::BINARY | kind::OBJECT) && kind & 0x1000 == 0 {
            found.keep(u16::from_le_bytes([t0, t1]), kind, value);
        }
    }
    for entry in entries(compound, at).into_iter().filter(|entry| !entry.folder) {
        let Some((tag, kind)) = entry.name.strip_prefix(STREAM).and_then(tag_and_kind) else { continue };
        if !wanted(tag) || kind & 0x1000 != 0 {
            continue;
        }
        if entry.size > means.unpacked.get() {
            return Err(too_large(entry.size));
        }
        found.keep(tag, kind, &stream(compound, &at.join(&entry.name), means)?);
    }
    Ok(found)
}

fn tag_and_kind(hexadecimal: &str) -> Option<(u16, u16)> {
    let (tag, kind) = hexadecimal.split_at_checked(4)?;
    Some((u16::from_str_radix(tag, 16).ok()?, u16::from_str_radix(kind, 16).ok()?))
}

/// Everything that [`Properties`] is asked for; the other hundreds stay in their streams.
fn wanted(tag: u16) -> bool {
    const WANTED: [u16; 18] = [
        tag::SUBJECT,
        tag::AUTHOR_NAME,
        tag::AUTHOR_ADDRESS,
        tag::HEADER,
        tag::SENDER_NAME,
        tag::SENDER_ADDRESS,
        tag::TO,
        tag::BODY,
        tag::RTF,
        tag::HTML,
        tag::NAME,
        tag::DATA,
        tag::EXTENSION,
        tag::SHORT_FILE_NAME,
        tag::FILE_NAME,
        tag::MEDIA_TYPE,
        tag::SENDER_SMTP,
        tag::AUTHOR_SMTP,
    ];
    WANTED.contains(&tag)
}

fn stream(compound: &mut Compound<'_>, path: &PathBuf, means: Means<'_>) -> Result<Vec<u8>, Problem> {
    let mut content = Vec::new();
    let outcome =
        compound.open_stream(path).and_then(|stream| stream.take(means.unpacked.get()).read_to_end(&mut content));
    means.spend(content.len());
    outcome.map(|_| content).map_err(|error| Problem::Broken(error.to_string()))
}

#[cfg(test)]
mod tests;
