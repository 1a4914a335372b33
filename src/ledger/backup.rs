//! A copy of the ledger in one file, taken while the daemon runs, that cannot send by itself.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, OpenFlags};

use super::failure::{During, LedgerError};
use super::{Ledger, lock};

impl Ledger {
    /// Writes a copy of one consistent moment to `target`, checked, marked as a copy that may not send.
    ///
    /// The copy appears under its name only when it is whole. Nothing is overwritten.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when there is a file already; what SQLite and the disk say.
    pub fn backup(&self, target: &Path) -> Result<(), LedgerError> {
        const WHAT: &str = "sao lưu sổ";
        if target.exists() {
            return Err(LedgerError::Refused(format!("{} đã có; hãy chọn tên khác", target.display())));
        }
        let aside = aside(target);
        let fail = |source| LedgerError::file(WHAT, target, source);
        if aside.exists() {
            std::fs::remove_file(&aside).map_err(fail)?;
        }
        let copied = self.copy_to(&aside).and_then(|()| mark_and_check(&aside));
        if copied.is_err() {
            // What is half-written must not lie about as if it were a backup.
            let _ = std::fs::remove_file(&aside);
        }
        copied?;
        std::fs::File::open(&aside).and_then(|file| file.sync_all()).map_err(fail)?;
        std::fs::rename(&aside, target).map_err(fail)?;
        let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        std::fs::File::open(folder).and_then(|file| file.sync_all()).map_err(fail)
    }

    fn copy_to(&self, path: &Path) -> Result<(), LedgerError> {
        let name =
            path.to_str().ok_or_else(|| LedgerError::Refused(format!("{}: tên tệp không đọc được", path.display())))?;
        let reader = lock(&self.reader);
        // The reader may not write; VACUUM INTO writes the copy only, but SQLite counts it as writing.
        reader.pragma_update(None, "query_only", false).during("sao lưu sổ")?;
        let copied = reader.execute("VACUUM INTO ?1", [name]).during("sao lưu sổ");
        reader.pragma_update(None, "query_only", true).during("sao lưu sổ")?;
        copied.map(|_| ())
    }
}

fn aside(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".ghi-do");
    target.with_file_name(name)
}

fn mark_and_check(path: &Path) -> Result<(), LedgerError> {
    const WHAT: &str = "kiểm tra bản sao lưu";
    let copy = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE).during(WHAT)?;
    copy.execute("UPDATE installation SET sending = 'restored-copy'", []).during(WHAT)?;
    let word: String = copy.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).during(WHAT)?;
    if word == "ok" {
        Ok(())
    } else {
        Err(LedgerError::Refused(format!("bản sao lưu không nguyên vẹn: {word}")))
    }
}
