//! Kinds by bytes alone.

use std::io::{Cursor, Write};

use super::sniff;
use crate::text::{self, FileKind, Limits, Problem};

#[test]
fn pictures_are_known_by_their_bytes_whatever_their_names() {
    let pictures: [(&str, &[u8]); 8] = [
        ("heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\x08mdat"),
        ("tiff, little end first", b"II*\0\x08\0\0\0\0\0\0\0"),
        ("tiff, big end first", b"MM\0*\0\0\0\x08\0\0\0\0"),
        ("webp", b"RIFF\x24\0\0\0WEBPVP8 \x18\0\0\0\0\0\0\0"),
        ("bmp", b"BM\x46\0\0\0\0\0\0\0\x36\0\0\0\x28\0\0\0\x02\0\0\0\x02\0\0\0\x01\0\x18\0\0\0\0\0"),
        ("gif", b"GIF89a\x01\0\x01\0\0\0\0;"),
        ("jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0\xff\xd9"),
        ("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0"),
    ];
    for (kind, bytes) in pictures {
        for name in ["", "bao cao.docx", "a.pdf"] {
            let found = sniff(bytes, name, "");
            assert_eq!((found.kind, found.problem), (FileKind::Picture, Some(Problem::NoText)), "{kind} as {name}");
        }
    }
}

#[test]
fn a_locked_document_of_new_office_is_locked_not_broken() {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).unwrap();
    file.create_stream("/EncryptionInfo").unwrap().write_all(&[4, 0, 4, 0]).unwrap();
    file.create_stream("/EncryptedPackage").unwrap().write_all(&[0; 64]).unwrap();
    file.flush().unwrap();
    let bytes = file.into_inner().into_inner();
    for (name, kind) in [("a.docx", FileKind::Docx), ("a.xlsx", FileKind::Xlsx), ("a.pptx", FileKind::Pptx)] {
        let file = text::read(&bytes, name, "", &Limits::default());
        assert_eq!((file.kind, file.problem), (kind, Some(Problem::Encrypted)));
    }
}

#[test]
fn a_file_that_is_not_what_its_name_promises_does_not_open() {
    // A mail whose base64 was relabelled as text brings the letters of the encoding under the name of the document.
    let undone = "UEsDBBQAAAAIAHK8d1j3Xk2mPgEAAIcCAAATAAAAW0NvbnRlbnRfVHlwZXNd\r\n".repeat(40);
    let beheaded = [b"\x10K\x03\x04\x14\0".as_slice(), &[0xd7; 2000]].concat();
    for bytes in [undone.as_bytes(), &beheaded] {
        for ending in ["docx", "xlsx", "pdf", "zip"] {
            let file = text::read(bytes, &format!("BC T5.{ending}"), "", &Limits::default());
            assert!(matches!(file.problem, Some(Problem::Broken(_))), "{ending}: {file:?}");
            assert_eq!(file.text, "");
        }
    }
    assert_eq!(text::read(b"Bao cao", "bao cao.doc", "", &Limits::default()).problem, None);
}

#[test]
fn one_volume_of_a_split_archive_is_known_by_its_name() {
    let read = |name: &str, bytes: &[u8]| text::read(bytes, name, "", &Limits::default()).problem;
    let (rar, seven, zip): (&[u8], &[u8], &[u8]) =
        (b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c\0\x04", b"PK\x03\x04\x14\0");
    for (name, bytes) in [
        ("BC T5.part1.rar", rar),
        ("BC T5.part02.rar", rar),
        ("BC T5.7z.001", seven),
        ("BC T5.7z.002", b"\x10\x20 more of it"),
        ("BC T5.zip.001", zip),
        ("BC T5.z01", b"\x10\x20 more of it"),
        ("BC T5.R00", rar),
        ("BC T5.001", zip),
    ] {
        assert_eq!(read(name, bytes), Some(Problem::Volume), "{name}");
    }
    for (name, bytes) in [("bc.part1.docx", zip), ("88.2026.001", b"Bao cao" as &[u8]), ("BC T5.rar", rar)] {
        assert_ne!(read(name, bytes), Some(Problem::Volume), "{name}");
    }
}
