//! The staff of a sample office at their commands: the program itself, on an office that it wrote.

use std::process::Command;

use tempfile::TempDir;
use tiepnhan::config::sample;
use tiepnhan::ledger::Ledger;

use super::office::at;

/// An office in a folder, with an empty ledger.
pub struct Desk(TempDir);

impl Desk {
    pub fn of(office: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        sample::write(office, folder.path()).unwrap();
        std::fs::create_dir(folder.path().join("du-lieu")).unwrap();
        Ledger::open(&folder.path().join("du-lieu/so.db"), at("2018-01-01 08:00")).unwrap();
        Self(folder)
    }

    /// Types a command that must not fail; what it answered.
    #[track_caller]
    pub fn types(&self, line: &[&str]) -> String {
        let mut command = Command::new(env!("CARGO_BIN_EXE_tiepnhan"));
        let done = command.arg("--config").arg(self.0.path()).args(line).output().unwrap();
        let said = String::from_utf8([done.stdout, done.stderr].concat()).unwrap();
        assert!(done.status.code().is_some_and(|code| code < 2), "{line:?}: {said}");
        said
    }

    /// Enters by hand what came without a mail.
    #[track_caller]
    pub fn records(&self, unit: &str, report: &str, of: &str, received: &str) {
        let what = ["record", "--unit", unit, "--report", report, "--period", of];
        self.types(&[&what[..], &["--received", received, "--by", "Trần Minh Hòa"]].concat());
    }

    /// How a unit stands on the board, as of the evening of a day.
    #[track_caller]
    pub fn stands(&self, unit: &str, report: &str, of: &str, on: &str) -> String {
        let board = self.types(&["board", "--period", of, "--report", report, "--unit", unit, "--at", on, "--json"]);
        let rows: Vec<serde_json::Value> = serde_json::from_str(&board).unwrap_or_else(|_| panic!("{board}"));
        assert_eq!(rows.len(), 1, "{board}");
        rows[0]["words"].as_str().unwrap().to_owned()
    }
}
