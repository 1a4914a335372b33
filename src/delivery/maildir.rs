//! Letters into a Maildir instead of the wire.
//!
//! A letter is one file, named by its Message-ID: a repeat finds it there and writes nothing.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::{Outcome, Parcel};

/// A Maildir (`tmp`, `new`, `cur`) that letters are dropped into.
#[derive(Debug, Clone)]
pub struct Drop {
    root: PathBuf,
}

impl Drop {
    /// The folder; it is made when the first letter comes.
    #[must_use]
    pub fn new(root: impl Into<PathBuf>) -> Self {
        Self { root: root.into() }
    }

    /// Writes the letter, unless it lies there already.
    pub async fn deliver(&self, parcel: &Parcel) -> Outcome {
        let (root, parcel) = (self.root.clone(), parcel.clone());
        let place = root.display().to_string();
        match tokio::task::spawn_blocking(move || write(&root, &parcel)).await {
            Ok(Ok(name)) => Outcome::Sent { reply: name },
            Ok(Err(error)) => Outcome::Down { why: format!("không ghi được thư vào `{place}`: {error}") },
            Err(_) => Outcome::Down { why: format!("việc ghi thư vào `{place}` bị dừng giữa chừng") },
        }
    }
}

/// tmp, fsync, link into new, fsync of the folder: whole or not at all, and a name is never taken twice.
fn write(root: &Path, parcel: &Parcel) -> io::Result<String> {
    for folder in ["tmp", "new", "cur"] {
        fs::create_dir_all(root.join(folder))?;
    }
    let name = file_name(&parcel.message_id);
    if lies_in(root, &name)? {
        return Ok(name);
    }
    let mut file = tempfile::Builder::new().prefix("tiepnhan.").tempfile_in(root.join("tmp"))?;
    file.write_all(&parcel.mime)?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(root.join("new").join(&name)) {
        Ok(_) => File::open(root.join("new"))?.sync_all()?,
        Err(refused) if refused.error.kind() == ErrorKind::AlreadyExists => {}
        Err(refused) => return Err(refused.error),
    }
    Ok(name)
}

/// A mail program moves what was read to `cur` and appends flags behind a colon.
fn lies_in(root: &Path, name: &str) -> io::Result<bool> {
    if root.join("new").join(name).exists() {
        return Ok(true);
    }
    for entry in fs::read_dir(root.join("cur"))? {
        let found = entry?.file_name();
        if found.to_string_lossy().split(':').next() == Some(name) {
            return Ok(true);
        }
    }
    Ok(false)
}

/// One to one from identifiers to names that every file system takes: `%XX` for all but harmless characters, and a
/// hash in place of the rest of a long one.
fn file_name(message_id: &str) -> String {
    use sha2::{Digest as _, Sha256};
    let safe: String = message_id
        .bytes()
        .map(|byte| {
            if byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'@' | b'.') {
                char::from(byte).to_string()
            } else {
                format!("%{byte:02X}")
            }
        })
        .collect();
    let hidden = safe.starts_with('.');
    if safe.len() <= 180 && !safe.is_empty() && !hidden {
        return safe;
    }
    let digest: String = Sha256::digest(message_id.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect();
    let start: String = safe.chars().filter(|c| c.is_ascii_alphanumeric()).take(60).collect();
    format!("{start}-{digest}")
}

#[cfg(test)]
mod tests {
    use super::{Drop, file_name};
    use crate::delivery::{Outcome, Parcel};

    fn parcel(id: &str, text: &str) -> Parcel {
        Parcel {
            from: "a@office.example".into(),
            to: "b@unit.example".into(),
            message_id: id.into(),
            mime: text.as_bytes().to_vec(),
        }
    }

    fn names(folder: std::path::PathBuf) -> Vec<String> {
        std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[tokio::test]
    async fn a_letter_is_one_whole_file_however_often_it_is_dropped() {
        let dir = tempfile::tempdir().unwrap();
        let drop = Drop::new(dir.path());
        for text in ["first", "second try must not replace it"] {
            let outcome = drop.deliver(&parcel("r1@office.example", text)).await;
            assert_eq!(outcome, Outcome::Sent { reply: "r1@office.example".into() });
        }
        assert_eq!(names(dir.path().join("new")), ["r1@office.example"]);
        assert_eq!(std::fs::read(dir.path().join("new/r1@office.example")).unwrap(), b"first");
        assert!(names(dir.path().join("tmp")).is_empty());
    }

    #[tokio::test]
    async fn a_letter_that_was_read_meanwhile_is_not_dropped_again() {
        let dir = tempfile::tempdir().unwrap();
        let drop = Drop::new(dir.path());
        drop.deliver(&parcel("r1@office.example", "x")).await;
        std::fs::rename(dir.path().join("new/r1@office.example"), dir.path().join("cur/r1@office.example:2,S"))
            .unwrap();
        drop.deliver(&parcel("r1@office.example", "x")).await;
        assert!(names(dir.path().join("new")).is_empty());
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_is_the_channels_fault() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(dir.path().join("file"), "").unwrap();
        let outcome = Drop::new(dir.path().join("file")).deliver(&parcel("r1@office.example", "x")).await;
        assert!(matches!(outcome, Outcome::Down { .. }), "{outcome:?}");
    }

    #[test]
    fn hostile_identifiers_stay_inside_and_apart() {
        let long = "x".repeat(500);
        let ids = ["../../etc/passwd", "a/b", "a_b", ".hidden", "", "a:2,S", long.as_str()];
        let made: std::collections::BTreeSet<String> = ids.iter().map(|id| file_name(id)).collect();
        assert_eq!(made.len(), ids.len());
        assert!(made.iter().all(|n| !n.contains(['/', ':']) && !n.starts_with('.') && n.len() < 200), "{made:?}");
    }
}
