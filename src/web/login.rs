//! Logging in and out.

use std::sync::LazyLock;

use argon2::Argon2;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _, phc::PasswordHash};
use axum::Extension;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse as _, Response};
use base64::Engine as _;
use jiff::Timestamp;
use minijinja::context;

use super::address::Query;
use super::answer::{Refusal, see_other};
use super::guard::{Peer, cookie_name, fields, is_own_page, sent};
use super::{Shared, Site};
use crate::failure::Failure;
use crate::ledger::{Account, Role, token_hash};
use crate::letter::wording;

/// The shortest password we take; characters (NIST SP 800-63B asks for 8 at least).
const SHORTEST: usize = 10;
/// Bytes of a session's token.
const TOKEN: usize = 32;

/// Why a password is too weak; none when it will do.
#[must_use]
pub fn weak(password: &str, name: &str) -> Option<&'static str> {
    let distinct: std::collections::BTreeSet<char> = password.chars().collect();
    if password.chars().count() < SHORTEST {
        Some("mật khẩu phải có ít nhất 10 ký tự; một câu ngắn dễ nhớ là tốt nhất")
    } else if distinct.len() < 5 || (name.len() > 2 && password.to_lowercase().contains(name)) {
        Some("mật khẩu quá dễ đoán; hãy chọn một câu ngắn, không chứa tên đăng nhập")
    } else {
        None
    }
}

/// The hash of a password, as the ledger keeps it (argon2id, RFC 9106, with a salt of its own).
///
/// # Errors
/// The system gave no random bytes.
pub fn hash_password(password: &str) -> Result<String, Failure> {
    let hash = Argon2::default().hash_password(password.as_bytes());
    hash.map(|hash| hash.to_string())
        .map_err(|error| Failure::outside(format!("không tạo được mã băm mật khẩu: {error}")))
}

pub(super) fn fits(password: &str, hash: &str) -> bool {
    PasswordHash::new(hash).is_ok_and(|hash| Argon2::default().verify_password(password.as_bytes(), &hash).is_ok())
}

/// What the address of the form may carry.
#[derive(Debug, serde::Deserialize)]
pub(super) struct Wanted {
    /// Where to go afterwards.
    den: Option<String>,
}

/// The form.
pub(super) async fn form(State(site): State<Shared>, Query(wanted): Query<Wanted>) -> Response {
    shown(&site, StatusCode::OK, "", "", wanted.den.as_deref().unwrap_or("/"))
}

fn shown(site: &Site, status: StatusCode, fault: &str, name: &str, there: &str) -> Response {
    let office = site.ground.borrow().rules.office.short_name.clone();
    match site.pages.fill("dang-nhap.html", context! { office, fault, name, there => own_place(there) }) {
        Ok(page) => (status, Html(page)).into_response(),
        Err(error) => Refusal::from(Failure::ours(format!("{error:#}"))).into_response(),
    }
}

/// A place of ours; anything else is the board. A foreign address here would be a trap for the person who logs in.
fn own_place(place: &str) -> &str {
    // Browsers drop tabs and line ends from an address before they read it: "/<tab>/" is another host to them.
    let plain = !place.contains(|letter: char| letter.is_control() || letter == '\\');
    let ours = place.starts_with('/') && !place.starts_with("//") && plain;
    if ours { place } else { "/" }
}

/// Somebody tries to log in.
pub(super) async fn enter(State(site): State<Shared>, Extension(peer): Extension<Peer>, request: Request) -> Response {
    if !is_own_page(request.headers(), &site.web) {
        return Refusal::foreign().into_response();
    }
    let origin = origin(request.headers(), peer);
    let fields = match fields(request).await {
        Ok(fields) => fields,
        Err(refusal) => return refusal.into_response(),
    };
    let field = |name: &str| fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str());
    let (name, password) = (field("ten").trim().to_lowercase(), field("mat-khau").to_owned());
    let there = own_place(field("den")).to_owned();
    let Ok(_place) = site.checks.acquire().await else { return Refusal::ours().into_response() };
    let (shared, asked) = (Shared::clone(&site), name.clone());
    let tried = tokio::task::spawn_blocking(move || attempt(&shared, &asked, &password, &origin)).await;
    match tried {
        Ok(Ok(Entered::Yes(token, role))) => {
            // A leader's first look is the summary.
            let first = if role == Role::Leader && there == "/" { "/lanh-dao" } else { there.as_str() };
            let mut answer = see_other(first);
            if let Ok(cookie) = HeaderValue::from_str(&cookie(&site, &token)) {
                answer.headers_mut().append(header::SET_COOKIE, cookie);
            }
            answer
        }
        Ok(Ok(Entered::No(fault, status))) => shown(&site, status, &fault, &name, &there),
        Ok(Err(refusal)) => refusal.into_response(),
        Err(_) => Refusal::ours().into_response(),
    }
}

