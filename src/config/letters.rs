//! The office's own letters: reads its folder of templates, whose checking is the letters' own business.

use std::fs;
use std::path::{Path, PathBuf};

use super::{FILE, Fault, files, read};
use crate::letter::Templates;
use crate::letter::template::{self, Source};
use crate::spelling::placing::Placing;

/// A text above this size is no letter; bytes.
const LARGEST: u64 = 256 * 1024;

/// The shipped texts with those of `folder` in their place: `<folder>/receipt/body.txt`, `<folder>/signature.txt` …
///
/// Files whose names begin with a dot or end in `~` are an editor's business and left alone; any other file that is
/// no template is a fault, because it was meant to be one.
///
/// # Errors
/// Every fault of every template, with file and line; a folder or file that cannot be read.
pub fn templates(folder: Option<&Path>, placing: Placing) -> Result<Templates, Vec<template::Fault>> {
    let Some(folder) = folder else { return Templates::load(Vec::new(), placing) };
    let (mut sources, mut faults) = (Vec::new(), Vec::new());
    collect(folder, "", &mut sources, &mut faults);
    if faults.is_empty() { Templates::load(sources, placing) } else { Err(faults) }
}

/// Where an office keeps its own texts, and how it spells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shelf {
    /// `files.letters`; none when the office uses the shipped texts alone.
    pub folder: Option<PathBuf>,
    /// `office.tone`.
    pub placing: Placing,
}

/// What the configuration in `place` says about texts, whatever else of it cannot be used yet.
///
/// # Errors
/// The faults of the file, when that much cannot be understood.
pub fn shelf(place: &Path) -> Result<Shelf, Vec<Fault>> {
    let text = files::text(&place.join(FILE), FILE)?;
    let mut faults = Vec::new();
    let understood = read::read(&text, place, &mut faults);
    match (understood.files, understood.office) {
        (Some(files), Some(office)) => Ok(Shelf { folder: files.letters, placing: office.placing }),
        _ => Err(faults),
    }
}

fn collect(folder: &Path, prefix: &str, sources: &mut Vec<Source>, faults: &mut Vec<template::Fault>) {
    let unread = |path: &Path, error: &dyn std::fmt::Display| template::Fault {
        file: path.display().to_string(),
        line: None,
        what: format!("không đọc được ({error}); kiểm tra đường dẫn, quyền truy cập và bảng mã UTF-8"),
    };
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => return faults.push(unread(folder, &error)),
    };
    let mut paths: Vec<_> = entries.filter_map(|entry| entry.ok().map(|entry| entry.path())).collect();
    paths.sort();
    for path in paths {
        let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if own.starts_with('.') || own.ends_with('~') {
            continue;
        }
        let name = format!("{prefix}{own}");
        if path.is_dir() {
            if prefix.is_empty() {
                collect(&path, &format!("{name}/"), sources, faults);
            }
        } else if fs::metadata(&path).is_ok_and(|meta| meta.len() > LARGEST) {
            faults.push(unread(&path, &"lớn quá 256 KB"));
        } else {
            match fs::read_to_string(&path) {
                // Notepad writes a byte order mark.
                Ok(text) => sources.push(Source {
                    name,
                    file: path.display().to_string(),
                    text: text.trim_start_matches('\u{feff}').replace("\r\n", "\n"),
                }),
                Err(error) => faults.push(unread(&path, &error)),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_written_with_notepad_takes_the_place_of_the_shipped_one() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("alert")).unwrap();
        fs::write(folder.path().join("alert/body.txt"), "\u{feff}Kính gửi: {{ to }}\r\n{{ titel }}\r\n").unwrap();
        fs::write(folder.path().join(".DS_Store"), "x").unwrap();
        let faults = templates(Some(folder.path()), Placing::First).unwrap_err();
        assert_eq!(faults.len(), 1, "{faults:?}");
        assert_eq!(faults[0].line, Some(2));
        assert!(faults[0].file.ends_with("body.txt"));
    }

    #[test]
    fn a_folder_that_is_not_there_is_a_fault() {
        assert!(templates(Some(Path::new("/khong/co/thu/muc")), Placing::First).is_err());
        assert!(templates(None, Placing::First).is_ok());
    }
}
