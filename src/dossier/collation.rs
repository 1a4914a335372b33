//! The order of a Vietnamese list: a ă â b c d đ e ê …; the tone decides only between words that are otherwise the same,
//! in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.

use unicode_normalization::UnicodeNormalization;

/// The letters in order; what stands here not at all comes after them.
const LETTERS: &str = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz";

/// One word: numbers by value, letters by alphabet, then tones.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Word {
    number: Option<u64>,
    letters: Vec<u32>,
    tones: Vec<u8>,
}

/// What to sort a name by.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key(Vec<Word>);

/// The sort key of a name, word by word, so that "Sở Tài chính" stands before "Sở Tài nguyên".
#[must_use]
pub fn key(name: &str) -> Key {
    let lower = name.to_lowercase();
    Key(lower.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|word| !word.is_empty()).map(word).collect())
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{36f}')
}

fn word(text: &str) -> Word {
    let mut word = Word { number: text.parse().ok(), letters: Vec::new(), tones: Vec::new() };
    for c in text.nfd() {
        match tone(c) {
            Some(tone) => {
                if let Some(last) = word.tones.last_mut() {
                    *last = tone;
                }
            }
            None if is_mark(c) => {
                if let Some(last) = word.letters.last_mut() {
                    *last = shaped(*last, c);
                }
            }
            None => {
                word.letters.push(rank(c));
                word.tones.push(0);
            }
        }
    }
    word
}

fn tone(mark: char) -> Option<u8> {
    match mark {
        '\u{300}' => Some(1),
        '\u{309}' => Some(2),
        '\u{303}' => Some(3),
        '\u{301}' => Some(4),
        '\u{323}' => Some(5),
        _ => None,
    }
}

/// Breve, circumflex and horn make another letter.
fn shaped(letter: u32, mark: char) -> u32 {
    let pairs = [('a', '\u{306}', 'ă'), ('a', '\u{302}', 'â'), ('e', '\u{302}', 'ê'), ('o', '\u{302}', 'ô')];
    let horns = [('o', '\u{31b}', 'ơ'), ('u', '\u{31b}', 'ư')];
    let found = pairs.iter().chain(&horns).find(|(base, shape, _)| rank(*base) == letter && *shape == mark);
    found.map_or(letter, |(.., whole)| rank(*whole))
}

fn rank(c: char) -> u32 {
    let place = LETTERS.chars().position(|letter| letter == c).and_then(|place| u32::try_from(place).ok());
    place.unwrap_or(u32::from(c).saturating_add(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(mut names: Vec<&str>) -> Vec<&str> {
        names.sort_by_key(|name| key(name));
        names
    }

    #[test]
    fn letters_follow_the_vietnamese_alphabet() {
        let order = ["Anh", "Ăn", "Ân", "Bắc", "Dân", "Đảng", "Em", "Êm", "On", "Ôn", "Ơn", "Uyên", "Ưu", "Xuân"];
        let mut shuffled = order.to_vec();
        shuffled.reverse();
        assert_eq!(sorted(shuffled), order);
    }

    #[test]
    fn tones_decide_between_equal_letters_only() {
        assert_eq!(sorted(vec!["mạ", "má", "mã", "mả", "mà", "ma"]), ["ma", "mà", "mả", "mã", "má", "mạ"]);
        assert_eq!(
            sorted(vec!["Sở Tư pháp", "Sở Tài nguyên", "Sở Tài chính"]),
            ["Sở Tài chính", "Sở Tài nguyên", "Sở Tư pháp"]
        );
        assert_eq!(sorted(vec!["Hòa An", "Hoa Bình"]), ["Hoa Bình", "Hòa An"]);
    }

    #[test]
    fn numbers_sort_by_value_and_composed_like_decomposed() {
        assert_eq!(sorted(vec!["Phường 10", "Phường 2"]), ["Phường 2", "Phường 10"]);
        assert_eq!(key("Sở Y tế"), key(&"Sở Y tế".nfd().collect::<String>()));
    }
}
