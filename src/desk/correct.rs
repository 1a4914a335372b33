//! The register set right, always by new lines, each of which can be undone.

mod telling;

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use jiff::civil::Date;

use super::{Desk, Field, Refusal, Said, lesson};
use crate::dossier::amendment::{self, Change, Ground, Undo};
use crate::dossier::register::number_name;
use crate::ledger::{Act, Bucket, LedgerError, LessonRow, Line, Number, Snapshot, Tx};
use crate::notice::correction::Change as Became;
use crate::standing::{Exception, Owed};

use telling::Telling;
pub use telling::Told;

/// Which line is set right, and who decides.
#[derive(Debug, Clone)]
pub struct Amendment {
    /// The line.
    pub number: Number,
    /// Nobody who got a receipt is written to (they were told otherwise).
    pub quiet: bool,
    /// Who, why.
    pub said: Said,
}

/// What became of a line.
#[derive(Debug, Clone, Default)]
pub struct Amended {
    /// The lines that stand now.
    pub lines: Vec<Line>,
    /// The mail that waits for a person again.
    pub waits: Option<i64>,
    /// The lessons that went with it.
    pub untaught: Vec<LessonRow>,
    /// What was taken back.
    pub undone: Option<Undo>,
    /// A line that is the first of its obligation now, though it was entered as following another.
    pub orphan: Option<Line>,
    /// Who is told.
    pub told: Told,
    /// Why copies of the files do not lie on the shelf yet; they are laid there at the next start of the daemon.
    pub off_shelf: Option<String>,
}

/// What is done to a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Deed {
    /// It is set right.
    Correct(Change),
    /// It should not be there. When nothing else came of its mail, the mail waits for a person again.
    Withdraw,
    /// It becomes a part of the report that this line is.
    Merge(Number),
    /// It becomes two: the files at these places (from 1) go where the change says.
    Split(BTreeSet<usize>, Change),
    /// The last thing that was done to it is taken back.
    Undo,
}

/// Sets a line right.
///
/// # Errors
/// A line that does not exist or no longer stands (who changed it, when), a change that makes no sense.
pub fn correct(desk: &Desk, asked: &Amendment, change: &Change) -> Result<Amended, Refusal> {
    amend(desk, asked, &Deed::Correct(change.clone()))
}

/// Withdraws a line that should not be there. When nothing else came of its mail, the mail waits for a person again.
///
/// # Errors
/// A line that does not exist or no longer stands (who changed it, when).
pub fn withdraw(desk: &Desk, asked: &Amendment) -> Result<Amended, Refusal> {
    amend(desk, asked, &Deed::Withdraw)
}

/// Makes a line a part of the report that another line is.
///
/// # Errors
/// Lines that do not exist, no longer stand (who changed them, when) or do not belong together.
pub fn merge(desk: &Desk, asked: &Amendment, into: Number) -> Result<Amended, Refusal> {
    amend(desk, asked, &Deed::Merge(into))
}

/// Makes two lines of one: the files at these places (from 1) go where `change` says.
///
/// # Errors
/// A line that does not exist or no longer stands, files that it does not have, a part that belongs where it is.
pub fn split(desk: &Desk, asked: &Amendment, files: &BTreeSet<usize>, change: &Change) -> Result<Amended, Refusal> {
    amend(desk, asked, &Deed::Split(files.clone(), change.clone()))
}

/// Takes back the last thing that was done to a line.
///
/// # Errors
/// A line that does not exist, to which nothing was done, or that was changed since (by whom, when).
pub fn undo(desk: &Desk, asked: &Amendment) -> Result<Amended, Refusal> {
    amend(desk, asked, &Deed::Undo)
}

/// Does it in one transaction; then the files follow.
///
/// # Errors
/// As the functions for each deed.
pub fn amend(desk: &Desk, asked: &Amendment, deed: &Deed) -> Result<Amended, Refusal> {
    let amended = desk.ledger.write(|tx| amending(tx, desk, (asked, &[asked.number]), deed))?;
    Ok(shelved(desk, amended))
}

