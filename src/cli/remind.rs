//! `remind`: a unit reminded now because a person says so. Shown first; queued only when the person says --send.

use std::io::Write;

use clap::Args;

use super::desk::written;
use super::preview::words;
use super::review::said;
use crate::desk::{Desk, named, remind};
use crate::failure::{Exit, Failure};
use crate::letter::{Letter, wording};
use crate::notice::request::Wanted;

/// Who is reminded, of what.
#[derive(Debug, Args)]
pub struct Remind {
    /// Mã đơn vị.
    #[arg(long, value_name = "MÃ")]
    unit: String,
    /// Chỉ loại báo cáo này. Không ghi: mọi báo cáo đã quá hạn hoặc đến hạn trong 21 ngày tới.
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Chỉ kỳ này: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    period: Option<String>,
    /// Xếp thư vào hàng chờ gửi. Không ghi: chỉ xem trước.
    #[arg(long)]
    send: bool,
    /// Lý do; vào nhật ký.
    #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cán bộ nhắc")]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A unit, report or period that does not exist; what is not to be asked for now; a unit that cannot be written to.
pub fn run(asked: &Remind, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = desk.rules();
    let wanted = Wanted {
        unit: named::unit(&asked.unit, rules)?,
        report: asked.report.as_deref().map(|text| named::report(text, rules)).transpose()?,
        period: asked.period.as_deref().map(named::period).transpose()?,
    };
    let reminder = if asked.send {
        remind::send(desk, &wanted, &said(asked.by.as_deref(), &asked.why)?)?
    } else {
        remind::preview(desk, &wanted)?
    };
    let mut letters = reminder.letters.iter();
    if let Some(letter) = letters.next() {
        show(letter, asked.send, out)?;
    }
    let copies = letters.map(|letter| letter.to.as_str()).collect::<Vec<_>>().join("; ");
    if !copies.is_empty() {
        writeln!(out, "Thư này cũng đến: {copies}.")?;
    }
    if let Some(at) = reminder.letters.iter().find_map(|letter| letter.not_before) {
        writeln!(out, "Thư đi từ {}.", wording::moment(&at.to_zoned(rules.office.time_zone.clone())))?;
    }
    for fault in &reminder.faults {
        writeln!(out, "Mẫu thư có lỗi, đã dùng mẫu có sẵn: {fault}")?;
    }
    Ok(if reminder.faults.is_empty() { Exit::Fine } else { Exit::Attention })
}

/// The letter whole, or that it is on its way.
pub(super) fn show(letter: &Letter, sent: bool, out: &mut dyn Write) -> Result<(), Failure> {
    if sent {
        writeln!(out, "Thư đã xếp vào hàng chờ gửi: {}.", letter.to)?;
    } else {
        writeln!(out, "Thư gửi {}\nTiêu đề: {}\n\n{}", letter.to, letter.subject, words(&letter.mime.frame))?;
        writeln!(out, "Chưa gửi gì. Để gửi, chạy lại lệnh này và thêm --send.")?;
    }
    Ok(())
}
