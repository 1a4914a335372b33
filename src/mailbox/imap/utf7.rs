//! Folder names on the wire: modified UTF-7 (RFC 3501 §5.1.3).

use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, Engine, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new().with_encode_padding(false).with_decode_padding_mode(DecodePaddingMode::RequireNone),
);

/// A name as the server wants it: "Đã xử lý" becomes `&ARAA4w- x&Hu0- l&AP0-`.
pub(super) fn encode(name: &str) -> String {
    let mut wire = String::with_capacity(name.len());
    let mut units = Vec::new();
    for letter in name.chars() {
        match letter {
            ' '..='~' => {
                flush(&mut units, &mut wire);
                wire.push(letter);
                if letter == '&' {
                    wire.push('-');
                }
            }
            _ => units.extend(letter.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes())),
        }
    }
    flush(&mut units, &mut wire);
    wire
}

fn flush(units: &mut Vec<u8>, wire: &mut String) {
    if !units.is_empty() {
        wire.push('&');
        BASE64.encode_string(&units, wire);
        wire.push('-');
        units.clear();
    }
}

/// A name as people read it. What is not modified UTF-7 (servers with raw UTF-8 names) stays as it is.
pub(super) fn decode(wire: &str) -> String {
    strict(wire).unwrap_or_else(|| wire.to_owned())
}

fn strict(wire: &str) -> Option<String> {
    let mut name = String::with_capacity(wire.len());
    let mut rest = wire;
    while let Some((plain, coded)) = rest.split_once('&') {
        name.push_str(plain);
        let (coded, after) = coded.split_once('-')?;
        rest = after;
        if coded.is_empty() {
            name.push('&');
            continue;
        }
        let bytes = BASE64.decode(coded).ok()?;
        let (pairs, odd) = bytes.as_chunks::<2>();
        if !odd.is_empty() {
            return None;
        }
        let units: Vec<u16> = pairs.iter().map(|pair| u16::from_be_bytes(*pair)).collect();
        name.push_str(&String::from_utf16(&units).ok()?);
    }
    name.push_str(rest);
    Some(name)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn names_read_as_other_programs_write_them() {
        for (name, wire) in [
            ("INBOX", "INBOX"),
            ("Đã xử lý", "&ARAA4w- x&Hu0- l&AP0-"),
            ("Thư rác", "Th&AbA- r&AOE-c"),
            ("A & B", "A &- B"),
            ("台北", "&U,BTFw-"),
            ("x😀", "x&2D3eAA-"),
        ] {
            assert_eq!(encode(name), wire);
            assert_eq!(decode(wire), name);
        }
    }

    #[test]
    fn what_is_not_modified_utf7_stays() {
        for wire in ["Thư rác", "a&b", "&AAA", "&2D0-", "&A-"] {
            assert_eq!(decode(wire), wire);
        }
    }

    proptest! {
        #[test]
        fn decoding_undoes_encoding(name in "\\PC{0,40}|[\\x00-\\x7f]{0,20}") {
            let wire = encode(&name);
            prop_assert!(wire.bytes().all(|byte| (0x20..0x7f).contains(&byte)));
            prop_assert_eq!(decode(&wire), name);
        }

        #[test]
        fn decoding_takes_anything(wire in "\\PC*") {
            let _ = decode(&wire);
        }
    }
}
