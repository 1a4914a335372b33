//! What staff do: settle a mail, set the register right, grant, call, stop the letters. One room for everybody who
//! works there, at the command line or on a page: values in, values or a [`Refusal`] out.
//!
//! Each function is one transaction. What it returned `Ok` for has happened; after a refusal nothing has changed. Two
//! people may do the same at once: the second is refused, and told who was first and when.

pub mod account;
pub mod ask;
mod board;
pub mod budget;
pub mod case;
pub mod correct;
pub mod grant;
pub mod bundle;
pub mod figures;
pub mod learned;
mod lesson;
pub mod mailbox;
pub mod named;
pub mod outbox;
pub mod queue;
pub mod note;
pub mod record;
pub mod remind;
pub mod reply;
mod refusal;
pub mod settle;
pub mod shown;
pub mod taken;
pub mod texts;

use std::convert::Infallible;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::archive::Archive;
use crate::config::{Config, Loaded};
use crate::daemon;
use crate::evidence::password;
use crate::failure::Failure;
use crate::intake::Ground;
use crate::intake::shelving::on_shelf;
use crate::ledger::{Ledger, LedgerError, Number, Tx};
use crate::letter::{Templates, wording};
use crate::message::read::{split, split_shown};
use crate::message::{Origin, Parsed, RawContent, RawMail, Shown};
use crate::mime::Limits;
use crate::office::Rules;
use crate::text::html::{self, clean::Face};

pub use lesson::{Pick, Taken};
pub use refusal::{Field, Refusal};

/// The office as staff work on it. The daemon may run meanwhile, in this process or another: the ledger takes one
/// writer after the other. Cheap to make and to clone; calls block, so async code makes them on a blocking thread.
#[derive(Clone)]
pub struct Desk {
    /// What the office set.
    pub config: Arc<Config>,
    /// The office's rules and letters.
    pub ground: Arc<Ground>,
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// The kept mails.
    pub archive: Archive,
    /// Now.
    pub now: Timestamp,
    /// Why the office's own letters cannot be used; what writes none does not need them.
    unfit: Option<String>,
}

/// Who decides, and why: both go into the journal, so neither is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Said {
    by: String,
    why: String,
}

impl Said {
    /// This person, for this reason.
    ///
    /// # Errors
    /// One of them is blank.
    pub fn new(by: &str, why: &str) -> Result<Self, Refusal> {
        let written = |text: &str, about: Field| {
            let text = text.trim();
            if text.is_empty() { Err(Refusal::missing(about)) } else { Ok(text.to_owned()) }
        };
        Ok(Self { by: written(by, Field::By)?, why: written(why, Field::Why)? })
    }

    /// The person.
    #[must_use]
    pub fn by(&self) -> &str {
        &self.by
    }

    /// The reason, in the person's words.
    #[must_use]
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl Desk {
    /// The desk of an office that is served: what judges, the ledger and the archive are the daemon's.
    #[must_use]
    pub fn of(config: Arc<Config>, ground: Arc<Ground>, ledger: Arc<Ledger>, archive: Archive, now: Timestamp) -> Self {
        Self { config, ground, ledger, archive, now, unfit: None }
    }

    /// Opens the desk of an office for one command.
    ///
    /// # Errors
    /// An office that has no ledger yet, a ledger or archive that cannot be opened. Letters that do not work hinder
    /// only those who write one.
    pub fn open(loaded: Loaded, now: Timestamp) -> Result<Self, Failure> {
        let file = daemon::ledger_file(&loaded.config);
        if !file.exists() {
            return Err(Failure::input(format!(
                "{}: chưa có sổ; hãy chạy `tiepnhan run` (hoặc `tiepnhan demo`) trước",
                file.display()
            )));
        }
        Self::begin(loaded, now)
    }

    /// The same, where the ledger is begun when there is none yet, as the first `run` does.
    ///
    /// # Errors
    /// A folder that cannot be written, a ledger or archive that cannot be opened.
    pub fn begin(loaded: Loaded, now: Timestamp) -> Result<Self, Failure> {
        let Loaded { config, rules, .. } = loaded;
        let file = daemon::ledger_file(&config);
        std::fs::create_dir_all(&config.data).map_err(|error| {
            Failure::outside(format!("không tạo được thư mục dữ liệu {}: {error}", config.data.display()))
        })?;
        let ledger = Arc::new(Ledger::open(&file, now).map_err(Failure::outside)?);
        let archive = Archive::open(&config.data).map_err(Failure::outside)?;
        let (templates, unfit) = match daemon::templates(&config) {
            Ok(templates) => (templates, None),
            Err(failure) => (shipped()?, Some(failure.message)),
        };
        let ground = Arc::new(Ground { rules, templates });
        Ok(Self { config: Arc::new(config), ground, ledger, archive, now, unfit })
    }

    /// The office's rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.ground.rules
    }

