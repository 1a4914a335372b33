//! Old codings there and back, and good text left alone.

use super::*;
use encoding_rs::WINDOWS_1252;
use proptest::prelude::*;

/// Every lower-case letter of Vietnamese that ASCII lacks.
const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

pub(in crate::spelling) fn to_tcvn3(text: &str) -> String {
    let code = |letter| {
        TCVN3
            .iter()
            .find_map(|(codes, letters)| letters.chars().position(|c| c == letter).and_then(|at| codes.chars().nth(at)))
    };
    let small = |c: char| c.to_lowercase().next().unwrap();
    text.chars().map(|c| code(c).or_else(|| code(small(c))).unwrap_or(c)).collect()
}

/// What an unpacker shows of a name in UTF-8 that is not marked as such.
pub(in crate::spelling) fn misread_as_437(text: &str) -> String {
    let page: Vec<char> = misread::CP437.chars().collect();
    let shown = |byte: u8| byte.checked_sub(0x80).map_or(char::from(byte), |place| page[usize::from(place)]);
    text.bytes().map(shown).collect()
}

pub(in crate::spelling) fn to_vni(text: &str) -> String {
    let whole = |letter: char| VNI_LETTERS.iter().find(|(_, known)| *known == letter).map(|(code, _)| *code);
    let mut out = String::new();
    for letter in text.chars() {
        let small = letter.to_lowercase().next().unwrap();
        if small != letter && !letter.is_ascii() {
            out.push_str(&to_vni(&small.to_string()).to_uppercase());
            continue;
        }
        if let Some(code) = whole(letter) {
            out.push(code);
            continue;
        }
        let pair = "aeouyôö"
            .chars()
            .flat_map(|base| VNI_MARKS.iter().chain(&VNI_BREVES).map(move |(mark, _)| format!("{base}{mark}")))
            .find(|pair| from_vni(pair) == letter.to_string());
        match pair {
            Some(pair) => out.push_str(&pair),
            None if letter == 'ỵ' => out.push('î'),
            None => out.push(letter),
        }
    }
    out
}

#[test]
fn every_letter_goes_to_tcvn3_and_vni_and_back() {
    for letter in LETTERS.chars().map(String::from) {
        assert_eq!(from_tcvn3(&to_tcvn3(&letter)), letter);
        assert_eq!(from_vni(&to_vni(&letter)), letter, "{}", to_vni(&letter));
    }
    let codes: Vec<char> = TCVN3.iter().flat_map(|(codes, _)| codes.chars()).collect();
    assert!(codes.iter().enumerate().all(|(at, code)| !codes[..at].contains(code)), "one letter a code");
}

#[test]
fn text_from_old_documents_becomes_readable() {
    for (typed, meant, coding) in [
        ("B¸o c¸o c«ng t¸c khoa gi¸o 6 th¸ng ®Çu n¨m", "Báo cáo công tác khoa giáo 6 tháng đầu năm", "TCVN3"),
        ("Së Gi¸o dôc vµ §µo t¹o", "Sở Giáo dục và Đào tạo", "TCVN3"),
        ("HuyÖn ñy V¹n Ninh", "Huyện ủy Vạn Ninh", "TCVN3"),
        ("Së Y tÕ", "Sở Y tế", "TCVN3"),
        ("CéNG HßA X· HéI CHñ NGHÜA VIÖT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "TCVN3"),
        ("Baùo caùo coâng taùc khoa giaùo 6 thaùng ñaàu naêm", "Báo cáo công tác khoa giáo 6 tháng đầu năm", "VNI"),
        ("Sôû Y teá", "Sở Y tế", "VNI"),
        ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "VNI"),
    ] {
        assert_eq!(repair(typed), Some((meant.to_owned(), coding)), "{typed}");
    }
}

#[test]
fn names_read_in_the_wrong_coding_are_read_again() {
    for (seen, meant) in [
        ("BÃ¡o cÃ¡o quÃ½ III.docx", "Báo cáo quý III.docx"),
        ("Káº¿t quáº£ nÄƒm", "Kết quả năm"),
        ("BĂ¡o cĂ¡o", "Báo cáo"),
        ("B├ío c├ío qu├╜ III.docx", "Báo cáo quý III.docx"),
        ("Ba╠üo ca╠üo.docx", "Báo cáo.docx"),
        ("Danh_sa_üch__Éo_é_Çng_Tha_üp.pdf", "Danh_sách_Đồng_Tháp.pdf"),
    ] {
        assert_eq!(repair(seen).map(|(text, _)| text).as_deref(), Some(meant), "{seen}");
    }
}

#[test]
fn documents_may_mix_codings() {
    let (text, _) = repair("Kết quả năm 2024\nB¸o c¸o quý I\nPlain words\n").unwrap();
    assert_eq!(text, "Kết quả năm 2024\nBáo cáo quý I\nPlain words\n");
}

#[test]
fn good_text_of_any_language_stays() {
    for text in [
        "Báo cáo quý III",
        "tôi là cán bộ",
        "cá và tôm",
        "Sở Y tế © 2024",
        "© 2024 Company",
        "§ 5",
        "5 µm",
        "25°C, 3 m²",
        "Müller & Söhne",
        "café, déjà vu, naïve",
        "São Paulo",
        "El niño",
        "ĐÃ GỬI",
        "MÃ BCTT",
        "“Báo cáo” – quý I…",
        "NOËL",
        "Ủy ban",
        "Å",
        "«Báo cáo»",
        "à á ả",
        "résumé",
    ] {
        assert_eq!(repair(text), None, "{text}");
    }
}

proptest! {
    #[test]
    fn vietnamese_survives(words in proptest::collection::vec(prop_oneof![
        Just("báo"), Just("cáo"), Just("Sở"), Just("tế"), Just("ĐÃ"), Just("là"), Just("tôi"), Just("quý"), Just("năm"), Just("III"), Just("hòa"),
        Just("xã"), Just("sách"), Just("(đã"), Just("ký)"), Just("Trân"), Just("trọng./."), Just("hội"), Just("ủy"), Just("và"), Just("BÁO"), Just("Ý"),
    ], 1..12)) {
        prop_assert_eq!(repair(&words.join(" ")), None);
    }

    #[test]
    fn english_survives(text in "[ -~\\n]{0,80}") {
        prop_assert_eq!(repair(&text), None);
    }

    #[test]
    fn what_was_misread_comes_back(words in proptest::collection::vec(prop_oneof![Just("Báo"), Just("cáo"), Just("kết"), Just("quả"), Just("năm"), Just("Đảng"), Just("ủy")], 1..8)) {
        let meant = words.join(" ");
        let seen = WINDOWS_1252.decode_without_bom_handling(meant.as_bytes()).0.into_owned();
        prop_assert_eq!(repair(&seen).map(|(text, _)| text), Some(meant));
    }

    #[test]
    fn repairing_never_panics_and_settles(text in "\\PC{0,60}") {
        if let Some((once, _)) = repair(&text) {
            prop_assert_eq!(nfc(&once), once);
        }
    }
}
