//! Meetings that a plan calls (hội nghị giao ban): when they are held, who attends, for which reports they wait.

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use super::obligation::{has_period, periods};
use super::{DueDate, OwedBy, PeriodRule, Plan, Plans, Report, ReportId};
use crate::calendar::{Calendar, Period, period};
use crate::office::Rules;
use crate::roster::identifier;

/// A short permanent name of a meeting, such as `giao-ban-quy`; unique over all plans of the office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct MeetingId(String);
identifier!(MeetingId);

/// A meeting that a plan calls, once or each period.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meeting {
    /// The key.
    pub id: MeetingId,
    /// What people call it: "Hội nghị giao ban khối khoa giáo".
    pub name: String,
    /// Which periods have one.
    pub periods: PeriodRule,
    /// When; none where the plan leaves the day open within the period.
    pub held: Option<Held>,
    /// Who attends (or, for meetings of units, who holds it).
    pub attended_by: OwedBy,
    /// The plan's own wording: "01 buổi vào tuần cuối của tháng cuối quý".
    pub wording: Option<String>,
    /// The reports that should be in when it is prepared.
    pub waits_for: Vec<ReportId>,
}

/// When a meeting is held.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Held {
    /// "tuần cuối của tháng cuối quý", "tuần đầu tháng 12".
    InWeek(Week, Option<u8>),
    /// "xong trước ngày 26/6/2020".
    Before(DueDate),
    /// On one day.
    On(DueDate),
}

/// Which week of a month.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Week {
    /// "tuần đầu".
    First,
    /// "tuần cuối".
    Last,
}

/// The meeting of one period, with its days.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sitting<'r> {
    /// The plan that calls it.
    pub plan: &'r Plan,
    /// The meeting.
    pub meeting: &'r Meeting,
    /// The period that it looks back on.
    pub period: Period,
    /// The first day on which it may be held.
    pub first: Date,
    /// The last day on which it may be held.
    pub last: Date,
}

impl Sitting<'_> {
    /// "Hội nghị giao ban khối khoa giáo quý I năm 2019".
    #[must_use]
    pub fn title(&self) -> String {
        period::title(&self.meeting.name, self.period)
    }

    /// The plan's words, or ours for its rule: "tuần cuối tháng 6/2020".
    #[must_use]
    pub fn wording(&self) -> String {
        let (last, name) = (self.last, period::day_name);
        let ours = match self.meeting.held {
            Some(Held::InWeek(Week::First, _)) => format!("tuần đầu tháng {}/{}", last.month(), last.year()),
            Some(Held::InWeek(Week::Last, _)) => format!("tuần cuối tháng {}/{}", last.month(), last.year()),
            Some(Held::Before(day)) => {
                let day = day.of(self.period).unwrap_or(last);
                format!("xong trước ngày {}", name(day))
            }
            Some(Held::On(_)) => format!("ngày {}", name(last)),
            None => "chưa định ngày".to_owned(),
        };
        self.meeting.wording.clone().unwrap_or(ours)
    }

    /// The reports for which it waits, each with its period: those that end within the meeting's period and are due by
    /// its last day. What replaces such a report for that period counts as it.
    #[must_use]
    pub fn awaited(&self, plans: &Plans) -> Vec<(ReportId, Period)> {
        awaited(plans, &self.meeting.waits_for, self.period, Some(self.last))
    }
}

/// The meetings that may be held on a day of `first..=last`, in the order of their first days.
#[must_use]
pub fn sittings<'r>(rules: &'r Rules, first: Date, last: Date) -> Vec<Sitting<'r>> {
    let mut found = Vec::new();
    for plan in &rules.plans.plans {
        for meeting in &plan.meetings {
            let all = periods(&meeting.periods, first, last).into_iter();
            let sittings = all.filter_map(|period| sitting(plan, meeting, period, &rules.calendar));
            found.extend(sittings.filter(|sitting| sitting.first <= last && first <= sitting.last));
        }
    }
    found.sort_by_key(|sitting| (sitting.first, sitting.last));
    found
}

