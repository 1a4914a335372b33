//! What the three sentences tell while they run, and what the daemon makes of it: wake-ups, alerts, a sign of life.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use tokio::sync::mpsc::{Receiver, UnboundedReceiver};
use tokio::sync::{Notify, watch};
use tokio_util::sync::CancellationToken;
use tracing::{error, info, warn};

use super::forecast::forecast;
use super::hearing::{Hearings, Listening};
use super::{Works, systemd, wiring};
use crate::clock::Clock;
use crate::intake::{Ground, Told};
use crate::ledger::{Ledger, LedgerError, Pause};
use crate::letter::alert::{self as words, Event as Occasion};
use crate::mailbox::Event;
use crate::notice::alert::{self, Held};
use crate::office::Rules;
use crate::outbox::Alarm;
use crate::outbox::budget::{Brake, Budget};
use crate::scheduler;

/// How often systemd hears that we live; a third of the unit's WatchdogSec at most.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// How often we look whether a person beside us stopped sending or let it go on.
const LOOK: Duration = Duration::from_secs(5);
/// Longest sleep between two looks at the clock.
const NAP: Duration = Duration::from_secs(60);

/// Hears what happens. Clones hear the same.
#[derive(Clone)]
pub(super) struct Ear {
    ledger: Arc<Ledger>,
    ground: watch::Receiver<Arc<Ground>>,
    clock: Arc<dyn Clock>,
    wake: Arc<Notify>,
    /// Something changed that letters of the clock depend on.
    look: Arc<Notify>,
    heard: Arc<Mutex<Heard>>,
    budget: Budget,
}

#[derive(Debug, Default)]
struct Heard {
    mailboxes: Hearings,
    /// Sending is stopped by a person.
    paused: Option<Pause>,
    mails: u64,
}

impl Ear {
    /// Ready to hear of these mailboxes.
    ///
    /// # Errors
    /// What the ledger says.
    pub(super) fn new(
        works: &Works,
        mailboxes: Vec<(String, Duration)>,
        wake: Arc<Notify>,
    ) -> Result<Self, LedgerError> {
        let known = works.ledger.read(|snapshot| snapshot.mailboxes())?;
        let heard = Heard { mailboxes: Hearings::of(mailboxes, &known, works.clock.now()), ..Heard::default() };
        Ok(Self {
            ledger: Arc::clone(&works.ledger),
            ground: works.ground.subscribe(),
            clock: Arc::clone(&works.clock),
            wake,
            look: Arc::default(),
            heard: Arc::new(Mutex::new(heard)),
            budget: wiring::outbox(&works.config).budget,
        })
    }

    /// Listens to intake and outbox until told to stop.
    pub(super) async fn listen(
        self,
        mut told: Receiver<Told>,
        mut alarms: UnboundedReceiver<Alarm>,
        stop: CancellationToken,
    ) {
        let mut beat = tokio::time::interval(HEARTBEAT);
        let mut look = tokio::time::interval(LOOK);
        loop {
            tokio::select! {
                () = stop.cancelled() => break,
                Some(told) = told.recv() => self.hear(told),
                Some(alarm) = alarms.recv() => self.outgoing(&alarm),
                _ = look.tick() => self.obey(),
                _ = beat.tick() => systemd::alive(&self.status()),
            }
        }
        // Intake finishes the group at hand; its words must have somewhere to go.
        while told.recv().await.is_some() {}
    }

    /// Writes what the clock calls for, whenever it calls.
    pub(super) async fn tick(mut self, stop: CancellationToken) {
        while !stop.is_cancelled() {
            let now = self.clock.now();
            let ear = self.clone();
            let written = tokio::task::spawn_blocking(move || ear.schedule(now)).await;
            match written {
                Ok(Ok(0)) => {}
                Ok(Ok(letters)) => {
                    info!(letters, "letters written that the clock calls for");
                    self.wake.notify_one();
                }
                Ok(Err(error)) => error!(%error, "nothing could be scheduled; tried again in a minute"),
                Err(error) => error!(%error, "scheduling broke; tried again in a minute"),
            }
            // Changed rules may make false what waits: it is looked at before anything else leaves.
            tokio::select! {
                () = stop.cancelled() => break,
                () = self.look.notified() => {}
                () = tokio::time::sleep(NAP) => {}
                Ok(()) = self.ground.changed() => {}
            }
        }
    }

