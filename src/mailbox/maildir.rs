//! A Maildir, read while others deliver into it and read from it: nothing is renamed, `tmp` is never looked at.
//!
//! A mail's key is its name up to the colon, which stays when a reader moves it from `new` to `cur` and changes flags.
//! Source: <https://cr.yp.to/proto/maildir.html>.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use jiff::Timestamp;
use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

use super::handed::Handed;
use super::hearing::{Gone, Hearing, tell};
use super::{Event, Journal, Known, MailboxError, Now, received};
use crate::message::{Origin, RawContent, RawMail};

/// How much of a mail is read to find its header.
const HEADER_BYTES: u64 = 256 * 1024;
/// From so many new mails on, progress is told.
const LONG: usize = 100;
/// Every so many mails.
const STEP: usize = 50;

/// A Maildir to read.
#[derive(Clone)]
pub struct Settings {
    /// What the source is called in the ledger.
    pub source: String,
    /// The folder that holds `new` and `cur`.
    pub path: PathBuf,
    /// What the folder is called in the ledger.
    pub folder: String,
    /// Pause between two looks.
    pub poll: Duration,
    /// After this long without a complete pass the alarm is raised.
    pub deaf_after: Duration,
    /// Of larger mails only the header is read, in bytes.
    pub max_mail_bytes: u64,
    /// The clock.
    pub now: Now,
}

impl Settings {
    /// A Maildir with the usual pauses and limits.
    #[must_use]
    pub fn new(path: PathBuf, now: Now) -> Self {
        Self {
            source: "maildir".to_owned(),
            path,
            folder: "INBOX".to_owned(),
            poll: Duration::from_secs(1),
            deaf_after: Duration::from_mins(15),
            max_mail_bytes: 64 * 1024 * 1024,
            now,
        }
    }
}

/// A mail in a Maildir.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it lay when it was seen; a reader may have moved it since.
    pub path: PathBuf,
    /// The name up to the colon.
    pub key: String,
    /// Date of the top Received header, else the file's time.
    pub received_at: Timestamp,
    /// Why it cannot be read, when it cannot.
    pub fault: Option<String>,
}

/// The mails of `maildir` that are not `known`, oldest first. Files that vanish meanwhile are left out.
///
/// # Errors
/// `new` or `cur` cannot be listed.
pub fn scan(maildir: &Path, known: &Known) -> Result<Vec<Entry>, MailboxError> {
    let mut entries = Vec::new();
    for folder in ["new", "cur"] {
        let folder = maildir.join(folder);
        for file in fs::read_dir(&folder).map_err(|e| missing(&folder, &e))? {
            let file = file.map_err(|e| missing(&folder, &e))?;
            // Names are ASCII by convention; what is not still needs a key of its own.
            let name = file.file_name().to_string_lossy().into_owned();
            let key = name.split(':').next().unwrap_or(&name).to_owned();
            if name.starts_with('.') || known.contains(&key) {
                continue;
            }
            entries.extend(look(file.path(), key));
        }
    }
    entries.sort_by(|a, b| (a.received_at, &a.key).cmp(&(b.received_at, &b.key)));
    // A mail that was moved between the two listings is in both.
    entries.dedup_by(|a, b| a.key == b.key);
    Ok(entries)
}

/// Reads one mail that `scan` found; none when it has vanished meanwhile (moved or deleted: the next pass tells).
#[must_use]
pub fn read(entry: &Entry, max_mail_bytes: u64) -> Option<RawContent> {
    if let Some(why) = &entry.fault {
        return Some(RawContent::Unfetchable { why: why.clone(), header: Vec::new() });
    }
    match content(&entry.path, max_mail_bytes) {
        Ok(content) => Some(content),
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => None,
        Err(fault) => Some(RawContent::Unfetchable { why: unreadable(&entry.path, &fault), header: Vec::new() }),
    }
}

/// Hands over all mails, then looks again every `poll`, until `stop`.
pub async fn run(settings: Settings, journal: Arc<dyn Journal>, events: mpsc::Sender<Event>, stop: CancellationToken) {
    let hearing = Hearing::new(&settings.source, settings.deaf_after, settings.now.clone());
    tokio::select! {
        () = stop.cancelled() => {}
        _ = hearing.watch(&events) => {}
        _ = passes(&settings, journal, &events, &hearing) => {}
    }
}

async fn passes(
    settings: &Settings,
    journal: Arc<dyn Journal>,
    events: &mpsc::Sender<Event>,
    hearing: &Hearing,
) -> Gone {
    let mut handed = Handed::default();
    // File systems count time in ticks: only a folder that looked the same twice in a row is unchanged.
    let (mut last, mut before) = (None, None);
    loop {
        let seen = changed(&settings.path);
        let due = handed.tidy(std::time::Instant::now());
        if seen.is_none() || due || Some(seen) != last || last != before {
            match pass(settings, &journal, events, hearing, &mut handed).await {
                Ok(mails) => {
                    (before, last) = (last, Some(seen));
                    if hearing.complete(mails, events).await.is_err() {
                        return Gone;
                    }
                }
                Err(Stop::Gone) => return Gone,
                Err(Stop::Fault(fault)) => {
                    tracing::warn!(source = settings.source, %fault, "mailbox not readable");
                    hearing.failed(fault.to_string());
                }
            }
        } else if hearing.complete(0, events).await.is_err() {
            return Gone;
        }
        tokio::time::sleep(settings.poll).await;
    }
}

