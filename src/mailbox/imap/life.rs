//! Connections, one after the other: each logs in, makes passes, waits, and ends by a fault. What must outlive a
//! connection (which mails are on their way, which ones kill it) is remembered here.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;
use tokio_util::task::AbortOnDropHandle;

use super::fetch::{Batch, Bodies, Next, Suspicion, plan};
use super::folder::{self, Opened, Waiting};
use super::idle::{self, Woken};
use super::session::Session;
use super::{Settings, login};
use crate::mailbox::handed::Handed;
use crate::mailbox::hearing::{Gone, Hearing, tell};
use crate::mailbox::{Event, Journal, MailboxError, received};
use crate::message::{Origin, RawContent, RawMail};

/// A mail that ends the connection three times, asked for alone, is given up and shown to a person. Counted in halves:
/// a fault that may be the network's weighs one, any other two.
const HOPELESS: u32 = 6;
/// Of a mail that is given up the header is asked for, twice by the same count: it names the sender, about whose reports
/// nothing is said as long as the mail has not been read.
const NAMELESS: u32 = 10;
/// Pause after a fault that only a person can mend.
const LONG_PAUSE: Duration = Duration::from_mins(1);
/// From so many new mails on, progress is told …
const LONG: u64 = 100;
/// … every so many mails.
const STEP: u64 = 50;

/// Folder, UIDVALIDITY, UID.
type Key = (String, u32, u32);

#[derive(Default)]
struct Memory {
    handed: Handed<Key>,
    /// Mails whose batch failed, and how often each failed alone, in halves.
    suspects: HashMap<Key, u32>,
    /// ID was the last thing said before a connection broke: not said again.
    shy: bool,
}

/// Why a connection ended.
enum End {
    Gone,
    Fault(MailboxError),
}

impl From<MailboxError> for End {
    fn from(fault: MailboxError) -> Self {
        Self::Fault(fault)
    }
}

impl From<Gone> for End {
    fn from(_: Gone) -> Self {
        Self::Gone
    }
}

/// Reads an account: connection after connection, for ever, until nobody listens.
pub(super) async fn lives(
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    events: mpsc::Sender<Event>,
    hearing: Arc<Hearing>,
) -> Gone {
    let (first, longest) = settings.back_off;
    let mut pause = first;
    let memory = Arc::new(Mutex::new(Memory::default()));
    loop {
        let before = hearing.passes();
        let reader = Reader {
            settings: settings.clone(),
            journal: journal.clone(),
            events: events.clone(),
            hearing: hearing.clone(),
            memory: memory.clone(),
        };
        // In a task of its own: the parser below us can panic on what a server says.
        let life = AbortOnDropHandle::new(tokio::spawn(async move { reader.live().await }));
        let fault = match life.await {
            Ok(End::Gone) => return Gone,
            Ok(End::Fault(fault)) => fault,
            Err(_) => MailboxError::Garbled { doing: "đọc hộp thư".to_owned() },
        };
        if hearing.passes() != before {
            pause = first;
        }
        if !fault.is_temporary() {
            pause = pause.max(LONG_PAUSE).min(longest);
        }
        let pause_now = jittered(pause);
        tracing::warn!(source = settings.source, %fault, pause_ms = pause_now.as_millis(), "mailbox connection ended");
        hearing.failed(fault.to_string());
        tokio::time::sleep(pause_now).await;
        pause = pause.saturating_mul(2).min(longest);
    }
}

/// Between half and the whole of `pause`, so that many programs do not come back to a server at the same moment.
fn jittered(pause: Duration) -> Duration {
    let chance = RandomState::new().build_hasher().finish().checked_rem(512).unwrap_or_default();
    let part = u32::try_from(chance.saturating_add(512)).unwrap_or(1024);
    pause.saturating_mul(part).checked_div(1024).unwrap_or(pause)
}

struct Reader {
    settings: Arc<Settings>,
    journal: Arc<dyn Journal>,
    events: mpsc::Sender<Event>,
    hearing: Arc<Hearing>,
    memory: Arc<Mutex<Memory>>,
}

impl Reader {
    async fn live(&self) -> End {
        match self.connected().await {
            Ok(never) => match never {},
            Err(end) => end,
        }
    }

