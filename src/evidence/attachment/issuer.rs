//! Who issued a document, by the left column of its letterhead.
//!
//! A place is no issuer: "BCH ĐOÀN TỈNH VÂN SƠN" and "UBND THÀNH PHỐ VÂN SƠN" are not "Thành ủy Vân Sơn". It names a
//! committee only beside the committee's own kind of territory and among words of the Party.

mod party;

use jiff::civil::Date;

use crate::evidence::naming::{self, Form, Named};
use crate::evidence::{Claim, Ground};
use crate::roster::{Unit, UnitId};
use crate::spelling::tokens::{plain, says};

/// Offices that are no units of ours, by how their names begin.
const OFFICES: [&str; 36] = [
    "ban chi dao",
    "ban to chuc",
    "hoi dong",
    "trung tam",
    "chi cuc",
    "benh vien",
    "truong",
    "cong ty",
    "chi bo",
    "dang bo xa",
    "dang uy",
    "hoi",
    "huyen uy",
    "thi uy",
    "thanh uy",
    "so",
    "xa",
    "phuong",
    "ubnd huyen",
    "ubnd xa",
    "ubnd phuong",
    "ubnd thi",
    "ubnd thanh pho",
    "lien doan",
    "lien hiep",
    // What stands inside or below a department, an association, a force.
    "phong",
    "vien",
    "cuc",
    "tram",
    "hat",
    "thanh tra",
    "thu vien",
    "bao tang",
    "ban quan ly",
    "cong doan",
    "doan truong",
];

/// The same written short, which rows of tables begin with too: an issuer is set in capitals throughout.
const SHORT: [&str; 8] = ["thpt", "thcs", "ptdtnt", "ttyt", "ttksbt", "cdc", "bv", "bvdk"];

/// Words beside a place under which its committee, its boards or its office write.
const PARTY: [&str; 33] = [
    "dang", "bo", "uy", "ban", "chap", "hanh", "bch", "thuong", "vu", "btv", "truc", "tuyen", "giao", "btg", "va",
    "dan", "van", "xay", "dung", "phong", "kiem", "tra", "huyen", "thi", "xa", "tx", "thanh", "pho", "tp", "phuong",
    "dac", "khu", "to",
];

/// The provinces were merged on 1/7/2025 (Nghị quyết số 202/2025/QH15): from that day to this one old heads are used up, and
/// another province's name in one may be the unit's own of yesterday.
const MERGED: (Date, Date) = (jiff::civil::date(2025, 7, 1), jiff::civil::date(2025, 12, 31));
/// Letters by which two ways of typing one province's name may differ.
const SLIP: usize = 1;

/// The unit of a letterhead: the last one named, unless another office stands below it, or another province above.
pub(super) fn of(ground: &Ground<'_>, lines: &[String]) -> Option<(Claim, String)> {
    if let Some(other) = other_province(ground, lines) {
        return Some((Claim::OtherIssuer(other.clone()), other));
    }
    let joined = lines.join(" ");
    let hits = naming::find(&ground.names, &ground.rules.roster, &joined);
    let (places, named): (Vec<Named>, Vec<Named>) =
        hits.into_iter().filter(|named| named.form != Form::Symbol).partition(|named| {
            named.place && !named.units.iter().any(|unit| is_committee(ground, lines, &joined, named, unit))
        });
    let last = named.last();
    let below = last.map_or(0, |named| named.range.end);
    let lower: Vec<Named> = places.into_iter().filter(|place| place.range.start >= below).collect();
    let other = office_below(ground, lines, below)
        .filter(|office| !last.is_some_and(|named| is_one_of_its_names(ground, named, office)))
        .or_else(|| last.and_then(|named| office_within(ground, lines, named)))
        .or_else(|| body_of_place(ground, lines, below, &lower))
        .or_else(|| last.is_none().then(|| administration(lines)).flatten());
    if let Some(unit) = other.as_deref().and_then(|office| of_its_place(ground, lines, office)) {
        return Some((Claim::Unit(unit), lines.join(" ")));
    }
    if let Some(other) = other {
        return party::of(ground, lines).or_else(|| Some((Claim::OtherIssuer(other.clone()), other)));
    }
    let last = last?;
    let quote = joined.get(last.range.clone()).unwrap_or_default().to_owned();
    Some(match last.units.as_slice() {
        [unit] => (Claim::Unit(unit.clone()), quote),
        several => (Claim::OneOf(several.to_vec()), quote),
    })
}

/// The unit whose name is this office's and goes on with the place that stands above it: "UBND HUYỆN TÂN LƯƠNG" over "TRUNG TÂM
/// CHÍNH TRỊ" is "Trung tâm Chính trị huyện Tân Lương".
fn of_its_place(ground: &Ground<'_>, lines: &[String], office: &str) -> Option<UnitId> {
    let office = plain(office);
    let above: String = lines.iter().map(|line| plain(line)).take_while(|line| !office.starts_with(line)).collect();
    let above: Vec<&str> = above.split_whitespace().collect();
    let goes_on = |name: &str| {
        let name = plain(name);
        let rest: Vec<&str> = name.strip_prefix(&office).unwrap_or_default().split_whitespace().collect();
        rest.len() > 1 && rest.iter().all(|word| above.contains(word))
    };
    let mut units = ground.rules.roster.units.iter().filter(|unit| unit.every_name().any(goes_on));
    let only = units.next()?;
    units.next().is_none().then(|| only.id.clone())
}

