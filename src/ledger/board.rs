//! What standings and notices depend on, in one read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use rusqlite::types::Value;

use super::column::{Count, Ms, Stood, Word};
use super::failure::{During, LedgerError};
use super::register::STANDS;
use super::{Case, Snapshot};
use crate::calendar::Period;
use crate::letter::Purpose;
use crate::plan::Piece;
use crate::roster::UnitId;
use crate::standing::facts::REMEMBERED_DAYS;
use crate::standing::facts::{Copied, Decided};
use crate::standing::{BoardFacts, BoardReceipt, Notice, NoticeKind, OpenIncident, Opening};

/// How long after a letter was taken a report of failure may still come.
const SILENCE: SignedDuration = SignedDuration::from_hours(48);

/// Whose receipts are wanted: in ten years of a large office there are a hundred thousand, on a page a few hundred.
#[derive(Debug, Clone, Copy)]
pub enum Reach<'a> {
    /// All.
    All,
    /// Those of one unit.
    Unit(&'a UnitId),
    /// Those of these periods, and whatever came since then; those of the periods that waiting letters speak of.
    Periods(&'a BTreeSet<Period>, Timestamp),
    /// Those of these periods, and only what decides how they stand: neither what their files are, nor cases, nor what
    /// only letters speak of. For a picture of ten thousand obligations.
    Standings(&'a BTreeSet<Period>),
}

impl Snapshot<'_> {
    /// The facts of the board at `now`, with all receipts.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn board(&self, now: Timestamp) -> Result<BoardFacts, LedgerError> {
        self.board_within(Reach::All, now)
    }

    /// The facts of the board at `now`, with the receipts within `reach` only.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn board_within(&self, reach: Reach<'_>, now: Timestamp) -> Result<BoardFacts, LedgerError> {
        let remembered = SignedDuration::from_hours(i64::from(REMEMBERED_DAYS).saturating_mul(24));
        let since = now.checked_sub(remembered).unwrap_or(Timestamp::MIN);
        let mut facts = BoardFacts {
            open: self.open_mails()?,
            bounced: self.unreached(now)?,
            notices: self.notices(since)?,
            mailboxes: self.mailboxes()?,
            ..BoardFacts::default()
        };
        if !matches!(reach, Reach::Standings(_)) {
            facts.incidents = self.cases(true)?.into_iter().map(open_incident).collect();
            facts.away = self.absences(now)?;
            facts.openings = self.openings(since)?;
            facts.decided = self.decided(since)?;
            facts.written = self.purposes(since)?;
            facts.health = self.health(now)?;
            facts.letter_limit = self.letter_limit()?;
        }
        self.receipts(reach, &mut facts)?;
        for granted in self.granted()? {
            facts.exceptions.insert((granted.unit, granted.report, granted.period), granted.exception);
        }
        Ok(facts)
    }

    /// Every receipt within `reach` that stands, oldest first under each obligation, with what its files are.
    fn receipts(&self, reach: Reach<'_>, facts: &mut BoardFacts) -> Result<(), LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let (which, values) = condition(reach, facts);
        let files = match reach {
            Reach::Standings(_) => BTreeMap::new(),
            _ => self.files_within(which, &values)?,
        };
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT id, unit, report, period, year, number, version, received_at, relation, timeliness, \
                 CASE WHEN corrects IS NULL AND split_from IS NULL THEN decided_at ELSE received_at END FROM receipt \
                 WHERE {which} AND {STANDS}"
            ))
            .during(WHAT)?;
        let rows = select
            .query_map(rusqlite::params_from_iter(&values), |row| {
                let owed = (row.get::<_, Word<_>>(1)?.0, row.get::<_, Word<_>>(2)?.0, row.get::<_, Word<_>>(3)?.0);
                let receipt = BoardReceipt {
                    number: (row.get(4)?, row.get(5)?),
                    version: row.get(6)?,
                    received_at: row.get::<_, Ms>(7)?.0,
                    news_at: row.get::<_, Ms>(10)?.0,
                    relation: row.get::<_, Word<_>>(8)?.0,
                    timeliness: row.get::<_, Stood>(9)?.0,
                    pieces: Vec::new(),
                };
                Ok((row.get::<_, i64>(0)?, owed, receipt))
            })
            .during(WHAT)?;
        for row in rows {
            let (id, owed, mut receipt) = row.during(WHAT)?;
            if let Some(files) = files.get(&id) {
                receipt.pieces = Piece::in_files(files.iter().map(|(name, size)| (name.as_str(), *size)));
            }
            facts.receipts.entry(owed).or_default().push(receipt);
        }
        // One obligation has a few; sorted by SQLite, all of a year would be.
        for receipts in facts.receipts.values_mut() {
            receipts.sort_by_key(|receipt| (receipt.received_at, receipt.number));
        }
        Ok(())
    }

    /// Name and size of the files of each line.
    fn files_within(&self, which: &str, values: &[Value]) -> Result<BTreeMap<i64, Vec<(String, u64)>>, LedgerError> {
        const WHAT: &str = "đọc sổ tiếp nhận";
        let mut files: BTreeMap<i64, Vec<(String, u64)>> = BTreeMap::new();
        let mut select = self
            .conn
            .prepare_cached(&format!(
                "SELECT receipt_file.receipt, receipt_file.name, receipt_file.size FROM receipt \
                 CROSS JOIN receipt_file ON receipt_file.receipt = receipt.id WHERE {which}"
            ))
            .during(WHAT)?;
        let rows = select
            .query_map(rusqlite::params_from_iter(values), |row| {
                Ok((row.get(0)?, (row.get(1)?, row.get::<_, Count<_>>(2)?.0)))
            })
            .during(WHAT)?;
        for row in rows {
            let (receipt, file) = row.during(WHAT)?;
            files.entry(receipt).or_default().push(file);
        }
        Ok(files)
    }

    /// Addresses that gave a letter back for good. A server in between takes everything and reports later, so a letter
    /// it took counts against an old report only after a silence.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn unreached(&self, now: Timestamp) -> Result<BTreeMap<String, Timestamp>, LedgerError> {
        const WHAT: &str = "đọc địa chỉ không nhận được thư";
        let silence = now.checked_sub(SILENCE).unwrap_or(Timestamp::MIN);
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT address, at FROM bounced WHERE permanent = 1 AND NOT EXISTS (SELECT 1 FROM letter \
                 WHERE letter.recipient = bounced.address AND letter.sent_at > bounced.at AND letter.sent_at < ?1)",
            )
            .during(WHAT)?;
        let rows = select.query_map([Ms(silence)], |row| Ok((row.get(0)?, row.get::<_, Ms>(1)?.0))).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    fn notices(&self, since: Timestamp) -> Result<Vec<Notice>, LedgerError> {
        const WHAT: &str = "đọc thư nhắc đã viết";
        let mut select = self
            .conn
            .prepare_cached(
                // Not in the order of rows, or all letters of ten years would be gone through for it.
                "SELECT id, purpose, recipient, gist, sent_at IS NOT NULL, \
                 returned_by IS NOT NULL OR (state = 'failed' AND unknowns = 0) FROM letter WHERE kind IN ('reminder', 'overdue') \
                 AND state <> 'dropped' AND created_at >= ?1 ORDER BY +id",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([Ms(since)], |row| {
                Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?))
            })
            .during(WHAT)?;
        let (mut notices, mut copies) = (Vec::new(), Vec::new());
        for row in rows {
            let (id, purpose, to, gist, sent, lost): (i64, String, String, String, bool, bool) = row.during(WHAT)?;
            let (unit, day, kind) = match purpose.parse() {
                Ok(Purpose::Reminder(unit, day)) => (unit, day, NoticeKind::Reminder),
                Ok(Purpose::Overdue(unit, day)) => (unit, day, NoticeKind::Overdue),
                Ok(Purpose::Escalated(unit, day, _)) => {
                    copies.push((unit, day, Copied { to, sent, lost }));
                    continue;
                }
                _ => {
                    return Err(LedgerError::Refused(format!(
                        "thư số {id} trong sổ có mục đích không hiểu được: {purpose}"
                    )));
                }
            };
            let about = self.about(id)?;
            notices.push(Notice { unit, day, kind, about, gist, to, sent, lost, copies: Vec::new() });
        }
        Ok(with_copies(notices, copies))
    }

    /// What letters told that went, or will: of one that came back the unit knows nothing.
    fn decided(&self, since: Timestamp) -> Result<Vec<Decided>, LedgerError> {
        const WHAT: &str = "đọc thư báo gia hạn, miễn đã viết";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id, unit, created_at FROM letter WHERE kind IN ('granted', 'lifted') AND unit IS NOT NULL \
                 AND state NOT IN ('dropped', 'failed') AND returned_by IS NULL AND created_at >= ?1 ORDER BY +id",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([Ms(since)], |row| Ok((row.get(0)?, row.get::<_, Word<UnitId>>(1)?.0, row.get::<_, Ms>(2)?.0)))
            .during(WHAT)?;
        let mut decided = Vec::new();
        for row in rows {
            let (id, unit, at): (i64, UnitId, Timestamp) = row.during(WHAT)?;
            let about = self.about(id)?.into_iter();
            decided.extend(about.map(|(report, period)| Decided { owed: (unit.clone(), report, period), at }));
        }
        Ok(decided)
    }

    fn openings(&self, since: Timestamp) -> Result<Vec<Opening>, LedgerError> {
        const WHAT: &str = "đọc thư thông báo kế hoạch đã viết";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id, purpose, recipient, coalesce(sent_at, next_try), state = 'queued' FROM letter \
                 WHERE kind = 'opening' AND state <> 'dropped' AND created_at >= ?1 ORDER BY +id",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([Ms(since)], |row| {
                Ok((row.get::<_, i64>(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get::<_, Ms>(3)?.0, row.get(4)?))
            })
            .during(WHAT)?;
        let mut openings = Vec::new();
        for row in rows {
            let (id, purpose, to, at, waits) = row.during(WHAT)?;
            let Ok(Purpose::Opening(unit, plan, of)) = purpose.parse() else {
                return Err(LedgerError::Refused(format!(
                    "thư số {id} trong sổ có mục đích không hiểu được: {purpose}"
                )));
            };
            openings.push(Opening { unit, plan, of, about: self.about(id)?, at, to, waits });
        }
        Ok(openings)
    }

    /// What a person cancelled stays among them, so that it is not written again; what lost its object has given its
    /// purpose back.
    fn purposes(&self, since: Timestamp) -> Result<BTreeSet<String>, LedgerError> {
        const WHAT: &str = "đọc mục đích các thư đã viết";
        let mut select = self.conn.prepare_cached("SELECT purpose FROM letter WHERE created_at >= ?1").during(WHAT)?;
        select.query_map([Ms(since)], |row| row.get(0)).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }
}

