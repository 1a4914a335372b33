//! What the ledger knows before a mail is judged.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::column::{Ms, Word};
use super::failure::{During, LedgerError};
use super::{Bucket, Snapshot, Tx};
use crate::calendar::Period;
use crate::evidence::password::Keys;
use crate::evidence::{Asked, Copied, Facts, Fate, Fruitless, Register, SentLetter, Twin, lesson};
use crate::letter::purpose::{message_id_prefix, references_in};
use crate::message::{Message, Sha256};
use crate::plan::ReportId;
use crate::roster::UnitId;

/// A mail can name thousands of others; the newest of them tell what it answers.
const REFERENCES: usize = 100;

impl Tx<'_> {
    /// What is known about a mail, to be judged and recorded in this same transaction.
    ///
    /// `year` is the civil year of its receipt at the office.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facts(&mut self, message: &Message, year: i16, now: Timestamp) -> Result<Facts, LedgerError> {
        let register = self.shared_register()?;
        self.facts_beside(register, message, year, now)
    }
}

impl Snapshot<'_> {
    /// The same, with the register of these units only: for a mail of which a person says whose it is.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn facts_of(
        &self,
        message: &Message,
        units: &BTreeSet<UnitId>,
        year: i16,
        now: Timestamp,
    ) -> Result<Facts, LedgerError> {
        self.facts_beside(Arc::new(self.register_of(units)?), message, year, now)
    }

    fn facts_beside(
        &self,
        register: Arc<Register>,
        message: &Message,
        year: i16,
        now: Timestamp,
    ) -> Result<Facts, LedgerError> {
        let sender = message.from.as_ref().map(|person| person.address.as_str()).filter(|address| !address.is_empty());
        let lessons = self.lessons_for(message)?;
        let answers = self.answers(message)?;
        let fruitless = Fruitless {
            in_a_row: answers.iter().map(|letter| letter.round).max().unwrap_or_default(),
            ..sender.map_or(Ok(Fruitless::default()), |address| self.fruitless_since(address, day_before(now)))?
        };
        Ok(Facts {
            twins: self.twins(message)?,
            answers,
            learned_units: lesson::units(&lessons),
            lessons,
            register,
            extended: self.extended()?,
            incidents: self.known_incidents(message)?,
            next_number: self.next_number(year)?,
            fruitless,
            keys: Keys::default(),
            reply: None,
            volumes: self.other_volumes(message)?,
        })
    }
}

/// What a bucket means for a copy of the mail.
fn fate(bucket: Bucket) -> Fate {
    match bucket {
        Bucket::Recorded => Fate::Entered,
        Bucket::Review => Fate::Waiting,
        Bucket::Failed => Fate::Failed,
        Bucket::NotReport | Bucket::Machine | Bucket::Earlier => Fate::Aside,
    }
}

/// Without overflow at the ends of time.
fn day_before(now: Timestamp) -> Timestamp {
    now.checked_sub(SignedDuration::from_hours(24)).unwrap_or(Timestamp::MIN)
}

