//! zip archives.

use std::io::Read;

use super::members::{self, Gathering, Means};
use super::package::{Entry, Package};
use super::{FileText, Problem};

/// Fills in the members, each read as a file of its own, and why there are not all of them.
pub(crate) fn read(bytes: &[u8], file: &mut FileText, means: Means<'_>) {
    let mut package = match Package::open(bytes) {
        Ok(package) => package,
        Err(reason) => return file.problem = Some(Problem::Broken(reason)),
    };
    let mut found = match Gathering::begin(means) {
        Ok(found) => found,
        Err(problem) => return file.problem = Some(problem),
    };
    let entries: Vec<(usize, Entry)> = package.entries().iter().cloned().enumerate().filter(is_file).collect();
    for (index, entry) in &entries {
        if !found.has_room(entries.len()) {
            break;
        }
        let name = members::name_of(&entry.raw_name);
        match content(&mut package, *index, entry, means) {
            Ok(content) => found.add(name, "", &content),
            Err(problem) => found.add_closed(name, entry.size, problem),
        }
    }
    found.end(file);
}

fn is_file(entry: &(usize, Entry)) -> bool {
    !entry.1.folder && !members::is_litter(&entry.1.name)
}

fn content(package: &mut Package<'_>, index: usize, entry: &Entry, means: Means<'_>) -> Result<Vec<u8>, Problem> {
    if let Some(problem) = means.refuses(entry.size, entry.packed) {
        return Err(problem);
    }
    // One byte more than may come out shows that there was more.
    let most = means.unpacked.get().saturating_add(1);
    if entry.encrypted {
        // The old cipher lets one wrong password in 256 pass its check: only bytes that unpack prove the right one.
        let opened =
            means.passwords().find_map(|password| unpacked(package.locked_part(index, password, most), means).ok());
        return opened.ok_or(Problem::Encrypted);
    }
    unpacked(package.part_at(index, most), means)
}

/// The directory may lie about the size: what counts is what comes out.
fn unpacked(part: Option<impl Read>, means: Means<'_>) -> Result<Vec<u8>, Problem> {
    let mut content = Vec::new();
    let mut part = part.ok_or(Problem::Unsupported)?;
    let outcome = part.read_to_end(&mut content);
    let size = u64::try_from(content.len()).unwrap_or(u64::MAX);
    let problem = match outcome {
        Ok(_) if size <= means.unpacked.get() => return Ok(content),
        Ok(_) => members::too_large(size),
        Err(error) => Problem::Broken(error.to_string()),
    };
    means.spend(content.len());
    Err(problem)
}

#[cfg(test)]
mod tests;
