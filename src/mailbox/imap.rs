//! An IMAP account, read without touching it: folders are opened with EXAMINE, mails fetched with BODY.PEEK.
//!
//! One connection does everything: a pass over all folders, then IDLE on the inbox until something happens or it is
//! time for the next pass. Whatever goes wrong ends the connection; a new one is made, later and later, for ever.
//! Sources: RFC 3501 (IMAP4rev1), RFC 2177 (IDLE), RFC 6154 (special use), RFC 8314 (TLS).

mod connect;
mod fetch;
mod folder;
mod idle;
mod life;
mod login;
pub mod oauth;
mod probe;
mod session;
mod tls;
mod trace;
mod utf7;

use std::sync::Arc;
use std::time::Duration;

use jiff::civil::Date;
use secrecy::SecretString;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::hearing::Hearing;
use super::{Event, Journal, Now};

pub use crate::trust::Trust;
pub use oauth::Credentials;
pub use probe::{FolderReport, ProbeReport, probe};
pub use trace::find;

/// How the connection is protected.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 993).
    Tls,
    /// Plain greeting, then STARTTLS; never on without it (port 143).
    StartTls,
    /// No protection: to loopback only, unless `plain_anywhere`.
    Plain,
}

/// How to log in.
#[derive(Clone)]
pub enum Login {
    /// User name and password: AUTHENTICATE PLAIN where offered, else LOGIN.
    Password(SecretString),
    /// XOAUTH2 with an access token (Gmail, Microsoft 365).
    OAuth(Arc<dyn Credentials>),
}

/// An account to read. `new` has the usual values; change fields as the office wants.
#[derive(Clone)]
pub struct Settings {
    /// What the source is called in the ledger; must not change, or every mail is new.
    pub source: String,
    /// Host name, also the name that the certificate must bear.
    pub host: String,
    /// Port.
    pub port: u16,
    /// How the connection is protected.
    pub security: Security,
    /// Plain passwords may cross the network: the office insists.
    pub plain_anywhere: bool,
    /// Which servers are believed.
    pub trust: Trust,
    /// User name.
    pub user: String,
    /// How to log in.
    pub login: Login,
    /// Folders besides INBOX, as people write them ("Báo cáo/2020", with the server's separator).
    pub folders: Vec<String>,
    /// Also the junk folder (special use `\Junk`).
    pub junk: bool,
    /// Where the server keeps what was sent; none: the folder of special use `\Sent`. Only ever searched.
    pub sent: Option<String>,
    /// Whether INBOX is read.
    pub inbox: bool,
    /// Only mails that the server received on these days; a day more on either side, because servers count in zones of
    /// their own.
    pub days: Option<(Date, Date)>,
    /// Whether IDLE is used where offered.
    pub idle: bool,
    /// Pause between two looks at all folders, also while IDLE works.
    pub poll: Duration,
    /// Longest wait for one answer.
    pub patience: Duration,
    /// Pauses before a new connection: the first, and the longest. A random part is taken off each.
    pub back_off: (Duration, Duration),
    /// After this long without a complete pass the alarm is raised.
    pub deaf_after: Duration,
    /// Of larger mails only the header is fetched, in bytes.
    pub max_mail_bytes: u64,
    /// Most mails asked for in one command.
    pub batch_mails: usize,
    /// Most bytes asked for in one command (a single larger mail is asked for alone).
    pub batch_bytes: u64,
    /// The clock.
    pub now: Now,
}

impl Settings {
    /// An account over TLS with the usual limits.
    #[must_use]
    pub fn new(host: &str, port: u16, user: &str, login: Login, now: Now) -> Self {
        Self {
            source: format!("imap:{user}@{host}"),
            host: host.to_owned(),
            port,
            security: Security::Tls,
            plain_anywhere: false,
            trust: Trust::default(),
            user: user.to_owned(),
            login,
            folders: Vec::new(),
            junk: true,
            sent: None,
            inbox: true,
            days: None,
            idle: true,
            poll: Duration::from_mins(2),
            patience: Duration::from_mins(1),
            back_off: (Duration::from_secs(1), Duration::from_mins(5)),
            deaf_after: Duration::from_mins(15),
            max_mail_bytes: 64 * 1024 * 1024,
            batch_mails: 50,
            batch_bytes: 16 * 1024 * 1024,
            now,
        }
    }
}

/// Reads the account until `stop`: hands over what the journal does not know, reconnects for ever.
///
/// A mail is held in memory from its fetch until it is taken from `events`: the channel's capacity bounds memory.
pub async fn run(settings: Settings, journal: Arc<dyn Journal>, events: mpsc::Sender<Event>, stop: CancellationToken) {
    let hearing = Arc::new(Hearing::new(&settings.source, settings.deaf_after, settings.now.clone()));
    let watched = hearing.clone();
    tokio::select! {
        () = stop.cancelled() => {}
        _ = watched.watch(&events) => {}
        _ = life::lives(Arc::new(settings), journal, events.clone(), hearing) => {}
    }
}
