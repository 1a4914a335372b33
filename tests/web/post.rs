//! Mails that come in these scenes: written here, taken in by the program itself.

use std::fs;
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;

use super::program;
use crate::passwords::word_of;

/// The longest that a scene waits for mails to be taken in on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// A mail with files.
pub struct Mail<'a> {
    /// The sender's name as shown.
    pub name: &'a str,
    /// The sender's address.
    pub from: &'a str,
    /// The subject.
    pub subject: &'a str,
    /// What the sender writes: the media type, `text/plain` or `text/html`, and the words.
    pub body: (&'a str, &'a str),
    /// Names, media types and bytes of files.
    pub files: Vec<(&'a str, &'a str, Vec<u8>)>,
}

/// Media type of Word files.
pub const WORD: &str = "application/vnd.openxmlformats-officedocument.wordprocessingml.document";
/// Media type of Excel files.
pub const EXCEL: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// A report as offices write them; marks of markup in the texts are written as text.
pub fn report(issuer: &str, symbol: &str, title: &str, text: &str) -> Vec<u8> {
    let written = |text: &str| text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    let number = format!("Số: 31-BC/{symbol}");
    let lines = [
        issuer,
        &number,
        "ĐẢNG CỘNG SẢN VIỆT NAM",
        "Vân Sơn, ngày 26 tháng 6 năm 2020",
        "BÁO CÁO",
        title,
        "Kính gửi: Ban Tuyên giáo Tỉnh ủy.",
        text,
    ];
    let lines: Vec<String> = lines.iter().map(|line| written(line)).collect();
    word_of(&lines.iter().map(String::as_str).collect::<Vec<_>>())
}

impl Mail<'_> {
    /// As it stands in the mailbox, number `nth` of its scene. The server that took it says nothing against its sender.
    fn bytes(&self, nth: usize) -> String {
        let coded = |bytes: &[u8]| {
            let text = base64::engine::general_purpose::STANDARD.encode(bytes);
            let lines: Vec<&str> = text.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap()).collect();
            lines.join("\r\n")
        };
        let word = |text: &str| format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(text));
        let (kind, body) = self.body;
        let domain = self.from.split('@').nth(1).unwrap();
        let mut text = format!(
            "Received: from a by mx.btgtu.vanson.example; Fri, 26 Jun 2020 08:{nth:02}:00 +0700\r\n\
             Authentication-Results: mx.btgtu.vanson.example; spf=pass smtp.mailfrom={domain}; dkim=pass header.d={domain}; \
             dmarc=pass header.from={domain}\r\n\
             From: {} <{}>\r\nTo: khoagiao@btgtu.vanson.example\r\nMessage-ID: <{nth}@{domain}>\r\n\
             Date: Fri, 26 Jun 2020 07:59:00 +0700\r\nSubject: {}\r\nMIME-Version: 1.0\r\n\
             Content-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: {kind}; charset=\"UTF-8\"\r\n\
             Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            word(self.name),
            self.from,
            word(self.subject),
            coded(body.as_bytes())
        );
        for (name, kind, bytes) in &self.files {
            text += &format!(
                "--b\r\nContent-Type: {kind}\r\nContent-Disposition: attachment; filename=\"{}\"\r\n\
                 Content-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                word(name),
                coded(bytes)
            );
        }
        text + "--b--\r\n"
    }
}

/// The program takes these mails in; afterwards each waits for a person or stands in the register.
pub fn take_in(place: &Path, mails: &[Mail<'_>]) {
    for (nth, mail) in mails.iter().enumerate() {
        fs::write(place.join(format!("thu-den/new/159313000{nth}.la.mx")), mail.bytes(nth)).unwrap();
    }
    let mut daemon = program();
    let mut daemon =
        daemon.arg("--config").arg(place).arg("run").stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    let said = |arguments: &[&str]| {
        let done = program().arg("--config").arg(place).args(arguments).output().unwrap();
        String::from_utf8_lossy(&done.stdout).into_owned()
    };
    let begin = Instant::now();
    let mut missing: Vec<&str> = mails.iter().map(|mail| mail.from).collect();
    while !missing.is_empty() && begin.elapsed() < PATIENCE {
        let known = said(&["review", "list", "--json"]) + &said(&["log", "--json", "--from", "26/6/2020"]);
        missing.retain(|from| !known.contains(from));
    }
    Command::new("kill").args(["-TERM", &daemon.id().to_string()]).status().unwrap();
    daemon.wait().unwrap();
    assert!(missing.is_empty(), "never taken in: {missing:?}");
}
