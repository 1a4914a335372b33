//! Codings from before Unicode: TCVN3, VNI, VIQR, and text that was decoded wrongly.

use encoding_rs::WINDOWS_1252;

use super::nfc;

/// Text made readable again, and what it had been; none when it is good as it stands.
#[must_use]
pub fn repair(text: &str) -> Option<(String, &'static str)> {
    if text.is_ascii() {
        return None;
    }
    utf8_read_as_windows_1252(text).map(|repaired| (nfc(&repaired), "UTF-8 đọc nhầm là Windows-1252"))
}

/// `BÃ¡o cÃ¡o` is `Báo cáo` whose bytes somebody took for Windows-1252.
fn utf8_read_as_windows_1252(text: &str) -> Option<String> {
    let (bytes, _, unmappable) = WINDOWS_1252.encode(text);
    if unmappable {
        return None;
    }
    String::from_utf8(bytes.into_owned()).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn utf8_taken_for_windows_1252_is_read_again() {
        assert_eq!(repair("BÃ¡o cÃ¡o quÃ½ III").map(|(text, _)| text).as_deref(), Some("Báo cáo quý III"));
        assert_eq!(repair("Báo cáo quý III"), None);
    }
}
