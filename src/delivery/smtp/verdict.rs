//! What a server's refusal means for the letter, and how it is said to people. Pure.

use crate::delivery::Outcome;
use crate::trust::refusal;

/// Where in the dialogue something happened.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Phase {
    /// Reaching the server.
    Connect,
    /// TLS, from the start or after STARTTLS.
    Tls,
    /// Its greeting and EHLO.
    Greeting,
    /// AUTH.
    LogIn,
    /// MAIL FROM.
    Sender,
    /// RCPT TO.
    Recipient,
    /// DATA.
    Data,
    /// The bytes of the letter.
    Content,
    /// After the final dot.
    Final,
}

/// What went wrong there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Failure {
    /// The server said no.
    Refused {
        /// Reply code, 400 to 599.
        code: u16,
        /// Its words, one line.
        text: String,
    },
    /// The server said something that does not belong here.
    Odd(String),
    /// It did not answer in time.
    Silent,
    /// The line broke.
    Lost(String),
    /// We ourselves would not go on.
    Unwilling(String),
}

impl Failure {
    /// The same, with `secrets` blotted out of the server's words, and every long word with them: it may be a piece of
    /// what we said, cut somewhere.
    pub(super) fn without(self, secrets: &[String]) -> Self {
        let blot = |text: &str| {
            let text = cleaned(text, secrets);
            let words = text.split(' ').map(|word| if word.chars().count() > 24 { "…" } else { word });
            words.collect::<Vec<_>>().join(" ")
        };
        match self {
            Self::Refused { code, text } => Self::Refused { code, text: blot(&text) },
            Self::Odd(said) => Self::Odd(blot(&said)),
            Self::Lost(how) => Self::Lost(blot(&how)),
            other => other,
        }
    }
}

/// A failure and its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// Where.
    pub phase: Phase,
    /// What.
    pub failure: Failure,
}

impl Trouble {
    /// Whether another letter may follow on the same line after RSET.
    pub(super) fn leaves_line_usable(&self) -> bool {
        matches!(self.failure, Failure::Refused { code, .. } if code != 421) && self.phase >= Phase::Sender
    }

    /// Whether a line that was open for a while explains it: the server tired of it, or said something meanwhile.
    /// Nothing of the letter's content has left, so a fresh line may take it.
    pub(super) fn blames_the_line(&self) -> bool {
        match self.failure {
            Failure::Odd(_) | Failure::Lost(_) => self.phase < Phase::Content,
            _ => self.phase <= Phase::Sender,
        }
    }

    /// One line in Vietnamese: where, what, and what to do when that is clear.
    #[must_use]
    pub fn why(&self) -> String {
        let place = self.phase.words();
        match &self.failure {
            Failure::Refused { code, text } => {
                let login = (self.phase == Phase::LogIn).then(|| refusal::advice(&format!("{code} {text}"))).flatten();
                let advice =
                    login.map_or_else(|| self.phase.advice(*code, text).to_owned(), |todo| format!(" – {todo}"));
                match self.phase {
                    // The one place that people meet every week; they know no names of commands.
                    Phase::Recipient => format!("máy chủ không nhận thư gửi đến địa chỉ này: {code} {text}{advice}"),
                    _ => format!("máy chủ gửi thư từ chối ở bước {place}: {code} {text}{advice}"),
                }
            }
            Failure::Odd(said) => format!("máy chủ gửi thư trả lời không đúng quy cách ở bước {place}: {said}"),
            Failure::Silent => format!("máy chủ gửi thư không trả lời ở bước {place} (quá thời gian chờ)"),
            Failure::Lost(how) => format!("mất kết nối với máy chủ gửi thư ở bước {place}: {how}"),
            Failure::Unwilling(why) => format!("dừng ở bước {place}, chưa gửi: {why}"),
        }
    }

    /// What it means for the letter.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        let why = self.why();
        match &self.failure {
            Failure::Refused { code, text } => self.phase.refused(*code, text, why),
            _ if self.phase == Phase::Final => Outcome::Unknown { why },
            _ if self.phase <= Phase::Sender => Outcome::Down { why },
            _ => Outcome::Later { why, quota: false },
        }
    }
}

/// A letter larger than the server says it takes is not tried: it would be refused for good after all its bytes.
pub(super) fn too_large(size: u64, most: u64) -> String {
    format!("thư này {}, máy chủ gửi thư báo chỉ nhận đến {}: không gửi", megabytes(size), megabytes(most))
}

