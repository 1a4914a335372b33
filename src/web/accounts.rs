//! Tài khoản: one's own password; for who administers, everybody's accounts.

use axum::extract::{Request, State};
use axum::response::{IntoResponse as _, Response};
use jiff::Timestamp;
use minijinja::{Value, context};
use serde::Serialize;

use super::answer::{Refusal, see_other};
use super::flash::Flash;
use super::frame::{Page, page};
use super::guard::{Posted, Who, sent};
use super::letters::unclear;
use super::login::{fits, hash_password, weak};
use super::pages::value;
use super::tried::{again, sentence};
use super::{Look, Shared};
use crate::desk::{self, Said, account};
use crate::ledger::{Ending, Role};
use crate::letter::wording;
use crate::message::Sha256;

/// What stands for the address of a browser when a password is tried here.
const HERE: &str = "trang tài khoản";

/// Roles as forms say them.
const ROLES: [(&str, Role); 3] = [("chuyen-vien", Role::Staff), ("lanh-dao", Role::Leader), ("quan-tri", Role::Admin)];

/// An account in the list.
#[derive(Debug, Serialize)]
struct Listed {
    name: String,
    full_name: String,
    role: &'static str,
    since: String,
    closed: Option<String>,
    own: bool,
    /// How many of its browsers are logged in.
    sessions: usize,
}

/// A browser of the person that is logged in.
#[derive(Debug, Serialize)]
struct Opened {
    key: String,
    from: String,
    since: String,
    seen: String,
    /// It is the one that asks.
    here: bool,
}

/// The page.
pub(super) async fn show(State(site): State<Shared>, who: Who) -> Page {
    let own = who.clone();
    page(site, who, "/tai-khoan", "tai-khoan.html", move |look| shown(look, &own)).await
}

fn shown(look: &Look<'_>, who: &Who) -> Result<Value, Refusal> {
    let own = &who.account;
    let administers = own.role == Role::Admin;
    let accounts = if administers { look.read(|snapshot| snapshot.accounts())? } else { Vec::new() };
    let sessions = look.read(|snapshot| snapshot.open_sessions(look.now()))?;
    let moment = |at: Timestamp| wording::short_moment(&at.to_zoned(look.rules().office.time_zone.clone()));
    let opened: Vec<Opened> = sessions
        .iter()
        .filter(|session| session.account == own.name)
        .map(|session| Opened {
            key: session.token.as_str().to_owned(),
            from: session.origin.clone(),
            since: moment(session.opened_at),
            seen: moment(session.seen_at),
            here: session.token == who.session,
        })
        .collect();
    let day = |at| wording::date(look.desk.day(at));
    let mut listed: Vec<Listed> = accounts
        .into_iter()
        .map(|account| Listed {
            own: account.name == own.name,
            sessions: sessions.iter().filter(|session| session.account == account.name).count(),
            role: account.role.words(),
            since: day(account.created_at),
            closed: account.closed_at.map(day),
            name: account.name,
            full_name: account.full_name,
        })
        .collect();
    listed.sort_by_key(|account| account.closed.is_some());
    let roles: Vec<Value> =
        ROLES.iter().map(|(key, role)| context! { key => *key, words => wording::upper_first(role.words()) }).collect();
    Ok(
        context! { sessions => value(&opened), own => own.name.as_str(), administers, accounts => value(&listed), roles },
    )
}

/// What became of a form.
enum Done {
    Said(Flash),
    /// The own password is another: the session has ended with the others.
    Out,
}

/// A form was sent. A leader changes nothing but the own password.
pub(super) async fn act(State(site): State<Shared>, request: Request) -> Response {
    let posted = match sent(request, &site).await {
        Ok(posted) => posted,
        Err(refusal) => return refusal.into_response(),
    };
    let own = matches!(posted.text("viec"), Some("mat-khau-minh" | "dong-phien"));
    if !own && posted.who.account.role != Role::Admin {
        return Refusal::not_admin().into_response();
    }
    let (shared, asked) = (Shared::clone(&site), posted.clone());
    let checks = Shared::clone(&site);
    let Ok(_place) = checks.checks.acquire().await else { return Refusal::ours().into_response() };
    let did = tokio::task::spawn_blocking(move || {
        let look = shared.look();
        if own { own_matter(&look, &asked) } else { administered(&look, &asked).map(Done::Said) }
    });
    match did.await {
        Err(_) => Refusal::ours().into_response(),
        Ok(Ok(Done::Out)) => see_other("/dang-nhap?den=%2Ftai-khoan"),
        Ok(Ok(Done::Said(flash))) => answered(&site, &posted, flash),
        Ok(Err(refusal)) => {
            let own = posted.who.clone();
            again(site, posted, ("/tai-khoan", "tai-khoan.html"), sentence(refusal), move |look, _| shown(look, &own))
                .await
        }
    }
}

