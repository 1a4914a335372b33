//! What an optical reader saw in scans, held against what was decided without it.
//!
//! A reader that takes "Đông" for "Đồng" and 2024 for 2021 proves nothing. So everything else is decided as though the
//! scans were unread; then what was seen may turn an acceptance into a question, never a question into an acceptance,
//! and may show a person where to start. Nobody outside the office hears of it: the question goes to staff.

use super::{Decision, Desk, Doubt, Question, Verdict, ask, entry, weigh, when};
use crate::calendar::{Span, period};
use crate::evidence::{Alarm, Claim, Clue, Evidence, MailKind, Role, Source, Strength};
use crate::roster::UnitId;

/// The decision made without the scans, after a look at them.
pub(super) fn compared(desk: &Desk<'_>, decision: Decision) -> Decision {
    let machine = matches!(decision.kind, MailKind::Own | MailKind::Bounce | MailKind::AutoReply | MailKind::Bulk);
    if machine || seen(desk).next().is_none() {
        return decision;
    }
    let secret = seen(desk).find(|clue| clue.claim == Claim::Alarm(Alarm::Secret));
    if let Some(clue) = secret.filter(|_| decision.question != Some(Question::Secret)) {
        let why = format!("Máy đọc bản chụp thấy dấu độ mật ({}): không chuyển tiếp.", clue.quote);
        return ask(desk, Doubt::new(Question::Secret, why));
    }
    match decision.verdict {
        Verdict::Accept => {
            let decision = without_others(desk, decision);
            match objection(desk, &decision) {
                Some((question, why)) => Decision {
                    verdict: Verdict::Ask,
                    question: Some(question),
                    acknowledge: false,
                    reasons: vec![why],
                    ..decision
                },
                None => decision,
            }
        }
        Verdict::Ask => hinted(desk, decision),
        Verdict::Ignore => decision,
    }
}

fn seen<'d>(desk: &'d Desk<'_>) -> impl Iterator<Item = &'d Clue> {
    desk.evidence.clues.iter().filter(|clue| clue.source == Source::Scan)
}

/// The same without scans that are something else, such as the plan that asked for the report: where a file beside it
/// reads as the report, nothing hangs on the scan, and what is read as a plan in a text file is left out too.
fn without_others(desk: &Desk<'_>, mut decision: Decision) -> Decision {
    let reads = |index: &usize| reads(desk, *index);
    let mut reasons = Vec::new();
    for entry in decision.entries.iter_mut().filter(|entry| entry.attachments.iter().any(reads)) {
        entry.attachments.retain(|index| match other_kind(desk, *index) {
            Some(_) if !reads(index) => {
                let name = desk.message.attachments.get(*index).map_or("", |file| file.file_name.as_str());
                reasons.push(format!("Máy đọc bản chụp thấy tệp \"{name}\" không phải báo cáo: không tính."));
                false
            }
            _ => true,
        });
    }
    decision.reasons.extend(reasons);
    decision
}

/// Whether a text in the file is titled a report.
fn reads(desk: &Desk<'_>, index: usize) -> bool {
    let title = |clue: &Clue| clue.source == Source::Title && clue.claim == Claim::Report;
    desk.about(index).any(|clue| title(clue) && clue.strength == Strength::Strong)
}

/// What one of the reports about to be entered seems to be instead.
fn objection(desk: &Desk<'_>, decision: &Decision) -> Option<(Question, String)> {
    let reports = seen(desk).filter_map(|clue| clue.attachment).filter(|index| {
        let entered = decision.entries.iter().any(|entry| entry.attachments.contains(index));
        entered && desk.evidence.roles.get(*index) == Some(&Role::Report)
    });
    reports.into_iter().find_map(|index| {
        other_kind(desk, index)
            .or_else(|| other_unit(desk, decision, index))
            .or_else(|| other_period(desk, decision, index))
    })
}

fn about<'d>(desk: &'d Desk<'_>, index: usize) -> impl Iterator<Item = &'d Clue> {
    seen(desk).filter(move |clue| clue.attachment == Some(index))
}

/// In an archive with a report that is read the scan is what lies beside it.
fn other_kind(desk: &Desk<'_>, index: usize) -> Option<(Question, String)> {
    let packs = desk.message.attachments.get(index).is_some_and(|file| !file.text.members.is_empty());
    if packs && reads(desk, index) {
        return None;
    }
    let clue = about(desk, index).find(|clue| matches!(clue.claim, Claim::Kind(_)))?;
    Some((Question::Unsure, format!("Máy đọc bản chụp thấy tên văn bản là \"{}\", không phải báo cáo.", clue.quote)))
}

