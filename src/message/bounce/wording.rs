//! Words of mail servers that report a failure without the fields of RFC 3464: qmail, Exim, old sendmail and Exchange,
//! Notes, gateways, Gmail's page; in English, Vietnamese, and the other languages of Exchange's subjects.

use crate::spelling::fold;

/// Folded words in the subject of a report.
const SUBJECTS: [&str; 46] = [
    "undeliver",
    "non delivery",
    "nondeliverable",
    "mail delivery",
    "delivery status",
    "delivery failure",
    "delivery failed",
    "delivery has failed",
    "delivery error",
    "delivery problem",
    "delivery incomplete",
    "delivery notification",
    "delivery report",
    "failed delivery",
    "failure delivery",
    "failure notice",
    "failed mail",
    "mail failed",
    "mail failure",
    "mail error",
    "mail system error",
    "mail could not be delivered",
    "returned mail",
    "returned to sender",
    "returning message to sender",
    "could not be delivered",
    "message not delivered",
    "could not send message",
    "processing error",
    "nameserver error",
    "warning: message",
    "user unknown",
    "khong gui duoc",
    "khong the gui",
    "khong the chuyen",
    "khong chuyen duoc",
    "chua gui duoc",
    "gui chua hoan tat",
    "gui that bai",
    "gui thu that bai",
    "gui khong thanh cong",
    "bi tra lai",
    "trang thai gui thu",
    "unzustellbar",
    "non remis",
    "no se puede entregar",
];

/// Folded words in the text of a report.
const FAILURES: [&str; 85] = [
    "could not be delivered",
    "couldn t be delivered",
    "couldn't be delivered",
    "can't be delivered",
    "cannot be delivered",
    "wasn't able to deliver",
    "wasn't delivered",
    "was not delivered",
    "not been delivered",
    "not yet been delivered",
    "unable to deliver",
    "cannot deliver",
    "could not deliver",
    "did not reach",
    "did not receive",
    "undeliverable",
    "delivery failed",
    "delivery has failed",
    "delivery to the following",
    "delivery to this address",
    "delivery of email to",
    "delivery error",
    "delivery incomplete",
    "attempting to deliver",
    "trying to deliver",
    "error delivering",
    "failed to deliver",
    "permanent error",
    "permanent delivery errors",
    "fatal errors",
    "failed permanently",
    "permanently failed",
    "failed addresses",
    "failed recipients",
    "delivery problems",
    "not delivered to the following",
    "failure reasons",
    "transcript of session",
    "no valid recipients",
    "recipient name is not recognized",
    "unknown recipient",
    "recipient unknown",
    "unroutable",
    "user unknown",
    "unknown user",
    "no such user",
    "no mailbox here",
    "not a valid user",
    "invalid address",
    "invalid recipient",
    "unknown host",
    "host unknown",
    "host not found",
    "does not exist",
    "couldn't be found",
    "address not found",
    "mailbox unavailable",
    "mailbox is full",
    "mailbox full",
    "mailbox exceeds",
    "over quota",
    "overquota",
    "quota exceeded",
    "address rejected",
    "was rejected",
    "rejected by",
    "rejected your message",
    "message blocked",
    "timed out",
    "does not like recipient",
    "khong gui duoc",
    "khong the gui",
    "khong tim thay dia chi",
    "chua duoc gui",
    "chua the gui",
    "gui chua hoan tat",
    "khong den duoc nguoi nhan",
    "gui that bai",
    "gui khong thanh cong",
    "bi tra lai",
    "thu bi chan",
    "da tu choi",
    "khong ton tai",
    "hop thu day",
    "konnte nicht zugestellt werden",
];

/// Folded words of a warning that a letter is still on its way …
const DELAYS: [&str; 19] = [
    "not yet been delivered",
    "has been delayed",
    "delivery attempts will continue",
    "will continue to try",
    "will keep trying",
    "will be retried",
    "still being retried",
    "still trying",
    "will try again",
    "will retry for",
    "been postponed",
    "delivery incomplete",
    "do not need to resend",
    "need not resend",
    "se tiep tuc thu",
    "se thu lai",
    "gui chua hoan tat",
    "thu cua ban bi tre",
    "khong can gui lai",
];