    /// The office's letters.
    ///
    /// # Errors
    /// Every fault of every template.
    pub fn templates(&self) -> Result<&Templates, Failure> {
        match &self.unfit {
            None => Ok(&self.ground.templates),
            Some(faults) => Err(Failure::input(faults)),
        }
    }

    /// Today, in the office's civil time.
    #[must_use]
    pub fn today(&self) -> Date {
        self.day(self.now)
    }

    /// The office's civil day of a moment.
    #[must_use]
    pub fn day(&self, at: Timestamp) -> Date {
        self.rules().office.time_zone.to_datetime(at).date()
    }

    /// Lays the files of lines that came by mail on the shelf, from the kept mails.
    ///
    /// # Errors
    /// A mail that is not in the archive, a shelf that cannot be written. The lines stand in the register all the same.
    pub fn lay_on_shelf(&self, numbers: &[Number]) -> Result<(), Refusal> {
        for number in numbers {
            let line = self.ledger.read(|snapshot| snapshot.line(*number))?;
            let Some(mail) = line.mail.filter(|_| !line.files.is_empty()) else { continue };
            let contents = self.reread(mail)?.contents;
            for (place, file) in line.files.iter().enumerate() {
                if let Some(bytes) = file.attachment.and_then(|index| contents.get(index)) {
                    self.archive.shelve(&on_shelf(&line, place, &file.name), bytes).map_err(Failure::outside)?;
                }
            }
        }
        Ok(())
    }

    /// A mail from its kept bytes; its files are not opened again.
    ///
    /// # Errors
    /// A mail that is not in the ledger or not in the archive.
    pub fn reread(&self, mail: i64) -> Result<Parsed, Refusal> {
        let mut parsed = split(&self.raw(mail)?, &Limits::default());
        password::take_out(&self.rules().dictionary, &mut parsed.message);
        Ok(parsed)
    }

    /// The same, and the mail as its sender's program showed it; without that when it gives a password, which is
    /// masked in the text only.
    ///
    /// # Errors
    /// A mail that is not in the ledger or not in the archive.
    pub fn reread_shown(&self, mail: i64) -> Result<(Parsed, Shown), Refusal> {
        let dictionary = &self.rules().dictionary;
        let (mut parsed, shown) = split_shown(&self.raw(mail)?, &Limits::default());
        let taken = password::take_out(dictionary, &mut parsed.message);
        let gives = |face: &Face| match face {
            Face::Html(html) => password::is_given(dictionary, &html::to_text(html)),
            Face::Plain(text) => password::is_given(dictionary, text),
        };
        let masked = !taken.is_empty() || shown.faces.iter().any(gives);
        Ok((parsed, if masked { Shown::default() } else { shown }))
    }

    /// A mail as it was kept.
    fn raw(&self, mail: i64) -> Result<RawMail, Refusal> {
        let row = self.ledger.read(|snapshot| snapshot.mail(mail))?;
        let bytes = self.archive.raw(&row.sha256).map_err(Failure::outside)?;
        let origin =
            Origin { source: String::new(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        Ok(RawMail { origin, received_at: row.received_at, server_id: None, content: RawContent::Whole(bytes) })
    }

    /// Does everything in `work` as if, and undoes it: what it came to.
    fn rehearse<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T, Refusal>) -> Result<T, Refusal> {
        let mut done = None;
        let undone = self.ledger.write(|tx| match work(tx) {
            Ok(value) => {
                done = Some(value);
                Err::<Infallible, _>(Undo::Rehearsed)
            }
            Err(refusal) => Err(Undo::Refused(refusal)),
        });
        match (undone, done) {
            (Err(Undo::Rehearsed), Some(value)) => Ok(value),
            (Err(Undo::Refused(refusal)), _) => Err(refusal),
            (Err(Undo::Rehearsed), None) => Err(Failure::ours("việc diễn thử không cho kết quả").into()),
            (Ok(never), _) => match never {},
        }
    }

    /// "9:05 ngày 18/6/2020", as refusals say when somebody else was first.
    fn moment(&self, at: Timestamp) -> String {
        let local = self.rules().office.time_zone.to_datetime(at);
        format!("{} ngày {}", local.strftime("%-H:%M"), wording::date(local.date()))
    }
}

/// Why a transaction is undone.
enum Undo {
    /// It was only tried.
    Rehearsed,
    /// It could not be done.
    Refused(Refusal),
}

impl From<LedgerError> for Undo {
    fn from(error: LedgerError) -> Self {
        Self::Refused(error.into())
    }
}

/// The letters that are built in.
fn shipped() -> Result<Templates, Failure> {
    Templates::shipped().map_err(|faults| Failure::ours(faults.iter().map(ToString::to_string).collect::<String>()))
}

#[cfg(test)]
mod tests;
