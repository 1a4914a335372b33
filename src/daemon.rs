//! Opens everything, runs the three sentences, stops cleanly.

mod ear;
pub mod forecast;
mod hearing;
pub mod logging;
pub mod memory;
mod systemd;
pub mod wiring;
mod watch;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::signal::unix::{SignalKind, signal};
use tokio::sync::{Notify, mpsc, watch as channel};
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;
use tracing::{error, info};

use crate::archive::Archive;
use crate::clock::{Clock, SystemClock};
use crate::config::{self, Config, Fingerprint, Loaded};
use crate::failure::Failure;
use crate::intake::{Ground, Intake};
use crate::ledger::{FolderLock, Ledger, LetterQueue};
use crate::letter::Templates;
use crate::mailbox;
use crate::mime::Limits;
use crate::outbox::{self, Outbox};
use crate::web;

/// Mails between the source and intake, which gathers them by their size: that bounds memory.
const IN_FLIGHT: usize = 1;
/// How long tasks may take to finish what they are doing when told to stop.
const GRACE: Duration = Duration::from_secs(15);

/// Everything that is open while an office is served.
pub struct Works {
    /// What the office set.
    pub config: Arc<Config>,
    /// The ledger.
    pub ledger: Arc<Ledger>,
    /// Takes mails.
    pub intake: Intake,
    /// Replaces what judges.
    pub ground: channel::Sender<Arc<Ground>>,
    /// The time.
    pub clock: Arc<dyn Clock>,
    _lock: FolderLock,
}

impl Works {
    /// Opens data folder, ledger, archive and worker pool of a loaded configuration.
    ///
    /// # Errors
    /// Another daemon on the same folder, a folder that cannot be written, letters that do not work.
    pub fn open(loaded: Loaded, clock: Arc<dyn Clock>) -> Result<Self, Failure> {
        let Loaded { config, rules, .. } = loaded;
        std::fs::create_dir_all(&config.data).map_err(|error| {
            Failure::outside(format!("không tạo được thư mục dữ liệu {}: {error}", config.data.display()))
        })?;
        let lock = FolderLock::take(&config.data).map_err(Failure::outside)?;
        let ledger = Ledger::open(&ledger_file(&config), clock.now()).map_err(Failure::outside)?;
        let ledger = Arc::new(ledger);
        let templates = templates(&config)?;
        let (ground, judging) = channel::channel(Arc::new(Ground { rules, templates }));
        let intake = Intake {
            archive: Archive::open(&config.data).map_err(Failure::outside)?,
            ledger: Arc::clone(&ledger),
            extractor: wiring::extractor(&config)?,
            ground: judging,
            clock: Arc::clone(&clock),
            limits: Limits::default(),
        };
        intake.archive.sweep().map_err(Failure::outside)?;
        intake.restore_shelf().map_err(Failure::outside)?;
        Ok(Self { config: Arc::new(config), ledger, intake, ground, clock, _lock: lock })
    }

    /// The letters of the ledger, as the outbox takes them.
    #[must_use]
    pub fn queue(&self) -> Arc<LetterQueue> {
        let from = self.intake.ground.borrow().rules.office.mailbox.clone();
        Arc::new(LetterQueue { ledger: Arc::clone(&self.ledger), from })
    }
}

/// Where the ledger of an office lies.
#[must_use]
pub fn ledger_file(config: &Config) -> PathBuf {
    config.data.join("so.db")
}

