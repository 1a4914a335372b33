//! A tick becomes letters: which reminders, overdue notices and digests are due now and not yet written.

use std::cell::{OnceCell, RefCell};
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::dossier::workbook::recent::{recent, shown};
use crate::ledger::{Ledger, LedgerError, Reach, Snapshot};
use crate::letter::template::Fault;
use crate::letter::{Enclosure, Letter, Purpose, Templates, alert};
use crate::notice::digest::scope::Scope;
use crate::notice::{self, Annex, Pen, silence, stop};
use crate::office::Rules;
use crate::standing::{BoardFacts, periods};

/// What a tick did.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ticked {
    /// Purposes of the letters that were queued.
    pub written: Vec<Purpose>,
    /// Purposes of the letters that were taken back because they are not true any more.
    pub withdrawn: Vec<Purpose>,
    /// Office texts that failed; staff have been told once today.
    pub faults: Vec<Fault>,
}

/// Takes back what is not true any more, and queues what is due at `now`, all in one transaction. A second tick at the
/// same moment does nothing: every letter has its purpose, and a purpose is queued once.
///
/// # Errors
/// What the ledger says; then nothing happened, and the next tick tries again.
pub fn tick(ledger: &Ledger, rules: &Rules, templates: &Templates, now: Timestamp) -> Result<Ticked, LedgerError> {
    ledger.write(|tx| {
        let mut ticked = Ticked::default();
        let mut facts = facts(tx, rules, now)?;
        for (purpose, why) in notice::outdated(rules, &facts, now) {
            let taken = match why {
                silence::HELD => tx.withdraw_untried(&purpose, why, now)?,
                _ => {
                    let stopped = stop::of(&purpose, rules, &facts).map(|stopped| format!("{why}; {stopped}"));
                    tx.withdraw(&purpose, stopped.as_deref().unwrap_or(why), now)?
                }
            };
            if taken {
                ticked.withdrawn.push(purpose);
            }
        }
        for (purpose, until) in notice::held(rules, &facts, now) {
            tx.hold(&purpose, until)?;
        }
        if !ticked.withdrawn.is_empty() {
            facts = self::facts(tx, rules, now)?;
        }
        let workbooks = Workbooks { rules, ledger: tx, now, facts: OnceCell::new(), made: RefCell::default() };
        let made = |leader: &str| workbooks.of(leader);
        let pen = Pen { templates, annex: Annex::Made(&made) };
        let mut letters = notice::due(rules, &facts, pen, now, &mut ticked.faults);
        letters.extend(told_to_staff(&ticked.faults, rules, templates, now));
        for event in notice::alert::dead_addresses(rules, &facts, now) {
            letters.extend(alert::letters(&event, rules, templates, now, &mut ticked.faults));
        }
        for letter in letters {
            if tx.queue(&letter, None, now)? {
                ticked.written.push(letter.purpose);
            }
        }
        Ok(ticked)
    })
}

/// What letters of the clock depend on.
fn facts(snapshot: &Snapshot<'_>, rules: &Rules, now: Timestamp) -> Result<BoardFacts, LedgerError> {
    let periods = notice::periods(rules, rules.office.time_zone.to_datetime(now).date());
    snapshot.board_within(Reach::Periods(&periods, notice::untold_since(now)), now)
}

/// The workbooks that go with the digests of one tick, each made once however many leaders share it.
struct Workbooks<'a> {
    rules: &'a Rules,
    ledger: &'a Snapshot<'a>,
    now: Timestamp,
    /// Of two years: read only when a digest is due.
    facts: OnceCell<Option<BoardFacts>>,
    made: RefCell<BTreeMap<String, Option<Enclosure>>>,
}

impl Workbooks<'_> {
    /// That of `leader`. A digest without its workbook is better than none, so a fault leaves it out.
    fn of(&self, leader: &str) -> Option<Enclosure> {
        let today = self.rules.office.time_zone.to_datetime(self.now).date();
        let scope = Scope::of(self.rules, leader, today);
        if let Some(made) = self.made.borrow().get(&scope.words()) {
            return made.clone();
        }
        let made = |facts: &BoardFacts| {
            recent(self.rules, facts, (&|row| scope.row(row), &scope.words()), self.now).ok().flatten()
        };
        let bytes = self.facts.get_or_init(|| self.read()).as_ref().and_then(made);
        let file = bytes.map(|bytes| Enclosure {
            name: format!("Tinh-hinh-gui-bao-cao-{}-{}-{}.xlsx", today.day(), today.month(), today.year()),
            media_type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet".to_owned(),
            bytes: bytes.into(),
        });
        self.made.borrow_mut().insert(scope.words(), file.clone());
        file
    }

    fn read(&self) -> Option<BoardFacts> {
        let periods =
            shown(self.rules, self.now).iter().flat_map(|filter| periods(self.rules, filter, self.now)).collect();
        self.ledger.board_within(Reach::Periods(&periods, self.now), self.now).ok()
    }
}

fn told_to_staff(faults: &[Fault], rules: &Rules, templates: &Templates, now: Timestamp) -> Vec<Letter> {
    if faults.is_empty() {
        return Vec::new();
    }
    let day = now.to_zoned(rules.office.time_zone.clone()).date();
    alert::letters(&notice::alert::template_faults(faults, day), rules, templates, now, &mut Vec::new())
}

/// When the next tick is due: at the next opening of the office or digest, at the latest in an hour.
#[must_use]
pub fn next_tick(rules: &Rules, now: Timestamp) -> Timestamp {
    notice::next_look(rules, now)
}
