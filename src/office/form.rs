//! Reads what people write in TOML: each value with its line, each fault at once, unknown keys with the nearest known
//! one. Never echoes a line, because a password may stand in it.

mod lists;
mod syntax;

use std::cell::RefCell;
use std::ops::Range;

use jiff::civil::{Date, Time};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::roster::check::Fault;

/// A parsed file, and what is wrong with it so far.
#[derive(Debug)]
pub struct Form<'t> {
    file: String,
    text: &'t str,
    root: DeTable<'t>,
    /// What holds where the file is silent.
    defaults: DeTable<'t>,
    faults: RefCell<Vec<Fault>>,
    /// Whether a fault of syntax took other lines with it, so that only that one is worth naming.
    swallowed: bool,
}

impl<'t> Form<'t> {
    /// Parses a file; faults of syntax are kept like all others.
    #[must_use]
    pub fn parse(file: &str, text: &'t str) -> Self {
        Self::over(file, text, "")
    }

    /// Parses a file that is completed by another, which is ours and right.
    #[must_use]
    pub fn over(file: &str, text: &'t str, defaults: &'t str) -> Self {
        let (root, errors) = DeTable::parse_recoverable(text);
        let (defaults, _) = DeTable::parse_recoverable(defaults);
        let (root, defaults) = (root.into_inner(), defaults.into_inner());
        let faults = RefCell::default();
        let mut form = Self { file: file.to_owned(), text, root, defaults, faults, swallowed: false };
        form.misread(&errors);
        form
    }

    /// The outermost section.
    #[must_use]
    pub fn root<'f>(&'f self) -> Section<'f, 't> {
        Section {
            form: self,
            name: String::new(),
            table: Some(&self.root),
            defaults: Some(&self.defaults),
            at: 0,
            known: RefCell::default(),
        }
    }

    /// Everything found so far.
    #[must_use]
    pub fn into_faults(self) -> Vec<Fault> {
        let mut faults = self.faults.into_inner();
        if self.swallowed {
            faults.truncate(1);
        }
        faults
    }

    /// Notes an error at a place in the text.
    pub fn error(&self, span: Range<usize>, what: String, rule: &str, remedy: &str) {
        let place = self.place(span.start);
        self.faults.borrow_mut().push(Fault::error(&self.file, &place, what, rule, remedy));
    }

    /// Notes a warning at a place in the text.
    pub fn warning(&self, span: Range<usize>, what: String, rule: &str, remedy: &str) {
        let place = self.place(span.start);
        self.faults.borrow_mut().push(Fault::warning(&self.file, &place, what, rule, remedy));
    }

    fn place(&self, at: usize) -> String {
        let above = self.text.as_bytes().iter().take(at).filter(|byte| **byte == b'\n').count();
        format!("dòng {}", above.saturating_add(1))
    }
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Put<T> {
    /// The value.
    pub value: T,
    /// Bytes of the file.
    pub span: Range<usize>,
}

/// A table of a file. Each key that is asked for is known; [`Section::finish`] names the others.
#[derive(Debug)]
pub struct Section<'f, 't> {
    form: &'f Form<'t>,
    name: String,
    /// What the office wrote; none when it left the section out.
    table: Option<&'f DeTable<'t>>,
    defaults: Option<&'f DeTable<'t>>,
    at: usize,
    known: RefCell<Vec<&'static str>>,
}

/// A value, and where to point when it is wrong.
struct Found<'f, 't> {
    value: &'f DeValue<'t>,
    span: Range<usize>,
}

fn look<'f, 't>(table: Option<&'f DeTable<'t>>, key: &str) -> Option<&'f Spanned<DeValue<'t>>> {
    table?.iter().find(|(written, _)| written.get_ref() == key).map(|(_, value)| value)
}

impl<'f, 't> Section<'f, 't> {
    fn raw(&self, key: &'static str) -> Option<Found<'f, 't>> {
        self.known.borrow_mut().push(key);
        if let Some(value) = look(self.table, key) {
            return Some(Found { value: value.get_ref(), span: value.span() });
        }
        look(self.defaults, key).map(|value| Found { value: value.get_ref(), span: self.span() })
    }

