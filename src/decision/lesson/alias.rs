//! Which names may be taught: words as a unit wrote them, that name nobody else and are no ordinary words.

use jiff::civil::Date;

use super::{Offer, Settled, squeezed};
use crate::decision::akin::{is_another_body, telling};
use crate::evidence::lesson::{Lesson, Taught, names};
use crate::evidence::{Claim, Clue, Source, Strength};
use crate::office::Rules;
use crate::roster::{Unit, UnitId};
use crate::spelling::tokens::{Gap, Token, plain, says, tokens};

/// How many names one mail offers at most: more is no name but a habit of words.
const MOST: usize = 2;

/// Offices inside or below a unit, which sign for themselves.
const BELOW: [&str; 9] =
    ["trung tam", "chi cuc", "cong ty", "ban quan ly", "doi", "phong", "van phong", "cong doan", "dang bo"];

/// Symbols that stand for many bodies at once.
const MANY: [&str; 12] =
    ["ubnd", "hdnd", "mttq", "ubmttq", "btgtu", "vptu", "btvtu", "btgdvtu", "vpub", "bcdtw", "ttyt", "thpt"];

/// Words that speak of a report, of time, or of everybody's work, and of nobody.
const ORDINARY: [&str; 41] = [
    "bao", "cao", "bc", "baocao", "gui", "kinh", "ve", "viec", "ket", "qua", "cong", "tac", "tinh", "hinh", "khoa",
    "tuyen", "giao", "thang", "quy", "nam", "dau", "cuoi", "ky", "lieu", "phu", "luc", "bieu", "ban", "mem", "chinh",
    "thuc", "final", "scan", "ngay", "file", "cua", "va", "thuc", "hien", "nhiem", "vu",
];

/// Words with which names of offices begin; one typed with other marks is another word ("số liệu").
const TITLES: [&str; 19] = [
    "sở",
    "ban",
    "hội",
    "liên",
    "lhh",
    "huyện",
    "hu",
    "thị",
    "thành",
    "tỉnh",
    "đảng",
    "đu",
    "btg",
    "ủy",
    "ub",
    "công",
    "bộ",
    "trường",
    "đoàn",
];

/// The names by which this mail called the unit and which the roster does not know.
pub(super) fn of_unit(
    settled: &Settled<'_>,
    unit: &UnitId,
    files: &[usize],
    lessons: &[Lesson],
    rules: &Rules,
) -> Vec<Offer> {
    let Some(known) = rules.roster.unit(unit) else { return Vec::new() };
    let mut words = documents(settled, files, known);
    let names = settled.message.attachments.iter().enumerate().filter(|(index, _)| files.contains(index));
    for (source, text) in names
        .map(|(_, file)| (Source::FileName, stem(&file.file_name)))
        .chain([(Source::Subject, settled.message.subject.as_str())])
    {
        let named = settled.evidence.clues.iter().any(|clue| {
            clue.source == source
                && clue.strength >= Strength::Fair
                && matches!(clue.claim, Claim::Unit(_) | Claim::OneOf(_))
        });
        words.extend(self::named(text, known).filter(|_| !named));
    }
    let mut offers: Vec<Offer> = Vec::new();
    for words in words {
        let taught = Taught::Alias { words: words.clone(), unit: unit.clone() };
        let twice = offers.iter().any(|offer| squeezed(offer.taught.words()) == squeezed(&words));
        if twice || super::refusal(&taught, lessons, rules).is_some() {
            continue;
        }
        let name = &known.name;
        let does =
            format!("“{words}” là cách ghi tên của {name}: từ nay văn bản, thư ghi như vậy được hiểu là {name}.");
        offers.push(Offer { taught, does, caution: None });
    }
    offers.truncate(MOST);
    offers
}

/// What the documents call their issuer, in letterheads and in symbols.
fn documents(settled: &Settled<'_>, files: &[usize], unit: &Unit) -> Vec<String> {
    let clues = |source: Source| {
        let here = move |clue: &&Clue| clue.attachment.is_some_and(|index| files.contains(&index));
        settled.evidence.clues.iter().filter(here).filter(move |clue| clue.source == source)
    };
    let mut words = Vec::new();
    for clue in clues(Source::Letterhead) {
        match &clue.claim {
            Claim::OtherIssuer(issuer) if is_akin(issuer, unit, 1) => words.push(tidy(issuer)),
            // The letterhead says who it is: nothing else need be known of this document.
            Claim::Unit(_) | Claim::OneOf(_) => return Vec::new(),
            _ => {}
        }
    }
    for clue in clues(Source::Symbol) {
        if let Claim::Numbered(number) = &clue.claim {
            let symbol = number.rsplit(['/', '-', '.']).next().unwrap_or_default();
            words.extend(has_initials(symbol, unit).then(|| tidy(symbol)));
        }
    }
    words
}

/// Whether words share at least so many telling words with the unit, and are not another body's.
fn is_akin(words: &str, unit: &Unit, least: usize) -> bool {
    let said = telling(words);
    unit.every_name().any(|name| {
        let shared = telling(name).iter().filter(|word| said.contains(word)).count();
        shared >= least && !is_another_body(words, name) && !is_below(words, name)
    })
}

fn is_below(words: &str, name: &str) -> bool {
    let (said, own) = (plain(words), plain(name));
    BELOW.iter().any(|below| said.starts_with(&format!(" {below} ")) && says(&own, &[below]).is_none())
}