    async fn connected(&self) -> Result<std::convert::Infallible, End> {
        let introduce = !self.with(|memory| std::mem::replace(&mut memory.shy, true));
        let mut session = login::enter(&self.settings, introduce).await?;
        self.with(|memory| memory.shy = !introduce);
        let folders = self.folders(&mut session).await?;
        let mut idle = self.settings.idle && session.has("IDLE");
        loop {
            let due = Instant::now().checked_add(self.settings.poll).unwrap_or_else(Instant::now);
            self.pass(&mut session, &folders).await?;
            let inbox = folder::open(&mut session, "INBOX").await?;
            self.unread(&mut session, &inbox).await?;
            while Instant::now() < due {
                if !idle {
                    tokio::time::sleep_until(due).await;
                    break;
                }
                match idle::until(&mut session, due).await {
                    Ok(Woken::Due) => break,
                    Ok(Woken::News) => {
                        self.unread(&mut session, &inbox).await?;
                    }
                    Err(MailboxError::Refused { said, .. }) => {
                        tracing::info!(source = self.settings.source, said, "server refuses IDLE; polling");
                        idle = false;
                    }
                    Err(fault) => return Err(fault.into()),
                }
            }
        }
    }

    /// INBOX, the configured folders, junk: each once.
    async fn folders(&self, session: &mut Session) -> Result<Vec<String>, MailboxError> {
        let mut names: Vec<String> = self.settings.inbox.then(|| "INBOX".to_owned()).into_iter().collect();
        names.extend(self.settings.folders.iter().cloned());
        if self.settings.junk {
            let all = folder::list(session).await?;
            names.extend(folder::junk(&all).map(|junk| junk.name.clone()));
        }
        let mut seen = HashSet::new();
        names.retain(|name| {
            seen.insert(if name.eq_ignore_ascii_case("INBOX") { "INBOX".to_owned() } else { name.clone() })
        });
        Ok(names)
    }

    /// Looks through all folders. A folder that is missing does not keep the others from being read, but the pass is
    /// not complete without it.
    async fn pass(&self, session: &mut Session, folders: &[String]) -> Result<(), End> {
        self.with(|memory| memory.handed.tidy(std::time::Instant::now()));
        let (mut mails, mut missing) = (0_u64, None);
        for name in folders {
            match folder::open(session, name).await {
                Ok(opened) => mails = mails.saturating_add(self.unread(session, &opened).await?),
                Err(fault @ MailboxError::FolderMissing { .. }) if name != "INBOX" => missing = Some(fault),
                Err(fault) => return Err(fault.into()),
            }
        }
        match missing {
            None => self.hearing.complete(mails, &self.events).await?,
            Some(fault) => {
                tracing::warn!(source = self.settings.source, %fault, "pass not complete");
                self.hearing.failed(fault.to_string());
            }
        }
        Ok(())
    }

    /// Hands over what is new in the open folder.
    async fn unread(&self, session: &mut Session, opened: &Opened) -> Result<u64, End> {
        let uids = self.unknown(opened, folder::search(session, &folder::span(self.settings.days)).await?).await?;
        if uids.is_empty() {
            return Ok(0);
        }
        let waiting = folder::sizes(session, &uids).await?;
        let (hopeless, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|mail| self.failures(opened, mail.uid) >= Some(NAMELESS));
        let of = waiting.len() as u64;
        let mut done = 0_u64;
        let batches = plan(&self.settings, &waiting, |uid| self.suspicion(opened, uid));
        let mut bodies = Bodies::new(session, batches);
        loop {
            match bodies.next().await {
                Ok(Next::Mail(mail, content)) => {
                    let content = self.given(opened, mail.uid, content);
                    self.hand_over(opened, mail, content).await?;
                    done = done.saturating_add(1);
                    self.progress(opened, done, of).await?;
                }
                Ok(Next::Done(batch)) => self.blame(opened, &batch, None),
                Ok(Next::End) => break,
                Err(fault) => {
                    if let Some(batch) = bodies.reading() {
                        self.blame(opened, batch, Some(&fault));
                    }
                    return Err(fault.into());
                }
            }
        }
        for mail in hopeless {
            let content = RawContent::Unfetchable { why: self.withheld(opened, mail.uid), header: Vec::new() };
            self.hand_over(opened, mail, content).await?;
            done = done.saturating_add(1);
        }
        Ok(done)
    }

