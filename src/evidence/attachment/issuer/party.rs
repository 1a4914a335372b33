//! The Party's organisation of a unit: "ĐẢNG ỦY TRƯỜNG ĐẠI HỌC …", "CHI BỘ HỘI …". It writes for its unit, unless the roster
//! has it as a unit of its own; what stands inside or below it ("CHI BỘ VĂN PHÒNG SỞ …") does not.

use crate::evidence::attachment::matter;
use crate::evidence::{Claim, Ground};
use crate::roster::UnitId;
use crate::roster::name::NameKind;
use crate::spelling::tokens::{plain, tokens};

/// How such organisations are called.
const ORGANISATIONS: [(&str, &str); 4] = [("dang", "uy"), ("dang", "bo"), ("chi", "bo"), ("chi", "uy")];
/// The bodies in whose name it writes.
const BODIES: [&str; 5] = ["", "ban thuong vu", "ban chap hanh", "bch", "btv"];

/// The sender's unit of which this is the Party's organisation, by the last one in the letterhead, and its words.
pub(super) fn of(ground: &Ground<'_>, lines: &[String]) -> Option<(Claim, String)> {
    let joined = lines.join(" ");
    let all = tokens(&joined);
    let is = |at: usize, word: &str| all.get(at).is_some_and(|token| token.is(word));
    let last = (0..all.len())
        .rfind(|at| ORGANISATIONS.iter().any(|(one, two)| is(*at, one) && is(at.saturating_add(1), two)))?;
    let (from, name) = (all.get(last)?.range.start, all.get(last.saturating_add(2))?.range.start);
    let name = joined.get(name..)?;
    let senders = matter::of_sender(ground);
    let whole = |end: usize| name.get(end..).is_some_and(|rest| is_all(ground, rest));
    let hits = ground.names.find(name).into_iter();
    let hits = hits.filter(|hit| hit.start == 0 && hit.kind != NameKind::Place && whole(hit.end));
    let mut units: Vec<UnitId> = hits.map(|hit| hit.unit).filter(|unit| senders.contains(unit)).collect();
    units.dedup();
    match units.as_slice() {
        [unit] => Some((Claim::Unit(unit.clone()), joined.get(from..)?.to_owned())),
        _ => None,
    }
}

/// Whether nothing stands behind a unit's name but the province and the body that writes.
fn is_all(ground: &Ground<'_>, rest: &str) -> bool {
    let words = plain(rest);
    let office = plain(&ground.rules.office.name);
    let province = office.rsplit_once(" tinh uy ").map(|(_, place)| format!("tinh {}", place.trim()));
    let rest = words.trim();
    let behind = province.and_then(|province| rest.strip_prefix(&province)).unwrap_or(rest).trim();
    BODIES.contains(&behind)
}
