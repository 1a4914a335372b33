//! Scans that came packed, or inside a forwarded mail: read like those that lie open, under the same limits.

use std::io::{Cursor, Write};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use tiepnhan::extraction::ocr;
use tiepnhan::text::{FileKind, FileText, Problem};

use super::{INVITATION, REPORT, answers, extractor, read};

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(bytes).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn forwarded(name: &str, bytes: &[u8]) -> Vec<u8> {
    let content = STANDARD.encode(bytes);
    let lines: Vec<&str> = content.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
    format!(
        "From: vanthu@xa.example\r\nSubject: Bao cao\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\n\
         Kính chuyển.\r\n--b\r\nContent-Type: application/octet-stream; name=\"{name}\"\r\n\
         Content-Transfer-Encoding: base64\r\n\r\n{}\r\n--b--\r\n",
        lines.join("\r\n")
    )
    .into_bytes()
}

fn scanned(file: &FileText) -> Vec<Option<&str>> {
    file.numbered().iter().map(|member| member.file.scanned.as_deref()).collect()
}

#[tokio::test]
async fn a_scan_in_an_archive_or_a_forwarded_mail_is_read() {
    let packed = zip(&[("Phu luc.txt", "Phụ lục".as_bytes()), ("BC.pdf", REPORT)]);
    let twice = zip(&[("thu.eml", &forwarded("BC.pdf", REPORT))]);
    for (name, bytes, number) in
        [("a.zip", packed, 1), ("thu.eml", forwarded("BC.pdf", REPORT), 0), ("b.zip", twice, 1)]
    {
        let file = read(name, &bytes).await;
        let member = file.numbered()[number];
        assert_eq!((member.file.kind, &member.file.problem), (FileKind::Pdf, &Some(Problem::NoText)), "{name}");
        let seen = member.file.scanned.as_deref().unwrap();
        assert!(seen.contains("SỞ Y TẾ") && seen.contains("214/BC-SYT"), "{name}: {seen}");
        assert_eq!(scanned(&file).iter().flatten().count(), 1, "{name}");
    }
}

#[tokio::test]
async fn without_the_program_a_packed_scan_stands_unread() {
    let absent = ocr::Settings { tesseract: "/no/such/program".into(), ..ocr::Settings::default() };
    let packed = zip(&[("BC.pdf", REPORT)]);
    let file = extractor(absent).read_mail(&[("a.zip", "", &packed)]).await.remove(0);
    assert_eq!(scanned(&file), [None]);
}

#[tokio::test]
async fn pages_count_over_the_whole_mail_and_open_scans_come_first() {
    let folder = tempfile::tempdir().unwrap();
    let ocr = ocr::Settings { pages: 3, ..answers(folder.path()) };
    let packed = zip(&[("1.jpg", INVITATION), ("2.jpg", INVITATION), ("3.jpg", INVITATION)]);
    let files: [(&str, &str, &[u8]); 3] =
        [("a.zip", "", &packed), ("thu.eml", "", &forwarded("4.jpg", INVITATION)), ("5.jpg", "", INVITATION)];
    let texts = extractor(ocr).read_mail(&files).await;
    let seen = |text: &FileText| scanned(text).iter().map(Option::is_some).collect::<Vec<_>>();
    assert_eq!((seen(&texts[0]), seen(&texts[1])), (vec![true, true, false], vec![false]));
    assert!(texts[2].scanned.is_some());
}

#[tokio::test]
async fn packed_pictures_beside_a_document_are_no_pages() {
    let folder = tempfile::tempdir().unwrap();
    let packed = zip(&[("bc.txt", "Báo cáo".as_bytes()), ("anh.jpg", INVITATION), ("a.pdf", REPORT)]);
    let texts = extractor(answers(folder.path())).read_mail(&[("a.zip", "", &packed), ("b.jpg", "", INVITATION)]).await;
    let seen: Vec<bool> = scanned(&texts[0]).iter().map(Option::is_some).collect();
    assert_eq!((seen, &texts[1].scanned), (vec![false, false, true], &None));
    // The lines above a forwarded mail are no document.
    let mail = forwarded("anh.jpg", INVITATION);
    let texts = extractor(answers(folder.path())).read_mail(&[("thu.eml", "", &mail)]).await;
    assert!(scanned(&texts[0])[0].is_some());
}

#[tokio::test]
async fn an_archive_of_scans_without_pages_ends_with_the_clock() {
    let folder = tempfile::tempdir().unwrap();
    let ocr = ocr::Settings { mail: std::time::Duration::ZERO, ..answers(folder.path()) };
    let packed = zip(&[("1.jpg", INVITATION), ("2.jpg", INVITATION)]);
    let texts = extractor(ocr).read_mail(&[("a.zip", "", &packed)]).await;
    assert_eq!(scanned(&texts[0]), [None, None]);
}
