//! Lines and mails carried from one case to another, by new lines.

use std::io::Write;

use super::listing::lines_of;
use super::{Add, Open};
use crate::cli::correct::{Known, described, no, number};
use crate::cli::review::{person, refused};
use crate::desk::Desk;
use crate::dossier::amendment::Change;
use crate::dossier::register::number_name;
use crate::failure::{Exit, Failure};
use crate::ledger::{Act, LedgerError, Line, NewCase, Number, Tx};
use crate::standing::grant;

/// A line gets a case of its own.
pub(super) fn set_apart(asked: &Open, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let number = number(asked.line.as_deref().unwrap_or_default(), desk)?;
    let by = person(asked.by.as_deref());
    let (case, new) = desk
        .ledger
        .write(|tx| {
            let line = tx.line(number)?;
            if !line.period.is_ad_hoc() {
                return Err(LedgerError::Refused(format!("số {} không phải báo cáo đột xuất", number_name(number))));
            }
            let units = [line.unit.clone()];
            let period = tx.free_period(&units, &line.report, line.period)?;
            let (report, title, opened_at) = (&line.report, asked.title.as_str(), line.received_at);
            let new = NewCase { units: &units, report, period, title, opened_at, by: &by, now: desk.now };
            let case = tx.open_case(&new)?;
            let new = carry(tx, desk, &line, case, (&by, &format!("tách thành vụ việc số {case}")))?;
            Ok((case, new))
        })
        .map_err(refused)?;
    desk.lay_on_shelf(&[new])?;
    writeln!(out, "Đã mở vụ việc số {case}: {}.", asked.title)?;
    writeln!(out, "Số {} chuyển vào vụ việc ấy, nay là số {}.", number_name(number), described(desk, new)?)?;
    Ok(Exit::Fine)
}

/// Lays a line or a mail to a case.
pub(super) fn add(asked: &Add, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let by = person(asked.by.as_deref());
    let case = asked.case;
    let Some(text) = &asked.number else {
        let mail = asked.mail.unwrap_or_default();
        desk.ledger
            .write(|tx| {
                let subject = tx.mail(mail)?.subject;
                tx.case(case)?;
                tx.lay_to_case(case, mail, &subject, desk.now)?;
                tx.note_case(case, "case-mail", &by, &format!("mail {mail}: {}", asked.why), desk.now)
            })
            .map_err(refused)?;
        writeln!(out, "Thư {mail} đã vào vụ việc số {case}.")?;
        return Ok(Exit::Fine);
    };
    let number = number(text, desk)?;
    let new = desk
        .ledger
        .write(|tx| {
            let line = tx.line(number)?;
            carry(tx, desk, &line, case, (&by, &asked.why))
        })
        .map_err(refused)?;
    desk.lay_on_shelf(&[new])?;
    writeln!(out, "Số {} đã vào vụ việc số {case}, nay là số {}.", number_name(number), described(desk, new)?)?;
    Ok(Exit::Fine)
}

/// Carries a line from its case to another by a new line. A case that is left without reports is closed.
fn carry(tx: &mut Tx<'_>, desk: &Desk, line: &Line, to: i64, (by, why): (&str, &str)) -> Result<Number, LedgerError> {
    let case = tx.case(to)?;
    let from = tx.case_of(&line.unit, &line.report, line.period)?;
    if from == Some(to) {
        return Err(LedgerError::Refused(format!("số {} đã thuộc vụ việc {to}", number_name(line.number))));
    }
    if !case.units.contains(&line.unit) {
        if let Some(other) = tx.case_of(&line.unit, &case.report, case.period)? {
            return Err(LedgerError::Refused(format!(
                "{} đã có vụ việc {other} cùng kỳ {}; mở một vụ việc chung bằng `case open` cho các đơn vị rồi chuyển vào",
                grant::name(desk.rules(), &line.unit),
                case.period
            )));
        }
        tx.concern(to, &line.unit)?;
    }
    let year = desk.rules().office.time_zone.to_datetime(desk.now).year();
    let act = Act { by, why, year, now: desk.now };
    let change = Change { report: Some(case.report.clone()), period: Some(case.period), ..Change::default() };
    let right = Known::of(tx)?.ground(desk).corrected(line, &change).map_err(no)?;
    let new = tx.correct(line.number, &right, act)?;
    if let Some(from) = from {
        if let Some(mail) = line.mail.filter(|mail| tx.case(from).is_ok_and(|case| case.mails.contains(mail))) {
            tx.take_from_case(from, mail, (by, why), desk.now)?;
        }
        let left = tx.case(from)?;
        if left.closed.is_none() && lines_of(&left, &tx.lines()?).next().is_none() {
            tx.close_case(from, by, &format!("không còn báo cáo nào; chuyển sang vụ việc số {to}"), desk.now)?;
        }
    }
    Ok(new)
}
