//! A folder of mails replayed on a draft that vanishes: the very intake, scheduler and outbox of the daemon, the clock
//! set by hand, letters falling into a folder beside the draft.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use jiff::Timestamp;
use jiff::civil::Date;
use tokio_util::sync::CancellationToken;

use super::{Outlook, Shown, begin, words};
use crate::archive::Archive;
use crate::clock::{Clock, SetClock};
use crate::config::{Loaded, Way};
use crate::daemon::{self, wiring};
use crate::failure::Failure;
use crate::intake::{Ground, Intake};
use crate::judgment::Bucket;
use crate::ledger::{Ledger, LedgerError, LetterQueue, LetterState, Outgoing, Snapshot, Tx};
use crate::letter::template::Fault;
use crate::letter::{Purpose, Templates};
use crate::message::RawMail;
use crate::notice::foresight;
use crate::outbox::{Outbox, Queue as _};
use crate::roster::Unit;
use crate::scheduler;
use crate::standing::days_after;

/// How many mails ended where.
#[derive(Debug, Clone, Default, PartialEq, Eq, serde::Serialize)]
pub(super) struct Mails {
    pub(super) count: usize,
    buckets: BTreeMap<Bucket, usize>,
    known: usize,
}

impl Mails {
    /// "12 vào sổ, 3 cần kiểm tra".
    pub(super) fn words(&self) -> String {
        let name = |bucket: &Bucket| match bucket {
            Bucket::Recorded => "vào sổ",
            Bucket::Review => "cần kiểm tra",
            Bucket::NotReport => "không phải báo cáo",
            Bucket::Machine => "thư máy",
            Bucket::Failed => "chưa xử lý được",
            Bucket::Earlier => "thư cũ",
        };
        let known = (self.known > 0).then(|| format!("{} đã có trong sổ", self.known));
        let counts = self.buckets.iter().map(|(bucket, count)| format!("{count} {}", name(bucket)));
        counts.chain(known).collect::<Vec<_>>().join(", ")
    }
}

/// Everything that works on the draft.
struct Draft {
    clock: Arc<SetClock>,
    intake: Intake,
    queue: Arc<LetterQueue>,
    outbox: Outbox,
    faults: Vec<Fault>,
    _folder: tempfile::TempDir,
}

/// Replays the mails of `folder` and the days; without days, those from the first mail to the last.
pub(super) async fn outlook(
    folder: &Path,
    days: Option<(Date, Date)>,
    loaded: &Loaded,
    templates: Templates,
    now: Timestamp,
) -> Result<Outlook, Failure> {
    let mut mails = super::super::explain::folder(folder)?;
    mails.sort_by_key(|mail| mail.received_at);
    let day = |at: Timestamp| loaded.rules.office.time_zone.to_datetime(at).date();
    let arrived = mails.first().zip(mails.last()).map(|(first, last)| (day(first.received_at), day(last.received_at)));
    let days = days.or(arrived).unwrap_or_default();
    let (first, until) = (begin(days.0, &loaded.rules)?, begin(days_after(days.1, 1), &loaded.rules)?);
    mails.retain(|mail| mail.received_at < until);
    let start = mails.first().map_or(first, |mail| mail.received_at.min(first));
    let mut draft = Draft::open(loaded, templates, start, now)?;
    let mut told = Mails { count: mails.len(), ..Mails::default() };
    let mut letters = Vec::new();
    let mut moments = foresight::moments(&loaded.rules, start, until);
    moments.extend(mails.iter().map(|mail| mail.received_at));
    let mut coming = mails.into_iter().peekable();
    while let Some(at) = moments.pop_first().filter(|at| *at < until) {
        draft.clock.set(at);
        while let Some(mail) = coming.next_if(|mail| mail.received_at <= at) {
            draft.take(mail, &mut told).await?;
        }
        letters.extend(draft.turn(at, &loaded.rules.roster.units).await?);
        moments.extend(draft.waits_for(at)?);
    }
    letters.retain(|letter: &Shown| letter.at >= first);
    let (held, over) = (Vec::new(), BTreeMap::new());
    let known = daemon::ledger_file(&loaded.config).exists().then_some(now);
    Ok(Outlook { days, known, letters, held, over, mails: Some(told), faults: draft.faults })
}