fn answered(site: &Shared, posted: &Posted, flash: Flash) -> Response {
    site.flashes.put(&posted.who, flash);
    see_other("/tai-khoan")
}

fn own_matter(look: &Look<'_>, posted: &Posted) -> Result<Done, desk::Refusal> {
    if posted.text("viec") != Some("dong-phien") {
        return own_password(look, posted);
    }
    let (who, one) = (&posted.who, posted.text("phien").and_then(Sha256::from_hex));
    let which = one.as_ref().map_or(Ending::Others(&who.session), Ending::One);
    let said = Said::new(&who.account.full_name, "chủ tài khoản đóng")?;
    Ok(Done::Said(Flash::done(match account::end_sessions(&look.desk, &who.account.name, which, &said)? {
        0 => "Không còn phiên nào khác đang mở.".to_owned(),
        ended => format!("Đã đóng {ended} phiên; trình duyệt ở đó phải đăng nhập lại."),
    })))
}

/// Whoever finds a browser open must not be able to guess the password there.
fn own_password(look: &Look<'_>, posted: &Posted) -> Result<Done, desk::Refusal> {
    let (desk, name) = (&look.desk, posted.who.account.name.as_str());
    let held = desk.ledger.read(|snapshot| snapshot.login_brake(name, HERE, desk.now))?;
    if held.is_some_and(|until| until > desk.now) {
        return Err(impossible("thử sai quá nhiều lần; hãy đợi 15 phút rồi làm lại"));
    }
    let known = desk.ledger.read(|snapshot| snapshot.credentials(name))?;
    let field = |name: &str| raw(posted, name);
    if !known.is_some_and(|(_, hash)| fits(field("cu"), &hash)) {
        desk.ledger.write(|tx| tx.login_failed(name, HERE, desk.now))?;
        return Err(impossible("mật khẩu đang dùng không đúng; chưa có gì thay đổi"));
    }
    let hash = new_hash(posted, name)?;
    account::password(desk, name, &hash, &posted.who.account.full_name)?;
    Ok(Done::Out)
}

/// A password as it was typed: blanks count.
fn raw<'a>(posted: &'a Posted, name: &str) -> &'a str {
    posted.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.as_str())
}

fn new_hash(posted: &Posted, name: &str) -> Result<String, desk::Refusal> {
    let password = raw(posted, "moi");
    if let Some(why) = weak(password, name) {
        return Err(impossible(why));
    }
    if password != raw(posted, "moi-lai") {
        return Err(impossible("hai lần nhập mật khẩu không giống nhau; chưa có gì thay đổi"));
    }
    Ok(hash_password(password)?)
}

fn impossible(why: &str) -> desk::Refusal {
    desk::Refusal::Impossible(why.to_owned())
}

fn administered(look: &Look<'_>, posted: &Posted) -> Result<Flash, desk::Refusal> {
    let (desk, by) = (&look.desk, posted.who.account.full_name.as_str());
    let name = account::login_name(posted.text("ten").unwrap_or_default())?;
    let role = posted.text("vai-tro").and_then(|key| ROLES.iter().find(|(known, _)| *known == key));
    let role = role.map(|(_, role)| *role).ok_or_else(|| impossible("cần chọn vai trò"));
    let said = || Said::new(by, posted.text("ly-do").unwrap_or_default());
    match posted.text("viec") {
        Some("them") => {
            let (full, role) = (posted.text("ho-ten").unwrap_or_default(), role?);
            if full.is_empty() {
                return Err(impossible("cần ghi họ và tên, như sẽ ghi trong nhật ký"));
            }
            account::add(desk, &name, full, role, &new_hash(posted, &name)?, by)?;
            Ok(Flash::done(format!("Đã thêm {full} ({name}), {}. Hãy trao mật khẩu tận tay.", role.words())))
        }
        Some("mat-khau") => {
            account::password(desk, &name, &new_hash(posted, &name)?, by)?;
            Ok(Flash::done(format!("Đã đặt lại mật khẩu của {name}; các phiên đang mở đã đóng.")))
        }
        Some("vai-tro") => {
            let role = role?;
            account::role(desk, &name, role, &said()?)?;
            Ok(Flash::done(format!("Vai trò của {name} nay là {}.", role.words())))
        }
        Some("dong-phien-cua") => {
            let ended = account::end_sessions(desk, &name, Ending::All, &said()?)?;
            Ok(Flash::done(format!("Đã đóng {ended} phiên của {name}; tài khoản vẫn đăng nhập lại được.")))
        }
        Some("khoa") => {
            account::close(desk, &name, &said()?)?;
            Ok(Flash::done(format!("Đã khóa tài khoản {name}; các phiên đang mở đã đóng.")))
        }
        _ => Err(unclear()),
    }
}
