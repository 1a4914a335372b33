//! The texts of a period in one document.

use super::*;
use crate::dossier::bundle::tests::{made, named, plans};
use crate::text::{self, FileKind, Limits};

fn text(words: &str) -> Result<FileText, String> {
    Ok(FileText { text: words.to_owned(), ..FileText::blank(FileKind::Docx, None) })
}

fn read(bundle: &Bundle, texts: &Texts) -> String {
    let bytes = docx(bundle, texts).unwrap();
    assert_eq!(bytes, docx(bundle, texts).unwrap(), "the same texts are the same file");
    let read = text::read(&bytes, "toan-van.docx", "", &Limits::default());
    assert_eq!((read.kind, read.problem), (FileKind::Docx, None));
    read.text
}

#[test]
fn reports_stand_in_the_order_of_the_list_and_who_is_missing_has_a_place() {
    let bundle = made(&[named(7, "dang-uy", &["bc.docx"])], plans());
    let shown = read(&bundle, &vec![vec![], vec![text("Sáu tháng đầu năm\nđã tổ chức 12 hội nghị.")]]);
    let places: Vec<usize> = [
        "1. Sở Y tế: Báo cáo 6 tháng đầu năm 2020",
        "Chưa có báo cáo: không định hạn.",
        "2. Đảng ủy Khối",
        "Số tiếp nhận 7/2020",
        "Sáu tháng đầu năm",
        "đã tổ chức 12 hội nghị.",
    ]
    .iter()
    .map(|words| shown.find(words).unwrap_or_else(|| panic!("{words}: {shown}")))
    .collect();
    assert!(places.is_sorted(), "{places:?}: {shown}");
}

#[test]
fn the_signed_copy_is_not_said_twice_and_alone_it_is_said() {
    let bundle = made(&[named(7, "so-y-te", &["bc.docx", "bc.pdf"])], plans());
    let both = read(&bundle, &vec![vec![text("Bản Word."), text("Bản ký.")], vec![]]);
    assert!(both.contains("Bản Word.") && !both.contains("Bản ký.") && both.contains("Tệp: bc.pdf"), "{both}");
    let alone = read(&bundle, &vec![vec![text(" "), text("Bản ký.")], vec![]]);
    assert!(alone.contains("Bản ký."), "{alone}");
}

#[test]
fn what_a_machine_saw_and_what_nobody_could_read_says_so() {
    let bundle = made(&[named(7, "so-y-te", &["a.pdf", "b.pdf", "c.doc"])], plans());
    let scan = FileText { scanned: Some("BAO CAO".into()), ..FileText::blank(FileKind::Pdf, Some(Problem::NoText)) };
    let locked = FileText::blank(FileKind::Pdf, Some(Problem::Encrypted));
    let shown = read(&bundle, &vec![vec![Ok(scan), Ok(locked), Err("tệp không còn".into())], vec![]]);
    for words in
        ["chữ do máy nhận dạng", "BAO CAO", "KHÔNG ĐỌC ĐƯỢC (tệp đặt mật khẩu)", "KHÔNG CÓ TRONG KHO: tệp không còn"]
    {
        assert!(shown.contains(words), "{words}: {shown}");
    }
}

#[test]
fn signs_that_no_word_file_may_hold_are_left_out_and_markup_stays_words() {
    let bundle = made(&[named(7, "so-y-te", &["a\u{202e}.docx"])], plans());
    let shown = read(&bundle, &vec![vec![text("</w:t>\u{0}\u{b}\u{fffe}a\tb & c")], vec![]]);
    assert!(shown.contains("</w:t>a\tb & c"), "{shown:?}");
}
