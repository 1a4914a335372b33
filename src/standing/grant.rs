//! Gia hạn, miễn: for which obligations an office may grant something, and why not for others.

use jiff::Timestamp;
use jiff::civil::Date;

use super::{BoardFacts, BoardReceipt, Exception, Owed, receipts, timeliness};
use crate::calendar::deadline::Timeliness;
use crate::calendar::{Period, period};
use crate::decision::Relation;
use crate::letter::wording;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::plan::obligation::{Obligation, owed};
use crate::roster::{GroupId, Unit, UnitId};

/// How many names a sentence holds.
const NAMES: usize = 8;

/// Whose obligations are meant.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Whose {
    /// These units'; each of them must owe the report.
    Units(Vec<UnitId>),
    /// Of a whole group; those of its units that owe the report.
    Group(GroupId),
}

/// Why something cannot be granted; in words for the person who asked.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The unit, or nobody of the group, owes it.
    #[error("{who} không phải gửi {what}; {others}")]
    NotOwed {
        /// Who was named.
        who: String,
        /// The report and its period.
        what: String,
        /// Who does owe it.
        others: String,
    },
    /// There is no date that could be extended.
    #[error("{what} không có hạn gửi nên không cần gia hạn")]
    NoDate {
        /// The report and its period.
        what: String,
    },
    /// The day is no later than the due date.
    #[error("{until} không muộn hơn hạn gửi: {due}; gia hạn phải đến một ngày sau đó")]
    TooEarly {
        /// The day that was asked for.
        until: String,
        /// The due date in the plan's words.
        due: String,
    },
    /// The day is over.
    #[error("{until} đã qua; gia hạn phải đến hôm nay hoặc muộn hơn")]
    Passed {
        /// The day that was asked for.
        until: String,
    },
    /// It came, and nothing that is granted would change how it stands.
    #[error("{who} đã gửi ({how}, số tiếp nhận {number:04}/{year}); {wish} không còn tác dụng")]
    Received {
        /// The unit.
        who: String,
        /// How it stands: "đúng hạn".
        how: String,
        /// Its number.
        number: u32,
        /// The year of the number.
        year: i16,
        /// "gia hạn", "miễn".
        wish: &'static str,
    },
    /// The very same is in force.
    #[error("{who} đã được {what} từ trước")]
    Already {
        /// The unit.
        who: String,
        /// "miễn", "gia hạn đến hết ngày 23/6/2020 (thứ Ba)".
        what: String,
    },
}

impl Refusal {
    /// Whether it concerns the one unit only: others of its group may still be granted what was asked.
    #[must_use]
    pub fn is_one_units(&self) -> bool {
        matches!(self, Self::Received { .. } | Self::Already { .. })
    }
}

/// The obligations that are meant, in the order of the roster.
///
/// # Errors
/// [`Refusal::NotOwed`], with who does owe the report.
pub fn meant(rules: &Rules, whose: &Whose, report: &ReportId, period: Period) -> Result<Vec<Obligation>, Refusal> {
    let owing = |unit: &Unit| owed(rules, unit, report, period);
    let refused = |who: String| {
        let what = title(rules, report, period);
        Err(Refusal::NotOwed { who, what, others: who_owes(rules, report, period) })
    };
    match whose {
        Whose::Units(units) => {
            for unit in units {
                if rules.roster.unit(unit).and_then(owing).is_none() {
                    return refused(name(rules, unit));
                }
            }
            let named = rules.roster.units.iter().filter(|unit| units.contains(&unit.id));
            Ok(named.filter_map(owing).collect())
        }
        Whose::Group(group) => {
            let all = rules.roster.units.iter().filter_map(|unit| Some((unit, owing(unit)?)));
            let of_group = all.filter(|(unit, owed)| unit.group_on(group_day(owed)) == group);
            let all: Vec<Obligation> = of_group.map(|(_, owed)| owed).collect();
            if all.is_empty() {
                let known = rules.roster.groups.iter().find(|known| known.id == *group);
                let name = known.map_or_else(|| group.to_string(), |known| known.name.clone());
                return refused(format!("nhóm “{name}”"));
            }
            Ok(all)
        }
    }
}

/// The day whose groups count for an obligation: its due day, else the end of its period.
#[must_use]
pub fn group_day(owed: &Obligation) -> Date {
    owed.deadline.as_ref().map_or_else(|| owed.period.last_day(), |due| due.nominal)
}

