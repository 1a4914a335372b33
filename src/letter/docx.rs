//! Word files, as far as the office writes any: paragraphs, headings, and the container round them. Times New Roman 14 on A4,
//! 30 mm to the left, as Decree 30/2020 asks.

use std::io::{Cursor, Write as _};

use zip::ZipWriter;
use zip::result::ZipError;
use zip::write::SimpleFileOptions;

use super::wrap::escape;

/// A Word file with these paragraphs. The same paragraphs give the same bytes.
///
/// # Errors
/// None that was seen: the container is written in memory.
pub fn package(body: &str) -> Result<Vec<u8>, ZipError> {
    let document = format!("{HEAD}{body}{TAIL}");
    let mut zip = ZipWriter::new(Cursor::new(Vec::new()));
    let parts = [
        ("[Content_Types].xml", CONTENT_TYPES),
        ("_rels/.rels", RELATIONS),
        ("word/_rels/document.xml.rels", STYLE_RELATION),
        ("word/styles.xml", STYLES),
        ("word/document.xml", document.as_str()),
    ];
    for (name, text) in parts {
        zip.start_file(name, SimpleFileOptions::default())?;
        zip.write_all(text.as_bytes())?;
    }
    Ok(zip.finish()?.into_inner())
}

/// Bold.
pub const BOLD: &str = "<w:b/>";
/// Slanted.
pub const ITALIC: &str = "<w:i/>";
/// 12 points.
pub const SMALL: &str = "<w:sz w:val=\"24\"/><w:szCs w:val=\"24\"/>";
/// Bold and underlined.
pub const UNDERLINED: &str = "<w:b/><w:u w:val=\"single\"/>";

/// Words in one look; a tabulator moves on.
#[must_use]
pub fn run(text: &str, how: &str) -> String {
    let plain: String = text.chars().filter(|c| *c == '\t' || is_written(*c)).collect();
    let text = escape(&plain).replace('\t', "</w:t><w:tab/><w:t xml:space=\"preserve\">");
    format!("<w:r><w:rPr>{how}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r>")
}

/// A paragraph set to one side: `left`, `center`, `both`.
#[must_use]
pub fn line(side: &str, runs: &str) -> String {
    format!("<w:p><w:pPr><w:jc w:val=\"{side}\"/></w:pPr>{runs}</w:p>")
}

/// Whether a character may stand in XML and shows what it is: no control sign, none that turns the reading round.
fn is_written(c: char) -> bool {
    !c.is_control()
        && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}

/// A heading of level 1 or 2, which Word lists beside the text.
#[must_use]
pub fn heading(level: u8, text: &str) -> String {
    format!("<w:p><w:pPr><w:pStyle w:val=\"Heading{level}\"/></w:pPr>{}</w:p>", run(text, ""))
}

/// A paragraph of running text.
#[must_use]
pub fn prose(runs: &str) -> String {
    format!(
        "<w:p><w:pPr><w:spacing w:before=\"120\" w:line=\"340\" w:lineRule=\"exact\"/><w:ind w:firstLine=\"720\"/>\
         <w:jc w:val=\"both\"/></w:pPr>{runs}</w:p>"
    )
}

const HEAD: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:document \
     xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>";
const TAIL: &str = "<w:sectPr><w:pgSz w:w=\"11906\" w:h=\"16838\"/><w:pgMar w:top=\"1134\" w:right=\"850\" \
     w:bottom=\"1134\" w:left=\"1701\" w:header=\"720\" w:footer=\"720\" w:gutter=\"0\"/></w:sectPr></w:body></w:document>";
const CONTENT_TYPES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Types \
     xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"><Default Extension=\"rels\" \
     ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/><Default Extension=\"xml\" \
     ContentType=\"application/xml\"/><Override PartName=\"/word/document.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml\"/><Override \
     PartName=\"/word/styles.xml\" \
     ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml\"/></Types>";
const RELATIONS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
     xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
     Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" \
     Target=\"word/document.xml\"/></Relationships>";
const STYLE_RELATION: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<Relationships \
     xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"rId1\" \
     Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles\" \
     Target=\"styles.xml\"/></Relationships>";
const STYLES: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<w:styles \
     xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:docDefaults><w:rPrDefault><w:rPr>\
     <w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\" w:eastAsia=\"Times New Roman\" \
     w:cs=\"Times New Roman\"/><w:sz w:val=\"28\"/><w:szCs w:val=\"28\"/><w:lang w:val=\"vi-VN\"/></w:rPr></w:rPrDefault>\
     <w:pPrDefault/></w:docDefaults><w:style w:type=\"paragraph\" w:default=\"1\" w:styleId=\"Normal\"><w:name \
     w:val=\"Normal\"/></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading1\"><w:name w:val=\"heading 1\"/><w:basedOn \
     w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"360\" w:after=\"120\"/><w:outlineLvl w:val=\"0\"/></w:pPr><w:rPr>\
     <w:b/><w:caps/></w:rPr></w:style><w:style w:type=\"paragraph\" w:styleId=\"Heading2\"><w:name w:val=\"heading 2\"/><w:basedOn \
     w:val=\"Normal\"/><w:pPr><w:keepNext/><w:spacing w:before=\"240\" w:after=\"60\"/><w:outlineLvl w:val=\"1\"/></w:pPr><w:rPr>\
     <w:b/></w:rPr></w:style></w:styles>";
