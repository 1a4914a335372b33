//! SMTP, phase by phase: each step has its own time, each refusal its own meaning.
//!
//! One line stays open while there is work. A line that the server closed meanwhile costs no letter a try: nothing of
//! it has been said yet, so a fresh line takes it. A try that is broken off leaves no half-used line behind.

mod line;
mod verdict;
mod wire;

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use lettre::Address;
use lettre::transport::smtp::authentication::Mechanism;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt, Rset};
use lettre::transport::smtp::response::Response;
use secrecy::SecretString;
use tokio_rustls::rustls::ClientConfig;

use super::dkim::Signer;
use super::{Outcome, Parcel};
use crate::trust::Trust;
use line::{Line, step};
pub use verdict::{Failure, Phase, Trouble, megabytes};

/// How the line is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465, RFC 8314).
    Tls,
    /// STARTTLS (port 587), required: without it nothing is sent.
    StartTls,
    /// None: to this machine only, unless somebody insists.
    Plain {
        /// Send over the network in clear all the same.
        insist: bool,
    },
}

/// Where an access token comes from; asked before every log-in, on a thread that may block.
#[derive(Clone)]
pub struct TokenSource(Arc<dyn Fn(bool) -> Result<SecretString, String> + Send + Sync>);

impl TokenSource {
    /// Wraps what fetches a valid token (and keeps it as long as it lasts). Errors: Vietnamese, without secrets.
    pub fn new(fetch: impl Fn() -> Result<SecretString, String> + Send + Sync + 'static) -> Self {
        Self::renewing(move |_| fetch())
    }

    /// The same for one that can be told (`true`) that the server refused the last token.
    pub fn renewing(fetch: impl Fn(bool) -> Result<SecretString, String> + Send + Sync + 'static) -> Self {
        Self(Arc::new(fetch))
    }

    fn fetch(&self, renew: bool) -> Result<SecretString, String> {
        (self.0)(renew)
    }
}

impl fmt::Debug for TokenSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("TokenSource")
    }
}

/// Who we are to the server.
#[derive(Debug, Clone)]
pub enum LogIn {
    /// Nobody: a local server that needs no log-in.
    None,
    /// PLAIN, or LOGIN where only that is offered.
    Password {
        /// Account.
        user: String,
        /// Password, or app password.
        password: SecretString,
    },
    /// XOAUTH2.
    OAuth2 {
        /// Account.
        user: String,
        /// Where tokens come from.
        token: TokenSource,
    },
}

/// How long each phase may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// TCP, and again TLS.
    pub connect: Duration,
    /// Each command and its reply; the greeting.
    pub command: Duration,
    /// The content and the reply to the final dot: RFC 5321 §4.5.3.2.6 asks for 10 minutes.
    pub data: Duration,
    /// QUIT; its answer does not matter.
    pub quit: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(30),
            command: Duration::from_secs(60),
            data: Duration::from_mins(10),
            quit: Duration::from_secs(2),
        }
    }
}

/// A server and how to speak to it.
#[derive(Debug, Clone)]
pub struct Settings {
    /// Name or address; the name that its certificate must bear.
    pub host: String,
    /// 465, 587, 25.
    pub port: u16,
    /// Protection of the line.
    pub security: Security,
    /// Which servers are believed.
    pub trust: Trust,
    /// The name we give in EHLO.
    pub hello: String,
    /// Who we are.
    pub log_in: LogIn,
    /// Patience.
    pub limits: Limits,
}

/// Sends letters over one line at a time.
pub struct Sender {
    settings: Settings,
    tls: Option<Arc<ClientConfig>>,
    signer: Option<Signer>,
    line: Option<Line>,
    /// The largest mail that the server last said it takes; none before the first line was opened.
    announced: Option<Option<u64>>,
    /// Whether the last byte of the letter at hand may have left.
    all_said: Arc<AtomicBool>,
}

impl fmt::Debug for Sender {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Sender")
            .field("settings", &self.settings)
            .field("signer", &self.signer)
            .field("open", &self.line.is_some())
            .finish_non_exhaustive()
    }
}

/// What a look at the server found out; nothing was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// The name the server gives itself.
    pub server: String,
    /// Whether the line was encrypted.
    pub encrypted: bool,
    /// Ways to log in that it offers.
    pub mechanisms: Vec<String>,
    /// The account that was accepted; none when no log-in is configured.
    pub logged_in: Option<String>,
    /// The largest mail that it takes, when it says so; bytes.
    pub largest: Option<u64>,
}

