//! A file is opened: ours, somebody else's, a newer program's, one that a daemon holds.

use rusqlite::Connection;

use super::*;

#[test]
fn a_second_daemon_on_the_folder_is_refused_and_told_who_holds_it() {
    let World { folder, .. } = world();
    let held = FolderLock::take(folder.path()).unwrap();
    let refused = FolderLock::take(folder.path()).unwrap_err();
    assert!(matches!(&refused, LedgerError::Held { pid, .. } if *pid == std::process::id().to_string()), "{refused}");
    drop(held);
    FolderLock::take(folder.path()).unwrap();
}

#[test]
fn a_ledger_of_a_newer_program_is_refused() {
    let World { folder, ledger } = world();
    drop(ledger);
    let path = folder.path().join("so.db");
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
    let refused = Ledger::open(&path, at("2020-06-01T00:00:00Z")).unwrap_err();
    assert!(matches!(refused, LedgerError::Newer { found: 99, .. }), "{refused}");
    assert!(!refused.is_temporary());
}

#[test]
fn a_file_that_is_no_ledger_is_refused_and_not_touched() {
    let folder = tempfile::tempdir().unwrap();
    let text = folder.path().join("so.db");
    std::fs::write(&text, "Kính gửi: Ban Tuyên giáo, đây là một tệp khác hẳn, không phải cơ sở dữ liệu.".repeat(20))
        .unwrap();
    assert!(matches!(Ledger::open(&text, at("2020-06-01T00:00:00Z")), Err(LedgerError::Foreign(_))));
    let other = folder.path().join("khac.db");
    Connection::open(&other).unwrap().execute_batch("CREATE TABLE t (a)").unwrap();
    assert!(matches!(Ledger::open(&other, at("2020-06-01T00:00:00Z")), Err(LedgerError::Foreign(_))));
}
