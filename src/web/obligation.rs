//! One report of one unit for one period: what stands behind a cell of the board, and what staff do about it.

mod deed;
mod view;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;

use super::address::Path;
use super::answer::{Refusal, see_other};
use super::flash::Flash;
use super::frame::{Page, page};
use super::guard::{Posted, Who};
use super::pages::value;
use super::tried::{again, sentence, typed};
use super::{Look, Shared};
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::{Owed, grant};
use deed::{Outcome, Shown};

pub(super) use deed::{Shown as Drafts, holds_again, told};

/// What stands in the address: unit, report, period.
type Named = (String, String, String);

/// The page.
pub(super) async fn show(State(site): State<Shared>, who: Who, Path(named): Path<Named>) -> Page {
    page(site, who, "/", "nghia-vu.html", move |look| view::of(look, &owed(look, &named)?)).await
}

/// What is meant; it must exist, though nobody need owe it any more.
fn owed(look: &Look<'_>, (unit, report, period): &Named) -> Result<Owed, Refusal> {
    let rules = look.rules();
    let unit = UnitId::new(unit).ok().filter(|unit| rules.roster.unit(unit).is_some());
    let report = ReportId::new(report).ok().filter(|report| rules.plans.report(report).is_some());
    let period = period.parse().ok();
    Ok((
        unit.ok_or_else(|| Refusal::missing("đơn vị này"))?,
        report.ok_or_else(|| Refusal::missing("loại báo cáo này"))?,
        period.ok_or_else(|| Refusal::missing("kỳ báo cáo này"))?,
    ))
}

/// Somebody does something about it.
pub(super) async fn act(State(site): State<Shared>, Path(named): Path<Named>, posted: Posted) -> Response {
    let (shared, asked, names) = (Shared::clone(&site), posted.clone(), named.clone());
    let done = tokio::task::spawn_blocking(move || {
        let look = shared.look();
        let owed = owed(&look, &names)?;
        Ok(deed::done(&look, &owed, &asked))
    });
    let why = match done.await {
        Err(_) => return Refusal::ours().into_response(),
        Ok(Err(refusal)) => return Refusal::keeping(refusal, &posted.fields).into_response(),
        Ok(Ok(Ok(Outcome::Done(flash)))) => {
            site.flashes.put(&posted.who, flash);
            return see_other(&path(&named));
        }
        Ok(Ok(Ok(Outcome::Shown(shown)))) => return before(site, posted, named, shown).await,
        Ok(Ok(Ok(Outcome::Back))) => String::new(),
        Ok(Ok(Err(refusal))) => sentence(refusal),
    };
    again(site, posted, ("/", "nghia-vu.html"), why, move |look, _| view::of(look, &owed(look, &named)?)).await
}

pub(in crate::web) fn path((unit, report, period): &Named) -> String {
    format!("/nghia-vu/{unit}/{report}/{period}")
}

/// What would be done and sent; the form goes with it, to be sent again.
async fn before(site: Shared, posted: Posted, named: Named, shown: Shown) -> Response {
    let (to, typed) = (path(&named), typed(&posted.fields));
    let made = page(site, posted.who, "/", "xem-truoc.html", move |look| {
        let (unit, report, period) = owed(look, &named)?;
        let (name, title) = (grant::name(look.rules(), &unit), grant::title(look.rules(), &report, period));
        Ok(context! { path => to, typed => value(&typed), shown => value(&shown), name, title })
    });
    made.await.into_response()
}
