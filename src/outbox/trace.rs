//! Letters of unknown fate are looked for before they are sent again.
//!
//! Whatever the mailbox shows under a letter's Message-ID speaks for its having left: the copy that the server keeps of
//! what it sent, our own copy where the office is among the recipients, a report about its delivery, an answer to it.
//! Nobody but the recipients knows the Message-ID of a letter before it has arrived.

use futures_util::future::BoxFuture;
use jiff::{SignedDuration, Timestamp};

use super::run::{Note, after};
use super::{Cause, Claimed, Outbox};
use crate::delivery::Outcome;

/// Minutes until a mailbox that could not be searched is searched again.
const BLIND_PAUSE: i64 = 30;
/// How often a letter waits for a mailbox that cannot be searched; then it is sent as if nothing had been found, because
/// a letter that came twice does less harm than one that never came.
const MOST_BLIND: u32 = 8;

/// A place where letters that left can be seen. Nothing in it is ever changed.
pub trait Trace: Send + Sync {
    /// Where a letter with this Message-ID (without brackets) can be seen that was written at `written`, in Vietnamese
    /// for people; none when it is not there, or there is no such place.
    ///
    /// # Errors
    /// Why it could not be looked for now.
    fn look(&self, message_id: String, written: Timestamp) -> BoxFuture<'_, Result<Option<String>, String>>;
}

impl Outbox {
    /// Whether a claimed letter of unknown fate need not be sent now: it was found and is settled as sent, or it waits
    /// for the mailbox.
    pub(super) async fn has_left(&mut self, letter: &Claimed) -> Result<bool, String> {
        if letter.unknowns == 0 {
            return Ok(false);
        }
        match self.look_for(letter).await {
            Ok(None) => Ok(false),
            Ok(Some(place)) => self.settle_found(letter, &place).await.map(|()| true),
            Err(why) => {
                let times = self.blind.entry(letter.id).or_default();
                *times = times.saturating_add(1);
                if *times > MOST_BLIND {
                    tracing::warn!(id = letter.id, %why, "a letter of unknown fate could not be looked for; sent again");
                    return Ok(false);
                }
                let until = after(self.clock.now(), SignedDuration::from_mins(BLIND_PAUSE));
                let why = format!("chưa tìm được trong hộp thư xem thư này đã đi chưa: {why}");
                self.note(letter.id, Note::Postpone(until, Cause::Held(why))).await.map(|()| true)
            }
        }
    }

    /// Whether a letter that just ended in the unknown can be seen already; it is settled then.
    pub(super) async fn is_found(&mut self, letter: &Claimed) -> Result<bool, String> {
        match self.look_for(letter).await {
            Ok(Some(place)) => self.settle_found(letter, &place).await.map(|()| true),
            Ok(None) | Err(_) => Ok(false),
        }
    }

    async fn look_for(&self, letter: &Claimed) -> Result<Option<String>, String> {
        match &self.trace {
            Some(trace) => trace.look(letter.parcel.message_id.clone(), letter.written).await,
            None => Ok(None),
        }
    }

    async fn settle_found(&mut self, letter: &Claimed, place: &str) -> Result<(), String> {
        self.blind.remove(&letter.id);
        tracing::info!(
            id = letter.id,
            kind = letter.kind.as_str(),
            place,
            "letter of unknown fate found; not sent again"
        );
        let reply = format!("thư đã đi từ lần gửi trước: {place}; không gửi lại");
        self.note(letter.id, Note::Settle(Outcome::Sent { reply }, None)).await
    }
}
