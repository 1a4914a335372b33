//! Every migration, over rows as the version before it has left them.
//!
//! `data/migrations/0001.sql` fills a ledger of version 1, and so on. An office's file of that version must come
//! through all later steps with every row, and be whole afterwards.

use std::fs;
use std::path::{Path, PathBuf};

use rusqlite::Connection;
use tiepnhan::ledger::{Ledger, LedgerError};

fn steps() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/ledger/migrations");
    let mut files: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.iter().map(|file| fs::read_to_string(file).unwrap()).collect()
}

fn rows(version: usize) -> String {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/data/migrations/{version:04}.sql"));
    fs::read_to_string(&file).unwrap_or_else(|error| panic!("{}: {error}", file.display()))
}

/// A ledger of an older program, with rows in every table.
fn ledger_of(version: usize, path: &Path) {
    let conn = Connection::open(path).unwrap();
    for step in steps().iter().take(version) {
        conn.execute_batch(step).unwrap();
    }
    conn.pragma_update(None, "application_id", 0x7469_6570).unwrap();
    conn.pragma_update(None, "user_version", i64::try_from(version).unwrap()).unwrap();
    conn.execute_batch(&rows(version)).unwrap();
}

fn counts(path: &Path) -> Vec<(String, i64)> {
    let conn = Connection::open(path).unwrap();
    let mut select = conn.prepare("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name").unwrap();
    let tables: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    let count = |table: &String| conn.query_row(&format!("SELECT count(*) FROM \"{table}\""), [], |row| row.get(0));
    tables.iter().map(|table| (table.clone(), count(table).unwrap())).collect()
}

#[test]
fn every_version_comes_through_with_all_its_rows_and_is_whole() {
    for version in 1..=steps().len() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.db");
        ledger_of(version, &path);
        let before = counts(&path);
        for (table, rows) in &before {
            assert!(*rows > 0, "version {version}: tests/data/migrations has no row for `{table}`");
        }
        let ledger = Ledger::open(&path, "2020-07-01T00:00:00Z".parse().unwrap()).unwrap();
        for (table, rows) in before {
            let now = counts(&path).into_iter().find(|(name, _)| *name == table);
            assert_eq!(now, Some((table, rows)), "version {version}");
        }
        let findings = ledger.read(|snapshot| snapshot.verify()).unwrap();
        assert!(findings.faults.is_empty(), "version {version}: {:?}", findings.faults);
        let lines = ledger.read(|snapshot| snapshot.lines()).unwrap();
        assert_eq!(lines.len(), 2);
        let board = ledger.read(|snapshot| snapshot.board("2020-07-01T00:00:00Z".parse().unwrap())).unwrap();
        assert_eq!((board.receipts.len(), board.exceptions.len(), board.notices.len()), (1, 1, 1));
        let pause = ledger.read(|snapshot| snapshot.pause()).unwrap();
        assert_eq!(pause.is_some(), version >= 3, "an older office was never paused, and no step lifts a pause");
        let kept = folder.path().join(format!("so.db.truoc-phien-ban-{}", version + 1));
        assert_eq!(kept.exists(), version < steps().len(), "a copy is kept before a change, and only then");
    }
}

#[test]
fn opening_twice_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.db");
    let now = "2020-07-01T00:00:00Z".parse().unwrap();
    drop(Ledger::open(&path, now).unwrap());
    let before = counts(&path);
    drop(Ledger::open(&path, now).unwrap());
    assert_eq!(counts(&path), before);
}

#[test]
fn a_file_from_a_newer_program_is_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.db");
    ledger_of(1, &path);
    Connection::open(&path).unwrap().pragma_update(None, "user_version", 1000).unwrap();
    let before = fs::read(&path).unwrap();
    let refused = Ledger::open(&path, "2020-07-01T00:00:00Z".parse().unwrap()).unwrap_err();
    assert!(matches!(refused, LedgerError::Newer { found: 1000, .. }), "{refused}");
    assert_eq!(fs::read(&path).unwrap(), before);
}