fn other_unit(desk: &Desk<'_>, decision: &Decision, index: usize) -> Option<(Question, String)> {
    let entries = || decision.entries.iter().filter(|entry| entry.attachments.contains(&index));
    let other = about(desk, index).find_map(|clue| match &clue.claim {
        Claim::Unit(unit) => Some(unit),
        _ => None,
    })?;
    if entries().any(|entry| entry.unit == *other || weigh::shares_work(desk, &entry.unit, other)) {
        return None;
    }
    let taken = entries().next().map(|entry| desk.unit_name(&entry.unit)).unwrap_or_default();
    let why = format!("Máy đọc bản chụp thấy văn bản là của {}, không phải {taken}.", desk.unit_name(other));
    Some((Question::Contradiction, why))
}

fn other_period(desk: &Desk<'_>, decision: &Decision, index: usize) -> Option<(Question, String)> {
    let entries = || decision.entries.iter().filter(|entry| entry.attachments.contains(&index));
    let agrees = |claim: &Claim| match claim {
        Claim::Period(period) => entries().any(|entry| entry.period == when::canonical(desk, *period)),
        Claim::YearlessPeriod(period) => {
            entries().any(|entry| entry.period.span() == when::canonical(desk, *period).span())
        }
        _ => false,
    };
    // Every title names a year; one of which no more was read says nothing against a part of that year.
    let year = |claim: &Claim| match claim {
        Claim::Period(period) => {
            period.span() == Span::Year && entries().any(|entry| entry.period.year() == period.year())
        }
        _ => false,
    };
    // "năm 2032" on a page of 2022: a digit misread.
    let ahead = desk.today.year().saturating_add(2);
    let misread = |claim: &Claim| matches!(claim, Claim::Period(period) if period.year() >= ahead);
    let speaks = |clue: &&Clue| is_period(&clue.claim) && !year(&clue.claim) && !misread(&clue.claim);
    let said = || about(desk, index).filter(speaks);
    let first = said().next()?;
    if said().any(|clue| agrees(&clue.claim)) {
        return None;
    }
    let why = format!("Máy đọc bản chụp thấy tên văn bản ghi kỳ khác: \"{}\".", first.quote);
    Some((Question::Contradiction, why))
}

fn is_period(claim: &Claim) -> bool {
    matches!(claim, Claim::Period(_) | Claim::YearlessPeriod(_))
}

/// What was seen, for people.
fn told(desk: &Desk<'_>, clue: &Clue) -> String {
    match &clue.claim {
        Claim::Unit(unit) => desk.unit_name(unit),
        Claim::Period(period) => period::name(*period),
        Claim::YearlessPeriod(period) => format!("{} (không ghi năm)", period::name(*period)),
        _ => clue.quote.clone(),
    }
}

/// A question with what was seen beside it, and as the guess where there is none.
fn hinted(desk: &Desk<'_>, mut decision: Decision) -> Decision {
    let open = |question: Question| question >= Question::UnitUnclear && question != Question::PersonAsks;
    if !decision.question.is_some_and(open) {
        return decision;
    }
    let mut words: Vec<String> = seen(desk).map(|clue| told(desk, clue)).collect();
    words.dedup();
    decision.reasons.push(format!("Máy đọc bản chụp thấy (chỉ để tham khảo): {}.", words.join("; ")));
    if !decision.entries.is_empty() {
        return decision;
    }
    let evidence = taken_for_true(desk.evidence);
    let credulous = Desk { evidence: &evidence, ..*desk };
    let doubt = Doubt::new(Question::Unsure, String::new()).of_unit(decision.unit.clone());
    let (unit, entries) = entry::guess(&credulous, &doubt);
    // A letter that goes out speaks of this unit's dues: what a machine saw must not choose whose.
    if decision.unit.is_some() || !decision.acknowledge {
        let same = |unit: &UnitId| decision.unit.as_ref().is_none_or(|known| known == unit);
        decision.entries = entries.into_iter().filter(|entry| same(&entry.unit)).collect();
        decision.unit = decision.unit.or(unit);
    }
    decision
}

/// The evidence as it would be if scans had been texts; for guessing only. Without numbers: a digit misread would pass
/// into the register unnoticed.
fn taken_for_true(evidence: &Evidence) -> Evidence {
    let mut evidence = evidence.clone();
    evidence.clues.retain(|clue| clue.source != Source::Scan || !matches!(clue.claim, Claim::Numbered(_)));
    for clue in evidence.clues.iter_mut().filter(|clue| clue.source == Source::Scan) {
        clue.source = if is_period(&clue.claim) { Source::Title } else { Source::Letterhead };
        clue.strength = Strength::Decisive;
    }
    evidence
}
