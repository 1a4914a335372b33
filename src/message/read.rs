//! Bytes to a message: which part is text, which is a file, what was quoted.

use jiff::Timestamp;

use crate::mime::{self, Entity, Limits, message_ids};
use crate::spelling::fold;
use crate::text::mail::parts;
use crate::text::{FileKind, FileText};

use super::{
    Attachment, Authenticity, Fault, Message, Parsed, RawContent, RawMail, Sha256, Shown, address, authenticity, body,
    bounce, robot,
};

/// Addresses of one kind, and Message-IDs of one kind, that are kept.
const MOST_NAMED: usize = 1_000;
/// Characters of a subject, and of a person's name, that are kept: nobody writes longer ones, and all rules read them.
const LONGEST_LINE: usize = 1_000;

/// Reads a mail. Never fails: what could not be read stands in the message's faults.
#[must_use]
pub fn split(raw: &RawMail, limits: &Limits) -> Parsed {
    split_hashed(raw, Sha256::of(raw.bytes()), limits)
}

/// The same for a mail whose hash is known.
#[must_use]
pub fn split_hashed(raw: &RawMail, sha256: Sha256, limits: &Limits) -> Parsed {
    parsed(root(raw, limits), raw, sha256)
}

/// The same, and the mail as its sender's program showed it.
#[must_use]
pub fn split_shown(raw: &RawMail, limits: &Limits) -> (Parsed, Shown) {
    let root = root(raw, limits);
    let shown = Shown { faces: parts::faces(&root.0), pictures: parts::pictures(&root.0) };
    (parsed(root, raw, Sha256::of(raw.bytes())), shown)
}

fn parsed((root, size): (Entity, u64), raw: &RawMail, sha256: Sha256) -> Parsed {
    let mut faults: Vec<Fault> = root.faults.iter().map(fault).collect();
    let (attachments, places) = attachments(&root, &mut faults);
    let mut authors = people(&root, "from").into_iter();
    let from = authors.next();
    let sender = people(&root, "sender")
        .into_iter()
        .find(|sender| from.as_ref().is_none_or(|from| from.address != sender.address));
    if from.is_none() {
        faults.push(Fault::NoSender);
    }
    let subject = shortened(parts::readable(root.header("subject").unwrap_or_default()));
    let text = parts::text(&root);
    let body = body::separate(&text, forwards(&subject));
    let message = Message {
        sha256,
        size,
        received_at: raw.received_at,
        dated_at: root.raw("date").and_then(date),
        message_id: root.raw("message-id").and_then(|value| message_ids(value).into_iter().next()),
        references: references(&root),
        reply_to: people(&root, "reply-to"),
        to: people(&root, "to"),
        cc: people(&root, "cc"),
        robot: robot::signs(&root, from.as_ref(), &subject, &body.own, !attachments.is_empty()),
        bounce: bounce::read(&root, from.as_ref(), &subject, &text),
        body,
        subject,
        from,
        authenticity: Authenticity { other_authors: authors.collect(), sender, ..authenticity::read(&root) },
        attachments,
        faults,
    };
    Parsed { message, contents: contents(root, &places) }
}

fn shortened(mut line: String) -> String {
    if let Some((end, _)) = line.char_indices().nth(LONGEST_LINE) {
        line.truncate(end);
    }
    line
}

/// Whether the subject begins as forwarding programs write it.
fn forwards(subject: &str) -> bool {
    let folded = fold(subject);
    ["fwd:", "fw:", "chuyen tiep:", "trans:"].iter().any(|mark| folded.starts_with(mark))
}

/// The tree of a mail and its size.
fn root(raw: &RawMail, limits: &Limits) -> (Entity, u64) {
    match &raw.content {
        RawContent::Whole(bytes) => (mime::parse(bytes, limits), u64::try_from(bytes.len()).unwrap_or(u64::MAX)),
        RawContent::TooLarge { header, size } => {
            let mut root = mime::parse_header(header);
            root.faults.push(mime::Fault::TooLarge(*size));
            (root, *size)
        }
        RawContent::Unfetchable { why, header } => {
            let mut root = mime::parse_header(header);
            root.faults.push(mime::Fault::Unreadable(why.clone()));
            (root, 0)
        }
    }
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
    let mut people: Vec<super::Person> = root.raw_all(name).flat_map(address::persons).take(MOST_NAMED).collect();
    for person in &mut people {
        person.name = shortened(parts::readable(std::mem::take(&mut person.name)));
    }
    people
}

fn references(root: &Entity) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for name in ["references", "in-reply-to"] {
        for id in root.raw_all(name).flat_map(message_ids).take(MOST_NAMED) {
            if !all.contains(&id) {
                all.push(id);
            }
        }
    }
    all
}

pub(super) fn date(value: &str) -> Option<Timestamp> {
    let read = mail_parser::DateTime::parse_rfc822(value)?;
    if !read.is_valid() {
        return None;
    }
    Timestamp::from_second(read.to_timestamp()).ok()
}

/// The files of a mail, and the place of each among all its parts.
fn attachments(root: &Entity, faults: &mut Vec<Fault>) -> (Vec<Attachment>, Vec<usize>) {
    let mut parts = root.walk().into_iter().enumerate();
    let mut attachments = Vec::new();
    let mut places = Vec::new();
    for (index, file) in parts::files(root).into_iter().enumerate() {
        if file.part.damaged {
            faults.push(Fault::DamagedEncoding(index));
        }
        attachments.push(Attachment {
            file_name: file.name,
            media_type: file.part.media_type.clone(),
            size: u64::try_from(file.part.content.len()).unwrap_or(u64::MAX),
            sha256: Sha256::of(&file.part.content),
            inline: file.inline,
            text: FileText::blank(FileKind::Unknown, None),
        });
        places.extend(parts.find(|(_, part)| std::ptr::eq(*part, file.part)).map(|(place, _)| place));
    }
    (attachments, places)
}

/// The contents of the parts at these places, taken out of the tree: files are large.
fn contents(root: Entity, places: &[usize]) -> Vec<Vec<u8>> {
    let mut waiting = vec![root];
    let mut all = Vec::new();
    while let Some(mut entity) = waiting.pop() {
        all.push(std::mem::take(&mut entity.content));
        waiting.extend(std::mem::take(&mut entity.children).into_iter().rev());
    }
    places.iter().map(|place| all.get_mut(*place).map(std::mem::take).unwrap_or_default()).collect()
}
