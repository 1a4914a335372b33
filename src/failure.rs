//! What went wrong, whose matter it is, and the exit code.

use std::fmt;
use std::process::ExitCode;

use crate::ledger::LedgerError;

/// Exit codes of every command; documented in `--help` and README.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// Done; nothing wrong was found.
    Fine = 0,
    /// Done, but something wants attention: warnings, a check that found faults in what is kept.
    Attention = 1,
    /// What the person wrote is wrong: arguments, configuration, roster, plan. Nothing was done.
    Input = 2,
    /// The outside did not play along: server, disk, permissions. Trying again may help.
    Outside = 3,
    /// Our own fault. Please report it.
    Ours = 4,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// A command that could not be carried out: one or two lines for the person, and whose matter it is.
#[derive(Debug)]
pub struct Failure {
    /// Whose matter it is.
    pub exit: Exit,
    /// What, where, which rule, what to do next; Vietnamese.
    pub message: String,
}

impl Failure {
    /// The person's input is wrong.
    pub fn input(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Input, message: message.to_string() }
    }

    /// The outside did not play along.
    pub fn outside(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Outside, message: message.to_string() }
    }

    /// The ledger refused: the person's matter, the disk's, or ours.
    #[must_use]
    pub fn from_ledger(error: LedgerError) -> Self {
        match &error {
            LedgerError::Missing(_) | LedgerError::Refused(_) | LedgerError::Newer { .. } | LedgerError::Foreign(_) => {
                Self::input(error)
            }
            LedgerError::Sql { .. } | LedgerError::Stale => Self::ours(error),
            _ => Self::outside(error),
        }
    }

    /// We did something wrong.
    pub fn ours(message: impl fmt::Display) -> Self {
        Self { exit: Exit::Ours, message: message.to_string() }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Failure {}

/// What the system says about a file, in words for people.
#[must_use]
pub fn told(error: &std::io::Error) -> String {
    use std::io::ErrorKind;
    match error.kind() {
        ErrorKind::NotFound => "không có tệp hoặc thư mục này".to_owned(),
        ErrorKind::PermissionDenied => "không có quyền truy cập".to_owned(),
        ErrorKind::IsADirectory => "đây là thư mục, không phải tệp".to_owned(),
        ErrorKind::NotADirectory => "đây là tệp, không phải thư mục".to_owned(),
        ErrorKind::StorageFull => "ổ đĩa đã đầy".to_owned(),
        ErrorKind::ReadOnlyFilesystem => "ổ đĩa chỉ cho đọc".to_owned(),
        ErrorKind::BrokenPipe => "nơi nhận kết quả đã đóng".to_owned(),
        _ => error.to_string(),
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::outside(format!("không ghi được kết quả ra màn hình hoặc tệp: {}", told(&error)))
    }
}
