//! Signed letters, verified by somebody else's program over what really arrived.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};

use tiepnhan::delivery::Parcel;
use tiepnhan::delivery::dkim::Signer;
use tiepnhan::letter::mime::{Draft, Enclosure, render};
use tiepnhan::message::Person;

use super::server::{Act, Server, Step};
use super::{kind, sender};

/// A key in PEM; each call makes another.
fn key(order: &[&str]) -> String {
    let out = Command::new("openssl").args(order).stderr(Stdio::null()).output().expect("openssl makes the keys");
    assert!(out.status.success(), "{order:?}");
    String::from_utf8(out.stdout).unwrap()
}

fn pkcs1() -> String {
    key(&["genrsa", "-traditional", "2048"])
}

fn signer(pem: &str) -> Signer {
    Signer::new("Songlam.example", "tiepnhan", pem).unwrap()
}

/// What python3-dkim thinks of `mail` when DNS says `record`.
fn verified(mail: &[u8], record: &str) -> bool {
    const PROGRAM: &str = "
import sys, dkim
name, text, path = sys.argv[1:]
said = lambda asked, timeout=5: text.encode() if asked in (name.encode(), name.encode() + b'.') else None
sys.exit(0 if dkim.verify(open(path, 'rb').read(), dnsfunc=said) else 9)
";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("mail.eml");
    fs::write(&path, mail).unwrap();
    let mut command = Command::new("/usr/bin/python3");
    command.args(["-c", PROGRAM, "tiepnhan._domainkey.songlam.example", record]).arg(Path::new(&path));
    let out = command.output().unwrap();
    let said = String::from_utf8_lossy(&out.stderr).into_owned();
    assert!(
        matches!(out.status.code(), Some(0 | 9)),
        "these scenes need python3-dkim and python3-nacl (tests/run does it): {said}"
    );
    out.status.success()
}

fn letter() -> Parcel {
    let draft = Draft {
        from: Person {
            name: "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy".into(),
            address: "khoagiao@songlam.example".into(),
        },
        to: vec![Person { name: "Văn thư Sở Y tế".into(), address: "vanthu@donvi.example".into() }],
        cc: Vec::new(),
        reply_to: None,
        subject: "Re: Báo cáo kết quả công tác khoa giáo 6 tháng đầu năm 2020, phương hướng 6 tháng cuối năm".into(),
        text: ".Dòng bắt đầu bằng dấu chấm\n\n..hai dấu chấm\nFrom đầu dòng  và   dấu cách\n\n\nTrân trọng!".into(),
        html: Some("<p>Kính gửi: Sở Y tế</p>".into()),
        message_id: "receipt-1@songlam.example".into(),
        date: "2020-06-18T15:42:07+07:00[Asia/Ho_Chi_Minh]".parse().unwrap(),
        in_reply_to: Some("baocao@soyte.example".into()),
        references: vec!["truoc@soyte.example".into()],
        kind: "receipt".into(),
        headers: Vec::new(),
        enclosures: vec![Enclosure {
            name: "Sổ tiếp nhận quý II.xlsx".into(),
            media_type: "application/octet-stream".into(),
            bytes: (0..=255).cycle().take(40_000).collect(),
        }],
    };
    let (from, to) = ("khoagiao@songlam.example".into(), "vanthu@donvi.example".into());
    Parcel { from, to, message_id: draft.message_id.clone(), mime: render(&draft).whole() }
}

/// What arrived when a letter was sent, signed with this key.
async fn arrived(parcel: &Parcel, pem: &str) -> Vec<u8> {
    let server = Server::kind().await;
    let outcome = sender(&server).signing(Some(signer(pem))).deliver(parcel).await;
    assert_eq!(kind(&outcome), "sent", "{outcome:?}");
    server.letters().pop().unwrap().1
}

