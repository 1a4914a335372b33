//! Raw mails and accepted files on disk.
//!
//! `thu/` holds every mail as its bytes came, named by their hash: what is there is whole, because files are written
//! aside, flushed, and only then given their name. `bao-cao/` is a tree for people, made from the register and the
//! mails; it may be lost and made again.

mod failure;
pub mod shelf;

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::Write;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use tempfile::{Builder, NamedTempFile};

use crate::message::Sha256;
use shelf::Shelved;

pub use failure::ArchiveError;

/// Up to so many files are flushed one by one, more of them by flushing the whole file system: 2,000 mails of 926 MB in
/// groups of 64 took 14 s file by file (8 at a time) and 2.5 to 10 s so, on a busy disk.
const FEW: usize = 4;

/// Raw mails are for the program and its backup.
const RAW: u32 = 0o640;

/// Accepted files are for people to read and copy, not to change.
const SHELVED: u32 = 0o444;

/// The folder with raw mails and accepted files.
#[derive(Debug, Clone)]
pub struct Archive {
    root: PathBuf,
}

impl Archive {
    /// Takes `root`, creating it when it is not there.
    ///
    /// # Errors
    /// [`ArchiveError`] when the folders cannot be made.
    pub fn open(root: &Path) -> Result<Self, ArchiveError> {
        for folder in [root.to_owned(), root.join("thu"), root.join("bao-cao")] {
            fs::create_dir_all(&folder).map_err(|error| ArchiveError::new("tạo thư mục", &folder, error))?;
        }
        Ok(Self { root: root.to_owned() })
    }

    /// Where the mail with this hash lies, or would lie.
    #[must_use]
    pub fn path(&self, sha256: &Sha256) -> PathBuf {
        let (folder, name) = sha256.as_str().split_at_checked(2).unwrap_or(("00", sha256.as_str()));
        self.root.join("thu").join(folder).join(format!("{name}.eml"))
    }

    /// Keeps a mail; when this returns, a power cut does not lose it.
    ///
    /// # Errors
    /// [`ArchiveError`], temporary when the disk is full; then nothing half-written is left under its name.
    pub fn keep(&self, bytes: &[u8]) -> Result<Sha256, ArchiveError> {
        let sha256 = Sha256::of(bytes);
        self.keep_all(&[(&sha256, bytes)])?;
        Ok(sha256)
    }

    /// Keeps a group of mails, each with its hash. Much faster than one by one: the whole group is flushed at once.
    ///
    /// # Errors
    /// As [`Archive::keep`]; mails of the group that are whole stay, which harms nobody.
    pub fn keep_all(&self, mails: &[(&Sha256, &[u8])]) -> Result<(), ArchiveError> {
        self.lay_all(mails.iter().map(|(sha256, bytes)| (self.path(sha256), *bytes)), RAW)
    }

    /// Writes files aside, flushes them, gives them their names, flushes those.
    fn lay_all<'b>(&self, files: impl Iterator<Item = (PathBuf, &'b [u8])>, mode: u32) -> Result<(), ArchiveError> {
        let fail = |error| ArchiveError::new("ghi tệp xuống đĩa", &self.root, error);
        let root = File::open(&self.root).map_err(fail)?;
        let flush_all = |files: &[Aside]| match files.len() {
            // One by one is quick for a few and does not wait for what other programs have written.
            0..=FEW => files.iter().try_for_each(|file| file.aside.as_file().sync_data().map_err(fail)),
            _ => rustix::fs::syncfs(&root).map_err(|error| fail(error.into())),
        };
        let mut aside = Vec::new();
        for (path, bytes) in files {
            aside.extend(write_aside(&path, bytes, mode)?);
        }
        flush_all(&aside)?;
        let many = aside.len() > FEW;
        let touched = aside.into_iter().map(Aside::name).collect::<Result<Vec<_>, _>>()?;
        if many {
            return rustix::fs::syncfs(&root).map_err(|error| fail(error.into()));
        }
        let folders: BTreeSet<PathBuf> = touched.into_iter().flatten().collect();
        folders.iter().try_for_each(|folder| sync_folder(folder))
    }

    /// The bytes of a kept mail, checked against their hash.
    ///
    /// # Errors
    /// [`ArchiveError`] when the file is not there, cannot be read, or is not what was kept.
    pub fn raw(&self, sha256: &Sha256) -> Result<Vec<u8>, ArchiveError> {
        let path = self.path(sha256);
        let bytes = fs::read(&path).map_err(|error| ArchiveError::new("đọc thư đã lưu", &path, error))?;
        if Sha256::of(&bytes) == *sha256 { Ok(bytes) } else { Err(ArchiveError::damaged(&path)) }
    }

    /// Where an accepted file lies, or would lie.
    #[must_use]
    pub fn shelf(&self, file: &Shelved<'_>) -> PathBuf {
        self.root.join("bao-cao").join(file.path())
    }

    /// Lays an accepted file where people look for it. To be called after the ledger has it; what a crash in between
    /// left out is found by [`Archive::missing`]. A file that is there already is left as it is.
    ///
    /// # Errors
    /// As [`Archive::keep`].
    pub fn shelve(&self, file: &Shelved<'_>, bytes: &[u8]) -> Result<PathBuf, ArchiveError> {
        self.shelve_all(&[(*file, bytes)])?;
        Ok(self.shelf(file))
    }

    /// Lays a group of accepted files on their shelves; flushed at once, like a group of mails.
    ///
    /// # Errors
    /// As [`Archive::keep`].
    pub fn shelve_all(&self, files: &[(Shelved<'_>, &[u8])]) -> Result<(), ArchiveError> {
        let places = files.iter().map(|(file, bytes)| (self.shelf(file), *bytes));
        self.lay_all(places.filter(|(path, _)| !path.exists()), SHELVED)
    }

    /// The bytes of an accepted file from its shelf, checked against their hash.
    ///
    /// # Errors
    /// [`ArchiveError`] when it is not there, cannot be read, or has other bytes.
    pub fn shelved(&self, file: &Shelved<'_>, sha256: &Sha256) -> Result<Vec<u8>, ArchiveError> {
        let path = self.shelf(file);
        let bytes = fs::read(&path).map_err(|error| ArchiveError::new("đọc tệp đã tiếp nhận", &path, error))?;
        if Sha256::of(&bytes) == *sha256 { Ok(bytes) } else { Err(ArchiveError::damaged(&path)) }
    }

    /// Whether an accepted file is on its shelf with the bytes that were accepted.
    ///
    /// # Errors
    /// As [`Archive::shelved`].
    pub fn check(&self, file: &Shelved<'_>, sha256: &Sha256) -> Result<(), ArchiveError> {
        self.shelved(file, sha256).map(drop)
    }

    /// Those of `files` that are not on their shelf.
    #[must_use]
    pub fn missing<'a, 'b>(&self, files: &'b [Shelved<'a>]) -> Vec<&'b Shelved<'a>> {
        files.iter().filter(|file| !self.shelf(file).exists()).collect()
    }

    /// Takes away what writes that were cut off have left aside. To be called at start, before anything is kept.
    ///
    /// # Errors
    /// [`ArchiveError`] when a folder cannot be read or a file not removed.
    pub fn sweep(&self) -> Result<(), ArchiveError> {
        sweep(&self.root.join("thu"))?;
        sweep(&self.root.join("bao-cao"))
    }
}

