//! A mail that waits, settled by a person: entered in the register, or laid aside; and what is learned from it.

use super::grant::Done;
use super::lesson::{self, Pick, Taken};
use super::reply::agree;
use super::{Desk, Field, Refusal, Said};
use crate::calendar::Period;
use crate::decision::{Entry, Relation};
use crate::evidence::{Facts, Role};
use crate::judgment::{self, Unanswered};
use crate::ledger::{AttachmentRow, Granted, LessonRow, Line, Review, ReviewState, Settlement, Snapshot, Tx};
use crate::letter::wording;
use crate::message::Message;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grant::{self, Whose};

/// One report of a mail, as a person says. What is not said is taken from the program's guess.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EntryAsked {
    /// Whose.
    pub unit: Option<UnitId>,
    /// Which.
    pub report: Option<ReportId>,
    /// For which period.
    pub period: Option<Period>,
    /// Its files by their place in the mail, from 0; empty: those of the guess, or all, but none that nobody may open.
    pub files: Vec<usize>,
    /// A part of what came before, not something in its place.
    pub supplement: bool,
}

/// Which state of a review a person saw: one that was settled, reopened or judged again since has another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen(String);

impl Seen {
    /// The state in which a review is.
    #[must_use]
    pub fn of(review: &Review) -> Self {
        Self(format!("{}-{}-{:?}", review.times, review.opened_at.as_millisecond(), review.question))
    }
}

