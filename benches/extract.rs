//! How long the text of a large file takes: Word, PDF, Excel, new and old, each built here. The worker does nothing else
//! with them.

use std::error::Error;
use std::fmt::Write as _;
use std::io::{Cursor, Write};
use std::path::Path;
use std::time::{Duration, Instant};

use pdf_extract::{Dictionary, Document, Object, Stream, dictionary};
use tiepnhan::text::{self, FileText, Limits};
use zip::write::SimpleFileOptions;

/// How long each figure is measured.
const LONG: Duration = Duration::from_secs(2);
/// Pages of a large report.
const PAGES: usize = 200;
/// Characters of a page.
const LINES: usize = 40;
/// Sentences of reports, all marks among them.
const SENTENCES: [&str; 4] = [
    "Thực hiện Kế hoạch của Ban Tuyên giáo Tỉnh ủy, đơn vị báo cáo kết quả công tác khoa giáo 6 tháng đầu năm như sau:",
    "Công tác chăm sóc sức khỏe nhân dân được quan tâm; tỷ lệ trẻ em dưới 1 tuổi tiêm chủng đầy đủ đạt 97,5% kế hoạch.",
    "Chất lượng giáo dục mũi nhọn giữ vững, 45 học sinh đoạt giải cấp quốc gia, cơ sở vật chất được đầu tư khang trang.",
    "Tuy nhiên, một số chỉ tiêu đạt thấp do thiếu nguồn lực; phương hướng thời gian tới: tiếp tục quán triệt nghị quyết.",
];

fn main() -> Result<(), Box<dyn Error>> {
    let old = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/files");
    let whole = Limits { pages: PAGES, ..Limits::default() };
    let usual = Limits::default();
    let pdf = pdf()?;
    let files = [
        ("bao cao.docx", docx()?, usual),
        ("bao cao.pdf", pdf.clone(), usual),
        ("bao cao.pdf, every page", pdf, whole),
        ("scan with signature.pdf", std::fs::read(old.join("so-giao-duc-ky-so.pdf"))?, whole),
        ("bieu.xlsx", xlsx()?, usual),
        ("bieu.xls", xls()?, usual),
        ("bao cao.doc", doc()?, usual),
        ("small.doc", std::fs::read(old.join("huyen-uy-6-thang.doc"))?, usual),
    ];
    for (name, bytes, limits) in files {
        let (read, took) = measured(name, &bytes, &limits);
        let (size, text) = (bytes.len() / 1024, read.text.len() / 1024);
        let problem = read.problem.map_or(String::new(), |problem| format!(", {problem:?}"));
        let took = took.as_secs_f64() * 1e3;
        writeln!(std::io::stdout(), "{name:24} {size:6} KiB, {text:5} KiB of text{problem}: {took:7.1} ms")?;
    }
    Ok(())
}

/// What is read, and the median of how long it takes.
fn measured(name: &str, bytes: &[u8], limits: &Limits) -> (FileText, Duration) {
    let mut times = Vec::new();
    let begin = Instant::now();
    let name = name.split(',').next().unwrap_or(name);
    loop {
        let start = Instant::now();
        let read = std::hint::black_box(text::read(bytes, name, "", limits));
        times.push(start.elapsed());
        if begin.elapsed() > LONG && times.len() > 4 {
            times.sort_unstable();
            return (read, times.get(times.len() / 2).copied().unwrap_or_default());
        }
    }
}

/// The sentences again and again, each time with a number, so that nothing packs too well.
fn sentence(number: usize) -> String {
    let text = SENTENCES.iter().cycle().nth(number.rem_euclid(4)).copied().unwrap_or_default();
    // A mixed-up number: digits that look like chance, and the same at every run.
    let figure = number.wrapping_mul(2_654_435_761) % 1_000_000;
    format!("{number}. {text} ({figure})")
}

