//! The leader's page: what the morning's letter says, as it stands now, on one screen of a telephone.

use axum::extract::State;
use minijinja::context;

use super::Shared;
use super::frame::{Page, page};
use super::guard::Who;
use super::pages::value;
use crate::notice::digest;

/// The page.
pub(super) async fn now(State(site): State<Shared>, who: Who) -> Page {
    page(site, who, "/lanh-dao", "lanh-dao.html", move |look| {
        let facts = look.desk.facts_of_letters()?;
        Ok(context! { digest => value(digest::at_once(look.rules(), &facts, look.now())) })
    })
    .await
}
