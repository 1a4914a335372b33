//! Incidents (vụ việc): opened, joined, set apart, noted, closed by people.

mod moving;

use jiff::Timestamp;

use super::correct::Known;
use super::{Desk, Field, Refusal, Said};
use crate::calendar::Period;
use crate::decision::Relation;
use crate::ledger::{Act, ByHand, Case, Channel, Line, NewCase, Tx};
use crate::letter::alert::{self, Event};
use crate::letter::{Letter, wording};
use crate::plan::obligation::owed;
use crate::plan::{PeriodRule, ReportId};
use crate::roster::UnitId;
use crate::standing::grant;

pub use moving::{add_line, add_mail, set_apart};

/// A new case.
#[derive(Debug, Clone)]
pub struct Opening {
    /// Whose.
    pub units: Vec<UnitId>,
    /// What happened, in one line; it is also the reason in the journal.
    pub title: String,
    /// A unit said so on the telephone: that is entered in the register.
    pub phone: bool,
    /// When the office was told; none: now.
    pub received_at: Option<Timestamp>,
    /// The kind of report; none: the only one in which these units report incidents.
    pub report: Option<ReportId>,
    /// Who opens it.
    pub by: String,
}

/// The reports of a case: the lines of its units under its report and period that stand.
pub fn lines_of<'a>(case: &'a Case, lines: &'a [Line]) -> impl Iterator<Item = &'a Line> {
    lines.iter().filter(|line| {
        line.stands() && line.report == case.report && line.period == case.period && case.units.contains(&line.unit)
    })
}

/// A case that was opened.
#[derive(Debug, Clone)]
pub struct Opened {
    /// Its number.
    pub case: i64,
    /// The lines of the calls.
    pub lines: Vec<Line>,
    /// The letters to staff and the leaders on duty.
    pub letters: Vec<Letter>,
}

/// Opens a case; staff and the leaders on duty are told.
///
/// # Errors
/// A moment in the future, units that owe no report on incidents, or several kinds of it.
pub fn open(desk: &Desk, asked: &Opening) -> Result<Opened, Refusal> {
    desk.ledger.write(|tx| opening(tx, desk, asked))
}

/// What [`open`] would do, letters and all; nothing is done.
///
/// # Errors
/// As [`open`].
pub fn preview(desk: &Desk, asked: &Opening) -> Result<Opened, Refusal> {
    desk.rehearse(|tx| opening(tx, desk, asked))
}

fn opening(tx: &mut Tx<'_>, desk: &Desk, asked: &Opening) -> Result<Opened, Refusal> {
    let said = Said::new(&asked.by, &asked.title)?;
    let opened_at = asked.received_at.unwrap_or(desk.now);
    if opened_at > desk.now {
        return Err(Refusal::Wrong(Field::Received, "thời điểm được báo nằm trong tương lai".to_owned()));
    }
    let day = Period::ad_hoc(desk.day(opened_at)).map_err(Refusal::impossible)?;
    let report = match &asked.report {
        Some(report) => report.clone(),
        None => report_of(&asked.units, day, desk)?,
    };
    let period = tx.free_period(&asked.units, &report, day)?;
    let (units, title, now) = (asked.units.as_slice(), said.why(), desk.now);
    let case = tx.open_case(&NewCase { units, report: &report, period, title, opened_at, by: said.by(), now })?;
    let mut lines = Vec::new();
    for unit in units.iter().filter(|_| asked.phone) {
        let act = Act { by: said.by(), why: title, year: desk.day(opened_at).year(), now };
        let call = by_phone(unit, &report, period, opened_at);
        let call = Known::of(tx)?.ground(desk).recorded(call, false)?;
        let number = tx.record_by_hand(&call, act)?;
        lines.push(tx.line(number)?);
    }
    let letters = letters(desk, case, units, &said)?;
    for letter in &letters {
        tx.queue(letter, None, desk.now)?;
    }
    Ok(Opened { case, lines, letters })
}

/// Takes back that a case was opened a moment ago: its calls go out of the register, letters that have not left go back,
/// and it is closed. To how many its letter has gone.
///
/// # Errors
/// A case that does not exist, or is closed: by whom, when.
pub fn undo_open(desk: &Desk, case: i64, said: &Said) -> Result<usize, Refusal> {
    desk.ledger.write(|tx| {
        let known = tx.case(case)?;
        closable(desk, &known)?;
        let mut gone = 0_usize;
        for letter in letters(desk, case, &known.units, said)? {
            if !tx.withdraw(&letter.purpose, "vụ việc mở nhầm, hoàn tác trước khi thư gửi đi", desk.now)?
            {
                gone = gone.saturating_add(usize::from(tx.has_letter(&letter.purpose)?));
            }
        }
        for unit in &known.units {
            let lines = tx.lines_for(unit, known.period)?;
            let calls = lines_of(&known, &lines).filter(|line| line.channel == Channel::Phone);
            for number in calls.map(|line| line.number).collect::<Vec<_>>() {
                tx.revoke(number, act(desk, (said.by(), said.why())))?;
            }
        }
        tx.close_case(case, said.by(), said.why(), desk.now)?;
        Ok(gone)
    })
}

