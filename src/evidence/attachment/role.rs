//! The role of an attachment in its mail: by its bytes, by what it says it is, and by what stands beside it.

use super::{Leaf, leaves};
use crate::evidence::document::{self, Kind};
use crate::evidence::{Alarm, Claim, Clue, Ground, Role, Source, Strength};
use crate::message::Attachment;
use crate::spelling::tokens::{plain, says};
use crate::text::{FileKind, FileText, Problem};

/// Endings of programs, of documents with macros and of web pages (which ask for passwords), whatever the bytes say.
const PROGRAMS: [&str; 27] = [
    ".exe", ".scr", ".com", ".bat", ".cmd", ".pif", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".lnk", ".msi",
    ".jar", ".ps1", ".docm", ".dotm", ".xlsm", ".xltm", ".pptm", ".iso", ".html", ".htm", ".svg", ".mht", ".url",
];

pub(super) fn of(attachment: &Attachment) -> Role {
    let file = &attachment.text;
    if is_dangerous(&attachment.file_name, file) {
        return Role::Dangerous;
    }
    if is_leftover(&attachment.file_name) {
        return Role::Other;
    }
    if is_unreadable(file) || belies_its_name(&attachment.file_name, file) {
        return Role::Unreadable;
    }
    match file.kind {
        FileKind::Signature | FileKind::Calendar => Role::Other,
        FileKind::Picture if attachment.inline || is_ornament(attachment) => Role::Picture,
        FileKind::Picture => Role::Report,
        FileKind::Text | FileKind::Html | FileKind::Unknown if attachment.file_name.is_empty() => Role::Other,
        _ if attachment.media_type.starts_with("message/d") => Role::Other,
        _ => leaves(&attachment.file_name, file)
            .iter()
            .map(of_leaf)
            .min_by_key(|role| rank(*role))
            .unwrap_or(Role::Other),
    }
}

/// Which role of its members a container has.
fn rank(role: Role) -> u8 {
    match role {
        Role::Dangerous => 0,
        Role::Report => 1,
        Role::Annex => 2,
        Role::Cover => 3,
        Role::Other => 4,
        Role::Picture => 5,
        Role::Unreadable => 6,
    }
}

fn of_leaf(leaf: &Leaf<'_>) -> Role {
    let file = leaf.file;
    if is_unreadable(file) {
        return Role::Unreadable;
    }
    match file.kind {
        FileKind::Signature | FileKind::Calendar | FileKind::Mail => return Role::Other,
        FileKind::Picture => return Role::Picture,
        _ => {}
    }
    let sheet = matches!(file.kind, FileKind::Xlsx | FileKind::Xls | FileKind::Ods);
    match document::read(&file.text).kind {
        Kind::Report | Kind::Flash if !sheet => Role::Report,
        Kind::Letter(about) => of_letter(&about),
        Kind::Annex => Role::Annex,
        Kind::Other(_) => Role::Other,
        Kind::Report | Kind::Flash | Kind::Unknown if sheet => Role::Annex,
        _ => of_name(leaf.name),
    }
}

/// "V/v gửi báo cáo" only covers a report; "V/v báo cáo kết quả …" is one.
pub(super) fn of_letter(about: &str) -> Role {
    let words = plain(about);
    if says(&words, &["gop y", "lay y kien", "xin y kien", "moi", "du thao", "de nghi", "trien khai", "phoi hop"])
        .is_some()
    {
        return Role::Other;
    }
    if says(&words, &["gui bao cao", "nop bao cao", "chuyen bao cao", "gui bc"]).is_some() {
        return Role::Cover;
    }
    if says(&words, &["bao cao"]).is_some() { Role::Report } else { Role::Other }
}

/// By the name alone, when the text says nothing.
fn of_name(name: &str) -> Role {
    let words = plain(name);
    let kind = document::named_in_file(name);
    if says(&words, &["phu luc", "pl", "bieu", "danh sach", "so lieu", "bang tong hop"]).is_some() {
        return Role::Annex;
    }
    if says(&words, &["cong van gui", "cv gui", "cong van"]).is_some() {
        return Role::Cover;
    }
    let report = says(&words, &["bao cao", "bc", "bctk", "bcsk"]).is_some();
    if !report && (says(&words, &NOT_REPORTS).is_some() || kind.as_deref().is_some_and(|kind| kind != "BC")) {
        return Role::Other;
    }
    Role::Report
}

/// Names of documents that are no reports.
pub(in crate::evidence) const NOT_REPORTS: [&str; 20] = [
    "ke hoach",
    "kh",
    "giay moi",
    "gm",
    "thu moi",
    "thong bao",
    "huong dan",
    "quyet dinh",
    "to trinh",
    "lich cong tac",
    "giay trieu tap",
    "phieu khao sat",
    "de cuong",
    "moi du",
    "bao gia",
    "hoa don",
    "hop dong",
    "thu chuc mung",
    "thiep",
    "chuc mung",
];

