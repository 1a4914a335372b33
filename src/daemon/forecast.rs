//! Whether what waits fits into what may leave, and when the last of it will have left.

use jiff::{SignedDuration, Timestamp};

use crate::ledger::{LedgerError, LetterState, Snapshot};
use crate::letter::{Priority, Purpose, wording};
use crate::office::Rules;
use crate::outbox::budget::Budget;

/// Vietnamese, one or two sentences; none when everything that waits may leave at once.
///
/// # Errors
/// What SQLite says.
pub fn forecast(
    snapshot: &Snapshot<'_>,
    budget: &Budget,
    rules: &Rules,
    now: Timestamp,
) -> Result<Option<String>, LedgerError> {
    let since = now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN);
    let waiting = snapshot.letters(LetterState::Queued, now)?;
    let is_answer = |purpose: &str| {
        let rank = purpose.parse::<Purpose>().map(|purpose| purpose.priority());
        matches!(rank, Ok(Priority::Alert | Priority::Answer | Priority::Digest))
    };
    let answers = waiting.iter().filter(|letter| is_answer(&letter.purpose)).count();
    let count = |len: usize| u32::try_from(len).unwrap_or(u32::MAX);
    let sent = snapshot.tally(since, "")?.total;
    let seen = budget.forecast(sent, count(answers), count(waiting.len().saturating_sub(answers)));
    if seen.days == 0 {
        return Ok(None);
    }
    let today = rules.office.time_zone.to_datetime(now).date();
    let last = rules.calendar.add_workdays(today, u16::try_from(seen.days).unwrap_or(u16::MAX));
    Ok(Some(format!(
        "Thư chờ gửi vượt mức: {} thư chờ, mỗi 24 giờ gửi được {} thư (đã gửi {sent}); còn {} thư đi được ngay, thư cuối \
         dự kiến đi {}. Thư xác nhận đi trước, rồi thư tổng hợp, rồi thư nhắc; thư nhắc không kịp đi trong ngày được lập \
         lại vào ngày sau. Mức gửi: limits.letters_per_day.",
        seen.waiting,
        budget.total,
        seen.today,
        wording::date_with_weekday(last)
    )))
}
