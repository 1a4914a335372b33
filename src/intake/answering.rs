//! Replies to our questions, laid beside the mails that they speak of.
//!
//! As with passwords, every step can be repeated: a reply is recorded first, as something for a person, and taken up in a
//! transaction of its own. A crash in between leaves it to the next start.

use tracing::{info, warn};

use super::unlocking::since;
use super::{Intake, IntakeError, Read};
use crate::decision::reply::fits;
use crate::evidence::password::Passwords;
use crate::evidence::reply::Reply;
use crate::judgment::Judgment;
use crate::ledger::Opened;
use crate::letter::purpose::references_in;

impl Intake {
    /// What the mails of a group mean for those before them: passwords, answers.
    pub(super) async fn follow_up(&self, group: &[Read]) {
        self.unlock_after(group).await;
        let may_reply = |(_, reading): &Read| {
            let message = &reading.message;
            let refers = !message.references.is_empty() || !references_in(&message.subject).is_empty();
            refers && !message.attachments.iter().any(|file| !file.inline)
        };
        if group.iter().any(may_reply) {
            self.join_replies().await;
        }
    }

    /// Judges the mails again that plain replies speak of. Never fails: what goes wrong is logged and tried again at the
    /// next occasion.
    pub(super) async fn join_replies(&self) {
        let (intake, since) = (self.clone(), since(self.clock.now()));
        let found = tokio::task::spawn_blocking(move || intake.ledger.read(|snapshot| snapshot.plain_replies(since)));
        let replies = match found.await {
            Ok(Ok(replies)) => replies,
            Ok(Err(error)) => return warn!(%error, "replies to questions could not be looked for; tried again later"),
            Err(error) => return warn!(%error, "looking for replies to questions broke; tried again later"),
        };
        for (mail, reply) in replies {
            let key = reply.mail;
            match self.take_up(mail, reply).await {
                Ok(true) => info!(mail, reply = key, "a reply completes the proposal"),
                Ok(false) => info!(mail, reply = key, "a reply is left to a person"),
                Err(error) => warn!(mail, reply = key, %error, "a reply waits; tried again later"),
            }
        }
    }

    /// Whether the reply completed what is proposed.
    async fn take_up(&self, mail: i64, reply: Reply) -> Result<bool, IntakeError> {
        let intake = self.clone();
        let row = tokio::task::spawn_blocking(move || intake.ledger.read(|snapshot| snapshot.mail(mail))).await??;
        let message = self.reread(&row, &Passwords::default()).await?;
        let intake = self.clone();
        let taken = tokio::task::spawn_blocking(move || {
            let now = intake.clock.now();
            intake.ledger.write(|tx| {
                let judgment = intake.judge_again(tx, mail, &message, |facts| facts.reply = Some(reply.clone()))?;
                if !fits(&reply, &judgment.decision) {
                    return tx.leave_reply(mail, reply.mail, now).map(|()| false);
                }
                let Judgment { evidence, decision, letters, .. } = &judgment;
                tx.take_reply(&Opened { mail, key: reply.mail, evidence, decision, letters, now })
            })
        });
        Ok(taken.await??)
    }
}
