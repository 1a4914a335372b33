//! One report twice in a mail: two files of it are one report, two texts are a question.

use super::*;

const HEAD: &str = "Số: 88/BC-SYT";
const TITLE: &str = "Công tác y tế tháng 4 năm 2026";

fn text(content: &str) -> String {
    format!("{} {content}", state(SYT, HEAD, TITLE))
}

#[track_caller]
fn sent(body: &str, files: Vec<Attachment>, expected: &str) {
    judged(&mail("2026-04-17", "phong.nvy@syt.haxuyen.example", "BC tháng 4/2026", body, files), expected);
}

const ONE: &str = "accept so-y-te thang 2026-04";

#[test]
fn two_texts_under_one_number_want_a_word_which_one_holds() {
    let two = || {
        let first = doc("bc t4.docx", &text("khám 3.000 lượt người, 2 ca sởi."));
        vec![first, doc("bc t4 sep sua.docx", &text("khám 3.100 lượt người, 5 ca sởi."))]
    };
    for silent in ["", "Văn phòng Sở gửi.", "Kính gửi Ban báo cáo tháng 4 của Sở Y tế ạ.", "Em gửi 2 file ạ."]
    {
        sent(silent, two(), "ask Contradiction");
    }
    for told in [
        "Ban lấy file sep sua giúp em, bản kia thay bằng bản này.",
        "Em gửi kèm bản đã sửa lỗi chính tả.",
        "Sở gửi bản cũ và bản điều chỉnh số liệu.",
        "Bản sau là bản chính thức ạ.",
        "Ban dùng bản mới nhất nhé.",
    ] {
        sent(told, two(), ONE);
    }
    let mut named = two();
    named[1] = doc("bc t4 (thay thế).docx", &text("khám 3.100 lượt người, 5 ca sởi."));
    sent("", named, ONE);
}

#[test]
fn two_files_of_one_text_are_one_report() {
    let first = || doc("bc t4.docx", &text("khám 3.000 lượt người, 2 ca sởi."));
    let pdf = |text: &str| file("bc t4.pdf", FileKind::Pdf, text, None);
    sent("", vec![first(), doc("bc t4 (1).docx", &text("khám  3.000 lượt người; 2 ca Sởi"))], ONE);
    // Another kind of file is another form of it, whose text is read otherwise.
    sent("", vec![first(), pdf(&text("khám 3.000 lượt người, 2 ca sởi. Nơi nhận: - Như trên"))], ONE);
    sent("", vec![first(), scan("bc t4 ky so.pdf")], ONE);
    // What a signing program stamps on the page is no other text, and the signed one holds whatever differs.
    let read = text("khám 3.000 lượt người, 2 ca sởi.");
    let stamped = format!("Ký bởi: Sở Y tế\nThời gian ký: 17.04.2026 08:22:11 +07:00\n{read}");
    sent("", vec![pdf(&read), file("bc t4(1).pdf", FileKind::Pdf, &stamped, None)], ONE);
    let signed = file("bc t4_signed.pdf", FileKind::Pdf, &text("khám 3.100 lượt người, 2 ca sởi."), None);
    sent("", vec![pdf(&read), signed], ONE);
    // A draft without number beside the signed one, and two papers with two numbers, are told apart by those.
    let other = state(SYT, "Số: 89/BC-SYT", TITLE);
    sent("", vec![first(), doc("bc 2.docx", &other)], ONE);
}
