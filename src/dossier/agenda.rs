//! What happens when: due days, reminders, meetings, the office's own reports and days off, as one list of days.

mod days;
pub mod progress;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Period;
use crate::calendar::period::day_name;
use crate::notice::{overdue, reminder};
use crate::office::Rules;
use crate::plan::meeting::{Sitting, sittings};
use crate::plan::upward::{Duty, duties};
use crate::plan::{Asks, OwedBy, Plan, PlanId, ReportId};
use crate::roster::{GroupId, Unit, UnitId};
use crate::standing::{self, BoardFacts, Filter, Row, Standing, days_after};

pub use progress::Progress;

/// One thing on one day, or on several in a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The first day.
    pub first: Date,
    /// The last day; the first one when there is only one.
    pub last: Date,
    /// The very moment, where a plan names an hour.
    pub moment: Option<Timestamp>,
    /// What happens.
    pub what: What,
    /// Tells it from all other items, in each run alike: `due-6-thang-2020-h1`.
    pub key: String,
    /// Its subject: "Báo cáo 6 tháng đầu năm 2020", "Tết Nguyên đán".
    pub title: String,
    /// The plan's wording, the reason, the addressee.
    pub detail: String,
    /// The plan behind it.
    pub plan: Option<PlanId>,
    /// The report that it is about; of a meeting, its key.
    pub about: Option<String>,
    /// The period that it is about.
    pub period: Option<Period>,
    /// Whether it rests on a day off that is only expected (dự kiến).
    pub estimate: bool,
    /// How the reports stand that are due, or waited for.
    pub progress: Vec<Progress>,
}

/// What happens on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum What {
    /// ngày nghỉ.
    Off,
    /// ngày làm bù.
    Worked,
    /// The day that the plan names.
    Due,
    /// The last day that is not late, where that is another one.
    LastDay,
    /// The end of an extension.
    Extended,
    /// A report of the office itself is due.
    Own,
    /// A meeting.
    Meeting,
    /// Units are reminded.
    Reminder,
    /// Units are told that they are overdue.
    Overdue,
    /// Units were reminded, or told that they are overdue.
    Asked,
}

impl What {
    /// The key in JSON.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::Worked => "worked",
            Self::Due => "due",
            Self::LastDay => "last-day",
            Self::Extended => "extended",
            Self::Own => "own",
            Self::Meeting => "meeting",
            Self::Reminder => "reminder",
            Self::Overdue => "overdue",
            Self::Asked => "asked",
        }
    }
}

/// Which part of the agenda is wanted. Whoever asks for one report, unit or group does not want to read days off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// The first day.
    pub first: Date,
    /// The last day.
    pub last: Date,
    /// This report only, and what waits for it.
    pub report: Option<ReportId>,
    /// What concerns this unit only.
    pub unit: Option<UnitId>,
    /// What concerns this group only.
    pub group: Option<GroupId>,
}

impl Scope {
    fn has(&self, unit: &Unit, day: Date) -> bool {
        self.unit.as_ref().is_none_or(|id| unit.id == *id)
            && self.group.as_ref().is_none_or(|id| unit.group_on(day) == id)
    }

    fn has_any(&self, who: &OwedBy, rules: &Rules, day: Date) -> bool {
        let all = self.unit.is_none() && self.group.is_none();
        all || attending(who, rules, day).any(|unit| self.has(unit, day))
    }

    fn waits(&self, waits_for: &[ReportId]) -> bool {
        self.report.as_ref().is_none_or(|report| waits_for.contains(report))
    }
}

/// What of the board the agenda of `scope` speaks of.
#[must_use]
pub fn concerned(rules: &Rules, scope: &Scope) -> Filter {
    let (sittings, duties) = (sittings(rules, scope.first, scope.last), duties(rules, scope.first, scope.last));
    let awaited = (sittings.iter().flat_map(|sitting| sitting.awaited(&rules.plans)))
        .chain(duties.iter().flat_map(|duty| duty.awaited(&rules.plans)));
    // Reminders of what is due a little later, and overdue days of what was due a little earlier, belong here too.
    let earliest = awaited.map(|(_, period)| period.first_day()).min();
    let first = earliest.map_or(scope.first, |day| day.min(scope.first));
    Filter { days: Some((days_after(first, -60), days_after(scope.last, 60))), ..Filter::default() }
}

