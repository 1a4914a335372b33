//! Everything an office sets: complete and valid, or a list of faults.

mod leader;
mod files;
mod fingerprint;
mod letterhead;
pub mod letters;
mod holidays;
mod mailbox;
mod read;
mod running;
mod server;
pub mod sample;
pub mod secret;
mod web;

use std::path::{Path, PathBuf};
use std::time::Duration;

pub use crate::office::Rules;
pub use crate::roster::check::{Fault, Severity};
pub use fingerprint::Fingerprint;
pub use secret::SecretFile;
pub use web::{Certificate, Web};

use crate::plan::Plans;
use crate::roster::check::fatal;

/// The file in a configuration folder that names all others.
pub const FILE: &str = "tiepnhan.toml";

/// The commented default configuration: what it says holds wherever an office's own file is silent.
pub const DEFAULT: &str = include_str!("../config/tiepnhan.toml");

/// What an office sets beside the [`Rules`]: where things are and how they are reached.
#[derive(Debug, Clone)]
pub struct Config {
    /// The folder that relative paths start from.
    pub folder: PathBuf,
    /// Where mails come from.
    pub mailbox: Mailbox,
    /// Mailboxes that are read beside it, such as the old one after a move.
    pub also: Vec<Also>,
    /// How letters leave.
    pub delivery: Way,
    /// The list of units.
    pub roster: PathBuf,
    /// The folder of plans.
    pub plans: PathBuf,
    /// The office's own letter templates; none for those built in.
    pub letters: Option<PathBuf>,
    /// How the office places tones, in the letters built in.
    pub placing: crate::spelling::placing::Placing,
    /// The office's own table of days off; none for the one built in.
    pub holidays: Option<PathBuf>,
    /// The office's own words, laid over the dictionary built in; none when it has none.
    pub dictionary: Option<PathBuf>,
    /// Where ledger, raw mails and accepted files lie.
    pub data: PathBuf,
    /// Brakes.
    pub limits: Limits,
    /// How scans are read; none: not at all.
    pub scans: Option<Scans>,
    /// Where the staff page is served; none: nowhere.
    pub web: Option<Web>,
    /// How the daemon speaks to the IT officer.
    pub log: Log,
    /// What stands on official letters.
    pub letterhead: crate::letter::official::Letterhead,
}

/// Where mails come from.
#[derive(Debug, Clone)]
pub enum Mailbox {
    /// A Maildir on this machine.
    Maildir(PathBuf),
    /// A mailbox on a server.
    Imap(Box<Imap>),
}

/// A mailbox that is read beside the office's own.
#[derive(Debug, Clone)]
pub struct Also {
    /// The address that it is for: one of the office's own.
    pub address: String,
    /// The name under which its server signs in Authentication-Results; see [`crate::office::Office::authserv_id`].
    pub authserv_id: Option<String>,
    /// The account.
    pub imap: Imap,
}

/// A mailbox on a server.
#[derive(Debug, Clone)]
pub struct Imap {
    /// Host, port, encryption, trust.
    pub server: Server,
    /// How to log in.
    pub login: Login,
    /// Folders to read, as people see them.
    pub folders: Vec<String>,
    /// Whether the Junk folder is read too.
    pub junk: bool,
    /// Where the server keeps what was sent, when its folder list does not say.
    pub sent: Option<String>,
    /// How often to look even when the server reports nothing.
    pub poll: Duration,
    /// Mails above this size are not fetched; bytes.
    pub max_mail_bytes: u64,
    /// After how long without a complete pass staff are alerted.
    pub deaf_after: Duration,
}

/// How letters leave.
#[derive(Debug, Clone)]
pub enum Way {
    /// Into a Maildir: nothing is sent.
    Maildir(PathBuf),
    /// Over a mail server.
    Smtp(Box<Smtp>),
}

/// A mail server that takes letters.
#[derive(Debug, Clone)]
pub struct Smtp {
    /// Host, port, encryption, trust.
    pub server: Server,
    /// How to log in.
    pub login: Login,
    /// What we call ourselves in EHLO; none for the machine's name.
    pub hello: Option<String>,
    /// How long one answer of the server is waited for; half as long for the connection, ten times as long once the
    /// whole letter has been handed over.
    pub patience: Duration,
    /// How letters are signed; none when they are not, or when the server does it.
    pub dkim: Option<Dkim>,
}

/// The signature of letters. Holds where the key is, never the key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Dkim {
    /// The domain that answers for them.
    pub domain: String,
    /// Which of its keys.
    pub selector: String,
    /// Where the private key is.
    pub key: SecretFile,
}

/// How a server is reached.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Server {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// Encryption.
    pub tls: Tls,
    /// Unencrypted also beyond this machine: the office insists.
    pub plain_anywhere: bool,
    /// Certificates to trust beside the system's.
    pub ca_file: Option<PathBuf>,
    /// SHA-256 of the server's certificate, 64 hexadecimal digits.
    pub pin_sha256: Option<String>,
}

/// Encryption of a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tls {
    /// From the first byte.
    Implicit,
    /// By STARTTLS, never without.
    StartTls,
    /// None.
    Plain,
}