/// Whether a symbol begins as the unit's name does: "HKHT" over "Hội Khuyến học tỉnh".
pub(super) fn has_initials(symbol: &str, unit: &Unit) -> bool {
    let symbol = squeezed(symbol);
    unit.every_name().any(|name| {
        let initials: String = plain(name).split_whitespace().filter_map(|word| word.chars().next()).take(2).collect();
        initials.len() == 2 && symbol.starts_with(&initials)
    })
}

/// The name of an office in a subject or a file name that shares its telling words with the unit: from the last word
/// with which names of offices begin up to the next number, stop or word of another matter.
pub(super) fn named(text: &str, unit: &Unit) -> Option<String> {
    let all = tokens(text);
    let read = crate::evidence::words::read(text);
    let ends = |at: usize, token: &Token| {
        let dated = read.periods.iter().any(|mention| mention.range.contains(&token.range.start));
        let report = token.is("bao") && all.get(at.saturating_add(1)).is_some_and(|next| next.is("cao"));
        token.number.is_some() || dated || report || ["bc", "gui", "nop", "kinh"].iter().any(|word| token.is(word))
    };
    let ordinary = |token: &Token| ORDINARY.contains(&token.folded.as_str());
    let begins = |at: usize, token: &Token| {
        let next = all.get(at.saturating_add(1));
        TITLES.iter().any(|title| token.reads(title)) && next.is_some_and(|next| !ordinary(next))
    };
    let mut found: Option<String> = None;
    for (at, token) in all.iter().enumerate().filter(|(at, token)| begins(*at, token)) {
        let goes_on = |(ahead, next): &(usize, &Token)| *ahead == at || (next.gap < Gap::Comma && !ends(*ahead, next));
        let run: Vec<&Token> = all.iter().enumerate().skip(at).take_while(goes_on).map(|(_, token)| token).collect();
        let Some(last) = run.iter().rposition(|token| !ordinary(token)) else { continue };
        let spaced: Vec<&str> = run.iter().take(last.saturating_add(1)).map(|token| token.folded.as_str()).collect();
        let words = run.get(last).and_then(|last| text.get(token.range.start..last.range.end)).map(tidy);
        found = words.filter(|_| spaced.len() <= 10 && is_akin(&spaced.join(" "), unit, 2)).or(found);
    }
    found
}

fn stem(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(stem, _)| stem)
}

/// The words as written, without blanks and stops around them.
fn tidy(words: &str) -> String {
    let words = words.split_whitespace().collect::<Vec<_>>().join(" ");
    words.trim_matches(|c: char| !c.is_alphanumeric() && c != ')').to_owned()
}

pub(super) fn refusal(words: &str, unit: &UnitId, known: &[Lesson], rules: &Rules) -> Option<String> {
    let name = rules.roster.unit(unit).map_or("", |unit| unit.name.as_str());
    if let Some(why) = ordinary(words, rules) {
        return Some(why);
    }
    let hits = names(rules, known, Date::MAX).find(words);
    if let Some(other) = hits.iter().find(|hit| hit.unit != *unit) {
        let other = rules.roster.unit(&other.unit).map_or(other.unit.as_str(), |unit| unit.name.as_str());
        return Some(format!("“{words}” nêu cả tên của {other}"));
    }
    let whole = |start: usize, end: usize| words.get(start..end).is_some_and(|part| squeezed(part) == squeezed(words));
    hits.iter().any(|hit| whole(hit.start, hit.end)).then(|| format!("“{words}” đã được hiểu là {name}"))
}

/// Another unit that the words name as well by now.
pub(super) fn other_meaning(words: &str, unit: &UnitId, rules: &Rules) -> Option<String> {
    let hits = rules.names().find(words);
    let other = hits.iter().find(|hit| hit.unit != *unit)?;
    let name = rules.roster.unit(&other.unit).map_or(other.unit.as_str(), |unit| unit.name.as_str());
    Some(format!("“{words}” nay nêu cả tên của {name}"))
}

/// Words that could mean anybody.
fn ordinary(words: &str, rules: &Rules) -> Option<String> {
    let all = tokens(words);
    let capitals = words.chars().filter(|c| c.is_alphabetic()).all(char::is_uppercase);
    let symbol = all.len() == 1 || (capitals && !words.contains(char::is_whitespace));
    let letters = words.chars().filter(|c| c.is_alphabetic()).count();
    let folded = squeezed(words);
    if words.chars().count() > 120 || words.chars().any(char::is_control) {
        return Some("tên dài quá 120 ký tự hoặc có ký tự lạ".to_owned());
    }
    if symbol && (letters < 4 || MANY.contains(&folded.as_str())) {
        return Some(format!(
            "“{words}” quá ngắn hoặc nhiều nơi dùng; cần ít nhất hai từ, hoặc ký hiệu riêng từ 4 chữ"
        ));
    }
    let letter = |word: &String| word.chars().any(char::is_alphabetic);
    let tells = telling(words).iter().any(|word| letter(word) && !ORDINARY.contains(&word.as_str()));
    let office = &rules.office;
    let ours = squeezed(&office.name).contains(&folded) || squeezed(&office.short_name).contains(&folded);
    if ours || !tells {
        return Some(format!("“{words}” là từ chung hoặc tên của chính cơ quan, không phân biệt được đơn vị"));
    }
    let topic = rules.plans.reports().any(|(_, report)| {
        std::iter::once(&report.name).chain(&report.aliases).any(|name| squeezed(name).contains(&folded))
    });
    topic.then(|| format!("“{words}” có trong tên của loại báo cáo, không phải tên đơn vị"))
}
