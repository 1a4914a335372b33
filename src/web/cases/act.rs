//! What staff do about cases.

use axum::extract::State;
use axum::response::Response;

use crate::desk::case::{self, Opening};
use crate::desk::{Field, Refusal, correct, named};
use crate::dossier::register::number_name;
use crate::web::address::Path;
use crate::web::flash::Flash;
use crate::web::guard::Posted;
use crate::web::letters::{done, reason, unclear};
use crate::web::{Look, Shared};

/// A case is opened.
pub(in crate::web) async fn open(State(site): State<Shared>, posted: Posted) -> Response {
    let page = ("/vu-viec", "vu-viec.html");
    done(site, posted, "/vu-viec", opened, page, |look| super::listed(look, false)).await
}

fn opened(look: &Look<'_>, posted: &Posted) -> Result<Flash, Refusal> {
    let units = posted.all("don-vi").map(|unit| named::unit(unit, look.rules())).collect::<Result<Vec<_>, _>>()?;
    if units.is_empty() {
        return Err(Refusal::Missing(Field::Unit));
    }
    let local = posted.text("luc").map(|text| named::typed_moment(text, look.today())).transpose();
    let local = local.map_err(|why| Refusal::Wrong(Field::Received, why))?;
    let asked = Opening {
        units,
        title: posted.text("ten").unwrap_or_default().to_owned(),
        phone: posted.has("dien-thoai"),
        received_at: local.map(|local| correct::moment(&look.desk, local)).transpose()?,
        report: posted.text("loai").map(|report| named::report(report, look.rules())).transpose()?,
        by: posted.who.account.full_name.clone(),
    };
    // The page offers the kinds by their names.
    let opened = case::open(&look.desk, &asked).map_err(|refusal| match refusal {
        Refusal::Choose(field, ..) => Refusal::Missing(field),
        other => other,
    });
    let (id, _) = opened?;
    Ok(Flash::done(format!("Đã mở vụ việc số {id}; cán bộ và lãnh đạo trực được báo bằng thư.")))
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