impl Sender {
    /// Prepares; connects when the first letter comes.
    ///
    /// # Errors
    /// In Vietnamese: clear text to another machine without insisting, a CA file that is none, a malformed EHLO name.
    pub fn new(settings: Settings) -> Result<Self, String> {
        let named = !settings.hello.is_empty() && settings.hello.bytes().all(|byte| byte.is_ascii_graphic());
        if !named {
            return Err(format!(
                "tên máy dùng để chào máy chủ (EHLO) không hợp lệ: `{}`",
                settings.hello.escape_debug()
            ));
        }
        let local = settings.host == "localhost"
            || settings.host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        let tls = match settings.security {
            Security::Plain { insist } if insist || local => None,
            Security::Plain { .. } => {
                return Err(format!(
                    "không gửi thư không mã hóa tới `{}`: đặt TLS hoặc STARTTLS, hoặc ghi rõ là chấp nhận không mã hóa",
                    settings.host
                ));
            }
            Security::Tls | Security::StartTls => Some(Arc::new(settings.trust.client()?)),
        };
        Ok(Self {
            settings,
            tls,
            signer: None,
            line: None,
            announced: None,
            all_said: Arc::new(AtomicBool::new(false)),
        })
    }

    /// Signs every letter that leaves.
    #[must_use]
    pub fn signing(self, signer: Option<Signer>) -> Self {
        Self { signer, ..self }
    }

    /// Tries once; see [`Outcome`].
    pub async fn deliver(&mut self, parcel: &Parcel) -> Outcome {
        self.all_said.store(false, Ordering::SeqCst);
        let Some(from) = address(&parcel.from) else {
            return Outcome::Down {
                why: format!("địa chỉ gửi `{}` trong cấu hình không hợp lệ", shown(&parcel.from))
            };
        };
        let Some(to) = address(&parcel.to) else {
            let why = format!("địa chỉ nhận `{}` không hợp lệ, không thể gửi", shown(&parcel.to));
            return Outcome::Never { why, code: None, dead: true };
        };
        let signature = match self.signer.as_ref().map_or(Ok(Vec::new()), |signer| signer.sign(&parcel.mime)) {
            Ok(signature) => signature,
            Err(why) => return Outcome::Down { why },
        };
        loop {
            // Out of `self` while in use: if this future is dropped half-way the line goes with it.
            let mut line = match self.line.take() {
                Some(line) => line,
                None => match line::open(&self.settings, self.tls.as_ref()).await {
                    Ok(line) => line,
                    Err(trouble) => return trouble.outcome(),
                },
            };
            self.announced = Some(line.largest);
            let size = (signature.len() as u64).saturating_add(parcel.mime.len() as u64);
            if let Some(most) = line.largest.filter(|most| size > *most) {
                self.line = Some(line);
                return Outcome::Never { why: verdict::too_large(size, most), code: None, dead: false };
            }
            let used = std::mem::replace(&mut line.used, true);
            match self.transact(&mut line, (&from, &to), (&signature, &parcel.mime)).await {
                Ok(reply) => {
                    self.line = Some(line);
                    return Outcome::Sent { reply };
                }
                Err(trouble) if used && trouble.blames_the_line() => {}
                Err(trouble) => {
                    if trouble.leaves_line_usable() && self.reset(&mut line).await {
                        self.line = Some(line);
                    }
                    return trouble.outcome();
                }
            }
        }
    }

    /// `content`: what stands before the letter, and the letter.
    async fn transact(
        &self,
        line: &mut Line,
        (from, to): (&Address, &Address),
        (before, mime): (&[u8], &[u8]),
    ) -> Result<String, Trouble> {
        let limits = self.settings.limits;
        let smtp = &mut line.smtp;
        let mail = smtp.command(Mail::new(Some(from.clone()), Vec::new()));
        expect(Phase::Sender, &[250], step(Phase::Sender, limits.command, mail).await?)?;
        let rcpt = smtp.command(Rcpt::new(to.clone(), Vec::new()));
        expect(Phase::Recipient, &[250, 251, 252], step(Phase::Recipient, limits.command, rcpt).await?)?;
        expect(Phase::Data, &[354], step(Phase::Data, limits.command, smtp.command(Data)).await?)?;
        // The client adds the line end before the dot itself.
        let content = mime.strip_suffix(b"\r\n").unwrap_or(mime);
        let all_said = &self.all_said;
        let marked = std::iter::once_with(|| {
            all_said.store(true, Ordering::SeqCst);
            [].as_slice()
        });
        let bytes = std::iter::once(before).chain(content.chunks(16 * 1024)).chain(marked);
        let answer = step(Phase::Final, limits.data, smtp.message_iter(bytes)).await;
        let phase = if all_said.load(Ordering::SeqCst) { Phase::Final } else { Phase::Content };
        let reply = answer.map_err(|trouble| Trouble { phase, ..trouble })?;
        expect(phase, &[250], reply)
    }

