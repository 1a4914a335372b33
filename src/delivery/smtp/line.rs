//! Opens a line to the server: TCP, TLS, greeting, log-in, each within its time.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use base64::Engine as _;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::extension::ClientId;
use secrecy::ExposeSecret as _;
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::ClientConfig;
use tokio_rustls::rustls::pki_types::ServerName;

use super::verdict::{Failure, Phase, Trouble, cleaned};
use super::wire::{Stream, Wire};
use super::{LogIn, Security, Settings};

/// An open line, logged in.
pub(super) struct Line {
    pub(super) smtp: AsyncSmtpConnection,
    /// Whether a transaction was already made on it.
    pub(super) used: bool,
    /// The largest mail that the server said it takes; bytes.
    pub(super) largest: Option<u64>,
}

/// Waits for a step of the dialogue, no longer than `limit`.
pub(super) async fn step<T>(
    phase: Phase,
    limit: Duration,
    work: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(limit, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble { phase, failure: failure(&error) }),
        Err(_) => Err(Trouble { phase, failure: Failure::Silent }),
    }
}

fn failure(error: &lettre::transport::smtp::Error) -> Failure {
    let words = std::error::Error::source(error).map(ToString::to_string).unwrap_or_default();
    match error.status() {
        Some(code) => Failure::Refused { code: code.into(), text: cleaned(&words, &[]) },
        None if error.is_response() && words != "incomplete response" => Failure::Odd(cleaned(&words, &[])),
        None if error.is_response() => Failure::Lost("máy chủ ngắt kết nối khi chưa trả lời xong".to_owned()),
        None => Failure::Lost(if words.is_empty() { error.to_string() } else { cleaned(&words, &[]) }),
    }
}

async fn plain_step<T>(
    phase: Phase,
    limit: Duration,
    work: impl Future<Output = std::io::Result<T>>,
) -> Result<T, Trouble> {
    match tokio::time::timeout(limit, work).await {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) => Err(Trouble { phase, failure: Failure::Lost(error.to_string()) }),
        Err(_) => Err(Trouble { phase, failure: Failure::Silent }),
    }
}

/// Opens a line and logs in. A token that the server refuses is renewed once.
pub(super) async fn open(settings: &Settings, tls: Option<&Arc<ClientConfig>>) -> Result<Line, Trouble> {
    let opened = dial(settings, tls, false).await;
    match (&opened, &settings.log_in) {
        (Err(trouble), LogIn::OAuth2 { .. }) if trouble.phase == Phase::LogIn => dial(settings, tls, true).await,
        _ => opened,
    }
}

async fn dial(settings: &Settings, tls: Option<&Arc<ClientConfig>>, renew: bool) -> Result<Line, Trouble> {
    let limits = &settings.limits;
    let hello = ClientId::Domain(settings.hello.clone());
    let tcp = plain_step(Phase::Connect, limits.connect, TcpStream::connect((settings.host.as_str(), settings.port)));
    let tcp = tcp.await?;
    let lost = |error: std::io::Error| Trouble { phase: Phase::Connect, failure: Failure::Lost(error.to_string()) };
    // The final dot is a write of its own: with Nagle's algorithm it would wait 40 ms for a delayed ACK.
    tcp.set_nodelay(true).map_err(lost)?;
    let peer = tcp.peer_addr().map_err(lost)?;
    let (mut smtp, largest) = match (settings.security, tls) {
        (Security::Tls, Some(tls)) => {
            let stream = secure(settings, tls, tcp).await?;
            greet(Wire::new(stream, peer), &hello, limits.command).await?
        }
        (Security::StartTls, Some(tls)) => {
            let tcp = ask_for_tls(settings, tcp, peer).await?;
            let stream = secure(settings, tls, tcp).await?;
            greet(Wire::already_greeted(stream, peer), &hello, limits.command).await?
        }
        (Security::Plain { insist }, _) if insist || peer.ip().is_loopback() => {
            greet(Wire::new(tcp, peer), &hello, limits.command).await?
        }
        _ => return Err(unwilling(Phase::Connect, "không gửi thư không mã hóa ra ngoài máy này")),
    };
    log_in(settings, &mut smtp, renew).await?;
    let largest = Some(largest.load(Ordering::SeqCst)).filter(|bytes| *bytes > 0);
    Ok(Line { smtp, used: false, largest })
}

/// Greeting and EHLO; with the line comes the place where the server's largest mail stands.
async fn greet<S: Stream + 'static>(
    wire: Wire<S>,
    hello: &ClientId,
    limit: Duration,
) -> Result<(AsyncSmtpConnection, Arc<AtomicU64>), Trouble> {
    let largest = wire.largest();
    let greeting = AsyncSmtpConnection::connect_with_transport(Box::new(wire), hello);
    Ok((step(Phase::Greeting, limit, greeting).await?, largest))
}

