//! Sổ tiếp nhận: the lines, their numbers and versions, and what of them still stands.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

use super::column::{Count, Ms, Stood, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::calendar::Period;
use crate::calendar::deadline::Timeliness;
use crate::decision::Relation;
use crate::evidence::{KnownReceipt, Register};
use crate::message::Sha256;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// Year and number of a line: 2020, 147. Given once, never again.
pub type Number = (i16, u32);

/// How a report came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Channel {
    /// By mail.
    Email,
    /// On paper, by hand or post.
    Paper,
    /// By telephone.
    Phone,
    /// By Zalo.
    Zalo,
    /// By any other way; the reason says which.
    Other,
}

/// A line of the register with everything that a listing shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Row.
    pub id: i64,
    /// Year and number.
    pub number: Number,
    /// The mail it came by.
    pub mail: Option<i64>,
    /// How it came.
    pub channel: Channel,
    /// Whose.
    pub unit: UnitId,
    /// Which report.
    pub report: ReportId,
    /// Which period.
    pub period: Period,
    /// 1, 2, …
    pub version: u32,
    /// How it stood to what came before.
    pub relation: Relation,
    /// When it was received.
    pub received_at: Timestamp,
    /// What the sender's clock said, for mails.
    pub dated_at: Option<Timestamp>,
    /// The sender's address; empty when it did not come by mail.
    pub sender: String,
    /// How it stood to its date when it came; none for reports without a date.
    pub timeliness: Option<Timeliness>,
    /// The document's own number and symbol.
    pub document_number: Option<String>,
    /// Who decided: `tiepnhan` or a person.
    pub decided_by: String,
    /// When.
    pub decided_at: Timestamp,
    /// Why.
    pub why: String,
    /// The line that this one takes the place of.
    pub corrects: Option<Number>,
    /// The line that took the place of this one.
    pub corrected_by: Option<Number>,
    /// Why it no longer counts, when it was withdrawn.
    pub revoked: Option<String>,
    /// Its files.
    pub files: Vec<LineFile>,
}

impl Line {
    /// Whether it still counts: neither withdrawn nor replaced by a corrected line.
    #[must_use]
    pub fn stands(&self) -> bool {
        self.corrected_by.is_none() && self.revoked.is_none()
    }
}

/// A file of a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LineFile {
    /// Its place in the mail; none when it did not come by mail.
    pub attachment: Option<usize>,
    /// Name as sent.
    pub name: String,
    /// Declared media type.
    pub media_type: String,
    /// Bytes.
    pub size: u64,
    /// Hash of the bytes.
    pub sha256: Sha256,
}

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
    pub files: &'a [LineFile],
}

/// The obligation of a line and what is known of the line.
type Known = ((UnitId, ReportId, Period), KnownReceipt);

/// The register as judgments need it, kept between transactions so that 20,000 mails do not read it 20,000 times.
#[derive(Default)]
pub(crate) struct Cache {
    register: Option<Arc<Register>>,
    /// Lines written since; joined only when asked for, when no judgment holds the shared value any more.
    pending: Vec<Known>,
    data_version: i64,
}

impl Cache {
    /// Forgets everything when another connection has written. To be called inside the transaction.
    pub(crate) fn refresh(&mut self, conn: &Connection) -> Result<(), LedgerError> {
        let now: i64 = conn.query_row("PRAGMA data_version", [], |row| row.get(0)).during("bắt đầu ghi sổ")?;
        if now != self.data_version {
            self.forget();
            self.data_version = now;
        }
        Ok(())
    }

    /// To be called when something was undone or changed in another way than by a new line.
    pub(crate) fn forget(&mut self) {
        self.register = None;
        self.pending.clear();
    }
}

const STANDS: &str = "NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id) \
                      AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id)";

