//! Why a letter is written: its unique key, its Message-ID and the reference that people see.

use std::fmt;
use std::str::FromStr;

use jiff::civil::Date;

use crate::calendar::Period;
use crate::message::Sha256;
use crate::plan::{PlanId, ReportId};
use crate::roster::UnitId;

/// Why a letter is written. Its [`Display`](fmt::Display) form is the unique key in the ledger; [`FromStr`] reads it
/// back.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Receipt of a mail (key: hash of its bytes).
    Receipt(String),
    /// Question back about a mail (key: hash of its bytes).
    Query(String),
    /// Question that a person asks about a mail (hash of its bytes): which one, on which day.
    Asked(String, String, Date),
    /// Tells the sender how staff settled a review; key: mail (hash of its bytes) and count of the settlement.
    Settled(String, u32),
    /// Tells whoever got the receipt with this number (year, number) that it is true no more, and which took its place.
    Corrected((i16, u32), Option<(i16, u32)>),
    /// Tells the unit what it owes under a plan: all of it, or one report for one period.
    Opening(UnitId, PlanId, Option<(ReportId, Period)>),
    /// Reminder before the due date: unit and day.
    Reminder(UnitId, Date),
    /// Overdue notice: unit and day.
    Overdue(UnitId, Date),
    /// The same notice to somebody else of the unit (address), because earlier ones had no answer.
    Escalated(UnitId, Date, String),
    /// Tells the unit that it has more time or is excused; key: the grant, by its number in the ledger.
    Granted(i64),
    /// Tells the unit that this grant is no longer in force.
    Lifted(i64),
    /// Digest of a day to one leader's address.
    Digest(Date, String),
    /// The work of a day to one of the staff (address).
    Desk(Date, String),
    /// Alert to one of the staff (address) about an event (its key).
    Alert(String, String),
}

/// Which letters go first when not all can go: receipts, then the few digests, which tell leaders why reminders wait,
/// then the many reminders.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Priority {
    /// Alerts to staff.
    Alert,
    /// Receipts, questions, decisions, the staff's work of the day: somebody waits for them.
    Answer,
    /// Digests.
    Digest,
    /// Opening notices, reminders and overdue notices.
    Reminder,
}

/// Not a purpose as the ledger writes it.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not the purpose of a letter")]
pub struct BadPurpose(pub String);

impl Purpose {
    /// When it goes, compared with others.
    #[must_use]
    pub fn priority(&self) -> Priority {
        match self {
            Self::Alert(..) => Priority::Alert,
            Self::Receipt(_)
            | Self::Query(_)
            | Self::Asked(..)
            | Self::Settled(..)
            | Self::Corrected(..)
            | Self::Granted(_)
            | Self::Lifted(_)
            | Self::Desk(..) => Priority::Answer,
            Self::Opening(..) | Self::Reminder(..) | Self::Overdue(..) | Self::Escalated(..) => Priority::Reminder,
            Self::Digest(..) => Priority::Digest,
        }
    }

    /// Whether it answers somebody's mail.
    #[must_use]
    pub fn is_answer(&self) -> bool {
        matches!(self, Self::Receipt(_) | Self::Query(_) | Self::Asked(..) | Self::Settled(..))
    }

    /// The kind in one word: `receipt`, `reminder`. Everybody of a unit gets the same overdue notice.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Self::Receipt(_) => "receipt",
            // A reply to it is the reply to a question, whoever asked.
            Self::Query(_) | Self::Asked(..) => "query",
            Self::Settled(..) => "settled",
            Self::Corrected(..) => "corrected",
            Self::Opening(..) => "opening",
            Self::Reminder(..) => "reminder",
            Self::Overdue(..) | Self::Escalated(..) => "overdue",
            Self::Granted(_) => "granted",
            Self::Lifted(_) => "lifted",
            Self::Digest(..) => "digest",
            Self::Desk(..) => "desk",
            Self::Alert(..) => "alert",
        }
    }

    /// The reference that people see, `TN-4F7K2Q9D`: it survives where mail programs lose the Message-ID, because it
    /// stands in the subject. The Message-ID begins with it, so either one finds the letter.
    #[must_use]
    pub fn reference(&self) -> String {
        format!("TN-{}", self.code())
    }

    /// Message-ID without brackets, in the domain of `mailbox`: the same whenever the letter is written again.
    #[must_use]
    pub fn message_id(&self, mailbox: &str) -> String {
        let domain = mailbox.rsplit_once('@').map_or("tiepnhan.invalid", |(_, domain)| domain);
        let tail: String = self.digits().chars().rev().take(24).collect();
        format!("tn-{}.{tail}@{domain}", self.code().to_lowercase())
    }

    fn digits(&self) -> String {
        Sha256::of(self.to_string().as_bytes()).as_str().to_owned()
    }

    /// Eight signs out of thirty that nobody misreads on the telephone (no I, L, O, U, 0, 1).
    fn code(&self) -> String {
        const SIGNS: &[u8; 30] = b"23456789ABCDEFGHJKMNPQRSTVWXYZ";
        let digits = self.digits();
        (0..8_usize)
            .map(|place| {
                let start = place.saturating_mul(4);
                let pair = digits.get(start..start.saturating_add(4)).unwrap_or("0000");
                let value = usize::from_str_radix(pair, 16).unwrap_or(0).checked_rem(SIGNS.len()).unwrap_or(0);
                char::from(SIGNS.get(value).copied().unwrap_or(b'X'))
            })
            .collect()
    }
}

