//! The mails that wait for a person, and what of a unit they may hold.

use super::failure::{During, LedgerError};
use super::{Bucket, MailRow, Snapshot};
use crate::calendar::Period;
use crate::decision::Question;
use crate::evidence::{Claim, MailKind, Scan};
use crate::standing::OpenMail;

impl Snapshot<'_> {
    /// The mails in the buckets "review" and "failed" that nobody has settled, oldest first.
    pub(super) fn open_mails(&self) -> Result<Vec<OpenMail>, LedgerError> {
        let mut mails = self.mails(Some(Bucket::Review))?;
        mails.extend(self.mails(Some(Bucket::Failed))?);
        mails.sort_by_key(|mail| (mail.received_at, mail.id));
        let scans = self.scans(Some(Bucket::Review))?;
        let unread = |mail: i64| scans.range((mail, 0)..=(mail, usize::MAX)).any(|(_, scan)| *scan == Scan::Unread);
        let open = mails.into_iter().map(|mail| {
            let words = self.asks(&mail)?;
            let (taught, brings) = (self.is_taught(&mail)?, self.brings(&mail)?);
            Ok(OpenMail {
                delivers: delivers(&mail, &brings),
                taught,
                brings,
                words,
                unread_scan: unread(mail.id),
                mail: mail.id,
                received_at: mail.received_at,
                unit: mail.unit,
                question: mail.question,
                from: mail.from_address,
                subject: mail.subject,
            })
        });
        open.collect()
    }

    /// Whether staff have taught that the sender of a mail writes for the unit whose it seems to be.
    fn is_taught(&self, mail: &MailRow) -> Result<bool, LedgerError> {
        let Some(unit) = &mail.unit else { return Ok(false) };
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM learned WHERE form = ?1 AND kind = 'address' AND unit = ?2 \
                 AND revoked_at IS NULL)",
            )
            .and_then(|mut select| select.query_row([mail.from_address.as_str(), unit.as_str()], |row| row.get(0)))
            .during("đọc điều đã ghi nhớ")
    }

    /// The periods of what a mail seems to bring of the unit whose it seems to be.
    fn brings(&self, mail: &MailRow) -> Result<Vec<Period>, LedgerError> {
        let Some(unit) = mail.unit.as_ref().filter(|_| mail.bucket == Bucket::Review) else { return Ok(Vec::new()) };
        let entries = self.decision(mail.id)?.entries.into_iter();
        Ok(entries.filter(|entry| entry.unit == *unit).map(|entry| entry.period).collect())
    }

    /// The sentences in which a person asks or tells something.
    fn asks(&self, mail: &MailRow) -> Result<String, LedgerError> {
        if mail.question != Some(Question::PersonAsks) {
            return Ok(String::new());
        }
        let clues = self.evidence(mail.id)?.clues.into_iter();
        let asking = clues.filter(|clue| matches!(clue.claim, Claim::Kind(MailKind::Question)));
        Ok(asking.map(|clue| clue.quote).collect::<Vec<_>>().join("\n"))
    }
}

/// Whether a mail is meant to deliver something of its unit: by its words, or because nobody could look into it.
fn delivers(mail: &MailRow, brings: &[Period]) -> bool {
    match mail.question {
        Some(Question::PersonAsks | Question::NotOwed) => false,
        Some(
            Question::Secret
            | Question::Dangerous
            | Question::UnreadableMail
            | Question::UnreadableFile
            | Question::Unlocked
            | Question::MissingFile,
        )
        | None => true,
        Some(_) => !brings.is_empty() || mail.kind == MailKind::Submission,
    }
}
