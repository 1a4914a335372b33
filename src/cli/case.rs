//! `case`: incidents (vụ việc) from the first telephone call to the day a person closes them.

mod listing;
mod moving;

use std::io::Write;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use jiff::civil::DateTime;

use super::correct::{Known, described, no};
use super::desk::written;
use super::review::{known_report, known_unit, person, refused};
use crate::calendar::Period;
use crate::decision::Relation;
use crate::desk::Desk;
use crate::failure::{Exit, Failure};
use crate::ledger::{Act, ByHand, Channel, LedgerError, NewCase, Tx};
use crate::letter::alert::{self, Event};
use crate::letter::wording;
use crate::plan::obligation::owed;
use crate::plan::{PeriodRule, ReportId};
use crate::roster::UnitId;
use crate::standing::grant;

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
        CaseCommand::Open(asked) if asked.line.is_some() => moving::set_apart(asked, desk, out),
        CaseCommand::Open(asked) => open(asked, desk, out),
        CaseCommand::List { all, json } => listing::list(desk, *all, *json, out),
        CaseCommand::Show { case } => listing::show(desk, *case, out),
        CaseCommand::Add(asked) => moving::add(asked, desk, out),
        CaseCommand::Remove { case, mail, why, by } => {
            let by = person(by.as_deref());
            desk.ledger.write(|tx| tx.take_from_case(*case, *mail, (&by, why), desk.now)).map_err(refused)?;
            writeln!(out, "Thư {mail} không còn trong vụ việc số {case}.")?;
            Ok(Exit::Fine)
        }
        CaseCommand::Note { case, note, by } => {
            let by = person(by.as_deref());
            desk.ledger.write(|tx| tx.note_case(*case, "case-note", &by, note, desk.now)).map_err(refused)?;
            writeln!(out, "Đã ghi chú vào vụ việc số {case}.")?;
            Ok(Exit::Fine)
        }
        CaseCommand::Close(Settle { case, why, by }) => {
            let by = person(by.as_deref());
            desk.ledger.write(|tx| tx.close_case(*case, &by, why, desk.now)).map_err(refused)?;
            writeln!(out, "Đã đóng vụ việc số {case}. Có thể mở lại bằng `case reopen {case}`.")?;
            Ok(Exit::Fine)
        }
        CaseCommand::Reopen(Settle { case, why, by }) => {
            let by = person(by.as_deref());
            desk.ledger.write(|tx| tx.reopen_case(*case, &by, why, desk.now)).map_err(refused)?;
            writeln!(out, "Vụ việc số {case} lại đang mở.")?;
            Ok(Exit::Fine)
        }
    }
}

fn open(asked: &Open, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let zone = &desk.rules().office.time_zone;
    let opened_at = match asked.received {
        None => desk.now,
        Some(local) => zone.to_timestamp(local).map_err(Failure::input)?,
    };
    if opened_at > desk.now {
        return Err(Failure::input("thời điểm được báo nằm trong tương lai; kiểm tra lại --received"));
    }
    let units = asked.unit.iter().map(|text| known_unit(desk, text)).collect::<Result<Vec<_>, _>>().map_err(refused)?;
    let day = Period::ad_hoc(zone.to_datetime(opened_at).date()).map_err(Failure::input)?;
    let report = report_of(asked.report.as_deref(), &units, day, desk)?;
    let by = person(asked.by.as_deref());
    let (case, numbers) = desk
        .ledger
        .write(|tx| {
            let period = tx.free_period(&units, &report, day)?;
            let (title, now) = (asked.title.as_str(), desk.now);
            let case =
                tx.open_case(&NewCase { units: &units, report: &report, period, title, opened_at, by: &by, now })?;
            let mut numbers = Vec::new();
            for unit in units.iter().filter(|_| asked.phone) {
                let act = Act { by: &by, why: title, year: zone.to_datetime(opened_at).year(), now };
                let call = by_phone(unit, &report, period, opened_at);
                let call = Known::of(tx)?.ground(desk).recorded(call, false).map_err(no)?;
                numbers.push(tx.record_by_hand(&call, act)?);
            }
            tell(tx, desk, case, &units, title, &by)?;
            Ok((case, numbers))
        })
        .map_err(refused)?;
    writeln!(out, "Đã mở vụ việc số {case}: {}.", asked.title)?;
    for number in numbers {
        writeln!(out, "Đã vào sổ số {} (điện thoại).", described(desk, number)?)?;
    }
    Ok(Exit::Fine)
}

fn by_phone(unit: &UnitId, report: &ReportId, period: Period, received_at: Timestamp) -> ByHand {
    ByHand {
        channel: Channel::Phone,
        unit: unit.clone(),
        report: report.clone(),
        period,
        relation: Relation::First,
        received_at,
        timeliness: None,
        document_number: None,
        files: Vec::new(),
    }
}

/// Staff and the leaders on duty are told at once: the one who took the call may be alone in the office.
fn tell(tx: &mut Tx<'_>, desk: &Desk, case: i64, units: &[UnitId], title: &str, by: &str) -> Result<(), LedgerError> {
    let rules = desk.rules();
    let templates = desk.templates().map_err(|failure| LedgerError::Refused(failure.to_string()))?;
    let names = units.iter().map(|unit| grant::name(rules, unit)).collect::<Vec<_>>().join("; ");
    let at = wording::short_moment(&desk.now.to_zoned(rules.office.time_zone.clone()));
    let event = Event {
        key: format!("case:{case}"),
        title: format!("vụ việc đột xuất: {}", wording::foreign(title, 80)),
        paragraphs: vec![
            format!("{by} mở vụ việc số {case} lúc {at}: “{}”. Đơn vị: {names}.", wording::foreign(title, 200)),
            "Đề nghị báo cáo lãnh đạo, giữ liên lạc với đơn vị và đôn đốc văn bản báo cáo.".to_owned(),
        ],
    };
    for letter in alert::to_staff_and_duty(&event, rules, templates, desk.now, &mut Vec::new()) {
        tx.queue(&letter, None, desk.now)?;
    }
    Ok(())
}

/// The kind of report in which incidents of these units are reported.
fn report_of(named: Option<&str>, units: &[UnitId], day: Period, desk: &Desk) -> Result<ReportId, Failure> {
    let rules = desk.rules();
    if let Some(text) = named {
        return known_report(desk, text).map_err(refused);
    }
    let all = rules.plans.reports().map(|(_, report)| report);
    let owed_by_all = all.filter(|report| report.periods == PeriodRule::AdHoc).filter(|report| {
        let owes =
            |unit: &UnitId| rules.roster.unit(unit).is_some_and(|unit| owed(rules, unit, &report.id, day).is_some());
        units.iter().all(owes)
    });
    match owed_by_all.collect::<Vec<_>>().as_slice() {
        [only] => Ok(only.id.clone()),
        [] => Err(Failure::input(
            "không kế hoạch nào yêu cầu đơn vị này báo cáo đột xuất; thêm [[report]] period = \"adhoc\" vào kế hoạch",
        )),
        several => {
            let names = several.iter().map(|report| report.id.as_str()).collect::<Vec<_>>().join(", ");
            Err(Failure::input(format!("có nhiều loại báo cáo đột xuất; cho biết --report: {names}")))
        }
    }
}
