//! `review`: what waits for a person, and how a person settles it.

use std::io::Write;

use clap::{Args, Subcommand};
use serde_json::json;

use super::desk::{Desk, written};
use crate::calendar::{Period, period};
use crate::decision::explain;
use crate::decision::{Entry, Relation};
use crate::failure::{Exit, Failure};
use crate::judgment;
use crate::ledger::{LedgerError, Number, Review, Settlement};
use crate::letter::wording::foreign;
use crate::plan::ReportId;
use crate::roster::UnitId;
use crate::standing::grant::{self, Whose};

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
    /// Xem một thư: vì sao phải hỏi, có những tệp nào, đoán là gì.
    Show {
        /// Số của thư trong `review list`.
        #[arg(value_name = "THƯ")]
        mail: i64,
    },
    /// Ghi thư vào sổ theo quyết định của người.
    Assign(Assign),
    /// Thư không phải báo cáo: cho ra khỏi danh sách chờ.
    Dismiss {
        /// Số của thư trong `review list`.
        #[arg(value_name = "THƯ")]
        mail: i64,
        /// Lý do.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
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
    /// Từ nay thư của địa chỉ này là của đơn vị này.
    #[arg(long)]
    learn: bool,
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

/// Runs the command.
///
/// # Errors
/// A mail that does not wait, a unit, report or period that does not exist.
pub fn run(command: &ReviewCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        ReviewCommand::List { all, json } => list(desk, *all, *json, out),
        ReviewCommand::Show { mail } => show(desk, *mail, out),
        ReviewCommand::Assign(asked) => assign(desk, asked, out),
        ReviewCommand::Dismiss { mail, why, by } => {
            desk.ledger.write(|tx| tx.dismiss(*mail, &person(by.as_deref()), why, desk.now)).map_err(refused)?;
            writeln!(out, "Thư {mail}: không phải báo cáo. Có thể mở lại bằng `review reopen {mail}`.")?;
            Ok(Exit::Fine)
        }
        ReviewCommand::Reopen { mail, why, by } => {
            desk.ledger.write(|tx| tx.reopen(*mail, &person(by.as_deref()), why, desk.now)).map_err(refused)?;
            writeln!(out, "Thư {mail} đã trở lại danh sách chờ kiểm tra.")?;
            Ok(Exit::Fine)
        }
    }
}

/// Who decides, when nobody is named: whoever is logged in.
pub(super) fn person(named: Option<&str>) -> String {
    let logged_in =
        || std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_else(|_| "không rõ".to_owned());
    named.map_or_else(logged_in, str::to_owned)
}

