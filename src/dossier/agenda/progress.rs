//! How many have sent a report, and who has not.

use crate::calendar::{Period, period};
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::roster::UnitId;
use crate::standing::{Row, Standing, Tally};

/// Names that a line of text gives before it says "và … đơn vị khác".
const NAMES: usize = 10;

/// How one report of one period stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// The report.
    pub report: ReportId,
    /// The period.
    pub period: Period,
    /// "Báo cáo 6 tháng đầu năm 2020".
    pub title: String,
    /// How many units stand how; only `owed` means something when nothing is known.
    pub tally: Tally,
    /// Whether it is work without a file, which is done and recorded, not sent.
    pub activity: bool,
    /// Whether it is known what came.
    pub known: bool,
    /// The units that are overdue, in the office's order: key and name.
    pub overdue: Vec<(UnitId, String)>,
    /// The units that may have sent it: nobody may say that they have not.
    pub doubtful: Vec<(UnitId, String)>,
    /// The others from which nothing came.
    pub waiting: Vec<(UnitId, String)>,
}

impl Progress {
    pub(super) fn of<'r>(
        report: &ReportId,
        of: Period,
        rows: impl Iterator<Item = &'r Row>,
        rules: &Rules,
        known: bool,
    ) -> Self {
        let rows: Vec<&Row> = rows.collect();
        let named = |wanted: fn(Standing) -> bool| {
            let rows = rows.iter().filter(|row| known && wanted(row.standing));
            let name = |row: &&Row| {
                let unit = rules.roster.unit(&row.unit);
                (row.unit.clone(), unit.map_or_else(|| row.unit.to_string(), |unit| unit.name.clone()))
            };
            rows.map(name).collect::<Vec<_>>()
        };
        let found = rules.plans.report(report).map(|(_, report)| report);
        let name = found.map_or("Báo cáo", |report| report.name.as_str());
        Self {
            activity: found.is_some_and(|report| report.asks == Asks::Activity),
            report: report.clone(),
            period: of,
            title: period::title(name, of),
            tally: Tally::of(rows.iter().copied(), rules.office.due_day_counts),
            known,
            overdue: named(|standing| matches!(standing, Standing::Overdue { .. })),
            doubtful: named(|standing| matches!(standing, Standing::Maybe { .. })),
            waiting: named(|standing| {
                matches!(standing, Standing::Waiting | Standing::Extended { .. } | Standing::NoDate)
            }),
        }
    }

    /// "22 đơn vị", or "đã nhận 17/22 đơn vị, quá hạn 2 (Sở Y tế; Hội Khuyến học tỉnh), chưa gửi 3"; names when asked.
    #[must_use]
    pub fn words(&self, names: bool) -> String {
        if !self.known {
            return format!("{} đơn vị", self.tally.owed);
        }
        let (done, open) =
            if self.activity { ("đã ghi nhận", "chưa ghi nhận") } else { ("đã nhận", "chưa gửi") };
        let mut words = format!("{done} {}/{} đơn vị", self.tally.received, self.tally.owed);
        let lists = [("quá hạn", &self.overdue), ("chưa kết luận", &self.doubtful), (open, &self.waiting)];
        for (what, units) in lists {
            if !units.is_empty() {
                let list = if names { format!(" ({})", list(units)) } else { String::new() };
                words.push_str(&format!(", {what} {}{list}", units.len()));
            }
        }
        if self.tally.excused > 0 {
            words.push_str(&format!(", miễn {}", self.tally.excused));
        }
        words
    }
}

fn list(units: &[(UnitId, String)]) -> String {
    let shown: Vec<&str> = units.iter().take(NAMES).map(|(_, name)| name.as_str()).collect();
    let more = units.len().saturating_sub(shown.len());
    let rest = if more == 0 { String::new() } else { format!("; và {more} đơn vị khác") };
    format!("{}{rest}", shown.join("; "))
}
