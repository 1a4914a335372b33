//! What waits for a person, the most urgent first.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::{Desk, Refusal};
use crate::calendar::Period;
use crate::calendar::deadline::Deadline;
use crate::decision::proposal::Open;
use crate::decision::{Decision, Question};
use crate::evidence::{Claim, Evidence};
use crate::ledger::{LedgerError, Review};
use crate::letter::wording;
use crate::roster::UnitId;
use crate::standing::{self, BoardFacts, Doubt, Filter, Row, Standing, days_after};

/// What is due within so many days presses.
const NEAR: i32 = 3;
/// What was due so many days before a mail came, or is due so many days after, may be what it brings.
const AROUND: (i32, i32) = (-100, 45);

/// Why a mail should be looked at before others; the most pressing first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Press {
    /// It may be secret, dangerous or forged.
    Alarm,
    /// It reports on an incident.
    Incident,
    /// What it may be is due, or nearly.
    Due(Date),
    /// Nothing.
    None,
}

/// A mail that waits.
#[derive(Debug, Clone)]
pub struct Waiting {
    /// What is asked about it, and since when.
    pub review: Review,
    /// The guess.
    pub decision: Decision,
    /// Why it should be looked at before others.
    pub press: Press,
}

/// The mails that wait, grouped by question: first the group with the most pressing mail, in each the most pressing,
/// then the oldest.
///
/// # Errors
/// What the ledger says.
pub fn waiting(desk: &Desk) -> Result<Vec<Waiting>, Refusal> {
    let found = desk.ledger.read(|snapshot| {
        let reviews = snapshot.reviews(true)?.into_iter();
        let found = reviews.map(|review| {
            let mail = review.mail.id;
            Ok((snapshot.decision(mail)?, snapshot.evidence(mail)?, review))
        });
        found.collect::<Result<Vec<_>, LedgerError>>()
    })?;
    let filter = Filter::default();
    let rows = standing::board(desk.rules(), &desk.facts(&[&filter])?, &filter, desk.now);
    let soon = days_after(desk.today(), NEAR);
    let mut waiting: Vec<Waiting> = found
        .into_iter()
        .map(|(decision, evidence, review)| {
            let received = desk.day(review.mail.received_at);
            let press = press(&review, &decision, &evidence, (&rows, received), soon);
            Waiting { review, decision, press }
        })
        .collect();
    let mut groups: BTreeMap<Question, Press> = BTreeMap::new();
    for one in &waiting {
        let first = groups.entry(one.review.question).or_insert(one.press);
        *first = one.press.min(*first);
    }
    waiting.sort_by_key(|one| {
        let question = one.review.question;
        let group = groups.get(&question).copied().unwrap_or(Press::None).rank();
        (group, question, one.press.rank(), one.review.mail.received_at, one.review.mail.id)
    });
    Ok(waiting)
}

impl Press {
    /// What is due today and what is due tomorrow press alike: then the older mail comes first.
    fn rank(self) -> u8 {
        match self {
            Self::Alarm => 0,
            Self::Incident => 1,
            Self::Due(_) => 2,
            Self::None => 3,
        }
    }
}

fn press(
    review: &Review,
    decision: &Decision,
    evidence: &Evidence,
    (rows, received): (&[Row], Date),
    soon: Date,
) -> Press {
    if matches!(review.question, Question::Secret | Question::Dangerous | Question::Forged) {
        return Press::Alarm;
    }
    if evidence.clues.iter().any(|clue| clue.claim == Claim::Incident) {
        return Press::Incident;
    }
    let unit = decision.unit.as_ref().or(review.mail.unit.as_ref());
    let meant = |row: &&Row| match decision.entries.as_slice() {
        [] => Some(&row.unit) == unit,
        entries => entries
            .iter()
            .any(|entry| entry.unit == row.unit && entry.report == row.report && entry.period == row.period),
    };
    let missing = rows.iter().filter(meant).filter(|row| is_missing(row));
    let due = missing.filter_map(|row| row.deadline.as_ref()).map(Deadline::last_day);
    // What names no report is most likely about the one that was due around the day on which it came.
    let nearest = |day: &Date| (day.duration_since(received).as_hours().abs(), *day);
    let day = if decision.entries.is_empty() { due.min_by_key(nearest) } else { due.min() };
    day.filter(|day| *day <= soon).map_or(Press::None, Press::Due)
}

fn is_missing(row: &Row) -> bool {
    let before_start = matches!(row.standing, Standing::Maybe { why: Doubt::BeforeStart });
    !row.standing.is_received() && row.standing != Standing::Excused && !before_start
}

/// What is known of what a mail that came on this day may be, and of these periods.
///
/// # Errors
/// What the ledger says.
pub fn facts_around(
    desk: &Desk,
    periods: impl IntoIterator<Item = Period>,
    day: Date,
) -> Result<BoardFacts, LedgerError> {
    let around = Filter { days: Some((days_after(day, AROUND.0), days_after(day, AROUND.1))), ..Filter::default() };
    let mut all = standing::periods(desk.rules(), &around, desk.now);
    all.extend(periods);
    desk.facts_about(&all)
}

/// What these units have not sent around the day on which a mail came, the nearest due first.
#[must_use]
pub fn open_around(desk: &Desk, facts: &BoardFacts, units: &[UnitId], day: Date) -> Vec<Open> {
    let (first, last) = (days_after(day, AROUND.0), days_after(day, AROUND.1));
    let mut open: Vec<(i64, Open)> = Vec::new();
    for unit in units {
        let filter = Filter { unit: Some(unit.clone()), days: Some((first, last)), ..Filter::default() };
        let rows = standing::board(desk.rules(), facts, &filter, desk.now);
        open.extend(rows.into_iter().filter(|row| !row.standing.is_received()).map(|row| {
            let due = row.deadline.map_or(row.period.last_day(), |deadline| deadline.nominal);
            (due.duration_since(day).as_hours().abs(), (row.unit, row.report, row.period))
        }));
    }
    open.sort();
    open.into_iter().map(|(_, open)| open).collect()
}

/// "hạn 19/6/2020, đã qua 3 ngày"; empty when nothing presses.
#[must_use]
pub fn pressing(press: Press, today: Date) -> String {
    let due = |day: Date| {
        let days = day.duration_since(today).as_hours().div_euclid(24);
        let left = match days {
            0 => "là hôm nay".to_owned(),
            1.. => format!("còn {days} ngày"),
            _ => format!("đã qua {} ngày", days.abs()),
        };
        format!("hạn {}, {left}", wording::date(day))
    };
    match press {
        Press::Alarm => "cần xem ngay".to_owned(),
        Press::Incident => "vụ việc đột xuất".to_owned(),
        Press::Due(day) => due(day),
        Press::None => String::new(),
    }
}
