//! The board as a picture: units down, in their groups; periods across, by their due days; a row where they meet.

use std::collections::{BTreeMap, HashMap, HashSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::figures::Figures;
use super::{Doubt, Row, Standing};
use crate::calendar::deadline::Deadline;
use crate::calendar::{Period, Span, period};
use crate::office::Rules;
use crate::plan::{Asks, ReportId};
use crate::roster::{Group, Unit, UnitId};

/// The whole picture.
#[derive(Debug, Clone)]
pub struct Grid<'a> {
    /// From left to right.
    pub columns: Vec<Column<'a>>,
    /// From top to bottom.
    pub bands: Vec<Band<'a>>,
    /// Of everything in it.
    pub figures: Figures,
    /// Columns that hold nothing but what was due before the office began, and are therefore not shown.
    pub left_out: usize,
}

/// One period. Reports for the same period that no unit owes both of share a column: where departments and districts
/// report under different names, a month is still one month.
#[derive(Debug, Clone)]
pub struct Column<'a> {
    /// As offices abbreviate it: "T6", "Q1", "6T", "9T", "Năm"; "6Tv" for work (việc) that leaves no file; "6Ta", "6Tb"
    /// where two columns are of one period.
    pub code: String,
    /// Which period.
    pub period: Period,
    /// Whether it holds reports or activities; never both.
    pub asks: Asks,
    /// The reports in it.
    pub parts: Vec<Part<'a>>,
}

/// One report of one period.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    /// Which report.
    pub report: &'a ReportId,
    /// "Báo cáo tháng 6 năm 2020".
    pub title: String,
    /// When it is due; none without a date. Extensions do not move the day that it names.
    pub deadline: Option<&'a Deadline>,
    /// Its rows.
    pub rows: Vec<&'a Row>,
}

/// The units of a group.
#[derive(Debug, Clone)]
pub struct Band<'a> {
    /// Which group.
    pub group: &'a Group,
    /// Its units, in the office's order.
    pub lines: Vec<Line<'a>>,
    /// Of the whole group.
    pub figures: Figures,
}

/// One unit.
#[derive(Debug, Clone)]
pub struct Line<'a> {
    /// Which.
    pub unit: &'a Unit,
    /// What it was called when its last row in the picture was due.
    pub name: &'a str,
    /// A cell for each column; none where the unit owes nothing.
    pub cells: Vec<Option<&'a Row>>,
    /// Of this unit.
    pub figures: Figures,
}

impl<'a> Grid<'a> {
    /// The picture of `rows` at `now`.
    #[must_use]
    pub fn of(rows: &'a [Row], rules: &'a Rules, now: Timestamp) -> Self {
        let all = columns(parts(rows, rules), rules);
        let count = all.len();
        let mut columns: Vec<Column<'a>> = all.iter().filter(|column| !is_before_start(column)).cloned().collect();
        // What was due before the office began is shown only when there is nothing else.
        if columns.is_empty() {
            columns = all;
        }
        columns.sort_by_key(|column| (column.day(), column.period.span(), column.period));
        abbreviate(&mut columns);
        let bands = bands(&columns, rules, now);
        let figures = Figures::of(columns.iter().flat_map(Column::rows), rules, now);
        let left_out = count.saturating_sub(columns.len());
        Self { columns, bands, figures, left_out }
    }

    /// The signs in it and what they mean: what came first, then what did not. A sign of several meanings stands once.
    #[must_use]
    pub fn signs(&self) -> Vec<(&'static str, String)> {
        let mut seen: Vec<(u8, &'static str, String)> = Vec::new();
        for row in self.columns.iter().flat_map(Column::rows) {
            let sign = (place(row.standing), row.standing.mark(), row.standing.kind_words());
            if !sign.1.trim().is_empty() && !seen.contains(&sign) {
                seen.push(sign);
            }
        }
        seen.sort();
        let mut signs: Vec<(&'static str, String)> = Vec::new();
        for (_, mark, words) in seen {
            match signs.iter_mut().find(|(known, _)| *known == mark) {
                Some((_, all)) => all.push_str(&format!(", {words}")),
                None => signs.push((mark, words)),
            }
        }
        signs
    }

    /// How many units are in it.
    #[must_use]
    pub fn units(&self) -> usize {
        self.bands.iter().map(|band| band.lines.len()).sum()
    }
}

impl<'a> Column<'a> {
    /// Its rows.
    pub fn rows(&self) -> impl Iterator<Item = &'a Row> {
        self.parts.iter().flat_map(|part| part.rows.iter().copied())
    }

    /// "đã nhận" of reports, "đã ghi nhận" of what a person records.
    #[must_use]
    pub fn done_words(&self) -> &'static str {
        match self.asks {
            Asks::Report => "đã nhận",
            Asks::Activity => "đã ghi nhận",
        }
    }

    /// The first due day in it; the end of the period when it has none.
    #[must_use]
    pub fn day(&self) -> Date {
        let days = self.parts.iter().filter_map(|part| part.deadline).map(|due| due.nominal);
        days.min().unwrap_or_else(|| self.period.last_day())
    }
}

/// The day that decides which name and group of a unit stand on the board: the due day, else the period's last.
#[must_use]
pub fn day_of(row: &Row) -> Date {
    row.deadline.as_ref().map_or_else(|| row.period.last_day(), |due| due.nominal)
}

