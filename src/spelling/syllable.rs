//! What a Vietnamese syllable can be: the measure by which codings are told apart.
//!
//! Quốc ngữ has few syllables and writes them strictly, so text read in a wrong coding hardly ever makes any.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::tone::{Letter, small};

/// Words with letters beyond ASCII, and how many of them are syllables.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Count {
    /// Words that are Vietnamese syllables.
    pub(super) valid: usize,
    /// Words that mix ASCII letters with others.
    pub(super) words: usize,
}

/// Counts the words of a text that hold both ASCII letters and other characters; the rest proves nothing.
pub(super) fn count(text: &str) -> Count {
    let mut count = Count::default();
    for word in words(text).filter(|word| is_evidence(word)) {
        count.words = count.words.saturating_add(1);
        count.valid = count.valid.saturating_add(usize::from(is_syllable(word)));
    }
    count
}

/// Words between white space and punctuation. Characters that are letters in some coding do not divide.
pub(super) fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(divides).filter(|word| !word.is_empty())
}

/// Whether a character stands between words in every coding.
pub(super) fn divides(c: char) -> bool {
    c.is_whitespace() || (c.is_ascii() && !c.is_ascii_alphabetic()) || matches!(c, '\u{2010}'..='\u{2027}')
}

fn is_evidence(word: &str) -> bool {
    !word.is_ascii() && word.chars().any(|c| c.is_ascii_alphabetic())
}

/// Beginnings of syllables, longest first.
const ONSETS: [&str; 28] = [
    "ngh", "ng", "nh", "ch", "gh", "gi", "kh", "ph", "qu", "th", "tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m",
    "n", "p", "r", "s", "t", "v", "x", "",
];

/// Ends of syllables without tones. After an open vowel or a nasal all six tones, after a stop only two.
const RIMES: &str = " a ac ak ach ai am an ang anh ao ap at au ay ăc ăk ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây \
    e ec em en eng eo ep et ê êch êm ên êng ênh êp êt êu i ia ich im in inh ip it iu iêc iêm iên iêng iêp iêt iêu \
    o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay oăc oăm oăn oăng oăt oe oen oeo oet ooc oong \
    ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u ua uc ui um un ung up ut uân uâng uât uây uê uêch uên uênh \
    uơ uya uyên uyêt uy uych uynh uyt uyu uôc uôi uôm uôn uông uôt ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương ươp ươt ươu \
    y yên yêt yêu yêm yêng ych yn ynh yt êng ";

/// The letters of a word without their tones, as codes, so that looking at a word allocates nothing.
#[derive(Clone, Copy)]
struct Spelt {
    codes: [u8; LONGEST],
    length: usize,
    tone: Option<char>,
}

/// `nghiêng` has seven letters; no syllable has more.
const LONGEST: usize = 7;

impl Spelt {
    /// None when it is longer than a syllable, has two tones, or has a character that Vietnamese does not write.
    fn of(word: &str) -> Option<Self> {
        let mut spelt = Self { codes: [0; LONGEST], length: 0, tone: None };
        for c in word.chars() {
            let letter = small(c)?;
            if letter.tone.is_some() && spelt.tone.replace(letter.tone?).is_some() {
                return None;
            }
            *spelt.codes.get_mut(spelt.length)? = code(letter)?;
            spelt.length = spelt.length.saturating_add(1);
        }
        Some(spelt)
    }

    fn letters(&self) -> &[u8] {
        self.codes.get(..self.length).unwrap_or_default()
    }

    /// Whether it is a beginning and an end that `parts` knows.
    fn is_made_of(&self, parts: &Parts) -> bool {
        let vowel = |code: &u8| {
            matches!(code, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'A' | b'W' | b'E' | b'O' | b'P' | b'U')
        };
        let letters = self.letters();
        let consonants = letters.iter().take_while(|code| !vowel(code)).count();
        let fits = |cut: usize| {
            let known = |list: &[u32], part: &[u8]| list.binary_search(&packed(part)).is_ok();
            letters
                .split_at_checked(cut)
                .is_some_and(|(onset, rime)| known(&parts.onsets, onset) && known(&parts.rimes, rime))
        };
        // "qu" and "gi" end in a letter that elsewhere is a vowel.
        fits(consonants) || (matches!(letters, [b'q', b'u', ..] | [b'g', b'i', ..]) && fits(2))
    }

