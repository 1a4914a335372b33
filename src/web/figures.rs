//! Số liệu: what the units wrote in the form of a report, as one table.

use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use minijinja::{Value, context};
use serde::Serialize;

use super::address::Query;
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::Who;
use super::pages::{file_name, value};
use super::take_away::{Asked, marks, noted};
use super::{Look, Shared};
use crate::desk::figures::{Figures, with_forms};
use crate::desk::taken::Taken;
use crate::dossier::bundle;
use crate::dossier::figures::number::shown;
use crate::dossier::figures::{Cell, Line, Mark, Table};
use crate::letter::wording;

/// What a workbook is called on the wire.
const XLSX: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// The page.
pub(super) async fn show(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    let made = made(&site, &asked).await?;
    page(site, who, "/mang-ve", "so-lieu.html", move |look| Ok(view(look, made))).await
}

/// The same as a workbook.
pub(super) async fn workbook(
    State(site): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    let (of, figures) = made(&site, &asked).await?.ok_or_else(|| Refusal::missing("biểu số liệu này"))?;
    let bytes = tokio::task::spawn_blocking(move || figures.xlsx()).await.map_err(|_| Refusal::ours())??;
    let name = format!("so-lieu{}.xlsx", marks(&of));
    noted(&site.look().desk, Taken::Period(of.period), who, &name).await?;
    let kept = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, XLSX.to_owned()), (header::CONTENT_DISPOSITION, kept)], bytes).into_response())
}

/// The figures that were asked for; none when no period was, or no plan has a form.
async fn made(site: &Shared, asked: &Asked) -> Result<Option<(bundle::Asked, Figures)>, Refusal> {
    let look = site.look();
    let Some(mut of) = asked.read(&look)? else { return Ok(None) };
    if of.report.is_none() {
        of.report = with_forms(&look.desk).next().cloned();
    }
    if of.report.is_none() {
        return Ok(None);
    }
    let figures = site.workbooks.figures(&look.desk, &of).await?;
    Ok(Some((of, figures)))
}

#[derive(Debug, Serialize)]
struct Column {
    name: String,
    measure: String,
    sum: String,
    given: usize,
}

#[derive(Debug, Serialize)]
struct LineView {
    name: String,
    group: String,
    to: String,
    files: Vec<(String, Option<String>)>,
    notes: Vec<String>,
    cells: Vec<CellView>,
}

#[derive(Debug, Serialize)]
struct CellView {
    shown: String,
    sign: &'static str,
    doubt: bool,
    why: String,
    place: String,
    to: Option<String>,
}

#[derive(Debug, Serialize)]
struct DoubtView {
    unit: String,
    name: String,
    place: String,
    written: String,
    why: String,
    to: Option<String>,
}

fn view(look: &Look<'_>, made: Option<(bundle::Asked, Figures)>) -> Value {
    let Some((of, figures)) = made else {
        return context! { table => Value::from(()), forms => with_forms(&look.desk).count() };
    };
    let table = &figures.table;
    let columns: Vec<Column> = table
        .indicators
        .iter()
        .zip(&table.sums)
        .enumerate()
        .map(|(nth, (one, sum))| Column {
            name: one.name(),
            measure: one.measure.clone(),
            sum: sum.map_or_else(|| "–".to_owned(), shown),
            given: table.given(nth),
        })
        .collect();
    let lines: Vec<LineView> = table.lines.iter().map(|line| line_view(line, &of)).collect();
    let doubts: Vec<DoubtView> = table.lines.iter().flat_map(|line| doubt_views(line, table)).collect();
    context! {
        table => context! { columns => value(&columns), lines => value(&lines), doubts => value(&doubts) },
        scope => figures.head.scope.as_str(),
        sure => doubts.is_empty(),
        query => Asked::pairs(&of),
        forms => with_forms(&look.desk).count(),
    }
}

/// Where the page of a file is.
fn file_of(line: &Line, book: usize) -> Option<String> {
    let (mail, index) = line.sent.files.get(book)?.0?;
    Some(format!("/thu/{mail}/tep/{index}"))
}

fn line_view(line: &Line, of: &bundle::Asked) -> LineView {
    let report = of.report.as_ref().map_or("", |report| report.as_str());
    let files = line.sent.files.iter().enumerate();
    LineView {
        name: line.sent.name.clone(),
        group: line.sent.group.clone(),
        to: format!("/nghia-vu/{}/{report}/{}", line.sent.unit, of.period),
        files: files.map(|(book, (_, name))| (file_name(name, 80), file_of(line, book))).collect(),
        notes: line.notes(),
        cells: line.cells.iter().map(|cell| cell_view(cell, line)).collect(),
    }
}

fn cell_view(cell: &Cell, line: &Line) -> CellView {
    let written = || wording::foreign(&cell.written, 40);
    CellView {
        shown: cell.number.map_or_else(written, shown),
        sign: cell.marks.iter().find(|mark| mark.is_doubt()).or(cell.marks.first()).map_or("", Mark::sign),
        doubt: cell.marks.iter().any(Mark::is_doubt),
        why: cell.words(),
        place: cell.place.as_ref().map(crate::dossier::figures::reading::Place::name).unwrap_or_default(),
        to: cell.place.as_ref().and_then(|place| file_of(line, place.book)),
    }
}

fn doubt_views(line: &Line, table: &Table) -> Vec<DoubtView> {
    let unit = &line.sent.name;
    let cells = line.cells.iter().zip(&table.indicators);
    let mut views: Vec<DoubtView> = cells
        .filter(|(cell, _)| cell.marks.iter().any(Mark::is_doubt))
        .map(|(cell, indicator)| DoubtView {
            unit: unit.clone(),
            name: indicator.name(),
            place: cell.place.as_ref().map(crate::dossier::figures::reading::Place::name).unwrap_or_default(),
            written: wording::foreign(&cell.written, 80),
            why: cell.words(),
            to: cell.place.as_ref().and_then(|place| file_of(line, place.book)).or_else(|| file_of(line, 0)),
        })
        .collect();
    let (strays, more) = line.strays();
    views.extend(strays.iter().map(|stray| DoubtView {
        unit: unit.clone(),
        name: wording::foreign(&stray.label, 80),
        place: stray.place.name(),
        written: shown(stray.number),
        why: "số ngoài biểu mẫu, chưa tính vào tổng".to_owned(),
        to: file_of(line, stray.place.book),
    }));
    if more > 0 {
        views.push(DoubtView {
            unit: unit.clone(),
            name: String::new(),
            place: String::new(),
            written: String::new(),
            why: format!("còn {more} số khác ngoài biểu mẫu"),
            to: file_of(line, 0),
        });
    }
    views
}