fn is_dangerous(name: &str, file: &FileText) -> bool {
    let name = name.to_lowercase();
    let ending = PROGRAMS.iter().any(|ending| name.trim_end().ends_with(ending));
    ending
        || file.macros
        || file.kind == FileKind::Program
        || file.members.iter().any(|member| is_dangerous(&member.name, &member.file))
}

/// Nobody at the other end could read it: the unit has to send it again. A scan is no such thing.
fn is_unreadable(file: &FileText) -> bool {
    let broken = matches!(
        file.problem,
        Some(Problem::Empty | Problem::Encrypted | Problem::Broken(_) | Problem::Crashed | Problem::TimedOut)
    );
    // Nobody writes text documents larger than we read: what unpacks to more was made to harm. Sheets may be long.
    let text_document = matches!(file.kind, FileKind::Docx | FileKind::Odt | FileKind::Pptx);
    let overblown = text_document && matches!(file.problem, Some(Problem::TooLarge(_)));
    let wrapped = file.kind == FileKind::Tnef && file.members.is_empty();
    file.kind == FileKind::Empty
        || (broken && file.text.trim().is_empty() && file.members.is_empty())
        || overblown
        || wrapped
        || (!file.members.is_empty()
            && file.kind != FileKind::Mail
            && file.members.iter().all(|member| is_unreadable(&member.file)))
}

/// What Word leaves beside an open document, or a download beside a file: "~$bao cao.docx", ".tmp".
fn is_leftover(name: &str) -> bool {
    let name = name.trim();
    name.starts_with("~$") || [".tmp", ".crdownload", ".part"].iter().any(|end| name.to_lowercase().ends_with(end))
}

/// Named like a document, and by its bytes none that we know: nobody could open it.
fn belies_its_name(name: &str, file: &FileText) -> bool {
    const DOCUMENTS: [&str; 6] = [".doc", ".docx", ".pdf", ".xls", ".xlsx", ".rtf"];
    let name = name.trim().to_lowercase();
    file.kind == FileKind::Unknown && file.text.trim().is_empty() && DOCUMENTS.iter().any(|end| name.ends_with(end))
}

/// Logos of signatures: "image001.png", and pictures too small for a page.
fn is_ornament(attachment: &Attachment) -> bool {
    let words = plain(&attachment.file_name);
    words.starts_with(" image 0") || says(&words, &["logo", "banner", "icon"]).is_some() || attachment.size < 6_000
}

pub(super) fn alarms(attachment: &Attachment, index: usize) -> Vec<Clue> {
    let clue = |alarm: Alarm, quote: &str| Clue {
        source: Source::FileName,
        claim: Claim::Alarm(alarm),
        strength: Strength::Decisive,
        attachment: Some(index),
        quote: quote.to_owned(),
    };
    let mut clues = Vec::new();
    let role = of(attachment);
    if role == Role::Dangerous {
        clues.push(clue(Alarm::Dangerous, &attachment.file_name));
    }
    if role == Role::Unreadable {
        clues.push(clue(Alarm::UnreadableFile, &attachment.file_name));
    }
    if let Some(mark) = crate::evidence::intent::secret(&attachment.file_name) {
        clues.push(clue(Alarm::Secret, &mark));
    }
    clues
}

/// Pictures are pages when no document stands beside them; an unnamed file is a report only when none else is.
pub(super) fn among_each_other(ground: &Ground<'_>, roles: &mut [Role], clues: &[Clue]) {
    let said = |index: usize| {
        clues.iter().any(|clue| clue.attachment == Some(index) && matches!(clue.claim, Claim::Report | Claim::Incident))
    };
    let documents = ground
        .message
        .attachments
        .iter()
        .zip(roles.iter())
        .enumerate()
        .any(|(index, (file, role))| *role == Role::Report && file.text.kind != FileKind::Picture && said(index));
    if !documents {
        return;
    }
    let reads = |index: usize, strength: Strength| {
        clues.iter().any(|clue| {
            let titled = clue.claim == Claim::Report && clue.source == Source::Title;
            clue.attachment == Some(index) && titled && clue.strength == strength
        })
    };
    let titled = (0..roles.len()).any(|index| reads(index, Strength::Strong));
    let letter = |index: usize| reads(index, Strength::Fair);
    for (index, (file, role)) in ground.message.attachments.iter().zip(roles.iter_mut()).enumerate() {
        if *role == Role::Report && file.text.kind == FileKind::Picture {
            *role = Role::Annex;
        }
        if *role == Role::Report && titled && letter(index) {
            *role = Role::Cover;
        }
    }
}
