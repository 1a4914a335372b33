//! A mail as its sender meant it, and what became of it. Nothing of a stranger's page runs or is fetched: it is written
//! anew by [`clean`], his files are handed out as downloads; only pictures and PDF are shown, by their bytes and not by
//! what they are called. What stands in a file a worker process reads, as it did when the mail came.
//!
//! [`clean`]: crate::text::html::clean

mod file;
mod fate;
pub(super) mod piece;
mod preview;
mod show;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::http::HeaderMap;
use axum::response::Response;

use super::Shared;
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::{Who, is_opened};
use crate::desk::taken::{self, Taken};

/// One mail with its decision and its history.
pub(super) async fn show(
    State(site): State<Shared>,
    who: Who,
    Path(mail): Path<i64>,
    Query(asked): Query<show::Asked>,
) -> Page {
    page(site, who, "", "thu.html", move |look| show::view(look, mail, &asked)).await
}

/// A file of it: as a download, or shown when that is harmless and asked for.
pub(super) async fn download(
    State(site): State<Shared>,
    who: Who,
    Path((mail, place)): Path<(i64, usize)>,
    Query(asked): Query<file::Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let by_hand = is_opened(&headers);
    let work = move || {
        let (look, by) = (site.look(), who.account.full_name.as_str());
        let file = file::File::of(&look, mail, place, by)?;
        if let Some(taken) = file.taken(mail, &asked, by_hand) {
            taken::note(&look.desk, taken, by, &file.name)?;
        }
        Ok(file.answer(&asked))
    };
    tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::ours())?
}

/// What stands in a file of it.
pub(super) async fn text(
    State(site): State<Shared>,
    who: Who,
    Path((mail, place)): Path<(i64, usize)>,
    headers: HeaderMap,
) -> Page {
    let (shared, by, by_hand) = (Arc::clone(&site), who.account.full_name.clone(), is_opened(&headers));
    let work = move || {
        let look = shared.look();
        let file = file::File::of(&look, mail, place, &by)?;
        if by_hand {
            taken::note(&look.desk, Taken::Opened(mail), &by, &file.name)?;
        }
        Ok::<_, Refusal>(file)
    };
    let file = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::ours())??;
    let read = site.extractor.read(&file.name, &file.media_type, &file.bytes).await;
    page(site, who, "", "chu.html", move |look| preview::view(look, (mail, place), &file, &read)).await
}
