//! What commands share: the configuration loaded, the office opened for a person's work or for a look only.

use std::path::{Path, PathBuf};

use jiff::Timestamp;

use crate::config::{self, Loaded};
use crate::daemon;
use crate::desk::Desk;
use crate::failure::Failure;
use crate::ledger::{LedgerError, Snapshot, peek};

/// Opens the office whose configuration lies at `place`, for one command.
///
/// # Errors
/// A configuration with faults, or an office that has no ledger yet.
pub fn open(place: &Path, now: Timestamp) -> Result<Desk, Failure> {
    Desk::open(load(place)?, now)
}

/// The same, of an office that may not have run yet: its ledger is begun.
///
/// # Errors
/// A configuration with faults, a folder that cannot be written.
pub fn begin(place: &Path, now: Timestamp) -> Result<Desk, Failure> {
    Desk::begin(load(place)?, now)
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
