//! Reports on one matter. Those asked for once are known by their whole name: "báo cáo tổng kết 10 năm thực hiện nghị
//! quyết …", "báo cáo tình hình rác thải nhựa ven biển". Their titles name no period of a calendar, and need none: there is
//! only one.

use std::cell::LazyCell;

use jiff::civil::Date;

use super::entry::{Found, ad_hoc_today};
use super::{Desk, Doubt, heir, matter};
use crate::calendar::Period;
use crate::evidence::{Claim, Clue, Source};
use crate::plan::obligation::{Obligation, owed};
use crate::plan::{Asks, PeriodRule, Report};
use crate::roster::UnitId;
use crate::spelling::tokens::{plain, stands};

/// How long after its day such a report may still be meant.
const LATEST: i64 = 150;
/// How many words of a name must tell its matter.
const TELLING: usize = 3;
/// Words that names of all reports share.
const SHARED: [&str; 20] = [
    "bao", "cao", "ket", "qua", "so", "tong", "thang", "quy", "nam", "dau", "cuoi", "cong", "tac", "khoa", "giao",
    "tuyen", "nhiem", "vu", "cua", "nganh",
];

/// Enters a report whose title names its matter; false where none does.
pub(super) fn on_one_matter(
    desk: &Desk<'_>,
    index: usize,
    unit: &(UnitId, String),
    found: &mut Found,
) -> Result<bool, Doubt> {
    if let Some((report, period)) = named(desk, &unit.0, index) {
        found.reasons.push(format!("Tên văn bản ghi đủ tên báo cáo “{}”.", report.name));
        found.add(desk, Some(index), unit.clone(), report, period);
        return Ok(true);
    }
    if let Some(packed) = matter::packed(desk, &unit.0, index) {
        for (report, period) in packed {
            let unit = heir::bearer(desk, Some(index), unit.clone(), period)?;
            found.add(desk, Some(index), unit, report, period);
        }
        return Ok(true);
    }
    if let Some(titled) = matter::titled(desk, &unit.0, Some(index))? {
        let mut names: Vec<&str> = Vec::new();
        for (report, period) in titled {
            let unit = heir::bearer(desk, Some(index), unit.clone(), period)?;
            found.add(desk, Some(index), unit, report, period);
            names.push(&report.name);
        }
        names.dedup();
        found.reasons.push(format!("Tên văn bản nói đúng việc của “{}”.", names.join("”, “")));
        return Ok(true);
    }
    let cited = cited(desk, &unit.0, index);
    let (report, period) = match (cited, matter::any_theme(desk, &unit.0, index)) {
        (Some(cited), _) => cited,
        (None, Some(report)) => (report, ad_hoc_today(desk)?),
        (None, None) => return Ok(false),
    };
    found.reasons.extend(cited.map(|_| format!("Thư hoặc văn bản dẫn số văn bản yêu cầu “{}”.", report.name)));
    let unit = heir::bearer(desk, Some(index), unit.clone(), period)?;
    found.add(desk, Some(index), unit, report, period);
    Ok(true)
}

/// The report asked for once whose whole name stands in the title of the attachment, when it is the only one, the unit
/// owes it, and neither the title's own period nor the day of arrival speaks against it.
pub(super) fn named<'r>(desk: &'r Desk<'_>, unit: &UnitId, index: usize) -> Option<(&'r Report, Period)> {
    // Few plans have such a report: the words are made where one does.
    let title = LazyCell::new(|| plain(desk.title(index)));
    let unit = desk.rules.roster.unit(unit)?;
    let reports = desk.rules.plans.reports().map(|(_, report)| report);
    let mut fitting = reports.filter_map(|report| {
        let PeriodRule::Once(period) = report.periods else { return None };
        let owed = owed(desk.rules, unit, &report.id, period)?;
        let fits = report.asks == Asks::Report && stands_in(report, &title) && is_open(&owed, desk.today);
        fits.then_some((report, period))
    });
    let (report, period) = fitting.next()?;
    let only = fitting.next().is_none();
    let other = desk
        .about(index)
        .any(|clue| clue.source == Source::Title && matches!(clue.claim, Claim::Period(said) if said != period));
    (only && !other).then_some((report, period))
}

/// The report asked for once, by a paper whose number and symbol mail or document cite ("theo Công văn số 612-CV/BTGTU"): the only
/// one that the unit owes under it, when the title is about one matter, and nothing that it says of time speaks against it.
fn cited<'r>(desk: &'r Desk<'_>, unit: &UnitId, index: usize) -> Option<(&'r Report, Period)> {
    let single = |clue: &Clue| clue.source == Source::Title && matches!(clue.claim, Claim::OtherField(_));
    let kind = |clue: &Clue| matches!(clue.claim, Claim::OtherKind(_));
    if !desk.about(index).any(single) || desk.about(index).any(kind) {
        return None;
    }
    let unit = desk.rules.roster.unit(unit)?;
    let file = desk.message.attachments.get(index)?;
    let opening: String = file.text.text.chars().take(CITING).collect();
    let words = plain(&format!("{}\n{}\n{opening}", desk.message.subject, desk.message.body.own));
    let plans = desk.rules.plans.plans.iter().filter(|plan| {
        let number = plan.number.as_deref().map(plain).unwrap_or_default();
        number.split_whitespace().count() >= TELLING && stands(&words, number.trim())
    });
    let mut fitting = plans.filter_map(|plan| {
        let mut asked =
            plan.reports.iter().filter(|report| report.asks == Asks::Report && report.owed_by.includes(unit));
        let (report, None) = (asked.next()?, asked.next()) else { return None };
        let PeriodRule::Once(period) = report.periods else { return None };
        let owed = owed(desk.rules, unit, &report.id, period).filter(|owed| is_open(owed, desk.today))?;
        let against = |clue: &Clue| match clue.claim {
            Claim::Period(said) => clue.source == Source::Title && matter::speaks_against(said, period, &owed),
            _ => false,
        };
        (!desk.about(index).any(against)).then_some((report, period))
    });
    let only = fitting.next()?;
    fitting.next().is_none().then_some(only)
}

/// How many characters of a document may cite what it answers.
const CITING: usize = 3000;

fn stands_in(report: &Report, title: &str) -> bool {
    std::iter::once(&report.name).chain(&report.aliases).any(|name| {
        let name = plain(name);
        let matter = name.strip_prefix(" bao cao").unwrap_or(&name);
        let telling = matter
            .split_whitespace()
            .filter(|word| !SHARED.contains(word) && !word.bytes().all(|byte| byte.is_ascii_digit()));
        telling.count() >= TELLING && title.contains(matter)
    })
}

pub(super) fn is_open(owed: &Obligation, today: Date) -> bool {
    let end = owed.period.last_day();
    let last = owed.deadline.as_ref().map_or(end, |due| due.last_day().max(end));
    let latest = last.saturating_add(jiff::Span::new().days(LATEST));
    owed.period.first_day() <= today && today <= latest
}
