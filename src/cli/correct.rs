//! `correct`, `withdraw`, `merge`, `split`, `undo`: the register set right, always by new lines.

mod telling;

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write;

use clap::{Args, ValueEnum};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::desk::written;
use super::log;
use super::review::{known_report, known_unit, lesson, person, refused};
use crate::decision::Relation;
use crate::desk::{Desk, settle};
use crate::dossier::amendment::{self, Change, Ground, Refusal};
use crate::dossier::register::{self, number_name};
use crate::failure::{Exit, Failure};
use crate::ledger::{Act, LedgerError, Line, Number, Snapshot, Tx};
use crate::notice::correction::Change as Became;
use crate::standing::{Exception, Owed, grant};
use telling::Telling;

/// Which line, and who decides.
#[derive(Debug, Args)]
pub struct Which {
    /// Số tiếp nhận: 147/2020, hoặc 147 của năm nay.
    #[arg(value_name = "SỐ")]
    number: String,
    /// Lý do; vào sổ và nhật ký.
    #[arg(long, value_name = "LÝ DO", value_parser = written)]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
    /// Không gửi thư đính chính cho đơn vị đã nhận xác nhận (đã báo bằng cách khác).
    #[arg(long)]
    quiet: bool,
}

/// What is to be different.
#[derive(Debug, Args)]
pub struct Right {
    /// Mã đơn vị.
    #[arg(long, value_name = "MÃ")]
    unit: Option<String>,
    /// Mã loại báo cáo.
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Kỳ báo cáo: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020, adhoc-2020-06-12.
    #[arg(long, value_name = "KỲ")]
    period: Option<String>,
}

/// Sets a line right.
#[derive(Debug, Args)]
pub struct Correct {
    #[command(flatten)]
    which: Which,
    #[command(flatten)]
    right: Right,
    /// Thời điểm nhận, giờ của cơ quan, ví dụ "2020-06-18 15:30".
    #[arg(long, value_name = "LÚC")]
    received: Option<DateTime>,
    /// Quan hệ với bản đã nhận trước.
    #[arg(long, value_name = "QUAN HỆ", value_enum)]
    relation: Option<Kind>,
}

/// How a line stands to earlier ones.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Kind {
    /// Bản đầu tiên.
    First,
    /// Bản thay thế.
    Replacement,
    /// Bản bổ sung.
    Supplement,
    /// Bản trùng.
    Duplicate,
    /// Không phát sinh.
    Nil,
}

/// Joins two lines.
#[derive(Debug, Args)]
pub struct Merge {
    #[command(flatten)]
    which: Which,
    /// Số của báo cáo chính mà số kia bổ sung cho.
    #[arg(value_name = "VÀO SỐ")]
    into: String,
}

/// Makes two lines of one.
#[derive(Debug, Args)]
pub struct Split {
    #[command(flatten)]
    which: Which,
    /// Số thứ tự các tệp tách ra, từ 1, cách nhau dấu phẩy.
    #[arg(long = "file", value_name = "TỆP", value_delimiter = ',', required = true)]
    files: Vec<usize>,
    #[command(flatten)]
    right: Right,
}

/// Runs `correct`.
///
/// # Errors
/// A line, unit, report or period that does not exist, a line that no longer stands, a change that makes no sense.
pub fn correct(asked: &Correct, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let change = Change {
        received_at: asked.received.map(|local| moment(desk, local)).transpose()?,
        relation: asked.relation.map(relation),
        ..change(&asked.right, desk)?
    };
    let number = number(&asked.which.number, desk)?;
    let mut telling = Telling::new(desk, asked.which.quiet)?;
    let new = amend(&asked.which, desk, |tx, ground, act| {
        let right = ground.corrected(line(ground, number)?, &change).map_err(no)?;
        let new = tx.correct(number, &right, act)?;
        telling.changed(tx, (number, Some(new)), Became::Corrected, desk)?;
        Ok(new)
    })?;
    desk.lay_on_shelf(&[new])?;
    writeln!(out, "Số {} đã thay bằng số {}.", number_name(number), described(desk, new)?)?;
    telling.say(out)?;
    note_orphan(desk, number, out)
}

