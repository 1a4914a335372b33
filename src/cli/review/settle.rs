//! A mail that waits, settled by a person: entered in the register, or laid aside; and what is learned from it.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::lesson::{self, Pick, Taken};
use super::{known_report, known_unit, person, refused};
use crate::calendar::{Period, period};
use crate::cli::desk::{Desk, written};
use crate::decision::{Entry, Relation};
use crate::dossier::register::number_name;
use crate::failure::{Exit, Failure};
use crate::judgment;
use crate::ledger::{LedgerError, Number, Settlement};
use crate::standing::grant::{self, Whose};

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
    let (numbers, taken) = enter(desk, asked)?;
    desk.lay_on_shelf(&numbers)?;
    if asked.learning.json {
        let numbers: Vec<String> = numbers.iter().map(|number| number_name(*number)).collect();
        writeln!(out, "{}", json!({"mail": asked.mail, "numbers": numbers, "lessons": lesson::json(&taken)}))?;
        return Ok(Exit::Fine);
    }
    for number in &numbers {
        let line = desk.ledger.read(|snapshot| snapshot.line(*number)).map_err(Failure::outside)?;
        let unit = grant::name(desk.rules(), &line.unit);
        writeln!(out, "Đã vào sổ số {:04}/{}: {unit}, {}.", number.1, number.0, period::name(line.period))?;
    }
    lesson::tell(&taken, asked.mail, asked.learning.learn.is_some(), out)
}

/// One transaction: the lines, what is learned, the receipt for the sender.
fn enter(desk: &Desk, asked: &Assign) -> Result<(Vec<Number>, Vec<Taken>), Failure> {
    let rules = desk.rules();
    let templates = desk.templates()?;
    let message = desk.reread(asked.mail)?.message;
    let by = person(asked.by.as_deref());
    let year = rules.office.time_zone.to_datetime(message.received_at).year();
    let work = |tx: &mut crate::ledger::Tx<'_>| {
        let review = tx.review(asked.mail)?;
        let facts = tx.facts(&message, year, desk.now)?;
        let mut entry = entry(desk, asked, &tx.decision(asked.mail)?.entries, message.attachments.len())?;
        let whose = Whose::Units(vec![entry.unit.clone()]);
        let owed = grant::meant(rules, &whose, &entry.report, entry.period);
        owed.map_err(|refusal| LedgerError::Refused(refusal.to_string()))?;
        let earlier = facts.register.receipts.contains_key(&(entry.unit.clone(), entry.report.clone(), entry.period));
        entry.relation = match (earlier, asked.supplement) {
            (true, true) => Relation::Supplement,
            (true, false) if entry.period.is_ad_hoc() => Relation::Supplement,
            (true, false) => Relation::Replacement,
            (false, _) => Relation::First,
        };
        let entries = [entry];
        let times = review.times.saturating_add(1);
        let letters = judgment::settle(&message, &entries, times, &facts, rules, &templates, desk.now);
        let timeliness = |entry: &Entry| judgment::timeliness(entry, message.received_at, &facts, rules);
        let (mail, why, now) = (asked.mail, asked.why.as_str(), desk.now);
        let settlement = Settlement { mail, entries: &entries, timeliness: &timeliness, year, by: &by, why, now };
        let numbers = tx.assign(&settlement)?;
        let units = entries.iter().map(|entry| (entry.unit.clone(), entry.attachments.clone())).collect::<Vec<_>>();
        let offers = lesson::offers(tx, desk, &review, &message, &units)?;
        let taken = lesson::take(tx, desk, &review, offers, asked.learning.learn.as_ref(), (&by, why))?;
        if !asked.silent {
            letters.iter().try_for_each(|letter| tx.queue(letter, Some(asked.mail), desk.now).map(drop))?;
        }
        Ok((numbers, taken))
    };
    desk.ledger.write(work).map_err(refused)
}

/// Lays a mail aside.
///
/// # Errors
/// A mail that does not wait, an offer that is none.
pub(super) fn dismiss(desk: &Desk, asked: &Dismiss, out: &mut dyn Write) -> Result<Exit, Failure> {
    let Dismiss { mail, learning, why, by } = asked;
    let by = person(by.as_deref());
    let message = desk.reread(*mail)?.message;
    let taken = desk
        .ledger
        .write(|tx| {
            let review = tx.review(*mail)?;
            tx.dismiss(*mail, &by, why, desk.now)?;
            let offers = lesson::offers(tx, desk, &review, &message, &[])?;
            lesson::take(tx, desk, &review, offers, learning.learn.as_ref(), (&by, why))
        })
        .map_err(refused)?;
    if learning.json {
        writeln!(out, "{}", json!({"mail": mail, "numbers": [], "lessons": lesson::json(&taken)}))?;
        return Ok(Exit::Fine);
    }
    writeln!(out, "Thư {mail}: không phải báo cáo. Có thể mở lại bằng `review reopen {mail}`.")?;
    lesson::tell(&taken, *mail, learning.learn.is_some(), out)
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
        (Some(period), _) => {
            period.parse::<Period>().map_err(|error| LedgerError::Refused(format!("--period: {error}")))?
        }
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