/// A refusal of the ledger is the person's matter; anything else is the outside's.
pub(super) fn refused(error: LedgerError) -> Failure {
    match error {
        LedgerError::Refused(_) | LedgerError::Missing(_) => Failure::input(error),
        other => Failure::outside(other),
    }
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

fn show(desk: &Desk, mail: i64, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (review, decision, attachments) = desk
        .ledger
        .read(|snapshot| Ok((snapshot.review(mail)?, snapshot.decision(mail)?, snapshot.attachments(mail)?)))
        .map_err(refused)?;
    let rules = desk.rules();
    let received = rules.office.time_zone.to_datetime(review.mail.received_at).strftime("%H:%M ngày %-d/%-m/%Y");
    writeln!(out, "Thư {mail}, nhận lúc {received}")?;
    writeln!(out, "Người gửi: {} <{}>", foreign(&review.mail.from_name, 80), foreign(&review.mail.from_address, 120))?;
    writeln!(out, "Tiêu đề:   {}", foreign(&review.mail.subject, 300))?;
    for (place, attachment) in (1..).zip(&attachments) {
        writeln!(out, "Tệp {place}:     {} ({} byte)", foreign(&attachment.file.name, 120), attachment.file.size)?;
    }
    writeln!(out, "\nCần quyết định: {}", explain::question(review.question))?;
    for reason in &decision.reasons {
        writeln!(out, "- {reason}")?;
    }
    for entry in &decision.entries {
        let unit = rules.roster.unit(&entry.unit).map_or(entry.unit.as_str(), |unit| &unit.name);
        writeln!(out, "Phỏng đoán: {unit}; {} ({}), {}", entry.report, entry.period, period::name(entry.period))?;
    }
    let path = desk.archive.path(&review.mail.sha256);
    writeln!(out, "\nThư gốc: {}", path.display())?;
    writeln!(out, "Vào sổ:  tiepnhan review assign {mail} --unit MÃ --report MÃ --period KỲ")?;
    writeln!(out, "Bỏ qua:  tiepnhan review dismiss {mail} --why \"…\"")?;
    Ok(Exit::Fine)
}

fn assign(desk: &Desk, asked: &Assign, out: &mut dyn Write) -> Result<Exit, Failure> {
    let rules = desk.rules();
    let templates = desk.templates()?;
    let message = desk.reread(asked.mail)?.message;
    let by = person(asked.by.as_deref());
    let year = rules.office.time_zone.to_datetime(message.received_at).year();
    let numbers: Vec<Number> = desk
        .ledger
        .write(|tx| {
            let review = tx.review(asked.mail)?;
            let facts = tx.facts(&message, year, desk.now)?;
            let mut entry = entry(desk, asked, &tx.decision(asked.mail)?.entries, message.attachments.len())?;
            let whose = Whose::Units(vec![entry.unit.clone()]);
            let owed = grant::meant(rules, &whose, &entry.report, entry.period);
            owed.map_err(|refusal| LedgerError::Refused(refusal.to_string()))?;
            let earlier =
                facts.register.receipts.contains_key(&(entry.unit.clone(), entry.report.clone(), entry.period));
            entry.relation = match (earlier, asked.supplement) {
                (true, true) => Relation::Supplement,
                (true, false) if entry.period.is_ad_hoc() => Relation::Supplement,
                (true, false) => Relation::Replacement,
                (false, _) => Relation::First,
            };
            let entries = [entry];
            let letters = judgment::settle(
                &message,
                &entries,
                review.times.saturating_add(1),
                &facts,
                rules,
                &templates,
                desk.now,
            );
            let timeliness = |entry: &Entry| judgment::timeliness(entry, message.received_at, &facts, rules);
            let (mail, why, now) = (asked.mail, asked.why.as_str(), desk.now);
            let settlement = Settlement { mail, entries: &entries, timeliness: &timeliness, year, by: &by, why, now };
            let numbers = tx.assign(&settlement)?;
            if asked.learn
                && let (Some(from), Some(entry)) = (&message.from, entries.first())
            {
                tx.learn(&from.address, &entry.unit, &by, desk.now)?;
            }
            if !asked.silent {
                letters.iter().try_for_each(|letter| tx.queue(letter, Some(asked.mail), desk.now).map(drop))?;
            }
            Ok(numbers)
        })
        .map_err(refused)?;
    desk.lay_on_shelf(&numbers)?;
    for number in &numbers {
        let line = desk.ledger.read(|snapshot| snapshot.line(*number)).map_err(Failure::outside)?;
        let unit = rules.roster.unit(&line.unit).map_or(line.unit.as_str(), |unit| &unit.name);
        writeln!(out, "Đã vào sổ số {:04}/{}: {unit}, {}.", number.1, number.0, period::name(line.period))?;
    }
    Ok(Exit::Fine)
}

/// What the person said, completed by the guess; every part must exist.
fn entry(desk: &Desk, asked: &Assign, guess: &[Entry], files: usize) -> Result<Entry, LedgerError> {
    let guess = guess.first();
    let unit = match (&asked.unit, guess) {
        (Some(unit), _) => known_unit(desk, unit)?,
        (None, Some(guess)) => guess.unit.clone(),
        (None, None) => return Err(LedgerError::Refused("cần cho biết đơn vị: --unit MÃ".into())),
    };
    let report = match (&asked.report, guess) {
        (Some(report), _) => known_report(desk, report)?,
        (None, Some(guess)) => guess.report.clone(),
        (None, None) => return Err(LedgerError::Refused("cần cho biết loại báo cáo: --report MÃ".into())),
    };
    let period = match (&asked.period, guess) {
        (Some(period), _) => period.parse::<Period>().map_err(|error| LedgerError::Refused(error.to_string()))?,
        (None, Some(guess)) => guess.period,
        (None, None) => return Err(LedgerError::Refused("cần cho biết kỳ báo cáo: --period KỲ".into())),
    };
    let attachments = if !asked.files.is_empty() {
        asked.files.iter().map(|place| place.saturating_sub(1)).collect()
    } else {
        guess
            .filter(|guess| !guess.attachments.is_empty())
            .map_or_else(|| (0..files).collect(), |guess| guess.attachments.clone())
    };
    let document_number = guess.and_then(|guess| guess.document_number.clone());
    Ok(Entry { unit, report, period, attachments, relation: Relation::First, document_number })
}

/// A unit by its key, or by a name that only it bears.
pub(super) fn known_unit(desk: &Desk, text: &str) -> Result<UnitId, LedgerError> {
    super::log::unit(text, desk.rules()).map_err(|failure| LedgerError::Refused(failure.message))
}

/// A report by its key.
pub(super) fn known_report(desk: &Desk, text: &str) -> Result<ReportId, LedgerError> {
    super::log::report(text, desk.rules()).map_err(|failure| LedgerError::Refused(failure.message))
}
