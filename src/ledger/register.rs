//! Sổ tiếp nhận: the lines, their numbers and versions, and what of them still stands.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, params};

use super::column::{Count, Ms, Stood, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx, search};
use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::decision::Relation;
use crate::dossier::{Channel, LineFile, Number};
use crate::evidence::{KnownReceipt, Register};
use crate::plan::{Piece, ReportId};
use crate::roster::UnitId;

/// A line about to be written; number and version are given by the ledger.
pub(crate) struct NewLine<'a> {
    pub year: i16,
    pub mail: Option<i64>,
    pub channel: Channel,
    pub unit: &'a UnitId,
    pub report: &'a ReportId,
    pub period: Period,
    pub relation: Relation,
    pub received_at: Timestamp,
    pub timeliness: Option<Timeliness>,
    pub document_number: Option<&'a str>,
    pub decided_by: &'a str,
    pub decided_at: Timestamp,
    pub why: &'a str,
    pub corrects: Option<i64>,
    pub split_from: Option<i64>,
    /// When it is known; else the next one.
    pub version: Option<u32>,
    pub files: &'a [LineFile],
    /// Of a report on an incident: what it says it is about, in lines; else the subject of its mail.
    pub matter: Option<&'a str>,
}

/// The obligation of a line and what is known of the line.
type Known = ((UnitId, ReportId, Period), KnownReceipt);

/// The register as judgments need it, kept between transactions so that 20,000 mails do not read it 20,000 times.
#[derive(Default)]
pub(crate) struct Cache {
    register: Option<Arc<Register>>,
    /// Lines written since; joined only when asked for, when no judgment holds the shared value any more.
    pending: Vec<Known>,
    /// Up to where both have read.
    end: End,
}

/// How far the register goes. Lines and revocations are only ever added, so it tells whether somebody added any.
#[derive(Default, Clone, Copy, PartialEq, Eq)]
struct End {
    line: i64,
    revocations: i64,
}

impl End {
    fn of(conn: &Connection) -> Result<Self, LedgerError> {
        conn.prepare_cached("SELECT (SELECT coalesce(max(id), 0) FROM receipt), (SELECT count(*) FROM revocation)")
            .and_then(|mut select| select.query_row([], |row| Ok(Self { line: row.get(0)?, revocations: row.get(1)? })))
            .during("xem sổ đến đâu")
    }
}

impl Cache {
    /// Takes in what another connection has entered, or forgets everything when it did more than that. To be called at
    /// the beginning of a transaction.
    pub(crate) fn refresh(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let (before, end) = (self.end, End::of(conn)?);
        if self.register.is_some() && end != before {
            let snapshot = Snapshot { conn };
            if end.revocations == before.revocations && !snapshot.corrected_since(before.line)? {
                self.pending.extend(snapshot.entered_since(before.line)?);
            } else {
                self.forget();
            }
        }
        self.end = end;
        Ok(())
    }

    /// What was entered in this transaction is known. To be called at its end.
    pub(crate) fn keep_up(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        self.end = End::of(conn)?;
        Ok(())
    }

    /// To be called when something was undone or changed in another way than by a new line.
    pub(crate) fn forget(&mut self) {
        self.register = None;
        self.pending.clear();
    }
}

fn register_with(lines: Vec<Known>) -> Register {
    let mut register = Register::default();
    for (obligation, receipt) in lines {
        register.receipts.entry(obligation).or_default().push(receipt);
    }
    register
}

pub(super) const STANDS: &str = "NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id) \
                      AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id)";

impl Snapshot<'_> {
    /// Everything received that still stands, without second copies of the same files.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn register(&self) -> Result<Register, LedgerError> {
        let mut files = self.files_of_all("đọc sổ tiếp nhận")?;
        let lines = self.known_lines("1", [], |id| Ok(files.remove(&id).unwrap_or_default()))?;
        Ok(register_with(lines))
    }

    /// The same of these units.
    pub(super) fn register_of(&self, units: &BTreeSet<UnitId>) -> Result<Register, LedgerError> {
        let units: Vec<&str> = units.iter().map(UnitId::as_str).collect();
        let units = serde_json::to_string(&units).unwrap_or_default();
        let which = "unit IN (SELECT value FROM json_each(?1))";
        Ok(register_with(self.known_lines(which, [units], |id| self.files_of(id))?))
    }

    /// What was entered after this line and stands.
    fn entered_since(&self, line: i64) -> Result<Vec<Known>, LedgerError> {
        self.known_lines("id > ?1", [line], |id| self.files_of(id))
    }

    /// Whether a line after this one took the place of another.
    fn corrected_since(&self, line: i64) -> Result<bool, LedgerError> {
        self.conn
            .prepare_cached("SELECT EXISTS (SELECT 1 FROM receipt WHERE id > ?1 AND corrects IS NOT NULL)")
            .and_then(|mut select| select.query_row([line], |row| row.get(0)))
            .during("xem các số mới vào sổ")
    }

    /// The lines of `which` that stand, without second copies, each with the files that `files` gives.
    fn known_lines(
        &self,
        which: &str,
        values: impl rusqlite::Params,
        mut files: impl FnMut(i64) -> Result<Vec<LineFile>, LedgerError>,
    ) -> Result<Vec<Known>, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT id, unit, report, period, year, number, version, received_at, relation FROM receipt \
                 WHERE {which} AND relation <> 'duplicate' AND {STANDS} ORDER BY received_at, id"
            ))
            .during(WHAT)?;
        let rows = select
            .query_map(values, |row| {
                let obligation =
                    (row.get::<_, Word<_>>(1)?.0, row.get::<_, Word<_>>(2)?.0, row.get::<_, Word<_>>(3)?.0);
                let number = (row.get(4)?, row.get(5)?);
                let received_at = row.get::<_, Ms>(7)?.0;
                let begins = row.get::<_, Word<Relation>>(8)?.0 != Relation::Supplement;
                let (files, pieces) = (Vec::new(), Vec::new());
                let known = KnownReceipt { number, version: row.get(6)?, received_at, files, begins, pieces };
                Ok((row.get(0)?, obligation, known))
            })
            .during(WHAT)?;
        let mut known = Vec::new();
        for row in rows {
            let (id, obligation, mut receipt): (i64, _, KnownReceipt) = row.during(WHAT)?;
            let files = files(id)?;
            receipt.pieces = Piece::in_files(files.iter().map(|file| (file.name.as_str(), file.size)));
            receipt.files = files.into_iter().map(|file| file.sha256).collect();
            known.push((obligation, receipt));
        }
        Ok(known)
    }

    /// The number that the next line of `year` gets.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn next_number(&self, year: i16) -> Result<u32, LedgerError> {
        self.conn
            .prepare_cached("SELECT coalesce(max(number), 0) + 1 FROM receipt WHERE year = ?1")
            .and_then(|mut select| select.query_row([year], |row| row.get(0)))
            .during("lấy số tiếp nhận")
    }
}

