//! Issuers that the roster does not know by their words: whether they are a unit's own, or another body's.

use super::Desk;
use crate::roster::{Unit, UnitId};
use crate::spelling;
use crate::spelling::tokens::{plain, says};

/// Whether an issuer that the roster does not know by this name shares the telling words of a sender's unit:
/// "HỘI LIÊN HIỆP PHỤ NỮ VIỆT NAM" over "Hội Liên hiệp Phụ nữ tỉnh".
pub(super) fn is_akin(desk: &Desk<'_>, senders: &[UnitId], words: &str) -> bool {
    let issuer = telling(&without_province(words, &desk.rules.office.name));
    senders.iter().filter_map(|unit| desk.rules.roster.unit(unit)).any(|unit: &Unit| {
        !unit.official_names().all(|name| is_another_body(words, name))
            && unit.every_name().chain(unit.symbols.iter().map(String::as_str)).any(|name| {
                let name = telling(name);
                let shared = name.iter().filter(|word| issuer.contains(word)).count();
                let short = name.iter().all(|word| word.len() >= ABBREVIATION) && name.len() == 1;
                (shared >= 2 || short) && shared.saturating_mul(2) > name.len().max(issuer.len())
            })
    })
}

/// Letters of an abbreviation that tells an association by itself, as "LHPN", "CCB" do.
const ABBREVIATION: usize = 3;

/// A provincial body's letterhead ends with the province, which is all units' and tells none of them apart:
/// "HỘI LHPN VIỆT NAM, BAN THƯỜNG VỤ TỈNH BÌNH SA".
fn without_province(words: &str, office: &str) -> String {
    let (words, office) = (plain(words), plain(office));
    let ours = |place: &str| place.split_whitespace().all(|word| office.contains(&format!(" {word} ")));
    match words.rsplit_once(" tinh ") {
        Some((before, place)) if ours(place) => before.to_owned(),
        _ => words,
    }
}

/// The words of a name that tell offices apart.
pub(super) fn telling(name: &str) -> Vec<String> {
    const COMMON: [&str; 24] = [
        "tinh", "viet", "nam", "ban", "chap", "hanh", "thuong", "vu", "truc", "uy", "hoi", "dang", "bo", "so", "cac",
        "va", "phong", "van", "trung", "tam", "thanh", "pho", "huyen", "xa",
    ];
    spelling::fold(name).split_whitespace().filter(|word| !COMMON.contains(word)).map(str::to_owned).collect()
}

/// The same place's administration, Front or school, or its committee of other days, is another office, whatever the
/// names share.
pub(super) fn is_another_body(words: &str, name: &str) -> bool {
    const BODIES: [&str; 25] = [
        "ubnd",
        "uy ban nhan dan",
        "hdnd",
        "huyen uy",
        "thi uy",
        "thanh uy",
        "dang uy",
        "chi bo",
        "phong",
        "hoi",
        "mttq",
        "mat tran",
        "doan",
        "tram",
        "truong",
        "benh vien",
        "trung tam",
        "chi cuc",
        "thpt",
        "thcs",
        "ttyt",
        "ban quan ly",
        "cong doan",
        "thu vien",
        "bao tang",
    ];
    let (issued, own) = (plain(words), plain(name));
    BODIES.iter().any(|body| says(&issued, &[body]).is_some() && says(&own, &[body]).is_none())
}
