//! What an office grants its units, and takes back: more time, no report.

mod telling;

use std::collections::BTreeSet;

use jiff::Timestamp;

use super::{Desk, Refusal, Said};
use crate::calendar::Period;
use crate::ledger::{Granted, LedgerError, Reach, Snapshot, Tx};
use crate::notice::grant::Told as Tell;
use crate::plan::ReportId;
use crate::plan::obligation;
use crate::roster::{GroupId, UnitId};
use crate::standing::grant::{self, Whose, group_day};
use crate::standing::{BoardFacts, Exception};

use telling::Telling;
pub use telling::Told;

/// Which obligations, and who decides.
#[derive(Debug, Clone)]
pub struct Wish {
    /// Whose.
    pub whose: Whose,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// The paper that the decision rests on, for the letter.
    pub basis: Option<String>,
    /// The units are not written to (they were told otherwise).
    pub quiet: bool,
    /// When the person saw what is in force; what somebody decided later stands. None: whatever is in force is replaced.
    pub seen: Option<Timestamp>,
    /// Who, why.
    pub said: Said,
}

/// What came of a wish.
#[derive(Debug, Clone, Default)]
pub struct Done {
    /// The units that it was granted to, or taken back from.
    pub units: Vec<UnitId>,
    /// Why others of the group were left out.
    pub left: Vec<String>,
    /// What is in force again, because what had taken its place was undone.
    pub again: Option<Exception>,
    /// Who is told.
    pub told: Told,
}

/// Gives more time, or excuses.
///
/// # Errors
/// A unit that does not owe the report, a day that changes nothing, what is granted already (by whom, when); nobody of
/// the group is left to be granted anything.
pub fn grant(desk: &Desk, wish: &Wish, exception: Exception) -> Result<Done, Refusal> {
    desk.ledger.write(|tx| granting(tx, desk, wish, exception))
}

/// What [`grant()`] would do, letters and all; nothing is done.
///
/// # Errors
/// As [`grant()`].
pub fn preview(desk: &Desk, wish: &Wish, exception: Exception) -> Result<Done, Refusal> {
    desk.ledger.read(|snapshot| would_grant(snapshot, desk, wish, exception))
}

pub(super) fn would_grant(
    snapshot: &Snapshot<'_>,
    desk: &Desk,
    wish: &Wish,
    exception: Exception,
) -> Result<Done, Refusal> {
    let facts = facts(snapshot, desk, wish)?;
    let (units, left) = grantable(snapshot, desk, wish, exception, &facts)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    for (id, unit) in (snapshot.next_exception()?..).zip(&units) {
        telling.letter(&wish.tell(id, unit, exception, false), &facts, desk);
    }
    Ok(Done { units, left, told: telling.told, ..Done::default() })
}

pub(super) fn granting(tx: &mut Tx<'_>, desk: &Desk, wish: &Wish, exception: Exception) -> Result<Done, Refusal> {
    let facts = facts(tx, desk, wish)?;
    let (units, left) = grantable(tx, desk, wish, exception, &facts)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    for unit in &units {
        let (id, before) = tx.grant(&Granted {
            unit: unit.clone(),
            report: wish.report.clone(),
            period: wish.period,
            exception,
            at: desk.now,
            by: wish.said.by().to_owned(),
            why: wish.said.why().to_owned(),
        })?;
        telling.granted(tx, &wish.tell(id, unit, exception, false), before, &facts, desk)?;
    }
    Ok(Done { units, left, told: telling.told, ..Done::default() })
}

/// What is known of the period that is meant.
fn facts(snapshot: &Snapshot<'_>, desk: &Desk, wish: &Wish) -> Result<BoardFacts, LedgerError> {
    snapshot.board_within(Reach::Periods(&BTreeSet::from([wish.period]), desk.now), desk.now)
}

