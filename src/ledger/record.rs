//! A judged mail becomes rows, whole or not at all, and once however often it is handed in.

use jiff::Timestamp;
use rusqlite::params;

use super::column::{Count, Ms, Word};
use super::failure::{During, LedgerError};
use super::journal::PROGRAM;
use super::register::NewLine;
use super::{Bucket, Channel, Number, Tx};
use crate::calendar::deadline::Timeliness;
use crate::decision::{Decision, Entry, Question, Relation};
use crate::dossier::LineFile;
use crate::evidence::incident::matter;
use crate::evidence::{Copied, Evidence, Facts, Fate, MailKind};
use crate::letter::Letter;
use crate::message::{Fault, Message, Origin};

/// Everything that is recorded of a mail. Its bytes already lie in the archive under `message.sha256`.
#[derive(Clone, Copy)]
pub struct Record<'a> {
    /// Where it was seen.
    pub origin: &'a Origin,
    /// The mail.
    pub message: &'a Message,
    /// What the judgment knew.
    pub facts: &'a Facts,
    /// The clues.
    pub evidence: &'a Evidence,
    /// What was decided.
    pub decision: &'a Decision,
    /// What is answered.
    pub letters: &'a [Letter],
    /// Where it ends. Its entries come into the register exactly when this is [`Bucket::Recorded`].
    pub bucket: Bucket,
    /// Civil year of the receipt at the office; `facts` were asked for with the same.
    pub year: i16,
    /// How an entry stands to its date; none for reports without one.
    pub timeliness: &'a dyn Fn(&Entry) -> Option<Timeliness>,
    /// Now.
    pub now: Timestamp,
}

/// What became of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Recorded {
    /// The mail's row.
    pub mail: i64,
    /// Its lines in the register.
    pub receipts: Vec<Number>,
    /// Whether the mail was new; else only the place where it was seen was noted.
    pub new: bool,
}

