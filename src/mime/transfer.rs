//! Transfer encodings, read with patience: what can be decoded is, and damage is told.

/// Content of a part and whether its encoding was damaged.
pub(super) fn decode(raw: &[u8], encoding: Option<&str>) -> (Vec<u8>, bool) {
    let named = encoding.unwrap_or_default().trim().trim_matches('"').to_ascii_lowercase();
    match named.split([';', ' ', '(']).next().unwrap_or_default() {
        "base64" => base64(raw),
        "quoted-printable" => quoted_printable(raw),
        _ => (raw.to_vec(), false),
    }
}

/// Base64 with everything skipped that is not of its alphabet. Lines of prose and rules (what scanners and lists put
/// below a mail without looking) are no damage.
pub(super) fn base64(raw: &[u8]) -> (Vec<u8>, bool) {
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
