//! A mail becomes rows: bytes kept, read, judged against what is known, recorded in one transaction.
//!
//! Mails are taken in groups, and the groups overlap: while one is being recorded, the next is read and the one after
//! is written to disk. Order is kept throughout, because a replacement must meet what it replaces. Every step can be
//! repeated: bytes lie under their hash, and a mail that is in the ledger only gains a sighting. A crash before the
//! commit leaves the mail unknown to the journal, so the source hands it over again; nothing is ever told to the
//! mailbox.

mod answering;
mod grouping;
pub mod reading;
mod recording;
pub mod rehearsal;
pub mod shelving;
mod unlocking;

use std::sync::Arc;
use std::time::Duration;

use futures_util::{StreamExt, stream};
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tracing::warn;

use crate::archive::{Archive, ArchiveError};
use crate::clock::Clock;
use crate::extraction::Extractor;
use crate::judgment::Bucket;
use crate::ledger::{Ledger, LedgerError, Number};
use crate::letter::Templates;
use crate::mailbox::Event;
use crate::message::{Origin, RawMail, Sha256};
use crate::mime::Limits;
use crate::office::Rules;
use grouping::Gathering;
use reading::{Reader, Reading, read};

/// How long to wait before a step is tried again on a full or failing disk.
const PAUSE: Duration = Duration::from_secs(15);

/// What judges: the office's rules and its letters, replaced as one when a file changes.
#[derive(Debug)]
pub struct Ground {
    /// Office, roster, plans, calendar.
    pub rules: Rules,
    /// The letters.
    pub templates: Templates,
}

/// What intake works with.
#[derive(Clone)]
pub struct Intake {
    /// Raw mails and accepted files.
    pub archive: Archive,
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// Opens attachments.
    pub extractor: Extractor,
    /// What judges now.
    pub ground: watch::Receiver<Arc<Ground>>,
    /// Tells the time.
    pub clock: Arc<dyn Clock>,
    /// How much of a mail is looked at.
    pub limits: Limits,
}

/// What became of one mail.
#[derive(Debug, Clone)]
pub struct Taken {
    /// Its row in the ledger; none when even its failure could not be written.
    pub mail: Option<i64>,
    /// Where it ended; none when it was known already.
    pub bucket: Option<Bucket>,
    /// Its lines in the register.
    pub receipts: Vec<Number>,
}

/// What intake tells the daemon.
#[derive(Debug)]
pub enum Told {
    /// A group is in the ledger.
    Taken(Vec<Taken>),
    /// A word of the source; everything that it handed over before is in the ledger.
    Source(Event),
}

