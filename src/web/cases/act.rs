//! What staff do about cases.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use minijinja::context;

use crate::desk::case::{self, Opening};
use crate::desk::{Field, Refusal, correct, named};
use crate::dossier::register::number_name;
use crate::standing::grant;
use crate::web::address::Path;
use crate::web::flash::Flash;
use crate::web::frame::page;
use crate::web::guard::Posted;
use crate::web::letters::{done, reason, unclear};
use crate::web::obligation::Drafts;
use crate::web::pages::value;
use crate::web::tried::{again, sentence, typed};
use crate::web::{self, Look, Shared};

/// A case is opened; its letters are shown first.
pub(in crate::web) async fn open(State(site): State<Shared>, posted: Posted) -> Response {
    let page = ("/vu-viec", "vu-viec.html");
    match posted.text("buoc") {
        Some("lam") => done(site, posted, "/vu-viec", opened, page, |look| super::listed(look, false)).await,
        Some("sua") => again(site, posted, page, String::new(), |look, _| super::listed(look, false)).await,
        _ => before(site, posted).await,
    }
}

/// What would be done and sent; the form goes with it, to be sent again.
async fn before(site: Shared, posted: Posted) -> Response {
    let (shared, asked) = (Shared::clone(&site), posted.clone());
    let shown = tokio::task::spawn_blocking(move || {
        let look = shared.look();
        let opening = opening(&look, &asked)?;
        let letters = case::preview(&look.desk, &opening).map_err(by_name)?.letters;
        let names = opening.units.iter().map(|unit| grant::name(look.rules(), unit)).collect::<Vec<_>>().join("; ");
        Ok((Drafts::of_letters("Mở vụ việc".to_owned(), "Mở vụ việc", &letters, &look), names, opening.title))
    });
    let (shown, name, title) = match shown.await {
        Err(_) => return web::answer::Refusal::ours().into_response(),
        Ok(Ok(shown)) => shown,
        Ok(Err(refusal)) => {
            let page = ("/vu-viec", "vu-viec.html");
            return again(site, posted, page, sentence(refusal), |look, _| super::listed(look, false)).await;
        }
    };
    let typed = typed(&posted.fields);
    let made = page(site, posted.who, "/vu-viec", "xem-truoc.html", move |_| {
        Ok(context! { path => "/vu-viec", typed => value(&typed), shown => value(&shown), name, title })
    });
    made.await.into_response()
}

/// What a form asks to be opened.
fn opening(look: &Look<'_>, posted: &Posted) -> Result<Opening, Refusal> {
    let units = posted.all("don-vi").map(|unit| named::unit(unit, look.rules())).collect::<Result<Vec<_>, _>>()?;
    if units.is_empty() {
        return Err(Refusal::Missing(Field::Unit));
    }
    let local = posted.text("luc").map(|text| named::typed_moment(text, look.today())).transpose();
    let local = local.map_err(|why| Refusal::Wrong(Field::Received, why))?;
    Ok(Opening {
        units,
        title: posted.text("ten").unwrap_or_default().to_owned(),
        phone: posted.has("dien-thoai"),
        received_at: local.map(|local| correct::moment(&look.desk, local)).transpose()?,
        report: posted.text("loai").map(|report| named::report(report, look.rules())).transpose()?,
        by: posted.who.account.full_name.clone(),
    })
}

/// The page offers the kinds by their names.
fn by_name(refusal: Refusal) -> Refusal {
    match refusal {
        Refusal::Choose(field, ..) => Refusal::Missing(field),
        other => other,
    }
}

fn opened(look: &Look<'_>, posted: &Posted) -> Result<Flash, Refusal> {
    let opened = case::open(&look.desk, &opening(look, posted)?).map_err(by_name)?;
    let text = format!("Đã mở vụ việc số {}; cán bộ và lãnh đạo trực được báo bằng thư.", opened.case);
    let fields = [("viec", "huy-mo"), ("ly-do", "hoàn tác, mở nhầm")];
    Ok(Flash::done(text).undoable(&format!("/vu-viec/{}", opened.case), "Hoàn tác", &fields))
}

/// Something is done about one case.
pub(in crate::web) async fn act(State(site): State<Shared>, Path(id): Path<i64>, posted: Posted) -> Response {
    let work = move |look: &Look<'_>, posted: &Posted| of_one(look, id, posted);
    let page = ("/vu-viec", "vu-viec-mot.html");
    done(site, posted, &format!("/vu-viec/{id}"), work, page, move |look| super::shown(look, id)).await
}

fn of_one(look: &Look<'_>, id: i64, posted: &Posted) -> Result<Flash, Refusal> {
    let desk = &look.desk;
    let there = format!("/vu-viec/{id}");
    match posted.text("viec") {
        Some("ghi-chu") => {
            case::note(desk, id, &reason(posted, "")?)?;
            Ok(Flash::done("Đã ghi vào diễn biến."))
        }
        Some("dong") => {
            case::close(desk, id, &reason(posted, "")?)?;
            let fields = [("viec", "mo-lai"), ("ly-do", "hoàn tác, đóng nhầm")];
            Ok(Flash::done("Đã đóng vụ việc.").undoable(&there, "Mở lại", &fields))
        }
        Some("huy-mo") => {
            let gone = case::undo_open(desk, id, &reason(posted, "")?)?;
            let told = if gone == 0 {
                "Thư báo chưa gửi đi nên được giữ lại.".to_owned()
            } else {
                format!("{gone} thư báo đã gửi đi; hãy báo lại cho người nhận.")
            };
            Ok(Flash::done(format!("Đã đóng vụ việc mở nhầm. {told}")))
        }
        Some("mo-lai") => {
            case::reopen(desk, id, &reason(posted, "")?)?;
            Ok(Flash::done("Đã mở lại vụ việc."))
        }
        Some("them-thu") => {
            let mail = number(posted.text("thu"))?;
            case::add_mail(desk, id, mail, &reason(posted, "thuộc vụ việc này")?)?;
            Ok(Flash::done(format!("Đã thêm thư số {mail}.")))
        }
        Some("bo-thu") => {
            let mail = number(posted.text("thu"))?;
            case::remove_mail(desk, id, mail, &reason(posted, "không thuộc vụ việc này")?)?;
            let mail = mail.to_string();
            let fields = [("viec", "them-thu"), ("thu", mail.as_str())];
            Ok(Flash::done(format!("Đã bỏ thư số {mail}.")).undoable(&there, "Thêm lại", &fields))
        }
        Some("them-dong") => {
            let line = correct::number(desk, posted.text("so").unwrap_or_default())?;
            case::add_line(desk, id, line, &reason(posted, "thuộc vụ việc này")?)?;
            Ok(Flash::done(format!("Đã đưa số {} vào vụ việc này.", number_name(line))))
        }
        Some("tach") => {
            let line = correct::number(desk, posted.text("so").unwrap_or_default())?;
            let (new, _) = case::set_apart(desk, line, &reason(posted, "là vụ việc khác")?)?;
            Ok(Flash::done(format!("Đã tách số {} thành vụ việc số {new}.", number_name(line))))
        }
        _ => Err(unclear()),
    }
}

fn number(text: Option<&str>) -> Result<i64, Refusal> {
    let text = text.ok_or(Refusal::Impossible("cần ghi số của thư".to_owned()))?;
    text.parse().map_err(|_| Refusal::Impossible(format!("`{text}` không phải số của thư")))
}
