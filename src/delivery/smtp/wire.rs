//! The line to the server, kept honest: one reply per turn, in a form that the SMTP client cannot stumble over.
//!
//! The client in use reads whatever stands next in its buffer as the answer to its latest command, so one surplus reply
//! would shift all later ones: a refused letter would count as sent. Here a turn ends with the last line of a reply;
//! what the server says before our next command is an error, and so is anything it says between STARTTLS and TLS.
//! Replies are also mended before they are handed on: bytes that are no UTF-8, bare line feeds, overlong lines, a code
//! without text.

use std::fmt;
use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};

use lettre::transport::smtp::client::AsyncTokioStream;
use tokio::io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _, ReadBuf};

/// Longest line handed on, in bytes (RFC 5321 §4.5.3.1.5 allows 512).
const LONGEST_LINE: usize = 900;
/// Most bytes without a line end, or in one reply, before the server counts as mad.
const LONGEST_REPLY: usize = 64 * 1024;

/// Bytes to and from a server: TCP, or TLS over it.
pub(super) trait Stream: AsyncRead + AsyncWrite + Send + Sync + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Sync + Unpin> Stream for T {}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Turn {
    Server,
    Client,
}

/// A stream that hands out one whole reply per turn.
pub(super) struct Wire<S> {
    stream: S,
    peer: SocketAddr,
    /// Read, not yet looked at.
    raw: Vec<u8>,
    /// Mended lines of the reply at hand.
    ready: Vec<u8>,
    taken: usize,
    reply_bytes: usize,
    turn: Turn,
    /// Whether the reply at hand answers our EHLO.
    greeted: bool,
    /// The largest mail that the server takes, as it said then; bytes, 0 when it said nothing (RFC 1870 §3).
    largest: Arc<AtomicU64>,
}

impl<S> fmt::Debug for Wire<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Wire").field("peer", &self.peer).field("turn", &self.turn).finish_non_exhaustive()
    }
}

impl<S: Stream> Wire<S> {
    /// A new line; the server speaks first.
    pub(super) fn new(stream: S, peer: SocketAddr) -> Self {
        let (raw, ready) = (Vec::new(), Vec::new());
        let largest = Arc::new(AtomicU64::new(0));
        Self { stream, peer, raw, ready, taken: 0, reply_bytes: 0, turn: Turn::Server, greeted: false, largest }
    }

    /// What the server says of its largest mail will stand there.
    pub(super) fn largest(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.largest)
    }

    /// After STARTTLS no greeting comes (RFC 3207 §4.2), but the client waits for one.
    pub(super) fn already_greeted(stream: S, peer: SocketAddr) -> Self {
        Self { raw: b"220 \r\n".to_vec(), ..Self::new(stream, peer) }
    }

    /// One reply: code, and its text lines.
    pub(super) async fn reply(&mut self) -> io::Result<(u16, Vec<String>)> {
        let mut seen = Vec::new();
        let mut buffer = [0_u8; 1024];
        while self.turn == Turn::Server || self.taken < self.ready.len() {
            let count = self.read(&mut buffer).await?;
            if count == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            seen.extend(buffer.iter().take(count));
        }
        let text = String::from_utf8_lossy(&seen).into_owned();
        let code = text.get(..3).and_then(|digits| digits.parse().ok());
        let code = code.ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "reply without a code"))?;
        Ok((code, text.lines().map(|line| line.get(4..).unwrap_or_default().to_owned()).collect()))
    }

    /// Sends one command line, given without its CRLF.
    pub(super) async fn command(&mut self, line: &str) -> io::Result<()> {
        self.write_all(format!("{line}\r\n").as_bytes()).await?;
        self.flush().await
    }

    /// The bare stream, when nothing unasked was said on it.
    pub(super) fn into_stream(self) -> io::Result<S> {
        if self.raw.is_empty() { Ok(self.stream) } else { Err(out_of_turn(&self.raw)) }
    }

    fn poll_fill(&mut self, cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut space = [0_u8; 4096];
        let mut buffer = ReadBuf::new(&mut space);
        ready!(Pin::new(&mut self.stream).poll_read(cx, &mut buffer))?;
        self.raw.extend_from_slice(buffer.filled());
        Poll::Ready(Ok(buffer.filled().len()))
    }

    /// Moves whole lines from `raw` to `ready`, up to the last line of one reply.
    fn mend(&mut self) {
        while self.turn == Turn::Server {
            let Some(end) = self.raw.iter().position(|byte| *byte == b'\n') else { return };
            let line: Vec<u8> = self.raw.drain(..=end).collect();
            self.reply_bytes = self.reply_bytes.saturating_add(line.len());
            let (line, last) = mended(&line);
            if self.greeted
                && let Some(size) = announced(&line)
            {
                self.largest.store(size, Ordering::SeqCst);
            }
            self.ready.extend(line);
            if last {
                self.turn = Turn::Client;
            }
        }
    }
}

