//! Mails made to break the program: each is shown to a person, and the others go on.

use std::io::{Cursor, Write};

use base64::Engine as _;
use tiepnhan::judgment::Bucket;
use zip::write::SimpleFileOptions;

use super::corpus::{Known, mails};
use super::{Mail, Office};

const FROM: &str = "From: Van thu <vanphong@syt.songlam.example>\r\nTo: khoagiao.btgtusonglam@gmail.com\r\n";

fn headers(name: &str, rest: &str) -> String {
    format!(
        "{FROM}Subject: Bao cao thang 4/2024 {name}\r\nMessage-ID: <{name}@syt.songlam.example>\r\n\
         Date: Fri, 19 Apr 2024 08:00:00 +0700\r\nMIME-Version: 1.0\r\n{rest}\r\n"
    )
}

fn ten_thousand_parts() -> Vec<u8> {
    let mut mail = headers("nhieu-phan", "Content-Type: multipart/mixed; boundary=b\r\n");
    for part in 0..10_000 {
        mail += &format!(
            "--b\r\nContent-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=\"{part}.doc\"\r\n\r\nx\r\n"
        );
    }
    (mail + "--b--\r\n").into_bytes()
}

fn a_hundred_megabytes() -> Vec<u8> {
    let head = headers(
        "qua-lon",
        "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; filename=a.doc\r\n",
    );
    let line = [b'A'; 998];
    let mut mail = Vec::with_capacity(101 << 20);
    mail.extend_from_slice(head.as_bytes());
    while mail.len() < 100 << 20 {
        mail.extend_from_slice(&line);
        mail.extend_from_slice(b"\r\n");
    }
    mail
}

/// A document of 300 MB in 300 kB.
fn bomb() -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default();
    zip.start_file("[Content_Types].xml", options).unwrap();
    zip.write_all(br#"<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>"#).unwrap();
    zip.start_file("word/document.xml", options).unwrap();
    zip.write_all(br#"<?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body><w:p><w:r><w:t>"#).unwrap();
    let megabyte = vec![b'a'; 1 << 20];
    for _ in 0..300 {
        zip.write_all(&megabyte).unwrap();
    }
    zip.write_all(b"</w:t></w:r></w:p></w:body></w:document>").unwrap();
    let docx = zip.finish().unwrap().into_inner();
    let body = base64::engine::general_purpose::STANDARD.encode(docx);
    let mut mail = headers(
        "bom-nen",
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document\r\n\
         Content-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"BC thang 4.2024.docx\"\r\n",
    );
    for line in body.as_bytes().chunks(76) {
        mail += std::str::from_utf8(line).unwrap();
        mail += "\r\n";
    }
    mail.into_bytes()
}

fn garbage() -> Vec<u8> {
    let mut state = 20_200_619_u64;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        // A server refuses NUL, as the standard says.
        u8::try_from(state >> 56).unwrap().max(1)
    };
    (0..50_000).map(|_| next()).collect()
}

#[test]
fn mails_made_to_break_it_are_shown_to_a_person_and_the_others_go_on() {
    let mut office = Office::open();
    office.settings.insert("limits", "file_seconds = 8\n".to_owned());
    let at = |minute: u32, bytes: Vec<u8>| Mail::at(&format!("2024-04-19T08:{minute:02}:00+07:00"), bytes);
    let poison = [ten_thousand_parts(), a_hundred_megabytes(), bomb(), garbage()];
    let mut sent = Vec::new();
    let mut good = mails().into_iter().filter(Known::is_plain_report).map(|known| known.mail);
    for (minute, poison) in (0..).zip(poison) {
        sent.extend(good.next());
        sent.push(at(minute, poison));
    }
    sent.extend(good.next());
    office.append(&sent);
    let begun = std::time::Instant::now();
    office.start();
    office.settle(9);
    println!("nine mails in {:?}", begun.elapsed());
    let rows = office
        .ledger()
        .read(|snapshot| {
            let places = (1..=9).map(|uid| {
                let mail = snapshot
                    .mails(None)?
                    .into_iter()
                    .find(|mail| mail.received_at == sent[uid - 1].received_at.timestamp());
                Ok::<_, tiepnhan::ledger::LedgerError>(mail.unwrap())
            });
            places.collect::<Result<Vec<_>, _>>()
        })
        .unwrap();
    let buckets: Vec<_> = rows.iter().map(|row| row.bucket).collect();
    let (fine, bad) = (Bucket::Recorded, Bucket::Review);
    assert_eq!(buckets, [fine, bad, fine, bad, fine, bad, fine, bad, fine], "{rows:?}");
    println!("memory at most {} kB", office.memory("VmHWM"));
    assert_eq!(office.delivered().iter().filter(|letter| letter.kind == "receipt").count(), 5);
    office.assert_whole();
    assert!(office.stop().0.success());
}