impl Tx<'_> {
    /// Records a mail with its attachments, receipts, review and letters. Bytes that are known already only gain a
    /// sighting: the folder was renumbered, or the same mail lies in a second folder.
    ///
    /// # Errors
    /// [`LedgerError::Stale`] when another line took the number that the letters name: judge again.
    /// [`LedgerError::Refused`] for a bucket that does not fit the decision. What SQLite says.
    pub fn record(&mut self, record: &Record<'_>) -> Result<Recorded, LedgerError> {
        if let Some(mail) = self.mail_with(&record.message.sha256)? {
            self.sight(record.origin, mail, record.now)?;
            let receipts = self.numbers_of(mail)?;
            return Ok(Recorded { mail, receipts, new: false });
        }
        check(record)?;
        let mail = self.insert_mail(record)?;
        self.sight(record.origin, mail, record.now)?;
        self.insert_attachments(mail, record)?;
        self.keep_text(mail, record.message, record.evidence)?;
        let mut receipts = Vec::new();
        if record.bucket == Bucket::Recorded {
            if self.next_number(record.year)? != record.facts.next_number {
                return Err(LedgerError::Stale);
            }
            for entry in &record.decision.entries {
                receipts.push(self.enter_entry(mail, entry, record)?);
            }
            for (entry, number) in record.decision.entries.iter().zip(&receipts) {
                self.settle_answered(entry, *number, record.message.received_at, record.now)?;
            }
        }
        let copied = record.facts.copied();
        if let (Some((first, Copied { fate: Fate::Waiting, .. })), [(year, number), ..]) = (copied, receipts.as_slice())
        {
            let why = format!("cùng một thư đã đến bằng đường khác và vào sổ, số {number}/{year} (thư số {mail})");
            self.dismiss(first, PROGRAM, &why, record.now)?;
        }
        let speaks = receipts.is_empty() && copied.is_none();
        if speaks && record.decision.is_a_persons() {
            let open = record.facts.incidents.iter().filter(|case| case.open && case.answered);
            self.follow_thread(&open.map(|case| case.id).collect::<Vec<_>>(), mail, record.now)?;
        }
        if record.bucket == Bucket::Review {
            self.open_review(mail, record.decision.question.unwrap_or(Question::Unsure), record.now)?;
        }
        for letter in record.letters {
            self.queue(letter, Some(mail), record.now)?;
        }
        self.count_round(mail, record)?;
        if record.decision.kind == MailKind::Bounce {
            self.note_bounce(mail, record.message, record.now)?;
        }
        if record.decision.kind == MailKind::AutoReply {
            self.note_absence(mail, record.message, record.now)?;
        }
        Ok(Recorded { mail, receipts, new: true })
    }

    fn insert_mail(&mut self, record: &Record<'_>) -> Result<i64, LedgerError> {
        const WHAT: &str = "ghi thư";
        let Record { message, decision, .. } = record;
        let json = |error: serde_json::Error| rusqlite::Error::ToSqlConversionFailure(error.into());
        let whole = !message.faults.iter().any(|fault| matches!(fault, Fault::TooLarge(_)));
        let (address, name) = message.from.as_ref().map_or(("", ""), |from| (&from.address, &from.name));
        let decision_json = serde_json::to_string(decision).map_err(json).during(WHAT)?;
        let evidence_json = serde_json::to_string(record.evidence).map_err(json).during(WHAT)?;
        self.conn
            .prepare_cached(
                "INSERT INTO mail (sha256, whole, size, received_at, dated_at, message_id, from_address, from_name, subject, \
                 kind, bucket, verdict, question, unit, acknowledge, decision, evidence, judged_at) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18)",
            )
            .and_then(|mut insert| {
                insert.execute(params![
                    Word(&message.sha256),
                    whole,
                    Count(message.size),
                    Ms(message.received_at),
                    message.dated_at.map(Ms),
                    message.message_id,
                    address,
                    name,
                    message.subject,
                    Word(decision.kind),
                    Word(record.bucket),
                    Word(decision.verdict),
                    decision.question.map(Word),
                    decision.unit.as_ref().map(Word),
                    decision.acknowledge,
                    decision_json,
                    evidence_json,
                    Ms(record.now),
                ])
            })
            .during(WHAT)?;
        Ok(self.conn.last_insert_rowid())
    }

    fn insert_attachments(&mut self, mail: i64, record: &Record<'_>) -> Result<(), LedgerError> {
        const WHAT: &str = "ghi tệp đính kèm";
        let mut insert = self
            .conn
            .prepare_cached(
                "INSERT INTO attachment (mail, idx, name, media_type, size, sha256, role) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )
            .during(WHAT)?;
        let roles = record.evidence.roles.iter().copied().chain(std::iter::repeat(crate::evidence::Role::Other));
        for ((idx, file), role) in record.message.attachments.iter().enumerate().zip(roles) {
            let row = params![
                mail,
                Count(idx),
                file.file_name,
                file.media_type,
                Count(file.size),
                Word(&file.sha256),
                Word(role)
            ];
            insert.execute(row).during(WHAT)?;
        }
        Ok(())
    }

    fn enter_entry(&mut self, mail: i64, entry: &Entry, record: &Record<'_>) -> Result<Number, LedgerError> {
        let mut files = Vec::new();
        for &index in &entry.attachments {
            let file = record
                .message
                .attachments
                .get(index)
                .ok_or_else(|| LedgerError::Refused(format!("quyết định nêu tệp số {index} mà thư không có")))?;
            files.push(LineFile {
                attachment: Some(index),
                name: file.file_name.clone(),
                media_type: file.media_type.clone(),
                size: file.size,
                sha256: file.sha256.clone(),
            });
        }
        self.enter(&NewLine {
            year: record.year,
            mail: Some(mail),
            channel: Channel::Email,
            unit: &entry.unit,
            report: &entry.report,
            period: entry.period,
            relation: entry.relation,
            received_at: record.message.received_at,
            timeliness: (record.timeliness)(entry),
            document_number: entry.document_number.as_deref(),
            decided_by: PROGRAM,
            decided_at: record.now,
            why: &record.decision.reasons.join("\n"),
            corrects: None,
            split_from: None,
            version: None,
            files: &files,
            matter: Some(&matter(record.message, record.evidence, &entry.attachments)),
        })
    }

    /// Notes how long the conversation has become that our answer to this mail continues.
    fn count_round(&mut self, mail: i64, record: &Record<'_>) -> Result<(), LedgerError> {
        // The entries of what was not entered are guesses.
        let entered = record.bucket == Bucket::Recorded;
        if entered && record.decision.entries.iter().any(|entry| entry.relation == Relation::First) {
            return Ok(());
        }
        self.conn
            .prepare_cached("UPDATE letter SET round = ?2 WHERE mail = ?1 AND kind IN ('receipt', 'query')")
            .and_then(|mut update| update.execute(params![mail, record.facts.fruitless.in_a_row.saturating_add(1)]))
            .during("ghi thư trả lời")?;
        Ok(())
    }
}

/// A bucket says what the decision says.
fn check(record: &Record<'_>) -> Result<(), LedgerError> {
    if record.bucket == Bucket::Recorded && record.decision.entries.is_empty() {
        return Err(LedgerError::Refused("thư được xếp là đã tiếp nhận mà không có báo cáo nào để vào sổ".to_owned()));
    }
    Ok(())
}