    /// What came, for what it is: of a mail that was given up the header only, however small the mail is.
    fn given(&self, opened: &Opened, uid: u32, content: RawContent) -> RawContent {
        match content {
            RawContent::TooLarge { header, .. } if self.suspicion(opened, uid) == Suspicion::Hopeless => {
                RawContent::Unfetchable { why: self.withheld(opened, uid), header }
            }
            content => content,
        }
    }

    /// What the person reads who must look: no two alike, also where two mailboxes count alike.
    fn withheld(&self, Opened { name, uid_validity }: &Opened, uid: u32) -> String {
        format!(
            "máy chủ nhiều lần không giao được nội dung thư này (hộp thư {} tại {}, thư mục {name}, UID \
             {uid_validity}/{uid}); mở hộp thư để xem",
            self.settings.user, self.settings.host
        )
    }

    /// Those of `uids` that are neither in the ledger nor on their way to it.
    async fn unknown(&self, opened: &Opened, mut uids: Vec<u32>) -> Result<Vec<u32>, MailboxError> {
        let (journal, source) = (self.journal.clone(), self.settings.source.clone());
        let (name, validity) = (opened.name.clone(), opened.uid_validity);
        let known = tokio::task::spawn_blocking(move || journal.known(&source, &name, validity))
            .await
            .map_err(|fault| MailboxError::Journal { why: fault.to_string() })?
            .map_err(|why| MailboxError::Journal { why })?
            .uids();
        let now = std::time::Instant::now();
        self.with(|memory| {
            uids.retain(|uid| !known.contains(uid) && !memory.handed.pending(&key(opened, *uid), now));
        });
        Ok(uids)
    }

    async fn hand_over(&self, opened: &Opened, mail: Waiting, content: RawContent) -> Result<(), Gone> {
        let dated = || match &content {
            RawContent::Whole(bytes)
            | RawContent::TooLarge { header: bytes, .. }
            | RawContent::Unfetchable { header: bytes, .. } => received::top_received(bytes),
        };
        let raw = RawMail {
            origin: Origin {
                source: self.settings.source.clone(),
                folder: opened.name.clone(),
                uid_validity: opened.uid_validity,
                uid: mail.uid,
                key: mail.uid.to_string(),
            },
            received_at: mail.received_at.or_else(dated).unwrap_or_else(|| (self.settings.now)()),
            server_id: mail.gmail.map(|id| id.to_string()),
            content,
        };
        tell(&self.events, Event::Mail(raw)).await?;
        self.with(|memory| {
            memory.handed.note(key(opened, mail.uid), std::time::Instant::now());
            memory.suspects.remove(&key(opened, mail.uid));
        });
        Ok(())
    }

    async fn progress(&self, opened: &Opened, done: u64, of: u64) -> Result<(), Gone> {
        self.hearing.alive();
        if of < LONG || done.checked_rem(STEP) != Some(0) {
            return Ok(());
        }
        let (source, folder) = (self.settings.source.clone(), opened.name.clone());
        tell(&self.events, Event::Progress { source, folder, done, of }).await
    }

    /// Remembers which mails of a command did not come: they are asked for alone next time, and counted then.
    fn blame(&self, opened: &Opened, batch: &Batch, fault: Option<&MailboxError>) {
        let network = matches!(fault, Some(MailboxError::Io { .. } | MailboxError::TimedOut { .. }));
        self.with(|memory| {
            for mail in batch.missing() {
                let failures = memory.suspects.entry(key(opened, mail.uid)).or_default();
                if batch.alone() {
                    *failures = failures.saturating_add(if network { 1 } else { 2 });
                }
            }
        });
    }

    fn suspicion(&self, opened: &Opened, uid: u32) -> Suspicion {
        match self.failures(opened, uid) {
            None => Suspicion::None,
            // One fault may be anybody's, two may be the network's.
            Some(0..=2) => Suspicion::Slight,
            Some(..HOPELESS) => Suspicion::Grave,
            Some(_) => Suspicion::Hopeless,
        }
    }

    /// How often a suspect failed alone, in halves; none for a mail that is no suspect.
    fn failures(&self, opened: &Opened, uid: u32) -> Option<u32> {
        self.with(|memory| memory.suspects.get(&key(opened, uid)).copied())
    }

    fn with<T>(&self, act: impl FnOnce(&mut Memory) -> T) -> T {
        act(&mut self.memory.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

fn key(opened: &Opened, uid: u32) -> Key {
    (opened.name.clone(), opened.uid_validity, uid)
}
