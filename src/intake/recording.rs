//! A group of read mails into the ledger: each judged against everything recorded before it, all in one transaction.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jiff::Timestamp;
use tracing::{error, info};

use super::shelving::shelve;
use super::unlocking::since;
use super::{Ground, Intake, Read, Taken};
use crate::decision::{Decision, Question, Verdict};
use crate::evidence::password::Keys;
use crate::evidence::{Evidence, Facts, MailKind, Role};
use crate::judgment::withheld::Withheld;
use crate::judgment::{self, Bucket, Judgment};
use crate::ledger::{LedgerError, Record, Tx};
use crate::letter;
use crate::message::{Message, Origin};

/// Records the group. A mail on which the rules or the ledger fail becomes a review item and holds up nobody.
pub(super) fn record(intake: &Intake, ground: &Ground, group: &[Read]) -> Result<Vec<Taken>, LedgerError> {
    let now = intake.clock.now();
    let taken = intake.ledger.write(|tx| {
        let mut taken = Vec::with_capacity(group.len());
        let mut judged = Vec::with_capacity(group.len());
        for read in group {
            let (one, judgment) = one(tx, ground, read, now)?;
            taken.push(one);
            judged.push(judgment);
        }
        alert(tx, ground, group, (&taken, &judged), now)?;
        Ok::<_, LedgerError>(taken)
    })?;
    for (read, taken) in group.iter().zip(&taken) {
        tell(read, taken);
    }
    shelve(intake, group, &taken);
    Ok(taken)
}

/// Tells staff at once of what the server never handed over: one letter for the group.
fn alert(
    tx: &mut Tx<'_>,
    ground: &Ground,
    group: &[Read],
    (taken, judged): (&[Taken], &[Option<Judgment>]),
    now: Timestamp,
) -> Result<(), LedgerError> {
    let told = group.iter().zip(taken).zip(judged).filter(|((_, taken), _)| taken.bucket == Some(Bucket::Review));
    let withheld = told.filter_map(|(((_, reading), taken), judgment)| {
        Withheld::of(taken.mail?, &reading.message, judgment.as_ref()?.decision.unit.as_ref())
    });
    let event = judgment::withheld::event(&ground.rules, &withheld.collect::<Vec<_>>());
    let told =
        event.map(|event| letter::alert::letters(&event, &ground.rules, &ground.templates, now, &mut Vec::new()));
    told.iter().flatten().try_for_each(|letter| tx.queue(letter, None, now).map(drop))
}

/// Records the group as if each mail were recorded when it came; what was judged comes back with it. For a draft: no
/// files are laid on the shelf.
pub(super) fn rehearse(intake: &Intake, ground: &Ground, group: &[Read]) -> Result<Vec<Recorded>, LedgerError> {
    intake.ledger.write(|tx| {
        let each = group.iter().map(|read| one(tx, ground, read, read.1.message.received_at));
        each.collect::<Result<Vec<_>, LedgerError>>()
    })
}

/// What became of a mail, and how it was judged; no judgment of what was known already.
type Recorded = (Taken, Option<Judgment>);

/// One mail in its own savepoint. Only what concerns the whole group (a full disk) is handed on.
fn one(tx: &mut Tx<'_>, ground: &Ground, read: &Read, now: Timestamp) -> Result<Recorded, LedgerError> {
    let first = tx.part(|tx| judged(tx, ground, read, now));
    let failure = match first {
        Ok(taken) => return Ok(taken),
        Err(error) if error.is_temporary() => return Err(error),
        Err(error) => error,
    };
    error!(error = %failure, mail = %read.1.message.sha256.as_str(), "a mail could not be recorded as judged");
    match tx.part(|tx| failed(tx, ground, read, &failure.to_string(), now)) {
        Ok(taken) => Ok(taken),
        Err(error) if error.is_temporary() => Err(error),
        Err(error) => {
            // Its bytes are in the archive and the source will hand it over again; `verify` counts it.
            error!(%error, mail = %read.1.message.sha256.as_str(), "a mail could not be recorded at all");
            Ok((Taken { mail: None, bucket: None, receipts: Vec::new() }, None))
        }
    }
}

