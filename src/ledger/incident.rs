//! Cases (vụ việc): what is followed up of an incident, from the first word to the day a person closes it.
//!
//! The reports of a case are the lines of its units under its report and period; a line that is entered under an ad
//! hoc period always stands in a case, and opens one when none is there.

mod known;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::register::NewLine;
use super::{JournalLine, Snapshot, Tx};
use crate::calendar::Period;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// Letters of a title.
const TITLE: usize = 160;

/// A case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    /// Its number.
    pub id: i64,
    /// The kind of report in which it is followed up.
    pub report: ReportId,
    /// The period of its reports.
    pub period: Period,
    /// What it is called.
    pub title: String,
    /// Whom it concerns.
    pub units: Vec<UnitId>,
    /// When it was first reported.
    pub opened_at: Timestamp,
    /// `tiepnhan` for a mail, or the person.
    pub opened_by: String,
    /// When, by whom and why it was closed.
    pub closed: Option<(Timestamp, String, String)>,
    /// When something of it last came.
    pub last_at: Timestamp,
    /// Its mails, oldest first.
    pub mails: Vec<i64>,
}

/// A case about to be opened.
#[derive(Debug, Clone, Copy)]
pub struct NewCase<'a> {
    /// Whom it concerns.
    pub units: &'a [UnitId],
    /// The kind of report in which it is followed up.
    pub report: &'a ReportId,
    /// The period of its reports; none of the units has another case under it.
    pub period: Period,
    /// What it is called.
    pub title: &'a str,
    /// When it was first reported.
    pub opened_at: Timestamp,
    /// Who opens it.
    pub by: &'a str,
    /// Now.
    pub now: Timestamp,
}

const CASE: &str = "SELECT id, report, period, title, opened_at, opened_by, closed_at, closed_by, closed_why, \
    max(opened_at, coalesce((SELECT max(mail.received_at) FROM incident_mail JOIN mail ON mail.id = incident_mail.mail \
    WHERE incident_mail.incident = incident.id), opened_at), coalesce((SELECT max(receipt.received_at) FROM receipt \
    JOIN incident_unit ON incident_unit.unit = receipt.unit WHERE incident_unit.incident = incident.id \
    AND receipt.report = incident.report AND receipt.period = incident.period), opened_at)) FROM incident";

fn case_row(row: &Row<'_>) -> rusqlite::Result<Case> {
    let closed = row.get::<_, Option<Ms>>(6)?.zip(row.get::<_, Option<String>>(7)?);
    let why: Option<String> = row.get(8)?;
    Ok(Case {
        id: row.get(0)?,
        report: row.get::<_, Word<_>>(1)?.0,
        period: row.get::<_, Word<_>>(2)?.0,
        title: row.get(3)?,
        units: Vec::new(),
        opened_at: row.get::<_, Ms>(4)?.0,
        opened_by: row.get(5)?,
        closed: closed.map(|(at, by)| (at.0, by, why.unwrap_or_default())),
        last_at: row.get::<_, Ms>(9)?.0,
        mails: Vec::new(),
    })
}

