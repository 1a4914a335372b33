//! What the sender wrote now, what he quoted, what he forwarded.
//!
//! No standard says where an answer ends. Each mail program writes a line of its own there, in the language of its
//! user; these are the forms of Gmail, Outlook, Zimbra, Yahoo, Apple, Thunderbird and Foxmail, in Vietnamese and English.

use crate::spelling::fold;

use super::Body;

/// Lines of one mail that are looked at; what follows counts with the last part.
const MOST_LINES: usize = 20_000;

/// What a line begins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Cut {
    /// A forwarded mail follows, to the end.
    Forward,
    /// An older mail follows, to the end: quoted in an answer, forwarded when the subject says so.
    Original,
    /// "Vào lúc … đã viết:", so many lines long; the quotation follows.
    Attribution(usize),
}

/// Separates a text with `\n` line ends. `forwards`: the subject says that the mail is a forwarded one, so the old mail
/// below Outlook's header lines is what the sender wants to show.
pub(super) fn separate(text: &str, forwards: bool) -> Body {
    let lines: Vec<&str> = text.lines().collect();
    let mut parts = Sheets::default();
    let (mut at, last_quoted) = (0usize, lines.iter().rposition(|line| is_quoted(line)));
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        if at > MOST_LINES {
            parts.own.extend(rest);
            break;
        }
        match cut(rest) {
            Some(Cut::Forward) => {
                parts.drop_rule();
                parts.forwarded.extend(unquoted(rest));
                break;
            }
            Some(Cut::Original) => {
                parts.drop_rule();
                let sheet = if forwards { &mut parts.forwarded } else { &mut parts.quoted };
                sheet.extend(rest);
                break;
            }
            Some(Cut::Attribution(length)) => {
                let below = rest.get(length..).unwrap_or_default();
                parts.quoted.extend(rest.iter().take(length));
                at = at.saturating_add(length);
                if last_quoted.is_none_or(|last| last < at) {
                    // The program marks quotations by indenting only: everything below is the old mail.
                    parts.quoted.extend(below);
                    break;
                }
                continue;
            }
            None if is_quoted(line) => parts.quoted.push(line),
            None => parts.own.push(line),
        }
        at = at.saturating_add(1);
    }
    parts.body()
}

#[derive(Default)]
struct Sheets<'a> {
    own: Vec<&'a str>,
    quoted: Vec<&'a str>,
    forwarded: Vec<&'a str>,
}

impl Sheets<'_> {
    fn body(mut self) -> Body {
        self.drop_device_line();
        Body { own: joined(&self.own), quoted: joined(&self.quoted), forwarded: joined(&self.forwarded) }
    }

    /// Takes away the rule that a program draws above the old mail.
    fn drop_rule(&mut self) {
        while self.own.last().is_some_and(|line| line.trim().is_empty() || is_rule(line)) {
            self.own.pop();
        }
    }

    /// Takes away the last line when a telephone or a mail program wrote it of itself: "Đã gửi từ iPhone" says nothing
    /// of the sender, and certainly not that he has sent something.
    fn drop_device_line(&mut self) {
        let written = self.own.iter().rposition(|line| !line.trim().is_empty() && !is_rule(line));
        if let Some(last) = written.filter(|last| self.own.get(*last).is_some_and(|line| is_device_line(line))) {
            self.own.truncate(last);
        }
    }
}

/// How programs begin the line that they add, folded.
const ADDED: [&str; 9] = [
    "da gui tu ",
    "gui tu ",
    "duoc gui tu ",
    "sent from ",
    "sent with ",
    "sent via ",
    "get outlook for ",
    "tai outlook cho ",
    "nhan outlook cho ",
];
/// What they name in it, close behind.
const DEVICES: [&str; 19] = [
    "android",
    "blackberry",
    "di dong",
    "dien thoai",
    "galaxy",
    "gmail",
    "huawei",
    "ios",
    "ipad",
    "iphone",
    "mobile",
    "nokia",
    "oppo",
    "outlook",
    "phone",
    "samsung",
    "windows",
    "xiaomi",
    "yahoo",
];

fn is_device_line(line: &str) -> bool {
    let said = fold(line.trim_matches(|c: char| !c.is_alphanumeric()));
    let Some(from) = ADDED.iter().find_map(|begun| said.strip_prefix(begun)) else { return false };
    let close = from.split_whitespace().take(5).collect::<Vec<_>>().join(" ");
    said.len() <= 80 && DEVICES.iter().any(|device| close.contains(device))
}

fn joined(lines: &[&str]) -> String {
    lines.join("\n").trim().to_owned()
}

fn is_quoted(line: &str) -> bool {
    let start = line.trim_start();
    start.starts_with('>') || start.starts_with("|>")
}

fn is_rule(line: &str) -> bool {
    let bare = line.trim();
    bare.len() >= 8 && bare.chars().all(|c| matches!(c, '_' | '-' | '=' | '*' | '\u{2500}' | '\u{2014}'))
}

/// Without one level of quotation marks, when the whole rest carries them.
fn unquoted<'a>(rest: &[&'a str]) -> Vec<&'a str> {
    let below = rest.iter().skip(1).filter(|line| !line.trim().is_empty());
    if !below.clone().all(|line| is_quoted(line)) {
        return rest.to_vec();
    }
    rest.iter()
        .map(|line| line.strip_prefix('>').map_or(*line, |bare| bare.strip_prefix(' ').unwrap_or(bare)))
        .collect()
}

