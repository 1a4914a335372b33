//! Sheet "Tình hình": units down, periods across, a sign where they meet.

use jiff::civil::DateTime;
use rust_xlsxwriter::{Worksheet, XlsxError};

use super::{Book, HEADER, Look, heading, page, remark};
use crate::calendar::period;
use crate::office::Rules;
use crate::plan::DueKind;
use crate::standing::figures::Figures;
use crate::standing::grid::{Band, Column, Grid, Part};
use crate::standing::{Row, Standing, Tally};

/// Number, then name, then the periods.
const BEFORE: u16 = 2;
/// Up to so many periods are told in words.
const IN_WORDS: usize = 4;
/// Width of an A4 page lying down, in characters of this size.
const PAPER: f64 = 132.0;
/// Widths of number, name, count and rate.
const NUMBER: f64 = 5.0;
const NAME: f64 = 36.0;
const COUNT: f64 = 9.0;

pub(super) fn write(sheet: &mut Worksheet, book: &Book<'_>, rules: &Rules, made: DateTime) -> Result<(), XlsxError> {
    let look = Look::new();
    let grid = &book.grid;
    let periods = u16::try_from(grid.columns.len()).unwrap_or(u16::MAX);
    let count = BEFORE.saturating_add(periods);
    let last = count.saturating_add(1);
    page(sheet, "Tình hình", (HEADER, HEADER.saturating_add(1)), BEFORE)?;
    let wide = widths(sheet, periods)?;
    heading(sheet, last, "TÌNH HÌNH GỬI BÁO CÁO", &book.scope, rules, made)?;
    head(sheet, &grid.columns, count, &look)?;
    let mut row = HEADER.saturating_add(2);
    let mut number = 1_u32;
    for band in &grid.bands {
        row = write_band(sheet, row, &mut number, band, grid.columns.len(), &look)?;
    }
    let name = if grid.columns.is_empty() { "Không có báo cáo nào" } else { "Tất cả" };
    totals(sheet, row, name, grid.columns.len(), &grid.figures, &look)?;
    row = row.saturating_add(2);
    for line in legend(grid, rules) {
        remark(sheet, row, last, wide, &line, &look)?;
        row = row.saturating_add(1);
    }
    Ok(())
}

/// Sets them; the width of all together.
fn widths(sheet: &mut Worksheet, periods: u16) -> Result<f64, XlsxError> {
    let fixed = NUMBER + NAME + COUNT + COUNT;
    let each = ((PAPER - fixed) / f64::from(periods.max(1))).clamp(6.0, 24.0);
    sheet.set_column_width(0, NUMBER)?;
    sheet.set_column_width(1, NAME)?;
    for column in 0..periods {
        sheet.set_column_width(BEFORE.saturating_add(column), each)?;
    }
    let count = BEFORE.saturating_add(periods);
    sheet.set_column_width(count, COUNT)?;
    sheet.set_column_width(count.saturating_add(1), COUNT)?;
    Ok(fixed + each * f64::from(periods))
}

