//! Samples of a PDF's picture with a header that stands alone.

use pdf_extract::{Dictionary, Document, Object, Stream};

use super::value;

/// Kinds of a TIFF's values.
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// Fax codes (ITU-T T.4, T.6) as a TIFF of one strip.
pub(super) fn fax(document: &Document, stream: &Stream, (width, height): (u32, u32)) -> Option<Vec<u8>> {
    let nothing = Dictionary::new();
    let parameters = parameters(document, stream).unwrap_or(&nothing);
    let number = |key: &[u8], silent: i64| value(document, parameters, key).map_or(Some(silent), |it| it.as_i64().ok());
    let flag = |key: &[u8]| value(document, parameters, key).is_some_and(|it| matches!(it, Object::Boolean(true)));
    if number(b"Columns", 1728)? != i64::from(width) || flag(b"EncodedByteAlign") {
        return None;
    }
    let (compression, options) = match number(b"K", 0)? {
        ..0 => (4, 0),
        0 => (3, 0),
        1.. => (3, 1),
    };
    let inverted = flag(b"BlackIs1") != is_inverted(document, stream);
    let length = u32::try_from(stream.content.len()).ok()?;
    // Tag, type, value; ascending by tag (TIFF 6.0, section 2).
    let entries: [(u16, u16, u32); 10] = [
        (256, LONG, width),
        (257, LONG, height),
        (258, SHORT, 1),
        (259, SHORT, compression),
        (262, SHORT, u32::from(inverted)),
        (273, LONG, 8 + 2 + 10 * 12 + 4),
        (277, SHORT, 1),
        (278, LONG, height),
        (279, LONG, length),
        (292, LONG, options),
    ];
    let mut file = b"II*\0\x08\0\0\0\x0a\0".to_vec();
    for (tag, kind, value) in entries {
        file.extend_from_slice(&tag.to_le_bytes());
        file.extend_from_slice(&kind.to_le_bytes());
        file.extend_from_slice(&1_u32.to_le_bytes());
        file.extend_from_slice(&value.to_le_bytes());
    }
    file.extend_from_slice(&[0; 4]);
    file.extend_from_slice(&stream.content);
    Some(file)
}

/// Plain or deflated samples as a portable map: black and white, or grey. Colours become grey. A stream that swells
/// beyond the memory of the process ends it.
pub(super) fn map(document: &Document, stream: &Stream, (width, height): (u32, u32)) -> Option<Vec<u8>> {
    let bits = match value(document, &stream.dict, b"ImageMask") {
        Some(Object::Boolean(true)) => 1,
        _ => value(document, &stream.dict, b"BitsPerComponent")?.as_i64().ok()?,
    };
    let channels = channels(document, stream)?;
    let predictor = parameters(document, stream).and_then(|it| value(document, it, b"Predictor")?.as_i64().ok());
    // What the decoder below does not undo: differences of TIFF, and any prediction over single bits.
    if matches!(predictor, Some(2)) || (bits != 8 && predictor.unwrap_or(1) > 1) {
        return None;
    }
    let inverted = is_inverted(document, stream);
    let (mark, row) = match (bits, channels) {
        (1, 1) => ("P4", usize::try_from(width.div_ceil(8)).ok()?),
        (8, channels) => ("P5", usize::try_from(width).ok()?.checked_mul(channels)?),
        _ => return None,
    };
    let samples = stream.decompressed_content().ok()?;
    let samples = samples.get(..row.checked_mul(usize::try_from(height).ok()?)?)?;
    let depth = if bits == 8 { "\n255" } else { "" };
    let mut file = format!("{mark}\n{width} {height}{depth}\n").into_bytes();
    // In a portable bitmap 1 is black, in a PDF 0 is.
    let flip = if inverted != (bits == 1) { 0xff } else { 0 };
    match channels {
        1 => file.extend(samples.iter().map(|sample| sample ^ flip)),
        _ => file.extend(samples.chunks_exact(channels).map(|colour| grey(colour) ^ flip)),
    }
    Some(file)
}

/// The mean of the channels: letters stand out of paper in each of them.
fn grey(colour: &[u8]) -> u8 {
    let sum: usize = colour.iter().map(|channel| usize::from(*channel)).sum();
    sum.checked_div(colour.len()).and_then(|mean| u8::try_from(mean).ok()).unwrap_or(0)
}

/// Channels of grey or red, green and blue; none for palettes and inks.
fn channels(document: &Document, stream: &Stream) -> Option<usize> {
    if matches!(value(document, &stream.dict, b"ImageMask"), Some(Object::Boolean(true))) {
        return Some(1);
    }
    match value(document, &stream.dict, b"ColorSpace")? {
        Object::Name(name) if name == b"DeviceGray" => Some(1),
        Object::Name(name) if name == b"DeviceRGB" => Some(3),
        Object::Array(parts) => match (parts.first()?.as_name().ok()?, parts.get(1)) {
            (b"CalGray", _) => Some(1),
            (b"CalRGB", _) => Some(3),
            (b"ICCBased", Some(profile)) => {
                let profile = document.dereference(profile).ok()?.1.as_stream().ok()?;
                let channels = usize::try_from(value(document, &profile.dict, b"N")?.as_i64().ok()?).ok()?;
                matches!(channels, 1 | 3).then_some(channels)
            }
            _ => None,
        },
        _ => None,
    }
}

/// Whether the values of the samples are turned around: Decode [1 0].
fn is_inverted(document: &Document, stream: &Stream) -> bool {
    let decode = value(document, &stream.dict, b"Decode").and_then(|it| it.as_array().ok());
    decode.and_then(|bounds| bounds.first()?.as_float().ok()).is_some_and(|low| low > 0.5)
}

/// The parameters of the one filter.
fn parameters<'d>(document: &'d Document, stream: &'d Stream) -> Option<&'d Dictionary> {
    match value(document, &stream.dict, b"DecodeParms")? {
        Object::Dictionary(parameters) => Some(parameters),
        Object::Array(each) => document.dereference(each.first()?).ok()?.1.as_dict().ok(),
        _ => None,
    }
}