    /// Nothing asks for a report while a mailbox is not read: the answer may lie there.
    pub(super) fn hold(&self) {
        self.ledger.hold_asking();
    }

    /// While a mailbox cannot be read, what asks is held, and what tells says so; while it is only being read for the
    /// first time, what tells waits, too. What waits is let go when it has been looked at with all that came.
    fn schedule(&self, now: Timestamp) -> Result<usize, LedgerError> {
        let (listening, kept) = {
            let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
            (heard.mailboxes.listening(now), heard.mailboxes.kept(now))
        };
        self.ledger.write(|tx| tx.note_mailboxes(&kept))?;
        if listening != Listening::All {
            self.hold();
        }
        if listening == Listening::Soon {
            return Ok(0);
        }
        let ground = Arc::clone(&self.ground.borrow());
        let ticked = scheduler::tick(&self.ledger, &ground.rules, &ground.templates, now)?;
        if listening == Listening::All && self.ledger.release_asking() {
            self.wake.notify_one();
        }
        Ok(ticked.written.len())
    }

    /// Why a mailbox cannot be said to have been read through of late; none when all have.
    pub(super) fn unread(&self, now: Timestamp) -> Option<String> {
        self.heard.lock().unwrap_or_else(PoisonError::into_inner).mailboxes.unread(now)
    }

    fn hear(&self, told: Told) {
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        match told {
            Told::Taken(taken) => {
                heard.mails = heard.mails.saturating_add(u64::try_from(taken.len()).unwrap_or_default());
                self.wake.notify_one();
            }
            Told::Source(Event::PassComplete { source, at, .. }) => {
                let before = heard.mailboxes.listening(at);
                let since = heard.mailboxes.passed(&source, at);
                if heard.mailboxes.listening(at) != before {
                    self.look.notify_one();
                }
                drop(heard);
                if let Some(since) = since {
                    self.recovered(&source, since, at);
                }
            }
            Told::Source(Event::Deaf { source, why, since }) => {
                let since = heard.mailboxes.deafened(&source, since, &why);
                let (own, let_go) = (heard.mailboxes.is_own(&source), heard.mailboxes.is_let_go(&source));
                drop(heard);
                self.look.notify_one();
                error!(%source, %why, %since, "mailbox cannot be read");
                if !let_go {
                    self.alert(|rules| alert::deaf(rules, (&source, own), since, &why));
                }
            }
            Told::Source(Event::Recovered { source, at }) => {
                let since = heard.mailboxes.recovered(&source).unwrap_or(at);
                drop(heard);
                self.recovered(&source, since, at);
            }
            Told::Source(Event::Progress { source, folder, done, of }) => {
                info!(%source, %folder, done, of, "reading a long folder");
            }
            Told::Source(Event::Mail(_)) => {}
        }
    }

    fn recovered(&self, source: &str, since: Timestamp, at: Timestamp) {
        info!(%source, "mailbox is read again");
        self.alert(|rules| alert::recovered(rules, source, since, at));
    }

