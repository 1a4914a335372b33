//! Files inside a file, whatever wraps them: gathered under one set of limits.

use std::cell::Cell;

use crate::spelling::{self, charset, legacy};

use super::taking::Taking;
use super::{FileKind, FileText, Limits, Member, Problem, sniff};

/// Longest name of a member, in characters: Windows allows 255 for a name.
const LONGEST_NAME: usize = 300;

/// Passwords that are tried at most: each costs up to a second by the design of the formats.
const MOST_PASSWORDS: usize = 10;

/// Below this size the ratio of packing says nothing: a short file of equal rows packs well too.
const RATIO_FROM: u64 = 1 << 20;

/// What operating systems leave in archives.
const LITTER: [&str; 3] = ["Thumbs.db", "desktop.ini", ".DS_Store"];

/// What the reader of a container may use.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Means<'a> {
    /// How much is read.
    pub limits: &'a Limits,
    /// Passwords that the sender is known to use.
    pub passwords: &'a [String],
    /// Bytes that may still be unpacked, in this file and in what stands around it.
    pub unpacked: &'a Cell<u64>,
    /// Takes the bytes of members; none when it is the text that is wanted.
    pub taking: Option<&'a Taking<'a>>,
}

impl<'a> Means<'a> {
    /// The passwords worth trying.
    pub fn passwords(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        self.passwords.iter().map(|word| word.trim()).filter(|word| !word.is_empty()).take(MOST_PASSWORDS)
    }

    /// Counts bytes as unpacked.
    pub fn spend(&self, bytes: usize) {
        self.unpacked.set(self.unpacked.get().saturating_sub(u64::try_from(bytes).unwrap_or(u64::MAX)));
    }

    /// Why a member of this size is left packed.
    pub fn refuses(&self, size: u64, packed: u64) -> Option<Problem> {
        let ratio = size.checked_div(packed.max(1)).unwrap_or(0);
        let bomb = size > RATIO_FROM && ratio > self.limits.ratio;
        (bomb || size > self.unpacked.get()).then(|| too_large(size))
    }
}

/// The problem of a member that stays packed.
pub(crate) fn too_large(size: u64) -> Problem {
    Problem::TooLarge(format!("{size} bytes unpacked"))
}

/// Members found so far, and what is left for the next ones.
pub(crate) struct Gathering<'a> {
    means: Means<'a>,
    left: Limits,
    members: Vec<Member>,
    problem: Option<Problem>,
}

impl<'a> Gathering<'a> {
    /// Begins, unless this container stands too deep in others.
    pub fn begin(means: Means<'a>) -> Result<Self, Problem> {
        if means.limits.depth == 0 {
            return Err(Problem::TooLarge("archives inside archives, too deep".to_owned()));
        }
        let left = Limits { depth: means.limits.depth.saturating_sub(1), ..*means.limits };
        Ok(Self { means, left, members: Vec::new(), problem: None })
    }

    /// Whether one more is read; otherwise it is said that there are more, `all` in total.
    pub fn has_room(&mut self, all: usize) -> bool {
        if self.left.members == 0 {
            self.problem = Some(Problem::TooLarge(format!("{all} files, {} are read", self.means.limits.members)));
        }
        self.left.members > 0
    }

    /// Reads a member as a file of its own.
    pub fn add(&mut self, name: String, media_type: &str, content: &[u8]) {
        self.means.spend(content.len());
        self.pass(Some(content));
        let means = Means { limits: &self.left, ..self.means };
        let inner = super::read_within(content, &name, media_type, means);
        self.keep(name, u64::try_from(content.len()).unwrap_or(u64::MAX), inner);
    }

    /// A message inside, read by a reader of its own.
    pub fn add_read(&mut self, name: String, size: u64, read: impl FnOnce(Means<'_>) -> FileText) {
        self.pass(None);
        let inner = read(Means { limits: &self.left, ..self.means });
        self.keep(name, size, inner);
    }

    /// A member that cannot be opened: its name says what it was meant to be.
    pub fn add_closed(&mut self, name: String, size: u64, problem: Problem) {
        self.pass(None);
        let kind = if sniff::is_program_name(&name) { FileKind::Program } else { FileKind::Unknown };
        if matches!(problem, Problem::Encrypted | Problem::Volume) {
            self.problem = Some(problem.clone());
        }
        self.keep(name, size, FileText::blank(kind, Some(problem)));
    }

    fn pass(&self, content: Option<&[u8]>) {
        if let Some(taking) = self.means.taking {
            taking.pass(content);
        }
    }

    fn keep(&mut self, name: String, size: u64, file: FileText) {
        self.left.members = self.left.members.saturating_sub(1_usize.saturating_add(count(&file)));
        self.left.text = self.left.text.saturating_sub(text_of(&file));
        self.members.push(Member { name, size, file });
    }

    /// Text of the container itself, which counts too.
    pub fn spend_text(&mut self, bytes: usize) {
        self.left.text = self.left.text.saturating_sub(bytes);
    }

    /// Hands the members to their container.
    pub fn end(self, file: &mut FileText) {
        file.members = self.members;
        file.problem = file.problem.take().or(self.problem);
    }
}

/// Members of members, down to the last.
fn count(file: &FileText) -> usize {
    file.members.iter().map(|member| 1_usize.saturating_add(count(&member.file))).sum()
}

fn text_of(file: &FileText) -> usize {
    file.members.iter().fold(file.text.len(), |sum, member| sum.saturating_add(text_of(&member.file)))
}

/// Whether a path in an archive is a file that somebody packed.
pub(crate) fn is_litter(path: &str) -> bool {
    let base = base_name(path);
    base.is_empty() || path.starts_with("__MACOSX/") || LITTER.contains(&base)
}

/// The base name, composed. Packers without the UTF-8 flag write the bytes of the system's code page, or UTF-8 without
/// saying so, or UTF-8 that an earlier unpacker took for CP437.
pub(crate) fn name_of(raw: &[u8]) -> String {
    name(&charset::decode(raw, None))
}

/// The same of a name that is text already.
pub(crate) fn name(text: &str) -> String {
    let head: String = text.chars().rev().take(LONGEST_NAME.saturating_mul(4)).collect();
    let head: String = head.chars().rev().collect();
    let text = cp437_undone(&head).unwrap_or(head);
    let text = legacy::repair(&text).map_or(text, |(repaired, _)| repaired);
    let clean: String = base_name(&text.replace('\\', "/")).chars().filter(|c| !c.is_control()).collect();
    let clean = spelling::nfc(clean.trim());
    // The end says what kind of file it is: of a name too long it is kept.
    let extra = clean.chars().count().saturating_sub(LONGEST_NAME);
    clean.chars().skip(extra).collect()
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
