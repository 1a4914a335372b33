//! Where browsers connect: one port, perhaps with TLS of our own, and limits on what a connection may take.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::http::{StatusCode, header};
use axum::{Extension, Router};
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::server::graceful::GracefulShutdown;
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_util::sync::CancellationToken;
use tracing::{info, warn};

use super::guard::Peer;
use super::{Shared, Site, routes};
use crate::config::Certificate;
use crate::failure::Failure;
use secrecy::ExposeSecret as _;

/// A request's head, and a TLS greeting, must arrive within.
const PATIENCE: Duration = Duration::from_secs(20);
/// Browsers open six connections each; an office has a few dozen browsers.
const CONNECTIONS: usize = 512;
/// How long to wait before a port that is taken is tried again.
const AGAIN: Duration = Duration::from_secs(30);
/// How long pages under way may take when we are told to stop.
const GRACE: Duration = Duration::from_secs(3);

/// A site that may be served: its certificate, if it has one, is in order.
pub struct Server {
    site: Site,
    tls: Option<TlsAcceptor>,
}

/// The server of a site.
///
/// # Errors
/// A certificate or key that cannot be used.
pub fn server(site: Site) -> Result<Server, Failure> {
    let tls = site.web.tls.as_ref().map(acceptor).transpose()?;
    Ok(Server { site, tls })
}

impl Server {
    /// Serves on a port that is open already, until told to stop.
    ///
    /// # Errors
    /// A port that cannot be used.
    pub async fn run_on(self, listener: std::net::TcpListener, stop: CancellationToken) -> std::io::Result<()> {
        listener.set_nonblocking(true)?;
        accept(TcpListener::from_std(listener)?, self.tls, Arc::new(self.site), stop).await;
        Ok(())
    }

    /// Serves until told to stop. A port that is taken is tried again: mails do not wait for it.
    pub async fn run(self, stop: CancellationToken) {
        let Self { site, tls } = self;
        let (at, origin) = (site.web.listen, site.web.origin.clone());
        let Some(listener) = bound(at, &stop).await else { return };
        info!(page = %origin, "the staff page is open");
        accept(listener, tls, Arc::new(site), stop).await;
    }
}

/// The port; none when told to stop before it was free.
async fn bound(at: SocketAddr, stop: &CancellationToken) -> Option<TcpListener> {
    let mut told = false;
    loop {
        match TcpListener::bind(at).await {
            Ok(listener) => return Some(listener),
            Err(error) if !told => {
                told = true;
                warn!(%at, %error, "cannot open the port of the staff page; trying again");
            }
            Err(_) => {}
        }
        stop.run_until_cancelled(tokio::time::sleep(AGAIN)).await?;
    }
}

async fn accept(listener: TcpListener, tls: Option<TlsAcceptor>, site: Shared, stop: CancellationToken) {
    let router = routes(Arc::clone(&site));
    let elsewhere = encrypted_only(site.web.origin.clone());
    let graceful = GracefulShutdown::new();
    let room = Arc::new(Semaphore::new(CONNECTIONS));
    while let Some(Ok(place)) = stop.run_until_cancelled(Arc::clone(&room).acquire_owned()).await {
        let Some(accepted) = stop.run_until_cancelled(listener.accept()).await else { break };
        let Ok((stream, peer)) = accepted else {
            // Out of descriptors, most often: others must end first.
            tokio::time::sleep(Duration::from_millis(100)).await;
            continue;
        };
        let (pages, elsewhere) = (router.clone().layer(Extension(Peer(peer.ip()))), elsewhere.clone());
        let (tls, watcher) = (tls.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _place = place;
            let Some((stream, speaks)) = greeted(stream, tls).await else { return };
            let service = TowerToHyperService::new(if speaks == Speaks::Plainly { elsewhere } else { pages });
            let connection = http1::Builder::new()
                .timer(TokioTimer::new())
                .header_read_timeout(PATIENCE)
                .max_buf_size(64 * 1024)
                .serve_connection(TokioIo::new(stream), service);
            // What goes wrong here is a browser that went away.
            let _ = watcher.watch(connection).await;
        });
    }
    site.stopping.cancel();
    let _ = tokio::time::timeout(GRACE, graceful.shutdown()).await;
}

/// A stream of bytes, encrypted or not.
trait Stream: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Stream for T {}

/// Whether a client speaks as we wish.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    /// Encrypted where we have a certificate, plainly where we have none.
    AsWished,
    /// Plainly, where we have a certificate.
    Plainly,
}

/// How every connection with TLS begins: a handshake record (RFC 8446 §5.1). No method of HTTP begins so.
const HANDSHAKE: u8 = 22;

async fn greeted(stream: TcpStream, tls: Option<TlsAcceptor>) -> Option<(Box<dyn Stream>, Speaks)> {
    let _ = stream.set_nodelay(true);
    let Some(tls) = tls else { return Some((Box::new(stream), Speaks::AsWished)) };
    let mut first = [0];
    let read = tokio::time::timeout(PATIENCE, stream.peek(&mut first)).await.ok()?.ok()?;
    if read > 0 && first != [HANDSHAKE] {
        return Some((Box::new(stream), Speaks::Plainly));
    }
    let greeted = tokio::time::timeout(PATIENCE, tls.accept(stream)).await.ok()?.ok()?;
    Some((Box::new(greeted), Speaks::AsWished))
}

/// What a browser gets that came without encryption: the way to the page, and nothing of the page. Its address is not
/// taken over: what was typed in the clear may have been typed by somebody between.
fn encrypted_only(origin: String) -> Router {
    let answer = move || async move {
        let words = format!("Trang này chỉ mở qua kết nối mã hóa: {origin}\n");
        (StatusCode::SEE_OTHER, [(header::LOCATION, format!("{origin}/"))], words)
    };
    Router::new().fallback(answer)
}

/// Whether a certificate and its key can be used.
///
/// # Errors
/// Why they cannot.
pub fn usable(certificate: &Certificate) -> Result<(), Failure> {
    acceptor(certificate).map(drop)
}

fn acceptor(certificate: &Certificate) -> Result<TlsAcceptor, Failure> {
    let place = certificate.chain.display();
    let wrong = |error: String| Failure::input(format!("web.certificate_file {place}: {error}"));
    let bytes = std::fs::read(&certificate.chain).map_err(|error| wrong(crate::failure::told(&error)))?;
    let chain: Result<Vec<_>, _> = rustls_pemfile::certs(&mut &*bytes).collect();
    let chain = chain.map_err(|error| wrong(format!("không phải chứng thư PEM ({error})")))?;
    let secret = certificate.key.read().map_err(|fault| Failure::input(fault.to_string()))?;
    let key = rustls_pemfile::private_key(&mut secret.expose_secret().as_bytes()).ok().flatten();
    let key = key.ok_or_else(|| wrong(format!("tệp khóa {} không có khóa PEM", certificate.key.name)))?;
    let provider = Arc::new(tokio_rustls::rustls::crypto::ring::default_provider());
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(|error| wrong(error.to_string()))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|error| wrong(format!("chứng thư và khóa không đi cùng nhau ({error})")))?;
    Ok(TlsAcceptor::from(Arc::new(config)))
}