/// "10,2 MB", rounded up.
#[must_use]
pub fn megabytes(bytes: u64) -> String {
    let tenths = bytes.saturating_mul(10).div_ceil(1_000_000);
    format!("{},{} MB", tenths.checked_div(10).unwrap_or(0), tenths.checked_rem(10).unwrap_or(0))
}

impl Phase {
    fn refused(self, code: u16, text: &str, why: String) -> Outcome {
        if self <= Self::LogIn {
            return Outcome::Down { why };
        }
        if speaks_of_our_quota(text) {
            return Outcome::Later { why, quota: true };
        }
        let permanent = code >= 500;
        match self {
            // The sender is the same for every letter: the settings or the server are at fault, never this one.
            Self::Sender => Outcome::Down { why },
            // Without log-in or for want of the right to relay every letter would fare so; none may be lost for it.
            _ if matches!(code, 530 | 535 | 538) || speaks_of_relaying(text) => Outcome::Later { why, quota: false },
            // A full mailbox is emptied one day; 503 means that the dialogue went astray.
            _ if !permanent || code == 503 || speaks_of_full_mailbox(text) => Outcome::Later { why, quota: false },
            _ => Outcome::Never { why, code: Some(code), dead: self.blames_the_address(text) },
        }
    }

    /// Whether a refusal for good speaks of the address. At RCPT it does, unless the server says that it is us whom it
    /// does not want (RFC 3463 §3.8, blocking lists); later it speaks of the letter, unless it says otherwise.
    fn blames_the_address(self, text: &str) -> bool {
        let lower = text.to_ascii_lowercase();
        let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
        let status = lower.split_whitespace().next().unwrap_or_default();
        if status.starts_with("5.1.") && !matches!(status, "5.1.7" | "5.1.8") {
            return true;
        }
        let unknown = ["user unknown", "unknown user", "no such user", "does not exist", "no such recipient"];
        let ours = [
            "spam",
            "blocked",
            "blacklist",
            "blocklist",
            "block list",
            "blackhole",
            "listed",
            "policy",
            "reputation",
            "spf",
            "dkim",
            "dmarc",
            "client host",
            "sender",
            "banned",
            "too big",
            "size",
        ];
        let about_us = ["5.7.", "5.6.", "5.5.", "5.4.", "5.3."].iter().any(|class| status.starts_with(class));
        match self {
            _ if says(&unknown) => true,
            Self::Recipient => !about_us && !says(&ours),
            _ => false,
        }
    }

    fn words(self) -> &'static str {
        match self {
            Self::Connect => "kết nối",
            Self::Tls => "thiết lập mã hóa TLS",
            Self::Greeting => "chào hỏi (EHLO)",
            Self::LogIn => "đăng nhập",
            Self::Sender => "địa chỉ gửi (MAIL FROM)",
            Self::Recipient => "địa chỉ người nhận (RCPT TO)",
            Self::Data => "chuẩn bị nhận thư (DATA)",
            Self::Content => "truyền nội dung thư",
            Self::Final => "xác nhận đã nhận thư",
        }
    }

    fn advice(self, code: u16, text: &str) -> &'static str {
        match self {
            Self::LogIn
                if has_status(text, &["5.7.8"]) && text.to_ascii_lowercase().contains("username and password") =>
            {
                " – Gmail không nhận mật khẩu này: dùng mật khẩu ứng dụng 16 chữ (myaccount.google.com/apppasswords), hoặc \
                 cấp lại quyền nếu đăng nhập bằng xoauth2"
            }
            Self::LogIn => " – đề nghị kiểm tra tài khoản và mật khẩu (hoặc mật khẩu ứng dụng) gửi thư trong cấu hình",
            Self::Sender if code >= 500 => " – đề nghị kiểm tra địa chỉ gửi và tài khoản trong cấu hình",
            _ if speaks_of_our_quota(text) => " – đã hết số thư được gửi trong ngày, sẽ gửi tiếp sau",
            _ if speaks_of_relaying(text) => " – tài khoản gửi thư chưa được phép gửi ra ngoài",
            Self::Recipient if speaks_of_full_mailbox(text) => " – hộp thư người nhận đã đầy",
            Self::Recipient if code >= 500 && self.blames_the_address(text) => {
                " – đề nghị kiểm tra lại địa chỉ của đơn vị"
            }
            Self::Recipient | Self::Final if code >= 500 && has_class(text, "5.7.") => {
                " – máy chủ của người nhận chặn thư này, không phải do địa chỉ; đề nghị báo quản trị thư điện tử"
            }
            _ => "",
        }
    }
}

