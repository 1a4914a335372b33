//! `extend`, `excuse`, `lift`, `grants`: what an office grants its units, and takes back.

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::desk::written;
use super::log;
use super::review::said;
use crate::desk::grant::{Done, Told, Wish};
use crate::desk::{self, Desk, named};
use crate::failure::{Exit, Failure};
use crate::ledger::{Granted, Lifted};
use crate::letter::wording;
use crate::roster::{Unit, UnitId};
use crate::standing::Exception;
use crate::standing::grant::{self, Whose};

/// Which obligations.
#[derive(Debug, Args)]
pub struct Which {
    /// Mã đơn vị; nhiều đơn vị cách nhau dấu phẩy hoặc dấu cách.
    #[arg(long, value_name = "MÃ", num_args = 1.., value_delimiter = ',', required_unless_present = "group")]
    unit: Vec<String>,
    /// Cả nhóm đơn vị này, những đơn vị phải gửi báo cáo ấy.
    #[arg(long, value_name = "MÃ", conflicts_with = "unit")]
    group: Option<String>,
    /// Mã loại báo cáo.
    #[arg(long, value_name = "MÃ")]
    report: String,
    /// Kỳ báo cáo: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    period: String,
    /// Lý do; vào nhật ký.
    #[arg(long, value_name = "LÝ DO", value_parser = written)]
    why: String,
    /// Người quyết định (mặc định: người đang đăng nhập máy).
    #[arg(long, value_name = "TÊN", value_parser = written)]
    by: Option<String>,
    /// Căn cứ, ghi trong thư báo đơn vị, ví dụ "đề nghị của đơn vị tại Công văn số 15-CV/HKH".
    #[arg(long, value_name = "VĂN BẢN", value_parser = written)]
    basis: Option<String>,
    /// Không gửi thư báo đơn vị (đã báo bằng cách khác).
    #[arg(long, conflicts_with = "basis")]
    quiet: bool,
}

/// More time.
#[derive(Debug, Args)]
pub struct Extend {
    #[command(flatten)]
    which: Which,
    /// Đến hết ngày này (2020-06-23 hoặc 23/6/2020).
    #[arg(long, value_name = "NGÀY")]
    until: String,
}

/// Which grants to list.
#[derive(Debug, Args)]
pub struct Grants {
    /// In dạng JSON, mỗi quyết định một dòng.
    #[arg(long)]
    json: bool,
}

impl Which {
    fn wish(&self, desk: &Desk) -> Result<Wish, Failure> {
        let rules = desk.rules();
        let units = || self.unit.iter().map(|text| named::unit(text, rules)).collect::<Result<_, _>>();
        let whose = match &self.group {
            Some(text) => Whose::Group(named::group(text, rules)?),
            None => Whose::Units(units()?),
        };
        Ok(Wish {
            whose,
            report: named::report(&self.report, rules)?,
            period: named::period(&self.period)?,
            basis: self.basis.clone(),
            quiet: self.quiet,
            seen: None,
            said: said(self.by.as_deref(), &self.why)?,
        })
    }
}

/// Gives more time.
///
/// # Errors
/// A unit, group, report, period or day that does not exist, a unit that does not owe the report, a day that changes
/// nothing.
pub fn extend(asked: &Extend, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let until = log::day("--until", &asked.until)?;
    grant(&asked.which, Exception::Extended(until), desk, out)
}

/// Excuses units from a report.
///
/// # Errors
/// As [`extend`].
pub fn excuse(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    grant(asked, Exception::Excused, desk, out)
}

fn grant(asked: &Which, exception: Exception, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let wish = asked.wish(desk)?;
    let done = desk::grant::grant(desk, &wish, exception)?;
    for why in &done.left {
        writeln!(out, "Bỏ qua: {why}.")?;
    }
    let words = wording::upper_first(&grant::words(exception));
    let title = grant::title(desk.rules(), &wish.report, wish.period);
    writeln!(out, "{words}: {title}; {}.", names(&done, desk))?;
    told(&done.told, desk, out)
}

/// Takes back what was granted.
///
/// # Errors
/// Nothing of the kind is in force.
pub fn lift(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let wish = asked.wish(desk)?;
    let done = desk::grant::lift(desk, &wish)?;
    let title = grant::title(desk.rules(), &wish.report, wish.period);
    writeln!(out, "Đã bỏ miễn, gia hạn: {title}; {}.", names(&done, desk))?;
    told(&done.told, desk, out)
}

