//! An archive that was split into several files: which files of a mail belong together, and reading them as one.
//!
//! Three ways are in use. RAR gives each volume a header of its own ("x.part1.rar", or of old "x.rar", "x.r00"); 7-Zip
//! and file splitters cut the finished file ("x.7z.001", "x.zip.001"); zip counts its volumes as disks ("x.z01", last
//! "x.zip"), with offsets into each.

mod disks;

use crate::spelling;

use super::members::Means;
use super::{FileKind, FileText, Limits, Problem, sniff};

/// The number of a volume that by its name is the last one, whatever the others are.
pub const LAST: u32 = u32::MAX;

/// How the volumes of a set are named.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Style {
    /// "x.part1.rar", "x.part2.rar".
    Part,
    /// "x.rar", "x.r00", "x.r01".
    OldRar,
    /// "x.7z.001", "x.7z.002".
    Cut,
    /// "x.z01", "x.z02", "x.zip".
    Disk,
}

/// Where a file stands in its set.
struct Place {
    /// The name without what counts the volumes, lower case.
    stem: String,
    style: Style,
    /// From 1; of the last disk the highest there is.
    number: u32,
}

/// The files of a mail that by their names are volumes of one archive.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Set {
    /// What the whole archive would be called.
    pub name: String,
    /// Places of the volumes among the files, in the order of their numbers.
    pub files: Vec<usize>,
    /// The numbers of the volumes that are there, in order, from 1; [`LAST`] of one that is called the last.
    pub numbers: Vec<u32>,
    /// Volumes that must exist because a later one does, or because none can be without: their numbers, at most ten.
    pub missing: Vec<u32>,
}

/// The sets among files of these names. Whether what looks like a volume is one, its bytes tell: a lone "88.2026.001"
/// may be anything.
#[must_use]
pub fn sets(names: &[&str]) -> Vec<Set> {
    let mut found: Vec<(Place, Vec<(u32, usize)>)> = Vec::new();
    for (index, place) in names.iter().enumerate().filter_map(|(index, name)| Some((index, place(name)?))) {
        let known = found.iter_mut().find(|(known, _)| known.style == place.style && known.stem == place.stem);
        match known {
            // Twice the same volume is once too many.
            Some((_, volumes)) if volumes.iter().any(|(number, _)| *number == place.number) => {}
            Some((_, volumes)) => volumes.push((place.number, index)),
            None => {
                let first = (place.number, index);
                found.push((place, vec![first]));
            }
        }
    }
    // "x.rar" and "x.zip" are whole archives unless something else is a volume of them.
    found.retain(|(place, volumes)| match place.style {
        Style::OldRar => volumes.iter().any(|(number, _)| *number != 1),
        Style::Disk => volumes.iter().any(|(number, _)| *number != LAST),
        Style::Part | Style::Cut => true,
    });
    found.into_iter().map(|(place, volumes)| set(names, &place, volumes)).collect()
}

fn set(names: &[&str], place: &Place, mut volumes: Vec<(u32, usize)>) -> Set {
    volumes.sort_unstable();
    let has = |wanted: u32| volumes.iter().any(|(number, _)| *number == wanted);
    let highest = volumes.iter().map(|(number, _)| *number).filter(|number| *number != LAST).max();
    let mut missing: Vec<u32> = (1..=highest.unwrap_or(1)).filter(|number| !has(*number)).take(10).collect();
    if place.style == Style::Disk && !has(LAST) {
        missing.push(LAST);
    }
    let (numbers, files): (Vec<u32>, Vec<usize>) = volumes.into_iter().unzip();
    // The letters of the stem as the first volume writes them.
    let first = files.first().and_then(|index| names.get(*index)).map_or("", |name| name.trim_end());
    let stem: String = first.chars().take(place.stem.chars().count()).collect();
    let name = match place.style {
        Style::Part | Style::OldRar => format!("{stem}.rar"),
        Style::Disk => format!("{stem}.zip"),
        Style::Cut => stem,
    };
    Set { name, files, numbers, missing }
}

/// Whether files of these names are different volumes of one set.
#[must_use]
pub fn are_akin(one: &str, other: &str) -> bool {
    let (Some(one), Some(other)) = (place(one), place(other)) else { return false };
    one.style == other.style && one.stem == other.stem && one.number != other.number
}

