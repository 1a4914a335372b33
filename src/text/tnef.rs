//! winmail.dat: how Outlook wraps a message and its attachments for other Outlooks ([MS-OXTNEF]).

use super::bytes::Front;
use super::mapi::{Properties, kind, tag};
use super::members::{self, Gathering, Means};
use super::{FileKind, FileText, Problem, sniff};
use crate::spelling::charset;

/// How the stream begins, and a nested one inside an attachment.
const SIGNATURE: &[u8] = b"\x78\x9f\x3e\x22";

/// Attributes that we look at ([MS-OXTNEF] 2.1.3.3).
mod attribute {
    pub const SUBJECT: u32 = 0x0001_8004;
    pub const BODY: u32 = 0x0002_800c;
    pub const MESSAGE: u32 = 0x0006_9003;
    pub const NEXT_ATTACHMENT: u32 = 0x0006_9002;
    pub const DATA: u32 = 0x0006_800f;
    pub const TITLE: u32 = 0x0001_8010;
    pub const ATTACHMENT: u32 = 0x0006_9005;
}

/// A message taken out of its wrapping.
#[derive(Default)]
struct Envelope<'a> {
    message: Properties,
    attachments: Vec<Attachment<'a>>,
    cut_off: bool,
}

#[derive(Default)]
struct Attachment<'a> {
    data: Option<&'a [u8]>,
    title: Option<String>,
    properties: Properties,
}

/// The attachments as members, the text of the message as text.
pub(crate) fn read(bytes: &[u8], file: &mut FileText, means: Means<'_>) {
    let Some(envelope) = open(bytes) else {
        return file.problem = Some(Problem::Broken("no TNEF stream".to_owned()));
    };
    file.text = envelope.message.body(means.limits);
    file.text.truncate(file.text.floor_char_boundary(means.limits.text));
    unpack(&envelope, file, means);
}

/// A message inside an attachment: like a mail inside a mail.
fn nested(bytes: &[u8], means: Means<'_>) -> FileText {
    let mut file = FileText::blank(FileKind::Mail, None);
    match open(bytes) {
        None => file.problem = Some(Problem::Broken("no TNEF stream".to_owned())),
        Some(envelope) => {
            file.text = envelope.message.message(means.limits);
            unpack(&envelope, &mut file, means);
        }
    }
    file
}

fn unpack(envelope: &Envelope<'_>, file: &mut FileText, means: Means<'_>) {
    if envelope.cut_off {
        file.problem = Some(Problem::Broken("the TNEF stream is cut off".to_owned()));
    }
    if envelope.attachments.is_empty() {
        return;
    }
    let mut found = match Gathering::begin(means) {
        Ok(found) => found,
        Err(problem) => return file.problem = Some(problem),
    };
    found.spend_text(file.text.len());
    for attachment in &envelope.attachments {
        if !found.has_room(envelope.attachments.len()) {
            break;
        }
        let properties = &attachment.properties;
        let name = properties.file_name().or_else(|| attachment.title.clone()).map(|name| members::name(&name));
        let name = name.filter(|name| !name.is_empty()).unwrap_or_else(|| properties.nameless());
        let data = attachment.data.or(properties.blob(tag::DATA)).unwrap_or_default();
        // An object begins with the identifier of its interface; a stream like this one follows, or a compound file.
        match properties.blob(tag::DATA).and_then(|data| data.get(16..)) {
            Some(inner) if inner.starts_with(SIGNATURE) => {
                let size = u64::try_from(inner.len()).unwrap_or(u64::MAX);
                found.add_read(format!("{name}.msg"), size, |means| nested(inner, means));
            }
            Some(inner) if inner.starts_with(sniff::COMPOUND) => found.add(name, "", inner),
            _ => found.add(name, properties.text(tag::MEDIA_TYPE).unwrap_or_default(), data),
        }
    }
    found.end(file);
}

/// The attributes one after the other; none when not even the first is whole.
fn open(bytes: &[u8]) -> Option<Envelope<'_>> {
    let mut rest = Front(bytes.strip_prefix(SIGNATURE)?);
    let _key = rest.u16()?;
    let mut envelope = Envelope::default();
    let mut seen = false;
    while !rest.0.is_empty() {
        let Some((name, data)) = next(&mut rest) else {
            envelope.cut_off = true;
            break;
        };
        seen = true;
        envelope.take(name, data);
    }
    seen.then_some(envelope)
}

fn next<'a>(rest: &mut Front<'a>) -> Option<(u32, &'a [u8])> {
    let _level = rest.take(1)?;
    let name = rest.u32()?;
    let length = rest.length()?;
    let data = rest.take(length)?;
    // A wrong checksum proves nothing to us: writers get it wrong, and what was meant to harm gets it right.
    let _checksum = rest.u16()?;
    Some((name, data))
}

impl<'a> Envelope<'a> {
    fn take(&mut self, name: u32, data: &'a [u8]) {
        match name {
            attribute::SUBJECT => self.message.keep(tag::SUBJECT, kind::STRING8, data),
            attribute::BODY => self.message.keep(tag::BODY, kind::STRING8, data),
            attribute::MESSAGE => self.cut_off |= properties(data, &mut self.message).is_none(),
            attribute::NEXT_ATTACHMENT => self.attachments.push(Attachment::default()),
            _ => {}
        }
        let Some(last) = self.attachments.last_mut() else { return };
        match name {
            attribute::DATA => last.data = Some(data),
            attribute::TITLE => {
                let title = charset::decode(data, None);
                last.title = title.split('\0').next().map(str::to_owned);
            }
            attribute::ATTACHMENT => self.cut_off |= properties(data, &mut last.properties).is_none(),
            _ => {}
        }
    }
}

/// Properties as a stream holds them ([MS-OXTNEF] 2.1.3.4); none when it is cut off.
fn properties(data: &[u8], into: &mut Properties) -> Option<()> {
    let mut rest = Front(data);
    for _ in 0..rest.u32()? {
        let kind = rest.u16()?;
        let tag = rest.u16()?;
        if tag >= 0x8000 {
            skip_name(&mut rest)?;
        }
        let plain = kind & 0x0fff;
        let variable = matches!(plain, kind::STRING8 | kind::UNICODE | kind::BINARY | kind::OBJECT);
        let many = kind & 0x1000 != 0;
        let count = if variable || many { rest.u32()? } else { 1 };
        for _ in 0..count {
            let size = if variable { rest.length()? } else { fixed_size(plain)? };
            let value = rest.take(size)?;
            rest.take(size.wrapping_neg() & 3)?;
            if !many && tag < 0x8000 {
                into.keep(tag, plain, value);
            }
        }
    }
    Some(())
}

/// A property that has a name instead of a number: whose it is, then a number or a text.
fn skip_name(rest: &mut Front<'_>) -> Option<()> {
    rest.take(16)?;
    let is_text = rest.u32()? != 0;
    let length = rest.length()?;
    if is_text {
        rest.take(length)?;
        rest.take(length.wrapping_neg() & 3)?;
    }
    Some(())
}

/// Bytes of a value whose type has one size ([MS-OXCDATA] 2.11.1); none for a type that nobody defined.
fn fixed_size(kind: u16) -> Option<usize> {
    Some(match kind {
        0x0001 => 0,
        0x0002 | 0x000b => 2,
        0x0003 | 0x0004 | 0x000a => 4,
        0x0005 | 0x0006 | 0x0007 | 0x0014 | 0x0040 => 8,
        0x0048 => 16,
        _ => return None,
    })
}

#[cfg(test)]
mod tests;
