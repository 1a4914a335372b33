//! What is rendered is read back with another program's eyes.

use std::sync::Arc;

use mail_parser::{HeaderValue, MessageParser, MimeHeaders as _};
use proptest::prelude::{any, prop_assert, prop_assert_eq, proptest};

use super::{Draft, Enclosure, render};
use crate::message::Person;

const TEXT: &str = "Kính gửi: Sở Y tế\n\nPhòng Khoa giáo xác nhận đã nhận thư của đơn vị lúc 15 giờ 42, thứ Năm ngày \
                    18/6/2020, gồm 02 tệp.\n.dấu chấm đầu dòng\n\nTrân trọng!";

fn person(name: &str, address: &str) -> Person {
    Person { name: name.into(), address: address.into() }
}

fn receipt() -> Draft {
    Draft {
        from: person("Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam", "khoagiao@songlam.example"),
        to: vec![person("Nguyễn Văn Ánh", "vanthu@soyte.example")],
        cc: Vec::new(),
        reply_to: None,
        subject: "Re: Báo cáo kết quả công tác khoa giáo 6 tháng đầu năm 2020 và phương hướng 6 tháng cuối năm".into(),
        text: TEXT.into(),
        html: Some("<p>Kính gửi: <b>Sở Y tế</b></p>".into()),
        message_id: "receipt.9f2c@songlam.example".into(),
        date: "2020-06-18T15:42:07+07:00[Asia/Ho_Chi_Minh]".parse().unwrap(),
        in_reply_to: Some("<CAF=abc@mail.gmail.example>".into()),
        references: vec!["first@mail.gmail.example".into(), "CAF=abc@mail.gmail.example".into()],
        kind: "receipt".into(),
        headers: vec![("X-Office".into(), "Song Lam".into())],
        enclosures: Vec::new(),
    }
}

fn assert_wire_safe(bytes: &[u8]) {
    assert!(bytes.is_ascii(), "not 7-bit");
    assert!(bytes.ends_with(b"\r\n"));
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    for line in text.split_terminator("\r\n") {
        assert!(!line.contains(['\r', '\n', '\0']), "bare line end in {line:?}");
        assert!(line.len() <= 76, "{} columns: {line}", line.len());
    }
}

#[test]
fn a_receipt_is_read_back_as_it_was_meant() {
    let draft = receipt();
    let bytes = render(&draft).whole();
    assert_wire_safe(&bytes);
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.subject(), Some(draft.subject.as_str()));
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some(draft.from.name.as_str()), Some("khoagiao@songlam.example")));
    let to = mail.to().unwrap().first().unwrap();
    assert_eq!((to.name(), to.address()), (Some("Nguyễn Văn Ánh"), Some("vanthu@soyte.example")));
    assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), TEXT);
    assert_eq!(mail.body_html(0).unwrap().trim_end(), "<p>Kính gửi: <b>Sở Y tế</b></p>");
    assert_eq!(mail.message_id(), Some("receipt.9f2c@songlam.example"));
    assert_eq!(mail.in_reply_to().as_text(), Some("CAF=abc@mail.gmail.example"));
    assert_eq!(mail.references().as_text_list().unwrap(), ["first@mail.gmail.example", "CAF=abc@mail.gmail.example"]);
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2020-06-18T15:42:07+07:00");
    for (name, value) in [
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("X-Tiepnhan", "receipt"),
        ("Content-Language", "vi"),
        ("X-Office", "Song Lam"),
    ] {
        assert_eq!(text_of(mail.header(name)), value, "{name}");
    }
    assert!(mail.header("Precedence").is_none(), "a receipt is no bulk mail");
}

