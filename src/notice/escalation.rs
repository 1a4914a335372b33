//! When an overdue notice goes to more than the unit's first address: after several that nobody answered.
//!
//! The unit's second address stands beside the first (To): it is the unit's own and asked to act like the first, while
//! whoever finds himself in Cc reads on. The leader is told, not asked, so he stands in Cc, and only where the office
//! says so and its list has the address.

use jiff::civil::Date;

use super::Asked;
use crate::letter::Heads;
use crate::office::Rules;
use crate::roster::Unit;
use crate::standing::{BoardFacts, NoticeKind, Row};

/// Who gets today's notice about `asked`, which first goes to the address `first`.
pub(super) fn heads(
    unit: &Unit,
    asked: &[Asked<'_>],
    rules: &Rules,
    facts: &BoardFacts,
    (first, today): (&str, Date),
) -> Heads {
    let mut heads = Heads { to: vec![first.to_owned()], cc: Vec::new() };
    let escalation = rules.office.escalation;
    let unanswered =
        |asked: &Asked<'_>| asked.kind == NoticeKind::Overdue && told_late(asked.row) >= usize::from(escalation.after);
    if escalation.after == 0 || !asked.iter().any(unanswered) {
        return heads;
    }
    let alive = |address: &&String| address.as_str() != first && !facts.bounced.contains_key(*address);
    heads.to.extend(unit.mailboxes_on(today).0.iter().find(alive).cloned());
    let leader = unit.leader_on(today).filter(|_| escalation.to_leader);
    let leader = leader.filter(|leader| !facts.bounced.contains_key(*leader));
    heads.cc.extend(leader.map(str::to_owned).filter(|leader| !heads.to.contains(leader)));
    heads
}

/// How often the unit has been told since that the report is overdue, by letters not known to be lost. Who answers is
/// not told again: his answer waits for a person, who grants more time or enters what came.
pub(super) fn told_late(row: &Row) -> usize {
    let Some(deadline) = &row.deadline else { return 0 };
    let last = deadline.last_graced_day();
    row.asked.iter().filter(|day| **day > last).count()
}

/// Whether somebody beside the first address may still get the notice of `day`.
pub(super) fn may_get(unit: &Unit, to: &str, rules: &Rules, facts: &BoardFacts, day: Date) -> bool {
    let own = unit.mailboxes_on(day).0.iter().any(|own| own == to);
    let leads = rules.office.escalation.to_leader && unit.leader_on(day) == Some(to);
    rules.office.escalation.after > 0 && (own || leads) && !facts.bounced.contains_key(to)
}
