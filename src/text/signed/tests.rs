//! Signatures that wrap what was signed, built by RFC 5652.

use crate::text::{self, FileKind, FileText, Limits, Problem};

fn read(bytes: &[u8], name: &str) -> FileText {
    text::read(bytes, name, "application/pkcs7-mime", &Limits::default())
}

fn element(tag: u8, content: &[u8]) -> Vec<u8> {
    let mut bytes = vec![tag, 0x83];
    bytes.extend(&u32::try_from(content.len()).unwrap().to_be_bytes()[1..]);
    bytes.extend(content);
    bytes
}

/// The same with an unknown length.
fn open_element(tag: u8, content: &[u8]) -> Vec<u8> {
    [&[tag, 0x80], content, &[0, 0]].concat()
}

fn wrapping(which: u8, content: &[u8], element: fn(u8, &[u8]) -> Vec<u8>) -> Vec<u8> {
    let name = |which: u8| [b"\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07".as_slice(), &[which]].concat();
    let signed = element(0x30, &[name(1), element(0xa0, content)].concat());
    let body = [b"\x02\x01\x01".to_vec(), b"\x31\x00".to_vec(), signed, b"\x31\x00".to_vec()].concat();
    element(0x30, &[name(which), element(0xa0, &element(0x30, &body))].concat())
}

fn octets(content: &[u8]) -> Vec<u8> {
    element(0x04, content)
}

#[test]
fn what_was_signed_is_a_member_under_its_own_name() {
    let text = "Báo cáo tháng 6".as_bytes();
    let file = read(&wrapping(2, &octets(text), element), "Báo cáo.txt.p7m");
    assert_eq!((file.kind, file.problem), (FileKind::Signature, None));
    let member = &file.members[0];
    assert_eq!((member.name.as_str(), member.file.text.as_str()), ("Báo cáo.txt", "Báo cáo tháng 6"));
    // Content in pieces of unknown number, as a signer writes who does not know the length.
    let pieces = open_element(0x24, &[octets(&text[..5]), octets(&text[5..])].concat());
    let file = read(&wrapping(2, &pieces, open_element), "Báo cáo.txt.p7m");
    assert_eq!(file.members[0].file.text, "Báo cáo tháng 6");
}

#[test]
fn a_signed_mail_opens_into_its_parts() {
    let mail = "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nEm gửi.\r\n--b\r\nContent-Type: text/plain; name=bc.txt\r\n\r\nabc\r\n--b--\r\n";
    let file = read(&wrapping(2, &octets(mail.as_bytes()), element), "smime.p7m");
    let inner = &file.members[0];
    assert_eq!(
        (inner.name.as_str(), inner.file.kind, inner.file.text.as_str()),
        ("smime.eml", FileKind::Mail, "Em gửi.")
    );
    assert_eq!(inner.file.members[0].file.text, "abc");
}

#[test]
fn a_bare_signature_is_no_document_and_a_sealed_one_is_locked() {
    let bare = wrapping(2, &[], element);
    let file = read(&bare, "smime.p7s");
    assert_eq!((file.kind, file.problem, file.members.len()), (FileKind::Signature, Some(Problem::Unsupported), 0));
    let text = read(b"-----BEGIN PGP SIGNATURE-----\n\nabc\n", "bc.asc");
    assert_eq!((text.kind, text.problem, text.members.len()), (FileKind::Signature, Some(Problem::Unsupported), 0));
    let sealed = read(&wrapping(3, &octets(b"x"), element), "smime.p7m");
    assert_eq!((sealed.kind, sealed.problem), (FileKind::Signature, Some(Problem::Encrypted)));
}

#[test]
fn cut_off_anywhere_or_nested_without_end_it_answers() {
    let pieces = open_element(0x24, &[octets(b"abc"), octets(b"def")].concat());
    let whole = wrapping(2, &pieces, open_element);
    for end in 0..whole.len() {
        assert!(read(&whole[..end], "a.p7m").members.is_empty(), "cut at {end}");
    }
    read(
        &[b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02".to_vec(), b"\xa0\x80".repeat(100_000)].concat(),
        "a.p7m",
    );
    read(&wrapping(2, &b"\x24\x80".repeat(100_000), open_element), "a.p7m");
}
