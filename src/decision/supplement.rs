//! Mails that bring only annexes.

use super::entry::Found;
use super::owing::{entered_for, report_for};
use super::when::{periods_of, said};
use super::{Desk, Doubt, Question, Relation, heir, weigh};
use crate::calendar::Period;
use crate::dictionary::List;
use crate::evidence::{Claim, Source, Strength};

/// Only annexes: they join a report when the mail says so; otherwise the report itself is still missing.
pub(super) fn supplement(desk: &Desk<'_>, annexes: &[usize], found: &mut Found) -> Result<(), Doubt> {
    let first = annexes.first().copied();
    let unit = weigh::unit_of(desk, first)?;
    // "Re: … bổ sung phụ lục": whether we asked for it or he says so, nothing but annexes came.
    let subject = || desk.rules.dictionary.says(&desk.message.subject).has(List::Supplements);
    if !desk.says(|clue| clue.claim == Claim::Supplements) && !subject() {
        let later = desk.quote(&Claim::Later).map_or(String::new(), |quote| format!(" (\"{quote}\")"));
        return Err(Doubt::new(Question::Incomplete, format!("Mới có phụ lục, biểu số liệu; chưa có báo cáo{later}."))
            .of_unit(Some(unit.0)));
    }
    let periods = match periods_of(desk, None) {
        Ok(periods) => periods,
        Err(doubt) => match agreed_with_annexes(desk, annexes).or_else(|| told_in_words(desk)) {
            Some(period) => vec![period],
            None => return Err(doubt.of_unit(Some(unit.0))),
        },
    };
    let [period] = periods.as_slice() else {
        return Err(
            Doubt::new(Question::PeriodUnclear, "Chưa rõ phụ lục bổ sung cho kỳ nào.".to_owned()).of_unit(Some(unit.0))
        );
    };
    let unit = heir::bearer(desk, first, unit, *period)?;
    let report = report_for(desk, &unit.0, *period, first)?;
    for annex in annexes {
        found.add(desk, Some(*annex), unit.clone(), report, entered_for(report, *period));
    }
    for entry in &mut found.entries {
        entry.relation = Relation::Supplement;
    }
    Ok(())
}

/// The one period that the words of the mail name with its year, where neither subject nor file names any: "bổ sung Phụ lục 2
/// của Báo cáo 6 tháng đầu năm 2021". Annexes need none of their own.
fn told_in_words(desk: &Desk<'_>) -> Option<Period> {
    let silent = [Source::Subject, Source::FileName, Source::Title]
        .into_iter()
        .all(|source| said(desk, None, source, Strength::Weak).is_empty());
    match said(desk, None, Source::Body, Strength::Weak).as_slice() {
        [only] if silent && only.dated => Some(only.period),
        _ => None,
    }
}

/// The one period that the annexes themselves name, as they name the report to which they belong; and nothing in the mail
/// names another.
fn agreed_with_annexes(desk: &Desk<'_>, annexes: &[usize]) -> Option<Period> {
    let first = annexes.first()?;
    let titled = |annex: &usize| said(desk, Some(*annex), Source::Title, Strength::Weak);
    let told = match titled(first).as_slice() {
        [only] => only.period,
        _ => return None,
    };
    let same = |annex: &usize| titled(annex).iter().all(|one| one.period == told);
    let beside = [Source::Subject, Source::FileName, Source::Body];
    let agrees =
        beside.into_iter().all(|source| said(desk, None, source, Strength::Weak).iter().all(|one| one.period == told));
    (agrees && annexes.iter().all(same)).then_some(told)
}
