//! Lists in a file.

use super::{Put, Section};

impl Section<'_, '_> {
    /// A list of texts; a single text is a list of one.
    #[must_use]
    pub fn texts(&self, key: &'static str) -> Option<Vec<Put<String>>> {
        let value = self.raw(key)?;
        if let Some(text) = value.value.as_str() {
            return Some(vec![Put { value: text.trim().to_owned(), span: value.span }]);
        }
        let Some(array) = value.value.as_array() else {
            self.wrong_kind(key, value.span, "danh sách [\"…\", \"…\"]");
            return None;
        };
        let mut list = Vec::new();
        for item in array.iter() {
            match item.get_ref().as_str() {
                Some(text) => list.push(Put { value: text.trim().to_owned(), span: item.span() }),
                None => self.wrong_kind(key, item.span(), "danh sách chữ [\"…\", \"…\"]"),
            }
        }
        Some(list)
    }

    /// A list of texts, written as one: where a text alone would be read as one entry, though several were meant.
    #[must_use]
    pub fn list(&self, key: &'static str) -> Option<Vec<Put<String>>> {
        let value = self.raw(key)?;
        if value.value.is_str() {
            self.wrong_kind(key, value.span, "danh sách [\"…\", \"…\"], dù chỉ có một mục");
            return None;
        }
        self.texts(key)
    }

    /// A list of whole numbers inside `range`.
    #[must_use]
    pub fn numbers(&self, key: &'static str, range: std::ops::RangeInclusive<u8>) -> Option<Vec<u8>> {
        let value = self.raw(key)?;
        let wanted = format!("danh sách số từ {} đến {}, ví dụ [3, 1]", range.start(), range.end());
        let Some(array) = value.value.as_array() else {
            self.wrong_kind(key, value.span, &wanted);
            return None;
        };
        let mut list = Vec::new();
        for item in array.iter() {
            let number = item.get_ref().as_integer().and_then(|n| u8::from_str_radix(n.as_str(), n.radix()).ok());
            match number.filter(|number| range.contains(number)) {
                Some(number) => list.push(number),
                None => self.wrong_kind(key, item.span(), &wanted),
            }
        }
        Some(list)
    }
}