/// As offices abbreviate a period.
#[must_use]
pub fn code(period: Period) -> String {
    match period.span() {
        Span::Month(month) => format!("T{month}"),
        Span::Quarter(quarter) => format!("Q{quarter}"),
        Span::Half(1) => "6T".to_owned(),
        Span::Half(_) => "6TC".to_owned(),
        Span::NineMonths => "9T".to_owned(),
        Span::Year => "Năm".to_owned(),
        Span::AdHoc(..) => "ĐX".to_owned(),
    }
}

/// The place of a sign in a legend.
fn place(standing: Standing) -> u8 {
    match standing {
        Standing::OnTime | Standing::Received => 0,
        Standing::OnDueDay => 1,
        Standing::Nil => 2,
        Standing::Late { .. } => 3,
        Standing::Overdue { .. } => 4,
        Standing::Maybe { .. } => 5,
        Standing::Waiting | Standing::NoDate => 6,
        Standing::Extended { .. } => 7,
        Standing::Excused => 8,
    }
}

/// Every report of every period, in the order of the plans.
fn parts<'a>(rows: &'a [Row], rules: &Rules) -> Vec<(Period, Part<'a>)> {
    let mut parts: Vec<(Period, Part<'a>)> = Vec::new();
    let mut places: HashMap<(&ReportId, Period), usize> = HashMap::new();
    for row in rows {
        let place = *places.entry((&row.report, row.period)).or_insert_with(|| {
            let name = rules.plans.report(&row.report).map_or("Báo cáo", |(_, report)| report.name.as_str());
            let title = period::title(name, row.period);
            let part = Part { report: &row.report, title, deadline: row.deadline.as_ref(), rows: Vec::new() };
            parts.push((row.period, part));
            parts.len().saturating_sub(1)
        });
        if let Some((_, part)) = parts.get_mut(place) {
            part.rows.push(row);
        }
    }
    parts
}

fn columns<'a>(parts: Vec<(Period, Part<'a>)>, rules: &Rules) -> Vec<Column<'a>> {
    let mut columns: Vec<(Column<'a>, HashSet<&'a UnitId>)> = Vec::new();
    for (period, part) in parts {
        let units: HashSet<&UnitId> = part.rows.iter().map(|row| &row.unit).collect();
        let asks = rules.plans.report(part.report).map(|(_, report)| report.asks).unwrap_or_default();
        let fits = |column: &Column<'_>| column.period == period && column.asks == asks;
        let same = columns.iter_mut().find(|(column, taken)| fits(column) && taken.is_disjoint(&units));
        if let Some((column, taken)) = same {
            column.parts.push(part);
            taken.extend(units);
        } else {
            let mark = if asks == Asks::Activity { "v" } else { "" };
            columns.push((Column { code: format!("{}{mark}", code(period)), period, asks, parts: vec![part] }, units));
        }
    }
    columns.into_iter().map(|(column, _)| column).collect()
}

fn is_before_start(column: &Column<'_>) -> bool {
    column.rows().all(|row| row.standing == Standing::Maybe { why: Doubt::BeforeStart })
}

/// Two columns of one code in one year get letters.
fn abbreviate(columns: &mut [Column<'_>]) {
    let mut seen: HashMap<(i16, String), usize> = HashMap::new();
    for column in columns.iter() {
        let count = seen.entry((column.period.year(), column.code.clone())).or_default();
        *count = count.saturating_add(1);
    }
    seen.retain(|_, count| *count > 1);
    let mut given: HashMap<(i16, String), u8> = HashMap::new();
    for column in columns {
        let key = (column.period.year(), column.code.clone());
        if seen.contains_key(&key) {
            let place = given.entry(key).or_default();
            column.code.push(char::from(b'a'.saturating_add((*place).min(25))));
            *place = place.saturating_add(1);
        }
    }
}

fn bands<'a>(columns: &[Column<'a>], rules: &'a Rules, now: Timestamp) -> Vec<Band<'a>> {
    let units: HashMap<&UnitId, (usize, &Unit)> =
        rules.roster.units.iter().enumerate().map(|(place, unit)| (&unit.id, (place, unit))).collect();
    let mut lines: BTreeMap<(usize, usize), Line<'a>> = BTreeMap::new();
    for (place, column) in columns.iter().enumerate() {
        for row in column.rows() {
            let Some((nth, unit)) = units.get(&row.unit) else { continue };
            let day = day_of(row);
            let group = rules.roster.groups.iter().position(|group| group.id == *unit.group_on(day));
            let line = lines.entry((group.unwrap_or(usize::MAX), *nth)).or_insert_with(|| Line {
                unit,
                name: unit.name_on(day),
                cells: vec![None; columns.len()],
                figures: Figures::default(),
            });
            line.name = unit.name_on(day);
            line.figures.add(row, rules, now);
            if let Some(cell) = line.cells.get_mut(place) {
                *cell = Some(row);
            }
        }
    }
    let mut bands: BTreeMap<usize, Band<'a>> = BTreeMap::new();
    for ((group, _), line) in lines {
        let Some(found) = rules.roster.groups.get(group) else { continue };
        let band =
            bands.entry(group).or_insert_with(|| Band { group: found, lines: Vec::new(), figures: Figures::default() });
        for row in line.cells.iter().copied().flatten() {
            band.figures.add(row, rules, now);
        }
        band.lines.push(line);
    }
    bands.into_values().collect()
}
