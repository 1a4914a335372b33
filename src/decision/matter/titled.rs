//! The reports that a title names: one on a matter, several side by side, or one on the work as a whole with matters beside it.

use super::named::{self, Named, Whole};
use super::{is_owed, owes_it};
use crate::calendar::{Period, Span};
use crate::decision::once::is_open;
use crate::decision::{Desk, Doubt, Question, when};
use crate::evidence::{Claim, Clue, Source, Topic, days_between};
use crate::office::content;
use crate::plan::obligation::{Obligation, owed};
use crate::plan::{Asks, PeriodRule, Report};
use crate::roster::UnitId;
use crate::spelling::tokens::{plain, says, stands};

/// What lies further back than this is looked back on.
const YEAR_DAYS: i32 = 365;
/// How far from its day a report whose title names no period may arrive, in days.
const AROUND_DAYS: i32 = 150;

/// The reports that the title names by their matters, of the attachment or of what is written in the mail itself, each with
/// its period; with them the one on the work as a whole where the title names that beside them. None when it names no
/// matter, or only as a part of the work as a whole. Where no title is read, file name or subject speak when they name
/// several.
pub(in crate::decision) fn titled<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
) -> Result<Option<Vec<(&'r Report, Period)>>, Doubt> {
    // An archive with several reports is taken apart by their titles.
    let packed = attachment.is_some_and(|index| desk.evidence.further_titles.contains_key(&index));
    if desk.rules.matters().is_empty() || packed {
        return Ok(None);
    }
    let Some(mut named) = heading(desk, attachment) else { return Ok(None) };
    let joined = named.whole == Whole::Joined;
    // The name of a report asked for once may have the field in it: "đợt tuyên truyền kỷ niệm …".
    let once = |report: &&Report| matches!(report.periods, PeriodRule::Once(_));
    let own = named.matters.iter().flatten().all(once);
    if named.matters.is_empty() || (named.whole == Whole::Mixed && !own) {
        return Ok(None);
    }
    let first = named.matters.first().and_then(|reports| reports.first()).map_or("", |report| report.name.as_str());
    for reports in &mut named.matters {
        reports.retain(|report| owes_it(desk, unit, report));
    }
    named.matters.retain(|reports| !reports.is_empty());
    match named.matters.is_empty() {
        true if joined => return Ok(None),
        true => {
            let why = format!("{} không phải gửi “{first}” theo kế hoạch nào.", desk.unit_name(unit));
            return Err(Doubt::new(Question::NotOwed, why).of_unit(Some(unit.clone())));
        }
        false if joined => {
            let found = beside_the_whole(desk, unit, attachment, &named.matters)?;
            return found.map(|found| may_be_one(desk, unit, found)).transpose();
        }
        false => {}
    }
    let mut found = Vec::new();
    for reports in &named.matters {
        found.extend(of_matter(desk, unit, attachment, reports)?);
    }
    if found.is_empty() {
        return Ok(None);
    }
    is_called_so(desk, unit, attachment, &named.matters)?;
    may_be_one(desk, unit, found).map(Some)
}

/// One paper for several reports that the plans ask for apart: where no plan says that they may be joined, somebody has to say
/// whether it stands for all of them.
fn may_be_one<'r>(
    desk: &Desk<'_>,
    unit: &UnitId,
    found: Vec<(&'r Report, Period)>,
) -> Result<Vec<(&'r Report, Period)>, Doubt> {
    let matters = desk.rules.matters();
    let on_matters = || found.iter().filter(|(report, _)| matters.has(&report.id));
    let mut reports: Vec<&str> = found.iter().map(|(report, _)| report.name.as_str()).collect();
    reports.dedup();
    if reports.len() < 2 || on_matters().all(|(report, _)| report.joined) {
        return Ok(found);
    }
    let why = format!("Một văn bản nêu cả “{}”: chưa rõ có được tính cho tất cả không.", reports.join("”, “"));
    Err(Doubt::new(Question::PeriodUnclear, why).for_staff().of_unit(Some(unit.clone())))
}

/// What the title names; of a file without one what its name says, else the subject, when that is more than one thing.
fn heading<'r>(desk: &'r Desk<'_>, attachment: Option<usize>) -> Option<Named<'r>> {
    let asked = |report: &Report| report.asks == Asks::Report;
    let title = desk.title_of(attachment);
    if !title.is_empty() {
        let named = named::read(desk, title, asked);
        let silent = named.matters.is_empty() && named.whole == Whole::Unnamed;
        return Some(if silent { resembled(desk, attachment, title).unwrap_or(named) } else { named });
    }
    let file = attachment.and_then(|index| desk.message.attachments.get(index))?;
    let lines = [file.file_name.as_str(), desk.message.subject.as_str()];
    let first = lines.into_iter().map(|line| named::read(desk, line, asked)).find(|named| named.count() > 0)?;
    let once = |reports: &Vec<&Report>| reports.iter().any(|report| matches!(report.periods, PeriodRule::Once(_)));
    (first.count() > 1 || first.matters.iter().any(once)).then_some(first)
}

