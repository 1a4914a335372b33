//! Two daemons on one data folder would both send: the second one is refused.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, Write};
use std::path::Path;

use super::failure::LedgerError;

/// Held by the one daemon of a data folder; the system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

impl FolderLock {
    /// Takes the folder, writing our process id into `tiepnhan.lock` for whoever asks.
    ///
    /// # Errors
    /// [`LedgerError::Held`] when another process holds it; [`LedgerError::File`] when the file cannot be written.
    pub fn take(folder: &Path) -> Result<Self, LedgerError> {
        let path = folder.join("tiepnhan.lock");
        let fail = |source| LedgerError::file("khóa thư mục dữ liệu", &path, source);
        let mut file =
            OpenOptions::new().read(true).write(true).create(true).truncate(false).open(&path).map_err(fail)?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => {
                let mut pid = String::new();
                file.read_to_string(&mut pid).map_err(fail)?;
                return Err(LedgerError::Held { folder: folder.to_owned(), pid: pid.trim().to_owned() });
            }
            Err(TryLockError::Error(source)) => return Err(fail(source)),
        }
        file.set_len(0).map_err(fail)?;
        file.rewind().map_err(fail)?;
        writeln!(file, "{}", std::process::id()).map_err(fail)?;
        Ok(Self { _file: file })
    }
}
