//! The lines of the register, read for listings.

use std::collections::BTreeMap;

use rusqlite::{Row, params};

use super::Snapshot;
use super::column::{Count, Ms, Stood, Word};
use super::failure::{During, LedgerError};
use crate::calendar::Period;
use crate::dossier::{Line, LineFile, Number, Withdrawal};
use crate::plan::ReportId;
use crate::roster::UnitId;

impl Snapshot<'_> {
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

    /// Every line of a unit about a period, under whatever report, in the order of the register.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lines_for(&self, unit: &UnitId, period: Period) -> Result<Vec<Line>, LedgerError> {
        self.lines_where("receipt.unit = ?1 AND receipt.period = ?2", params![unit.as_str(), Word(period)])
    }

    /// Every line about a period, in the order of the register.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lines_of_period(&self, period: Period) -> Result<Vec<Line>, LedgerError> {
        self.lines_where("receipt.period = ?1", [Word(period)])
    }

    /// Every period about which something was ever entered.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn periods(&self) -> Result<Vec<Period>, LedgerError> {
        const WHAT: &str = "đọc các kỳ của sổ";
        // From one period to the next through the index: a few hundred steps, not every line.
        let mut select = self
            .conn
            .prepare_cached(
                "WITH RECURSIVE one (period) AS (SELECT min(period) FROM receipt UNION ALL \
                 SELECT (SELECT min(period) FROM receipt WHERE period > one.period) FROM one WHERE one.period IS NOT NULL) \
                 SELECT period FROM one WHERE period IS NOT NULL",
            )
            .during(WHAT)?;
        let rows = select.query_map([], |row| Ok(row.get::<_, Word<_>>(0)?.0)).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// The line with this number.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none.
    pub fn line(&self, number: Number) -> Result<Line, LedgerError> {
        let found = self.lines_where("receipt.year = ?1 AND receipt.number = ?2", params![number.0, number.1])?;
        found.into_iter().next().ok_or_else(|| LedgerError::Missing(format!("số tiếp nhận {}/{}", number.1, number.0)))
    }

    /// The lines about what one unit owes for one period.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lines_about(&self, unit: &UnitId, report: &ReportId, period: Period) -> Result<Vec<Line>, LedgerError> {
        let about = params![unit.as_str(), report.as_str(), Word(period)];
        self.lines_where("receipt.unit = ?1 AND receipt.report = ?2 AND receipt.period = ?3", about)
    }

    /// The lines in these rows, in the order of the register.
    pub(super) fn lines_with(&self, ids: &[i64]) -> Result<Vec<Line>, LedgerError> {
        let rows = serde_json::to_string(ids).unwrap_or_default();
        self.lines_where("receipt.id IN (SELECT value FROM json_each(?1))", [rows])
    }

    /// The numbers of the lines that came of a mail.
    pub(super) fn numbers_of(&self, mail: i64) -> Result<Vec<Number>, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut select =
            self.conn.prepare_cached("SELECT year, number FROM receipt WHERE mail = ?1 ORDER BY id").during(WHAT)?;
        let rows = select.query_map([mail], |row| Ok((row.get(0)?, row.get(1)?))).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    fn lines_where(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<Line>, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT receipt.id, receipt.year, receipt.number, receipt.mail, receipt.channel, receipt.unit, \
                 receipt.report, receipt.period, receipt.version, receipt.relation, receipt.received_at, mail.dated_at, \
                 coalesce(mail.from_address, ''), receipt.timeliness, receipt.document_number, receipt.decided_by, \
                 receipt.decided_at, receipt.why, earlier.year, earlier.number, later.year, later.number, revocation.why, \
                 whole.year, whole.number, revocation.at, revocation.by \
                 FROM receipt LEFT JOIN mail ON mail.id = receipt.mail \
                 LEFT JOIN receipt earlier ON earlier.id = receipt.corrects \
                 LEFT JOIN receipt whole ON whole.id = receipt.split_from \
                 LEFT JOIN receipt later ON later.corrects = receipt.id \
                 LEFT JOIN revocation ON revocation.receipt = receipt.id \
                 WHERE {which} ORDER BY receipt.year, receipt.number"
            ))
            .during(WHAT)?;
        let mut lines: Vec<Line> =
            select.query_map(values, line_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)?;
        if lines.len() <= MANY {
            for line in &mut lines {
                line.files = self.files_of(line.id)?;
            }
        } else {
            let mut files = self.files_of_all(WHAT)?;
            for line in &mut lines {
                line.files = files.remove(&line.id).unwrap_or_default();
            }
        }
        Ok(lines)
    }

    pub(super) fn files_of_all(&self, what: &'static str) -> Result<BTreeMap<i64, Vec<LineFile>>, LedgerError> {
        let mut select = self.conn.prepare_cached(&format!("{FILE} ORDER BY receipt, idx")).during(what)?;
        let rows = select.query_map([], |row| Ok((row.get(0)?, file_row(row)?))).during(what)?;
        let mut files: BTreeMap<i64, Vec<LineFile>> = BTreeMap::new();
        for row in rows {
            let (receipt, file) = row.during(what)?;
            files.entry(receipt).or_default().push(file);
        }
        Ok(files)
    }

    pub(super) fn files_of(&self, receipt: i64) -> Result<Vec<LineFile>, LedgerError> {
        const WHAT: &str = "đọc tệp của sổ tiếp nhận";
        let mut select = self.conn.prepare_cached(&format!("{FILE} WHERE receipt = ?1 ORDER BY idx")).during(WHAT)?;
        select.query_map([receipt], file_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

/// Up to so many lines, more than a year has, are asked for their files one by one.
const MANY: usize = 30_000;

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
    let revoked = match row.get::<_, Option<String>>(22)? {
        Some(why) => Some(Withdrawal { at: row.get::<_, Ms>(25)?.0, by: row.get(26)?, why }),
        None => None,
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
        split_from: number(23, 24)?,
        corrected_by: number(20, 21)?,
        revoked,
        files: Vec::new(),
    })
}