/// One line with CRLF, and whether it ends the reply.
fn mended(line: &[u8]) -> (Vec<u8>, bool) {
    let text: String = String::from_utf8_lossy(line).chars().filter(|c| !c.is_control()).collect();
    let mut short: String = text.trim_end().chars().take(LONGEST_LINE.div_ceil(4)).collect();
    let has_code = short.len() >= 3 && short.bytes().take(3).all(|byte| byte.is_ascii_digit());
    if has_code && short.len() == 3 {
        short.push(' ');
    }
    let last = !(has_code && short.as_bytes().get(3) == Some(&b'-'));
    short.push_str("\r\n");
    (short.into_bytes(), last)
}

/// The size in a line "250-SIZE 10240000". The bare word announces no limit.
fn announced(line: &[u8]) -> Option<u64> {
    let text = std::str::from_utf8(line).ok()?;
    let mut words = text.get(4..)?.split_ascii_whitespace();
    if !text.starts_with("250") || !words.next()?.eq_ignore_ascii_case("SIZE") {
        return None;
    }
    words.next()?.parse().ok()
}

fn out_of_turn(said: &[u8]) -> io::Error {
    let said: String = String::from_utf8_lossy(said).chars().filter(|c| !c.is_control()).take(80).collect();
    io::Error::new(io::ErrorKind::InvalidData, format!("the server spoke out of turn: `{said}`"))
}

impl<S: Stream> AsyncRead for Wire<S> {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        loop {
            let rest = this.ready.get(this.taken..).unwrap_or_default();
            if !rest.is_empty() {
                let count = rest.len().min(buffer.remaining());
                buffer.put_slice(rest.get(..count).unwrap_or_default());
                this.taken = this.taken.saturating_add(count);
                return Poll::Ready(Ok(()));
            }
            this.ready.clear();
            this.taken = 0;
            this.mend();
            if !this.ready.is_empty() {
                continue;
            }
            if this.raw.len().saturating_add(this.reply_bytes) > LONGEST_REPLY {
                return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, "a reply without end")));
            }
            if ready!(this.poll_fill(cx))? == 0 {
                return Poll::Ready(Ok(()));
            }
        }
    }
}

impl<S: Stream> AsyncWrite for Wire<S> {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let this = self.get_mut();
        if this.turn == Turn::Client {
            if let Poll::Ready(0) = this.poll_fill(cx)? {
                return Poll::Ready(Err(io::ErrorKind::ConnectionReset.into()));
            }
            if !this.raw.is_empty() {
                return Poll::Ready(Err(out_of_turn(&this.raw)));
            }
        }
        let count = ready!(Pin::new(&mut this.stream).poll_write(cx, bytes))?;
        this.turn = Turn::Server;
        this.reply_bytes = 0;
        this.greeted = bytes.get(..5).is_some_and(|verb| verb.eq_ignore_ascii_case(b"EHLO "));
        Poll::Ready(Ok(count))
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_flush(cx)
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(cx)
    }
}

impl<S: Stream> AsyncTokioStream for Wire<S> {
    fn peer_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.peer)
    }
}

#[cfg(test)]
mod tests {
    use super::Wire;
    use tokio::io::AsyncWriteExt as _;

    fn pair() -> (Wire<tokio::io::DuplexStream>, tokio::io::DuplexStream) {
        let (ours, theirs) = tokio::io::duplex(256 * 1024);
        (Wire::new(ours, "127.0.0.1:25".parse().unwrap()), theirs)
    }