/// How many words of content a matter has whose name people write from memory.
const REMEMBERED: usize = 6;

/// The one matter that subject or file name name, when the title says it in nearly the same words: "học tập, làm theo tấm gương
/// đạo đức …" for "học tập và làm theo tư tưởng, đạo đức …".
fn resembled<'r>(desk: &'r Desk<'_>, attachment: Option<usize>, title: &str) -> Option<Named<'r>> {
    let words = content(title, &desk.rules.dictionary);
    let matters = desk.rules.matters();
    let near = |report: &Report| {
        let near = |phrase: &str| {
            let all = phrase.split(' ').count();
            let said = phrase.split(' ').filter(|word| stands(&words, word)).count();
            all >= REMEMBERED && said.saturating_mul(4) >= all.saturating_mul(3)
        };
        report.asks == Asks::Report && matters.phrases(&report.id).any(near)
    };
    let file = attachment.and_then(|index| desk.message.attachments.get(index)).map_or("", |file| &file.file_name);
    let mut lines = [desk.message.subject.as_str(), file].into_iter().map(|line| named::read(desk, line, near));
    lines.find(|named| named.matters.len() == 1 && named.whole == Whole::Unnamed)
}

/// Of the reports asked for on one matter the one asked for once, which is open these days, and of whose period the title says
/// nothing else. Beside one that is asked for again and again on the same matter the title must call it a review of years.
fn once<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
    reports: &[&'r Report],
) -> Option<(&'r Report, Period)> {
    let here = || desk.clues().filter(|clue| clue.attachment == attachment && clue.source == Source::Title);
    let review = here().any(|clue| matches!(clue.claim, Claim::Topic(Topic::Theme | Topic::Span)));
    let again = reports.iter().any(|report| !matches!(report.periods, PeriodRule::Once(_)));
    if again && !review {
        return None;
    }
    let mut open = reports.iter().filter_map(|report| {
        let PeriodRule::Once(period) = report.periods else { return None };
        let unit = desk.rules.roster.unit(unit)?;
        let owed = owed(desk.rules, unit, &report.id, period).filter(|owed| is_open(owed, desk.today))?;
        let speaks_against = |clue: &Clue| match clue.claim {
            Claim::Period(said) => speaks_against(said, period, &owed),
            _ => false,
        };
        (!here().any(speaks_against)).then_some((*report, period))
    });
    let only = open.next()?;
    open.next().is_none().then_some(only)
}

/// Whether a title that names one period cannot be the report for the other: neither holds the other or its day, and it is
/// not long past, as what a review looks back on is.
pub(in crate::decision) fn speaks_against(said: Period, period: Period, owed: &Obligation) -> bool {
    let day = owed.deadline.as_ref().map_or(period.last_day(), |due| due.last_day());
    let meets = said.first_day() <= period.last_day() && period.first_day() <= said.last_day();
    let holds = said.first_day() <= day && day <= said.last_day();
    let past = days_between(said.last_day(), period.first_day()) > YEAR_DAYS;
    !(meets || holds || past)
}

/// The report on one matter, of those that are asked for on it, and its periods.
fn of_matter<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
    reports: &[&'r Report],
) -> Result<Vec<(&'r Report, Period)>, Doubt> {
    let doubt = |why: String| Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.clone()));
    let name = reports.first().map_or("", |report| report.name.as_str());
    if let Some(only) = once(desk, unit, attachment, reports) {
        return Ok(vec![only]);
    }
    if is_its_whole_work(desk, unit, attachment, reports) {
        return Ok(Vec::new());
    }
    for report in reports {
        of_its_span(desk, unit, report, attachment)?;
    }
    let period = |claim: &Claim| matches!(claim, Claim::Period(_) | Claim::YearlessPeriod(_));
    let of_title = |clue: &Clue| clue.attachment == attachment && clue.source == Source::Title;
    let read = !desk.title_of(attachment).is_empty();
    if read && !desk.clues().any(|clue| of_title(clue) && period(&clue.claim)) {
        let open = |report: &Report| open_periods(desk, unit, report);
        let each = reports.iter().flat_map(|report| open(report).into_iter().map(|period| (*report, period)));
        return match each.collect::<Vec<_>>().as_slice() {
            [only] => Ok(vec![*only]),
            _ => Err(doubt(format!("Văn bản là “{name}”, chưa rõ kỳ nào."))),
        };
    }
    let periods = when::periods_of(desk, attachment).map_err(|doubt| doubt.of_unit(Some(unit.clone())))?;
    of_periods(desk, unit, reports, &periods)
}

