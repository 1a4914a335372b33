//! The role of an attachment in its mail: by its bytes, by what it says it is, and by what stands beside it.

use super::Leaf;
use crate::dictionary::List;
use crate::evidence::document::{self, Document, Kind};
use crate::evidence::{Alarm, Claim, Clue, Ground, Role, Source, Strength};
use crate::message::Attachment;
use crate::spelling::tokens::{plain, says};
use crate::text::{FileKind, FileText, Problem};

/// Endings of programs, of documents with macros and of web pages (which ask for passwords), whatever the bytes say.
const PROGRAMS: [&str; 27] = [
    ".exe", ".scr", ".com", ".bat", ".cmd", ".pif", ".js", ".jse", ".vbs", ".vbe", ".wsf", ".hta", ".lnk", ".msi",
    ".jar", ".ps1", ".docm", ".dotm", ".xlsm", ".xltm", ".pptm", ".iso", ".html", ".htm", ".svg", ".mht", ".url",
];

pub(super) fn of(ground: &Ground<'_>, attachment: &Attachment, leaves: &[Leaf<'_>]) -> Role {
    let file = &attachment.text;
    if is_dangerous(&attachment.file_name, file) {
        return Role::Dangerous;
    }
    // What is in it was read with the first volume.
    if file.problem == Some(Problem::Continued) || is_leftover(&attachment.file_name) {
        return Role::Other;
    }
    if is_unreadable(file) || belies_its_name(&attachment.file_name, file) {
        return Role::Unreadable;
    }
    match file.kind {
        // Bytes that nobody knows are no report, whatever the mail around them says; one that calls itself so is asked for
        // again.
        FileKind::Unknown if file.text.trim().is_empty() => {
            if ground.line(&attachment.file_name).has(List::Report) {
                Role::Unreadable
            } else {
                Role::Other
            }
        }
        FileKind::Calendar => Role::Other,
        FileKind::Signature if file.members.is_empty() => Role::Other,
        FileKind::Picture if attachment.inline || is_ornament(&attachment.file_name, attachment.size) => Role::Picture,
        FileKind::Picture => Role::Report,
        // Pages or photographs of an event: a person looks. That no file came must not be said.
        _ if file.is_album() && file.numbered().iter().any(|page| !is_ornament(&page.name, page.size)) => Role::Other,
        FileKind::Text | FileKind::Html | FileKind::Unknown if attachment.file_name.is_empty() => Role::Other,
        _ if attachment.media_type.starts_with("message/d") => Role::Other,
        _ => leaves.iter().map(|leaf| of_leaf(ground, leaf)).min_by_key(|role| rank(*role)).unwrap_or(Role::Other),
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

fn of_leaf(ground: &Ground<'_>, leaf: &Leaf<'_>) -> Role {
    let file = leaf.file;
    if is_unreadable(file) {
        return Role::Unreadable;
    }
    match file.kind {
        FileKind::Signature | FileKind::Calendar | FileKind::Mail | FileKind::Tnef => return Role::Other,
        FileKind::Picture => return Role::Picture,
        _ => {}
    }
    let sheet = matches!(file.kind, FileKind::Xlsx | FileKind::Xls | FileKind::Ods);
    match &leaf.page.kind {
        Kind::Report | Kind::Flash if !sheet => Role::Report,
        Kind::Letter(about) => of_letter(ground, &leaf.page, about),
        Kind::Annex => Role::Annex,
        Kind::Other(_) => Role::Other,
        Kind::Unknown if sheet && of_name(ground, leaf.name) == Role::Other => Role::Other,
        Kind::Report | Kind::Flash | Kind::Unknown if sheet => Role::Annex,
        _ => of_name(ground, leaf.name),
    }
}

/// "V/v gửi báo cáo" only covers a report; "V/v báo cáo kết quả …" is one, unless it is written to others and asks them
/// for theirs.
pub(super) fn of_letter(ground: &Ground<'_>, page: &Document, about: &str) -> Role {
    let about = ground.line(about);
    let to_others = page.addressees.as_ref().is_some_and(|to| !super::page::names_us(ground, to));
    let asks = to_others && says(&page.words(), &["de nghi", "yeu cau"]).is_some();
    if about.has(List::OtherLetter) || asks {
        return Role::Other;
    }
    if about.has(List::Covers) {
        return Role::Cover;
    }
    if about.has(List::Report) { Role::Report } else { Role::Other }
}

/// By the name alone, when the text says nothing.
fn of_name(ground: &Ground<'_>, name: &str) -> Role {
    let line = ground.line(name);
    if line.has(List::Annex) {
        return Role::Annex;
    }
    if line.has(List::Cover) {
        return Role::Cover;
    }
    let named = document::named_in_file(name).is_some_and(|kind| kind != "BC");
    if !line.has(List::Report) && (line.has(List::NotReport) || named) {
        return Role::Other;
    }
    Role::Report
}

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
    // We see what is in a winmail.dat, but people's webmail does not: it is proposed, and a file that opens is asked for.
    // One that wraps a text and nothing else is whole: it repeats the mail that brought it.
    let wrapped = file.kind == FileKind::Tnef && (!file.members.is_empty() || file.problem.is_some());
    file.kind == FileKind::Empty
        // Whatever came whole in one volume, the rest of the delivery stands in the others.
        || file.problem == Some(Problem::Volume)
        || (broken && file.text.trim().is_empty() && file.members.is_empty())
        || overblown
        || wrapped
        || is_overblown_archive(file)
        || (!file.members.is_empty()
            && file.kind != FileKind::Mail
            && file.members.iter().all(|member| is_unreadable(&member.file)))
}

/// An archive of which nothing was read because it unpacks to more than is read, or to archives without end: what is in
/// it nobody has seen, so its name is no proof.
fn is_overblown_archive(file: &FileText) -> bool {
    let archive = matches!(file.kind, FileKind::Zip | FileKind::Rar | FileKind::SevenZip);
    let too_large = matches!(file.problem, Some(Problem::TooLarge(_)));
    let inside = |member: &FileText| {
        let too_large = matches!(member.problem, Some(Problem::TooLarge(_)));
        is_overblown_archive(member) || (too_large && member.text.trim().is_empty())
    };
    let all = file.members.iter().all(|member| inside(&member.file));
    archive && all && (too_large || !file.members.is_empty())
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
fn is_ornament(name: &str, size: u64) -> bool {
    let words = plain(name);
    words.starts_with(" image 0") || says(&words, &["logo", "banner", "icon"]).is_some() || size < 6_000
}

pub(super) fn alarms(attachment: &Attachment, role: Role, index: usize) -> Vec<Clue> {
    let clue = |alarm: Alarm, quote: &str| Clue {
        source: Source::FileName,
        claim: Claim::Alarm(alarm),
        strength: Strength::Decisive,
        attachment: Some(index),
        quote: quote.to_owned(),
    };
    let mut clues = Vec::new();
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
