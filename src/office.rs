//! Who runs tiepnhan, and everything its people have written down: the read-only ground of every judgment.

pub mod form;
mod matters;
mod papers;
mod terms;

use std::sync::{Arc, OnceLock};

use jiff::civil::{Date, Time, Weekday};
use jiff::tz::TimeZone;

use crate::calendar::Calendar;
use crate::dictionary::Dictionary;
use crate::plan::{Plans, ReportId};
use crate::roster::name::Names;
use crate::roster::{GroupId, Mailboxes, Roster};
use crate::spelling::placing::Placing;
pub(crate) use matters::is_filling;
pub use matters::{Matters, content};
pub use papers::Papers;
pub use terms::Terms;

/// The office that collects reports (cơ quan).
#[derive(Debug, Clone)]
pub struct Office {
    /// As it signs: "Phòng Khoa giáo, Ban Tuyên giáo Tỉnh ủy Sông Lam".
    pub name: String,
    /// As a sentence about it begins: "Ban Tuyên giáo Tỉnh ủy Sông Lam".
    pub short_name: String,
    /// The shared mailbox to which units write; also the From of what we send. Lower case.
    pub mailbox: String,
    /// Further addresses of our own (old mailboxes, aliases). Lower case.
    pub own_addresses: Vec<String>,
    /// The staff (chuyên viên): alerts go to them; their mails are never a unit's. Lower case.
    pub staff: Vec<String>,
    /// The leaders: the digest goes to each of them. Lower case.
    pub leaders: Vec<String>,
    /// What some of the leaders are told otherwise than the rest.
    pub briefings: Vec<Briefing>,
    /// Who is told of incidents at any hour beside the staff (lãnh đạo trực); the leaders when empty. Lower case.
    pub on_duty: Vec<String>,
    /// Who answers questions of units: "đồng chí Trần Minh Hòa, chuyên viên Phòng Khoa giáo".
    pub contact: Option<String>,
    /// The number to call.
    pub phone: Option<String>,
    /// The civil time of the office.
    pub time_zone: TimeZone,
    /// The first day whose mails may be answered; older mails are only registered.
    pub start_date: Date,
    /// First and last moment of a working day at which letters that no one awaits may leave.
    pub working_hours: (Time, Time),
    /// When the digest is written for a leader who has no hour of his own.
    pub digest_at: Time,
    /// Whether a report that came on X under "trước ngày X" counts as on time in rates.
    pub due_day_counts: bool,
    /// The receiving server's name in Authentication-Results (RFC 8601 authserv-id); none: such headers are not trusted.
    pub authserv_id: Option<String>,
    /// The same of each further mailbox that is read.
    pub also_signed_by: Vec<Option<String>>,
    /// The largest letter that the way out takes, as it leaves; bytes.
    pub largest_letter: u64,
    /// How it writes "ủy" or "uỷ". What others wrote, names above all, stays as it was written.
    pub placing: Placing,
    /// When an overdue notice goes to more than one address of the unit.
    pub escalation: Escalation,
}

/// When an overdue notice goes to more people of the unit than the one whose address comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Escalation {
    /// After so many notices about the same obligation that nobody answered; 0: never.
    pub after: u8,
    /// Whether the unit's leader, where the list has the address, gets a copy then.
    pub to_leader: bool,
}

/// How one leader is told: what lies in his field, at his hour, on his days.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Briefing {
    /// His address, lower case; one of [`Office::leaders`].
    pub address: String,
    /// How the letter addresses him: "đồng chí Nguyễn Văn An, Phó Trưởng ban".
    pub name: Option<String>,
    /// Only units of these groups; all when empty.
    pub groups: Vec<GroupId>,
    /// Only these reports; all when empty.
    pub reports: Vec<ReportId>,
    /// When; [`Office::digest_at`] when none.
    pub at: Option<Time>,
    /// On which days of the week; on every working day when empty.
    pub days: Vec<Weekday>,
}

