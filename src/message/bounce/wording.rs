//! Words of mail servers that report a failure without the fields of RFC 3464: qmail, Exim, old Postfix, Exchange, Gmail.

use crate::message::{BouncedRecipient, address};
use crate::spelling::fold;

/// Lines of a report that are looked at.
const MOST_LINES: usize = 400;

/// Folded words in the subject of a report.
const SUBJECTS: [&str; 17] = [
    "undelivered mail",
    "undeliverable",
    "undelivered",
    "mail delivery failed",
    "mail delivery failure",
    "mail delivery system",
    "delivery status notification",
    "delivery failure",
    "delivery has failed",
    "delivery notification",
    "returned mail",
    "failure notice",
    "failure delivery",
    "message not delivered",
    "khong gui duoc",
    "khong the gui",
    "khong the chuyen",
];

/// Folded words in the text of a report.
const FAILURES: [&str; 30] = [
    "could not be delivered",
    "couldn t be delivered",
    "couldn't be delivered",
    "wasn't able to deliver",
    "was not delivered",
    "not been delivered",
    "unable to deliver",
    "delivery failed",
    "delivery to the following",
    "permanent error",
    "permanent fatal errors",
    "permanently failed",
    "user unknown",
    "unknown user",
    "no such user",
    "does not exist",
    "mailbox unavailable",
    "mailbox is full",
    "mailbox full",
    "over quota",
    "quota exceeded",
    "address rejected",
    "khong gui duoc thu",
    "khong tim thay dia chi",
    "khong the gui thu",
    "thu cua ban khong duoc gui",
    "thu cua ban khong gui duoc",
    "nguoi nhan khong ton tai",
    "dia chi khong ton tai",
    "tai khoan khong ton tai",
];

/// Folded words for a mailbox without room: the address is right, and will take mail again.
const FULL: [&str; 9] = [
    "mailbox full",
    "mailbox is full",
    "over quota",
    "overquota",
    "quota exceeded",
    "quotaexceeded",
    "exceeded storage",
    "over the allowed quota",
    "hop thu day",
];

/// Folded beginnings of the returned mail inside a report.
const RETURNED: [&str; 10] = [
    "below this line is a copy of the message",
    "this is a copy of the message",
    "this is a copy of your message",
    "the original message was",
    "original message",
    "original message headers",
    "message headers follow",
    "unsent message below",
    "the body of the message is",
    "thu goc",
];

/// Whether subject and text are those of a failure report.
pub(super) fn is_report(subject: &str, body: &str) -> bool {
    let subject = fold(subject);
    let text = fold(before_returned(body).join("\n").as_str());
    let failed = FAILURES.iter().any(|words| text.contains(words));
    failed && (SUBJECTS.iter().any(|words| subject.contains(words)) || status(&text).is_some() || text.contains("550"))
}

/// Recipients that the text names, each with the status that stands at or below its line.
pub(super) fn recipients(body: &str, named: &[String], ours: &[String]) -> Vec<BouncedRecipient> {
    let mut found: Vec<(BouncedRecipient, String)> = Vec::new();
    let lines = before_returned(body);
    for line in &lines {
        let address = addresses(line).into_iter().find(|address| {
            named.contains(address)
                || (named.is_empty() && !ours.contains(address) && !super::robot::is_mailer(address))
        });
        if let Some(address) = address
            && !found.iter().any(|(known, _)| known.address == address)
        {
            found.push((BouncedRecipient { address, status: None, permanent: true }, String::new()));
        }
        if let Some((_, said)) = found.last_mut() {
            said.push_str(line);
            said.push('\n');
        }
    }
    for address in
        named.iter().filter(|address| !found.iter().any(|(known, _)| known.address == **address)).collect::<Vec<_>>()
    {
        found.push((BouncedRecipient { address: address.clone(), status: None, permanent: true }, lines.join("\n")));
    }
    found
        .into_iter()
        .map(|(mut recipient, said)| {
            recipient.status = status(&said);
            recipient.permanent = is_permanent(recipient.status.as_deref(), &said);
            recipient
        })
        .collect()
}

/// The report without the mail that it returns.
fn before_returned(body: &str) -> Vec<&str> {
    body.lines()
        .take(MOST_LINES)
        .take_while(|line| {
            let framed = line.trim_start().starts_with("--") || line.trim_end().ends_with(':');
            let words = fold(line.trim_matches(['-', ' ', ':']));
            !(framed && RETURNED.iter().any(|start| words.starts_with(start)))
        })
        .collect()
}

fn addresses(line: &str) -> Vec<String> {
    line.split(|c: char| c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | '"' | '\'' | '[' | ']'))
        .filter(|word| word.contains('@') && word.len() < 255)
        .filter_map(|word| address::clean(word.trim_end_matches([':', '.'])))
        .filter(|address| address.rsplit('@').next().is_some_and(|domain| domain.contains('.')))
        .collect()
}

/// The first enhanced status code (RFC 3463) in a text: `5.1.1`.
pub(super) fn status(text: &str) -> Option<String> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.')).find_map(|word| {
        let word = word.trim_matches('.');
        let mut numbers = word.split('.');
        let class = numbers.next()?;
        let short = |number: &str| (1..=3).contains(&number.len());
        let right = matches!(class, "2" | "4" | "5")
            && numbers.next().is_some_and(short)
            && numbers.next().is_some_and(short)
            && numbers.next().is_none();
        right.then(|| word.to_owned())
    })
}

/// Whether trying again is pointless: a permanent status (class 5) or none at all, unless the mailbox is only full.
pub(super) fn is_permanent(status: Option<&str>, said: &str) -> bool {
    let full = status.is_some_and(|code| code.ends_with(".2.2")) || {
        let said = fold(said);
        FULL.iter().any(|words| said.contains(words))
    };
    !full && status.is_none_or(|code| code.starts_with('5'))
}
