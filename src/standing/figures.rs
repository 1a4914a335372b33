//! The figures of a set of obligations: phải gửi, đã nhận, đúng hạn, tỷ lệ gửi, tỷ lệ đúng hạn; and who is late again
//! and again.
//!
//! They are the five that DHIS2 reports of its data sets (expected reports, actual reports, actual reports on time,
//! reporting rate, reporting rate on time), made fair to units:
//!
//! - An obligation is expected (phải gửi) from the moment when its last day, with extension and grace, has passed,
//!   whether something came or not. So a unit that sends early does not better the rate of the day, and one that may
//!   still send does not worsen it. What is not due yet is counted beside, with what has come of it.
//! - Excused obligations, and those due before the office began to use the program, are not expected, even when
//!   something came.
//! - A nil report is received, and on time when it came on time.
//! - What came on X under "trước ngày X" is on time when the office counts that day, and late never.
//! - What may have been sent (a mail in review, letters that do not arrive) is expected and not received; it stands
//!   under `maybe`, never under `overdue`.
//! - Reports without a date and activities are counted apart: nobody is late with them.

use std::collections::BTreeMap;

use jiff::Timestamp;

use super::{Exception, Row, Standing, timeliness};
use crate::calendar::deadline::Timeliness;
use crate::office::Rules;
use crate::plan::Asks;
use crate::roster::Unit;

/// How a set of obligations stands, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize)]
pub struct Figures {
    /// phải gửi: obligations that fell due.
    pub expected: u32,
    /// đã nhận: of those, received, nil reports among them.
    pub received: u32,
    /// đúng hạn: of those, received in time.
    pub on_time: u32,
    /// trong ngày hạn: of those, received on X under "trước ngày X"; part of `on_time` when the office says so.
    pub on_due_day: u32,
    /// gửi chậm: of those, received late.
    pub late: u32,
    /// quá hạn: of those, missing.
    pub overdue: u32,
    /// có thể đã gửi: of those, not known to be missing.
    pub maybe: u32,
    /// chưa đến hạn: not due yet, extended ones among them.
    pub not_due: u32,
    /// Received of those that are not due yet.
    pub early: u32,
    /// miễn.
    pub excused: u32,
    /// Due before the office began to use the program.
    pub before_start: u32,
    /// không định hạn: without a date.
    pub undated: u32,
    /// Received of those without a date.
    pub undated_received: u32,
    /// Activities, which leave no file.
    pub activities: u32,
    /// Activities that a person recorded as done.
    pub activities_done: u32,
}

/// A share that never says all when one is missing, nor none when one is there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rate {
    part: u32,
    whole: u32,
}

impl Rate {
    /// `part` of `whole`.
    #[must_use]
    pub fn of(part: u32, whole: u32) -> Self {
        Self { part, whole }
    }

    /// In thousandths, rounded down, but at least one when there is something; none of nothing.
    #[must_use]
    pub fn per_mille(self) -> Option<u32> {
        let share = u64::from(self.part).saturating_mul(1000).checked_div(u64::from(self.whole))?;
        let share = u32::try_from(share).unwrap_or(u32::MAX);
        Some(if self.part > 0 { share.max(1) } else { 0 })
    }

    /// In whole percent, rounded down: "99%"; "–" of nothing. For narrow columns.
    #[must_use]
    pub fn percent(self) -> String {
        self.per_mille().map_or_else(|| "–".to_owned(), |share| format!("{}%", share / 10))
    }
}

impl std::fmt::Display for Rate {
    /// As offices write it: "99,2%", "100%"; "–" of nothing.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self.per_mille() {
            None => f.write_str("–"),
            Some(share) if share % 10 == 0 => write!(f, "{}%", share / 10),
            Some(share) => write!(f, "{},{}%", share / 10, share % 10),
        }
    }
}

/// How a row enters the figures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Due,
    NotDue,
    Excused,
    BeforeStart,
    Undated,
    Activity,
}

fn part(row: &Row, rules: &Rules, now: Timestamp) -> Part {
    if row.standing == Standing::Excused || row.exception == Some(Exception::Excused) {
        return Part::Excused;
    }
    let is_activity = rules.plans.report(&row.report).is_some_and(|(_, report)| report.asks == Asks::Activity);
    match &row.deadline {
        Some(deadline) if deadline.last_day() < rules.office.start_date => Part::BeforeStart,
        _ if is_activity => Part::Activity,
        None => Part::Undated,
        Some(deadline) if now < deadline.grace_until => Part::NotDue,
        Some(_) => Part::Due,
    }
}

