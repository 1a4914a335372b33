//! The texts of pages, built in. A fault in one of them shows at start, not when a clerk opens it.

use std::borrow::Cow;
use std::sync::LazyLock;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior, Value, escape_formatter};
use serde::Serialize;

use super::{asset, phone};
use crate::letter::wording;
use crate::spelling::file_name::shortened;

/// Longer than any name that a sender can give a file.
const MOST_LETTERS: usize = 70_000;

/// Every page and every piece that pages share.
const PAGES: &[(&str, &str)] = &[
    ("khung.html", include_str!("pages/khung.html")),
    ("ban-in.html", include_str!("pages/ban-in.html")),
    ("bieu-mau.html", include_str!("pages/bieu-mau.html")),
    ("loi.html", include_str!("pages/loi.html")),
    ("dang-nhap.html", include_str!("pages/dang-nhap.html")),
    ("lanh-dao.html", include_str!("pages/lanh-dao.html")),
    ("bang.html", include_str!("pages/bang.html")),
    ("can-kiem-tra.html", include_str!("pages/can-kiem-tra.html")),
    ("kiem-tra.html", include_str!("pages/kiem-tra.html")),
    ("tra-loi.html", include_str!("pages/tra-loi.html")),
    ("hoi.html", include_str!("pages/hoi.html")),
    ("thu-den.html", include_str!("pages/thu-den.html")),
    ("thu.html", include_str!("pages/thu.html")),
    ("chu.html", include_str!("pages/chu.html")),
    ("danh-dau.html", include_str!("pages/danh-dau.html")),
    ("goc.html", include_str!("pages/goc.html")),
    ("mot-thu.html", include_str!("pages/mot-thu.html")),
    ("so-lieu.html", include_str!("pages/so-lieu.html")),
    ("mang-ve.html", include_str!("pages/mang-ve.html")),
    ("so.html", include_str!("pages/so.html")),
    ("so-sua.html", include_str!("pages/so-sua.html")),
    ("so-dong.html", include_str!("pages/so-dong.html")),
    ("the-don-vi.html", include_str!("pages/the-don-vi.html")),
    ("nghia-vu.html", include_str!("pages/nghia-vu.html")),
    ("goi-dien.html", include_str!("pages/goi-dien.html")),
    ("don-vi.html", include_str!("pages/don-vi.html")),
    ("nhat-ky.html", include_str!("pages/nhat-ky.html")),
    ("vu-viec.html", include_str!("pages/vu-viec.html")),
    ("vu-viec-mot.html", include_str!("pages/vu-viec-mot.html")),
    ("tai-khoan.html", include_str!("pages/tai-khoan.html")),
    ("thu-di.html", include_str!("pages/thu-di.html")),
    ("thu-di-mot.html", include_str!("pages/thu-di-mot.html")),
    ("xem-truoc.html", include_str!("pages/xem-truoc.html")),
    ("nghia-vu-viec.html", include_str!("pages/nghia-vu-viec.html")),
];

/// The pages, ready to be filled.
pub(super) struct Pages(Environment<'static>);

impl Pages {
    /// Reads all pages.
    ///
    /// # Errors
    /// The first that is broken, with its line.
    pub fn load() -> Result<Self, minijinja::Error> {
        let mut pages = Environment::new();
        pages.set_undefined_behavior(UndefinedBehavior::Strict);
        pages.set_syntax(SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).build()?);
        pages.set_formatter(|out, state, value| escape_formatter(out, state, &turned(value)));
        pages.add_function("asset", |name: String| asset::address(&name));
        pages.add_function("numbers", |text: String| value(phone::said(&text)));
        for (name, text) in PAGES {
            pages.add_template(name, text)?;
        }
        Ok(Self(pages))
    }

    /// A page with its values.
    ///
    /// # Errors
    /// A value that the page needs and nobody gave.
    pub fn fill(&self, name: &str, values: Value) -> Result<String, minijinja::Error> {
        self.0.get_template(name)?.render(values)
    }
}

/// Whether a sign turns the direction of what follows: `gpj.exe` reads as `exe.jpg` then. No page of ours needs one.
fn turns(letter: char) -> bool {
    matches!(letter, '\u{200e}' | '\u{200f}' | '\u{061c}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// A value without such signs, whoever wrote it: in names, in the text of a mail, in a sentence that quotes it.
fn turned(value: &Value) -> Cow<'_, Value> {
    let text = value.as_str().filter(|text| text.bytes().any(|byte| byte == 0xe2 || byte == 0xd8));
    let Some(text) = text.filter(|text| text.contains(turns)) else { return Cow::Borrowed(value) };
    let text = text.replace(turns, "");
    Cow::Owned(if value.is_safe() { Value::from_safe_string(text) } else { Value::from(text) })
}

/// A value of ours as pages see it.
pub(crate) fn value(of: impl Serialize) -> Value {
    Value::from(Serde(of))
}

/// The name of a file as a page shows it: in one line, with its ending however long it is.
pub(super) fn file_name(name: &str, letters: usize) -> String {
    shortened(&wording::foreign(name, MOST_LETTERS), letters)
}

/// The page of a refusal; plain words when even that cannot be made.
pub(super) fn refusal(values: Value) -> String {
    static LOADED: LazyLock<Option<Pages>> = LazyLock::new(|| Pages::load().ok());
    let made = LOADED.as_ref().and_then(|pages| pages.fill("loi.html", values).ok());
    made.unwrap_or_else(|| "Chương trình có lỗi; xin báo người quản trị.".to_owned())
}
