//! Files of which nobody has read the pages: for people, who must.

use std::collections::BTreeMap;

use super::Role;
use crate::message::Attachment;
use crate::text::{FileKind, FileText, Problem};

/// A file whose pages are pictures, or that packs such a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Scan {
    /// Only an optical reader saw what stands there.
    Machine,
    /// Nothing has read it.
    Unread,
}

/// Scans among the files of mails, by the mail's row and the place in the mail.
pub type Scans = BTreeMap<(i64, usize), Scan>;

impl Scan {
    /// In words beside the file's name.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::Unread => "bản chụp, chưa đọc được",
            Self::Machine => "bản chụp, chỉ có máy đọc chữ trong ảnh",
        }
    }
}

/// A name, and behind it that a person must read the file.
#[must_use]
pub fn beside(name: &str, scan: Option<Scan>) -> String {
    let unread = scan.filter(|scan| *scan == Scan::Unread);
    unread.map_or_else(|| name.to_owned(), |scan| format!("{name} ({})", scan.words()))
}

/// One per attachment; empty when none is a scan.
pub(super) fn all(files: &[Attachment], roles: &[Role]) -> Vec<Option<Scan>> {
    let found: Vec<_> = files.iter().zip(roles).map(|(file, role)| of(file, *role)).collect();
    if found.iter().all(Option::is_none) { Vec::new() } else { found }
}

/// Of several scans in one file the least read. Pictures count where they stand for pages; an event has nothing to read.
fn of(file: &Attachment, role: Role) -> Option<Scan> {
    if matches!(role, Role::Dangerous | Role::Unreadable | Role::Picture) {
        return None;
    }
    let album = file.text.is_album();
    let unwritten = |one: &&FileText| one.problem == Some(Problem::NoText);
    let itself = Some(&file.text).filter(|_| role == Role::Report || !is_picture(&file.text));
    let packed = file.text.numbered().into_iter().map(|member| &member.file).filter(|one| album || !is_picture(one));
    let found = itself.into_iter().chain(packed).filter(unwritten);
    found.map(|page| if page.scanned.is_some() { Scan::Machine } else { Scan::Unread }).max()
}

fn is_picture(file: &FileText) -> bool {
    file.kind == FileKind::Picture
}