    fn outgoing(&self, alarm: &Alarm) {
        match alarm {
            // An alert about an alert that nobody can receive would only breed the next.
            Alarm::GivenUp { id, kind, why, .. } if kind == "alert" => {
                warn!(letter = id, %why, "an alert could not be delivered")
            }
            Alarm::GivenUp { id, to, dead, why, .. } => {
                warn!(letter = id, %why, "a letter was given up");
                let day = self.today();
                self.alert(|rules| match dead {
                    true => alert::undeliverable(rules, &|_| false, to, why, day),
                    false => alert::given_up(rules, *id, to, why, day),
                });
            }
            Alarm::ChannelDown { why } => error!(%why, "letters cannot be sent; they wait"),
            Alarm::ChannelUp => info!("letters can be sent again"),
            Alarm::QuotaReached { why } => warn!(%why, "the mail server takes no more letters for now"),
            Alarm::TooLarge { letters, most } => {
                warn!(letters, most, "letters are larger than the mail server takes");
                let day = self.today();
                self.alert(|_| alert::too_large(*letters, *most, day));
            }
            Alarm::Braked { brake, of, why } => {
                warn!(%why, "a brake holds letters back");
                let held = match brake {
                    Brake::Address => Held::Address(of),
                    Brake::Domain => Held::Domain(of),
                    Brake::Share => Held::Notices,
                    Brake::Total => Held::All,
                };
                self.full(held, why);
            }
        }
    }

    /// Writes to staff about an occasion, once.
    pub(super) fn alert(&self, occasion: impl FnOnce(&Rules) -> Occasion) {
        let ground = Arc::clone(&self.ground.borrow());
        let now = self.clock.now();
        let letters = words::letters(&occasion(&ground.rules), &ground.rules, &ground.templates, now, &mut Vec::new());
        let queued =
            self.ledger.write(|tx| letters.iter().try_for_each(|letter| tx.queue(letter, None, now).map(drop)));
        if let Err(error) = queued {
            let error: LedgerError = error;
            error!(%error, "staff could not be alerted");
        }
        self.wake.notify_one();
    }

    /// Tells staff once a day that a brake bites, and when what waits will have left.
    fn full(&self, held: Held<'_>, why: &str) {
        let ground = Arc::clone(&self.ground.borrow());
        let now = self.clock.now();
        let forecast = self.ledger.read(|snapshot| forecast(snapshot, &self.budget, &ground.rules, now));
        let forecast = forecast.unwrap_or_else(|error: LedgerError| {
            error!(%error, "it could not be foreseen when the waiting letters leave");
            None
        });
        let day = self.today();
        self.alert(|_| alert::braked(held, why, forecast, day));
    }

    fn today(&self) -> jiff::civil::Date {
        self.ground.borrow().rules.office.time_zone.to_datetime(self.clock.now()).date()
    }

    /// Looks whether a person stopped sending or let it go on, beside us, or let a mailbox go; says so once, and wakes
    /// who must know.
    fn obey(&self) {
        let read = self.ledger.read(|snapshot| Ok::<_, LedgerError>((snapshot.pause()?, snapshot.mailboxes()?)));
        let (pause, mailboxes) = match read {
            Ok(read) => read,
            Err(error) => {
                error!(%error, "it could not be read what staff decided about sending");
                return;
            }
        };
        let let_go = mailboxes.into_iter().filter(|mailbox| mailbox.let_go.is_some());
        let let_go: BTreeSet<String> = let_go.map(|mailbox| mailbox.source).collect();
        let mut heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        if heard.mailboxes.let_go(&let_go) {
            warn!(mailboxes = ?let_go, "these mailboxes are not waited for");
            self.look.notify_one();
        }
        if heard.paused == pause {
            return;
        }
        match &pause {
            Some(Pause { at, by, why }) => warn!(since = %at, %by, %why, "sending is stopped; letters wait"),
            None => info!("letters are sent again"),
        }
        heard.paused = pause;
        drop(heard);
        self.wake.notify_one();
    }

    fn status(&self) -> String {
        let heard = self.heard.lock().unwrap_or_else(PoisonError::into_inner);
        let zone = self.ground.borrow().rules.office.time_zone.clone();
        let pass = heard.mailboxes.words(&zone);
        let sending = heard.paused.as_ref().map_or_else(String::new, |Pause { at, by, .. }| {
            format!("ĐANG DỪNG GỬI THƯ từ {} ({by}); ", zone.to_datetime(*at).strftime("%H:%M %d/%m/%Y"))
        });
        format!("{sending}{pass}; đã xử lý {} thư từ khi khởi động", heard.mails)
    }
}
