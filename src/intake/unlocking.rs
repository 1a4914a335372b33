//! Files that wait behind a password, and the mail that gives it: before, after, or by another clerk of the unit.
//!
//! Every step can be repeated. What waits and who gave a password stands in the ledger, the passwords themselves only in
//! the kept mails; which of them was tried in vain stands in the journal. So a crash in between leaves the pair to the
//! next start, and nothing here can hold up a mail.

use std::sync::Arc;

use jiff::{SignedDuration, Timestamp};
use tracing::{info, warn};

use super::reading::read_with;
use super::recording::civil_year;
use super::{Intake, IntakeError, Read};
use crate::decision::Verdict;
use crate::evidence::Facts;
use crate::evidence::password::{self, Passwords, Waiting};
use crate::judgment::{self, Judgment};
use crate::ledger::{LedgerError, MailRow, Opened, Tx};
use crate::letter::Purpose;
use crate::message::Message;
use crate::message::read::split_hashed;

/// How long a password and its file may lie apart.
const APART: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Since when mails belong together at most.
pub(super) fn since(now: Timestamp) -> Timestamp {
    now.checked_sub(APART).unwrap_or(Timestamp::MIN)
}

/// A mail with a locked file, the mail whose passwords may open it, and those.
struct Pair {
    locked: MailRow,
    key: MailRow,
    passwords: Passwords,
}

impl Intake {
    /// As [`Intake::unlock`], when a mail of the group calls for it.
    pub(super) async fn unlock_after(&self, group: &[Read]) {
        if group.iter().any(|(_, reading)| reading.seeks_another()) {
            self.unlock().await;
        }
    }

    /// Tries the passwords that came on the files that wait for them. What opens is judged again; its proposal takes the
    /// place of the one that waits. Never fails: what goes wrong is logged and tried again at the next occasion.
    pub(super) async fn unlock(&self) {
        let intake = self.clone();
        let pairs = match tokio::task::spawn_blocking(move || intake.pairs()).await {
            Ok(Ok(pairs)) => pairs,
            Ok(Err(error)) => return warn!(%error, "mails with passwords could not be looked for; tried again later"),
            Err(error) => return warn!(%error, "looking for mails with passwords broke; tried again later"),
        };
        for pair in pairs {
            let (locked, key) = (pair.locked.id, pair.key.id);
            match self.open(pair).await {
                Ok(true) => info!(mail = locked, key, "a locked file was opened"),
                Ok(false) => info!(mail = locked, key, "a password did not open the file that waits"),
                Err(error) => warn!(mail = locked, key, %error, "a locked file waits; tried again later"),
            }
        }
    }

    /// What has not been tried yet.
    fn pairs(&self) -> Result<Vec<Pair>, IntakeError> {
        let since = since(self.clock.now());
        let waiting = self.ledger.read(|snapshot| snapshot.waiting_locked(since))?;
        if waiting.is_empty() {
            return Ok(Vec::new());
        }
        let mut pairs = Vec::new();
        for key in self.ledger.read(|snapshot| snapshot.gave_password(since))? {
            let (said, mut message) = (self.said(&key)?, self.message(&key)?);
            let passwords = password::take_out(&self.ground.borrow().rules.dictionary, &mut message);
            for other in waiting.iter().filter(|other| other.mail != key.id && !passwords.is_empty()) {
                let locked = self.ledger.read(|snapshot| snapshot.mail(other.mail))?;
                let kin = other.is_continued_by(&message, &said.units)
                    || said.is_continued_by(&self.message(&locked)?, &other.units);
                if kin && !self.ledger.read(|snapshot| snapshot.was_tried(locked.id, key.id))? {
                    pairs.push(Pair { locked, key: key.clone(), passwords: passwords.clone() });
                }
            }
        }
        Ok(pairs)
    }

    fn said(&self, row: &MailRow) -> Result<Waiting, LedgerError> {
        let evidence = self.ledger.read(|snapshot| snapshot.evidence(row.id))?;
        let (from, message_id) = (row.from_address.clone(), row.message_id.clone());
        Ok(Waiting { mail: row.id, from, message_id, units: password::units(&evidence) })
    }

    fn message(&self, row: &MailRow) -> Result<Message, IntakeError> {
        Ok(split_hashed(&Arc::new(self.kept(row)?), row.sha256.clone(), &self.limits).message)
    }

    /// Whether the passwords opened a file.
    async fn open(&self, pair: Pair) -> Result<bool, IntakeError> {
        let Pair { locked, key, passwords } = pair;
        let message = self.reread(&locked, &passwords).await?;
        let intake = self.clone();
        let opened = message.attachments.iter().any(|file| file.text.unlocked);
        Ok(tokio::task::spawn_blocking(move || match opened {
            true => intake.propose(&locked, &key, &message),
            false => intake.ledger.write(|tx| tx.note_tried(locked.id, key.id, intake.clock.now()).map(|()| false)),
        })
        .await??)
    }

    /// A mail that is in the ledger, read from what was kept of it.
    pub(super) async fn reread(&self, row: &MailRow, passwords: &Passwords) -> Result<Message, IntakeError> {
        let (intake, wanted) = (self.clone(), row.clone());
        let raw = tokio::task::spawn_blocking(move || intake.kept(&wanted)).await??;
        let ground = Arc::clone(&self.ground.borrow());
        Ok(read_with(Arc::new(raw), row.sha256.clone(), self.reader(&ground), passwords).await.message)
    }

    /// Judges a mail that is in the ledger again, with what else is known now. Of the letters only what concerns the
    /// office at once is left: the sender hears when a person has decided.
    pub(super) fn judge_again(
        &self,
        tx: &mut Tx<'_>,
        mail: i64,
        message: &Message,
        learn: impl FnOnce(&mut Facts),
    ) -> Result<Judgment, LedgerError> {
        let (now, ground) = (self.clock.now(), Arc::clone(&self.ground.borrow()));
        let mut facts = tx.facts(message, civil_year(&ground, message), now)?;
        // A copy that came after it has been laid aside for its sake.
        facts.twins.retain(|twin| twin.mail < mail);
        learn(&mut facts);
        let mut judgment = judgment::judge(message, &facts, &ground.rules, &ground.templates, now);
        judgment.letters.retain(|letter| matches!(letter.purpose, Purpose::Alert(..)));
        Ok(judgment)
    }

    /// Judges again, and lays the better proposal where the old one waits.
    fn propose(&self, locked: &MailRow, key: &MailRow, message: &Message) -> Result<bool, LedgerError> {
        let now = self.clock.now();
        self.ledger.write(|tx| {
            let judgment = self.judge_again(tx, locked.id, message, |facts| facts.keys.opened_by = Some(key.id))?;
            if judgment.decision.verdict != Verdict::Ask {
                return tx.note_tried(locked.id, key.id, now).map(|()| false);
            }
            let Judgment { evidence, decision, letters, .. } = &judgment;
            tx.keep_text(locked.id, message, evidence)?;
            tx.propose_again(&Opened { mail: locked.id, key: key.id, evidence, decision, letters, now })
        })
    }
}
