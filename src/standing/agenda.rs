//! What is owed in a span of days, worked out once; where it stands may then be asked as often as the clock is turned.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::facts::Copied;
use super::{BoardFacts, Doubt, Escalated, Filter, Notice, OpenMail, Row, address, row};
use crate::calendar::Period;
use crate::calendar::deadline::Deadline;
use crate::decision::Question;
use crate::evidence::wish::said::may_have_sent;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::plan::obligation::{Obligation, obligations};
use crate::roster::{Roster, Unit, UnitId};

/// Every obligation of a span of days, in the order of reports, periods and the office's list of units.
#[derive(Debug, Clone)]
pub struct Agenda {
    /// Each with the place of its unit in the roster.
    owed: Vec<(usize, Obligation)>,
}

impl Agenda {
    /// What is owed for periods that touch the days `first..=last`, or is due on them.
    #[must_use]
    pub fn of(rules: &Rules, first: Date, last: Date) -> Self {
        let units = rules.roster.units.iter().enumerate();
        let places: BTreeMap<&UnitId, usize> = units.map(|(place, unit)| (&unit.id, place)).collect();
        let placed = |owed: Obligation| Some((*places.get(&owed.unit)?, owed));
        Self { owed: obligations(rules, first, last).into_iter().filter_map(placed).collect() }
    }

    /// Where the obligations of `filter` stand that touch `days`, which lie within the span of this agenda; by the same
    /// rules by which it was made.
    #[must_use]
    pub fn rows(
        &self,
        rules: &Rules,
        facts: &BoardFacts,
        filter: &Filter,
        days: (Date, Date),
        now: Timestamp,
    ) -> Vec<Row> {
        let today = rules.office.time_zone.to_datetime(now).date();
        let by_unit = notices(facts);
        let of_unit = |unit: &'_ Unit| {
            let asked = by_unit.get(&unit.id).cloned().unwrap_or_default();
            Known::among(unit, &rules.roster, (facts, today), asked)
        };
        let wanted_unit = |unit: &Unit| filter.unit.as_ref().is_none_or(|only| unit.id == *only);
        let units = rules.roster.units.iter();
        let known: Vec<Option<Known<'_>>> = units.map(|unit| wanted_unit(unit).then(|| of_unit(unit))).collect();
        let wanted = |owed: &Obligation| {
            filter.period.is_none_or(|period| owed.period == period)
                && filter.report.as_ref().is_none_or(|report| owed.report == *report)
                && touches(owed, days)
        };
        let rows = self.owed.iter().filter(|(_, owed)| wanted(owed));
        rows.filter_map(|(place, owed)| Some(row(owed, rules, facts, known.get(*place)?.as_ref()?, now))).collect()
    }

    /// The periods in it.
    #[must_use]
    pub fn periods(&self) -> BTreeSet<Period> {
        self.owed.iter().map(|(_, owed)| owed.period).collect()
    }

    /// The deadlines of all that is owed, extensions left aside; the same one once for each unit.
    pub fn deadlines(&self) -> impl Iterator<Item = &Deadline> {
        self.owed.iter().filter_map(|(_, owed)| owed.deadline.as_ref())
    }
}

fn touches(owed: &Obligation, (first, last): (Date, Date)) -> bool {
    let due_inside = owed.deadline.as_ref().is_some_and(|due| (first..=last).contains(&due.nominal));
    due_inside || (owed.period.first_day() <= last && first <= owed.period.last_day())
}

fn notices(facts: &BoardFacts) -> BTreeMap<&UnitId, Vec<&Notice>> {
    let mut by_unit: BTreeMap<&UnitId, Vec<&Notice>> = BTreeMap::new();
    for notice in &facts.notices {
        by_unit.entry(&notice.unit).or_default().push(notice);
    }
    by_unit
}

/// A mail that waits for a person and may hold something that a unit owes.
#[derive(Debug, Clone, Copy)]
pub struct Held<'f> {
    /// The mail.
    pub mail: &'f OpenMail,
    /// Whether nobody knows its sender.
    pub strange: bool,
}

impl Held<'_> {
    /// Whether it may be the report for this period. A mail of the unit itself may be anything; a stranger's is what it
    /// says, or a longer or shorter report that ends on the same day.
    #[must_use]
    pub fn may_be(&self, period: Period) -> bool {
        let brings = &self.mail.brings;
        !self.strange || brings.is_empty() || brings.iter().any(|other| other.last_day() == period.last_day())
    }
}

