//! The mails: each in exactly one bucket, and where each was seen.

use std::collections::BTreeMap;

use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, params};

use super::column::{Count, Ms, Word};
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};
use crate::decision::{Question, Verdict};
use crate::evidence::MailKind;
pub use crate::judgment::Bucket;
use crate::message::{Origin, Sha256};
use crate::roster::UnitId;

/// A mail as listings show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MailRow {
    /// Its row.
    pub id: i64,
    /// Hash of its bytes, its name in the archive.
    pub sha256: Sha256,
    /// Whether all of it was taken, not only the header.
    pub whole: bool,
    /// Size in bytes.
    pub size: u64,
    /// When the server received it.
    pub received_at: Timestamp,
    /// What the sender's clock said.
    pub dated_at: Option<Timestamp>,
    /// Message-ID without brackets.
    pub message_id: Option<String>,
    /// The sender's address; empty when unreadable.
    pub from_address: String,
    /// The sender's display name.
    pub from_name: String,
    /// The subject.
    pub subject: String,
    /// What kind of mail.
    pub kind: MailKind,
    /// Where it ended.
    pub bucket: Bucket,
    /// What was decided.
    pub verdict: Verdict,
    /// What a person must settle.
    pub question: Option<Question>,
    /// Whose it is, or the best guess.
    pub unit: Option<UnitId>,
}

pub(super) const MAIL: &str = "SELECT id, sha256, whole, size, received_at, dated_at, message_id, from_address, from_name, \
                    subject, kind, bucket, verdict, question, unit FROM mail";

pub(super) fn mail_row(row: &Row<'_>) -> rusqlite::Result<MailRow> {
    Ok(MailRow {
        id: row.get(0)?,
        sha256: row.get::<_, Word<_>>(1)?.0,
        whole: row.get(2)?,
        size: row.get::<_, Count<_>>(3)?.0,
        received_at: row.get::<_, Ms>(4)?.0,
        dated_at: row.get::<_, Option<Ms>>(5)?.map(|ms| ms.0),
        message_id: row.get(6)?,
        from_address: row.get(7)?,
        from_name: row.get(8)?,
        subject: row.get(9)?,
        kind: row.get::<_, Word<_>>(10)?.0,
        bucket: row.get::<_, Word<_>>(11)?.0,
        verdict: row.get::<_, Word<_>>(12)?.0,
        question: row.get::<_, Option<Word<_>>>(13)?.map(|word| word.0),
        unit: row.get::<_, Option<Word<_>>>(14)?.map(|word| word.0),
    })
}

impl Snapshot<'_> {
    /// The mail in this row.
    ///
    /// # Errors
    /// [`LedgerError::Missing`] when there is none.
    pub fn mail(&self, id: i64) -> Result<MailRow, LedgerError> {
        self.conn
            .prepare_cached(&format!("{MAIL} WHERE id = ?1"))
            .and_then(|mut select| select.query_row([id], mail_row).optional())
            .during("đọc thư")?
            .ok_or_else(|| LedgerError::Missing(format!("thư {id}")))
    }

    /// The row of the mail with these bytes.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mail_with(&self, sha256: &Sha256) -> Result<Option<i64>, LedgerError> {
        self.conn
            .prepare_cached("SELECT id FROM mail WHERE sha256 = ?1")
            .and_then(|mut select| select.query_row([Word(sha256)], |row| row.get(0)).optional())
            .during("tìm thư")
    }

    /// Every mail, or those of one bucket, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mails(&self, bucket: Option<Bucket>) -> Result<Vec<MailRow>, LedgerError> {
        const WHAT: &str = "liệt kê thư";
        // One question for both would read every mail for the few of a bucket.
        let which = if bucket.is_some() { "bucket = ?1" } else { "?1 IS NULL" };
        let mut select =
            self.conn.prepare_cached(&format!("{MAIL} WHERE {which} ORDER BY received_at, id")).during(WHAT)?;
        let rows = select.query_map([bucket.map(Word)], mail_row).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// A page of the mails, or of those of one bucket, the last received first: at most `most`, after so many others.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mails_newest(&self, bucket: Option<Bucket>, most: u32, after: u32) -> Result<Vec<MailRow>, LedgerError> {
        const WHAT: &str = "liệt kê thư đến";
        let which = if bucket.is_some() { "bucket = ?1" } else { "?1 IS NULL" };
        let mut select = self
            .conn
            .prepare_cached(&format!("{MAIL} WHERE {which} ORDER BY received_at DESC, id DESC LIMIT ?2 OFFSET ?3"))
            .during(WHAT)?;
        let rows = select.query_map(params![bucket.map(Word), most, after], mail_row).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// How many mails stand in each bucket.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn buckets(&self) -> Result<BTreeMap<Bucket, u64>, LedgerError> {
        const WHAT: &str = "đếm thư";
        let mut select = self.conn.prepare_cached("SELECT bucket, count(*) FROM mail GROUP BY bucket").during(WHAT)?;
        let rows = select
            .query_map([], |row| Ok((row.get::<_, Word<Bucket>>(0)?.0, row.get::<_, Count<_>>(1)?.0)))
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Tx<'_> {
    /// Notes that `mail` was seen at `origin`. Whether that was news.
    ///
    /// A server that gives one place to different bytes breaks its own rules; then the newer mail has the place.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn sight(&mut self, origin: &Origin, mail: i64, now: Timestamp) -> Result<bool, LedgerError> {
        let Origin { source, folder, uid_validity, key, .. } = origin;
        let changed = self
            .conn
            .prepare_cached(
                "INSERT INTO sighting (source, folder, uid_validity, key, mail, seen_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
                 ON CONFLICT DO UPDATE SET mail = excluded.mail, seen_at = excluded.seen_at WHERE mail <> excluded.mail",
            )
            .and_then(|mut insert| insert.execute(params![source, folder, uid_validity, key, mail, Ms(now)]))
            .during("ghi nơi thấy thư")?;
        Ok(changed > 0)
    }
}
