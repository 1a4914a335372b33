//! The parts of a mail, told apart: what is read as text, what is a file, what is neither.

use std::collections::{BTreeMap, HashSet};

use crate::mime::{self, Entity};
use crate::spelling::{legacy, nfc};
use crate::text::html;
use crate::text::html::clean::Face;
use crate::text::sniff;

use super::flowed::unflowed;

/// Longest text of a mail, in bytes; what follows is left aside.
const LONGEST_TEXT: usize = 1 << 20;
/// Longest file name, in characters.
const LONGEST_NAME: usize = 300;

/// A file in a mail.
pub(crate) struct File<'a> {
    /// Its part.
    pub(crate) part: &'a Entity,
    /// Its name; never empty.
    pub(crate) name: String,
    /// Whether it is a picture inside the text.
    pub(crate) inline: bool,
}

/// Every file of the mail in MIME order.
pub(crate) fn files(root: &Entity) -> Vec<File<'_>> {
    let shown = shown_in_html(root);
    let mut found = Vec::new();
    gather(root, &shown, &mut found);
    found
}

fn gather<'a>(part: &'a Entity, shown: &HashSet<String>, found: &mut Vec<File<'a>>) {
    if is_delivery_report(part) {
        // The report's own icon and the returned mail are nobody's files.
        return;
    }
    for child in &part.children {
        gather(child, shown, found);
    }
    if part.children.is_empty() && is_file(part) {
        let pictured = part.media_type.starts_with("image/") && part.disposition.as_deref() == Some("inline");
        let inline = part.content_id.as_ref().is_some_and(|id| pictured || shown.contains(&id.to_lowercase()));
        found.push(File { part, name: file_name(part), inline });
    }
}

/// A multipart/report of RFC 3462 about delivery.
pub(crate) fn is_delivery_report(part: &Entity) -> bool {
    part.media_type == "multipart/report"
        && (part.param("report-type").is_some_and(|kind| kind.eq_ignore_ascii_case("delivery-status"))
            || part.children.iter().any(|child| child.media_type.ends_with("delivery-status")))
}

fn is_file(part: &Entity) -> bool {
    let named = part.file_name.is_some() || part.disposition.as_deref() == Some("attachment");
    match part.media_type.as_str() {
        "application/applefile" => false,
        kind if kind.starts_with("multipart/") => named && !part.content.is_empty(),
        kind if kind.starts_with("text/") => {
            // Other faces of the same text, and invitations, are no files unless they were attached as such.
            named
                || !matches!(kind, "text/plain" | "text/html" | "text/calendar" | "text/x-amp-html" | "text/watch-html")
        }
        _ => true,
    }
}

/// Text to be read with the mail: neither attached nor named.
fn is_text(part: &Entity) -> bool {
    let readable =
        matches!(part.media_type.as_str(), "text/plain" | "text/html") || part.media_type.starts_with("multipart/");
    readable && part.children.is_empty() && !is_file(part)
}

/// The text of the mail, composed, `\n` line ends; of alternatives the plain one.
pub(crate) fn text(root: &Entity) -> String {
    let raw = text_of(root);
    let end = raw.floor_char_boundary(LONGEST_TEXT.min(raw.len()));
    readable(nfc(raw.get(..end).unwrap_or_default()))
}

fn text_of(part: &Entity) -> String {
    if is_text(part) {
        return leaf_text(part);
    }
    let texts =
        part.children.iter().map(|child| (is_plain(child), text_of(child))).filter(|(_, text)| !text.trim().is_empty());
    if part.media_type != "multipart/alternative" {
        return texts.map(|(_, text)| text).collect::<Vec<_>>().join("\n\n");
    }
    // Richer faces come later (RFC 2046 §5.1.4); the plain one is what the sender sees himself writing.
    let mut texts: Vec<(bool, String)> = texts.collect();
    let best = texts.iter().position(|(plain, _)| *plain).or(texts.len().checked_sub(1));
    best.map(|at| texts.swap_remove(at).1).unwrap_or_default()
}

/// The mail as its sender's program showed it: of alternatives the richest. Empty when nothing in it is more than plain
/// text, or when it was typed in a coding from before Unicode, which only its own font makes readable.
pub(crate) fn faces(root: &Entity) -> Vec<Face> {
    let mut faces = Vec::new();
    gather_faces(root, &mut faces);
    let rich = faces.iter().any(|face| matches!(face, Face::Html(_)));
    let legacy = |face: &Face| match face {
        Face::Html(html) => legacy::repair(&html::to_text(html)).is_some(),
        Face::Plain(text) => legacy::repair(text).is_some(),
    };
    if !rich || faces.iter().any(legacy) {
        faces.clear();
    }
    faces
}

fn gather_faces(part: &Entity, faces: &mut Vec<Face>) {
    if is_text(part) {
        let text = part.text();
        faces.extend((!text.trim().is_empty()).then(|| match part.media_type.as_str() {
            "text/html" => Face::Html(text),
            _ => Face::Plain(leaf_text(part)),
        }));
        return;
    }
    if part.media_type != "multipart/alternative" {
        part.children.iter().for_each(|child| gather_faces(child, faces));
        return;
    }
    let of = |child: &Entity| {
        let mut faces = Vec::new();
        gather_faces(child, &mut faces);
        faces
    };
    let all: Vec<Vec<Face>> = part.children.iter().map(of).filter(|faces| !faces.is_empty()).collect();
    let rich = |faces: &Vec<Face>| faces.iter().any(|face| matches!(face, Face::Html(_)));
    let best = all.iter().rposition(rich).or(all.len().checked_sub(1));
    faces.extend(best.and_then(|at| all.into_iter().nth(at)).unwrap_or_default());
}

