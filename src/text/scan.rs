//! Pages that are pictures: what an optical reader can be given of them, without decoding any picture here.
//!
//! A picture goes out as it came in (JPEG, PNG, TIFF), or its samples get a header that every reader knows (fax codes
//! become TIFF, plain samples a portable map). Sizes are read from the headers first: a few bytes may announce a picture
//! of many gigabytes. Whatever goes out begins with the mark of its format, because readers take anything else for a
//! list of files to open.

mod samples;

use pdf_extract::{Dictionary, Document, Object, ObjectId, Stream};

use super::{FileKind, pdf, plausible};
use unicode_normalization::UnicodeNormalization;

/// What there is of a page for an optical reader.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Sight {
    /// No such page, or a picture too small to be one.
    Nothing,
    /// The page as one picture: JPEG, PNG, TIFF or a portable map.
    Picture(Vec<u8>),
    /// There is a page, but not as one picture that we can take out: strips, layers, other codings, drawn letters.
    Drawn,
}

/// Most pixels of a picture: A4 at 600 dpi has 35 million.
const PIXELS: u64 = 40_000_000;
/// Most bytes of a picture that is handed on.
const BYTES: usize = 16 << 20;
/// Smaller files are ornaments of a signature.
const ORNAMENT: usize = 6_000;
/// A4 at less than 75 dpi cannot be read by eye either; shorter and longer side in pixels.
const SIDES: (u32, u32) = (600, 800);

/// The page of that number, from 0, of a PDF or a picture file.
#[must_use]
pub fn page(bytes: &[u8], kind: FileKind, number: usize) -> Sight {
    match kind {
        FileKind::Picture if number == 0 && bytes.len() >= ORNAMENT => {
            passed(bytes).map_or(Sight::Nothing, Sight::Picture)
        }
        FileKind::Pdf => of_pdf(bytes, number),
        _ => Sight::Nothing,
    }
}

/// What an optical reader made of a page, as a text; none when it is no language: a photograph, a blank page.
#[must_use]
pub fn legible(read: &[u8]) -> Option<String> {
    const WORDS: usize = 20;
    let text: String = String::from_utf8_lossy(read).chars().filter(|c| *c == '\n' || !c.is_control()).nfc().collect();
    (visible(&text) >= WORDS && !plausible::is_garbled(&text)).then(|| text.trim().to_owned())
}

/// Whether so much was read that the page with letterhead and title must be among it.
#[must_use]
pub fn suffices(text: &str) -> bool {
    visible(text) >= 200
}

fn visible(text: &str) -> usize {
    text.chars().filter(|c| c.is_alphanumeric()).count()
}

/// A picture file that is handed on as it is.
fn passed(bytes: &[u8]) -> Option<Vec<u8>> {
    (bytes.len() <= BYTES && is_page(size(bytes)?)).then(|| bytes.to_vec())
}

fn is_page((width, height): (u32, u32)) -> bool {
    let pixels = u64::from(width).saturating_mul(u64::from(height));
    width.min(height) >= SIDES.0 && width.max(height) >= SIDES.1 && pixels <= PIXELS
}

/// Width and height by the header of a JPEG, PNG or TIFF.
fn size(bytes: &[u8]) -> Option<(u32, u32)> {
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") && bytes.get(12..16)? == b"IHDR" {
        return Some((big(bytes.get(16..20)?), big(bytes.get(20..24)?)));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return jpeg_size(bytes);
    }
    tiff_size(bytes)
}

/// A number of up to four bytes, the highest first.
fn big(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0, |number, byte| (number << 8) | u32::from(*byte))
}

/// From segment to segment up to the frame header (ITU-T T.81, B.2.2).
fn jpeg_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let mut at = 2_usize;
    loop {
        let [0xff, mark, rest @ ..] = bytes.get(at..)? else { return None };
        if *mark == 0xff {
            at = at.checked_add(1)?;
            continue;
        }
        let length = usize::try_from(big(rest.get(..2)?)).ok()?;
        if matches!(mark, 0xc0..=0xcf) && !matches!(mark, 0xc4 | 0xc8 | 0xcc) {
            return Some((big(rest.get(5..7)?), big(rest.get(3..5)?)));
        }
        if *mark == 0xda || length < 2 {
            return None;
        }
        at = at.checked_add(2)?.checked_add(length)?;
    }
}