/// How to log in. Holds where secrets are, never the secrets.
#[derive(Debug, Clone)]
pub enum Login {
    /// Not at all.
    None,
    /// User and password.
    Password {
        /// The user.
        user: String,
        /// Where the password is.
        password: SecretFile,
    },
    /// XOAUTH2 with an access token that something else keeps fresh.
    Token {
        /// The user.
        user: String,
        /// Where the token is.
        token: SecretFile,
    },
    /// XOAUTH2 with a token that we refresh.
    Refresh {
        /// The user.
        user: String,
        /// Where to ask.
        url: String,
        /// Who asks.
        client_id: String,
        /// Where the client's secret is; public clients have none.
        client_secret: Option<SecretFile>,
        /// Where the refresh token is.
        refresh_token: SecretFile,
        /// The folder in which tokens are kept that the server gives in its place.
        kept: PathBuf,
    },
}

impl Login {
    /// The files in which its secrets are.
    #[must_use]
    pub fn secrets(&self) -> Vec<&SecretFile> {
        match self {
            Self::None => Vec::new(),
            Self::Password { password, .. } => vec![password],
            Self::Token { token, .. } => vec![token],
            Self::Refresh { client_secret, refresh_token, .. } => {
                client_secret.iter().chain(std::iter::once(refresh_token)).collect()
            }
        }
    }
}

/// Brakes on what leaves and on what reading may cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Letters in 24 hours.
    pub letters_per_day: u32,
    /// Least time between two letters that leave over a mail server.
    pub pace: Duration,
    /// Automatic letters to one address in 24 hours.
    pub letters_per_address: u32,
    /// Automatic letters to one domain in 24 hours.
    pub letters_per_domain: u32,
    /// The largest letter that leaves, as it leaves; bytes.
    pub letter_bytes: u64,
    /// How long one attachment may be read.
    pub file_time: Duration,
    /// Memory of the process that reads it, in bytes.
    pub file_memory: u64,
    /// Processes that read attachments; 0: as many as there are cores.
    pub workers: usize,
}

/// How scans are read where the machine has the programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scans {
    /// Tesseract: a path or the name of a command.
    pub tesseract: PathBuf,
    /// What draws pages of PDF, likewise.
    pub pdftoppm: PathBuf,
    /// Longest time for one page.
    pub page_time: Duration,
    /// Most pages of one mail.
    pub pages: usize,
}

/// How the daemon speaks to the IT officer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Lines, JSON, or the journal of systemd.
    pub format: LogFormat,
    /// `error`, `warn`, `info` or `debug`.
    pub level: String,
}

/// The form of log lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogFormat {
    /// For eyes.
    Text,
    /// One object a line.
    Json,
    /// Structured fields for journald.
    Journald,
}

/// A configuration that can be worked with.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// Where things are.
    pub config: Config,
    /// What the core reads.
    pub rules: Rules,
    /// What deserves a look; never an error.
    pub warnings: Vec<Fault>,
    /// The state of the files it was read from.
    pub fingerprint: Fingerprint,
}

impl Config {
    /// Every account on a server that is read: the office's own first.
    pub fn accounts(&self) -> impl Iterator<Item = &Imap> {
        let first = match &self.mailbox {
            Mailbox::Imap(imap) => Some(imap.as_ref()),
            Mailbox::Maildir(_) => None,
        };
        first.into_iter().chain(self.also.iter().map(|also| &also.imap))
    }
}

/// Loads a configuration: `place` is its folder, or the file itself.
///
/// # Errors
/// All faults of all files at once, warnings among them.
pub fn load(place: &Path) -> Result<Loaded, Vec<Fault>> {
    let file = if place.is_dir() { place.join(FILE) } else { place.to_owned() };
    let folder = file.parent().map_or_else(PathBuf::new, Path::to_owned);
    let mut faults = Vec::new();
    let bytes = files::bytes(&file, FILE)?;
    let text = files::utf8(&bytes, FILE)?;
    let understood = read::read(&text, &folder, &mut faults);
    let Some(places) = understood.files else { return Err(faults) };
    let fingerprint = Fingerprint::of(&places, &file, &bytes);
    let dictionary = files::dictionary(places.dictionary.as_deref(), &mut faults);
    let forms = dictionary.forms();
    let roster = files::roster(&places.roster, understood.office.as_ref(), forms, &mut faults);
    let (plans, names) = files::plans(&places.plans, &mut faults);
    let calendar = holidays::load(places.holidays.as_deref(), &mut faults);
    if let Some(roster) = &roster {
        faults.extend(crate::plan::read::check(&plans, &names, roster));
        faults.extend(understood.office.iter().flat_map(|office| leader::check(office, roster, &plans)));
        faults.extend(understood.office.iter().flat_map(|office| running::check(office.escalation, roster, &plans)));
    }
    match (understood.config, understood.office, roster) {
        (Some(config), Some(office), Some(roster)) if !fatal(&faults) => {
            let rules = Rules::new(office, roster, plans, calendar).reading_by(dictionary);
            Ok(Loaded { config, rules, warnings: faults, fingerprint })
        }
        _ => Err(faults),
    }
}

/// Loads again when a file has changed since `loaded`; none when nothing has.
///
/// # Errors
/// All faults; the caller then stays with what it has, and tells staff once per fingerprint.
pub fn reload(place: &Path, loaded: &Fingerprint) -> Option<Result<Loaded, (Vec<Fault>, Fingerprint)>> {
    let now = loaded.again();
    if now == *loaded {
        return None;
    }
    Some(load(place).map_err(|faults| (faults, now)))
}

impl Loaded {
    /// The plans in force.
    #[must_use]
    pub fn plans(&self) -> &Plans {
        &self.rules.plans
    }
}

#[cfg(test)]
mod tests;
