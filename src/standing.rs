//! Every obligation and where it stands: the board, as values.

pub mod agenda;
pub mod facts;
pub mod figures;
pub mod grant;
pub mod grid;
pub mod hearing;
pub mod pieces;
pub mod summary;
pub mod words;

use std::borrow::Cow;
use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use crate::calendar::Period;
use crate::calendar::deadline::{Deadline, Timeliness};
use crate::decision::Relation;
use crate::office::Rules;
use crate::plan::obligation::{self, Obligation};
use crate::plan::{Asks, ReportId};
use crate::roster::{Unit, UnitId};

pub use agenda::Agenda;
use agenda::Known;
pub use facts::{Away, BoardFacts, BoardReceipt, Exception, Notice, NoticeKind, OpenIncident, OpenMail, Opening, Owed};

/// Where an obligation stands (tình trạng).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Standing {
    /// đúng hạn.
    OnTime,
    /// trong ngày hạn.
    OnDueDay,
    /// gửi chậm.
    Late {
        /// Calendar days, at least 1.
        days: u32,
    },
    /// đã nhận, under a plan that names no date: neither in time nor late.
    Received,
    /// chưa gửi; not due yet.
    Waiting,
    /// quá hạn.
    Overdue {
        /// Calendar days, at least 1.
        days: u32,
    },
    /// có thể đã gửi, chưa nhắc được: nobody may call it overdue.
    Maybe {
        /// Why.
        why: Doubt,
    },
    /// miễn.
    Excused,
    /// gia hạn; still open.
    Extended {
        /// Through 24:00 of this day.
        until: Date,
    },
    /// không phát sinh.
    Nil,
    /// Nothing came, and the plan names no date.
    NoDate,
}

/// Why a missing report may not be the unit's fault.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Doubt {
    /// A mail of the unit waits for a person.
    InReview,
    /// The unit asks or tells something, not that it has sent, and has no answer yet.
    Unanswered,
    /// A mail of somebody whom nobody knows waits for a person; it names the unit and this report, or may.
    Stranger,
    /// A mail of the unit came that could not be read: withheld by the server, or too large.
    Unread,
    /// A mail of the unit could not be processed.
    MailFailed,
    /// Our letters do not reach it, or it has no address.
    NotReached,
    /// The same, and there is still time to call.
    NotReminded,
    /// It leaves no file, and nobody has recorded yet that it was done.
    Unrecorded,
    /// It was due before the office began to use the program: what came then is not known here.
    BeforeStart,
    /// A mailbox of the office cannot be read: it may lie there.
    Unheard,
}

/// One line of the board.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// Who.
    pub unit: UnitId,
    /// What.
    pub report: ReportId,
    /// For which period.
    pub period: Period,
    /// When; with the extension, when one was granted. None for reports without a date.
    pub deadline: Option<Deadline>,
    /// How it stands.
    pub standing: Standing,
    /// What the office granted, also when something came all the same.
    pub exception: Option<Exception>,
    /// The first receipt: it decides whether the unit was in time.
    pub first: Option<BoardReceipt>,
    /// The receipt that is used now: the latest that replaced or began the report.
    pub current: Option<BoardReceipt>,
    /// Days on which the unit was asked for it, in order; by letters that are not known to be lost.
    pub asked: Vec<Date>,
    /// Those of `asked` whose letter still waits to leave: nobody has read it yet.
    pub unsent: Vec<Date>,
    /// Days of letters that asked for it and did not arrive, in order.
    pub vain: Vec<Date>,
    /// The letters among those of `asked` that also went to others of the unit, in order.
    pub escalated: Vec<Escalated>,
}

impl Row {
    /// The days on which a letter that asked for it left, in order.
    pub fn sent_days(&self) -> impl Iterator<Item = Date> {
        self.asked.iter().copied().filter(|day| !self.unsent.contains(day))
    }
}

