//! What is said of a time in which a person had stopped all sending: afterwards once to leaders and staff, and of each
//! letter that was not sent for it.

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::moment;
use crate::letter::{Purpose, wording};
use crate::office::Rules;
use crate::standing::BoardFacts;
use crate::standing::facts::Stop;

/// What was over sooner kept nothing back that anybody missed.
const SHORT: SignedDuration = SignedDuration::from_hours(1);

/// "dừng từ 07 giờ 20 ngày 16/6/2020 đến 07 giờ 10 ngày 17/6/2020 (đổi máy chủ thư)".
fn words(stop: &Stop, rules: &Rules) -> String {
    let at = |moment: Timestamp| wording::short_moment(&moment.to_zoned(rules.office.time_zone.clone()));
    let until = stop.until.map_or_else(|| "nay".to_owned(), at);
    let why = wording::foreign(&stop.why, 200);
    let why = if why.is_empty() { why } else { format!(" ({})", why.trim_end_matches('.')) };
    format!("dừng từ {} đến {until}{why}", at(stop.from))
}

/// A sentence for each time that ended between `since` and `now`.
pub(super) fn sentences(rules: &Rules, facts: &BoardFacts, since: Timestamp, now: Timestamp) -> Vec<String> {
    let ended = |stop: &&Stop| stop.until.is_some_and(|until| (since..=now).contains(&until));
    let long = |stop: &&Stop| stop.until.is_some_and(|until| until.duration_since(stop.from) >= SHORT);
    let stops = facts.health.stops.iter().filter(ended).filter(long);
    let said =
        |stop: &Stop| format!("Việc gửi thư đã {}; thư nhắc, thông báo của thời gian này không đi", words(stop, rules));
    stops.map(said).collect()
}

/// Why a letter of the clock was not sent before its day was over, if sending was stopped then.
#[must_use]
pub fn of(purpose: &Purpose, rules: &Rules, facts: &BoardFacts) -> Option<String> {
    let day = match purpose {
        Purpose::Reminder(_, day)
        | Purpose::Overdue(_, day)
        | Purpose::Escalated(_, day, _)
        | Purpose::Digest(day, _)
        | Purpose::Desk(day, _) => *day,
        _ => return None,
    };
    let (opens, closes) = hours(rules, day)?;
    let stopped = |stop: &&Stop| stop.from < closes && stop.until.is_none_or(|until| until > opens);
    let stop = facts.health.stops.iter().find(stopped)?;
    Some(format!("gửi thư {}", words(stop, rules)))
}

fn hours(rules: &Rules, day: Date) -> Option<(Timestamp, Timestamp)> {
    let (opens, closes) = rules.office.working_hours;
    Some((moment(rules, day, opens)?, moment(rules, day, closes)?))
}