impl Snapshot<'_> {
    /// The open cases, or all, in the order in which they were opened.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn cases(&self, open_only: bool) -> Result<Vec<Case>, LedgerError> {
        self.cases_where(if open_only { "closed_at IS NULL" } else { "1" }, [])
    }

    /// The case with this number.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none.
    pub fn case(&self, id: i64) -> Result<Case, LedgerError> {
        let found = self.cases_where("id = ?1", [id])?.into_iter().next();
        found.ok_or_else(|| LedgerError::Missing(format!("vụ việc {id}")))
    }

    fn cases_where(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<Case>, LedgerError> {
        let mut cases = self.bare_cases(which, values)?;
        self.complete(&mut cases)?;
        Ok(cases)
    }

    /// Cases without their units and mails.
    fn bare_cases(&self, which: &str, values: impl rusqlite::Params) -> Result<Vec<Case>, LedgerError> {
        const WHAT: &str = "đọc vụ việc";
        let mut select = self.conn.prepare_cached(&format!("{CASE} WHERE {which} ORDER BY id")).during(WHAT)?;
        select.query_map(values, case_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }

    fn complete(&self, cases: &mut [Case]) -> Result<(), LedgerError> {
        const WHAT: &str = "đọc vụ việc";
        let mut units = self
            .conn
            .prepare_cached("SELECT unit FROM incident_unit WHERE incident = ?1 ORDER BY unit")
            .during(WHAT)?;
        let mut mails = self
            .conn
            .prepare_cached("SELECT mail FROM incident_mail WHERE incident = ?1 ORDER BY mail")
            .during(WHAT)?;
        for case in cases {
            let rows = units.query_map([case.id], |row| Ok(row.get::<_, Word<_>>(0)?.0)).during(WHAT)?;
            case.units = rows.collect::<Result<_, _>>().during(WHAT)?;
            let rows = mails.query_map([case.id], |row| row.get(0)).during(WHAT)?;
            case.mails = rows.collect::<Result<_, _>>().during(WHAT)?;
        }
        Ok(())
    }

    /// The first period of this kind on the day of `period` under which none of the units has a case or a line.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when a unit has had more incidents on that day than can be numbered.
    pub fn free_period(&self, units: &[UnitId], report: &ReportId, period: Period) -> Result<Period, LedgerError> {
        for nth in 1..=u8::MAX {
            let Ok(period) = Period::ad_hoc_nth(period.first_day(), nth) else { break };
            let mut taken = false;
            for unit in units {
                taken = taken || self.case_of(unit, report, period)?.is_some();
            }
            if !taken {
                return Ok(period);
            }
        }
        Err(LedgerError::Refused("đơn vị đã có quá nhiều vụ việc trong ngày ấy".to_owned()))
    }

    /// The case under which the reports of this unit, report and period are followed up.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn case_of(&self, unit: &UnitId, report: &ReportId, period: Period) -> Result<Option<i64>, LedgerError> {
        self.conn
            .prepare_cached(
                "SELECT id FROM incident JOIN incident_unit ON incident_unit.incident = incident.id \
                 WHERE incident_unit.unit = ?1 AND report = ?2 AND period = ?3",
            )
            .and_then(|mut select| {
                let key = params![unit.as_str(), report.as_str(), Word(period)];
                select.query_row(key, |row| row.get(0)).optional()
            })
            .during("tìm vụ việc")
    }

    /// What was done about a case, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of_case(&self, case: i64) -> Result<Vec<JournalLine>, LedgerError> {
        self.journal_of(Some(&subject(case)))
    }
}

