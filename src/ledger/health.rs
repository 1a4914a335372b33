//! How mail comes and goes, in a few figures.

use jiff::{SignedDuration, Timestamp};

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{LetterState, Snapshot};
use crate::standing::facts::{GivenUp, Health};

/// A letter that waits for less is on its way.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// So far back a letter that was given up is spoken of.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

impl Snapshot<'_> {
    pub(super) fn health(&self, now: Timestamp) -> Result<Health, LedgerError> {
        const WHAT: &str = "đọc tình hình thư đi, thư đến";
        let latest = |sql: &str| {
            let read = self.conn.prepare_cached(sql).and_then(|mut select| select.query_row([], |row| row.get(0)));
            read.map(|found: Option<Ms>| found.map(|ms| ms.0)).during(WHAT)
        };
        let before = |ago: SignedDuration| now.checked_sub(ago).unwrap_or(Timestamp::MIN);
        let waiting = "SELECT count(*), min(created_at) FROM letter WHERE state = 'queued' AND created_at < ?1";
        let (waiting, waiting_since) = self
            .conn
            .prepare_cached(waiting)
            .and_then(|mut select| {
                select.query_row([Ms(before(PATIENCE))], |row| Ok((row.get(0)?, row.get::<_, Option<Ms>>(1)?)))
            })
            .during(WHAT)?;
        let failed = self.letters(LetterState::Failed, before(WEEK))?.into_iter();
        let given_up = failed.filter(|letter| letter.kind != "alert" && letter.seen.is_none()).map(|letter| GivenUp {
            id: letter.id,
            kind: letter.kind,
            to: letter.to,
            at: letter.claimed_at.unwrap_or(letter.created_at),
        });
        Ok(Health {
            last_mail: latest("SELECT max(received_at) FROM mail")?,
            last_sent: latest("SELECT max(sent_at) FROM letter WHERE sent_at IS NOT NULL")?,
            paused: self.pause()?.map(|pause| pause.at),
            waiting,
            waiting_since: waiting_since.map(|ms| ms.0),
            given_up: given_up.collect(),
        })
    }
}