fn by_phone(unit: &UnitId, report: &ReportId, period: Period, received_at: Timestamp) -> ByHand {
    ByHand {
        channel: Channel::Phone,
        unit: unit.clone(),
        report: report.clone(),
        period,
        relation: Relation::First,
        received_at,
        timeliness: None,
        document_number: None,
        files: Vec::new(),
    }
}

/// Staff and the leaders on duty are told at once: the one who took the call may be alone in the office.
fn letters(desk: &Desk, case: i64, units: &[UnitId], said: &Said) -> Result<Vec<Letter>, Refusal> {
    let (rules, templates, title) = (desk.rules(), desk.templates()?, said.why());
    let names = units.iter().map(|unit| grant::name(rules, unit)).collect::<Vec<_>>().join("; ");
    let at = wording::short_moment(&desk.now.to_zoned(rules.office.time_zone.clone()));
    let (by, matter) = (said.by(), wording::foreign(title, 200));
    let event = Event {
        key: format!("case:{case}"),
        title: format!("vụ việc đột xuất: {}", wording::foreign(title, 80)),
        paragraphs: vec![
            format!("{by} mở vụ việc số {case} lúc {at}: “{matter}”. Đơn vị: {names}."),
            "Đề nghị báo cáo lãnh đạo, giữ liên lạc với đơn vị và đôn đốc văn bản báo cáo.".to_owned(),
        ],
    };
    Ok(alert::to_staff_and_duty(&event, rules, templates, desk.now, &mut Vec::new()))
}

/// The kind of report in which incidents of these units are reported.
fn report_of(units: &[UnitId], day: Period, desk: &Desk) -> Result<ReportId, Refusal> {
    let rules = desk.rules();
    let all = rules.plans.reports().map(|(_, report)| report);
    let owed_by_all = all.filter(|report| report.periods == PeriodRule::AdHoc).filter(|report| {
        let owes =
            |unit: &UnitId| rules.roster.unit(unit).is_some_and(|unit| owed(rules, unit, &report.id, day).is_some());
        units.iter().all(owes)
    });
    match owed_by_all.collect::<Vec<_>>().as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(Refusal::NoIncidents),
        several => Err(Refusal::Choose(
            Field::Report,
            "có nhiều loại báo cáo đột xuất",
            several.iter().map(|report| report.id.as_str()).collect::<Vec<_>>().join(", "),
        )),
    }
}

/// Takes a mail out of a case.
///
/// # Errors
/// A mail that is not in the case.
pub fn remove_mail(desk: &Desk, case: i64, mail: i64, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| Ok(tx.take_from_case(case, mail, (said.by(), said.why()), desk.now)?))
}

/// Writes a note to a case: the note is the reason.
///
/// # Errors
/// A case that does not exist.
pub fn note(desk: &Desk, case: i64, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| Ok(tx.note_case(case, "case-note", said.by(), said.why(), desk.now)?))
}

/// Closes a case.
///
/// # Errors
/// A case that does not exist, or is closed: by whom, when.
pub fn close(desk: &Desk, case: i64, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| {
        closable(desk, &tx.case(case)?)?;
        Ok(tx.close_case(case, said.by(), said.why(), desk.now)?)
    })
}

/// Whether a case is open; else who closed it, and when.
fn closable(desk: &Desk, case: &Case) -> Result<(), Refusal> {
    let Some((at, who, _)) = &case.closed else { return Ok(()) };
    let when = desk.moment(*at);
    Err(Refusal::Impossible(format!("vụ việc {} đã được {who} đóng lúc {when}", case.id)))
}

/// Opens a closed case again.
///
/// # Errors
/// A case that does not exist, or is open.
pub fn reopen(desk: &Desk, case: i64, said: &Said) -> Result<(), Refusal> {
    desk.ledger.write(|tx| Ok(tx.reopen_case(case, said.by(), said.why(), desk.now)?))
}

/// What a person does to the register now, for the journal.
fn act<'a>(desk: &Desk, (by, why): (&'a str, &'a str)) -> Act<'a> {
    Act { by, why, year: desk.today().year(), now: desk.now }
}