fn cut(rest: &[&str]) -> Option<Cut> {
    let line = rest.first()?.trim();
    if line.is_empty() || line.len() > 1_000 || is_quoted(line) {
        return None;
    }
    marker(line)
        .or_else(|| header_block(rest).then_some(Cut::Original))
        .or_else(|| attribution(rest).map(Cut::Attribution))
}

/// Folded words that stand between dashes above a forwarded mail.
const FORWARDED: [&str; 12] = [
    "forwarded message",
    "forwarded mail",
    "thu duoc chuyen tiep",
    "thu da chuyen tiep",
    "thu chuyen tiep",
    "thong diep duoc chuyen tiep",
    "tin nhan duoc chuyen tiep",
    "tin nhan da chuyen tiep",
    "tin nhan chuyen tiep",
    "thu da duoc chuyen tiep",
    "email duoc chuyen tiep",
    "noi dung chuyen tiep",
];

/// Folded words that stand between dashes above an older mail.
const ORIGINAL: [&str; 8] = [
    "original message",
    "original",
    "original mail",
    "thu goc",
    "tin nhan goc",
    "thong diep goc",
    "noi dung goc",
    "thu ban dau",
];

/// Words between dashes, as programs draw them.
fn marker(line: &str) -> Option<Cut> {
    let bare = line.trim_matches(|c: char| {
        matches!(c, '-' | '=' | '_' | '*' | '~' | '\u{2014}' | '\u{2013}') || c.is_whitespace()
    });
    let framed = line.len().saturating_sub(bare.len()) >= 6;
    let words = fold(bare.trim_end_matches(':'));
    if framed
        && (FORWARDED.contains(&words.as_str())
            || words.starts_with("forwarded by")
            || words.starts_with("forwarded message from"))
    {
        return Some(Cut::Forward);
    }
    if framed && ORIGINAL.contains(&words.as_str()) {
        return Some(Cut::Original);
    }
    let apple = line.ends_with(':')
        && matches!(
            words.as_str(),
            "begin forwarded message"
                | "bat dau thu duoc chuyen tiep"
                | "bat dau thu chuyen tiep"
                | "bat dau tin nhan duoc chuyen tiep"
        );
    apple.then_some(Cut::Forward)
}

/// Header lines of an old mail: a sender's line with at least two others close below.
fn header_block(rest: &[&str]) -> bool {
    if !rest.first().is_some_and(|line| matches!(header_name(line), Some(Name::From))) {
        return false;
    }
    let mut others = 0usize;
    for line in rest.iter().skip(1).filter(|line| !line.trim().is_empty()).take(7) {
        match header_name(line) {
            Some(Name::Other) => others = others.saturating_add(1),
            Some(Name::From) => break,
            // Long lists of recipients are wrapped.
            None if others > 0 || line.contains('@') => {}
            None => break,
        }
    }
    others >= 2
}

enum Name {
    From,
    Other,
}

fn header_name(line: &str) -> Option<Name> {
    let bare = line.trim().trim_start_matches(['*', '|', ' ']);
    let (name, _) = bare.split_once(':')?;
    if name.len() > 30 {
        return None;
    }
    match fold(name.trim_matches(['*', ' ', '\t'])).as_str() {
        "from" | "tu" | "nguoi gui" | "gui tu" => Some(Name::From),
        "sent" | "date" | "da gui" | "ngay gui" | "gui" | "ngay" | "thoi gian" | "gui luc" | "gui vao" | "to"
        | "toi" | "den" | "gui den" | "gui toi" | "nguoi nhan" | "kinh gui" | "cc" | "bcc" | "dong gui" | "subject"
        | "chu de" | "tieu de" | "reply to" | "importance" | "attachments" | "send time" | "sent time" => {
            Some(Name::Other)
        }
        _ => None,
    }
}

/// "On … wrote:" over at most three lines: how many.
fn attribution(rest: &[&str]) -> Option<usize> {
    let first = fold(rest.first()?);
    let opens = ["vao ", "on ", "ngay ", "luc ", "thu ", "th "].iter().any(|word| first.starts_with(word));
    let dated = first.chars().next().is_some_and(|c| c.is_ascii_digit()) || first.contains('@') || first.contains('<');
    if !opens && !dated {
        return None;
    }
    let mut sentence = String::new();
    for (place, line) in rest.iter().take(3).enumerate() {
        if is_quoted(line) {
            return None;
        }
        sentence.push_str(line.trim());
        sentence.push(' ');
        let words = fold(sentence.trim_end_matches([' ', ':', '*']));
        let ends = ["da viet", "wrote", "viet", "writes"].iter().any(|word| words.ends_with(&format!(" {word}")));
        if ends && line.trim_end().ends_with([':', '*']) {
            // "Ngày 5/6 Sở đã viết:" is a sentence; a quotation names an address or an hour as well.
            let witness = sentence.contains('@') || has_hour(&sentence) || sentence.contains('<');
            return witness.then(|| place.saturating_add(1));
        }
        if line.trim().is_empty() || sentence.len() > 600 {
            return None;
        }
    }
    None
}

fn has_hour(text: &str) -> bool {
    let mut before = ' ';
    let mut letters = text.chars().peekable();
    while let Some(c) = letters.next() {
        if matches!(c, ':' | 'h') && before.is_ascii_digit() && letters.peek().is_some_and(char::is_ascii_digit) {
            return true;
        }
        before = c;
    }
    false
}

#[cfg(test)]
mod tests;