/// Why a step did not succeed. The mails stay where they are; the same group can be handed in again.
#[derive(Debug, thiserror::Error)]
pub enum IntakeError {
    /// The archive did not keep the bytes.
    #[error("{0}")]
    Archive(#[from] ArchiveError),
    /// The ledger did not take the rows.
    #[error("{0}")]
    Ledger(#[from] LedgerError),
    /// A thread of ours broke.
    #[error("một luồng xử lý bị hỏng: {0}")]
    Thread(#[from] tokio::task::JoinError),
}

/// Mails on their way together, and the word of the source that followed them.
struct Step<T> {
    group: Vec<T>,
    word: Option<Event>,
}

/// A mail as it came.
type Come = Arc<RawMail>;
/// A mail whose bytes are safe, and their hash.
type Kept = (Come, Sha256);
/// A mail that can be judged, and where it stood.
type Read = (Origin, Reading);

impl Intake {
    /// Takes everything that `events` brings, until it closes or `cancel` is called; then records what has been read. A
    /// group that is still being read is left: its files can take minutes, nothing of it is in the ledger, and the source
    /// hands it over again at the next start.
    pub async fn run(&self, events: Receiver<Event>, told: Sender<Told>, cancel: CancellationToken) {
        let (to_reader, mut kept) = channel::<Step<Kept>>(1);
        let (to_recorder, mut ready) = channel::<Step<Read>>(1);
        let asked = cancel.clone();
        let keeping = async move {
            let mut gathering = Gathering::new(events);
            while let Some(Step { group, word }) = gathering.next(&cancel).await {
                let kept = gathering.meanwhile(self.persist(&cancel, || self.keep(&group))).await;
                drop(group);
                let Some(group) = kept else { break };
                if gathering.meanwhile(to_reader.send(Step { group, word })).await.is_err() {
                    break;
                }
            }
        };
        let reading = async move {
            while let Some(Step { group, word }) = kept.recv().await {
                let Some(group) = asked.run_until_cancelled(self.read(group)).await else { break };
                if to_recorder.send(Step { group, word }).await.is_err() {
                    break;
                }
            }
        };
        let stop = CancellationToken::new();
        let recording = async move {
            self.unlock().await;
            self.join_replies().await;
            while let Some(Step { group, word }) = ready.recv().await {
                let group = Arc::new(group);
                let Some(taken) = self.persist(&stop, || self.record(Arc::clone(&group))).await else { break };
                self.follow_up(&group).await;
                if !taken.is_empty() && told.send(Told::Taken(taken)).await.is_err() {
                    break;
                }
                if let Some(word) = word
                    && told.send(Told::Source(word)).await.is_err()
                {
                    break;
                }
            }
        };
        tokio::join!(keeping, reading, recording);
    }

    /// Takes one group. When this returns `Ok`, each mail is in the ledger and its bytes are on disk.
    ///
    /// # Errors
    /// [`IntakeError`] when disk or ledger do not play along; nothing of the group is then in the ledger.
    pub async fn take(&self, mails: Vec<RawMail>) -> Result<Vec<Taken>, IntakeError> {
        let group: Vec<Come> = mails.into_iter().map(Arc::new).collect();
        let group = self.keep(&group).await?;
        let group = Arc::new(self.read(group).await);
        let taken = self.record(Arc::clone(&group)).await?;
        self.follow_up(&group).await;
        Ok(taken)
    }

    /// Bytes first: whatever happens to the mail later, it is here.
    async fn keep(&self, group: &[Come]) -> Result<Vec<Kept>, IntakeError> {
        if group.is_empty() {
            return Ok(Vec::new());
        }
        let (archive, group) = (self.archive.clone(), group.to_vec());
        let kept = tokio::task::spawn_blocking(move || {
            let hashes: Vec<Sha256> = group.iter().map(|mail| Sha256::of(mail.bytes())).collect();
            let mails: Vec<_> = hashes.iter().zip(group.iter().map(|mail| mail.bytes())).collect();
            archive.keep_all(&mails)?;
            Ok(group.into_iter().zip(hashes).collect())
        });
        kept.await?
    }

    fn reader<'a>(&'a self, ground: &'a Ground) -> Reader<'a> {
        Reader { extractor: &self.extractor, limits: self.limits, rules: &ground.rules }
    }

    async fn read(&self, group: Vec<Kept>) -> Vec<Read> {
        let ground = Arc::clone(&self.ground.borrow());
        let reader = self.reader(&ground);
        let each = group.into_iter().map(|(mail, sha256)| async move {
            let origin = mail.origin.clone();
            (origin, read(mail, sha256, reader).await)
        });
        // While one mail is parsed, the files of another are opened; more at a time would only cost memory.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        stream::iter(each).buffered(cores.saturating_mul(2)).collect().await
    }

    async fn record(&self, group: Arc<Vec<Read>>) -> Result<Vec<Taken>, IntakeError> {
        let (intake, ground) = (self.clone(), Arc::clone(&self.ground.borrow()));
        Ok(tokio::task::spawn_blocking(move || recording::record(&intake, &ground, &group)).await??)
    }

    /// Repeats a step until it succeeds: a full disk, a locked ledger or a missing folder is waited out, because the
    /// alternative is to lose the mail. None when `cancel` ends the waiting.
    async fn persist<T, F>(&self, cancel: &CancellationToken, mut step: impl FnMut() -> F) -> Option<T>
    where
        F: Future<Output = Result<T, IntakeError>>,
    {
        loop {
            match step().await {
                Ok(done) => return Some(done),
                Err(error) => warn!(%error, "mails wait: a step did not succeed and is tried again in 15 s"),
            }
            tokio::select! {
                () = cancel.cancelled() => return None,
                () = tokio::time::sleep(PAUSE) => {}
            }
        }
    }
}
