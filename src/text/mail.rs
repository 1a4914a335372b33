//! A mail inside a mail, as text and members.

mod flowed;
pub(crate) mod parts;

use crate::mime::{self, Entity};

use super::members::{Gathering, Means};
use super::{FileKind, FileText, Problem};

/// Header lines that stand above the text, with the words that mail programs put before them.
pub(super) const SHOWN: [(&str, &str); 4] = [("from", "Từ"), ("to", "Tới"), ("date", "Ngày"), ("subject", "Chủ đề")];

/// Reads a mail that is a file: header lines and text, its attachments as members, each read as a file of its own.
#[must_use]
pub(crate) fn read(bytes: &[u8], means: Means<'_>) -> FileText {
    let root = mime::parse(bytes, &mime::Limits::default());
    let mut file = FileText::blank(FileKind::Mail, None);
    file.text = shown(&root, means.limits.text);
    let files = parts::files(&root);
    if root.fields.is_empty() {
        file.problem = Some(Problem::Broken("không có phần đầu thư".to_owned()));
    }
    if files.is_empty() {
        return file;
    }
    let mut found = match Gathering::begin(means) {
        Ok(found) => found,
        Err(problem) => {
            file.problem = Some(problem);
            return file;
        }
    };
    found.spend_text(file.text.len());
    for entry in &files {
        if !found.has_room(files.len()) {
            break;
        }
        found.add(entry.name.clone(), &entry.part.media_type, &entry.part.content);
    }
    found.end(&mut file);
    file
}

fn shown(root: &Entity, most: usize) -> String {
    let mut text = String::new();
    for (name, word) in SHOWN {
        if let Some(value) = root.header(name) {
            text.push_str(&format!("{word}: {}\n", parts::readable(value)));
        }
    }
    text.push('\n');
    text.push_str(&parts::text(root));
    text.retain(super::is_seen);
    text.truncate(text.floor_char_boundary(most.min(text.len())));
    text.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{self, Limits};

    fn read(mail: &[u8], limits: &Limits) -> FileText {
        text::read(mail, "a.eml", "message/rfc822", limits)
    }

    const OUTER: &str = "From: =?utf-8?B?U+G7nyBZIHThur8=?= <a@x.example>\r\nSubject: BC\r\nDate: Mon, 17 Jun 2024 09:00:00 +0700\r\n\
        Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nEm g\u{1eed}i.\r\n--b\r\nContent-Type: text/plain; name=a.txt\r\n\r\nN\u{1ed9}i dung\r\n--b--\r\n";

    #[test]
    fn a_mail_shows_its_header_its_text_and_its_files() {
        let file = read(OUTER.as_bytes(), &Limits::default());
        assert_eq!(
            file.text,
            "Từ: Sở Y tế <a@x.example>\nNgày: Mon, 17 Jun 2024 09:00:00 +0700\nChủ đề: BC\n\nEm gửi."
        );
        let members: Vec<(&str, &str)> = file.members.iter().map(|m| (m.name.as_str(), m.file.text.as_str())).collect();
        assert_eq!(members, [("a.txt", "Nội dung")]);
        assert_eq!(file.problem, None);
    }

    #[test]
    fn mails_inside_mails_end_at_the_limit() {
        let mut mail = OUTER.to_owned();
        for _ in 0..5 {
            mail = format!("From: a@x.example\r\nSubject: BC\r\nContent-Type: message/rfc822\r\n\r\n{mail}");
        }
        let limits = Limits { depth: 2, ..Limits::default() };
        let file = read(mail.as_bytes(), &limits);
        let innermost = &file.members[0].file.members[0].file;
        assert!(matches!(innermost.problem, Some(Problem::TooLarge(_))), "{innermost:?}");
        assert!(innermost.members.is_empty());
    }

    #[test]
    fn control_characters_of_a_damaged_mail_are_left_out() {
        let mail = "From: a@x.example\r\nSubject: B\u{1}C\r\n\r\nEm\u{2} g\u{1eed}i\u{1b}[2J.";
        let text = read(mail.as_bytes(), &Limits::default()).text;
        assert!(text.contains("Em gửi[2J."), "{text:?}");
        assert!(text.chars().all(|c| c == '\n' || !c.is_control()), "{text:?}");
    }

    #[test]
    fn what_is_no_mail_says_so() {
        let limits = Limits::default();
        let unpacked = std::cell::Cell::new(limits.unpacked);
        let means = Means { limits: &limits, passwords: &[], unpacked: &unpacked, taking: None };
        assert!(matches!(super::read(b"\x00\x01\x02", means).problem, Some(Problem::Broken(_))));
    }
}
