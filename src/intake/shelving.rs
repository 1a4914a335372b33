//! Accepted files onto the shelf that people browse: after the commit, and again at start for what a crash left out.

use std::sync::Arc;

use tracing::warn;

use super::{Intake, IntakeError, Read, Taken};
use crate::archive::shelf::Shelved;
use crate::ledger::{Ledger, LedgerError, Line, MailRow, Number};
use crate::message::read::split;
use crate::message::{Origin, RawContent, RawMail};

/// Lays the files of what was just entered on the shelf. The register is what counts; a shelf that cannot be written
/// is noted and filled at the next start.
pub(super) fn shelve(intake: &Intake, group: &[Read], taken: &[Taken]) {
    let entered = || taken.iter().zip(group).filter(|(taken, _)| !taken.receipts.is_empty());
    if entered().next().is_none() {
        return;
    }
    let lines: Result<Vec<_>, LedgerError> = entered()
        .map(|(taken, (_, reading))| Ok((lines(&intake.ledger, &taken.receipts)?, reading.contents.as_slice())))
        .collect();
    let shelved = lines.map_err(IntakeError::from).and_then(|lines| {
        let files = lines.iter().flat_map(|(lines, contents)| lines.iter().flat_map(|line| files(line, contents)));
        Ok(intake.archive.shelve_all(&files.collect::<Vec<_>>())?)
    });
    if let Err(error) = shelved {
        warn!(%error, "accepted files could not be laid on the shelf; tried again at the next start");
    }
}

fn lines(ledger: &Ledger, numbers: &[Number]) -> Result<Vec<Line>, LedgerError> {
    ledger.read(|snapshot| numbers.iter().map(|number| snapshot.line(*number)).collect())
}

/// The files of a line that came with its mail, each with its bytes.
fn files<'a>(line: &'a Line, contents: &'a [Vec<u8>]) -> impl Iterator<Item = (Shelved<'a>, &'a [u8])> {
    line.files.iter().enumerate().filter_map(move |(place, file)| {
        let bytes = contents.get(file.attachment?)?;
        Some((on_shelf(line, place, &file.name), bytes.as_slice()))
    })
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
                self.archive.shelve_all(&files(line, &self.contents(mail)?).collect::<Vec<_>>())?;
            }
        }
        Ok(missing)
    }

    /// The files of a recorded mail, from its kept bytes.
    fn contents(&self, mail: i64) -> Result<Vec<Vec<u8>>, IntakeError> {
        let row = self.ledger.read(|snapshot| snapshot.mail(mail))?;
        Ok(split(&Arc::new(self.kept(&row)?), &self.limits).contents)
    }

    /// A recorded mail as it came.
    pub(super) fn kept(&self, row: &MailRow) -> Result<RawMail, IntakeError> {
        let bytes = self.archive.raw(&row.sha256)?;
        let origin =
            Origin { source: "archive".to_owned(), folder: String::new(), uid_validity: 0, uid: 0, key: String::new() };
        Ok(RawMail { origin, received_at: row.received_at, server_id: None, content: RawContent::Whole(bytes) })
    }
}
