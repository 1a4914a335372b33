//! Above the title: the left column with the issuer, the number, place and date, and marks.

use jiff::civil::Date;

use super::number::{self, Number};
use crate::spelling;
use crate::spelling::tokens::{Token, plain_of, tokens};

/// What stands above the title.
#[derive(Debug, Default)]
pub(super) struct Head {
    pub issuer: Vec<String>,
    pub number: Option<Number>,
    pub date: Option<Date>,
    pub undated: bool,
    pub secret: Option<String>,
    pub draft: bool,
    /// V/v …: what a letter is about.
    pub about: Option<String>,
    /// What is still to come of fixed words of the right column that a narrow column broke.
    broken: Option<&'static str>,
}

/// Bytes of the longest secrecy mark, its marks apart from its letters.
const MARK: usize = 40;

/// The fixed words of the right column, folded.
const RIGHT: [&str; 4] = [
    "cong hoa xa hoi chu nghia viet nam",
    "doc lap tu do hanh phuc",
    "dang cong san viet nam",
    "c ng h a x h i chu nghia viet nam",
];

/// The mark of a draft: "DỰ THẢO", "Dự thảo lần 2", "(Dự thảo xin ý kiến)". A longer line, or one that goes on with another
/// paper ("Dự thảo Đề án …"), speaks of what somebody else drafts.
fn is_draft(folded: &str) -> bool {
    const LONGEST: usize = 7;
    const GOES_ON: [&str; 11] = ["lan", "bao", "bc", "xin", "lay", "ngay", "trinh", "so", "cho", "gop", "ban"];
    let words: Vec<&str> = folded.split_whitespace().collect();
    let Some(at) = words.windows(2).position(|pair| *pair == ["du", "thao"]) else { return false };
    let after = words.get(at.saturating_add(2)).copied();
    let alone = after.is_none_or(|word| GOES_ON.contains(&word) || word.starts_with(|c: char| c.is_ascii_digit()));
    words.len() <= LONGEST && alone
}

pub(super) fn read(pieces: &[&str]) -> Head {
    let mut head = Head::default();
    for piece in pieces {
        // Two columns on one line of a PDF stand wide apart.
        for part in piece.split("   ").map(str::trim).filter(|part| !part.is_empty()) {
            line(&mut head, part);
        }
    }
    head
}

fn line(head: &mut Head, part: &str) {
    if head.broken.take_if(|rest| spelling::fold(part).trim() == *rest).is_some() {
        return;
    }
    if is_secret(part) {
        head.secret = Some(part.to_owned());
        return;
    }
    // Every line of every head comes by here: its words are made once.
    let mut words = tokens(part);
    head.draft = head.draft || is_draft(&plain_of(&words));
    let mut rest = part.to_owned();
    if let Some((at, date, open)) = signed(&words) {
        head.date = head.date.or(date);
        head.undated = head.undated || open;
        // The place before it belongs to the date: "Lam Thành, ngày 17 …".
        let before = part.get(..at).unwrap_or_default().trim_end().trim_end_matches(',');
        rest = before.rsplit_once("  ").map_or_else(|| place_off(before), |(left, _)| left.to_owned());
        words = tokens(&rest);
    }
    if head.number.is_none()
        && let Some(number) = number::read_in(&rest, &words)
    {
        head.number = Some(number);
        return;
    }
    let short = plain_of(&words);
    if short.starts_with(" v v ") || short.starts_with(" ve viec ") {
        head.about = Some(rest);
        return;
    }
    if let Some(about) = head.about.as_mut().filter(|_| rest.chars().next().is_some_and(char::is_lowercase)) {
        about.push(' ');
        about.push_str(&rest);
        return;
    }
    let left = without_right(&rest, &words).unwrap_or_else(|| without_broken(head, &rest, &words));
    push_issuer(head, left, &short);
}

/// Whether a line gives the day of signing, or leaves it open.
pub(super) fn is_signed(line: &str) -> bool {
    signed(&tokens(line)).is_some()
}

/// Whether a line may stand in a letterhead: see [`super::is_of_head`].
pub(super) fn may_have(line: &str) -> bool {
    let words = tokens(line);
    let count = |wanted: fn(char) -> bool| line.chars().filter(|c| wanted(*c)).count();
    let capital = count(char::is_uppercase).saturating_mul(2) >= count(char::is_alphabetic);
    capital
        || signed(&words).is_some()
        || number::read_in(line, &words).is_some()
        || without_right(line, &words).is_some()
}

/// Whether a line is a secrecy mark and nothing else.
fn is_secret(part: &str) -> bool {
    let mark = part.trim_matches(|c: char| !c.is_alphabetic());
    mark.len() <= MARK && matches!(spelling::lower(mark).as_str(), "mật" | "tối mật" | "tuyệt mật" | "độ mật: mật")
}

