//! What stands round every page: the office, who is logged in, where one can go, and how much waits there.

use axum::response::Html;
use minijinja::{Value, context};
use serde::Serialize;

use super::answer::Refusal;
use super::guard::Who;
use super::pages::value;
use super::tried::Tried;
use super::{Look, Shared};
use crate::failure::Failure;
use crate::ledger::Role;
use crate::letter::wording;

/// A page, made.
pub(crate) type Page = Result<Html<String>, Refusal>;

/// One place to go.
#[derive(Debug, Serialize)]
struct Place {
    to: &'static str,
    name: &'static str,
    here: bool,
    waiting: usize,
}

/// Where one can go: address, name.
const PLACES: [(&str, &str); 7] = [
    ("/", "Bảng theo dõi"),
    ("/can-kiem-tra", "Cần kiểm tra"),
    ("/so", "Sổ tiếp nhận"),
    ("/thu-di", "Thư đi"),
    ("/vu-viec", "Vụ việc"),
    ("/mang-ve", "Mang về"),
    ("/lanh-dao", "Tóm tắt"),
];

/// Makes a page on a thread that may block: `work` gathers its values, `name` is its text, `here` its place.
pub(crate) async fn page<W>(site: Shared, who: Who, here: &'static str, name: &'static str, work: W) -> Page
where
    W: FnOnce(&Look<'_>) -> Result<Value, Refusal> + Send + 'static,
{
    let made = tokio::task::spawn_blocking(move || {
        let look = site.look();
        let values = work(&look)?;
        let frame = frame(&look, &who, here)?;
        site.pages
            .fill(name, context! { ..values, ..frame, ..context! { tried => value(Tried::default()) } })
            .map_err(|error| Refusal::from(Failure::ours(format!("{error:#}"))))
    });
    made.await.map_err(|_| Refusal::ours())?.map(Html)
}

/// Who stands at the head of a printed sheet: the superior, the office.
fn letterhead<'a>(look: &'a Look<'_>) -> (&'a str, &'a str) {
    let letterhead = &look.site.config.letterhead;
    let office = &look.rules().office;
    let issuer = if letterhead.issuer.is_empty() { &office.name } else { &letterhead.issuer };
    (&letterhead.superior, issuer)
}

/// What the frame needs.
pub(super) fn frame(look: &Look<'_>, who: &Who, here: &str) -> Result<Value, Refusal> {
    let office = &look.rules().office;
    let open = look.read(|snapshot| snapshot.reviews_open())?;
    let places: Vec<Place> = PLACES
        .iter()
        .map(|(to, name)| Place { to, name, here: *to == here, waiting: if *to == "/can-kiem-tra" { open } else { 0 } })
        .collect();
    let mut places = places;
    // The page that a leader opens first stands first.
    if who.account.role == Role::Leader {
        places.rotate_right(1);
    }
    let now = look.now().to_zoned(office.time_zone.clone());
    Ok(context! {
        office => office.short_name.as_str(),
        office_name => office.name.as_str(),
        letterhead => value(letterhead(look)),
        person => who.account.full_name.as_str(),
        role => who.account.role.words(),
        decides => who.account.role.decides(),
        csrf => who.csrf.as_str(),
        // What a page asks for to renew a part of itself nobody reads: the word waits for one that is read.
        flash => value(if who.sees { look.site.flashes.take(who) } else { None }),
        places => value(&places),
        halt => super::letters::halt(look)?,
        silence => super::letters::silence(look)?,
        moment => wording::short_moment(&now),
    })
}
