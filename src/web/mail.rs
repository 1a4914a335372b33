//! A mail as its sender meant it, and what became of it. Nothing of a stranger's page runs or is fetched: it is written
//! anew by [`clean`], his files are handed out as downloads; only pictures and PDF are shown, by their bytes and not by
//! what they are called. What stands in a file a worker process reads, as it did when the mail came.
//!
//! [`clean`]: crate::text::html::clean

mod file;
mod fate;
mod list;
pub(super) mod piece;
mod preview;
mod show;

use std::sync::Arc;

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::Shared;
use super::address::{Path, Query};
use super::answer::Refusal;
use super::frame::{Page, page};
use super::guard::{Who, is_opened};
use super::pages::file_name;
use crate::desk::taken::{self, Taken};

/// Every mail that came.
pub(super) async fn list(State(site): State<Shared>, who: Who, Query(asked): Query<list::Asked>) -> Page {
    page(site, who, "/can-kiem-tra", "thu-den.html", move |look| list::view(look, &asked)).await
}

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

/// A member of an archive or mail that is a file of it: taken out by a worker, then as any file.
pub(super) async fn member(
    State(site): State<Shared>,
    who: Who,
    Path((mail, place, number)): Path<(i64, usize, usize)>,
    Query(asked): Query<file::Asked>,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let (shared, by, by_hand) = (Arc::clone(&site), who.account.full_name.clone(), is_opened(&headers));
    let work = move || file::File::all(&shared.look(), mail, place, &by);
    let files = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::ours())??;
    let given: Vec<_> = files.iter().map(file::File::given).collect();
    let missing = || Refusal::missing("tệp này bên trong tệp nén");
    let read = site.extractor.read_among(&given, place).await.ok_or_else(missing)?;
    let name = read.numbered().get(number).map(|member| file_name(&member.name, 160)).ok_or_else(missing)?;
    let bytes = site.extractor.member_among(&given, place, number).await.ok_or_else(missing)?;
    let whole = files.get(place).map(|file| file.name.clone()).unwrap_or_default();
    let work = move || {
        let file = file::File { name, media_type: String::new(), bytes };
        if let Some(taken) = file.taken(mail, &asked, by_hand) {
            let inside = format!("{whole} › {}", file.name);
            taken::note(&site.look().desk, taken, &who.account.full_name, &inside)?;
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
        let files = file::File::all(&look, mail, place, &by)?;
        if let (true, Some(file)) = (by_hand, files.get(place)) {
            taken::note(&look.desk, Taken::Opened(mail), &by, &file.name)?;
        }
        Ok::<_, Refusal>(files)
    };
    let mut files = tokio::task::spawn_blocking(work).await.map_err(|_| Refusal::ours())??;
    let given: Vec<_> = files.iter().map(file::File::given).collect();
    let missing = || Refusal::missing("tệp này trong thư đã lưu");
    let read = site.extractor.read_among(&given, place).await.ok_or_else(missing)?;
    let file = files.drain(..).nth(place).ok_or_else(missing)?;
    page(site, who, "", "chu.html", move |look| preview::view(look, (mail, place), &file, &read)).await
}