/// Which lines are within reach, as SQL says it, and the values in it.
fn condition(reach: Reach<'_>, facts: &BoardFacts) -> (&'static str, Vec<Value>) {
    let listed = |periods: BTreeSet<String>| Value::Text(serde_json::to_string(&periods).unwrap_or_default());
    match reach {
        Reach::All => ("1", Vec::new()),
        Reach::Unit(unit) => ("receipt.unit = ?1", vec![Value::Text(unit.to_string())]),
        Reach::Standings(periods) => {
            let periods = listed(periods.iter().map(ToString::to_string).collect());
            ("receipt.period IN (SELECT value FROM json_each(?1))", vec![periods])
        }
        Reach::Periods(periods, since) => {
            let waiting =
                facts.notices.iter().filter(|notice| !notice.sent || notice.copies.iter().any(|copy| !copy.sent));
            let openings = facts.openings.iter().filter(|opening| opening.waits);
            let spoken_of = waiting.map(|notice| &notice.about).chain(openings.map(|opening| &opening.about));
            let spoken_of = spoken_of.flatten().map(|(_, period)| period);
            let periods = listed(periods.iter().chain(spoken_of).map(ToString::to_string).collect());
            let since = Value::Integer(since.as_millisecond());
            let which = "(receipt.period IN (SELECT value FROM json_each(?1)) OR receipt.received_at >= ?2)";
            (which, vec![periods, since])
        }
    }
}

/// Puts copies to their notices. One that arrived reached the unit, whatever became of the others.
fn with_copies(mut notices: Vec<Notice>, copies: Vec<(UnitId, Date, Copied)>) -> Vec<Notice> {
    for (unit, day, copy) in copies {
        let theirs = notices.iter_mut().rev().find(|notice| notice.unit == unit && notice.day == day);
        if let Some(notice) = theirs {
            notice.lost &= copy.lost;
            notice.copies.push(copy);
        }
    }
    notices
}

fn open_incident(case: Case) -> OpenIncident {
    let Case { id, title, units, opened_at, last_at, .. } = case;
    OpenIncident { id, title, units, opened_at, last_at }
}
