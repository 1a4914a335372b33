//! What is owed: reporting plans (kế hoạch), their reports, who owes them and when.

pub mod obligation;
pub mod read;

use jiff::civil::Date;

use crate::calendar::Period;
pub use crate::calendar::deadline::{DueDate, DueKind, DueRule, Roll};
use crate::roster::{GroupId, Unit, UnitId, Validity, identifier};

/// A short permanent name of a plan, such as `12-kh-tgtu`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PlanId(String);
identifier!(PlanId);

/// A short permanent name of a kind of report, such as `6-thang`; unique over all plans of the office.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReportId(String);
identifier!(ReportId);

/// The document that asks for reports (căn cứ).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    /// The key.
    pub id: PlanId,
    /// Its title: "Kế hoạch tổ chức giao ban công tác khoa giáo 6 tháng đầu năm 2020".
    pub title: String,
    /// Number and symbol as written: "12-KH/TGTU"; none when the office has lost it.
    pub number: Option<String>,
    /// Date of the document.
    pub date: Option<Date>,
    /// The days on which it is in force; a period is owed when it overlaps them.
    pub validity: Validity,
    /// What it asks for.
    pub reports: Vec<Report>,
}

/// One kind of report in a plan (loại báo cáo).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The key.
    pub id: ReportId,
    /// What people call it: "Báo cáo 6 tháng đầu năm".
    pub name: String,
    /// Other titles under which it arrives: "Báo cáo 9 tháng đầu năm".
    pub aliases: Vec<String>,
    /// Which periods exist.
    pub periods: PeriodRule,
    /// Who owes it.
    pub owed_by: OwedBy,
    /// When it is due; none for reports without a date.
    pub due: Option<DueRule>,
    /// Days before the nominal due date on which a missing report is reminded of, e.g. `[3, 1]`.
    pub remind_before: Vec<u8>,
    /// Working days after the due date on which a missing report is called overdue, e.g. `[1, 3]`.
    pub overdue_after: Vec<u8>,
    /// Whether the signed original is still expected on paper; receipts then say so.
    pub paper: bool,
}

/// Which periods a report has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum PeriodRule {
    /// Monthly, in these months (1-12); a longer report stands for the others.
    Months(Vec<u8>),
    /// Quarterly, in these quarters (1-4).
    Quarters(Vec<u8>),
    /// The first half of each year.
    FirstHalf,
    /// The second half of each year.
    SecondHalf,
    /// The first nine months of each year, where the office calls them so.
    NineMonths,
    /// Each year.
    Year,
    /// Once, for exactly this period.
    Once(Period),
    /// Whenever something happens (đột xuất).
    AdHoc,
}

/// Who owes a report. A unit owes it when it is named, or its group is, and it is not excepted.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct OwedBy {
    /// Whole groups.
    pub groups: Vec<GroupId>,
    /// Single units beside them.
    pub units: Vec<UnitId>,
    /// Units of those groups that do not owe it.
    pub except: Vec<UnitId>,
}

impl OwedBy {
    /// Whether `unit` owes it (its validity is not looked at).
    #[must_use]
    pub fn includes(&self, unit: &Unit) -> bool {
        !self.except.contains(&unit.id) && (self.units.contains(&unit.id) || self.groups.contains(&unit.group))
    }
}

/// All plans of the office.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Plans {
    /// In the order of their files.
    pub plans: Vec<Plan>,
}

impl Plans {
    /// The report with this key and the plan that asks for it.
    #[must_use]
    pub fn report(&self, id: &ReportId) -> Option<(&Plan, &Report)> {
        self.reports().find(|(_, report)| report.id == *id)
    }

    /// Every report of every plan.
    pub fn reports(&self) -> impl Iterator<Item = (&Plan, &Report)> {
        self.plans.iter().flat_map(|plan| plan.reports.iter().map(move |report| (plan, report)))
    }
}
