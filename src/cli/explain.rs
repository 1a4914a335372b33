//! `explain`: the very core of intake on one file or a folder, touching nothing.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use futures_util::StreamExt as _;
use futures_util::stream;
use jiff::Timestamp;

use super::desk;
use crate::config::Loaded;
use crate::daemon::wiring;
use crate::decision::{decide, explain};
use crate::evidence::lesson::{self, Lesson};
use crate::evidence::password::Keys;
use crate::evidence::{Facts, gather};
use crate::extraction::Extractor;
use crate::failure::{Exit, Failure};
use crate::intake::reading::{self, Reader, Reading};
use crate::mailbox;
use crate::message::{Origin, RawContent, RawMail, Sha256};
use crate::mime::Limits;
use crate::office::Rules;

/// In which form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// Ten lines a mail.
    Block,
    /// One line a mail.
    Short,
    /// One JSON object a mail.
    Json,
}

impl Form {
    /// The form that was asked for; JSON before the short one.
    pub fn of(json: bool, short: bool) -> Self {
        match (json, short) {
            (true, _) => Self::Json,
            (false, true) => Self::Short,
            (false, false) => Self::Block,
        }
    }
}

/// What mails are read against: the office's rules and what its staff have taught.
struct Ground<'a> {
    extractor: Extractor,
    rules: &'a Rules,
    known: Vec<Lesson>,
}

/// Mails that are read at the same time; the answers keep their order.
const AHEAD: usize = 4;

/// Explains the mail at `path`, or every `.eml` of that folder in the order of their names.
///
/// # Errors
/// A file that cannot be read, a folder without mails.
pub async fn run(
    path: &Path,
    received_at: Option<Timestamp>,
    form: Form,
    loaded: &Loaded,
    out: &mut dyn Write,
) -> Result<Exit, Failure> {
    let files = mails(path)?;
    let extractor = wiring::extractor(&loaded.config)?;
    let folder = path.is_dir();
    let glance = desk::glance(loaded, |snapshot| snapshot.lessons(false))?;
    if let Some(note) = glance.note() {
        writeln!(io::stderr(), "{note}")?;
    }
    let known: Vec<Lesson> = glance.said.into_iter().map(|row| row.lesson).collect();
    let ground = Ground { extractor, rules: &loaded.rules, known };
    let mut answers = stream::iter(files)
        .map(|file| {
            let ground = &ground;
            async move { explained(&file, received_at, form, folder, ground).await }
        })
        .buffered(AHEAD);
    while let Some(answer) = answers.next().await {
        writeln!(out, "{}", answer?)?;
    }
    Ok(Exit::Fine)
}

/// Every mail of a folder, as the mailbox would have handed it over, in the order of their names.
pub(super) fn folder(path: &Path) -> Result<Vec<RawMail>, Failure> {
    mails(path)?.iter().map(|file| raw(file, None)).collect()
}

fn mails(path: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !path.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let cannot = |error| Failure::input(format!("không đọc được thư mục {}: {error}", path.display()));
    let mut files = Vec::new();
    for entry in std::fs::read_dir(path).map_err(cannot)? {
        let file = entry.map_err(cannot)?.path();
        if file.extension().is_some_and(|ending| ending.eq_ignore_ascii_case("eml")) {
            files.push(file);
        }
    }
    files.sort();
    if files.is_empty() {
        return Err(Failure::input(format!("{}: không có tệp .eml nào", path.display())));
    }
    Ok(files)
}

async fn explained(
    file: &Path,
    received_at: Option<Timestamp>,
    form: Form,
    named: bool,
    ground: &Ground<'_>,
) -> Result<String, Failure> {
    let Ground { extractor, rules, known } = ground;
    let mail = raw(file, received_at)?;
    let sha256 = Sha256::of(mail.bytes());
    let reader = Reader { extractor, limits: Limits::default(), rules };
    let Reading { message, gave_password, .. } = reading::read(Arc::new(mail), sha256, reader).await;
    let sender = message.from.as_ref().map_or("", |from| from.address.as_str());
    let lessons = lesson::bearing_on(known, sender);
    let keys = Keys { given: gave_password, ..Keys::default() };
    let facts = Facts { learned_units: lesson::units(&lessons), lessons, keys, ..Facts::default() };
    let evidence = gather(&message, &facts, rules);
    let decision = decide(&message, &evidence, &facts, rules);
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned());
    Ok(match form {
        Form::Json => {
            let shown = name.as_deref().filter(|_| named);
            explain::json(shown, &message, &evidence, &decision, rules).to_string()
        }
        Form::Short => explain::short(&name.unwrap_or_default(), &decision, rules),
        Form::Block => {
            let heading = if named { format!("== {}\n", name.unwrap_or_default()) } else { String::new() };
            format!("{heading}{}", explain::text(&message, &evidence, &decision, rules))
        }
    })
}

/// A file as the mailbox would have handed it over. Without a given time the topmost Received header tells when.
fn raw(file: &Path, received_at: Option<Timestamp>) -> Result<RawMail, Failure> {
    let cannot = |error: std::io::Error| Failure::input(format!("không đọc được {}: {error}", file.display()));
    let bytes = std::fs::read(file).map_err(cannot)?;
    let written = || {
        let modified = file.metadata().and_then(|about| about.modified()).ok();
        modified.and_then(|time| Timestamp::try_from(time).ok()).unwrap_or(Timestamp::UNIX_EPOCH)
    };
    let received_at = received_at.or_else(|| mailbox::received_at(&bytes)).unwrap_or_else(written);
    let key = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let origin = Origin { source: "file".to_owned(), folder: String::new(), uid_validity: 0, uid: 0, key };
    Ok(RawMail { origin, received_at, server_id: None, content: RawContent::Whole(bytes) })
}
