//! What came on paper, by telephone, by Zalo, and work that leaves no file, enters the register by a person's hand.

use jiff::Timestamp;

use super::correct::Known;
use super::{Desk, Refusal, Said};
use crate::calendar::Period;
use crate::decision::Relation;
use crate::dossier::register::number_name;
use crate::ledger::{Act, ByHand, Channel, Line, Number, Snapshot};
use crate::plan::ReportId;
use crate::roster::UnitId;

/// A report that did not come by mail.
#[derive(Debug, Clone)]
pub struct Recording {
    /// Whose.
    pub unit: UnitId,
    /// Which.
    pub report: ReportId,
    /// For which period.
    pub period: Period,
    /// How it came.
    pub channel: Channel,
    /// When; none: now.
    pub received_at: Option<Timestamp>,
    /// The document's own number and symbol.
    pub document_number: Option<String>,
    /// The unit says that there was nothing to report.
    pub nil: bool,
    /// The lines about it that the person saw; another one that stands now makes the person look again. None when the
    /// person looks at nothing older than this moment.
    pub seen: Option<Vec<Number>>,
    /// Who, why.
    pub said: Said,
}

/// Enters the report.
///
/// # Errors
/// A moment in the future, a report that the unit does not owe, a line about it that the person has not seen.
pub fn record(desk: &Desk, asked: &Recording) -> Result<Line, Refusal> {
    let received_at = asked.received_at.unwrap_or(desk.now);
    let year = desk.day(received_at).year();
    let act = Act { by: asked.said.by(), why: asked.said.why(), year, now: desk.now };
    desk.ledger.write(|tx| {
        if let Some(seen) = &asked.seen {
            unseen(tx, desk, asked, seen)?;
        }
        let report = by_hand(asked, received_at);
        let report = Known::of(tx)?.ground(desk).recorded(report, asked.nil)?;
        let number = tx.record_by_hand(&report, act)?;
        Ok(tx.line(number)?)
    })
}

/// The same paper may lie on two desks.
fn unseen(snapshot: &Snapshot<'_>, desk: &Desk, asked: &Recording, seen: &[Number]) -> Result<(), Refusal> {
    let lines = snapshot.lines_about(&asked.unit, &asked.report, asked.period)?;
    let Some(line) = lines.iter().rev().find(|line| line.stands() && !seen.contains(&line.number)) else {
        return Ok(());
    };
    let (number, channel) = (number_name(line.number), line.channel.words());
    let by = if line.mail.is_some() { String::new() } else { format!("{}, ", line.decided_by) };
    Err(Refusal::Impossible(format!(
        "số {number} ({channel}) vừa vào sổ cho báo cáo này sau khi mở trang ({by}{}); điều vừa nhập chưa ghi. Nếu đây là \
         một bản khác, hãy bấm vào sổ lần nữa",
        desk.moment(line.decided_at)
    )))
}

fn by_hand(asked: &Recording, received_at: Timestamp) -> ByHand {
    ByHand {
        channel: asked.channel,
        unit: asked.unit.clone(),
        report: asked.report.clone(),
        period: asked.period,
        relation: Relation::First,
        received_at,
        timeliness: None,
        document_number: asked.document_number.clone(),
        files: Vec::new(),
    }
}