/// What [`amend`] would do, letters and all; nothing is done.
///
/// # Errors
/// As [`amend`].
pub fn preview(desk: &Desk, asked: &Amendment, deed: &Deed) -> Result<Amended, Refusal> {
    desk.rehearse(|tx| amending(tx, desk, (asked, &[asked.number]), deed))
}

/// Does the same to several lines of one mail, to all of them or to none.
///
/// # Errors
/// As [`amend`]; a line that did not come with this mail.
pub fn amend_all(desk: &Desk, mail: i64, all: &[Amendment], deed: &Deed) -> Result<Vec<Amended>, Refusal> {
    let at_once: Vec<Number> = all.iter().map(|asked| asked.number).collect();
    let amended = desk.ledger.write(|tx| {
        let one = |asked: &Amendment| {
            if tx.line(asked.number)?.mail == Some(mail) {
                return amending(tx, desk, (asked, &at_once), deed);
            }
            Err(Refusal::Impossible(format!("số {} không phải của thư này", number_name(asked.number))))
        };
        all.iter().map(one).collect::<Result<Vec<_>, _>>()
    })?;
    Ok(amended.into_iter().map(|one| shelved(desk, one)).collect())
}

/// With the files of its lines on the shelf.
fn shelved(desk: &Desk, amended: Amended) -> Amended {
    let numbers: Vec<_> = amended.lines.iter().map(|line| line.number).collect();
    let off_shelf = desk.lay_on_shelf(&numbers).err().map(|error| error.to_string());
    Amended { off_shelf, ..amended }
}

/// Reads the register and writes in it. The same is done to all of `at_once` in this transaction.
fn amending(
    tx: &mut Tx<'_>,
    desk: &Desk,
    (asked, at_once): (&Amendment, &[Number]),
    deed: &Deed,
) -> Result<Amended, Refusal> {
    let act = Act { by: asked.said.by(), why: asked.said.why(), year: desk.today().year(), now: desk.now };
    let mut telling = Telling::new(desk, asked.quiet)?;
    let known = Known::of(tx)?;
    let ground = known.ground(desk);
    let of = line(&ground, asked.number);
    let done =
        of.map_err(Refusal::from).and_then(|line| work(tx, (&ground, line, at_once), deed, act, &mut telling, desk));
    let done = done.map_err(|refusal| overtaken(tx, desk, refusal))?;
    let known = Known::of(tx)?;
    let ground = known.ground(desk);
    let orphan = match deed {
        Deed::Split(..) | Deed::Undo => None,
        _ => ground.orphan(line(&ground, asked.number)?).cloned(),
    };
    Ok(Amended { orphan, told: telling.told, ..done })
}

