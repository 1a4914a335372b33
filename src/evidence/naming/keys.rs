//! The forms in which a unit's name is written, made from its roster line.

use super::Form;
use crate::evidence::tokens::plain;
use crate::roster::Unit;
use crate::spelling;

/// A kind of unit that is known by a place: how its official name begins, and what people write instead.
struct Placed {
    /// The official beginning, with marks.
    official: &'static str,
    /// Other beginnings; each is followed by the place.
    written: &'static [&'static str],
}

const PLACED: [Placed; 6] = [
    Placed {
        official: "huyện ủy",
        written: &["hu", "btg hu", "btghu", "tghu", "ban tuyên giáo hu", "ban tuyên giáo huyện", "huyện"],
    },
    Placed {
        official: "thị ủy",
        written: &["thị xã ủy", "txu", "thu", "btg txu", "btgtxu", "btg thị ủy", "thị xã", "tx", "ban tuyên giáo txu"],
    },
    Placed {
        official: "thành ủy",
        written: &["thành phố ủy", "tpu", "thu", "tu", "btg thành ủy", "btgthu", "thành phố", "tp", "ban tuyên giáo thu"],
    },
    Placed { official: "đảng ủy xã", written: &["đu xã", "xã", "đu x", "btg đu xã", "ban xây dựng đảng xã", "x"] },
    Placed {
        official: "đảng ủy phường",
        written: &["đu phường", "đu p", "phường", "p", "btg đu phường", "ban xây dựng đảng phường"],
    },
    Placed { official: "đảng ủy đặc khu", written: &["đu đặc khu", "đặc khu", "đu đk"] },
];

/// Every written form of `unit` with its kind.
pub(super) fn of(unit: &Unit) -> Vec<(String, Form)> {
    let mut forms = Vec::new();
    for name in std::iter::once(&unit.name).chain(&unit.aliases) {
        let name = spelling::lower(name);
        whole(&name, &mut forms);
        placed(&name, &mut forms);
    }
    for symbol in &unit.symbols {
        forms.push((symbol.clone(), Form::Symbol));
        behind_department(&spelling::lower(&unit.name), symbol, &mut forms);
    }
    forms
}

/// The name, and the name without its province ("Hội Khuyến học tỉnh" signs as "HỘI KHUYẾN HỌC").
fn whole(name: &str, forms: &mut Vec<(String, Form)>) {
    forms.push((name.to_owned(), Form::Name));
    let mut short = name;
    for word in [" tỉnh", " tinh", " thành phố"] {
        if let Some(at) = short.find(word).filter(|at| *at > 0) {
            short = short.get(..at).unwrap_or(short);
        }
    }
    let central = short.strip_suffix(" việt nam").or_else(|| short.strip_suffix(" viet nam")).unwrap_or(short);
    for part in [short, central] {
        if part != name && plain(part).split_whitespace().count() >= 2 && part.chars().count() >= 7 {
            forms.push((part.to_owned(), Form::Name));
        }
    }
    if name.contains(" và ") {
        forms.push((name.replace(" và ", " "), Form::Name));
    }
    if let Some(rest) = name.strip_prefix("đảng ủy ") {
        forms.push((format!("đu {rest}"), Form::Name));
    }
}

/// The forms of a district or commune committee: other beginnings with the place, and the place alone.
fn placed(name: &str, forms: &mut Vec<(String, Form)>) {
    let folded = spelling::fold(name);
    for kind in &PLACED {
        let place = name
            .strip_prefix(kind.official)
            .or_else(|| folded.strip_prefix(&spelling::fold(kind.official)))
            .map(str::trim)
            .filter(|place| !place.is_empty());
        let Some(place) = place else { continue };
        for written in kind.written {
            forms.push((format!("{written} {place}"), Form::Name));
        }
        forms.push((place.to_owned(), Form::Place));
    }
}

/// "Sở GDĐT" beside "SGDĐT" and "GDĐT".
fn behind_department(name: &str, symbol: &str, forms: &mut Vec<(String, Form)>) {
    if !name.starts_with("sở ") {
        return;
    }
    let rest = symbol.strip_prefix(['S', 's']).unwrap_or(symbol);
    if rest.chars().count() >= 2 {
        forms.push((format!("Sở {rest}"), Form::Name));
    }
}
