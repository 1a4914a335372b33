//! Transfer encodings, read with patience: what can be decoded is, and damage is told.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Content of a part and whether its encoding was damaged.
pub(super) fn decode(raw: &[u8], encoding: Option<&str>) -> (Vec<u8>, bool) {
    let named = encoding.unwrap_or_default().trim().trim_matches('"').to_ascii_lowercase();
    match named.split([';', ' ', '(']).next().unwrap_or_default() {
        "base64" => base64(raw),
        "quoted-printable" => quoted_printable(raw),
        _ => (raw.to_vec(), false),
    }
}

/// Base64; what is not as programs write it is read with patience.
pub(super) fn base64(raw: &[u8]) -> (Vec<u8>, bool) {
    clean(raw).map_or_else(|| patient(raw), |bytes| (bytes, false))
}

/// Letters that are decoded at a time: whole groups, few enough to stay in the processor's cache.
const CHUNK: usize = 32 * 1024;

/// Base64 as programs write it: lines of its alphabet, whole groups, padding at the very end. None for anything else.
fn clean(raw: &[u8]) -> Option<Vec<u8>> {
    let mut out = Vec::with_capacity(raw.len().div_euclid(4).saturating_mul(3));
    let mut letters = Vec::with_capacity(CHUNK.saturating_mul(2).min(raw.len()));
    let mut ended = false;
    for piece in lines(raw).flat_map(|line| line.trim_ascii().chunks(CHUNK)) {
        letters.extend_from_slice(piece);
        if ended {
            return None;
        }
        if let Some(chunk) = letters.get(..CHUNK) {
            STANDARD.decode_vec(chunk, &mut out).ok()?;
            ended = chunk.ends_with(b"=");
            letters.drain(..CHUNK);
        }
    }
    if ended && !letters.is_empty() {
        return None;
    }
    STANDARD.decode_vec(&letters, &mut out).ok()?;
    Some(out)
}

/// The lines of a text in which all but the last are mostly of one length; a line end elsewhere may stay inside.
fn lines(raw: &[u8]) -> impl Iterator<Item = &[u8]> {
    let (mut rest, mut usual) = (raw, 0_usize);
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        if rest.get(usual) != Some(&b'\n') {
            usual = rest.iter().position(|byte| *byte == b'\n').unwrap_or(rest.len());
        }
        let (line, after) = rest.split_at_checked(usual)?;
        rest = after.get(1..).unwrap_or_default();
        Some(line)
    })
}

/// Base64 with everything skipped that is not of its alphabet. Lines of prose and rules (what scanners and lists put
/// below a mail without looking) are no damage.
fn patient(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(raw.len());
    let (mut bits, mut held, mut padded, mut damaged) = (0u32, 0u8, false, false);
    for line in raw.split(|byte| *byte == b'\n') {
        let line = line.trim_ascii();
        if is_prose(line) || (padded && !line.iter().all(|byte| sextet(*byte).is_some() || *byte == b'=')) {
            continue;
        }
        for byte in line {
            if *byte == b'=' {
                flush(&mut out, bits, held);
                (bits, held, padded) = (0, 0, true);
            } else if let Some(value) = sextet(*byte) {
                bits = bits << 6 | value;
                held = held.saturating_add(1);
                if held == 4 {
                    flush(&mut out, bits, held);
                    (bits, held) = (0, 0);
                }
            } else if !byte.is_ascii_whitespace() {
                damaged = true;
            }
        }
    }
    flush(&mut out, bits, held);
    // Whole files end on whole groups: loose letters without padding mean that something was cut off.
    (out, damaged || held == 1 || (held > 0 && raw.len() > 100))
}

/// A line of short words, or a line drawn with dashes: no line of base64 looks so.
fn is_prose(line: &[u8]) -> bool {
    let rule = line.iter().all(|byte| matches!(byte, b'-' | b'_' | b'*'));
    let words = line.split(u8::is_ascii_whitespace);
    (rule && !line.is_empty()) || (words.clone().count() > 1 && words.into_iter().all(|word| word.len() < 30))
}