/// The first directory's tags 256 and 257 (TIFF 6.0, section 2).
fn tiff_size(bytes: &[u8]) -> Option<(u32, u32)> {
    let little = bytes.starts_with(b"II*\0");
    if !little && !bytes.starts_with(b"MM\0*") {
        return None;
    }
    let number = |at: usize, length: usize| {
        let field = bytes.get(at..at.checked_add(length)?)?;
        Some(if little { big(&field.iter().rev().copied().collect::<Vec<u8>>()) } else { big(field) })
    };
    let directory = usize::try_from(number(4, 4)?).ok()?;
    let entries = usize::try_from(number(directory, 2)?).ok()?;
    let tag = |wanted: u32| {
        (0..entries).find_map(|entry| {
            let at = directory.checked_add(2)?.checked_add(entry.checked_mul(12)?)?;
            let value = at.checked_add(8)?;
            let length = if number(at.checked_add(2)?, 2)? == 3 { 2 } else { 4 };
            (number(at, 2)? == wanted).then(|| number(value, length)).flatten()
        })
    };
    Some((tag(256)?, tag(257)?))
}

fn of_pdf(bytes: &[u8], number: usize) -> Sight {
    let Ok(document) = pdf::open(bytes) else { return Sight::Nothing };
    let Some(page) = document.page_iter().nth(number) else { return Sight::Nothing };
    match pictures(&document, page).as_slice() {
        [only] => taken(&document, only).map_or(Sight::Drawn, Sight::Picture),
        _ => Sight::Drawn,
    }
}

/// The pictures as large as a page that the page draws. All pages may share one list of pictures: only the drawn ones
/// are this page's.
fn pictures(document: &Document, page: ObjectId) -> Vec<&Stream> {
    let Ok(content) = document.get_and_decode_page_content(page) else { return Vec::new() };
    let drawn = content.operations.iter().filter(|operation| operation.operator == "Do");
    let mut names: Vec<&[u8]> = drawn.filter_map(|operation| operation.operands.first()?.as_name().ok()).collect();
    names.sort_unstable();
    names.dedup();
    let Ok((own, inherited)) = document.get_page_resources(page) else { return Vec::new() };
    let inherited = inherited.into_iter().filter_map(|id| document.get_dictionary(id).ok());
    let resources: Vec<&Dictionary> = own.into_iter().chain(inherited).collect();
    names
        .into_iter()
        .filter_map(|name| {
            resources.iter().find_map(|one| {
                let object = document.get_dict_in_dict(one, b"XObject").ok()?.get(name).ok()?;
                document.dereference(object).ok()?.1.as_stream().ok()
            })
        })
        .filter(|stream| declared(document, stream).is_some_and(is_page))
        .collect()
}

/// Width and height that a picture's dictionary gives.
fn declared(document: &Document, stream: &Stream) -> Option<(u32, u32)> {
    let image = stream.dict.get(b"Subtype").ok()?.as_name().ok()? == b"Image";
    let side = |key: &[u8]| u32::try_from(value(document, &stream.dict, key)?.as_i64().ok()?).ok();
    image.then_some(())?;
    Some((side(b"Width")?, side(b"Height")?))
}

/// A value of a dictionary, also where it stands elsewhere.
fn value<'d>(document: &'d Document, dictionary: &'d Dictionary, key: &[u8]) -> Option<&'d Object> {
    document.dereference(dictionary.get(key).ok()?).ok().map(|(_, object)| object)
}

/// The picture of a PDF in a form that stands alone.
fn taken(document: &Document, stream: &Stream) -> Option<Vec<u8>> {
    let size = declared(document, stream)?;
    match stream.filters().unwrap_or_default().as_slice() {
        [b"DCTDecode"] => passed(&stream.content),
        [b"CCITTFaxDecode"] => samples::fax(document, stream, size),
        [] | [b"FlateDecode"] => samples::map(document, stream, size),
        _ => None,
    }
    .filter(|picture| picture.len() <= BYTES)
}

#[cfg(test)]
mod tests;