impl Tx<'_> {
    /// What has been received and still stands, shared with earlier judgments of the group.
    pub(crate) fn shared_register(&mut self) -> Result<Arc<Register>, LedgerError> {
        let mut register = match self.cache.register.take() {
            Some(register) => register,
            None => {
                self.cache.pending.clear();
                Arc::new(self.snapshot.register()?)
            }
        };
        if !self.cache.pending.is_empty() {
            let known = Arc::make_mut(&mut register);
            for (obligation, receipt) in self.cache.pending.drain(..) {
                let receipts = known.receipts.entry(obligation).or_default();
                let place = receipts.partition_point(|earlier| earlier.received_at <= receipt.received_at);
                receipts.insert(place, receipt);
            }
        }
        self.cache.register = Some(Arc::clone(&register));
        Ok(register)
    }

    /// Writes a line with the next number of its year and the next version of its obligation.
    pub(crate) fn enter(&mut self, line: &NewLine<'_>) -> Result<Number, LedgerError> {
        const WHAT: &str = "vào sổ tiếp nhận";
        let number = (line.year, self.next_number(line.year)?);
        let version = line.version.map_or_else(|| self.version(line), Ok)?;
        self.conn
            .prepare_cached(
                "INSERT INTO receipt (year, number, mail, channel, unit, report, period, version, relation, received_at, \
                 timeliness, document_number, decided_by, decided_at, why, corrects, split_from) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    number.0,
                    number.1,
                    line.mail,
                    Word(line.channel),
                    line.unit.as_str(),
                    line.report.as_str(),
                    Word(line.period),
                    version,
                    Word(line.relation),
                    Ms(line.received_at),
                    Stood(line.timeliness),
                    line.document_number,
                    line.decided_by,
                    Ms(line.decided_at),
                    line.why,
                    line.corrects,
                    line.split_from,
                ])
            })
            .during(WHAT)?;
        let receipt = self.conn.last_insert_rowid();
        let mut insert = self
            .conn
            .prepare_cached(
                "INSERT INTO receipt_file (receipt, idx, attachment, name, media_type, size, sha256) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .during(WHAT)?;
        for (idx, file) in line.files.iter().enumerate() {
            let LineFile { attachment, name, media_type, size, sha256 } = file;
            let place = attachment.map(Count);
            let row = params![receipt, Count(idx), place, name, media_type, Count(*size), Word(sha256)];
            insert.execute(row).during(WHAT)?;
        }
        drop(insert);
        search::index(self.conn, receipt)?;
        self.journal(line.decided_at, line.decided_by, "receipt", &subject(number), line.why)?;
        if line.period.is_ad_hoc() {
            self.stand_in_case(line)?;
        }
        if line.corrects.is_some() {
            self.cache.forget();
        } else if line.relation != Relation::Duplicate {
            let files = line.files.iter().map(|file| file.sha256.clone()).collect();
            let pieces = Piece::in_files(line.files.iter().map(|file| (file.name.as_str(), file.size)));
            let begins = line.relation != Relation::Supplement;
            let known = KnownReceipt { number, version, received_at: line.received_at, files, begins, pieces };
            self.cache.pending.push(((line.unit.clone(), line.report.clone(), line.period), known));
        }
        Ok(number)
    }

    /// A supplement and a second copy belong to the version that stands; anything else begins the next one.
    fn version(&self, line: &NewLine<'_>) -> Result<u32, LedgerError> {
        let last: Option<u32> = self
            .conn
            .prepare_cached(&format!(
                "SELECT version FROM receipt WHERE unit = ?1 AND report = ?2 AND period = ?3 AND {STANDS} \
                 ORDER BY version DESC LIMIT 1"
            ))
            .and_then(|mut select| {
                let obligation = params![line.unit.as_str(), line.report.as_str(), Word(line.period)];
                select.query_row(obligation, |row| row.get(0)).optional()
            })
            .during("đếm lần gửi")?;
        Ok(match (last, line.relation) {
            (None, _) => 1,
            (Some(last), Relation::Supplement | Relation::Duplicate) => last,
            (Some(last), _) => last.saturating_add(1),
        })
    }
}

/// How the journal names a line.
pub(crate) fn subject(number: Number) -> String {
    format!("receipt {}/{}", number.0, number.1)
}
