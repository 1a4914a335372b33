//! Cần kiểm tra: what a person must settle, and how it was settled.

use jiff::Timestamp;
use rusqlite::params;

use super::Tx;
use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use crate::decision::Question;

impl Tx<'_> {
    pub(crate) fn open_review(&mut self, mail: i64, question: Question, now: Timestamp) -> Result<(), LedgerError> {
        self.conn
            .prepare_cached("INSERT INTO review (mail, question, opened_at) VALUES (?1, ?2, ?3)")
            .and_then(|mut insert| insert.execute(params![mail, Word(question), Ms(now)]))
            .during("mở mục cần kiểm tra")?;
        self.journal(now, PROGRAM, "review-opened", &format!("mail {mail}"), "")
    }
}
