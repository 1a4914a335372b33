//! What a mail that waits may be, the likeliest first: a person agrees with one of these, or says something else.
//!
//! A decision that asks names one guess or none. Beside it stand what the clues leave open: the other units that are
//! named, each with the report that it still owes around that time. Nothing here is ever entered without a person.

use super::{Decision, Entry, Question, Relation};
use crate::calendar::Period;
use crate::evidence::{Claim, Clue, Evidence, Role, Source};
use crate::plan::ReportId;
use crate::roster::UnitId;

/// More proposals than this are no help.
pub const MOST: usize = 3;

/// A report that a unit has not sent yet.
pub type Open = (UnitId, ReportId, Period);

/// What the mail may be: each the lines that would be entered. `open` is what is missing around the day of receipt,
/// the nearest due first. A mail that may be forged, dangerous or secret proposes nothing: nobody should agree to it by
/// one press.
#[must_use]
pub fn proposals(decision: &Decision, evidence: &Evidence, open: &[Open]) -> Vec<Vec<Entry>> {
    let never = [Question::Secret, Question::Dangerous, Question::Forged, Question::UnreadableMail];
    if decision.question.is_some_and(|question| never.contains(&question)) {
        return Vec::new();
    }
    let mut found: Vec<Vec<Entry>> = Vec::new();
    if !decision.entries.is_empty() {
        found.push(decision.entries.clone());
    }
    // Who asks something brings no report, whatever reports he names.
    if decision.question == Some(Question::PersonAsks) {
        return found;
    }
    let periods: Vec<Period> = evidence.clues.iter().filter_map(period).collect();
    let files = files(evidence);
    for unit in units(decision, evidence) {
        let owed = || open.iter().filter(|(owing, ..)| *owing == unit);
        let named = owed().find(|(_, _, period)| periods.contains(period));
        let Some((unit, report, period)) = named.or_else(|| owed().next().filter(|_| periods.is_empty())) else {
            continue;
        };
        let entry = Entry {
            unit: unit.clone(),
            report: report.clone(),
            period: *period,
            attachments: files.clone(),
            relation: Relation::First,
            document_number: None,
        };
        let same =
            |known: &Entry| known.unit == entry.unit && known.report == entry.report && known.period == entry.period;
        if !found.iter().flatten().any(same) {
            found.push(vec![entry]);
        }
    }
    found.truncate(MOST);
    found
}

fn period(clue: &Clue) -> Option<Period> {
    match clue.claim {
        Claim::Period(period) | Claim::YearlessPeriod(period) => Some(period),
        _ => None,
    }
}

/// The units that may be meant: the guess, then those that are named, the strongest voice first.
#[must_use]
pub fn units(decision: &Decision, evidence: &Evidence) -> Vec<UnitId> {
    // Who owes it is no voice for whose it is; a scan is read by a machine that errs.
    let mut clues: Vec<&Clue> =
        evidence.clues.iter().filter(|clue| !matches!(clue.source, Source::Expected | Source::Scan)).collect();
    clues.sort_by_key(|clue| std::cmp::Reverse(clue.strength));
    let mut units: Vec<&UnitId> = decision.unit.iter().collect();
    for clue in clues {
        match &clue.claim {
            Claim::Unit(unit) | Claim::Resembles(unit) => units.push(unit),
            Claim::OneOf(several) => units.extend(several),
            _ => {}
        }
    }
    let mut once: Vec<UnitId> = Vec::new();
    for unit in units {
        if !once.contains(unit) {
            once.push(unit.clone());
        }
    }
    once
}

/// The files that a report of this mail would have: reports and what goes with them, or else whatever is no picture.
fn files(evidence: &Evidence) -> Vec<usize> {
    let with = |wanted: &dyn Fn(Role) -> bool| -> Vec<usize> {
        evidence.roles.iter().enumerate().filter(|(_, role)| wanted(**role)).map(|(place, _)| place).collect()
    };
    let reports = with(&|role| matches!(role, Role::Report | Role::Annex));
    if reports.is_empty() { with(&|role| !matches!(role, Role::Picture | Role::Dangerous)) } else { reports }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decision::Verdict;
    use crate::evidence::{MailKind, Strength};

    fn unit(id: &str) -> UnitId {
        UnitId::new(id).unwrap()
    }

    fn open(of: &str, report: &str, period: &str) -> Open {
        (unit(of), ReportId::new(report).unwrap(), period.parse().unwrap())
    }

    fn clue(source: Source, claim: Claim, strength: Strength) -> Clue {
        Clue { source, claim, strength, attachment: None, quote: String::new() }
    }

    fn asked(question: Question, clues: Vec<Clue>) -> (Decision, Evidence) {
        let decision = Decision {
            verdict: Verdict::Ask,
            kind: MailKind::Submission,
            unit: None,
            entries: Vec::new(),
            question: Some(question),
            acknowledge: true,
            reasons: Vec::new(),
        };
        let roles = vec![Role::Report, Role::Picture];
        (
            decision,
            Evidence {
                kind: MailKind::Submission,
                clues,
                roles,
                titles: Vec::new(),
                written_title: String::new(),
                further_titles: std::collections::BTreeMap::new(),
                scans: Vec::new(),
            },
        )
    }

    #[test]
    fn of_two_units_that_are_named_each_is_proposed_with_what_it_owes() {
        let clues = vec![
            clue(Source::Letterhead, Claim::OneOf(vec![unit("a"), unit("b")]), Strength::Fair),
            clue(Source::Title, Claim::Period("2020-H1".parse().unwrap()), Strength::Strong),
        ];
        let (decision, evidence) = asked(Question::UnitUnclear, clues);
        let owed = [open("a", "thang", "2020-05"), open("a", "6-thang", "2020-H1"), open("b", "6-thang", "2020-H1")];
        let found = proposals(&decision, &evidence, &owed);
        let told: Vec<_> =
            found.iter().flatten().map(|e| (e.unit.as_str(), e.report.as_str(), e.attachments.clone())).collect();
        assert_eq!(told, [("a", "6-thang", vec![0]), ("b", "6-thang", vec![0])]);
    }

    #[test]
    fn what_may_be_forged_is_never_one_press_away() {
        let clues = vec![clue(Source::SenderAddress, Claim::Unit(unit("a")), Strength::Decisive)];
        let (decision, evidence) = asked(Question::Forged, clues);
        assert!(proposals(&decision, &evidence, &[open("a", "thang", "2020-05")]).is_empty());
    }

    #[test]
    fn a_period_that_the_unit_does_not_owe_proposes_nothing_else_instead() {
        let clues = vec![
            clue(Source::SenderAddress, Claim::Unit(unit("a")), Strength::Decisive),
            clue(Source::Title, Claim::Period("2019-H1".parse().unwrap()), Strength::Strong),
        ];
        let (decision, evidence) = asked(Question::PeriodUnclear, clues);
        assert!(proposals(&decision, &evidence, &[open("a", "6-thang", "2020-H1")]).is_empty());
    }
}
