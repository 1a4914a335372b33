//! A file of a mail, handed to a browser so that it cannot act there.

use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::guard::form_pair;
use super::super::pages::file_name;
use super::piece::is_secret;
use crate::desk::taken::{self, Taken};
use crate::evidence::Role;
use crate::text::sniff;

/// What the address asks for.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default)]
pub(in crate::web) struct Asked {
    /// "1": to be shown, not saved.
    xem: String,
}

/// A file of a mail.
#[derive(Debug, Clone)]
pub(super) struct File {
    /// Its name, as people see it.
    pub name: String,
    /// What the sender called its kind.
    pub media_type: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// A file that is shown may do nothing: no script, no form, no address of its own.
const SHOWN: &str = "sandbox; default-src 'none'; img-src 'self'; frame-ancestors 'self'";
/// Browsers show PDF in a process of their own that sees nothing of ours, and refuse to in a sandbox.
const SHOWN_PDF: &str = "default-src 'none'; object-src 'self'; frame-ancestors 'self'";

impl File {
    /// The file at this place of a mail, for `by`, whom the journal names where it is withheld.
    ///
    /// # Errors
    /// No such file; a mail that bears a secrecy mark; a file that nobody should open.
    pub fn of(look: &Look<'_>, mail: i64, place: usize, by: &str) -> Result<Self, Refusal> {
        let all = Self::all(look, mail, place, by)?;
        all.into_iter().nth(place).ok_or_else(|| Refusal::missing("tệp này trong thư đã lưu"))
    }

    /// All files of a mail, when the one at this place may be opened: it may be one volume of several.
    ///
    /// # Errors
    /// As [`File::of`].
    pub fn all(look: &Look<'_>, mail: i64, place: usize, by: &str) -> Result<Vec<Self>, Refusal> {
        let (files, evidence) = look.read(|snapshot| Ok((snapshot.attachments(mail)?, snapshot.evidence(mail)?)))?;
        let file = files.get(place).ok_or_else(|| Refusal::missing("tệp này trong thư"))?;
        if is_secret(&evidence) {
            // The name of such a file may say what it must not.
            let which = format!("tệp {}", place.saturating_add(1));
            taken::note(&look.desk, Taken::Withheld(mail), by, &which)?;
            return Err(Refusal::input("Thư có dấu độ mật: tệp không được mở hay tải từ trang này."));
        }
        if file.role == Role::Dangerous {
            let why = "Tệp là chương trình, có macro hoặc là trang mạng nên không được mở hay tải từ trang này.";
            return Err(Refusal::input(format!("{why} Hãy đề nghị đơn vị gửi lại .docx hoặc .pdf.")));
        }
        let contents = look.desk.reread(mail).map_err(Refusal::from)?.contents;
        let all = files.iter().zip(contents).map(|(file, bytes)| Self {
            name: file_name(&file.file.name, 160),
            media_type: file.file.media_type.clone(),
            bytes,
        });
        Ok(all.collect())
    }

    /// As the readers of files take it.
    pub fn given(&self) -> (&str, &str, &[u8]) {
        (&self.name, &self.media_type, &self.bytes)
    }

    /// What the journal says of it; nothing when a page shows it as a picture.
    pub fn taken(&self, mail: i64, asked: &Asked, by_hand: bool) -> Option<Taken> {
        match shown_as(&self.bytes).filter(|_| asked.xem == "1") {
            None => Some(Taken::File(mail)),
            Some(kind) => (by_hand || kind == PDF).then_some(Taken::Opened(mail)),
        }
    }

    /// To be saved under its name, or shown.
    pub fn answer(self, asked: &Asked) -> Response {
        let shown = shown_as(&self.bytes).filter(|_| asked.xem == "1");
        let way = if shown.is_some() { "inline" } else { "attachment" };
        let name = form_pair("filename*", &self.name).replacen('=', "=UTF-8''", 1);
        let disposition = HeaderValue::from_str(&format!("{way}; {name}"));
        let policy = if shown == Some(PDF) { SHOWN_PDF } else { SHOWN };
        let headers = [
            (header::CONTENT_TYPE, HeaderValue::from_static(shown.unwrap_or("application/octet-stream"))),
            (header::CONTENT_DISPOSITION, disposition.unwrap_or(HeaderValue::from_static("attachment"))),
            (header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(policy)),
        ];
        (headers, self.bytes).into_response()
    }
}

/// How PDF is called.
pub(super) const PDF: &str = "application/pdf";

/// As what a browser may show these bytes; none for all that could act there, SVG and HTML first of all.
pub(super) fn shown_as(bytes: &[u8]) -> Option<&'static str> {
    sniff::still_picture(bytes).or_else(|| bytes.starts_with(b"%PDF-").then_some(PDF))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(name: &str, bytes: &[u8], xem: &str) -> Vec<String> {
        let file = File { name: name.to_owned(), media_type: "image/png".to_owned(), bytes: bytes.to_vec() };
        let answer = file.answer(&Asked { xem: xem.to_owned() });
        let named =
            |name| answer.headers().get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
        vec![named(header::CONTENT_TYPE), named(header::CONTENT_DISPOSITION), named(header::CONTENT_SECURITY_POLICY)]
    }

    #[test]
    fn what_could_act_in_a_browser_is_only_ever_saved() {
        for bytes in ["<svg onload=alert(1)>", "<html><script>", "GIF89", "\u{feff}<svg>", "MZ", ""] {
            let [kind, way, policy] = answer("a\"\r\n.svg", bytes.as_bytes(), "1").try_into().unwrap();
            assert_eq!((kind.as_str(), policy.as_str()), ("application/octet-stream", SHOWN), "{bytes}");
            assert_eq!(way, "attachment; filename*=UTF-8''a%22%0D%0A.svg");
        }
    }

    #[test]
    fn pictures_are_shown_by_their_bytes_when_that_is_asked() {
        let png = [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0];
        assert_eq!(answer("Ảnh.exe", &png, "1")[..2], ["image/png", "inline; filename*=UTF-8''%E1%BA%A2nh.exe"]);
        assert_eq!(answer("Ảnh.exe", &png, "")[0], "application/octet-stream");
    }
}
