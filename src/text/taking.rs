//! Members taken out of what wraps them, once more, when their bytes are wanted too.

use std::cell::{Cell, RefCell};

use super::members::Means;
use super::{FileKind, Limits, sniff, volumes};

/// Which members are wanted, and those that were met.
#[derive(Debug)]
pub(crate) struct Taking<'a> {
    /// Their numbers: each member counted when it is met, those inside it right after it.
    wanted: &'a [usize],
    /// Bytes that may still be taken.
    room: Cell<usize>,
    met: Cell<usize>,
    taken: RefCell<Vec<(usize, Vec<u8>)>>,
}

impl Taking<'_> {
    /// The next member: its bytes, unless it stays closed or has none of its own.
    pub fn pass(&self, content: Option<&[u8]>) {
        let number = self.met.get();
        self.met.set(number.saturating_add(1));
        let Some(content) = content.filter(|_| self.wanted.contains(&number)) else { return };
        if let Some(room) = self.room.get().checked_sub(content.len()) {
            self.room.set(room);
            self.taken.borrow_mut().push((number, content.to_vec()));
        }
    }
}

/// The bytes of those members of a file that have the numbers of [`FileText::numbered`], as far as they open again and
/// together are not longer than `most` bytes; `lengths` are the lengths
/// of the volumes of which the file consists, none when it is one file. To be called as [`read`] is: by the worker process only.
///
/// [`FileText::numbered`]: super::FileText::numbered
/// [`read`]: super::read
#[must_use]
pub fn take(
    (bytes, name, media_type): (&[u8], &str, &str),
    lengths: &[u64],
    limits: &Limits,
    passwords: &[String],
    wanted: &[usize],
    most: usize,
) -> Vec<(usize, Vec<u8>)> {
    let unpacked = Cell::new(limits.unpacked);
    let taking = Taking { wanted, room: Cell::new(most), met: Cell::new(0), taken: RefCell::new(Vec::new()) };
    let means = Means { limits, passwords, unpacked: &unpacked, taking: Some(&taking) };
    if lengths.is_empty() {
        super::read_as(sniff::sniff(bytes, name, media_type), bytes, name, means);
    } else {
        volumes::read_with(bytes, lengths, name, means);
    }
    taking.taken.into_inner()
}

/// Whether files may stand inside: where only members are wanted, nothing else is read.
pub(crate) fn wraps(kind: FileKind) -> bool {
    matches!(
        kind,
        FileKind::Zip | FileKind::Rar | FileKind::SevenZip | FileKind::Mail | FileKind::Tnef | FileKind::Signature
    )
}

#[cfg(test)]
mod tests;
