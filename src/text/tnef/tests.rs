//! winmail.dat built by the format's description.

use super::attribute;
use crate::text::mapi::{kind, tag};
use crate::text::package::pack;
use crate::text::{self, FileKind, FileText, Limits, Problem};

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "winmail.dat", "application/ms-tnef", &Limits::default())
}

fn stream(attributes: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"\x78\x9f\x3e\x22\x01\x00".to_vec();
    for (name, data) in attributes {
        bytes.push(if name & 0xf000 == 0x9000 { 2 } else { 1 });
        bytes.extend(name.to_le_bytes());
        bytes.extend(u32::try_from(data.len()).unwrap().to_le_bytes());
        bytes.extend(data);
        let sum = data.iter().fold(0_u16, |sum, byte| sum.wrapping_add(u16::from(*byte)));
        bytes.extend(sum.to_le_bytes());
    }
    bytes
}

fn properties(values: &[(u16, u16, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = u32::try_from(values.len()).unwrap().to_le_bytes().to_vec();
    for (tag, kind, value) in values {
        bytes.extend(kind.to_le_bytes());
        bytes.extend(tag.to_le_bytes());
        if *tag >= 0x8000 {
            bytes.extend([7; 16]);
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(6_u32.to_le_bytes());
            bytes.extend(b"a\0b\0c\0\0\0");
        }
        if matches!(*kind, kind::UNICODE | kind::STRING8 | kind::BINARY | kind::OBJECT) {
            bytes.extend(1_u32.to_le_bytes());
            bytes.extend(u32::try_from(value.len()).unwrap().to_le_bytes());
        }
        bytes.extend(value);
        bytes.extend(vec![0; value.len().wrapping_neg() & 3]);
    }
    bytes
}

fn wide(text: &str) -> Vec<u8> {
    text.encode_utf16().chain([0]).flat_map(u16::to_le_bytes).collect()
}

/// A message with a report under a long name, beside which the title holds only the short one.
fn sample() -> Vec<u8> {
    stream(&[
        (attribute::SUBJECT, b"Bao cao\0".to_vec()),
        (
            attribute::MESSAGE,
            properties(&[
                (0x8001, kind::UNICODE, wide("đặt tên riêng")),
                (0x0017, 0x0003, vec![1, 0, 0, 0]),
                (0x000b, 0x000b, vec![1, 0]),
                (tag::BODY, kind::UNICODE, wide("Kính gửi quý Ban.\r\nEm gửi báo cáo.")),
            ]),
        ),
        (attribute::NEXT_ATTACHMENT, vec![0; 14]),
        (attribute::DATA, "Báo cáo tháng 6".as_bytes().to_vec()),
        (attribute::TITLE, b"BAOCAO~1.TXT\0".to_vec()),
        (attribute::ATTACHMENT, properties(&[(tag::FILE_NAME, kind::UNICODE, wide("Báo cáo tháng 6.txt"))])),
        (attribute::NEXT_ATTACHMENT, vec![0; 14]),
        (attribute::TITLE, b"C:\\pl\\Ph\xf4 l\xf4c.zip\0".to_vec()),
        (attribute::DATA, pack(&[("Biểu 1.txt", "Biểu số 1".as_bytes())])),
    ])
}

#[test]
fn attachments_are_members_under_their_long_names() {
    let file = read(&sample());
    assert_eq!((file.kind, file.problem), (FileKind::Tnef, None));
    assert_eq!(file.text, "Kính gửi quý Ban.\nEm gửi báo cáo.");
    assert_eq!(file.members[0].name, "Báo cáo tháng 6.txt");
    assert_eq!(file.members[0].file.text, "Báo cáo tháng 6");
    assert!(file.members[1].name.ends_with(".zip") && !file.members[1].name.contains('\\'));
    assert_eq!(file.members[1].file.members[0].file.text, "Biểu số 1");
}

#[test]
fn a_message_inside_reads_like_a_mail_inside_a_mail() {
    let mut object = vec![9; 16];
    object.extend(stream(&[
        (
            attribute::MESSAGE,
            properties(&[
                (tag::SUBJECT, kind::UNICODE, wide("Báo cáo quý II")),
                (tag::AUTHOR_NAME, kind::UNICODE, wide("Sở Y tế")),
                (tag::AUTHOR_ADDRESS, kind::UNICODE, wide("/O=EXCHANGE/CN=SYT")),
                (tag::AUTHOR_SMTP, kind::UNICODE, wide("syt@hoalac.example.vn")),
                (tag::SUBMITTED, 0x0040, 133_630_635_000_000_000_u64.to_le_bytes().to_vec()),
                (tag::HTML, kind::BINARY, "<p>Em gửi <b>báo cáo</b></p>".as_bytes().to_vec()),
            ]),
        ),
        (attribute::NEXT_ATTACHMENT, vec![0; 14]),
        (attribute::TITLE, b"bc.txt\0".to_vec()),
        (attribute::DATA, b"abc".to_vec()),
    ]));
    let bytes = stream(&[
        (attribute::NEXT_ATTACHMENT, vec![0; 14]),
        (
            attribute::ATTACHMENT,
            properties(&[(tag::NAME, kind::UNICODE, wide("Báo cáo quý II")), (tag::DATA, kind::OBJECT, object)]),
        ),
    ]);
    let file = read(&bytes);
    let inner = &file.members[0];
    assert_eq!((inner.name.as_str(), inner.file.kind), ("Báo cáo quý II.msg", FileKind::Mail));
    assert_eq!(
        inner.file.text,
        "Từ: Sở Y tế <syt@hoalac.example.vn>\nNgày: Mon, 17 Jun 2024 02:05:00 +0000\nChủ đề: Báo cáo quý II\n\nEm gửi báo cáo"
    );
    assert_eq!(inner.file.members[0].file.text, "abc");
}

#[test]
fn a_body_only_in_packed_rtf_is_text() {
    let rich = b"{\\rtf1\\ansi\\ansicpg1258 Em g\\u7917?i b\\'e1o c\\'e1o}";
    let mut packed = (u32::try_from(rich.len()).unwrap().saturating_add(12)).to_le_bytes().to_vec();
    packed.extend(u32::try_from(rich.len()).unwrap().to_le_bytes());
    packed.extend(b"MELA\0\0\0\0");
    packed.extend(rich);
    let file = read(&stream(&[(attribute::MESSAGE, properties(&[(tag::RTF, kind::BINARY, packed)]))]));
    assert_eq!((file.text.as_str(), file.problem), ("Em gửi báo cáo", None));
}

#[test]
fn cut_off_anywhere_it_is_broken_and_keeps_what_is_whole() {
    let whole = sample();
    for end in 0..whole.len() {
        let file = read(&whole[..end]);
        assert!(file.members.iter().all(|member| !member.name.is_empty()), "cut at {end}");
    }
    let end = whole.len().saturating_sub(1);
    let file = read(&whole[..end]);
    assert!(matches!(file.problem, Some(Problem::Broken(_))));
    assert_eq!(file.members[0].file.text, "Báo cáo tháng 6");
    assert!(matches!(read(&whole[..6]).problem, Some(Problem::Broken(_))));
}

#[test]
fn messages_in_messages_end_at_the_limit() {
    let mut bytes = stream(&[(attribute::NEXT_ATTACHMENT, vec![]), (attribute::DATA, b"abc".to_vec())]);
    for _ in 0..2000 {
        let mut object = vec![9; 16];
        object.extend(bytes);
        bytes = stream(&[
            (attribute::NEXT_ATTACHMENT, vec![]),
            (attribute::ATTACHMENT, properties(&[(tag::DATA, kind::OBJECT, object)])),
        ]);
    }
    let mut file = &read(&bytes);
    assert_eq!(file.members.len(), 1);
    while let Some(member) = file.members.first() {
        file = &member.file;
    }
    assert!(matches!(file.problem, Some(Problem::TooLarge(_))));
}
