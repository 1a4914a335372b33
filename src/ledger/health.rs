//! How mail comes and goes, in a few figures.

use jiff::{SignedDuration, Timestamp};

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{LetterState, Snapshot};
use crate::standing::facts::{GivenUp, Health, Stop};

/// A letter that waits for less is on its way.
const PATIENCE: SignedDuration = SignedDuration::from_hours(1);
/// So far back a letter that was given up is spoken of.
const WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);
/// So far back is known when sending was stopped.
const MONTH: SignedDuration = SignedDuration::from_hours(31 * 24);

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
            stops: self.stops(before(MONTH))?,
            waiting,
            waiting_since: waiting_since.map(|ms| ms.0),
            given_up: given_up.collect(),
        })
    }
    /// When sending was stopped and went on again, as far as it ended after `since`.
    fn stops(&self, since: Timestamp) -> Result<Vec<Stop>, LedgerError> {
        let mut stops: Vec<Stop> = Vec::new();
        for line in self.journal_of(Some("installation"))? {
            match line.what.as_str() {
                "sending-paused" => stops.push(Stop { from: line.at, until: None, why: line.why }),
                "sending-resumed" => stops.iter_mut().rev().take(1).for_each(|stop| stop.until = Some(line.at)),
                _ => {}
            }
        }
        stops.retain(|stop| stop.until.is_none_or(|until| until >= since));
        Ok(stops)
    }
}
