//! Volumes of one archive that a sender spread over several mails.

use jiff::{SignedDuration, Timestamp};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::review::subject;
use super::{Snapshot, Tx};
use crate::evidence::OtherVolume;
use crate::message::Message;
use crate::text::Problem;
use crate::text::volumes::are_akin;

/// How far apart such mails are at most: nobody sends the second part on another day, and next month's archive may bear
/// the same name.
const APART: SignedDuration = SignedDuration::from_hours(24);

impl Snapshot<'_> {
    /// Where other volumes of the incomplete archives of a mail came.
    pub(super) fn other_volumes(&self, message: &Message) -> Result<Vec<OtherVolume>, LedgerError> {
        const WHAT: &str = "tìm phần khác của tệp nén";
        let own: Vec<&str> = message
            .attachments
            .iter()
            .filter(|file| file.text.problem == Some(Problem::Volume))
            .map(|file| file.file_name.as_str())
            .collect();
        let from = message.from.as_ref().map_or("", |from| from.address.as_str());
        if own.is_empty() || from.is_empty() {
            return Ok(Vec::new());
        }
        let first = message.received_at.checked_sub(APART).unwrap_or(Timestamp::MIN);
        let last = message.received_at.checked_add(APART).unwrap_or(Timestamp::MAX);
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT mail.id, attachment.name FROM mail JOIN attachment ON attachment.mail = mail.id \
                 WHERE mail.received_at BETWEEN ?1 AND ?2 AND mail.from_address = ?3 AND mail.sha256 <> ?4 \
                 ORDER BY mail.id, attachment.idx",
            )
            .during(WHAT)?;
        let rows = select
            .query_map((Ms(first), Ms(last), from, Word(&message.sha256)), |row| {
                Ok(OtherVolume { mail: row.get(0)?, name: row.get(1)? })
            })
            .during(WHAT)?;
        let mut others = rows.collect::<Result<Vec<_>, _>>().during(WHAT)?;
        others.retain(|other| own.iter().any(|name| are_akin(name, &other.name)));
        Ok(others)
    }
}

impl Tx<'_> {
    /// Notes at the mails that have other volumes of an archive that this one has some of them: whoever opens the earlier
    /// mail sees where it goes on.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn note_volumes(&mut self, mail: i64, others: &[OtherVolume], now: Timestamp) -> Result<(), LedgerError> {
        let mut mails: Vec<i64> = others.iter().map(|other| other.mail).collect();
        mails.dedup();
        let why = format!("phần khác của tệp nén ở thư số {mail}");
        mails.into_iter().try_for_each(|other| self.journal(now, PROGRAM, "volumes", &subject(other), &why))
    }
}
