//! Single-byte codings of Vietnamese that WHATWG does not know.

/// Bytes 0x80 to 0xFF of a coding, and the control characters that it spends on letters.
pub(super) struct Table {
    high: &'static str,
    low: &'static [(u8, char)],
}

/// TCVN 5712:1993 (VSCII, ISO-IR-180), first table; the second and third ("TCVN3", "ABC") are parts of it.
pub(super) const TCVN: Table = Table { high: TCVN_HIGH, low: TCVN_LOW };
/// VISCII 1.1 (RFC 1456).
pub(super) const VISCII: Table = Table { high: VISCII_HIGH, low: VISCII_LOW };
/// The coding of the Vietnamese Professionals Society.
pub(super) const VPS: Table = Table { high: VPS_HIGH, low: VPS_LOW };

impl Table {
    /// Text of `bytes`, not yet composed.
    pub(super) fn decode(&self, bytes: &[u8]) -> String {
        let high: Vec<char> = self.high.chars().collect();
        bytes
            .iter()
            .map(|byte| match byte.checked_sub(0x80) {
                Some(place) => high.get(usize::from(place)).copied().unwrap_or(char::REPLACEMENT_CHARACTER),
                None => self.low.iter().find(|(code, _)| code == byte).map_or(char::from(*byte), |(_, letter)| *letter),
            })
            .collect()
    }
}

/// TCVN 5712-1 from 0x80, sixteen a row.
const TCVN_HIGH: &str = "\
    ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ\
    ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ\
    \u{a0}ĂÂÊÔƠƯĐăâêôơưđẰ\
    \u{300}\u{309}\u{303}\u{301}\u{323}àảãáạẲằẳẵắẴ\
    ẮẦẨẪẤỀặầẩẫấậèỂẻẽ\
    éẹềểễếệìỉỄẾỒĩíịò\
    Ổỏõóọồổỗốộờởỡớợù\
    ỖủũúụừửữứựỳỷỹýỵỐ";

/// TCVN 5712-1 below 0x20.
const TCVN_LOW: &[(u8, char)] = &[
    (0x01, 'Ú'),
    (0x02, 'Ụ'),
    (0x04, 'Ừ'),
    (0x05, 'Ử'),
    (0x06, 'Ữ'),
    (0x11, 'Ứ'),
    (0x12, 'Ự'),
    (0x13, 'Ỳ'),
    (0x14, 'Ỷ'),
    (0x15, 'Ỹ'),
    (0x16, 'Ý'),
    (0x17, 'Ỵ'),
];

/// VISCII from 0x80, sixteen a row.
const VISCII_HIGH: &str = "\
    ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ\
    ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ\
    Õắằặấầẩậẽẹếềểễệố\
    ồổỗỠƠộờởịỰỨỪỬơớƯ\
    ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ\
    ĐứÒÓÔạỷừửÙÚỹỵÝỡư\
    àáâãảăữẫèéêẻìíĩỉ\
    đựòóôõỏọụùúũủýợỮ";

/// VISCII below 0x20.
const VISCII_LOW: &[(u8, char)] = &[(0x02, 'Ẳ'), (0x05, 'Ẵ'), (0x06, 'Ẫ'), (0x14, 'Ỷ'), (0x19, 'Ỹ'), (0x1e, 'Ỵ')];

/// VPS from 0x80, sixteen a row.
const VPS_HIGH: &str = "\
    ÀẢÃẤẦẨọỗĂếềểệẮẰẲ\
    Ế‘’ỀỂỄỐỒỔỖýỷỵỚỜỞ\
    \u{a0}ắằẳẵặỠớÙờởỡŨỨợỪ\
    ổỬỲỸÍÌộỈĨÓửữÒỎÕự\
    ầÁÂấẩẫậđẻÉÊẹỉễịỹ\
    ƯỦồốÔỏơÈừứÚũưÝẺß\
    àáâãảạăçèéêẽìíîĩ\
    ẴĐòóôõöƠụùúủüỶẼỳ";

/// VPS below 0x20.
const VPS_LOW: &[(u8, char)] = &[
    (0x02, 'Ạ'),
    (0x03, 'Ậ'),
    (0x04, 'Ặ'),
    (0x05, 'Ẹ'),
    (0x06, 'Ệ'),
    (0x10, 'Ị'),
    (0x11, 'Ọ'),
    (0x12, 'Ộ'),
    (0x13, 'Ợ'),
    (0x14, 'Ụ'),
    (0x15, 'Ự'),
    (0x19, 'Ỵ'),
    (0x1c, 'Ẫ'),
    (0x1d, 'Ữ'),
];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::spelling::nfc;

    /// Every letter of Vietnamese that ASCII lacks, lower case.
    const LETTERS: &str = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ";

    #[test]
    fn each_coding_has_every_letter_in_both_cases() {
        for (name, table) in [("TCVN", TCVN), ("VISCII", VISCII), ("VPS", VPS)] {
            let text: String = (0u8..=255).map(|byte| nfc(&table.decode(&[byte]))).collect();
            assert_eq!(table.high.chars().count(), 128, "{name}");
            for letter in LETTERS.chars() {
                assert!(text.contains(letter), "{name} {letter}");
                assert!(letter.to_uppercase().all(|large| text.contains(large)), "{name} {letter} large");
            }
        }
    }
}