/// The units to which it may be granted, and why others of the group are left out.
fn grantable(
    snapshot: &Snapshot<'_>,
    desk: &Desk,
    wish: &Wish,
    exception: Exception,
    facts: &BoardFacts,
) -> Result<(Vec<UnitId>, Vec<String>), Refusal> {
    let rules = desk.rules();
    let obligations = grant::meant(rules, &wish.whose, &wish.report, wish.period).map_err(Refusal::impossible)?;
    let group = matches!(wish.whose, Whose::Group(_));
    let (mut units, mut left) = (Vec::new(), Vec::new());
    for owed in obligations {
        unchanged(snapshot, desk, wish, &owed.unit)?;
        match grant::may_grant(rules, &owed, exception, facts, desk.now) {
            Ok(()) => units.push(owed.unit),
            Err(refusal) if group && refusal.is_one_units() => left.push(refusal.to_string()),
            Err(refusal @ grant::Refusal::Already { .. }) => {
                let by = granted_by(snapshot, desk, wish, &owed.unit)?;
                return Err(Refusal::Impossible(format!("{refusal}{by}")));
            }
            Err(refusal) => return Err(Refusal::impossible(refusal)),
        }
    }
    if units.is_empty() {
        let left = if left.is_empty() { String::new() } else { format!(": {}", left.join("; ")) };
        return Err(Refusal::Impossible(format!("không còn đơn vị nào trong nhóm cần quyết định này{left}")));
    }
    Ok((units, left))
}

/// Takes back what was granted.
///
/// # Errors
/// Nothing of the kind is in force; when it was, who took it back and when.
pub fn lift(desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    desk.ledger.write(|tx| lifting(tx, desk, wish))
}

/// What [`lift()`] would do; nothing is done.
///
/// # Errors
/// As [`lift()`].
pub fn preview_lift(desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    desk.ledger.read(|snapshot| {
        let facts = facts(snapshot, desk, wish)?;
        let mut telling = Telling::new(desk, wish.quiet)?;
        let ends = liftable(snapshot, desk, wish)?;
        for (unit, id, exception) in &ends {
            telling.would_lift(snapshot, &wish.tell(*id, unit, *exception, true), &facts, desk)?;
        }
        let units = ends.into_iter().map(|(unit, ..)| unit).collect();
        Ok(Done { units, told: telling.told, ..Done::default() })
    })
}

pub(super) fn lifting(tx: &mut Tx<'_>, desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    let facts = facts(tx, desk, wish)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    let mut units = Vec::new();
    for (unit, ..) in liftable(tx, desk, wish)? {
        let owed = (&unit, &wish.report, wish.period);
        let (id, exception) = tx.lift(owed, wish.said.by(), wish.said.why(), desk.now)?;
        telling.lifted(tx, &wish.tell(id, &unit, exception, true), &facts, desk)?;
        units.push(unit);
    }
    Ok(Done { units, told: telling.told, ..Done::default() })
}

/// Takes back what was granted last, as if it had never been: what it took the place of is in force again. The unit
/// hears of it only when it was told otherwise.
///
/// # Errors
/// As [`lift()`].
pub fn undo(desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    desk.ledger.write(|tx| undoing(tx, desk, wish))
}

pub(super) fn undoing(tx: &mut Tx<'_>, desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    let mut replaced = Vec::new();
    for (unit, ..) in liftable(tx, desk, wish)? {
        if let Some(before) = tx.replaced((&unit, &wish.report, wish.period))? {
            replaced.push((unit, before));
        }
    }
    if replaced.is_empty() {
        return lifting(tx, desk, wish);
    }
    let facts = facts(tx, desk, wish)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    let mut done = Done::default();
    for (unit, before) in replaced {
        let owed = (&unit, &wish.report, wish.period);
        let (id, exception) = tx.lift(owed, wish.said.by(), wish.said.why(), desk.now)?;
        if telling.taken_back(tx, &wish.tell(id, &unit, exception, true), desk)? {
            tx.reinstate(owed, before, (wish.said.by(), wish.said.why()), desk.now)?;
            telling.again(tx, &wish.tell(before.0, &unit, before.1, false), &facts, desk)?;
        } else {
            // It was told of the other day, so it must be told of this one: as of a decision of its own.
            let (again, _) = tx.grant(&Granted {
                unit: unit.clone(),
                report: wish.report.clone(),
                period: wish.period,
                exception: before.1,
                at: desk.now,
                by: wish.said.by().to_owned(),
                why: wish.said.why().to_owned(),
            })?;
            telling.granted(tx, &wish.tell(again, &unit, before.1, false), None, &facts, desk)?;
        }
        done.again = Some(before.1);
        done.units.push(unit);
    }
    Ok(Done { told: telling.told, ..done })
}