#[tokio::test]
async fn every_kind_of_key_signs_what_arrives() {
    for pem in [pkcs1(), key(&["genpkey", "-algorithm", "RSA"]), key(&["genpkey", "-algorithm", "ED25519"])] {
        let mail = arrived(&letter(), &pem).await;
        assert!(mail.ends_with(&letter().mime), "the letter itself is what was recorded");
        assert!(mail.starts_with(b"DKIM-Signature: v=1; a="));
        let record = signer(&pem).record();
        assert_eq!(record.name, "tiepnhan._domainkey.songlam.example");
        assert!(verified(&mail, &record.text), "{}\n{:.1200}", record.text, String::from_utf8_lossy(&mail));
        assert!(mail.split(|byte| *byte == b'\n').all(|line| line.len() <= 77), "a line is too long");
        let other = signer(&pkcs1()).record();
        assert!(!verified(&mail, &other.text), "another key verifies it too");
    }
}

#[tokio::test]
async fn nothing_of_a_signed_letter_can_be_changed_or_added() {
    let pem = pkcs1();
    let mail = String::from_utf8(arrived(&letter(), &pem).await).unwrap();
    let record = signer(&pem).record().text;
    for (from, to) in [
        ("From: ", "From: somebody@else.example\r\nFrom: "),
        ("From: ", "Reply-To: somebody@else.example\r\nFrom: "),
        ("To: =?", "To: more =?"),
        ("Subject: =?", "Subject: more =?"),
        ("\r\nDate: ", "\r\nDate: 1 "),
        ("In-Reply-To: <baocao", "In-Reply-To: <khac"),
        ("References: <truoc", "References: <khac"),
        ("Message-ID: <receipt-1", "Message-ID: <receipt-2"),
        ("Auto-Submitted: auto-replied", "Auto-Submitted: no"),
        ("multipart/mixed", "multipart/related"),
        ("AAECAw", "AAECAx"),
    ] {
        assert!(mail.contains(from), "{from} is not there");
        assert!(!verified(mail.replacen(from, to, 1).as_bytes(), &record), "{from} → {to} went unnoticed");
    }
    let refolded = mail.replacen("\r\nTo: ", "\r\nTo:   ", 1);
    assert!(verified(refolded.as_bytes(), &record), "blanks on the way do no harm");
}

#[tokio::test]
async fn each_try_of_a_letter_bears_the_same_signature() {
    for pem in [pkcs1(), key(&["genpkey", "-algorithm", "ED25519"])] {
        let server = Server::once(Step::Dot, Act::TakeAndCut).await;
        let mut sender = sender(&server).signing(Some(signer(&pem)));
        assert_eq!(kind(&sender.deliver(&letter()).await), "unknown");
        assert_eq!(kind(&sender.deliver(&letter()).await), "sent");
        let letters = server.letters();
        assert_eq!(letters.len(), 2);
        assert_eq!(letters[0].1, letters[1].1);
    }
}

#[tokio::test]
async fn bare_and_odd_letters_are_signed_as_they_leave() {
    let pem = pkcs1();
    let record = signer(&pem).record().text;
    let head = "From: <a@songlam.example>\r\nTo: <b@donvi.example>\r\n To-fold\r\nSubject:\t x \r\n";
    for body in ["", "\r\n", "\r\n\r\n\r\n", "\r\nx", "\r\n x \t y \t\r\n \r\n\r\n", "\r\n.\r\n..\r\nend\r\n"] {
        let parcel = Parcel { mime: format!("{head}{body}").into_bytes(), ..letter() };
        let mail = arrived(&parcel, &pem).await;
        assert!(verified(&mail, &record), "{body:?}: {}", String::from_utf8_lossy(&mail));
    }
}

#[test]
fn what_is_no_key_is_said_without_repeating_it() {
    for (pem, said) in [
        ("mật khẩu gì đó".to_owned(), "khóa riêng dạng PEM"),
        (key(&["genpkey", "-algorithm", "EC", "-pkeyopt", "ec_paramgen_curve:P-256"]), "không phải RSA 2048-4096"),
        (key(&["genrsa", "1024"]), "không phải RSA 2048-4096"),
        (key(&["genrsa", "-aes128", "-passout", "pass:abcd", "2048"]), "đặt mật khẩu"),
    ] {
        let why = Signer::new("songlam.example", "tiepnhan", &pem).unwrap_err();
        assert!(why.contains(said), "{why}");
    }
    let pem = pkcs1();
    let shown = format!("{:?}", signer(&pem));
    assert_eq!(shown, "Signer { domain: \"songlam.example\", selector: \"tiepnhan\", .. }");
}