/// Runs `withdraw`.
///
/// # Errors
/// A line that does not exist or no longer stands.
pub fn withdraw(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let number = number(&asked.number, desk)?;
    let mail = desk.ledger.read(|snapshot| snapshot.line(number)).map_err(refused)?.mail;
    let taught = mail.map_or(Ok(Vec::new()), |mail| settle::taught(desk, mail))?;
    let mut telling = Telling::new(desk, asked.quiet)?;
    let waiting = amend(asked, desk, |tx, _, act| {
        tx.revoke(number, act)?;
        telling.changed(tx, (number, None), Became::Withdrawn { reviewed: false }, desk)?;
        let mail = tx.line(number)?.mail;
        let waits = |mail: &i64| matches!(tx.mail(*mail), Ok(row) if row.bucket == crate::ledger::Bucket::Review);
        Ok(mail.filter(waits))
    })?;
    let back = waiting.map(|mail| format!(" Thư {mail} trở lại danh sách chờ kiểm tra.")).unwrap_or_default();
    writeln!(out, "Đã hủy số {}.{back}", number_name(number))?;
    telling.say(out)?;
    lesson::taken_back(waiting.map_or(&[], |_| &taught), out)?;
    note_orphan(desk, number, out)
}

/// Runs `merge`.
///
/// # Errors
/// Lines that do not exist, no longer stand or do not belong together.
pub fn merge(asked: &Merge, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (number, into) = (number(&asked.which.number, desk)?, number(&asked.into, desk)?);
    let mut telling = Telling::new(desk, asked.which.quiet)?;
    let new = amend(&asked.which, desk, |tx, ground, act| {
        let right = ground.merged(line(ground, number)?, line(ground, into)?).map_err(no)?;
        let new = tx.merge(number, into, &right, act)?;
        telling.changed(tx, (number, Some(new)), Became::Merged, desk)?;
        Ok(new)
    })?;
    desk.lay_on_shelf(&[new])?;
    let (old, into) = (number_name(number), number_name(into));
    writeln!(out, "Số {old} đã gộp vào số {into}, thành bản bổ sung số {}.", described(desk, new)?)?;
    telling.say(out)?;
    note_orphan(desk, number, out)
}

/// Runs `split`.
///
/// # Errors
/// A line that does not exist or no longer stands, files that it does not have, a part that belongs where it is.
pub fn split(asked: &Split, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let number = number(&asked.which.number, desk)?;
    let change = change(&asked.right, desk)?;
    let files: BTreeSet<usize> = asked.files.iter().copied().collect();
    let mut telling = Telling::new(desk, asked.which.quiet)?;
    let (kept, part) = amend(&asked.which, desk, |tx, ground, act| {
        let (rest, part) = ground.split(line(ground, number)?, &files, &change).map_err(no)?;
        let (kept, part) = tx.split(number, (&rest, &part), act)?;
        telling.split(tx, (number, kept, part), desk)?;
        Ok((kept, part))
    })?;
    desk.lay_on_shelf(&[kept, part])?;
    writeln!(out, "Số {} đã tách thành hai số:", number_name(number))?;
    for number in [kept, part] {
        writeln!(out, "- số {}", described(desk, number)?)?;
    }
    telling.say(out)?;
    Ok(Exit::Fine)
}

/// Runs `undo`.
///
/// # Errors
/// A line that does not exist, or to which nothing was done.
pub fn undo(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let number = number(&asked.number, desk)?;
    let mut telling = Telling::new(desk, asked.quiet)?;
    let (new, undone) = amend(asked, desk, |tx, ground, act| {
        let undo = ground.undone(line(ground, number)?).map_err(no)?;
        let new = tx.undo(&undo, act)?;
        telling.undone(tx, (undo.back.number, undo.of, new), desk)?;
        Ok((new, undo))
    })?;
    desk.lay_on_shelf(&[new])?;
    let back = number_name(undone.back.number);
    writeln!(out, "Đã hoàn tác: trở lại như số {back}, nay là số {}.", described(desk, new)?)?;
    telling.say(out)?;
    for part in &undone.withdrawn {
        writeln!(out, "Số {} tách ra đã được hủy.", number_name(*part))?;
    }
    Ok(Exit::Fine)
}

