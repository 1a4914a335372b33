//! What the configuration says, as settings of each edge.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::BoxFuture;
use jiff::Timestamp;
use jiff::tz::TimeZone;
use secrecy::{ExposeSecret as _, SecretString};

use crate::clock::Clock;
use crate::config::{Config, Dkim, Fault, Imap, Login, Mailbox, SecretFile, Server, Smtp, Tls, Way};
use crate::delivery::dkim::Signer;
use crate::delivery::{Delivery, maildir, smtp};
use crate::extraction;
use crate::failure::Failure;
use crate::letter::wording;
use crate::mailbox::imap::oauth;
use crate::mailbox::{self, Now, imap};
use crate::outbox;
use crate::text::Limits;
use crate::trust::Trust;

/// Pages of a report beyond which nobody reads it in a collection.
const WHOLE: usize = 300;

/// The IMAP account of the configuration.
///
/// # Errors
/// A secret that cannot be read.
pub fn imap(account: &Imap, clock: &Arc<dyn Clock>) -> Result<imap::Settings, Failure> {
    let (user, login) = imap_login(&account.login)?;
    let server = &account.server;
    let mut settings = imap::Settings::new(&server.host, server.port, &user, login, now(clock));
    settings.security = match server.tls {
        Tls::Implicit => imap::Security::Tls,
        Tls::StartTls => imap::Security::StartTls,
        Tls::Plain => imap::Security::Plain,
    };
    settings.plain_anywhere = server.plain_anywhere;
    settings.trust = Trust { ca_file: server.ca_file.clone(), pin_sha256: server.pin_sha256.clone() };
    settings.folders = account.folders.clone();
    settings.junk = account.junk;
    settings.sent = account.sent.clone();
    settings.poll = account.poll;
    settings.max_mail_bytes = account.max_mail_bytes;
    settings.deaf_after = account.deaf_after;
    Ok(settings)
}

/// A mailbox to be read, ready to run.
pub enum Source {
    /// On a server.
    Imap(Box<imap::Settings>),
    /// On this machine.
    Maildir(mailbox::maildir::Settings),
}

impl Source {
    /// How often it is looked at, however little it tells by itself.
    #[must_use]
    pub fn poll(&self) -> Duration {
        match self {
            Self::Imap(settings) => settings.poll,
            Self::Maildir(settings) => settings.poll,
        }
    }

    /// What the ledger and staff know it by.
    #[must_use]
    pub fn name(&self) -> &str {
        match self {
            Self::Imap(settings) => &settings.source,
            Self::Maildir(settings) => &settings.source,
        }
    }
}

/// Every mailbox of the configuration, the office's own first.
///
/// # Errors
/// As [`imap()`].
pub fn sources(config: &Config, clock: &Arc<dyn Clock>) -> Result<Vec<Source>, Failure> {
    let maildir = match &config.mailbox {
        Mailbox::Maildir(path) => Some(mailbox::maildir::Settings::new(path.clone(), now(clock))),
        Mailbox::Imap(_) => None,
    };
    let servers = config.accounts().map(|account| Ok(Source::Imap(Box::new(imap(account, clock)?))));
    maildir.map(Source::Maildir).map(Ok).into_iter().chain(servers).collect()
}

/// Where letters of unknown fate are looked for: in every mailbox on a server, because a letter may have left by the
/// account that the office has given up since. None where letters do not leave over a mail server.
///
/// # Errors
/// As [`imap()`].
pub fn trace(config: &Config, clock: &Arc<dyn Clock>) -> Result<Option<Arc<dyn outbox::Trace>>, Failure> {
    let accounts = config.accounts().map(|account| imap(account, clock)).collect::<Result<Vec<_>, _>>()?;
    match &config.delivery {
        Way::Smtp(_) if !accounts.is_empty() => Ok(Some(Arc::new(Searched(accounts)))),
        _ => Ok(None),
    }
}

/// The office's accounts, searched for letters that may have left.
struct Searched(Vec<imap::Settings>);