fn judged(tx: &mut Tx<'_>, ground: &Ground, (origin, reading): &Read, now: Timestamp) -> Result<Recorded, LedgerError> {
    let message = &reading.message;
    if let Some(mail) = tx.mail_with(&message.sha256)? {
        tx.sight(origin, mail, now)?;
        return Ok((Taken { mail: Some(mail), bucket: None, receipts: Vec::new() }, None));
    }
    let year = civil_year(ground, message);
    let mut facts = tx.facts(message, year, now)?;
    if reading.gave_password {
        facts.keys = Keys { given: true, waiting: tx.waiting_locked(since(now))?, ..Keys::default() };
    }
    let judged =
        catch_unwind(AssertUnwindSafe(|| judgment::judge(message, &facts, &ground.rules, &ground.templates, now)));
    let judgment = judged.unwrap_or_else(|_| unjudged(message, "các quy tắc xét thư gặp lỗi ở thư này"));
    let taken = write(tx, ground, (origin, reading), &facts, &judgment, year, now)?;
    Ok((taken, Some(judgment)))
}

fn failed(tx: &mut Tx<'_>, ground: &Ground, read: &Read, why: &str, now: Timestamp) -> Result<Recorded, LedgerError> {
    let (origin, reading) = read;
    let year = civil_year(ground, &reading.message);
    let judgment = unjudged(&reading.message, why);
    let taken = write(tx, ground, (origin, reading), &Facts::default(), &judgment, year, now)?;
    Ok((taken, Some(judgment)))
}

fn write(
    tx: &mut Tx<'_>,
    ground: &Ground,
    (origin, reading): (&Origin, &super::Reading),
    facts: &Facts,
    judgment: &Judgment,
    year: i16,
    now: Timestamp,
) -> Result<Taken, LedgerError> {
    let message = &reading.message;
    let timeliness = |entry: &_| judgment::timeliness(entry, message.received_at, facts, &ground.rules);
    let recorded = tx.record(&Record {
        origin,
        message,
        facts,
        evidence: &judgment.evidence,
        decision: &judgment.decision,
        letters: &judgment.letters,
        bucket: judgment.bucket,
        year,
        timeliness: &timeliness,
        now,
    })?;
    tx.note_volumes(recorded.mail, &facts.volumes, now)?;
    Ok(Taken { mail: Some(recorded.mail), bucket: Some(judgment.bucket), receipts: recorded.receipts })
}

/// A mail about which only a person can say something.
fn unjudged(message: &Message, why: &str) -> Judgment {
    Judgment {
        evidence: Evidence {
            kind: MailKind::Other,
            clues: Vec::new(),
            roles: vec![Role::Other; message.attachments.len()],
            titles: Vec::new(),
            written_title: String::new(),
            further_titles: std::collections::BTreeMap::new(),
            scans: Vec::new(),
        },
        decision: Decision {
            verdict: Verdict::Ask,
            kind: MailKind::Other,
            unit: None,
            entries: Vec::new(),
            question: Some(Question::UnreadableMail),
            acknowledge: false,
            reasons: vec![format!("Chương trình không xử lý được thư này: {why}.")],
        },
        letters: Vec::new(),
        bucket: Bucket::Review,
        faults: Vec::new(),
    }
}

pub(super) fn civil_year(ground: &Ground, message: &Message) -> i16 {
    ground.rules.office.time_zone.to_datetime(message.received_at).year()
}

fn tell((_, reading): &Read, taken: &Taken) {
    let mail = taken.mail.unwrap_or_default();
    let sha256 = reading.message.sha256.as_str().get(..12).unwrap_or_default();
    match taken.bucket {
        Some(bucket) => info!(mail, sha256, ?bucket, receipts = taken.receipts.len(), "mail taken"),
        None => tracing::debug!(mail, sha256, "mail known already"),
    }
}