/// Which volume a file is by its name.
fn place(name: &str) -> Option<Place> {
    let name = spelling::nfc(name.trim_end()).to_lowercase();
    let (stem, ending) = name.rsplit_once('.')?;
    let number = |digits: &str| {
        let all = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
        all.then(|| digits.parse::<u32>().ok()).flatten()
    };
    let of = |stem: &str, style, number| Some(Place { stem: stem.to_owned(), style, number });
    let counted = |letter: char| ending.strip_prefix(letter).filter(|digits| digits.len() == 2).and_then(number);
    if ending == "rar" {
        let part = stem.rsplit_once('.').and_then(|(stem, part)| Some((stem, number(part.strip_prefix("part")?)?)));
        return part.map_or_else(|| of(stem, Style::OldRar, 1), |(stem, number)| of(stem, Style::Part, number));
    }
    if ending == "zip" {
        return of(stem, Style::Disk, LAST);
    }
    if let Some(number) = counted('z') {
        return of(stem, Style::Disk, number);
    }
    if let Some(number) = counted('r') {
        return of(stem, Style::OldRar, number.saturating_add(2));
    }
    let cut = (ending.len() == 3).then(|| number(ending)).flatten().filter(|number| *number > 0)?;
    of(stem, Style::Cut, cut)
}

/// Reads the volumes that stand one after the other in `bytes`, each of the length given, as the one archive `name`.
/// Its problem is [`Problem::Volume`] when there are more of them. As dangerous as [`super::read`].
#[must_use]
pub fn read(bytes: &[u8], lengths: &[u64], name: &str, limits: &Limits, passwords: &[String]) -> FileText {
    let unpacked = std::cell::Cell::new(limits.unpacked);
    read_with(bytes, lengths, name, Means { limits, passwords, unpacked: &unpacked, taking: None })
}

pub(super) fn read_with(bytes: &[u8], lengths: &[u64], name: &str, means: Means<'_>) -> FileText {
    let alone = |kind, problem| FileText::blank(kind, Some(problem));
    let Some(volumes) = cut(bytes, lengths) else { return alone(FileKind::Unknown, Problem::Volume) };
    if bytes.starts_with(b"Rar!\x1a\x07") {
        let mut file = FileText::blank(FileKind::Rar, None);
        super::rar::volumes::read(&volumes, &mut file, means);
        return file;
    }
    if bytes.starts_with(b"7z\xbc\xaf\x27\x1c") && is_cut_short(bytes) {
        return alone(FileKind::SevenZip, Problem::Volume);
    }
    if bytes.starts_with(b"PK") {
        return match disks::joined(&volumes) {
            Some(whole) => super::read_within(&whole, name, "", means),
            None => alone(FileKind::Zip, Problem::Volume),
        };
    }
    super::read_within(bytes, name, "", means)
}

fn cut<'a>(mut bytes: &'a [u8], lengths: &[u64]) -> Option<Vec<&'a [u8]>> {
    let mut volumes = Vec::new();
    for length in lengths {
        let (volume, rest) = bytes.split_at_checked(usize::try_from(*length).ok()?)?;
        volumes.push(volume);
        bytes = rest;
    }
    (!volumes.is_empty()).then_some(volumes)
}

/// A 7z archive says at its begin where its directory ends, which is its end (7zFormat.txt: start header).
fn is_cut_short(bytes: &[u8]) -> bool {
    let number = |at: usize| {
        let field = bytes.get(at..at.saturating_add(8)).and_then(|field| field.try_into().ok());
        field.map(u64::from_le_bytes)
    };
    let (Some(offset), Some(size)) = (number(12), number(20)) else { return true };
    let length = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    32_u64.saturating_add(offset).saturating_add(size) > length
}

/// Whether a file that is called a zip archive is the last of several disks.
fn is_last_disk(bytes: &[u8]) -> bool {
    disks::number(bytes).is_some_and(|number| number > 0)
}

/// The kind of archive of which this is one volume by its name, and where the name could be anything (".001") by its
/// bytes. Only the first volume begins like an archive, so the others are known by their names, and the first one too:
/// what stands in it is cut off somewhere.
pub(super) fn kind(name: &str, bytes: &[u8]) -> Option<FileKind> {
    const OF: [(&str, FileKind); 3] = [(".7z", FileKind::SevenZip), (".zip", FileKind::Zip), (".rar", FileKind::Rar)];
    let place = place(name)?;
    match place.style {
        Style::Part => Some(FileKind::Rar),
        Style::OldRar => (place.number > 1).then_some(FileKind::Rar),
        Style::Disk => (place.number < LAST || is_last_disk(bytes)).then_some(FileKind::Zip),
        Style::Cut => {
            let named = OF.iter().find(|(of, _)| place.stem.ends_with(of)).map(|(_, kind)| *kind);
            named
                .or_else(|| sniff::by_magic(bytes))
                .or_else(|| bytes.starts_with(b"PK\x03\x04").then_some(FileKind::Zip))
                .filter(|kind| matches!(kind, FileKind::SevenZip | FileKind::Zip | FileKind::Rar))
        }
    }
}

#[cfg(test)]
mod tests;