    #[tokio::test]
    async fn a_reply_of_several_lines_in_pieces_is_one_turn() {
        let (mut wire, mut server) = pair();
        for piece in ["25", "0-mail\r\n250-", "   \r\n250 \u{e9}", "\n"] {
            server.write_all(piece.as_bytes()).await.unwrap();
        }
        assert_eq!(wire.reply().await.unwrap(), (250, vec!["mail".into(), String::new(), "\u{e9}".into()]));
    }

    #[tokio::test]
    async fn replies_that_are_not_quite_right_are_mended() {
        for (said, text) in [(&b"250\r\n"[..], ""), (b"250 Xin ch\xe0o\n", "Xin ch\u{fffd}o"), (b"250 a\0b\r\n", "ab")]
        {
            let (mut wire, mut server) = pair();
            server.write_all(said).await.unwrap();
            assert_eq!(wire.reply().await.unwrap(), (250, vec![text.to_owned()]));
        }
    }

    #[tokio::test]
    async fn the_largest_mail_is_what_the_server_says_to_our_ehlo() {
        for (said, expected) in [
            ("250-mail\r\n250-SIZE 10240000\r\n250 8BITMIME\r\n", 10_240_000),
            ("250-mail\r\n250 size 35882577\r\n", 35_882_577),
            ("250-mail\r\n250 SIZE\r\n", 0),
            ("250-mail\r\n250-SIZE 99999999999999999999999\r\n250 SIZED 7\r\n", 0),
        ] {
            let (mut wire, mut server) = pair();
            let largest = wire.largest();
            server.write_all(b"220-SIZE 5\r\n220 hello\r\n").await.unwrap();
            wire.reply().await.unwrap();
            wire.command("EHLO a.example").await.unwrap();
            server.write_all(said.as_bytes()).await.unwrap();
            wire.reply().await.unwrap();
            wire.command("NOOP").await.unwrap();
            server.write_all(b"250 SIZE 6\r\n").await.unwrap();
            wire.reply().await.unwrap();
            assert_eq!(largest.load(super::Ordering::SeqCst), expected, "{said}");
        }
    }

    #[tokio::test]
    async fn a_surplus_reply_stops_the_next_command() {
        let (mut wire, mut server) = pair();
        server.write_all(b"250 ok\r\n250 and another\r\n").await.unwrap();
        assert_eq!(wire.reply().await.unwrap().0, 250);
        let error = wire.command("DATA").await.unwrap_err();
        assert!(error.to_string().contains("250 and another"), "{error}");
    }

    #[tokio::test]
    async fn a_farewell_while_we_were_silent_stops_the_next_command() {
        let (mut wire, mut server) = pair();
        server.write_all(b"220 hello\r\n").await.unwrap();
        wire.reply().await.unwrap();
        server.write_all(b"421 4.4.2 idle\r\n").await.unwrap();
        drop(server);
        assert!(wire.command("MAIL FROM:<a@b.example>").await.is_err());
    }

    #[tokio::test]
    async fn a_line_closed_while_we_were_silent_is_noticed_before_writing() {
        let (mut wire, mut server) = pair();
        server.write_all(b"220 hello\r\n").await.unwrap();
        wire.reply().await.unwrap();
        drop(server);
        assert_eq!(wire.command("NOOP").await.unwrap_err().kind(), std::io::ErrorKind::ConnectionReset);
    }

    #[tokio::test]
    async fn a_reply_without_end_is_cut_off() {
        for endless in ["250-more\r\n".repeat(20_000), "2".repeat(100_000)] {
            let (mut wire, mut server) = pair();
            server.write_all(endless.as_bytes()).await.unwrap();
            assert!(wire.reply().await.is_err());
        }
    }

    #[tokio::test]
    async fn what_was_slipped_in_before_tls_is_refused() {
        let (mut wire, mut server) = pair();
        server.write_all(b"220 go ahead\r\n250-evil\r\n").await.unwrap();
        wire.reply().await.unwrap();
        assert!(wire.into_stream().is_err());
    }
}