/// Writes what `held` sextets give: one, two or three bytes.
fn flush(out: &mut Vec<u8>, bits: u32, held: u8) {
    let [_, first, second, third] = match held {
        2 => bits << 12,
        3 => bits << 6,
        _ => bits,
    }
    .to_be_bytes();
    match held {
        2 => out.push(first),
        3 => out.extend([first, second]),
        4 => out.extend([first, second, third]),
        _ => {}
    }
}

fn sextet(byte: u8) -> Option<u32> {
    let value = match byte {
        b'A'..=b'Z' => byte.wrapping_sub(b'A'),
        b'a'..=b'z' => byte.wrapping_sub(b'a').wrapping_add(26),
        b'0'..=b'9' => byte.wrapping_sub(b'0').wrapping_add(52),
        b'+' => 62,
        b'/' => 63,
        _ => return None,
    };
    Some(u32::from(value))
}

/// Quoted-printable; what is no escape stays as it stands.
pub(super) fn quoted_printable(raw: &[u8]) -> (Vec<u8>, bool) {
    let mut out = Vec::with_capacity(raw.len());
    let mut damaged = false;
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        let text = line.trim_ascii_end();
        let end = line.get(text.len()..).unwrap_or_default();
        let soft = text.last() == Some(&b'=') && end.contains(&b'\n');
        let text = if soft { text.get(..text.len().saturating_sub(1)).unwrap_or_default() } else { text };
        damaged |= escapes(text, b'=', &mut out);
        if !soft {
            // Blanks before a line end were added on the way (RFC 2045 §6.7 rule 3); a last blank may be meant.
            out.extend(end.iter().filter(|byte| matches!(byte, b'\r' | b'\n') || !end.contains(&b'\n')));
        }
    }
    (out, damaged)
}

/// `%C3%A1` of RFC 2231.
pub(super) fn percent(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len());
    escapes(raw, b'%', &mut out);
    out
}

/// Copies `raw` with `<mark>XX` as the byte XX; tells whether a mark stood without its two digits.
fn escapes(raw: &[u8], mark: u8, out: &mut Vec<u8>) -> bool {
    let mut damaged = false;
    let mut rest = raw;
    while let Some((byte, tail)) = rest.split_first() {
        rest = tail;
        if *byte != mark {
            out.push(*byte);
            continue;
        }
        match tail {
            [high, low, after @ ..] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                out.push(hex(*high) << 4 | hex(*low));
                rest = after;
            }
            _ => {
                out.push(mark);
                damaged = true;
            }
        }
    }
    damaged
}

fn hex(digit: u8) -> u8 {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As a mail program writes it.
    fn written(bytes: &[u8], end: &str) -> Vec<u8> {
        let letters = STANDARD.encode(bytes);
        letters.as_bytes().chunks(76).flat_map(|line| [line, end.as_bytes()].concat()).collect()
    }

    #[test]
    fn the_quick_reader_and_the_patient_one_agree() {
        for length in [0, 1, 2, 3, 56, 57, 58, 24_575, 24_576, 24_577, 49_152, 100_000] {
            let bytes: Vec<u8> = (0..length).map(|at: u32| at.wrapping_mul(2_654_435_761).to_be_bytes()[1]).collect();
            for end in ["\n", "\r\n", " \r\n"] {
                let raw = written(&bytes, end);
                assert_eq!(clean(&raw).as_ref(), Some(&bytes), "{length}");
                assert_eq!(patient(&raw), (bytes.clone(), false), "{length}");
            }
        }
    }

    #[test]
    fn the_quick_reader_leaves_everything_unusual_alone() {
        let long = written(&vec![7; 24_576 - 1], "\n");
        let after_padding = [long.as_slice(), b"QUJD\n"].concat();
        for raw in [b"QU JD".as_slice(), b"QUI", b"QUI=QUJD", b"QUJD\n--\nfooter", b"QUJD\n=\n", &after_padding] {
            assert_eq!(clean(raw), None, "{}", String::from_utf8_lossy(raw));
        }
        assert_eq!(base64(b"QUI=\n-- \nScanned by a gateway\n"), (b"AB".to_vec(), false));
    }
}
