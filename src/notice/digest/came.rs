//! What came: the reports since the last digest, and the cases that are open.

use jiff::Timestamp;

use super::scope::Scope;
use super::{ONE_BY_ONE, report_of};
use crate::calendar::{Period, period};
use crate::decision::Relation;
use crate::letter::values::{DigestReport, DigestUnit};
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::{BoardFacts, BoardReceipt, OpenIncident};

/// So many are named on a telephone's screen.
const FEW: usize = 6;

/// A receipt and what it is of.
pub(super) type Came<'f> = (Timestamp, &'f (UnitId, ReportId, Period), &'f BoardReceipt);

/// What became known from `since` until before `now`, oldest first: also what came earlier and was entered only now. Of
/// what came before the office began to use the program nobody is told.
pub(super) fn receipts<'f>(
    (rules, facts): (&Rules, &'f BoardFacts),
    scope: &Scope<'_>,
    since: Timestamp,
    now: Timestamp,
) -> Vec<Came<'f>> {
    let mut all: Vec<Came<'f>> = Vec::new();
    let ours = |at: Timestamp| rules.office.time_zone.to_datetime(at).date() >= rules.office.start_date;
    let mine = facts.receipts.iter().filter(|((unit, report, period), _)| scope.receipt(unit, report, *period));
    for (owed, receipts) in mine {
        let new = receipts.iter().filter(|receipt| {
            (since..now).contains(&receipt.news_at)
                && ours(receipt.received_at)
                && receipt.relation != Relation::Duplicate
        });
        all.extend(new.map(|receipt| (receipt.received_at, owed, receipt)));
    }
    all.sort_by_key(|(at, owed, receipt)| (*at, (*owed).clone(), receipt.number));
    all
}

/// A line for each.
pub(super) fn lines(came: &[Came<'_>], rules: &Rules) -> Vec<DigestUnit> {
    let line = |(at, owed, receipt): &Came<'_>| {
        let (unit, report, period) = owed;
        let kind = match kind(receipt.relation) {
            "" => String::new(),
            kind => format!(", {kind}"),
        };
        let at = wording::short_moment(&at.to_zoned(rules.office.time_zone.clone()));
        DigestUnit {
            unit: rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone()),
            what: format!("{}{kind}, nhận lúc {at}", report_of(rules, report, *period)),
            note: format!("số tiếp nhận {:04}", receipt.number.1),
        }
    };
    came.iter().map(line).collect()
}

/// How much came of each report and period, in the order in which the first of it came; empty where all can be named.
pub(super) fn counted(came: &[Came<'_>], rules: &Rules) -> Vec<DigestReport> {
    if came.len() <= ONE_BY_ONE {
        return Vec::new();
    }
    let mut counts: Vec<((&ReportId, Period), usize)> = Vec::new();
    for (_, (_, report, period), _) in came {
        match counts.iter_mut().find(|(key, _)| *key == (report, *period)) {
            Some((_, count)) => *count = count.saturating_add(1),
            None => counts.push(((report, *period), 1)),
        }
    }
    let line = |((report, period), count): ((&ReportId, Period), usize)| DigestReport {
        activity: false,
        missing: String::new(),
        title: period::title(rules.plans.report(report).map_or("Báo cáo", |(_, report)| report.name.as_str()), period),
        due: String::new(),
        counts: format!("{count:02} lượt"),
    };
    counts.into_iter().map(line).collect()
}

/// The same, with the units where they are few: "báo cáo năm 2020 (02 lượt: Sở Y tế; Tỉnh đoàn, bản thay thế)".
pub(super) fn named(came: &[Came<'_>], rules: &Rules) -> Vec<String> {
    let mut groups: Vec<((&ReportId, Period), Vec<String>)> = Vec::new();
    for (_, (unit, report, period), receipt) in came {
        let unit = rules.roster.unit(unit).map_or(unit.as_str(), |unit| unit.name.as_str());
        let name = match kind(receipt.relation) {
            "" => unit.to_owned(),
            kind => format!("{unit}, {kind}"),
        };
        match groups.iter_mut().find(|(key, _)| *key == (report, *period)) {
            Some((_, names)) => names.push(name),
            None => groups.push(((report, *period), vec![name])),
        }
    }
    let line = |((report, period), names): ((&ReportId, Period), Vec<String>)| {
        let (title, count) = (report_of(rules, report, period), names.len());
        match came.len() {
            ..=FEW => format!("{title} ({count:02} lượt: {})", names.join("; ")),
            _ => format!("{title} ({count:02} lượt)"),
        }
    };
    groups.into_iter().map(line).collect()
}

/// What a receipt is beside those before it; nothing for the first.
fn kind(relation: Relation) -> &'static str {
    match relation {
        Relation::Replacement => "bản thay thế",
        Relation::Supplement => "bản bổ sung",
        Relation::Nil => "không phát sinh",
        Relation::First | Relation::Duplicate => "",
    }
}

/// The cases that are open, but for those that ended before the office began to use the program.
pub(super) fn incidents(rules: &Rules, facts: &BoardFacts, scope: &Scope<'_>, since: Timestamp) -> Vec<DigestUnit> {
    let zone = &rules.office.time_zone;
    let line = |case: &OpenIncident| {
        let names = case.units.iter().map(|unit| crate::standing::grant::name(rules, unit));
        let opened = wording::date(zone.to_datetime(case.opened_at).date());
        let last = wording::short_moment(&case.last_at.to_zoned(zone.clone()));
        let new = if case.opened_at >= since { "mới" } else { "theo dõi" };
        DigestUnit {
            unit: names.collect::<Vec<_>>().join("; "),
            what: format!("vụ việc số {} “{}”", case.id, wording::foreign(&case.title, 80)),
            note: format!("{new}, từ ngày {opened}, tin gần nhất {last}"),
        }
    };
    let begun = |case: &&OpenIncident| zone.to_datetime(case.last_at).date() >= rules.office.start_date;
    facts.incidents.iter().filter(begun).filter(|case| scope.case(case)).map(line).collect()
}
