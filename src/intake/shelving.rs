//! Accepted files onto the shelf that people browse: after the commit, and again at start for what a crash left out.

use std::sync::Arc;

use tracing::warn;

use super::{Intake, IntakeError, Taken};
use crate::archive::shelf::Shelved;
use crate::ledger::{Ledger, LedgerError, Line, Number};
use crate::message::read::split;
use crate::message::{Origin, RawContent, RawMail};

/// Lays the files of what was just entered on the shelf. The register is what counts; a shelf that cannot be written
/// is noted and filled at the next start.
pub(super) fn shelve(intake: &Intake, contents: &[Vec<u8>], taken: &Taken) {
    if taken.receipts.is_empty() {
        return;
    }
    let shelved = lines(&intake.ledger, &taken.receipts)
        .map_err(IntakeError::from)
        .and_then(|lines| lines.iter().try_for_each(|line| lay(intake, line, contents)));
    if let Err(error) = shelved {
        warn!(%error, "accepted files could not be laid on the shelf; tried again at the next start");
    }
}

fn lines(ledger: &Ledger, numbers: &[Number]) -> Result<Vec<Line>, LedgerError> {
    ledger.read(|snapshot| numbers.iter().map(|number| snapshot.line(*number)).collect())
}

fn lay(intake: &Intake, line: &Line, contents: &[Vec<u8>]) -> Result<(), IntakeError> {
    for (place, file) in line.files.iter().enumerate() {
        if let Some(bytes) = file.attachment.and_then(|index| contents.get(index)) {
            intake.archive.shelve(&on_shelf(line, place, &file.name), bytes)?;
        }
    }
    Ok(())
}

/// Where a file of a line stands among the shelves.
#[must_use]
pub fn on_shelf<'a>(line: &'a Line, place: usize, name: &'a str) -> Shelved<'a> {
    Shelved { number: line.number, version: line.version, period: line.period, unit: &line.unit, place, name }
}

impl Intake {
    /// Lays on the shelf what the register has and the shelf has not. Blocks; returns how many files were missing.
    ///
    /// # Errors
    /// A ledger, mail or shelf that cannot be read or written.
    pub fn restore_shelf(&self) -> Result<usize, IntakeError> {
        let lines = self.ledger.read(|snapshot| snapshot.lines())?;
        let mut missing = 0_usize;
        for line in &lines {
            let shelf: Vec<Shelved<'_>> =
                line.files.iter().enumerate().map(|(place, file)| on_shelf(line, place, &file.name)).collect();
            let gaps = self.archive.missing(&shelf).len();
            if let (Some(mail), 1..) = (line.mail, gaps) {
                missing = missing.saturating_add(gaps);
                lay(self, line, &self.contents(mail)?)?;
            }
        }
        Ok(missing)
    }

    /// The files of a recorded mail, from its kept bytes.
    fn contents(&self, mail: i64) -> Result<Vec<Vec<u8>>, IntakeError> {
        let row = self.ledger.read(|snapshot| snapshot.mail(mail))?;
        let bytes = self.archive.raw(&row.sha256)?;
        let origin =
            Origin { source: "archive".to_owned(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        let raw = RawMail { origin, received_at: row.received_at, server_id: None, content: RawContent::Whole(bytes) };
        Ok(split(&Arc::new(raw), &self.limits).contents)
    }
}
