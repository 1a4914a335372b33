//! Mails that wait with a locked file, mails that gave a password, and what came of trying the one on the other. No
//! password stands here.

use jiff::Timestamp;
use rusqlite::params;

use super::column::{Count, Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::review::subject;
use super::{Bucket, MailRow, ReviewState, Snapshot, Tx};
use crate::decision::{Decision, Question};
use crate::evidence::Evidence;
use crate::evidence::password::{Waiting, is_all, units};
use crate::letter::{Letter, Purpose};

/// A mail that another mail completes, with the password of its file or with the answer to our question, judged again.
#[derive(Clone, Copy)]
pub struct Opened<'a> {
    /// The mail.
    pub mail: i64,
    /// The mail that completes it.
    pub key: i64,
    /// The clues, now that more is known.
    pub evidence: &'a Evidence,
    /// The proposal.
    pub decision: &'a Decision,
    /// What must be said at once.
    pub letters: &'a [Letter],
    /// Now.
    pub now: Timestamp,
}

/// How the journal says that the passwords of `key` were tried in vain.
fn tried(key: i64) -> String {
    format!("mật khẩu trong thư số {key} không mở được tệp")
}

/// What the journal calls such a try.
const TRIED: &str = "password-tried";

impl Snapshot<'_> {
    /// The mails received since `since` that wait for a person with a locked file, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn waiting_locked(&self, since: Timestamp) -> Result<Vec<Waiting>, LedgerError> {
        let mails = self.ids(
            "SELECT mail.id FROM review JOIN mail ON mail.id = review.mail WHERE review.state = 'open' \
             AND review.question = 'unreadable-file' AND mail.received_at >= ?1 \
             AND instr(mail.evidence, '\"claim\":\"locked\"') > 0 ORDER BY mail.id",
            since,
        )?;
        let waiting = mails.into_iter().map(|id| {
            let (row, mut units) = (self.mail(id)?, units(&self.evidence(id)?));
            units.extend(row.unit);
            Ok(Waiting { mail: id, from: row.from_address, message_id: row.message_id, units })
        });
        waiting.collect()
    }

    /// The mails received since `since` that gave a password, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn gave_password(&self, since: Timestamp) -> Result<Vec<MailRow>, LedgerError> {
        let mails = self.ids(
            "SELECT id FROM mail WHERE received_at >= ?1 \
             AND instr(evidence, '\"claim\":\"password\"') > 0 ORDER BY id",
            since,
        )?;
        mails.into_iter().map(|id| self.mail(id)).collect()
    }

    pub(super) fn ids(&self, query: &str, since: Timestamp) -> Result<Vec<i64>, LedgerError> {
        const WHAT: &str = "tìm thư có mật khẩu";
        let mut select = self.conn.prepare_cached(query).during(WHAT)?;
        let ids = select.query_map([Ms(since)], |row| row.get(0)).during(WHAT)?;
        ids.collect::<Result<_, _>>().during(WHAT)
    }

    /// Whether the passwords of `key` were tried on this mail in vain.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn was_tried(&self, mail: i64, key: i64) -> Result<bool, LedgerError> {
        let why = tried(key);
        let lines = self.journal_of(Some(&subject(mail)))?;
        Ok(lines.iter().any(|line| line.what == TRIED && line.why == why))
    }
}

impl Tx<'_> {
    /// Notes that the passwords of `key` do not open this mail's file: a person sees that they came, and they are not
    /// tried again.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_tried(&mut self, mail: i64, key: i64, now: Timestamp) -> Result<(), LedgerError> {
        self.journal(now, PROGRAM, TRIED, &subject(mail), &tried(key))
    }

    /// Replaces what is proposed for a mail that waits. The question that still waits to be sent is taken back, and the
    /// mail that gave the password waits no more when that is all it brought. False when a person was quicker.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn propose_again(&mut self, opened: &Opened<'_>) -> Result<bool, LedgerError> {
        let Opened { mail, key, letters, now, .. } = *opened;
        let review = self.review(mail)?;
        if review.state != ReviewState::Open || review.question != Question::UnreadableFile {
            return Ok(false);
        }
        self.replace_judgment(opened)?;
        let why = format!("mở được bằng mật khẩu trong thư số {key}");
        self.withdraw(&Purpose::Query(review.mail.sha256.as_str().to_owned()), &why, now)?;
        self.journal(now, PROGRAM, "review-unlocked", &subject(mail), &why)?;
        for letter in letters {
            self.queue(letter, Some(mail), now)?;
        }
        if self.mail(key)?.bucket == Bucket::Review && is_all(&self.evidence(key)?) {
            let why = format!("mật khẩu của thư số {mail}");
            self.settle_review(key, ReviewState::Dismissed, Bucket::NotReport, PROGRAM, &why, now)?;
        }
        Ok(true)
    }

    pub(super) fn replace_judgment(&mut self, opened: &Opened<'_>) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi lại đề xuất về thư";
        let Opened { mail, evidence, decision, now, .. } = *opened;
        let json = |error: serde_json::Error| rusqlite::Error::ToSqlConversionFailure(error.into());
        let decision_json = serde_json::to_string(decision).map_err(json).during(WHAT)?;
        let evidence_json = serde_json::to_string(evidence).map_err(json).during(WHAT)?;
        let question = Word(decision.question.unwrap_or(Question::Unsure));
        self.conn
            .prepare_cached(
                "UPDATE mail SET kind = ?2, verdict = ?3, question = ?4, unit = ?5, acknowledge = ?6, decision = ?7, \
                 evidence = ?8, judged_at = ?9 WHERE id = ?1",
            )
            .and_then(|mut update| {
                update.execute(params![
                    mail,
                    Word(decision.kind),
                    Word(decision.verdict),
                    question,
                    decision.unit.as_ref().map(Word),
                    decision.acknowledge,
                    decision_json,
                    evidence_json,
                    Ms(now),
                ])
            })
            .during(WHAT)?;
        self.conn
            .prepare_cached("UPDATE review SET question = ?2 WHERE mail = ?1")
            .and_then(|mut update| update.execute(params![mail, question]))
            .during(WHAT)?;
        let mut update =
            self.conn.prepare_cached("UPDATE attachment SET role = ?3 WHERE mail = ?1 AND idx = ?2").during(WHAT)?;
        for (index, role) in evidence.roles.iter().enumerate() {
            update.execute(params![mail, Count(index), Word(*role)]).during(WHAT)?;
        }
        Ok(())
    }
}
