//! Whether a report on such a period can come on such a day.

use jiff::civil::Date;

use super::{Said, said, signed};
use crate::calendar::{Period, Span};
use crate::decision::{Desk, Doubt, Question, byname};
use crate::evidence::{Claim, Clue, Source, Strength, days_between};

/// Reports later than this after their period are looked at by a person: the year may be a slip of the pen.
pub(super) const LATEST_DAYS: i32 = 200;
/// The same where no year is written anywhere.
const LATEST_YEARLESS_DAYS: i32 = 100;

/// Begun, and not so long over that the year may be a slip.
pub(super) fn is_over(desk: &Desk<'_>, attachment: Option<usize>, one: Said) -> Result<(), Doubt> {
    let late = days_between(one.period.last_day(), desk.today);
    let limit = if one.dated { LATEST_DAYS } else { LATEST_YEARLESS_DAYS };
    let name = crate::calendar::period::name(one.period);
    if one.period.first_day() > desk.today {
        return Err(Doubt::new(Question::PeriodUnclear, format!("Kỳ {name} chưa bắt đầu khi thư đến.")));
    }
    if is_young(one.period, desk.today) {
        let why = format!("Kỳ {name} chưa qua được một nửa khi thư đến: có thể không phải báo cáo của kỳ.");
        return Err(Doubt::new(Question::PeriodUnclear, why));
    }
    if late > limit {
        return Err(Doubt::new(
            Question::PeriodUnclear,
            format!("Kỳ {name} đã qua {late} ngày khi thư đến: có thể ghi nhầm năm."),
        ));
    }
    if is_an_old_paper(desk, attachment, one) {
        let why = format!("Văn bản kỳ {name} ký đã lâu, thư không nói gì đến kỳ ấy: có thể đính nhầm tệp cũ.");
        return Err(Doubt::new(Question::PeriodUnclear, why));
    }
    let gap = signed(desk, attachment).map(|day| days_between(one.period.last_day(), day));
    let slip = || one.dated && signed(desk, attachment).is_some_and(|day| is_old_year(day, one.period, desk.today));
    if gap.is_some_and(|gap| gap > LATEST_DAYS || gap < -200 && one.period.span() != Span::Year) && !slip() {
        return Err(Doubt::new(Question::Contradiction, format!("Ngày ký không hợp với kỳ {name}.")));
    }
    Ok(())
}

/// Whether a paper was signed long before it came, and neither subject nor text of the mail speaks of its period: who only now
/// sends what was ready months ago says so.
fn is_an_old_paper(desk: &Desk<'_>, attachment: Option<usize>, one: Said) -> bool {
    const OLD_DAYS: i32 = 60;
    let old = signed(desk, attachment).is_some_and(|day| days_between(day, desk.today) > OLD_DAYS);
    let spoken = |source: Source| {
        said(desk, None, source, Strength::Weak).iter().any(|other| other.period.span() == one.period.span())
    };
    old && one.dated
        && days_between(one.period.last_day(), desk.today) > OLD_DAYS
        && ![Source::Subject, Source::Body, Source::Thread].into_iter().any(spoken)
}

/// Whether a day of signing is right but for its year, which the hand still writes in the first weeks of the next one: no
/// paper of last January can report on this one, as its title does.
fn is_old_year(signed: Date, period: Period, today: Date) -> bool {
    const FIRST_WEEKS: i8 = 2;
    let meant = Date::new(signed.year().saturating_add(1), signed.month(), signed.day());
    signed.month() <= FIRST_WEEKS
        && signed < period.first_day()
        && meant.is_ok_and(|day| period.first_day() <= day && day <= today)
}

/// Three months' figures are not nine months': where the plan asks for nine, a paper headed "quý III" in a mail that never says
/// otherwise may lack six of them, unless the plan itself calls its report so. Who sends a scan only calls it so.
pub(super) fn covers(desk: &Desk<'_>, attachment: Option<usize>, one: Said) -> Result<(), Doubt> {
    if one.period.span() != Span::NineMonths {
        return Ok(());
    }
    let here = |clue: &&Clue| clue.attachment.is_none() || clue.attachment == attachment;
    let said = |clue: &Clue| match clue.claim {
        Claim::Period(period) | Claim::YearlessPeriod(period) => period.span() == Span::NineMonths,
        _ => false,
    };
    let quarter = Period::new(one.period.year(), Span::Quarter(3));
    if desk.clues().filter(here).any(said) || quarter.is_ok_and(|quarter| byname::join(desk, quarter, one.period)) {
        return Ok(());
    }
    let why =
        "Văn bản ghi quý III, kế hoạch yêu cầu báo cáo 9 tháng: có thể thiếu số liệu sáu tháng đầu năm.".to_owned();
    Err(Doubt::new(Question::PeriodUnclear, why))
}

/// Whether less than half of a period is over. A year's list of work comes in March and names the year, but nobody
/// reports on a year in March; months are too short to tell.
pub(super) fn is_young(period: Period, day: Date) -> bool {
    let (first, last) = (period.first_day(), period.last_day());
    let over = days_between(first, day).saturating_mul(2);
    !matches!(period.span(), Span::Month(_)) && over < days_between(first, last)
}
