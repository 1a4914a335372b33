//! Which of a plan's reports a document is, where some of them are on one matter: the monthly one on public opinion beside
//! the monthly one on the work as a whole. The title decides; without the matter in it, it is not the report on it.

mod named;
mod packed;
mod titled;

use jiff::civil::Date;

pub(super) use self::packed::packed;
pub(super) use self::titled::{speaks_against, titled};
use super::{Desk, Doubt, Question, when};
use crate::calendar::Period;
use crate::dictionary::{Hit, List};
use crate::evidence::{Claim, Source, Topic};
use crate::office::content;
use crate::plan::obligation::owed;
use crate::plan::{Asks, PeriodRule, Report};
use crate::roster::UnitId;
use crate::spelling::tokens::plain;

/// Whether a file whose title nobody read is called by the matter of a report that the unit owes: "BC DLXH T2.pdf", a scan.
pub(super) fn is_called(desk: &Desk<'_>, unit: &UnitId, index: usize) -> bool {
    let matters = desk.rules.matters();
    if matters.is_empty() || !desk.title(index).is_empty() {
        return false;
    }
    let words = spoken(desk, &called(desk, Some(index)));
    let mut reports = desk.rules.plans.reports().map(|(_, report)| report);
    reports.any(|report| owes_it(desk, unit, report) && matters.said(&report.id, &words).is_some())
}

/// Whether subject or file name call it by the matter of any report of the plans.
pub(super) fn is_anyones(desk: &Desk<'_>, index: usize) -> bool {
    let matters = desk.rules.matters();
    if matters.is_empty() {
        return false;
    }
    let words = spoken(desk, &called(desk, Some(index)));
    desk.rules.plans.reports().any(|(_, report)| matters.said(&report.id, &words).is_some())
}

/// The folded words of a line, and once more those of content alone.
fn spoken(desk: &Desk<'_>, line: &str) -> String {
    if line.trim().is_empty() {
        return String::new();
    }
    format!("{}\n{}", plain(line), content(line, &desk.rules.dictionary))
}

fn owes_it(desk: &Desk<'_>, unit: &UnitId, report: &Report) -> bool {
    desk.rules.roster.unit(unit).is_some_and(|unit| report.owed_by.includes(unit))
}

/// Whether the title of a file names the matter of any report of the plans.
pub(super) fn is_titled(desk: &Desk<'_>, index: usize) -> bool {
    let matters = desk.rules.matters();
    if matters.is_empty() {
        return false;
    }
    let words = spoken(desk, desk.title(index));
    desk.rules.plans.reports().any(|(_, report)| matters.said(&report.id, &words).is_some())
}

/// Whether the file name names the same matter as the title.
pub(super) fn is_named_by_file(desk: &Desk<'_>, attachment: Option<usize>) -> bool {
    let Some(index) = attachment else { return false };
    let matters = desk.rules.matters();
    let Some(file) = desk.message.attachments.get(index).filter(|_| !matters.is_empty()) else { return false };
    let (title, name) = (spoken(desk, desk.title(index)), spoken(desk, &file.file_name));
    let mut reports = desk.rules.plans.reports().map(|(_, report)| &report.id);
    reports.any(|id| matters.said(id, &title).is_some() && matters.said(id, &name).is_some())
}

fn is_owed(desk: &Desk<'_>, unit: &UnitId, report: &Report, period: Period) -> Option<(Date, Date)> {
    let unit = desk.rules.roster.unit(unit)?;
    let owed = owed(desk.rules, unit, &report.id, period)?;
    let last = owed.deadline.as_ref().map_or(period.last_day(), |due| due.last_day());
    Some((period.first_day(), last))
}

/// Of several reports owed for one period those that this one can be: the one whose matter its title names, else those on
/// no matter. Where no title is read, subject and file name speak.
pub(super) fn among<'r>(
    desk: &Desk<'_>,
    unit: &UnitId,
    several: Vec<&'r Report>,
    attachment: Option<usize>,
) -> Result<Vec<&'r Report>, Doubt> {
    let matters = desk.rules.matters();
    if matters.is_empty() || !several.iter().any(|report| matters.has(&report.id)) {
        return Ok(several);
    }
    let saying = |words: &str| -> Vec<&'r Report> {
        several.iter().filter(|report| matters.said(&report.id, words).is_some()).copied().collect()
    };
    let on_none: Vec<&Report> = several.iter().filter(|report| !matters.has(&report.id)).copied().collect();
    let title = spoken(desk, &desk.titles(attachment));
    if title.trim().is_empty() {
        let file = attachment.and_then(|index| desk.message.attachments.get(index)).map_or("", |file| &file.file_name);
        let counts = |report: &Report| several.iter().any(|other| other.id == report.id);
        if named::read(desk, file, counts).is_of_the_whole() && !on_none.is_empty() {
            return Ok(on_none);
        }
        let named = saying(&spoken(desk, &format!("{}\n{}", called(desk, attachment), desk.message.body.own)));
        return if named.is_empty() { unnamed(desk, unit, attachment, (several, on_none)) } else { Ok(named) };
    }
    let titled = saying(&title);
    if !titled.is_empty() && on_none.is_empty() {
        return Ok(titled);
    }
    match doubtful(desk, (attachment, &title), &several, &on_none) {
        Some(why) => Err(Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.clone()))),
        None => Ok(if on_none.is_empty() { several } else { on_none }),
    }
}

