//! What a Vietnamese syllable can be: the measure by which codings are told apart.
//!
//! Quốc ngữ has few syllables and writes them strictly, so text read in a wrong coding hardly ever makes any.

use super::tone::{Letter, split};
use unicode_normalization::UnicodeNormalization;

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

/// Whether a word, in whatever case, is a syllable of Vietnamese.
pub(super) fn is_syllable(word: &str) -> bool {
    if word.len() > 24 {
        return false;
    }
    let letters: Vec<Letter> = split(word.nfd().flat_map(char::to_lowercase));
    let tones: Vec<char> = letters.iter().filter_map(|letter| letter.tone).collect();
    let plain: String =
        letters.iter().flat_map(|letter| [Some(letter.base), letter.shape].into_iter().flatten()).nfc().collect();
    let stopped = ["c", "ch", "k", "p", "t"].iter().any(|end| plain.ends_with(end));
    let tone_fits = match tones.as_slice() {
        [] => true,
        [tone] => !stopped || matches!(tone, '\u{301}' | '\u{323}'),
        _ => false,
    };
    tone_fits
        && ONSETS.iter().any(|onset| {
            plain.strip_prefix(onset).is_some_and(|rime| {
                // "gì" is gi without a rime of its own.
                (!rime.is_empty() && !rime.contains(' ') && RIMES.contains(&format!(" {rime} ")))
                    || (*onset == "gi" && rime.is_empty())
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

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