/// Two million bytes of a Word document as it lies on the disk: paragraphs and tables, each run with its own format,
/// and a picture.
fn docx() -> Result<Vec<u8>, Box<dyn Error>> {
    let format =
        "<w:rPr><w:rFonts w:ascii=\"Times New Roman\" w:hAnsi=\"Times New Roman\"/><w:sz w:val=\"28\"/></w:rPr>";
    let mut body = String::new();
    for number in 0..12_000 {
        let run = format!("<w:r>{format}<w:t xml:space=\"preserve\">{}</w:t></w:r>", sentence(number));
        let paragraph = format!("<w:p w:rsidR=\"00{number:06X}\"><w:pPr><w:jc w:val=\"both\"/></w:pPr>{run}</w:p>");
        if number % 6 == 0 {
            let cell = format!("<w:tc><w:tcPr><w:tcW w:w=\"100\"/></w:tcPr>{paragraph}</w:tc>");
            write!(body, "<w:tbl><w:tr>{cell}{cell}{cell}</w:tr></w:tbl>")?;
        } else {
            body.push_str(&paragraph);
        }
    }
    let document = format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\">\
         <w:body>{body}</w:body></w:document>"
    );
    let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
    archive.start_file("[Content_Types].xml", SimpleFileOptions::default())?;
    archive.write_all(b"<Types/>")?;
    archive.start_file("word/document.xml", SimpleFileOptions::default())?;
    archive.write_all(document.as_bytes())?;
    archive.start_file("word/media/image1.png", SimpleFileOptions::default())?;
    let mut chance = 1_u32;
    let picture = std::iter::repeat_with(|| {
        chance = chance.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        chance.to_be_bytes()[0]
    });
    archive.write_all(&picture.take(1_200_000).collect::<Vec<u8>>())?;
    Ok(archive.finish()?.into_inner())
}

/// Two hundred pages in a font as Word writes it: glyphs by number, and a map from them to letters.
fn pdf() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut letters: Vec<char> = SENTENCES.join("0123456789.() ").chars().collect();
    letters.sort_unstable();
    letters.dedup();
    let mut document = Document::with_version("1.5");
    let pages = document.new_object_id();
    let font = font(&mut document, &letters)?;
    let resources = document.add_object(dictionary! { "Font" => dictionary! { "F1" => font } });
    let mut kids: Vec<Object> = Vec::new();
    for page in 0..PAGES {
        let mut content = String::from("BT /F1 12 Tf 72 790 Td\n");
        for line in 0..LINES {
            let text = sentence(page.saturating_mul(LINES).saturating_add(line));
            let glyphs = text.chars().filter_map(|c| letters.binary_search(&c).ok()).map(|at| format!("{at:04X}"));
            // As Word does: a few letters, a little kerning.
            let shown: Vec<String> = glyphs.collect();
            let pieces: Vec<String> = shown.chunks(5).map(|some| format!("<{}>3", some.concat())).collect();
            writeln!(content, "[{}] TJ 0 -18 Td", pieces.concat())?;
        }
        content.push_str("ET");
        let stream = Stream::new(Dictionary::new(), content.into_bytes());
        let contents = document.add_object(stream);
        let page = dictionary! {
            "Type" => "Page", "Parent" => pages, "Contents" => contents, "Resources" => resources,
            "MediaBox" => vec![0.into(), 0.into(), 595.into(), 842.into()],
        };
        kids.push(document.add_object(page).into());
    }
    let count = i64::try_from(kids.len())?;
    document.set_object(pages, dictionary! { "Type" => "Pages", "Kids" => kids, "Count" => count });
    let catalog = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", catalog);
    document.compress();
    let mut bytes = Vec::new();
    document.save_to(&mut bytes)?;
    Ok(bytes)
}

fn font(document: &mut Document, letters: &[char]) -> Result<Object, Box<dyn Error>> {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def\n\
         1 begincodespacerange <0000> <FFFF> endcodespacerange\n",
    );
    for (part, some) in letters.chunks(100).enumerate() {
        writeln!(map, "{} beginbfchar", some.len())?;
        for (at, letter) in some.iter().enumerate() {
            writeln!(map, "<{:04X}> <{:04X}>", part.saturating_mul(100).saturating_add(at), u32::from(*letter))?;
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap CMapName currentdict /CMap defineresource pop end end\n");
    let map = document.add_object(Stream::new(Dictionary::new(), map.into_bytes()));
    let widths: Vec<Object> = letters.iter().map(|_| 500.into()).collect();
    let descriptor = document.add_object(dictionary! {
        "Type" => "FontDescriptor", "FontName" => "ABCDEF+TimesNewRoman", "Flags" => 4,
    });
    let descendant = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "CIDFontType2", "BaseFont" => "ABCDEF+TimesNewRoman",
        "W" => vec![0.into(), Object::Array(widths)], "DW" => 1000, "FontDescriptor" => descriptor,
    });
    let font = document.add_object(dictionary! {
        "Type" => "Font", "Subtype" => "Type0", "BaseFont" => "ABCDEF+TimesNewRoman", "Encoding" => "Identity-H",
        "DescendantFonts" => vec![descendant.into()], "ToUnicode" => map,
    });
    Ok(font.into())
}