impl Snapshot<'_> {
    /// The extensions in force (gia hạn).
    fn extended(&self) -> Result<BTreeMap<(UnitId, ReportId, Period), Date>, LedgerError> {
        const WHAT: &str = "đọc gia hạn";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT unit, report, period, until FROM exception WHERE revoked_at IS NULL AND until IS NOT NULL",
            )
            .during(WHAT)?;
        let rows = select
            .query_map([], |row| {
                let owed = (row.get::<_, Word<_>>(0)?.0, row.get::<_, Word<_>>(1)?.0, row.get::<_, Word<_>>(2)?.0);
                Ok((owed, row.get::<_, Word<Date>>(3)?.0))
            })
            .during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    fn twins(&self, message: &Message) -> Result<Vec<Twin>, LedgerError> {
        const WHAT: &str = "tìm thư trùng";
        let from = message.from.as_ref().map_or("", |from| from.address.as_str());
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT id, sha256, received_at, bucket, coalesce(message_id = ?2 AND from_address = ?3 AND subject = ?4 \
                 AND dated_at = ?5, 0) FROM mail WHERE sha256 = ?1 OR message_id = ?2 ORDER BY id",
            )
            .during(WHAT)?;
        let wanted = (Word(&message.sha256), &message.message_id, from, &message.subject, message.dated_at.map(Ms));
        let rows = select.query_map(wanted, |row| {
            let copied = Copied { received_at: row.get::<_, Ms>(2)?.0, fate: fate(row.get::<_, Word<Bucket>>(3)?.0) };
            let same_bytes = row.get::<_, Word<Sha256>>(1)?.0 == message.sha256;
            Ok(Twin { mail: row.get(0)?, same_bytes, copied: row.get::<_, bool>(4)?.then_some(copied) })
        });
        let mut twins: Vec<Twin> = rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)?;
        for twin in twins.iter_mut().filter(|twin| twin.copied.is_some()) {
            let files: Vec<Sha256> = self.attached(twin.mail)?;
            if !files.iter().eq(message.attachments.iter().map(|file| &file.sha256)) {
                twin.copied = None;
            }
        }
        Ok(twins)
    }

    /// The hashes of a mail's attachments, in their order.
    fn attached(&self, mail: i64) -> Result<Vec<Sha256>, LedgerError> {
        const WHAT: &str = "đọc tệp của thư trùng";
        let mut select =
            self.conn.prepare_cached("SELECT sha256 FROM attachment WHERE mail = ?1 ORDER BY idx").during(WHAT)?;
        let rows = select.query_map([mail], |row| Ok(row.get::<_, Word<Sha256>>(0)?.0)).during(WHAT)?;
        rows.collect::<Result<_, _>>().during(WHAT)
    }

    /// Our letters that a mail refers to: by Message-ID in its header, or by the reference in its subject, which
    /// survives where mail programs lose the header.
    ///
    /// # Errors
    /// What SQLite says.
    pub fn answers(&self, message: &Message) -> Result<Vec<SentLetter>, LedgerError> {
        const WHAT: &str = "tìm thư đã gửi";
        let mut select = self
            .conn
            .prepare_cached(
                "SELECT letter.id, letter.unit, coalesce(sent_at, created_at), round, letter.kind, recipient, letter.mail, \
                 coalesce(review.state = 'open' AND review.question IN \
                 ('unit-unclear', 'period-unclear', 'contradiction', 'not-owed', 'answered'), 0) \
                 FROM letter LEFT JOIN review ON review.mail = letter.mail WHERE message_id >= ?1 AND message_id <= ?2",
            )
            .during(WHAT)?;
        let ids = message.references.iter().skip(message.references.len().saturating_sub(REFERENCES));
        let ids = ids.map(|id| (id.clone(), id.clone()));
        let prefixes = references_in(&message.subject).into_iter().take(REFERENCES).map(|reference| {
            let prefix = message_id_prefix(&reference);
            let last = format!("{prefix}\u{10ffff}");
            (prefix, last)
        });
        let mut answers = BTreeMap::new();
        for (first, last) in ids.chain(prefixes) {
            let found = select.query_map([&first, &last], |row| {
                let unit = row.get::<_, Option<Word<UnitId>>>(1)?.map(|word| word.0);
                let (sent_at, round, kind) = (row.get::<_, Ms>(2)?.0, row.get(3)?, row.get::<_, String>(4)?);
                let mail = row.get::<_, Option<i64>>(6)?.filter(|_| kind == "query");
                let open = row.get(7)?;
                let asked = mail.map(|mail| Asked { mail, open });
                let letter = SentLetter { unit, about: Vec::new(), sent_at, round, kind, to: row.get(5)?, asked };
                Ok((row.get::<_, i64>(0)?, letter))
            });
            for row in found.during(WHAT)? {
                let (id, letter) = row.during(WHAT)?;
                answers.insert(id, SentLetter { about: self.about(id)?, ..letter });
            }
        }
        Ok(answers.into_values().collect())
    }

    /// The obligations that a letter is about.
    pub(crate) fn about(&self, letter: i64) -> Result<Vec<(ReportId, Period)>, LedgerError> {
        const WHAT: &str = "đọc nội dung thư đã gửi";
        let mut select =
            self.conn.prepare_cached("SELECT report, period FROM letter_about WHERE letter = ?1").during(WHAT)?;
        let rows = select.query_map([letter], |row| Ok((row.get::<_, Word<_>>(0)?.0, row.get::<_, Word<_>>(1)?.0)));
        rows.during(WHAT)?.collect::<Result<_, _>>().during(WHAT)
    }

    fn fruitless_since(&self, address: &str, since: Timestamp) -> Result<Fruitless, LedgerError> {
        let domain = address.rsplit_once('@').map_or(String::new(), |(_, domain)| format!("@{domain}"));
        self.conn
            .prepare_cached(
                "SELECT coalesce(sum(recipient = ?1), 0), coalesce(sum(substr(recipient, -length(?2)) = ?2), 0), count(*) \
                 FROM letter WHERE kind IN ('receipt', 'query') AND created_at > ?3 \
                 AND NOT EXISTS (SELECT 1 FROM receipt WHERE receipt.mail = letter.mail AND relation = 'first')",
            )
            .and_then(|mut select| {
                select.query_row((address, domain, Ms(since)), |row| {
                    let (to_address, to_domain, to_anyone) = (row.get(0)?, row.get(1)?, row.get(2)?);
                    Ok(Fruitless { to_address, to_domain, to_anyone, in_a_row: 0 })
                })
            })
            .during("đếm thư đã gửi")
    }
}
