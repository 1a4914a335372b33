//! Faults of TOML itself, before any key is looked at.

use toml::de::Error;

use super::Form;

impl Form<'_> {
    /// Notes what the parser could not read. Only the first: an open bracket or quote swallows the lines below it, and
    /// all that is said of those would be noise.
    pub(super) fn misread(&mut self, errors: &[Error]) {
        let line = |error: &Error| self.place(error.span().unwrap_or_default().start);
        let first = errors.first().map(line);
        self.swallowed = errors.iter().any(|error| Some(line(error)) != first);
        if let Some(error) = errors.first() {
            self.error(
                error.span().unwrap_or_default(),
                format!("không đọc được: {}", plain(error.message())),
                "Mỗi dòng là khóa = giá trị; chữ đặt trong dấu nháy kép; danh sách trong ngoặc vuông",
                "xem lại dòng này và dòng ngay trên",
            );
        }
    }
}

/// The parser's message without quoted text.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    first.split('`').step_by(2).collect::<Vec<_>>().join("…")
}
