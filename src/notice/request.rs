//! A reminder that a person asks for now. The same holds as for those of the clock: never for what came, is looked at
//! or was granted; one letter a unit and day; in office hours only.

use jiff::Timestamp;
use jiff::civil::Date;

use super::truth::{is_owing, stage};
use super::{Asked, moment, silence, writing};
use crate::calendar::Period;
use crate::letter::template::Fault;
use crate::letter::{Letter, Purpose, Templates, wording};
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::{Unit, UnitId};
use crate::standing::grant::{name, title};
use crate::standing::{BoardFacts, Filter, Row, address, board, days_after, one};

/// Without a report named, a unit is reminded of what is due in so many days: what lies further ahead is no news, and
/// would hide what is urgent.
const AHEAD: i32 = 21;

/// What a unit is to be reminded of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// Which unit.
    pub unit: UnitId,
    /// This report only; with a period also when it lies far ahead.
    pub report: Option<ReportId>,
    /// This period only; neither: all that is overdue or due soon.
    pub period: Option<Period>,
}

/// Why a unit is not reminded now; in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It is not in the list of units of today.
    #[error("{0} không còn trong danh sách đơn vị")]
    Gone(String),
    /// It does not owe that.
    #[error("{0} không phải gửi {1}")]
    NotOwed(String, String),
    /// It is not to be asked for as it stands.
    #[error("{0}, {1}: {2}; không cần nhắc")]
    Settled(String, String, String),
    /// A mailbox is not read: which, since when.
    #[error("{0} Đơn vị có thể đã gửi; hãy nhắc khi đã đọc lại được")]
    Unheard(String),
    /// Nothing is open.
    #[error("{0} không có báo cáo nào quá hạn hoặc sắp đến hạn")]
    Nothing(String),
    /// No letter reaches it.
    #[error("{0} không có địa chỉ nào nhận được thư; cần gọi điện{1}")]
    NotReached(String, String),
    /// It was written to today.
    #[error("hôm nay đã có thư gửi {0}; mỗi đơn vị mỗi ngày một thư")]
    Today(String),
    /// Such letters do not leave now.
    #[error("ngoài giờ làm việc; hãy nhắc vào giờ làm việc của ngày làm việc tới")]
    Closed,
    /// The office does not write yet.
    #[error("chưa đến ngày bắt đầu ghi trong cấu hình; chương trình chưa gửi thư cho đơn vị")]
    NotStarted,
    /// The texts of the letter do not work.
    #[error("mẫu thư có lỗi nên chưa lập được thư nhắc")]
    NoWords,
}

/// The letter that reminds the unit now: to its own address, then the copies that an overdue notice of today would have.
///
/// # Errors
/// Why it is not reminded.
pub fn letters(
    wanted: &Wanted,
    rules: &Rules,
    facts: &BoardFacts,
    templates: &Templates,
    now: Timestamp,
    faults: &mut Vec<Fault>,
) -> Result<Vec<Letter>, Refusal> {
    let today = rules.office.time_zone.to_datetime(now).date();
    let who = name(rules, &wanted.unit);
    let unit = rules.roster.unit(&wanted.unit).filter(|unit| unit.validity.contains(today));
    let unit = unit.ok_or_else(|| Refusal::Gone(who.clone()))?;
    let opening = opening(rules, now)?;
    if let Some(which) = silence::mailboxes(rules, facts) {
        return Err(Refusal::Unheard(wording::lower_first(&which)));
    }
    if address(unit, facts, today).is_none() {
        let phone = unit.phone.as_ref().map(|phone| format!(" ({phone})")).unwrap_or_default();
        return Err(Refusal::NotReached(who, phone));
    }
    let rows = rows(wanted, &who, rules, facts, now)?;
    if is_busy(unit, rules, facts, today) {
        return Err(Refusal::Today(who));
    }
    let asked: Vec<Asked<'_>> = rows.iter().filter_map(|row| Some(Asked { row, kind: stage(row.standing)? })).collect();
    let letters = writing::letters(unit, &asked, rules, facts, templates, now, faults);
    let letters: Vec<_> = letters.into_iter().map(|letter| Letter { not_before: opening, ..letter }).collect();
    if letters.is_empty() { Err(Refusal::NoWords) } else { Ok(letters) }
}

/// When the letter may leave today; none: at once.
fn opening(rules: &Rules, now: Timestamp) -> Result<Option<Timestamp>, Refusal> {
    let local = rules.office.time_zone.to_datetime(now);
    let (first, last) = rules.office.working_hours;
    if local.date() < rules.office.start_date {
        return Err(Refusal::NotStarted);
    }
    if !rules.calendar.is_workday(local.date()) || local.time() >= last {
        return Err(Refusal::Closed);
    }
    Ok(if local.time() < first { moment(rules, local.date(), first) } else { None })
}

/// What the unit is reminded of.
fn rows(wanted: &Wanted, who: &str, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Result<Vec<Row>, Refusal> {
    if let (Some(report), Some(period)) = (&wanted.report, &wanted.period) {
        let what = title(rules, report, *period);
        let row = one(rules, facts, &(wanted.unit.clone(), report.clone(), *period), now);
        let row = row.ok_or_else(|| Refusal::NotOwed(who.to_owned(), what.clone()))?;
        let words = || row.standing.words();
        return if is_owing(row.standing) {
            Ok(vec![row])
        } else {
            Err(Refusal::Settled(who.to_owned(), what, words()))
        };
    }
    let today = rules.office.time_zone.to_datetime(now).date();
    let (unit, report) = (Some(wanted.unit.clone()), wanted.report.clone());
    let filter = Filter { unit, report, period: wanted.period, days: None };
    let mut rows = board(rules, facts, &filter, now);
    let soon = |row: &Row| row.deadline.as_ref().is_some_and(|due| due.nominal <= days_after(today, AHEAD));
    rows.retain(|row| is_owing(row.standing) && soon(row));
    if rows.is_empty() { Err(Refusal::Nothing(who.to_owned())) } else { Ok(rows) }
}

/// Whether the unit was written to today about what it owes, or such a letter waits.
fn is_busy(unit: &Unit, rules: &Rules, facts: &BoardFacts, today: Date) -> bool {
    let on = |at: Timestamp| rules.office.time_zone.to_datetime(at).date();
    let keys = [Purpose::Reminder(unit.id.clone(), today), Purpose::Overdue(unit.id.clone(), today)];
    facts.notices.iter().any(|notice| notice.day == today && notice.unit == unit.id)
        || facts.openings.iter().any(|opening| on(opening.at) == today && opening.unit == unit.id)
        || keys.iter().any(|purpose| facts.written.contains(&purpose.to_string()))
}