impl Office {
    /// How `leader` is told, when not like the rest.
    #[must_use]
    pub fn briefing(&self, leader: &str) -> Option<&Briefing> {
        self.briefings.iter().find(|briefing| briefing.address == leader)
    }

    /// The hour of `leader`'s digest.
    #[must_use]
    pub fn digest_hour(&self, leader: &str) -> Time {
        self.briefing(leader).and_then(|briefing| briefing.at).unwrap_or(self.digest_at)
    }

    /// Every hour at which somebody's digest is written, in order, each once.
    #[must_use]
    pub fn digest_hours(&self) -> Vec<Time> {
        let mut hours: Vec<Time> = self.leaders.iter().map(|leader| self.digest_hour(leader)).collect();
        hours.push(self.digest_at);
        hours.sort_unstable();
        hours.dedup();
        hours
    }

    /// The leaders who are told of incidents at once.
    #[must_use]
    pub fn duty(&self) -> &[String] {
        if self.on_duty.is_empty() { &self.leaders } else { &self.on_duty }
    }
}

/// Everything that people wrote and the core reads: one value, replaced as a whole when a file changes.
#[derive(Debug, Clone)]
pub struct Rules {
    /// The office itself.
    pub office: Office,
    /// Its units.
    pub roster: Roster,
    /// Its plans.
    pub plans: Plans,
    /// Holidays and working days.
    pub calendar: Calendar,
    /// The words that mails are read by.
    pub dictionary: Arc<Dictionary>,
    made: Made,
}

/// What is made of the rules to read mails by: none of it changes from one mail to the next.
#[derive(Debug, Clone, Default)]
struct Made {
    names: Memo<Names>,
    mailboxes: Memo<Mailboxes>,
    papers: Memo<Papers>,
    terms: Memo<Terms>,
    matters: Memo<Matters>,
}

/// What is made of the rules when it is first asked for; a copy makes its own, because it may be changed.
#[derive(Debug)]
struct Memo<T>(OnceLock<Arc<T>>);

impl<T> Memo<T> {
    fn get(&self, make: impl FnOnce() -> T) -> Arc<T> {
        self.0.get_or_init(|| Arc::new(make())).clone()
    }
}

impl<T> Default for Memo<T> {
    fn default() -> Self {
        Self(OnceLock::new())
    }
}

impl<T> Clone for Memo<T> {
    fn clone(&self) -> Self {
        Self::default()
    }
}

impl Rules {
    /// The rules of an office that reads by the dictionary built in.
    #[must_use]
    pub fn new(office: Office, roster: Roster, plans: Plans, calendar: Calendar) -> Self {
        let dictionary = Dictionary::built_in().of_office(&office.name);
        Self { office, roster, plans, calendar, dictionary, made: Made::default() }
    }

    /// The same rules, read by another dictionary.
    #[must_use]
    pub fn reading_by(self, dictionary: Arc<Dictionary>) -> Self {
        Self { dictionary: dictionary.of_office(&self.office.name), made: Made::default(), ..self }
    }

    /// What the office calls itself and what its plans ask for.
    #[must_use]
    pub fn papers(&self) -> Arc<Papers> {
        self.made.papers.get(|| Papers::of(&self.office, &self.plans, &self.dictionary))
    }

    /// What the work of each unit is called.
    #[must_use]
    pub fn terms(&self) -> Arc<Terms> {
        self.made.terms.get(|| Terms::of(&self.roster, &self.plans, &self.dictionary))
    }

    /// What each report of the plans is about, where that is one matter.
    #[must_use]
    pub fn matters(&self) -> Arc<Matters> {
        self.made.matters.get(|| Matters::of(&self.plans, &self.roster, &self.dictionary))
    }

    /// Whose each address is or was.
    #[must_use]
    pub fn mailboxes(&self) -> Arc<Mailboxes> {
        self.made.mailboxes.get(|| Mailboxes::of(&self.roster))
    }

    /// The written forms of all names of the roster.
    #[must_use]
    pub fn names(&self) -> Arc<Names> {
        self.made.names.get(|| Names::of(&self.roster, self.dictionary.forms()))
    }
}
