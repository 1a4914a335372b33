//! What staff say once and the program keeps to: who is excused, who has more time.

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension as _, Row, params};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::calendar::Period;
use crate::letter::Purpose;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::Exception;

/// An exception in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Granted {
    /// Whose.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// What was granted.
    pub exception: Exception,
    /// When.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why.
    pub why: String,
}

/// That an exception is no longer in force.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lifted {
    /// Since when.
    pub at: Timestamp,
    /// Who took it back, or granted another in its place.
    pub by: String,
    /// Why; none when an older program took it back.
    pub why: Option<String>,
}

/// The letter that told a sender what was entered, or was to tell it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReceiptLetter {
    /// Its purpose, while it waits and cannot have left.
    pub waits: Option<Purpose>,
    /// Whether it was taken back before it left.
    pub taken_back: bool,
}

impl Tx<'_> {
    /// Excuses a unit from a report (miễn) or gives it more time (gia hạn), in place of what was granted before. Its
    /// number, and that of what it takes the place of.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn grant(&mut self, granted: &Granted) -> Result<(i64, Option<i64>), LedgerError> {
        let Granted { unit, report, period, exception, at, by, why } = granted;
        let before = self.end_exception((unit, report, *period), by, why, *at)?.map(|(id, _)| id);
        let until = match exception {
            Exception::Excused => None,
            Exception::Extended(day) => Some(day.to_string()),
        };
        self.conn
            .prepare_cached(
                "INSERT INTO exception (unit, report, period, until, at, by, why) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .and_then(|mut insert| {
                insert.execute(params![unit.as_str(), report.as_str(), Word(period), until, Ms(*at), by, why])
            })
            .during("ghi miễn, gia hạn")?;
        let id = self.conn.last_insert_rowid();
        let what = if until.is_some() { "extended" } else { "excused" };
        self.journal(*at, by, what, &obligation(unit, report, *period), why)?;
        Ok((id, before))
    }

    /// Takes back what was granted: its number, and what it was.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when nothing is in force.
    pub fn lift(
        &mut self,
        (unit, report, period): (&UnitId, &ReportId, Period),
        by: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<(i64, Exception), LedgerError> {
        let Some(ended) = self.end_exception((unit, report, period), by, why, now)? else {
            return Err(none_in_force(unit, report, period));
        };
        self.journal(now, by, "exception-lifted", &obligation(unit, report, period), why)?;
        Ok(ended)
    }

    /// Lets an exception be in force again that another one took the place of, as it was when it was granted.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn reinstate(
        &mut self,
        (unit, report, period): (&UnitId, &ReportId, Period),
        (id, exception): (i64, Exception),
        (by, why): (&str, &str),
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached(
                "UPDATE exception SET revoked_at = NULL, revoked_by = NULL, revoked_why = NULL WHERE id = ?1",
            )
            .and_then(|mut update| update.execute([id]))
            .during("cho miễn, gia hạn có hiệu lực trở lại")?;
        let what = if matches!(exception, Exception::Extended(_)) { "extended" } else { "excused" };
        self.journal(now, by, what, &obligation(unit, report, period), why)
    }

    fn end_exception(
        &mut self,
        (unit, report, period): (&UnitId, &ReportId, Period),
        by: &str,
        why: &str,
        now: Timestamp,
    ) -> Result<Option<(i64, Exception)>, LedgerError> {
        self.conn
            .prepare_cached(
                "UPDATE exception SET revoked_at = ?4, revoked_by = ?5, revoked_why = ?6 \
                 WHERE unit = ?1 AND report = ?2 AND period = ?3 AND revoked_at IS NULL RETURNING id, until",
            )
            .and_then(|mut update| {
                let given = params![unit.as_str(), report.as_str(), Word(period), Ms(now), by, why];
                update.query_row(given, |row| Ok((row.get(0)?, exception(row.get(1)?)))).optional()
            })
            .during("bỏ miễn, gia hạn")
    }

    /// Says that an address can be reached again ("the unit has a new mailbox now").
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when it is not among those that cannot be reached.
    pub fn reachable(&mut self, address: &str, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        let address = address.to_lowercase();
        let cleared = self
            .conn
            .prepare_cached("DELETE FROM bounced WHERE address = ?1")
            .and_then(|mut delete| delete.execute([&address]))
            .during("bỏ đánh dấu địa chỉ hỏng")?;
        if cleared == 0 {
            return Err(LedgerError::Missing(format!("địa chỉ hỏng {address}")));
        }
        self.journal(now, by, "address-reachable", &format!("address {address}"), why)
    }
}

