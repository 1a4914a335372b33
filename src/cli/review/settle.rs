//! A mail that waits, settled by a person: entered in the register, or laid aside; and what is learned from it.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::{lesson, said};
use crate::calendar::Period;
use crate::calendar::period::{self, BadPeriod};
use crate::cli::desk::written;
use crate::desk::settle::{self, Assignment, Dismissal, EntryAsked};
use crate::desk::{Desk, Field, Pick, Refusal, named};
use crate::dossier::register::number_name;
use crate::failure::{Exit, Failure};
use crate::standing::grant;

/// A person's decision about a mail. What is not said is taken from the program's guess.
#[derive(Debug, Args)]
pub struct Assign {
    /// Số của thư trong `review list`.
    #[arg(value_name = "THƯ")]
    mail: i64,
    /// Mã đơn vị (mặc định: đơn vị chương trình đoán).
    #[arg(long, value_name = "MÃ")]
    unit: Option<String>,
    /// Mã loại báo cáo (mặc định: loại chương trình đoán).
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Kỳ báo cáo, ví dụ 2020-06, 2020-Q1, 2020-H1, 2020.
    #[arg(long, value_name = "KỲ")]
    period: Option<String>,
    /// Số thứ tự các tệp của báo cáo, từ 1, cách nhau dấu phẩy (mặc định: theo chương trình, hoặc tất cả).
    #[arg(long, value_name = "SỐ", value_delimiter = ',')]
    files: Vec<usize>,
    /// Bản bổ sung cho báo cáo đã nhận, không phải bản thay thế.
    #[arg(long)]
    supplement: bool,
    #[command(flatten)]
    learning: Learning,
    /// Không gửi thư xác nhận cho người gửi.
    #[arg(long)]
    silent: bool,
    /// Lý do.
    #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cán bộ xác nhận")]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// A mail that is no report.
#[derive(Debug, Args)]
pub struct Dismiss {
    /// Số của thư trong `review list`.
    #[arg(value_name = "THƯ")]
    mail: i64,
    #[command(flatten)]
    learning: Learning,
    /// Lý do.
    #[arg(long, value_name = "LÝ DO", value_parser = written)]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// What to learn, and how to tell it.
#[derive(Debug, Args)]
struct Learning {
    /// Ghi nhớ cho những thư sau: mọi điều `review show` nêu, hoặc những số này (1,3); không ghi thì không ghi nhớ gì.
    #[arg(long, value_name = "SỐ", num_args = 0..=1, default_missing_value = "*", value_parser = lesson::pick)]
    learn: Option<Pick>,
    /// In dạng JSON.
    #[arg(long)]
    json: bool,
}

/// Enters a mail.
///
/// # Errors
/// A mail that does not wait, a unit, report or period that does not exist or that nobody owes, an offer that is none.
pub(super) fn assign(desk: &Desk, asked: &Assign, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = desk.rules();
    let entry = EntryAsked {
        unit: asked.unit.as_deref().map(|text| named::unit(text, rules)).transpose()?,
        report: asked.report.as_deref().map(|text| named::report(text, rules)).transpose()?,
        period: asked.period.as_deref().map(period_of).transpose()?,
        files: asked.files.iter().map(|place| place.saturating_sub(1)).collect(),
        supplement: asked.supplement,
    };
    let assignment = Assignment {
        mail: asked.mail,
        seen: None,
        entries: vec![entry],
        learn: asked.learning.learn.clone().unwrap_or_default(),
        silent: asked.silent,
        said: said(asked.by.as_deref(), &asked.why)?,
    };
    let done = settle::assign(desk, &assignment).map_err(|refusal| see_offers(refusal, asked.mail))?;
    if asked.learning.json {
        let numbers: Vec<String> = done.lines.iter().map(|line| number_name(line.number)).collect();
        writeln!(out, "{}", json!({"mail": asked.mail, "numbers": numbers, "lessons": lesson::json(&done.taken)}))?;
    } else {
        for line in &done.lines {
            let (number, unit) = (line.number, grant::name(rules, &line.unit));
            writeln!(out, "Đã vào sổ số {:04}/{}: {unit}, {}.", number.1, number.0, period::name(line.period))?;
        }
        lesson::tell(&done.taken, asked.mail, asked.learning.learn.is_some(), out)?;
    }
    done.off_shelf.map_or(Ok(Exit::Fine), |why| Err(Failure::outside(why)))
}

fn period_of(text: &str) -> Result<Period, Refusal> {
    text.parse().map_err(|error: BadPeriod| Refusal::Wrong(Field::Period, error.to_string()))
}

/// Where the offers are listed that can be taken.
fn see_offers(refusal: Refusal, mail: i64) -> Failure {
    match refusal {
        Refusal::Wrong(Field::Learn, why) => Failure::input(format!("{why}, xem `review show {mail}`")),
        other => other.into(),
    }
}

/// Lays a mail aside.
///
/// # Errors
/// A mail that does not wait, an offer that is none.
pub(super) fn dismiss(desk: &Desk, asked: &Dismiss, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Dismiss { mail, learning, why, by } = asked;
    let said = said(by.as_deref(), why)?;
    let dismissal = Dismissal { mail: *mail, seen: None, learn: learning.learn.clone().unwrap_or_default(), said };
    let taken = settle::dismiss(desk, &dismissal).map_err(|refusal| see_offers(refusal, *mail))?;
    if learning.json {
        writeln!(out, "{}", json!({"mail": mail, "numbers": [], "lessons": lesson::json(&taken)}))?;
        return Ok(Exit::Fine);
    }
    writeln!(out, "Thư {mail}: không phải báo cáo. Có thể mở lại bằng `review reopen {mail}`.")?;
    lesson::tell(&taken, *mail, learning.learn.is_some(), out)
}