/// The report of each period: one matter may be asked for each quarter as a report of its own.
fn of_periods<'r>(
    desk: &Desk<'_>,
    unit: &UnitId,
    reports: &[&'r Report],
    periods: &[Period],
) -> Result<Vec<(&'r Report, Period)>, Doubt> {
    let of_period = |period: &Period| {
        let owed = |report: &&&Report| is_owed(desk, unit, report, *period).is_some();
        match reports.iter().filter(owed).collect::<Vec<_>>().as_slice() {
            [report] => Ok((**report, *period)),
            _ => {
                let (name, period) = (reports.first().map_or("", |r| &r.name), crate::calendar::period::name(*period));
                let why = format!("Văn bản là “{name}”, nhưng không có kỳ {period} phải gửi.");
                Err(Doubt::new(Question::PeriodUnclear, why).of_unit(Some(unit.clone())))
            }
        }
    };
    periods.iter().map(of_period).collect()
}

/// Whether the matter is what the plan calls the unit's whole work for that period: a political school's half year is "giáo dục lý
/// luận chính trị", which others report on apart.
fn is_its_whole_work(desk: &Desk<'_>, unit: &UnitId, attachment: Option<usize>, reports: &[&Report]) -> bool {
    let matters = desk.rules.matters();
    let Ok(periods) = when::periods_of(desk, attachment) else { return false };
    let [period] = periods.as_slice() else { return false };
    let phrases: Vec<&str> = reports.iter().flat_map(|report| matters.phrases(&report.id)).collect();
    let named = |report: &Report| {
        let mut names = std::iter::once(&report.name).chain(&report.aliases);
        names.any(|name| phrases.iter().any(|phrase| stands(&plain(name), phrase)))
    };
    let owed = |report: &Report| is_owed(desk, unit, report, *period).is_some();
    let mut all = desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    !reports.iter().any(|report| owed(report))
        && all.any(|report| !matters.has(&report.id) && owed(report) && named(report))
}

/// One paper on the work as a whole and on matters beside it is handed in for each of them that is owed for its period; a
/// matter that is not owed then is told with the rest.
fn beside_the_whole<'r>(
    desk: &'r Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
    matters: &[Vec<&'r Report>],
) -> Result<Option<Vec<(&'r Report, Period)>>, Doubt> {
    let periods = when::periods_of(desk, attachment).map_err(|doubt| doubt.of_unit(Some(unit.clone())))?;
    // "6 tháng đầu năm và tình hình dư luận xã hội tháng 6": each report has one of the periods.
    let owed = |report: &'r Report| {
        let periods = periods.iter().filter(move |period| is_owed(desk, unit, report, **period).is_some());
        periods.map(move |period| (report, *period))
    };
    let mut found: Vec<(&Report, Period)> = Vec::new();
    for reports in matters {
        match reports.iter().copied().flat_map(owed).collect::<Vec<_>>().as_slice() {
            [] => {}
            [only] => found.push(*only),
            _ => return Ok(None),
        }
    }
    if found.is_empty() {
        return Ok(None);
    }
    let reports = desk.rules.plans.reports().map(|(_, report)| report).filter(|report| report.asks == Asks::Report);
    let mut general = reports.filter(|report| !desk.rules.matters().has(&report.id)).flat_map(owed);
    let (Some(whole), None) = (general.next(), general.next()) else { return Ok(None) };
    found.insert(0, whole);
    let all = periods.iter().all(|period| found.iter().any(|(_, other)| other == period));
    Ok(all.then_some(found))
}

/// The mail calls it by another matter than its title does: one of them is the wrong file or the wrong words. Another file
/// of the mail may be the one that is spoken of.
fn is_called_so(
    desk: &Desk<'_>,
    unit: &UnitId,
    attachment: Option<usize>,
    titled: &[Vec<&Report>],
) -> Result<(), Doubt> {
    let owed = |report: &Report| report.asks == Asks::Report && owes_it(desk, unit, report);
    let file = attachment.and_then(|index| desk.message.attachments.get(index)).map_or("", |file| &file.file_name);
    let same =
        |called: &[&Report]| titled.iter().flatten().any(|report| called.iter().any(|other| other.id == report.id));
    let files = || (0..desk.message.attachments.len()).filter(|index| Some(*index) != attachment);
    let of_another = |called: &[&Report]| {
        let has = |index: usize| {
            let titles = plain(&desk.titles(Some(index)));
            let silent = titles.trim().is_empty();
            silent || called.iter().any(|report| desk.rules.matters().said(&report.id, &titles).is_some())
        };
        files().any(has)
    };
    let called: Vec<Named<'_>> =
        [desk.message.subject.as_str(), file].into_iter().map(|line| named::read(desk, line, owed)).collect();
    let told = |named: &Named<'_>| named.matters.iter().any(|called| same(called)) || named.whole != Whole::Unnamed;
    let mut others = called.iter().flat_map(|named| &named.matters).filter(|called| !of_another(called));
    let other = others.next().filter(|_| !called.iter().any(told)).and_then(|called| called.first());
    if let (Some(other), Some(report)) = (other, titled.first().and_then(|reports| reports.first())) {
        let why = format!("Văn bản là “{}”, nhưng thư hoặc tên tệp ghi “{}”.", report.name, other.name);
        return Err(Doubt::new(Question::Contradiction, why).of_unit(Some(unit.clone())));
    }
    Ok(())
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