impl Draft {
    fn open(loaded: &Loaded, templates: Templates, start: Timestamp, now: Timestamp) -> Result<Self, Failure> {
        let folder = tempfile::tempdir().map_err(Failure::outside)?;
        let data = folder.path().join("so");
        let archive = Archive::open(&data).map_err(Failure::outside)?;
        let (own, copy) = (daemon::ledger_file(&loaded.config), data.join("so.db"));
        if own.exists() {
            Ledger::open(&own, now).and_then(|ledger| ledger.backup(&copy)).map_err(Failure::from_ledger)?;
        }
        let clock = Arc::new(SetClock::at(start));
        let ledger = Arc::new(Ledger::open(&copy, start).map_err(Failure::from_ledger)?);
        // A copy may not send; what this one sends falls into a folder.
        let open = |tx: &mut Tx<'_>| {
            tx.allow_sending("preview", start)?;
            tx.resume_sending("preview", "bản nháp", start)
        };
        ledger.write(open).map_err(Failure::from_ledger)?;
        let (_keep, ground) = tokio::sync::watch::channel(Arc::new(Ground { rules: loaded.rules.clone(), templates }));
        let from = loaded.rules.office.mailbox.clone();
        let queue = Arc::new(LetterQueue { ledger: Arc::clone(&ledger), from });
        let delivery = wiring::delivery(&Way::Maildir(folder.path().join("thu-di")))?;
        let (alarm, _) = tokio::sync::mpsc::unbounded_channel();
        let told_time: Arc<dyn Clock> = Arc::clone(&clock) as _;
        let outbox = Outbox::new(
            Arc::clone(&queue) as _,
            delivery,
            Arc::clone(&told_time),
            wiring::outbox(&loaded.config),
            alarm,
        );
        let extractor = wiring::extractor(&loaded.config)?;
        let limits = crate::mime::Limits::default();
        let intake = Intake { archive, ledger, extractor, ground, clock: told_time, limits };
        Ok(Self { clock, intake, queue, outbox, faults: Vec::new(), _folder: folder })
    }

    async fn take(&mut self, mail: RawMail, told: &mut Mails) -> Result<(), Failure> {
        for taken in self.intake.take(vec![mail]).await.map_err(Failure::outside)? {
            let count = match taken.bucket {
                Some(bucket) => told.buckets.entry(bucket).or_default(),
                None => &mut told.known,
            };
            *count = count.saturating_add(1);
        }
        Ok(())
    }

    /// When a letter that the brakes hold back may leave.
    fn waits_for(&self, at: Timestamp) -> Result<Option<Timestamp>, Failure> {
        Ok(self.queue.next_due(at).map_err(Failure::outside)?.filter(|next| *next > at))
    }

    /// A tick and what leaves after it.
    async fn turn(&mut self, at: Timestamp, units: &[Unit]) -> Result<Vec<Shown>, Failure> {
        let ground = Arc::clone(&self.intake.ground.borrow());
        let ticked = scheduler::tick(&self.intake.ledger, &ground.rules, &ground.templates, at);
        self.faults.extend(ticked.map_err(Failure::outside)?.faults);
        self.outbox.drain(&CancellationToken::new()).await.map_err(Failure::outside)?;
        // The clock of the draft stands still meanwhile: what left now left at this very moment.
        let left = |snapshot: &Snapshot<'_>| {
            let sent = snapshot.letters(LetterState::Sent, at)?;
            sent.into_iter()
                .map(|letter| Ok((snapshot.letter_bytes(letter.id)?, letter)))
                .collect::<Result<Vec<_>, LedgerError>>()
        };
        let left = self.intake.ledger.read(left).map_err(Failure::from_ledger)?;
        let mut letters: Vec<Shown> = left.into_iter().map(|(bytes, letter)| shown(&bytes, letter, at)).collect();
        let place = |letter: &Shown| units.iter().position(|unit| Some(&unit.id) == letter.unit.as_ref());
        letters.sort_by_cached_key(|letter| {
            (letter.kind.clone(), place(letter), letter.to.clone(), letter.subject.clone())
        });
        Ok(letters)
    }
}

fn shown(bytes: &[u8], letter: Outgoing, at: Timestamp) -> Shown {
    let Outgoing { purpose, kind, to, unit, subject, .. } = letter;
    let escalated = matches!(purpose.parse(), Ok(Purpose::Escalated(..)));
    Shown { at, kind, to, unit, escalated, subject, text: words(bytes) }
}
