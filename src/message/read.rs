//! Bytes to a message: which part is text, which is a file, what was quoted.

use jiff::Timestamp;

use crate::mime::{self, Entity, Limits, encoded_words, message_ids};
use crate::spelling::{legacy, nfc};
use crate::text::{FileKind, FileText};

use super::{Attachment, Authenticity, Fault, Message, Parsed, RawContent, RawMail, RobotSigns, Sha256, address, body};

/// Reads a mail. Never fails: what could not be read stands in the message's faults.
#[must_use]
pub fn split(raw: &RawMail, limits: &Limits) -> Parsed {
    let (root, bytes, size) = match &raw.content {
        RawContent::Whole(bytes) => (mime::parse(bytes, limits), bytes, u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
        RawContent::TooLarge { header, size } => {
            let mut root = mime::parse_header(header);
            root.faults.push(mime::Fault::TooLarge(*size));
            (root, header, *size)
        }
    };
    let parts = Parts::sort(&root);
    let mut faults: Vec<Fault> = root.faults.iter().map(fault).collect();
    let (attachments, contents) = attachments(&parts, &mut faults);
    let from = people(&root, "from").into_iter().next();
    if from.is_none() {
        faults.push(Fault::NoSender);
    }
    let message = Message {
        sha256: Sha256::of(bytes),
        size,
        received_at: raw.received_at,
        dated_at: root.raw("date").and_then(date),
        message_id: root.raw("message-id").and_then(|value| message_ids(value).into_iter().next()),
        references: references(&root),
        from,
        reply_to: people(&root, "reply-to"),
        to: people(&root, "to"),
        cc: people(&root, "cc"),
        subject: readable(root.header("subject").unwrap_or_default()),
        body: body::separate(&parts.text()),
        attachments,
        robot: RobotSigns::default(),
        bounce: None,
        authenticity: Authenticity::default(),
        faults,
    };
    Parsed { message, contents }
}

fn fault(fault: &mime::Fault) -> Fault {
    match fault {
        mime::Fault::Unreadable(why) => Fault::Unreadable(why.clone()),
        mime::Fault::TooLarge(size) => Fault::TooLarge(*size),
        mime::Fault::TooManyParts(parts) => Fault::TooManyParts(*parts),
        mime::Fault::TooDeep => Fault::TooDeep,
    }
}

fn people(root: &Entity, name: &str) -> Vec<super::Person> {
    let mut people: Vec<super::Person> = root.raw_all(name).flat_map(address::persons).collect();
    for person in &mut people {
        person.name = readable(std::mem::take(&mut person.name));
    }
    people
}

/// Text typed in a coding from before Unicode, or decoded wrongly on the way, is made readable.
fn readable(text: String) -> String {
    legacy::repair(&text).map_or(text, |(repaired, _)| repaired)
}

fn references(root: &Entity) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["references", "in-reply-to"] {
        for id in root.raw_all(name).flat_map(message_ids) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    all
}

fn date(value: &str) -> Option<Timestamp> {
    let read = mail_parser::DateTime::parse_rfc822(value)?;
    if !read.is_valid() {
        return None;
    }
    Timestamp::from_second(read.to_timestamp()).ok()
}

/// The leaves of a mail, told apart.
struct Parts<'a> {
    texts: Vec<&'a Entity>,
    files: Vec<(&'a Entity, bool)>,
}

impl<'a> Parts<'a> {
    fn sort(root: &'a Entity) -> Self {
        let leaves: Vec<&Entity> = root.walk().into_iter().filter(|entity| entity.children.is_empty()).collect();
        let html: String = leaves
            .iter()
            .filter(|leaf| is_text(leaf) && leaf.media_type == "text/html")
            .map(|leaf| leaf.text())
            .collect();
        let mut parts = Parts { texts: Vec::new(), files: Vec::new() };
        for leaf in leaves {
            if is_text(leaf) {
                parts.texts.push(leaf);
            } else if leaf.media_type.starts_with("multipart/") && leaf.content.is_empty() {
                // A multipart without parts.
            } else {
                let shown = leaf.content_id.as_deref().is_some_and(|id| html.contains(&format!("cid:{id}")))
                    || (leaf.disposition.as_deref() == Some("inline") && leaf.content_id.is_some());
                parts.files.push((leaf, shown));
            }
        }
        parts
    }

    fn text(&self) -> String {
        let plain: Vec<String> =
            self.texts.iter().filter(|part| part.media_type != "text/html").map(|part| part.text()).collect();
        let plain = plain.join("\n");
        if !plain.trim().is_empty() {
            return readable(nfc(&plain.replace("\r\n", "\n")));
        }
        let html: Vec<String> = self.texts.iter().map(|part| part.text()).collect();
        readable(tagless(&html.join("\n").replace("\r\n", "\n")))
    }
}

/// Text to be read with the mail: neither attached nor named.
fn is_text(part: &Entity) -> bool {
    let named = part.file_name.is_some();
    let attached = part.disposition.as_deref().is_some_and(|kind| kind != "inline");
    let textual = matches!(part.media_type.as_str(), "text/plain" | "text/html")
        || (part.media_type.starts_with("multipart/") && !part.content.is_empty());
    textual && !named && !attached
}

fn tagless(html: &str) -> String {
    let mut text = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ if !inside => text.push(c),
            _ => {}
        }
    }
    nfc(text.trim())
}

fn attachments(parts: &Parts<'_>, faults: &mut Vec<Fault>) -> (Vec<Attachment>, Vec<Vec<u8>>) {
    let mut attachments = Vec::new();
    let mut contents = Vec::new();
    for (index, (part, inline)) in parts.files.iter().enumerate() {
        if part.damaged {
            faults.push(Fault::DamagedEncoding(index));
        }
        attachments.push(Attachment {
            file_name: file_name(part),
            media_type: part.media_type.clone(),
            size: u64::try_from(part.content.len()).unwrap_or(u64::MAX),
            sha256: Sha256::of(&part.content),
            inline: *inline,
            text: FileText::blank(FileKind::Unknown, None),
        });
        contents.push(part.content.clone());
    }
    (attachments, contents)
}

fn file_name(part: &Entity) -> String {
    match &part.file_name {
        Some(name) => base_name(&readable(name.clone())),
        None if part.media_type == "message/rfc822" => {
            let subject = mime::parse_header(&part.content).header("subject").unwrap_or_default();
            let subject = encoded_words(&subject);
            format!("{}.eml", if subject.is_empty() { "thu" } else { &subject })
        }
        None => String::new(),
    }
}

/// The last part of a path; senders' programs put whole paths into names.
fn base_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).find(|piece| !piece.trim().is_empty()).unwrap_or_default();
    last.chars().filter(|c| !c.is_control()).collect::<String>().trim().to_owned()
}
