//! The texts of a period's reports one after the other, as one Word file: for the officer who writes the office's own
//! report from them. Every unit has its place, also who sent nothing and whose file nobody can read.

use zip::result::ZipError;

use super::bundle::{Bundle, Entry};
use super::register::Row;
use crate::calendar::period;
use crate::letter::docx::{self, BOLD, ITALIC, SMALL};
use crate::plan::Piece;
use crate::text::{FileText, Problem};

/// A text longer than so many letters goes on in the file itself.
const LONGEST: usize = 400_000;

/// What was read in the files of a dossier: for each entry, each file in order.
pub type Texts = Vec<Vec<Result<FileText, String>>>;

/// The Word file. Files are told by name, place in the register and how they were read.
///
/// # Errors
/// None that was seen: the container is written in memory.
pub fn docx(bundle: &Bundle, texts: &Texts) -> Result<Vec<u8>, ZipError> {
    let centred = |text: &str, how: &str| docx::line("center", &docx::run(text, how));
    let (hour, day) = (bundle.made.strftime("%H:%M"), period::day_name(bundle.made.date()));
    let tally = &bundle.tally;
    let told = format!("Đã nhận {}/{} báo cáo. Lập lúc {hour} ngày {day}", tally.received, tally.owed);
    let mut body = docx::line("left", &docx::run(&bundle.office, BOLD));
    body.push_str(&centred("TẬP HỢP BÁO CÁO CỦA CÁC ĐƠN VỊ", BOLD));
    body.push_str(&centred(&bundle.scope, BOLD));
    body.push_str(&centred(&told, ITALIC));
    let mut group = "";
    for (entry, texts) in bundle.entries.iter().zip(texts) {
        if entry.group != group {
            group = &entry.group;
            body.push_str(&docx::heading(1, group));
        }
        body.push_str(&unit(entry, texts));
    }
    docx::package(&body)
}

fn unit(entry: &Entry, texts: &[Result<FileText, String>]) -> String {
    let mut body = docx::heading(2, &format!("{}. {}: {}", entry.place, entry.name, entry.title));
    let remark = |text: &str| docx::line("both", &docx::run(text, &format!("{ITALIC}{SMALL}")));
    for row in &entry.rows {
        body.push_str(&remark(&received(row, entry)));
    }
    for note in entry.notes() {
        body.push_str(&remark(&format!("Lưu ý: {note}.")));
    }
    if entry.rows.is_empty() {
        body.push_str(&remark(&format!("Chưa có báo cáo: {}.", entry.words())));
    }
    let whole = entry.files.iter().zip(texts).any(|(file, text)| {
        let name = entry.rows.get(file.row).and_then(|row| row.files.get(file.place));
        name.is_some_and(|name| Piece::of(name) == [Piece::Word])
            && text.as_ref().is_ok_and(|text| !text.text.trim().is_empty())
    });
    for (file, text) in entry.files.iter().zip(texts) {
        let Some(name) = entry.rows.get(file.row).and_then(|row| row.files.get(file.place)) else { continue };
        body.push_str(&remark(&format!("Tệp: {name}")));
        // Signed copy and Word file say the same: one of them is read.
        match Piece::of(name) {
            [Piece::Pdf] if whole => body.push_str(&remark("(bản PDF gửi cùng tệp văn bản; xem trong hồ sơ)")),
            [Piece::Sheet] => body.push_str(&remark("(biểu số liệu; xem trong hồ sơ)")),
            _ => match text {
                Ok(text) => body.push_str(&file_text(text)),
                Err(why) => body.push_str(&remark(&format!("KHÔNG CÓ TRONG KHO: {why}"))),
            },
        }
    }
    body
}

/// "Số 147/2020, nhận 15:42 ngày 18/6/2020, đúng hạn; số ký hiệu 12/BC-SYT."
fn received(row: &Row, entry: &Entry) -> String {
    let (hour, day) = (row.received.strftime("%H:%M"), period::day_name(row.received.date()));
    let number = if row.document_number.is_empty() { String::new() } else { format!("; {}", row.document_number) };
    format!("Số tiếp nhận {}, nhận {hour} ngày {day}, {}{number}.", row.number, entry.words())
}

/// The paragraphs of a file and of what lies in it.
fn file_text(file: &FileText) -> String {
    let remark = |text: &str| docx::line("both", &docx::run(text, &format!("{ITALIC}{SMALL}")));
    let mut body = String::new();
    if !file.text.trim().is_empty() {
        body.push_str(&paragraphs(&file.text));
        if let Some(problem) = &file.problem {
            body.push_str(&remark(&format!("(Chưa hết hoặc có chỗ đọc sai: {}; xem tệp.)", why(problem))));
        }
    } else if let Some(scanned) = file.scanned.as_ref().filter(|text| !text.trim().is_empty()) {
        body.push_str(&remark(
            "Bản chụp, chữ do máy nhận dạng từ những trang đầu: có thể sai chữ và số, cần đối chiếu với tệp.",
        ));
        body.push_str(&paragraphs(scanned));
    } else if file.members.is_empty() {
        let why = file.problem.as_ref().map_or("không có chữ", why);
        body.push_str(&remark(&format!("KHÔNG ĐỌC ĐƯỢC ({why}): mở tệp trong hồ sơ để xem.")));
    }
    for member in &file.members {
        body.push_str(&remark(&format!("Tệp bên trong: {}", member.name)));
        body.push_str(&file_text(&member.file));
    }
    body
}

fn paragraphs(text: &str) -> String {
    let (shown, rest) = match text.char_indices().nth(LONGEST) {
        Some((end, _)) => (text.get(..end).unwrap_or(text), true),
        None => (text, false),
    };
    let lines = shown.lines().map(str::trim_end).filter(|line| !line.is_empty());
    let mut body: String = lines.map(|line| docx::prose(&docx::run(line, ""))).collect();
    if rest {
        body.push_str(&docx::line("both", &docx::run("(Còn nữa; xem tệp trong hồ sơ.)", ITALIC)));
    }
    body
}

fn why(problem: &Problem) -> &'static str {
    match problem {
        Problem::Empty => "tệp rỗng",
        Problem::Encrypted => "tệp đặt mật khẩu",
        Problem::Volume => "một phần của tệp nén chia nhỏ",
        Problem::Continued => "phần tiếp theo của tệp nén chia nhỏ, đã đọc cùng phần đầu",
        Problem::Broken(_) => "tệp hỏng",
        Problem::NoText => "bản chụp, không có chữ",
        Problem::Garbled => "chữ trong tệp bị hỏng phông",
        Problem::TooLarge(_) => "tệp quá dài",
        Problem::TimedOut | Problem::Crashed => "bộ đọc dừng lại ở tệp này",
        Problem::Unsupported => "loại tệp không đọc được",
    }
}

#[cfg(test)]
mod tests;