/// Whether `exception` may be granted for `owed`, as things stand at `now`.
///
/// An extension may be entered after the due date (it was agreed on the telephone), and then makes a late arrival one
/// in time; what was in time needs none.
///
/// # Errors
/// Why not.
pub fn may_grant(
    rules: &Rules,
    owed: &Obligation,
    exception: Exception,
    facts: &BoardFacts,
    now: Timestamp,
) -> Result<(), Refusal> {
    let key: Owed = (owed.unit.clone(), owed.report.clone(), owed.period);
    let who = name(rules, &owed.unit);
    if facts.exceptions.get(&key) == Some(&exception) {
        return Err(Refusal::Already { who, what: words(exception) });
    }
    let all = receipts(&key, rules, facts);
    let received = all.iter().find(|receipt| receipt.relation != Relation::Duplicate);
    match exception {
        Exception::Excused => received.map_or(Ok(()), |receipt| refuse_received(who, "đã vào sổ", receipt, "miễn")),
        Exception::Extended(until) => {
            let in_force = facts.exceptions.get(&key).copied();
            may_extend(rules, owed, until, (received, in_force), now)
        }
    }
}

fn may_extend(
    rules: &Rules,
    owed: &Obligation,
    until: Date,
    (received, in_force): (Option<&BoardReceipt>, Option<Exception>),
    now: Timestamp,
) -> Result<(), Refusal> {
    let said = wording::date_with_weekday(until);
    let Some(deadline) = &owed.deadline else {
        return Err(Refusal::NoDate { what: title(rules, &owed.report, owed.period) });
    };
    let extended = deadline.extended(until);
    if extended.on_time_until <= deadline.on_time_until {
        return Err(Refusal::TooEarly { until: said, due: wording::due(deadline) });
    }
    match received {
        None if extended.on_time_until <= now => Err(Refusal::Passed { until: said }),
        None => Ok(()),
        Some(receipt) => {
            // As it stands today: what came within an earlier extension is in time and needs no other.
            let stood = timeliness(receipt, Some(deadline), in_force);
            let before = stood.unwrap_or_else(|| deadline.arrival(receipt.received_at));
            let helps = matches!(before, Timeliness::Late { .. })
                && extended.arrival(receipt.received_at) == Timeliness::OnTime;
            let how = wording::arrival(before);
            if helps { Ok(()) } else { refuse_received(name(rules, &owed.unit), &how, receipt, "gia hạn") }
        }
    }
}

fn refuse_received(who: String, how: &str, receipt: &BoardReceipt, wish: &'static str) -> Result<(), Refusal> {
    let (year, number) = receipt.number;
    Err(Refusal::Received { who, how: how.to_owned(), number, year, wish })
}

/// "miễn", "gia hạn đến hết ngày 23/6/2020 (thứ Ba)".
#[must_use]
pub fn words(exception: Exception) -> String {
    match exception {
        Exception::Excused => "miễn".to_owned(),
        Exception::Extended(day) => format!("gia hạn đến hết {}", wording::date_with_weekday(day)),
    }
}

/// Who owes this report for this period, as the end of a sentence.
#[must_use]
pub fn who_owes(rules: &Rules, report: &ReportId, period: Period) -> String {
    let owing = rules.roster.units.iter().filter(|unit| owed(rules, unit, report, period).is_some());
    let names: Vec<&str> = owing.map(|unit| unit.name.as_str()).collect();
    let mut later = rules.plans.reports().map(|(_, later)| later);
    if let Some(later) = later.find(|later| names.is_empty() && later.instead_of.contains(report)) {
        return format!("kỳ ấy nay là báo cáo “{}” (mã {})", later.name, later.id);
    }
    if names.is_empty() {
        return "không đơn vị nào phải gửi báo cáo này cho kỳ ấy".to_owned();
    }
    let shown = names.iter().copied().take(NAMES).collect::<Vec<_>>().join("; ");
    match names.len().saturating_sub(NAMES) {
        0 => format!("phải gửi: {shown}"),
        more => format!("phải gửi: {shown}; và {more} đơn vị khác"),
    }
}

/// The unit's name; its key when the roster has lost it.
#[must_use]
pub fn name(rules: &Rules, unit: &UnitId) -> String {
    rules.roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone())
}

/// "Báo cáo 6 tháng đầu năm 2020".
#[must_use]
pub fn title(rules: &Rules, report: &ReportId, of: Period) -> String {
    let name = rules.plans.report(report).map_or_else(|| report.to_string(), |(_, report)| report.name.clone());
    period::title(&name, of)
}
