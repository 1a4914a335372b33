//! What the mail announces and does not bring.

use super::owing::owes;
use super::{Desk, Doubt, Entry, Question, when};
use crate::calendar::Period;
use crate::evidence::{Source, Strength};

/// "BC tháng 7 (gửi bù) và tháng 8" over the report of August alone: what else the subject names of the same length, and the unit
/// owes, is missing.
pub(super) fn all_came(desk: &Desk<'_>, entries: &[Entry]) -> Result<(), Doubt> {
    let [only] = entries else { return Ok(()) };
    let subject = when::said(desk, None, Source::Subject, Strength::Fair);
    let kind = |period: Period| std::mem::discriminant(&period.span());
    let named = subject.iter().any(|said| said.period == only.period);
    let missing = subject.iter().map(|said| said.period).find(|period| {
        *period != only.period
            && kind(*period) == kind(only.period)
            && period.last_day() < only.period.first_day()
            && owes(desk, &only.unit, *period)
    });
    match missing.filter(|_| named) {
        Some(period) => {
            let (one, other) = (crate::calendar::period::name(only.period), crate::calendar::period::name(period));
            let why = format!("Tiêu đề thư nêu cả {other} và {one}, nhưng chỉ có báo cáo {one}.");
            Err(Doubt::new(Question::Incomplete, why).of_unit(Some(only.unit.clone())))
        }
        None => Ok(()),
    }
}
