//! Which of a plan's reports a document is, where some of them are on one matter: the monthly one on public opinion beside
//! the monthly one on the work as a whole. The title decides; without the matter in it, it is not the report on it.

use jiff::civil::Date;

use super::{Desk, Doubt, Question, when};
use crate::calendar::{Period, Span};
use crate::dictionary::List;
use crate::evidence::{Claim, Clue, Source, Topic, days_between};
use crate::plan::obligation::owed;
use crate::plan::{Asks, PeriodRule, Report};
use crate::roster::UnitId;
use crate::spelling::tokens::{plain, says};

/// How far from its day a report whose title names no period may arrive, in days.
const AROUND_DAYS: i32 = 150;

/// The report on one matter that the title names, of the attachment or of what is written in the mail itself, and for which
/// periods. None when it names none, or names it as a part of the work as a whole.
pub(super) fn titled<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
) -> Result<Option<(&'r Report, Vec<Period>)>, Doubt> {
    // An archive with several reports is taken apart by their periods.
    let packed = attachment.is_some_and(|index| desk.evidence.further_titles.contains_key(&index));
    if desk.rules.matters().is_empty() || packed {
        return Ok(None);
    }
    let Some(report) = named_by_title(desk, unit, attachment) else { return Ok(None) };
    if !owes_it(desk, unit, report) {
        let why = format!("{} không phải gửi “{}” theo kế hoạch nào.", desk.unit_name(unit), report.name);
        return Err(Doubt::new(Question::NotOwed, why).of_unit(Some(unit.clone())));
    }
    of_its_span(desk, unit, report, attachment)?;
    let doubt = |why: String| Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.clone()));
    let period = |claim: &Claim| matches!(claim, Claim::Period(_) | Claim::YearlessPeriod(_));
    let of_title = |clue: &Clue| clue.attachment == attachment && clue.source == Source::Title;
    if !desk.clues().any(|clue| of_title(clue) && period(&clue.claim)) {
        return match open_periods(desk, unit, report).as_slice() {
            [period] => Ok(Some((report, vec![*period]))),
            _ => Err(doubt(format!("Văn bản là “{}”, chưa rõ kỳ nào.", report.name))),
        };
    }
    let periods = when::periods_of(desk, attachment).map_err(|doubt| doubt.of_unit(Some(unit.clone())))?;
    if let Some(other) = periods.iter().find(|period| is_owed(desk, unit, report, **period).is_none()) {
        let name = crate::calendar::period::name(*other);
        return Err(doubt(format!("Văn bản là “{}”, nhưng không có kỳ {name} phải gửi.", report.name)));
    }
    Ok(Some((report, periods)))
}

/// A week's report on a matter is not the month's, nor a term's or a span of years' the year's; unless the title names the
/// period too, or the plan asks for that one review.
fn of_its_span(desk: &Desk<'_>, unit: &UnitId, report: &Report, attachment: Option<usize>) -> Result<(), Doubt> {
    if matches!(report.periods, PeriodRule::Once(_)) {
        return Ok(());
    }
    let title = || desk.clues().filter(|clue| clue.attachment == attachment && clue.source == Source::Title);
    let dated = title().any(|clue| matches!(clue.claim, Claim::Period(_) | Claim::YearlessPeriod(_)));
    let words = plain(desk.title_of(attachment));
    let long = !dated && says(&words, &["giai doan", "nhiem ky"]).is_some();
    let other = |clue: &&Clue| match clue.claim {
        Claim::Topic(Topic::Week) => true,
        Claim::Topic(Topic::SchoolYear) => !dated,
        Claim::Topic(_) => long,
        _ => false,
    };
    match title().find(other) {
        Some(clue) => {
            let why = format!("Không phải kỳ báo cáo theo kế hoạch: \"{}\".", clue.quote);
            Err(Doubt::new(Question::NotOwed, why).for_staff().of_unit(Some(unit.clone())))
        }
        None => Ok(()),
    }
}

/// Whether a file whose title nobody read is called by the matter of a report that the unit owes: "BC DLXH T2.pdf", a scan.
pub(super) fn is_called(desk: &Desk<'_>, unit: &UnitId, index: usize) -> bool {
    let matters = desk.rules.matters();
    if matters.is_empty() || !desk.title(index).is_empty() {
        return false;
    }
    let words = plain(&called(desk, Some(index)));
    let mut reports = desk.rules.plans.reports().map(|(_, report)| report);
    reports.any(|report| owes_it(desk, unit, report) && matters.said(&report.id, &words).is_some())
}

/// Whether subject or file name call it by the matter of any report of the plans.
pub(super) fn is_anyones(desk: &Desk<'_>, index: usize) -> bool {
    let matters = desk.rules.matters();
    if matters.is_empty() {
        return false;
    }
    let words = plain(&called(desk, Some(index)));
    desk.rules.plans.reports().any(|(_, report)| matters.said(&report.id, &words).is_some())
}

