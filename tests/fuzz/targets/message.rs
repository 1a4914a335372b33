//! Any bytes are a mail: it is read to its end, within its limits, and the same each time.
#![no_main]

use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;
use tiepnhan::message::{Origin, RawContent, RawMail, read};
use tiepnhan::mime::{self, Limits};

fuzz_target!(|bytes: &[u8]| {
    let origin = Origin { source: "fuzz".into(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
    let mut raw = RawMail {
        origin,
        received_at: Timestamp::UNIX_EPOCH,
        server_id: None,
        content: RawContent::Whole(bytes.to_vec()),
    };
    let small = Limits { bytes: 1 << 20, parts: 20, depth: 4 };
    for limits in [Limits::default(), small] {
        let root = mime::parse(bytes, &limits);
        assert!(root.walk().len() <= limits.parts.saturating_add(1), "{} parts", root.walk().len());
        let parsed = read::split(&raw, &limits);
        assert_eq!(parsed, read::split(&raw, &limits));
        let message = parsed.message;
        assert_eq!(parsed.contents.len(), message.attachments.len());
        for (file, content) in message.attachments.iter().zip(&parsed.contents) {
            assert_eq!(file.size, content.len() as u64);
            assert!(
                !file.file_name.is_empty() && !file.file_name.contains(['/', '\\', '\n', '\0']),
                "{:?}",
                file.file_name
            );
        }
        assert!(!message.subject.contains(['\n', '\r']), "{:?}", message.subject);
        let written = message.body.own.len() + message.body.quoted.len() + message.body.forwarded.len();
        assert!(written <= bytes.len().saturating_mul(8).saturating_add(4096), "{written} of {}", bytes.len());
        for person in message.from.iter().chain(&message.reply_to).chain(&message.to).chain(&message.cc) {
            assert!(!person.address.contains(['\n', '\r', ' ']), "{:?}", person.address);
        }
        for recipient in message.bounce.iter().flat_map(|bounce| &bounce.recipients) {
            assert!(!recipient.address.contains(['\n', '\r']), "{:?}", recipient.address);
        }
        assert!(message.bounce.is_none_or(|bounce| bounce.recipients.len() <= 10_000));
    }
    let header = mime::parse_header(bytes);
    assert!(header.children.is_empty());
    raw.content = RawContent::TooLarge { header: bytes.to_vec(), size: 1 << 40 };
    // Of a mail whose header alone is here, a file may have a name, but no content.
    assert!(read::split(&raw, &Limits::default()).contents.iter().all(Vec::is_empty));
});
