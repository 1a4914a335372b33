//! What is wrong in what people wrote, in words that help to mend it.

use std::fmt;

/// How much a fault matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// It works, but not as somebody probably thinks.
    Warning,
    /// Nothing runs on this.
    Error,
}

/// One fault: what, where, which rule, what to do. Its [`Display`](fmt::Display) takes at most two lines.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Fault {
    /// The file as the office names it: "don-vi.xlsx".
    pub file: String,
    /// Where in the file: "Danh sách!B7", "dòng 12"; empty for the whole file.
    pub place: String,
    /// How much it matters.
    pub severity: Severity,
    /// What is wrong, with the words that are. Never a password.
    pub what: String,
    /// The rule that it breaks.
    pub rule: String,
    /// What to do.
    pub remedy: String,
}

impl Fault {
    /// A fault on which nothing runs.
    #[must_use]
    pub fn error(file: &str, place: &str, what: String, rule: &str, remedy: &str) -> Self {
        let (file, place, rule, remedy) = (file.to_owned(), place.to_owned(), rule.to_owned(), remedy.to_owned());
        Self { file, place, severity: Severity::Error, what, rule, remedy }
    }

    /// A fault that only deserves a look.
    #[must_use]
    pub fn warning(file: &str, place: &str, what: String, rule: &str, remedy: &str) -> Self {
        Self { severity: Severity::Warning, ..Self::error(file, place, what, rule, remedy) }
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let word = match self.severity {
            Severity::Error => "lỗi",
            Severity::Warning => "lưu ý",
        };
        f.write_str(&self.file)?;
        if !self.place.is_empty() {
            write!(f, ", {}", self.place)?;
        }
        write!(f, ": {word}: {}", self.what.replace('\n', " "))?;
        let rule = self.rule.trim_end_matches('.');
        write!(f, "\n    {rule}. Cách sửa: {}", self.remedy)
    }
}

/// Whether any of these forbids to go on.
#[must_use]
pub fn fatal(faults: &[Fault]) -> bool {
    faults.iter().any(|fault| fault.severity == Severity::Error)
}
