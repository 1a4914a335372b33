//! Bytes to text, whatever the label says.

mod single_byte;

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258};

use super::{legacy, nfc, syllable};
use single_byte::{TCVN, Table, VISCII, VPS};

/// Text of `bytes`, composed. The label is believed only where the bytes do not contradict it: bytes that are valid
/// UTF-8 beyond ASCII are UTF-8 whatever stands there (mailers label it us-ascii, iso-8859-1, gb2312), and what is
/// labelled with the default of a western mailer is read as whichever coding makes Vietnamese of it.
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return nfc(&encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default()).0);
    }
    let label = label.unwrap_or_default().trim_matches(['"', '\'', ' ', '\t', ';']).to_ascii_lowercase();
    let named = Encoding::for_label(label.as_bytes());
    let shifts = named.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if !shifts && let Ok(text) = std::str::from_utf8(bytes) {
        // Seven bits are ASCII in every coding but VISCII and its like, which spend control characters.
        if !bytes.is_ascii() || vietnamese(&label).is_none() {
            return nfc(text);
        }
    }
    if let Some(table) = vietnamese(&label) {
        return nfc(&table.decode(bytes));
    }
    if matches!(label.as_str(), "x-viet-vni" | "vni" | "x-vni" | "x-viet-vni-email") {
        return legacy::from_vni(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
    }
    match named {
        Some(encoding) if encoding != UTF_8 && encoding != WINDOWS_1252 => {
            nfc(&encoding.decode_without_bom_handling(bytes).0)
        }
        _ => guess(bytes),
    }
}

/// The coding of a label that WHATWG does not know.
fn vietnamese(label: &str) -> Option<Table> {
    match label {
        "x-viet-tcvn5712" | "x-viet-tcvn" | "x-tcvn" | "tcvn" | "tcvn3" | "tcvn-3" | "tcvn5712" | "tcvn-5712"
        | "tcvn5712-1" | "tcvn5712-1:1993" | "iso-ir-180" | "vscii" | "x-viet-abc" | "abc" => Some(TCVN),
        "viscii" | "x-viscii" | "x-viet-viscii" | "viscii1.1" | "viscii1.1-1" | "csviscii" => Some(VISCII),
        "x-viet-vps" | "vps" | "x-vps" => Some(VPS),
        _ => None,
    }
}

/// Text of bytes that are not UTF-8 and carry no usable label: the coding that makes most Vietnamese syllables of
/// them, the western one when none does.
fn guess(bytes: &[u8]) -> String {
    // Mostly UTF-8 with a few broken bytes: keep what is right.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
    if broken.saturating_mul(3) < foreign {
        return nfc(&lossy);
    }
    let western = nfc(&WINDOWS_1252.decode_without_bom_handling(bytes).0);
    let others = [
        nfc(&WINDOWS_1258.decode_without_bom_handling(bytes).0),
        nfc(&TCVN.decode(bytes)),
        legacy::from_vni(&western),
        nfc(&VISCII.decode(bytes)),
        nfc(&VPS.decode(bytes)),
    ];
    let mut best = (syllable::count(&western).valid, western);
    for candidate in others {
        let valid = syllable::count(&candidate).valid;
        if valid > best.0 {
            best = (valid, candidate);
        }
    }
    best.1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lying_label_is_not_believed() {
        for label in ["us-ascii", "iso-8859-1", "windows-1252", "gb2312", "\"utf-8\"", "x-unknown", "windows-1258"] {
            assert_eq!(decode("Báo cáo quý, kết quả".as_bytes(), Some(label)), "Báo cáo quý, kết quả", "{label}");
        }
    }

    #[test]
    fn windows_1258_comes_out_composed_whatever_its_label() {
        let (bytes, _, _) = WINDOWS_1258.encode("Đa\u{303} nhâ\u{323}n ba\u{301}o ca\u{301}o");
        for label in [Some("windows-1258"), Some("iso-8859-1"), Some("us-ascii"), Some("utf-8"), None] {
            assert_eq!(decode(&bytes, label), "Đã nhận báo cáo", "{label:?}");
        }
    }

    #[test]
    fn codings_from_before_unicode_are_known_by_their_labels() {
        assert_eq!(decode(b"B\xb8o c\xb8o", Some("x-viet-tcvn5712")), "Báo cáo");
        assert_eq!(decode(b"B\xb8o c\xb8o qu\xfd", Some("TCVN")), "Báo cáo quý");
        assert_eq!(decode(b"S\xb7 Y t\xaa", Some("viscii")), "Sở Y tế");
        assert_eq!(decode(b"S\xaa Y t\x89", Some("x-viet-vps")), "Sở Y tế");
        assert_eq!(decode(b"S\xf4\xfb Y te\xe1", Some("x-viet-vni")), "Sở Y tế");
    }

    #[test]
    fn without_a_label_the_coding_that_makes_vietnamese_wins() {
        assert_eq!(decode(b"B\xb8o c\xb8o c\xabng t\xb8c", None), "Báo cáo công tác");
        assert_eq!(decode(b"Sch\xf6ne Gr\xfc\xdfe", None), "Schöne Grüße");
        assert_eq!(decode(b"d\xe9j\xe0 vu", Some("iso-8859-1")), "déjà vu");
    }

    #[test]
    fn utf_16_and_a_few_broken_bytes_are_read() {
        assert_eq!(decode(b"\xff\xfeB\x00\xe1\x00o\x00", None), "Báo");
        assert_eq!(decode(b"K\xe1\xba\xbft qu\xe1\xba\xa3 n\xc4\x83m \xff2024", None), "Kết quả năm \u{fffd}2024");
    }
}