fn names(done: &Done, desk: &Desk) -> String {
    done.units.iter().map(|unit| grant::name(desk.rules(), unit)).collect::<Vec<_>>().join("; ")
}

/// Says who is told, and whom to call.
fn told(told: &Told, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let units = |ids: &[UnitId], line: &dyn Fn(&Unit) -> String| {
        let known = ids.iter().filter_map(|id| desk.rules().roster.unit(id));
        known.map(line).collect::<Vec<_>>().join("; ")
    };
    for fault in &told.faults {
        writeln!(out, "Mẫu thư có lỗi, đã dùng mẫu có sẵn: {fault}")?;
    }
    if !told.letters.is_empty() {
        writeln!(out, "Thư báo đã xếp vào hàng chờ gửi: {:02} đơn vị.", told.letters.len())?;
    }
    if !told.taken_back.is_empty() {
        writeln!(out, "Thư báo chưa gửi, đã rút: {}.", units(&told.taken_back, &|unit| unit.name.clone()))?;
    }
    if !told.unreached.is_empty() {
        let with_number = |unit: &Unit| match &unit.phone {
            Some(phone) => format!("{} (điện thoại {phone})", unit.name),
            None => unit.name.clone(),
        };
        writeln!(out, "Chưa báo được bằng thư, cần gọi điện: {}.", units(&told.unreached, &with_number))?;
    }
    Ok(Exit::Fine)
}

/// Lists what is in force, and what was.
///
/// # Errors
/// A ledger that cannot be read.
pub fn list(asked: &Grants, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let all = desk.ledger.read(|snapshot| snapshot.ever_granted()).map_err(Failure::from_ledger)?;
    if asked.json {
        for (granted, lifted) in &all {
            writeln!(out, "{}", row(granted, lifted.as_ref()))?;
        }
        return Ok(Exit::Fine);
    }
    let (force, past): (Vec<_>, Vec<_>) = all.iter().partition(|(_, lifted)| lifted.is_none());
    if force.is_empty() {
        writeln!(out, "Không có gia hạn hay miễn nào đang áp dụng.")?;
    } else {
        writeln!(out, "Đang áp dụng ({}):", force.len())?;
    }
    force.iter().try_for_each(|(granted, lifted)| write_one(granted, lifted.as_ref(), desk, out))?;
    if !past.is_empty() {
        writeln!(out, "\nĐã bỏ hoặc đã thay ({}):", past.len())?;
    }
    past.iter().try_for_each(|(granted, lifted)| write_one(granted, lifted.as_ref(), desk, out))?;
    Ok(Exit::Fine)
}

fn write_one(granted: &Granted, lifted: Option<&Lifted>, desk: &Desk, out: &mut dyn Write) -> Result<(), Failure> {
    let rules = desk.rules();
    let day = |at| wording::date(rules.office.time_zone.to_datetime(at).date());
    writeln!(out, "- {}: {}", grant::name(rules, &granted.unit), grant::words(granted.exception))?;
    writeln!(out, "  {}", grant::title(rules, &granted.report, granted.period))?;
    writeln!(out, "  {}, ngày {}: {}", granted.by, day(granted.at), granted.why)?;
    if let Some(Lifted { at, by, why }) = lifted {
        writeln!(out, "  bỏ: {by}, ngày {}: {}", day(*at), why.as_deref().unwrap_or("không ghi lý do"))?;
    }
    Ok(())
}

fn row(granted: &Granted, lifted: Option<&Lifted>) -> serde_json::Value {
    let until = match granted.exception {
        Exception::Excused => None,
        Exception::Extended(day) => Some(day.to_string()),
    };
    json!({
        "unit": granted.unit,
        "report": granted.report,
        "period": granted.period,
        "exception": if until.is_some() { "extended" } else { "excused" },
        "until": until,
        "at": granted.at.to_string(),
        "by": granted.by,
        "why": granted.why,
        "in_force": lifted.is_none(),
        "lifted": lifted.map(|Lifted { at, by, why }| json!({ "at": at.to_string(), "by": by, "why": why })),
    })
}
