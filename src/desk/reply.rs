//! What a unit's answer to a reminder calls for, as values: what it asks may be granted, what it says it sent may be
//! looked for.

pub mod agree;

use jiff::civil::Date;

use super::{Desk, Refusal};
use crate::decision::{Decision, Question};
use crate::evidence::wish;
use crate::ledger::{MailRow, Review};
use crate::message::Message;
use crate::plan::obligation;
use crate::roster::UnitId;
use crate::spelling::fold;
use crate::standing::{self, Exception, Filter, Owed, Row, Standing, days_after, grant};

/// Words that ask for more time, folded.
const LATER: [&str; 5] = ["gia han", "gui cham", "gui muon", "nop cham", "lui"];
/// Words that say that it was sent, folded.
const SENT: [&str; 4] = ["da gui", "gui roi", "da nop", "da chuyen"];
/// An open report so many days around now may be meant when the mail answers no letter of ours.
const AROUND: (i32, i32) = (-30, 21);

/// What may be done about what the writer asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// The unit says that it has sent; its mail before this one, if any came.
    AlreadySent {
        /// The mail.
        before: Option<Box<MailRow>>,
    },
    /// The unit asks for more time.
    Extend {
        /// Until when, where its words can mean one day only.
        until: Option<Date>,
        /// The reports that it can mean.
        of: Vec<Extension>,
    },
}

/// More time for one report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extension {
    /// For what.
    pub owed: Owed,
    /// Why it cannot be granted, when it cannot.
    pub refusal: Option<grant::Refusal>,
}

/// What may be done.
///
/// # Errors
/// What the ledger says.
pub fn proposals(
    desk: &Desk,
    review: &Review,
    decision: &Decision,
    message: &Message,
) -> Result<Vec<Proposal>, Refusal> {
    if review.question != Question::PersonAsks {
        return Ok(Vec::new());
    }
    let answers = desk.ledger.read(|snapshot| snapshot.answers(message))?;
    let answered = answers.iter().find_map(|letter| letter.unit.clone());
    let Some(unit) = decision.unit.clone().or_else(|| review.mail.unit.clone()).or(answered) else {
        return Ok(Vec::new());
    };
    let text = format!("{}\n{}", message.subject, message.body.own);
    let folded = fold(&text);
    let says = |words: &[&str]| words.iter().any(|word| folded.contains(word));
    let about: Vec<_> = answers.into_iter().flat_map(|letter| letter.about).collect();
    let mut proposals = Vec::new();
    if says(&SENT) {
        proposals.push(Proposal::AlreadySent { before: before(desk, review, &unit)?.map(Box::new) });
    }
    if says(&LATER) {
        let until = wish::until(&text, desk.day(review.mail.received_at), &desk.rules().calendar);
        let open = open(desk, &unit)?;
        let meant = open.iter().filter(|row| about.is_empty() || about.contains(&(row.report.clone(), row.period)));
        let meant = meant.map(|row| (unit.clone(), row.report.clone(), row.period));
        proposals.push(Proposal::Extend { until, of: extensions(desk, meant.collect(), until)? });
    }
    Ok(proposals)
}

/// What of the unit has not come and is due around now.
fn open(desk: &Desk, unit: &UnitId) -> Result<Vec<Row>, Refusal> {
    let facts = desk.facts_of(unit)?;
    let days = (days_after(desk.today(), AROUND.0), days_after(desk.today(), AROUND.1));
    let filter = Filter { unit: Some(unit.clone()), days: Some(days), ..Filter::default() };
    let mut rows = standing::board(desk.rules(), &facts, &filter, desk.now);
    let near = |row: &Row| row.deadline.as_ref().is_some_and(|due| (days.0..=days.1).contains(&due.nominal));
    rows.retain(|row| near(row) && !row.standing.is_received() && row.standing != Standing::Excused);
    Ok(rows)
}

fn extensions(desk: &Desk, meant: Vec<Owed>, until: Option<Date>) -> Result<Vec<Extension>, Refusal> {
    let rules = desk.rules();
    let facts = desk.facts_about(&meant.iter().map(|owed| owed.2).collect())?;
    let with = |owed: Owed| {
        let (unit, report, period) = &owed;
        let obligation = rules.roster.unit(unit).and_then(|unit| obligation::owed(rules, unit, report, *period));
        let refusal = until.zip(obligation).and_then(|(day, obligation)| {
            grant::may_grant(rules, &obligation, Exception::Extended(day), &facts, desk.now).err()
        });
        Extension { owed, refusal }
    };
    Ok(meant.into_iter().map(with).collect())
}

/// The mail of the unit that came before this one, if any did.
fn before(desk: &Desk, review: &Review, unit: &UnitId) -> Result<Option<MailRow>, Refusal> {
    let known = desk.rules().roster.unit(unit);
    let writes = |address: &str| known.is_some_and(|unit| unit.ever_wrote_from(address));
    let this = (review.mail.id, review.mail.received_at);
    Ok(desk.ledger.read(|snapshot| snapshot.mail_before(this, unit, &writes))?)
}
