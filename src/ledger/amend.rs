//! Lines that people write: what came on paper or by telephone, corrections, withdrawals. Nothing is overwritten.

use jiff::Timestamp;
use rusqlite::params;

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::register::{NewLine, subject};
use super::{Bucket, Channel, Line, Number, Tx};
use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::decision::Relation;
use crate::dossier::LineFile;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// A report that did not come by mail, or a line set right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByHand {
    /// How it came.
    pub channel: Channel,
    /// Whose.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// How it stands to what came before.
    pub relation: Relation,
    /// When it was received.
    pub received_at: Timestamp,
    /// How it stood to its date then.
    pub timeliness: Option<Timeliness>,
    /// The document's own number and symbol.
    pub document_number: Option<String>,
    /// Its files, when it has any.
    pub files: Vec<LineFile>,
}

/// Who does something to the register, why and when.
#[derive(Debug, Clone, Copy)]
pub struct Act<'a> {
    /// The person.
    pub by: &'a str,
    /// The reason, in the person's words.
    pub why: &'a str,
    /// Civil year in which a new line is numbered.
    pub year: i16,
    /// Now.
    pub now: Timestamp,
}

impl Tx<'_> {
    /// Enters a report that came on paper, by telephone, by Zalo.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn record_by_hand(&mut self, report: &ByHand, act: Act<'_>) -> Result<Number, LedgerError> {
        self.enter(&new_line(report, None, None, act))
    }

    /// Sets a line right by a new line that takes its place; the old one stays readable.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the line was corrected or withdrawn before.
    pub fn correct(&mut self, number: Number, right: &ByHand, act: Act<'_>) -> Result<Number, LedgerError> {
        let old = self.standing_line(number)?;
        self.enter(&new_line(right, old.mail, Some(&old), act))
    }

    /// Withdraws a line that should not be there. When nothing else came of its mail, a person must look at it again.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the line was corrected or withdrawn before.
    pub fn revoke(&mut self, number: Number, act: Act<'_>) -> Result<(), LedgerError> {
        let line = self.standing_line(number)?;
        self.conn
            .prepare_cached("INSERT INTO revocation (receipt, at, by, why) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut insert| insert.execute(params![line.id, Ms(act.now), act.by, act.why]))
            .during("hủy số tiếp nhận")?;
        self.cache.forget();
        self.journal(act.now, act.by, "receipt-revoked", &subject(number), act.why)?;
        let Some(mail) = line.mail else { return Ok(()) };
        if self.lines_of(mail)?.iter().any(Line::stands) {
            return Ok(());
        }
        self.move_to(mail, Bucket::NotReport)?;
        self.reopen(mail, act.by, act.why, act.now)
    }

    fn standing_line(&self, number: Number) -> Result<Line, LedgerError> {
        let line = self.line(number)?;
        let (year, index) = number;
        if let Some((later_year, later)) = line.corrected_by {
            return Err(LedgerError::Refused(format!(
                "số {index}/{year} đã được thay bằng số {later}/{later_year}; hãy sửa số mới"
            )));
        }
        if line.revoked.is_some() {
            return Err(LedgerError::Refused(format!("số {index}/{year} đã bị hủy")));
        }
        Ok(line)
    }
}

fn new_line<'a>(report: &'a ByHand, mail: Option<i64>, old: Option<&Line>, act: Act<'a>) -> NewLine<'a> {
    let same = |old: &&Line| old.unit == report.unit && old.report == report.report && old.period == report.period;
    NewLine {
        year: act.year,
        mail,
        channel: report.channel,
        unit: &report.unit,
        report: &report.report,
        period: report.period,
        relation: report.relation,
        received_at: report.received_at,
        timeliness: report.timeliness,
        document_number: report.document_number.as_deref(),
        decided_by: act.by,
        decided_at: act.now,
        why: act.why,
        corrects: old.map(|old| old.id),
        version: old.filter(same).map(|old| old.version),
        files: &report.files,
    }
}

impl From<&Line> for ByHand {
    /// What a correction starts from.
    fn from(line: &Line) -> Self {
        Self {
            channel: line.channel,
            unit: line.unit.clone(),
            report: line.report.clone(),
            period: line.period,
            relation: line.relation,
            received_at: line.received_at,
            timeliness: line.timeliness,
            document_number: line.document_number.clone(),
            files: line.files.clone(),
        }
    }
}
