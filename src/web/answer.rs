//! What a browser gets that is not the page it asked for: another address, or a refusal in words.

use axum::extract::State;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{Html, IntoResponse, Response};
use minijinja::context;

use super::Shared;
use crate::failure::{Exit, Failure};
use crate::ledger::LedgerError;
use crate::letter::wording;

/// Why a page is not shown or a change not made; two lines for the person.
#[derive(Debug)]
pub(crate) struct Refusal {
    status: StatusCode,
    title: &'static str,
    message: String,
    /// What was typed and not done.
    written: Vec<(&'static str, String)>,
    /// Where the person logs in again and comes back to the page of the form.
    login: String,
}

impl Refusal {
    fn new(status: StatusCode, title: &'static str, message: impl Into<String>) -> Self {
        Self { status, title, message: message.into(), written: Vec::new(), login: String::new() }
    }

    /// With what a person wrote in the form that was sent, to be copied from the page.
    pub fn keeping(self, fields: &[(String, String)]) -> Self {
        Self { written: super::tried::written(fields), ..self }
    }

    /// Whether a person wrote anything.
    pub fn keeps(&self) -> bool {
        !self.written.is_empty()
    }

    /// Why, in words.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The session has ended since the form was opened; `login` leads back to it.
    pub fn ended(login: String) -> Self {
        let message =
            "Phiên làm việc đã hết trước khi gửi; chưa có gì thay đổi. Hãy đăng nhập lại rồi làm lại việc này.";
        Self { login, ..Self::new(StatusCode::FORBIDDEN, "Cần đăng nhập lại", message) }
    }

    /// There is no such page, mail, unit.
    pub fn missing(what: &str) -> Self {
        let message = format!("Không có {what}. Có thể địa chỉ bị gõ sai, hoặc mục này đã được đổi số.");
        Self::new(StatusCode::NOT_FOUND, "Không tìm thấy", message)
    }

    /// What was asked cannot be done; the person's matter.
    pub fn input(message: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, "Chưa thực hiện được", message)
    }

    /// The form was not sent by a page of ours, or by one of another session.
    pub fn foreign() -> Self {
        let message = "Yêu cầu không đến từ trang này của phiên đang làm việc. Hãy mở lại trang rồi làm lại; chưa có gì thay đổi.";
        Self::new(StatusCode::FORBIDDEN, "Chưa thực hiện", message)
    }

    /// A leader's account only reads.
    pub fn only_reads() -> Self {
        let message = "Tài khoản lãnh đạo chỉ xem. Xin chuyển việc này cho chuyên viên.";
        Self::new(StatusCode::FORBIDDEN, "Tài khoản chỉ xem", message)
    }

    /// Only who keeps the accounts may.
    pub fn not_admin() -> Self {
        Self::new(StatusCode::FORBIDDEN, "Không có quyền", "Việc này chỉ người có vai trò quản trị được làm.")
    }

    /// The form was too long.
    pub fn too_long() -> Self {
        Self::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            "Nội dung quá dài",
            "Nội dung gửi lên quá dài. Hãy rút ngắn rồi gửi lại.",
        )
    }

    /// The form cannot be read.
    pub fn unreadable() -> Self {
        Self::new(
            StatusCode::BAD_REQUEST,
            "Không đọc được",
            "Nội dung gửi lên không đọc được. Hãy mở lại trang rồi làm lại.",
        )
    }

    /// Our own fault.
    pub fn ours() -> Self {
        let message = "Chương trình có lỗi khi làm trang này. Chưa có gì thay đổi; hãy thử lại, nếu vẫn lỗi xin báo người quản trị.";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Có lỗi", message)
    }
}

impl From<Failure> for Refusal {
    fn from(failure: Failure) -> Self {
        match failure.exit {
            Exit::Input => Self::input(failure.message),
            Exit::Outside => {
                tracing::warn!(failure = failure.message, "a page could not be made");
                let message =
                    "Chưa đọc được sổ hoặc ổ đĩa. Hãy thử lại sau ít phút; nếu vẫn vậy xin báo người quản trị.";
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "Tạm thời chưa được", message)
            }
            _ => {
                tracing::error!(failure = failure.message, "a page could not be made");
                Self::ours()
            }
        }
    }
}

impl From<LedgerError> for Refusal {
    fn from(error: LedgerError) -> Self {
        match &error {
            LedgerError::Missing(what) => Self::missing(what),
            _ => Failure::from_ledger(error).into(),
        }
    }
}

impl IntoResponse for Refusal {
    /// A page of its own, without the frame: nothing of the office is needed to say it.
    fn into_response(self) -> Response {
        let Self { status, title, message, written, login } = self;
        let page = super::pages::refusal(context! { title, message, written => super::pages::value(&written), login });
        (status, Html(page)).into_response()
    }
}

/// There is no such page.
pub(super) async fn nowhere(State(_): State<Shared>) -> Refusal {
    Refusal::missing("trang này")
}

/// After a change the browser asks for a page again, so that reloading changes nothing.
pub(crate) fn see_other(place: &str) -> Response {
    let place = HeaderValue::from_str(place).unwrap_or(HeaderValue::from_static("/"));
    (StatusCode::SEE_OTHER, [(header::LOCATION, place)]).into_response()
}

impl From<crate::desk::Refusal> for Refusal {
    fn from(refusal: crate::desk::Refusal) -> Self {
        match refusal {
            crate::desk::Refusal::Failed(failure) => failure.into(),
            other => Self::input(wording::upper_first(&format!("{other}."))),
        }
    }
}