#[test]
fn ad_hoc_reports_of_before_become_cases_and_only_recent_ones_stay_open() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("so.db");
    ledger_of(1, &path);
    let conn = Connection::open(&path).unwrap();
    let line = |id: i64, unit: &str, period: &str, received: i64, mail: &str, corrects: &str| {
        let sql = format!(
            "INSERT INTO receipt VALUES ({id}, 2020, {id}, {mail}, 'email', '{unit}', 'dot-xuat', '{period}', 1, 'first', \
             {received}, 'no-date', NULL, 'tiepnhan', {received}, '', {corrects}); \
             INSERT INTO journal (at, who, what, subject, why) VALUES ({received}, 'tiepnhan', 'receipt', 'receipt 2020/{id}', '')"
        );
        conn.execute_batch(&sql).unwrap();
    };
    let (may, june) = (1_588_291_200_000, 1_591_927_384_567);
    line(3, "so-y-te", "adhoc-2020-05-01", may, "NULL", "NULL");
    line(4, "so-y-te", "adhoc-2020-06-12", june, "1", "NULL");
    line(5, "so-y-te", "adhoc-2020-06-12", june, "1", "NULL");
    line(6, "so-tnmt", "adhoc-2020-06-12", june, "NULL", "NULL");
    line(7, "so-gddt", "adhoc-2020-06-12", june, "NULL", "6");
    drop(conn);
    let ledger = Ledger::open(&path, "2020-07-01T00:00:00Z".parse().unwrap()).unwrap();
    let findings = ledger.read(|snapshot| snapshot.verify()).unwrap();
    assert!(findings.faults.is_empty(), "{:?}", findings.faults);
    let conn = Connection::open(&path).unwrap();
    let mut select = conn
        .prepare(
            "SELECT unit || ' ' || period || ' ' || title || ' ' || coalesce(closed_why, 'open') || ' ' || \
             (SELECT count(*) FROM incident_mail WHERE incident_mail.incident = incident.id) \
             FROM incident JOIN incident_unit ON incident_unit.incident = incident.id ORDER BY incident.id",
        )
        .unwrap();
    let cases: Vec<String> = select.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
    assert_eq!(
        cases,
        [
            "so-y-te adhoc-2020-05-01 Báo cáo đột xuất có trước sổ vụ việc 0",
            "so-y-te adhoc-2020-06-12 Báo cáo 6 tháng đầu năm 2020 open 1",
            "so-gddt adhoc-2020-06-12 Báo cáo đột xuất open 0",
        ]
    );
}

#[test]
fn addresses_learned_before_keep_number_day_and_author() {
    use tiepnhan::evidence::lesson::Taught;
    for version in 1..=3 {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("so.db");
        ledger_of(version, &path);
        Connection::open(&path)
            .unwrap()
            .execute_batch("INSERT INTO learned VALUES (7, 'cu@mail.example', 'so-gddt', 1591928000000, 'Nam', 1591929000000, 'Hòa')")
            .unwrap();
        let ledger = Ledger::open(&path, "2020-07-01T00:00:00Z".parse().unwrap()).unwrap();
        let all = ledger.read(|snapshot| snapshot.lessons(true)).unwrap();
        let at = "2020-06-12T02:13:20Z".parse().unwrap();
        assert_eq!(all.iter().map(|row| row.lesson.id).collect::<Vec<_>>(), [1, 7]);
        let (kept, gone) = (&all[0], &all[1]);
        assert_eq!((kept.lesson.at, kept.lesson.by.as_str(), kept.lesson.mail), (at, "Trần Minh Hòa", None));
        assert!(
            matches!(&kept.lesson.taught, Taught::Address { address, unit } if address == "lan@mail.example" && unit.as_str() == "so-y-te")
        );
        let revoked = gone.revoked.as_ref().unwrap();
        assert_eq!((revoked.by.as_str(), revoked.why.as_deref()), ("Hòa", None));
        assert_eq!(ledger.read(|snapshot| snapshot.lessons(false)).unwrap().len(), 1);
    }
}
