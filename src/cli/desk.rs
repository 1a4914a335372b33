//! What commands of staff share: the office opened for reading and for a person's decisions, beside a running daemon.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use jiff::Timestamp;

use crate::archive::Archive;
use crate::config::{self, Loaded};
use crate::daemon;
use crate::evidence::password;
use crate::failure::Failure;
use crate::intake::shelving::on_shelf;
use crate::ledger::{Ledger, LedgerError, Number, Snapshot, peek};
use crate::letter::Templates;
use crate::message::read::split;
use crate::message::{Origin, Parsed, RawContent, RawMail};
use crate::mime::Limits;
use crate::office::Rules;

/// The office as staff work on it. The daemon may run meanwhile: the ledger takes one writer after the other.
pub struct Desk {
    /// What the office set, and its rules.
    pub loaded: Loaded,
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// The kept mails.
    pub archive: Archive,
    /// Now.
    pub now: Timestamp,
}

impl Desk {
    /// Opens the office whose configuration lies at `place`.
    ///
    /// # Errors
    /// A configuration with faults, or an office that has no ledger yet.
    pub fn open(place: &Path, now: Timestamp) -> Result<Self, Failure> {
        let loaded = load(place)?;
        let file = daemon::ledger_file(&loaded.config);
        if !file.exists() {
            return Err(Failure::input(format!(
                "{}: chưa có sổ; hãy chạy `tiepnhan run` (hoặc `tiepnhan demo`) trước",
                file.display()
            )));
        }
        let ledger = Arc::new(Ledger::open(&file, now).map_err(Failure::outside)?);
        let archive = Archive::open(&loaded.config.data).map_err(Failure::outside)?;
        Ok(Self { loaded, ledger, archive, now })
    }

    /// The office's rules.
    #[must_use]
    pub fn rules(&self) -> &Rules {
        &self.loaded.rules
    }

    /// The office's letters.
    ///
    /// # Errors
    /// Every fault of every template.
    pub fn templates(&self) -> Result<Templates, Failure> {
        daemon::templates(&self.loaded.config)
    }

    /// Lays the files of lines that came by mail on the shelf, from the kept mails.
    ///
    /// # Errors
    /// A mail that is not in the archive, a shelf that cannot be written.
    pub fn lay_on_shelf(&self, numbers: &[Number]) -> Result<(), Failure> {
        for number in numbers {
            let line = self.ledger.read(|snapshot| snapshot.line(*number)).map_err(Failure::from_ledger)?;
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
    pub fn reread(&self, mail: i64) -> Result<Parsed, Failure> {
        let row = self.ledger.read(|snapshot| snapshot.mail(mail)).map_err(Failure::from_ledger)?;
        let bytes = self.archive.raw(&row.sha256).map_err(Failure::outside)?;
        let origin =
            Origin { source: String::new(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        let raw = RawMail { origin, received_at: row.received_at, server_id: None, content: RawContent::Whole(bytes) };
        let mut parsed = split(&Arc::new(raw), &Limits::default());
        password::take_out(&self.rules().dictionary, &mut parsed.message);
        Ok(parsed)
    }
}

/// What the office's ledger says, read without changing it; the default when there is no ledger yet.
///
/// # Errors
/// A ledger that cannot be read.
pub fn glance<T: Default>(
    loaded: &Loaded,
    work: impl FnOnce(&Snapshot<'_>) -> Result<T, LedgerError>,
) -> Result<Glance<T>, Failure> {
    let file = daemon::ledger_file(&loaded.config);
    if !file.exists() {
        return Ok(Glance { said: T::default(), older: None });
    }
    let said = peek(&file, work).map_err(Failure::from_ledger)?;
    let older = said.is_none().then_some(file);
    Ok(Glance { said: said.unwrap_or_default(), older })
}

/// What a look into the ledger showed.
pub struct Glance<T> {
    /// What it says.
    pub said: T,
    /// The file, when an older program wrote it and it was not read.
    pub older: Option<PathBuf>,
}

impl<T> Glance<T> {
    /// That the ledger was not read, for the person who asked.
    pub fn note(&self) -> Option<String> {
        self.older.as_ref().map(|file| {
            format!(
                "{}: sổ do bản chương trình cũ ghi nên chưa tính những điều cán bộ đã ghi nhớ; chạy `tiepnhan run` một lần \
                 để nâng cấp sổ.",
                file.display()
            )
        })
    }
}

/// What a person wrote for the journal, without blanks around it.
///
/// # Errors
/// Nothing was written.
pub fn written(text: &str) -> Result<String, &'static str> {
    Some(text.trim()).filter(|text| !text.is_empty()).map(str::to_owned).ok_or("không được để trống")
}

/// Loads a configuration for a command.
///
/// # Errors
/// All faults, one under the other, and how to see them again.
pub fn load(place: &Path) -> Result<Loaded, Failure> {
    config::load(place).map_err(|faults| {
        let lines: Vec<String> = faults.iter().map(ToString::to_string).collect();
        Failure::input(format!("{}\nSửa xong, chạy lại `tiepnhan check` để kiểm tra.", lines.join("\n")))
    })
}
