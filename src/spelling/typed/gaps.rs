//! Spaces lost and spaces too many: `BCtháng5`, `báocáo quý I`, and words that a PDF has torn: `H ội`, `U ỷ ban`.

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use super::{Edit, in_address, runs};
use crate::spelling::{fold, lower, syllable};

/// Words that are found glued together.
const GLUED: [&str; 24] = [
    "bao", "cao", "bc", "bctk", "thang", "quy", "nam", "dau", "cuoi", "so", "ket", "tong", "khoa", "giao", "tuyen",
    "cong", "tac", "qua", "cua", "gui", "phuong", "huong", "nhiem", "vu",
];

/// Words of our trade that are made whole wherever they were torn.
const TORN: &str = " báo cáo tháng quý năm đầu cuối sơ kết tổng khoa giáo tuyên công tác đảng ủy uỷ ban huyện tỉnh thành \
    thị sở hội phường xã đặc khu giáo dục đào tạo học nhiệm vụ phương hướng kính gửi đơn vị phụ lục số liệu đoàn ";

/// Words that stand alone and begin with a vowel: behind a letter they are no rest of a word ("điểm B ở xã").
const ALONE: &str = " ở ý ủy uỷ ưu âm ấm ấn ăn án áp ấp ôn ổn ông ống ứng ước êm ảnh à ạ ừ ơn ưng ép éo ốm ổ ô ơ ứ ưa ướt uống ức \
    ẩn ẩm ác ách áo ảo ánh ải ái ế ẩu ấy ốc ốp ớt oán oái yên yếu yêu yểu ưỡn ướm ươm ước ú ủ ù ù é è ẽ ò ó õ í ì ị ỉ ý ỷ ";

/// The spaces to put in and to take out.
pub(super) fn edits(line: &str) -> Vec<Edit> {
    let words: Vec<Range<usize>> = runs(line, |c| c.is_alphabetic() || is_combining_mark(c))
        .into_iter()
        .filter(|word| !in_address(line, word.start))
        .collect();
    let mut found: Vec<Edit> = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        let torn = words.get(at.saturating_add(1)).filter(|next| is_torn(line, word, next));
        match torn {
            Some(next) => {
                found.push(Edit::new(word.end..next.start, ""));
                at = at.saturating_add(2);
            }
            None => {
                found.extend(cuts(line, word));
                at = at.saturating_add(1);
            }
        }
    }
    found
}

/// Whether two words are the halves of one.
fn is_torn(line: &str, first: &Range<usize>, second: &Range<usize>) -> bool {
    let of = |range: &Range<usize>| line.get(range.clone()).unwrap_or_default();
    let (head, tail) = (of(first), of(second));
    if of(&(first.end..second.start)) != " " || tail.is_ascii() && head.is_ascii() {
        return false;
    }
    let starts = |word: &str| word.chars().next();
    let turns = starts(head).is_some_and(char::is_lowercase) && starts(tail).is_some_and(char::is_uppercase);
    let whole = format!("{head}{tail}");
    if turns || !syllable::is_syllable(&whole) {
        return false;
    }
    let stands = |word: &str| syllable::is_syllable(word);
    let (whole, rest) = (lower(&whole), lower(tail));
    let odd = !stands(head) || !stands(tail) || matches!(rest.as_str(), "yện" | "ện" | "ỷ" | "ỷ ");
    let trade = odd && TORN.contains(&format!(" {whole} "));
    // A lone letter before a word that is no word: "H ội", "h ọc".
    let consonants = head.chars().count() <= 3 && !fold(head).contains(['a', 'e', 'i', 'o', 'u', 'y']);
    let lonely = consonants
        && !tail.is_ascii()
        && !ALONE.contains(&format!(" {rest} "))
        && fold(&rest).starts_with(['a', 'e', 'i', 'o', 'u', 'y']);
    trade || lonely
}

/// Where words of our trade were typed into each other.
fn cuts(line: &str, range: &Range<usize>) -> Vec<Edit> {
    let word = line.get(range.clone()).unwrap_or_default();
    if word.len() < 5 || stands(word) {
        return Vec::new();
    }
    let letters: Vec<(usize, String)> = word.char_indices().map(|(at, c)| (at, fold(&c.to_string()))).collect();
    // One letter each, or the places would not agree.
    if letters.len() < 5 || letters.len() > 40 || letters.iter().any(|(_, letter)| letter.len() != 1) {
        return Vec::new();
    }
    let folded: String = letters.iter().map(|(_, letter)| letter.as_str()).collect();
    let Some(parts) = parts(&folded) else { return Vec::new() };
    let telling = |pair: &[&str]| matches!(pair, ["bao", "cao"] | ["bc", _]);
    if parts.len() < 2 || !(parts.contains(&"thang") || parts.windows(2).any(telling)) {
        return Vec::new();
    }
    let mut place = 0_usize;
    let mut edits = Vec::new();
    for part in parts.iter().take(parts.len().saturating_sub(1)) {
        place = place.saturating_add(part.len());
        let at = letters.get(place).map_or(range.end, |(at, _)| range.start.saturating_add(*at));
        edits.push(Edit::new(at..at, " "));
    }
    edits
}

fn stands(word: &str) -> bool {
    syllable::is_syllable(word) || syllable::is_plain_syllable(word)
}

/// The known words that `folded` is made of, from its head to its end.
fn parts(folded: &str) -> Option<Vec<&'static str>> {
    if folded.is_empty() {
        return Some(Vec::new());
    }
    GLUED.iter().find_map(|word| {
        let mut rest = parts(folded.strip_prefix(word)?)?;
        rest.insert(0, word);
        Some(rest)
    })
}
