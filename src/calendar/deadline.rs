//! When a report is due, to the moment, and how an arrival stands to it.

use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp, ToSpan};

use super::{Calendar, Period};

/// When a report is due (hạn gửi), with the plan's own words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueRule {
    /// How the date is meant.
    pub kind: DueKind,
    /// The named date.
    pub date: DueDate,
    /// The hour, for [`DueKind::At`].
    pub hour: Option<Time>,
    /// The plan's own wording, quoted to people: "trước ngày 20 của tháng đó". `{ngày}` stands for the full date.
    pub wording: String,
    /// What happens when the last moment falls on a day off.
    pub roll: Roll,
    /// Working days after the last day in which nobody is called overdue yet (ân hạn). An arrival then is late all the
    /// same: grace keeps back the accusation, not the fact.
    pub grace: u8,
}

/// How a due date is meant (vn-reporting §2.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DueKind {
    /// "trước ngày X": on time through 24:00 of the day before; on X itself "trong ngày hạn".
    Before,
    /// "chậm nhất ngày X", "đến hết ngày X": through 24:00 of X.
    By,
    /// "trong quý I": through the end of the span that ends on X.
    Within,
    /// "trước 09 giờ ngày X": to the minute, never rolled.
    At,
}

/// The date in a due rule, completed by the year or month of the period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DueDate {
    /// Day of the period's last month: "ngày 20 của tháng đó". A day the month lacks means its last day.
    Day(u8),
    /// Day of the month after the period: "ngày 05 của tháng sau".
    DayAfter(u8),
    /// Day and month of the period's year: "20/6".
    DayMonth(u8, u8),
    /// One day: "19/6/2020".
    On(Date),
}

/// What happens when the last on-time moment falls on a day off.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Roll {
    /// Nothing.
    None,
    /// It moves to the end of the next working day (by analogy with BLDS 2015 Đ.148(5)).
    #[default]
    Next,
    /// It moves to the end of the working day before.
    Previous,
}

impl DueRule {
    /// The day that the rule names for `period`; none when there is no such day.
    #[must_use]
    pub fn nominal(&self, period: Period) -> Option<Date> {
        self.date.of(period)
    }
}

impl DueDate {
    /// The day that is meant for `period`; none when there is no such day.
    #[must_use]
    pub fn of(self, period: Period) -> Option<Date> {
        let end = period.last_day();
        match self {
            Self::Day(day) => day_of_month(end, day),
            Self::DayAfter(day) => day_of_month(end.first_of_month().checked_add(1.month()).ok()?, day),
            Self::DayMonth(day, month) => {
                let month = Date::new(period.year(), i8::try_from(month).ok()?, 1).ok()?;
                day_of_month(month, day)
            }
            Self::On(date) => Some(date),
        }
    }
}

fn day_of_month(month: Date, day: u8) -> Option<Date> {
    let last = month.last_of_month();
    if i16::from(day) >= i16::from(last.day()) {
        return (day <= 31).then_some(last);
    }
    Date::new(month.year(), month.month(), i8::try_from(day).ok()?).ok()
}

/// The due rule of one period, computed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Deadline {
    /// The day that the plan names. Reminders count to it; people are told it.
    pub nominal: Date,
    /// How it is meant.
    pub kind: DueKind,
    /// The plan's wording, the date filled in.
    pub wording: String,
    /// What arrives before this moment is on time (exclusive: 00:00 after the last on-time day).
    pub on_time_until: Timestamp,
    /// What arrives before this moment, but not on time, stands "trong ngày hạn" (exclusive). Only under "trước ngày
    /// X", and only when X is not on time anyway because the last day was rolled.
    pub due_day_until: Option<Timestamp>,
    /// What is missing before this moment is not called overdue (exclusive): the end of the last day, or of the grace.
    pub grace_until: Timestamp,
    /// The last day in time, where a day off moved it away from the plan's words.
    pub rolled: Option<Date>,
    /// The civil time in which days are counted.
    pub zone: TimeZone,
}

/// How an arrival stands to its deadline, the best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case", tag = "state")]
pub enum Timeliness {
    /// đúng hạn.
    OnTime,
    /// trong ngày hạn: on X itself under "trước ngày X". Never called late.
    OnDueDay,
    /// gửi chậm.
    Late {
        /// Calendar days after the last day that was not late, at least 1.
        days: u32,
    },
}

