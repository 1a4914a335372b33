//! When a mail was received, as the last server on its way wrote it down.

use jiff::Timestamp;
use jiff::fmt::rfc2822;

/// The date of the topmost Received header (RFC 5321 §4.4: what follows the last semicolon); none when there is none
/// or it cannot be read.
pub(super) fn top_received(header: &[u8]) -> Option<Timestamp> {
    let field = top_field(header, b"received:")?;
    let (_, date) = field.rsplit_once(';')?;
    let date = without_comments(date);
    rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(date.trim()).ok()
}

/// The bytes of a mail up to and with the blank line; all of them when there is none.
pub(super) fn header(mail: &[u8]) -> &[u8] {
    let mut at = 0_usize;
    for line in mail.split_inclusive(|byte| *byte == b'\n') {
        at = at.saturating_add(line.len());
        if line == b"\n" || line == b"\r\n" {
            break;
        }
    }
    mail.get(..at).unwrap_or(mail)
}

/// The topmost field of that name (lower case, with its colon), unfolded as it stands.
pub(super) fn top_field(bytes: &[u8], name: &[u8]) -> Option<String> {
    let mut found: Option<String> = None;
    for line in header(bytes).split_inclusive(|byte| *byte == b'\n') {
        match &mut found {
            Some(field) if line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t')) => {
                field.push_str(&String::from_utf8_lossy(line));
            }
            Some(_) => break,
            None => {
                if let Some((head, rest)) = line.split_at_checked(name.len())
                    && head.eq_ignore_ascii_case(name)
                {
                    found = Some(String::from_utf8_lossy(rest).into_owned());
                }
            }
        }
    }
    found
}

fn without_comments(text: &str) -> String {
    let mut depth = 0_u32;
    let mut plain = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '(' => depth = depth.saturating_add(1),
            ')' => depth = depth.saturating_sub(1),
            '\r' | '\n' | '\t' if depth == 0 => plain.push(' '),
            _ if depth == 0 => plain.push(letter),
            _ => {}
        }
    }
    plain.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_top_received_header_dates_a_mail_whatever_the_sender_says() {
        let mail = b"Return-Path: <a@so.example>\r\nReceived: from mx (mx.example [192.0.2.1])\r\n\tby mail.example; Fri,  5 Jun\r\n \
            2020 08:15:00 +0700 (ICT)\r\nReceived: from x; Thu, 4 Jun 2020 23:00:00 +0000\r\nDate: Mon, 1 Jan 2035 00:00:00 +0000\r\n\r\n";
        assert_eq!(top_received(mail), Some("2020-06-05T01:15:00Z".parse().unwrap()));
    }

    #[test]
    fn a_mail_without_a_readable_received_header_has_no_such_date() {
        assert_eq!(top_received(b"Subject: a\n\nReceived: x; Fri, 5 Jun 2020 08:15:00 +0700\n"), None);
        assert_eq!(top_received(b"Received: from somewhere\n\n"), None);
        assert_eq!(top_received(b"Received: from somewhere; yesterday\n\n"), None);
        assert_eq!(top_received(b""), None);
    }

    #[test]
    fn the_header_ends_at_the_first_blank_line() {
        assert_eq!(header(b"A: b\r\n\r\nbody"), b"A: b\r\n\r\n");
        assert_eq!(header(b"A: b\n\nbody\n\n"), b"A: b\n\n");
        assert_eq!(header(b"A: b"), b"A: b");
    }
}