/// The agenda of `scope`, by day. Without `facts` (an office that has no ledger yet) nothing is said of what came.
#[must_use]
pub fn agenda(rules: &Rules, facts: Option<&BoardFacts>, scope: &Scope, now: Timestamp) -> Vec<Item> {
    let sittings = sittings(rules, scope.first, scope.last);
    let duties = duties(rules, scope.first, scope.last);
    let nothing = BoardFacts::default();
    let mut rows = standing::board(rules, facts.unwrap_or(&nothing), &concerned(rules, scope), now);
    rows.retain(|row| rules.roster.unit(&row.unit).is_some_and(|unit| scope.has(unit, day_of(row))));
    let today = facts.map(|_| rules.office.time_zone.to_datetime(now).date());
    let ground = Ground { rules, scope, rows: &rows, today };
    let mut items = ground.dated();
    items.extend(sittings.iter().filter_map(|sitting| ground.meeting(sitting)));
    items.extend(duties.iter().filter_map(|duty| ground.own(duty)));
    if (&scope.report, &scope.unit, &scope.group) == (&None, &None, &None) {
        items.extend(days::of_the_table(&rules.calendar, scope.first, scope.last));
    }
    items.retain(|item| item.first <= scope.last && scope.first <= item.last);
    items.sort_by(|a, b| (a.first, a.what, &a.title, &a.key).cmp(&(b.first, b.what, &b.title, &b.key)));
    items
}

fn day_of(row: &Row) -> Date {
    row.deadline.as_ref().map_or_else(|| row.period.last_day(), |due| due.nominal)
}

fn attending<'r>(who: &'r OwedBy, rules: &'r Rules, day: Date) -> impl Iterator<Item = &'r Unit> {
    rules.roster.units.iter().filter(move |unit| unit.validity.contains(day) && who.includes_on(unit, day))
}

/// What the items are made from.
struct Ground<'a> {
    rules: &'a Rules,
    scope: &'a Scope,
    rows: &'a [Row],
    /// The day on which the rows know what came; none when nothing is known.
    today: Option<Date>,
}

type Mark<'a> = ((&'a ReportId, Period, What, Date), Vec<&'a Row>);

