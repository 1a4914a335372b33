//! Bytes to text, whatever the label says.

use encoding_rs::{Encoding, UTF_8, WINDOWS_1252, WINDOWS_1258};

use super::nfc;

/// Text of `bytes`, composed. The label is believed only where the bytes do not contradict it: bytes that are valid
/// UTF-8 beyond ASCII are UTF-8 whatever stands there (mailers label it us-ascii or iso-8859-1).
#[must_use]
pub fn decode(bytes: &[u8], label: Option<&str>) -> String {
    if let Some((encoding, skip)) = Encoding::for_bom(bytes) {
        return nfc(&encoding.decode_without_bom_handling(bytes.get(skip..).unwrap_or_default()).0);
    }
    let named = label.and_then(|label| Encoding::for_label(label.trim_matches(['"', '\'', ' ']).as_bytes()));
    let shifts = named.is_some_and(|encoding| !encoding.is_ascii_compatible());
    if !shifts && let Ok(text) = std::str::from_utf8(bytes) {
        return nfc(text);
    }
    match named {
        Some(encoding) if encoding != UTF_8 => nfc(&encoding.decode_without_bom_handling(bytes).0),
        _ => guess(bytes),
    }
}

/// Text of bytes that are not UTF-8 and carry no usable label.
fn guess(bytes: &[u8]) -> String {
    // Mostly UTF-8 with a few broken bytes: keep what is right.
    let lossy = String::from_utf8_lossy(bytes);
    let broken = lossy.chars().filter(|c| *c == char::REPLACEMENT_CHARACTER).count();
    let foreign = lossy.chars().filter(|c| !c.is_ascii()).count();
    if broken.saturating_mul(4) < foreign {
        return nfc(&lossy);
    }
    let vietnamese = WINDOWS_1258.decode_without_bom_handling(bytes).0;
    if vietnamese.chars().any(|c| matches!(c, '\u{300}' | '\u{301}' | '\u{303}' | '\u{309}' | '\u{323}')) {
        return nfc(&vietnamese);
    }
    nfc(&WINDOWS_1252.decode_without_bom_handling(bytes).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lying_label_is_not_believed() {
        assert_eq!(decode("Báo cáo quý".as_bytes(), Some("us-ascii")), "Báo cáo quý");
        assert_eq!(decode("Báo cáo quý".as_bytes(), Some("iso-8859-1")), "Báo cáo quý");
    }

    #[test]
    fn windows_1258_comes_out_composed() {
        let (bytes, _, _) = WINDOWS_1258.encode("nhâ\u{323}n");
        assert_eq!(decode(&bytes, Some("windows-1258")), "nhận");
    }
}
