//! A ledger without a name on disk: whatever ends the program, the draft is gone with it.

use std::io::{self, Write as _};
use std::sync::Arc;

use jiff::Timestamp;

use crate::archive::Archive;
use crate::cli::desk;
use crate::clock::{Clock, SetClock};
use crate::config::Loaded;
use crate::daemon::{self, wiring};
use crate::failure::Failure;
use crate::intake::{Ground, Intake};
use crate::ledger::{Ledger, LedgerError, Teaching};
use crate::mime::Limits;
use crate::office::Rules;
use crate::standing::BoardFacts;

/// Everything that works on the draft.
pub struct Draft {
    /// The intake of the daemon, on the draft.
    pub intake: Intake,
    /// The office's rules, as if it had begun with the first mail.
    pub rules: Rules,
    _ground: tokio::sync::watch::Sender<Arc<Ground>>,
}

impl Draft {
    /// An empty draft with what the office's people have taught and granted. The office begins with the `first` mail:
    /// else everything from before its start would merely be old.
    ///
    /// # Errors
    /// A disk that cannot be written, letters that do not work, a ledger that cannot be read.
    pub fn open(loaded: &Loaded, first: Timestamp) -> Result<Self, Failure> {
        let mut rules = loaded.rules.clone();
        let begin = rules.office.time_zone.to_datetime(first).date();
        rules.office.start_date = rules.office.start_date.min(begin);
        let folder = tempfile::Builder::new().prefix("tiepnhan-").tempdir().map_err(Failure::outside)?;
        let archive = Archive::open(folder.path()).map_err(Failure::outside)?;
        let ledger = Ledger::open(&folder.path().join("so.db"), first).map_err(Failure::from_ledger)?;
        carry_over(loaded, &ledger)?;
        ledger.read(|snapshot| snapshot.board(first)).map_err(Failure::from_ledger)?;
        // All its files are open now and stay so; without their names nothing is left of them when the program ends,
        // however it ends.
        folder.close().map_err(Failure::outside)?;
        let templates = daemon::templates(&loaded.config)?;
        let (keep, ground) = tokio::sync::watch::channel(Arc::new(Ground { rules: rules.clone(), templates }));
        let clock: Arc<dyn Clock> = Arc::new(SetClock::at(first));
        let intake = Intake {
            archive,
            ledger: Arc::new(ledger),
            extractor: wiring::extractor(&loaded.config)?,
            ground,
            clock,
            limits: Limits::default(),
        };
        Ok(Self { intake, rules, _ground: keep })
    }

    /// What the draft's register says in the end.
    ///
    /// # Errors
    /// The draft cannot be read.
    pub fn facts(&self) -> Result<BoardFacts, Failure> {
        self.intake.ledger.read(|snapshot| snapshot.board(Timestamp::MAX)).map_err(Failure::from_ledger)
    }
}

fn carry_over(loaded: &Loaded, draft: &Ledger) -> Result<(), Failure> {
    let glance = desk::glance(loaded, |snapshot| Ok((snapshot.lessons(false)?, snapshot.granted()?)))?;
    if let Some(note) = glance.note() {
        writeln!(io::stderr(), "{note}")?;
    }
    let (learned, granted) = glance.said;
    let carried = draft.write(|tx| {
        for row in &learned {
            let lesson = &row.lesson;
            let teaching = Teaching { mail: None, since: lesson.since, by: &lesson.by, why: &row.why, now: lesson.at };
            tx.teach(&lesson.taught, teaching)?;
        }
        granted.iter().try_for_each(|granted| tx.grant(granted).map(drop))
    });
    carried.map_err(|error: LedgerError| Failure::from_ledger(error))
}
