//! Mails for the scenes: real bytes through the very rules of intake, with files that are opened in the test itself.

use std::sync::Arc;

use base64::Engine as _;

use super::*;
use crate::judgment;
use crate::ledger::{LedgerError, Record};
use crate::letter::Letter;
use crate::message::read::split;
use crate::message::{Origin, Parsed, RawContent, RawMail};
use crate::mime::Limits;
use crate::text::package::pack;

/// A mail of a unit's clerk.
#[derive(Debug, Clone)]
pub struct Mail {
    pub from: &'static str,
    pub subject: String,
    pub body: String,
    /// Names and paragraphs of Word files; a PDF is a scan.
    pub files: Vec<(&'static str, Vec<String>)>,
    pub id: &'static str,
    pub answers: Option<String>,
}

/// A letter that intake wrote: to whom, purpose, whole text as sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub to: String,
    pub kind: String,
    pub subject: String,
    pub message_id: String,
    pub text: String,
}

/// A mail with one report, signed by Sở Y tế.
pub fn mail(id: &'static str, subject: &str, title: &str) -> Mail {
    Mail {
        from: "vanphong@syt.songlam.example",
        subject: subject.to_owned(),
        body: "Sở Y tế gửi báo cáo theo tệp đính kèm.".to_owned(),
        files: vec![("bao cao.docx", page("SỞ Y TẾ", "SYT", title))],
        id,
        answers: None,
    }
}

/// The first page of a report.
pub fn page(issuer: &str, symbol: &str, title: &str) -> Vec<String> {
    let lines = [
        "UBND TỈNH SÔNG LAM",
        issuer,
        &format!("Số: 498/BC-{symbol}"),
        "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM",
        "Độc lập - Tự do - Hạnh phúc",
        "Sông Lam, ngày 06 tháng 5 năm 2024",
        "BÁO CÁO",
        title,
        "Kính gửi: Ban Tuyên giáo Tỉnh ủy.",
        "Đơn vị báo cáo tình hình như sau: các lực lượng đã có mặt, công tác xử lý được triển khai khẩn trương.",
    ];
    lines.map(str::to_owned).to_vec()
}

fn word(paragraphs: &[String]) -> Vec<u8> {
    let p = |text: &String| format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>");
    let body: String = paragraphs.iter().map(p).collect();
    let document =
        format!("<?xml version=\"1.0\"?><w:document xmlns:w=\"w\"><w:body>{body}<w:sectPr/></w:body></w:document>");
    pack(&[
        ("[Content_Types].xml", b"<Types/>".as_slice()),
        ("_rels/.rels", b"<Relationships/>"),
        ("word/document.xml", document.as_bytes()),
    ])
}

fn file(name: &str, paragraphs: &[String]) -> Vec<u8> {
    const SCAN: &[u8] = include_bytes!("../../../tests/data/files/scan-huyen-uy.pdf");
    if name.ends_with(".pdf") { SCAN.to_vec() } else { word(paragraphs) }
}

impl Mail {
    fn bytes(&self) -> Vec<u8> {
        let coded = |bytes: &[u8]| base64::engine::general_purpose::STANDARD.encode(bytes);
        let answers = self.answers.as_ref().map(|id| format!("In-Reply-To: <{id}>\r\nReferences: <{id}>\r\n"));
        let mut text = format!(
            "From: {}\r\nTo: khoagiao.btgtusonglam@gmail.com\r\nMessage-ID: <{}>\r\n{}Subject: =?UTF-8?B?{}?=\r\n\
             MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\
             Content-Type: text/plain; charset=\"UTF-8\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
            self.from,
            self.id,
            answers.unwrap_or_default(),
            coded(self.subject.as_bytes()),
            coded(self.body.as_bytes())
        );
        for (name, paragraphs) in &self.files {
            text += &format!(
                "--b\r\nContent-Type: application/msword; name=\"{name}\"\r\n\
                 Content-Disposition: attachment; filename=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n",
                coded(&file(name, paragraphs))
            );
        }
        (text + "--b--\r\n").into_bytes()
    }
}

impl World {
    /// The mail arrives now; what is written to whom.
    pub fn receives(&self, mail: &Mail) -> Vec<Written> {
        let desk = self.desk();
        let (bytes, templates) = (mail.bytes(), desk.templates().unwrap());
        desk.archive.keep(&bytes).unwrap();
        let origin = Origin {
            source: "maildir".into(),
            folder: "INBOX".into(),
            uid_validity: 1,
            uid: 0,
            key: mail.id.to_owned(),
        };
        let content = RawContent::Whole(bytes);
        let raw = RawMail { origin: origin.clone(), received_at: self.now, server_id: None, content };
        let Parsed { message, contents } = split(&Arc::new(raw), &Limits::default());
        let limits = crate::text::Limits::default();
        let files = message.attachments.iter().zip(&contents);
        let texts = files.map(|(file, bytes)| crate::text::read(bytes, &file.file_name, &file.media_type, &limits));
        let texts = texts.collect();
        let message = Parsed { message, contents: Vec::new() }.with_texts(texts);
        let rules = desk.rules();
        let year = rules.office.time_zone.to_datetime(self.now).year();
        let (judgment, numbers) = desk
            .ledger
            .write(|tx| {
                let facts = tx.facts(&message, year, self.now)?;
                let judgment = judgment::judge(&message, &facts, rules, templates, self.now);
                let recorded = tx.record(&Record {
                    origin: &origin,
                    message: &message,
                    facts: &facts,
                    evidence: &judgment.evidence,
                    decision: &judgment.decision,
                    letters: &judgment.letters,
                    bucket: judgment.bucket,
                    year,
                    timeliness: &|entry| judgment::timeliness(entry, self.now, &facts, rules),
                    now: self.now,
                })?;
                Ok::<_, LedgerError>((judgment, recorded.receipts))
            })
            .unwrap();
        desk.lay_on_shelf(&numbers).unwrap();
        judgment.letters.iter().map(written).collect()
    }
}

pub fn written(letter: &Letter) -> Written {
    let mail = crate::mime::parse(&letter.mime.frame, &Limits::default());
    let text = mail.walk().into_iter().find(|part| part.media_type == "text/plain").unwrap().text();
    Written {
        to: letter.to.clone(),
        kind: letter.purpose.kind().to_owned(),
        subject: letter.subject.clone(),
        message_id: letter.message_id.clone(),
        text: text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}