/// Every kind of letter, as [`Purpose::kind`] says it.
pub const KINDS: [&str; 12] = [
    "receipt",
    "query",
    "settled",
    "corrected",
    "reminder",
    "overdue",
    "opening",
    "granted",
    "lifted",
    "digest",
    "desk",
    "alert",
];

/// What people call a kind of letter, by [`Purpose::kind`].
#[must_use]
pub fn kind_words(kind: &str) -> &'static str {
    match kind {
        "receipt" => "Xác nhận tiếp nhận",
        "query" => "Hỏi lại",
        "settled" => "Báo kết quả kiểm tra",
        "corrected" => "Đính chính xác nhận",
        "opening" => "Thông báo kế hoạch",
        "reminder" => "Nhắc",
        "overdue" => "Báo quá hạn",
        "granted" => "Báo gia hạn, miễn",
        "lifted" => "Báo bỏ gia hạn, miễn",
        "digest" => "Tổng hợp gửi lãnh đạo",
        "desk" => "Việc trong ngày gửi cán bộ",
        "alert" => "Báo cán bộ",
        _ => "Thư khác",
    }
}

/// The references in a text ("Re: Nhắc gửi báo cáo … [TN-4F7K2Q9D]"), as [`Purpose::reference`] writes them.
#[must_use]
pub fn references_in(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for word in text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-') {
        let word = word.to_ascii_uppercase();
        let is_code = |code: &str| code.len() == 8 && code.bytes().all(|b| b.is_ascii_alphanumeric());
        if word.strip_prefix("TN-").is_some_and(is_code) && !found.contains(&word) {
            found.push(word);
        }
    }
    found
}

/// What the Message-ID of the letter with this reference begins with: `tn-4f7k2q9d.`.
#[must_use]
pub fn message_id_prefix(reference: &str) -> String {
    format!("{}.", reference.to_lowercase())
}

impl fmt::Display for Purpose {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = self.kind();
        match self {
            Self::Receipt(mail) | Self::Query(mail) => write!(f, "{kind}:{mail}"),
            Self::Asked(mail, question, day) => write!(f, "{kind}:{mail}:{question}:{day}"),
            Self::Granted(grant) | Self::Lifted(grant) => write!(f, "{kind}:{grant}"),
            Self::Settled(mail, count) => write!(f, "{kind}:{count}:{mail}"),
            Self::Corrected((year, number), None) => write!(f, "{kind}:{number}/{year}"),
            Self::Corrected((year, number), Some((then, new))) => write!(f, "{kind}:{number}/{year}:{new}/{then}"),
            Self::Opening(unit, plan, None) => write!(f, "{kind}:{plan}:{unit}"),
            Self::Opening(unit, plan, Some((report, period))) => write!(f, "{kind}:{plan}:{unit}:{report}:{period}"),
            Self::Reminder(unit, day) | Self::Overdue(unit, day) => write!(f, "{kind}:{day}:{unit}"),
            Self::Escalated(unit, day, address) => write!(f, "escalated:{day}:{unit}:{address}"),
            Self::Digest(day, address) | Self::Desk(day, address) => write!(f, "{kind}:{day}:{address}"),
            Self::Alert(address, event) => write!(f, "{kind}:{address}:{event}"),
        }
    }
}

impl FromStr for Purpose {
    type Err = BadPurpose;

