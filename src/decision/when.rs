//! Which period it is about: the title decides, and what the mail and the file name say must not contradict it.

mod plausible;

use jiff::civil::Date;

use super::{Desk, Doubt, Question, byname, matter};
use crate::calendar::{Period, Span};
use crate::evidence::{Claim, Clue, Source, Strength, days_between};
use crate::plan::PeriodRule;

/// A period as some place of the mail gives it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) period: Period,
    /// Whether the year is written there.
    pub(super) dated: bool,
}

/// The periods of one attachment, or of the mail when none is given.
pub(super) fn periods_of(desk: &Desk<'_>, attachment: Option<usize>) -> Result<Vec<Period>, Doubt> {
    let title = said(desk, attachment, Source::Title, Strength::Decisive);
    let found = if title.is_empty() { by_words(desk, attachment)? } else { by_title(desk, attachment, &title)? };
    for one in &found {
        plausible::is_over(desk, attachment, *one)?;
        if !title.is_empty() {
            plausible::covers(desk, attachment, *one)?;
        }
    }
    let mut periods: Vec<Period> = found.into_iter().map(|said| said.period).collect();
    periods.sort();
    periods.dedup();
    Ok(periods)
}

/// The best reading for a person to start from, however doubtful.
pub(super) fn guess(desk: &Desk<'_>, attachment: Option<usize>) -> Vec<Period> {
    let sources = [
        (Source::Title, Strength::Decisive),
        (Source::Subject, Strength::Fair),
        (Source::FileName, Strength::Fair),
        (Source::Body, Strength::Weak),
        (Source::Subject, Strength::Weak),
        (Source::Thread, Strength::Weak),
    ];
    sources
        .iter()
        .map(|(source, least)| said(desk, attachment, *source, *least))
        .find(|said| !said.is_empty())
        .map(|said| said.into_iter().map(|one| one.period).collect())
        .unwrap_or_default()
}

pub(super) fn said(desk: &Desk<'_>, attachment: Option<usize>, source: Source, least: Strength) -> Vec<Said> {
    let mut found: Vec<Said> = Vec::new();
    let here = |clue: &&Clue| {
        clue.source == source
            && clue.strength >= least
            && (clue.attachment.is_none() || clue.attachment == attachment || attachment.is_none())
    };
    for clue in desk.clues().filter(here) {
        let one = match clue.claim {
            Claim::Period(period) => Said { period: canonical(desk, period), dated: true },
            Claim::YearlessPeriod(period) => Said { period: canonical(desk, period), dated: false },
            _ => continue,
        };
        match found.iter_mut().find(|known| {
            known.period.span() == one.period.span() && !(known.dated && one.dated && known.period != one.period)
        }) {
            Some(known) if one.dated => *known = one,
            Some(_) => {}
            None => found.push(one),
        }
    }
    found
}

/// "9 tháng" and "quý III" are one period where the office asks for one of them only.
pub(super) fn canonical(desk: &Desk<'_>, period: Period) -> Period {
    let has = |wanted: fn(&PeriodRule) -> bool| desk.rules.plans.reports().any(|(_, report)| wanted(&report.periods));
    let nine = has(|rule| matches!(rule, PeriodRule::NineMonths));
    let third = has(|rule| matches!(rule, PeriodRule::Quarters(quarters) if quarters.contains(&3)));
    let span = match period.span() {
        Span::NineMonths if !nine && third => Span::Quarter(3),
        Span::Quarter(3) if nine && !third => Span::NineMonths,
        span => span,
    };
    Period::new(period.year(), span).unwrap_or(period)
}

/// The title speaks; subject and file name, where they name periods, must name its span among them.
fn by_title(desk: &Desk<'_>, attachment: Option<usize>, title: &[Said]) -> Result<Vec<Said>, Doubt> {
    let subject = said(desk, attachment, Source::Subject, Strength::Fair);
    let file = said(desk, attachment, Source::FileName, Strength::Fair);
    let body = said(desk, attachment, Source::Body, Strength::Weak);
    let silent = subject.is_empty() && file.is_empty();
    for (place, words) in [("tiêu đề thư", &subject), ("tên tệp", &file), ("lời thư", &body)] {
        let counts = (place != "lời thư" || silent) && !words.is_empty();
        let agrees = words.iter().any(|one| {
            title.iter().any(|title| {
                title.period.span() == one.period.span()
                    || ends_with(desk, *title, *one)
                    || byname::join(desk, title.period, one.period)
            })
        });
        let elsewhere = || match place {
            "tiêu đề thư" => {
                speaks_of_another(desk, attachment, words, title, &file)
                    || is_left_over(desk, words, title, [&file, &body])
            }
            "tên tệp" => is_saved_over(desk, attachment, words, title, [&subject, &body]),
            _ => false,
        };
        if counts && !agrees && !elsewhere() && !words.iter().all(|one| is_to_come(desk, one, title)) {
            return Err(Doubt::new(
                Question::Contradiction,
                format!("Văn bản ghi {}, {place} ghi {}.", names(title), names(words)),
            ));
        }
    }
    Ok(title
        .iter()
        .map(|one| if one.dated { *one } else { completed(desk, attachment, *one, &[&subject, &file, &body]) })
        .collect())
}

