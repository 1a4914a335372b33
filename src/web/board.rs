//! The board: who has sent what. Home shows the periods in force, the year all of them.

mod signs;
mod table;

use std::collections::BTreeSet;

use axum::extract::State;
use jiff::civil::{Date, date};
use minijinja::{Value, context};
use serde::Deserialize;

use super::address::{Path, Query};
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::Who;
use super::{Look, Shared};
use crate::letter::wording::upper_first;
use crate::plan::Asks;
use crate::standing::grid::{Column, Grid};
use crate::standing::{self, Agenda, BoardFacts, Filter, Standing, days_after};

/// Home shows so many periods at most, the nearest to today.
const AT_ONCE: usize = 3;
/// What is due so many days from now, either way, is in force.
const IN_FORCE: i32 = 31;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    /// One period: "2020-06".
    ky: String,
    /// One group.
    nhom: String,
    /// One kind of standing: a key of [`KINDS`].
    tt: String,
    /// The reports to which the kind of standing is to apply, as the card of a period has them: `6-thang,chuyen-de`.
    bc: String,
    /// Words of a unit's name, with or without diacritics.
    tim: String,
    /// The order: "tre" puts who is latest first.
    xep: String,
}

/// Home.
pub(super) async fn now(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/", "bang.html", move |look| home(look, &asked)).await
}

/// All periods of a year.
pub(super) async fn year(
    State(site): State<Shared>,
    who: Who,
    Path(year): Path<i16>,
    Query(asked): Query<Asked>,
) -> Page {
    page(site, who, "/", "bang.html", move |look| whole_year(look, year, &asked)).await
}

fn home(look: &Look<'_>, asked: &Asked) -> Result<Value, Refusal> {
    let rules = look.rules();
    let period = match asked.ky.as_str() {
        "" => None,
        written => Some(written.parse().map_err(|_| Refusal::missing("kỳ báo cáo này"))?),
    };
    let (near, only) = (Filter::default(), period.map(|period| Filter { period: Some(period), ..Filter::default() }));
    let facts = facts(look, &std::iter::once(&near).chain(&only).collect::<Vec<_>>())?;
    let near = standing::board(rules, &facts, &near, look.now());
    let all = Grid::of(&near, rules, look.now());
    let rows = only.map(|filter| standing::board(rules, &facts, &filter, look.now()));
    let mut grid = match &rows {
        Some(rows) => Grid::of(rows, rules, look.now()),
        None => all.clone(),
    };
    let today = look.now().to_zoned(rules.office.time_zone.clone()).date();
    match period {
        Some(period) => keep(&mut grid, |column| column.period == period),
        None => keep_in_force(&mut grid, today),
    }
    let mut reports: Vec<&Column<'_>> = all.columns.iter().filter(|column| column.asks == Asks::Report).collect();
    // Two columns of one period are shown together.
    let mut seen = BTreeSet::new();
    reports.retain(|column| seen.insert(column.period));
    let here = |column: &Column<'_>| period.is_some_and(|period| period == column.period);
    let shown: BTreeSet<_> = grid.columns.iter().map(|column| column.period).collect();
    let behind = |column: &&Column<'_>| period.is_none() && !shown.contains(&column.period);
    let behind: Vec<Value> = reports.iter().copied().filter(behind).map(|column| tab(column, &all, false)).collect();
    let tabs: Vec<Value> = reports.into_iter().map(|column| tab(column, &all, here(column))).collect();
    Ok(
        context! { tabs, behind, chosen => asked.ky.as_str(), year => Value::from(()), this_year => today.year(), ..table::view(look, &grid, asked, today) },
    )
}

/// What the ledger knew of all this at the moment that is looked at.
fn facts(look: &Look<'_>, shown: &[&Filter]) -> Result<BoardFacts, Refusal> {
    Ok(until_now(look, look.desk.standings(shown)?))
}

fn until_now(look: &Look<'_>, mut facts: BoardFacts) -> BoardFacts {
    facts.receipts.values_mut().for_each(|receipts| receipts.retain(|receipt| receipt.received_at <= look.now()));
    facts
}

fn whole_year(look: &Look<'_>, year: i16, asked: &Asked) -> Result<Value, Refusal> {
    if !(1990..=2199).contains(&year) {
        return Err(Refusal::missing("năm này"));
    }
    let rules = look.rules();
    let days = (date(year, 1, 1), date(year, 12, 31));
    let agenda = Agenda::of(rules, days.0, days.1);
    let facts = until_now(look, look.desk.standings_about(&agenda.periods())?);
    let mut rows = agenda.rows(rules, &facts, &Filter::default(), days, look.now());
    rows.retain(|row| row.period.year() == year);
    let grid = Grid::of(&rows, rules, look.now());
    let today = look.now().to_zoned(rules.office.time_zone.clone()).date();
    Ok(
        context! { tabs => Vec::<Value>::new(), behind => Vec::<Value>::new(), chosen => "", year, this_year => today.year(), ..table::view(look, &grid, asked, today) },
    )
}

/// A period, and how many of its reports are overdue: what is not on the page is not out of sight.
fn tab(column: &Column<'_>, all: &Grid<'_>, here: bool) -> Value {
    let name = upper_first(&crate::calendar::period::name(column.period));
    let rows = all.columns.iter().filter(|other| other.period == column.period).flat_map(Column::rows);
    let overdue = rows.filter(|row| matches!(row.standing, Standing::Overdue { .. })).count();
    context! { period => column.period.to_string(), name, here, overdue }
}

/// Keeps some columns, and the cells under them.
fn keep(grid: &mut Grid<'_>, wanted: impl Fn(&Column<'_>) -> bool) {
    let kept: Vec<bool> = grid.columns.iter().map(wanted).collect();
    let mut columns = kept.iter();
    grid.columns.retain(|_| columns.next().copied().unwrap_or_default());
    for line in grid.bands.iter_mut().flat_map(|band| &mut band.lines) {
        let mut cells = kept.iter();
        line.cells.retain(|_| cells.next().copied().unwrap_or_default());
    }
    for band in &mut grid.bands {
        band.lines.retain(|line| line.cells.iter().any(Option::is_some));
    }
    grid.bands.retain(|band| !band.lines.is_empty());
}

/// Keeps the periods nearest to today; those ahead before those behind when equally near.
fn keep_in_force(grid: &mut Grid<'_>, today: Date) {
    let distance = |day: Date| table::days(today, day).abs();
    let dated = |column: &&Column<'_>| column.parts.iter().any(|part| part.deadline.is_some());
    let mut near: Vec<(i64, bool, Date)> = grid
        .columns
        .iter()
        .filter(dated)
        .map(Column::day)
        .filter(|day| (days_after(today, IN_FORCE.saturating_neg())..=days_after(today, IN_FORCE)).contains(day))
        .map(|day| (distance(day), day < today, day))
        .collect();
    near.sort_unstable();
    near.dedup();
    near.truncate(AT_ONCE);
    if near.is_empty() {
        return;
    }
    keep(grid, |column| near.iter().any(|(_, _, day)| *day == column.day()));
}
