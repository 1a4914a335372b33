//! `log`: the register on the terminal, as csv, as json, as a sheet to print.

use std::io::Write;
use std::path::PathBuf;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::calendar::Period;
use crate::desk::named;
use crate::dossier::{self, Extract, Filter, Order};
use crate::failure::{Exit, Failure};
use crate::ledger::Ledger;
use crate::office::Rules;
use crate::plan::ReportId;
use crate::roster::UnitId;

/// In which form.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Form {
    /// A table of 80 columns.
    #[default]
    Table,
    /// JSON, one array.
    Json,
    /// CSV, as Excel reads it.
    Csv,
    /// A workbook, written to this file.
    Xlsx(PathBuf),
}

/// What was asked for, as it was typed.
#[derive(Debug, Clone, Default, clap::Args)]
pub struct Log {
    /// Chỉ đơn vị này (mã hoặc tên trong danh sách đơn vị).
    #[arg(long, value_name = "ĐƠN VỊ")]
    pub unit: Option<String>,
    /// Chỉ loại báo cáo này (mã trong kế hoạch).
    #[arg(long, value_name = "BÁO CÁO")]
    pub report: Option<String>,
    /// Chỉ kỳ này: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    pub period: Option<String>,
    /// Nhận từ ngày này (2020-06-01 hoặc 1/6/2020).
    #[arg(long, value_name = "NGÀY")]
    pub from: Option<String>,
    /// Nhận đến hết ngày này.
    #[arg(long, value_name = "NGÀY")]
    pub to: Option<String>,
    /// Vào sổ từ ngày này, dù nhận khi nào.
    #[arg(long, value_name = "NGÀY")]
    pub since: Option<String>,
    /// Xếp theo tên đơn vị thay vì theo số.
    #[arg(long)]
    pub by_unit: bool,
    /// In JSON.
    #[arg(long, conflicts_with_all = ["csv", "xlsx"])]
    pub json: bool,
    /// In CSV.
    #[arg(long, conflicts_with = "xlsx")]
    pub csv: bool,
    /// Ghi ra tệp Excel để in.
    #[arg(long, value_name = "TỆP")]
    pub xlsx: Option<PathBuf>,
}

/// Shows the part of the register that was asked for.
///
/// # Errors
/// [`Exit::Input`] for a unit, report, period or day that does not exist; [`Exit::Outside`] when the ledger cannot be
/// read or the file not be written.
pub fn run(log: &Log, ledger: &Ledger, rules: &Rules, now: Timestamp, out: &mut dyn Write) -> Result<Exit, Failure> {
    let filter = filter(log, rules)?;
    let order = if log.by_unit { Order::Unit } else { Order::Number };
    let read = ledger.read(|snapshot| Ok((snapshot.lines()?, snapshot.scans(None)?)));
    let (lines, scans) = read.map_err(Failure::from_ledger)?;
    let extract = dossier::extract(lines, &scans, &filter, order, rules, now);
    write(&extract, &log.form(), rules, out)?;
    Ok(Exit::Fine)
}

impl Log {
    fn form(&self) -> Form {
        match (&self.xlsx, self.json, self.csv) {
            (Some(path), ..) => Form::Xlsx(path.clone()),
            (None, true, _) => Form::Json,
            (None, false, true) => Form::Csv,
            (None, false, false) => Form::Table,
        }
    }
}

fn write(extract: &Extract, form: &Form, rules: &Rules, out: &mut dyn Write) -> Result<(), Failure> {
    match form {
        Form::Table => write!(out, "{}", dossier::table::table(extract))?,
        Form::Json => writeln!(out, "{:#}", dossier::json::json(extract, &rules.office.time_zone))?,
        Form::Csv => out.write_all(&dossier::csv::csv(extract).map_err(Failure::ours)?)?,
        Form::Xlsx(path) => {
            let bytes = dossier::xlsx::xlsx(extract).map_err(Failure::ours)?;
            std::fs::write(path, bytes)
                .map_err(|error| Failure::outside(format!("không ghi được {}: {error}", path.display())))?;
            writeln!(out, "Đã ghi {} lượt tiếp nhận vào {}.", extract.rows.len(), path.display())?;
        }
    }
    Ok(())
}

fn filter(log: &Log, rules: &Rules) -> Result<Filter, Failure> {
    let day = |name: &str, text: &Option<String>| text.as_deref().map(|text| day(name, text)).transpose();
    Ok(Filter {
        unit: log.unit.as_deref().map(|text| unit(text, rules)).transpose()?,
        report: log.report.as_deref().map(|text| report(text, rules)).transpose()?,
        period: log.period.as_deref().map(period).transpose()?,
        from: day("--from", &log.from)?,
        to: day("--to", &log.to)?,
        since: day("--since", &log.since)?,
    })
}

pub(super) fn unit(text: &str, rules: &Rules) -> Result<UnitId, Failure> {
    Ok(named::unit(text, rules)?)
}

pub(super) fn report(text: &str, rules: &Rules) -> Result<ReportId, Failure> {
    Ok(named::report(text, rules)?)
}

pub(super) fn period(text: &str) -> Result<Period, Failure> {
    Ok(named::period(text)?)
}

/// A day as programs or as offices write it, in the option `name`.
pub(super) fn day(name: &str, text: &str) -> Result<Date, Failure> {
    named::day(text).map_err(|why| Failure::input(format!("{name}: {why}")))
}
