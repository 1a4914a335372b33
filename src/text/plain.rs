//! Plain text of unknown coding.

use encoding_rs::{UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1258};

use super::{Limits, Reading};

/// Text by its mark, else UTF-8 when it is valid, else Windows-1258; line ends as `\n`.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let most = limits.text.saturating_mul(4);
    let text = decode(bytes.get(..most).unwrap_or(bytes));
    Reading { text: text.replace("\r\n", "\n").replace('\r', "\n"), ..Reading::default() }
}

fn decode(bytes: &[u8]) -> String {
    let coding = if bytes.starts_with(b"\xff\xfe") {
        UTF_16LE
    } else if bytes.starts_with(b"\xfe\xff") {
        UTF_16BE
    } else if std::str::from_utf8(bytes).is_ok_or_cut_off() {
        UTF_8
    } else {
        WINDOWS_1258
    };
    coding.decode(bytes).0.into_owned()
}

trait CutOff {
    fn is_ok_or_cut_off(&self) -> bool;
}

impl CutOff for Result<&str, std::str::Utf8Error> {
    fn is_ok_or_cut_off(&self) -> bool {
        self.as_ref().map_or_else(|error| error.error_len().is_none(), |_| true)
    }
}
