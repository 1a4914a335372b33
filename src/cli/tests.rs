//! Scenes at the desk: staff of the sample office type commands, on a day of the scene, and read what is answered.

use jiff::tz::TimeZone;
use tempfile::TempDir;

use super::*;
use crate::config;
use crate::desk::Desk;
use crate::ledger::Ledger;
use crate::standing::{self, BoardFacts, Filter};

mod asking;
mod cases;
mod corrections;
mod drafts;
mod glances;
mod grants;
mod lessons;
mod letters;
pub(crate) mod mails;
mod slips;
mod notices;
mod replies;
mod scans;
mod teaching;

/// The sample office Sông Lam with an empty ledger.
pub(crate) struct World {
    pub folder: TempDir,
    pub now: Timestamp,
}

/// A moment of the office's civil time.
pub(crate) fn at(text: &str) -> Timestamp {
    let local: jiff::civil::DateTime = text.parse().unwrap();
    TimeZone::get("Asia/Ho_Chi_Minh").unwrap().to_timestamp(local).unwrap()
}

impl World {
    /// The office on this day and hour.
    pub fn on(now: &str) -> Self {
        Self::of("song-lam", now)
    }

    /// Another sample office.
    pub fn of(office: &str, now: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        config::sample::write(office, folder.path()).unwrap();
        let world = Self { folder, now: at(now) };
        let file = daemon::ledger_file(&desk::load(world.folder.path()).unwrap().config);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        Ledger::open(&file, world.now).unwrap();
        world
    }

    /// It is later now.
    pub fn later(&mut self, now: &str) {
        assert!(at(now) >= self.now);
        self.now = at(now);
    }

    /// Types a command; what was answered and the exit code.
    pub fn types(&self, line: &[&str]) -> (String, u8) {
        let place = self.folder.path().to_str().unwrap();
        let words = [&["tiepnhan", "--config", place], line].concat();
        let arguments = Arguments::try_parse_from(words).unwrap_or_else(|error| panic!("{line:?}: {error}"));
        let mut out = Vec::new();
        let exit = run(arguments, self.now, &mut out);
        let said = String::from_utf8(out).unwrap();
        match exit {
            Ok(exit) => (said, exit as u8),
            Err(failure) => (format!("{said}{failure}\n"), failure.exit as u8),
        }
    }

    /// Types a command that must succeed.
    #[track_caller]
    pub fn done(&self, line: &[&str]) -> String {
        let (said, code) = self.types(line);
        assert_eq!(code, 0, "{line:?}: {said}");
        said
    }

    /// Types a command that must be refused as the person's fault.
    #[track_caller]
    pub fn refused(&self, line: &[&str]) -> String {
        let (said, code) = self.types(line);
        assert_eq!(code, 2, "{line:?}: {said}");
        said
    }

    pub fn desk(&self) -> Desk {
        desk::open(self.folder.path(), self.now).unwrap()
    }

    /// The register: "2/2024 so-y-te 6-thang 2024-H1 v1 First on-time [files]"; a star before what still stands.
    pub fn register(&self) -> Vec<String> {
        let lines = self.desk().ledger.read(|snapshot| snapshot.lines()).unwrap();
        let line = |line: &crate::ledger::Line| {
            let (star, (year, number)) = (if line.stands() { "*" } else { "" }, line.number);
            let files: Vec<&str> = line.files.iter().map(|file| file.name.as_str()).collect();
            let files = if files.is_empty() { String::new() } else { format!(" [{}]", files.join(", ")) };
            let timeliness = line.timeliness.map_or_else(String::new, |stood| format!(" {stood:?}"));
            format!(
                "{star}{number}/{year} {} {} {} v{} {:?}{timeliness}{files}",
                line.unit, line.report, line.period, line.version, line.relation
            )
        };
        lines.iter().map(line).collect()
    }

    pub fn facts(&self) -> BoardFacts {
        self.desk().ledger.read(|snapshot| snapshot.board(self.now)).unwrap()
    }

    /// How an obligation stands now: "đúng hạn".
    pub fn standing(&self, unit: &str, report: &str, period: &str) -> String {
        let desk = self.desk();
        let filter = Filter { period: Some(period.parse().unwrap()), ..Filter::default() };
        let rows = standing::board(desk.rules(), &self.facts(), &filter, self.now);
        let row = rows.iter().find(|row| row.unit.as_str() == unit && row.report.as_str() == report);
        row.unwrap_or_else(|| panic!("{unit} owes no {report} for {period}")).standing.words()
    }

    /// The journal as "who what subject: why".
    pub fn journal(&self) -> Vec<String> {
        let lines = self.desk().ledger.read(|snapshot| snapshot.journal_of(None)).unwrap();
        lines.iter().map(|line| format!("{} {} {}: {}", line.who, line.what, line.subject, line.why)).collect()
    }

    /// Nothing is out of place, in the ledger, in the archive and on the shelves.
    #[track_caller]
    pub fn assert_whole(&self) {
        let (said, code) = self.types(&["verify"]);
        assert_eq!(code, 0, "{said}");
    }
}
