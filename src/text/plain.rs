//! Plain text of unknown coding.

use super::{Limits, Reading};
use crate::spelling::charset;

/// Text in the coding that its bytes show; line ends as `\n`.
pub(crate) fn read(bytes: &[u8], limits: &Limits) -> Reading {
    let most = limits.text.saturating_mul(4);
    let text = charset::decode(bytes.get(..most).unwrap_or(bytes), None);
    Reading { text: text.replace("\r\n", "\n").replace('\r', "\n"), ..Reading::default() }
}