    fn is_syllable(&self) -> bool {
        let fits = self.tone.is_none_or(|tone| !self.is_stopped() || matches!(tone, '\u{301}' | '\u{323}'));
        // "quư", "kư" are what "quý", "ký" became in another code page.
        let strange = matches!(self.letters(), [b'q', b'u', b'U', ..] | [b'k', b'U', ..]);
        fits && !strange && self.is_made_of(&MARKED)
    }

    fn is_stopped(&self) -> bool {
        let end = |letter: char| u8::try_from(letter).ok();
        match self.letters() {
            [.., c, h] if Some(*h) == end('h') => Some(*c) == end('c'),
            [.., last] => ['c', 'k', 'p', 't'].iter().any(|stop| end(*stop) == Some(*last)),
            [] => false,
        }
    }
}

/// A letter as a number below 128: its ASCII code, or a capital for a letter with a shape.
fn code(letter: Letter) -> Option<u8> {
    let plain = u8::try_from(letter.base).ok().filter(u8::is_ascii_lowercase);
    match (letter.base, letter.shape) {
        ('đ', None) => Some(b'D'),
        (_, None) => plain,
        ('a', Some('\u{302}')) => Some(b'A'),
        ('a', Some('\u{306}')) => Some(b'W'),
        ('e', Some('\u{302}')) => Some(b'E'),
        ('o', Some('\u{302}')) => Some(b'O'),
        ('o', Some('\u{31b}')) => Some(b'P'),
        ('u', Some('\u{31b}')) => Some(b'U'),
        _ => None,
    }
}

/// Whether Vietnamese writes this letter.
pub(super) fn is_letter(c: char) -> bool {
    small(c).and_then(code).is_some()
}

/// A letter without its marks, small; 0 for what Vietnamese does not write.
pub(super) fn base(c: char) -> u8 {
    match small(c).map(|letter| letter.base) {
        Some('đ') => b'd',
        Some(base) => u8::try_from(base).unwrap_or_default(),
        None => 0,
    }
}

/// Up to four letters in one number; more give one that no list holds.
fn packed(part: &[u8]) -> u32 {
    if part.len() > 4 {
        return u32::MAX;
    }
    part.iter().fold(0, |number, letter| (number << 8) | u32::from(*letter))
}

/// Beginnings and ends of syllables, sorted.
struct Parts {
    onsets: Vec<u32>,
    rimes: Vec<u32>,
}

impl Parts {
    fn of(spell: impl Fn(&str) -> String) -> Self {
        let sorted = |parts: &mut dyn Iterator<Item = &str>| {
            let mut list: Vec<u32> =
                parts.filter_map(|part| Spelt::of(&spell(part)).map(|spelt| packed(spelt.letters()))).collect();
            list.sort_unstable();
            list.dedup();
            list
        };
        Self {
            onsets: sorted(&mut ONSETS.iter().copied()),
            rimes: sorted(&mut RIMES.split(' ').filter(|rime| !rime.is_empty())),
        }
    }
}

static MARKED: LazyLock<Parts> = LazyLock::new(|| Parts::of(str::to_owned));
static PLAIN: LazyLock<Parts> = LazyLock::new(|| Parts::of(super::fold));

/// Whether a word, in whatever case, is a syllable of Vietnamese.
pub(super) fn is_syllable(word: &str) -> bool {
    if let Some(spelt) = Spelt::of(word) {
        return spelt.is_syllable();
    }
    // Decomposed letters come from macOS; no syllable is longer.
    word.len() <= 32
        && word.chars().any(is_combining_mark)
        && Spelt::of(&super::nfc(word)).is_some_and(|spelt| spelt.is_syllable())
}

/// Whether a word of ASCII letters may be a syllable typed without its marks.
pub(super) fn is_plain_syllable(word: &str) -> bool {
    word.is_ascii() && Spelt::of(word).is_some_and(|spelt| spelt.is_made_of(&PLAIN))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_without_marks_may_be_syllables() {
        for word in "bao CAO quy nghieng thuyen khuyu Dak gi y uy".split(' ') {
            assert!(is_plain_syllable(word), "{word}");
        }
        for word in "baso thangs file class docx BC báo thag".split(' ') {
            assert!(!is_plain_syllable(word), "{word}");
        }
    }

    #[test]
    fn syllables_are_told_from_other_words() {
        for word in
            "Báo CÁO kết quả gì giếng quý thuyền ngoằn nghiêng Đắk khuỷu rượu yểu quốc gìn Huỳnh hoà hòa uỷ".split(' ')
        {
            assert!(is_syllable(word), "{word}");
        }
        for word in "café Müller kờt bàc kếtt naïve B¸o Baùo été úá Zoở".split(' ') {
            assert!(!is_syllable(word), "{word}");
        }
    }
}