/// Reads the register and writes in it, in one transaction.
fn amend<T>(
    asked: &Which,
    desk: &Desk,
    work: impl FnOnce(&mut Tx<'_>, &Ground<'_>, Act<'_>) -> Result<T, LedgerError>,
) -> Result<T, Failure> {
    let by = person(asked.by.as_deref());
    let act = Act { by: &by, why: &asked.why, year: this_year(desk), now: desk.now };
    desk.ledger
        .write(|tx| {
            let known = Known::of(tx)?;
            work(tx, &known.ground(desk), act)
        })
        .map_err(refused)
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

/// The words of a refusal, as the ledger hands them on.
pub(super) fn no(refusal: Refusal) -> LedgerError {
    LedgerError::Refused(refusal.to_string())
}

fn line<'a>(ground: &Ground<'a>, number: Number) -> Result<&'a Line, LedgerError> {
    let found = ground.lines.iter().find(|line| line.number == number);
    found.ok_or_else(|| LedgerError::Missing(format!("số tiếp nhận {}", number_name(number))))
}

/// The number as it was typed.
pub(super) fn number(text: &str, desk: &Desk) -> Result<Number, Failure> {
    amendment::number(text, this_year(desk)).ok_or_else(|| {
        Failure::input(format!("`{text}` không phải số tiếp nhận; viết 147/2020, hoặc 147 cho số của năm nay"))
    })
}

fn this_year(desk: &Desk) -> i16 {
    desk.rules().office.time_zone.to_datetime(desk.now).year()
}

fn moment(desk: &Desk, local: DateTime) -> Result<Timestamp, Failure> {
    desk.rules().office.time_zone.to_timestamp(local).map_err(Failure::input)
}

fn change(right: &Right, desk: &Desk) -> Result<Change, Failure> {
    Ok(Change {
        unit: right.unit.as_deref().map(|text| known_unit(desk, text)).transpose().map_err(refused)?,
        report: right.report.as_deref().map(|text| known_report(desk, text)).transpose().map_err(refused)?,
        period: right.period.as_deref().map(log::period).transpose()?,
        ..Change::default()
    })
}

fn relation(kind: Kind) -> Relation {
    match kind {
        Kind::First => Relation::First,
        Kind::Replacement => Relation::Replacement,
        Kind::Supplement => Relation::Supplement,
        Kind::Duplicate => Relation::Duplicate,
        Kind::Nil => Relation::Nil,
    }
}

/// "152/2020: Sở Y tế; Báo cáo tháng 5 năm 2020; đúng hạn".
pub(super) fn described(desk: &Desk, number: Number) -> Result<String, Failure> {
    let rules = desk.rules();
    let line = desk.ledger.read(|snapshot| snapshot.line(number)).map_err(Failure::from_ledger)?;
    let title = grant::title(rules, &line.report, line.period);
    let standing = register::standing(&line);
    Ok(format!("{}: {}; {title}; {standing}", number_name(number), grant::name(rules, &line.unit)))
}

/// Says when another line of the obligation is first now that was entered as following this one.
fn note_orphan(desk: &Desk, gone: Number, out: &mut dyn Write) -> Result<Exit, Failure> {
    let known = desk.ledger.read(Known::of).map_err(Failure::from_ledger)?;
    let ground = known.ground(desk);
    let orphan = ground.orphan(line(&ground, gone).map_err(refused)?).map(|orphan| orphan.number);
    if let Some(number) = orphan {
        let words = described(desk, number)?;
        writeln!(out, "Lưu ý: số {words} nay là bản đầu tiên; sửa bằng `correct` nếu cần.")?;
    }
    Ok(Exit::Fine)
}
