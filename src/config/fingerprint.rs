//! The state of the files that a configuration was read from: whether one of them has changed.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use super::files::beside;
use super::read::Files;

/// The state of every file of a configuration: names and sums of their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    places: Vec<PathBuf>,
    plans: PathBuf,
    letters: Option<PathBuf>,
    state: Vec<(PathBuf, Option<String>)>,
}

impl Fingerprint {
    /// Taken before the other files are read, so that a change in between shows at the next look. `bytes` is what
    /// was read of the configuration file itself.
    pub(super) fn of(files: &Files, file: &Path, bytes: &[u8]) -> Self {
        let mut places = vec![file.to_owned(), files.roster.clone()];
        places.extend(files.holidays.clone());
        places.extend(files.dictionary.clone());
        let (plans, letters) = (files.plans.clone(), files.letters.clone());
        let mut taken = Self { places, plans, letters, state: Vec::new() }.again();
        for (path, sum) in &mut taken.state {
            if path == file {
                *sum = Some(hex(bytes));
            }
        }
        taken
    }

    /// The same files as they are now.
    #[must_use]
    pub fn again(&self) -> Self {
        let mut files = self.places.clone();
        files.extend(beside(&self.plans));
        let letters: Vec<PathBuf> = self.letters.iter().flat_map(|folder| within(folder)).collect();
        files.extend(letters.iter().flat_map(|path| within(path)));
        files.extend(letters);
        files.sort();
        let state = files.into_iter().map(|path| {
            // Times alone do not tell: an editor may write twice within their grain.
            let sum = fs::read(&path).ok().map(|bytes| hex(&bytes));
            (path, sum)
        });
        Self { state: state.collect(), ..self.clone() }
    }
}

/// What stands in a folder; nothing in what is none.
fn within(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).ok().into_iter().flatten();
    entries.filter_map(|entry| Some(entry.ok()?.path())).collect()
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}
