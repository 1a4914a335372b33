//! Whether a letter that waits is still true at the moment at which it would leave.

use jiff::Timestamp;

use super::{Asked, escalation, is_office_time, next_look, opening, opening_of, silence, writing};
use crate::calendar::Period;
use crate::letter::Purpose;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::Unit;
use crate::standing::{BoardFacts, Doubt, Notice, NoticeKind, Row, Standing, address, days_after, one};

/// Whether a letter may still leave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Truth {
    /// It is as true as when it was written.
    Send,
    /// Not at this hour; true again from then.
    NotBefore(Timestamp),
    /// It is not true any more: why, for the journal.
    Withdraw(&'static str),
}

/// A letter as it was written.
#[derive(Debug, Clone, Copy)]
pub struct Written<'a> {
    /// Why.
    pub purpose: &'a Purpose,
    /// The obligations it is about.
    pub about: &'a [(ReportId, Period)],
    /// To which address.
    pub to: &'a str,
    /// What it says of them: [`crate::letter::Letter::gist`].
    pub gist: &'a str,
}

/// The letters of a notice that wait, each with its address.
fn waiting(notice: &Notice) -> impl Iterator<Item = (Purpose, &str)> {
    let first = (!notice.sent).then(|| (notice.purpose(), notice.to.as_str()));
    let copies = notice.copies.iter().filter(|copy| !copy.sent);
    first.into_iter().chain(copies.map(|copy| (notice.copy_purpose(copy), copy.to.as_str())))
}

/// Digests of so many days past may still wait to be sent.
const STALE_DAYS: i32 = 31;

/// The opening notices that wait and must not leave before the office works again, each with that moment.
#[must_use]
pub fn held(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<(Purpose, Timestamp)> {
    let waiting = facts.openings.iter().filter(|opening| opening.waits && opening.at <= next_look(rules, now));
    let held = waiting.filter_map(|opening| match opening::still_true(opening, rules, facts, now) {
        Truth::NotBefore(opens) => Some((opening.purpose(), opens)),
        Truth::Send | Truth::Withdraw(_) => None,
    });
    held.collect()
}

/// What waits to be sent and is not true any more, each with why: reminders and overdue notices, and digests and
/// staff's letters of days gone by, some of which may have left long ago.
#[must_use]
pub fn outdated(rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Vec<(Purpose, &'static str)> {
    let waiting = facts.notices.iter().flat_map(|notice| waiting(notice).map(move |letter| (notice, letter)));
    let looked_at = waiting.filter_map(|(notice, (purpose, to))| {
        let written = Written { purpose: &purpose, about: &notice.about, to, gist: &notice.gist };
        match still_true(&written, rules, facts, now) {
            Truth::Withdraw(why) => Some((purpose, why)),
            Truth::Send | Truth::NotBefore(_) => None,
        }
    });
    let openings =
        facts.openings.iter().filter(|opening| opening.waits).filter_map(|opening| {
            match opening::still_true(opening, rules, facts, now) {
                Truth::Withdraw(why) => Some((opening.purpose(), why)),
                Truth::Send | Truth::NotBefore(_) => None,
            }
        });
    let today = rules.office.time_zone.to_datetime(now).date();
    let first = days_after(today, STALE_DAYS.saturating_neg());
    let of_days = |kind: &str| facts.written.range(format!("{kind}:{first}")..format!("{kind}:{today}"));
    let daily = of_days("digest").chain(of_days("desk"));
    let stale = daily.filter_map(|purpose| Some((purpose.parse().ok()?, "đã qua ngày lập thư")));
    looked_at.chain(openings).chain(stale).collect()
}

/// Looks at a written letter again at the moment of sending: a report may have arrived, a person may have excused the
/// unit, a date may have moved, the day may be over. Answers and alerts stay true; only what the clock called for can
/// expire.
#[must_use]
pub fn still_true(written: &Written<'_>, rules: &Rules, facts: &BoardFacts, now: Timestamp) -> Truth {
    let Written { purpose, about, to, .. } = *written;
    let local = rules.office.time_zone.to_datetime(now);
    let (unit, day) = match purpose {
        Purpose::Reminder(unit, day) | Purpose::Overdue(unit, day) | Purpose::Escalated(unit, day, _) => (unit, *day),
        Purpose::Digest(day, _) | Purpose::Desk(day, _) if *day != local.date() => {
            return Truth::Withdraw("đã qua ngày lập thư");
        }
        _ => return Truth::Send,
    };
    if day != local.date() || local.time() >= rules.office.working_hours.1 {
        return Truth::Withdraw("đã qua giờ làm việc của ngày lập thư");
    }
    if !is_office_time(rules, local) {
        return opening_of(rules, day).map_or(Truth::Withdraw("ngày nghỉ"), Truth::NotBefore);
    }
    let reached = rules.roster.unit(unit).filter(|unit| unit.validity.contains(day));
    let gets = |unit: &Unit| match purpose {
        Purpose::Escalated(..) => escalation::may_get(unit, to, rules, facts, day),
        _ => address(unit, facts, day) == Some(to),
    };
    if !reached.is_some_and(gets) {
        return Truth::Withdraw("địa chỉ của đơn vị đã thay đổi hoặc không nhận được thư");
    }
    if facts.is_unheard() {
        return Truth::Withdraw(silence::HELD);
    }
    let rows = about.iter().map(|(report, period)| one(rules, facts, &(unit.clone(), report.clone(), *period), now));
    match (rows.collect::<Option<Vec<Row>>>(), reached) {
        (Some(rows), Some(unit)) => says_the_same(written.gist, unit, &rows, rules, now),
        _ => Truth::Withdraw("kế hoạch không còn yêu cầu đơn vị gửi báo cáo này"),
    }
}

/// Whether everything that a letter asks for is still owed, and would be asked for in the same words.
fn says_the_same(gist: &str, unit: &Unit, rows: &[Row], rules: &Rules, now: Timestamp) -> Truth {
    let asked = rows.iter().map(|row| Some(Asked { row, kind: stage(row.standing)? }));
    let Some(asked) = asked.collect::<Option<Vec<Asked<'_>>>>() else {
        return Truth::Withdraw("báo cáo đã nhận, đang kiểm tra hoặc được miễn");
    };
    // One written before this was kept says nothing of itself.
    if gist.is_empty() || gist == writing::gist(unit, &asked, rules, now) {
        return Truth::Send;
    }
    Truth::Withdraw("hạn gửi, tên báo cáo, căn cứ hoặc thông tin liên hệ ghi trong thư đã thay đổi")
}

/// Whether a unit whose obligation stands so may be asked for it.
#[must_use]
pub fn is_owing(standing: Standing) -> bool {
    stage(standing).is_some()
}

/// With which letter a unit is asked for an obligation that stands so; none when it may not be asked.
pub(super) fn stage(standing: Standing) -> Option<NoticeKind> {
    match standing {
        Standing::Waiting | Standing::Extended { .. } | Standing::Maybe { why: Doubt::NotReminded } => {
            Some(NoticeKind::Reminder)
        }
        // Who could not be told yet is asked again, as long as there is a way.
        Standing::Overdue { .. } | Standing::Maybe { why: Doubt::NotReached } => Some(NoticeKind::Overdue),
        _ => None,
    }
}
