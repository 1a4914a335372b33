//! The register: every report that was entered, newest first, found by words and filters, taken away as it is shown.

mod asked;
mod line;
mod list;

use axum::extract::{Path, Query, State};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;

use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::Who;
use super::{Look, Shared};
use crate::desk::taken::{self, Taken};
use crate::dossier::{self, Extract, Filter, Order};
use crate::failure::Failure;
use asked::Asked;

/// Lines of a page.
const AT_ONCE: usize = 100;
/// Lines of a sheet to print: some two hundred pages of paper.
const ON_PAPER: usize = 5_000;
/// Lines of a file to take away: a register of forty years of a large office.
const MOST: usize = 400_000;

/// The lines that were asked for.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Page {
    page(site, who, "/so", "so.html", move |look| list::view(look, &asked)).await
}

/// One line with everything that is known of it.
pub(super) async fn line(State(site): State<Shared>, who: Who, Path((year, number)): Path<(i16, u32)>) -> Page {
    page(site, who, "/so", "so-dong.html", move |look| line::view(look, (year, number))).await
}

/// A file to take away.
#[derive(Clone, Copy)]
enum Form {
    Xlsx,
    Csv,
}

/// The same lines as a workbook.
pub(super) async fn xlsx(
    State(site): State<Shared>,
    who: Who,
    Query(asked): Query<Asked>,
) -> Result<Response, Refusal> {
    file(site, who, asked, Form::Xlsx).await
}

/// The same lines as CSV.
pub(super) async fn csv(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>) -> Result<Response, Refusal> {
    file(site, who, asked, Form::Csv).await
}

async fn file(site: Shared, who: Who, asked: Asked, form: Form) -> Result<Response, Refusal> {
    let (ending, media_type) = match form {
        Form::Xlsx => ("xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        Form::Csv => ("csv", "text/csv; charset=utf-8"),
    };
    let made = tokio::task::spawn_blocking(move || {
        let look = site.look();
        let extract = whole(&look, &asked)?;
        let bytes = match form {
            Form::Xlsx => dossier::xlsx::xlsx(&extract).map_err(Failure::ours)?,
            Form::Csv => dossier::csv::csv(&extract).map_err(Failure::ours)?,
        };
        let name = format!("so-tiep-nhan-{}.{ending}", extract.made.strftime("%Y-%m-%d"));
        taken::note(&look.desk, Taken::Register, &who.account.full_name, &name)?;
        Ok::<_, Refusal>((bytes, name))
    });
    let (bytes, name) = made.await.map_err(|_| Refusal::ours())??;
    let name = format!("attachment; filename=\"{name}\"");
    Ok(([(header::CONTENT_TYPE, media_type.to_owned()), (header::CONTENT_DISPOSITION, name)], bytes).into_response())
}

/// All lines that were asked for, in the order of the register.
fn whole(look: &Look<'_>, asked: &Asked) -> Result<Extract, Refusal> {
    let rules = look.rules();
    let selection = asked.selection(rules).map_err(|faults| Refusal::input(faults.join(" ")))?;
    let (lines, selection) = found(look, selection, None, MOST)?;
    let extract = extract(look, lines)?;
    Ok(Extract { scope: selection.scope(&asked.tim, rules), ..extract })
}

/// The lines of a selection, newest first. When no line has the words side by side, those that have them anywhere.
fn found(
    look: &Look<'_>,
    selection: dossier::Selection,
    before: Option<dossier::Number>,
    most: usize,
) -> Result<(Vec<dossier::Line>, dossier::Selection), Refusal> {
    let lines = look.read(|snapshot| snapshot.newest(&selection, look.rules(), before, most))?;
    let several = selection.sought.as_ref().is_some_and(|sought| sought.words().len() > 1);
    if !lines.is_empty() || selection.loose || !several {
        return Ok((lines, selection));
    }
    let selection = dossier::Selection { loose: true, ..selection };
    let lines = look.read(|snapshot| snapshot.newest(&selection, look.rules(), before, most))?;
    Ok((lines, selection))
}

/// The lines as people read them, in the order of the register.
fn extract(look: &Look<'_>, lines: Vec<dossier::Line>) -> Result<Extract, Refusal> {
    let scans = look.read(|snapshot| snapshot.scans_of(&lines))?;
    Ok(dossier::extract(lines, &scans, &Filter::default(), Order::Number, look.rules(), look.now()))
}

/// "08:30".
fn hour(at: Timestamp, look: &Look<'_>) -> String {
    at.to_zoned(look.rules().office.time_zone.clone()).strftime("%H:%M").to_string()
}
