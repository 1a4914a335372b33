//! rar archives of every age.

pub(super) mod volumes;

use std::cell::RefCell;
use std::io::{self, Write};
use std::rc::Rc;

use rars::{
    Archive, ArchiveMember, ArchiveReadOptions, ArchiveReader, Error, ErrorKind, ExtractionDecision,
    ExtractionErrorAction,
};

use super::members::{self, Gathering, Means};
use super::{FileText, Problem};

/// Headers beyond which an archive is none of a clerk's.
const MOST_HEADERS: u64 = 200_000;
const MOST_HEADER_BYTES: u64 = 32 << 20;
/// Memory that an archive may ask for: WinRAR's own default is 32 MiB, its usual largest 256.
const MOST_DICTIONARY: u64 = 256 << 20;
const MOST_WORKSPACE: u64 = 512 << 20;

/// Fills in the members, each read as a file of its own, and why there are not all of them.
pub(crate) fn read(bytes: &[u8], file: &mut FileText, means: Means<'_>) {
    let (archive, password) = match open(bytes, means) {
        Ok(opened) => opened,
        Err(problem) => return file.problem = Some(problem),
    };
    let found = match Gathering::begin(means) {
        Ok(found) => found,
        Err(problem) => return file.problem = Some(problem),
    };
    let password = password.or_else(|| password_of(&archive, means));
    let all = archive.members().filter(is_file).count();
    let unpacking = Unpacking {
        found: RefCell::new(found),
        pending: RefCell::new(None),
        means,
        solid: archive.is_solid(),
        opened: password.is_some(),
        all,
    };
    let visited = unpacking.run(&archive, options(means, password));
    // What was not reached still has its name.
    let mut found = unpacking.found.into_inner();
    for member in archive.members().skip(visited).filter(is_file) {
        if !found.has_room(all) {
            break;
        }
        let problem = match &member.meta {
            meta if meta.is_encrypted => Problem::Encrypted,
            meta if meta.is_split_before || meta.is_split_after => Problem::Volume,
            _ => Problem::Unsupported,
        };
        found.add_closed(name(&member), member.meta.unpacked_size, problem);
    }
    found.end(file);
}

/// The archive, and the password when even its names are locked.
fn open<'a>(bytes: &[u8], means: Means<'a>) -> Result<(Archive, Option<&'a str>), Problem> {
    match ArchiveReader::read_with_options(bytes, options(means, None)) {
        Ok(archive) => Ok((archive, None)),
        Err(error) if matches!(error.kind(), ErrorKind::PasswordRequired | ErrorKind::BadPassword) => {
            let opened = means.passwords().find_map(|password| {
                let archive = ArchiveReader::read_with_options(bytes, options(means, Some(password))).ok()?;
                Some((archive, Some(password)))
            });
            opened.ok_or(Problem::Encrypted)
        }
        Err(error) => Err(problem_of(&error)),
    }
}

fn options<'a>(means: Means<'a>, password: Option<&'a str>) -> ArchiveReadOptions<'a> {
    ArchiveReadOptions::with_optional_password(password.map(str::as_bytes))
        .with_max_header_count(MOST_HEADERS)
        .with_max_header_bytes(MOST_HEADER_BYTES)
        .with_max_total_output_bytes(means.unpacked.get())
        .with_rar50_dictionary_size_limit(MOST_DICTIONARY)
        .with_rar50_buffered_decode_limit(means.limits.part)
        .with_max_reader_workspace_bytes(MOST_WORKSPACE)
}

/// The first password that opens the smallest locked member: older archives can tell a right one only by what comes out.
fn password_of<'a>(archive: &Archive, means: Means<'a>) -> Option<&'a str> {
    let locked = archive.members().enumerate().filter(|(_, member)| member.meta.is_encrypted && is_file(member));
    let fitting = locked.filter(|(_, member)| means.refuses(member.meta.unpacked_size, u64::MAX).is_none());
    let (index, _) = fitting.min_by_key(|(_, member)| member.meta.unpacked_size)?;
    means.passwords().find(|password| {
        matches!(archive.read_member_at_with_options(index, options(means, Some(password))), Ok(Some(_)))
    })
}

fn is_file(member: &ArchiveMember) -> bool {
    let meta = &member.meta;
    !meta.is_directory && !meta.is_redirection && !members::is_litter(&meta.name_lossy().replace('\\', "/"))
}