/// "SỞ Y TẾ" folds to "so y te", "Số: 12" to "so 12".
fn is_department(short: &str) -> bool {
    short.strip_prefix(" so ").is_some_and(|rest| rest.trim().chars().next().is_some_and(char::is_alphabetic))
}

fn push_issuer(head: &mut Head, left: String, short: &str) {
    // The last syllable of a name may stand on a line of its own.
    let least = if head.issuer.is_empty() { 3 } else { 2 };
    let name = left.chars().filter(|c| c.is_alphabetic()).count() >= least && !short.starts_with(" so ");
    if !name && !is_department(short) {
        return;
    }
    let capitals = left.chars().filter(|c| c.is_uppercase()).count();
    let letters = left.chars().filter(|c| c.is_alphabetic()).count();
    // Issuers are set in capitals; sentences are not.
    if head.issuer.len() < 8 && capitals.saturating_mul(2) >= letters && left.chars().count() <= 120 {
        head.issuer.push(left);
    }
}

/// What stands left of the place of the date: a number, or the issuer, which is set in capitals while the place is not.
/// Two columns of a PDF may stand one space apart: "ĐẢNG ỦY XÃ BẮC LẠC SƠN Bắc Lạc Sơn, ngày 17 …".
fn place_off(before: &str) -> String {
    if number::read(before).is_some() {
        return before.to_owned();
    }
    let capital = |word: &&str| word.chars().any(char::is_alphabetic) && !word.chars().any(char::is_lowercase);
    let sign = |word: &&str| !word.chars().any(char::is_alphabetic);
    let mut words: Vec<&str> = before.split_whitespace().take_while(|word| capital(word) || sign(word)).collect();
    // "TP. Hòa Lâm, ngày …": the town's short sign is no issuer.
    while words.last().is_some_and(|word| TOWNS.contains(&word.trim_end_matches('.'))) {
        words.pop();
    }
    words.join(" ")
}

/// Short signs of a city, a district town and a township before their names.
const TOWNS: [&str; 4] = ["TP", "TX", "TT", "T.P"];

/// What stands beside fixed words of the right column, if they stand here.
fn without_right(line: &str, all: &[Token]) -> Option<String> {
    RIGHT.into_iter().find_map(|right| {
        let count = right.split(' ').count();
        let at = all.windows(count).position(|window| are(window, right))?;
        let from = all.get(at).map_or(0, |token| token.range.start);
        let after = at.checked_add(count).and_then(|after| all.get(after));
        let to = after.map_or(line.len(), |token| token.range.start);
        let (left, rest) = (line.get(..from).unwrap_or_default(), line.get(to..).unwrap_or_default());
        let left = left.trim();
        Some(if left.is_empty() { rest.trim().to_owned() } else { left.to_owned() })
    })
}

fn are(window: &[Token], words: &str) -> bool {
    window.iter().map(|token| token.folded.as_str()).eq(words.split(' '))
}

/// Words of the right column that a line must end with to be their beginning: "XÃ CỘNG HÒA" is a commune.
const BEGUN: usize = 3;

/// The same where a narrow column broke the fixed words: "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT" over "NAM".
fn without_broken(head: &mut Head, line: &str, all: &[Token]) -> String {
    for right in RIGHT {
        let breaks = right.match_indices(' ').map(|(at, _)| right.split_at(at)).rev();
        for (begun, rest) in breaks.filter(|(begun, _)| begun.split(' ').count() >= BEGUN) {
            let from = all.len().checked_sub(begun.split(' ').count());
            let Some(first) = from.filter(|from| all.get(*from..).is_some_and(|window| are(window, begun))) else {
                continue;
            };
            head.broken = Some(rest.trim_start());
            let left = all.get(first).and_then(|token| line.get(..token.range.start));
            return left.unwrap_or_default().trim().to_owned();
        }
    }
    line.trim().to_owned()
}

/// "ngày 17 tháng 01 năm 2024": where it begins, the day, and whether the day is left open.
fn signed(all: &[Token]) -> Option<(usize, Option<Date>, bool)> {
    let at = all.iter().position(|token| token.is("ngay"))?;
    let rest: Vec<&Token> = all.iter().skip(at).collect();
    let from = rest.first()?.range.start;
    let number = |index: usize| rest.get(index).and_then(|token| token.number);
    match (number(1), rest.get(1)) {
        (Some(day), _) if rest.get(2).is_some_and(|token| token.is("thang")) => {
            let year = rest
                .get(4)
                .filter(|token| token.is("nam") || token.is("n"))
                .and_then(|_| number(5).or_else(|| rest.get(5).filter(|token| token.is("m")).and_then(|_| number(6))));
            // The year may have gone over to the next line.
            Some((from, year.and_then(|year| date(year, number(3)?, day)), false))
        }
        (None, Some(next)) if next.is("thang") => Some((from, None, true)),
        (None, None) => Some((from, None, true)),
        _ => None,
    }
}

fn date(year: u32, month: u32, day: u32) -> Option<Date> {
    Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}