fn text_of(value: Option<&HeaderValue<'_>>) -> String {
    match value.unwrap() {
        HeaderValue::Text(text) => text.to_string(),
        HeaderValue::TextList(list) => list.join(" "),
        HeaderValue::ContentType(kind) => kind.c_type.to_string(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn the_same_draft_is_the_same_bytes_and_matches_the_golden_letter() {
    let bytes = render(&receipt()).whole();
    assert_eq!(bytes, render(&receipt()).whole());
    let golden = include_str!("golden.eml").replace("\r\n", "\n");
    assert_eq!(String::from_utf8(bytes).unwrap().replace("\r\n", "\n"), golden);
}

#[test]
fn what_the_clock_wrote_says_so_and_belongs_to_no_thread() {
    let draft = Draft { in_reply_to: None, references: Vec::new(), kind: "reminder".into(), ..receipt() };
    let bytes = render(&draft).whole();
    let text = String::from_utf8(bytes).unwrap();
    assert!(text.contains("Auto-Submitted: auto-generated\r\n"));
    assert!(!text.contains("In-Reply-To") && !text.contains("References"));
}

#[test]
fn file_names_are_written_both_ways() {
    let name = "Báo cáo tổng hợp kết quả công tác khoa giáo 6 tháng đầu năm 2020 của các đơn vị (bản chính thức).xlsx";
    let enclosures = vec![
        Enclosure {
            name: name.into(),
            media_type: "application/vnd.ms-excel".into(),
            bytes: vec![0, 159, 146, 150].into(),
        },
        Enclosure { name: "../../so lieu.pdf".into(), media_type: "evil\r\nX: y".into(), bytes: vec![7; 500].into() },
    ];
    let bytes = render(&Draft { enclosures, ..receipt() }).whole();
    assert_wire_safe(&bytes);
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let files: Vec<_> = mail.attachments().collect();
    assert_eq!(files.len(), 2);
    assert_eq!(files[0].contents(), [0, 159, 146, 150]);
    assert_eq!(files[0].content_disposition().unwrap().attribute("filename"), Some(name));
    assert_eq!(files[0].content_type().unwrap().attribute("name"), Some(name));
    assert_eq!(files[1].attachment_name(), Some("so lieu.pdf"));
    assert_eq!(files[1].content_type().unwrap().ctype(), "application");
    assert_eq!(files[1].contents(), [7; 500]);
    assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), TEXT);
}

#[test]
fn a_long_conversation_keeps_its_beginning_and_its_end() {
    let references: Vec<String> = (0..200).map(|n| format!("m{n}@long.example")).collect();
    let bytes = render(&Draft { references, in_reply_to: Some("m199@long.example".into()), ..receipt() }).whole();
    assert_wire_safe(&bytes);
    let mail = MessageParser::default().parse(&bytes).unwrap();
    let kept = mail.references().as_text_list().unwrap().to_vec();
    assert_eq!(kept.len(), 20);
    assert_eq!((kept[0].as_ref(), kept[19].as_ref()), ("m0@long.example", "m199@long.example"));
}

#[test]
fn nothing_that_strangers_write_begins_a_header_of_its_own() {
    let evil = "x\r\nBcc: all@victim.example\r\n\r\nbody\u{2028}\u{85}\0";
    let draft = Draft {
        from: person(evil, "a@b.example>\r\nBcc: x@y.example"),
        to: vec![person(evil, evil)],
        cc: Vec::new(),
        reply_to: Some(person(evil, evil)),
        subject: evil.into(),
        message_id: evil.into(),
        in_reply_to: Some(evil.into()),
        references: vec![evil.into()],
        kind: evil.into(),
        headers: vec![
            (evil.into(), "v".into()),
            ("X-Fine".into(), evil.into()),
            ("Bcc".into(), "all@victim.example".into()),
            ("subject".into(), "another".into()),
        ],
        enclosures: vec![Enclosure { name: evil.into(), media_type: evil.into(), bytes: Arc::from([]) }],
        ..receipt()
    };
    let bytes = render(&draft).whole();
    assert!(bytes.is_ascii());
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert!(mail.bcc().is_none(), "{:?}", mail.bcc());
    assert_eq!(mail.headers().iter().filter(|h| h.name().eq_ignore_ascii_case("subject")).count(), 1);
    assert_eq!(mail.body_text(0).unwrap().trim_end().replace("\r\n", "\n"), TEXT);
}

proptest! {
    #[test]
    fn any_words_come_back(subject in "[\\PC ]{0,200}", name in "[\\PC ]{0,80}", text in any::<String>(), file in "[^/\\\\\\pC]{1,80}") {
        let draft = Draft {
            subject: format!("a{subject}"),
            to: vec![person(&name, "to@unit.example")],
            cc: Vec::new(),
            text: format!("{text}."),
            html: None,
            enclosures: vec![Enclosure { name: file, media_type: "text/csv".into(), bytes: b"1".to_vec().into() }],
            ..receipt()
        };
        let bytes = render(&draft).whole();
        prop_assert!(bytes.is_ascii());
        let mail = MessageParser::default().parse(&bytes).unwrap();
        let squeeze = |s: &str| s.split_whitespace().collect::<Vec<_>>().join(" ");
        prop_assert_eq!(squeeze(mail.subject().unwrap_or_default()), squeeze(&draft.subject));
        prop_assert_eq!(mail.to().unwrap().first().unwrap().address(), Some("to@unit.example"));
        prop_assert_eq!(squeeze(mail.to().unwrap().first().unwrap().name().unwrap_or_default()), squeeze(&name));
        prop_assert!(mail.attachments().count() >= 1);
        for line in bytes.split(|byte| *byte == b'\n') {
            prop_assert!(line.len() <= 77, "{}", String::from_utf8_lossy(line));
        }
    }
}
