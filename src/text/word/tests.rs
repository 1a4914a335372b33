//! Documents: structure, fonts, damage, bombs.

use std::time::Instant;

use crate::text::package::pack;
use crate::text::{self, FileKind, FileText, Limits, Problem};

fn document(body: &str) -> String {
    format!(
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"w\" xmlns:mc=\"mc\"><w:body>{body}<w:sectPr/></w:body></w:document>"
    )
}

fn docx(parts: &[(&str, &str)]) -> Vec<u8> {
    let mut all: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", b"<Types/>"), ("_rels/.rels", b"<Relationships/>")];
    all.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    pack(&all)
}

fn read(body: &str) -> FileText {
    text::read(&docx(&[("word/document.xml", &document(body))]), "a.docx", "", &Limits::default())
}

fn p(text: &str) -> String {
    format!("<w:p><w:r><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

#[test]
fn split_runs_tabs_breaks_and_hyphens() {
    let file = read(
        "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\"/></w:tabs></w:pPr><w:r><w:t>Số: 12</w:t></w:r><w:r><w:t>/BC</w:t>\
         <w:noBreakHyphen/><w:t>SYT</w:t><w:tab/><w:t>a &amp; b &#7897;</w:t><w:br/><w:t>c</w:t></w:r></w:p><w:p/><w:p/><w:p/>\
         <w:p><w:r><w:t xml:space=\"preserve\">d </w:t></w:r><w:hyperlink><w:r><w:t>e</w:t></w:r></w:hyperlink></w:p>",
    );
    assert_eq!(file.kind, FileKind::Docx);
    assert_eq!(file.text, "Số: 12/BC-SYT\ta & b ộ\nc\n\nd e");
    assert_eq!(file.problem, None);
}

#[test]
fn a_letterhead_table_reads_row_by_row() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(text));
    let rows = format!(
        "<w:tbl><w:tr>{}{}</w:tr><w:tr>{}{}{}</w:tr></w:tbl>{}",
        cell("SỞ Y TẾ"),
        cell("CỘNG HÒA"),
        cell("1"),
        cell(""),
        cell("3"),
        p("BÁO CÁO")
    );
    assert_eq!(read(&rows).text, "SỞ Y TẾ\tCỘNG HÒA\n1\t\t3\nBÁO CÁO");
}

#[test]
fn text_boxes_once_and_nothing_that_was_deleted() {
    let file = read(&format!(
        "<w:p><w:r><w:t>a</w:t></w:r><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{}</w:txbxContent></mc:Choice>\
         <mc:Fallback><w:txbxContent>{}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r>\
         <w:del><w:r><w:delText>x</w:delText></w:r></w:del><w:moveFrom><w:r><w:t>y</w:t></w:r></w:moveFrom>\
         <w:ins><w:r><w:t>b</w:t></w:r></w:ins><w:r><w:instrText>PAGE</w:instrText></w:r></w:p>",
        p("hộp"),
        p("hộp")
    ));
    assert_eq!(file.text, "a\nhộp\nb");
}

#[test]
fn headers_stand_before_and_footnotes_behind() {
    let part = |text: &str| format!("<w:x xmlns:w=\"w\">{}</w:x>", p(text));
    let bytes = docx(&[
        ("word/footnotes.xml", &part("chú thích")),
        ("word/header1.xml", &part("đầu trang")),
        ("word/document.xml", &document(&p("thân"))),
    ]);
    assert_eq!(text::read(&bytes, "", "", &Limits::default()).text, "đầu trang\nthân\nchú thích");
}

#[test]
fn names_with_backslashes_and_other_document_names_are_found() {
    let bytes = docx(&[("word\\document2.xml", &document(&p("thân")))]);
    assert_eq!(text::read(&bytes, "", "", &Limits::default()).text, "thân");
}

#[test]
fn decomposed_letters_come_out_composed() {
    assert_eq!(read(&p("Ba\u{301}o ca\u{301}o")).text, "Báo cáo");
}

#[test]
fn macros_are_seen_whatever_the_name() {
    let bytes = docx(&[("word/document.xml", &document(&p("a"))), ("word/vbaProject.bin", "")]);
    let file = text::read(&bytes, "a.docx", "", &Limits::default());
    assert!(file.macros);
    assert_eq!(file.kind, FileKind::Docx);
}

#[test]
fn twenty_thousand_tables_in_each_other_are_read() {
    let deep = "<w:tbl><w:tr><w:tc>".repeat(20_000);
    let file = read(&format!("{deep}{}", p("đáy")));
    assert_eq!(file.text, "đáy");
}

#[test]
fn a_bomb_of_white_space_or_letters_stops_at_the_limit() {
    for letter in [" ", "a"] {
        let begin = Instant::now();
        let bytes = docx(&[("word/document.xml", &document(&p(&letter.repeat(100_000_000))))]);
        let limits = Limits { part: 1 << 20, ..Limits::default() };
        let file = text::read(&bytes, "", "", &limits);
        assert!(matches!(file.problem, Some(Problem::TooLarge(_))), "{:?}", file.problem);
        assert!(file.text.len() <= limits.text && begin.elapsed().as_secs() < 30);
    }
}