/// Gmail's daily limit comes as 421, 450, 452, 454 or 550, told only by 5.4.5, 4.7.28 or its words
/// (support.google.com/a/answer/3726730).
fn speaks_of_our_quota(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let words = [
        "daily user sending",
        "daily sending",
        "sending limit",
        "sending quota",
        "daily limit",
        "daily quota",
        "hourly limit",
        "rate limit",
        "message limit",
        "too many messages",
        "too many emails",
        "messages per day",
        "unusual rate",
    ];
    has_status(&text, &["5.4.5", "4.7.28", "5.7.28"]) || words.iter().any(|word| text.contains(word))
}

fn speaks_of_full_mailbox(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    let words = ["mailbox full", "mailbox is full", "over quota", "overquota", "out of storage", "quota exceeded"];
    has_status(&text, &["4.2.2", "5.2.2"]) || words.iter().any(|word| text.contains(word))
}

fn speaks_of_relaying(text: &str) -> bool {
    let text = text.to_ascii_lowercase();
    text.contains("relay access denied") || text.contains("relaying") || text.contains("unable to relay")
}

/// Whether the enhanced status is of this class: of "5.7." what a server forbids.
fn has_class(text: &str, class: &str) -> bool {
    text.split_whitespace().next().is_some_and(|first| first.starts_with(class))
}

/// The enhanced status (RFC 3463) stands first.
fn has_status(text: &str, statuses: &[&str]) -> bool {
    text.split_whitespace().next().is_some_and(|first| statuses.contains(&first))
}

/// Server's words on one line of bearable length, without what must stay secret, plain or in base64.
pub(super) fn cleaned(text: &str, secrets: &[String]) -> String {
    let mut line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    for secret in secrets.iter().filter(|secret| !secret.is_empty()) {
        line = line.replace(secret.as_str(), "…");
    }
    if line.chars().count() > 200 {
        line = line.chars().take(200).chain(std::iter::once('…')).collect();
    }
    line
}

#[cfg(test)]
mod tests {
    use super::{Failure, Phase, Trouble, cleaned};
    use crate::delivery::Outcome;

    fn refused(phase: Phase, reply: &str) -> Outcome {
        let (code, text) = reply.split_once(' ').unwrap();
        let failure = Failure::Refused { code: code.parse().unwrap(), text: text.into() };
        Trouble { phase, failure }.outcome()
    }