/// Nothing was read, and nothing names a matter: the work as a whole must be named then, or only one can be meant.
fn unnamed<'r>(
    desk: &Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
    (several, on_none): (Vec<&'r Report>, Vec<&'r Report>),
) -> Result<Vec<&'r Report>, Doubt> {
    let called = called(desk, attachment);
    let said = desk.rules.dictionary.says(&called);
    let asked = |hit: &Hit<'_>| desk.rules.papers().ask_for(hit.phrase);
    let field = said.has(List::OurField) || said.of(List::JointField).any(asked);
    if !on_none.is_empty() && (field || said.has(List::WholeWork)) {
        return Ok(on_none);
    }
    if several.len() < 2 {
        return Ok(several);
    }
    let names = several.iter().map(|report| report.name.as_str()).collect::<Vec<_>>().join(" / ");
    Err(Doubt::new(Question::PeriodUnclear, format!("Chưa rõ là báo cáo nào: {names}.")).of_unit(Some(unit.clone())))
}

/// What subject and file name call it, with their marks: "Vũ" is not "vụ".
fn called(desk: &Desk<'_>, attachment: Option<usize>) -> String {
    let file = attachment.and_then(|index| desk.message.attachments.get(index));
    format!("{}\n{}", desk.message.subject, file.map_or("", |file| file.file_name.as_str()))
}

/// Why a title leaves open whether it is the report on the matter: it names the matter beside the work as a whole, or not at
/// all though the mail does, or speaks of the whole where only the matter is owed.
fn doubtful(
    desk: &Desk<'_>,
    (attachment, title): (Option<usize>, &str),
    several: &[&Report],
    on_none: &[&Report],
) -> Option<String> {
    let matters = desk.rules.matters();
    if let Some(report) = several.iter().find(|report| matters.said(&report.id, title).is_some()) {
        return Some(format!("Văn bản nói cả công tác chung và việc của “{}”: chưa rõ là báo cáo nào.", report.name));
    }
    // Another file of the mail may be the one that the subject speaks of.
    let beside = |report: &Report| {
        let mut others = (0..desk.message.attachments.len()).filter(|other| Some(*other) != attachment);
        others.any(|other| matters.said(&report.id, &spoken(desk, &desk.titles(Some(other)))).is_some())
    };
    let words = spoken(desk, &called(desk, attachment));
    let meant = |report: &&&Report| matters.said(&report.id, &words).is_some() && !beside(report);
    if let Some(report) = several.iter().find(meant) {
        return Some(format!("Thư gọi là “{}”, nhưng tên văn bản không nói về việc ấy.", report.name));
    }
    let titles = desk.titles(attachment);
    let said = desk.rules.dictionary.says(&titles);
    let whole = said.has(List::OurField) || said.has(List::WholeWork);
    let only_matters = on_none.is_empty() && whole && matters.beside_general();
    let names = || several.iter().map(|report| report.name.as_str()).collect::<Vec<_>>().join(" / ");
    only_matters.then(|| format!("Văn bản nói về công tác chung, chưa chắc là “{}”.", names()))
}

/// The report without a matter of its own by which a plan asks for whatever is to be reviewed ("Báo cáo chuyên đề"): a
/// review of some years under a directive is meant by it, on the day it comes.
pub(super) fn any_theme<'r>(desk: &'r Desk<'_>, unit: &UnitId, index: usize) -> Option<&'r Report> {
    let reviewed = desk
        .about(index)
        .any(|clue| clue.source == Source::Title && matches!(clue.claim, Claim::Topic(Topic::Theme | Topic::Span)));
    if !reviewed || when::is_titled(desk, index) {
        return None;
    }
    let unit = desk.rules.roster.unit(unit)?;
    let themed = |report: &&Report| {
        let mut names = std::iter::once(&report.name).chain(&report.aliases);
        report.periods == PeriodRule::AdHoc
            && report.asks == Asks::Report
            && report.owed_by.includes(unit)
            && names.any(|name| plain(name).contains(" chuyen de "))
    };
    let mut reports = desk.rules.plans.reports().map(|(_, report)| report).filter(themed);
    let only = reports.next()?;
    reports.next().is_none().then_some(only)
}
