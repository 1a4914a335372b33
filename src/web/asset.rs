//! Style, script and icon: built in, named after their content so that browsers keep them for good.

use std::sync::LazyLock;

use axum::http::header;
use axum::response::{IntoResponse as _, Response};

use super::address::Path;
use super::answer::Refusal;
use crate::message::Sha256;

/// Name, media type, content.
const ASSETS: [(&str, &str, &str); 3] = [
    ("trang.css", "text/css; charset=utf-8", include_str!("assets/trang.css")),
    ("trang.js", "text/javascript; charset=utf-8", include_str!("assets/trang.js")),
    ("dau.svg", "image/svg+xml", include_str!("assets/dau.svg")),
];

/// The names with the beginning of their content's hash: `1a2b3c4d-trang.css`.
static NAMES: LazyLock<Vec<(String, usize)>> = LazyLock::new(|| {
    let named = |(place, (name, _, content)): (usize, &(&str, &str, &str))| {
        let hash = Sha256::of(content.as_bytes());
        (format!("{}-{name}", hash.as_str().chars().take(12).collect::<String>()), place)
    };
    ASSETS.iter().enumerate().map(named).collect()
});

/// Where a page finds an asset; the bare name leads nowhere when there is none.
pub(super) fn address(name: &str) -> String {
    let found = NAMES.iter().find(|(full, _)| full.ends_with(name) && full.len() == name.len().saturating_add(13));
    format!("/tep/{}", found.map_or(name, |(full, _)| full))
}

/// An asset by its full name.
pub(super) async fn serve(Path(name): Path<String>) -> Response {
    let found = NAMES.iter().find(|(full, _)| *full == name).and_then(|(_, place)| ASSETS.get(*place));
    let Some((_, media_type, content)) = found else { return Refusal::missing("tệp này").into_response() };
    let kept = "public, max-age=31536000, immutable";
    ([(header::CONTENT_TYPE, *media_type), (header::CACHE_CONTROL, kept)], *content).into_response()
}
