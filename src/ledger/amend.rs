//! Lines that people write: what came on paper or by telephone, corrections, withdrawals. Nothing is overwritten.

use jiff::Timestamp;
use rusqlite::params;

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::register::{NewLine, subject};
use super::{Bucket, ByHand, Line, Number, ReviewState, Tx};
use crate::decision::Relation;
use crate::dossier::amendment::Undo;
use crate::dossier::register::number_name;

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
        self.enter(&new_line(report, None, act))
    }

    /// Sets a line right by a new line that takes its place; the old one stays readable.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when the line was corrected or withdrawn before.
    pub fn correct(&mut self, number: Number, right: &ByHand, act: Act<'_>) -> Result<Number, LedgerError> {
        let old = self.standing_line(number)?;
        let version = self.version_of(&old, right)?;
        let number = self.in_place_of(&old, right, version, ("receipt-corrected", act))?;
        if let Some(mail) = old.mail.filter(|_| old.unit != right.unit) {
            // Who settled it for the wrong unit taught the wrong thing.
            self.unteach(mail, Some(&old.unit), (act.by, act.why), act.now)?;
        }
        Ok(number)
    }

    /// A line that stays where it was keeps its version; one that becomes a part or a copy joins the version it follows.
    fn version_of(&self, old: &Line, right: &ByHand) -> Result<Option<u32>, LedgerError> {
        let here = |line: &Line| line.unit == right.unit && line.report == right.report && line.period == right.period;
        let joins = matches!(right.relation, Relation::Supplement | Relation::Duplicate);
        if !here(old) || !joins || old.relation == right.relation {
            return Ok(Some(old.version).filter(|_| here(old)));
        }
        let lines = self.lines_about(&right.unit, &right.report, right.period)?;
        let followed = lines.iter().filter(|line| line.id != old.id && line.stands() && here(line));
        Ok(followed.filter(|line| line.received_at <= right.received_at).map(|line| line.version).max())
    }

    /// Makes a line a part of the version that another line is.
    ///
    /// # Errors
    /// As [`Tx::correct`].
    pub fn merge(&mut self, number: Number, into: Number, right: &ByHand, act: Act<'_>) -> Result<Number, LedgerError> {
        let (old, version) = (self.standing_line(number)?, self.standing_line(into)?.version);
        self.in_place_of(&old, right, Some(version), ("receipt-merged", act))
    }

    /// Makes two lines of one: what stays takes its place, the part stands beside it and names it.
    ///
    /// # Errors
    /// As [`Tx::correct`].
    pub fn split(
        &mut self,
        number: Number,
        (rest, part): (&ByHand, &ByHand),
        act: Act<'_>,
    ) -> Result<(Number, Number), LedgerError> {
        let old = self.standing_line(number)?;
        let kept = self.in_place_of(&old, rest, Some(old.version), ("receipt-split", act))?;
        let part = NewLine { mail: old.mail, split_from: Some(old.id), ..new_line(part, None, act) };
        Ok((kept, self.enter(&part)?))
    }

    /// Takes back the last thing that was done to a line, by new lines as it was before: the line itself, then what
    /// comes back with it. A withdrawn line counts again, and its mail no longer waits.
    ///
    /// # Errors
    /// As [`Tx::correct`].
    pub fn undo(&mut self, undo: &Undo, act: Act<'_>) -> Result<Vec<Number>, LedgerError> {
        let old = self.line(undo.of)?;
        let as_it_was = ByHand::from(&undo.back);
        let mut numbers = vec![self.in_place_of(&old, &as_it_was, Some(undo.back.version), ("receipt-undone", act))?];
        for part in &undo.withdrawn {
            self.revoke(*part, act)?;
        }
        let whole = undo.parts_again().then_some(old.id);
        for gone in &undo.along {
            let as_it_was = ByHand::from(gone);
            let new =
                NewLine { split_from: whole, version: Some(gone.version), ..new_line(&as_it_was, Some(gone.id), act) };
            numbers.push(self.entered_for(gone, new, ("receipt-undone", act))?);
        }
        if let (Some(mail), Some(_)) = (old.mail, &old.revoked) {
            if self.mail(mail)?.bucket == Bucket::Review {
                self.settle_review(mail, ReviewState::Assigned, Bucket::Recorded, act.by, act.why, act.now)?;
            } else {
                self.move_to(mail, Bucket::Recorded)?;
            }
        }
        Ok(numbers)
    }

    fn in_place_of(
        &mut self,
        old: &Line,
        right: &ByHand,
        version: Option<u32>,
        done: (&str, Act<'_>),
    ) -> Result<Number, LedgerError> {
        self.entered_for(old, NewLine { version, ..new_line(right, Some(old.id), done.1) }, done)
    }

    fn entered_for(
        &mut self,
        old: &Line,
        new: NewLine<'_>,
        (what, act): (&str, Act<'_>),
    ) -> Result<Number, LedgerError> {
        let number = self.enter(&NewLine { mail: old.mail, ..new })?;
        let said = format!("thành số {}: {}", number_name(number), act.why);
        self.journal(act.now, act.by, what, &subject(old.number), &said)?;
        Ok(number)
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

fn new_line<'a>(report: &'a ByHand, corrects: Option<i64>, act: Act<'a>) -> NewLine<'a> {
    NewLine {
        year: act.year,
        mail: None,
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
        corrects,
        split_from: None,
        version: None,
        files: &report.files,
        matter: None,
    }
}