impl Snapshot<'_> {
    /// Whether a letter with this purpose waits, has left or was given up; one that was taken back does not count.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn has_letter(&self, purpose: &Purpose) -> Result<bool, LedgerError> {
        self.conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM letter WHERE purpose = ?1)")
            .and_then(|mut select| select.query_row([purpose.to_string()], |row| row.get(0)))
            .during("tìm thư đã viết")
    }

    /// The newest letter that told the sender of a mail what it was entered as: to which address, to which unit.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn receipt_of(&self, mail: i64) -> Result<Option<(String, Option<UnitId>)>, LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT recipient, unit FROM letter WHERE mail = ?1 AND kind IN ('receipt', 'settled') \
                 AND state IN ('queued', 'claimed', 'sent') ORDER BY id DESC LIMIT 1",
            )
            .and_then(|mut select| {
                let row = |row: &Row<'_>| Ok((row.get(0)?, row.get::<_, Option<Word<_>>>(1)?.map(|unit| unit.0)));
                select.query_row([mail], row).optional()
            })
            .during("tìm thư xác nhận đã viết")
    }

    /// The newest letter, whatever became of it, that told the sender of a mail what it was entered as: its purpose as
    /// text, and whether it waits, was taken back before it left, or neither.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest_receipt(&self, mail: i64) -> Result<Option<ReceiptLetter>, LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT purpose, state = 'queued' AND unknowns = 0, state = 'dropped' AND purpose LIKE 'dropped:%' FROM letter \
                 WHERE mail = ?1 AND kind IN ('receipt', 'settled') ORDER BY id DESC LIMIT 1",
            )
            .and_then(|mut select| {
                let row = |row: &Row<'_>| {
                    let waits = row.get::<_, bool>(1)?.then(|| row.get::<_, String>(0)).transpose()?;
                    Ok(ReceiptLetter { waits: waits.and_then(|purpose| purpose.parse().ok()), taken_back: row.get(2)? })
                };
                select.query_row([mail], row).optional()
            })
            .during("tìm thư xác nhận đã viết")
    }

    /// The letter with this purpose, when it still waits.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn waiting_letter(&self, purpose: &Purpose) -> Result<Option<i64>, LedgerError> {
        self.conn
            .prepare_cached("SELECT id FROM letter WHERE purpose = ?1 AND state = 'queued'")
            .and_then(|mut select| select.query_row([purpose.to_string()], |row| row.get(0)).optional())
            .during("tìm thư chờ gửi")
    }

    /// The number that the next exception gets.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_exception(&self) -> Result<i64, LedgerError> {
        self.conn
            .prepare_cached("SELECT coalesce(max(id), 0) + 1 FROM exception")
            .and_then(|mut select| select.query_row([], |row| row.get(0)))
            .during("đọc miễn, gia hạn")
    }

    /// What is in force for one obligation: its number, and what it is.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when nothing is.
    pub fn in_force(
        &self,
        (unit, report, period): (&UnitId, &ReportId, Period),
    ) -> Result<(i64, Exception), LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT id, until FROM exception WHERE unit = ?1 AND report = ?2 AND period = ?3 AND revoked_at IS NULL",
            )
            .and_then(|mut select| {
                let owed = params![unit.as_str(), report.as_str(), Word(period)];
                select.query_row(owed, |row| Ok((row.get(0)?, exception(row.get(1)?)))).optional()
            })
            .during("đọc miễn, gia hạn")?
            .ok_or_else(|| none_in_force(unit, report, period))
    }

    /// What the exception in force took the place of, when it did; none when nothing is in force.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn replaced(
        &self,
        (unit, report, period): (&UnitId, &ReportId, Period),
    ) -> Result<Option<(i64, Exception)>, LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT before.id, before.until FROM exception AS now JOIN exception AS before ON before.id < now.id \
                 AND before.unit = now.unit AND before.report = now.report AND before.period = now.period \
                 AND before.revoked_at = now.at AND before.revoked_by = now.by AND before.revoked_why = now.why \
                 WHERE now.unit = ?1 AND now.report = ?2 AND now.period = ?3 AND now.revoked_at IS NULL \
                 ORDER BY before.id DESC LIMIT 1",
            )
            .and_then(|mut select| {
                let owed = params![unit.as_str(), report.as_str(), Word(period)];
                select.query_row(owed, |row| Ok((row.get(0)?, exception(row.get(1)?)))).optional()
            })
            .during("đọc miễn, gia hạn")
    }

    /// Whether the letter that told of a grant was taken back before it left.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn took_back(&self, purpose: &Purpose) -> Result<bool, LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM letter WHERE kind = ?1 AND state = 'dropped' \
                 AND purpose = 'dropped:' || id || ':' || ?2)",
            )
            .and_then(|mut select| select.query_row([purpose.kind(), &purpose.to_string()], |row| row.get(0)))
            .during("tìm thư đã giữ lại")
    }

    /// Every exception in force.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn granted(&self) -> Result<Vec<Granted>, LedgerError> {
        let all = self.exceptions("revoked_at IS NULL", [])?;
        Ok(all.into_iter().map(|(granted, _)| granted).collect())
    }

    /// Every exception that ever was, in the order in which they were granted, with how each ended.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ever_granted(&self) -> Result<Vec<(Granted, Option<Lifted>)>, LedgerError> {
        self.exceptions("1", [])
    }

    /// What was ever granted for one obligation, in order.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn ever_granted_for(
        &self,
        (unit, report, period): (&UnitId, &ReportId, Period),
    ) -> Result<Vec<(Granted, Option<Lifted>)>, LedgerError> {
        let owed = params![unit.as_str(), report.as_str(), Word(period)];
        self.exceptions("unit = ?1 AND report = ?2 AND period = ?3", owed)
    }

    fn exceptions(
        &self,
        which: &str,
        values: impl rusqlite::Params,
    ) -> Result<Vec<(Granted, Option<Lifted>)>, LedgerError> {
        const WHAT: &str = "đọc miễn, gia hạn";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT unit, report, period, until, at, by, why, revoked_at, revoked_by, revoked_why FROM exception \
                 WHERE {which} ORDER BY id"
            ))
            .during(WHAT)?;
        select.query_map(values, exception_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

fn exception_row(row: &Row<'_>) -> rusqlite::Result<(Granted, Option<Lifted>)> {
    let granted = Granted {
        unit: row.get::<_, Word<_>>(0)?.0,
        report: row.get::<_, Word<_>>(1)?.0,
        period: row.get::<_, Word<_>>(2)?.0,
        exception: exception(row.get(3)?),
        at: row.get::<_, Ms>(4)?.0,
        by: row.get(5)?,
        why: row.get(6)?,
    };
    let ended = row.get::<_, Option<Ms>>(7)?.zip(row.get::<_, Option<String>>(8)?);
    let why = row.get(9)?;
    Ok((granted, ended.map(|(at, by)| Lifted { at: at.0, by, why })))
}

fn none_in_force(unit: &UnitId, report: &ReportId, period: Period) -> LedgerError {
    LedgerError::Missing(format!("miễn hay gia hạn nào cho {unit}, {report}, {period}"))
}

/// An extension has a last day, an exemption none.
fn exception(until: Option<Word<Date>>) -> Exception {
    until.map_or(Exception::Excused, |Word(day)| Exception::Extended(day))
}

/// How the journal names an obligation.
pub(super) fn obligation(unit: &UnitId, report: &ReportId, period: Period) -> String {
    format!("obligation {unit} {report} {period}")
}