/// Five million bytes of figures.
fn xlsx() -> Result<Vec<u8>, Box<dyn Error>> {
    let mut book = rust_xlsxwriter::Workbook::new();
    let sheet = book.add_worksheet();
    for row in 0..60_000_u32 {
        sheet.write_string(row, 0, sentence(usize::try_from(row % 5_000)?))?;
        for column in 1..14_u16 {
            sheet.write_number(row, column, f64::from(row) * 1.37 + f64::from(column))?;
        }
    }
    Ok(book.save_to_buffer()?)
}

/// Five million bytes of figures in an old workbook ([MS-XLS] 2.1.7): numbers, and words in cells of their own.
fn xls() -> Result<Vec<u8>, Box<dyn Error>> {
    let record = |kind: u16, data: &[u8]| -> Result<Vec<u8>, Box<dyn Error>> {
        Ok([&kind.to_le_bytes()[..], &u16::try_from(data.len())?.to_le_bytes(), data].concat())
    };
    let begin = |kind: u8| [0, 6, kind, 0, 0xbb, 0xd, 0xcc, 7, 0, 0, 0, 0, 6, 0, 0, 0];
    let end = record(0x0a, &[])?;
    let name = [0, 0, 0, 0, 0, 0, 4, 0, b'B', b'i', b'e', b'u'];
    let globals = record(0x0809, &begin(5))?;
    let place = globals.len().saturating_add(name.len()).saturating_add(4).saturating_add(end.len());
    let sheet = [&u32::try_from(place)?.to_le_bytes()[..], name.get(4..).unwrap_or_default()].concat();
    let mut stream = [globals, record(0x85, &sheet)?, end.clone(), record(0x0809, &begin(16))?].concat();
    for row in 0..17_000_u16 {
        for column in 1..14_u16 {
            let value = f64::from(row) * 1.37 + f64::from(column);
            let head = [row.to_le_bytes(), column.to_le_bytes(), [0, 0]].concat();
            stream.extend(record(0x0203, &[head.as_slice(), &value.to_le_bytes()].concat())?);
        }
        let words = sentence(usize::from(row));
        let units: Vec<u8> = words.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let length = u16::try_from(units.len() / 2)?.to_le_bytes();
        let cell = [row.to_le_bytes().as_slice(), &[0, 0, 0, 0], &length, &[1], &units].concat();
        if row % 20 == 0 {
            stream.extend(record(0x0204, &cell)?);
        }
    }
    stream.extend(end);
    // Without any small stream the reader finds no root.
    compound(&[("/Workbook", &stream), ("/Small", &[0; 100])])
}

/// Two million bytes of an old Word document ([MS-DOC] 2.4.1) in one piece.
fn doc() -> Result<Vec<u8>, Box<dyn Error>> {
    let text: String = (0..9_000).map(|number| sentence(number) + "\r").collect();
    let units: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let (start, characters) = (0x400_u32, u32::try_from(units.len() / 2)?);
    let table = [&[0; 4][..], &characters.to_le_bytes(), &[0; 2], &start.to_le_bytes(), &[0; 2]].concat();
    let pieces = [&[2][..], &u32::try_from(table.len())?.to_le_bytes(), &table].concat();
    let mut header = vec![0_u8; 0x400];
    let mut put = |at: usize, bytes: &[u8]| {
        header.splice(at..at.saturating_add(bytes.len()), bytes.iter().copied());
    };
    put(0, &[0xec, 0xa5, 0xc1, 0]);
    put(0x0a, &[0, 2]);
    put(0x1a6, &u32::try_from(pieces.len())?.to_le_bytes());
    compound(&[("/WordDocument", &[header, units].concat()), ("/1Table", &pieces)])
}

fn compound(streams: &[(&str, &[u8])]) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut compound = cfb::CompoundFile::create(Cursor::new(Vec::new()))?;
    for (name, bytes) in streams {
        compound.create_stream(name)?.write_all(bytes)?;
    }
    compound.flush()?;
    Ok(compound.into_inner().into_inner())
}