/// A day on which a unit was asked at more than its first address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Escalated {
    /// The day.
    pub day: Date,
    /// Whether another address of its own got it.
    pub second: bool,
    /// Whether its leader got it.
    pub leader: bool,
}

/// Which rows to show; an absent field shows all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// This period only.
    pub period: Option<Period>,
    /// This kind of report only.
    pub report: Option<ReportId>,
    /// This unit only.
    pub unit: Option<UnitId>,
    /// Periods that touch these days, or are due on them (both included).
    pub days: Option<(Date, Date)>,
}

/// The rows of `filter`, in the order of reports, periods and the office's list of units.
///
/// Without period and days it shows what is due from two months before `now` to one month after it.
#[must_use]
pub fn board(rules: &Rules, facts: &BoardFacts, filter: &Filter, now: Timestamp) -> Vec<Row> {
    let (first, last) = days(rules, filter, now);
    Agenda::of(rules, first, last).rows(rules, facts, filter, (first, last), now)
}

/// The periods of everything that [`board`] shows of `filter`: what must be known of the register for it.
#[must_use]
pub fn periods(rules: &Rules, filter: &Filter, now: Timestamp) -> BTreeSet<Period> {
    if let Some(period) = filter.period {
        return BTreeSet::from([period]);
    }
    let (first, last) = days(rules, filter, now);
    Agenda::of(rules, first, last).periods()
}

fn days(rules: &Rules, filter: &Filter, now: Timestamp) -> (Date, Date) {
    let today = rules.office.time_zone.to_datetime(now).date();
    match (filter.days, filter.period) {
        (Some(days), _) => days,
        (None, Some(period)) => (period.first_day(), period.last_day()),
        (None, None) => (days_after(today, -60), days_after(today, 30)),
    }
}

/// `day` moved by `days`, staying inside the calendar.
pub fn days_after(day: Date, days: i32) -> Date {
    day.saturating_add(jiff::Span::new().days(days))
}

/// Where one obligation stands, whoever else owes what; none when nobody owes it.
#[must_use]
pub fn one(rules: &Rules, facts: &BoardFacts, owed: &Owed, now: Timestamp) -> Option<Row> {
    let (unit, report, period) = owed;
    let unit = rules.roster.unit(unit)?;
    let owed = obligation::owed(rules, unit, report, *period)?;
    let today = rules.office.time_zone.to_datetime(now).date();
    Some(row(&owed, rules, facts, &Known::of(unit, &rules.roster, facts, today), now))
}

fn row(owed: &Obligation, rules: &Rules, facts: &BoardFacts, known: &Known<'_>, now: Timestamp) -> Row {
    let key = (owed.unit.clone(), owed.report.clone(), owed.period);
    let exception = facts.exceptions.get(&key).copied();
    let deadline = match (owed.deadline.clone(), exception) {
        (Some(deadline), Some(Exception::Extended(day))) => Some(deadline.extended(day)),
        (deadline, _) => deadline,
    };
    let receipts = receipts(&key, rules, facts);
    let first = receipts.iter().find(|receipt| receipt.relation != Relation::Duplicate).cloned();
    let current =
        receipts.iter().rev().find(|r| !matches!(r.relation, Relation::Duplicate | Relation::Supplement)).cloned();
    let asked = known.asked(&owed.report, owed.period, false);
    let unsent = known.unsent(&owed.report, owed.period);
    let vain = known.asked(&owed.report, owed.period, true);
    let told = Told { there: known.reached, knows: known.reached && (vain.is_empty() || !asked.is_empty()) };
    let standing = match (&first, exception) {
        (Some(receipt), _) => received(receipt, deadline.as_ref(), exception),
        (None, Some(Exception::Excused)) => Standing::Excused,
        (None, _) => missing((&owed.report, owed.period), deadline.as_ref(), exception, rules, (known, told), now),
    };
    let (unit, report, period) = key;
    let escalated = known.escalated(&owed.report, owed.period);
    Row { unit, report, period, deadline, standing, exception, first, current, asked, unsent, vain, escalated }
}

