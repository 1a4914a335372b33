//! Nhật ký thao tác: who did what, when and why. Lines are only ever added.

use jiff::Timestamp;
use rusqlite::{OptionalExtension as _, Row, ToSql, params, params_from_iter};

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{Snapshot, Tx};

/// Who writes journal lines when no person did.
pub(crate) const PROGRAM: &str = "tiepnhan";

/// What of the journal says who came and went, saw and took something: nothing of the office's work has changed by it.
const LOOKS: [&str; 8] = [
    "login",
    "logout",
    "session-ended",
    "taken-away",
    "register-printed",
    "file-taken",
    "file-opened",
    "file-withheld",
];

/// Whether a line with this word only says who saw or took something, came or went.
#[must_use]
pub fn is_look(what: &str) -> bool {
    LOOKS.contains(&what)
}

/// The words in a condition of SQL; they are ours.
fn looks() -> String {
    format!("('{}')", LOOKS.join("', '"))
}

/// One line of the journal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JournalLine {
    /// When.
    pub at: Timestamp,
    /// A person's name as given, or `tiepnhan`.
    pub who: String,
    /// What was done, one word of the program: `receipt`, `review-dismissed`.
    pub what: String,
    /// To what: `receipt 2020/147`, `mail 12`.
    pub subject: String,
    /// In people's words.
    pub why: String,
}

impl Tx<'_> {
    /// Adds a line to the journal.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal(
        &mut self,
        at: Timestamp,
        who: &str,
        what: &str,
        subject: &str,
        why: &str,
    ) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("INSERT INTO journal (at, who, what, subject, why) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut insert| insert.execute(params![Ms(at), who, what, subject, why]))
            .during("ghi nhật ký")?;
        Ok(())
    }
}

/// Which lines; an absent field takes all.
#[derive(Debug, Clone, Default)]
pub struct JournalFilter {
    /// From the first moment until before the second.
    pub days: Option<(Timestamp, Timestamp)>,
    /// By this person.
    pub who: Option<String>,
    /// About this thing.
    pub subject: Option<String>,
    /// Written before the line with this number.
    pub before: Option<i64>,
    /// What people did, not what the program did by itself.
    pub people: bool,
    /// Only who saw or took something, came or went; or all but that.
    pub looks: Option<bool>,
}

impl Snapshot<'_> {
    /// The number of the newest line that says what was done; 0 of an empty journal. It grows with whatever anybody does,
    /// not with what anybody looks at.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_end(&self) -> Result<i64, LedgerError> {
        self.conn
            .prepare_cached(&format!("SELECT id FROM journal WHERE what NOT IN {} ORDER BY id DESC LIMIT 1", looks()))
            .and_then(|mut select| select.query_row([], |row| row.get(0)).optional())
            .during("đọc nhật ký")
            .map(Option::unwrap_or_default)
    }

    /// The newest lines that `filter` asks for, at most `most` of them, each with its number.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_where(&self, filter: &JournalFilter, most: u32) -> Result<Vec<(i64, JournalLine)>, LedgerError> {
        const WHAT: &str = "đọc nhật ký";
        let mut parts = vec!["1"];
        let mut values: Vec<Box<dyn ToSql>> = Vec::new();
        if let Some((from, until)) = filter.days {
            parts.push("at >= ? AND at < ?");
            values.extend([Box::new(Ms(from)) as Box<dyn ToSql>, Box::new(Ms(until))]);
        }
        for (part, value) in [("who = ?", &filter.who), ("subject = ?", &filter.subject)] {
            if let Some(value) = value {
                parts.push(part);
                values.push(Box::new(value.clone()));
            }
        }
        if filter.people {
            parts.push("who <> ?");
            values.push(Box::new(PROGRAM));
        }
        let looks = filter.looks.map(|only| format!("what {} {}", if only { "IN" } else { "NOT IN" }, looks()));
        parts.extend(looks.as_deref());
        if let Some(before) = filter.before {
            parts.push("id < ?");
            values.push(Box::new(before));
        }
        values.push(Box::new(most));
        let condition = parts.join(" AND ");
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT at, who, what, subject, why, id FROM journal WHERE {condition} ORDER BY id DESC LIMIT ?"
            ))
            .during(WHAT)?;
        let rows = select.query_map(params_from_iter(values), |row| Ok((row.get(5)?, journal_row(row)?)));
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }

    /// The journal of one thing, or of everything, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of(&self, subject: Option<&str>) -> Result<Vec<JournalLine>, LedgerError> {
        const WHAT: &str = "đọc nhật ký";
        let which = if subject.is_some() { "subject = ?1" } else { "?1 IS NULL" };
        let mut select = self
            .conn
            .prepare_cached(&format!("SELECT at, who, what, subject, why FROM journal WHERE {which} ORDER BY id"))
            .during(WHAT)?;
        let rows = select.query_map([subject], journal_row);
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

fn journal_row(row: &Row<'_>) -> rusqlite::Result<JournalLine> {
    Ok(JournalLine {
        at: row.get::<_, Ms>(0)?.0,
        who: row.get(1)?,
        what: row.get(2)?,
        subject: row.get(3)?,
        why: row.get(4)?,
    })
}
