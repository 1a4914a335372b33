//! A reply that thanks, or says that our letter came, and nothing else.

use crate::message::Message;
use crate::spelling::tokens::{plain, says};

/// Longer ones say more.
const WORDS: usize = 25;
/// One of these makes it thanks, or word that our letter came; "vâng", "ok" alone may say yes to what we asked.
const SAID: [&str; 2] = ["cam on", "da nhan"];
/// All that may stand in it: thanks, receipt, politeness, forms of address. Whatever else it says is for a person, be it a
/// number, a period or a name; so is what agrees or refuses ("đúng", "có", "nhất trí", "không"): it may answer our
/// question.
const ALL: [&str; 47] = [
    "a", "ah", "anh", "bac", "ban", "biet", "c", "cac", "cam", "chan", "chao", "chi", "chu", "cua", "da", "dong",
    "duoc", "e", "em", "email", "ghi", "kinh", "lam", "mail", "minh", "nha", "nhan", "nhe", "nhieu", "oi", "ok", "oke",
    "on", "phong", "rat", "ro", "roi", "thanh", "thong", "thu", "tin", "toi", "tran", "trong", "va", "vang", "xin",
];
/// What ends a sentence, or a part of it that may say something of its own.
const ENDS: [char; 8] = ['.', '!', ',', ';', '\n', '-', '–', '…'];

/// Whether a mail without files is mere thanks.
#[must_use]
pub fn is_all(message: &Message) -> bool {
    let own = message.body.own.as_str();
    // What follows this mark is a signature (RFC 3676 §4.3).
    let text = own.split("\n-- \n").next().unwrap_or(own);
    let line = plain(text);
    let words: Vec<&str> = line.split_whitespace().collect();
    message.attachments.is_empty()
        && message.body.forwarded.trim().is_empty()
        && words.len() <= WORDS
        && !text.contains(['?', '@', ':', '/', '%'])
        && !text.chars().any(|c| c.is_ascii_digit())
        && text.split(ENDS).all(is_polite)
        && says(&line, &SAID).is_some()
}

/// Thanks, receipt, forms of address; or a wish, whatever is wished: "Chúc anh chị buổi tối vui vẻ".
fn is_polite(sentence: &str) -> bool {
    let line = plain(sentence);
    let mut words = line.split_whitespace().skip_while(|word| ALL.contains(word) && *word != "chuc");
    match words.next() {
        Some("chuc") => true,
        other => other.is_none(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::{Origin, RawContent, RawMail, read};

    fn is_thanks(text: &str) -> bool {
        let mail = format!(
            "From: vt@syt.example\r\nSubject: Re: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
        );
        let origin =
            Origin { source: String::new(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        let content = RawContent::Whole(mail.into_bytes());
        let raw = RawMail { origin, received_at: jiff::Timestamp::UNIX_EPOCH, server_id: None, content };
        is_all(&read::split(&raw, &crate::mime::Limits::default()).message)
    }

    #[test]
    fn thanks_and_word_that_our_letter_came_are_nothing_else() {
        for text in [
            "Em cảm ơn ạ.",
            "Đã nhận được, cảm ơn anh chị",
            "Dạ vâng, em cám ơn chị nhiều ạ!",
            "Da em cam on anh a",
            "Phòng đã nhận được thư. Trân trọng cảm ơn!",
            "Xin chân thành cảm ơn các đồng chí.",
            "Dạ em nhận được rồi ạ, em cảm ơn. Chúc anh chị buổi tối vui vẻ!",
            "Cảm ơn các anh chị! Kính chúc các anh chị sức khỏe",
        ] {
            assert!(is_thanks(text), "{text}");
        }
    }

    #[test]
    fn whoever_says_more_is_heard() {
        for text in [
            "Cảm ơn, báo cáo là của kỳ 6",
            "cảm ơn, của tháng sáu ạ",
            "Cảm ơn, của Sở Y tế ạ",
            "Vâng ạ",
            "OK",
            "Đúng rồi, em cảm ơn",
            "Có ạ, em cảm ơn",
            "Nhất trí, cảm ơn",
            "Không phải ạ, cảm ơn",
            "Em cảm ơn, em sẽ gửi lại",
            "Đã nhận được chưa ạ, cảm ơn",
            "Em cảm ơn ạ?",
            "Cảm ơn 6",
            "Em cảm ơn. Chúc anh chị vui vẻ, em gửi báo cáo sau",
            "Em cảm ơn. Tổ chức hội nghị sau ạ",
            "Cảm ơn https://kho.example",
            "",
        ] {
            assert!(!is_thanks(text), "{text}");
        }
    }
}