impl Figures {
    /// The figures of `rows` at `now`.
    #[must_use]
    pub fn of<'a>(rows: impl IntoIterator<Item = &'a Row>, rules: &Rules, now: Timestamp) -> Self {
        let mut figures = Self::default();
        for row in rows {
            figures.add(row, rules, now);
        }
        figures
    }

    /// Counts one more obligation.
    pub fn add(&mut self, row: &Row, rules: &Rules, now: Timestamp) {
        let received = row.standing.is_received();
        match part(row, rules, now) {
            Part::Due => self.add_due(row, rules),
            Part::NotDue => {
                one(&mut self.not_due, true);
                one(&mut self.early, received);
            }
            Part::Excused => one(&mut self.excused, true),
            Part::BeforeStart => one(&mut self.before_start, true),
            Part::Undated => {
                one(&mut self.undated, true);
                one(&mut self.undated_received, received);
            }
            Part::Activity => {
                one(&mut self.activities, true);
                one(&mut self.activities_done, received);
            }
        }
    }

    fn add_due(&mut self, row: &Row, rules: &Rules) {
        one(&mut self.expected, true);
        one(&mut self.received, row.standing.is_received());
        match in_time(row) {
            Some(Timeliness::OnTime) => one(&mut self.on_time, true),
            Some(Timeliness::OnDueDay) => {
                one(&mut self.on_due_day, true);
                one(&mut self.on_time, rules.office.due_day_counts);
            }
            Some(Timeliness::Late { .. }) => one(&mut self.late, true),
            None => {
                let accused = matches!(row.standing, Standing::Overdue { .. });
                one(&mut self.overdue, accused);
                one(&mut self.maybe, !accused);
            }
        }
    }

    /// Tỷ lệ gửi: received of expected.
    #[must_use]
    pub fn rate(&self) -> Rate {
        Rate::of(self.received, self.expected)
    }

    /// Tỷ lệ đúng hạn: on time of expected.
    #[must_use]
    pub fn on_time_rate(&self) -> Rate {
        Rate::of(self.on_time, self.expected)
    }
}

/// How what came stands to its deadline; none when nothing came. A nil report is measured like any other.
fn in_time(row: &Row) -> Option<Timeliness> {
    match row.standing {
        Standing::OnTime | Standing::Received => Some(Timeliness::OnTime),
        Standing::OnDueDay => Some(Timeliness::OnDueDay),
        Standing::Late { days } => Some(Timeliness::Late { days }),
        Standing::Nil => {
            let receipt = row.first.as_ref()?;
            Some(timeliness(receipt, row.deadline.as_ref(), row.exception).unwrap_or(Timeliness::OnTime))
        }
        _ => None,
    }
}

fn one(count: &mut u32, counts: bool) {
    *count = count.saturating_add(u32::from(counts));
}

/// A unit that is late again and again (hay chậm).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repeater<'a> {
    /// Who.
    pub unit: &'a Unit,
    /// How many of its obligations were looked at: the last ones due, at most as many as asked for.
    pub looked_at: usize,
    /// Those that came late or not at all, oldest first.
    pub lapses: Vec<&'a Row>,
}

impl Repeater<'_> {
    /// How many of them are still missing.
    #[must_use]
    pub fn missing(&self) -> usize {
        self.lapses.iter().filter(|row| matches!(row.standing, Standing::Overdue { .. })).count()
    }

    /// Days late and overdue, summed up.
    #[must_use]
    pub fn days(&self) -> u32 {
        self.lapses.iter().filter_map(|row| row.standing.days()).fold(0, u32::saturating_add)
    }
}

/// The fewest due days with lapses that make a habit: two reports forgotten on one day are one lapse of memory.
const HABIT: usize = 2;

/// The units with lapses on at least two due days among their `last` obligations that fell due, worst first: by lapses, then by
/// those still missing, then by days, then in the office's order.
///
/// What may have been sent, was excused, is extended and still open, or was due before the office began stands neither
/// for nor against a unit: it is not among the last ones. After an extension only the new day counts.
#[must_use]
pub fn repeaters<'a>(rows: &'a [Row], rules: &'a Rules, last: usize, now: Timestamp) -> Vec<Repeater<'a>> {
    let mut of_unit: BTreeMap<&str, Vec<&Row>> = BTreeMap::new();
    for row in rows.iter().filter(|row| is_settled(row) && part(row, rules, now) == Part::Due) {
        of_unit.entry(row.unit.as_str()).or_default().push(row);
    }
    let mut found: Vec<Repeater<'_>> = Vec::new();
    for unit in &rules.roster.units {
        let Some(mut theirs) = of_unit.remove(unit.id.as_str()) else { continue };
        theirs.sort_by_key(|row| (row.deadline.as_ref().map(|due| due.nominal), row.period));
        let looked_at = theirs.split_off(theirs.len().saturating_sub(last));
        let lapses: Vec<&Row> = looked_at.iter().copied().filter(|row| is_lapse(row)).collect();
        let mut days: Vec<_> = lapses.iter().filter_map(|row| row.deadline.as_ref()).map(|due| due.nominal).collect();
        days.dedup(); // in the order of their days already
        if days.len() >= HABIT {
            found.push(Repeater { unit, looked_at: looked_at.len(), lapses });
        }
    }
    found.sort_by_key(|unit| std::cmp::Reverse((unit.lapses.len(), unit.missing(), unit.days())));
    found
}

fn is_settled(row: &Row) -> bool {
    is_lapse(row) || row.standing.is_received()
}

fn is_lapse(row: &Row) -> bool {
    matches!(row.standing, Standing::Late { .. } | Standing::Overdue { .. })
}
