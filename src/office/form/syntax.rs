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
            let span = error.span().unwrap_or_default();
            // Of a key with nothing behind it the parser says the same as of a bare word.
            let nothing = self.text.get(span.clone()).is_none_or(|text| text.trim().is_empty());
            let said = match plain(error.message()) {
                said if nothing && said.contains(BARE) => "missing value".to_owned(),
                said => said,
            };
            let (what, remedy) = told(&said);
            self.error(
                span,
                format!("không đọc được: {what}"),
                "Mỗi dòng là khóa = giá trị; chữ đặt trong dấu nháy kép; danh sách trong ngoặc vuông",
                remedy,
            );
        }
    }
}

const BARE: &str = "string values must be quoted";

/// The parser's words, what they mean to whoever wrote the line, and what to do. The first whose words stand in the
/// message counts, so the particular come before the general.
const KINDS: [(&str, &str, &str); 24] = [
    ("duplicate key", "khóa này đã ghi ở trên", "giữ một dòng, bỏ dòng kia"),
    ("unclosed array table", "tên mục thiếu dấu ]]", "ghi [[tên-mục]]"),
    ("unclosed array", "danh sách thiếu dấu ] đóng", "thêm dấu ] ở cuối danh sách"),
    ("unclosed inline table", "thiếu dấu } đóng", "thêm dấu } ở cuối"),
    ("unclosed table", "tên mục thiếu dấu ]", "ghi [tên-mục]"),
    ("missing closing quote", "thiếu dấu nháy đóng", "thêm dấu nháy ở cuối chữ, trên cùng một dòng"),
    ("invalid basic string", "thiếu dấu nháy đóng", "thêm dấu nháy ở cuối chữ, trên cùng một dòng"),
    ("invalid literal string", "thiếu dấu nháy đóng", "thêm dấu nháy ở cuối chữ, trên cùng một dòng"),
    ("missing opening quote", "thiếu dấu nháy mở", "thêm dấu nháy ở đầu chữ"),
    (BARE, "chữ chưa đặt trong dấu nháy", "ghi khóa = \"chữ\""),
    ("extra comma", "thừa dấu phẩy", "bỏ bớt một dấu phẩy"),
    ("missing comma", "thiếu dấu phẩy giữa các phần", "thêm dấu phẩy giữa hai phần"),
    ("in array", "dấu = ở trong danh sách", "xem danh sách ở trên đã có dấu ] đóng chưa"),
    ("extra ", "thừa dấu =", "chỉ ghi một dấu = giữa khóa và giá trị"),
    ("key with no value", "thiếu dấu = và giá trị sau khóa", "ghi khóa = giá trị"),
    ("missing value", "thiếu giá trị sau dấu =", "ghi giá trị, hoặc bỏ dòng này"),
    ("missing assignment", "thiếu dấu = giữa khóa và giá trị", "ghi khóa = giá trị"),
    ("escape", "dấu \\ trong chữ không đúng", "ghi \\\\, hoặc đặt chữ trong dấu nháy đơn '…'"),
    ("invalid unquoted key", "tên khóa có ký tự không dùng được", "tên khóa chỉ gồm chữ không dấu, số, dấu - và _"),
    ("unquoted keys cannot be empty", "thiếu tên khóa trước dấu =", "ghi khóa = giá trị"),
    ("date", "ngày không có thật hoặc ghi sai", "ghi ngày như 2024-06-19 hoặc \"19/6/2024\""),
    ("leading zero", "số có chữ số 0 ở đầu", "bỏ số 0 ở đầu, hoặc đặt trong dấu nháy nếu không phải số"),
    ("number", "số ghi sai", "chỉ ghi chữ số; chữ thì đặt trong dấu nháy"),
    ("invalid key-value pair", "dòng này không phải khóa = giá trị", "ghi khóa = giá trị, hoặc đặt dấu # ở đầu dòng"),
];

/// A message of the parser as an office understands it; one that is not known keeps its own words.
fn told(said: &str) -> (String, &'static str) {
    match KINDS.iter().find(|(words, ..)| said.contains(words)) {
        Some((_, what, remedy)) => ((*what).to_owned(), remedy),
        None => (format!("cú pháp TOML sai [{said}]"), "xem lại dòng này và dòng ngay trên"),
    }
}

/// The parser's message without quoted text.
fn plain(message: &str) -> String {
    let first = message.lines().next().unwrap_or_default();
    first.split('`').step_by(2).collect::<Vec<_>>().join("…")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is told of a file: place, what is wrong.
    fn fault(text: &str) -> (String, String) {
        let faults = Form::parse("tu-dien.toml", text).into_faults();
        faults.first().map_or_else(Default::default, |fault| (fault.place.clone(), fault.what.clone()))
    }

    #[test]
    fn slips_of_syntax_are_told_with_their_line() {
        let mut missed = Vec::new();
        for (text, place, what) in [
            ("a = 1\na = 2\n", "dòng 2", "khóa này đã ghi ở trên"),
            ("a = \"chữ\nb = 1\n", "dòng 1", "thiếu dấu nháy đóng"),
            ("a = 1\nb \"x\"\n", "dòng 2", "thiếu dấu = "),
            ("a = [\"x\", \"y\"\n", "dòng 1", "danh sách thiếu dấu ] đóng"),
            ("a = [\"x\" \"y\"]\n", "dòng 1", "thiếu dấu phẩy"),
            ("a = chữ\n", "dòng 1", "chữ chưa đặt trong dấu nháy"),
            ("a =\n", "dòng 1", "thiếu giá trị sau dấu ="),
            ("[mục\n", "dòng 1", "tên mục"),
            ("a = 2024-13-40\n", "dòng 1", "ngày không có thật"),
            ("a = \"C:\\so\"\n", "dòng 1", "dấu \\ trong chữ"),
            ("địa = 1\n", "dòng 1", "tên khóa"),
        ] {
            let (at, told) = fault(text);
            missed.extend((at != place || !told.contains(what)).then(|| format!("{text:?}: {at}, {told}")));
        }
        assert!(missed.is_empty(), "{missed:#?}");
    }

    #[test]
    fn a_message_that_is_not_known_keeps_its_place_and_its_words() {
        let (what, _) = told("something that a later parser says");
        assert_eq!(what, "cú pháp TOML sai [something that a later parser says]");
    }

    #[test]
    fn what_was_written_is_never_echoed() {
        let (_, told) = fault("password = bi-mat\n");
        assert!(!told.contains("bi-mat"), "{told}");
    }
}
