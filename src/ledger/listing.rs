//! A page of the register: the newest lines of a selection, found without reading the others.

mod expression;

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;

use rusqlite::Connection;
use rusqlite::types::Value;

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::register::{STANDS, subject};
use super::search::YEAR;
use super::{JournalLine, Snapshot, search};
use crate::dossier::{Line, Number, Selection};
use crate::evidence::scan::Scans;
use crate::office::Rules;

/// A question to the register: what to look through, on which conditions, with which values.
struct Question {
    from: &'static str,
    order: &'static str,
    conditions: Vec<String>,
    values: Vec<Value>,
}

impl Question {
    fn of(conn: &Connection, selection: &Selection, rules: &Rules) -> Result<Self, LedgerError> {
        let (known, failure) = (RefCell::new(BTreeMap::new()), Cell::new(None));
        let longer = |word: &str| -> Vec<String> {
            let mut known = known.borrow_mut();
            let find = || {
                search::longer(conn, word).unwrap_or_else(|error| {
                    failure.set(Some(error));
                    Vec::new()
                })
            };
            known.entry(word.to_owned()).or_insert_with(find).clone()
        };
        let words = expression::of(selection, rules, &longer);
        if let Some(error) = failure.take() {
            return Err(error);
        }
        let mut question = match words {
            Some(words) => {
                let from = "line_words CROSS JOIN receipt ON receipt.year = line_words.rowid / 10000000 \
                            AND receipt.number = line_words.rowid % 10000000";
                let mut question = Self::new(from, "line_words.rowid DESC");
                question.ask("line_words MATCH ?", Value::Text(words));
                question
            }
            None => Self::new("receipt", "receipt.year DESC, receipt.number DESC"),
        };
        if let Some(year) = selection.year {
            question.within(row((year, 0)), row((year, u32::MAX)));
        }
        let (from, before) = selection.moments(&rules.office.time_zone);
        if let Some(from) = from {
            question.ask("receipt.received_at >= ?", Value::Integer(Ms(from).0.as_millisecond()));
        }
        if let Some(before) = before {
            question.ask("receipt.received_at < ?", Value::Integer(Ms(before).0.as_millisecond()));
        }
        if selection.standing {
            question.conditions.push(STANDS.to_owned());
        }
        Ok(question)
    }

    fn new(from: &'static str, order: &'static str) -> Self {
        Self { from, order, conditions: vec!["1".to_owned()], values: Vec::new() }
    }

    fn by_words(&self) -> bool {
        self.from != "receipt"
    }

    fn ask(&mut self, condition: &str, value: Value) {
        self.conditions.push(condition.to_owned());
        self.values.push(value);
    }

    /// Only lines from one place in the register to another, both included.
    fn within(&mut self, first: i64, last: i64) {
        if self.by_words() {
            self.conditions.push("line_words.rowid BETWEEN ? AND ?".to_owned());
            self.values.extend([Value::Integer(first), Value::Integer(last)]);
            return;
        }
        self.conditions
            .push("(receipt.year, receipt.number) >= (?, ?) AND (receipt.year, receipt.number) <= (?, ?)".to_owned());
        let parts = [first.div_euclid(YEAR), first.rem_euclid(YEAR), last.div_euclid(YEAR), last.rem_euclid(YEAR)];
        self.values.extend(parts.map(Value::Integer));
    }

    fn sql(&self, what: &str) -> String {
        format!("SELECT {what} FROM {} WHERE {}", self.from, self.conditions.join(" AND "))
    }
}

/// The place of a line in the register.
fn row((year, number): Number) -> i64 {
    let number = i64::from(number).min(YEAR.saturating_sub(1));
    i64::from(year).saturating_mul(YEAR).saturating_add(number)
}

impl Snapshot<'_> {
    /// At most `most` lines of the selection, the newest first; with `before` only those numbered before it.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn newest(
        &self,
        selection: &Selection,
        rules: &Rules,
        before: Option<Number>,
        most: usize,
    ) -> Result<Vec<Line>, LedgerError> {
        const WHAT: &str = "tìm trong sổ tiếp nhận";
        let mut question = Question::of(self.conn, selection, rules)?;
        if let Some(before) = before {
            question.within(0, row(before).saturating_sub(1));
        }
        question.values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
        let sql = format!("{} ORDER BY {} LIMIT ?", question.sql("receipt.id"), question.order);
        let mut select = self.conn.prepare_cached(&sql).during(WHAT)?;
        let found = select.query_map(rusqlite::params_from_iter(&question.values), |row| row.get(0)).during(WHAT)?;
        let ids: Vec<i64> = found.collect::<Result<_, _>>().during(WHAT)?;
        let mut lines = self.lines_with(&ids)?;
        lines.reverse();
        Ok(lines)
    }

    /// How many lines the selection has, counted up to `most`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn how_many(&self, selection: &Selection, rules: &Rules, most: usize) -> Result<usize, LedgerError> {
        const WHAT: &str = "đếm trong sổ tiếp nhận";
        let mut question = Question::of(self.conn, selection, rules)?;
        question.values.push(Value::Integer(i64::try_from(most).unwrap_or(i64::MAX)));
        let sql = format!("SELECT count(*) FROM ({} LIMIT ?)", question.sql("1"));
        let mut select = self.conn.prepare_cached(&sql).during(WHAT)?;
        let count: i64 =
            select.query_row(rusqlite::params_from_iter(&question.values), |row| row.get(0)).during(WHAT)?;
        Ok(usize::try_from(count).unwrap_or(usize::MAX))
    }

    /// Which files of these lines are pictures of pages.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn scans_of(&self, lines: &[Line]) -> Result<Scans, LedgerError> {
        let mails: Vec<i64> = lines.iter().filter_map(|line| line.mail).collect();
        let mails = serde_json::to_string(&mails).unwrap_or_default();
        self.scans_where("id IN (SELECT value FROM json_each(?1))", [mails])
    }

    /// The years of the register from the newest to the oldest.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn years(&self) -> Result<Vec<i16>, LedgerError> {
        const WHAT: &str = "đọc các năm của sổ";
        let end = |which: &str| -> Result<Option<i16>, LedgerError> {
            self.conn.query_row(&format!("SELECT {which}(year) FROM receipt"), [], |row| row.get(0)).during(WHAT)
        };
        Ok(match (end("min")?, end("max")?) {
            (Some(first), Some(last)) => (first..=last).rev().collect(),
            _ => Vec::new(),
        })
    }

    /// What the journal says of a line.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn journal_of_line(&self, number: Number) -> Result<Vec<JournalLine>, LedgerError> {
        self.journal_of(Some(&subject(number)))
    }

    /// What was kept of a mail's texts: the sender's own words under 0, an attachment's under its place and one.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn texts_of(&self, mail: i64) -> Result<Vec<(usize, String)>, LedgerError> {
        const WHAT: &str = "đọc văn bản của thư";
        let mut select =
            self.conn.prepare_cached("SELECT part, text FROM mail_text WHERE mail = ?1 ORDER BY part").during(WHAT)?;
        let rows = select
            .query_map([mail], |row| Ok((row.get::<_, super::column::Count<usize>>(0)?.0, row.get(1)?)))
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }
}
