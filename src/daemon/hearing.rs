//! Which mailboxes are read, and which is not. Pure.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::letter::wording;

/// A mailbox that was not read through for longer may hold what we would ask for: nobody is reminded then.
const FRESH: SignedDuration = SignedDuration::from_mins(30);

/// What is known of every mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hearings(Vec<Hearing>);

#[derive(Debug, Clone, PartialEq, Eq)]
struct Hearing {
    source: String,
    last_pass: Option<Timestamp>,
    deaf_since: Option<Timestamp>,
}

impl Hearings {
    /// These mailboxes, none of them read yet.
    pub(super) fn of(sources: Vec<String>) -> Self {
        Self(sources.into_iter().map(|source| Hearing { source, last_pass: None, deaf_since: None }).collect())
    }

    /// The mailbox was read through.
    pub(super) fn passed(&mut self, source: &str, at: Timestamp) {
        self.each(source, |one| one.last_pass = Some(at));
    }

    /// The mailbox cannot be read.
    pub(super) fn deafened(&mut self, source: &str, since: Timestamp) {
        self.each(source, |one| one.deaf_since = Some(since));
    }

    /// It can be read again; since when it could not.
    pub(super) fn recovered(&mut self, source: &str) -> Option<Timestamp> {
        let mut since = None;
        self.each(source, |one| since = one.deaf_since.take());
        since
    }

    fn each(&mut self, source: &str, act: impl FnMut(&mut Hearing)) {
        self.0.iter_mut().filter(|one| one.source == source).for_each(act);
    }

    /// Why nobody may be asked for a report now: what was asked for may lie in a mailbox that was not read lately. None
    /// when all were.
    pub(super) fn unread(&self, now: Timestamp) -> Option<String> {
        let fresh = |one: &Hearing| {
            one.deaf_since.is_none() && one.last_pass.is_some_and(|pass| now.duration_since(pass) < FRESH)
        };
        let names: Vec<String> =
            self.0.iter().filter(|one| !fresh(one)).map(|one| wording::mailbox(&one.source)).collect();
        match (names.as_slice(), self.0.len()) {
            ([], _) => None,
            (_, 1) => Some("chưa đọc hết hộp thư, báo cáo có thể đã đến".to_owned()),
            (names, _) => Some(format!("chưa đọc hết hộp thư {}, báo cáo có thể đã đến", names.join(", "))),
        }
    }

    /// One line for `systemctl status`.
    pub(super) fn words(&self, zone: &TimeZone) -> String {
        let moment = |at: Timestamp| zone.to_datetime(at).strftime("%H:%M %d/%m/%Y").to_string();
        let said = |one: &Hearing| {
            let words = match (one.deaf_since, one.last_pass) {
                (Some(since), _) => format!("không đọc được hộp thư từ {}", moment(since)),
                (None, Some(pass)) => format!("quét trọn vẹn gần nhất lúc {}", moment(pass)),
                (None, None) => "đang quét hộp thư lần đầu".to_owned(),
            };
            if self.0.len() > 1 { format!("{}: {words}", wording::mailbox(&one.source)) } else { words }
        };
        self.0.iter().map(said).collect::<Vec<_>>().join("; ")
    }
}

#[cfg(test)]
mod tests {
    use super::Hearings;
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    fn at(text: &str) -> Timestamp {
        format!("2020-06-05T{text}Z").parse().unwrap()
    }

    #[test]
    fn nobody_is_asked_as_long_as_one_of_two_mailboxes_is_unread() {
        let (old, new) = ("imap:cu@gmail.example@imap.gmail.example", "imap:moi@songlam.example");
        let (as_old, as_new) = ("cu@gmail.example (máy chủ imap.gmail.example)", "moi (máy chủ songlam.example)");
        let mut heard = Hearings::of(vec![old.to_owned(), new.to_owned()]);
        assert!(heard.unread(at("01:00")).unwrap().contains(&format!("{as_old}, {as_new}")));
        heard.passed(new, at("01:00"));
        assert_eq!(heard.unread(at("01:00")).unwrap(), format!("chưa đọc hết hộp thư {as_old}, báo cáo có thể đã đến"));
        heard.passed(old, at("01:05"));
        assert_eq!(heard.unread(at("01:29")), None);
        assert!(heard.unread(at("01:31")).unwrap().contains(as_new), "read too long ago");
        heard.passed(new, at("01:31"));
        heard.deafened(old, at("01:05"));
        assert!(heard.unread(at("01:32")).unwrap().contains(as_old));
        let words = heard.words(&TimeZone::UTC);
        assert_eq!(
            words,
            format!(
                "{as_old}: không đọc được hộp thư từ 01:05 05/06/2020; {as_new}: quét trọn vẹn gần nhất lúc 01:31 05/06/2020"
            )
        );
        assert_eq!((heard.recovered(new), heard.recovered(old)), (None, Some(at("01:05"))));
        assert_eq!(heard.unread(at("01:32")), None);
    }

    #[test]
    fn the_only_mailbox_needs_no_name() {
        let mut heard = Hearings::of(vec!["maildir".to_owned()]);
        assert_eq!(heard.unread(at("01:00")).unwrap(), "chưa đọc hết hộp thư, báo cáo có thể đã đến");
        assert_eq!(heard.words(&TimeZone::UTC), "đang quét hộp thư lần đầu");
        heard.passed("maildir", at("01:00"));
        assert_eq!(heard.unread(at("01:00")), None);
    }
}