impl Ground<'_> {
    /// Due days and everything that is reckoned from them, units of the same day together.
    fn dated(&self) -> Vec<Item> {
        let mut marks: std::collections::BTreeMap<_, Vec<&Row>> = std::collections::BTreeMap::new();
        let wanted = |row: &&Row| self.scope.report.as_ref().is_none_or(|report| row.report == *report);
        for row in self.rows.iter().filter(wanted) {
            for (what, day) in self.marks(row) {
                let rows = marks.entry((&row.report, row.period, what, day)).or_default();
                if rows.last().is_none_or(|last| last.unit != row.unit) {
                    rows.push(row);
                }
            }
        }
        marks.into_iter().filter_map(|mark| self.item(mark)).collect()
    }

    fn marks(&self, row: &Row) -> Vec<(What, Date)> {
        let Some(deadline) = &row.deadline else { return Vec::new() };
        let mut marks = vec![(What::Due, deadline.nominal)];
        match row.standing {
            Standing::Extended { until } => marks.push((What::Extended, until)),
            _ if deadline.last_day() != deadline.nominal => marks.push((What::LastDay, deadline.last_day())),
            _ => {}
        }
        let open = matches!(row.standing, Standing::Waiting | Standing::Extended { .. } | Standing::Overdue { .. });
        if open || self.today.is_none() {
            let reminders = reminder::days(row, self.rules).into_iter().map(|day| (What::Reminder, day));
            let notices = overdue::days(row, self.rules).into_iter().map(|day| (What::Overdue, day));
            // Nobody is called overdue for what leaves no file: the program cannot know that it was not done.
            let sent = self.rules.plans.report(&row.report).is_some_and(|(_, report)| report.asks == Asks::Report);
            let notices = notices.filter(|_| sent);
            marks.extend(reminders.chain(notices).filter(|(_, day)| self.today.is_none_or(|today| today <= *day)));
        }
        // Of the past, only what was really written.
        let past = |day: &&Date| self.today.is_some_and(|today| **day < today);
        marks.extend(row.asked.iter().filter(past).map(|day| (What::Asked, *day)));
        marks
    }

    fn item(&self, ((report, period, what, day), rows): Mark<'_>) -> Option<Item> {
        let (plan, found) = self.rules.plans.report(report)?;
        let deadline = rows.first()?.deadline.as_ref()?;
        let calendar = &self.rules.calendar;
        let estimate = match what {
            What::LastDay | What::Overdue => calendar.is_estimate(deadline.nominal.min(day), day),
            What::Reminder => days::after_is_estimate(calendar, day),
            _ => false,
        };
        let key = match what {
            What::Due | What::LastDay => format!("{}-{report}-{period}", what.key()),
            _ => format!("{}-{report}-{period}-{day}", what.key()),
        };
        let hour = deadline.kind == crate::plan::DueKind::At && what == What::Due;
        Some(Item {
            moment: hour.then_some(deadline.on_time_until),
            about: Some(report.to_string()),
            period: Some(period),
            detail: deadline.wording.clone(),
            estimate,
            progress: vec![Progress::of(report, period, rows.iter().copied(), self.rules, self.today.is_some())],
            ..Item::new(day, what, key.to_lowercase(), crate::calendar::period::title(&found.name, period), Some(plan))
        })
    }

    /// A meeting, with how the reports stand that it waits for. One without a day is shown at the end of its period.
    fn meeting(&self, sitting: &Sitting<'_>) -> Option<Item> {
        let meeting = sitting.meeting;
        let wanted =
            self.scope.waits(&meeting.waits_for) && self.scope.has_any(&meeting.attended_by, self.rules, sitting.last);
        let open = self.rules.calendar.previous_workday(sitting.last);
        let (first, last) = if meeting.held.is_some() { (sitting.first, sitting.last) } else { (open, open) };
        let units = attending(&meeting.attended_by, self.rules, last).count();
        let attended = if units == 0 { String::new() } else { format!(" ({units} đơn vị dự)") };
        let key = format!("meeting-{}-{}", meeting.id, sitting.period).to_lowercase();
        wanted.then(|| Item {
            last,
            about: Some(meeting.id.to_string()),
            period: Some(sitting.period),
            detail: format!("{}{attended}", sitting.wording()),
            estimate: days::beside_is_estimate(&self.rules.calendar, first, last),
            progress: self.awaited(&sitting.awaited(&self.rules.plans)),
            ..Item::new(first, What::Meeting, key, sitting.title(), Some(sitting.plan))
        })
    }

    /// A report of the office itself; none of the units' business.
    fn own(&self, duty: &Duty<'_>) -> Option<Item> {
        let report = duty.report;
        let ours = self.scope.unit.is_none() && self.scope.group.is_none();
        let wanted = ours && self.scope.waits(&report.waits_for);
        let due = duty.deadline.as_ref().map_or_else(|| "không định hạn".to_owned(), |due| due.wording.clone());
        let to = report.to.as_ref().map(|to| format!("gửi {to}, ")).unwrap_or_default();
        let key = format!("own-{}-{}", report.id, duty.period).to_lowercase();
        wanted.then(|| Item {
            about: Some(report.id.to_string()),
            period: Some(duty.period),
            detail: format!("{to}{due}"),
            progress: self.awaited(&duty.awaited(&self.rules.plans)),
            ..Item::new(duty.day(), What::Own, key, duty.title(), Some(duty.plan))
        })
    }

    fn awaited(&self, reports: &[(ReportId, Period)]) -> Vec<Progress> {
        let of = |(report, period): &(ReportId, Period)| {
            let rows = self.rows.iter().filter(|row| row.report == *report && row.period == *period);
            Progress::of(report, *period, rows, self.rules, self.today.is_some())
        };
        reports.iter().map(of).filter(|progress| progress.tally.owed > 0).collect()
    }
}

impl Item {
    fn new(day: Date, what: What, key: String, title: String, plan: Option<&Plan>) -> Self {
        Self {
            first: day,
            last: day,
            moment: None,
            what,
            key,
            title,
            detail: String::new(),
            plan: plan.map(|plan| plan.id.clone()),
            about: None,
            period: None,
            estimate: false,
            progress: Vec::new(),
        }
    }

    /// What happens, as a heading names it: "Hạn gửi", "Hạn hoàn thành".
    #[must_use]
    pub fn kind(&self) -> &'static str {
        let activity = self.progress.first().is_some_and(|progress| progress.activity);
        match self.what {
            What::Off => "Nghỉ",
            What::Worked => "Làm việc",
            What::Due if activity => "Hạn hoàn thành",
            What::Due => "Hạn gửi",
            What::LastDay => "Ngày cuối chưa tính chậm",
            What::Extended => "Hết gia hạn",
            What::Own => "Báo cáo của cơ quan",
            What::Meeting => "Họp",
            What::Reminder if activity => "Nhắc đơn vị chưa hoàn thành",
            What::Reminder => "Nhắc đơn vị chưa gửi",
            What::Overdue => "Thông báo quá hạn",
            What::Asked => "Đã nhắc",
        }
    }

    /// "29/6-30/6/2020" for several days, empty for one.
    #[must_use]
    pub fn span(&self) -> String {
        if self.first == self.last {
            return String::new();
        }
        let (first, last) = (self.first, self.last);
        let year = if first.year() == last.year() { String::new() } else { format!("/{}", first.year()) };
        format!("{}/{}{year}-{}", first.day(), first.month(), day_name(last))
    }
}
