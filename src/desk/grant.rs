//! What an office grants its units, and takes back: more time, no report.

mod telling;

use jiff::Timestamp;

use super::{Desk, Refusal, Said};
use crate::calendar::Period;
use crate::ledger::{Granted, LedgerError, Snapshot, Tx};
use crate::notice::grant::Told as Tell;
use crate::plan::ReportId;
use crate::plan::obligation::{self, Obligation};
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
    desk.rehearse(|tx| granting(tx, desk, wish, exception))
}

pub(super) fn granting(tx: &mut Tx<'_>, desk: &Desk, wish: &Wish, exception: Exception) -> Result<Done, Refusal> {
    let rules = desk.rules();
    let obligations = grant::meant(rules, &wish.whose, &wish.report, wish.period).map_err(Refusal::impossible)?;
    let facts = tx.board(desk.now)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    let mut done = Done::default();
    let group = matches!(wish.whose, Whose::Group(_));
    for owed in &obligations {
        unchanged(tx, desk, wish, &owed.unit)?;
        match grant::may_grant(rules, owed, exception, &facts, desk.now) {
            Ok(()) => {
                one(tx, desk, wish, (owed, exception), &facts, &mut telling)?;
                done.units.push(owed.unit.clone());
            }
            Err(refusal) if group && refusal.is_one_units() => done.left.push(refusal.to_string()),
            Err(refusal @ grant::Refusal::Already { .. }) => {
                return Err(Refusal::Impossible(format!("{refusal}{}", granted_by(tx, desk, wish, &owed.unit)?)));
            }
            Err(refusal) => return Err(Refusal::impossible(refusal)),
        }
    }
    if done.units.is_empty() {
        let left = if done.left.is_empty() { String::new() } else { format!(": {}", done.left.join("; ")) };
        return Err(Refusal::Impossible(format!("không còn đơn vị nào trong nhóm cần quyết định này{left}")));
    }
    Ok(Done { told: telling.told, ..done })
}

fn one(
    tx: &mut Tx<'_>,
    desk: &Desk,
    wish: &Wish,
    (owed, exception): (&Obligation, Exception),
    facts: &BoardFacts,
    telling: &mut Telling<'_>,
) -> Result<(), LedgerError> {
    let (id, before) = tx.grant(&Granted {
        unit: owed.unit.clone(),
        report: owed.report.clone(),
        period: owed.period,
        exception,
        at: desk.now,
        by: wish.said.by().to_owned(),
        why: wish.said.why().to_owned(),
    })?;
    let tell = wish.tell(id, &owed.unit, exception, false);
    telling.granted(tx, &tell, before, facts, desk)
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
    desk.rehearse(|tx| lifting(tx, desk, wish))
}

pub(super) fn lifting(tx: &mut Tx<'_>, desk: &Desk, wish: &Wish) -> Result<Done, Refusal> {
    let facts = tx.board(desk.now)?;
    let mut telling = Telling::new(desk, wish.quiet)?;
    let units = match &wish.whose {
        Whose::Units(units) => units.clone(),
        Whose::Group(group) => in_force(tx, desk, group, wish)?,
    };
    if units.is_empty() {
        let title = grant::title(desk.rules(), &wish.report, wish.period);
        let why = format!("{title}: nhóm này không có miễn hay gia hạn nào đang áp dụng");
        return Err(Refusal::Impossible(why));
    }
    for unit in &units {
        unchanged(tx, desk, wish, unit)?;
        let lifted = tx.lift((unit, &wish.report, wish.period), wish.said.by(), wish.said.why(), desk.now);
        let (id, exception) = match lifted {
            Err(LedgerError::Missing(what)) => {
                let missing = LedgerError::Missing(what).to_string();
                return Err(Refusal::Impossible(format!("{missing}{}", lifted_by(tx, desk, wish, unit)?)));
            }
            other => other?,
        };
        telling.lifted(tx, &wish.tell(id, unit, exception, true), &facts, desk)?;
    }
    Ok(Done { units, left: Vec::new(), told: telling.told })
}

impl Wish {
    fn tell<'a>(&'a self, id: i64, unit: &'a UnitId, exception: Exception, lifted: bool) -> Tell<'a> {
        let authority = self.basis.as_deref().unwrap_or_default();
        Tell { id, owed: (unit, &self.report, self.period), exception, lifted, authority }
    }

    fn is_of(&self, granted: &Granted, unit: &UnitId) -> bool {
        granted.unit == *unit && granted.report == self.report && granted.period == self.period
    }
}

/// Nobody decided about the obligation since the person looked at it.
fn unchanged(tx: &Tx<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<(), Refusal> {
    let Some(seen) = wish.seen else { return Ok(()) };
    for (granted, lifted) in tx.ever_granted()?.into_iter().filter(|(granted, _)| wish.is_of(granted, unit)) {
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
fn granted_by(tx: &Tx<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<String, LedgerError> {
    let found = tx.granted()?.into_iter().find(|granted| wish.is_of(granted, unit));
    Ok(found.map_or_else(String::new, |granted| format!(" ({}, {})", granted.by, desk.moment(granted.at))))
}

/// Who took back what was in force last, and when.
fn lifted_by(tx: &Tx<'_>, desk: &Desk, wish: &Wish, unit: &UnitId) -> Result<String, LedgerError> {
    let ever = tx.ever_granted()?.into_iter().filter(|(granted, _)| wish.is_of(granted, unit));
    let last = ever.filter_map(|(_, lifted)| lifted).max_by_key(|lifted| lifted.at);
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
    let these = all.filter(|granted| wish.is_of(granted, &granted.unit) && of_group(granted));
    Ok(these.map(|granted| granted.unit).collect())
}
