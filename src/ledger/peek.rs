//! A look into a ledger that changes nothing: neither its structure nor the files beside it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags};

use super::failure::{During, LedgerError};
use super::{Snapshot, connect, migrate};

/// Reads what the ledger at `path` says; none when an older program wrote its structure, which only `run` brings up.
///
/// # Errors
/// [`LedgerError::Newer`] and [`LedgerError::Foreign`] as [`super::Ledger::open`], what `work` says, what SQLite says.
pub fn peek<T, E: From<LedgerError>>(
    path: &Path,
    work: impl FnOnce(&Snapshot<'_>) -> Result<T, E>,
) -> Result<Option<T>, E> {
    let mut conn = opened(path)?;
    if !migrate::is_todays(&conn, path)? {
        return Ok(None);
    }
    let tx = conn.transaction().during("đọc sổ")?;
    let value = work(&Snapshot { conn: &tx })?;
    tx.commit().during("đọc sổ")?;
    Ok(Some(value))
}

/// Beside a running program its write-ahead log lies there and is read with the file. Without one the file is complete,
/// and is read as one that nobody changes: else SQLite would lay such a log beside it.
fn opened(path: &Path) -> Result<Connection, LedgerError> {
    let beside = |ending: &str| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        Path::new(&name).exists()
    };
    if beside("-wal") {
        return connect(path, OpenFlags::SQLITE_OPEN_READ_ONLY);
    }
    let quoted = path.to_string_lossy().replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let name = format!("file:{quoted}?immutable=1");
    connect(Path::new(&name), OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ledger::Ledger;

    /// Every file of the folder with its bytes.
    fn files(folder: &Path) -> Vec<(String, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .map(|path| (path.display().to_string(), std::fs::read(path).unwrap()))
            .collect();
        files.sort();
        files
    }

    fn lessons(path: &Path) -> Option<usize> {
        peek(path, |snapshot| Ok::<_, LedgerError>(snapshot.lessons(false)?.len())).unwrap()
    }

    #[test]
    fn a_look_leaves_no_trace() {
        let folder = tempfile::tempdir().unwrap();
        let place = folder.path().join("sổ #1?");
        std::fs::create_dir(&place).unwrap();
        let path = place.join("so.db");
        drop(Ledger::open(&path, jiff::Timestamp::UNIX_EPOCH).unwrap());
        let before = files(&place);
        assert_eq!(before.len(), 1, "closed and complete");
        assert_eq!(lessons(&path), Some(0));
        assert_eq!(files(&place), before);
    }

    #[test]
    fn beside_a_running_program_its_last_word_counts() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.db");
        let ledger = Ledger::open(&path, jiff::Timestamp::UNIX_EPOCH).unwrap();
        let taught = crate::evidence::lesson::Taught::Ignore { address: "a@mail.example".to_owned() };
        let now = jiff::Timestamp::UNIX_EPOCH;
        let teaching = crate::ledger::Teaching { mail: None, since: None, by: "Nam", why: "x", now };
        ledger.write(|tx| tx.teach(&taught, teaching)).unwrap();
        assert_eq!(lessons(&path), Some(1));
    }

    #[test]
    fn an_older_structure_is_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.db");
        let mut conn = Connection::open(&path).unwrap();
        migrate::run(&mut conn, &path, migrate::MIGRATIONS.get(..1).unwrap()).unwrap();
        drop(conn);
        let before = files(folder.path());
        assert_eq!(lessons(&path), None);
        assert_eq!(files(folder.path()), before);
    }
}
