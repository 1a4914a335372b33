//! `case`: incidents (vụ việc) from the first telephone call to the day a person closes them.

mod listing;

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::civil::DateTime;

use super::correct::{described, number};
use super::desk::written;
use super::review::{person, said};
use crate::desk::case::{self, Opening};
use crate::desk::correct::moment;
use crate::desk::{Desk, named};
use crate::dossier::register::number_name;
use crate::failure::{Exit, Failure};

/// What to do with cases.
#[derive(Debug, Subcommand)]
pub enum CaseCommand {
    /// Mở vụ việc: đơn vị báo qua điện thoại, hoặc tách khỏi vụ việc khác.
    Open(Open),
    /// Liệt kê vụ việc đang mở.
    List {
        /// Cả những vụ việc đã đóng.
        #[arg(long)]
        all: bool,
        /// In dạng JSON, mỗi vụ việc một dòng.
        #[arg(long)]
        json: bool,
    },
    /// Xem một vụ việc: báo cáo, thư, ghi chú theo thời gian.
    Show {
        /// Số vụ việc.
        #[arg(value_name = "VỤ VIỆC")]
        case: i64,
    },
    /// Đưa một số tiếp nhận hoặc một thư vào vụ việc.
    Add(Add),
    /// Đưa một thư ra khỏi vụ việc (số tiếp nhận thì dùng `case open --line`).
    Remove {
        /// Số vụ việc.
        #[arg(value_name = "VỤ VIỆC")]
        case: i64,
        /// Số của thư.
        #[arg(long, value_name = "THƯ")]
        mail: i64,
        /// Lý do.
        #[arg(long, value_name = "LÝ DO", value_parser = written)]
        why: String,
        /// Người quyết định (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Ghi chú vào vụ việc.
    Note {
        /// Số vụ việc.
        #[arg(value_name = "VỤ VIỆC")]
        case: i64,
        /// Nội dung.
        #[arg(value_name = "GHI CHÚ", value_parser = written)]
        note: String,
        /// Người ghi (mặc định: người đang đăng nhập máy).
        #[arg(long, value_name = "TÊN", value_parser = written)]
        by: Option<String>,
    },
    /// Đóng vụ việc.
    Close(Settle),
    /// Mở lại vụ việc đã đóng.
    Reopen(Settle),
}

/// A new case.
#[derive(Debug, Args)]
pub struct Open {
    /// Mã đơn vị; nhiều đơn vị cách nhau dấu phẩy hoặc dấu cách.
    #[arg(long, value_name = "MÃ", num_args = 1.., value_delimiter = ',', required_unless_present = "line")]
    unit: Vec<String>,
    /// Sự việc, trong một dòng.
    #[arg(long, value_name = "SỰ VIỆC", value_parser = written)]
    title: String,
    /// Đơn vị báo qua điện thoại: vào sổ tiếp nhận một lượt.
    #[arg(long)]
    phone: bool,
    /// Lúc được báo, giờ của cơ quan, ví dụ "2020-06-18 02:30" (mặc định: bây giờ).
    #[arg(long, value_name = "LÚC")]
    received: Option<DateTime>,
    /// Mã loại báo cáo đột xuất (chỉ cần khi kế hoạch có nhiều loại).
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Tách số tiếp nhận này khỏi vụ việc đang chứa nó.
    #[arg(long, value_name = "SỐ", conflicts_with_all = ["unit", "phone", "received"])]
    line: Option<String>,
    /// Người mở (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Something that belongs to a case.
#[derive(Debug, Args)]
pub struct Add {
    /// Số vụ việc.
    #[arg(value_name = "VỤ VIỆC")]
    case: i64,
    /// Số tiếp nhận: 147/2020, hoặc 147 của năm nay.
    #[arg(value_name = "SỐ", required_unless_present = "mail")]
    number: Option<String>,
    /// Số của một thư không vào sổ.
    #[arg(long, value_name = "THƯ", conflicts_with = "number")]
    mail: Option<i64>,
    /// Lý do.
    #[arg(long, value_name = "LÝ DO", value_parser = written, default_value = "cùng một vụ việc")]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Closes or opens again.
#[derive(Debug, Args)]
pub struct Settle {
    /// Số vụ việc.
    #[arg(value_name = "VỤ VIỆC")]
    case: i64,
    /// Lý do, kết quả.
    #[arg(long, value_name = "LÝ DO", value_parser = written)]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
}

/// Runs the command.
///
/// # Errors
/// A case, unit, line or mail that does not exist, or that is not in the state that was expected.
pub fn run(command: &CaseCommand, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    match command {
        CaseCommand::Open(asked) => return open(asked, desk, out),
        CaseCommand::List { all, json } => return listing::list(desk, *all, *json, out),
        CaseCommand::Show { case } => return listing::show(desk, *case, out),
        CaseCommand::Add(asked) => return add(asked, desk, out),
        CaseCommand::Remove { case, mail, why, by } => {
            case::remove_mail(desk, *case, *mail, &said(by.as_deref(), why)?)?;
            writeln!(out, "Thư {mail} không còn trong vụ việc số {case}.")?;
        }
        CaseCommand::Note { case, note, by } => {
            case::note(desk, *case, &said(by.as_deref(), note)?)?;
            writeln!(out, "Đã ghi chú vào vụ việc số {case}.")?;
        }
        CaseCommand::Close(Settle { case, why, by }) => {
            case::close(desk, *case, &said(by.as_deref(), why)?)?;
            writeln!(out, "Đã đóng vụ việc số {case}. Có thể mở lại bằng `case reopen {case}`.")?;
        }
        CaseCommand::Reopen(Settle { case, why, by }) => {
            case::reopen(desk, *case, &said(by.as_deref(), why)?)?;
            writeln!(out, "Vụ việc số {case} lại đang mở.")?;
        }
    }
    Ok(Exit::Fine)
}

fn open(asked: &Open, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    if let Some(text) = &asked.line {
        let (number, said) = (number(text, desk)?, said(asked.by.as_deref(), &asked.title)?);
        let (case, (line, off_shelf)) = case::set_apart(desk, number, &said)?;
        writeln!(out, "Đã mở vụ việc số {case}: {}.", asked.title)?;
        let number = number_name(number);
        writeln!(out, "Số {number} chuyển vào vụ việc ấy, nay là số {}.", described(desk, &line))?;
        return off_shelf.map_or(Ok(Exit::Fine), |why| Err(Failure::outside(why)));
    }
    let rules = desk.rules();
    let opening = Opening {
        units: asked.unit.iter().map(|text| named::unit(text, rules)).collect::<Result<_, _>>()?,
        title: asked.title.clone(),
        phone: asked.phone,
        received_at: asked.received.map(|local| moment(desk, local)).transpose()?,
        report: asked.report.as_deref().map(|text| named::report(text, rules)).transpose()?,
        by: person(asked.by.as_deref()),
    };
    let case::Opened { case, lines, .. } = case::open(desk, &opening)?;
    writeln!(out, "Đã mở vụ việc số {case}: {}.", asked.title)?;
    for line in &lines {
        writeln!(out, "Đã vào sổ số {} (điện thoại).", described(desk, line))?;
    }
    Ok(Exit::Fine)
}

/// Lays a line or a mail to a case.
fn add(asked: &Add, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let (case, said) = (asked.case, said(asked.by.as_deref(), &asked.why)?);
    let Some(text) = &asked.number else {
        let mail = asked.mail.unwrap_or_default();
        case::add_mail(desk, case, mail, &said)?;
        writeln!(out, "Thư {mail} đã vào vụ việc số {case}.")?;
        return Ok(Exit::Fine);
    };
    let number = number(text, desk)?;
    let (line, off_shelf) = case::add_line(desk, case, number, &said)?;
    writeln!(out, "Số {} đã vào vụ việc số {case}, nay là số {}.", number_name(number), described(desk, &line))?;
    off_shelf.map_or(Ok(Exit::Fine), |why| Err(Failure::outside(why)))
}