/// What would be taken back: whose, with its number.
fn liftable(snapshot: &Snapshot<'_>, desk: &Desk, wish: &Wish) -> Result<Vec<(UnitId, i64, Exception)>, Refusal> {
    let units = match &wish.whose {
        Whose::Units(units) => units.clone(),
        Whose::Group(group) => in_force(snapshot, desk, group, wish)?,
    };
    if units.is_empty() {
        let title = grant::title(desk.rules(), &wish.report, wish.period);
        let why = format!("{title}: nhóm này không có miễn hay gia hạn nào đang áp dụng");
        return Err(Refusal::Impossible(why));
    }
    let one = |unit: UnitId| {
        unchanged(snapshot, desk, wish, &unit)?;
        match snapshot.in_force((&unit, &wish.report, wish.period)) {
            Err(missing @ LedgerError::Missing(_)) => {
                Err(Refusal::Impossible(format!("{missing}{}", lifted_by(snapshot, desk, wish, &unit)?)))
            }
            found => found.map(|(id, exception)| (unit, id, exception)).map_err(Refusal::from),
        }
    };
    units.into_iter().map(one).collect()
}

impl Wish {
    fn tell<'a>(&'a self, id: i64, unit: &'a UnitId, exception: Exception, lifted: bool) -> Tell<'a> {
        let authority = self.basis.as_deref().unwrap_or_default();
        Tell { id, owed: (unit, &self.report, self.period), exception, lifted, authority }
    }
}

/// Nobody decided about the obligation since the person looked at it.
fn unchanged(snapshot: &Snapshot<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<(), Refusal> {
    let Some(seen) = wish.seen else { return Ok(()) };
    for (granted, lifted) in snapshot.ever_granted_for((unit, &wish.report, wish.period))? {
        let name = grant::name(desk.rules(), unit);
        if granted.at > seen {
            let (what, at) = (grant::words(granted.exception), desk.moment(granted.at));
            return Err(Refusal::Impossible(format!("{name} vừa được {} cho {what} lúc {at}", granted.by)));
        }
        if let Some(lifted) = lifted.filter(|lifted| lifted.at > seen) {
            let (what, at) = (grant::words(granted.exception), desk.moment(lifted.at));
            return Err(Refusal::Impossible(format!("{name}: {} vừa bỏ {what} lúc {at}", lifted.by)));
        }
    }
    Ok(())
}

/// Who granted what is in force, and when.
fn granted_by(snapshot: &Snapshot<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<String, LedgerError> {
    let ever = snapshot.ever_granted_for((unit, &wish.report, wish.period))?;
    let found = ever.into_iter().find(|(_, lifted)| lifted.is_none());
    Ok(found.map_or_else(String::new, |(granted, _)| format!(" ({}, {})", granted.by, desk.moment(granted.at))))
}

/// Who took back what was in force last, and when.
fn lifted_by(snapshot: &Snapshot<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<String, LedgerError> {
    let ever = snapshot.ever_granted_for((unit, &wish.report, wish.period))?;
    let last = ever.into_iter().filter_map(|(_, lifted)| lifted).max_by_key(|lifted| lifted.at);
    let words = |by: &str, at: Timestamp| format!("; {by} đã bỏ lúc {}", desk.moment(at));
    Ok(last.map_or_else(String::new, |lifted| words(&lifted.by, lifted.at)))
}

/// The units of the group for which something is in force.
fn in_force(snapshot: &Snapshot<'_>, desk: &Desk, group: &GroupId, wish: &Wish) -> Result<Vec<UnitId>, LedgerError> {
    let rules = desk.rules();
    let of_group = |granted: &Granted| {
        let unit = rules.roster.unit(&granted.unit);
        let owed = unit.and_then(|unit| obligation::owed(rules, unit, &wish.report, wish.period));
        // What is owed no longer counts by the end of its period.
        let day = owed.as_ref().map_or_else(|| wish.period.last_day(), group_day);
        unit.is_some_and(|unit| unit.group_on(day) == group)
    };
    let all = snapshot.granted()?.into_iter();
    let these =
        all.filter(|granted| granted.report == wish.report && granted.period == wish.period && of_group(granted));
    Ok(these.map(|granted| granted.unit).collect())
}
