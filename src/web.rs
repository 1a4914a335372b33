//! The staff page: the register, the board and what waits for a person, in a browser.
//!
//! Pages are made here, whole, from what the ledger says at that moment: no script is needed to read or to decide, and
//! nothing is fetched from anywhere else. It shares nothing with intake and outbox but the ledger, which takes one
//! writer after the other, so a slow page never holds a mail back.
//!
//! # What keeps strangers out
//!
//! - `serve`: where we listen, TLS, and how long a request may take to arrive.
//! - `guard`: the host must be ours, every page but the log-in needs a session, every change needs a token that only
//!   our own pages hold, and no page may run or fetch anything that is not ours.
//! - `login`: passwords, and the brake on guessing them.

mod accounts;
mod address;
mod answer;
mod asset;
mod board;
mod calls;
mod cases;
mod feed;
mod figures;
mod flash;
mod frame;
mod guard;
mod journal;
mod letters;
mod live;
mod login;
mod mail;
mod obligation;
mod pages;
mod phone;
mod review;
mod register;
mod serve;
mod summary;
mod take_away;
mod tried;
mod unit;

use std::sync::Arc;

use axum::Router;
use axum::middleware;
use axum::routing::get;
use jiff::Timestamp;
use jiff::civil::Date;
use tokio::sync::{Semaphore, watch};
use tokio_util::sync::CancellationToken;

use crate::archive::Archive;
use crate::clock::Clock;
use crate::config::{Config, Web};
use crate::desk::Desk;
use crate::desk::figures::Workbooks;
use crate::desk::texts::Reader;
use crate::extraction::Extractor;
use crate::failure::Failure;
use crate::intake::Ground;
use crate::ledger::{Ledger, LedgerError, Snapshot};
use crate::office::Rules;

pub use login::{hash_password, weak};
pub use serve::{Server, server, usable};

/// How many passwords are checked at once: each takes 19 MiB for a moment.
const CHECKS: usize = 2;

/// Everything that pages are made from.
pub struct Site {
    config: Arc<Config>,
    web: Web,
    ledger: Arc<Ledger>,
    archive: Archive,
    ground: watch::Receiver<Arc<Ground>>,
    clock: Arc<dyn Clock>,
    pages: pages::Pages,
    flashes: flash::Flashes,
    checks: Semaphore,
    tokens: feed::Tokens,
    reading: Option<Reading>,
    stopping: CancellationToken,
    /// What reads files for their preview, in processes of its own.
    extractor: Extractor,
    workbooks: Workbooks,
    reader: Reader,
}

/// Tells whether the mailbox has been read through of late.
pub type Reading = Arc<dyn Fn(Timestamp) -> bool + Send + Sync>;

/// The site as handlers hold it.
type Shared = Arc<Site>;

/// One look at the office: what judges, the ledger and the moment stay the same for the whole page.
pub(crate) struct Look<'a> {
    /// The site.
    pub site: &'a Site,
    /// The office as staff work on it.
    pub desk: Desk,
}

impl Look<'_> {
    /// The office's rules.
    pub fn rules(&self) -> &Rules {
        self.desk.rules()
    }

    /// Now.
    pub fn now(&self) -> Timestamp {
        self.desk.now
    }

    /// Today at the office.
    pub fn today(&self) -> Date {
        self.now().to_zoned(self.rules().office.time_zone.clone()).date()
    }

    /// What the ledger says at this moment.
    ///
    /// # Errors
    /// What the ledger says.
    pub fn read<T>(&self, work: impl FnOnce(&Snapshot<'_>) -> Result<T, LedgerError>) -> Result<T, answer::Refusal> {
        self.desk.ledger.read(work).map_err(answer::Refusal::from)
    }
}

