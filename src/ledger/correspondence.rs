//! What went between the office and one unit: our letters to it, and its mails.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, ToSql, params, params_from_iter};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::mail::{MAIL, mail_row};
use super::outgoing::{COLUMNS, outgoing};
use super::{MailRow, Outgoing, Snapshot};
use crate::roster::UnitId;
use crate::standing::Owed;

impl Snapshot<'_> {
    /// The letters that speak of an obligation of the unit they were written to, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters_on(&self, (unit, report, period): &Owed) -> Result<Vec<Outgoing>, LedgerError> {
        const WHAT: &str = "đọc thư về một báo cáo";
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "{COLUMNS} WHERE unit = ?1 AND EXISTS (SELECT 1 FROM letter_about WHERE letter = letter.id \
                 AND report = ?2 AND period = ?3) ORDER BY id"
            ))
            .during(WHAT)?;
        let rows = select.query_map(params![unit.as_str(), report.as_str(), Word(period)], outgoing).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// The newest letters to a unit, at most `most` of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters_to(&self, unit: &UnitId, most: u32) -> Result<Vec<Outgoing>, LedgerError> {
        const WHAT: &str = "đọc thư gửi một đơn vị";
        let mut select =
            self.conn.prepare_cached(&format!("{COLUMNS} WHERE unit = ?1 ORDER BY id DESC LIMIT ?2")).during(WHAT)?;
        let rows = select.query_map(params![unit.as_str(), most], outgoing).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// The newest mails that are, or probably are, a unit's, at most `most` of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mails_of(&self, unit: &UnitId, most: u32) -> Result<Vec<MailRow>, LedgerError> {
        const WHAT: &str = "đọc thư của một đơn vị";
        let mut select = self
            .conn
            .prepare_cached(&format!("{MAIL} WHERE unit = ?1 ORDER BY received_at DESC, id DESC LIMIT ?2"))
            .during(WHAT)?;
        let rows = select.query_map(params![unit.as_str(), most], mail_row).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Snapshot<'_> {
    /// The newest mail that came before this one, and is not it, of a unit: by what it was taken for, or by its sender.
    /// What a machine wrote brought nothing and is left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn mail_before(
        &self,
        (mail, received_at): (i64, Timestamp),
        unit: &UnitId,
        writes: &dyn Fn(&str) -> bool,
    ) -> Result<Option<MailRow>, LedgerError> {
        const WHAT: &str = "đọc thư của một đơn vị";
        let newest = |which: &str, of: &str| {
            self.conn
                .prepare_cached(&format!(
                    "{MAIL} WHERE {which} = ?1 AND received_at <= ?2 AND id <> ?3 AND bucket <> 'machine' \
                     ORDER BY received_at DESC, id DESC LIMIT 1"
                ))
                .and_then(|mut select| select.query_row(params![of, Ms(received_at), mail], mail_row).optional())
                .during(WHAT)
        };
        let mut found = newest("unit", unit.as_str())?;
        for sender in self.senders()?.iter().filter(|sender| writes(sender)) {
            let theirs = newest("from_address", sender)?;
            found = found.into_iter().chain(theirs).max_by_key(|mail| (mail.received_at, mail.id));
        }
        Ok(found)
    }

    /// Every address from which a mail ever came.
    fn senders(&self) -> Result<Vec<String>, LedgerError> {
        const WHAT: &str = "đọc địa chỉ người gửi";
        // From one address to the next through the index: some hundred steps, not every mail.
        let mut select = self
            .conn
            .prepare_cached(
                "WITH RECURSIVE one (address) AS (SELECT min(from_address) FROM mail UNION ALL \
                 SELECT (SELECT min(from_address) FROM mail WHERE from_address > one.address) FROM one \
                 WHERE one.address IS NOT NULL) SELECT address FROM one WHERE address IS NOT NULL",
            )
            .during(WHAT)?;
        select.query_map([], |row| row.get(0)).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

/// What became of letters, as people ask for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// On their way: they wait, or are being sent.
    Waiting,
    /// Given up.
    Failed,
    /// Taken by the server, and given back.
    Returned,
    /// Taken by the server.
    Sent,
    /// Not sent and never will be.
    Dropped,
}

/// Which letters; an absent field takes all.
#[derive(Debug, Clone, Default)]
pub struct LetterFilter {
    /// What became of them.
    pub fate: Option<Fate>,
    /// Of this kind: `reminder`.
    pub kind: Option<String>,
    /// To this unit.
    pub unit: Option<UnitId>,
    /// Written from the first moment until before the second.
    pub written: Option<(Timestamp, Timestamp)>,
    /// With a number below this one.
    pub before: Option<i64>,
}

impl Fate {
    fn condition(self) -> &'static str {
        match self {
            Self::Waiting => "state IN ('queued', 'claimed')",
            Self::Failed => "state = 'failed'",
            Self::Returned => "returned_by IS NOT NULL",
            Self::Sent => "state = 'sent'",
            Self::Dropped => "state = 'dropped'",
        }
    }
}

impl LetterFilter {
    /// A condition that names only what is asked for, so that SQLite finds the index that fits.
    fn condition(&self) -> (String, Vec<Box<dyn ToSql>>) {
        let mut parts: Vec<&str> = Vec::new();
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        parts.extend(self.fate.map(Fate::condition));
        if let Some(kind) = &self.kind {
            parts.push("kind = ?");
            values.push(Box::new(kind.clone()));
        }
        if let Some(unit) = &self.unit {
            parts.push("unit = ?");
            values.push(Box::new(unit.as_str().to_owned()));
        }
        if let Some((from, until)) = self.written {
            parts.push("created_at >= ? AND created_at < ?");
            values.extend([Box::new(Ms(from)) as Box<dyn ToSql>, Box::new(Ms(until))]);
        }
        if let Some(before) = self.before {
            parts.push("id < ?");
            values.push(Box::new(before));
        }
        let condition = if parts.is_empty() { "1".to_owned() } else { parts.join(" AND ") };
        (condition, values)
    }
}

impl Snapshot<'_> {
    /// The newest letters that `filter` asks for, at most `most` of them.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters_where(&self, filter: &LetterFilter, most: u32) -> Result<Vec<Outgoing>, LedgerError> {
        const WHAT: &str = "đọc thư gửi đi";
        let (condition, mut values) = filter.condition();
        values.push(Box::new(most));
        // Few came back: they are found by their index, not among all the others from the newest on.
        let order = if filter.fate == Some(Fate::Returned) { "+id" } else { "id" };
        let sql = format!("{COLUMNS} WHERE {condition} ORDER BY {order} DESC LIMIT ?");
        let mut select = self.conn.prepare_cached(&sql).during(WHAT)?;
        let rows = select.query_map(params_from_iter(values), outgoing).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// How many letters want a person's look: those that wait, those given up that nobody has seen, and those that came
    /// back since `since`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn letters_to_look_at(&self, since: Timestamp) -> Result<(u32, u32, u32), LedgerError> {
        let count = |condition: &str, values: &[&dyn ToSql]| {
            self.conn
                .prepare_cached(&format!("SELECT count(*) FROM letter WHERE {condition}"))
                .and_then(|mut select| select.query_row(values, |row| row.get(0)))
                .during("đếm thư gửi đi")
        };
        Ok((
            count(Fate::Waiting.condition(), &[])?,
            count("state = 'failed' AND seen_at IS NULL", &[])?,
            count("returned_by IS NOT NULL AND returned_at >= ?", &[&Ms(since)])?,
        ))
    }
}