impl Tx<'_> {
    /// Opens a case. Its number.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when one of the units has a case under this period already.
    pub fn open_case(&mut self, case: &NewCase<'_>) -> Result<i64, LedgerError> {
        for unit in case.units {
            if let Some(other) = self.case_of(unit, case.report, case.period)? {
                return Err(LedgerError::Refused(format!("{unit} đã có vụ việc {other} cho {}", case.period)));
            }
        }
        let title: String = case.title.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(TITLE).collect();
        let title = if title.is_empty() { "Báo cáo đột xuất" } else { &title };
        self.conn
            .prepare_cached(
                "INSERT INTO incident (report, period, title, opened_at, opened_by) VALUES (?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut insert| {
                let NewCase { report, period, opened_at, by, .. } = *case;
                insert.execute(params![report.as_str(), Word(period), title, Ms(opened_at), by])
            })
            .during("mở vụ việc")?;
        let id = self.conn.last_insert_rowid();
        for unit in case.units {
            self.concern(id, unit)?;
        }
        self.journal(case.now, case.by, "case-opened", &subject(id), title)?;
        Ok(id)
    }

    /// Notes that a case concerns a unit too.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn concern(&mut self, case: i64, unit: &UnitId) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("INSERT INTO incident_unit (incident, unit) VALUES (?1, ?2) ON CONFLICT DO NOTHING")
            .and_then(|mut insert| insert.execute(params![case, unit.as_str()]))
            .during("ghi đơn vị của vụ việc")?;
        Ok(())
    }

    /// Lays a mail to a case; `matter` is what it says it is about, in lines. Whether that was news.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lay_to_case(&mut self, case: i64, mail: i64, matter: &str, now: Timestamp) -> Result<bool, LedgerError> {
        let laid = self
            .conn
            .prepare_cached(
                "INSERT INTO incident_mail (incident, mail, matter, at) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
            )
            .and_then(|mut insert| insert.execute(params![case, mail, matter, Ms(now)]))
            .during("đưa thư vào vụ việc")?;
        Ok(laid > 0)
    }

    /// Takes a mail out of a case.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when it is not in the case.
    pub fn take_from_case(
        &mut self,
        case: i64,
        mail: i64,
        (by, why): (&str, &str),
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let taken = self
            .conn
            .prepare_cached("DELETE FROM incident_mail WHERE incident = ?1 AND mail = ?2")
            .and_then(|mut delete| delete.execute(params![case, mail]))
            .during("đưa thư khỏi vụ việc")?;
        if taken == 0 {
            return Err(LedgerError::Missing(format!("thư {mail} của vụ việc {case}")));
        }
        self.journal(now, by, "case-mail-removed", &subject(case), &format!("mail {mail}: {why}"))
    }

    /// A line under an ad hoc period stands in a case; when there is none, it opens one.
    pub(super) fn stand_in_case(&mut self, line: &NewLine<'_>) -> Result<(), LedgerError> {
        let subject = match line.mail {
            Some(mail) => self.mail(mail)?.subject,
            None => line.why.to_owned(),
        };
        let matter = line.matter.filter(|matter| !matter.is_empty()).unwrap_or(&subject);
        let case = match self.case_of(line.unit, line.report, line.period)? {
            Some(case) => case,
            None => self.open_case(&NewCase {
                units: std::slice::from_ref(line.unit),
                report: line.report,
                period: line.period,
                title: matter.lines().next().unwrap_or_default(),
                opened_at: line.received_at,
                by: line.decided_by,
                now: line.decided_at,
            })?,
        };
        if let Some(mail) = line.mail {
            self.lay_to_case(case, mail, matter, line.decided_at)?;
        }
        Ok(())
    }

    /// A mail that is no report on an incident, but answers the mails of one case.
    pub(super) fn follow_thread(&mut self, cases: &[i64], mail: i64, now: Timestamp) -> Result<(), LedgerError> {
        if let [case] = cases
            && self.lay_to_case(*case, mail, "", now)?
        {
            self.journal(now, PROGRAM, "case-mail", &subject(*case), &super::review::subject(mail))?;
        }
        Ok(())
    }

    /// Writes a note to a case, or anything else that was done about it.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is no such case.
    pub fn note_case(
        &mut self,
        case: i64,
        what: &str,
        by: &str,
        note: &str,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        self.case(case)?;
        self.journal(now, by, what, &subject(case), note)
    }

    /// Closes a case.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when it is closed already.
    pub fn close_case(&mut self, case: i64, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        if let Some((_, who, _)) = self.case(case)?.closed {
            return Err(LedgerError::Refused(format!("vụ việc {case} đã được {who} đóng")));
        }
        self.conn
            .prepare_cached("UPDATE incident SET closed_at = ?2, closed_by = ?3, closed_why = ?4 WHERE id = ?1")
            .and_then(|mut update| update.execute(params![case, Ms(now), by, why]))
            .during("đóng vụ việc")?;
        self.journal(now, by, "case-closed", &subject(case), why)
    }

    /// Opens a closed case again.
    ///
    /// # Errors
    /// [`LedgerError::Refused`] when it is open.
    pub fn reopen_case(&mut self, case: i64, by: &str, why: &str, now: Timestamp) -> Result<(), LedgerError> {
        if self.case(case)?.closed.is_none() {
            return Err(LedgerError::Refused(format!("vụ việc {case} đang mở")));
        }
        self.conn
            .prepare_cached("UPDATE incident SET closed_at = NULL, closed_by = NULL, closed_why = NULL WHERE id = ?1")
            .and_then(|mut update| update.execute([case]))
            .during("mở lại vụ việc")?;
        self.journal(now, by, "case-reopened", &subject(case), why)
    }
}

/// How the journal names a case.
fn subject(case: i64) -> String {
    format!("case {case}")
}
