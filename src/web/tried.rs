//! A form that was not done: its page again, with everything that was typed and why. What a person wrote is never lost,
//! whatever became meanwhile of the thing it was written about.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use axum::response::{Html, IntoResponse as _, Response};
use minijinja::{Value, context};
use serde::Serialize;

use super::answer::Refusal;
use super::frame::frame;
use super::guard::Posted;
use super::pages::value;
use super::{Look, Shared};
use crate::desk;
use crate::failure::Failure;
use crate::letter::wording;
use crate::roster::is_id;

/// What stands in a page where a form says why it was not done (`bieu-mau.html`).
const SAID: &str = " id=\"loi\"";

/// A form that was sent and not done. The default: the page is merely asked for.
#[derive(Debug, Clone, Default, Serialize)]
pub(super) struct Tried {
    /// Whether there was one.
    pub sent: bool,
    /// What it would do; forms that do one thing only have no name for it.
    pub deed: String,
    /// Why not, in a sentence; empty when the person wants to change what was typed.
    pub why: String,
    /// Its fields but for what is asked anew.
    pub typed: BTreeMap<String, String>,
    /// What was typed, where the page has no such form any more; what each field is called, and what stood in it.
    pub written: Vec<(&'static str, String)>,
}

impl Tried {
    /// What was sent, and why it was not done.
    pub fn of(posted: &Posted, why: String) -> Self {
        let deed = posted.text("viec").unwrap_or_default().to_owned();
        Self { sent: true, deed, why, typed: typed(&posted.fields), written: Vec::new() }
    }
}

/// Fields that no page shows again: what is asked anew, and passwords.
const ANEW: [&str; 6] = ["csrf", "buoc", "cu", "moi", "moi-lai", "mat-khau"];

/// What was typed in a form, but for what is asked anew.
pub(super) fn typed(fields: &[(String, String)]) -> BTreeMap<String, String> {
    fields.iter().filter(|(name, _)| !ANEW.contains(&name.as_str())).cloned().collect()
}

/// The fields in which people write, in the order of a form; what each is called.
const WRITTEN: [(&str, &str); 14] = [
    ("don-vi", "Đơn vị"),
    ("ten", "Tên"),
    ("ho-ten", "Họ và tên"),
    ("vao-so", "Gộp vào số"),
    ("so-hieu", "Số, ký hiệu"),
    ("luc", "Lúc"),
    ("nhan-luc", "Nhận lúc"),
    ("den", "Đến hết ngày"),
    ("can-cu", "Văn bản"),
    ("thu", "Số của thư"),
    ("so", "Số tiếp nhận"),
    ("cach", "Cách nhận"),
    ("ly-do", "Lý do, ghi chú"),
    ("tu", "Từ ngày"),
];

/// What a person wrote in a form, to be copied from the page: nothing that only programs read.
pub(super) fn written(fields: &[(String, String)]) -> Vec<(&'static str, String)> {
    // On a button that takes something back nobody wrote anything.
    if fields.iter().any(|(name, _)| name == "hoan-lai") {
        return Vec::new();
    }
    let said = |(field, words): (&str, &'static str)| {
        let own = fields.iter().filter(move |(name, _)| {
            // A form that takes several has them numbered: "don-vi-0".
            name == field || name.strip_prefix(field).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_number)
        });
        own.map(|(_, text)| text.trim())
            .filter(|text| !text.is_empty() && !is_id(text))
            .map(|text| (words, wording::foreign(text, 4000)))
            .collect::<Vec<_>>()
    };
    WRITTEN.into_iter().flat_map(said).collect()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Why the desk did not do it, as a sentence.
pub(super) fn sentence(refusal: desk::Refusal) -> String {
    match refusal {
        desk::Refusal::Failed(failure) => Refusal::from(failure).message().to_owned(),
        other => wording::upper_first(&format!("{}.", other.to_string().trim_end_matches('.'))),
    }
}

/// The page of a form once more, with what was typed in it and why it was not done beside it. Where the page has no
/// such form any more both stand at its head; where there is no such page any more, on a page of their own.
pub(super) async fn again<W>(
    site: Shared,
    posted: Posted,
    (here, name): (&'static str, &'static str),
    why: String,
    work: W,
) -> Response
where
    W: FnOnce(&Look<'_>, &Tried) -> Result<Value, Refusal> + Send + 'static,
{
    let asks = why.is_empty();
    let fields = posted.fields.clone();
    let made = tokio::task::spawn_blocking(move || {
        let mut tried = Tried::of(&posted, why);
        let look = site.look();
        let values = work(&look, &tried)?;
        let frame = frame(&look, &posted.who, here)?;
        let fill = |tried: &Tried| {
            let values = context! { ..values.clone(), ..frame.clone(), ..context! { tried => value(tried) } };
            site.pages.fill(name, values).map_err(|error| Refusal::from(Failure::ours(format!("{error:#}"))))
        };
        let page = fill(&tried)?;
        if tried.why.is_empty() || page.contains(SAID) {
            return Ok(page);
        }
        tried.written = written(&posted.fields);
        tried.deed.clear();
        tried.sent = false;
        fill(&tried)
    });
    let made = made.await.unwrap_or_else(|_| Err(Refusal::ours()));
    match made {
        Ok(page) if asks => Html(page).into_response(),
        Ok(page) => (StatusCode::UNPROCESSABLE_ENTITY, Html(page)).into_response(),
        Err(refusal) => refusal.keeping(&fields).into_response(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fields(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()
    }

    #[test]
    fn what_was_written_is_named_and_what_only_programs_read_is_not_shown() {
        let sent = fields(&[
            ("csrf", "00"),
            ("viec", "gia-han"),
            ("xem-luc", "1593500000000"),
            ("moi", "mật khẩu mới"),
            ("don-vi", "so-y-te"),
            ("don-vi-1", "Sở Y tế"),
            ("don-vi-khac", "gì đó"),
            ("ly-do", " Đơn vị đang có dịch "),
        ]);
        let shown = written(&sent);
        assert_eq!(shown, [("Đơn vị", "Sở Y tế".to_owned()), ("Lý do, ghi chú", "Đơn vị đang có dịch".to_owned())]);
    }

    #[test]
    fn no_password_is_shown_again() {
        let sent = fields(&[("moi", "một câu dài"), ("moi-lai", "một câu dài"), ("cu", "câu cũ"), ("ten", "Hòa")]);
        assert_eq!(typed(&sent).into_keys().collect::<Vec<_>>(), ["ten"]);
    }
}
