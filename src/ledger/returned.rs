//! Letters that came back: which of ours a delivery report speaks of, and which addresses are dead.

use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension as _, params};

use super::Tx;
use super::column::Ms;
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::queue::subject;
use crate::message::{BouncedRecipient, Message};

/// A report that names no letter speaks of one that left at most so long before: servers give up after five days.
const LONGEST: SignedDuration = SignedDuration::from_hours(6 * 24);

const WHAT: &str = "ghi thư bị trả lại";

impl Tx<'_> {
    /// Notes what a delivery report says. Only addresses to which we had written when it came are noted: a forged report
    /// about others changes nothing, and an old one says nothing of letters that wait. What is merely late is not lost.
    pub(super) fn note_bounce(&mut self, mail: i64, message: &Message, now: Timestamp) -> Result<(), LedgerError> {
        let Some(bounce) = &message.bounce else { return Ok(()) };
        let named = match &bounce.original_message_id {
            Some(id) => self.letter_named(id)?,
            None => None,
        };
        for recipient in bounce.recipients.iter().filter(|recipient| !recipient.delayed) {
            // Each letter has one recipient: when the report names the letter and one address, that address stands for
            // whom we wrote to, also where his mail is passed on to another.
            let stands_for = named.as_ref().filter(|_| bounce.recipients.len() == 1).map(|(_, to)| to.as_str());
            let address = stands_for.unwrap_or(&recipient.address);
            let letter = match &named {
                Some((letter, to)) if to.as_str() == address => Some(*letter),
                _ => self.last_letter_to(address, message.received_at)?,
            };
            self.note_address((mail, message.received_at), address, recipient, now)?;
            if let Some(letter) = letter {
                self.note_returned(letter, mail, recipient, now)?;
            }
        }
        Ok(())
    }

    pub(super) fn letter_named(&self, message_id: &str) -> Result<Option<(i64, String)>, LedgerError> {
        self.conn
            .prepare_cached("SELECT id, recipient FROM letter WHERE message_id = ?1")
            .and_then(|mut select| select.query_row([message_id], |row| Ok((row.get(0)?, row.get(1)?))).optional())
            .during(WHAT)
    }

    pub(super) fn last_letter_to(&self, address: &str, before: Timestamp) -> Result<Option<i64>, LedgerError> {
        let since = before.checked_sub(LONGEST).unwrap_or(Timestamp::MIN);
        self.conn
            .prepare_cached(
                "SELECT id FROM letter WHERE recipient = ?1 AND sent_at BETWEEN ?2 AND ?3 ORDER BY sent_at DESC LIMIT 1",
            )
            .and_then(|mut select| {
                select.query_row(params![address, Ms(since), Ms(before)], |row| row.get(0)).optional()
            })
            .during(WHAT)
    }

    fn note_address(
        &mut self,
        (mail, came): (i64, Timestamp),
        address: &str,
        recipient: &BouncedRecipient,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let status = recipient.status.as_deref().unwrap_or("");
        let noted = self
            .conn
            .prepare_cached(
                "INSERT INTO bounced (address, mail, status, permanent, at) \
                 SELECT ?1, ?2, ?3, ?4, ?5 WHERE EXISTS ( \
                     SELECT 1 FROM letter WHERE recipient = ?1 AND coalesce(sent_at, claimed_at) <= ?6) \
                 ON CONFLICT DO UPDATE SET mail = excluded.mail, status = excluded.status, \
                 permanent = max(permanent, excluded.permanent), at = excluded.at",
            )
            .and_then(|mut insert| {
                insert.execute(params![address, mail, status, recipient.permanent, Ms(now), Ms(came)])
            })
            .during("ghi địa chỉ không nhận được thư")?;
        if noted > 0 {
            self.journal(now, PROGRAM, "bounced", &format!("address {address}"), status)?;
        }
        Ok(())
    }

    fn note_returned(
        &mut self,
        letter: i64,
        mail: i64,
        recipient: &BouncedRecipient,
        now: Timestamp,
    ) -> Result<(), LedgerError> {
        let noted = self
            .conn
            .prepare_cached(
                "UPDATE letter SET returned_by = ?2, returned_at = ?3 WHERE id = ?1 AND returned_by IS NULL",
            )
            .and_then(|mut update| update.execute(params![letter, mail, Ms(now)]))
            .during(WHAT)?;
        if noted > 0 {
            let status = recipient.status.as_deref().map_or_else(String::new, |status| format!(" ({status})"));
            let why = format!("thư đến số {mail} báo không giao được{status}");
            self.journal(now, PROGRAM, "letter-returned", &subject(letter), &why)?;
        }
        Ok(())
    }
}
