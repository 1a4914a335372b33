//! The register: every report that was entered, newest first, found by words and filters, taken away as it is shown.

mod amend;
mod asked;
mod line;
mod list;

use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use minijinja::context;

use super::address::{Path, Query};
use super::answer::{Refusal, see_other};
use super::frame::{Page, page};
use super::guard::{Posted, Who, is_opened};
use super::obligation::Drafts;
use super::pages::value;
use super::tried::{Tried, again, sentence, typed};
use super::{Look, Shared};
use crate::desk::taken::{self, Taken};
use crate::dossier::register::number_name;
use crate::dossier::{self, Extract, Filter, Order};
use crate::failure::Failure;
use crate::standing::grant;
use asked::Asked;

/// Lines of a page.
const AT_ONCE: usize = 100;
/// Lines of a sheet to print: some two hundred pages of paper.
const ON_PAPER: usize = 5_000;
/// Lines of a file to take away: a register of forty years of a large office.
const MOST: usize = 400_000;

/// The lines that were asked for.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<Asked>, headers: HeaderMap) -> Page {
    let prints = (!asked.sheet.is_empty() && is_opened(&headers)).then(|| who.account.full_name.clone());
    page(site, who, "/so", "so.html", move |look| {
        if let (Some(by), Ok(selection)) = (prints, asked.selection(look.rules(), look.today())) {
            taken::note(&look.desk, Taken::Printed, &by, &selection.scope(&asked.tim, look.rules()))?;
        }
        list::view(look, &asked)
    })
    .await
}

/// One line with everything that is known of it.
pub(super) async fn line(State(site): State<Shared>, who: Who, Path((year, number)): Path<(i16, u32)>) -> Page {
    page(site, who, "/so", "so-dong.html", move |look| line::view(look, (year, number), &Tried::default())).await
}

/// A line is set right; or shown what that would do, or why it cannot be done, with everything that was typed.
pub(super) async fn act(State(site): State<Shared>, Path(number): Path<(i16, u32)>, posted: Posted) -> Response {
    let (shared, sent) = (Shared::clone(&site), posted.clone());
    let done = tokio::task::spawn_blocking(move || amend::done(&shared.look(), number, &sent)).await;
    let why = match done {
        Err(_) => return Refusal::ours().into_response(),
        Ok(Ok(amend::Outcome::Done(flash, there))) => {
            site.flashes.put(&posted.who, flash);
            return see_other(&there);
        }
        Ok(Ok(amend::Outcome::Shown(shown))) => return before(site, posted, number, shown).await.into_response(),
        Ok(Ok(amend::Outcome::Back)) => String::new(),
        Ok(Err(refusal)) => sentence(refusal),
    };
    again(site, posted, ("/so", "so-dong.html"), why, move |look, tried| line::view(look, number, tried)).await
}

/// What would be done and sent; the form goes with it, to be sent again.
async fn before(site: Shared, posted: Posted, number: dossier::Number, shown: Drafts) -> Page {
    let typed = typed(&posted.fields);
    page(site, posted.who, "/so", "xem-truoc.html", move |look| {
        let line = look.read(|snapshot| snapshot.line(number))?;
        let (name, title) =
            (grant::name(look.rules(), &line.unit), grant::title(look.rules(), &line.report, line.period));
        let name = format!("Số {}, {name}", number_name(number));
        Ok(context! { path => line::address(number), typed => value(&typed), shown => value(&shown), name, title })
    })
    .await
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
    let selection = asked.selection(rules, look.today()).map_err(|faults| Refusal::input(faults.join(" ")))?;
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
