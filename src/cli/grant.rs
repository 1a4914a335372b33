//! `extend`, `excuse`, `lift`, `grants`: what an office grants its units, and takes back.

mod telling;

use std::io::Write;

use clap::Args;
use serde_json::json;

use super::desk::written;
use super::log;
use super::review::{known_report, known_unit, person, refused};
use crate::calendar::Period;
use crate::desk::Desk;
use crate::failure::{Exit, Failure};
use crate::ledger::{Granted, LedgerError, Lifted, Tx};
use crate::letter::wording;
use crate::notice::grant::Told;
use crate::plan::ReportId;
use crate::plan::obligation::{self, Obligation};
use crate::roster::{GroupId, UnitId};
use crate::standing::Exception;
use crate::standing::grant::{self, Whose, group_day};
use telling::Telling;

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
    fn told<'a>(
        &'a self,
        id: i64,
        owed: (&'a UnitId, &'a ReportId, Period),
        exception: Exception,
        lifted: bool,
    ) -> Told<'a> {
        Told { id, owed, exception, lifted, authority: self.basis.as_deref().unwrap_or_default() }
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
    let meant = Meant::of(asked, desk)?;
    let by = person(asked.by.as_deref());
    let rules = desk.rules();
    let mut telling = Telling::new(desk, asked.quiet)?;
    let (done, left) = desk
        .ledger
        .write(|tx| {
            let facts = tx.board(desk.now)?;
            let (mut done, mut left) = (Vec::new(), Vec::new());
            for owed in &meant.obligations {
                match grant::may_grant(rules, owed, exception, &facts, desk.now) {
                    Ok(()) => {
                        let (id, before) = tx.grant(&granted(owed, exception, &by, &asked.why, desk))?;
                        let told = asked.told(id, (&owed.unit, &owed.report, owed.period), exception, false);
                        telling.granted(tx, &told, before, &facts, desk)?;
                        done.push(grant::name(rules, &owed.unit));
                    }
                    Err(refusal) if meant.group && refusal.is_one_units() => left.push(refusal.to_string()),
                    Err(refusal) => return Err(LedgerError::Refused(refusal.to_string())),
                }
            }
            Ok((done, left))
        })
        .map_err(refused)?;
    for why in &left {
        writeln!(out, "Bỏ qua: {why}.")?;
    }
    if done.is_empty() {
        return Err(Failure::input("không còn đơn vị nào trong nhóm cần quyết định này"));
    }
    let words = wording::upper_first(&grant::words(exception));
    writeln!(out, "{words}: {}; {}.", meant.title, done.join("; "))?;
    telling.say(desk, out)?;
    Ok(Exit::Fine)
}

fn granted(owed: &Obligation, exception: Exception, by: &str, why: &str, desk: &Desk) -> Granted {
    Granted {
        unit: owed.unit.clone(),
        report: owed.report.clone(),
        period: owed.period,
        exception,
        at: desk.now,
        by: by.to_owned(),
        why: why.to_owned(),
    }
}

/// Takes back what was granted.
///
/// # Errors
/// Nothing of the kind is in force.
pub fn lift(asked: &Which, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let whose = whose(asked, desk)?;
    let (report, period) = report_and_period(asked, desk)?;
    let by = person(asked.by.as_deref());
    let rules = desk.rules();
    let mut telling = Telling::new(desk, asked.quiet)?;
    let names = desk
        .ledger
        .write(|tx| {
            let facts = tx.board(desk.now)?;
            let units = match &whose {
                Whose::Units(units) => units.clone(),
                Whose::Group(group) => in_force(tx, desk, group, &report, period)?,
            };
            for unit in &units {
                let (id, exception) = tx.lift((unit, &report, period), &by, &asked.why, desk.now)?;
                let told = asked.told(id, (unit, &report, period), exception, true);
                telling.lifted(tx, &told, &facts, desk)?;
            }
            Ok::<_, LedgerError>(units.iter().map(|unit| grant::name(rules, unit)).collect::<Vec<_>>())
        })
        .map_err(refused)?;
    let title = grant::title(rules, &report, period);
    if names.is_empty() {
        return Err(Failure::input(format!("{title}: nhóm này không có miễn hay gia hạn nào đang áp dụng")));
    }
    writeln!(out, "Đã bỏ miễn, gia hạn: {title}; {}.", names.join("; "))?;
    telling.say(desk, out)?;
    Ok(Exit::Fine)
}

/// The units of the group for which something is in force.
fn in_force(
    tx: &Tx<'_>,
    desk: &Desk,
    group: &GroupId,
    report: &ReportId,
    period: Period,
) -> Result<Vec<UnitId>, LedgerError> {
    let rules = desk.rules();
    let of_group = |granted: &Granted| {
        let unit = rules.roster.unit(&granted.unit);
        let owed = unit.and_then(|unit| obligation::owed(rules, unit, report, period));
        // What is owed no longer counts by the end of its period.
        let day = owed.as_ref().map_or_else(|| period.last_day(), group_day);
        unit.is_some_and(|unit| unit.group_on(day) == group)
    };
    let all = tx.granted()?.into_iter();
    let these = all.filter(|granted| granted.report == *report && granted.period == period && of_group(granted));
    Ok(these.map(|granted| granted.unit).collect())
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

/// What the person meant, found in roster and plans.
struct Meant {
    obligations: Vec<Obligation>,
    title: String,
    group: bool,
}

impl Meant {
    fn of(asked: &Which, desk: &Desk) -> Result<Self, Failure> {
        let whose = whose(asked, desk)?;
        let (report, period) = report_and_period(asked, desk)?;
        let obligations = grant::meant(desk.rules(), &whose, &report, period).map_err(Failure::input)?;
        let title = grant::title(desk.rules(), &report, period);
        Ok(Self { obligations, title, group: matches!(whose, Whose::Group(_)) })
    }
}

fn whose(asked: &Which, desk: &Desk) -> Result<Whose, Failure> {
    if let Some(text) = &asked.group {
        return known_group(desk, text).map(Whose::Group);
    }
    let units = asked.unit.iter().map(|text| known_unit(desk, text)).collect::<Result<_, _>>();
    units.map(Whose::Units).map_err(refused)
}

/// The group of this key or name.
///
/// # Errors
/// There is none; which there are.
pub(super) fn known_group(desk: &Desk, text: &str) -> Result<GroupId, Failure> {
    let groups = &desk.rules().roster.groups;
    let known = groups.iter().find(|group| group.id.as_str() == text || group.name == text);
    known.map(|group| group.id.clone()).ok_or_else(|| {
        let all = groups.iter().map(|group| group.id.as_str()).collect::<Vec<_>>().join(", ");
        Failure::input(format!("--group: không có nhóm `{text}`; các nhóm: {all}"))
    })
}

fn report_and_period(asked: &Which, desk: &Desk) -> Result<(ReportId, Period), Failure> {
    Ok((known_report(desk, &asked.report).map_err(refused)?, log::period(&asked.period)?))
}