    fn kind(outcome: &Outcome) -> &'static str {
        match outcome {
            Outcome::Sent { .. } => "sent",
            Outcome::Later { quota: false, .. } => "later",
            Outcome::Later { quota: true, .. } => "quota",
            Outcome::Never { .. } => "never",
            Outcome::Unknown { .. } => "unknown",
            Outcome::Down { .. } => "down",
        }
    }

    #[test]
    fn replies_of_real_servers_mean_what_they_mean() {
        use Phase::{Final, Greeting, LogIn, Recipient, Sender};
        for (phase, reply, expected) in [
            (Greeting, "421 4.3.2 Service not available", "down"),
            (Greeting, "554 5.7.1 Client host rejected", "down"),
            (LogIn, "535 5.7.8 Username and Password not accepted", "down"),
            (LogIn, "454 4.7.0 Too many login attempts, please try again later", "down"),
            (Sender, "553 5.7.1 Sender address rejected: not owned by user", "down"),
            (Sender, "451 4.3.0 queue file write error", "down"),
            (Sender, "452 4.5.3 daily quota exceeded", "quota"),
            (Final, "550 5.4.5 Daily user sending limit exceeded.", "quota"),
            (Recipient, "421 4.7.28 Our system has detected an unusual rate of mail", "quota"),
            (Recipient, "450 4.2.0 Recipient address rejected: Greylisted", "later"),
            (Recipient, "450 4.2.1 The user you are trying to contact is receiving mail at a rate", "later"),
            (Recipient, "550 5.1.1 User unknown", "never"),
            (Recipient, "552 5.2.2 The email account that you tried to reach is over quota", "later"),
            (Recipient, "452 4.2.2 inbox is out of storage", "later"),
            (Recipient, "554 5.7.1 <x@y.example>: Relay access denied", "later"),
            (Recipient, "530 5.7.0 Authentication required", "later"),
            (Final, "554 5.7.1 Message rejected as spam", "never"),
            (Final, "552 5.3.4 Message size exceeds fixed limit", "never"),
            (Final, "451 4.3.0 Error: queue file write error", "later"),
        ] {
            let outcome = refused(phase, reply);
            assert_eq!(kind(&outcome), expected, "{phase:?} {reply} → {outcome:?}");
        }
    }

    #[test]
    fn advice_blames_nobody_who_is_not_at_fault() {
        use Phase::{Final, Recipient};
        let why = |phase: Phase, text: &str| {
            let failure = Failure::Refused { code: 550, text: text.into() };
            Trouble { phase, failure }.why()
        };
        assert_eq!(
            why(Recipient, "5.1.1 no such user"),
            "máy chủ không nhận thư gửi đến địa chỉ này: 550 5.1.1 no such user – đề nghị kiểm tra lại địa chỉ của đơn vị"
        );
        for phase in [Recipient, Final] {
            let spam = why(phase, "5.7.1 rejected as spam");
            assert!(spam.contains("không phải do địa chỉ") && !spam.contains("kiểm tra lại địa chỉ"), "{spam}");
        }
        assert!(!why(Recipient, "5.3.4 message size exceeds fixed limit").contains("địa chỉ của đơn vị"));
    }

    #[test]
    fn only_a_refused_address_is_dead() {
        use Phase::{Final, Recipient};
        for (phase, reply, expected) in [
            (Recipient, "550 5.1.1 <x@y.example>: user unknown", true),
            (Recipient, "550 no such user here", true),
            (Recipient, "553 sorry, no mailbox here by that name", true),
            (Recipient, "550 5.2.1 The email account that you tried to reach is disabled", true),
            (Recipient, "554 5.7.1 Service unavailable; Client host [192.0.2.1] blocked using zen.example", false),
            (Recipient, "550 5.7.26 unauthenticated mail from this domain is not accepted due to DMARC policy", false),
            (Recipient, "552 5.3.4 message size exceeds fixed limit", false),
            (Final, "554 5.7.1 Message rejected as spam", false),
            (Final, "550 content rejected", false),
            (Final, "550 5.1.1 User unknown", true),
        ] {
            let outcome = refused(phase, reply);
            assert!(matches!(outcome, Outcome::Never { dead, .. } if dead == expected), "{reply}: {outcome:?}");
        }
    }

    #[test]
    fn a_lost_line_is_unknown_only_after_the_last_byte() {
        use Phase::{Connect, Content, Data, Final, Greeting, LogIn, Recipient, Sender, Tls};
        for (phase, expected) in [
            (Connect, "down"),
            (Tls, "down"),
            (Greeting, "down"),
            (LogIn, "down"),
            (Sender, "down"),
            (Recipient, "later"),
            (Data, "later"),
            (Content, "later"),
            (Final, "unknown"),
        ] {
            for failure in [Failure::Silent, Failure::Lost("x".into()), Failure::Odd("354 go".into())] {
                assert_eq!(kind(&Trouble { phase, failure }.outcome()), expected, "{phase:?}");
            }
        }
    }

    #[test]
    fn a_refused_login_says_what_to_do() {
        for (reply, expected) in [
            ("535 5.7.8 Username and Password not accepted. For more information, go to", "mật khẩu ứng dụng 16 chữ"),
            ("534 5.7.9 Application-specific password required", "xác minh 2 bước"),
            ("534 5.7.14 Please log in via your web browser and then try again", "trên trình duyệt"),
            ("535 5.7.8 Error: authentication failed", "kiểm tra tài khoản và mật khẩu"),
        ] {
            let outcome = refused(Phase::LogIn, reply);
            assert!(matches!(&outcome, Outcome::Down { why } if why.contains(expected)), "{outcome:?}");
        }
    }

    #[test]
    fn a_server_that_repeats_the_password_is_not_quoted() {
        let said = cleaned(
            "5.5.4 cannot\r\nparse hunter2 or AGEAaHVudGVyMg==",
            &["hunter2".into(), "AGEAaHVudGVyMg==".into()],
        );
        assert_eq!(said, "5.5.4 cannot parse … or …");
    }
}
