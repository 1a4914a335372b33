//! The figures of a board, taken together by report, by period, by group or by unit.

use std::collections::HashMap;

use jiff::Timestamp;

use super::figures::Figures;
use super::grid::Grid;
use crate::office::Rules;
use crate::plan::ReportId;

/// What is taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum By {
    /// All periods of a kind of report.
    Report,
    /// All units of one report of one period.
    Period,
    /// All reports of a group.
    Group,
    /// All reports of a unit.
    Unit,
}

impl By {
    /// All of them, in the order in which they are shown.
    pub const ALL: [Self; 4] = [Self::Report, Self::Period, Self::Group, Self::Unit];

    /// The key in JSON and CSV.
    #[must_use]
    pub fn key(self) -> &'static str {
        match self {
            Self::Report => "report",
            Self::Period => "period",
            Self::Group => "group",
            Self::Unit => "unit",
        }
    }

    /// As people read it.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Report => "Theo loại báo cáo",
            Self::Period => "Theo kỳ báo cáo",
            Self::Group => "Theo nhóm đơn vị",
            Self::Unit => "Theo đơn vị",
        }
    }
}

/// One line of a summary.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The key of the report, group or unit; "thang/2020-06" of a report of one period.
    pub key: String,
    /// Its name: "Báo cáo tháng 6 năm 2020".
    pub name: String,
    /// Of all that is taken together.
    pub figures: Figures,
}

/// The lines of `by`, in the order of the board.
#[must_use]
pub fn summary(grid: &Grid<'_>, by: By, rules: &Rules, now: Timestamp) -> Vec<Entry> {
    match by {
        By::Report => reports(grid, rules, now),
        By::Period => periods(grid, rules, now),
        By::Group => {
            let entry = |band: &super::grid::Band<'_>| Entry {
                key: band.group.id.to_string(),
                name: band.group.name.clone(),
                figures: band.figures,
            };
            grid.bands.iter().map(entry).collect()
        }
        By::Unit => {
            let entry = |line: &super::grid::Line<'_>| Entry {
                key: line.unit.id.to_string(),
                name: line.name.to_owned(),
                figures: line.figures,
            };
            grid.bands.iter().flat_map(|band| &band.lines).map(entry).collect()
        }
    }
}

fn reports(grid: &Grid<'_>, rules: &Rules, now: Timestamp) -> Vec<Entry> {
    let mut figures: HashMap<&ReportId, Figures> = HashMap::new();
    for part in grid.columns.iter().flat_map(|column| &column.parts) {
        let of_report = figures.entry(part.report).or_default();
        part.rows.iter().for_each(|row| of_report.add(row, rules, now));
    }
    let entry = |(_, report): (_, &crate::plan::Report)| {
        let figures = figures.get(&report.id)?;
        Some(Entry { key: report.id.to_string(), name: report.name.clone(), figures: *figures })
    };
    rules.plans.reports().filter_map(entry).collect()
}

fn periods(grid: &Grid<'_>, rules: &Rules, now: Timestamp) -> Vec<Entry> {
    let parts = grid.columns.iter().flat_map(|column| column.parts.iter().map(move |part| (column, part)));
    let entry = |(column, part): (&super::grid::Column<'_>, &super::grid::Part<'_>)| Entry {
        key: format!("{}/{}", part.report, column.period),
        name: part.title.clone(),
        figures: Figures::of(part.rows.iter().copied(), rules, now),
    };
    parts.map(entry).collect()
}
