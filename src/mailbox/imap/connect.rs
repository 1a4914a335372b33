//! From a host name to a protected, greeted connection.

use std::collections::HashSet;
use std::fmt::Debug;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use socket2::{SockRef, TcpKeepalive};
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::session::{clip, timed_out};
use super::{Security, Settings, tls};
use crate::mailbox::MailboxError;

/// Longest line before login; a server that sends more is none.
const LINE: usize = 16 * 1024;

/// What bytes go over: TCP, with or without TLS.
pub(super) trait Wire: AsyncRead + AsyncWrite + Unpin + Send + Debug {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send + Debug> Wire for T {}

/// A stream that counts what it reads, so that a slow answer can be told from none.
#[derive(Debug)]
pub(super) struct Counted {
    inner: Box<dyn Wire>,
    heard: Arc<AtomicU64>,
}

impl Counted {
    /// Counts `inner` into the counter that is returned.
    pub(super) fn new(inner: Box<dyn Wire>) -> (Self, Arc<AtomicU64>) {
        let heard = Arc::new(AtomicU64::new(0));
        (Self { inner, heard: heard.clone() }, heard)
    }
}

impl AsyncRead for Counted {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let polled = Pin::new(&mut this.inner).poll_read(cx, buf);
        this.heard.fetch_add(buf.filled().len().saturating_sub(before) as u64, Ordering::Relaxed);
        polled
    }
}

impl AsyncWrite for Counted {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

/// A connection before login: protected as the settings want, greeting read.
pub(super) struct Greeted {
    /// The stream; nothing of what it said is left unread.
    pub wire: Box<dyn Wire>,
    /// Capabilities before login, upper case.
    pub capabilities: HashSet<String>,
}

/// Connects, protects, reads the greeting and the capabilities.
///
/// # Errors
/// Nobody there, TLS faults, plain text forbidden, or no IMAP spoken.
pub(super) async fn open(settings: &Settings) -> Result<Greeted, MailboxError> {
    let limit = settings.patience;
    let tcp = reach(settings, limit).await?;
    let guard = |fault: tokio::time::error::Elapsed| {
        let _ = fault;
        timed_out("bắt tay TLS")
    };
    if settings.security == Security::Tls {
        let wire = timeout(limit, tls::wrap(settings, Box::new(tcp))).await.map_err(guard)??;
        let mut hello = Hello::new(wire, limit);
        let capabilities = hello.greeting().await?;
        return hello.finish(capabilities).await;
    }
    let mut hello = Hello::new(Box::new(tcp), limit);
    let mut capabilities = hello.greeting().await?;
    if settings.security == Security::StartTls {
        hello.ask("STARTTLS").await?;
        // What came in the clear after the answer would be taken for the server's protected words.
        let plain = hello.into_wire()?;
        let wire = timeout(limit, tls::wrap(settings, plain)).await.map_err(guard)??;
        hello = Hello::new(wire, limit);
        capabilities = None;
    }
    hello.finish(capabilities).await
}

async fn reach(settings: &Settings, limit: Duration) -> Result<TcpStream, MailboxError> {
    let unreachable = |why: String| MailboxError::Unreachable { host: settings.host.clone(), port: settings.port, why };
    let tcp = timeout(limit, TcpStream::connect((settings.host.as_str(), settings.port)))
        .await
        .map_err(|_| unreachable("quá lâu không trả lời".to_owned()))?
        .map_err(|fault| unreachable(fault.to_string()))?;
    let loopback = tcp.peer_addr().is_ok_and(|address| address.ip().is_loopback());
    if !allowed(settings, loopback) {
        return Err(MailboxError::PlainForbidden { host: settings.host.clone() });
    }
    let alive = TcpKeepalive::new().with_time(Duration::from_mins(1)).with_interval(Duration::from_secs(20));
    // Without these the connection works, only slower to answer or to be missed.
    let _ = tcp.set_nodelay(true);
    let _ = SockRef::from(&tcp).set_tcp_keepalive(&alive);
    Ok(tcp)
}

/// Whether the settings may be used to reach a server that is (not) on this machine.
fn allowed(settings: &Settings, loopback: bool) -> bool {
    settings.security != Security::Plain || loopback || settings.plain_anywhere
}

/// The few lines before login.
struct Hello {
    wire: Box<dyn Wire>,
    unread: Vec<u8>,
    limit: Duration,
    asked: u32,
}

impl Hello {
    fn new(wire: Box<dyn Wire>, limit: Duration) -> Self {
        Self { wire, unread: Vec::new(), limit, asked: 0 }
    }