impl Site {
    /// The staff page of an office; it has a connection of its own to the ledger.
    ///
    /// # Errors
    /// A ledger or an archive that cannot be opened, a page that is broken.
    pub fn open(
        config: &Arc<Config>,
        web: &Web,
        ground: watch::Receiver<Arc<Ground>>,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, Failure> {
        let file = crate::daemon::ledger_file(config);
        let ledger = Ledger::open(&file, clock.now()).map_err(Failure::from_ledger)?;
        let extractor = crate::daemon::wiring::extractor(config)?;
        Ok(Self {
            config: Arc::clone(config),
            web: web.clone(),
            ledger: Arc::new(ledger),
            archive: Archive::open(&config.data).map_err(Failure::outside)?,
            ground,
            clock,
            pages: pages::Pages::load().map_err(Failure::ours)?,
            flashes: flash::Flashes::default(),
            checks: Semaphore::new(CHECKS),
            tokens: feed::Tokens::read(web)?,
            reading: None,
            stopping: CancellationToken::new(),
            reader: Reader::new(crate::daemon::wiring::whole_reader(config)?),
            workbooks: Workbooks::new(extractor.clone()),
            extractor,
        })
    }

    /// The same in the process that reads the mailbox.
    #[must_use]
    pub fn reading(mut self, reading: Reading) -> Self {
        self.reading = Some(reading);
        self
    }

    /// One look at the office.
    fn look(&self) -> Look<'_> {
        let ground = Arc::clone(&self.ground.borrow());
        let (config, ledger) = (Arc::clone(&self.config), Arc::clone(&self.ledger));
        Look { site: self, desk: Desk::of(config, ground, ledger, self.archive.clone(), self.clock.now()) }
    }
}

/// All pages.
fn routes(site: Shared) -> Router {
    let inside = Router::new()
        .route("/", get(board::now))
        .route("/nam/{year}", get(board::year))
        .route("/lanh-dao", get(summary::now))
        .route("/tin", get(live::news))
        .route("/can-kiem-tra", get(review::list))
        .route("/can-kiem-tra/{mail}", get(review::show).post(review::decide))
        .route("/can-kiem-tra/{mail}/hoi", get(review::question).post(review::send_question))
        .route("/thu", get(mail::list))
        .route("/thu/{mail}", get(mail::show))
        .route("/thu/{mail}/tep/{place}", get(mail::download))
        .route("/thu/{mail}/tep/{place}/chu", get(mail::text))
        .route("/thu/{mail}/tep/{place}/trong/{number}", get(mail::member))
        .route("/so-lieu", get(figures::show))
        .route("/so-lieu.xlsx", get(figures::workbook))
        .route("/mang-ve", get(take_away::show))
        .route("/mang-ve/toan-van.docx", get(take_away::texts))
        .route("/mang-ve/ho-so.zip", get(take_away::dossier))
        .route("/so", get(register::list))
        .route("/so.xlsx", get(register::xlsx))
        .route("/so.csv", get(register::csv))
        .route("/so/{year}/{number}", get(register::line).post(register::act))
        .route("/nghia-vu/{unit}/{report}/{period}", get(obligation::show).post(obligation::act))
        .route("/goi-dien", get(calls::list).post(calls::act))
        .route("/don-vi/{unit}", get(unit::show).post(unit::act))
        .route("/nhat-ky", get(journal::list))
        .route("/vu-viec", get(cases::list).post(cases::open))
        .route("/vu-viec/{id}", get(cases::show).post(cases::act))
        .route("/tai-khoan", get(accounts::show).post(accounts::act))
        .route("/thu-di", get(letters::list).post(letters::sending))
        .route("/thu-di/{letter}", get(letters::show).post(letters::act))
        .route("/dang-xuat", axum::routing::post(login::out))
        .route_layer(middleware::from_fn_with_state(Arc::clone(&site), guard::inside));
    Router::new()
        .route("/dang-nhap", get(login::form).post(login::enter))
        .route("/tep/{name}", get(asset::serve))
        .route("/lich.ics", get(feed::calendar))
        .route("/healthz", get(feed::health))
        .route("/metrics", get(feed::metrics))
        .merge(inside)
        .fallback(answer::nowhere)
        .layer(middleware::from_fn_with_state(Arc::clone(&site), guard::outside))
        .with_state(site)
}
