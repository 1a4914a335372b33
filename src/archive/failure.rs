//! What can go wrong with files, and whether waiting helps.

use std::io;
use std::path::{Path, PathBuf};

/// Why a file was not kept or not read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// No room. Temporary: nothing is left half-written, and it works again when there is room.
    #[error("{}: hết chỗ trên đĩa; giải phóng dung lượng, chương trình sẽ tự làm tiếp", .0.display())]
    Full(PathBuf),
    /// The file is there but its bytes are not what was kept.
    #[error("{}: nội dung không còn đúng với lúc lưu; khôi phục tệp này từ bản sao lưu", .0.display())]
    Damaged(PathBuf),
    /// Anything else from the system.
    #[error("{}: {what}: {source}", path.display())]
    System {
        /// What was being done.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// The system's own words.
        source: io::Error,
    },
}

impl ArchiveError {
    /// Whether the same request may succeed later without anyone changing it.
    #[must_use]
    pub fn is_temporary(&self) -> bool {
        match self {
            Self::Full(_) => true,
            Self::Damaged(_) => false,
            Self::System { source, .. } => {
                matches!(
                    source.kind(),
                    io::ErrorKind::Interrupted | io::ErrorKind::ResourceBusy | io::ErrorKind::TimedOut
                )
            }
        }
    }

    pub(super) fn new(what: &'static str, path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full(path.to_owned()),
            _ => Self::System { what, path: path.to_owned(), source },
        }
    }

    pub(super) fn damaged(path: &Path) -> Self {
        Self::Damaged(path.to_owned())
    }
}