/// What a file is called while it is being written.
const ASIDE: &str = ".ghi-do-";

fn sweep(folder: &Path) -> Result<(), ArchiveError> {
    let fail = |error| ArchiveError::new("dọn tệp ghi dở", folder, error);
    for entry in fs::read_dir(folder).map_err(fail)? {
        let entry = entry.map_err(fail)?;
        if entry.file_type().map_err(fail)?.is_dir() {
            sweep(&entry.path())?;
        } else if entry.file_name().to_string_lossy().starts_with(ASIDE) {
            fs::remove_file(entry.path()).map_err(fail)?;
        }
    }
    Ok(())
}

/// A file that is written but does not bear its name yet; it vanishes when dropped.
struct Aside {
    aside: NamedTempFile,
    path: PathBuf,
    touched: Vec<PathBuf>,
}

impl Aside {
    /// Gives it its name. Returns the folders whose entries must be flushed.
    fn name(self) -> Result<Vec<PathBuf>, ArchiveError> {
        let Self { aside, path, touched } = self;
        match aside.persist(&path) {
            Ok(_) => Ok(touched),
            Err(error) => Err(ArchiveError::new("lưu tệp", &path, error.error)),
        }
    }
}

/// Writes a file beside its place; none when it is there already.
fn write_aside(path: &Path, bytes: &[u8], mode: u32) -> Result<Option<Aside>, ArchiveError> {
    if path.metadata().is_ok_and(|known| known.len() == u64::try_from(bytes.len()).unwrap_or(u64::MAX)) {
        return Ok(None);
    }
    let fail = |error| ArchiveError::new("lưu tệp", path, error);
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut touched = make_folders(folder)?;
    let permissions = fs::Permissions::from_mode(mode);
    let mut aside = Builder::new().prefix(ASIDE).permissions(permissions).tempfile_in(folder).map_err(fail)?;
    aside.write_all(bytes).map_err(fail)?;
    touched.push(folder.to_owned());
    Ok(Some(Aside { aside, path: path.to_owned(), touched }))
}

/// Creates a folder and those above it; returns the parents whose entries are new.
fn make_folders(folder: &Path) -> Result<Vec<PathBuf>, ArchiveError> {
    let mut parents = Vec::new();
    let mut at = folder;
    while !at.is_dir() {
        let Some(parent) = at.parent() else { break };
        parents.push(parent.to_owned());
        at = parent;
    }
    fs::create_dir_all(folder).map_err(|error| ArchiveError::new("tạo thư mục", folder, error))?;
    Ok(parents)
}

/// A new name in a folder survives a power cut only when the folder is flushed too.
fn sync_folder(folder: &Path) -> Result<(), ArchiveError> {
    File::open(folder)
        .and_then(|file| file.sync_all())
        .map_err(|error| ArchiveError::new("ghi thư mục xuống đĩa", folder, error))
}

#[cfg(test)]
mod tests;
