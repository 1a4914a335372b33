//! To which case a report on an incident belongs: one that is open, or a new one.

use jiff::SignedDuration;

use super::{Desk, Doubt, Question};
use crate::calendar::Period;
use crate::evidence::incident::{self, KnownIncident};
use crate::plan::ReportId;
use crate::roster::UnitId;

/// How long after its last mail a case is still known by its words alone: epidemics are reported on every week, and
/// what returns after a month is another outbreak.
const FRESH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// The period under which a report on an incident is entered, and why.
///
/// It joins a case when it brings the same files again, when it answers a mail of the case and does not speak of
/// something else, or when its words are the case's; in each way exactly one case must fit. Everything else is a new
/// case, as two cases can be joined by a person, and a case laid to another is overlooked.
pub(super) fn period_of(
    desk: &Desk<'_>,
    unit: &UnitId,
    report: &ReportId,
    attachment: Option<usize>,
) -> Result<(Period, String), Doubt> {
    let theirs = || {
        let cases = desk.facts.incidents.iter();
        cases.filter(|case| case.report == *report && case.units.contains(unit))
    };
    let owner = desk.rules.roster.unit(unit);
    let words = incident::words(&incident::matter(desk.message, desk.evidence, attachment.as_slice()), owner);
    let answered =
        |case: &&KnownIncident| case.open && case.answered && !incident::says_another(&words, &case.words(owner));
    let alike = |case: &&KnownIncident| {
        let since = desk.message.received_at.duration_since(case.last_at).abs();
        case.open && since <= FRESH && incident::says_the_same(&words, &case.words(owner))
    };
    let joined = |case: &KnownIncident, how: &str| {
        Ok((case.period, format!("Thuộc vụ việc số {} \"{}\": {how}.", case.id, case.title)))
    };
    if let Some(period) = attachment.and_then(|index| received_under(desk, unit, report, index)) {
        return Ok((period, "Tệp này đã nhận.".to_owned()));
    }
    if let Some(case) = only(theirs().filter(answered)) {
        return joined(case, "thư trả lời trong chuỗi thư của vụ việc");
    }
    if let Some(case) = only(theirs().filter(alike)) {
        return joined(case, "tiêu đề nói cùng sự việc");
    }
    let taken = |period: Period| {
        let entered = desk.facts.register.receipts.contains_key(&(unit.clone(), report.clone(), period));
        entered || theirs().any(|case| case.period == period)
    };
    let free = (1..=u8::MAX).filter_map(|nth| Period::ad_hoc_nth(desk.today, nth).ok()).find(|period| !taken(*period));
    let period = free.ok_or_else(|| Doubt::new(Question::PeriodUnclear, "Ngày nhận không hợp lệ.".to_owned()))?;
    Ok((period, "Vụ việc mới.".to_owned()))
}

/// One mail with reports on two incidents: they must not become one case.
pub(super) fn not_of_two(desk: &Desk<'_>, unit: &UnitId, attachment: usize, entered: &[usize]) -> Result<(), Doubt> {
    let owner = desk.rules.roster.unit(unit);
    let title = |index: usize| incident::words(desk.title(index), owner);
    let this = title(attachment);
    if entered.iter().any(|other| incident::tells_another(&this, &title(*other))) {
        let why = "Thư có báo cáo về hai vụ việc: mỗi vụ việc vào sổ riêng.".to_owned();
        return Err(Doubt::new(Question::Contradiction, why).of_unit(Some(unit.clone())));
    }
    Ok(())
}

fn only<'a>(mut cases: impl Iterator<Item = &'a KnownIncident>) -> Option<&'a KnownIncident> {
    let first = cases.next()?;
    cases.next().is_none().then_some(first)
}

/// The incident under which the very file is in the register; its case may be closed by now.
fn received_under(desk: &Desk<'_>, unit: &UnitId, report: &ReportId, attachment: usize) -> Option<Period> {
    let file = &desk.message.attachments.get(attachment)?.sha256;
    let known = desk.facts.register.receipts.iter();
    let mut theirs = known.filter(|((of, kind, period), _)| of == unit && kind == report && period.is_ad_hoc());
    let found = theirs.find(|(_, receipts)| receipts.iter().any(|receipt| receipt.files.contains(file)));
    found.map(|((_, _, period), _)| *period)
}
