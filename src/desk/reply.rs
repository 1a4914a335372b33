//! What a unit's answer to a reminder calls for, as values: what it asks may be granted, what it says it sent may be
//! looked for.

mod about;
pub mod agree;

use jiff::civil::Date;

use super::{Desk, Refusal};
use crate::calendar::Period;
use crate::decision::{Decision, Question};
use crate::evidence::wish;
use crate::evidence::wish::said::{self, Said, Way};
use crate::ledger::{MailRow, Review};
use crate::message::Message;
use crate::plan::{ReportId, obligation};
use crate::roster::UnitId;
use crate::standing::{self, Exception, Filter, Owed, Row, Standing, days_after, grant};

/// An open report so many days around now may be meant when the mail answers no letter of ours.
const AROUND: (i32, i32) = (-30, 21);

/// What may be done about what the writer asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Proposal {
    /// The unit says that it has sent; its mail before this one, if any came.
    AlreadySent {
        /// The mail.
        before: Option<Box<MailRow>>,
        /// The other way on which it says to have sent.
        way: Option<Way>,
        /// The day on which it says to have sent.
        on: Option<Date>,
        /// The reports that it can mean.
        of: Vec<Owed>,
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
    let told = said::said(&text);
    let about: Vec<_> = answers.into_iter().flat_map(|letter| letter.about).collect();
    let day = desk.day(review.mail.received_at);
    let mut proposals = Vec::new();
    if told.contains(&Said::Sent) {
        let before = before(desk, review, &unit)?.map(Box::new);
        let of = about::spoken_of(desk.rules(), &text, Said::Sent, meant(desk, &unit, &about)?);
        proposals.push(Proposal::AlreadySent { before, way: said::way(&text), on: said::sent_on(&text, day), of });
    }
    if told.contains(&Said::Later) {
        let until = wish::until(&text, day, &desk.rules().calendar);
        let of = about::spoken_of(desk.rules(), &text, Said::Later, meant(desk, &unit, &about)?);
        let of = extensions(desk, of, until)?;
        proposals.push(Proposal::Extend { until, of });
    }
    Ok(proposals)
}

/// What the writer can mean: of the reports of the letter that he answers those which have not come, whenever they were
/// due; without one, what has not come and is due around now.
fn meant(desk: &Desk, unit: &UnitId, about: &[(ReportId, Period)]) -> Result<Vec<Owed>, Refusal> {
    let rows = if about.is_empty() {
        around(desk, unit)?
    } else {
        let facts = desk.facts_of(unit)?;
        let of = |(report, period): &(ReportId, Period)| (unit.clone(), report.clone(), *period);
        about.iter().filter_map(|known| standing::one(desk.rules(), &facts, &of(known), desk.now)).collect()
    };
    let open = rows.into_iter().filter(|row| !row.standing.is_received() && row.standing != Standing::Excused);
    Ok(open.map(|row| (row.unit, row.report, row.period)).collect())
}

/// What of the unit is due around now.
fn around(desk: &Desk, unit: &UnitId) -> Result<Vec<Row>, Refusal> {
    let facts = desk.facts_of(unit)?;
    let days = (days_after(desk.today(), AROUND.0), days_after(desk.today(), AROUND.1));
    let filter = Filter { unit: Some(unit.clone()), days: Some(days), ..Filter::default() };
    let mut rows = standing::board(desk.rules(), &facts, &filter, desk.now);
    let near = |row: &Row| row.deadline.as_ref().is_some_and(|due| (days.0..=days.1).contains(&due.nominal));
    rows.retain(near);
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