/// Codes of the periods, and under them the due days.
fn head(sheet: &mut Worksheet, columns: &[Column<'_>], count: u16, look: &Look) -> Result<(), XlsxError> {
    let below = HEADER.saturating_add(1);
    sheet.merge_range(HEADER, 0, below, 0, "TT", &look.head)?;
    sheet.merge_range(HEADER, 1, below, 1, "Đơn vị", &look.head)?;
    let several = columns.iter().any(|column| Some(column.period.year()) != columns.first().map(|c| c.period.year()));
    for (place, column) in (BEFORE..).zip(columns) {
        let year = if several { format!(" /{}", column.period.year()) } else { String::new() };
        sheet.write_string_with_format(HEADER, place, format!("{}{year}", column.code), &look.head)?;
        let dated = column.parts.iter().any(|part| part.deadline.is_some());
        let day = column.day();
        let day = if dated { format!("{}/{}", day.day(), day.month()) } else { "–".to_owned() };
        sheet.write_string_with_format(below, place, day, &look.centred)?;
    }
    sheet.merge_range(HEADER, count, below, count, "Đã nhận", &look.head)?;
    let rate = count.saturating_add(1);
    sheet.merge_range(HEADER, rate, below, rate, "Tỷ lệ gửi", &look.head)?;
    Ok(())
}

/// The group's line and its units' lines; the row after them.
fn write_band(
    sheet: &mut Worksheet,
    mut row: u32,
    number: &mut u32,
    band: &Band<'_>,
    periods: usize,
    look: &Look,
) -> Result<u32, XlsxError> {
    totals(sheet, row, &format!("{} ({})", band.group.name, band.lines.len()), periods, &band.figures, look)?;
    for line in &band.lines {
        row = row.saturating_add(1);
        sheet.write_number_with_format(row, 0, *number, &look.centred)?;
        sheet.write_string_with_format(row, 1, line.name, &look.text)?;
        for (place, cell) in (BEFORE..).zip(&line.cells) {
            match cell {
                None => sheet.write_blank(row, place, &look.centred)?,
                Some(cell) => {
                    let said = told(cell, periods);
                    sheet.write_string_with_format(row, place, said, &look.standing(cell.standing))?
                }
            };
        }
        *number = number.saturating_add(1);
        sums(sheet, row, periods, &line.figures, (&look.centred, &look.rate))?;
    }
    Ok(row.saturating_add(1))
}

fn told(row: &Row, periods: usize) -> String {
    let standing = row.standing;
    if periods <= IN_WORDS {
        return format!("{} {}", standing.mark(), standing.words()).trim_start().to_owned();
    }
    match (standing, standing.days()) {
        (Standing::Extended { until }, _) => format!("{} {}/{}", standing.mark(), until.day(), until.month()),
        (_, Some(days)) => format!("{} {days}", standing.mark()),
        (_, None) => standing.mark().trim().to_owned(),
    }
}

/// A shaded line over the table: a name, and the figures at its end.
fn totals(
    sheet: &mut Worksheet,
    row: u32,
    name: &str,
    periods: usize,
    figures: &Figures,
    look: &Look,
) -> Result<(), XlsxError> {
    sheet.merge_range(row, 0, row, 1, name, &look.group)?;
    for place in (BEFORE..).take(periods) {
        sheet.write_blank(row, place, &look.group)?;
    }
    sums(sheet, row, periods, figures, (&look.group_centred, &look.group_rate))
}

fn sums(
    sheet: &mut Worksheet,
    row: u32,
    periods: usize,
    figures: &Figures,
    (count, share): (&rust_xlsxwriter::Format, &rust_xlsxwriter::Format),
) -> Result<(), XlsxError> {
    let place = BEFORE.saturating_add(u16::try_from(periods).unwrap_or(u16::MAX));
    let said = format!("{}/{}", figures.received, figures.expected);
    sheet.write_string_with_format(row, place, said, count)?;
    super::figures::rate(sheet, row, place.saturating_add(1), figures.rate(), share, count)
}

/// What the columns and the signs are.
fn legend(grid: &Grid<'_>, rules: &Rules) -> Vec<String> {
    let mut lines: Vec<String> = grid
        .columns
        .iter()
        .flat_map(|column| column.parts.iter().map(move |part| (column, part)))
        .map(|(column, part)| about(column, part, rules))
        .collect();
    let signs: Vec<String> = grid.signs().into_iter().map(|(mark, words)| format!("{mark} {words}")).collect();
    if !signs.is_empty() {
        let days = if grid.columns.len() > IN_WORDS { " Số bên cạnh là số ngày." } else { "" };
        lines.push(format!("Ký hiệu: {}.{days} Ô trống: không phải gửi.", signs.join("; ")));
    }
    lines.push("Đã nhận, tỷ lệ gửi: tính trên các báo cáo đã đến hạn, không kể được miễn.".to_owned());
    lines
}

/// "T6: Báo cáo tháng 6 năm 2020, trước ngày 20/6/2020: đã nhận 9/10 đơn vị".
fn about(column: &Column<'_>, part: &Part<'_>, rules: &Rules) -> String {
    let due = part.deadline.map_or_else(
        || ", không định hạn".to_owned(),
        |due| {
            let word = if due.kind == DueKind::Before { "trước ngày" } else { "đến ngày" };
            format!(", {word} {}", period::day_name(due.nominal))
        },
    );
    let tally = Tally::of(part.rows.iter().copied(), rules.office.due_day_counts);
    let done = column.done_words();
    format!("{}: {}{due}: {done} {}/{} đơn vị", column.code, part.title, tally.received, tally.owed)
}