#[test]
fn a_cut_off_document_is_broken_and_keeps_its_kind() {
    let bytes = docx(&[("word/document.xml", &document(&p("thân")))]);
    let file = text::read(&bytes[..bytes.len() - 30], "a.docx", "", &Limits::default());
    assert_eq!(file.kind, FileKind::Docx);
    assert!(matches!(file.problem, Some(Problem::Broken(_))));
}

#[test]
fn damaged_xml_gives_what_stands_before_the_damage() {
    let bytes =
        docx(&[("word/document.xml", &format!("{}<w:p <<<", document(&p("thân")).replace("</w:document>", "")))]);
    let file = text::read(&bytes, "", "", &Limits::default());
    assert_eq!(file.text, "thân");
    assert!(matches!(file.problem, Some(Problem::Broken(_))), "{:?}", file.problem);
}

#[test]
fn slides_follow_their_numbers() {
    let slide = |text: &str| {
        format!("<p:sld xmlns:a=\"a\"><a:p><a:r><a:t>{text}</a:t></a:r><a:br/><a:r><a:t>x</a:t></a:r></a:p></p:sld>")
    };
    let bytes = docx(&[
        ("ppt/slides/slide10.xml", &slide("mười")),
        ("ppt/slides/slide2.xml", &slide("hai")),
        ("ppt/presentation.xml", "<p/>"),
    ]);
    let file = text::read(&bytes, "", "", &Limits::default());
    assert_eq!((file.kind, file.text.as_str()), (FileKind::Pptx, "hai\nx\nmười\nx"));
}

fn run(font: &str, text: &str) -> String {
    format!("<w:r><w:rPr><w:rFonts w:ascii=\"{font}\" w:hAnsi=\"{font}\"/></w:rPr><w:t>{text}</w:t></w:r>")
}

#[test]
fn runs_under_old_fonts_are_converted_one_by_one() {
    let runs = [run("Times New Roman", "quý I "), run(".VnTime", "B\u{b8}o c\u{b8}o "), run("VNI-Times", "Ba\u{f9}o")];
    let file = read(&format!("<w:p>{}</w:p>", runs.concat()));
    assert_eq!(file.text, "quý I Báo cáo Báo");
    assert!(file.recoded.is_some());
}

#[test]
fn the_font_may_come_from_style_or_document() {
    let styles = "<w:styles xmlns:w=\"w\"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii=\".VnTime\"/></w:rPr></w:rPrDefault>\
        </w:docDefaults><w:style w:type=\"paragraph\" w:styleId=\"A\"><w:rPr><w:rFonts w:ascii=\"Arial\"/></w:rPr></w:style>\
        <w:style w:type=\"paragraph\" w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style></w:styles>";
    let body = "<w:p><w:r><w:t>B\u{b8}o c\u{b8}o</w:t></w:r></w:p>\
        <w:p><w:pPr><w:pStyle w:val=\"B\"/></w:pPr><w:r><w:t>caf\u{e9}</w:t></w:r></w:p>";
    let bytes = docx(&[("word/document.xml", &document(body)), ("word/styles.xml", styles)]);
    assert_eq!(text::read(&bytes, "", "", &Limits::default()).text, "Báo cáo\ncafé");
}

#[test]
fn an_old_font_over_unicode_text_converts_nothing() {
    let runs =
        [run(".VnTime", "Kế hoạch "), run(".VnTime", "báo cáo "), run(".VnTime", "năm học"), run(".VnTime", "đã")];
    assert_eq!(read(&format!("<w:p>{}</w:p>", runs.concat())).text, "Kế hoạch báo cáo năm họcđã");
}

#[test]
fn a_box_inside_a_table_a_content_control_and_a_picture_of_old_word() {
    let boxed = format!(
        "<w:pict><v:shape><v:textbox><w:txbxContent>{}</w:txbxContent></v:textbox></v:shape></w:pict>",
        p("SỐ: 15/BC")
    );
    let file = read(&format!(
        "<w:tbl><w:tr><w:tc>{}</w:tc><w:tc><w:p><w:r><w:t>trước</w:t></w:r><w:r>{boxed}</w:r><w:r><w:t>sau</w:t></w:r></w:p></w:tc></w:tr></w:tbl>\
         <w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        p("ô 1"),
        p("trong khung nhập")
    ));
    assert_eq!(file.text, "ô 1\ttrước\nSỐ: 15/BC\nsau\ntrong khung nhập");
}

#[test]
fn a_table_on_a_slide_and_what_is_said_to_it() {
    let cell = |text: &str| format!("<a:tc><a:txBody><a:p><a:r><a:t>{text}</a:t></a:r></a:p></a:txBody></a:tc>");
    let slide = format!(
        "<p:sld xmlns:a=\"a\" xmlns:p=\"p\"><a:tbl><a:tr>{}{}</a:tr></a:tbl></p:sld>",
        cell("Tiêu chí"),
        cell("Kết quả")
    );
    let notes = "<p:notes xmlns:a=\"a\" xmlns:p=\"p\"><a:p><a:r><a:t>Lời dẫn</a:t></a:r></a:p></p:notes>";
    let bytes = docx(&[("ppt/slides/slide1.xml", &slide), ("ppt/notesSlides/notesSlide1.xml", notes)]);
    let file = text::read(&bytes, "a.pptx", "", &Limits::default());
    assert_eq!((file.kind, file.text.as_str()), (FileKind::Pptx, "Tiêu chí\tKết quả\nLời dẫn"));
}