    async fn reset(&self, line: &mut Line) -> bool {
        let reset = step(Phase::Sender, self.settings.limits.command, line.smtp.command(Rset)).await;
        reset.is_ok_and(|reply| reply.has_code(250))
    }

    /// What a try that was dropped half-way has come to; none when the letter cannot have been taken.
    pub(super) fn broken_off(&mut self) -> Option<Outcome> {
        self.line = None;
        let all_said = self.all_said.swap(false, Ordering::SeqCst);
        let failure = Failure::Lost("chương trình dừng khi đang chờ máy chủ xác nhận".to_owned());
        all_said.then(|| Trouble { phase: Phase::Final, failure }.outcome())
    }

    /// The largest mail that the server takes, as it said when the last line was opened: `Some(None)` when it names no
    /// limit, none when no line was opened yet.
    #[must_use]
    pub fn announced(&self) -> Option<Option<u64>> {
        self.announced
    }

    /// Says good-bye when there is nothing to do. The answer does not matter.
    pub async fn rest(&mut self) {
        if let Some(mut line) = self.line.take() {
            let _ = tokio::time::timeout(self.settings.limits.quit, line.smtp.quit()).await;
        }
    }

    /// Connects, logs in and names the sender, without sending anything.
    ///
    /// # Errors
    /// Where it failed and why.
    pub async fn probe(&mut self, from: &str) -> Result<Report, Trouble> {
        let mut line = line::open(&self.settings, self.tls.as_ref()).await?;
        let failure = Failure::Unwilling(format!("địa chỉ gửi `{}` không hợp lệ", shown(from)));
        let from = address(from).ok_or(Trouble { phase: Phase::Sender, failure })?;
        let mail = line.smtp.command(Mail::new(Some(from), Vec::new()));
        expect(Phase::Sender, &[250], step(Phase::Sender, self.settings.limits.command, mail).await?)?;
        self.reset(&mut line).await;
        let info = line.smtp.server_info();
        let offered = [Mechanism::Plain, Mechanism::Login, Mechanism::Xoauth2];
        let report = Report {
            server: shown(info.name()),
            encrypted: self.tls.is_some(),
            mechanisms: offered.iter().filter(|m| info.supports_auth_mechanism(**m)).map(ToString::to_string).collect(),
            logged_in: match &self.settings.log_in {
                LogIn::None => None,
                LogIn::Password { user, .. } | LogIn::OAuth2 { user, .. } => Some(user.clone()),
            },
            largest: line.largest,
        };
        self.line = Some(line);
        self.rest().await;
        Ok(report)
    }
}

/// The text of a reply with one of the expected codes; anything else positive is out of step.
fn expect(phase: Phase, codes: &[u16], reply: Response) -> Result<String, Trouble> {
    let text = reply.message().collect::<Vec<_>>().join(" ");
    if codes.iter().any(|code| reply.has_code(*code)) {
        return Ok(verdict::cleaned(&text, &[]));
    }
    Err(Trouble { phase, failure: Failure::Odd(verdict::cleaned(&format!("{} {text}", reply.code()), &[])) })
}

/// A plain ASCII address for the envelope. More lenient than the client's own check, which refuses addresses that
/// exist (`a..b@`, `a.@`, as some mobile carriers and old offices have them), but never lets a command be smuggled in.
fn address(text: &str) -> Option<Address> {
    let (user, domain) = text.rsplit_once('@')?;
    let user_fits = !user.is_empty()
        && user.len() <= 64
        && user
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !matches!(byte, b'<' | b'>' | b'@' | b'"' | b'\\' | b','));
    let domain_fits = !domain.is_empty()
        && domain.len() <= 253
        && domain.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-' | b'_'))
        && domain.split('.').all(|label| !label.is_empty());
    (user_fits && domain_fits).then(|| Address::new_dangerous(user, domain))
}

fn shown(text: &str) -> String {
    text.chars().take(120).flat_map(char::escape_debug).collect()
}
