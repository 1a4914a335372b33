//! Outlook's properties of a message or an attachment ([MS-OXPROPS]), whichever wrapping they came in.

mod packed_rtf;

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::mail::{SHOWN, parts};
use super::{Limits, html, rtf};
use crate::mime;
use crate::spelling::charset;

/// The properties that we look at, by their identifiers.
pub(crate) mod tag {
    pub const SUBJECT: u16 = 0x0037;
    pub const SUBMITTED: u16 = 0x0039;
    pub const AUTHOR_NAME: u16 = 0x0042;
    pub const AUTHOR_ADDRESS: u16 = 0x0065;
    pub const HEADER: u16 = 0x007d;
    pub const SENDER_NAME: u16 = 0x0c1a;
    pub const SENDER_ADDRESS: u16 = 0x0c1f;
    pub const TO: u16 = 0x0e04;
    pub const DELIVERED: u16 = 0x0e06;
    pub const BODY: u16 = 0x1000;
    pub const RTF: u16 = 0x1009;
    pub const HTML: u16 = 0x1013;
    pub const NAME: u16 = 0x3001;
    pub const DATA: u16 = 0x3701;
    pub const EXTENSION: u16 = 0x3703;
    pub const SHORT_FILE_NAME: u16 = 0x3704;
    pub const FILE_NAME: u16 = 0x3707;
    pub const MEDIA_TYPE: u16 = 0x370e;
    pub const SENDER_SMTP: u16 = 0x5d01;
    pub const AUTHOR_SMTP: u16 = 0x5d02;
}

/// Types of values ([MS-OXCDATA] 2.11.1).
pub(crate) mod kind {
    pub const STRING8: u16 = 0x001e;
    pub const UNICODE: u16 = 0x001f;
    pub const BINARY: u16 = 0x0102;
    pub const OBJECT: u16 = 0x000d;
}

/// From 1601, where Windows begins to count, to 1970, in seconds.
const FROM_1601: i64 = 11_644_473_600;

/// What is known of one message or attachment.
#[derive(Debug, Default)]
pub(crate) struct Properties {
    texts: BTreeMap<u16, String>,
    blobs: BTreeMap<u16, Vec<u8>>,
    numbers: BTreeMap<u16, u64>,
}

impl Properties {
    /// Keeps a value. Of a text that is there in both codings the Unicode one stays.
    pub fn keep(&mut self, tag: u16, kind: u16, value: &[u8]) {
        match kind {
            kind::STRING8 => {
                self.texts.entry(tag).or_insert_with(|| until_zero(&charset::decode(value, None)));
            }
            kind::UNICODE => {
                let units = value.chunks_exact(2).map(|pair| pair.try_into().map_or(0, u16::from_le_bytes));
                let text: String =
                    char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER)).collect();
                self.texts.insert(tag, until_zero(&text));
            }
            kind::BINARY | kind::OBJECT => {
                self.blobs.insert(tag, value.to_vec());
            }
            _ => {
                let mut eight = [0; 8];
                for (place, byte) in eight.iter_mut().zip(value) {
                    *place = *byte;
                }
                self.numbers.insert(tag, u64::from_le_bytes(eight));
            }
        }
    }

    /// A text that is not blank.
    pub fn text(&self, tag: u16) -> Option<&str> {
        self.texts.get(&tag).map(|text| text.trim()).filter(|text| !text.is_empty())
    }

    /// Bytes.
    pub fn blob(&self, tag: u16) -> Option<&[u8]> {
        self.blobs.get(&tag).map(Vec::as_slice)
    }

    /// The name of an attachment: the long one before the one of eight letters.
    pub fn file_name(&self) -> Option<String> {
        [tag::FILE_NAME, tag::SHORT_FILE_NAME, tag::NAME].iter().find_map(|tag| self.text(*tag)).map(str::to_owned)
    }

    /// A name for an attachment that has none.
    pub fn nameless(&self) -> String {
        let extension = self.text(tag::EXTENSION).unwrap_or(".bin");
        format!("không tên.{}", extension.trim_start_matches('.'))
    }

    /// The message as a person would see it forwarded: header lines, then the text.
    pub fn message(&self, limits: &Limits) -> String {
        let head = self.text(tag::HEADER).map(|head| mime::parse_header(head.as_bytes()));
        let mut text = String::new();
        for (name, word) in SHOWN {
            let sent = head.as_ref().and_then(|head| head.header(name));
            if let Some(value) = sent.or_else(|| self.header(name)) {
                text.push_str(&format!("{word}: {}\n", parts::readable(value)));
            }
        }
        text.push('\n');
        text.push_str(&self.body(limits));
        text.truncate(text.floor_char_boundary(limits.text.min(text.len())));
        text.trim().to_owned()
    }

    /// A header line made of properties, for a message that never went over the Internet.
    fn header(&self, name: &str) -> Option<String> {
        match name {
            "from" => self.author(),
            "to" => self.text(tag::TO).map(str::to_owned),
            "subject" => self.text(tag::SUBJECT).map(str::to_owned),
            "date" => self.date(),
            _ => None,
        }
    }

    fn author(&self) -> Option<String> {
        let addresses = [tag::AUTHOR_SMTP, tag::AUTHOR_ADDRESS, tag::SENDER_SMTP, tag::SENDER_ADDRESS];
        let address = addresses.iter().find_map(|tag| self.text(*tag).filter(|text| text.contains('@')));
        let name = self.text(tag::AUTHOR_NAME).or_else(|| self.text(tag::SENDER_NAME));
        match (name, address) {
            (Some(name), Some(address)) if name != address => Some(format!("{name} <{address}>")),
            (name, address) => address.or(name).map(str::to_owned),
        }
    }

    fn date(&self) -> Option<String> {
        let ticks = self.numbers.get(&tag::SUBMITTED).or_else(|| self.numbers.get(&tag::DELIVERED))?;
        let seconds = i64::try_from(ticks.checked_div(10_000_000)?).ok()?.checked_sub(FROM_1601)?;
        let at = Timestamp::from_second(seconds).ok()?;
        Some(at.strftime("%a, %d %b %Y %H:%M:%S +0000").to_string())
    }

    /// The text of a message: the plain one, else what its HTML or RTF shows.
    pub fn body(&self, limits: &Limits) -> String {
        if let Some(plain) = self.text(tag::BODY) {
            return crate::spelling::nfc(&parts::readable(plain.replace("\r\n", "\n")));
        }
        let page = self.blob(tag::HTML).map(|page| charset::decode(page, None));
        if let Some(page) = page.or_else(|| self.text(tag::HTML).map(str::to_owned)) {
            return html::to_text(&page);
        }
        let rich = self.blob(tag::RTF).and_then(|packed| packed_rtf::unpack(packed, limits));
        rich.map(|rich| rtf::read(&rich, limits).text).unwrap_or_default()
    }
}

fn until_zero(text: &str) -> String {
    text.split('\0').next().unwrap_or_default().to_owned()
}
