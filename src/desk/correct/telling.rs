//! Whoever got a receipt that is true no more is told so, in the same transaction, once.

use std::sync::Arc;

use crate::decision::Entry;
use crate::desk::{Desk, Refusal};
use crate::judgment;
use crate::ledger::{Bucket, LedgerError, Line, Number, Reach, Tx};
use crate::letter::template::Fault;
use crate::letter::{Letter, Purpose, Templates};
use crate::notice::correction::{self, Change, Entered, Part};

/// Who is told that a receipt is true no more, and who could not be.
#[derive(Debug, Clone, Default)]
pub struct Told {
    /// The letters on their way.
    pub letters: Vec<Letter>,
    /// Addresses that no letter reaches: somebody must call.
    pub unreached: Vec<String>,
    /// A letter that had not left was taken back instead.
    pub taken_back: bool,
    /// That letter, or those on their way, is the receipt itself: nobody had been told yet.
    pub receipt: bool,
    /// Texts of the office that failed; the built in ones spoke in their place.
    pub faults: Vec<Fault>,
}

/// Why a receipt goes back.
const WITHDRAWN: &str = "số tiếp nhận đã được hủy trước khi thư gửi đi";

/// The letters of one amendment, in its transaction.
pub(super) struct Telling<'d> {
    templates: Option<&'d Templates>,
    /// What came of it.
    pub told: Told,
}

impl<'d> Telling<'d> {
    /// With the office's letters; `quiet`: nobody is told.
    pub fn new(desk: &'d Desk, quiet: bool) -> Result<Self, Refusal> {
        let templates = if quiet { None } else { Some(desk.templates()?) };
        Ok(Self { templates, told: Told::default() })
    }

    /// A line that was told stands no more; another may stand in its place. What came on paper or by telephone had no
    /// receipt by mail, and is confirmed and corrected the way it came.
    pub fn changed(
        &mut self,
        tx: &mut Tx<'_>,
        (old, new): (Number, Option<Number>),
        change: Change,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        self.tell(tx, (old, new, None), change, desk)
    }

    /// A line that was told is two now: what is left of it, and what was taken out.
    pub fn split(
        &mut self,
        tx: &mut Tx<'_>,
        (old, kept, part): (Number, Number, Number),
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        self.tell(tx, (old, Some(kept), Some(part)), Change::Split, desk)
    }

    fn tell(
        &mut self,
        tx: &mut Tx<'_>,
        (old, new, part): (Number, Option<Number>, Option<Number>),
        change: Change,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let Some(templates) = self.templates else { return Ok(()) };
        let old = tx.line(old)?;
        let new = new.map(|new| tx.line(new)).transpose()?;
        let part = part.map(|part| tx.line(part)).transpose()?;
        let Some(mail) = old.mail else { return Ok(()) };
        let Some((to, Some(unit))) = tx.receipt_of(mail)? else { return Ok(()) };
        let change = match change {
            Change::Withdrawn { .. } => Change::Withdrawn { reviewed: tx.mail(mail)?.bucket == Bucket::Review },
            other => other,
        };
        let part = part.as_ref().map(|part| Part {
            line: entered(part),
            files: part.files.iter().map(|file| file.name.as_str()).collect(),
        });
        let (was, now) = (entered(&old), new.as_ref().map(entered));
        let told = correction::Told { to: &to, unit: &unit, old: was, new: now, part, change };
        let facts = tx.board_within(Reach::Unit(&unit), desk.now)?;
        match correction::letter(&told, desk.rules(), &facts, templates, desk.now, &mut self.told.faults) {
            Some(letter) => {
                if tx.queue(&letter, Some(mail), desk.now)? {
                    self.told.letters.push(letter);
                }
            }
            None => self.told.unreached.push(to),
        }
        Ok(())
    }

    /// A receipt that has not left goes back when all that it tells is withdrawn. Whether the sender has heard nothing of
    /// the line: then nothing need be told of its end.
    pub fn receipt_back(
        &mut self,
        tx: &mut Tx<'_>,
        of: &Line,
        at_once: &[Number],
        desk: &Desk,
    ) -> Result<bool, LedgerError> {
        let Some(mail) = of.mail else { return Ok(false) };
        let receipt = tx.newest_receipt(mail)?;
        if receipt.as_ref().is_some_and(|receipt| receipt.taken_back) {
            (self.told.taken_back, self.told.receipt) = (true, true);
            return Ok(true);
        }
        let Some(purpose) = receipt.and_then(|receipt| receipt.waits) else { return Ok(false) };
        let others = tx.lines_of(mail)?.into_iter().any(|line| line.stands() && !at_once.contains(&line.number));
        if others || !tx.withdraw(&purpose, WITHDRAWN, desk.now)? {
            return Ok(false);
        }
        (self.told.taken_back, self.told.receipt) = (true, true);
        Ok(true)
    }

    /// Lines stand again the receipt of which went back before it left: it is written anew, with the numbers that stand.
    pub fn receipt_again(&mut self, tx: &mut Tx<'_>, lines: &[Line], desk: &Desk) -> Result<(), Refusal> {
        let (Some(templates), Some(first)) = (self.templates, lines.first()) else { return Ok(()) };
        let Some(mail) = first.mail.filter(|_| self.told.letters.is_empty()) else { return Ok(()) };
        if !tx.newest_receipt(mail)?.is_some_and(|receipt| receipt.taken_back) {
            return Ok(());
        }
        let message = desk.reread(mail)?.message;
        let units = lines.iter().map(|line| line.unit.clone()).collect();
        let (year, times) = (first.number.0, tx.review(mail)?.times);
        let mut facts = tx.facts_of(&message, &units, year, desk.now)?;
        facts.next_number = first.number.1;
        for known in Arc::make_mut(&mut facts.register).receipts.values_mut() {
            known.retain(|known| !lines.iter().any(|line| line.number == known.number));
        }
        let entries: Vec<Entry> = lines.iter().map(entry).collect();
        for letter in judgment::settle(&message, &entries, times, &facts, desk.rules(), templates, desk.now) {
            if tx.queue(&letter, Some(mail), desk.now)? {
                self.told.receipt = true;
                self.told.letters.push(letter);
            }
        }
        Ok(())
    }

    /// What was done to `old` is taken back: a letter about it that has not left is taken back with it, else a letter
    /// says so.
    pub fn undone(
        &mut self,
        tx: &mut Tx<'_>,
        (back, of, new): (Number, Number, Number),
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let why = "việc sửa đã được hoàn tác trước khi thư gửi đi";
        for purpose in [Purpose::Corrected(back, Some(of)), Purpose::Corrected(of, None)] {
            if tx.withdraw(&purpose, why, desk.now)? {
                self.told.taken_back = true;
                return Ok(());
            }
            if tx.has_letter(&purpose)? {
                return self.changed(tx, (of, Some(new)), Change::Restored, desk);
            }
        }
        Ok(())
    }
}

/// The line as it was decided.
fn entry(line: &Line) -> Entry {
    Entry {
        unit: line.unit.clone(),
        report: line.report.clone(),
        period: line.period,
        attachments: line.files.iter().filter_map(|file| file.attachment).collect(),
        relation: line.relation,
        document_number: line.document_number.clone(),
    }
}

fn entered(line: &Line) -> Entered<'_> {
    Entered {
        number: line.number,
        owed: (&line.unit, &line.report, line.period),
        received_at: line.received_at,
        timeliness: line.timeliness,
    }
}
