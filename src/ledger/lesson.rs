//! What staff have taught the program, who and when, by which mail, and what was taken back.

use std::collections::BTreeMap;

use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::FromSqlError;
use rusqlite::{OptionalExtension, Row, params};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Number, Snapshot, Tx};
use crate::evidence::lesson::{Lesson, Taught};
use crate::message::Message;
use crate::roster::UnitId;
use crate::spelling;

/// Why something is taught.
#[derive(Debug, Clone, Copy)]
pub struct Teaching<'a> {
    /// The mail that taught it.
    pub mail: Option<i64>,
    /// The first civil day of receipt for which it counts.
    pub since: Option<Date>,
    /// Who.
    pub by: &'a str,
    /// Why.
    pub why: &'a str,
    /// Now.
    pub now: Timestamp,
}

/// A lesson as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LessonRow {
    /// The lesson.
    pub lesson: Lesson,
    /// Why it was taught; empty when an older program kept it.
    pub why: String,
    /// That it no longer counts.
    pub revoked: Option<Revoked>,
}

/// That a lesson was taken back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Revoked {
    /// Since when.
    pub at: Timestamp,
    /// By whom.
    pub by: String,
    /// Why; none when an older program took it back.
    pub why: Option<String>,
}

const LESSON: &str = "SELECT id, kind, words, unit, since, mail, at, by, why, revoked_at, revoked_by, revoked_why \
                      FROM learned";

impl Tx<'_> {
    /// Keeps what staff teach. Its number; none when the same was taught before and is in force.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn teach(&mut self, taught: &Taught, teaching: Teaching<'_>) -> Result<Option<i64>, LedgerError> {
        const WHAT: &str = "ghi nhớ điều cán bộ xác nhận";
        let Teaching { mail, since, by, why, now } = teaching;
        let unit = taught.unit().map(UnitId::as_str);
        let since = since.map(|day| day.to_string());
        let kept = self
            .conn
            .prepare_cached(
                "INSERT INTO learned (kind, words, form, unit, since, mail, at, by, why) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9) ON CONFLICT DO NOTHING RETURNING id",
            )
            .and_then(|mut insert| {
                let form = form(taught);
                let row = params![kind(taught), taught.words(), form, unit, since, mail, Ms(now), by, why];
                insert.query_row(row, |row| row.get::<_, i64>(0)).optional()
            })
            .during(WHAT)?;
        if let Some(id) = kept {
            self.journal(now, by, "lesson-taught", &subject(id), &said(taught, why))?;
        }
        Ok(kept)
    }

    /// Takes a lesson back: from now on it does not count. What was decided by it stays as it is.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none of that number, [`LedgerError::Refused`] when it was taken back before.
    pub fn revoke_lesson(&mut self, id: i64, by: &str, why: &str, now: Timestamp) -> Result<LessonRow, LedgerError> {
        let row = self.lesson(id)?;
        if let Some(Revoked { by, .. }) = &row.revoked {
            return Err(LedgerError::Refused(format!("ghi nhớ số {id} đã được {by} bỏ rồi")));
        }
        self.conn
            .prepare_cached("UPDATE learned SET revoked_at = ?2, revoked_by = ?3, revoked_why = ?4 WHERE id = ?1")
            .and_then(|mut update| update.execute(params![id, Ms(now), by, why]))
            .during("bỏ ghi nhớ")?;
        self.journal(now, by, "lesson-revoked", &subject(id), &said(&row.lesson.taught, why))?;
        Ok(row)
    }

    /// Takes back what a mail taught, of one unit or all, because its settlement was taken back. The numbers.
    ///
    /// # Errors
    /// What SQLite says.
    pub(crate) fn unteach(
        &mut self,
        mail: i64,
        unit: Option<&UnitId>,
        (by, why): (&str, &str),
        now: Timestamp,
    ) -> Result<Vec<i64>, LedgerError> {
        const WHAT: &str = "bỏ ghi nhớ của thư";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id FROM learned WHERE mail = ?1 AND (?2 IS NULL OR unit = ?2) AND revoked_at IS NULL ORDER BY id",
            )
            .during(WHAT)?;
        let ids = select.query_map(params![mail, unit.map(UnitId::as_str)], |row| row.get(0)).during(WHAT)?;
        let ids: Vec<i64> = ids.collect::<Result<_, _>>().during(WHAT)?;
        drop(select);
        ids.iter().try_for_each(|id| self.revoke_lesson(*id, by, why, now).map(drop))?;
        Ok(ids)
    }
}

