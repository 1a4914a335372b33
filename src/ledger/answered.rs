//! Replies to our questions, the mails that they speak of, and what came of laying the one beside the other.

use jiff::Timestamp;

use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::locked::Opened;
use super::review::subject;
use super::{Bucket, ReviewState, Snapshot, Tx};
use crate::decision::Question;
use crate::evidence::reply::Reply;
use crate::letter::Purpose;

/// What the journal calls a reply that changed nothing.
const LEFT: &str = "reply-left";

fn left(reply: i64) -> String {
    format!("trả lời trong thư số {reply} chưa đủ để đề xuất, hoặc không khớp với văn bản")
}

impl Snapshot<'_> {
    /// The replies received since `since` that wait for a person though they say one thing plainly, oldest first: each
    /// with the mail that it speaks of. Those that were laid beside it in vain are left out.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn plain_replies(&self, since: Timestamp) -> Result<Vec<(i64, Reply)>, LedgerError> {
        let mails = self.ids(
            "SELECT mail.id FROM review JOIN mail ON mail.id = review.mail WHERE review.state = 'open' \
             AND review.question = 'person-asks' AND review.times = 0 AND mail.received_at >= ?1 \
             AND instr(mail.evidence, '\"claim\":{\"answers\":') > 0 ORDER BY mail.id",
            since,
        )?;
        let mut replies = Vec::new();
        for mail in mails {
            let Some((about, reply)) = Reply::of(mail, &self.evidence(mail)?) else { continue };
            let lines = self.journal_of(Some(&subject(about)))?;
            if !lines.iter().any(|line| line.what == LEFT && line.why == left(mail)) {
                replies.push((about, reply));
            }
        }
        Ok(replies)
    }

    /// The mails without files that reply to our question about this one, oldest first.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn replies_to(&self, mail: i64) -> Result<Vec<i64>, LedgerError> {
        const WHAT: &str = "tìm thư trả lời";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id FROM mail WHERE id > ?1 AND instr(evidence, '\"claim\":{\"answers\":') > 0 \
                 AND instr(evidence, '\"claim\":{\"answers\":' || ?1 || '}') > 0 ORDER BY id",
            )
            .during(WHAT)?;
        let ids = select.query_map([mail], |row| row.get(0)).during(WHAT)?;
        ids.collect::<Result<_, _>>().during(WHAT)
    }
}

impl Tx<'_> {
    /// Notes that a reply completes nothing: it goes on waiting for a person, beside the mail that it speaks of.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn leave_reply(&mut self, mail: i64, reply: i64, now: Timestamp) -> Result<(), LedgerError> {
        self.journal(now, PROGRAM, LEFT, &subject(mail), &left(reply))
    }

    /// Replaces what is proposed for a mail that waits by what the unit's reply makes of it; the reply itself waits no
    /// more. False, and only noted, when a person was quicker, or when an earlier reply said otherwise.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn take_reply(&mut self, opened: &Opened<'_>) -> Result<bool, LedgerError> {
        let Opened { mail, key, decision, letters, now, .. } = *opened;
        let review = self.review(mail)?;
        let differs = || {
            Ok::<_, LedgerError>(
                review.question == Question::Answered && self.decision(mail)?.entries != decision.entries,
            )
        };
        if review.state != ReviewState::Open || differs()? {
            return self.leave_reply(mail, key, now).map(|()| false);
        }
        self.replace_judgment(opened)?;
        let why = format!("theo trả lời của đơn vị trong thư số {key}");
        self.withdraw(&Purpose::Query(review.mail.sha256.as_str().to_owned()), &why, now)?;
        self.journal(now, PROGRAM, "review-answered", &subject(mail), &why)?;
        for letter in letters {
            self.queue(letter, Some(mail), now)?;
        }
        if self.mail(key)?.bucket == Bucket::Review {
            let why = format!("thuộc về thư số {mail}: trả lời câu hỏi của cơ quan");
            self.settle_review(key, ReviewState::Dismissed, Bucket::NotReport, PROGRAM, &why, now)?;
        }
        Ok(true)
    }
}