fn unwilling(phase: Phase, why: impl Into<String>) -> Trouble {
    Trouble { phase, failure: Failure::Unwilling(why.into()) }
}

async fn secure(
    settings: &Settings,
    tls: &Arc<ClientConfig>,
    tcp: TcpStream,
) -> Result<tokio_rustls::client::TlsStream<TcpStream>, Trouble> {
    let name = ServerName::try_from(settings.host.clone())
        .map_err(|_| unwilling(Phase::Tls, format!("tên máy chủ `{}` không hợp lệ", settings.host)))?;
    let handshake = TlsConnector::from(Arc::clone(tls)).connect(name, tcp);
    plain_step(Phase::Tls, settings.limits.connect, handshake).await
}

/// The dialogue in clear up to STARTTLS (RFC 3207). A server that does not offer it is not spoken to any further: the
/// offer may have been stripped on the way.
async fn ask_for_tls(settings: &Settings, tcp: TcpStream, peer: SocketAddr) -> Result<TcpStream, Trouble> {
    let limit = settings.limits.command;
    let mut wire = Wire::new(tcp, peer);
    let refused = |phase, (code, text): (u16, Vec<String>)| Trouble {
        phase,
        failure: Failure::Refused { code, text: cleaned(&text.join(" "), &[]) },
    };
    let greeting = plain_step(Phase::Greeting, limit, wire.reply()).await?;
    if greeting.0 != 220 {
        return Err(refused(Phase::Greeting, greeting));
    }
    plain_step(Phase::Greeting, limit, wire.command(&format!("EHLO {}", settings.hello))).await?;
    let offer = plain_step(Phase::Greeting, limit, wire.reply()).await?;
    if offer.0 != 250 {
        return Err(refused(Phase::Greeting, offer));
    }
    if !offer.1.iter().any(|line| line.trim().eq_ignore_ascii_case("STARTTLS")) {
        return Err(unwilling(Phase::Tls, "máy chủ không đề nghị STARTTLS mà cấu hình bắt buộc phải có"));
    }
    plain_step(Phase::Tls, limit, wire.command("STARTTLS")).await?;
    let answer = plain_step(Phase::Tls, limit, wire.reply()).await?;
    if answer.0 != 220 {
        return Err(refused(Phase::Tls, answer));
    }
    wire.into_stream().map_err(|error| unwilling(Phase::Tls, error.to_string()))
}

async fn log_in(settings: &Settings, smtp: &mut AsyncSmtpConnection, renew: bool) -> Result<(), Trouble> {
    let (user, secret, mechanisms) = match &settings.log_in {
        LogIn::None => return Ok(()),
        LogIn::Password { user, password } => (user, password.clone(), [Mechanism::Plain, Mechanism::Login].as_slice()),
        LogIn::OAuth2 { user, token } => {
            let token = token.clone();
            let fetched = tokio::task::spawn_blocking(move || token.fetch(renew)).await;
            let fetched = fetched.unwrap_or_else(|_| Err("việc lấy token bị dừng".to_owned()));
            let token =
                fetched.map_err(|why| unwilling(Phase::LogIn, format!("không lấy được token OAuth2: {why}")))?;
            (user, token, [Mechanism::Xoauth2].as_slice())
        }
    };
    if !mechanisms.iter().any(|mechanism| smtp.server_info().supports_auth_mechanism(*mechanism)) {
        let names: Vec<String> = mechanisms.iter().map(ToString::to_string).collect();
        return Err(unwilling(Phase::LogIn, format!("máy chủ không cho đăng nhập bằng {}", names.join("/"))));
    }
    let secret = secret.expose_secret();
    let credentials = Credentials::new(user.clone(), secret.to_owned());
    let answer = step(Phase::LogIn, settings.limits.command, smtp.auth(mechanisms, &credentials)).await;
    let hidden = forms_of(user, secret);
    match answer {
        Ok(reply) if reply.has_code(235) => Ok(()),
        Ok(reply) => Err(Trouble { phase: Phase::LogIn, failure: Failure::Odd(reply.code().to_string()) }),
        Err(Trouble { phase, failure }) => Err(Trouble { phase, failure: failure.without(&hidden) }),
    }
}

/// The shapes in which the secret goes over the line and might come back in a reply.
fn forms_of(user: &str, secret: &str) -> Vec<String> {
    let coded = |text: String| base64::engine::general_purpose::STANDARD.encode(text);
    vec![
        coded(format!("\0{user}\0{secret}")),
        coded(format!("user={user}\x01auth=Bearer {secret}\x01\x01")),
        coded(secret.to_owned()),
        secret.to_owned(),
    ]
}