/// The reports of an archive that holds several of one period: those whose matter a title names, and the one on the work as a
/// whole where a title names none. None where they are not told apart so.
pub(super) fn packed<'r>(desk: &'r Desk<'_>, unit: &UnitId, index: usize) -> Option<Vec<(&'r Report, Period)>> {
    let matters = desk.rules.matters();
    let further = desk.evidence.further_titles.get(&index).filter(|_| !matters.is_empty())?;
    let periods = when::periods_of(desk, Some(index)).ok()?;
    let [period] = periods.as_slice() else { return None };
    let reports = desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    let owed: Vec<&Report> = reports.filter(|report| is_owed(desk, unit, report, *period).is_some()).collect();
    let mut found: Vec<(&Report, Period)> = Vec::new();
    for title in std::iter::once(desk.title(index)).chain(further.iter().map(String::as_str)) {
        let words = plain(title);
        let told = |report: &&&Report| matters.said(&report.id, &words).is_some();
        let on_none = |report: &&&Report| !matters.has(&report.id);
        let whole = desk.rules.dictionary.says(title);
        let named: Vec<&&Report> = owed.iter().filter(told).collect();
        let meant = match named.as_slice() {
            [report] if !whole.has(List::OurField) => **report,
            [] if whole.has(List::OurField) || whole.has(List::WholeWork) => {
                let mut general = owed.iter().filter(on_none);
                general.next().filter(|_| general.next().is_none()).copied()?
            }
            _ => return None,
        };
        if found.iter().any(|(report, _)| report.id == meant.id) {
            return None;
        }
        found.push((meant, *period));
    }
    (found.len() > 1).then_some(found)
}

fn owes_it(desk: &Desk<'_>, unit: &UnitId, report: &Report) -> bool {
    desk.rules.roster.unit(unit).is_some_and(|unit| report.owed_by.includes(unit))
}

/// The one report whose matter the title names: of two on the same matter the unit's own, else the one named by more words.
fn named_by_title<'r>(desk: &'r Desk<'_>, unit: &UnitId, attachment: Option<usize>) -> Option<&'r Report> {
    let matters = desk.rules.matters();
    let title = plain(desk.title_of(attachment));
    let reports = desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    let ranked = reports.filter_map(|report| {
        let phrase = matters.said(&report.id, &title)?;
        Some(((owes_it(desk, unit, report), phrase.len()), report))
    });
    let mut ranked: Vec<((bool, usize), &Report)> = ranked.collect();
    let best = ranked.iter().map(|(rank, _)| *rank).max()?;
    ranked.retain(|(rank, _)| *rank == best);
    // One matter, asked for each quarter as a report of its own: the title's period tells which.
    if ranked.len() > 1 {
        let periods = when::periods_of(desk, attachment).ok()?;
        let owed = |report: &Report| periods.iter().any(|period| is_owed(desk, unit, report, *period).is_some());
        ranked.retain(|(_, report)| owed(report));
    }
    let [(_, report)] = ranked.as_slice() else { return None };
    let report = *report;
    let phrase = matters.said(&report.id, &title).unwrap_or_default();
    (!is_part_of_the_whole(desk, attachment, phrase, &title)).then_some(report)
}

/// Whether the file name names the same matter as the title.
pub(super) fn is_named_by_file(desk: &Desk<'_>, attachment: Option<usize>) -> bool {
    let Some(index) = attachment else { return false };
    let matters = desk.rules.matters();
    let Some(file) = desk.message.attachments.get(index).filter(|_| !matters.is_empty()) else { return false };
    let (title, name) = (plain(desk.title(index)), plain(&file.file_name));
    let mut reports = desk.rules.plans.reports().map(|(_, report)| &report.id);
    reports.any(|id| matters.said(id, &title).is_some() && matters.said(id, &name).is_some())
}

/// "công tác khoa giáo và xây dựng xã hội học tập": our field stands before the matter, which is then only named with it.
fn is_part_of_the_whole(desk: &Desk<'_>, attachment: Option<usize>, phrase: &str, title: &str) -> bool {
    let at = title.find(&format!(" {phrase} ")).unwrap_or(usize::MAX);
    let said = desk.rules.dictionary.says(desk.title_of(attachment));
    said.of(List::OurField).any(|hit| hit.start < at)
}

fn is_owed(desk: &Desk<'_>, unit: &UnitId, report: &Report, period: Period) -> Option<(Date, Date)> {
    let unit = desk.rules.roster.unit(unit)?;
    let owed = owed(desk.rules, unit, &report.id, period)?;
    let last = owed.deadline.as_ref().map_or(period.last_day(), |due| due.last_day());
    Some((period.first_day(), last))
}

/// The periods for which the report may come these days, where its title names none: the one of a report asked for once,
/// the year of a yearly one. Months and quarters come too often to be guessed.
fn open_periods(desk: &Desk<'_>, unit: &UnitId, report: &Report) -> Vec<Period> {
    let year = desk.today.year();
    let candidates: Vec<Period> = match report.periods {
        PeriodRule::Once(period) => vec![period],
        PeriodRule::Year => {
            [year.saturating_sub(1), year].into_iter().filter_map(|year| Period::new(year, Span::Year).ok()).collect()
        }
        _ => Vec::new(),
    };
    let open = |period: &Period| {
        is_owed(desk, unit, report, *period)
            .is_some_and(|(first, last)| first <= desk.today && days_between(last, desk.today).abs() <= AROUND_DAYS)
    };
    candidates.into_iter().filter(open).collect()
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
    let title = plain(&desk.titles(attachment));
    if title.trim().is_empty() {
        let named = saying(&plain(&format!("{}\n{}", called(desk, attachment), desk.message.body.own)));
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
    let said = desk.rules.dictionary.says(&called(desk, attachment));
    if !on_none.is_empty() && (said.has(List::OurField) || said.has(List::WholeWork)) {
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
        others.any(|other| matters.said(&report.id, &plain(&desk.titles(Some(other)))).is_some())
    };
    let words = plain(&called(desk, attachment));
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
