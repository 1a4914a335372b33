//! PDF: real, hand-made, without text, cut off, turning in circles.

use crate::text::{self, FileKind, FileText, Limits, Problem};

const SIGNED: &[u8] = include_bytes!("../../../tests/data/files/so-giao-duc-ky-so.pdf");

fn read(bytes: &[u8]) -> FileText {
    text::read(bytes, "a.pdf", "", &Limits::default())
}

/// A PDF of one page with this content, its table of objects computed; `kids` is what the page tree holds.
fn pdf(content: &str, kids: &str) -> Vec<u8> {
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Count 1 /Kids [{kids}] >>"),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 5 0 R /Resources << /Font << /F 4 0 R >> >> >>"
            .to_owned(),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
        format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()),
    ];
    let (mut file, mut table) = (String::from("%PDF-1.4\n"), String::from("0000000000 65535 f \n"));
    for (number, object) in objects.iter().enumerate() {
        table.push_str(&format!("{:010} 00000 n \n", file.len()));
        file.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number.saturating_add(1)));
    }
    let at = file.len();
    file.push_str(&format!("xref\n0 6\n{table}trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n{at}\n%%EOF\n"));
    file.into_bytes()
}

const LINE: &str = "BT /F 12 Tf 50 700 Td (Bao cao cong tac khoa giao 6 thang dau nam 2024 cua Phong) Tj ET";

#[test]
fn a_signed_report_of_an_office() {
    let file = read(SIGNED);
    assert_eq!((file.kind, &file.problem), (FileKind::Pdf, &None));
    assert!(file.text.contains("98/BC-SGDĐT"), "{}", file.text);
}

#[test]
fn a_page_with_text_and_one_without() {
    let file = read(&pdf(LINE, "3 0 R"));
    assert_eq!(file.problem, None);
    assert_eq!(file.text, "Bao cao cong tac khoa giao 6 thang dau nam 2024 cua Phong");
    assert_eq!(read(&pdf("0 0 10 10 re f", "3 0 R")).problem, Some(Problem::NoText));
}

#[test]
fn lines_of_a_gateway_before_the_mark_are_passed_over() {
    let bytes = [b"X-Scanned: clean\r\n\r\n", pdf(LINE, "3 0 R").as_slice()].concat();
    let file = read(&bytes);
    assert_eq!((file.kind, file.problem), (FileKind::Pdf, None));
}

#[test]
fn a_cut_off_file_is_broken() {
    for percent in [10, 30, 50, 70, 90] {
        let end = SIGNED.len().saturating_mul(percent) / 100;
        let file = read(&SIGNED[..end]);
        assert_eq!(file.kind, FileKind::Pdf);
        assert!(matches!(file.problem, Some(Problem::Broken(_))), "{percent} %: {:?}", file.problem);
    }
}

#[test]
fn pages_that_hold_themselves_end() {
    for kids in ["2 0 R", "2 0 R 3 0 R 2 0 R", ""] {
        assert!(read(&pdf(LINE, kids)).text.len() < 1000, "{kids}");
    }
}

#[test]
fn a_locked_file_opens_with_the_password_among_others() {
    // Written by LibreOffice with a password to open.
    let bytes = include_bytes!("../../../tests/data/files/bao-cao-khoa.pdf");
    let read = |passwords: &[&str]| {
        let passwords: Vec<String> = passwords.iter().map(|word| (*word).to_owned()).collect();
        let sniffed = text::sniff::sniff(bytes, "a.pdf", "");
        text::read_sniffed(sniffed, bytes, "a.pdf", &Limits::default(), &passwords)
    };
    for passwords in [&[][..], &["sai"]] {
        assert_eq!(read(passwords).problem, Some(Problem::Encrypted), "{passwords:?}");
    }
    let file = read(&["sai", "Khoagiao@2026"]);
    assert_eq!(file.problem, None);
    assert!(file.text.contains("Toàn tỉnh đã khám cho 512.340 lượt người"), "{}", file.text);
}
