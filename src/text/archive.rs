//! zip archives, and the names inside.

use std::io::Read;

use super::package::{Entry, Package};
use super::{FileKind, FileText, Limits, Member, Problem, sniff};
use crate::spelling::{self, charset, legacy};

/// Below this size the ratio of packing says nothing: a short file of equal rows packs well too.
const RATIO_FROM: u64 = 1 << 20;

/// What operating systems leave in archives.
const LITTER: [&str; 3] = ["Thumbs.db", "desktop.ini", ".DS_Store"];

/// Fills in the members, each read as a file of its own, and why there are not all of them.
pub(crate) fn read(bytes: &[u8], file: &mut FileText, limits: &Limits) {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return file.problem = Some(Problem::Broken(reason)),
    };
    if limits.depth == 0 {
        return file.problem = Some(Problem::TooLarge("archives inside archives, too deep".to_owned()));
    }
    let mut left = Limits { depth: limits.depth.saturating_sub(1), ..*limits };
    let entries: Vec<(usize, Entry)> = package.entries().iter().cloned().enumerate().filter(is_file).collect();
    for (index, entry) in &entries {
        if left.members == 0 {
            file.problem = Some(Problem::TooLarge(format!("{} files, {} are read", entries.len(), limits.members)));
            return;
        }
        let name = name_of(entry);
        let inner = member(&mut package, *index, entry, &name, &mut left);
        left.members = left.members.saturating_sub(1_usize.saturating_add(count(&inner)));
        left.text = left.text.saturating_sub(text_of(&inner));
        if inner.problem == Some(Problem::Encrypted) && entry.encrypted {
            file.problem = Some(Problem::Encrypted);
        }
        file.members.push(Member { name, size: entry.size, file: inner });
    }
}

fn is_file(entry: &(usize, Entry)) -> bool {
    let (_, entry) = entry;
    let base = base_name(&entry.name);
    !entry.folder && !base.is_empty() && !entry.name.starts_with("__MACOSX/") && !LITTER.contains(&base)
}

fn member(package: &mut Package<'_>, index: usize, entry: &Entry, name: &str, left: &mut Limits) -> FileText {
    let closed = |problem| {
        let kind = if sniff::is_program_name(name) { FileKind::Program } else { FileKind::Unknown };
        FileText::blank(kind, Some(problem))
    };
    if entry.encrypted {
        return closed(Problem::Encrypted);
    }
    let ratio = entry.size.checked_div(entry.packed.max(1)).unwrap_or(0);
    if entry.size > left.unpacked || (entry.size > RATIO_FROM && ratio > left.ratio) {
        return closed(Problem::TooLarge(format!("{} bytes unpacked", entry.size)));
    }
    let mut content = Vec::new();
    // The directory may lie about the size: what counts is what comes out.
    let outcome = match package.part_at(index, left.unpacked) {
        Some(mut part) => part.read_to_end(&mut content).map(|_| ()).map_err(|error| error.to_string()),
        None => Err("packed in a way that is not read".to_owned()),
    };
    left.unpacked = left.unpacked.saturating_sub(u64::try_from(content.len()).unwrap_or(u64::MAX));
    match outcome {
        Ok(()) => super::read(&content, name, "", left),
        Err(reason) => closed(Problem::Broken(reason)),
    }
}

/// Members of members, down to the last.
fn count(file: &FileText) -> usize {
    file.members.iter().map(|member| 1_usize.saturating_add(count(&member.file))).sum()
}

fn text_of(file: &FileText) -> usize {
    file.members.iter().fold(file.text.len(), |sum, member| sum.saturating_add(text_of(&member.file)))
}

/// The base name, composed. Packers without the UTF-8 flag write the bytes of the system's code page, or UTF-8 without
/// saying so, or UTF-8 that an earlier unpacker took for CP437.
fn name_of(entry: &Entry) -> String {
    let text = charset::decode(&entry.raw_name, None);
    let text = cp437_undone(&text).unwrap_or(text);
    let text = legacy::repair(&text).map_or(text, |(repaired, _)| repaired);
    let clean: String = base_name(&text.replace('\\', "/")).chars().filter(|c| !c.is_control()).collect();
    spelling::nfc(clean.trim())
}

fn base_name(name: &str) -> &str {
    name.trim_end_matches('/').rsplit('/').next().unwrap_or_default()
}

/// The upper half of code page 437 (IBM PC), by which unflagged zip names are read (APPNOTE 4.4.4, D.1).
const CP437: &str = "ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒáíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{a0}";

/// `B├ío c├ío` is `Báo cáo` whose UTF-8 bytes somebody took for CP437.
fn cp437_undone(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let byte = |c: char| match u8::try_from(c) {
        Ok(ascii @ 0..=127) => Some(ascii),
        _ => CP437.chars().position(|known| known == c).and_then(|at| u8::try_from(at.checked_add(128)?).ok()),
    };
    String::from_utf8(text.chars().map(byte).collect::<Option<Vec<u8>>>()?).ok()
}

#[cfg(test)]
mod tests;
