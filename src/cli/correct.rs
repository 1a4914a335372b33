//! `correct`, `withdraw`, `merge`, `split`, `undo`: the register set right, always by new lines.

use std::collections::BTreeSet;
use std::io::Write;

use clap::{Args, ValueEnum};
use jiff::civil::DateTime;

use super::desk::written;
use super::review::{lesson, said};
use crate::decision::Relation;
use crate::desk::correct::{self, Amended, Amendment, Told};
use crate::desk::{Desk, named};
use crate::dossier::amendment::Change;
use crate::dossier::register::{self, number_name};
use crate::failure::{Exit, Failure};
use crate::ledger::{Line, Number};
use crate::standing::grant;

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

impl Which {
    fn meant(&self, desk: &Desk) -> Result<Amendment, Failure> {
        let (number, said) = (number(&self.number, desk)?, said(self.by.as_deref(), &self.why)?);
        Ok(Amendment { number, quiet: self.quiet, said })
    }
}

/// Runs `correct`.
///
/// # Errors
/// A line, unit, report or period that does not exist, a line that no longer stands, a change that makes no sense.
pub fn correct(asked: &Correct, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let change = Change {
        received_at: asked.received.map(|local| correct::moment(desk, local)).transpose()?,
        relation: asked.relation.map(relation),
        ..change(&asked.right, desk)?
    };
    let which = asked.which.meant(desk)?;
    let done = correct::correct(desk, &which, &change)?;
    for line in &done.lines {
        writeln!(out, "Số {} đã thay bằng số {}.", number_name(which.number), described(desk, line))?;
    }
    finish(&done, desk, out)
}

/// Runs `withdraw`.
///
/// # Errors
/// A line that does not exist or no longer stands.
pub fn withdraw(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let which = asked.meant(desk)?;
    let done = correct::withdraw(desk, &which)?;
    let back = done.waits.map(|mail| format!(" Thư {mail} trở lại danh sách chờ kiểm tra.")).unwrap_or_default();
    writeln!(out, "Đã hủy số {}.{back}", number_name(which.number))?;
    finish(&done, desk, out)
}

/// Runs `merge`.
///
/// # Errors
/// Lines that do not exist, no longer stand or do not belong together.
pub fn merge(asked: &Merge, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (which, into) = (asked.which.meant(desk)?, number(&asked.into, desk)?);
    let done = correct::merge(desk, &which, into)?;
    let (old, into) = (number_name(which.number), number_name(into));
    for line in &done.lines {
        writeln!(out, "Số {old} đã gộp vào số {into}, thành bản bổ sung số {}.", described(desk, line))?;
    }
    finish(&done, desk, out)
}

/// Runs `split`.
///
/// # Errors
/// A line that does not exist or no longer stands, files that it does not have, a part that belongs where it is.
pub fn split(asked: &Split, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (which, change) = (asked.which.meant(desk)?, change(&asked.right, desk)?);
    let files: BTreeSet<usize> = asked.files.iter().copied().collect();
    let done = correct::split(desk, &which, &files, &change)?;
    writeln!(out, "Số {} đã tách thành hai số:", number_name(which.number))?;
    for line in &done.lines {
        writeln!(out, "- số {}", described(desk, line))?;
    }
    finish(&done, desk, out)
}

/// Runs `undo`.
///
/// # Errors
/// A line that does not exist, or to which nothing was done.
pub fn undo(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let done = correct::undo(desk, &asked.meant(desk)?)?;
    let back = done.undone.iter().flat_map(|undone| std::iter::once(&undone.back).chain(&undone.along));
    for (line, back) in done.lines.iter().zip(back) {
        let back = number_name(back.number);
        writeln!(out, "Đã hoàn tác: trở lại như số {back}, nay là số {}.", described(desk, line))?;
    }
    finish(&done, desk, out)
}

/// What follows: who is told, what went with it, what deserves a look.
fn finish(done: &Amended, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    told(&done.told, out)?;
    for part in done.undone.iter().flat_map(|undone| &undone.withdrawn) {
        writeln!(out, "Số {} tách ra đã được hủy.", number_name(*part))?;
    }
    lesson::taken_back(&done.untaught, out)?;
    if let Some(orphan) = &done.orphan {
        let words = described(desk, orphan);
        writeln!(out, "Lưu ý: số {words} nay là bản đầu tiên; sửa bằng `correct` nếu cần.")?;
    }
    done.off_shelf.as_ref().map_or(Ok(Exit::Fine), |why| Err(Failure::outside(why)))
}

/// Says who is told.
fn told(told: &Told, out: &mut dyn Write) -> Result<(), Failure> {
    for fault in &told.faults {
        writeln!(out, "Mẫu thư có lỗi, đã dùng mẫu có sẵn: {fault}")?;
    }
    let what = if told.receipt { "xác nhận" } else { "đính chính" };
    if !told.letters.is_empty() {
        let to = told.letters.iter().map(|letter| letter.to.as_str()).collect::<Vec<_>>().join("; ");
        writeln!(out, "Thư {what} đã xếp vào hàng chờ gửi: {to}.")?;
    }
    if told.taken_back {
        writeln!(out, "Thư {what} chưa gửi, đã rút.")?;
    }
    if !told.unreached.is_empty() {
        writeln!(out, "Chưa báo đính chính được bằng thư, cần gọi điện: {}.", told.unreached.join("; "))?;
    }
    Ok(())
}

/// The number as it was typed.
pub(super) fn number(text: &str, desk: &Desk) -> Result<Number, Failure> {
    Ok(correct::number(desk, text)?)
}

fn change(right: &Right, desk: &Desk) -> Result<Change, Failure> {
    let rules = desk.rules();
    Ok(Change {
        unit: right.unit.as_deref().map(|text| named::unit(text, rules)).transpose()?,
        report: right.report.as_deref().map(|text| named::report(text, rules)).transpose()?,
        period: right.period.as_deref().map(named::period).transpose()?,
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
pub(super) fn described(desk: &Desk, line: &Line) -> String {
    let rules = desk.rules();
    let title = grant::title(rules, &line.report, line.period);
    let standing = register::standing(line);
    format!("{}: {}; {title}; {standing}", number_name(line.number), grant::name(rules, &line.unit))
}
