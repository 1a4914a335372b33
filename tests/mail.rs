//! Scenes: mails with the oddities that real programs produce, and mails made to hurt.

use std::fs;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use proptest::prelude::*;
use tiepnhan::message::{Fault, Origin, Parsed, RawContent, RawMail, Sha256, read};
use tiepnhan::mime::Limits;

fn raw(content: RawContent) -> RawMail {
    let origin = Origin { source: "imap".into(), folder: "INBOX".into(), uid_validity: 1, uid: 7, key: "7".into() };
    RawMail { origin, received_at: Timestamp::UNIX_EPOCH, server_id: None, content }
}

fn split(bytes: &[u8]) -> Parsed {
    read::split(&raw(RawContent::Whole(bytes.to_vec())), &Limits::default())
}

fn file(oddity: &str) -> Vec<u8> {
    fs::read(format!("{}/tests/data/mail/{oddity}.eml", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

fn oddities() -> Vec<Vec<u8>> {
    let folder = format!("{}/tests/data/mail", env!("CARGO_MANIFEST_DIR"));
    let mut paths: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| fs::read(path).unwrap()).collect()
}

/// Name, media type and content of each file in the mail.
fn files(oddity: &str) -> Vec<(String, String, Vec<u8>)> {
    let parsed = split(&file(oddity));
    let kept = parsed.message.attachments.iter().zip(&parsed.contents);
    kept.map(|(kept, content)| (kept.file_name.clone(), kept.media_type.clone(), content.clone())).collect()
}

fn is_whole_pdf(content: &[u8]) -> bool {
    content == b"%PDF-1.4 bao cao cua don vi, hai trang, du de ma hoa thanh vai dong base64 nhu thu that ".repeat(2)
}

#[test]
fn a_file_keeps_its_name_however_it_was_written() {
    for (oddity, name) in [
        ("name-on-a-folded-line", "BC quy II.pdf"),
        ("name-split-inside-a-letter", "Báo cáo quý II.pdf"),
        ("name-in-windows-1258-continuations", "Báo cáo nhận.pdf"),
        ("name-in-raw-latin-1", "Báo cáo quý II.pdf"),
        ("names-that-disagree", "Báo cáo.pdf"),
        ("whole-mail-is-the-file", "BC.pdf"),
    ] {
        let files = files(oddity);
        assert_eq!(files.len(), 1, "{oddity}");
        assert_eq!(files[0].0, name, "{oddity}");
        assert!(is_whole_pdf(&files[0].2), "{oddity}");
    }
}

#[test]
fn damaged_base64_gives_what_can_be_decoded_and_says_so() {
    let parsed = split(&file("base64-damaged"));
    assert!(is_whole_pdf(&parsed.contents[0]));
    assert_eq!(parsed.message.faults, [Fault::DamagedEncoding(0)]);
    let parsed = split(&file("base64-cut-off-with-the-boundary"));
    assert!(parsed.contents[0].starts_with(b"%PDF-1.4 bao cao"));
    assert_eq!(parsed.message.attachments[0].file_name, "BC.pdf");
    let parsed = split(&file("base64-with-a-footer"));
    assert!(is_whole_pdf(&parsed.contents[0]));
    assert_eq!(parsed.message.faults, []);
}

#[test]
fn text_is_read_whatever_coding_it_was_typed_in() {
    assert_eq!(split(&file("body-in-tcvn3-labelled-so")).message.body.own, "Kính gửi Báo cáo");
    assert_eq!(split(&file("body-in-utf-8-labelled-us-ascii")).message.body.own, "Kính gửi Ban Tuyên giáo.");
    assert_eq!(split(&file("subject-in-tcvn3-raw")).message.subject, "Báo cáo quý I - Sở Y tế");
    let flowed = split(&file("flowed-text-and-two-senders")).message;
    assert_eq!(flowed.body.own, "Kính gửi Ban Tuyên giáo.");
    let from = flowed.from.unwrap();
    assert_eq!((from.name.as_str(), from.address.as_str()), ("Văn thư", "vt@syt.songlam.example"));
}

#[test]
fn a_mail_inside_is_one_file_with_its_raw_bytes() {
    let files = files("mail-inside-encoded");
    assert_eq!(files.len(), 1);
    assert_eq!((files[0].0.as_str(), files[0].1.as_str()), ("Báo cáo quý II.eml", "message/rfc822"));
    assert_eq!(split(&files[0].2).message.body.own, "Trong.");
}

#[test]
fn pictures_in_the_text_and_outlooks_packets_are_files() {
    let shown = split(&file("picture-shown-in-html")).message;
    assert_eq!(shown.body.own, "Kính gửi");
    assert_eq!((shown.attachments[0].file_name.as_str(), shown.attachments[0].inline), ("logo.png", true));
    assert_eq!(files("outlook-winmail")[0].0, "winmail.dat");
}

#[test]
fn the_header_is_read_and_the_hash_is_of_the_bytes() {
    let bytes = file("whole-mail-is-the-file");
    let message = split(&bytes).message;
    assert_eq!(message.subject, "Báo cáo quý II");
    assert_eq!(message.from.unwrap().name, "Sở Y tế");
    assert_eq!(message.message_id.as_deref(), Some("1@syt.songlam.example"));
    assert_eq!(message.dated_at, Some("2024-06-17T02:12:00Z".parse().unwrap()));
    assert_eq!(message.sha256, Sha256::of(&bytes));
    assert_eq!(message.size, bytes.len() as u64);
    assert_eq!(Sha256::of(b"").as_str(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
}

fn mail(header: &str, text: &str) -> Parsed {
    split(format!("{header}\n\n{text}\n").replace('\n', "\r\n").as_bytes())
}

#[test]
fn every_name_in_the_header_that_could_have_written_it_is_kept() {
    let two = mail("From: Văn thư <vt@syt.example.vn>\nFrom: la@gmail.com\nSender: hop@la.example.vn", "x").message;
    assert_eq!(two.from.unwrap().address, "vt@syt.example.vn");
    assert_eq!(two.authenticity.other_authors[0].address, "la@gmail.com");
    assert_eq!(two.authenticity.sender.unwrap().address, "hop@la.example.vn");
    let same = mail("From: vt@syt.example.vn, vt@syt.example.vn\nSender: vt@syt.example.vn", "x").message;
    assert_eq!((same.authenticity.other_authors, same.authenticity.sender), (Vec::new(), None));
    // Passed on by a program that keeps the author: he stays the author.
    let resent = mail("Resent-From: cb@ours.example.vn\nFrom: vt@syt.example.vn", "x").message;
    assert_eq!(resent.from.unwrap().address, "vt@syt.example.vn");
    for header in ["From:", "From: <>", "From: Văn thư", "Sender: vt@syt.example.vn"] {
        let nobody = mail(header, "x").message;
        assert_eq!((nobody.from, nobody.faults), (None, vec![Fault::NoSender]), "{header}");
    }
}

#[test]
fn a_mail_that_is_passed_on_shows_its_author_in_every_program() {
    for (program, subject, opening) in [
        (
            "Gmail",
            "Fwd: BC",
            "---------- Forwarded message ---------\nTừ: Văn thư <vt@syt.example.vn>\nDate: Th 2, 3 thg 6, 2024 lúc 08:00\nSubject: BC",
        ),
        (
            "Gmail in Vietnamese",
            "Fwd: BC",
            "---------- Thư đã chuyển tiếp ---------\nTừ: vt@syt.example.vn\nNgày: 3/6\nChủ đề: BC",
        ),
        (
            "Outlook",
            "FW: BC",
            "________________________________\nFrom: Văn thư <vt@syt.example.vn>\nSent: Monday, June 3, 2024 8:00 AM\nTo: a@ours.example.vn\nSubject: BC",
        ),
        (
            "Outlook in Vietnamese",
            "Chuyển tiếp: BC",
            "Từ: Văn thư <vt@syt.example.vn>\nĐã gửi: 03 Tháng Sáu 2024 8:00\nĐến: a@ours.example.vn\nChủ đề: BC",
        ),
        (
            "Zimbra",
            "Fwd: BC",
            "----- Thư được chuyển tiếp -----\nNgười gửi: vt@syt.example.vn\nNgười nhận: a@ours.example.vn\nTiêu đề: BC",
        ),
        (
            "Zimbra, original",
            "Fwd: BC",
            "-----Thư gốc-----\nNgười gửi: vt@syt.example.vn\nĐã gửi: Thứ hai\nTiêu đề: BC",
        ),
        (
            "iPhone",
            "Fwd: BC",
            "Begin forwarded message:\n\n> From: Văn thư <vt@syt.example.vn>\n> Date: June 3, 2024\n> Subject: BC",
        ),
        (
            "iPhone in Vietnamese",
            "Fwd: BC",
            "Bắt đầu thư được chuyển tiếp:\n\n> Từ: Văn thư <vt@syt.example.vn>\n> Ngày: 3 tháng 6\n> Chủ đề: BC",
        ),
    ] {
        let text = format!("Chuyển Khoa giáo.\n\n{opening}\n\nKính gửi báo cáo.");
        let read = mail(
            &format!("From: cb@ours.example.vn\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8"),
            &text,
        );
        assert_eq!(read.message.body.own, "Chuyển Khoa giáo.", "{program}");
        assert!(read.message.body.forwarded.contains("vt@syt.example.vn"), "{program}: {:?}", read.message.body);
    }
}

#[test]
fn of_a_mail_that_is_too_large_the_header_is_known() {
    let header = b"From: a@x.example\r\nSubject: BC\r\n\r\n".to_vec();
    let parsed = read::split(&raw(RawContent::TooLarge { header, size: 99_000_000 }), &Limits::default());
    assert_eq!(parsed.message.faults, [Fault::TooLarge(99_000_000)]);
    assert_eq!((parsed.message.subject.as_str(), parsed.message.size), ("BC", 99_000_000));
    let small = Limits { bytes: 100, ..Limits::default() };
    let parsed = read::split(&raw(RawContent::Whole(file("base64-damaged"))), &small);
    assert!(matches!(parsed.message.faults.as_slice(), [Fault::TooLarge(_)]), "{:?}", parsed.message.faults);
    assert_eq!(parsed.message.subject, "Báo cáo quý II");
}

#[test]
fn what_is_no_mail_is_still_one_message() {
    for bytes in [&b""[..], b"\r\n", b"no header here", b"\x00\xff\x00", b":\r\n:\r\n\r\n"] {
        let message = split(bytes).message;
        assert!(
            message.faults.iter().any(|fault| matches!(fault, Fault::Unreadable(_) | Fault::NoSender)),
            "{bytes:?}"
        );
        assert_eq!(message.from, None);
    }
}

/// Splits within a time that only a search gone wild exceeds, on a busy machine, unoptimised.
fn quickly(mail: &str) -> Parsed {
    let start = Instant::now();
    let parsed = split(mail.as_bytes());
    assert!(start.elapsed() < Duration::from_secs(30), "{:?}", start.elapsed());
    parsed
}

#[test]
fn thousands_of_parts_end_at_the_limit() {
    let part = "--b\r\nContent-Type: image/png; name=a.png\r\n\r\nx\r\n";
    let mail = format!(
        "From: a@x.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n",
        part.repeat(12_000)
    );
    let parsed = quickly(&mail);
    assert_eq!(parsed.message.attachments.len(), 999);
    assert_eq!(parsed.message.faults, [Fault::TooManyParts(12_001)]);
}

#[test]
fn five_thousand_levels_of_multiparts_and_of_mails_are_survived() {
    let mut deep = String::from("From: a@x.example\r\n");
    for level in 0..5_000 {
        deep.push_str(&format!("Content-Type: multipart/mixed; boundary=b{level}x\r\n\r\n--b{level}x\r\n"));
    }
    assert!(quickly(&deep).message.faults.contains(&Fault::TooDeep));
    let mails = "From: a@x.example\r\nContent-Type: message/rfc822\r\n\r\n".repeat(5_000);
    assert_eq!(quickly(&mails).message.attachments.len(), 1);
    let digests = "Content-Type: multipart/digest; boundary=b\r\n\r\n--b\r\n\r\n".repeat(5_000);
    quickly(&digests);
}

#[test]
fn multiparts_whose_border_never_comes_do_not_cost_a_search_each() {
    let part = "--b\r\nContent-Type: multipart/mixed; boundary=never\r\n\r\nx\r\n";
    let mail = format!("Content-Type: multipart/mixed; boundary=b\r\n\r\n{}--b--\r\n", part.repeat(5_000));
    quickly(&mail);
}

#[test]
fn endless_headers_and_addresses_are_survived() {
    quickly(&format!("From: a@x.example\r\nTo: {}\r\n\r\nx", "a@x.example, ".repeat(50_000)));
    quickly(&format!("Subject: {}\r\n\r\nx", "=?utf-8?Q?a?= ".repeat(50_000)));
    quickly(&format!("Subject: {}\r\n\r\nx", "=?".repeat(100_000)));
    quickly(&format!("Content-Type: text/plain; {}\r\n\r\nx", "a*0*=b; ".repeat(20_000)));
    quickly(&format!("From: a@x.example\r\n\r\n{}", "> On a wrote:\r\nFrom: x\r\n".repeat(20_000)));
}

/// `text` for each number below `count`: values of which no two are the same.
fn each(count: usize, text: impl Fn(usize) -> String) -> String {
    (0..count).map(text).collect()
}

#[test]
fn headers_that_never_repeat_are_survived() {
    quickly(&format!("Subject: {}\r\n\r\nx", "=?a?B?".repeat(500_000)));
    quickly(&format!("Subject: {}\r\n\r\nx", "Re: ".repeat(500_000)));
    quickly(&format!("Content-Type: text/plain; {}\r\n\r\nx", each(200_000, |n| format!("a{n}=b; "))));
    quickly(&format!("{}\r\nx", each(500_000, |n| format!("X-{n}:\r\n"))));
    quickly(&format!("{}\r\nx", format!("To: {}\r\n", "ban, ".repeat(10_000)).repeat(50)));
    assert_eq!(
        quickly(&format!("Subject: {}\r\n\r\nx", "báo cáo ".repeat(50_000))).message.subject.chars().count(),
        1_000
    );
    let ids = each(200_000, |n| format!("<{n}@x.example> "));
    assert_eq!(quickly(&format!("References: {ids}\r\n\r\nx")).message.references.len(), 1_000);
    let fields = each(1_000, |n| format!("To: {}\r\n", each(100, |m| format!("{n}.{m}@x.example, "))));
    assert_eq!(quickly(&format!("{fields}\r\nx")).message.to.len(), 1_000);
}

#[test]
fn a_report_on_a_hundred_thousand_recipients_is_cut_short() {
    let machine = "From: mailer-daemon@x.example\r\nSubject: Undelivered Mail\r\n";
    let groups = each(100_000, |n| format!("Final-Recipient: rfc822; {n}@x.example\r\nStatus: 5.1.1\r\n\r\n"));
    let fields = format!("{machine}Content-Type: message/delivery-status\r\n\r\n{groups}");
    assert_eq!(quickly(&fields).message.bounce.unwrap().recipients.len(), 500);
    // The words of the report speak of each recipient that only the header names: they must not be kept once for each.
    let named = each(10_000, |n| format!("X-Failed-Recipients: {n}@x.example\r\n"));
    let words = "could not be delivered 5.1.1 ".repeat(30_000);
    let bounce = quickly(&format!("{machine}{named}\r\n{words}")).message.bounce.unwrap();
    assert_eq!(bounce.recipients.len(), 500);
    assert!(bounce.recipients.iter().all(|who| who.permanent && who.status.as_deref() == Some("5.1.1")));
}

#[test]
fn quotations_announced_again_and_again_are_survived() {
    let announced = "On 1/5 10:20 <a@x.example> wrote:\r\n".repeat(15_000);
    let body = format!("{announced}{}> x", "\r\n".repeat(200_000));
    quickly(&format!("From: a@x.example\r\n\r\n{body}"));
}

#[test]
fn encoded_words_behind_a_letter_with_marks_are_read() {
    let parsed = split("Subject: Đơn vị =?utf-8?B?w6E=?= và =?utf-8?Q?=C3=B3?=\r\n\r\nx".as_bytes());
    assert_eq!(parsed.message.subject, "Đơn vị á và ó");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_mutation_panics_and_the_books_balance(
        which in any::<prop::sample::Index>(),
        edits in proptest::collection::vec((any::<prop::sample::Index>(), any::<u8>(), 0u8..3), 1..12),
    ) {
        let all = oddities();
        let mut bytes = all[which.index(all.len())].clone();
        for (place, byte, kind) in edits {
            let at = place.index(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            match kind {
                0 if !bytes.is_empty() => bytes[at] = byte,
                1 => bytes.insert(at, byte),
                _ => bytes.truncate(at.max(1)),
            }
        }
        let parsed = split(&bytes);
        let message = &parsed.message;
        prop_assert_eq!(message.size, bytes.len() as u64);
        prop_assert_eq!(message.attachments.len(), parsed.contents.len());
        for (attachment, content) in message.attachments.iter().zip(&parsed.contents) {
            prop_assert_eq!(attachment.size, content.len() as u64);
            prop_assert_eq!(&attachment.sha256, &Sha256::of(content));
            prop_assert!(!attachment.file_name.is_empty());
            prop_assert!(!attachment.file_name.contains(['/', '\\', '\n', '\r', '\0']));
        }
        let files: u64 = message.attachments.iter().map(|attachment| attachment.size).sum();
        prop_assert!(files <= message.size);
        prop_assert!(!message.subject.contains(['\n', '\r']));
    }
}
