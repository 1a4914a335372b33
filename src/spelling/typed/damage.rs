//! Ways in which a good line gets damaged on its way, each by program: what `mend` must undo.

use base64::Engine;
use encoding_rs::{Encoding, MACINTOSH, WINDOWS_1252, WINDOWS_1258};
use unicode_normalization::UnicodeNormalization;

use crate::spelling::{fold, legacy, lower, nfc};

/// A kind of damage: its name and what it makes of a line, when it can.
pub(super) type Damage = (&'static str, fn(&str) -> Option<String>);

pub(super) const DAMAGES: [Damage; 42] = [
    ("telex", |line| Some(keyed(line, &TELEX, false))),
    ("telex, tone last", |line| Some(keyed(line, &TELEX, true))),
    ("vni keys", |line| Some(keyed(line, &VNI, false))),
    ("vni keys, tone last", |line| Some(keyed(line, &VNI, true))),
    ("viqr", |line| Some(keyed(line, &VIQR, false))),
    ("utf-8 as 1252", |line| misread(line, WINDOWS_1252)),
    ("utf-8 as 1252 twice", |line| misread(&misread(line, WINDOWS_1252)?, WINDOWS_1252)),
    ("utf-8 as 1258", |line| misread(line, WINDOWS_1258)),
    ("utf-8 as mac", |line| misread(line, MACINTOSH)),
    ("utf-8 as 437", |line| Some(legacy::misread_as_437(line))),
    ("utf-8 as 437 nfd", |line| Some(legacy::misread_as_437(&line.nfd().collect::<String>()))),
    ("utf-8 as 437 twice", |line| Some(legacy::misread_as_437(&legacy::misread_as_437(line)))),
    ("utf-8 as 1252, nbsp lost", |line| Some(misread(line, WINDOWS_1252)?.replace('\u{a0}', " "))),
    ("half utf-8 as 1252", |line| halved(line, |half| misread(half, WINDOWS_1252))),
    ("half utf-8 as 1258", |line| halved(line, |half| misread(half, WINDOWS_1258))),
    ("half utf-8 as 437", |line| halved(line, |half| Some(legacy::misread_as_437(half)))),
    ("tcvn3", |line| Some(legacy::to_tcvn3(line))),
    ("tcvn3 small", |line| Some(legacy::to_tcvn3(&line.to_lowercase()))),
    ("half tcvn3", |line| halved(line, |half| Some(legacy::to_tcvn3(half)))),
    ("vni font", |line| Some(legacy::to_vni(line))),
    ("vni font small", |line| Some(legacy::to_vni(&line.to_lowercase()))),
    ("half vni font", |line| halved(line, |half| Some(legacy::to_vni(half)))),
    ("1252 shown as 1258", |line| Some(confused(line))),
    ("html named", |line| Some(entities(line, true))),
    ("html numbers", |line| Some(entities(line, false))),
    ("html twice", |line| Some(entities(line, true).replace('&', "&amp;"))),
    ("quoted-printable", |line| Some(octets(line, '='))),
    ("quoted-printable small", |line| Some(octets(line, '=').to_lowercase())),
    ("percent", |line| Some(octets(line, '%').replace(' ', "%20"))),
    ("unzip", |line| Some(points(line, "#U"))),
    ("json", |line| Some(points(line, "\\u"))),
    ("mime b", |line| Some(format!("=?UTF-8?B?{}?=", base64::engine::general_purpose::STANDARD.encode(line)))),
    ("mime b cut", |line| Some(format!("=?utf-8?B?{}", base64::engine::general_purpose::STANDARD_NO_PAD.encode(line)))),
    ("mime q", |line| Some(format!("=?UTF-8?Q?{}?=", octets(line, '=').replace(' ', "_")))),
    ("mime q with spaces", |line| Some(format!("=?UTF-8?Q?{}?=", octets(line, '=')))),
    ("nfd", |line| Some(line.nfd().collect())),
    ("torn", torn),
    ("glued", glued),
    ("letters change places", changed_places),
    ("thang slipped", |line| replaced(line, &[("tháng ", "thagn "), ("Tháng ", "Thág ")])),
    ("O for 0", |line| replaced(line, &[("202", "2O2"), ("20", "2O")])),
    ("strokes for roman", |line| {
        replaced(
            line,
            &[
                ("quý III", "quý lll"),
                ("quý IV", "quý lV"),
                ("quý II", "quý 11"),
                ("QUÝ III", "QUÝ 1ll"),
                ("quý I", "quý l"),
            ],
        )
    }),
];

struct Keys {
    /// acute, grave, hook, tilde, dot
    tones: [&'static str; 5],
    circumflex: Option<&'static str>,
    breve: &'static str,
    horn: &'static str,
    bar: &'static str,
}

const TELEX: Keys = Keys { tones: ["s", "f", "r", "x", "j"], circumflex: None, breve: "w", horn: "w", bar: "d" };
const VNI: Keys = Keys { tones: ["1", "2", "3", "4", "5"], circumflex: Some("6"), breve: "8", horn: "7", bar: "9" };
const VIQR: Keys = Keys { tones: ["'", "`", "?", "~", "."], circumflex: Some("^"), breve: "(", horn: "+", bar: "d" };

fn keyed(line: &str, keys: &Keys, tone_last: bool) -> String {
    let mut out = String::new();
    for piece in line.split_inclusive(|c: char| !c.is_alphabetic()) {
        let mut tone = "";
        let mut word = String::new();
        for c in piece.chars() {
            if !c.is_alphabetic() {
                word.push_str(std::mem::take(&mut tone));
                word.push(c);
                continue;
            }
            if matches!(c, 'đ' | 'Đ') {
                word.push(if c == 'Đ' { 'D' } else { 'd' });
                word.push_str(if c == 'Đ' && keys.bar == "d" { "D" } else { keys.bar });
                continue;
            }
            let parts: Vec<char> = c.nfd().collect();
            word.push(parts[0]);
            for mark in &parts[1..] {
                match mark {
                    '\u{302}' => word.push_str(&keys.circumflex.map_or(parts[0].to_string(), str::to_owned)),
                    '\u{306}' => word.push_str(keys.breve),
                    '\u{31b}' => word.push_str(keys.horn),
                    mark => {
                        let at = ['\u{301}', '\u{300}', '\u{309}', '\u{303}', '\u{323}'].iter().position(|t| t == mark);
                        tone = keys.tones[at.unwrap()];
                    }
                }
            }
            if !tone_last {
                word.push_str(std::mem::take(&mut tone));
            }
        }
        word.push_str(tone);
        out.push_str(&word);
    }
    out
}

fn misread(line: &str, encoding: &'static Encoding) -> Option<String> {
    Some(encoding.decode_without_bom_handling(line.as_bytes()).0.into_owned())
}

/// The second half of the words damaged.
fn halved(line: &str, damage: impl Fn(&str) -> Option<String>) -> Option<String> {
    let words: Vec<&str> = line.split(' ').collect();
    let (first, second) = words.split_at(words.len() / 2);
    let (first, second) = (first.join(" "), second.join(" "));
    (!first.is_empty() && !second.is_ascii()).then(|| damage(&second).map(|second| format!("{first} {second}")))?
}

/// What a program in the Vietnamese code page shows for letters of the western one.
fn confused(line: &str) -> String {
    let swapped = line.chars().map(|c| match c {
        'ã' => 'ă',
        'Ã' => 'Ă',
        'õ' => 'ơ',
        'Õ' => 'Ơ',
        'ý' => 'ư',
        'Ý' => 'Ư',
        'ì' => '\u{301}',
        'Ì' => '\u{300}',
        'Ò' => '\u{309}',
        'ò' => '\u{323}',
        c => c,
    });
    nfc(&swapped.collect::<String>())
}

fn entities(line: &str, named: bool) -> String {
    line.chars()
        .map(|c| {
            if c.is_ascii() {
                return c.to_string();
            }
            let parts: Vec<char> = c.nfd().collect();
            let name = match parts[1..] {
                ['\u{301}'] => "acute",
                ['\u{300}'] if !matches!(parts[0], 'y' | 'Y') => "grave",
                ['\u{302}'] => "circ",
                ['\u{303}'] if matches!(parts[0], 'a' | 'o' | 'A' | 'O') => "tilde",
                _ => "",
            };
            if named && !name.is_empty() { format!("&{}{name};", parts[0]) } else { format!("&#{};", u32::from(c)) }
        })
        .collect()
}

fn octets(line: &str, lead: char) -> String {
    line.chars()
        .map(|c| {
            let mut buffer = [0; 4];
            if c.is_ascii() {
                return c.to_string();
            }
            c.encode_utf8(&mut buffer).bytes().map(|byte| format!("{lead}{byte:02X}")).collect()
        })
        .collect()
}

fn points(line: &str, lead: &str) -> String {
    line.chars().map(|c| if c.is_ascii() { c.to_string() } else { format!("{lead}{:04x}", u32::from(c)) }).collect()
}

/// The first marked word that begins with a consonant, torn behind it.
fn torn(line: &str) -> Option<String> {
    const TORN: &str = " báo cáo tháng huyện hội tỉnh đảng phường kết tổng học tuyên ";
    let mut done = false;
    let words = line.split(' ').map(|word| {
        let cut = word.char_indices().skip(1).find(|(_, c)| "aeiouy".contains(fold(&c.to_string()).as_str()));
        match cut.filter(|_| !done && TORN.contains(&format!(" {} ", lower(word)))) {
            Some((at, _)) => {
                done = true;
                let (head, tail) = word.split_at(at);
                format!("{head} {tail}")
            }
            None => word.to_owned(),
        }
    });
    let text = words.collect::<Vec<_>>().join(" ");
    done.then_some(text)
}

fn glued(line: &str) -> Option<String> {
    replaced(
        line,
        &[("báo cáo tháng ", "báo cáotháng "), ("báo cáo", "báocáo"), ("Báo cáo", "Báocáo"), ("BÁO CÁO", "BÁOCÁO")],
    )
}

fn changed_places(line: &str) -> Option<String> {
    replaced(
        line,
        &[("khoa giáo", "khao giáo"), ("báo cáo", "báo cóa"), ("Báo cáo", "Boá cáo"), ("BÁO CÁO", "BÁO CÓA")],
    )
}

fn replaced(line: &str, pairs: &[(&str, &str)]) -> Option<String> {
    pairs.iter().find(|(from, _)| line.contains(from)).map(|(from, to)| line.replacen(from, to, 1))
}