/// … unless these say that nobody tries any more.
const GIVEN_UP: [&str; 7] = [
    "given up",
    "giving up",
    "not going to try again",
    "permanent error",
    "fatal errors",
    "failed permanently",
    "se khong thu lai",
];

/// Folded words for a mailbox without room: the address is right, and will take mail again.
const FULL: [&str; 17] = [
    "mailbox full",
    "mailbox is full",
    "mailbox exceeds",
    "full mailbox",
    "inbox full",
    "inbox is full",
    "over quota",
    "overquota",
    "quota exceeded",
    "quotaexceeded",
    "exceeded storage",
    "exceeded the quota",
    "over the allowed quota",
    "out of storage",
    "hop thu day",
    "da day",
    "het dung luong",
];

/// What subject and text of a mail say about a failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Signs {
    /// The subject is that of a report.
    pub subject: bool,
    /// The subject begins with those words: nobody answers or passes a report on.
    pub opens: bool,
    /// The text tells of a failure or a delay.
    pub text: bool,
    /// The text quotes a server's code.
    pub code: bool,
}

/// Reads the signs; `lines` are the report without the returned mail.
pub(super) fn signs(subject: &str, lines: &[&str]) -> Signs {
    let subject = fold(subject);
    let text = fold(&lines.join(" "));
    Signs {
        subject: SUBJECTS.iter().any(|words| subject.contains(words)),
        opens: SUBJECTS.iter().any(|words| subject.starts_with(words)),
        text: FAILURES.iter().any(|words| text.contains(words)),
        code: status(&text).is_some() || reply_class(&text).is_some(),
    }
}

/// Whether a report only warns that a letter is late.
pub(super) fn is_late(text: &str) -> bool {
    let text = fold(text);
    DELAYS.iter().any(|words| text.contains(words)) && !GIVEN_UP.iter().any(|words| text.contains(words))
}

/// The first enhanced status code (RFC 3463) in a text that says something, else the first at all: `5.1.1`.
pub(super) fn status(text: &str) -> Option<String> {
    let mut all = text.split(|c: char| !(c.is_ascii_digit() || c == '.')).filter_map(|word| {
        let word = word.trim_matches('.');
        let mut numbers = word.split('.');
        let class = numbers.next()?;
        let short = |number: &str| (1..=3).contains(&number.len());
        let right = matches!(class, "2" | "4" | "5")
            && numbers.next().is_some_and(short)
            && numbers.next().is_some_and(short)
            && numbers.next().is_none();
        right.then_some(word)
    });
    let first = all.next()?;
    let telling = std::iter::once(first).chain(all).find(|code| !code.ends_with(".0.0"));
    Some(telling.unwrap_or(first).to_owned())
}

/// The first digit of the gravest reply code (RFC 5321) in a text: a word of three digits.
fn reply_class(text: &str) -> Option<char> {
    let codes = text.split(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | ':'))).filter(|word| {
        word.len() == 3
            && word.starts_with(['4', '5'])
            && word.chars().nth(1).is_some_and(|second| ('0'..='7').contains(&second))
            && word.bytes().all(|byte| byte.is_ascii_digit())
    });
    codes.filter_map(|code| code.chars().next()).max()
}

/// Whether trying again is pointless: a permanent status (class 5), else a permanent reply or none at all; not when the
/// mailbox is only full.
pub(super) fn is_permanent(status: Option<&str>, said: &str) -> bool {
    let full = status.is_some_and(|code| code.ends_with(".2.2")) || {
        let said = fold(said);
        FULL.iter().any(|words| said.contains(words))
    };
    !full && status.map_or_else(|| reply_class(said) != Some('4'), |code| code.starts_with('5'))
}