/// "BC tháng 3" over the report of the first quarter: its last month, for which nothing else is asked.
fn ends_with(desk: &Desk<'_>, title: Said, month: Said) -> bool {
    let Span::Month(number) = month.period.span() else { return false };
    let asked = |rule: &PeriodRule| matches!(rule, PeriodRule::Months(months) if months.contains(&number));
    let monthly = desk.rules.plans.reports().any(|(_, report)| asked(&report.periods));
    !monthly && title.period.last_day() == month.period.last_day()
}

/// Of several reports in one mail the subject may name only one: it contradicts none of the others, when their own
/// file names say what their titles say.
fn speaks_of_another(
    desk: &Desk<'_>,
    attachment: Option<usize>,
    subject: &[Said],
    title: &[Said],
    file: &[Said],
) -> bool {
    let same = |one: &Said, other: &Said| one.period.span() == other.period.span();
    let named =
        file.iter().any(|one| title.iter().any(|title| same(title, one))) || matter::is_named_by_file(desk, attachment);
    let others = (0..desk.message.attachments.len()).filter(|index| Some(*index) != attachment);
    let of_another = |one: &Said| {
        others.clone().any(|index| {
            said(desk, Some(index), Source::Title, Strength::Decisive).iter().any(|title| same(title, one))
        })
    };
    named && subject.iter().all(of_another)
}

/// The subject of an earlier delivery, not yet changed: its period ended before that of the document, which the file name or
/// the text confirms. The other way round the file may be the old one, so that asks.
fn is_left_over(desk: &Desk<'_>, subject: &[Said], title: &[Said], others: [&Vec<Said>; 2]) -> bool {
    let [title] = title else { return false };
    let same = |one: &Said| one.period.span() == title.period.span();
    let confirmed = others.iter().any(|said| said.iter().any(same)) && others.iter().all(|said| said.iter().all(same));
    let young = plausible::is_young(title.period, desk.today) || title.period.first_day() > desk.today;
    confirmed && !young && subject.iter().all(|one| one.period.last_day() < title.period.last_day())
}

/// The name of an earlier report over which this one was saved: what it names was over when the period of the document began,
/// the document was signed since, and subject or text say what its title says. A title that nobody but itself confirms
/// may be the one that was left over.
fn is_saved_over(
    desk: &Desk<'_>,
    attachment: Option<usize>,
    file: &[Said],
    title: &[Said],
    others: [&Vec<Said>; 2],
) -> bool {
    let [title] = title else { return false };
    let same = |one: &Said| one.period.span() == title.period.span();
    let confirmed = others.iter().any(|said| said.iter().any(same)) && others.iter().all(|said| said.iter().all(same));
    let signed_since = signed(desk, attachment).is_some_and(|day| day >= title.period.first_day());
    confirmed && signed_since && file.iter().all(|one| one.period.last_day() < title.period.first_day())
}

/// Nobody reports on a period that has not begun, or only just: the words name the plan that the report ends with
/// ("sơ kết 6 tháng, nhiệm vụ 6 tháng cuối năm"), as a longer title does. So does a "6 tháng cuối năm"
/// without a year beside the first half, or "3 tháng cuối năm" beside nine months; the next month's name is a wrong file as often.
fn is_to_come(desk: &Desk<'_>, one: &Said, title: &[Said]) -> bool {
    let next = |title: &Said| {
        let years = [Some(title.period.year()), title.period.year().checked_add(1)];
        let mut after = years.into_iter().flatten().filter_map(|year| Period::new(year, one.period.span()).ok());
        let end = title.period.last_day().tomorrow().ok();
        after.any(|after| Some(after.first_day()) == end)
    };
    one.period.first_day() > desk.today
        || plausible::is_young(one.period, desk.today)
        || (!one.dated && matches!(one.period.span(), Span::Half(2) | Span::Quarter(4)) && title.iter().any(next))
}

/// A title without a year takes it from the mail, else from the day of signing, else from the day of receipt.
fn completed(desk: &Desk<'_>, attachment: Option<usize>, one: Said, others: &[&Vec<Said>]) -> Said {
    let written = others
        .iter()
        .flat_map(|said| said.iter())
        .find(|other| other.dated && other.period.span() == one.period.span());
    if let Some(written) = written {
        return *written;
    }
    match signed(desk, attachment).and_then(|day| near(one.period.span(), day)) {
        Some(period) => Said { period, dated: true },
        None => one,
    }
}

