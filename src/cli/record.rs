//! `record`: what came on paper, by telephone, by Zalo, and work that leaves no file, enters the register by a
//! person's hand.

use std::io::Write;

use clap::{Args, ValueEnum};
use jiff::civil::DateTime;

use super::correct::described;
use super::desk::written;
use super::review::said;
use crate::calendar::Period;
use crate::desk::correct::moment;
use crate::desk::record::{Recording, record};
use crate::desk::{Desk, named};
use crate::failure::{Exit, Failure};
use crate::ledger::Channel;

/// How it came.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub enum Way {
    /// Bản giấy, trực tiếp hoặc qua bưu điện.
    Paper,
    /// Điện thoại.
    Phone,
    /// Zalo.
    Zalo,
    /// Cách khác (trục liên thông, hệ thống điều hành …); nêu trong lý do.
    Other,
}

/// A report that did not come by mail.
#[derive(Debug, Args)]
pub struct Record {
    /// Mã đơn vị.
    #[arg(long, value_name = "MÃ")]
    unit: String,
    /// Mã loại báo cáo.
    #[arg(long, value_name = "MÃ")]
    report: String,
    /// Kỳ báo cáo, ví dụ 2020-06, 2020-Q1, 2020-H1, 2020.
    #[arg(long, value_name = "KỲ")]
    period: Period,
    /// Nhận bằng cách nào.
    #[arg(long, value_name = "CÁCH", value_enum, default_value = "paper")]
    channel: Way,
    /// Thời điểm nhận, giờ của cơ quan, ví dụ "2020-06-18 15:30" (mặc định: bây giờ).
    #[arg(long, value_name = "LÚC")]
    received: Option<DateTime>,
    /// Số, ký hiệu của văn bản.
    #[arg(long, value_name = "SỐ")]
    number: Option<String>,
    /// Đơn vị báo không phát sinh.
    #[arg(long)]
    nil: bool,
    /// Ghi chú, lý do.
    #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "ghi nhận thủ công")]
    why: String,
    /// Người ghi (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A unit, report or moment that does not exist, a moment in the future.
pub fn run(asked: &Record, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = desk.rules();
    let recording = Recording {
        unit: named::unit(&asked.unit, rules)?,
        report: named::report(&asked.report, rules)?,
        period: asked.period,
        channel: match asked.channel {
            Way::Paper => Channel::Paper,
            Way::Phone => Channel::Phone,
            Way::Zalo => Channel::Zalo,
            Way::Other => Channel::Other,
        },
        received_at: asked.received.map(|local| moment(desk, local)).transpose()?,
        document_number: asked.number.clone(),
        nil: asked.nil,
        seen: None,
        said: said(asked.by.as_deref(), &asked.why)?,
    };
    let line = record(desk, &recording)?;
    writeln!(out, "Đã vào sổ số {}.", described(desk, &line))?;
    Ok(Exit::Fine)
}
