//! What staff do about letters.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use minijinja::Value;

use super::fate::moment;
use crate::desk::outbox::{self, Paused, Resumed, Which};
use crate::desk::{Refusal, Said};
use crate::web::address::Path;
use crate::web::answer::see_other;
use crate::web::flash::Flash;
use crate::web::guard::Posted;
use crate::web::tried::{again, sentence};
use crate::web::{Look, Shared, answer};

/// Something is done about one letter.
pub(in crate::web) async fn act(State(site): State<Shared>, Path(id): Path<i64>, posted: Posted) -> Response {
    let work = move |look: &Look<'_>, posted: &Posted| of_one(look, id, posted);
    let page = ("/thu-di", "thu-di-mot.html");
    done(site, posted, &format!("/thu-di/{id}"), work, page, move |look| super::one::shown(look, id)).await
}

/// All sending is stopped or let go on, or what failed is taken note of.
pub(in crate::web) async fn sending(State(site): State<Shared>, posted: Posted) -> Response {
    let page = ("/thu-di", "thu-di.html");
    done(site, posted, "/thu-di", of_all, page, |look| super::listed(look, &super::Asked::default())).await
}

/// Does it where it may block; what came of it stands on the page to which the browser goes then. When it is refused,
/// the page of the form is shown again, with what was typed.
pub(in crate::web) async fn done<W, V>(
    site: Shared,
    posted: Posted,
    there: &str,
    work: W,
    page: (&'static str, &'static str),
    view: V,
) -> Response
where
    W: FnOnce(&Look<'_>, &Posted) -> Result<Flash, Refusal> + Send + 'static,
    V: FnOnce(&Look<'_>) -> Result<Value, answer::Refusal> + Send + 'static,
{
    let (shared, asked) = (Shared::clone(&site), posted.clone());
    let Ok(did) = tokio::task::spawn_blocking(move || work(&shared.look(), &asked)).await else {
        return answer::Refusal::ours().into_response();
    };
    match did {
        Ok(flash) => {
            site.flashes.put(&posted.who, flash);
            see_other(there)
        }
        Err(refusal) => again(site, posted, page, sentence(refusal), |look, _| view(look)).await,
    }
}

/// Who, and why; what has a usual reason need not be told.
pub(in crate::web) fn said(posted: &Posted, usual: &str) -> Result<Said, Refusal> {
    Said::new(&posted.who.account.full_name, posted.text("ly-do").unwrap_or(usual))
}

fn of_one(look: &Look<'_>, id: i64, posted: &Posted) -> Result<Flash, Refusal> {
    let desk = &look.desk;
    match posted.text("viec") {
        Some("gui-lai") => {
            let next = outbox::retry(desk, id, &said(posted, "chuyên viên yêu cầu gửi lại")?)?;
            let zone = &look.rules().office.time_zone;
            let when = if next > look.now() {
                format!("từ {}", moment(next, zone))
            } else {
                "trong vòng một phút".to_owned()
            };
            Ok(Flash::done(format!("Thư được xếp lại để gửi {when}.")))
        }
        Some("huy") => {
            let letter = outbox::cancel(desk, id, &said(posted, "")?)?;
            let unsure = if letter.unknowns > 0 {
                " Lưu ý: lần gửi trước không rõ máy chủ đã nhận hay chưa; người nhận có thể đã có thư này."
            } else {
                ""
            };
            Ok(Flash::done(format!("Đã hủy thư; thư này không được lập lại.{unsure}")))
        }
        Some("da-xem") => {
            outbox::seen(desk, &Which::These(vec![id]), &said(posted, "chuyên viên đã xem")?)?;
            Ok(Flash::done("Đã ghi là đã xem; danh sách thôi nêu lại thư này."))
        }
        _ => Err(unclear()),
    }
}

fn of_all(look: &Look<'_>, posted: &Posted) -> Result<Flash, Refusal> {
    let desk = &look.desk;
    match posted.text("viec") {
        Some("dung") => {
            let Paused { news, waiting, .. } = outbox::pause(desk, &said(posted, "")?)?;
            Ok(Flash::done(match news {
                true => format!("Đã dừng gửi mọi thư; {waiting} thư đang chờ được giữ nguyên. Vẫn nhận và vào sổ."),
                false => "Việc gửi thư đã dừng từ trước; không có gì thay đổi.".to_owned(),
            }))
        }
        Some("gui") => {
            let Resumed { news, old } = outbox::resume(desk, &said(posted, "hết lý do dừng")?)?;
            let old = match old {
                0 => String::new(),
                old => format!(" {old} thư không còn đúng nên giữ lại, không gửi."),
            };
            Ok(Flash::done(match news {
                true => format!("Thư được gửi trở lại, trong vòng một phút.{old}"),
                false => "Không có lệnh dừng gửi nào; không có gì thay đổi.".to_owned(),
            }))
        }
        Some("da-xem-het") => {
            let noted = outbox::seen(desk, &Which::All, &said(posted, "chuyên viên đã xem")?)?;
            Ok(Flash::done(format!("Đã ghi {noted} thư không gửi được là đã xem.")))
        }
        _ => Err(unclear()),
    }
}

/// A form of ours that is older than the program.
pub(in crate::web) fn unclear() -> Refusal {
    Refusal::Impossible("không rõ việc cần làm; hãy mở lại trang".to_owned())
}
