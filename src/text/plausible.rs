//! Whether a text layer is language: damaged fonts show the right letters and hide wrong ones, or none, behind them.
//!
//! Three kinds of damage are told: characters that nobody types, letters that are missing throughout (a subset font
//! without an entry for them leaves a space in their place), and letters that are all shifted (words that nobody can
//! speak).

use std::collections::HashMap;

use crate::spelling;

/// Letters of Vietnamese prose and how often each stands among 10 000 lower-case letters, the lower of two counts:
/// plans of four provinces (2016-2024) and reports of sixty offices.
#[rustfmt::skip]
const FREQUENT: [(char, usize); 52] = [
    ('n', 1136), ('h', 968), ('t', 745), ('c', 644), ('i', 552), ('g', 513), ('á', 301), ('o', 294), ('u', 284),
    ('a', 269), ('đ', 208), ('v', 185), ('m', 168), ('k', 163), ('y', 154), ('p', 151), ('r', 149), ('b', 133),
    ('ư', 126), ('ệ', 115), ('ế', 100), ('à', 97), ('l', 94), ('ộ', 91), ('ủ', 84), ('q', 76), ('ố', 76), ('ô', 73),
    ('ê', 73), ('ả', 69), ('ơ', 68), ('ị', 67), ('ự', 62), ('s', 62), ('d', 62), ('ạ', 60), ('ỉ', 56), ('ớ', 47),
    ('ă', 45), ('ụ', 45), ('ề', 44), ('x', 44), ('â', 39), ('ờ', 36), ('ợ', 34), ('ậ', 33), ('ể', 32), ('ấ', 32),
    ('ì', 31), ('ó', 27), ('ổ', 26), ('ứ', 26),
];

/// True when the text cannot be trusted as a whole. Parts of it may still be right.
pub(crate) fn is_garbled(text: &str) -> bool {
    has_broken_characters(text) || lacks_letters(text) || lacks_syllables(text)
}

/// One character in 25 that no typist types: replacement, control, private use.
fn has_broken_characters(text: &str) -> bool {
    let visible = text.chars().filter(|c| !c.is_whitespace()).count();
    let broken = text.chars().filter(|c| is_broken(*c)).count();
    broken > 0 && broken.saturating_mul(25) >= visible
}

fn is_broken(c: char) -> bool {
    matches!(c, '\u{fffd}' | '\u{e000}'..='\u{f8ff}' | '\u{f0000}'..) || (c.is_control() && !c.is_whitespace())
}

/// Two letters that should stand there four times or more stand there less than a fifth as often. Capitals do not
/// count: headings are set in fonts of their own and often survive. A text typed without marks lacks nothing.
fn lacks_letters(text: &str) -> bool {
    let mut counts: HashMap<char, usize> = HashMap::new();
    for c in text.chars().filter(|c| c.is_lowercase()) {
        let count = counts.entry(c).or_default();
        *count = count.saturating_add(1);
    }
    let letters: usize = counts.values().sum();
    let marked: usize = counts.iter().filter(|(c, _)| !c.is_ascii()).map(|(_, count)| count).sum();
    if letters < 400 || marked.saturating_mul(20) < letters {
        return false;
    }
    let missing = FREQUENT.iter().filter(|(letter, frequency)| {
        let expected = letters.saturating_mul(*frequency) / 10_000;
        let found = counts.get(letter).copied().unwrap_or(0);
        expected >= 4 && found.saturating_mul(5) < expected
    });
    missing.count() >= 2
}

/// Of the words, marks aside, not even half could be Vietnamese syllables, and it is no English either.
fn lacks_syllables(text: &str) -> bool {
    let folded = spelling::fold(text);
    let words = folded.split(|c: char| !c.is_ascii_alphabetic()).filter(|word| word.len() >= 2);
    let (mut all, mut syllables, mut english) = (0_usize, 0_usize, 0_usize);
    for word in words {
        all = all.saturating_add(1);
        if is_syllable(word) {
            syllables = syllables.saturating_add(1);
        } else if matches!(word, "the" | "of" | "and" | "is" | "for") {
            english = english.saturating_add(1);
        }
    }
    all >= 30 && syllables.saturating_mul(2) < all && english.saturating_mul(30) < all
}

/// Consonants before the vowels, the longer before the shorter that begin alike.
const ONSETS: [&str; 27] = [
    "ngh", "ng", "nh", "n", "th", "tr", "t", "ch", "c", "kh", "k", "ph", "p", "gh", "gi", "g", "qu", "b", "d", "h",
    "l", "m", "r", "s", "v", "x", "",
];

fn is_syllable(word: &str) -> bool {
    ONSETS.iter().filter_map(|onset| word.strip_prefix(onset)).any(|rest| {
        let coda = rest.trim_start_matches(['a', 'e', 'i', 'o', 'u', 'y']);
        let vowels = rest.len().saturating_sub(coda.len());
        (1..=3).contains(&vowels) && matches!(coda, "" | "c" | "ch" | "m" | "n" | "ng" | "nh" | "p" | "t")
    })
}

#[cfg(test)]
mod tests {
    use super::is_garbled;

    const PROSE: &str = "Căn cứ Quy chế phối hợp công tác giữa Ban Tuyên giáo Tỉnh ủy với các cơ quan, đơn vị trong khối \
        khoa giáo, Ban Tuyên giáo Huyện ủy báo cáo tình hình tháng 4, cụ thể: Phối hợp với phòng Giáo dục và Đào tạo, \
        Trung tâm Y tế nắm tình hình dạy và học, tình hình dịch bệnh; chủ trương của Đảng được Nhân dân đồng tình; cấp \
        ủy các xã, phường xây dựng kế hoạch, cung cấp thông tin, đề xuất giải quyết những vấn đề đột xuất của địa phương, \
        bảo đảm an ninh trật tự, an toàn giao thông, chăm sóc sức khỏe ban đầu cho người dân tại cơ sở, sơ kết sáu tháng, \
        tổ chức các hoạt động văn hóa, văn nghệ, thể dục thể thao chào mừng các ngày lễ lớn của đất nước và của tỉnh; \
        xử lý nghiêm các trường hợp vi phạm, xóa bỏ hủ tục, xã hội hóa nguồn lực, xây dựng nông thôn mới ở các xã.";

    #[test]
    fn prose_with_marks_and_without_is_language() {
        assert!(!is_garbled(PROSE));
        assert!(!is_garbled(&crate::spelling::fold(PROSE)));
        assert!(!is_garbled("1 2 3 4,5 % 12/BC-SYT"));
        assert!(!is_garbled(""));
    }

    #[test]
    fn letters_that_became_spaces_are_missed() {
        assert!(is_garbled(&PROSE.repeat(3).replace(['ơ', 'ấ', 'â', 'ó', 'x', '.'], " ")));
    }

    #[test]
    fn shifted_letters_and_private_characters_are_no_language() {
        let shift = |c: char| if c.is_ascii_lowercase() { char::from((c as u8 - b'a' + 1) % 26 + b'a') } else { c };
        assert!(is_garbled(&crate::spelling::fold(PROSE).chars().map(shift).collect::<String>()));
        assert!(is_garbled("B\u{f0e1}o c\u{f0e1}o"));
        assert!(is_garbled("B\u{fffd}o c\u{fffd}o"));
    }
}