/// Where each picture with a Content-ID (lower case) stands among [`files`].
pub(crate) fn pictures(root: &Entity) -> BTreeMap<String, usize> {
    let named = |(place, file): (usize, File<'_>)| {
        sniff::still_picture(&file.part.content)?;
        Some((file.part.content_id.as_ref()?.to_lowercase(), place))
    };
    files(root).into_iter().enumerate().filter_map(named).collect()
}

fn is_plain(part: &Entity) -> bool {
    part.walk().into_iter().filter(|leaf| is_text(leaf)).all(|leaf| leaf.media_type != "text/html")
}

fn leaf_text(part: &Entity) -> String {
    let text = part.text().replace("\r\n", "\n").replace('\r', "\n");
    if part.media_type == "text/html" {
        return html::to_text(&text);
    }
    let says = |name: &str, word: &str| part.param(name).is_some_and(|value| value.eq_ignore_ascii_case(word));
    if says("format", "flowed") { unflowed(&text, says("delsp", "yes")) } else { text }
}

/// Text typed in a coding from before Unicode, or decoded wrongly on the way, is made readable.
pub(crate) fn readable(text: String) -> String {
    legacy::repair(&text).map_or(text, |(repaired, _)| repaired)
}

/// Content-IDs that the HTML shows, lower case.
fn shown_in_html(root: &Entity) -> HashSet<String> {
    let mut ids = HashSet::new();
    for part in root.walk().into_iter().filter(|part| is_text(part) && part.media_type == "text/html") {
        for piece in part.text().split("cid:").skip(1) {
            let id = piece.split(['"', '\'', '>', ')', ' ', '&', '\r', '\n', '\t']).next().unwrap_or_default();
            ids.insert(id.replace("%40", "@").to_lowercase());
        }
    }
    ids
}

/// The name that the sender gave, else one by its content.
fn file_name(part: &Entity) -> String {
    let described = part.header("content-description").filter(|text| has_extension(text));
    let named =
        part.file_name.clone().or(described).map(|name| base_name(&readable(name))).filter(|name| !name.is_empty());
    if let Some(name) = named {
        return name;
    }
    if part.media_type == "message/rfc822" {
        let subject = readable(mime::parse_header(&part.content).header("subject").unwrap_or_default());
        let subject = base_name(&subject.replace(['/', '\\'], "-"));
        return format!("{}.eml", if subject.is_empty() { "thư không có tiêu đề" } else { &subject });
    }
    if part.media_type == "message/disposition-notification" {
        return "mdn.txt".to_owned();
    }
    if part.media_type == "application/ms-tnef" {
        return "winmail.dat".to_owned();
    }
    format!("không tên.{}", extension(part))
}

fn has_extension(name: &str) -> bool {
    name.rsplit_once('.').is_some_and(|(stem, end)| {
        !stem.trim().is_empty() && (2..=5).contains(&end.len()) && end.bytes().all(|byte| byte.is_ascii_alphanumeric())
    })
}

/// An ending for a nameless file, by its first bytes, else by its declared type.
fn extension(part: &Entity) -> &'static str {
    match part.content.as_slice() {
        [b'%', b'P', b'D', b'F', ..] => return "pdf",
        [0x89, b'P', b'N', b'G', ..] => return "png",
        [0xff, 0xd8, 0xff, ..] => return "jpg",
        _ => {}
    }
    match part.media_type.as_str() {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document" => "docx",
        "application/msword" => "doc",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet" => "xlsx",
        "application/vnd.ms-excel" => "xls",
        "application/pdf" => "pdf",
        "application/zip" | "application/x-zip-compressed" => "zip",
        "application/rtf" | "text/rtf" => "rtf",
        "application/pkcs7-signature" | "application/x-pkcs7-signature" => "p7s",
        "application/pgp-signature" => "asc",
        "image/gif" => "gif",
        "text/calendar" => "ics",
        "text/html" => "html",
        "text/csv" => "csv",
        kind if kind.starts_with("text/") || kind.starts_with("message/") => "txt",
        _ => "bin",
    }
}

/// The last part of a path: senders' programs put whole paths into names. A slash in what is no path (`BC T6/2024.docx`)
/// becomes a dash.
fn base_name(name: &str) -> String {
    let visible: String = name.chars().filter(|c| !c.is_control()).collect();
    // What opens a file its ending tells, and senders hide what they send behind long beginnings.
    let visible = crate::spelling::file_name::shortened(&visible, LONGEST_NAME);
    let is_path = visible.contains('\\') || visible.starts_with(['/', '.', '~']) || visible.contains("../");
    let last = if is_path {
        visible.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty()).unwrap_or_default().to_owned()
    } else {
        visible.replace('/', "-")
    };
    let bare = last.trim();
    if bare.chars().all(|c| c == '.') { String::new() } else { bare.to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_base_names() {
        for (sent, kept) in [
            ("C:\\Bao cao\\BC T5.docx", "BC T5.docx"),
            ("..\\..\\/etc/passwd", "passwd"),
            ("/home/lan/BC.doc", "BC.doc"),
            ("BC T6/2024.docx", "BC T6-2024.docx"),
            (" BC.docx ", "BC.docx"),
            ("..", ""),
            ("\u{7}BC\r\n.docx", "BC.docx"),
        ] {
            assert_eq!(base_name(sent), kept, "{sent:?}");
        }
    }
}
