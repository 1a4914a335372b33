//! What is taken out is what was read, whatever wraps it.

use super::take;
use crate::text::package::pack;
use crate::text::{self, FileText, Limits, sniff};

const ALL: usize = 1 << 20;

fn sample(name: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/files/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn mail(boundary: &str, name: &str, content: &str) -> String {
    format!(
        "From: a@x.example\r\nSubject: BC\r\nContent-Type: multipart/mixed; boundary={boundary}\r\n\r\n--{boundary}\r\n\r\n\
         Em gửi.\r\n--{boundary}\r\nContent-Type: text/plain; name={name}\r\n\r\n{content}\r\n--{boundary}--\r\n"
    )
}

/// Numbers and names of the members whose text comes out the same when they are taken and read alone.
fn same(bytes: &[u8], name: &str, passwords: &[String]) -> Vec<String> {
    let limits = Limits::default();
    let file: FileText = text::read_sniffed(sniff::sniff(bytes, name, ""), bytes, name, &limits, passwords);
    let members = file.numbered();
    let numbers: Vec<usize> = (0..members.len()).collect();
    let taken = take((bytes, name, ""), &[], &limits, passwords, &numbers, ALL);
    let same = taken.iter().filter(|(number, content)| {
        let member = members[*number];
        text::read(content, &member.name, "", &limits) == member.file
    });
    same.map(|(number, _)| format!("{number} {}", members[*number].name)).collect()
}

#[test]
fn every_wrapping_gives_back_its_members() {
    for name in ["bao-cao.7z", "bao-cao-ppmd.7z", "bao-cao-rar4.rar", "bao-cao-rar5.rar", "bao-cao-rar5-lien.rar"] {
        assert_eq!(same(&sample(name), name, &[]), ["0 Báo cáo tháng 6.txt", "1 Phụ lục.txt"], "{name}");
    }
    let forwarded = mail("b", "a.txt", "Một");
    assert_eq!(same(forwarded.as_bytes(), "thu.eml", &[]), ["0 a.txt"]);
    let inner = pack(&[("c.txt", b"Ba"), ("d.txt", "Bốn".as_bytes())]);
    let nested = pack(&[("1.txt", b"Hai"), ("trong.zip", &inner), ("thu.eml", forwarded.as_bytes()), ("2.txt", b"x")]);
    let expected = ["0 1.txt", "1 trong.zip", "2 c.txt", "3 d.txt", "4 thu.eml", "5 a.txt", "6 2.txt"];
    assert_eq!(same(&nested, "a.zip", &[]), expected);
}

#[test]
fn what_is_locked_comes_with_its_password_only() {
    let name = "bao-cao-rar5-khoa.rar";
    assert!(same(&sample(name), name, &[]).is_empty());
    let password = "Khoagiao@2026".to_owned();
    assert_eq!(same(&sample(name), name, &[password]).len(), 2);
}

#[test]
fn only_what_is_wanted_comes_and_no_more_than_fits() {
    let bytes = pack(&[("1.txt", &[b'a'; 60]), ("2.txt", &[b'b'; 60]), ("3.txt", &[b'c'; 40])]);
    let numbers = |wanted: &[usize], most: usize| -> Vec<usize> {
        let taken = take((&bytes, "a.zip", ""), &[], &Limits::default(), &[], wanted, most);
        taken.into_iter().map(|(number, _)| number).collect()
    };
    assert_eq!(numbers(&[1], ALL), [1]);
    assert_eq!(numbers(&[0, 1, 2], 100), [0, 2]);
    assert!(numbers(&[7], ALL).is_empty());
}

#[test]
fn members_after_one_that_stays_closed_keep_their_numbers() {
    let zeros = vec![0; 3 << 20];
    let bytes = pack(&[("bom.txt", &zeros), ("a.txt", b"Hai")]);
    assert_eq!(same(&bytes, "a.zip", &[]), ["1 a.txt"]);
}
