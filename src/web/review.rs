//! Cần kiểm tra: what waits for a person, and the page on which one mail is settled.

mod act;
mod ask;
mod asked;
mod choice;
mod fate;
mod form;
mod list;
mod reply;
mod show;
mod unowed;

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;

use super::address::{Path, Query};
use super::answer::{Refusal, see_other};
use super::frame::{Page, page};
use super::guard::{Posted, Who};
use super::pages::value;
use super::tried::{Tried, again};
use super::{Look, Shared};
use act::{Done, act};

pub(super) use choice::choices;
pub(super) use fate::{line_view, person};
pub(super) use form::what;
pub(super) use list::moment;

/// The address of the list.
const LIST: &str = "/can-kiem-tra";

/// What waits; or what was settled.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<list::Asked>) -> Page {
    page(site, who, LIST, "can-kiem-tra.html", move |look| list::view(look, &asked)).await
}

/// One mail, and the decision about it.
pub(super) async fn show(State(site): State<Shared>, who: Who, Path(mail): Path<i64>) -> Page {
    let person = who.account.full_name.clone();
    page(site, who, LIST, "kiem-tra.html", move |look| show::view(look, mail, &person, None)).await
}

/// A decision, or a form that wants one more row. What is refused is shown again with everything that was typed.
pub(super) async fn decide(
    State(site): State<Shared>,
    Path(mail): Path<i64>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let (shared, who, sent) = (Arc::clone(&site), posted.who.clone(), posted.clone());
    let done = tokio::task::spawn_blocking(move || act(&shared.look(), mail, &sent)).await;
    let done = done.map_err(|_| Refusal::ours())?;
    match done.map_err(|refusal| refusal.keeping(&posted.fields))? {
        Done::Moved(flash, there) => {
            site.flashes.put(&who, flash);
            Ok(see_other(&there))
        }
        Done::Again(typed) => {
            let person = who.account.full_name.clone();
            let work = move |look: &Look<'_>| show::view(look, mail, &person, Some(&typed));
            Ok(page(site, who, LIST, "kiem-tra.html", work).await?.into_response())
        }
        Done::Shown(before) => {
            let kept = posted.fields.into_iter().filter(|(name, _)| !matches!(name.as_str(), "csrf" | "buoc"));
            let typed: BTreeMap<String, String> = kept.collect();
            let work = move |_: &Look<'_>| {
                let act::Before { drafts, name, title } = *before;
                Ok(
                    context! { path => format!("{LIST}/{mail}"), typed => value(&typed), shown => value(&drafts), name, title },
                )
            };
            Ok(page(site, who, LIST, "xem-truoc.html", work).await?.into_response())
        }
    }
}

/// The letter that would ask the sender.
pub(super) async fn question(
    State(site): State<Shared>,
    who: Who,
    Path(mail): Path<i64>,
    Query(asked): Query<ask::Asked>,
) -> Page {
    page(site, who, LIST, "hoi.html", move |look| ask::view(look, mail, &asked)).await
}

/// Asks the sender.
pub(super) async fn send_question(
    State(site): State<Shared>,
    Path(mail): Path<i64>,
    posted: Posted,
) -> Result<Response, Refusal> {
    let (shared, sent) = (Arc::clone(&site), posted.clone());
    let done = tokio::task::spawn_blocking(move || ask::send(&shared.look(), mail, &sent)).await;
    match done.map_err(|_| Refusal::ours())? {
        Ok((flash, there)) => {
            site.flashes.put(&posted.who, flash);
            Ok(see_other(&there))
        }
        Err(why) => {
            let asked = ask::Asked { cau: posted.text("cau").unwrap_or_default().to_owned() };
            let work = move |look: &Look<'_>, _: &Tried| ask::view(look, mail, &asked);
            Ok(again(site, posted, (LIST, "hoi.html"), why, work).await)
        }
    }
}
