//! What a unit asks in its answer is granted by one act: more time, the letter that says so, and the mail is settled; or
//! nothing of that.

use jiff::Timestamp;
use jiff::civil::Date;

use crate::desk::grant::{Done, Wish, granting, undoing, would_grant};
use crate::desk::settle::{Seen, waiting};
use crate::desk::{Desk, Refusal, Said};
use crate::ledger::{Granted, LedgerError, ReviewState, Snapshot, Tx};
use crate::standing::grant::{self, Whose};
use crate::standing::{Exception, Owed};

/// More time for what a mail asks it for.
#[derive(Debug, Clone)]
pub struct Agreement {
    /// The mail that asks.
    pub mail: i64,
    /// Which state of its review the person saw; none when the person looks at nothing older than this moment.
    pub review: Option<Seen>,
    /// For which report of whom.
    pub owed: Owed,
    /// Until the end of which day.
    pub until: Date,
    /// When the person saw what is in force; what somebody decided later stands.
    pub seen: Option<Timestamp>,
    /// Who, why.
    pub said: Said,
}

/// What would be done, letters and all; nothing is done.
///
/// # Errors
/// As [`agree`].
pub fn preview(desk: &Desk, asked: &Agreement) -> Result<Done, Refusal> {
    desk.ledger.read(|snapshot| {
        waiting(snapshot, desk, asked.mail, asked.review.as_ref())?;
        would_grant(snapshot, desk, &asked.wish(), Exception::Extended(asked.until))
    })
}

/// Grants it, and settles the mail.
///
/// # Errors
/// A mail that does not wait (any more: who settled it, when) or is not as it was seen; what cannot be granted.
pub fn agree(desk: &Desk, asked: &Agreement) -> Result<Done, Refusal> {
    desk.ledger.write(|tx| agreed(tx, desk, asked))
}

fn agreed(tx: &mut Tx<'_>, desk: &Desk, asked: &Agreement) -> Result<Done, Refusal> {
    waiting(tx, desk, asked.mail, asked.review.as_ref())?;
    let exception = Exception::Extended(asked.until);
    let done = granting(tx, desk, &asked.wish(), exception)?;
    tx.dismiss(asked.mail, asked.said.by(), &outcome(desk, &asked.owed, exception, asked.said.why()), desk.now)?;
    Ok(done)
}

/// What stands in the list of settled mails.
fn outcome(desk: &Desk, (_, report, period): &Owed, exception: Exception, why: &str) -> String {
    format!("{}: {}; {why}", grant::words(exception), grant::title(desk.rules(), report, *period))
}

/// What was granted when this mail was settled and is still in force: it goes when the mail is fetched back.
///
/// # Errors
/// What the ledger says.
pub fn granted(snapshot: &Snapshot<'_>, desk: &Desk, mail: i64) -> Result<Option<Granted>, LedgerError> {
    let review = match snapshot.review(mail) {
        Ok(review) if review.state == ReviewState::Dismissed => review,
        Ok(_) | Err(LedgerError::Missing(_)) => return Ok(None),
        Err(error) => return Err(error),
    };
    let (Some((by, at)), Some(said)) = (review.settled, review.outcome) else { return Ok(None) };
    let of_this = |granted: &Granted| {
        let owed = (granted.unit.clone(), granted.report.clone(), granted.period);
        (granted.at, &granted.by) == (at, &by) && outcome(desk, &owed, granted.exception, &granted.why) == said
    };
    Ok(snapshot.granted()?.into_iter().find(of_this))
}

/// Takes back what was granted when this mail was settled, if that is still in force.
pub(in crate::desk) fn undo_of(
    tx: &mut Tx<'_>,
    desk: &Desk,
    mail: i64,
    said: &Said,
) -> Result<Option<(Granted, Done)>, Refusal> {
    let Some(granted) = granted(tx, desk, mail)? else { return Ok(None) };
    let wish = Wish {
        whose: Whose::Units(vec![granted.unit.clone()]),
        report: granted.report.clone(),
        period: granted.period,
        basis: None,
        quiet: false,
        seen: None,
        said: said.clone(),
    };
    let done = undoing(tx, desk, &wish)?;
    Ok(Some((granted, done)))
}

/// Takes both back: the grant is undone, and the mail waits again.
///
/// # Errors
/// Something else is in force by now; a mail that waits already or stands in the register.
pub fn take_back(desk: &Desk, asked: &Agreement) -> Result<Done, Refusal> {
    desk.ledger.write(|tx| {
        let (unit, report, period) = &asked.owed;
        let in_force = tx.in_force((unit, report, *period)).map(|(_, exception)| exception);
        if !in_force.is_ok_and(|exception| exception == Exception::Extended(asked.until)) {
            let (who, what) = (grant::name(desk.rules(), unit), grant::title(desk.rules(), report, *period));
            return Err(Refusal::Impossible(format!(
                "{who}, {what}: quyết định đã thay đổi từ lúc gia hạn; hãy xem trang của báo cáo ấy"
            )));
        }
        let done = undoing(tx, desk, &asked.wish())?;
        tx.reopen(asked.mail, asked.said.by(), asked.said.why(), desk.now)?;
        Ok(done)
    })
}

impl Agreement {
    fn wish(&self) -> Wish {
        let (unit, report, period) = self.owed.clone();
        Wish {
            whose: Whose::Units(vec![unit]),
            report,
            period,
            basis: None,
            quiet: false,
            seen: self.seen,
            said: self.said.clone(),
        }
    }
}
