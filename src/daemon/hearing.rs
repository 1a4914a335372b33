//! Which mailboxes are read, and which is not. Pure.

use std::collections::BTreeSet;
use std::time::Duration;

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::letter::wording;
use crate::standing::hearing::{Mailbox, Silence};

/// A mailbox that was not read through for longer may hold what we would ask for: nobody is reminded then.
const FRESH: SignedDuration = SignedDuration::from_mins(30);

/// What is known of every mailbox.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Hearings {
    all: Vec<Hearing>,
    begun: Timestamp,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Hearing {
    source: String,
    /// How long it may be until it is looked at again.
    poll: SignedDuration,
    /// When it was last read through, in this run or before.
    read_at: Option<Timestamp>,
    /// Whether it was read through in this run.
    read: bool,
    /// What its source told.
    deaf: Option<Silence>,
    /// Staff wait for nothing in it.
    let_go: bool,
}

/// What may be said now of what did not come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Listening {
    /// All mailboxes were read through of late: it did not come.
    All,
    /// One is being read for the first time in this run, or is looked at seldom, and soon will have been read: nothing yet.
    Soon,
    /// One cannot be read: it may lie there.
    NotAll,
}

impl Hearings {
    /// These mailboxes, the office's own first, each with how often it is looked at, none of them read in this run, which
    /// began at `begun`; `known`: what is known of earlier runs.
    pub(super) fn of(sources: Vec<(String, Duration)>, known: &[Mailbox], begun: Timestamp) -> Self {
        let hearing = |(source, poll): (String, Duration)| {
            let poll = SignedDuration::try_from(poll).unwrap_or_default();
            let known = known.iter().find(|known| known.source == source);
            // What only took long in an earlier run may be quick in this one.
            let deaf = known.and_then(|known| known.silence.clone()).filter(|silence| !silence.why.is_empty());
            let let_go = known.is_some_and(|known| known.let_go.is_some());
            Hearing { read_at: known.and_then(|known| known.read_at), source, poll, read: false, deaf, let_go }
        };
        Self { all: sources.into_iter().map(hearing).collect(), begun }
    }

    /// The mailbox was read through. Since when it could not be read, if its source had told so.
    pub(super) fn passed(&mut self, source: &str, at: Timestamp) -> Option<Timestamp> {
        let mut since = None;
        self.each(source, |one| {
            (one.read_at, one.read) = (Some(at), true);
            since = one.deaf.take().map(|silence| silence.since);
        });
        since
    }

    /// The mailbox cannot be read, says its source. Since when: it may have been silent before this run began.
    pub(super) fn deafened(&mut self, source: &str, since: Timestamp, why: &str) -> Timestamp {
        let mut told = since;
        self.each(source, |one| {
            let earlier = one.deaf.as_ref().map(|silence| silence.since).or(one.read_at);
            told = earlier.unwrap_or(since).min(since);
            one.deaf = Some(Silence { since: told, why: why.to_owned() });
        });
        told
    }

    /// It can be read again; since when it could not.
    pub(super) fn recovered(&mut self, source: &str) -> Option<Timestamp> {
        let mut since = None;
        self.each(source, |one| since = one.deaf.take().map(|silence| silence.since));
        since
    }

    /// Staff wait for nothing in these mailboxes, and in no others. Whether that is news.
    pub(super) fn let_go(&mut self, sources: &BTreeSet<String>) -> bool {
        let mut news = false;
        for one in &mut self.all {
            let let_go = sources.contains(&one.source);
            news |= one.let_go != let_go;
            one.let_go = let_go;
        }
        news
    }

    /// Whether it is the office's own.
    pub(super) fn is_own(&self, source: &str) -> bool {
        self.all.first().is_some_and(|one| one.source == source)
    }

    /// Whether staff wait for nothing in it.
    pub(super) fn is_let_go(&self, source: &str) -> bool {
        self.all.iter().any(|one| one.source == source && one.let_go)
    }

    fn each(&mut self, source: &str, act: impl FnMut(&mut Hearing)) {
        self.all.iter_mut().filter(|one| one.source == source).for_each(act);
    }

    /// What may be said now.
    pub(super) fn listening(&self, now: Timestamp) -> Listening {
        let awaited = || self.all.iter().filter(|one| !one.let_go);
        if awaited().any(|one| one.is_pending(self.begun, now)) {
            Listening::Soon
        } else if awaited().all(|one| one.is_fresh(now)) {
            Listening::All
        } else {
            Listening::NotAll
        }
    }

