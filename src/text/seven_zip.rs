//! 7z archives.

use std::io::{Cursor, Read};

use sevenz_rust2::{Archive, ArchiveEntry, Block, BlockDecoder, Error, Password};

use super::members::{self, Gathering, Means, too_large};
use super::{FileText, Problem};

/// How a coder that needs a password names itself (7zFormat.txt: AES-256 with SHA-256).
const AES: [u8; 4] = [0x06, 0xf1, 0x07, 0x01];

/// A member's bytes, or why there are none.
type Content = Result<Vec<u8>, Problem>;

/// Fills in the members, each read as a file of its own, and why there are not all of them.
pub(crate) fn read(bytes: &[u8], file: &mut FileText, means: Means<'_>) {
    let opened = match open(bytes, means) {
        Ok(opened) => opened,
        Err(problem) => return file.problem = Some(problem),
    };
    match Gathering::begin(means) {
        Err(problem) => file.problem = Some(problem),
        Ok(mut found) => {
            opened.gather(&mut found, means);
            found.end(file);
        }
    }
}

fn is_file(entry: &ArchiveEntry) -> bool {
    !entry.is_directory && !entry.is_anti_item && !members::is_litter(&entry.name.replace('\\', "/"))
}

struct Opened<'a> {
    archive: Archive,
    bytes: &'a [u8],
    /// The password that opened the names, when they are locked.
    password: Option<&'a str>,
}

fn open<'a>(bytes: &'a [u8], means: Means<'a>) -> Result<Opened<'a>, Problem> {
    let read = |password: &Password| Archive::read(&mut Cursor::new(bytes), password);
    match read(&Password::empty()) {
        Ok(archive) => Ok(Opened { archive, bytes, password: None }),
        Err(Error::PasswordRequired) => {
            let opened = means.passwords().find_map(|word| {
                let archive = read(&Password::new(word)).ok()?;
                Some(Opened { archive, bytes, password: Some(word) })
            });
            opened.ok_or(Problem::Encrypted)
        }
        Err(error) => Err(problem_of(&error)),
    }
}

impl Opened<'_> {
    fn gather(&self, found: &mut Gathering<'_>, means: Means<'_>) {
        let map = &self.archive.stream_map;
        let files = || self.archive.files.iter().enumerate().filter(|(_, entry)| is_file(entry));
        let all = files().count();
        // The contents of one block, and which: its members stand together.
        let mut at_hand: (Option<usize>, Vec<Content>) = (None, Vec::new());
        for (index, entry) in files() {
            if !found.has_room(all) {
                break;
            }
            let name = members::name(&entry.name);
            let Some(block) = map.file_block_index.get(index).copied().flatten() else {
                found.add(name, "", &[]);
                continue;
            };
            if at_hand.0 != Some(block) {
                at_hand = (Some(block), self.block(block, means));
            }
            let first = map.block_first_file_index.get(block).copied().unwrap_or(0);
            let content = index.checked_sub(first).and_then(|place| at_hand.1.get_mut(place));
            match content.map(|content| std::mem::replace(content, Ok(Vec::new()))) {
                Some(Ok(content)) => found.add(name, "", &content),
                Some(Err(problem)) => found.add_closed(name, entry.size, problem),
                None => found.add_closed(name, entry.size, too_large(entry.size)),
            }
        }
    }

    /// The contents of one block, member by member as far as they may be unpacked.
    fn block(&self, index: usize, means: Means<'_>) -> Vec<Content> {
        let Some(block) = self.archive.blocks.get(index) else { return Vec::new() };
        let entries = self.entries(index);
        let refused = |problem: &Problem| (0..entries).map(|_| Err(problem.clone())).collect();
        // Packed together, so that only the sizes of all of them say how hard they were pressed.
        let first = self.archive.stream_map.block_first_pack_stream_index().get(index).copied().unwrap_or(0);
        let packed = self.archive.pack_sizes().get(first).copied().unwrap_or(0);
        if let Some(problem) = means.refuses(block.get_unpack_size(), packed) {
            return refused(&problem);
        }
        if !is_locked(block) {
            return self.unpack(index, &Password::empty(), means).unwrap_or_else(|problem| refused(&problem));
        }
        let words = self.password.into_iter().chain(means.passwords());
        let opened = words.filter_map(|word| self.unpack(index, &Password::new(word), means).ok());
        let whole = opened.into_iter().find(|contents| contents.iter().all(Result::is_ok));
        whole.unwrap_or_else(|| refused(&Problem::Encrypted))
    }

    fn entries(&self, index: usize) -> usize {
        let mut source = Cursor::new(self.bytes);
        BlockDecoder::new(1, index, &self.archive, &Password::empty(), &mut source).entry_count()
    }

    fn unpack(&self, index: usize, password: &Password, means: Means<'_>) -> Result<Vec<Content>, Problem> {
        let mut source = Cursor::new(self.bytes);
        let mut contents = Vec::new();
        let mut left = means.unpacked.get();
        let decoder = BlockDecoder::new(1, index, &self.archive, password, &mut source);
        let outcome = decoder.for_each_entries(&mut |entry, from| {
            if entry.size > left {
                return Ok(false);
            }
            let mut content = Vec::new();
            let read = from.take(left).read_to_end(&mut content);
            left = left.saturating_sub(u64::try_from(content.len()).unwrap_or(u64::MAX));
            let broken = read.is_err();
            contents.push(read.map(|_| content).map_err(|error| Problem::Broken(error.to_string())));
            // After a fault the rest of the block is noise.
            Ok(!broken)
        });
        match outcome {
            Ok(_) => Ok(contents),
            Err(error) if contents.is_empty() => Err(problem_of(&error)),
            Err(_) => Ok(contents),
        }
    }
}

fn is_locked(block: &Block) -> bool {
    block.coders.iter().any(|coder| coder.encoder_method_id() == AES)
}

fn problem_of(error: &Error) -> Problem {
    match error {
        Error::PasswordRequired | Error::MaybeBadPassword(_) => Problem::Encrypted,
        Error::MaxMemLimited { actaul_kb, .. } => Problem::TooLarge(format!("{actaul_kb} KiB of memory to unpack")),
        Error::UnsupportedCompressionMethod(_) | Error::Unsupported(_) | Error::ExternalUnsupported => {
            Problem::Unsupported
        }
        other => Problem::Broken(other.to_string()),
    }
}

#[cfg(test)]
mod tests;