fn work(
    tx: &mut Tx<'_>,
    (ground, of, at_once): (&Ground<'_>, &Line, &[Number]),
    deed: &Deed,
    act: Act<'_>,
    telling: &mut Telling<'_>,
    desk: &Desk,
) -> Result<Amended, Refusal> {
    let number = of.number;
    match deed {
        Deed::Correct(change) => {
            let new = tx.correct(number, &ground.corrected(of, change)?, act)?;
            telling.changed(tx, (number, Some(new)), Became::Corrected, desk)?;
            Ok(Amended { lines: vec![tx.line(new)?], ..Amended::default() })
        }
        Deed::Withdraw => withdrawn(tx, (of, at_once), act, telling, desk),
        Deed::Merge(into) => {
            let right = ground.merged(of, line(ground, *into)?)?;
            let new = tx.merge(number, *into, &right, act)?;
            telling.changed(tx, (number, Some(new)), Became::Merged, desk)?;
            Ok(Amended { lines: vec![tx.line(new)?], ..Amended::default() })
        }
        Deed::Split(files, change) => {
            let (rest, part) = ground.split(of, files, change)?;
            let (kept, part) = tx.split(number, (&rest, &part), act)?;
            telling.split(tx, (number, kept, part), desk)?;
            Ok(Amended { lines: vec![tx.line(kept)?, tx.line(part)?], ..Amended::default() })
        }
        Deed::Undo => {
            let undo = ground.undone(of)?;
            let new = tx.undo(&undo, act)?;
            let went = undo.along.iter().map(|line| (line.number, line.number));
            for ((back, of), new) in std::iter::once((undo.back.number, undo.of)).chain(went).zip(&new) {
                telling.undone(tx, (back, of, *new), desk)?;
            }
            let lines: Vec<Line> = new.into_iter().map(|new| tx.line(new)).collect::<Result<_, _>>()?;
            telling.receipt_again(tx, &lines, desk)?;
            Ok(Amended { lines, undone: Some(undo), ..Amended::default() })
        }
    }
}

fn withdrawn(
    tx: &mut Tx<'_>,
    (of, at_once): (&Line, &[Number]),
    act: Act<'_>,
    telling: &mut Telling<'_>,
    desk: &Desk,
) -> Result<Amended, Refusal> {
    amendment::standing(of)?;
    let unheard = telling.receipt_back(tx, of, at_once, desk)?;
    let taught = of.mail.map_or(Ok(Vec::new()), |mail| lesson::of_mail(tx, mail))?;
    tx.revoke(of.number, act)?;
    if !unheard {
        telling.changed(tx, (of.number, None), Became::Withdrawn { reviewed: false }, desk)?;
    }
    let waits = of.mail.filter(|mail| matches!(tx.mail(*mail), Ok(row) if row.bucket == Bucket::Review));
    let untaught = waits.map(|_| taught).unwrap_or_default();
    Ok(Amended { waits, untaught, ..Amended::default() })
}

/// A line that stands no more was changed by somebody: who, when.
fn overtaken(snapshot: &Snapshot<'_>, desk: &Desk, refusal: Refusal) -> Refusal {
    use amendment::Refusal::{Corrected, Withdrawn};
    let Refusal::Unchangeable(why) = refusal else { return refusal };
    let (Corrected(gone, _) | Withdrawn(gone)) = &*why else { return Refusal::Unchangeable(why) };
    let subject = amendment::number(gone, 0).map(|(year, number)| format!("receipt {year}/{number}"));
    let acts = subject.and_then(|subject| snapshot.journal_of(Some(&subject)).ok()).unwrap_or_default();
    match acts.into_iter().rev().find(|line| line.what.starts_with("receipt-")) {
        Some(act) => Refusal::Overtaken(why, act.who, desk.moment(act.at)),
        None => Refusal::Unchangeable(why),
    }
}

/// What the ledger knows that a person's line is judged against.
pub(super) struct Known {
    lines: Vec<Line>,
    extended: BTreeMap<Owed, Date>,
}

impl Known {
    /// As this moment of the ledger says.
    pub fn of(snapshot: &Snapshot<'_>) -> Result<Self, LedgerError> {
        let extended = snapshot.granted()?.into_iter().filter_map(|granted| match granted.exception {
            Exception::Extended(day) => Some(((granted.unit, granted.report, granted.period), day)),
            Exception::Excused => None,
        });
        Ok(Self { lines: snapshot.lines()?, extended: extended.collect() })
    }

    /// The ground of the judgment, with the office's rules.
    pub fn ground<'a>(&'a self, desk: &'a Desk) -> Ground<'a> {
        Ground { rules: desk.rules(), lines: &self.lines, extended: &self.extended, now: desk.now }
    }
}

fn line<'a>(ground: &Ground<'a>, number: Number) -> Result<&'a Line, LedgerError> {
    let found = ground.lines.iter().find(|line| line.number == number);
    found.ok_or_else(|| LedgerError::Missing(format!("số tiếp nhận {}", number_name(number))))
}

/// The number of a line as people write it: "147/2020", or "147" of this year.
///
/// # Errors
/// Not a number of the register.
pub fn number(desk: &Desk, text: &str) -> Result<Number, Refusal> {
    amendment::number(text, desk.today().year()).ok_or_else(|| {
        let how = format!("`{text}` không phải số tiếp nhận; viết 147/2020, hoặc 147 cho số của năm nay");
        Refusal::Wrong(Field::Number, how)
    })
}

/// A moment that a person wrote in the office's civil time.
///
/// # Errors
/// There is no such moment.
pub fn moment(desk: &Desk, local: jiff::civil::DateTime) -> Result<Timestamp, Refusal> {
    desk.rules().office.time_zone.to_timestamp(local).map_err(Refusal::impossible)
}