    /// How each is read, as the ledger keeps it.
    pub(super) fn kept(&self, now: Timestamp) -> Vec<Mailbox> {
        let kept = |(place, one): (usize, &Hearing)| {
            let since = one.read_at.unwrap_or(self.begun);
            let stale = || Silence { since, why: String::new() };
            Mailbox {
                source: one.source.clone(),
                own: place == 0,
                read_at: one.read_at,
                silence: if one.was_read_when_due(now) { None } else { Some(one.deaf.clone().unwrap_or_else(stale)) },
                let_go: None,
            }
        };
        self.all.iter().enumerate().map(kept).collect()
    }

    /// Why nobody may be asked for a report now: what was asked for may lie in a mailbox that was not read lately. None
    /// when all were.
    pub(super) fn unread(&self, now: Timestamp) -> Option<String> {
        let stale = self.all.iter().filter(|one| !one.let_go && !one.is_fresh(now));
        let names: Vec<String> = stale.map(|one| wording::mailbox(&one.source)).collect();
        match (names.as_slice(), self.all.len()) {
            ([], _) => None,
            (_, 1) => Some("chưa đọc hết hộp thư, báo cáo có thể đã đến".to_owned()),
            (names, _) => Some(format!("chưa đọc hết hộp thư {}, báo cáo có thể đã đến", names.join(", "))),
        }
    }

    /// One line for `systemctl status`.
    pub(super) fn words(&self, zone: &TimeZone) -> String {
        let moment = |at: Timestamp| zone.to_datetime(at).strftime("%H:%M %d/%m/%Y").to_string();
        let said = |one: &Hearing| {
            let words = match (&one.deaf, one.read_at.filter(|_| one.read)) {
                (Some(silence), _) => format!("không đọc được hộp thư từ {}", moment(silence.since)),
                (None, Some(pass)) => format!("quét trọn vẹn gần nhất lúc {}", moment(pass)),
                (None, None) => "đang quét hộp thư lần đầu".to_owned(),
            };
            let words = if one.let_go { format!("{words} (đã thôi chờ)") } else { words };
            if self.all.len() > 1 { format!("{}: {words}", wording::mailbox(&one.source)) } else { words }
        };
        self.all.iter().map(said).collect::<Vec<_>>().join("; ")
    }
}

impl Hearing {
    /// Whether it was read through of late, in this run: what came while nothing ran has been seen.
    fn is_fresh(&self, now: Timestamp) -> bool {
        self.read && self.was_read_within(FRESH, now)
    }

    /// Whether it was read through as lately as it is looked at.
    fn was_read_when_due(&self, now: Timestamp) -> bool {
        self.was_read_within(FRESH.saturating_add(self.poll), now)
    }

    fn was_read_within(&self, span: SignedDuration, now: Timestamp) -> bool {
        self.deaf.is_none() && self.read_at.is_some_and(|pass| now.duration_since(pass) < span)
    }