    fn from_str(text: &str) -> Result<Self, BadPurpose> {
        parse(text).ok_or_else(|| BadPurpose(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Purpose> {
    let (kind, rest) = text.split_once(':')?;
    let pair = || rest.split_once(':');
    let unit_and_day = || pair().and_then(|(day, unit)| Some((UnitId::new(unit).ok()?, day.parse::<Date>().ok()?)));
    Some(match kind {
        "receipt" => Purpose::Receipt(rest.to_owned()),
        "query" => match rest.split_once(':') {
            None => Purpose::Query(rest.to_owned()),
            Some((mail, rest)) => {
                let (question, day) = rest.split_once(':')?;
                Purpose::Asked(mail.to_owned(), question.to_owned(), day.parse().ok()?)
            }
        },
        "settled" => pair().and_then(|(count, mail)| Some(Purpose::Settled(mail.to_owned(), count.parse().ok()?)))?,
        "granted" => Purpose::Granted(rest.parse().ok()?),
        "lifted" => Purpose::Lifted(rest.parse().ok()?),
        "corrected" => corrected(rest)?,
        "opening" => opening(rest)?,
        "reminder" => unit_and_day().map(|(unit, day)| Purpose::Reminder(unit, day))?,
        "overdue" => unit_and_day().map(|(unit, day)| Purpose::Overdue(unit, day))?,
        "escalated" => escalated(rest)?,
        "digest" => pair().and_then(|(day, to)| Some(Purpose::Digest(day.parse().ok()?, to.to_owned())))?,
        "desk" => pair().and_then(|(day, to)| Some(Purpose::Desk(day.parse().ok()?, to.to_owned())))?,
        "alert" => pair().map(|(to, event)| Purpose::Alert(to.to_owned(), event.to_owned()))?,
        _ => return None,
    })
}

fn corrected(key: &str) -> Option<Purpose> {
    let number = |text: &str| {
        let (number, year) = text.split_once('/')?;
        Some((year.parse().ok()?, number.parse().ok()?))
    };
    match key.split_once(':') {
        None => Some(Purpose::Corrected(number(key)?, None)),
        Some((old, new)) => Some(Purpose::Corrected(number(old)?, Some(number(new)?))),
    }
}

fn escalated(key: &str) -> Option<Purpose> {
    let mut parts = key.splitn(3, ':');
    let (day, unit) = (parts.next()?.parse().ok()?, UnitId::new(parts.next()?).ok()?);
    Some(Purpose::Escalated(unit, day, parts.next()?.to_owned()))
}

fn opening(key: &str) -> Option<Purpose> {
    let mut parts = key.splitn(4, ':');
    let (plan, unit) = (PlanId::new(parts.next()?).ok()?, UnitId::new(parts.next()?).ok()?);
    let of = match (parts.next(), parts.next()) {
        (None, _) => None,
        (Some(report), period) => Some((ReportId::new(report).ok()?, period?.parse().ok()?)),
    };
    Some(Purpose::Opening(unit, plan, of))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn purposes() -> Vec<Purpose> {
        let unit = UnitId::new("so-y-te").unwrap();
        let day = Date::constant(2020, 6, 16);
        vec![
            Purpose::Receipt("ab12".into()),
            Purpose::Query("ab12".into()),
            Purpose::Asked("ab12".into(), "unit-unclear".into(), day),
            Purpose::Settled("ab12".into(), 2),
            Purpose::Reminder(unit.clone(), day),
            Purpose::Opening(unit.clone(), PlanId::new("12-kh-tgtu").unwrap(), None),
            Purpose::Opening(
                unit.clone(),
                PlanId::new("12-kh-tgtu").unwrap(),
                Some((ReportId::new("6-thang").unwrap(), "2020-H1".parse().unwrap())),
            ),
            Purpose::Overdue(unit.clone(), day),
            Purpose::Escalated(unit, day, "lanhdao@syt.example".into()),
            Purpose::Digest(day, "lanhdao@tinhuy.songlam.example".into()),
            Purpose::Corrected((2020, 7), None),
            Purpose::Corrected((2020, 7), Some((2021, 1))),
            Purpose::Desk(day, "canbo@tinhuy.songlam.example".into()),
            Purpose::Granted(7),
            Purpose::Lifted(7),
            Purpose::Alert("canbo@tinhuy.songlam.example".into(), "deaf:imap:2020-06-16".into()),
        ]
    }

    #[test]
    fn every_purpose_is_read_back_from_its_key() {
        for purpose in purposes() {
            assert_eq!(purpose.to_string().parse(), Ok(purpose));
        }
    }

    #[test]
    fn damaged_keys_are_refused() {
        for text in [
            "",
            "receipt",
            "reminder:2020-06-31:so-y-te",
            "overdue:2020-06-16",
            "escalated:2020-06-16:so-y-te",
            "settled:x:ab",
            "query:ab:unit-unclear",
            "granted:x",
            "corrected:7",
            "corrected:7/2020:8",
            "opening:12-kh-tgtu",
            "opening:12-kh-tgtu:so-y-te:6-thang",
            "greeting:ab",
        ] {
            assert_eq!(text.parse::<Purpose>(), Err(BadPurpose(text.into())));
        }
    }

    #[test]
    fn no_two_purposes_share_a_message_id() {
        let mut ids: Vec<String> = purposes().iter().map(|p| p.message_id("khoagiao@tinhuy.songlam.example")).collect();
        ids.sort();
        ids.dedup();
        assert_eq!(ids.len(), purposes().len());
    }

    #[test]
    fn a_reference_in_an_answered_subject_leads_to_the_message_id() {
        let purpose = purposes().swap_remove(4);
        let subject = format!("Re: Nhắc gửi báo cáo [{}]", purpose.reference());
        let found = references_in(&subject);
        assert_eq!(found, [purpose.reference()]);
        let id = purpose.message_id("khoagiao@tinhuy.songlam.example");
        assert!(id.starts_with(&message_id_prefix(&found[0])), "{id}");
        assert!(id.ends_with("@tinhuy.songlam.example"));
    }

    #[test]
    fn words_that_look_like_references_are_not_taken() {
        assert!(references_in("Báo cáo TN-2020, STN-12345678 và TN-123456789").is_empty());
    }
}