/// The mails that wait for a person and may hold what the unit owes, oldest first.
#[must_use]
pub fn open_of<'f>(unit: &Unit, roster: &Roster, facts: &'f BoardFacts) -> Vec<Held<'f>> {
    if facts.open.is_empty() {
        return Vec::new();
    }
    // What a mail says may point elsewhere or nowhere; as long as nobody has looked at it, it may hold what its sender
    // owes.
    let kin = roster.kin(unit);
    let theirs = |mail: &'f OpenMail| {
        let own = kin.iter().any(|unit| unit.ever_wrote_from(&mail.from));
        if !own && mail.unit.as_ref() != Some(&unit.id) {
            return None;
        }
        let strange = !own && !mail.taught && !roster.units.iter().any(|unit| unit.ever_wrote_from(&mail.from));
        // Anybody may write a unit's name: who only asks or talks brings nothing of it.
        (!strange || mail.delivers).then_some(Held { mail, strange })
    };
    facts.open.iter().filter_map(theirs).collect()
}

/// Whether its writer only asks or tells something, and not that a report was sent.
fn is_talk(mail: &OpenMail) -> bool {
    mail.question == Some(Question::PersonAsks) && !mail.words.is_empty() && !may_have_sent(&mail.words)
}

/// What the ledger says of a unit as a whole: looked up once, not for each of its rows.
pub(super) struct Known<'f> {
    /// The mails that may hold what is missed.
    open: Vec<Held<'f>>,
    /// Whether letters reach it.
    pub(super) reached: bool,
    /// Whether something of it may lie in a mailbox that is not read.
    pub(super) unheard: bool,
    notices: Vec<&'f Notice>,
    leader: Option<String>,
}

impl<'f> Known<'f> {
    pub(super) fn of(unit: &Unit, roster: &Roster, facts: &'f BoardFacts, today: Date) -> Self {
        let notices = facts.notices.iter().filter(|notice| notice.unit == unit.id);
        Self::among(unit, roster, (facts, today), notices.collect())
    }

    fn among(unit: &Unit, roster: &Roster, (facts, today): (&'f BoardFacts, Date), notices: Vec<&'f Notice>) -> Self {
        let open = open_of(unit, roster, facts);
        let (reached, unheard) = (address(unit, facts, today).is_some(), facts.is_unheard());
        Self { open, reached, unheard, notices, leader: unit.leader.clone() }
    }

    /// Why the report for this period may have been sent though nothing was entered.
    pub(super) fn doubt(&self, period: Period) -> Option<Doubt> {
        let may_be = || self.open.iter().filter(|held| held.may_be(period));
        // What nobody here can have seen is said before what waits on the list, the unit's own before a stranger's, and those
        // before mere talk.
        let unread = may_be().find(|held| held.mail.question == Some(Question::UnreadableMail));
        let own = may_be().find(|held| !held.strange && !is_talk(held.mail));
        let held = unread.or(own).or(may_be().find(|held| !is_talk(held.mail))).or(may_be().next())?;
        Some(match held.mail.question {
            Some(Question::UnreadableMail) => Doubt::Unread,
            Some(_) if is_talk(held.mail) => Doubt::Unanswered,
            Some(_) if held.strange => Doubt::Stranger,
            Some(_) => Doubt::InReview,
            None => Doubt::MailFailed,
        })
    }

    /// The days on which it was asked for this, in order; by letters that are `lost` or are not.
    pub(super) fn asked(&self, report: &ReportId, period: Period, lost: bool) -> Vec<Date> {
        let concerns = |notice: &&&Notice| {
            notice.lost == lost && notice.about.iter().any(|(about, of)| *of == period && about == report)
        };
        let mut days: Vec<Date> = self.notices.iter().filter(concerns).map(|notice| notice.day).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The days of letters that asked for this and have not left, in order; not those on which another one has.
    pub(super) fn unsent(&self, report: &ReportId, period: Period) -> Vec<Date> {
        let concerns =
            |notice: &&&Notice| !notice.lost && notice.about.iter().any(|(about, of)| *of == period && about == report);
        let theirs = || self.notices.iter().filter(concerns);
        let left = |day: Date| theirs().any(|notice| notice.day == day && notice.sent);
        let mut days: Vec<Date> = theirs().map(|notice| notice.day).filter(|day| !left(*day)).collect();
        days.sort_unstable();
        days.dedup();
        days
    }

    /// The days on which others of the unit got the letter that asked for this, in order. A copy that came back told
    /// nobody.
    pub(super) fn escalated(&self, report: &ReportId, period: Period) -> Vec<Escalated> {
        let concerns = |notice: &&&Notice| notice.about.iter().any(|(about, of)| *of == period && about == report);
        let told = |notice: &&Notice| {
            let arrived = || notice.copies.iter().filter(|copy| !copy.lost);
            let leads = |copy: &Copied| self.leader.as_ref() == Some(&copy.to);
            let (leader, second) = (arrived().any(leads), arrived().any(|copy| !leads(copy)));
            (leader || second).then_some(Escalated { day: notice.day, second, leader })
        };
        let mut days: Vec<Escalated> = self.notices.iter().filter(concerns).filter_map(told).collect();
        days.sort_unstable_by_key(|escalated| escalated.day);
        days
    }
}