    /// Whether it only has to be waited for: until it has been read for the first time in this run, as long as that had
    /// not much time yet, or until it is looked at again.
    fn is_pending(&self, begun: Timestamp, now: Timestamp) -> bool {
        let first = !self.read && self.deaf.is_none() && now.duration_since(begun) < FRESH;
        first || (self.read && !self.is_fresh(now) && self.was_read_when_due(now))
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::time::Duration;

    use super::{Hearings, Listening};
    use jiff::Timestamp;
    use jiff::tz::TimeZone;

    fn at(text: &str) -> Timestamp {
        format!("2020-06-05T{text}Z").parse().unwrap()
    }

    const OLD: &str = "imap:cu@gmail.example@imap.gmail.example";
    const NEW: &str = "imap:moi@songlam.example";

    fn both(begun: &str) -> Hearings {
        Hearings::of(two(), &[], at(begun))
    }

    fn two() -> Vec<(String, Duration)> {
        [NEW, OLD].map(|source| (source.to_owned(), Duration::from_secs(60))).to_vec()
    }

    #[test]
    fn nobody_is_asked_as_long_as_one_of_two_mailboxes_is_unread() {
        let (as_old, as_new) = ("cu@gmail.example (máy chủ imap.gmail.example)", "moi (máy chủ songlam.example)");
        let mut heard = both("01:00");
        assert!(heard.unread(at("01:00")).unwrap().contains(&format!("{as_new}, {as_old}")));
        heard.passed(NEW, at("01:00"));
        assert_eq!(heard.unread(at("01:00")).unwrap(), format!("chưa đọc hết hộp thư {as_old}, báo cáo có thể đã đến"));
        heard.passed(OLD, at("01:05"));
        assert_eq!((heard.unread(at("01:29")), heard.listening(at("01:29"))), (None, Listening::All));
        assert!(heard.unread(at("01:31")).unwrap().contains(as_new), "read too long ago");
        assert_eq!((heard.listening(at("01:30")), heard.listening(at("01:31"))), (Listening::Soon, Listening::NotAll));
        heard.passed(NEW, at("01:31"));
        assert_eq!(heard.deafened(OLD, at("01:05"), "mất mạng"), at("01:05"));
        assert!(heard.unread(at("01:32")).unwrap().contains(as_old));
        let words = heard.words(&TimeZone::UTC);
        assert_eq!(
            words,
            format!(
                "{as_new}: quét trọn vẹn gần nhất lúc 01:31 05/06/2020; {as_old}: không đọc được hộp thư từ 01:05 05/06/2020"
            )
        );
        assert_eq!((heard.recovered(NEW), heard.recovered(OLD)), (None, Some(at("01:05"))));
        heard.passed(OLD, at("01:32"));
        assert_eq!(heard.unread(at("01:32")), None);
    }

    #[test]
    fn the_only_mailbox_needs_no_name() {
        let mut heard = Hearings::of(vec![("maildir".to_owned(), Duration::from_secs(2))], &[], at("01:00"));
        assert_eq!(heard.unread(at("01:00")).unwrap(), "chưa đọc hết hộp thư, báo cáo có thể đã đến");
        assert_eq!(heard.words(&TimeZone::UTC), "đang quét hộp thư lần đầu");
        heard.passed("maildir", at("01:00"));
        assert_eq!(heard.unread(at("01:00")), None);
    }

    #[test]
    fn what_is_only_being_read_for_the_first_time_is_waited_for_but_not_for_long() {
        let mut heard = both("01:00");
        heard.passed(NEW, at("01:01"));
        assert_eq!(heard.listening(at("01:02")), Listening::Soon);
        assert_eq!(heard.listening(at("01:29")), Listening::Soon);
        heard.passed(NEW, at("01:29"));
        assert_eq!(heard.listening(at("01:31")), Listening::NotAll);
        let mut told = both("01:00");
        told.passed(NEW, at("01:01"));
        told.deafened(OLD, at("01:00"), "sai mật khẩu");
        assert_eq!(told.listening(at("01:02")), Listening::NotAll, "its source told that it cannot be read");
    }

    #[test]
    fn a_mailbox_that_is_looked_at_seldom_is_not_silent_in_between() {
        let mut heard = Hearings::of(vec![(NEW.to_owned(), Duration::from_secs(3600))], &[], at("01:00"));
        heard.passed(NEW, at("01:00"));
        let states = ["01:29", "01:31", "02:29", "02:30"].map(|now| heard.listening(at(now)));
        assert_eq!(states, [Listening::All, Listening::Soon, Listening::Soon, Listening::NotAll]);
        let silent = ["02:29", "02:30"].map(|now| heard.kept(at(now))[0].silence.is_some());
        assert_eq!(silent, [false, true]);
    }

    #[test]
    fn a_silence_outlasts_a_restart_and_begins_where_reading_ended() {
        let mut heard = both("01:00");
        heard.passed(NEW, at("01:05"));
        heard.passed(OLD, at("01:05"));
        heard.deafened(OLD, at("01:05"), "sai mật khẩu");
        let mut after = Hearings::of(two(), &heard.kept(at("01:20")), at("05:00"));
        after.passed(NEW, at("05:01"));
        assert_eq!(after.listening(at("05:01")), Listening::NotAll);
        assert_eq!(after.deafened(OLD, at("05:00"), "sai mật khẩu"), at("01:05"));
        let kept = after.kept(at("05:02"));
        assert_eq!((kept[0].silence.is_some(), kept[1].silence.as_ref().unwrap().since), (false, at("01:05")));
        assert_eq!(after.passed(OLD, at("06:00")), Some(at("01:05")), "it is told that it is read again");
        // Nobody told why: the program was off.
        let off = Hearings::of(two(), &after.kept(at("12:00")), at("12:00"));
        assert_eq!(off.listening(at("12:00")), Listening::Soon);
        assert_eq!(off.kept(at("12:32"))[1].silence.as_ref().unwrap().since, at("06:00"));
    }

    #[test]
    fn nothing_waits_for_a_mailbox_that_staff_let_go() {
        let mut heard = both("01:00");
        heard.passed(NEW, at("01:05"));
        heard.deafened(OLD, at("01:00"), "sai mật khẩu");
        let old = BTreeSet::from([OLD.to_owned()]);
        assert_eq!((heard.let_go(&old), heard.let_go(&old)), (true, false));
        assert_eq!((heard.listening(at("01:06")), heard.unread(at("01:06"))), (Listening::All, None));
        assert!(heard.words(&TimeZone::UTC).contains("không đọc được hộp thư từ 01:00 05/06/2020 (đã thôi chờ)"));
        assert!(heard.let_go(&BTreeSet::new()));
        assert_eq!(heard.listening(at("01:06")), Listening::NotAll);
    }
}
