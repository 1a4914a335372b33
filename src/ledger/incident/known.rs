//! The cases that an arriving mail may belong to, with what tells them apart.

use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};

use super::Case;
use crate::evidence::incident::KnownIncident;
use crate::ledger::Snapshot;
use crate::ledger::column::Ms;
use crate::ledger::failure::{During, LedgerError};
use crate::letter::purpose::{message_id_prefix, references_in};
use crate::message::Message;

/// Cases opened so shortly before or after a mail may share its civil day.
const DAY: SignedDuration = SignedDuration::from_hours(48);
/// How long after its last mail a case may still be known by its words, and more.
const SILENT: SignedDuration = SignedDuration::from_hours(60 * 24);
/// A mail can name thousands of others; the newest of them tell what it answers.
const REFERENCES: usize = 100;
impl Snapshot<'_> {
    /// The cases that a mail may belong to.
    pub(in crate::ledger) fn known_incidents(&self, message: &Message) -> Result<Vec<KnownIncident>, LedgerError> {
        let (from, to) = (message.received_at.checked_sub(DAY), message.received_at.checked_add(DAY));
        let around = (Ms(from.unwrap_or(Timestamp::MIN)), Ms(to.unwrap_or(Timestamp::MAX)));
        let mut cases = self.bare_cases("closed_at IS NULL OR opened_at BETWEEN ?1 AND ?2", around)?;
        if cases.is_empty() {
            return Ok(Vec::new());
        }
        let answered = self.answered_mails(message)?;
        // Most mails are about none: what has long been silent and is not answered is not read.
        let since = |moment: Timestamp| message.received_at.duration_since(moment).abs();
        let heard = |case: &Case| since(case.last_at) <= SILENT || since(case.opened_at) <= DAY;
        if answered.is_empty() {
            cases.retain(heard);
        }
        self.complete(&mut cases)?;
        let known = |case: Case| {
            Ok(KnownIncident {
                matters: self.matters(case.id)?,
                open: case.closed.is_none(),
                answered: case.mails.iter().any(|mail| answered.contains(mail)),
                id: case.id,
                title: case.title,
                units: case.units,
                report: case.report,
                period: case.period,
                last_at: case.last_at,
            })
        };
        cases.into_iter().map(known).collect()
    }

    fn matters(&self, case: i64) -> Result<Vec<String>, LedgerError> {
        const WHAT: &str = "đọc thư của vụ việc";
        let mut select =
            self.conn.prepare_cached("SELECT matter FROM incident_mail WHERE incident = ?1").during(WHAT)?;
        select.query_map([case], |row| row.get(0)).during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }

    /// The mails that this one answers: by their Message-ID, or by a letter of ours about one of them.
    fn answered_mails(&self, message: &Message) -> Result<BTreeSet<i64>, LedgerError> {
        const WHAT: &str = "tìm thư được trả lời";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id FROM mail WHERE message_id = ?1 UNION SELECT mail FROM letter \
                 WHERE mail IS NOT NULL AND message_id >= ?1 AND message_id <= ?2",
            )
            .during(WHAT)?;
        let ids = message.references.iter().rev().take(REFERENCES).map(|id| (id.clone(), id.clone()));
        let prefixes = references_in(&message.subject).into_iter().map(|reference| {
            let prefix = message_id_prefix(&reference);
            let last = format!("{prefix}\u{10ffff}");
            (prefix, last)
        });
        let mut mails = BTreeSet::new();
        for (first, last) in ids.chain(prefixes) {
            let found = select.query_map([&first, &last], |row| row.get(0)).during(WHAT)?;
            for mail in found {
                mails.insert(mail.during(WHAT)?);
            }
        }
        Ok(mails)
    }
}
