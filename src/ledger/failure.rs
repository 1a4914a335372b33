//! What can go wrong with the ledger, and whether waiting helps.

use std::path::{Path, PathBuf};

use rusqlite::ErrorCode;

/// Why the ledger did not do what was asked. Nothing of the request is kept unless the call returned `Ok`.
#[derive(Debug, thiserror::Error)]
pub enum LedgerError {
    /// Another process is writing, for longer than we wait. Temporary.
    #[error("{what}: sổ đang bị một tiến trình khác ghi; thử lại sau ít giây")]
    Busy {
        /// What was being done.
        what: &'static str,
    },
    /// The disk is full, or a quota is. Temporary: it works again when there is room.
    #[error("{what}: hết chỗ trên đĩa; giải phóng dung lượng, chương trình sẽ tự làm tiếp")]
    Full {
        /// What was being done.
        what: &'static str,
    },
    /// The disk does not read or write. Temporary as far as anyone can tell from here.
    #[error("{what}: lỗi đọc/ghi đĩa ({why}); kiểm tra ổ đĩa")]
    Disk {
        /// What was being done.
        what: &'static str,
        /// What the system said.
        why: String,
    },
    /// The file or its folder may not be written by whoever runs the program.
    #[error("{what}: người chạy lệnh này không được ghi vào sổ hoặc thư mục chứa sổ; chạy bằng tài khoản của tiepnhan")]
    ReadOnly {
        /// What was being done.
        what: &'static str,
    },
    /// Written by a newer program.
    #[error(
        "{}: sổ có cấu trúc phiên bản {found}, chương trình này chỉ biết đến {known}; hãy cài bản tiepnhan mới hơn",
        path.display()
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Version of the file's structure.
        found: i64,
        /// Newest version that this program knows.
        known: i64,
    },
    /// Some other SQLite file, or none at all.
    #[error("{}: không phải sổ của tiepnhan; kiểm tra lại đường dẫn trong cấu hình", .0.display())]
    Foreign(PathBuf),
    /// Another daemon holds the data folder.
    #[error("{}: một tiến trình tiepnhan khác (PID {pid}) đang chạy trên thư mục này", folder.display())]
    Held {
        /// The data folder.
        folder: PathBuf,
        /// The process that holds it, as it wrote itself down.
        pid: String,
    },
    /// There is no such thing in the ledger.
    #[error("không có {0} trong sổ")]
    Missing(String),
    /// The request does not fit what stands in the ledger; the text says what to do.
    #[error("{0}")]
    Refused(String),
    /// The facts of a judgment are no longer true: judge again.
    #[error("sổ đã thay đổi từ lúc xét thư; xét lại")]
    Stale,
    /// Anything else from SQLite: a defect of ours, or a damaged file.
    #[error("{what}: {source}")]
    Sql {
        /// What was being done.
        what: &'static str,
        /// SQLite's own words.
        source: rusqlite::Error,
    },
    /// A file beside the database.
    #[error("{}: {what}: {source}", path.display())]
    File {
        /// What was being done.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// The system's own words.
        source: std::io::Error,
    },
}

impl LedgerError {
    /// Whether the same request may succeed later without anyone changing it.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Busy { .. } | Self::Full { .. } | Self::Disk { .. } | Self::Stale => true,
            Self::File { source, .. } => is_full(source),
            _ => false,
        }
    }

    pub(crate) fn sql(what: &'static str, source: rusqlite::Error) -> Self {
        match source.sqlite_error_code() {
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => Self::Busy { what },
            Some(ErrorCode::DiskFull) => Self::Full { what },
            Some(ErrorCode::SystemIoFailure) => Self::Disk { what, why: source.to_string() },
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::ReadOnly { what },
            _ => Self::Sql { what, source },
        }
    }

    pub(crate) fn file(what: &'static str, path: &Path, source: std::io::Error) -> Self {
        Self::File { what, path: path.to_owned(), source }
    }
}

/// Whether the system says that there is no room.
pub(crate) fn is_full(error: &std::io::Error) -> bool {
    matches!(error.kind(), std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded)
}

/// Names the statement that failed.
pub(crate) trait During<T> {
    fn during(self, what: &'static str) -> Result<T, LedgerError>;
}

impl<T> During<T> for rusqlite::Result<T> {
    fn during(self, what: &'static str) -> Result<T, LedgerError> {
        self.map_err(|source| LedgerError::sql(what, source))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_ledger_that_may_not_be_written_says_whose_right_is_missing() {
        let file = tempfile::NamedTempFile::new().unwrap();
        rusqlite::Connection::open(file.path()).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
        let flags = rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY;
        let conn = rusqlite::Connection::open_with_flags(file.path(), flags).unwrap();
        let error = conn.execute("INSERT INTO t VALUES (1)", []).during("ghi sổ").unwrap_err();
        assert_eq!(
            error.to_string(),
            "ghi sổ: người chạy lệnh này không được ghi vào sổ hoặc thư mục chứa sổ; chạy bằng tài khoản của tiepnhan"
        );
        let failure = crate::failure::Failure::from_ledger(error);
        assert_eq!(failure.exit, crate::failure::Exit::Outside);
    }
}
