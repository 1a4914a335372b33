//! `learned`: what staff have taught the program; listed, written down by hand, taken back.

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use serde_json::json;

use super::desk::written;
use super::review::{lesson, said};
use crate::decision::lesson::contradicted;
use crate::desk::{Desk, learned, named};
use crate::dossier::register::number_name;
use crate::evidence::lesson::{Lesson, Taught};
use crate::failure::{Exit, Failure};
use crate::ledger::LessonRow;
use crate::spelling;

/// What to do with lessons.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct Learned {
    /// Cả những điều đã bỏ.
    #[arg(long)]
    all: bool,
    /// In dạng JSON, mỗi điều một dòng.
    #[arg(long)]
    pub json: bool,
    /// Việc cần làm; không ghi thì liệt kê.
    #[command(subcommand)]
    command: Option<LearnedCommand>,
}

#[derive(Debug, Subcommand)]
enum LearnedCommand {
    /// Ghi nhớ một điều.
    #[command(subcommand)]
    Add(Add),
    /// Bỏ ghi nhớ: từ nay không còn tác dụng, việc đã quyết định giữ nguyên.
    Revoke {
        /// Số của ghi nhớ.
        #[arg(value_name = "SỐ", required = true)]
        ids: Vec<i64>,
        /// Lý do.
        #[arg(long, alias = "reason", value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
}

#[derive(Debug, Subcommand)]
enum Add {
    /// Địa chỉ này viết thay cho đơn vị.
    Address {
        /// Địa chỉ.
        #[arg(value_name = "ĐỊA CHỈ", value_parser = written)]
        address: String,
        /// Mã đơn vị.
        #[arg(long, value_name = "MÃ")]
        unit: String,
        #[command(flatten)]
        said: Said,
    },
    /// Đơn vị tự ghi tên mình như thế này.
    Alias {
        /// Tên, đúng như đơn vị ghi.
        #[arg(value_name = "TÊN", value_parser = written)]
        words: String,
        /// Mã đơn vị.
        #[arg(long, value_name = "MÃ")]
        unit: String,
        #[command(flatten)]
        said: Said,
    },
    /// Thư của địa chỉ này không phải báo cáo.
    Ignore {
        /// Địa chỉ.
        #[arg(value_name = "ĐỊA CHỈ", value_parser = written)]
        address: String,
        #[command(flatten)]
        said: Said,
    },
}

/// Who says so, why, and from which mail it is known.
#[derive(Debug, Args)]
struct Said {
    /// Thư mà từ đó biết điều này.
    #[arg(long, value_name = "THƯ")]
    mail: Option<i64>,
    /// Lý do.
    #[arg(long, alias = "reason", value_name = "LÝ DO", value_parser = written, default_value = "cán bộ xác nhận")]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A lesson, unit or mail that does not exist, and what must not be taught.
pub fn run(asked: &Learned, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match &asked.command {
        None => list(asked.all, asked.json, desk, out),
        Some(LearnedCommand::Add(what)) => add(what, desk, out),
        Some(LearnedCommand::Revoke { ids, why, by }) => {
            for row in learned::revoke(desk, ids, &said(by.as_deref(), why)?)? {
                writeln!(out, "Đã bỏ ghi nhớ số {}: {}.", row.lesson.id, words(&row.lesson.taught, desk))?;
            }
            Ok(Exit::Fine)
        }
    }
}

fn add(what: &Add, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let unit = |text: &str| named::unit(text, desk.rules());
    let (taught, from) = match what {
        Add::Address { address, unit: of, said } => {
            (Taught::Address { address: address.to_lowercase(), unit: unit(of)? }, said)
        }
        Add::Alias { words, unit: of, said } => {
            let words = spelling::nfc(words).split_whitespace().collect::<Vec<_>>().join(" ");
            (Taught::Alias { words, unit: unit(of)? }, said)
        }
        Add::Ignore { address, said } => (Taught::Ignore { address: address.to_lowercase() }, said),
    };
    match learned::add(desk, &taught, from.mail, &said(from.by.as_deref(), &from.why)?)? {
        Some(id) => writeln!(out, "Đã ghi nhớ số {id}: {}.", words(&taught, desk))?,
        None => writeln!(out, "Điều này đã được ghi nhớ từ trước.")?,
    }
    Ok(Exit::Fine)
}

/// A lesson and what speaks against it by now.
struct Listed {
    row: LessonRow,
    against: Option<String>,
}

fn listed(all: bool, desk: &Desk) -> Result<Vec<Listed>, Failure> {
    let read = desk.ledger.read(|snapshot| Ok((snapshot.lessons(all)?, snapshot.against_lessons()?)));
    let (rows, mut lines) = read.map_err(Failure::from_ledger)?;
    let in_force = |row: &&LessonRow| row.revoked.is_none();
    let known: Vec<Lesson> = rows.iter().filter(in_force).map(|row| row.lesson.clone()).collect();
    let today = desk.rules().office.time_zone.to_datetime(desk.now).date();
    let with = |row: LessonRow| {
        let lines = lines.remove(&row.lesson.id).unwrap_or_default();
        let lines: Vec<_> = lines.into_iter().map(|(unit, number)| (unit, number_name(number))).collect();
        let force = Some(&row).filter(in_force);
        let against = force.and_then(|row| contradicted(&row.lesson, &lines, &known, desk.rules(), today));
        Listed { row, against }
    };
    Ok(rows.into_iter().map(with).collect())
}

fn list(all: bool, as_json: bool, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let lessons = listed(all, desk)?;
    if as_json {
        for listed in &lessons {
            writeln!(out, "{}", object(listed))?;
        }
        return Ok(Exit::Fine);
    }
    if lessons.is_empty() {
        writeln!(out, "Chưa ghi nhớ điều gì.")?;
        return Ok(Exit::Fine);
    }
    let day = |at: Timestamp| desk.rules().office.time_zone.to_datetime(at).strftime("%-d/%-m/%Y").to_string();
    for Listed { row, against } in &lessons {
        let Lesson { id, taught, mail, at, by, since } = &row.lesson;
        writeln!(out, "{id:>5}  {}", words(taught, desk))?;
        let from = mail.map(|mail| format!(", từ thư {mail}")).unwrap_or_default();
        let since = since.map(|day| format!(", tính từ thư ngày {}", day.strftime("%-d/%-m/%Y"))).unwrap_or_default();
        let why = if row.why.is_empty() { String::new() } else { format!(": {}", row.why) };
        writeln!(out, "       {by} ghi nhớ ngày {}{from}{since}{why}", day(*at))?;
        if let Some(revoked) = &row.revoked {
            let why = revoked.why.as_ref().map(|why| format!(": {why}")).unwrap_or_default();
            writeln!(out, "       Đã bỏ ngày {}, {}{why}", day(revoked.at), revoked.by)?;
        }
        if let Some(against) = against {
            writeln!(out, "       Cần xem lại: {against}")?;
        }
    }
    writeln!(out, "\n{} điều. Bỏ một điều: tiepnhan learned revoke SỐ --why \"…\"", lessons.len())?;
    Ok(Exit::Fine)
}

fn object(Listed { row, against }: &Listed) -> serde_json::Value {
    let LessonRow { lesson, why, revoked } = row;
    let mut object = lesson::taught(&lesson.taught);
    let revoked = revoked.as_ref().map(|gone| json!({"at": gone.at.to_string(), "by": gone.by, "why": gone.why}));
    let more = json!({
        "id": lesson.id,
        "since": lesson.since.map(|day| day.to_string()),
        "mail": lesson.mail,
        "at": lesson.at.to_string(),
        "by": lesson.by,
        "why": why,
        "revoked": revoked,
        "contradicted": against,
    });
    if let (serde_json::Value::Object(fields), serde_json::Value::Object(more)) = (&mut object, more) {
        fields.extend(more);
    }
    object
}

/// What a lesson says, in one line.
fn words(taught: &Taught, desk: &Desk) -> String {
    let name = |unit| desk.rules().roster.unit(unit).map_or_else(|| unit.to_string(), |unit| unit.name.clone());
    match taught {
        Taught::Address { address, unit } => format!("Địa chỉ {address} viết thay cho {}", name(unit)),
        Taught::Alias { words, unit } => format!("“{words}” là cách ghi tên của {}", name(unit)),
        Taught::Ignore { address } => format!("Thư của địa chỉ {address} không phải báo cáo"),
    }
}
