//! Where old mails lie: folders of files, Maildirs, mbox files; found first, then read in the order of their receipt.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;
use jiff::tz::TimeZone;

use crate::failure::{self, Failure};
use crate::mailbox::{self, Known, maildir, mbox};
use crate::message::{Origin, RawContent, RawMail};
use crate::mime;

/// Of a file so much is read to learn when it came.
const START: u64 = 64 * 1024;

/// What told the time of receipt.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Timed {
    /// The server (INTERNALDATE).
    Server,
    /// The top Received header.
    Received,
    /// The line that begins a mail in an mbox file.
    FromLine,
    /// The file's own time.
    FileTime,
}

/// A mail that was found and not read yet.
#[derive(Debug)]
pub struct Found {
    /// What a person calls it: "2024/bc.eml", "All mail.mbox, thư thứ 12".
    pub name: String,
    /// Folder, or the labels of Gmail.
    pub folders: Vec<String>,
    /// When it was received.
    pub received_at: Timestamp,
    /// What told so.
    pub timed: Timed,
    /// A letter that went out, a draft, a chat: no mail to judge.
    pub aside: bool,
    place: Place,
}

#[derive(Debug)]
enum Place {
    File(PathBuf),
    Maildir(maildir::Entry),
    Part(Arc<PathBuf>, mbox::Entry),
    Spool(Arc<File>, u64, usize),
    Fault(String),
}

impl Found {
    /// A mail whose bytes wait in a file without a name.
    pub fn spooled(mail: &RawMail, spool: &Arc<File>, offset: u64) -> Self {
        let place = match &mail.content {
            RawContent::Whole(bytes) => Place::Spool(Arc::clone(spool), offset, bytes.len()),
            RawContent::TooLarge { size, .. } => Place::Fault(format!("thư quá lớn ({size} byte)")),
            RawContent::Unfetchable { why, .. } => Place::Fault(why.clone()),
        };
        let name = format!("{}, UID {}", mail.origin.folder, mail.origin.key);
        let folders = vec![mail.origin.folder.clone()];
        Self { name, folders, received_at: mail.received_at, timed: Timed::Server, aside: false, place }
    }

    /// Whether it lies in one of these folders, or in a folder below; without any, everywhere.
    pub fn lies_in(&self, folders: &[String]) -> bool {
        let fold = |text: &str| crate::spelling::fold(text.trim());
        folders.is_empty()
            || folders.iter().any(|wanted| {
                let wanted = fold(wanted);
                self.folders.iter().map(|own| fold(own)).any(|own| {
                    own == wanted || own.strip_prefix(wanted.as_str()).is_some_and(|rest| rest.starts_with(['/', '.']))
                })
            })
    }

    /// The mail; what cannot be read becomes a mail that says why.
    pub fn read(&self, max_bytes: u64) -> RawMail {
        let fails = |why: String| RawContent::Unfetchable { why: format!("{}: {why}", self.name), header: Vec::new() };
        let failed = |error: std::io::Error| fails(error.to_string());
        let content = match &self.place {
            Place::Fault(why) => fails(why.clone()),
            Place::File(path) => whole(path, max_bytes).unwrap_or_else(failed),
            Place::Maildir(entry) => {
                maildir::read(entry, max_bytes).unwrap_or_else(|| fails("thư không còn ở đây".to_owned()))
            }
            Place::Part(path, entry) => mbox::read(path, entry, max_bytes).unwrap_or_else(failed),
            Place::Spool(file, offset, length) => {
                let mut bytes = vec![0; *length];
                file.read_exact_at(&mut bytes, *offset).map_or_else(failed, |()| RawContent::Whole(bytes))
            }
        };
        let origin = Origin {
            source: "import".to_owned(),
            folder: self.folders.first().cloned().unwrap_or_default(),
            uid_validity: 0,
            uid: 0,
            key: self.name.clone(),
        };
        RawMail { origin, received_at: self.received_at, server_id: None, content }
    }
}

fn whole(path: &Path, max_bytes: u64) -> std::io::Result<RawContent> {
    let size = path.metadata()?.len();
    if size > max_bytes {
        let mut header = Vec::new();
        File::open(path)?.take(START).read_to_end(&mut header)?;
        return Ok(RawContent::TooLarge { header, size });
    }
    fs::read(path).map(RawContent::Whole)
}

/// All mails at `path`, in no order yet. Moments that name no zone are the office's.
///
/// # Errors
/// [`crate::failure::Exit::Input`] for a place that cannot be read or holds no mail.
pub fn find(path: &Path, zone: &TimeZone) -> Result<Vec<Found>, Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::input(format!("không đọc được {}: {error}", path.display()));
    let about = fs::metadata(path).map_err(|error| cannot(&failure::told(&error)))?;
    let mut found = Vec::new();
    if about.is_dir() {
        folder(path, path, zone, &mut found)?;
    } else if is_mail(path) {
        found.push(file(path, path.parent().unwrap_or(path)));
    } else {
        parts(path, path.parent().unwrap_or(path), zone, &mut found).map_err(|error| cannot(&error))?;
    }
    if found.is_empty() {
        return Err(Failure::input(format!(
            "{}: không thấy thư nào; cần thư mục chứa tệp .eml, Maildir (cur, new) hoặc tệp mbox",
            path.display()
        )));
    }
    Ok(found)
}