enum Stop {
    Gone,
    Fault(MailboxError),
}

async fn pass(
    settings: &Settings,
    journal: &Arc<dyn Journal>,
    events: &mpsc::Sender<Event>,
    hearing: &Hearing,
    handed: &mut Handed<String>,
) -> Result<u64, Stop> {
    let found = {
        let (settings, journal) = (settings.clone(), journal.clone());
        blocking(move || {
            let known =
                journal.known(&settings.source, &settings.folder, 0).map_err(|why| MailboxError::Journal { why })?;
            scan(&settings.path, &known)
        })
        .await??
    };
    let now = std::time::Instant::now();
    let found: Vec<_> = found.into_iter().filter(|entry| !handed.pending(&entry.key, now)).collect();
    let (of, mut mails) = (found.len(), 0_u64);
    for (index, entry) in found.into_iter().enumerate() {
        let (limit, taken) = (settings.max_mail_bytes, entry.clone());
        let Some(content) = blocking(move || read(&taken, limit)).await? else { continue };
        let mail = RawMail {
            origin: Origin {
                source: settings.source.clone(),
                folder: settings.folder.clone(),
                uid_validity: 0,
                uid: 0,
                key: entry.key.clone(),
            },
            received_at: entry.received_at,
            server_id: None,
            content,
        };
        tell(events, Event::Mail(mail)).await.map_err(|Gone| Stop::Gone)?;
        handed.note(entry.key, std::time::Instant::now());
        hearing.alive();
        mails = mails.saturating_add(1);
        if of >= LONG && index.checked_rem(STEP) == Some(0) {
            let progress = Event::Progress {
                source: settings.source.clone(),
                folder: settings.folder.clone(),
                done: mails,
                of: of as u64,
            };
            tell(events, progress).await.map_err(|Gone| Stop::Gone)?;
        }
    }
    Ok(mails)
}

impl From<MailboxError> for Stop {
    fn from(fault: MailboxError) -> Self {
        Self::Fault(fault)
    }
}

async fn blocking<T: Send + 'static>(act: impl FnOnce() -> T + Send + 'static) -> Result<T, MailboxError> {
    tokio::task::spawn_blocking(act)
        .await
        .map_err(|e| MailboxError::Io { doing: "đọc Maildir".to_owned(), why: e.to_string() })
}

/// When `new` and `cur` last changed; none when that cannot be told.
fn changed(maildir: &Path) -> Option<(SystemTime, SystemTime)> {
    let time = |folder: &str| fs::metadata(maildir.join(folder)).and_then(|data| data.modified()).ok();
    Some((time("new")?, time("cur")?))
}

fn look(path: PathBuf, key: String) -> Option<Entry> {
    let data = match fs::symlink_metadata(&path) {
        Ok(data) if data.is_dir() => return None,
        Ok(data) => data,
        Err(_) => return None,
    };
    let file_time =
        data.modified().ok().and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH);
    if !data.is_file() {
        let why = format!("{} không phải là tệp thường, không mở", path.display());
        return Some(Entry { path, key, received_at: file_time, fault: Some(why) });
    }
    match start(&path) {
        Ok(bytes) => {
            let received_at = received::top_received(&bytes).unwrap_or(file_time);
            Some(Entry { path, key, received_at, fault: None })
        }
        Err(fault) if fault.kind() == io::ErrorKind::NotFound => None,
        Err(fault) => {
            let why = unreadable(&path, &fault);
            Some(Entry { path, key, received_at: file_time, fault: Some(why) })
        }
    }
}

fn start(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    // The top Received header is among the first lines.
    File::open(path)?.take(16 * 1024).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn content(path: &Path, max_mail_bytes: u64) -> io::Result<RawContent> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let mut bytes = Vec::new();
    if size > max_mail_bytes {
        file.take(HEADER_BYTES).read_to_end(&mut bytes)?;
        return Ok(RawContent::TooLarge { header: received::header(&bytes).to_vec(), size });
    }
    bytes.reserve_exact(usize::try_from(size).unwrap_or_default());
    file.read_to_end(&mut bytes)?;
    Ok(RawContent::Whole(bytes))
}

fn missing(folder: &Path, fault: &io::Error) -> MailboxError {
    MailboxError::FolderMissing { folder: folder.display().to_string(), said: fault.to_string() }
}

fn unreadable(path: &Path, fault: &io::Error) -> String {
    format!("không đọc được tệp thư {} ({fault}); sửa quyền đọc rồi xem thư trong hộp thư", path.display())
}

#[cfg(test)]
mod tests;
