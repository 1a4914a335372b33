//! The signed letter to units that were asked and have not sent (công văn đôn đốc), as a Word file for people to finish,
//! number and sign. The program never sends it.
//!
//! The form is that of party offices: two columns at the head, issuer under its superior, the name of the Party to the
//! right; Times New Roman 14 on A4, 30 mm to the left.

use jiff::civil::Date;
use zip::result::ZipError;

use super::docx::{BOLD, ITALIC, SMALL, UNDERLINED, line, package, prose, run};
use super::wording;

/// What an office prints above and below its official letters. What is empty is dots on the draft.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Letterhead {
    /// Cơ quan cấp trên: "TỈNH ỦY SÔNG LAM".
    pub superior: String,
    /// Cơ quan ban hành: "BAN TUYÊN GIÁO".
    pub issuer: String,
    /// What follows the number: "CV/BTGTU".
    pub symbol: String,
    /// "Sông Lam".
    pub place: String,
    /// "TRƯỞNG BAN".
    pub signer_title: String,
    /// "Nguyễn Văn A".
    pub signer: String,
    /// Nơi nhận beside "Như trên".
    pub copies: Vec<String>,
}

/// An official letter before it has a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Official {
    /// The form of the office.
    pub letterhead: Letterhead,
    /// The month and year in which it is drafted; the day is the signer's.
    pub drafted: Date,
    /// V/v: "đôn đốc gửi báo cáo quý III năm 2026".
    pub about: String,
    /// Kính gửi.
    pub addressees: Vec<String>,
    /// What it says.
    pub paragraphs: Vec<String>,
}

/// What is printed where a setting is empty.
const DOTS: &str = "……………";

/// The letter as a Word file.
///
/// # Errors
/// None that was seen: the container is written in memory.
pub fn docx(letter: &Official) -> Result<Vec<u8>, ZipError> {
    package(&body(letter))
}

fn body(letter: &Official) -> String {
    let Official { letterhead, drafted, about, addressees, paragraphs } = letter;
    let or_dots = |text: &str| if text.is_empty() { DOTS.to_owned() } else { text.to_owned() };
    let left = [
        line("center", &run(&or_dots(&letterhead.superior), "")),
        line("center", &run(&or_dots(&letterhead.issuer), BOLD)),
        line("center", &run("*", "")),
        line("center", &run(&format!("Số          -{}", or_dots(&letterhead.symbol)), "")),
        line("center", &run(&format!("V/v {about}"), SMALL)),
    ];
    let day = format!("{}, ngày    tháng    năm {}", or_dots(&letterhead.place), drafted.year());
    let right = [
        line("center", &run("ĐẢNG CỘNG SẢN VIỆT NAM", UNDERLINED)),
        line("center", ""),
        line("center", &run(&day, ITALIC)),
    ];
    let mut body = table(4100, &left.concat(), 5250, &right.concat());
    body.push_str(&line("both", ""));
    match addressees.as_slice() {
        [only] => body.push_str(&line("center", &run(&format!("Kính gửi: {}", foreign(only)), ""))),
        many => {
            body.push_str(&indented(2200, &run("Kính gửi:", "")));
            for (place, name) in many.iter().enumerate() {
                let end = if place.saturating_add(1) == many.len() { "." } else { "," };
                body.push_str(&indented(2800, &run(&format!("- {}{end}", foreign(name)), "")));
            }
        }
    }
    body.push_str(&line("both", ""));
    for text in paragraphs {
        body.push_str(&prose(&run(&foreign(text), "")));
    }
    body.push_str(&line("both", ""));
    body.push_str(&table(4600, &receivers(&letterhead.copies), 4750, &signature(letterhead)));
    body
}

fn receivers(copies: &[String]) -> String {
    let mut out = line("left", &run("Nơi nhận:", "<w:u w:val=\"single\"/>"));
    let all = std::iter::once("Như trên").chain(copies.iter().map(String::as_str)).chain(["Lưu Văn thư"]);
    let all: Vec<&str> = all.collect();
    for (place, name) in all.iter().enumerate() {
        let end = if place.saturating_add(1) == all.len() { "." } else { "," };
        out.push_str(&line("left", &run(&format!("- {}{end}", foreign(name)), SMALL)));
    }
    out
}

fn signature(head: &Letterhead) -> String {
    let dots = |text: &str| if text.is_empty() { DOTS.to_owned() } else { foreign(text) };
    let empty = line("center", "").repeat(4);
    let (title, name) = (run(&dots(&head.signer_title), BOLD), run(&dots(&head.signer), BOLD));
    format!("{}{empty}{}", line("center", &title), line("center", &name))
}

fn foreign(text: &str) -> String {
    wording::foreign(text, 2000)
}

fn indented(left: u32, runs: &str) -> String {
    format!("<w:p><w:pPr><w:ind w:left=\"{left}\" w:hanging=\"0\"/></w:pPr>{runs}</w:p>")
}

fn table(left: u32, left_cell: &str, right: u32, right_cell: &str) -> String {
    let cell = |width: u32, content: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"{width}\" w:type=\"dxa\"/></w:tcPr>{content}</w:tc>")
    };
    format!(
        "<w:tbl><w:tblPr><w:tblW w:w=\"{}\" w:type=\"dxa\"/><w:tblLayout w:type=\"fixed\"/></w:tblPr>\
         <w:tblGrid><w:gridCol w:w=\"{left}\"/><w:gridCol w:w=\"{right}\"/></w:tblGrid><w:tr>{}{}</w:tr></w:tbl>",
        left.saturating_add(right),
        cell(left, left_cell),
        cell(right, right_cell)
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{self, FileKind};

    #[test]
    fn the_draft_is_a_word_file_that_says_all_of_it_and_nothing_of_strangers_markup() {
        let letter = Official {
            letterhead: Letterhead {
                issuer: "BAN TUYÊN GIÁO".into(),
                symbol: "CV/BTGTU".into(),
                ..Letterhead::default()
            },
            drafted: jiff::civil::date(2020, 6, 23),
            about: "đôn đốc gửi báo cáo 6 tháng đầu năm 2020".into(),
            addressees: vec!["Hội Khuyến học tỉnh".into(), "Liên hiệp các Hội KH&KT <tỉnh>".into()],
            paragraphs: vec!["Thực hiện Kế hoạch số 45-KH/BTGTU.".into()],
        };
        let bytes = docx(&letter).unwrap();
        let read = text::read(&bytes, "don-doc.docx", "", &text::Limits::default());
        assert_eq!(read.kind, FileKind::Docx);
        for words in [
            "ĐẢNG CỘNG SẢN VIỆT NAM",
            "BAN TUYÊN GIÁO",
            "-CV/BTGTU",
            "V/v đôn đốc gửi báo cáo 6 tháng đầu năm 2020",
            "Kính gửi:",
            "- Hội Khuyến học tỉnh,",
            "- Liên hiệp các Hội KH&KT <tỉnh>.",
            "Thực hiện Kế hoạch số 45-KH/BTGTU.",
            "- Như trên,",
        ] {
            assert!(read.text.contains(words), "{words}: {}", read.text);
        }
    }
}