/// The line that sets the issuer under another province than the office's: its department is not ours of the same name.
fn other_province(ground: &Ground<'_>, lines: &[String]) -> Option<String> {
    // "TỈNH ỦY …", "TỈNH ĐOÀN …"; and words of another column behind "TỈNH", which are no place.
    const BODIES: [&str; 2] = ["uy", "doan"];
    const NO_PLACE: [&str; 15] = [
        "dang", "ban", "so", "hoi", "cong", "bo", "mat", "lien", "truong", "trung", "van", "phong", "cac", "khoi",
        "nhiem",
    ];
    let office = plain(&ground.rules.office.name);
    let (_, ours) = office.rsplit_once(" tinh uy ")?;
    let ours: Vec<&str> = ours.split_whitespace().collect();
    if ours.is_empty() || (MERGED.0..=MERGED.1).contains(&ground.today) {
        return None;
    }
    let line = lines.iter().take(3).find(|line| {
        let words = plain(line);
        let Some((_, place)) = words.split_once(" tinh ") else { return false };
        let place = BODIES.iter().find_map(|body| place.strip_prefix(&format!("{body} "))).unwrap_or(place).trim();
        let begins = place.split_whitespace().next().unwrap_or_default();
        !line.chars().any(char::is_lowercase) && !NO_PLACE.contains(&begins) && is_elsewhere(ground, &ours, place)
    });
    line.cloned()
}

/// Whether a province's name is another one than ours, and none of our units was ever called after it. The line may be broken
/// before its last syllable, and go on with the other column.
fn is_elsewhere(ground: &Ground<'_>, ours: &[&str], place: &str) -> bool {
    let words: Vec<&str> = place.split_whitespace().take(ours.len()).collect();
    let (own, theirs) = (ours.join(" "), words.join(" "));
    let begun = words.len() < ours.len();
    let slip = strsim::levenshtein(&own, &theirs) <= SLIP;
    let known = || {
        let place = format!(" {theirs} ");
        ground.rules.roster.units.iter().flat_map(Unit::every_name).any(|name| plain(name).contains(&place))
    };
    !begun && !slip && !known()
}

/// Each line with the byte at which it begins in the joined letterhead.
fn placed(lines: &[String]) -> impl Iterator<Item = (usize, &String)> {
    lines.iter().scan(0_usize, |at, line| {
        let starts = *at;
        *at = at.saturating_add(line.len()).saturating_add(1);
        Some((starts, line))
    })
}

/// The last line that begins like an office and stands below the last unit named.
fn office_below(ground: &Ground<'_>, lines: &[String], below: usize) -> Option<String> {
    // The political staff of a force writes for its party committee, as a board does for a district's.
    const STAFF: [&str; 3] = [" phong chinh tri ", " ban chinh tri ", " cuc chinh tri "];
    let office = |line: &String| {
        let words = plain(line);
        if STAFF.contains(&words.as_str()) {
            return false;
        }
        let capital = !line.chars().any(char::is_lowercase);
        let short = SHORT.iter().filter(|_| capital);
        let begins = |office: &&str| words.strip_prefix(&format!(" {office} ")).is_some_and(|rest| !rest.is_empty());
        OFFICES.iter().chain(short).any(begins)
    };
    // "HỘI NÔNG DÂN TỈNH", "TRƯỜNG HÀ": the second line is the province, which the office's own name ends with.
    let is_place = |at: usize, line: &str| {
        let above = at.checked_sub(1).and_then(|above| lines.get(above));
        let tinh = above.is_some_and(|above| plain(above).ends_with(" tinh "));
        tinh && is_own_office(ground, &plain(line))
    };
    let office =
        |(at, (starts, line)): &(usize, (usize, &String))| *starts >= below && office(line) && !is_place(*at, line);
    let at = placed(lines).enumerate().filter(office).last()?.0;
    // Its name may go on over the next line.
    Some(lines.get(at..)?.join(" "))
}

/// Whether the roster calls the unit by this office of its own too: "Phòng Giáo dục và Đào tạo huyện Nậm Khê".
fn is_one_of_its_names(ground: &Ground<'_>, named: &Named, office: &str) -> bool {
    let office = plain(office);
    let units = named.units.iter().filter_map(|unit| ground.rules.roster.unit(unit));
    units.flat_map(|unit| unit.every_name()).any(|name| plain(name).starts_with(&office))
}

