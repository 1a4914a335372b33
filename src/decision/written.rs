//! Mails without files: nothing to report (không phát sinh), a report written in the mail itself, or a file forgotten.

use super::aside::of_own_kind;
use super::entry::{Found, ad_hoc_today};
use super::owing::{entered_for, report_for};
use super::relate::relate;
use super::{Desk, Doubt, Entry, Question, Relation, heir, incident, matter, weigh, when};
use crate::evidence::{Claim, Role, Source, Strength};
use crate::roster::UnitId;

/// The lines of a mail without files, or what is to be asked.
pub(super) fn without_files(desk: &Desk<'_>) -> Result<(Vec<Entry>, Vec<String>), Doubt> {
    let unit = weigh::unit_of(desk, None)?;
    if let Some(quote) = desk.quote(&Claim::Nil).filter(|_| !headed(desk)) {
        let mut periods = when::guess(desk, None);
        // "Tháng 7 không phát sinh so với báo cáo 6 tháng": of several in the text, the one that the subject names too.
        if periods.len() > 1 {
            let subject = when::said(desk, None, Source::Subject, Strength::Weak);
            periods.retain(|period| subject.iter().any(|said| said.period == *period));
        }
        let [period] = periods.as_slice() else {
            return Err(Doubt::new(Question::PeriodUnclear, "Báo không phát sinh nhưng chưa rõ kỳ.".to_owned())
                .of_unit(Some(unit.0)));
        };
        let unit = heir::bearer(desk, None, unit, *period)?;
        let report = report_for(desk, &unit.0, *period, None)?;
        let mut found = Found::default();
        found.reasons.push(format!("Không phát sinh: \"{quote}\"."));
        found.add(desk, None, unit, report, entered_for(report, *period));
        for entry in &mut found.entries {
            entry.relation = Relation::Nil;
        }
        return Ok(found.finish());
    }
    if desk.says(|clue| clue.claim == Claim::InText) {
        return in_text(desk, unit);
    }
    let quote = desk.quote(&Claim::Missing).unwrap_or_default();
    let files = desk.evidence.roles.iter().any(|role| *role != Role::Picture);
    let doubt = if files {
        Doubt::new(Question::Unsure, "Trong các tệp không thấy tệp nào là báo cáo.".to_owned())
    } else {
        Doubt::new(Question::MissingFile, format!("Thư báo có báo cáo nhưng không có tệp: \"{quote}\"."))
    };
    Err(doubt.of_unit(Some(unit.0)))
}

/// Whether the text of the mail has the heading of a report.
fn headed(desk: &Desk<'_>) -> bool {
    desk.says(|clue| clue.attachment.is_none() && clue.source == Source::Title && clue.claim == Claim::Report)
}

/// The report stands in the mail itself.
fn in_text(desk: &Desk<'_>, unit: (UnitId, String)) -> Result<(Vec<Entry>, Vec<String>), Doubt> {
    let whole = || desk.clues().filter(|clue| clue.attachment.is_none());
    let field = whole().find(|clue| matches!(clue.claim, Claim::OtherField(_)) && clue.strength >= Strength::Fair);
    if let Some(clue) = field {
        let why = format!("Báo cáo về một việc riêng, không phải báo cáo chung của đơn vị: \"{}\".", clue.quote);
        return Err(Doubt::new(Question::NotOwed, why).for_staff().of_unit(Some(unit.0)));
    }
    of_own_kind(desk, None, &unit.0)?;
    let mut found = Found::default();
    let said = |claim: Claim| whole().any(|clue| clue.claim == claim && clue.strength >= Strength::Fair);
    let periods = when::periods_of(desk, None);
    if said(Claim::Incident) && !(headed(desk) && periods.is_ok()) {
        let today = ad_hoc_today(desk)?;
        let unit = heir::bearer(desk, None, unit, today)?;
        let report = report_for(desk, &unit.0, today, None)?;
        let (period, why) = incident::period_of(desk, &unit.0, &report.id, None)?;
        found.add(desk, None, unit, report, period);
        found.reasons.push(why);
    } else if let Some(titled) = matter::titled(desk, &unit.0, None)? {
        for (report, period) in titled {
            let unit = heir::bearer(desk, None, unit.clone(), period)?;
            found.add(desk, None, unit, report, period);
        }
    } else {
        for period in periods.map_err(|doubt| doubt.of_unit(Some(unit.0.clone())))? {
            let unit = heir::bearer(desk, None, unit.clone(), period)?;
            let report = report_for(desk, &unit.0, period, None)?;
            found.add(desk, None, unit, report, entered_for(report, period));
        }
    }
    found.reasons.push("Báo cáo viết ngay trong thư.".to_owned());
    relate(desk, &mut found.entries);
    Ok(found.finish())
}
