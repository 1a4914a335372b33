//! The mail that a report gives back: where it begins in the text, and what its header says.

use crate::mime::{self, Entity, message_ids};
use crate::spelling::fold;

use super::address;

/// Lines of a report that are looked at.
const MOST_LINES: usize = 400;

/// Folded words of the line above the returned mail.
const MARKS: [&str; 19] = [
    "below this line is a copy of the message",
    "this is a copy of the message",
    "this is a copy of your message",
    "below is a copy of the original message",
    "the original message was",
    "original message follows",
    "original message headers",
    "original message details",
    "original message header",
    "original message",
    "returned message",
    "returned mail",
    "header of the source mail",
    "unsent message",
    "message headers follow",
    "message header follows",
    "message text follows",
    "the body of the message is",
    "thu goc",
];

/// Fields that only a mail's own header has; "To" and "Subject" stand in the explanations of some programs too.
const OF_A_HEADER: [&str; 8] = [
    "received",
    "return-path",
    "message-id",
    "mime-version",
    "content-type",
    "dkim-signature",
    "delivered-to",
    "x-mailer",
];
const OF_ANY_MAIL: [&str; 6] = ["from", "to", "subject", "date", "cc", "reply-to"];

/// What a report shows of the mail that failed.
pub(super) struct Returned {
    /// Its header, when one is shown.
    header: Option<Entity>,
    /// Whether it, or its header, is a part of its own.
    pub attached: bool,
}

impl Returned {
    /// The returned mail among the parts, else in the text from line `start` on.
    pub fn find(everything: &[&Entity], body: &str) -> Self {
        let part = everything.iter().find(|part| {
            matches!(
                part.media_type.as_str(),
                "message/rfc822"
                    | "message/global"
                    | "text/rfc822-headers"
                    | "message/rfc822-headers"
                    | "message/global-headers"
            )
        });
        let shown = || {
            let rest: Vec<&str> = body.lines().skip(start(body)).collect();
            let first = rest.iter().position(|line| field(line).is_some())?;
            let block = rest.get(first..)?.iter().take(MOST_LINES).take_while(|line| !line.trim().is_empty());
            let block = block.copied().collect::<Vec<_>>().join("\r\n");
            Some(mime::parse_header(format!("{block}\r\n\r\n").as_bytes()))
        };
        let attached = part.is_some();
        Self { header: part.map(|part| mime::parse_header(&part.content)).or_else(shown), attached }
    }

    /// Whether anything of the mail is shown.
    pub fn is_shown(&self) -> bool {
        self.header.is_some()
    }

    /// Its Message-ID.
    pub fn id(&self) -> Option<String> {
        let header = self.header.as_ref()?;
        header.raw("message-id").and_then(|value| message_ids(value).into_iter().next())
    }

    /// To whom it was addressed.
    pub fn addressees(&self) -> Vec<String> {
        let Some(header) = &self.header else { return Vec::new() };
        ["to", "cc", "x-original-to"]
            .into_iter()
            .flat_map(|name| header.raw_all(name))
            .flat_map(address::persons)
            .take(super::MOST_NAMED)
            .map(|person| person.address)
            .collect()
    }
}

/// The report without the mail that it returns.
pub(super) fn before(body: &str) -> Vec<&str> {
    body.lines().take(start(body)).collect()
}

/// The line at which the returned mail begins; the number of lines looked at when none does.
fn start(body: &str) -> usize {
    let lines: Vec<&str> = body.lines().take(MOST_LINES).collect();
    let begins = |at: usize| lines.get(at..).is_some_and(|rest| is_mark(rest) || is_header(rest));
    (0..lines.len()).find(|at| begins(*at)).unwrap_or(lines.len())
}

/// A line that announces the returned mail: drawn as a rule, or a short sentence of its own.
fn is_mark(rest: &[&str]) -> bool {
    let Some(line) = rest.first().map(|line| line.trim()) else { return false };
    let ruled = line.starts_with("--") || line.starts_with("|--") || line.starts_with("==");
    let announces = line.len() < 80 && line.ends_with([':', '.', ';']);
    if !ruled && !announces {
        return false;
    }
    let words = fold(line.trim_matches(|c: char| !c.is_alphanumeric()));
    MARKS.iter().any(|mark| words.starts_with(mark))
}

/// Three fields of a mail's header directly under each other, one of which explanations never have.
fn is_header(rest: &[&str]) -> bool {
    let Some(first) = rest.first() else { return false };
    if field(first).is_none() {
        return false;
    }
    let (mut fields, mut own) = (0usize, false);
    for line in rest.iter().take(12) {
        if line.starts_with([' ', '\t']) {
            continue;
        }
        match field(line) {
            Some(of_a_header) => {
                fields = fields.saturating_add(1);
                own |= of_a_header;
            }
            None if line.split_once(':').is_some_and(|(name, _)| !name.contains(' ')) => {}
            None => break,
        }
    }
    own && fields >= 3
}

/// Whether a line is a field of a header, and whether one that only headers have.
fn field(line: &str) -> Option<bool> {
    let (name, _) = line.split_once(':')?;
    let name = name.to_ascii_lowercase();
    if OF_A_HEADER.contains(&name.as_str()) {
        return Some(true);
    }
    OF_ANY_MAIL.contains(&name.as_str()).then_some(false)
}
