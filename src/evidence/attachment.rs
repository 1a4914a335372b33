//! Attachments one by one: what role each plays, and what its name and first page say.

mod follow;
mod issuer;
mod matter;
mod page;
mod role;

pub(super) use page::{of_page, other_matter};

use std::collections::BTreeMap;

use super::document::{self, Document, Kind};
use super::{Clue, Ground, Role};
use crate::text::{FileKind, FileText};

/// Roles, clues and titles of all attachments.
pub(super) struct Read {
    pub roles: Vec<Role>,
    pub clues: Vec<Clue>,
    pub titles: Vec<String>,
    /// Of the further reports in archives, by attachment.
    pub further_titles: BTreeMap<usize, Vec<String>>,
}

pub(super) fn read(ground: &Ground<'_>) -> Read {
    let mut found = Read { roles: Vec::new(), clues: Vec::new(), titles: Vec::new(), further_titles: BTreeMap::new() };
    for (index, attachment) in ground.message.attachments.iter().enumerate() {
        let leaves = leaves(ground, ground.typed.name(index), &attachment.text);
        let role = role::of(ground, attachment, &leaves);
        found.clues.extend(role::alarms(attachment, role, index));
        // What must not be opened, or cannot be, still says by its name what it was meant to be.
        found.clues.extend(page::of_name(ground, ground.typed.name(index), index));
        if role != Role::Dangerous {
            for leaf in &leaves {
                if leaf.depth > 0 {
                    found.clues.extend(page::of_name(ground, leaf.name, index));
                }
                found.clues.extend(page::of_text(ground, leaf, index));
            }
        }
        found.roles.push(role);
        // An archive bears the title of the first document in it that has one.
        let mut titled = leaves.into_iter().map(|leaf| leaf.page).filter(|page| !page.title.is_empty());
        found.titles.push(titled.next().map(|page| page.title).unwrap_or_default());
        let further: Vec<String> = titled.filter(|page| page.kind == Kind::Report).map(|page| page.title).collect();
        if !further.is_empty() {
            found.further_titles.insert(index, further);
        }
    }
    role::among_each_other(ground, &mut found.roles, &found.clues);
    found
}

/// What an optical reader saw in the scans, one after the other, packed ones included.
pub(super) fn scans(ground: &Ground<'_>) -> Vec<Clue> {
    let files = ground.message.attachments.iter().enumerate();
    let seen = files.flat_map(|(index, file)| {
        let packed = file.text.numbered().into_iter().map(|member| &member.file);
        std::iter::once(&file.text).chain(packed).filter_map(move |file| Some((index, file.scanned.as_deref()?)))
    });
    seen.flat_map(|(index, seen)| page::of_scan(ground, seen, index)).collect()
}

/// A file that is no container, with the name it bears there.
pub(super) struct Leaf<'a> {
    pub name: &'a str,
    pub file: &'a FileText,
    pub depth: usize,
    /// What its first page tells.
    pub page: Document,
}

/// The file itself, or the members of an archive or an attached mail, two levels deep.
fn leaves<'a>(ground: &Ground<'_>, name: &'a str, file: &'a FileText) -> Vec<Leaf<'a>> {
    let mut found = Vec::new();
    collect(ground, (name, file), 0, &mut found);
    found
}

fn collect<'a>(ground: &Ground<'_>, (name, file): (&'a str, &'a FileText), depth: usize, found: &mut Vec<Leaf<'a>>) {
    if file.members.is_empty() || file.kind == FileKind::Mail {
        let mut page = document::read(&ground.rules.dictionary, &file.text);
        if let Some(mended) = crate::spelling::typed::mend(&page.title) {
            page.title = mended.text().to_owned();
        }
        found.push(Leaf { name, file, depth, page });
    }
    if depth < 3 {
        for member in &file.members {
            collect(ground, (&member.name, &member.file), depth.saturating_add(1), found);
        }
    }
}
