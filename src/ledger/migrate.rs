//! From the structure a file has to the one this program knows, step by step, with a copy kept first.

use std::path::{Path, PathBuf};

use rusqlite::{Connection, TransactionBehavior};

use super::failure::{During, LedgerError};

/// Marks the file as ours (`PRAGMA application_id`): "tiep".
pub(crate) const APPLICATION: i64 = 0x7469_6570;

/// The steps; a file's `user_version` counts those it has been through. Never edit one that an office has run.
pub(crate) const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001_what_happened.sql"),
    include_str!("migrations/0002_grants_and_cases.sql"),
    include_str!("migrations/0003_pause_of_sending.sql"),
    include_str!("migrations/0004_lessons.sql"),
    include_str!("migrations/0005_tries.sql"),
    include_str!("migrations/0006_absences.sql"),
    include_str!("migrations/0007_accounts.sql"),
    include_str!("migrations/0008_absences_without_end.sql"),
    include_str!("migrations/0009_search.sql"),
    include_str!("migrations/0010_lists.sql"),
    include_str!("migrations/0011_enclosures.sql"),
    include_str!("migrations/0012_letter_limit.sql"),
    include_str!("migrations/0013_periods.sql"),
    include_str!("migrations/0014_narrow_reads.sql"),
    include_str!("migrations/0015_gist.sql"),
    include_str!("migrations/0016_mailboxes.sql"),
];

/// Brings the file to the newest structure. Returns the copy that was kept when an older file was changed.
pub(crate) fn run(conn: &mut Connection, path: &Path, steps: &[&str]) -> Result<Option<PathBuf>, LedgerError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found = version(conn, path)?;
    if found > known {
        return Err(LedgerError::Newer { path: path.to_owned(), found, known });
    }
    if found == known {
        return Ok(None);
    }
    let copy = if found > 0 { Some(keep_copy(conn, path, found)?) } else { None };
    for (done, step) in (0_i64..).zip(steps) {
        if done >= found {
            apply(conn, path, done, step)?;
        }
    }
    Ok(copy)
}

/// Whether the file has today's structure; false for an older one.
pub(crate) fn is_todays(conn: &Connection, path: &Path) -> Result<bool, LedgerError> {
    let known = i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX);
    match version(conn, path)? {
        found if found > known => Err(LedgerError::Newer { path: path.to_owned(), found, known }),
        found => Ok(found == known),
    }
}

/// The file's structure version, if it is ours at all.
fn version(conn: &Connection, path: &Path) -> Result<i64, LedgerError> {
    let foreign = |error: rusqlite::Error| match error.sqlite_error_code() {
        Some(rusqlite::ErrorCode::NotADatabase) => LedgerError::Foreign(path.to_owned()),
        _ => LedgerError::sql("đọc phiên bản của sổ", error),
    };
    let application: i64 = conn.query_row("PRAGMA application_id", [], |row| row.get(0)).map_err(foreign)?;
    let version: i64 = conn.query_row("PRAGMA user_version", [], |row| row.get(0)).map_err(foreign)?;
    let tables: i64 = conn.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0)).map_err(foreign)?;
    let ours = application == APPLICATION || (application == 0 && version == 0 && tables == 0);
    if ours { Ok(version) } else { Err(LedgerError::Foreign(path.to_owned())) }
}

/// One step, whole or not at all; another process may have done it meanwhile.
fn apply(conn: &mut Connection, path: &Path, done: i64, step: &str) -> Result<(), LedgerError> {
    const WHAT: &str = "nâng cấp cấu trúc sổ";
    let tx = conn.transaction_with_behavior(TransactionBehavior::Immediate).during(WHAT)?;
    if version(&tx, path)? == done {
        tx.execute_batch(step).during(WHAT)?;
        tx.pragma_update(None, "application_id", APPLICATION).during(WHAT)?;
        tx.pragma_update(None, "user_version", done.saturating_add(1)).during(WHAT)?;
    }
    tx.commit().during(WHAT)
}

/// A copy of the file as it is, beside it; an older copy of the same version is left alone.
fn keep_copy(conn: &Connection, path: &Path, found: i64) -> Result<PathBuf, LedgerError> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(format!(".truoc-phien-ban-{}", found.saturating_add(1)));
    let copy = path.with_file_name(name);
    if !copy.exists() {
        conn.execute("VACUUM INTO ?1", [copy.to_string_lossy()]).during("sao lưu sổ trước khi nâng cấp")?;
    }
    Ok(copy)
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIRST: &str = "CREATE TABLE t (a TEXT NOT NULL) STRICT; INSERT INTO t VALUES ('old');";

    fn opened(folder: &Path) -> (Connection, PathBuf) {
        let path = folder.join("so.db");
        (Connection::open(&path).unwrap(), path)
    }

    fn value(conn: &Connection, sql: &str) -> String {
        conn.query_row(sql, [], |row| row.get::<_, rusqlite::types::Value>(0).map(|value| format!("{value:?}")))
            .unwrap()
    }

    #[test]
    fn an_older_file_is_copied_before_it_changes_and_keeps_its_rows() {
        let folder = tempfile::tempdir().unwrap();
        let (mut conn, path) = opened(folder.path());
        assert_eq!(run(&mut conn, &path, &[FIRST]).unwrap(), None);
        let steps = [FIRST, "ALTER TABLE t ADD COLUMN b INTEGER NOT NULL DEFAULT 7;"];
        let copy = run(&mut conn, &path, &steps).unwrap().unwrap();
        assert_eq!(value(&conn, "SELECT a || b FROM t"), "Text(\"old7\")");
        let copy = Connection::open(copy).unwrap();
        assert_eq!(value(&copy, "PRAGMA user_version"), "Integer(1)");
        assert_eq!(value(&copy, "SELECT a FROM t"), "Text(\"old\")");
        assert_eq!(run(&mut conn, &path, &steps).unwrap(), None);
    }

    #[test]
    fn a_step_that_breaks_off_leaves_the_file_as_it_was() {
        let folder = tempfile::tempdir().unwrap();
        let (mut conn, path) = opened(folder.path());
        run(&mut conn, &path, &[FIRST]).unwrap();
        assert!(run(&mut conn, &path, &[FIRST, "DELETE FROM t; ALTER TABLE nowhere ADD COLUMN b;"]).is_err());
        assert_eq!(value(&conn, "PRAGMA user_version"), "Integer(1)");
        assert_eq!(value(&conn, "SELECT a FROM t"), "Text(\"old\")");
    }
}
