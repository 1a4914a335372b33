//! Who may ask, and what a page may do in the browser.

use std::net::IpAddr;

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Request, State};
use axum::http::header::{self, HeaderName, HeaderValue};
use axum::http::request::Parts;
use axum::http::{HeaderMap, Method, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use jiff::SignedDuration;

use super::answer::{Refusal, see_other};
use super::{Shared, Site};
use crate::config::Web;
use crate::ledger::{Account, LedgerError, token_hash};
use crate::message::Sha256;

/// Where a request came from.
#[derive(Debug, Clone, Copy)]
pub(super) struct Peer(pub IpAddr);

/// Who asks: only [`inside`] makes one.
#[derive(Debug, Clone)]
pub(crate) struct Who {
    /// The person.
    pub account: Account,
    /// The session, as the ledger knows it.
    pub session: Sha256,
    /// What forms of this session carry.
    pub csrf: String,
    /// Whether a person will see the answer: not a page that renews a part of itself.
    pub sees: bool,
}

/// What a form sent, once it is certain that one of our own pages sent it, and that the person may change things.
#[derive(Debug, Clone)]
pub(crate) struct Posted {
    /// Who sent it.
    pub who: Who,
    /// Its fields in order; a name may stand several times.
    pub fields: Vec<(String, String)>,
}

/// The largest form we take; bytes. A note to the journal is the longest that anybody writes.
const LARGEST: usize = 256 * 1024;
/// How often a session's last use is written down.
const TOUCH: SignedDuration = SignedDuration::from_secs(60);

/// Nothing runs or is fetched that is not ours; nothing of ours stands in a foreign frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
    connect-src 'self'; frame-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";

/// Round every answer: our host only, and what the browser must not do.
pub(super) async fn outside(State(site): State<Shared>, request: Request, next: Next) -> Response {
    if !is_ours(request.headers(), &site.web) {
        return (StatusCode::MISDIRECTED_REQUEST, "Tên máy chủ không đúng; xem web.address trong tiepnhan.toml.\n")
            .into_response();
    }
    let mut answer = next.run(request).await;
    let headers = answer.headers_mut();
    // An attachment that is shown has a stricter policy of its own.
    if !headers.contains_key(header::CONTENT_SECURITY_POLICY) {
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    }
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("same-origin"));
    let isolated = HeaderValue::from_static("same-origin");
    headers.insert(HeaderName::from_static("cross-origin-opener-policy"), isolated.clone());
    headers.insert(HeaderName::from_static("cross-origin-resource-policy"), isolated);
    if site.web.is_secure() {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    // What an office may read nobody else may find in a shared computer's cache.
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    answer
}

/// A name that leads a browser of the office to us from a foreign page (DNS rebinding) is not ours.
fn is_ours(headers: &HeaderMap, web: &Web) -> bool {
    let Some(host) = headers.get(header::HOST).and_then(|host| host.to_str().ok()) else { return false };
    let host = host.to_ascii_lowercase();
    let port = web.listen.port();
    host == web.host()
        || host == web.listen.to_string()
        || (web.listen.ip().is_loopback() && host == format!("localhost:{port}"))
}

/// Only who is logged in comes further.
pub(super) async fn inside(State(site): State<Shared>, mut request: Request, next: Next) -> Response {
    let there = request.uri().path_and_query().map_or("/", |path| path.as_str()).to_owned();
    let Some(token) = token(request.headers(), &site.web) else { return ended(request, &site, &there).await };
    let (shared, sees) = (Shared::clone(&site), is_opened(request.headers()));
    let known = tokio::task::spawn_blocking(move || known(&shared, &token, sees)).await;
    match known {
        Ok(Ok(Some(who))) => {
            request.extensions_mut().insert(who);
            next.run(request).await
        }
        Ok(Ok(None)) => ended(request, &site, &there).await,
        Ok(Err(error)) => Refusal::from(error).into_response(),
        Err(_) => Refusal::ours().into_response(),
    }
}

fn known(site: &Site, token: &str, sees: bool) -> Result<Option<Who>, LedgerError> {
    let (hash, now) = (token_hash(token), site.clock.now());
    let Some(session) = site.ledger.read(|snapshot| snapshot.session(&hash, now))? else { return Ok(None) };
    if now.duration_since(session.seen_at) >= TOUCH {
        site.ledger.write(|tx| tx.touch_session(&hash, now))?;
    }
    // Derived, so that nothing more needs keeping; who has it cannot find the token.
    let csrf = token_hash(&format!("csrf {token}")).as_str().to_owned();
    Ok(Some(Who { account: session.account, session: hash, csrf, sees }))
}

/// Nobody is logged in. What was asked for is shown after log-in; what was sent is not sent again, but who wrote a long
/// note in it can copy it.
async fn ended(request: Request, site: &Site, there: &str) -> Response {
    if request.method() == Method::GET && there != "/" {
        return see_other(&format!("/dang-nhap?{}", form_pair("den", there)));
    }
    let own = request.method() == Method::POST && is_own_page(request.headers(), &site.web);
    let place = request.uri().path().to_owned();
    let sent = if own { fields(request).await.unwrap_or_default() } else { Vec::new() };
    let refusal = Refusal::ended(format!("/dang-nhap?{}", form_pair("den", &place))).keeping(&sent);
    if refusal.keeps() { refusal.into_response() } else { see_other("/dang-nhap") }
}

/// One field as forms and addresses write it.
pub(super) fn form_pair(name: &str, value: &str) -> String {
    let kept = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b'~');
    let written: String = value
        .bytes()
        .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
        .collect();
    format!("{name}={written}")
}

