//! `figures`: what the units wrote in the form of a report, as one table.

use std::io::Write;
use std::path::PathBuf;

use clap::Args;

use super::bundle::asked;
use crate::daemon::wiring;
use crate::desk::Desk;
use crate::desk::figures::{Figures as Made, Workbooks, with_forms};
use crate::dossier::figures::number::shown;
use crate::dossier::figures::{Line, Mark, Table};
use crate::failure::{Exit, Failure, told};

/// Which figures.
#[derive(Debug, Args)]
pub struct Figures {
    /// Kỳ báo cáo: 2020-06, 2020-Q1, 2020-H1, 2020-9M, 2020.
    #[arg(long, value_name = "KỲ")]
    period: String,
    /// Mã loại báo cáo có biểu số liệu (figures_form trong kế hoạch); không ghi nếu chỉ có một.
    #[arg(long, value_name = "MÃ")]
    report: Option<String>,
    /// Chỉ nhóm đơn vị này (mã hoặc tên).
    #[arg(long, value_name = "NHÓM")]
    group: Option<String>,
    /// Ghi ra tệp Excel.
    #[arg(long, value_name = "TỆP.xlsx", conflicts_with = "json")]
    xlsx: Option<PathBuf>,
    /// In JSON.
    #[arg(long)]
    json: bool,
}

/// Runs the command.
///
/// # Errors
/// A report without a form, a file that is there already or cannot be written.
pub async fn run(typed: &Figures, desk: &Desk, out: &mut dyn Write) -> Result<Exit, Failure> {
    let mut of = asked((&typed.period, typed.report.as_deref(), typed.group.as_deref()), desk)?;
    if of.report.is_none() {
        let forms: Vec<_> = with_forms(desk).cloned().collect();
        of.report = match forms.as_slice() {
            [only] => Some(only.clone()),
            [] => {
                return Err(Failure::input("không kế hoạch nào có biểu số liệu; xem figures_form trong kế hoạch mẫu"));
            }
            several => {
                let keys = several.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ");
                return Err(Failure::input(format!("--report: cần chọn một báo cáo có biểu số liệu: {keys}")));
            }
        };
    }
    let made = Workbooks::new(wiring::extractor(&desk.config)?).figures(desk, &of).await?;
    let exit = if made.table.doubts() == 0 { Exit::Fine } else { Exit::Attention };
    if typed.json {
        writeln!(out, "{:#}", json(&made.table))?;
        return Ok(exit);
    }
    if let Some(path) = &typed.xlsx {
        let wrong = |error: std::io::Error| match error.kind() {
            std::io::ErrorKind::AlreadyExists => {
                Failure::input(format!("{}: tệp đã có; chọn tên khác", path.display()))
            }
            _ => Failure::outside(format!("{}: không ghi được ({})", path.display(), told(&error))),
        };
        let mut file = std::fs::OpenOptions::new().write(true).create_new(true).open(path).map_err(wrong)?;
        file.write_all(&made.xlsx()?).map_err(wrong)?;
        writeln!(out, "Đã ghi {}.", path.display())?;
    }
    show(&made, out)?;
    Ok(exit)
}

fn show(made: &Made, out: &mut dyn Write) -> std::io::Result<()> {
    let table = &made.table;
    writeln!(out, "{}: {} đơn vị, {} chỉ tiêu.", made.head.scope, table.lines.len(), table.indicators.len())?;
    for (nth, (indicator, sum)) in table.indicators.iter().zip(&table.sums).enumerate() {
        let sum = sum.map_or_else(|| "không cộng".to_owned(), shown);
        let measure = if indicator.measure.is_empty() { String::new() } else { format!(" {}", indicator.measure) };
        writeln!(out, "  {}: {sum}{measure} ({} đơn vị)", indicator.name(), table.given(nth))?;
    }
    for line in &table.lines {
        for told in doubts(line, table) {
            writeln!(out, "- {}: {told}", line.sent.name)?;
        }
    }
    Ok(())
}

/// What must be looked at of a unit.
fn doubts(line: &Line, table: &Table) -> Vec<String> {
    let mut told = line.notes();
    let cells = line.cells.iter().zip(&table.indicators);
    told.extend(cells.filter(|(cell, _)| cell.marks.iter().any(Mark::is_doubt)).map(|(cell, indicator)| {
        let written = if cell.written.is_empty() { String::new() } else { format!(" “{}”", cell.written) };
        format!("{}{written}: {}", indicator.name(), cell.words())
    }));
    told
}

fn json(table: &Table) -> serde_json::Value {
    let indicators: Vec<_> = table
        .indicators
        .iter()
        .zip(&table.sums)
        .map(|(one, sum)| serde_json::json!({"name": one.name(), "measure": one.measure, "sum": sum}))
        .collect();
    let lines = table.lines.iter().map(|line| {
        let cells = line.cells.iter().map(|cell| {
            serde_json::json!({
                "number": cell.number,
                "written": cell.written,
                "place": cell.place.as_ref().map(crate::dossier::figures::reading::Place::name),
                "marks": cell.marks.iter().map(Mark::words).collect::<Vec<_>>(),
            })
        });
        let (strays, more) = line.strays();
        serde_json::json!({
            "unit": line.sent.unit,
            "name": line.sent.name,
            "files": line.sent.files.iter().map(|(_, name)| name).collect::<Vec<_>>(),
            "notes": line.notes(),
            "cells": cells.collect::<Vec<_>>(),
            "strays": strays.iter().map(|stray| serde_json::json!({
                "place": stray.place.name(), "label": stray.label, "number": stray.number,
            })).collect::<Vec<_>>(),
            "more_strays": more,
        })
    });
    serde_json::json!({"indicators": indicators, "units": lines.collect::<Vec<_>>()})
}