fn name(member: &ArchiveMember) -> String {
    members::name_of(member.meta.name_bytes())
}

fn problem_of(error: &Error) -> Problem {
    match error.kind() {
        ErrorKind::PasswordRequired | ErrorKind::BadPassword => Problem::Encrypted,
        ErrorKind::ResourceLimit => Problem::TooLarge(error.root_cause().to_string()),
        ErrorKind::UnsupportedFeature | ErrorKind::UnsupportedFormat => Problem::Unsupported,
        _ => Problem::Broken(error.root_cause().to_string()),
    }
}

/// A member whose bytes are on their way: they count once the next member begins, for then they are verified.
struct Pending {
    name: String,
    locked: bool,
    size: u64,
    content: Rc<RefCell<Vec<u8>>>,
}

/// Where the bytes of a member go. The unpacker owns its writers, so the buffer is shared.
struct Buffer {
    content: Rc<RefCell<Vec<u8>>>,
    most: u64,
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut content = self.content.borrow_mut();
        let size = u64::try_from(content.len().saturating_add(bytes.len())).unwrap_or(u64::MAX);
        if size > self.most {
            return Err(io::Error::other("larger than declared"));
        }
        content.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

struct Unpacking<'a> {
    found: RefCell<Gathering<'a>>,
    pending: RefCell<Option<Pending>>,
    means: Means<'a>,
    solid: bool,
    opened: bool,
    all: usize,
}

impl Unpacking<'_> {
    /// Goes through the archive and tells how many members it met.
    fn run(&self, archive: &Archive, options: ArchiveReadOptions<'_>) -> usize {
        let mut visited = 0_usize;
        let outcome = archive.extract_with_control_and_errors(
            options,
            |member| {
                self.settle(None);
                let decision = self.decide(member);
                if !matches!(decision, ExtractionDecision::Stop) {
                    visited = visited.saturating_add(1);
                }
                Ok(decision)
            },
            |_, error| {
                self.settle(Some(problem_of(error)));
                Ok(ExtractionErrorAction::Continue)
            },
        );
        self.settle(outcome.err().map(|error| problem_of(&error)));
        visited
    }

    fn decide(&self, member: &ArchiveMember) -> ExtractionDecision {
        let meta = &member.meta;
        if !is_file(member) {
            let payload = self.solid && !meta.is_directory && !meta.is_redirection;
            return if payload { ExtractionDecision::Extract(Box::new(io::sink())) } else { ExtractionDecision::Skip };
        }
        let mut found = self.found.borrow_mut();
        if !found.has_room(self.all) {
            return ExtractionDecision::Stop;
        }
        // In a solid archive the packed size of one member says nothing, and none can be passed over.
        let packed = if self.solid { u64::MAX } else { meta.packed_size };
        let closed = if meta.is_encrypted && !self.opened {
            Some(Problem::Encrypted)
        } else if meta.is_split_before || meta.is_split_after {
            Some(Problem::Volume)
        } else {
            self.means.refuses(meta.unpacked_size, packed)
        };
        match closed {
            Some(_) if self.solid => ExtractionDecision::Stop,
            Some(problem) => {
                found.add_closed(name(member), meta.unpacked_size, problem);
                ExtractionDecision::Skip
            }
            None => {
                let content = Rc::new(RefCell::new(Vec::new()));
                let most = self.means.unpacked.get();
                let (name, locked, size) = (name(member), meta.is_encrypted, meta.unpacked_size);
                *self.pending.borrow_mut() = Some(Pending { name, locked, size, content: Rc::clone(&content) });
                ExtractionDecision::Extract(Box::new(Buffer { content, most }))
            }
        }
    }

    /// Reads the member that has just been unpacked, or says why it could not be.
    fn settle(&self, problem: Option<Problem>) {
        let Some(pending) = self.pending.borrow_mut().take() else { return };
        let mut found = self.found.borrow_mut();
        let content = pending.content.take();
        match problem {
            None => found.add(pending.name, "", &content),
            Some(problem) => {
                self.means.spend(content.len());
                // With a wrong password older archives only show a wrong checksum.
                let wrong = pending.locked && !matches!(problem, Problem::TooLarge(_));
                found.add_closed(pending.name, pending.size, if wrong { Problem::Encrypted } else { problem });
            }
        }
    }
}

#[cfg(test)]
mod tests;
