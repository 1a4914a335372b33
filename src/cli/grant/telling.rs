//! A decision is told to the unit in the same transaction: one letter, unless it has no address or the person wants to
//! tell it otherwise.

use std::io::Write;

use crate::desk::Desk;
use crate::failure::Failure;
use crate::ledger::{LedgerError, Tx};
use crate::letter::template::Fault;
use crate::letter::{Purpose, Templates};
use crate::notice::grant::{self as notice, Told};
use crate::roster::{Unit, UnitId};
use crate::standing::BoardFacts;

/// Who is told, and who could not be.
#[derive(Debug, Default)]
pub(super) struct Telling<'d> {
    templates: Option<&'d Templates>,
    told: Vec<UnitId>,
    unreached: Vec<UnitId>,
    taken_back: Vec<UnitId>,
    faults: Vec<Fault>,
}

impl<'d> Telling<'d> {
    /// With the office's letters; `quiet`: nobody is told.
    pub fn new(desk: &'d Desk, quiet: bool) -> Result<Self, Failure> {
        let templates = if quiet { None } else { Some(desk.templates()?) };
        Ok(Self { templates, ..Self::default() })
    }

    /// A grant, in place of an earlier one perhaps, whose letter is no longer true.
    pub fn granted(
        &mut self,
        tx: &mut Tx<'_>,
        told: &Told<'_>,
        before: Option<i64>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        if let Some(before) = before {
            tx.withdraw(&Purpose::Granted(before), "đã có quyết định khác thay thế", desk.now)?;
        }
        self.tell(tx, told, facts, desk)
    }

    /// The end of a grant. A unit that was not told of the grant has nothing to be told of its end.
    pub fn lifted(
        &mut self,
        tx: &mut Tx<'_>,
        told: &Told<'_>,
        facts: &BoardFacts,
        desk: &Desk,
    ) -> Result<(), LedgerError> {
        let purpose = Purpose::Granted(told.id);
        if !tx.has_letter(&purpose)? {
            return Ok(());
        }
        if tx.withdraw(&purpose, "quyết định đã được bỏ trước khi thư gửi đi", desk.now)? {
            self.taken_back.push(told.owed.0.clone());
            return Ok(());
        }
        self.tell(tx, told, facts, desk)
    }

    fn tell(&mut self, tx: &mut Tx<'_>, told: &Told<'_>, facts: &BoardFacts, desk: &Desk) -> Result<(), LedgerError> {
        let Some(templates) = self.templates else { return Ok(()) };
        let unit = told.owed.0.clone();
        match notice::letter(told, desk.rules(), facts, templates, desk.now, &mut self.faults) {
            Some(letter) => {
                tx.queue(&letter, None, desk.now)?;
                self.told.push(unit);
            }
            None => self.unreached.push(unit),
        }
        Ok(())
    }

    /// Says who is told, and whom to call.
    pub fn say(&self, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
        let units = |ids: &[UnitId], line: &dyn Fn(&Unit) -> String| {
            let known = ids.iter().filter_map(|id| desk.rules().roster.unit(id));
            known.map(line).collect::<Vec<_>>().join("; ")
        };
        for fault in &self.faults {
            writeln!(out, "Mẫu thư có lỗi, đã dùng mẫu có sẵn: {fault}")?;
        }
        if !self.told.is_empty() {
            writeln!(out, "Thư báo đã xếp vào hàng chờ gửi: {:02} đơn vị.", self.told.len())?;
        }
        if !self.taken_back.is_empty() {
            writeln!(out, "Thư báo chưa gửi, đã rút: {}.", units(&self.taken_back, &|unit| unit.name.clone()))?;
        }
        if !self.unreached.is_empty() {
            let with_number = |unit: &Unit| match &unit.phone {
                Some(phone) => format!("{} (điện thoại {phone})", unit.name),
                None => unit.name.clone(),
            };
            writeln!(out, "Chưa báo được bằng thư, cần gọi điện: {}.", units(&self.unreached, &with_number))?;
        }
        Ok(())
    }
}