impl From<&str> for Seen {
    /// As a page carried it.
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl std::fmt::Display for Seen {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

/// A person's decision that a mail is reports.
#[derive(Debug, Clone)]
pub struct Assignment {
    /// The mail.
    pub mail: i64,
    /// What the person saw of it; none when the person looks at nothing older than this moment.
    pub seen: Option<Seen>,
    /// Its reports.
    pub entries: Vec<EntryAsked>,
    /// What to learn from it.
    pub learn: Pick,
    /// The sender gets no receipt.
    pub silent: bool,
    /// Who, why.
    pub said: Said,
}

/// A person's decision that a mail is none.
#[derive(Debug, Clone)]
pub struct Dismissal {
    /// The mail.
    pub mail: i64,
    /// What the person saw of it; none when the person looks at nothing older than this moment.
    pub seen: Option<Seen>,
    /// What to learn from it.
    pub learn: Pick,
    /// Who, why.
    pub said: Said,
}

/// What became of an assigned mail.
#[derive(Debug, Clone)]
pub struct Assigned {
    /// Its lines in the register.
    pub lines: Vec<Line>,
    /// What was offered to learn, and what was taken.
    pub taken: Vec<Taken>,
    /// To whom a receipt is on its way.
    pub told: Vec<String>,
    /// Why nobody gets one, when it is not that the person wished so.
    pub unanswered: Option<Unanswered>,
    /// Why copies of the files do not lie on the shelf yet; they are laid there at the next start of the daemon.
    pub off_shelf: Option<String>,
}

/// Enters a mail: the lines, what is learned, the receipt for the sender.
///
/// # Errors
/// A mail that does not wait (any more: who settled it, when) or is not as it was seen, a report that nobody owes, files that it does not have,
/// an offer that is none.
pub fn assign(desk: &Desk, asked: &Assignment) -> Result<Assigned, Refusal> {
    let message = desk.reread(asked.mail)?.message;
    let done = desk.ledger.write(|tx| enter(tx, desk, asked, &message))?;
    let numbers: Vec<_> = done.lines.iter().map(|line| line.number).collect();
    let off_shelf = desk.lay_on_shelf(&numbers).err().map(|error| error.to_string());
    Ok(Assigned { off_shelf, ..done })
}

fn enter(tx: &mut Tx<'_>, desk: &Desk, asked: &Assignment, message: &Message) -> Result<Assigned, Refusal> {
    let Assignment { mail, said, .. } = asked;
    let (rules, templates) = (desk.rules(), desk.templates()?);
    let review = waiting(tx, desk, *mail, asked.seen.as_ref())?;
    let year = desk.day(message.received_at).year();
    let mut entries = entries(tx, desk, asked)?;
    // What is learned here counts here already: whom staff have just named as the unit's clerk gets the receipt.
    let whose: Vec<_> = entries.iter().map(|entry| (entry.unit.clone(), entry.attachments.clone())).collect();
    let offers = lesson::offers(tx, desk, &review, message, &whose)?;
    let taken = lesson::take(tx, desk, &review, offers, &asked.learn, said)?;
    let units = entries.iter().map(|entry| entry.unit.clone()).collect();
    let facts = tx.facts_of(message, &units, year, desk.now)?;
    relate(&mut entries, &asked.entries, &facts);
    let times = review.times.saturating_add(1);
    let letters = judgment::settle(message, &entries, times, &facts, rules, templates, desk.now);
    let timeliness = |entry: &Entry| judgment::timeliness(entry, message.received_at, &facts, rules);
    let numbers = tx.assign(&Settlement {
        mail: *mail,
        entries: &entries,
        timeliness: &timeliness,
        year,
        by: said.by(),
        why: said.why(),
        now: desk.now,
    })?;
    let unanswered = judgment::unanswered(message, &facts, rules, templates, desk.now).filter(|_| !asked.silent);
    let mut told = Vec::new();
    for letter in letters.iter().filter(|_| !asked.silent) {
        if tx.queue(letter, Some(*mail), desk.now)? {
            told.push(letter.to.clone());
        }
    }
    let lines = numbers.iter().map(|number| tx.line(*number)).collect::<Result<_, _>>()?;
    Ok(Assigned { lines, taken, told, unanswered, off_shelf: None })
}

/// What the person said, completed by the guess; every part must exist and be owed.
fn entries(tx: &Tx<'_>, desk: &Desk, asked: &Assignment) -> Result<Vec<Entry>, Refusal> {
    let (guess, files) = (tx.decision(asked.mail)?.entries, tx.attachments(asked.mail)?);
    let mut entries: Vec<Entry> = Vec::new();
    for (nth, said) in asked.entries.iter().enumerate() {
        let entry = completed(said, guess.get(nth), &files)?;
        let whose = Whose::Units(vec![entry.unit.clone()]);
        grant::meant(desk.rules(), &whose, &entry.report, entry.period).map_err(Refusal::impossible)?;
        let same =
            |other: &Entry| other.unit == entry.unit && other.report == entry.report && other.period == entry.period;
        if entries.iter().any(same) {
            let title = grant::title(desk.rules(), &entry.report, entry.period);
            let unit = grant::name(desk.rules(), &entry.unit);
            return Err(Refusal::Impossible(format!("{unit}, {title}: ghi hai lần trong cùng một thư")));
        }
        entries.push(entry);
    }
    Ok(entries)
}

/// How each of them stands to what came before.
fn relate(entries: &mut [Entry], asked: &[EntryAsked], facts: &Facts) {
    for (entry, said) in entries.iter_mut().zip(asked) {
        let owed = (entry.unit.clone(), entry.report.clone(), entry.period);
        entry.relation = match facts.register.receipts.contains_key(&owed) {
            true if said.supplement || entry.period.is_ad_hoc() => Relation::Supplement,
            true => Relation::Replacement,
            false => Relation::First,
        };
    }
}

fn completed(said: &EntryAsked, guess: Option<&Entry>, files: &[AttachmentRow]) -> Result<Entry, Refusal> {
    let missing = |about: Field| move || Refusal::missing(about);
    let forbidden = |place: &usize| files.get(*place).filter(|file| file.role == Role::Dangerous);
    if let Some(file) = said.files.iter().find_map(forbidden) {
        let name = wording::foreign(&file.file.name, 80);
        return Err(Refusal::Wrong(
            Field::Files,
            format!("tệp “{name}” nguy hiểm, không vào sổ; bỏ tệp ấy và đề nghị đơn vị gửi lại .docx hoặc .pdf"),
        ));
    }
    let safe = |places: &mut dyn Iterator<Item = usize>| places.filter(|place| forbidden(place).is_none()).collect();
    let unit = said.unit.clone().or_else(|| guess.map(|guess| guess.unit.clone()));
    let report = said.report.clone().or_else(|| guess.map(|guess| guess.report.clone()));
    let period = said.period.or_else(|| guess.map(|guess| guess.period));
    let attachments = match guess {
        _ if !said.files.is_empty() => said.files.clone(),
        Some(guess) if !guess.attachments.is_empty() => safe(&mut guess.attachments.iter().copied()),
        _ => safe(&mut (0..files.len())),
    };
    Ok(Entry {
        unit: unit.ok_or_else(missing(Field::Unit))?,
        report: report.ok_or_else(missing(Field::Report))?,
        period: period.ok_or_else(missing(Field::Period))?,
        attachments,
        relation: Relation::First,
        document_number: guess.and_then(|guess| guess.document_number.clone()),
    })
}

/// The review of a mail that waits, as it was seen. Asked in the transaction that settles it: between a look and a
/// decision somebody else may decide.
pub(super) fn waiting(snapshot: &Snapshot<'_>, desk: &Desk, mail: i64, seen: Option<&Seen>) -> Result<Review, Refusal> {
    let review = snapshot.review(mail)?;
    match &review.settled {
        Some((by, at)) if review.state != ReviewState::Open => {
            Err(Refusal::Settled(mail, by.clone(), desk.moment(*at)))
        }
        _ if seen.is_some_and(|seen| *seen != Seen::of(&review)) => Err(Refusal::Changed(mail)),
        _ => Ok(review),
    }
}

/// Whether a mail still waits as it was seen: for who wants to know before looking at what was typed.
///
/// # Errors
/// It does not wait any more (who settled it, when), or is not as it was seen.
pub fn waits(desk: &Desk, mail: i64, seen: &Seen) -> Result<(), Refusal> {
    desk.ledger.read(|snapshot| waiting(snapshot, desk, mail, Some(seen)).map(drop))
}

/// Lays a mail aside. What was offered to learn, and what was taken.
///
/// # Errors
/// A mail that does not wait (any more: who settled it, when) or is not as it was seen, an offer that is none.
pub fn dismiss(desk: &Desk, asked: &Dismissal) -> Result<Vec<Taken>, Refusal> {
    let Dismissal { mail, seen, learn, said } = asked;
    let message = desk.reread(*mail)?.message;
    desk.ledger.write(|tx| {
        let review = waiting(tx, desk, *mail, seen.as_ref())?;
        tx.dismiss(*mail, said.by(), said.why(), desk.now)?;
        let offers = lesson::offers(tx, desk, &review, &message, &[])?;
        lesson::take(tx, desk, &review, offers, learn, said)
    })
}

/// What went with the settlement of a mail that waits again.
#[derive(Debug, Default)]
pub struct Reopened {
    /// The lessons.
    pub taught: Vec<LessonRow>,
    /// What was granted from it, and what became of that.
    pub granted: Option<(Granted, Done)>,
}

/// Lets a mail wait again. What its settlement taught and granted goes with it.
///
/// # Errors
/// A mail that stands in the register, or that waits already.
pub fn reopen(desk: &Desk, mail: i64, said: &Said) -> Result<Reopened, Refusal> {
    desk.ledger.write(|tx| {
        let taught = lesson::of_mail(tx, mail)?;
        let granted = agree::undo_of(tx, desk, mail, said)?;
        tx.reopen(mail, said.by(), said.why(), desk.now)?;
        Ok(Reopened { taught, granted })
    })
}

/// The lessons in force that a mail taught.
///
/// # Errors
/// What the ledger says.
pub fn taught(desk: &Desk, mail: i64) -> Result<Vec<LessonRow>, Refusal> {
    Ok(desk.ledger.read(|snapshot| lesson::of_mail(snapshot, mail))?)
}
