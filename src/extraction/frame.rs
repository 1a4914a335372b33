//! What goes over the socket between pool and worker: a length of four bytes, little-endian, and JSON; behind a job
//! the bytes of the file; behind the answer with a picture or with members their bytes.

use std::io;

use crate::text::sheet::cells::Sheet;
use crate::text::{FileKind, FileText, Limits, Problem};

/// Longest JSON that either side accepts, in bytes: the texts of a whole archive, escaped. And most bytes of a picture, or
/// of members that come in one answer.
pub(super) const LONGEST: usize = 64 << 20;

/// One file to read; `size` bytes follow.
#[derive(serde::Serialize, serde::Deserialize)]
pub(super) struct Job {
    pub name: String,
    pub media_type: String,
    pub size: u64,
    pub limits: Limits,
    pub want: Want,
    /// Lengths of the volumes of which the archive consists, one after the other; none when it is one file.
    pub volumes: Vec<u64>,
    /// Tried on what is locked.
    pub passwords: Vec<String>,
}

/// What to look for in a file.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub(super) enum Want {
    /// Its text.
    Text,
    /// The picture of one page, counted from 0, of a file of this kind.
    Page(FileKind, usize),
    /// The bytes of members, by their numbers.
    Members(Vec<usize>),
    /// The cells of a workbook.
    Cells,
}

/// What comes back. Of a text: at once what it is, and later what stands in it. Of a page: one of the three
/// that follow. Of members, and of cells: the last two.
#[derive(Debug, serde::Serialize, serde::Deserialize)]
pub(super) enum Answer {
    Look {
        kind: FileKind,
        macros: bool,
    },
    Read(FileText),
    Nothing,
    Drawn,
    /// The length of the picture that follows.
    Picture(u64),
    /// Numbers and lengths of the members whose bytes follow.
    Members(Vec<(usize, u64)>),
    /// The sheets of a workbook, or why there are none.
    Cells(Result<Vec<Sheet>, Problem>),
}

/// A value as a frame.
pub(super) fn encode(value: &impl serde::Serialize) -> io::Result<Vec<u8>> {
    let mut frame = vec![0; 4];
    serde_json::to_writer(&mut frame, value)?;
    let length = u32::try_from(frame.len().saturating_sub(4)).map_err(io::Error::other)?;
    for (place, byte) in frame.iter_mut().zip(length.to_le_bytes()) {
        *place = byte;
    }
    Ok(frame)
}

/// The length that a frame announces, when it is one we accept.
pub(super) fn checked_length(bytes: [u8; 4]) -> io::Result<usize> {
    checked(u32::from_le_bytes(bytes).into())
}

/// A length that we accept.
pub(super) fn checked(length: u64) -> io::Result<usize> {
    let length = usize::try_from(length).map_err(io::Error::other)?;
    if length > LONGEST {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "frame too long"));
    }
    Ok(length)
}
