//! Lines and mails carried from one case to another, by new lines.

use super::{act, lines_of};
use crate::desk::correct::Known;
use crate::desk::{Desk, Refusal, Said};
use crate::dossier::amendment::Change;
use crate::dossier::register::number_name;
use crate::ledger::{Line, NewCase, Number, Tx};
use crate::standing::grant;

/// What carrying a line left behind: the new line, and why its files do not lie on the shelf yet.
pub type Carried = (Line, Option<String>);

/// A line gets a case of its own, with the reason as its title. The case, and the line that takes the old one's place.
///
/// # Errors
/// A line that does not exist, no longer stands or reports no incident.
pub fn set_apart(desk: &Desk, number: Number, said: &Said) -> Result<(i64, Carried), Refusal> {
    let (case, new) = desk.ledger.write(|tx| {
        let line = tx.line(number)?;
        if !line.period.is_ad_hoc() {
            let why = format!("số {} không phải báo cáo đột xuất", number_name(number));
            return Err(Refusal::Impossible(why));
        }
        let units = [line.unit.clone()];
        let period = tx.free_period(&units, &line.report, line.period)?;
        let (report, title, opened_at) = (&line.report, said.why(), line.received_at);
        let new = NewCase { units: &units, report, period, title, opened_at, by: said.by(), now: desk.now };
        let case = tx.open_case(&new)?;
        let new = carry(tx, desk, &line, case, (said.by(), &format!("tách thành vụ việc số {case}")))?;
        Ok((case, tx.line(new)?))
    })?;
    Ok((case, shelved(desk, new)))
}

/// Lays a line to a case. The line that takes its place.
///
/// # Errors
/// A line or case that does not exist, a line that no longer stands or is in the case, a unit that has another case of
/// the same day.
pub fn add_line(desk: &Desk, case: i64, number: Number, said: &Said) -> Result<Carried, Refusal> {
    let new = desk.ledger.write(|tx| {
        let line = tx.line(number)?;
        let new = carry(tx, desk, &line, case, (said.by(), said.why()))?;
        Ok::<_, Refusal>(tx.line(new)?)
    })?;
    Ok(shelved(desk, new))
}

/// Lays a mail to a case.
///
/// # Errors
/// A mail or case that does not exist.
pub fn add_mail(desk: &Desk, case: i64, mail: i64, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| {
        let subject = tx.mail(mail)?.subject;
        tx.case(case)?;
        tx.lay_to_case(case, mail, &subject, desk.now)?;
        Ok(tx.note_case(case, "case-mail", said.by(), &format!("mail {mail}: {}", said.why()), desk.now)?)
    })
}

fn shelved(desk: &Desk, line: Line) -> Carried {
    let off_shelf = desk.lay_on_shelf(&[line.number]).err().map(|error| error.to_string());
    (line, off_shelf)
}

/// Carries a line from its case to another by a new line. A case that is left without reports is closed.
fn carry(tx: &mut Tx<'_>, desk: &Desk, line: &Line, to: i64, (by, why): (&str, &str)) -> Result<Number, Refusal> {
    let case = tx.case(to)?;
    let from = tx.case_of(&line.unit, &line.report, line.period)?;
    if from == Some(to) {
        return Err(Refusal::Impossible(format!("số {} đã thuộc vụ việc {to}", number_name(line.number))));
    }
    if !case.units.contains(&line.unit) {
        if let Some(other) = tx.case_of(&line.unit, &case.report, case.period)? {
            return Err(Refusal::Impossible(format!(
                "{} đã có vụ việc {other} cùng kỳ {}; mở một vụ việc chung cho các đơn vị rồi chuyển vào",
                grant::name(desk.rules(), &line.unit),
                case.period
            )));
        }
        tx.concern(to, &line.unit)?;
    }
    let change = Change { report: Some(case.report.clone()), period: Some(case.period), ..Change::default() };
    let right = Known::of(tx)?.ground(desk).corrected(line, &change)?;
    let new = tx.correct(line.number, &right, act(desk, (by, why)))?;
    if let Some(from) = from {
        if let Some(mail) = line.mail.filter(|mail| tx.case(from).is_ok_and(|case| case.mails.contains(mail))) {
            tx.take_from_case(from, mail, (by, why), desk.now)?;
        }
        let left = tx.case(from)?;
        if left.closed.is_none() && lines_of(&left, &tx.lines_of_period(left.period)?).next().is_none() {
            tx.close_case(from, by, &format!("không còn báo cáo nào; chuyển sang vụ việc số {to}"), desk.now)?;
        }
    }
    Ok(new)
}