impl Snapshot<'_> {
    /// The lessons in force that bear on a mail: those about its sender, and every name.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lessons_for(&self, message: &Message) -> Result<Vec<Lesson>, LedgerError> {
        let sender = message.from.as_ref().map_or("", |from| from.address.as_str());
        let rows = self.lesson_rows("WHERE revoked_at IS NULL AND (kind = 'alias' OR form = ?1)", [sender])?;
        Ok(rows.into_iter().map(|row| row.lesson).collect())
    }

    /// Every lesson in force, or every one that ever was, in the order in which they were taught.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn lessons(&self, all: bool) -> Result<Vec<LessonRow>, LedgerError> {
        self.lesson_rows("WHERE ?1 OR revoked_at IS NULL", [all])
    }

    /// The lesson of that number.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none.
    pub fn lesson(&self, id: i64) -> Result<LessonRow, LedgerError> {
        let found = self.lesson_rows("WHERE id = ?1", [id])?.into_iter().next();
        found.ok_or_else(|| LedgerError::Missing(format!("ghi nhớ số {id}")))
    }

    fn lesson_rows(&self, which: &str, value: impl rusqlite::Params) -> Result<Vec<LessonRow>, LedgerError> {
        const WHAT: &str = "đọc ghi nhớ";
        let mut select = self.conn.prepare_cached(&format!("{LESSON} {which} ORDER BY id")).during(WHAT)?;
        select.query_map(value, lesson_row).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }

    /// What speaks against lessons in force: lines that stand, of mails that the address sent since (or by which it was
    /// taught), for other units; for a sender of no reports, any line at all.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn against_lessons(&self) -> Result<BTreeMap<i64, Vec<(UnitId, Number)>>, LedgerError> {
        const WHAT: &str = "đối chiếu ghi nhớ với sổ";
        let mut select = self
            .conn
            .prepare(
                "SELECT learned.id, receipt.unit, receipt.year, receipt.number FROM learned \
                 JOIN mail ON mail.from_address = learned.form JOIN receipt ON receipt.mail = mail.id \
                 WHERE learned.revoked_at IS NULL AND learned.kind IN ('address', 'ignore') \
                 AND (receipt.decided_at > learned.at OR receipt.mail = learned.mail) \
                 AND (learned.unit IS NULL OR receipt.unit <> learned.unit) \
                 AND NOT EXISTS (SELECT 1 FROM receipt later WHERE later.corrects = receipt.id) \
                 AND NOT EXISTS (SELECT 1 FROM revocation WHERE revocation.receipt = receipt.id) \
                 ORDER BY receipt.year, receipt.number",
            )
            .during(WHAT)?;
        let rows = select.query_map([], |row| {
            Ok((row.get::<_, i64>(0)?, (row.get::<_, Word<UnitId>>(1)?.0, (row.get(2)?, row.get(3)?))))
        });
        let mut found: BTreeMap<i64, Vec<(UnitId, Number)>> = BTreeMap::new();
        for row in rows.during(WHAT)? {
            let (id, line) = row.during(WHAT)?;
            found.entry(id).or_default().push(line);
        }
        Ok(found)
    }
}

fn lesson_row(row: &Row<'_>) -> rusqlite::Result<LessonRow> {
    let (kind, words): (String, String) = (row.get(1)?, row.get(2)?);
    let unit = row.get::<_, Option<Word<UnitId>>>(3)?.map(|word| word.0);
    let taught = match (kind.as_str(), unit) {
        ("address", Some(unit)) => Taught::Address { address: words, unit },
        ("alias", Some(unit)) => Taught::Alias { words, unit },
        ("ignore", None) => Taught::Ignore { address: words },
        _ => return Err(FromSqlError::InvalidType.into()),
    };
    let since = row.get::<_, Option<Word<Date>>>(4)?.map(|word| word.0);
    let (id, mail, at, by) = (row.get(0)?, row.get(5)?, row.get::<_, Ms>(6)?.0, row.get(7)?);
    let ended = row.get::<_, Option<Ms>>(9)?.zip(row.get::<_, Option<String>>(10)?);
    let why: Option<String> = row.get(11)?;
    Ok(LessonRow {
        lesson: Lesson { id, taught, since, mail, at, by },
        why: row.get(8)?,
        revoked: ended.map(|(at, by)| Revoked { at: at.0, by, why }),
    })
}

fn kind(taught: &Taught) -> &'static str {
    match taught {
        Taught::Address { .. } => "address",
        Taught::Alias { .. } => "alias",
        Taught::Ignore { .. } => "ignore",
    }
}

/// What tells two lessons apart: addresses by their letters, names without case and blanks.
fn form(taught: &Taught) -> String {
    match taught {
        Taught::Address { address, .. } | Taught::Ignore { address } => address.to_lowercase(),
        Taught::Alias { words, .. } => spelling::lower(words).split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

/// How the journal names a lesson.
fn subject(id: i64) -> String {
    format!("lesson {id}")
}

/// "address lan@mail.example so-y-te: cán bộ xác nhận".
fn said(taught: &Taught, why: &str) -> String {
    let unit = taught.unit().map(|unit| format!(" {unit}")).unwrap_or_default();
    format!("{} {}{unit}: {why}", kind(taught), taught.words())
}
