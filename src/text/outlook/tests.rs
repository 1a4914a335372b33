//! .msg files built by the format's description.

use std::io::{Cursor, Write};

use cfb::CompoundFile;

use crate::text::mapi::{kind, tag};
use crate::text::{self, FileKind, FileText, Limits, Problem};

type Writer = CompoundFile<Cursor<Vec<u8>>>;

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "Báo cáo.msg", "", &Limits::default())
}

fn put(file: &mut Writer, path: &str, bytes: &[u8]) {
    file.create_stream(path).unwrap().write_all(bytes).unwrap();
}

fn value(file: &mut Writer, folder: &str, tag: u16, kind: u16, bytes: &[u8]) {
    put(file, &format!("{folder}__substg1.0_{tag:04X}{kind:04X}"), bytes);
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().flat_map(u16::to_le_bytes).collect()
}

/// The message in `folder`, with one attached text.
fn message(file: &mut Writer, folder: &str, head: usize, subject: &str) {
    let mut table = vec![0; head];
    table.extend(0x0040_u16.to_le_bytes());
    table.extend(tag::SUBMITTED.to_le_bytes());
    table.extend([6, 0, 0, 0]);
    table.extend(133_630_635_000_000_000_u64.to_le_bytes());
    put(file, &format!("{folder}__properties_version1.0"), &table);
    value(file, folder, tag::SUBJECT, kind::UNICODE, &wide(subject));
    value(file, folder, tag::SENDER_NAME, kind::UNICODE, &wide("Huyện ủy Hòa Lạc"));
    value(file, folder, tag::SENDER_SMTP, kind::UNICODE, &wide("hu@hoalac.example.vn"));
    value(file, folder, tag::TO, kind::UNICODE, &wide("Ban Tuyên giáo"));
    value(file, folder, tag::BODY, kind::STRING8, b"Em g\x8di b\xe1o c\xe1o.\r\n");
    let attached = format!("{folder}__attach_version1.0_#00000000/");
    file.create_storage(&attached).unwrap();
    put(file, &format!("{attached}__properties_version1.0"), &[0; 8]);
    value(file, &attached, tag::FILE_NAME, kind::UNICODE, &wide("Báo cáo quý II.txt"));
    value(file, &attached, tag::SHORT_FILE_NAME, kind::UNICODE, &wide("BAOCAO~1.TXT"));
    value(file, &attached, tag::DATA, kind::BINARY, "Báo cáo quý II".as_bytes());
}

/// A message that forwards another one.
fn sample() -> Vec<u8> {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    message(&mut file, "/", 32, "Fwd: Báo cáo quý II");
    let attached = "/__attach_version1.0_#00000001/";
    file.create_storage(attached).unwrap();
    put(&mut file, &format!("{attached}__properties_version1.0"), &[0; 8]);
    value(&mut file, attached, tag::NAME, kind::UNICODE, &wide("Báo cáo quý II"));
    let inner = format!("{attached}__substg1.0_3701000D/");
    file.create_storage(&inner).unwrap();
    message(&mut file, &inner, 24, "Báo cáo quý II");
    file.flush().unwrap();
    file.into_inner().into_inner()
}

#[test]
fn a_saved_message_has_the_shape_of_a_mail_inside_a_mail() {
    let file = read(&sample());
    assert_eq!((file.kind, file.problem), (FileKind::Mail, None));
    let head =
        "Từ: Huyện ủy Hòa Lạc <hu@hoalac.example.vn>\nTới: Ban Tuyên giáo\nNgày: Mon, 17 Jun 2024 02:05:00 +0000\n";
    assert!(file.text.starts_with(&format!("{head}Chủ đề: Fwd: Báo cáo quý II\n\nEm g")), "{}", file.text);
    assert!(file.text.ends_with("báo cáo."), "{}", file.text);
    assert_eq!(file.members[0].name, "Báo cáo quý II.txt");
    assert_eq!(file.members[0].file.text, "Báo cáo quý II");
    let inner = &file.members[1];
    assert_eq!((inner.name.as_str(), inner.file.kind), ("Báo cáo quý II.msg", FileKind::Mail));
    assert!(inner.file.text.starts_with(&format!("{head}Chủ đề: Báo cáo quý II\n")), "{}", inner.file.text);
    assert_eq!(inner.file.members[0].file.text, "Báo cáo quý II");
}

#[test]
fn cut_off_or_damaged_it_answers() {
    let whole = sample();
    for at in (0..whole.len()).step_by(13) {
        assert!(read(&whole[..at]).problem.is_some() || at > 512, "cut at {at}");
        let mut damaged = whole.clone();
        damaged[at] ^= 0x41;
        read(&damaged);
    }
    assert!(matches!(read(&whole[..600]).problem, Some(Problem::Broken(_))));
}

#[test]
fn messages_in_messages_end_at_the_limit() {
    let mut file = CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    let mut folder = "/".to_owned();
    put(&mut file, "/__properties_version1.0", &[0; 32]);
    for _ in 0..40 {
        folder = format!("{folder}__attach_version1.0_#00000000/");
        file.create_storage(&folder).unwrap();
        put(&mut file, &format!("{folder}__properties_version1.0"), &[0; 8]);
        folder = format!("{folder}__substg1.0_3701000D/");
        file.create_storage(&folder).unwrap();
        put(&mut file, &format!("{folder}__properties_version1.0"), &[0; 24]);
    }
    file.flush().unwrap();
    let read = read(&file.into_inner().into_inner());
    let mut innermost = &read;
    while let Some(member) = innermost.members.first() {
        innermost = &member.file;
    }
    assert!(matches!(innermost.problem, Some(Problem::TooLarge(_))), "{innermost:?}");
}