/// What was received for an obligation, oldest first: also what was entered under the report of an older plan before
/// the one came that takes its place.
fn receipts<'f>(key: &Owed, rules: &Rules, facts: &'f BoardFacts) -> Cow<'f, [BoardReceipt]> {
    let (unit, report, period) = key;
    let found = facts.receipts.get(key).map_or(&[][..], Vec::as_slice);
    let older = rules.plans.report(report).map_or(&[][..], |(_, report)| report.instead_of.as_slice());
    if older.is_empty() {
        return Cow::Borrowed(found);
    }
    let mut all = found.to_vec();
    for older in older {
        all.extend(facts.receipts.get(&(unit.clone(), older.clone(), *period)).into_iter().flatten().cloned());
    }
    all.sort_by_key(|receipt| (receipt.received_at, receipt.number));
    Cow::Owned(all)
}

/// What was judged at receipt stands: neither a holiday table edited later nor a plan's new wording reaches back. Only
/// an extension does, because a person grants it for this very report and may grant it after the arrival; it can lift
/// a delay and never make one.
fn received(receipt: &BoardReceipt, deadline: Option<&Deadline>, exception: Option<Exception>) -> Standing {
    if receipt.relation == Relation::Nil {
        return Standing::Nil;
    }
    // Who need not have sent is not late with what comes all the same.
    if exception == Some(Exception::Excused) {
        return Standing::Received;
    }
    match timeliness(receipt, deadline, exception) {
        None => Standing::Received,
        Some(Timeliness::OnTime) => Standing::OnTime,
        Some(Timeliness::OnDueDay) => Standing::OnDueDay,
        Some(Timeliness::Late { days }) => Standing::Late { days },
    }
}

/// How what came stands to its date, a nil report like any other; none when it has no date.
fn timeliness(receipt: &BoardReceipt, deadline: Option<&Deadline>, exception: Option<Exception>) -> Option<Timeliness> {
    let at = receipt.received_at;
    let stood = receipt.timeliness.or_else(|| deadline.map(|deadline| deadline.arrival(at)));
    let forgiven = match (exception, deadline) {
        (Some(Exception::Extended(day)), Some(deadline)) => Some(deadline.ending(day).arrival(at)),
        _ => None,
    };
    forgiven.into_iter().chain(stood).min()
}

/// Nobody sends a report so long before it is due that a mail which waits today may hold it.
const FAR_AHEAD: SignedDuration = SignedDuration::from_hours(45 * 24);

/// So many days before its date a unit that no letter reaches is called.
const CALLED_AHEAD: i32 = 7;

/// Whether a letter can reach a unit, and whether of those that asked it for this not all came back.
#[derive(Clone, Copy)]
struct Told {
    there: bool,
    knows: bool,
}

