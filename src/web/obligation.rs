//! One report of one unit for one period: what stands behind a cell of the board, and what staff do about it.

mod deed;
mod view;

use std::collections::BTreeMap;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;

use super::answer::{Refusal, see_other};
use super::flash::Flash;
use super::frame::{Page, page};
use super::guard::{Posted, Who};
use super::pages::value;
use super::{Look, Shared};
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::{Owed, grant};
use deed::{Outcome, Shown};

pub(super) use deed::{Shown as Drafts, told};

/// What stands in the address: unit, report, period.
type Named = (String, String, String);

/// A form that was sent and not done: its name, why, and what was typed. Nothing when the page is merely asked for.
#[derive(Debug, Clone, Default, serde::Serialize)]
pub(super) struct Tried {
    pub deed: String,
    pub why: String,
    pub typed: BTreeMap<String, String>,
}

/// The page.
pub(super) async fn show(State(site): State<Shared>, who: Who, Path(named): Path<Named>) -> Page {
    page(site, who, "/", "nghia-vu.html", move |look| view::of(look, &owed(look, &named)?, &Tried::default())).await
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
    match done.await {
        Err(_) => Refusal::ours().into_response(),
        Ok(Err(refusal)) => Refusal::into_response(refusal),
        Ok(Ok(Ok(Outcome::Done(flash)))) => {
            site.flashes.put(&posted.who, flash);
            see_other(&path(&named))
        }
        Ok(Ok(Ok(Outcome::Shown(shown)))) => before(site, posted, named, shown).await,
        Ok(Ok(Ok(Outcome::Back))) => again(site, posted, named, String::new()).await.into_response(),
        Ok(Ok(Err(why))) => (StatusCode::UNPROCESSABLE_ENTITY, again(site, posted, named, why).await).into_response(),
    }
}

fn path((unit, report, period): &Named) -> String {
    format!("/nghia-vu/{unit}/{report}/{period}")
}

/// What was typed in a form, but for what is asked anew.
pub(super) fn typed(posted: &Posted) -> BTreeMap<String, String> {
    let kept = posted.fields.iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "buoc"));
    kept.cloned().collect()
}

/// The page once more with what was typed, and why it was not done beside it.
async fn again(site: Shared, posted: Posted, named: Named, why: String) -> Page {
    let deed = posted.text("viec").unwrap_or_default().to_owned();
    let tried = Tried { deed, why, typed: typed(&posted) };
    page(site, posted.who, "/", "nghia-vu.html", move |look| view::of(look, &owed(look, &named)?, &tried)).await
}

/// What would be done and sent; the form goes with it, to be sent again.
async fn before(site: Shared, posted: Posted, named: Named, shown: Shown) -> Response {
    let (to, typed) = (path(&named), typed(&posted));
    let made = page(site, posted.who, "/", "xem-truoc.html", move |look| {
        let (unit, report, period) = owed(look, &named)?;
        let (name, title) = (grant::name(look.rules(), &unit), grant::title(look.rules(), &report, period));
        Ok(context! { path => to, typed => value(&typed), shown => value(&shown), name, title })
    });
    made.await.into_response()
}