/// The line of an office inside a unit that names the unit too: "TRUNG TÂM DỮ LIỆU SỞ Y TẾ".
fn office_within(ground: &Ground<'_>, lines: &[String], named: &Named) -> Option<String> {
    const INSIDE: [&str; 13] = [
        "chi bo",
        "phong",
        "trung tam",
        "benh vien",
        "truong",
        "chi cuc",
        "tram",
        "hat",
        "thpt",
        "thcs",
        "thanh tra",
        "thu vien",
        "ban quan ly",
    ];
    let (starts, line) = placed(lines).filter(|(starts, _)| *starts <= named.range.start).last()?;
    let words = plain(line);
    let office = INSIDE.iter().find(|office| words.starts_with(&format!(" {office} ")))?;
    let own = |unit: &crate::roster::UnitId| {
        let unit = ground.rules.roster.unit(unit);
        unit.is_some_and(|unit| unit.every_name().any(|name| says(&plain(name), &[office]).is_some()))
    };
    (starts < named.range.start && !named.units.iter().any(own)).then(|| line.clone())
}

/// The words of the line up to and with a place.
fn upto<'j>(lines: &[String], joined: &'j str, place: &Named) -> &'j str {
    let starts = placed(lines).map(|(starts, _)| starts).filter(|starts| *starts <= place.range.start).last();
    joined.get(starts.unwrap_or(0)..place.range.end).unwrap_or_default()
}

/// Whether the words before a place are those of its committee: its own kind of territory, and the Party's words only.
fn is_committee(
    ground: &Ground<'_>,
    lines: &[String],
    joined: &str,
    place: &Named,
    unit: &crate::roster::UnitId,
) -> bool {
    let Some(unit) = ground.rules.roster.unit(unit) else { return false };
    let line = plain(upto(lines, joined, place));
    let words: Vec<&str> = line.split_whitespace().collect();
    unit.official_names().any(|name| is_under(&words, name))
}

/// Whether these words are a place under its committee's official name.
fn is_under(words: &[&str], name: &str) -> bool {
    let kinds = territory(name);
    let name = plain(name);
    let bare: Vec<&str> = name.split_whitespace().collect();
    // The place itself: the words with which line and official name both end.
    let shared = words.iter().rev().zip(bare.iter().rev()).take_while(|(word, own)| word == own).count();
    let (before, place) = words.split_at_checked(words.len().saturating_sub(shared)).unwrap_or_default();
    let own = before.iter().chain(place.first()).any(|word| kinds.contains(word));
    let foreign = |word: &str| !PARTY.contains(&word) || is_other_territory(kinds, before, word);
    own && !before.iter().any(|word| foreign(word))
}

/// The words for the territory of the committee so called; none for other units.
fn territory(name: &str) -> &'static [&'static str] {
    const KINDS: [(&str, &[&str]); 6] = [
        (" huyen uy ", &["huyen"]),
        (" thi uy ", &["thi", "tx"]),
        (" thanh uy ", &["thanh", "tp"]),
        (" dang uy xa ", &["xa"]),
        (" dang uy phuong ", &["phuong"]),
        (" dang uy dac khu ", &["dac"]),
    ];
    let name = plain(name);
    KINDS.iter().find(|(title, _)| name.starts_with(title)).map_or(&[], |(_, kinds)| *kinds)
}

/// "thị ủy" before the name of a ward, "thành phố" before that of a commune.
fn is_other_territory(own: &[&str], before: &[&str], word: &str) -> bool {
    const ALL: [&str; 8] = ["huyen", "thi", "tx", "thanh", "tp", "xa", "phuong", "dac"];
    let town = own.contains(&"thi") && word == "xa" && before.contains(&"thi");
    ALL.contains(&word) && !own.contains(&word) && !town
}

/// Words for territories below the province.
const LOCAL: [&str; 9] = ["huyen", "thi xa", "tx", "thanh pho", "tp", "xa", "phuong", "dac khu", "thi tran"];

/// Another body of one of these places, such as its Front or its insurance office. The province's own bodies bear the
/// name of a place too, and are none of this.
fn body_of_place(ground: &Ground<'_>, lines: &[String], below: usize, places: &[Named]) -> Option<String> {
    let joined = lines.join(" ");
    // A place behind the unit on its own line is that of the date, from the other column.
    let words = |place: &Named| {
        let line = upto(lines, &joined, place);
        let own = place.range.end.saturating_sub(below);
        line.get(line.len().saturating_sub(own)..).unwrap_or(line)
    };
    let line = places.iter().map(words).rfind(|line| {
        let words = plain(line);
        says(&words, &["tinh"]).is_none() && says(&words, &LOCAL).is_some() && !is_own_office(ground, &words)
    });
    line.map(str::to_owned)
}

/// The administration of a place, on one line or two: "ỦY BAN NHÂN DÂN", "XÃ QUẢNG LỢI".
fn administration(lines: &[String]) -> Option<String> {
    let joined = lines.join(" ");
    let words = plain(&joined);
    let local = |body: &str| LOCAL.iter().any(|kind| words.contains(&format!(" {body} {kind} ")));
    ["ubnd", "uy ban nhan dan"].into_iter().any(local).then_some(joined)
}

/// Whether the words are those of the office that reads this: its own papers are nobody's report.
fn is_own_office(ground: &Ground<'_>, words: &str) -> bool {
    plain(&ground.rules.office.name).contains(words)
}