/// The meeting of one period; none when the plan is not in force then, or its rule names no day.
#[must_use]
pub fn sitting<'r>(plan: &'r Plan, meeting: &'r Meeting, period: Period, calendar: &Calendar) -> Option<Sitting<'r>> {
    let (first, last) = days(meeting.held, period, calendar)?;
    let in_force = plan.validity.overlaps(period.first_day(), period.last_day())
        && plan.validity.from.is_none_or(|from| from <= last);
    in_force.then_some(Sitting { plan, meeting, period, first, last })
}

fn days(held: Option<Held>, period: Period, calendar: &Calendar) -> Option<(Date, Date)> {
    match held {
        None => Some((period.first_day(), period.last_day())),
        Some(Held::On(day)) => day.of(period).map(|day| (day, day)),
        Some(Held::Before(day)) => {
            let last = calendar.previous_workday(day.of(period)?.yesterday().ok()?);
            Some((last, last))
        }
        Some(Held::InWeek(week, month)) => {
            let month = match month {
                Some(month) => Date::new(period.year(), i8::try_from(month).ok()?, 1).ok()?,
                None => period.last_day().first_of_month(),
            };
            Some(week_of(month, week, calendar))
        }
    }
}

/// The first or last week of the month that begins on `month`: from its first to its last working day in that month.
///
/// Weeks run from Monday to Sunday, and one that shares fewer than two working days with the month is the other
/// month's: nobody calls Monday the 31st a "last week" and invites forty units to it. Two days suffice, as the meeting
/// "tuần cuối tháng 6/2020" was held on Tuesday 30/6/2020, in a week of two June days. Should holidays leave no such
/// week, the whole month is meant.
#[must_use]
pub fn week_of(month: Date, week: Week, calendar: &Calendar) -> (Date, Date) {
    let last = month.last_of_month();
    let mut weeks: Vec<(Date, Date, usize)> = Vec::new();
    let all = month.series(1.day()).take_while(|day| *day <= last);
    for day in all.filter(|day| calendar.is_workday(*day)) {
        let monday = day.saturating_sub(i32::from(day.weekday().since(Weekday::Monday)).days());
        match weeks.last_mut() {
            Some((first, end, count)) if monday <= *first => (*end, *count) = (day, count.saturating_add(1)),
            _ => weeks.push((day, day, 1)),
        }
    }
    weeks.retain(|(.., count)| *count >= 2);
    let found = match week {
        Week::First => weeks.first(),
        Week::Last => weeks.last(),
    };
    found.map_or((month, last), |(first, end, _)| (*first, *end))
}

/// The periods of `waits_for` that end within `whole` and are due by `until`, with whatever replaces them.
pub(super) fn awaited(
    plans: &Plans,
    waits_for: &[ReportId],
    whole: Period,
    until: Option<Date>,
) -> Vec<(ReportId, Period)> {
    let in_time = |report: &Report, period: Period| {
        let due = report.due.as_ref().and_then(|due| due.nominal(period));
        until.is_none_or(|until| due.is_none_or(|due| due <= until))
    };
    let mut found: Vec<(ReportId, Period)> = Vec::new();
    for (_, report) in waits_for.iter().filter_map(|id| plans.report(id)) {
        for period in inside(&report.periods, whole) {
            let replacing = plans.reports().map(|(_, other)| other);
            let replacing =
                replacing.filter(|other| other.instead_of.contains(&report.id) && has_period(&other.periods, period));
            let all = std::iter::once(report).chain(replacing);
            found.extend(all.filter(|report| in_time(report, period)).map(|report| (report.id.clone(), period)));
        }
    }
    found.sort();
    found.dedup();
    found
}

/// The periods of `rule` that end within `whole`.
pub(super) fn inside(rule: &PeriodRule, whole: Period) -> impl Iterator<Item = Period> {
    let (first, last) = (whole.first_day(), whole.last_day());
    periods(rule, first, last).into_iter().filter(move |period| (first..=last).contains(&period.last_day()))
}

#[cfg(test)]
pub(in crate::plan) mod tests;