    /// Reads the greeting; its capabilities, when it names them.
    async fn greeting(&mut self) -> Result<Option<HashSet<String>>, MailboxError> {
        let line = self.line("chào hỏi").await?;
        let upper = line.to_ascii_uppercase();
        if upper.starts_with("* BYE") {
            return Err(MailboxError::Bye { said: clip(line.get(5..).map(str::trim)) });
        }
        if !upper.starts_with("* OK") {
            return Err(MailboxError::Garbled { doing: "chào hỏi".to_owned() });
        }
        let inside = upper.split_once("[CAPABILITY ").and_then(|(_, rest)| rest.split_once(']'));
        Ok(inside.map(|(list, _)| words(list)))
    }

    /// Sends a command; the capabilities among its answers.
    async fn ask(&mut self, command: &str) -> Result<HashSet<String>, MailboxError> {
        self.asked = self.asked.saturating_add(1);
        let tag = format!("T{}", self.asked);
        let line = format!("{tag} {command}\r\n");
        timeout(self.limit, self.wire.write_all(line.as_bytes()))
            .await
            .map_err(|_| timed_out(command))?
            .and(self.wire.flush().await)
            .map_err(|fault| MailboxError::Io { doing: command.to_owned(), why: fault.kind().to_string() })?;
        let mut capabilities = HashSet::new();
        loop {
            let line = self.line(command).await?;
            if let Some(said) = line.strip_prefix(&tag).and_then(|rest| rest.strip_prefix(' ')) {
                let (status, said) = said.split_once(' ').unwrap_or((said, ""));
                let (verb, said) = (command.to_owned(), clip(Some(said)));
                return match status.to_ascii_uppercase().as_str() {
                    "OK" => Ok(capabilities),
                    "NO" => Err(MailboxError::Refused { verb, said }),
                    _ => Err(MailboxError::Bad { verb, said }),
                };
            }
            let upper = line.to_ascii_uppercase();
            if upper.starts_with("* BYE") {
                return Err(MailboxError::Bye { said: clip(line.get(5..).map(str::trim)) });
            }
            if let Some(list) = upper.strip_prefix("* CAPABILITY ") {
                capabilities = words(list);
            }
        }
    }

    async fn line(&mut self, doing: &str) -> Result<String, MailboxError> {
        loop {
            if let Some(end) = self.unread.iter().position(|byte| *byte == b'\n') {
                let line: Vec<u8> = self.unread.drain(..=end).collect();
                return Ok(String::from_utf8_lossy(&line).trim_end().to_owned());
            }
            if self.unread.len() > LINE {
                return Err(MailboxError::Garbled { doing: doing.to_owned() });
            }
            let read = timeout(self.limit, self.wire.read_buf(&mut self.unread)).await;
            let count = read
                .map_err(|_| timed_out(doing))?
                .map_err(|fault| MailboxError::Io { doing: doing.to_owned(), why: fault.kind().to_string() })?;
            if count == 0 {
                return Err(MailboxError::Closed { doing: doing.to_owned() });
            }
        }
    }

    fn into_wire(self) -> Result<Box<dyn Wire>, MailboxError> {
        if self.unread.is_empty() { Ok(self.wire) } else { Err(MailboxError::Garbled { doing: "STARTTLS".to_owned() }) }
    }

    async fn finish(mut self, capabilities: Option<HashSet<String>>) -> Result<Greeted, MailboxError> {
        let capabilities = match capabilities {
            Some(capabilities) => capabilities,
            None => self.ask("CAPABILITY").await?,
        };
        Ok(Greeted { wire: self.into_wire()?, capabilities })
    }
}

fn words(list: &str) -> HashSet<String> {
    list.split_ascii_whitespace().map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::super::Login;
    use super::*;

    #[test]
    fn plain_passwords_leave_the_machine_only_when_the_office_insists() {
        let now = Arc::new(|| jiff::Timestamp::UNIX_EPOCH);
        let mut settings = Settings::new("mail.example", 143, "u", Login::Password("p".into()), now);
        assert!(allowed(&settings, false));
        settings.security = Security::StartTls;
        assert!(allowed(&settings, false));
        settings.security = Security::Plain;
        assert!(allowed(&settings, true) && !allowed(&settings, false));
        settings.plain_anywhere = true;
        assert!(allowed(&settings, false));
    }
}
