//! What standings and notices depend on, in one read.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::column::Ms;
use super::failure::{During, LedgerError};
use super::{Bucket, Case, Line, Snapshot};
use crate::evidence::Scan;
use crate::letter::Purpose;
use crate::plan::Piece;
use crate::roster::UnitId;
use crate::standing::facts::Copied;
use crate::standing::{BoardFacts, BoardReceipt, Notice, NoticeKind, OpenIncident, OpenMail, Opening};

/// How far back letters matter to the scheduler.
const LETTERS: SignedDuration = SignedDuration::from_hours(120 * 24);

/// How long after a letter was taken a report of failure may still come.
const SILENCE: SignedDuration = SignedDuration::from_hours(48);

impl Snapshot<'_> {
    /// The facts of the board at `now`.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn board(&self, now: Timestamp) -> Result<BoardFacts, LedgerError> {
        let since = now.checked_sub(LETTERS).unwrap_or(Timestamp::MIN);
        let mut facts = BoardFacts {
            open: self.open_mails()?,
            incidents: self.cases(true)?.into_iter().map(open_incident).collect(),
            bounced: self.unreached(now)?,
            away: self.absences(now)?,
            notices: self.notices(since)?,
            openings: self.openings(since)?,
            written: self.purposes(since)?,
            health: self.health(now)?,
            letter_limit: self.letter_limit()?,
            ..BoardFacts::default()
        };
        let mut lines: Vec<Line> = self.lines()?.into_iter().filter(Line::stands).collect();
        lines.sort_by_key(|line| (line.received_at, line.number));
        for line in lines {
            let Line { number, version, received_at, relation, timeliness, .. } = line;
            let pieces = Piece::in_files(line.files.iter().map(|file| (file.name.as_str(), file.size)));
            let receipt = BoardReceipt { number, version, received_at, relation, timeliness, pieces };
            facts.receipts.entry((line.unit, line.report, line.period)).or_default().push(receipt);
        }
        for granted in self.granted()? {
            facts.exceptions.insert((granted.unit, granted.report, granted.period), granted.exception);
        }
        Ok(facts)
    }

    fn open_mails(&self) -> Result<Vec<OpenMail>, LedgerError> {
        let mut mails = self.mails(Some(Bucket::Review))?;
        mails.extend(self.mails(Some(Bucket::Failed))?);
        mails.sort_by_key(|mail| (mail.received_at, mail.id));
        let scans = self.scans(Some(Bucket::Review))?;
        let unread = |mail: i64| scans.range((mail, 0)..=(mail, usize::MAX)).any(|(_, scan)| *scan == Scan::Unread);
        let open = mails.into_iter().map(|mail| OpenMail {
            unread_scan: unread(mail.id),
            mail: mail.id,
            received_at: mail.received_at,
            unit: mail.unit,
            question: mail.question,
            from: mail.from_address,
            subject: mail.subject,
        });
        Ok(open.collect())
    }

    /// Addresses that gave a letter back for good. A server in between takes everything and reports later, so a letter
    /// it took counts against an old report only after a silence.
    fn unreached(&self, now: Timestamp) -> Result<BTreeMap<String, Timestamp>, LedgerError> {
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
                "SELECT id, purpose, recipient, sent_at IS NOT NULL OR state = 'dropped', \
                 returned_by IS NOT NULL OR (state = 'failed' AND unknowns = 0) FROM letter WHERE kind IN ('reminder', 'overdue') \
                 AND (state <> 'dropped' OR unknowns > 0) AND created_at >= ?1 ORDER BY id",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([Ms(since)], |row| {
                Ok((row.get(0)?, row.get::<_, String>(1)?, row.get(2)?, row.get(3)?, row.get(4)?))
            })
            .during(WHAT)?;
        let (mut notices, mut copies) = (Vec::new(), Vec::new());
        for row in rows {
            let (id, purpose, to, sent, lost): (i64, String, String, bool, bool) = row.during(WHAT)?;
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
            notices.push(Notice { unit, day, kind, about: self.about(id)?, to, sent, lost, copies: Vec::new() });
        }
        Ok(with_copies(notices, copies))
    }

    fn openings(&self, since: Timestamp) -> Result<Vec<Opening>, LedgerError> {
        const WHAT: &str = "đọc thư thông báo kế hoạch đã viết";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id, purpose, recipient, coalesce(sent_at, next_try), state = 'queued' FROM letter \
                 WHERE kind = 'opening' AND state <> 'dropped' AND created_at >= ?1 ORDER BY id",
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