/// The office's letters, or those shipped.
///
/// # Errors
/// Every fault of every template, with file and line.
pub fn templates(config: &Config) -> Result<Templates, Failure> {
    config::letters::templates(config.letters.as_deref(), config.placing)
        .map_err(|faults| Failure::input(faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n")))
}

/// Serves the office of the configuration at `place` until SIGTERM or SIGINT.
///
/// # Errors
/// A configuration that does not load, or a task that broke (then systemd starts us anew).
pub async fn run(place: PathBuf, loaded: Loaded) -> Result<(), Failure> {
    let fingerprint = loaded.fingerprint.clone();
    let works = Works::open(loaded, Arc::new(SystemClock))?;
    serve(&works, place, fingerprint, asked_to_stop()).await
}

/// Serves the office until `asked` comes about.
///
/// # Errors
/// As [`run`].
pub async fn serve(
    works: &Works,
    place: PathBuf,
    fingerprint: Fingerprint,
    asked: impl Future<Output = ()>,
) -> Result<(), Failure> {
    let stop = CancellationToken::new();
    let mut tasks = start(works, place, fingerprint, &stop)?;
    systemd::ready();
    info!(data = %works.config.data.display(), "serving");
    let broken = tokio::select! {
        () = asked => None,
        ended = tasks.join_next() => Some(ended),
    };
    systemd::stopping();
    stop.cancel();
    let finished = tokio::time::timeout(GRACE, async { while tasks.join_next().await.is_some() {} }).await;
    if finished.is_err() {
        error!("some work did not finish in time; it is done again at the next start");
    }
    match broken {
        None => Ok(()),
        Some(ended) => Err(Failure::ours(format!("một phần của chương trình đã dừng ngoài ý muốn: {ended:?}"))),
    }
}

async fn asked_to_stop() {
    let (Ok(mut term), Ok(mut int)) = (signal(SignalKind::terminate()), signal(SignalKind::interrupt())) else {
        return std::future::pending().await;
    };
    tokio::select! { _ = term.recv() => {}, _ = int.recv() => {} }
}

/// The three sentences and what watches over them, each a task.
fn start(
    works: &Works,
    place: PathBuf,
    fingerprint: Fingerprint,
    stop: &CancellationToken,
) -> Result<JoinSet<()>, Failure> {
    let mut tasks = JoinSet::new();
    let wake = Arc::new(Notify::new());
    let (heard, events) = mpsc::channel(IN_FLIGHT);
    let (tell, told) = mpsc::channel(16);
    let (alarm, alarms) = mpsc::unbounded_channel();
    let sources = wiring::sources(&works.config, &works.clock)?;
    let names = sources.iter().map(|source| (source.name().to_owned(), source.poll())).collect();
    listen(works, sources, &heard, stop, &mut tasks);
    drop(heard);
    let (intake, intake_stop) = (works.intake.clone(), stop.clone());
    tasks.spawn(async move { intake.run(events, tell, intake_stop).await });
    let ear = ear::Ear::new(works, names, Arc::clone(&wake)).map_err(Failure::from_ledger)?;
    // What waited since the last run goes on when the mailbox has been read.
    ear.hold();
    let delivery = wiring::delivery(&works.config.delivery)?;
    let trace = wiring::trace(&works.config, &works.clock)?;
    let settings = outbox::Settings { pace: wiring::pace(&works.config), ..wiring::outbox(&works.config) };
    let outbox = Outbox::new(works.queue(), delivery, Arc::clone(&works.clock), settings, alarm).looking(trace);
    tasks.spawn(outbox::run(outbox, stop.clone(), Arc::clone(&wake)));
    tasks.spawn(ear.clone().listen(told, alarms, stop.clone()));
    tasks.spawn(ear.clone().tick(stop.clone()));
    page(works, &ear, stop, &mut tasks)?;
    tasks.spawn(watch::files(place, fingerprint, works.ground.clone(), ear, stop.clone()));
    Ok(tasks)
}

/// The staff page, when the office has one.
fn page(works: &Works, ear: &ear::Ear, stop: &CancellationToken, tasks: &mut JoinSet<()>) -> Result<(), Failure> {
    let Some(settings) = &works.config.web else { return Ok(()) };
    let site = web::Site::open(&works.config, settings, works.ground.subscribe(), Arc::clone(&works.clock))?;
    let ear = ear.clone();
    let site = site.reading(Arc::new(move |now| ear.unread(now).is_none()));
    let server = web::server(site)?;
    tasks.spawn(server.run(stop.clone()));
    Ok(())
}

/// Reads every mailbox. One that fails keeps no other from being read.
fn listen(
    works: &Works,
    sources: Vec<wiring::Source>,
    heard: &mpsc::Sender<mailbox::Event>,
    stop: &CancellationToken,
    tasks: &mut JoinSet<()>,
) {
    for source in sources {
        let (journal, heard, stop): (Arc<dyn mailbox::Journal>, _, _) =
            (Arc::clone(&works.ledger) as _, heard.clone(), stop.clone());
        match source {
            wiring::Source::Imap(settings) => tasks.spawn(mailbox::imap::run(*settings, journal, heard, stop)),
            wiring::Source::Maildir(settings) => tasks.spawn(mailbox::maildir::run(settings, journal, heard, stop)),
        };
    }
}
