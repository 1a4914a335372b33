//! What a worker process read in a file, with the words marked that clues quote.

use minijinja::{Value, context};
use serde::Serialize;

use super::super::Look;
use super::super::answer::Refusal;
use super::super::pages::{file_name, value};
use super::file::{File, shown_as};
use super::piece::quotes;
use crate::decision::explain::{Marked, marked};
use crate::letter::wording;
use crate::text::{FileKind, FileText, Problem};

/// Letters of a text that are shown; the first pages suffice to know a report.
const LONGEST: usize = 60_000;

#[derive(Debug, Serialize)]
struct Sheet {
    /// The name of a file inside the file; empty for the file itself.
    name: String,
    text: Vec<Marked>,
    /// What an optical reader made of its pictures.
    scanned: String,
    trouble: &'static str,
    cut: bool,
    /// Where a file inside the file is saved from; empty for the file itself, and for what stayed packed.
    to: String,
    /// Whether a browser may show it.
    shown: bool,
}

/// The page.
pub(super) fn view(
    look: &Look<'_>,
    (mail, place): (i64, usize),
    file: &File,
    read: &FileText,
) -> Result<Value, Refusal> {
    let (row, evidence, decision) =
        look.read(|snapshot| Ok((snapshot.mail(mail)?, snapshot.evidence(mail)?, snapshot.decision(mail)?)))?;
    let quotes = quotes(&evidence, &decision, look.rules(), |clue| clue.attachment == Some(place));
    let mut sheets = vec![sheet(String::new(), read, &quotes)];
    for (number, member) in read.numbered().into_iter().enumerate() {
        let mut sheet = sheet(file_name(&member.name, 160), &member.file, &quotes);
        if opens(&member.file) {
            sheet.to = format!("/thu/{mail}/tep/{place}/trong/{number}");
            sheet.shown = matches!(member.file.kind, FileKind::Pdf | FileKind::Picture);
        }
        sheets.push(sheet);
    }
    sheets.retain(|sheet| !sheet.text.is_empty() || !sheet.scanned.is_empty() || !sheet.trouble.is_empty());
    Ok(context! {
        mail,
        place,
        name => file.name.as_str(),
        size => wording::size(u64::try_from(file.bytes.len()).unwrap_or(u64::MAX)),
        subject => wording::foreign(&row.subject, 160),
        shown => shown_as(&file.bytes).is_some(),
        sheets => value(&sheets),
    })
}

fn sheet(name: String, read: &FileText, quotes: &[(String, String)]) -> Sheet {
    let text: String = read.text.chars().take(LONGEST).collect();
    let scanned = read.scanned.as_deref().unwrap_or_default();
    Sheet {
        name,
        cut: text.len() < read.text.len(),
        text: if text.trim().is_empty() { Vec::new() } else { marked(&text, quotes) },
        scanned: scanned.chars().take(LONGEST).collect(),
        trouble: read.problem.as_ref().map(trouble).unwrap_or_default(),
        to: String::new(),
        shown: false,
    }
}

/// Whether the bytes of a member can be had: not when it stayed packed.
fn opens(file: &FileText) -> bool {
    !matches!(file.problem, Some(Problem::Encrypted | Problem::Volume | Problem::TooLarge(_) | Problem::Empty))
}

fn trouble(problem: &Problem) -> &'static str {
    match problem {
        Problem::Empty => "Tệp rỗng.",
        Problem::Encrypted => "Tệp đặt mật khẩu.",
        Problem::Volume => "Một phần của tệp nén chia nhỏ, không đọc riêng được.",
        Problem::Continued => "Phần tiếp theo của tệp nén chia nhỏ, đã đọc cùng phần đầu.",
        Problem::Broken(_) => "Tệp hỏng hoặc không đúng loại như tên gọi.",
        Problem::NoText => "Bản chụp, không có chữ để đọc; hãy xem bằng mắt.",
        Problem::Garbled => "Chữ trong tệp bị lỗi phông, không đọc được.",
        Problem::TooLarge(_) => "Tệp quá lớn, chỉ đọc được một phần hoặc không đọc.",
        Problem::TimedOut => "Đọc tệp quá lâu nên đã dừng.",
        Problem::Crashed => "Không đọc được tệp này.",
        Problem::Unsupported => "Loại tệp này không có chữ để đọc.",
    }
}
