//! Rich text as Outlook packs it ([MS-OXRTFCP]): a window of 4096 bytes that begins with the phrases of every RTF.

use crate::text::Limits;
use crate::text::bytes::Front;

/// What stands in the window before the first byte ([MS-OXRTFCP] 2.2.2.1).
const PHRASES: &[u8] = b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \
\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\
\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";

const WINDOW: usize = 4096;
const PACKED: u32 = 0x7546_5a4c;
const STORED: u32 = 0x414c_454d;

/// The RTF; none when the header is not one. What is cut off ends early.
pub(super) fn unpack(packed: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut rest = Front(packed);
    let _packed_size = rest.u32()?;
    let size = rest.length()?.min(usize::try_from(limits.part).ok()?);
    let form = rest.u32()?;
    let _checksum = rest.u32()?;
    match form {
        STORED => Some(rest.0.get(..size).unwrap_or(rest.0).to_vec()),
        PACKED => Some(unfold(rest, size)),
        _ => None,
    }
}

fn unfold(mut rest: Front<'_>, size: usize) -> Vec<u8> {
    let mut out = PHRASES.to_vec();
    let end = size.saturating_add(PHRASES.len());
    'tokens: while let Some([flags]) = rest.take(1) {
        for bit in 0..8_u8 {
            if out.len() >= end {
                break 'tokens;
            }
            if flags.checked_shr(u32::from(bit)).unwrap_or(0) & 1 == 0 {
                let Some(byte) = rest.take(1) else { break 'tokens };
                out.extend_from_slice(byte);
                continue;
            }
            let Some([high, low]) = rest.take(2) else { break 'tokens };
            let word = u16::from_be_bytes([*high, *low]);
            if !refer(&mut out, usize::from(word >> 4), usize::from(word & 15).saturating_add(2)) {
                break 'tokens;
            }
        }
    }
    out.drain(..PHRASES.len().min(out.len()));
    out.truncate(size);
    out
}

/// Repeats `length` bytes from place `offset` of the window; false at the mark that ends the text. The window is the
/// last 4096 bytes written, addressed by their place modulo its size.
fn refer(out: &mut Vec<u8>, offset: usize, length: usize) -> bool {
    let place = out.len() % WINDOW;
    if offset == place {
        return false;
    }
    // How far back: between 1 and 4095.
    let back = place.wrapping_add(WINDOW).wrapping_sub(offset) % WINDOW;
    for _ in 0..length {
        // What was never written is read as zero.
        let byte = out.len().checked_sub(back).and_then(|at| out.get(at)).copied().unwrap_or(0);
        out.push(byte);
    }
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    fn packed(form: u32, size: u32, body: &[u8]) -> Vec<u8> {
        let mut bytes = u32::try_from(body.len()).unwrap().saturating_add(12).to_le_bytes().to_vec();
        bytes.extend(size.to_le_bytes());
        bytes.extend(form.to_le_bytes());
        bytes.extend([0; 4]);
        bytes.extend(body);
        bytes
    }

    #[test]
    fn phrases_repetitions_and_the_end_are_understood() {
        assert_eq!(PHRASES.len(), 207);
        // "{\rtf1" from the window, "ab", four bytes that repeat themselves, end.
        let mut body = vec![0b0001_1001, 0x00, 0x04, b'a', b'b'];
        body.extend(((213_u16 << 4) | 2).to_be_bytes());
        body.extend((219_u16 << 4).to_be_bytes());
        assert_eq!(unpack(&packed(PACKED, 100, &body), &Limits::default()).unwrap(), b"{\\rtf1ababab");
        assert_eq!(unpack(&packed(STORED, 3, b"{a}zz"), &Limits::default()).unwrap(), b"{a}");
        assert_eq!(unpack(&packed(7, 3, b"{a}"), &Limits::default()), None);
    }

    #[test]
    fn what_is_cut_off_ends_early() {
        let body = [0b0000_0001, 0x00, 0x04, b'a', b'b'];
        let whole = packed(PACKED, 100, &body);
        for end in 0..whole.len() {
            let _ = unpack(&whole[..end], &Limits::default());
        }
        assert_eq!(unpack(&whole, &Limits::default()).unwrap(), b"{\\rtf1ab");
    }
}