impl Deadline {
    /// Computes the due rule for `period` in the civil time of `zone`.
    ///
    /// None when the rule names a day that does not exist, or one at the end of time.
    #[must_use]
    pub fn of(rule: &DueRule, period: Period, calendar: &Calendar, zone: &TimeZone) -> Option<Self> {
        let nominal = rule.nominal(period)?;
        let wording = rule.wording.replace("{ngày}", &super::period::day_name(nominal));
        if rule.kind == DueKind::At {
            let hour = rule.hour.unwrap_or(Time::midnight());
            let on_time_until = zone.to_timestamp(nominal.to_datetime(hour)).ok()?;
            return Some(Self {
                nominal,
                kind: rule.kind,
                wording,
                on_time_until,
                due_day_until: None,
                grace_until: on_time_until,
                rolled: None,
                zone: zone.clone(),
            });
        }
        let literal = if rule.kind == DueKind::Before { nominal.yesterday().ok()? } else { nominal };
        let known = calendar.known_on(literal);
        let last = match rule.roll {
            Roll::None => literal,
            Roll::Next => known.next_workday(literal),
            Roll::Previous => known.previous_workday(literal),
        };
        let on_time_until = end_of(last, zone)?;
        let due_day_until = if rule.kind == DueKind::Before && last < nominal { end_of(nominal, zone) } else { None };
        let grace_until = match rule.grace {
            0 => due_day_until.unwrap_or(on_time_until),
            days => {
                let last = if due_day_until.is_some() { nominal } else { last };
                end_of(known.add_workdays(last, u16::from(days)), zone)?
            }
        };
        let rolled = Some(last).filter(|last| *last != literal);
        let (kind, zone) = (rule.kind, zone.clone());
        Some(Self { nominal, kind, wording, on_time_until, due_day_until, grace_until, rolled, zone })
    }

    /// The same deadline, extended by the office to the end of `day` (gia hạn).
    #[must_use]
    pub fn extended(&self, day: Date) -> Self {
        let on_time_until = end_of(day, &self.zone).unwrap_or(self.on_time_until).max(self.on_time_until);
        let due_day_until = self.due_day_until.filter(|until| *until > on_time_until);
        let grace_until = self.grace_until.max(on_time_until);
        let rolled = self.rolled.filter(|_| on_time_until == self.on_time_until);
        Self { on_time_until, due_day_until, grace_until, rolled, ..self.clone() }
    }

    /// The end of `day` as the only deadline, whatever the plan and the calendar say: what an extension means for
    /// something that has arrived.
    #[must_use]
    pub fn ending(&self, day: Date) -> Self {
        let on_time_until = end_of(day, &self.zone).unwrap_or(self.on_time_until);
        Self { on_time_until, due_day_until: None, ..self.clone() }
    }

    /// How something that arrived at `moment` stands.
    #[must_use]
    pub fn arrival(&self, moment: Timestamp) -> Timeliness {
        if moment < self.on_time_until {
            return Timeliness::OnTime;
        }
        if self.due_day_until.is_some_and(|until| moment < until) {
            return Timeliness::OnDueDay;
        }
        let arrived = self.zone.to_datetime(moment).date();
        let days = arrived.since(self.last_day()).map_or(1, |span| span.get_days());
        Timeliness::Late { days: u32::try_from(days).unwrap_or(1).max(1) }
    }

    /// The last day on which an arrival was not late.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.day_before(self.due_day_until.unwrap_or(self.on_time_until))
    }

    /// The last day on which an arrival is on time by the plan's words: under "trước ngày X" the day before X.
    #[must_use]
    pub fn last_day_in_time(&self) -> Date {
        self.day_before(self.on_time_until)
    }

    /// The last day on which a missing report is not called overdue: [`Self::last_day`], or the end of the grace.
    #[must_use]
    pub fn last_graced_day(&self) -> Date {
        self.day_before(self.grace_until)
    }

    fn day_before(&self, end: Timestamp) -> Date {
        let instant = end.checked_sub(Span::new().nanoseconds(1)).unwrap_or(end);
        self.zone.to_datetime(instant).date()
    }
}

/// The first moment after `day`.
fn end_of(day: Date, zone: &TimeZone) -> Option<Timestamp> {
    zone.to_timestamp(day.tomorrow().ok()?.to_datetime(Time::midnight())).ok()
}

#[cfg(test)]
mod tests;
