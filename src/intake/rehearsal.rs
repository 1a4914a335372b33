//! The same line on a draft ledger: mails read, judged and recorded as `run` would have done when they came; their bytes
//! are not kept, nothing is laid on the shelf.

use std::sync::Arc;

use super::reading::Reading;
use super::{Come, Intake, IntakeError, Taken, recording};
use crate::judgment::Judgment;
use crate::message::{Message, RawMail, Sha256};

/// What would have become of a mail.
#[derive(Debug)]
pub struct Rehearsed {
    /// The mail, read.
    pub message: Message,
    /// Where it ended.
    pub taken: Taken,
    /// How it was judged; none when a mail with the same bytes came before it.
    pub judgment: Option<Judgment>,
}

impl Intake {
    /// Takes a group in the order in which it came, each mail at the time of its receipt.
    ///
    /// # Errors
    /// [`IntakeError`] when the draft cannot be written.
    pub async fn rehearse(&self, mails: Vec<RawMail>) -> Result<Vec<Rehearsed>, IntakeError> {
        let hashed = |mail: RawMail| {
            let sha256 = Sha256::of(mail.bytes());
            (Arc::new(mail), sha256)
        };
        let group: Vec<(Come, Sha256)> = mails.into_iter().map(hashed).collect();
        let group = Arc::new(self.read(group).await);
        let (intake, ground, read) = (self.clone(), Arc::clone(&self.ground.borrow()), Arc::clone(&group));
        let judged = tokio::task::spawn_blocking(move || recording::rehearse(&intake, &ground, &read)).await??;
        let group = Arc::try_unwrap(group).unwrap_or_default();
        let rehearsed = group
            .into_iter()
            .zip(judged)
            .map(|((_, Reading { message, .. }), (taken, judgment))| Rehearsed { message, taken, judgment });
        Ok(rehearsed.collect())
    }
}
