//! Which report of the plans it is: what this unit owes for this period.

use super::{Desk, Doubt, Question, byname, matter};
use crate::calendar::{Period, Span};
use crate::dictionary::List;
use crate::plan::obligation::{has_period, owed};
use crate::plan::{Asks, PeriodRule, Report, ReportId};
use crate::roster::UnitId;
use crate::spelling::tokens::plain;

/// The report that this unit owes for this period: one, or the one whose name the mail uses.
pub(super) fn report_for<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    period: Period,
    attachment: Option<usize>,
) -> Result<&'r Report, Doubt> {
    let name = crate::calendar::period::name(period);
    let none = || {
        let why = format!("{} không phải gửi báo cáo {name} theo kế hoạch nào.", desk.unit_name(unit));
        Doubt::new(Question::NotOwed, why).of_unit(Some(unit.clone()))
    };
    if let Some(activity) = activity_named(desk, unit, attachment) {
        let why = format!("Văn bản nói về việc “{}”, chưa chắc là báo cáo {name}.", activity.name);
        return Err(Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.clone())));
    }
    match matter::among(desk, unit, owing(desk, unit, period), attachment)?.as_slice() {
        [] => Err(none()),
        [only] => Ok(only),
        several => by_name(desk, several, attachment).ok_or_else(|| {
            let names = several.iter().map(|report| report.name.as_str()).collect::<Vec<_>>().join(" / ");
            Doubt::new(Question::PeriodUnclear, format!("Chưa rõ là báo cáo nào: {names}.")).of_unit(Some(unit.clone()))
        }),
    }
}

/// The report on an incident: where a plan asks for several without a period, the one whose name says so ("Báo cáo đột
/// xuất" beside "Báo cáo chuyên đề").
pub(super) fn incident_report<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    today: Period,
    index: usize,
) -> Result<&'r Report, Doubt> {
    let says = |report: &&Report| {
        let mut names = std::iter::once(&report.name).chain(&report.aliases);
        names.any(|name| desk.rules.dictionary.says(name).has(List::Incident))
    };
    match owing(desk, unit, today).into_iter().filter(says).collect::<Vec<_>>().as_slice() {
        [only] => Ok(only),
        _ => report_for(desk, unit, today, Some(index)),
    }
}

/// Whether the unit owes anything for this period.
pub(super) fn owes(desk: &Desk<'_>, unit: &UnitId, period: Period) -> bool {
    !owing(desk, unit, period).is_empty()
}

fn owing<'r>(desk: &'r Desk<'_>, unit: &UnitId, period: Period) -> Vec<&'r Report> {
    let Some(line) = desk.rules.roster.unit(unit) else { return Vec::new() };
    // What is done and leaves no file cannot be what a mail brings.
    let asked = || desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    let is_owed = |report: &Report, period: Period| owed(desk.rules, line, &report.id, period).is_some();
    let mut owing: Vec<&Report> = asked().filter(|report| is_owed(report, period)).collect();
    // "Quý III" of whom nothing is asked for it but one matter: the report of nine months that is also called so.
    if owing.iter().all(|report| desk.rules.matters().has(&report.id)) {
        let called = |report: &&Report| byname::meant(report, period).is_some_and(|own| is_owed(report, own));
        owing.extend(asked().filter(called));
    }
    owing
}

/// The period for which a report is entered that was found for `period`: its own one where it is only called by that.
pub(super) fn entered_for(report: &Report, period: Period) -> Period {
    if has_period(&report.periods, period) { period } else { byname::meant(report, period).unwrap_or(period) }
}

/// The work without a file that the mail speaks of: "báo cáo kết quả tổ chức giao ban 6 tháng" says how a conference
/// went and is not the report of the half year. The name of such work begins with its verb, so its first words tell.
fn activity_named<'r>(desk: &'r Desk<'_>, unit: &UnitId, attachment: Option<usize>) -> Option<&'r Report> {
    let unit = desk.rules.roster.unit(unit)?;
    let reports = desk.rules.plans.reports().map(|(_, report)| report);
    let mut activities =
        reports.filter(|report| report.asks == Asks::Activity && report.owed_by.includes(unit)).peekable();
    // Few plans ask for any: the words are made where one does.
    activities.peek()?;
    let words = words(desk, attachment);
    let named = |report: &&Report| {
        let name = plain(&report.name);
        let begin: Vec<&str> = name.split_whitespace().take(ACTIVITY_WORDS).collect();
        begin.len() > 1 && words.contains(&format!(" {} ", begin.join(" ")))
    };
    activities.find(named)
}

/// How many words of its name tell an activity: "tổ chức giao (ban)", "dự giao ban".
const ACTIVITY_WORDS: usize = 3;

/// Subject, file name and title, folded.
fn words(desk: &Desk<'_>, attachment: Option<usize>) -> String {
    let mut text = desk.message.subject.clone();
    if let Some(file) = attachment.and_then(|index| desk.message.attachments.get(index)) {
        text.push(' ');
        text.push_str(&file.file_name);
    }
    text.push(' ');
    text.push_str(desk.title_of(attachment));
    plain(&text)
}

/// Among reports of one period, the one with most of its own words in the mail.
fn by_name<'r>(desk: &Desk<'_>, several: &[&'r Report], attachment: Option<usize>) -> Option<&'r Report> {
    let words = words(desk, attachment);
    let vocabulary = |report: &Report| -> Vec<String> {
        let names = std::iter::once(&report.name).chain(&report.aliases).map(|name| plain(name)).collect::<String>();
        names.split_whitespace().map(str::to_owned).collect()
    };
    let score = |report: &Report| {
        let others: Vec<Vec<String>> =
            several.iter().filter(|other| other.id != report.id).map(|other| vocabulary(other)).collect();
        vocabulary(report)
            .iter()
            .filter(|word| others.iter().all(|other| !other.contains(word)) && words.contains(&format!(" {word} ")))
            .count()
    };
    let mut ranked: Vec<(usize, &Report)> = several.iter().map(|report| (score(report), *report)).collect();
    ranked.sort_by_key(|(score, _)| std::cmp::Reverse(*score));
    match ranked.as_slice() {
        [(first, report), (second, _), ..] if first > second => Some(report),
        _ => None,
    }
}

/// A report of the same length, though not owed for this very period.
pub(super) fn of_same_length(desk: &Desk<'_>, period: Period) -> Option<ReportId> {
    let same = |rule: &PeriodRule| {
        has_period(rule, period)
            || matches!(
                (rule, period.span()),
                (PeriodRule::Months(_), Span::Month(_)) | (PeriodRule::Quarters(_), Span::Quarter(_))
            )
    };
    let mut reports = desk.rules.plans.reports().filter(|(_, report)| report.asks == Asks::Report);
    reports.find(|(_, report)| same(&report.periods)).map(|(_, report)| report.id.clone())
}