/// The name of the cookie: where browsers speak TLS it is bound to this host, path and encryption.
pub(super) fn cookie_name(web: &Web) -> &'static str {
    if web.is_secure() { "__Host-tiepnhan" } else { "tiepnhan" }
}

/// The token of the session that the browser holds.
pub(super) fn token(headers: &HeaderMap, web: &Web) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).into_iter().filter_map(|value| value.to_str().ok());
    let mut pairs = cookies.flat_map(|value| value.split(';')).filter_map(|pair| pair.trim().split_once('='));
    pairs.find(|(name, _)| *name == cookie_name(web)).map(|(_, value)| value.to_owned())
}

/// Whether a page of our own sent this: browsers say so of every form.
pub(super) fn is_own_page(headers: &HeaderMap, web: &Web) -> bool {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    let site = said("sec-fetch-site");
    let origin = said("origin").map(str::to_ascii_lowercase);
    let local = format!("http://{}", web.listen);
    let named = format!("http://localhost:{}", web.listen.port());
    let ours =
        |origin: &str| origin == web.origin || (web.listen.ip().is_loopback() && (origin == local || origin == named));
    site.is_none_or(|site| matches!(site, "same-origin" | "none"))
        && origin.as_deref().is_none_or(ours)
        && (site.is_some() || origin.is_some())
}

impl<S: Sync> FromRequestParts<S> for Who {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        parts.extensions.get::<Self>().cloned().ok_or_else(Refusal::ours)
    }
}

impl FromRequest<Shared> for Posted {
    type Rejection = Refusal;

    async fn from_request(request: Request, site: &Shared) -> Result<Self, Refusal> {
        let posted = sent(request, site).await?;
        if posted.who.account.role.decides() { Ok(posted) } else { Err(Refusal::only_reads()) }
    }
}

/// What a page of this very session sent, whatever the person may do.
pub(super) async fn sent(request: Request, site: &Site) -> Result<Posted, Refusal> {
    let who = request.extensions().get::<Who>().cloned().ok_or_else(Refusal::ours)?;
    if !is_own_page(request.headers(), &site.web) {
        return Err(Refusal::foreign());
    }
    let fields = fields(request).await?;
    let token = fields.iter().find(|(name, _)| name == "csrf").map(|(_, value)| value.as_str());
    if token == Some(who.csrf.as_str()) { Ok(Posted { who, fields }) } else { Err(Refusal::foreign().keeping(&fields)) }
}

/// Whether a person opens this: not a page that shows it as a picture, or renews a part of itself.
pub(super) fn is_opened(headers: &HeaderMap) -> bool {
    let dest = headers.get("sec-fetch-dest").and_then(|dest| dest.to_str().ok());
    !matches!(dest, Some("image" | "empty"))
}

/// The fields of a form.
pub(super) async fn fields(request: Request) -> Result<Vec<(String, String)>, Refusal> {
    let (parts, body) = request.into_parts();
    let bytes: Bytes = axum::body::to_bytes(body, LARGEST).await.map_err(|_| Refusal::too_long())?;
    let request = Request::from_parts(parts, axum::body::Body::from(bytes));
    let form = axum::Form::<Vec<(String, String)>>::from_request(request, &()).await;
    form.map(|axum::Form(fields)| fields).map_err(|_| Refusal::unreadable())
}

impl Posted {
    /// What was written in a field, without blanks around it; none when it is empty or absent.
    pub fn text<'a>(&'a self, name: &'a str) -> Option<&'a str> {
        self.all(name).next()
    }

    /// All values of a field that are not empty.
    pub fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(field, _)| field == name)
            .map(|(_, value)| value.trim())
            .filter(|value| !value.is_empty())
    }

    /// Whether a box was ticked, or a button of that name pressed.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(field, _)| field == name)
    }
}