/// How a try ended.
enum Entered {
    /// The token for the browser.
    Yes(String, Role),
    /// What the person is told.
    No(String, StatusCode),
}

fn attempt(site: &Site, name: &str, password: &str, origin: &str) -> Result<Entered, Refusal> {
    let now = site.clock.now();
    if let Some(until) = site.ledger.read(|snapshot| snapshot.login_brake(name, origin, now))?
        && until > now
    {
        return Ok(Entered::No(held(site, until), StatusCode::TOO_MANY_REQUESTS));
    }
    let known = site.ledger.read(|snapshot| snapshot.credentials(name))?;
    // A name that nobody has takes as long as one with a wrong password.
    let hash = known.as_ref().map_or(NOBODY.as_str(), |(_, hash)| hash.as_str());
    let fits = fits(password, hash);
    match known.filter(|_| fits) {
        Some((account, _)) => Ok(Entered::Yes(open(site, &account, origin, now)?, account.role)),
        None => {
            site.ledger.write(|tx| tx.login_failed(name, origin, now))?;
            tracing::warn!(%origin, "a log-in to the staff page failed");
            Ok(Entered::No("Tên hoặc mật khẩu không đúng.".to_owned(), StatusCode::FORBIDDEN))
        }
    }
}

/// The hash of a password that nobody has.
static NOBODY: LazyLock<String> = LazyLock::new(|| {
    let password = random().unwrap_or_default();
    hash_password(&password).unwrap_or_default()
});

/// A token that nobody can guess.
fn random() -> Result<String, Failure> {
    let mut bytes = [0_u8; TOKEN];
    getrandom::fill(&mut bytes).map_err(Failure::outside)?;
    Ok(base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(bytes))
}

fn open(site: &Site, account: &Account, origin: &str, now: Timestamp) -> Result<String, Refusal> {
    let token = random()?;
    site.ledger.write(|tx| tx.open_session(&token_hash(&token), account, origin, now))?;
    Ok(token)
}

fn held(site: &Site, until: Timestamp) -> String {
    let zone = site.ground.borrow().rules.office.time_zone.clone();
    let minutes = until.duration_since(site.clock.now()).as_secs().max(0).saturating_add(59).div_euclid(60);
    let until = wording::time(until.to_zoned(zone).time());
    format!(
        "Đăng nhập sai quá nhiều lần. Hãy thử lại từ {until} ({minutes} phút nữa), hoặc nhờ người quản trị đặt lại mật khẩu."
    )
}

fn cookie(site: &Site, token: &str) -> String {
    let secure = if site.web.is_secure() { "; Secure" } else { "" };
    format!("{}={token}; Path=/; HttpOnly; SameSite=Strict{secure}", cookie_name(&site.web))
}

/// Where a try came from: behind a reverse proxy on this machine, what that says.
fn origin(headers: &HeaderMap, Peer(peer): Peer) -> String {
    let said = headers.get("x-forwarded-for").and_then(|value| value.to_str().ok());
    let last =
        said.and_then(|value| value.rsplit(',').next()).and_then(|ip| ip.trim().parse::<std::net::IpAddr>().ok());
    last.filter(|_| peer.is_loopback()).unwrap_or(peer).to_string()
}

/// The person logs out.
pub(super) async fn out(State(site): State<Shared>, request: Request) -> Response {
    let who = match sent(request, &site).await {
        Ok(posted) => posted.who,
        Err(refusal) => return refusal.into_response(),
    };
    let shared = Shared::clone(&site);
    let ended = tokio::task::spawn_blocking(move || {
        shared.ledger.write(|tx| tx.log_out(&who.session, &who.account, shared.clock.now()))
    })
    .await;
    if !matches!(ended, Ok(Ok(()))) {
        return Refusal::ours().into_response();
    }
    let mut answer = see_other("/dang-nhap");
    let over = format!("{}; Max-Age=0", cookie(&site, ""));
    if let Ok(cookie) = HeaderValue::from_str(&over) {
        answer.headers_mut().append(header::SET_COOKIE, cookie);
    }
    answer
}