impl Snapshot<'_> {
    /// Everything received that still stands, without second copies of the same files.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn register(&self) -> Result<Register, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut files = self.files_of_all(WHAT)?;
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT id, unit, report, period, year, number, version, received_at FROM receipt \
                 WHERE relation <> 'duplicate' AND {STANDS} ORDER BY received_at, id"
            ))
            .during(WHAT)?;
        let rows = select
            .query_map([], |row| {
                let obligation =
                    (row.get::<_, Word<_>>(1)?.0, row.get::<_, Word<_>>(2)?.0, row.get::<_, Word<_>>(3)?.0);
                let number = (row.get(4)?, row.get(5)?);
                let received_at = row.get::<_, Ms>(7)?.0;
                Ok((
                    row.get(0)?,
                    obligation,
                    KnownReceipt { number, version: row.get(6)?, received_at, files: Vec::new() },
                ))
            })
            .during(WHAT)?;
        let mut register = Register::default();
        for row in rows {
            let (id, obligation, mut receipt): (i64, _, KnownReceipt) = row.during(WHAT)?;
            receipt.files = files.remove(&id).unwrap_or_default().into_iter().map(|file| file.sha256).collect();
            register.receipts.entry(obligation).or_default().push(receipt);
        }
        Ok(register)
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

    /// Every line, in the order of the register.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lines(&self) -> Result<Vec<Line>, LedgerError> {
        self.lines_where("1", [])
    }

    /// The lines that came of a mail.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lines_of(&self, mail: i64) -> Result<Vec<Line>, LedgerError> {
        self.lines_where("receipt.mail = ?1", [mail])
    }

    /// The line with this number.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none.
    pub fn line(&self, number: Number) -> Result<Line, LedgerError> {
        let found = self.lines_where("receipt.year = ?1 AND receipt.number = ?2", params![number.0, number.1])?;
        found.into_iter().next().ok_or_else(|| LedgerError::Missing(format!("số tiếp nhận {}/{}", number.1, number.0)))
    }

    fn lines_where(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<Line>, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT receipt.id, receipt.year, receipt.number, receipt.mail, receipt.channel, receipt.unit, \
                 receipt.report, receipt.period, receipt.version, receipt.relation, receipt.received_at, mail.dated_at, \
                 coalesce(mail.from_address, ''), receipt.timeliness, receipt.document_number, receipt.decided_by, \
                 receipt.decided_at, receipt.why, earlier.year, earlier.number, later.year, later.number, revocation.why \
                 FROM receipt LEFT JOIN mail ON mail.id = receipt.mail \
                 LEFT JOIN receipt earlier ON earlier.id = receipt.corrects \
                 LEFT JOIN receipt later ON later.corrects = receipt.id \
                 LEFT JOIN revocation ON revocation.receipt = receipt.id \
                 WHERE {which} ORDER BY receipt.year, receipt.number"
            ))
            .during(WHAT)?;
        let mut lines: Vec<Line> =
            select.query_map(values, line_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)?;
        if let [line] = lines.as_mut_slice() {
            line.files = self.files_of(line.id)?;
        } else if !lines.is_empty() {
            let mut files = self.files_of_all(WHAT)?;
            for line in &mut lines {
                line.files = files.remove(&line.id).unwrap_or_default();
            }
        }
        Ok(lines)
    }

    fn files_of_all(&self, what: &'static str) -> Result<BTreeMap<i64, Vec<LineFile>>, LedgerError> {
        let mut select = self.conn.prepare_cached(&format!("{FILE} ORDER BY receipt, idx")).during(what)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, file_row(row)?))).during(what)?;
        let mut files: BTreeMap<i64, Vec<LineFile>> = BTreeMap::new();
        for row in rows {
            let (receipt, file) = row.during(what)?;
            files.entry(receipt).or_default().push(file);
        }
        Ok(files)
    }

    fn files_of(&self, receipt: i64) -> Result<Vec<LineFile>, LedgerError> {
        const WHAT: &str = "đọc tệp của sổ tiếp nhận";
        let mut select = self.conn.prepare_cached(&format!("{FILE} WHERE receipt = ?1 ORDER BY idx")).during(WHAT)?;
        select.query_map([receipt], file_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

const FILE: &str = "SELECT receipt, attachment, name, media_type, size, sha256 FROM receipt_file";

fn file_row(row: &Row<'_>) -> rusqlite::Result<LineFile> {
    Ok(LineFile {
        attachment: row.get::<_, Option<Count<_>>>(1)?.map(|count| count.0),
        name: row.get(2)?,
        media_type: row.get(3)?,
        size: row.get::<_, Count<_>>(4)?.0,
        sha256: row.get::<_, Word<_>>(5)?.0,
    })
}

fn line_row(row: &Row<'_>) -> rusqlite::Result<Line> {
    let number = |year: usize, number: usize| -> rusqlite::Result<Option<Number>> {
        Ok(row.get::<_, Option<i16>>(year)?.zip(row.get::<_, Option<u32>>(number)?))
    };
    Ok(Line {
        id: row.get(0)?,
        number: (row.get(1)?, row.get(2)?),
        mail: row.get(3)?,
        channel: row.get::<_, Word<_>>(4)?.0,
        unit: row.get::<_, Word<_>>(5)?.0,
        report: row.get::<_, Word<_>>(6)?.0,
        period: row.get::<_, Word<_>>(7)?.0,
        version: row.get(8)?,
        relation: row.get::<_, Word<_>>(9)?.0,
        received_at: row.get::<_, Ms>(10)?.0,
        dated_at: row.get::<_, Option<Ms>>(11)?.map(|ms| ms.0),
        sender: row.get(12)?,
        timeliness: row.get::<_, Stood>(13)?.0,
        document_number: row.get(14)?,
        decided_by: row.get(15)?,
        decided_at: row.get::<_, Ms>(16)?.0,
        why: row.get(17)?,
        corrects: number(18, 19)?,
        corrected_by: number(20, 21)?,
        revoked: row.get(22)?,
        files: Vec::new(),
    })
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
        let version = self.version(line)?;
        self.conn
            .prepare_cached(
                "INSERT INTO receipt (year, number, mail, channel, unit, report, period, version, relation, received_at, \
                 timeliness, document_number, decided_by, decided_at, why, corrects) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
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
        self.journal(line.decided_at, line.decided_by, "receipt", &subject(number), line.why)?;
        if line.corrects.is_some() {
            self.cache.forget();
        } else if line.relation != Relation::Duplicate {
            let files = line.files.iter().map(|file| file.sha256.clone()).collect();
            let known = KnownReceipt { number, version, received_at: line.received_at, files };
            self.cache.pending.push(((line.unit.clone(), line.report.clone(), line.period), known));
        }
        Ok(number)
    }

    /// A supplement and a second copy belong to the version that stands; anything else begins the next one.
    fn version(&self, line: &NewLine<'_>) -> Result<u32, LedgerError> {
        let last: Option<u32> = self
            .conn
            .prepare_cached(
                "SELECT version FROM receipt WHERE unit = ?1 AND report = ?2 AND period = ?3 ORDER BY version DESC LIMIT 1",
            )
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