fn signed(desk: &Desk<'_>, attachment: Option<usize>) -> Option<Date> {
    desk.about(attachment?).find_map(|clue| match clue.claim {
        Claim::Signed(day) => Some(day),
        _ => None,
    })
}

/// The period of that span that ends nearest to a day.
fn near(span: Span, day: Date) -> Option<Period> {
    let years = [day.year().checked_sub(1)?, day.year()];
    let periods = years.into_iter().filter_map(|year| Period::new(year, span).ok());
    periods.filter(|period| period.first_day() <= day).min_by_key(|period| days_between(day, period.last_day()).abs())
}

/// No readable title: file name and subject must agree; the text alone is not enough for what nobody has read.
fn by_words(desk: &Desk<'_>, attachment: Option<usize>) -> Result<Vec<Said>, Doubt> {
    let file = said(desk, attachment, Source::FileName, Strength::Fair);
    let subject = said(desk, attachment, Source::Subject, Strength::Fair);
    let outright = match (file.as_slice(), subject.as_slice()) {
        ([], []) => return by_weak_words(desk, attachment),
        ([only], []) | ([], [only]) => *only,
        ([file], several) => *several
            .iter()
            .find(|one| one.period.span() == file.period.span())
            .map(|one| if one.dated { one } else { file })
            .ok_or_else(|| differ(&[*file], several))?,
        (several, [subject])
            if several.len() > 1 && several.iter().any(|one| one.period.span() == subject.period.span()) =>
        {
            *subject
        }
        (file, subject) => return several(file, subject),
    };
    let years =
        [&file, &subject].into_iter().flatten().filter(|one| one.dated && one.period.span() == outright.period.span());
    let mut years: Vec<i16> = years.map(|one| one.period.year()).collect();
    years.dedup();
    if years.len() > 1 {
        return Err(differ(&file, &subject));
    }
    let body = said(desk, attachment, Source::Body, Strength::Weak);
    if !body.is_empty() && !body.iter().any(|one| one.period.span() == outright.period.span()) {
        return Err(Doubt::new(
            Question::Contradiction,
            format!("Tiêu đề hoặc tên tệp ghi {}, lời thư ghi {}.", names(&[outright]), names(&body)),
        ));
    }
    let outright = if outright.dated { outright } else { completed(desk, attachment, outright, &[&body]) };
    Ok(vec![outright])
}

/// Several periods in one line: they may be one report's, when one of them holds all the others ("quý II và 6 tháng").
fn several(file: &[Said], subject: &[Said]) -> Result<Vec<Said>, Doubt> {
    let all: Vec<Said> = file.iter().chain(subject).copied().collect();
    let holds = |wide: &Said| {
        all.iter().all(|one| {
            wide.period.first_day() <= one.period.first_day() && one.period.last_day() <= wide.period.last_day()
        })
    };
    let both = file.is_empty() || subject.is_empty() || file.iter().any(|one| subject.contains(one));
    if both && all.iter().any(holds) { Ok(all) } else { Err(differ(file, subject)) }
}

fn differ(file: &[Said], subject: &[Said]) -> Doubt {
    Doubt::new(
        Question::PeriodUnclear,
        format!("Chưa rõ kỳ báo cáo: tên tệp ghi {}, tiêu đề thư ghi {}.", names(file), names(subject)),
    )
}

/// The text of the mail counts when our letter, or the subject of the answer to it, says the same.
fn by_weak_words(desk: &Desk<'_>, attachment: Option<usize>) -> Result<Vec<Said>, Doubt> {
    let body = said(desk, attachment, Source::Body, Strength::Weak);
    let subject = said(desk, attachment, Source::Subject, Strength::Weak);
    let thread = said(desk, attachment, Source::Thread, Strength::Weak);
    let [only] = body.as_slice() else {
        return Err(Doubt::new(
            Question::PeriodUnclear,
            "Không thấy kỳ báo cáo trong tiêu đề thư, tên tệp và văn bản.".to_owned(),
        ));
    };
    let agrees = subject.iter().chain(&thread).find(|one| one.period.span() == only.period.span());
    match agrees {
        Some(other) => Ok(vec![if only.dated { *only } else { *other }]),
        None => Err(Doubt::new(
            Question::PeriodUnclear,
            format!("Kỳ báo cáo ({}) chỉ nêu trong lời thư, văn bản không đọc được.", names(&body)),
        )),
    }
}

/// Whether a title of this attachment names a period on which one could report by now; what it says of years past it only
/// recalls.
pub(super) fn is_titled(desk: &Desk<'_>, index: usize) -> bool {
    let recent = |said: &Said| days_between(said.period.last_day(), desk.today) <= plausible::LATEST_DAYS;
    said(desk, Some(index), Source::Title, Strength::Weak).iter().any(recent)
}

fn names(said: &[Said]) -> String {
    said.iter().map(|one| crate::calendar::period::name(one.period)).collect::<Vec<_>>().join(", ")
}