fn is_mail(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml"))
}

fn is_mbox(path: &Path) -> bool {
    path.extension().is_some_and(|ending| ["mbox", "mbx"].iter().any(|known| ending.eq_ignore_ascii_case(known)))
}

/// Everything below a folder; links are not followed, so nothing is met twice.
fn folder(path: &Path, root: &Path, zone: &TimeZone, found: &mut Vec<Found>) -> Result<(), Failure> {
    let cannot = |error: &dyn std::fmt::Display| Failure::input(format!("không đọc được {}: {error}", path.display()));
    let is_maildir = path.join("cur").is_dir() && path.join("new").is_dir();
    if is_maildir {
        let entries = maildir::scan(path, &Known::default()).map_err(|error| cannot(&error))?;
        found.extend(entries.into_iter().map(|entry| delivered(entry, path, root)));
    }
    let entries = fs::read_dir(path).map_err(|error| cannot(&error))?;
    let mut below: BTreeSet<PathBuf> = BTreeSet::new();
    for entry in entries {
        below.insert(entry.map_err(|error| cannot(&error))?.path());
    }
    for one in below {
        let Ok(about) = fs::symlink_metadata(&one) else { continue };
        let own = is_maildir && ["cur", "new", "tmp"].iter().any(|part| one.ends_with(part));
        if about.is_dir() && !own {
            folder(&one, root, zone, found)?;
        } else if about.is_file() && is_mail(&one) {
            found.push(file(&one, root));
        } else if about.is_file() && is_mbox(&one) {
            parts(&one, root, zone, found).map_err(|error| cannot(&error))?;
        }
    }
    Ok(())
}

fn below(path: &Path, root: &Path) -> String {
    path.strip_prefix(root).unwrap_or(path).display().to_string()
}

fn delivered(entry: maildir::Entry, folder: &Path, root: &Path) -> Found {
    let timed = match start(&entry.path).ok().and_then(|bytes| mailbox::received_at(&bytes)) {
        Some(_) => Timed::Received,
        None => Timed::FileTime,
    };
    let own = below(folder, root);
    let folders = vec![if own.is_empty() { "INBOX".to_owned() } else { own.trim_start_matches('.').to_owned() }];
    let (name, received_at) = (below(&entry.path, root), entry.received_at);
    Found { name, folders, received_at, timed, aside: false, place: Place::Maildir(entry) }
}

fn start(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(START).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn written(path: &Path) -> Timestamp {
    let time = path.metadata().and_then(|about| about.modified()).ok();
    time.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
}

fn file(path: &Path, root: &Path) -> Found {
    let stamped = start(path).map(|bytes| mailbox::received_at(&bytes));
    let (received_at, timed) = match &stamped {
        Ok(Some(at)) => (*at, Timed::Received),
        _ => (written(path), Timed::FileTime),
    };
    let place = match stamped {
        Ok(_) => Place::File(path.to_owned()),
        Err(error) => Place::Fault(error.to_string()),
    };
    let folders = path.parent().map(|parent| below(parent, root)).into_iter().collect();
    Found { name: below(path, root), folders, received_at, timed, aside: false, place }
}

fn parts(path: &Path, root: &Path, zone: &TimeZone, found: &mut Vec<Found>) -> std::io::Result<()> {
    let (shared, name) = (Arc::new(path.to_owned()), below(path, root));
    for (nth, entry) in (1_usize..).zip(mbox::scan(path, zone)?) {
        let labels = entry.labels.as_deref().map(labels).unwrap_or_default();
        let (received_at, timed) = match (entry.received_at, entry.delivered_at) {
            (Some(at), _) => (at, Timed::Received),
            (None, Some(at)) => (at, Timed::FromLine),
            (None, None) => (written(path), Timed::FileTime),
        };
        found.push(Found {
            name: format!("{name}, thư thứ {nth}"),
            aside: is_outgoing(&labels),
            folders: if labels.is_empty() { vec![name.clone()] } else { labels },
            received_at,
            timed,
            place: Place::Part(Arc::clone(&shared), entry),
        });
    }
    Ok(())
}

/// The labels of a mail of Gmail, decoded.
fn labels(field: &str) -> Vec<String> {
    let header = format!("Subject: {}\r\n\r\n", field.split_whitespace().collect::<Vec<_>>().join(" "));
    let text = mime::parse_header(header.as_bytes()).header("subject").unwrap_or_default();
    text.split(',').map(|label| label.trim().trim_matches('"').to_owned()).filter(|label| !label.is_empty()).collect()
}

/// Sent, a draft or a chat, and not received as well.
fn is_outgoing(labels: &[String]) -> bool {
    let folded: Vec<String> = labels.iter().map(|label| crate::spelling::fold(label)).collect();
    let any = |names: &[&str]| folded.iter().any(|label| names.contains(&label.as_str()));
    any(&["sent", "drafts", "chat", "chats", "thu da gui", "da gui", "thu nhap", "ban nhap", "tro chuyen"])
        && !any(&["inbox", "hop thu den"])
}