    /// Whether the office itself wrote this key.
    #[must_use]
    pub fn has(&self, key: &str) -> bool {
        look(self.table, key).is_some()
    }

    /// The key with the sections it stands in, as people write it.
    #[must_use]
    pub fn full(&self, key: &str) -> String {
        if self.name.is_empty() { key.to_owned() } else { format!("{}.{key}", self.name) }
    }

    /// Where the section begins, for faults of the whole section.
    #[must_use]
    pub fn span(&self) -> Range<usize> {
        let keys = self.table.into_iter().flatten().map(|(key, _)| key.span());
        keys.min_by_key(|span| span.start).unwrap_or(self.at..self.at)
    }

    /// Notes an error about a value of this section.
    pub fn error(&self, span: Range<usize>, what: String, rule: &str, remedy: &str) {
        self.form.error(span, what, rule, remedy);
    }

    /// Notes a warning about a value of this section.
    pub fn warning(&self, span: Range<usize>, what: String, rule: &str, remedy: &str) {
        self.form.warning(span, what, rule, remedy);
    }

    fn wrong_kind(&self, key: &str, span: Range<usize>, wanted: &str) {
        self.error(
            span,
            format!("“{}” không đúng kiểu", self.full(key)),
            &format!("“{}” phải là {wanted}", self.full(key)),
            "ghi lại giá trị theo mẫu trong tệp mặc định",
        );
    }

    /// A text; white space at the ends is cut off.
    #[must_use]
    pub fn text(&self, key: &'static str) -> Option<Put<String>> {
        let value = self.raw(key)?;
        if let Some(text) = value.value.as_str() {
            return Some(Put { value: text.trim().to_owned(), span: value.span });
        }
        self.wrong_kind(key, value.span, "chữ trong dấu nháy kép");
        None
    }

    /// A text that must be there and not be empty; a fault otherwise.
    #[must_use]
    pub fn required(&self, key: &'static str, meaning: &str) -> Option<Put<String>> {
        let text = self.text(key).filter(|text| !text.value.is_empty());
        if text.is_none() && self.raw(key).is_none_or(|value| value.value.is_str()) {
            self.error(
                self.span(),
                format!("thiếu “{}” ({meaning})", self.full(key)),
                "Khóa này bắt buộc phải có",
                &format!("thêm dòng {key} = \"…\""),
            );
        }
        text
    }

    /// A whole number inside `range`.
    #[must_use]
    pub fn number(&self, key: &'static str, range: std::ops::RangeInclusive<u32>) -> Option<Put<u32>> {
        let value = self.raw(key)?;
        let number = value.value.as_integer().and_then(|n| u32::from_str_radix(n.as_str(), n.radix()).ok());
        match number.filter(|number| range.contains(number)) {
            Some(number) => Some(Put { value: number, span: value.span }),
            None => {
                self.wrong_kind(key, value.span, &format!("số từ {} đến {}", range.start(), range.end()));
                None
            }
        }
    }

    /// true or false.
    #[must_use]
    pub fn flag(&self, key: &'static str) -> Option<bool> {
        let value = self.raw(key)?;
        if let Some(flag) = value.value.as_bool() {
            return Some(flag);
        }
        self.wrong_kind(key, value.span, "true (có) hoặc false (không)");
        None
    }

    /// A day, as TOML writes it (2020-06-19), or as offices do ("19/6/2020").
    #[must_use]
    pub fn date(&self, key: &'static str) -> Option<Put<Date>> {
        let value = self.raw(key)?;
        let date = match value.value {
            DeValue::Datetime(moment) if moment.time.is_none() => moment.date.and_then(civil),
            DeValue::String(text) => crate::roster::read::parse_date(text),
            _ => None,
        };
        if date.is_none() {
            self.wrong_kind(key, value.span.clone(), "ngày, ghi 2020-06-19 hoặc \"19/6/2020\"");
        }
        date.map(|date| Put { value: date, span: value.span })
    }

