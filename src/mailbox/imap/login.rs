//! Logging in, and what a refusal means.

use std::collections::HashSet;

use async_imap::{Authenticator, Client};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::timeout;

use super::connect::{self, Counted, Wire};
use super::session::{Session, clip, library, timed_out};
use super::{Login, Settings};
use crate::mailbox::MailboxError;
use crate::trust::refusal;

/// Connects and logs in; the session knows its capabilities.
///
/// # Errors
/// What `connect::open` may fail with, and refusals.
pub(super) async fn enter(settings: &Settings, introduce: bool) -> Result<Session, MailboxError> {
    let mut session = match attempt(settings, false).await {
        // A token may have been withdrawn before its time.
        Err(MailboxError::LoginRefused { .. }) if matches!(settings.login, Login::OAuth(_)) => {
            attempt(settings, true).await?
        }
        other => other?,
    };
    session.command("CAPABILITY", |_| {}).await?;
    if introduce && session.has("ID") {
        let line = format!("ID (\"name\" \"tiepnhan\" \"version\" \"{}\")", env!("CARGO_PKG_VERSION"));
        match session.command(&line, |_| {}).await {
            Ok(()) | Err(MailboxError::Refused { .. } | MailboxError::Bad { .. }) => {}
            Err(fault) => return Err(fault),
        }
    }
    Ok(session)
}

async fn attempt(settings: &Settings, renew: bool) -> Result<Session, MailboxError> {
    let greeted = connect::open(settings).await?;
    let (counted, heard) = Counted::new(greeted.wire);
    let client = Client::new(Box::new(counted) as Box<dyn Wire>);
    let wire = timeout(settings.patience, authenticate(settings, client, &greeted.capabilities, renew))
        .await
        .map_err(|_| timed_out("đăng nhập"))??;
    Ok(Session::new(wire, heard, settings.patience))
}

async fn authenticate(
    settings: &Settings,
    client: Client<Box<dyn Wire>>,
    capabilities: &HashSet<String>,
    renew: bool,
) -> Result<async_imap::Session<Box<dyn Wire>>, MailboxError> {
    let tried = match &settings.login {
        Login::OAuth(credentials) => {
            let credentials = credentials.clone();
            let token = tokio::task::spawn_blocking(move || credentials.access_token(renew))
                .await
                .map_err(|fault| MailboxError::Credentials { why: fault.to_string() })?
                .map_err(|why| MailboxError::Credentials { why })?;
            client.authenticate("XOAUTH2", Bearer { user: &settings.user, token: Some(token) }).await
        }
        Login::Password(password) if capabilities.contains("AUTH=PLAIN") => {
            client.authenticate("PLAIN", Plain { user: &settings.user, password }).await
        }
        Login::Password(_) if capabilities.contains("LOGINDISABLED") => {
            return Err(MailboxError::NoLogin { host: settings.host.clone(), offered: listed(capabilities) });
        }
        Login::Password(password) => client.login(&settings.user, password.expose_secret()).await,
    };
    tried.map_err(|(fault, _)| refused(settings, fault))
}

/// RFC 4616.
struct Plain<'a> {
    user: &'a str,
    password: &'a SecretString,
}

impl Authenticator for Plain<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        format!("\0{}\0{}", self.user, self.password.expose_secret())
    }
}

/// Google's and Microsoft's XOAUTH2; a second challenge is a refusal and wants an empty line.
struct Bearer<'a> {
    user: &'a str,
    token: Option<SecretString>,
}

impl Authenticator for Bearer<'_> {
    type Response = String;

    fn process(&mut self, _challenge: &[u8]) -> String {
        match self.token.take() {
            Some(token) => format!("user={}\x01auth=Bearer {}\x01\x01", self.user, token.expose_secret()),
            None => String::new(),
        }
    }
}

fn refused(settings: &Settings, fault: async_imap::error::Error) -> MailboxError {
    let text = match &fault {
        async_imap::error::Error::No(text) | async_imap::error::Error::Bad(text) => text,
        _ => return library(fault, "đăng nhập"),
    };
    let said = clip(Some(words(text)));
    // RFC 5530: not the password's fault, worth another try.
    if ["[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[CONTACTADMIN]", "[SERVERBUG]"].iter().any(|code| said.contains(code)) {
        return MailboxError::Refused { verb: "đăng nhập".to_owned(), said };
    }
    let hint = refusal::advice(&said).map_or_else(|| hint(settings).to_owned(), |advice| format!("; {advice}"));
    MailboxError::LoginRefused { host: settings.host.clone(), user: settings.user.clone(), said, hint }
}

/// The server's words in the library's rendering: `code: …, info: Some("…")`.
fn words(text: &str) -> &str {
    let inside = text.split_once("info: Some(\"").map(|(_, rest)| rest.strip_suffix("\")").unwrap_or(rest));
    inside.unwrap_or(text)
}

fn hint(settings: &Settings) -> &'static str {
    let host = settings.host.to_ascii_lowercase();
    match &settings.login {
        Login::OAuth(_) => "; cấp lại quyền truy cập (refresh token) cho tài khoản này",
        Login::Password(_) if host.ends_with("gmail.com") || host.ends_with("googlemail.com") => {
            "; Gmail chỉ nhận mật khẩu ứng dụng (bật xác minh 2 bước, tạo tại myaccount.google.com/apppasswords), \
             không nhận mật khẩu thường"
        }
        Login::Password(_) if host.ends_with("office365.com") || host.ends_with("outlook.com") => {
            "; Microsoft 365 không còn nhận mật khẩu qua IMAP, dùng OAuth2"
        }
        Login::Password(_) => "; xem lại tên đăng nhập và mật khẩu, hoặc quyền IMAP của hộp thư",
    }
}

fn listed(capabilities: &HashSet<String>) -> String {
    let mut all: Vec<_> = capabilities.iter().map(String::as_str).collect();
    all.sort_unstable();
    clip(Some(&all.join(" ")))
}
