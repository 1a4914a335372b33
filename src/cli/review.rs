//! `review`: what waits for a person, and how a person settles it.

mod ask;
pub(super) mod lesson;
mod reply;
mod settle;
mod show;

use std::io::Write;

use clap::Subcommand;
use serde_json::json;

use super::desk::written;
pub(super) use super::refusal::refused;
use crate::decision::explain;
use crate::desk::{self, Desk, Said};
use crate::failure::{Exit, Failure};
use crate::ledger::{LedgerError, Review};
use crate::letter::wording::{foreign, lower_first};
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grant;
use ask::Ask;
use settle::{Assign, Dismiss};

/// What to do with reviews.
#[derive(Debug, Subcommand)]
pub enum ReviewCommand {
    /// Liệt kê thư chờ người xem, cũ nhất trước.
    List {
        /// Cả những thư đã xử lý.
        #[arg(long)]
        all: bool,
        /// In dạng JSON, mỗi thư một dòng.
        #[arg(long)]
        json: bool,
    },
    /// Xem một thư: vì sao phải hỏi, có những tệp nào, đoán là gì, có thể ghi nhớ điều gì.
    Show {
        /// Số của thư trong `review list`.
        #[arg(value_name = "THƯ")]
        mail: i64,
        /// Xem có thể ghi nhớ điều gì nếu thư là của đơn vị này (mặc định: đơn vị chương trình đoán).
        #[arg(long, value_name = "MÃ")]
        unit: Option<String>,
        /// In dạng JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ghi thư vào sổ theo quyết định của người.
    Assign(Assign),
    /// Hỏi lại người gửi một điều; xem trước, rồi gửi bằng --send.
    Ask(Ask),
    /// Thư không phải báo cáo: cho ra khỏi danh sách chờ.
    Dismiss(Dismiss),
    /// Đưa một thư đã xử lý trở lại danh sách chờ.
    Reopen {
        /// Số của thư.
        #[arg(value_name = "THƯ")]
        mail: i64,
        /// Lý do.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
}

impl ReviewCommand {
    /// Whether JSON was asked for.
    pub fn is_json(&self) -> bool {
        matches!(self, Self::List { json: true, .. } | Self::Show { json: true, .. })
    }
}

/// Runs the command.
///
/// # Errors
/// A mail that does not wait, a unit, report or period that does not exist.
pub fn run(command: &ReviewCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        ReviewCommand::List { all, json } => list(desk, *all, *json, out),
        ReviewCommand::Show { mail, unit, json } => show::run(desk, *mail, unit.as_deref(), *json, out),
        ReviewCommand::Assign(asked) => settle::assign(desk, asked, out),
        ReviewCommand::Ask(asked) => ask::run(desk, asked, out),
        ReviewCommand::Dismiss(asked) => settle::dismiss(desk, asked, out),
        ReviewCommand::Reopen { mail, why, by } => {
            let reopened = desk::settle::reopen(desk, *mail, &said(by.as_deref(), why)?)?;
            writeln!(out, "Thư {mail} đã trở lại danh sách chờ kiểm tra.")?;
            lesson::taken_back(&reopened.taught, out)?;
            if let Some((granted, done)) = &reopened.granted {
                let title = grant::title(desk.rules(), &granted.report, granted.period);
                let what = grant::words(granted.exception);
                writeln!(out, "Đã bỏ {what}: {}, {}.", lower_first(&title), grant::name(desk.rules(), &granted.unit))?;
                for letter in &done.told.letters {
                    writeln!(out, "Thư báo sẽ gửi {}.", letter.to)?;
                }
            }
            Ok(Exit::Fine)
        }
    }
}

/// Who decides, when nobody is named: whoever is logged in.
pub(super) fn person(named: Option<&str>) -> String {
    let logged_in = || {
        std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "người không rõ tên".to_owned())
    };
    named.map_or_else(logged_in, str::to_owned)
}

fn list(desk: &Desk, all: bool, as_json: bool, out: &mut dyn Write) -> Result<Exit, Failure> {
    let reviews = desk.ledger.read(|snapshot| snapshot.reviews(!all)).map_err(Failure::outside)?;
    if as_json {
        for review in &reviews {
            writeln!(out, "{}", row(review))?;
        }
        return Ok(Exit::Fine);
    }
    if reviews.is_empty() {
        writeln!(out, "Không có thư nào chờ kiểm tra.")?;
        return Ok(Exit::Fine);
    }
    let zone = &desk.rules().office.time_zone;
    for review in &reviews {
        let mail = &review.mail;
        let received = zone.to_datetime(mail.received_at).strftime("%-d/%-m/%Y %H:%M");
        writeln!(out, "{:>5}  {received}  {}", mail.id, explain::question(review.question))?;
        writeln!(out, "       {}  <{}>", foreign(&mail.from_name, 30), foreign(&mail.from_address, 38))?;
        writeln!(out, "       “{}”", foreign(&mail.subject, 68))?;
        if let Some(outcome) = &review.outcome {
            writeln!(out, "       Đã xử lý: {}", foreign(outcome, 60))?;
        }
    }
    writeln!(out, "\n{} thư. Xem từng thư: tiepnhan review show SỐ", reviews.len())?;
    Ok(Exit::Fine)
}

fn row(review: &Review) -> serde_json::Value {
    json!({
        "mail": review.mail.id,
        "received_at": review.mail.received_at.to_string(),
        "from": review.mail.from_address,
        "subject": review.mail.subject,
        "question": review.question,
        "unit": review.mail.unit,
        "state": review.state,
        "opened_at": review.opened_at.to_string(),
        "outcome": review.outcome,
    })
}

/// The person and the reason that were typed.
pub(super) fn said(by: Option<&str>, why: &str) -> Result<Said, Failure> {
    Ok(Said::new(&person(by), why)?)
}

/// A unit by its key, or by a name that only it bears.
pub(super) fn known_unit(desk: &Desk, text: &str) -> Result<UnitId, LedgerError> {
    super::log::unit(text, desk.rules()).map_err(|failure| LedgerError::Refused(failure.message))
}

/// A report by its key.
pub(super) fn known_report(desk: &Desk, text: &str) -> Result<ReportId, LedgerError> {
    super::log::report(text, desk.rules()).map_err(|failure| LedgerError::Refused(failure.message))
}