    /// A time of day ("07:30").
    #[must_use]
    pub fn time(&self, key: &'static str) -> Option<Put<Time>> {
        let value = self.raw(key)?;
        let text = value
            .value
            .as_str()
            .map(ToOwned::to_owned)
            .or_else(|| value.value.as_datetime().filter(|moment| moment.date.is_none()).map(ToString::to_string));
        let time = text.and_then(|text| clock(&text));
        if time.is_none() {
            self.wrong_kind(key, value.span.clone(), "giờ, ghi \"07:30\"");
        }
        time.map(|time| Put { value: time, span: value.span })
    }

    /// A section inside this one, when the office or the defaults have it.
    #[must_use]
    pub fn section(&self, key: &'static str) -> Option<Section<'f, 't>> {
        let value = self.raw(key)?;
        let Some(table) = value.value.as_table() else {
            self.wrong_kind(key, value.span, &format!("một mục [{}]", self.full(key)));
            return None;
        };
        let table = self.has(key).then_some(table);
        let defaults = look(self.defaults, key).and_then(|value| value.get_ref().as_table());
        Some(self.inner(key, table, defaults, value.span.start))
    }

    /// Every `[[key]]` of this section.
    #[must_use]
    pub fn sections(&self, key: &'static str) -> Vec<Section<'f, 't>> {
        self.each(key, None)
    }

    /// The same, each completed by what the defaults have in the section `like`.
    #[must_use]
    pub fn sections_like(&self, key: &'static str, like: &str) -> Vec<Section<'f, 't>> {
        self.each(key, look(self.defaults, like).and_then(|value| value.get_ref().as_table()))
    }

    fn each(&self, key: &'static str, defaults: Option<&'f DeTable<'t>>) -> Vec<Section<'f, 't>> {
        let Some(value) = self.raw(key) else { return Vec::new() };
        let Some(array) = value.value.as_array() else {
            self.wrong_kind(key, value.span, &format!("các mục [[{}]]", self.full(key)));
            return Vec::new();
        };
        let tables = array.iter().filter_map(|item| Some((item.get_ref().as_table()?, item.span().start)));
        tables.map(|(table, at)| self.inner(key, Some(table), defaults, at)).collect()
    }

    fn inner(
        &self,
        key: &str,
        table: Option<&'f DeTable<'t>>,
        defaults: Option<&'f DeTable<'t>>,
        at: usize,
    ) -> Section<'f, 't> {
        Section { form: self.form, name: self.full(key), table, defaults, at, known: RefCell::default() }
    }

    /// Names every key that nobody asked for, with the nearest that is known.
    pub fn finish(self) {
        let known = self.known.borrow();
        for (key, _) in self.table.into_iter().flatten().filter(|(key, _)| !known.iter().any(|k| k == key.get_ref())) {
            let near = known
                .iter()
                .map(|known| (strsim::damerau_levenshtein(known, key.get_ref()), *known))
                .filter(|(distance, known)| *distance <= known.len().min(key.get_ref().len()).div_ceil(2).min(4))
                .min();
            let remedy = match near {
                Some((_, near)) => format!("có phải là “{near}”?"),
                None => format!("bỏ dòng này; các khóa của mục: {}", list(&known)),
            };
            let what = format!("khóa “{}” không có trong hệ thống", self.full(key.get_ref()));
            self.error(key.span(), what, "Chỉ dùng những khóa có trong tệp mẫu", &remedy);
        }
    }
}

fn list(known: &[&str]) -> String {
    let mut names: Vec<&str> = known.to_vec();
    names.sort_unstable();
    names.dedup();
    names.join(", ")
}

fn civil(date: toml::value::Date) -> Option<Date> {
    Date::new(i16::try_from(date.year).ok()?, i8::try_from(date.month).ok()?, i8::try_from(date.day).ok()?).ok()
}

/// A time of day: "7:30", "07:30", "07:30:00", "7h30".
#[must_use]
pub fn clock(text: &str) -> Option<Time> {
    let mut parts = text.split([':', 'h', 'g']);
    let hour: i8 = parts.next()?.trim().parse().ok()?;
    let minute: i8 = parts.next().filter(|minute| !minute.trim().is_empty()).unwrap_or("0").trim().parse().ok()?;
    if parts.any(|second| second.trim() != "00") {
        return None;
    }
    if (hour, minute) == (24, 0) {
        return Time::new(23, 59, 59, 0).ok();
    }
    Time::new(hour, minute, 0, 0).ok()
}