fn missing(
    (report, period): (&ReportId, Period),
    deadline: Option<&Deadline>,
    exception: Option<Exception>,
    rules: &Rules,
    (known, told): (&Known<'_>, Told),
    now: Timestamp,
) -> Standing {
    // A mail that waits today says nothing of what was due before the office began.
    if deadline.is_some_and(|deadline| deadline.last_day() < rules.office.start_date) {
        return Standing::Maybe { why: Doubt::BeforeStart };
    }
    let far = |deadline: &Deadline| deadline.grace_until.duration_since(now) > FAR_AHEAD;
    if let Some(why) = known.doubt(period).filter(|_| !deadline.is_some_and(far)) {
        return Standing::Maybe { why };
    }
    let Some(deadline) = deadline else { return Standing::NoDate };
    match (deadline.arrival(now), exception) {
        (Timeliness::Late { .. }, None) if now < deadline.grace_until => Standing::Waiting,
        (Timeliness::Late { .. }, _) if is_activity(report, rules) => Standing::Maybe { why: Doubt::Unrecorded },
        (Timeliness::Late { days }, _) => {
            if !told.knows {
                Standing::Maybe { why: Doubt::NotReached }
            } else if known.unheard {
                Standing::Maybe { why: Doubt::Unheard }
            } else {
                Standing::Overdue { days }
            }
        }
        (_, _) if !told.there && is_soon(deadline, exception, now) && !is_activity(report, rules) => {
            Standing::Maybe { why: Doubt::NotReminded }
        }
        (_, Some(Exception::Extended(until))) => Standing::Extended { until },
        (_, _) => Standing::Waiting,
    }
}

fn is_soon(deadline: &Deadline, exception: Option<Exception>, now: Timestamp) -> bool {
    let extended = matches!(exception, Some(Exception::Extended(_)));
    let last = if extended { deadline.last_day() } else { deadline.nominal };
    last <= days_after(deadline.zone.to_datetime(now).date(), CALLED_AHEAD)
}

fn is_activity(report: &ReportId, rules: &Rules) -> bool {
    rules.plans.report(report).is_some_and(|(_, report)| report.asks == Asks::Activity)
}

/// Where letters to `unit` go on `day`: its first address of then that has not refused us for good.
///
/// The first address is the unit's own; the others are its clerks', so they are used only from when the first one is
/// known to be dead. Staff are told of that, because a clerk may have moved on.
#[must_use]
pub fn address<'a>(unit: &'a Unit, facts: &BoardFacts, day: Date) -> Option<&'a str> {
    let mut addresses = unit.mailboxes_on(day).0.iter().map(String::as_str);
    addresses.find(|address| !facts.bounced.contains_key(*address))
}

/// How many of a set of rows stand how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Tally {
    /// Obligations that count: all but the excused ones.
    pub owed: u32,
    /// Received, nil reports among them.
    pub received: u32,
    /// Received on time; on the due day too when the office counts that day.
    pub on_time: u32,
    /// Received on the due day under "trước ngày".
    pub on_due_day: u32,
    /// Received late.
    pub late: u32,
    /// Not due yet, extended ones and those without a date among them.
    pub waiting: u32,
    /// Overdue.
    pub overdue: u32,
    /// Perhaps sent.
    pub maybe: u32,
    /// Excused.
    pub excused: u32,
}

impl Tally {
    /// Counts `rows`; `due_day_counts` as [`crate::office::Office::due_day_counts`].
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>, due_day_counts: bool) -> Self {
        let mut tally = Self::default();
        for row in rows {
            tally.add(row.standing, due_day_counts);
        }
        tally
    }

    fn add(&mut self, standing: Standing, due_day_counts: bool) {
        let one = |count: &mut u32| *count = count.saturating_add(1);
        match standing {
            Standing::Excused => one(&mut self.excused),
            Standing::OnTime | Standing::Nil => one(&mut self.on_time),
            Standing::Received => {}
            Standing::OnDueDay => {
                one(&mut self.on_due_day);
                if due_day_counts {
                    one(&mut self.on_time);
                }
            }
            Standing::Late { .. } => one(&mut self.late),
            Standing::Waiting | Standing::Extended { .. } | Standing::NoDate => one(&mut self.waiting),
            Standing::Overdue { .. } => one(&mut self.overdue),
            Standing::Maybe { .. } => one(&mut self.maybe),
        }
        if standing != Standing::Excused {
            one(&mut self.owed);
        }
        if standing.is_received() {
            one(&mut self.received);
        }
    }

    /// Received of owed, in percent rounded down; 100 when nothing is owed. Rounded down so that 100 means all.
    #[must_use]
    pub fn received_percent(&self) -> u32 {
        self.received.saturating_mul(100).checked_div(self.owed).unwrap_or(100)
    }
}

impl Standing {
    /// Whether something came that stands.
    #[must_use]
    pub fn is_received(self) -> bool {
        matches!(self, Self::OnTime | Self::OnDueDay | Self::Late { .. } | Self::Nil | Self::Received)
    }
}