impl outbox::Trace for Searched {
    fn look(&self, message_id: String, written: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>> {
        Box::pin(async move {
            let day = written.to_zoned(TimeZone::UTC).date();
            let mut unheard = None;
            for account in &self.0 {
                match imap::find(account, &message_id, day).await {
                    Ok(None) => {}
                    Ok(Some(place)) if self.0.len() > 1 => {
                        return Ok(Some(format!("{place} {}", wording::mailbox(&account.source))));
                    }
                    Ok(found) => return Ok(found),
                    Err(fault) if self.0.len() > 1 => {
                        unheard = Some(format!("hộp thư {}: {fault}", wording::mailbox(&account.source)));
                    }
                    Err(fault) => unheard = Some(fault.to_string()),
                }
            }
            // It may lie in the one that did not answer.
            unheard.map_or(Ok(None), Err)
        })
    }
}

fn imap_login(login: &Login) -> Result<(String, imap::Login), Failure> {
    Ok(match login {
        Login::None => (String::new(), imap::Login::Password(SecretString::from(String::new()))),
        Login::Password { user, password } => (user.clone(), imap::Login::Password(secret(password)?)),
        Login::Token { user, token } => {
            (user.clone(), imap::Login::OAuth(Arc::new(oauth::TokenFile(token.path.clone()))))
        }
        Login::Refresh { user, .. } => (user.clone(), imap::Login::OAuth(credentials(login)?)),
    })
}

/// Where access tokens come from, for both servers.
fn credentials(login: &Login) -> Result<Arc<dyn imap::Credentials>, Failure> {
    match login {
        Login::Refresh { url, client_id, client_secret, refresh_token, kept, .. } => {
            let client_secret = client_secret.as_ref().map(secret).transpose()?;
            let refresh = oauth::Refresh::new(url.clone(), client_id.clone(), client_secret, secret(refresh_token)?);
            Ok(Arc::new(refresh.keeping(kept.clone())))
        }
        Login::Token { token, .. } => Ok(Arc::new(oauth::TokenFile(token.path.clone()))),
        Login::None | Login::Password { .. } => Err(Failure::ours("đăng nhập này không dùng mã truy cập")),
    }
}

fn secret(file: &SecretFile) -> Result<SecretString, Failure> {
    file.read().map_err(Failure::input)
}

/// The way out of the configuration.
///
/// # Errors
/// A secret that cannot be read, a server that must not be spoken to in the clear.
pub fn delivery(way: &Way) -> Result<Delivery, Failure> {
    match way {
        Way::Maildir(path) => Ok(Delivery::Maildir(maildir::Drop::new(path.clone()))),
        Way::Smtp(account) => Ok(Delivery::Smtp(Box::new(sender(account)?))),
    }
}

/// The sender over a mail server.
///
/// # Errors
/// As [`delivery`].
pub fn sender(account: &Smtp) -> Result<smtp::Sender, Failure> {
    let Server { host, port, tls, plain_anywhere, ca_file, pin_sha256 } = &account.server;
    let log_in = match &account.login {
        Login::None => smtp::LogIn::None,
        Login::Password { user, password } => smtp::LogIn::Password { user: user.clone(), password: secret(password)? },
        Login::Token { user, .. } | Login::Refresh { user, .. } => {
            let credentials = credentials(&account.login)?;
            let token = smtp::TokenSource::renewing(move |renew| credentials.access_token(renew));
            smtp::LogIn::OAuth2 { user: user.clone(), token }
        }
    };
    let signer = signer(account).map_err(Failure::input)?;
    smtp::Sender::new(smtp::Settings {
        host: host.clone(),
        port: *port,
        security: match tls {
            Tls::Implicit => smtp::Security::Tls,
            Tls::StartTls => smtp::Security::StartTls,
            Tls::Plain => smtp::Security::Plain { insist: *plain_anywhere },
        },
        trust: Trust { ca_file: ca_file.clone(), pin_sha256: pin_sha256.clone() },
        hello: account.hello.clone().unwrap_or_else(|| "localhost".to_owned()),
        log_in,
        limits: limits(account.patience),
    })
    .map(|sender| sender.signing(signer))
    .map_err(Failure::input)
}

/// Times that follow from the patience of the configuration.
fn limits(patience: Duration) -> smtp::Limits {
    let connect = patience.checked_div(2).unwrap_or(patience);
    smtp::Limits { connect, command: patience, data: patience.saturating_mul(10), ..smtp::Limits::default() }
}

/// Who signs letters; none when the office does not.
///
/// # Errors
/// A key that cannot be read, or that is none.
pub fn signer(account: &Smtp) -> Result<Option<Signer>, Box<Fault>> {
    let Some(Dkim { domain, selector, key }) = &account.dkim else { return Ok(None) };
    let signer = Signer::new(domain, selector, key.read()?.expose_secret());
    signer.map(Some).map_err(|why| Box::new(unusable(key, &why)))
}

/// A key that was read and is none.
fn unusable(key: &SecretFile, why: &str) -> Fault {
    Fault::error(
        &key.name,
        "",
        why.to_owned(),
        "Chữ ký DKIM cần một khóa riêng không đặt mật khẩu",
        &format!("tạo khóa: openssl genrsa -out {} 2048", key.path.display()),
    )
}

/// The pool that opens attachments.
///
/// # Errors
/// When our own program cannot be found again.
pub fn extractor(config: &Config) -> Result<extraction::Extractor, Failure> {
    extractor_of(config, Limits::default())
}

/// The pool that reads accepted files whole, for people: every page, not only those that tell what it is.
///
/// # Errors
/// As [`extractor`].
pub fn whole_reader(config: &Config) -> Result<extraction::Extractor, Failure> {
    extractor_of(config, Limits { pages: WHOLE, ..Limits::default() })
}

fn extractor_of(config: &Config, text: Limits) -> Result<extraction::Extractor, Failure> {
    let program = std::env::current_exe()
        .map_err(|error| Failure::outside(format!("không tìm lại được tệp chương trình: {error}")))?;
    let limits = &config.limits;
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let settings = extraction::Settings {
        workers: if limits.workers == 0 { cores } else { limits.workers },
        wall: limits.file_time,
        memory: limits.file_memory,
        ocr: ocr(config),
        limits: text,
        ..extraction::Settings::new(program)
    };
    extraction::Extractor::start(settings)
        .map_err(|error| Failure::outside(format!("không khởi động được bộ đọc tệp: {error}")))
}

/// How scans are read; none when the office has switched that off.
#[must_use]
pub fn ocr(config: &Config) -> Option<extraction::ocr::Settings> {
    config.scans.as_ref().map(|scans| extraction::ocr::Settings {
        tesseract: scans.tesseract.clone(),
        pdftoppm: scans.pdftoppm.clone(),
        page: scans.page_time,
        pages: scans.pages,
        ..extraction::ocr::Settings::default()
    })
}

/// The brakes of the outbox.
#[must_use]
pub fn outbox(config: &Config) -> outbox::Settings {
    let limits = &config.limits;
    let budget = outbox::budget::Budget {
        per_address: limits.letters_per_address,
        per_domain: limits.letters_per_domain,
        total: limits.letters_per_day,
        ..outbox::budget::Budget::default()
    };
    outbox::Settings { budget, ..outbox::Settings::default() }
}

/// Least time between two letters, for who sends by the real clock: folders take letters as fast as they come.
#[must_use]
pub fn pace(config: &Config) -> Duration {
    match config.delivery {
        Way::Smtp(_) => config.limits.pace,
        Way::Maildir(_) => Duration::ZERO,
    }
}

/// The clock in the form that sources take.
#[must_use]
pub fn now(clock: &Arc<dyn Clock>) -> Now {
    let clock = Arc::clone(clock);
    Arc::new(move || clock.now())
}
